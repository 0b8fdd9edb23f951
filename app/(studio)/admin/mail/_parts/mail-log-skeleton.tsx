import { Loading, Skeleton } from '@/app/_ui/skeleton'

export const MailLogSkeleton = () => (
  <Loading label="Mail is loading" className="grid gap-4">
    <div className="grid gap-3 rounded-xl border border-line bg-surface p-5">
      <Skeleton className="h-6 w-56" />
      <Skeleton className="h-4 w-80 max-w-full" />
    </div>
    <div className="divide-y divide-line rounded-xl border border-line bg-surface">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <div key={key} className="flex items-center justify-between gap-6 px-5 py-4">
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-72 max-w-full" />
            <Skeleton className="h-3 w-32" />
          </div>
          <Skeleton className="h-5 w-20" />
        </div>
      ))}
    </div>
  </Loading>
)
