import { Loading, Skeleton } from '@/app/_ui/skeleton'

export default function SettingsLoading() {
  return (
    <Loading label="Settings are loading" className="grid gap-4 rounded-xl border border-line bg-surface p-5">
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-9 w-32" />
    </Loading>
  )
}
