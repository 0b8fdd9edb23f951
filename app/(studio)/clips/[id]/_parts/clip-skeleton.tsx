import { Loading, Skeleton } from '@/app/_ui/skeleton'

/** The shape of the clip's page while it is on its way. */
export const ClipSkeleton = () => (
  <Loading label="Loading the clip" className="mx-auto grid max-w-[120rem] gap-4">
    <div className="grid gap-2">
      <Skeleton className="h-4 w-48" />
      <Skeleton className="h-8 w-96 max-w-full" />
      <Skeleton className="h-5 w-64" />
    </div>
    <div className="grid gap-4 md:max-xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)] xl:h-[clamp(32rem,calc(100dvh-23rem),58rem)] xl:grid-cols-[minmax(16rem,20rem)_minmax(0,1fr)_minmax(20rem,24rem)]">
      <Skeleton className="hidden rounded-xl xl:block" />
      <Skeleton className="h-[min(60dvh,44rem)] rounded-xl md:max-xl:h-[40rem] xl:h-full" />
      <Skeleton className="h-64 rounded-xl md:h-full" />
    </div>
    <Skeleton className="h-32 rounded-xl" />
  </Loading>
)
