import { z } from 'zod'
import { captionChoice, type Framing, framings, plainText, sourceMs, titleSchema } from '@/server/choices'
import { aspectIds } from '@/server/media/aspect'
import { limits } from '@/server/media/limits'

const range = z
  .object({ startMs: sourceMs, endMs: sourceMs })
  .refine(({ startMs, endMs }) => endMs - startMs >= limits.minClipSeconds * 1000, {
    error: `A range is at least ${limits.minClipSeconds} seconds long.`,
  })
  .refine(({ startMs, endMs }) => endMs - startMs <= limits.maxClipSeconds * 1000, {
    error: `A range is at most ${limits.maxClipSeconds} seconds long.`,
  })

const seconds = z
  .number({ error: 'Give a length in seconds.' })
  .min(limits.minClipSeconds, { error: `A clip has at least ${limits.minClipSeconds} seconds.` })
  .max(limits.maxClipSeconds, { error: `A clip has at most ${limits.maxClipSeconds} seconds.` })

/** What a genre changes is only where the other settings start; a person may set them as they like afterwards. */
export const genres = {
  auto: { label: 'Any video', minS: 15, maxS: 60, framing: 'auto', removeSilence: false },
  podcast: { label: 'Podcast or interview', minS: 20, maxS: 75, framing: 'auto', removeSilence: true },
  talk: { label: 'Talk or lecture', minS: 20, maxS: 90, framing: 'focus', removeSilence: true },
  vlog: { label: 'Vlog', minS: 15, maxS: 45, framing: 'auto', removeSilence: false },
  gaming: { label: 'Gaming', minS: 10, maxS: 45, framing: 'auto', removeSilence: false },
  sport: { label: 'Sport', minS: 8, maxS: 30, framing: 'focus', removeSilence: false },
  screen: { label: 'Screen recording', minS: 15, maxS: 60, framing: 'fit', removeSilence: true },
  music: { label: 'Music or performance', minS: 15, maxS: 45, framing: 'auto', removeSilence: false },
} as const satisfies Record<
  string,
  { label: string; minS: number; maxS: number; framing: Framing; removeSilence: boolean }
>

const genreIds = Object.keys(genres) as [Genre, ...Genre[]]
export type Genre = keyof typeof genres

/** What a creator may ask of a project. Lengths in seconds, as they are typed; everything has a default. */
export const projectSettingsSchema = z
  .object({
    /** BCP 47 primary tag, or "auto". */
    language: z
      .string()
      .regex(/^([a-z]{2,3}|auto)$/, { error: 'A language is a tag such as en or fr, or auto.' })
      .default('auto'),
    genre: z.enum(genreIds).default('auto'),
    prompt: plainText(500, 'lines').nullable().default(null),
    minS: seconds.default(15),
    maxS: seconds.default(60),
    /** null: as many as are good. */
    count: z
      .int({ error: 'Give a whole number of clips.' })
      .min(1)
      .max(limits.maxClips, { error: `At most ${limits.maxClips} clips.` })
      .nullable()
      .default(null),
    aspect: z.enum(aspectIds).default('9:16'),
    framing: z.enum(framings).default('auto'),
    captions: captionChoice.default('karaoke'),
    removeSilence: z.boolean().default(false),
    removeFillers: z.boolean().default(false),
    /** Cut exactly these instead of looking for moments. */
    ranges: z.array(range).min(1).max(limits.maxClips).nullable().default(null),
  })
  .refine(({ minS, maxS }) => maxS >= minS, {
    error: 'The longest clip is not shorter than the shortest.',
    path: ['maxS'],
  })

export type ProjectSettings = z.output<typeof projectSettingsSchema>

/** What the database keeps: the settings, and where subtitles that were brought lie in the object store. */
export type StoredSettings = ProjectSettings & { readonly subtitles?: { readonly name: string; readonly key: string } }

export const defaultSettings: ProjectSettings = projectSettingsSchema.parse({})

/** The settings a form starts from once a genre is chosen. */
export const settingsOfGenre = (genre: Genre): ProjectSettings => {
  const { minS, maxS, framing, removeSilence } = genres[genre]
  return { ...defaultSettings, genre, minS, maxS, framing, removeSilence }
}

const id = z.uuid()
export const projectIdSchema = z.object({ id })

export const createProjectSchema = z
  .object({
    uploadId: id.optional(),
    sourceId: id.optional(),
    /** The sample video that comes with ClipForge. */
    sample: z.literal(true).optional(),
    title: titleSchema.optional(),
    settings: projectSettingsSchema.default(defaultSettings),
    /** Drawn by who asks: the same again, after an answer that was lost, is the same project. */
    requestKey: id.optional(),
    /** The creator's own subtitles (SRT, VTT or words JSON): kept to the letter, timed against the sound. */
    transcript: z
      .object({
        name: plainText(200).min(1),
        // A tRPC request holds a megabyte; two hours of SRT are a fifth of that.
        text: z.string().min(1).max(800_000, { error: 'Subtitles may have 800,000 characters.' }),
      })
      .optional(),
  })
  .refine(({ uploadId, sourceId, sample }) => [uploadId, sourceId, sample].filter(Boolean).length === 1, {
    error: 'Name one video: an upload, a video you brought before, or the sample.',
  })

export const estimateSchema = z.object({
  durationMs: sourceMs,
  settings: projectSettingsSchema.default(defaultSettings),
})

export const projectStatuses = ['waiting', 'queued', 'working', 'ready', 'failed', 'cancelled'] as const
export const projectSorts = ['newest', 'oldest', 'title'] as const

export const listProjectsSchema = z.object({
  /** Looked for in titles. */
  query: plainText(200).optional(),
  status: z.enum(projectStatuses).optional(),
  sort: z.enum(projectSorts).default('newest'),
  /** Base64url of an id and a title, each character of which may become six bytes. */
  cursor: z
    .string()
    .max(2_000)
    .regex(/^[\w-]*$/)
    .optional(),
  limit: z.int().min(1).max(100).default(24),
})

export const renameProjectSchema = z.object({ id, title: titleSchema })
