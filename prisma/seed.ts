import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { ensureDemoAccount } from '@/server/accounts'
import { createContext } from '@/server/compose'
import { createApp } from '@/server/compose-app'
import type { AppContext, WorkspaceContext } from '@/server/context'
import { createProject, createProjectSchema, probeSource, sampleKeys } from '@/server/projects'

// The sample video into the object store, and on a person's own machine the demo account with a project of it, whose work begins
// by itself. Run again, it changes nothing. Prints one line of JSON: { projectId }, null where there is no demo account.
const { values } = parseArgs({
  options: { video: { type: 'string' }, subtitles: { type: 'string' }, poster: { type: 'string' } },
})

const installSample = async (ctx: AppContext): Promise<void> => {
  if ((await ctx.ports.objects.stat(sampleKeys.info)) !== undefined) return
  const { video, subtitles, poster } = values
  if (video === undefined || subtitles === undefined || poster === undefined)
    throw new Error('The sample is not in the store yet: give --video, --subtitles and --poster.')
  const { source } = await probeSource(await createContext(), { path: video })
  const { objects } = ctx.ports
  await objects.put(sampleKeys.video, await readFile(video), { contentType: 'video/mp4' })
  await objects.put(sampleKeys.subtitles, await readFile(subtitles), { contentType: 'text/plain; charset=utf-8' })
  await objects.put(sampleKeys.thumbnail, await readFile(poster), { contentType: 'image/jpeg' })
  // Last, because it is what says that the sample is there.
  await objects.put(sampleKeys.info, Buffer.from(JSON.stringify(source)), { contentType: 'application/json' })
}

const ensureSampleProject = async (ctx: AppContext): Promise<string | null> => {
  if (!ctx.config.isLocal) return null
  const { userId, workspaceId } = await ensureDemoAccount(ctx)
  // One that somebody deleted is not brought back.
  const made = await ctx.db.project.findFirst({
    where: { workspaceId, isSample: true },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  if (made !== null) return made.id
  const user = await ctx.db.user.findUniqueOrThrow({
    where: { id: userId },
    select: { id: true, email: true, name: true, timeZone: true },
  })
  const workspace: WorkspaceContext = { ...ctx, user, sessionId: 'seed', workspaceId, role: 'owner' }
  // A talk of a minute and a half: short clips, so that there is more than one.
  const settings = { language: 'en', minS: 12, maxS: 40 }
  const { id } = await createProject(workspace, createProjectSchema.parse({ sample: true, settings }))
  return id
}

const app = await createApp('worker')
try {
  await installSample(app.context)
  console.log(JSON.stringify({ projectId: await ensureSampleProject(app.context) }))
} finally {
  await app.close()
}
