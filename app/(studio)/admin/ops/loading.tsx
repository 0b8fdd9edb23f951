import { Loading, Skeleton } from '@/app/_ui/skeleton'

export default function OpsLoading() {
  return (
    <Loading label="The figures are loading" className="mx-auto grid w-full max-w-7xl gap-4">
      <Skeleton className="h-8 w-44" />
      <Skeleton className="h-24 w-full rounded-xl" />
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-3 xl:grid-cols-6">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} className="h-28 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-72 w-full rounded-xl" />
    </Loading>
  )
}
