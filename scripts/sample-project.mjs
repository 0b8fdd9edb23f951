import { setTimeout as sleep } from 'node:timers/promises'
import { lastLines, runProgram } from './run-program.mjs'

/** Far more than the sample takes on one slow core; a run that hangs is said to. */
const firstClipWaitMs = 15 * 60_000

/**
 * The demo account and its sample project, made at the first start and found at the later ones.
 * @returns {Promise<{ projectId: string | null }>} null where APP_URL is not this machine's: no demo account there
 */
export const seedSample = async (env, { signal } = {}) => {
  const { video, subtitles, poster } = await run(['scripts/make-sample.mjs'], { env, signal })
  const files = ['--video', video, '--subtitles', subtitles, '--poster', poster]
  return run(['--import', 'tsx', 'prisma/seed.ts', ...files], { env, signal })
}

/** Runs a program of ours whose last line is JSON. In a process of its own, because drawing the sample takes a while. */
const run = async (args, options) => {
  const { status, stdout, output } = await runProgram(process.execPath, args, options)
  if (status !== 0) throw new Error(`The sample project could not be made:\n${lastLines(output)}`)
  return JSON.parse(lastLines(stdout, 1))
}

/**
 * Waits until the first clip of a project can be played.
 * @returns {Promise<{ clipId: string, title: string, videoKey: string }>}
 */
export const waitForFirstClip = async ({ url, projectId, onStage, signal }) => {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 5000 })
  // The database may be restarted under us; the next query says what matters.
  pool.on('error', () => undefined)
  const deadline = Date.now() + firstClipWaitMs
  const said = new Set()
  try {
    while (Date.now() < deadline) {
      const state = await look(pool, projectId)
      for (const stage of state.running.filter((each) => !said.has(each))) {
        said.add(stage)
        onStage(stage)
      }
      if (state.clip !== null) return state.clip
      if (state.ended !== null) throw new Error(`The sample project ended with no clip (${state.ended}).`)
      await sleep(500, undefined, { signal })
    }
    throw new Error(`No clip of the sample within ${firstClipWaitMs / 60_000} minutes.`)
  } finally {
    await pool.end()
  }
}

const look = async (pool, projectId) => {
  const clips = await pool.query(
    `select c.id as "clipId", c.title, r."videoKey" from "Clip" c join "Render" r on r."clipId" = c.id
     where c."projectId" = $1 and r.state = 'ready' and c."deletedAt" is null order by c.position limit 1`,
    [projectId],
  )
  const projects = await pool.query('select status, failure from "Project" where id = $1', [projectId])
  const stages = await pool.query(`select stage from "ProjectStage" where "projectId" = $1 and state = 'running'`, [
    projectId,
  ])
  const { status, failure } = projects.rows[0] ?? { status: 'deleted', failure: null }
  const isOver = ['failed', 'cancelled', 'ready', 'deleted'].includes(status)
  return {
    clip: clips.rows[0] ?? null,
    running: stages.rows.map((row) => row.stage),
    ended: isOver ? (failure?.message ?? status) : null,
  }
}
