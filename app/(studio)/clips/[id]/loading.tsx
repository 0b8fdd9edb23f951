import { ClipSkeleton } from './_parts/clip-skeleton'

export default function ClipLoading() {
  return <ClipSkeleton />
}
