import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSpeech } from '@/server/analysis'
import type { WorkspaceContext } from '@/server/context'
import { defaultSettings, type StoredSettings } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { makeMedia, testPicture } from '@/server/testing/make-media'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { createGate } from './gate'
import { speechStage } from './stages-heard'
import type { ProjectRun, WorkContext } from './work-context'

const durationMs = 6_000

let app: TestApp
let media: TestContext
let ctx: WorkspaceContext
let sourceId: string
beforeAll(async () => {
  app = await openTestApp()
  media = await openTestContext()
  ctx = (await app.signIn()).workspace
  const bytes = await readFile(await makeMedia(media.dir, 'silent.mp4', testPicture({ seconds: durationMs / 1000 })))
  const contentHash = createHash('sha256').update(bytes).digest('hex')
  const objectKey = `sources/${ctx.workspaceId}/${contentHash}.mp4`
  await ctx.ports.objects.put(objectKey, bytes, { contentType: 'video/mp4' })
  const info = { contentHash, durationMs }
  const kept = { contentHash, sizeBytes: bytes.length, durationMs, info, objectKey }
  sourceId = (await ctx.db.source.create({ data: { workspaceId: ctx.workspaceId, ...kept } })).id
})
afterAll(async () => {
  await media?.close()
  await app?.close()
})

const work = (): WorkContext => ({
  ...app.ctx,
  media: media.ctx,
  gates: { analysis: createGate(1), renders: createGate(1) },
  maxArtifactBytes: 1e9,
})

/** A project at work on the video without sound, with these subtitles or none. */
const projectWith = async (subtitles: Uint8Array | null): Promise<ProjectRun> => {
  const { workspaceId } = ctx
  const key = `subtitles/${workspaceId}/of-this-test.txt`
  if (subtitles !== null) await ctx.ports.objects.put(key, Buffer.from(subtitles), { contentType: 'text/plain' })
  const brought = subtitles === null ? {} : { subtitles: { name: 'talk.srt', key } }
  const settings = { ...defaultSettings, ...brought } satisfies StoredSettings
  const at = { status: 'working', attempt: 1, runId: 'run' } as const
  const { id } = await ctx.db.project.create({
    data: { workspaceId, createdById: ctx.user.id, title: 'A talk', settings, sourceId, ...at },
  })
  return { projectId: id, workspaceId, attempt: 1, runId: 'run' }
}
const stageOf = ({ projectId }: ProjectRun) =>
  ctx.db.projectStage.findFirstOrThrow({ where: { projectId, stage: 'speech' }, select: { state: true, note: true } })

const german = '1\n00:00:01,000 --> 00:00:03,000\nIch glaube, dass wir das nicht können.\n'

test('subtitles of a video without sound are kept, and their language is told', async () => {
  const run = await projectWith(Buffer.from(german))
  await speechStage(work(), run)
  const { transcript, features } = await loadSpeech(work(), run)
  expect(transcript.words.map(({ text }) => text).join(' ')).toBe('Ich glaube, dass wir das nicht können.')
  expect([transcript.words[0]?.startMs, transcript.words.at(-1)?.endMs, features]).toEqual([1_000, 3_000, null])
  const { language } = await ctx.db.project.findUniqueOrThrow({ where: { id: run.projectId } })
  expect(language).toBe('de')
  expect(await stageOf(run)).toMatchObject({ state: 'done', note: expect.stringContaining('reads as German') })
})

test('a video without sound and without subtitles is passed over', async () => {
  const run = await projectWith(null)
  await speechStage(work(), run)
  expect(await stageOf(run)).toEqual({ state: 'skipped', note: 'The video has no sound.' })
})

test('subtitles in an unknown encoding are refused, never burned in as question marks', async () => {
  const run = await projectWith(Buffer.from(german, 'latin1'))
  await expect(speechStage(work(), run)).rejects.toMatchObject({
    code: 'invalid_subtitles',
    message: expect.stringContaining('save it as UTF-8'),
  })
})

test('who lost the step while they listened puts nothing in the place of what another found', async () => {
  const run = await projectWith(Buffer.from(german))
  const { objects } = app.ctx.ports
  const read: typeof objects.read = async (...given) => {
    await ctx.db.project.update({ where: { id: run.projectId }, data: { holder: 'another worker' } })
    return objects.read(...given)
  }
  const late = { ...work(), ports: { ...app.ctx.ports, objects: { ...objects, read } } }
  await expect(speechStage(late, run)).rejects.toMatchObject({ code: 'taken_over' })
  await expect(loadSpeech(work(), run)).rejects.toThrow()
  expect((await ctx.db.project.findUniqueOrThrow({ where: { id: run.projectId } })).language).toBeNull()
})
