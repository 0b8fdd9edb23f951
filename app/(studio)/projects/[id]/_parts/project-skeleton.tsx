import { Loading, Skeleton } from '@/app/_ui/skeleton'

/** The shape of the project's page while it is on its way. */
export const ProjectSkeleton = () => (
  <Loading label="Loading the project" className="grid gap-6">
    <div className="grid gap-2">
      <Skeleton className="h-4 w-20" />
      <Skeleton className="h-8 w-80 max-w-full" />
      <Skeleton className="h-5 w-56" />
    </div>
    <Skeleton className="h-24 w-full rounded-lg" />
    <Skeleton className="h-10 w-96 max-w-full" />
    <div className="grid grid-cols-2 gap-x-3 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] sm:gap-x-4">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <div key={key} className="grid gap-2">
          <Skeleton className="aspect-[9/16] w-full rounded-xl" />
          <Skeleton className="h-5 w-4/5" />
          <Skeleton className="h-4 w-1/2" />
        </div>
      ))}
    </div>
  </Loading>
)
