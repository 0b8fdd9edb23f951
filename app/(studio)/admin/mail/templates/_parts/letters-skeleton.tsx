import { Loading, Skeleton } from '@/app/_ui/skeleton'

export const LetterSkeleton = () => (
  <Loading label="The letter is being drawn" className="grid gap-3">
    <Skeleton className="h-6 w-72 max-w-full" />
    <Skeleton className="h-9 w-64" />
    <Skeleton className="h-[52rem] w-full rounded-xl" />
  </Loading>
)

export const LettersSkeleton = () => (
  <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[14rem_minmax(0,1fr)]">
    <Loading label="Letters are loading" className="grid gap-2">
      {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => (
        <Skeleton key={key} className="h-8 w-full" />
      ))}
    </Loading>
    <LetterSkeleton />
  </div>
)
