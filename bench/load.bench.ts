import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readEnv } from '@/server/env'
import type { Bench } from './bench'
import {
  type Found,
  isFailed,
  isMet,
  judgeQuiet,
  latenciesOf,
  loadAverage,
  p95,
  type Quiet,
  tableOf,
  toFigure,
} from './load/claims'
import { choose, type Part, predrain } from './load/parts'
import { steadyLoad } from './load/steady'
import { type Bare, type LoadApp, onOwnCore, startBare, startLoadApp } from './load/target'
import { writeIdentities } from './load/write-identities'

const calibrationS = 2

export default {
  what: 'gates of load, faults and limits against the production build: a short whole, B1 ... B15, all, controls, soak MINUTES, identities FILE',
  needsApp: true,
  run: async (args) => {
    if (args[0] === 'identities') return writeIdentities(args[1])
    const parts = choose(args)
    const loadBefore = loadAverage()
    const target = await startLoadApp({ PREDRAIN_MS: String(predrain) })
    const bare = await startBare()
    try {
      const done: Done[] = []
      for (const part of parts) done.push(await judge(part, target, bare, loadBefore))
      await save(args, loadBefore, done)
      const missed = done.flatMap(({ found, quiet }) =>
        found.claims.filter((claim) => (quiet.isQuiet || !claim.isAbsolute) && !isMet(claim)),
      )
      if (missed.length > 0) process.exitCode = 1
      return {
        figures: done.flatMap(({ found, quiet }) => found.claims.map((claim) => toFigure(claim, quiet))),
        notes: [
          ...done.flatMap(({ part, quiet, found }) => [`${part.name}: ${quiet.why}`, ...found.notes]),
          'milliseconds without a target were not judged, because the machine was not quiet',
          `missed: ${missed.map(({ gate, name }) => `${gate} ${name}`).join('; ') || 'nothing that was judged'}`,
        ],
      }
    } finally {
      bare.child.kill()
      await target.stop()
    }
  },
} satisfies Bench

type Done = { readonly part: Part; readonly found: Found; readonly quiet: Quiet }

/** A part, between two looks at how quick a server of no work is now. */
const judge = async (part: Part, target: LoadApp, bare: Bare, loadBefore: number): Promise<Done> => {
  console.log(`\n${part.name}`)
  const before = await calibrate(target, bare)
  const found = await part.run(target, bare)
  const after = await calibrate(target, bare)
  const quiet = judgeQuiet(loadBefore, [before, after, ...(found.bareP95Ms ?? [])])
  for (const line of tableOf(found.samples ?? [])) console.log(`  ${line}`)
  for (const note of found.notes) console.log(`  ${note}`)
  for (const claim of found.claims.filter((each) => !isMet(each)))
    console.log(`  ! ${claim.gate} ${claim.name}: ${claim.value} ${claim.unit}, wanted ${claim.op} ${claim.limit}`)
  return { part, found, quiet }
}

const calibrate = async (target: LoadApp, bare: Bare): Promise<number> => {
  const place = { ...target, base: bare.base, renamed: new Map<string, number>() }
  return p95(latenciesOf(await onOwnCore(() => steadyLoad(place, { seconds: calibrationS }))))
}

const save = async (args: readonly string[], loadBefore: number, done: readonly Done[]): Promise<void> => {
  const dir = path.join(readEnv().CLIPFORGE_DATA_DIR, 'load-results')
  await mkdir(dir, { recursive: true })
  const at = new Date().toISOString()
  const results = done.map(({ part, found: { claims, notes, samples = [] }, quiet }) => ({
    ...{ part: part.name, quiet, notes, table: tableOf(samples) },
    claims: claims.map((claim) => ({ ...claim, isMet: isMet(claim) })),
    requests: samples.length,
    failed: samples.filter(isFailed).length,
  }))
  const file = path.join(dir, `${at.replaceAll(':', '-')}.json`)
  await writeFile(file, JSON.stringify({ at, args, loadBefore, results }, null, 2))
  console.log(`\n${file}`)
}
