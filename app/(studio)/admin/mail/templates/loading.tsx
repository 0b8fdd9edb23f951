import { LettersSkeleton } from './_parts/letters-skeleton'

export default function LettersLoading() {
  return <LettersSkeleton />
}
