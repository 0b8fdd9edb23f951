import { createDatabase } from '@/server/db/client'
import { createWatchableProject, createWorkingProject, type WatchableProject } from '@/server/testing/watchable-project'
import type { RunningApp } from './running-app'

/** A finished project of that person, straight into the stores: what comes after the work can be tried without waiting for it. */
export const seedFinished = (app: RunningApp, email: string): Promise<WatchableProject> =>
  withDatabase(app, (db) => createWatchableProject({ db, dataDir: app.dataDir, email }))

export const seedWorking = (app: RunningApp, email: string): Promise<{ readonly projectId: string }> =>
  withDatabase(app, (db) => createWorkingProject({ db, dataDir: app.dataDir, email }))

type Db = ReturnType<typeof createDatabase>['db']

export const withDatabase = async <T>(app: RunningApp, use: (db: Db) => Promise<T>): Promise<T> => {
  const { db, close } = createDatabase({ url: app.databaseUrl, max: 1, patience: 10 })
  try {
    return await use(db)
  } finally {
    await close()
  }
}
