import type { ServiceContext } from '@/server/context'
import { fromJson } from '@/server/db/json'
import { DomainError, isDomainError } from '@/server/errors'
import type { MediaInput, SourceInfo } from '@/server/media/types'
import { probeSource, type StoredSettings } from '@/server/projects'
import { ownedBy } from './project-beat'
import type { ProjectRun, WorkContext } from './work-context'

export type LoadedProject = {
  readonly id: string
  readonly workspaceId: string
  readonly title: string
  readonly settings: StoredSettings
  readonly info: SourceInfo
  readonly objectKey: string
}

/** What a step works on. @throws cancelled when it is not this run's any more */
export const loadProject = async (work: WorkContext, run: ProjectRun): Promise<LoadedProject> => {
  const row = await work.db.project.findFirst({
    where: ownedBy(run),
    select: {
      id: true,
      workspaceId: true,
      title: true,
      settings: true,
      source: { select: { info: true, objectKey: true } },
    },
  })
  if (row === null) throw new DomainError('cancelled', 'The project was cancelled or removed.')
  if (row.source === null) throw new DomainError('not_found', 'The video of this project is no longer there.')
  const { source, settings, ...project } = row
  return {
    ...project,
    settings: fromJson<StoredSettings>(settings),
    info: fromJson<SourceInfo>(source.info),
    objectKey: source.objectKey,
  }
}

/** The video as the media verbs take it: a path on this machine under a name of ours. Quick once it was probed here. */
export const openSource = async (
  work: WorkContext,
  media: ServiceContext,
  { objectKey, info }: Pick<LoadedProject, 'objectKey' | 'info'>,
): Promise<{ source: SourceInfo; input: MediaInput }> => {
  const path = await work.ports.objects.localPath(objectKey, media.signal).catch((cause: unknown) => {
    if (!isDomainError(cause, 'not_found')) throw cause
    throw new DomainError('not_found', 'The video of this project is no longer in the store. Bring it again.', {
      cause,
    })
  })
  return probeSource(media, { path, contentHash: info.contentHash })
}
