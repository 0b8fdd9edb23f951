import { createCallerFactory, router } from './init'
import { accountRouter } from './routers/account'
import { clipRouter } from './routers/clip'
import { creditsRouter } from './routers/credits'
import { mailRouter } from './routers/mail'
import { mailAdminRouter } from './routers/mail-admin'
import { opsRouter } from './routers/ops'
import { outboxRouter } from './routers/outbox'
import { projectRouter } from './routers/project'
import { uploadRouter } from './routers/upload'
import { workspaceRouter } from './routers/workspace'

export const appRouter = router({
  account: accountRouter,
  workspace: workspaceRouter,
  upload: uploadRouter,
  project: projectRouter,
  clip: clipRouter,
  credits: creditsRouter,
  mail: mailRouter,
  outbox: outboxRouter,
  ops: opsRouter,
  mailAdmin: mailAdminRouter,
})

export type AppRouter = typeof appRouter

export const createCaller = createCallerFactory(appRouter)
