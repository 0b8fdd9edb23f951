import { Loading, Skeleton } from '@/app/_ui/skeleton'

export default function ProjectsLoading() {
  return (
    <Loading label="Loading the page" className="mx-auto grid max-w-screen-2xl gap-6">
      <Skeleton className="h-8 w-40" />
      <Skeleton className="h-9 w-full max-w-xl" />
      <Skeleton className="h-72 w-full" />
    </Loading>
  )
}
