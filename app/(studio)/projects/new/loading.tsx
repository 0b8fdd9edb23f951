import { Loading, Skeleton } from '@/app/_ui/skeleton'

export default function NewProjectLoading() {
  return (
    <Loading label="Loading the page" className="mx-auto grid max-w-3xl gap-6">
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-80 w-full" />
      <Skeleton className="h-64 w-full" />
    </Loading>
  )
}
