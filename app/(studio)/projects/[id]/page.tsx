import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { isDocumentRequest } from '../../clips/_parts/asked-by'
import { ProjectView } from './_parts/project-view'

type Props = { readonly params: Promise<{ readonly id: string }> }

/** Of this request, once for title and page. Another workspace's project is no project. */
const fetchProject = async (id: string) => {
  if (!z.uuid().safeParse(id).success) notFound()
  try {
    return await getQueryClient().fetchQuery(trpc.project.get.queryOptions({ id }))
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') notFound()
    // Whatever else went wrong may pass: the page asks again by itself, and says what it is told.
    return null
  }
}

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await fetchProject((await params).id))?.title ?? 'Project',
})

export default async function ProjectPage({ params }: Props) {
  const { id } = await params
  if (!(await isDocumentRequest())) {
    void getQueryClient().prefetchQuery(trpc.project.get.queryOptions({ id }))
    return (
      <Hydrated>
        <ProjectView id={id} />
      </Hydrated>
    )
  }
  // Only what is waited for may be handed over: an answer that comes between drawing here and waking up there makes two different
  // pages. The moments (hundreds in two hours of talk) are asked for by the page itself; the clips are what one came for.
  await fetchProject(id)
  return (
    <Hydrated>
      <ProjectView id={id} />
    </Hydrated>
  )
}
