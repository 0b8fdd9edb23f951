import { ProjectSkeleton } from './_parts/project-skeleton'

export default function ProjectLoading() {
  return <ProjectSkeleton />
}
