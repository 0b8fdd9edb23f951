import { z } from 'zod'
import { defaultSettings, type ProjectSettings, projectSettingsSchema } from '@/server/projects/schemas'
import type { Subtitles } from './settings-form'

/** What somebody has set and typed for projects they have not started yet. */
export type Draft = {
  readonly settings: ProjectSettings
  /** By the upload's id; by the file's name while it has none. */
  readonly titles: Readonly<Record<string, string>>
  readonly subtitles: Subtitles | null
}

export const emptyDraft: Draft = { settings: defaultSettings, titles: {}, subtitles: null }

const draftSchema = z.object({
  settings: projectSettingsSchema,
  titles: z.record(z.string(), z.string()),
  subtitles: z.object({ name: z.string(), text: z.string() }).nullable(),
})

const keyOf = (workspaceId: string): string => `new-project:${workspaceId}`

/** What this tab kept of the workspace; an empty draft for what an older version wrote or somebody changed. */
export const readDraft = (storage: Pick<Storage, 'getItem'>, workspaceId: string): Draft => {
  try {
    return draftSchema.parse(JSON.parse(storage.getItem(keyOf(workspaceId)) ?? ''))
  } catch {
    return emptyDraft
  }
}

/** Subtitles that are too long for the store are left out of it before the rest is. */
export const writeDraft = (storage: Pick<Storage, 'setItem'>, workspaceId: string, draft: Draft): void => {
  for (const kept of [draft, { ...draft, subtitles: null }])
    try {
      storage.setItem(keyOf(workspaceId), JSON.stringify(kept))
      return
    } catch {
      // Full, or forbidden in this browser: then it lasts as long as the page.
    }
}

/** What is left once the projects were started: the settings are offered again, without what was said of those videos alone. */
export const afterStart = ({ settings }: Draft): Draft => ({
  ...emptyDraft,
  settings: { ...settings, prompt: null, ranges: null },
})
