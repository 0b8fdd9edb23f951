import { z } from 'zod'

/**
 * The contract of `report.json`, version 1. Checks outside the project read it: fields are only ever added.
 * Boxes are shares of the source frame as displayed, times integer milliseconds on the source's timeline.
 */

const ms = z.int().min(0)
const share = z.number().min(0).max(1)
const range = { startMs: ms, endMs: ms }
const box = { x: share, y: share, w: share, h: share }

const engineNote = z.object({
  id: z.string(),
  version: z.string(),
  reason: z.string(),
  weakness: z.string().optional(),
})

const source = z.object({
  name: z.string().describe('Display name; control characters removed'),
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  container: z.string(),
  sizeBytes: z.int().min(0),
  durationMs: ms,
  video: z
    .object({
      codec: z.string(),
      widthPx: z.int().positive(),
      heightPx: z.int().positive(),
      rotationDeg: z.number(),
      fps: z.object({ num: z.int().positive(), den: z.int().positive() }),
      isVariableFrameRate: z.boolean(),
      isHdr: z.boolean(),
    })
    .nullable(),
  audio: z.array(
    z.object({ codec: z.string(), channels: z.int().min(0), sampleRateHz: z.int().min(0), isUsed: z.boolean() }),
  ),
  notes: z.array(z.string()),
})

const word = z.object({ text: z.string(), ...range, confidence: share, speaker: z.string().optional() })

const feature = z.object({
  feature: z.string(),
  value: z.number(),
  weight: z.number(),
  contribution: z.number(),
  evidence: z.array(z.object({ signal: z.string(), text: z.string(), ...range })),
})

const boundary = z.object({
  startsAt: z.string(),
  endsAt: z.string(),
  firstWords: z.string(),
  lastWords: z.string(),
  leadMs: z.number(),
  tailMs: z.number(),
  warnings: z.array(z.string()),
})

const candidate = z.object({
  ...range,
  score: z.number().min(0).max(100),
  features: z.array(feature).describe('Contributions sum to the score'),
  accepted: z.boolean(),
  reason: z.string().min(1),
})

const framingReport = z.object({
  speakerInFrame: share.nullable(),
  faceCutByEdge: share.nullable(),
  faceFullyInside: share.nullable(),
  framesWithoutSubject: z.int().min(0),
  layoutChangesPerMinute: z.number().min(0),
  maxSpeed: z.number().min(0),
  maxAcceleration: z.number().min(0),
  upscaling: z.number().min(0),
  warnings: z.array(z.string()),
})

const clip = z.object({
  file: z.string(),
  ranges: z.array(z.tuple([ms, ms])).min(1),
  durationMs: ms,
  title: z.string(),
  hashtags: z.array(z.string()),
  score: z.number().min(0).max(100),
  framing: z.object({
    mode: z.string(),
    keyframes: z.array(
      z.object({
        tMs: ms,
        mode: z.string(),
        reason: z.string(),
        confidence: share,
        origin: z.enum(['auto', 'manual']),
      }),
    ),
    report: framingReport,
  }),
  camera: z
    .array(z.object({ tMs: ms, ...box, cut: z.literal(true).optional() }))
    .describe('A keyframe with cut: true is jumped to; between others the camera moves linearly'),
  captions: z.object({ style: z.string().describe('"none" when nothing is burned in') }),
  boundary,
  loudness: z
    .object({ integratedLufs: z.number().nullable(), truePeakDb: z.number().nullable(), gainDb: z.number() })
    .nullable()
    .describe('Of the finished file; null with --no-render. integratedLufs is null for silence'),
  verified: z
    .object({
      ok: z.boolean(),
      checks: z.array(z.object({ name: z.string(), expected: z.string(), measured: z.string(), ok: z.boolean() })),
    })
    .nullable()
    .describe('What was probed in the finished file against what the plan promised; null with --no-render'),
})

export const reportSchema = z.object({
  version: z.literal(1),
  source,
  engines: z.object({
    mediaTool: z.string(),
    speech: engineNote.nullable(),
    voice: z.string().nullable(),
    faces: z.string().nullable(),
    reranker: z.string().nullable(),
  }),
  transcript: z.object({ language: z.string(), words: z.array(word) }),
  shots: z.array(z.object({ ...range, transition: z.enum(['start', 'cut', 'fade', 'dissolve']) })),
  tracks: z.array(
    z.object({ id: z.string(), person: z.string(), samples: z.array(z.object({ tMs: ms, ...box, score: share })) }),
  ),
  speakers: z.array(z.object({ ...range, track: z.string().nullable() })),
  candidates: z.array(candidate),
  clips: z.array(clip),
  timings: z
    .record(z.string(), z.number().min(0))
    .describe('Milliseconds by stage; near zero where a stored result was used'),
  peakRssMb: z.number().min(0),
})

export type Report = z.infer<typeof reportSchema>

/** JSON Schema (2020-12) of the report, kept in `docs/report.schema.json`. */
export const reportJsonSchema = (): unknown => ({
  title: 'ClipForge report',
  ...z.toJSONSchema(reportSchema),
})
