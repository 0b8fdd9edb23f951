import { parseArgs } from 'node:util'
import { ensureDemoAccount } from '@/server/accounts'
import { createContext } from '@/server/compose'
import { createApp } from '@/server/compose-app'
import type { WorkspaceContext } from '@/server/context'
import { readEnv } from '@/server/env'
import { isEmbedded } from '@/server/inngest-options'
import { ensureSampleProject, installSample } from '@/server/projects'
import { applyRunnerSchema } from '@/server/runner'

// The demo account and its sample project, made once and found at every later start. The last line is JSON: { projectId }, null where
// the app is not on this machine and so has no demo account.
const { values } = parseArgs({
  options: { video: { type: 'string' }, subtitles: { type: 'string' }, poster: { type: 'string' } },
})
const { video, subtitles, poster } = values
if (video === undefined || subtitles === undefined || poster === undefined) {
  console.error('seed: --video, --subtitles and --poster name the sample; npm start gives them.')
  process.exit(64)
}

const env = readEnv()
const app = await createApp('worker', env)
try {
  // The event that starts the work may come before any worker has.
  if (isEmbedded(env)) await applyRunnerSchema(app.pool)
  await installSample(app.context, await createContext({ env, log: app.context.log }), { video, subtitles, poster })
  const { isLocal } = app.context.config
  console.log(JSON.stringify({ projectId: isLocal ? (await seedDemo()).id : null }))
} finally {
  await app.close()
}
// The media context's engines may hold threads open.
process.exit()

async function seedDemo(): Promise<{ id: string }> {
  const { userId, workspaceId } = await ensureDemoAccount(app.context)
  const user = await app.context.db.user.findUniqueOrThrow({
    where: { id: userId },
    select: { id: true, email: true, name: true, timeZone: true },
  })
  const ctx: WorkspaceContext = {
    ...app.context,
    requestId: 'seed',
    user: { ...user, isOperator: false },
    sessionId: 'seed',
    workspaceId,
    role: 'owner',
  }
  return ensureSampleProject(ctx)
}
