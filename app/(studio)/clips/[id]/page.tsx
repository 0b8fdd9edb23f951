import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { isDocumentRequest } from '../_parts/asked-by'
import { ClipView } from './_parts/clip-view'

type Props = { readonly params: Promise<{ readonly id: string }> }

/** Of this request, once for title and page. Another workspace's clip is no clip. */
const fetchClip = async (id: string) => {
  if (!z.uuid().safeParse(id).success) notFound()
  try {
    return await getQueryClient().fetchQuery(trpc.clip.get.queryOptions({ id }))
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') notFound()
    // Whatever else went wrong may pass: the page asks again by itself, and says what it is told.
    return null
  }
}

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await fetchClip((await params).id))?.title ?? 'Clip',
})

export default async function ClipPage({ params }: Props) {
  const { id } = await params
  if (await isDocumentRequest()) await fetchClip(id)
  else void getQueryClient().prefetchQuery(trpc.clip.get.queryOptions({ id }))
  return (
    <Hydrated>
      <ClipView id={id} />
    </Hydrated>
  )
}
