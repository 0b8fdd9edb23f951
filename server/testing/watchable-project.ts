import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createDiskObjectStore } from '@/server/adapters/object-store/disk'
import { analysisKeys, type PictureAnalysis } from '@/server/analysis'
import type { Db } from '@/server/db/client'
import { toJson } from '@/server/db/json'
import type { SourceInfo, Transcript } from '@/server/media/types'
import { projectSettingsSchema } from '@/server/projects/schemas'
import { sourceOf, videoOf } from './framing-scene'
import { makeTalk, talkLines } from './generated-media'
import { finishedStages, framing, momentAt, moments, talkWords } from './watchable-talk'

type Place = { readonly db: Db; readonly dataDir: string; readonly email: string }

export type WatchableProject = {
  readonly projectId: string
  /** Ready, with a file that plays. */
  readonly readyId: string
  /** Its render failed; trying it again works. */
  readonly failedId: string
  readonly refusedMomentId: string
}

const durationMs = 20_000

/**
 * A project of twenty seconds whose work is over, whole on the disk too: its video plays, its words can be read and cut from, more clips
 * and renders can be made. It belongs to the first workspace of that person.
 */
export const createWatchableProject = async ({ db, dataDir, email }: Place): Promise<WatchableProject> => {
  const { userId, workspaceId } = await findMembership(db, email)
  const objects = await createDiskObjectStore({ dir: path.join(dataDir, 'objects') })
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-watchable-'))
  try {
    const files = makeFiles(dir)
    const info = describeSource(files.video)
    const objectKey = `sources/${workspaceId}/${info.contentHash}.mp4`
    const thumbnailKey = `thumbnails/${workspaceId}/${info.contentHash}.jpg`
    const put = (key: string, file: string, contentType: string) =>
      objects.put(key, createReadStream(file), { contentType })
    await put(objectKey, files.video, 'video/mp4')
    await put(thumbnailKey, files.still, 'image/jpeg')
    const now = new Date()
    const { id: projectId } = await db.project.create({
      data: {
        title: 'Why most gardens fail in their first year',
        status: 'ready',
        settings: toJson(projectSettingsSchema.parse({ minS: 3, maxS: 15, language: 'en', genre: 'talk' })),
        attempt: 1,
        creditsUsed: 1,
        language: 'en',
        createdById: userId,
        startedAt: now,
        finishedAt: now,
        workspace: { connect: { id: workspaceId } },
        stages: {
          create: finishedStages.map(([stage, note]) => ({
            stage,
            note,
            state: 'done',
            share: 1,
            startedAt: now,
            endedAt: now,
          })),
        },
        source: {
          create: {
            workspaceId,
            contentHash: info.contentHash,
            sizeBytes: info.sizeBytes,
            durationMs,
            info: toJson(info),
            objectKey,
            thumbnailKey,
          },
        },
      },
      select: { id: true },
    })
    const { transcript, picture, report } = analysisKeys(workspaceId, projectId)
    const engine = { id: 'subtitles', version: '1', reason: 'talk.srt was given; its text is kept to the letter' }
    const putJson = (key: string, value: object) =>
      objects.put(key, Buffer.from(JSON.stringify(value)), { contentType: 'application/json' })
    await putJson(transcript, { language: 'en', words: talkWords(), isPunctuated: true, engine } satisfies Transcript)
    await putJson(picture, {
      shots: [
        { startMs: 0, endMs: 10_000, transition: 'start' },
        { startMs: 10_000, endMs: durationMs, transition: 'cut' },
      ],
      motion: [],
      tracks: [],
      speakers: [],
    } satisfies PictureAnalysis)
    await putJson(report, {})
    await db.project.update({ where: { id: projectId }, data: { reportKey: report }, select: { id: true } })

    const momentIds: string[] = []
    for (const [position, moment] of moments.entries()) {
      const { id } = await db.moment.create({
        data: { projectId, workspaceId, position, hashtags: ['#garden'], ...moment },
        select: { id: true },
      })
      momentIds.push(id)
    }
    const clipOf = async (position: number) => {
      const { accepted: _, reason: __, ...moment } = momentAt(position)
      const { startMs, endMs } = moment
      const clip = {
        projectId,
        workspaceId,
        position,
        hashtags: ['#garden'],
        durationMs: endMs - startMs,
        ranges: [[startMs, endMs]],
      }
      return (await db.clip.create({ data: { ...clip, ...moment }, select: { id: true } })).id
    }
    const readyId = await clipOf(0)
    const failedId = await clipOf(1)
    const base = `clips/${workspaceId}/${readyId}/main`
    await put(`${base}.mp4`, files.clip, 'video/mp4')
    await put(`${base}.jpg`, files.poster, 'image/jpeg')
    await objects.put(`${base}.srt`, Buffer.from(readFileSync(files.subtitles)), {
      contentType: 'application/x-subrip',
    })
    await objects.put(`${base}.vtt`, Buffer.from(`WEBVTT\n\n00:00.000 --> 00:06.000\n${talkLines[0]}\n`), {
      contentType: 'text/vtt',
    })
    const choice = { workspaceId, aspect: '9:16', framing: 'auto', captions: 'karaoke', finishedAt: now } as const
    await db.render.create({
      data: {
        ...choice,
        clipId: readyId,
        state: 'ready',
        share: 1,
        videoKey: `${base}.mp4`,
        posterKey: `${base}.jpg`,
        srtKey: `${base}.srt`,
        vttKey: `${base}.vtt`,
        sizeBytes: readFileSync(files.clip).length,
        durationMs: 6_400,
        framingReport: toJson({
          mode: 'fit',
          keyframes: [{ tMs: 400, mode: 'fit', reason: 'nobody’s face is seen', confidence: 0.8, origin: 'auto' }],
          report: framing,
        }),
        loudness: { integratedLufs: -14.1, truePeakDb: -2.3, gainDb: 4.2 },
        verified: { ok: true, checks: [{ name: 'length', expected: '6.40 s', measured: '6.40 s', ok: true }] },
      },
      select: { id: true },
    })
    await db.render.create({
      data: {
        ...choice,
        clipId: failedId,
        state: 'failed',
        failure: { code: 'media_tool_failed', message: 'The disk was full. Free some room, then try it again.' },
      },
      select: { id: true },
    })
    return { projectId, readyId, failedId, refusedMomentId: momentIds[2] ?? '' }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Under way for ever: its heart seems to beat an hour from now, so that no sweep takes it for stuck. */
export const createWorkingProject = async ({ db, email }: Place): Promise<{ readonly projectId: string }> => {
  const { userId, workspaceId } = await findMembership(db, email)
  const now = new Date()
  const { id } = await db.project.create({
    data: {
      workspaceId,
      createdById: userId,
      title: 'A talk that is being listened to',
      status: 'working',
      settings: {},
      attempt: 1,
      runId: 'a run of this test',
      startedAt: now,
      heartbeatAt: new Date(now.getTime() + 3_600_000),
      stages: {
        create: [
          { stage: 'probe', state: 'done', share: 1, startedAt: now, endedAt: now },
          { stage: 'speech', state: 'running', share: 0.42, speed: 3.2, startedAt: now },
        ],
      },
    },
    select: { id: true },
  })
  return { projectId: id }
}

const findMembership = (db: Db, email: string) =>
  db.membership.findFirstOrThrow({
    where: { user: { email } },
    orderBy: { createdAt: 'asc' },
    select: { userId: true, workspaceId: true },
  })

const makeFiles = (dir: string) => {
  const { video, subtitles } = makeTalk(dir)
  const [clip, poster, still] = ['clip.mp4', 'poster.jpg', 'still.jpg'].map((name) => path.join(dir, name))
  const tall = 'crop=ih*9/16:ih,scale=540:960,setsar=1'
  const encode = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-movflags',
    '+faststart',
  ]
  const run = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args])
  run('-ss', '0.4', '-t', '6.4', '-i', video, '-vf', tall, ...encode, clip ?? '')
  run('-i', clip ?? '', '-frames:v', '1', poster ?? '')
  run('-ss', '3', '-i', video, '-frames:v', '1', still ?? '')
  return { video, subtitles, clip: clip ?? '', poster: poster ?? '', still: still ?? '' }
}

/** `makeTalk`'s file as the probe describes it. */
const describeSource = (file: string): SourceInfo => {
  const bytes = readFileSync(file)
  return sourceOf({
    contentHash: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    durationMs,
    video: videoOf(640, 360),
    audio: [
      { index: 1, codec: 'aac', channels: 1, sampleRateHz: 48_000, language: null, title: null, isDefault: true },
    ],
    audioIndex: 0,
  })
}
