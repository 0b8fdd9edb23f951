import { Skeleton } from '@/app/_ui/skeleton'

export const ProjectTileSkeleton = () => (
  <div className="overflow-hidden rounded-xl border border-line">
    <Skeleton className="aspect-video w-full rounded-none" />
    <div className="grid gap-3 p-3.5">
      <Skeleton className="h-5 w-3/4" />
      <Skeleton className="h-4 w-1/2" />
    </div>
  </div>
)
