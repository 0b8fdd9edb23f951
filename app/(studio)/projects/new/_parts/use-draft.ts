'use client'

import { useEffect, useRef, useState } from 'react'
import type { ProjectSettings } from '@/server/projects/schemas'
import { afterStart, type Draft, emptyDraft, readDraft, writeDraft } from './draft'
import type { Subtitles } from './settings-form'
import { type SourceItem, titleOf } from './source-item'

type Named = Pick<SourceItem, 'uploadId' | 'fileName'>

/** The settings and titles of a project that is not started yet; this tab keeps them for the workspace. */
export const useDraft = (workspaceId: string) => {
  const [draft, setDraft] = useState(emptyDraft)
  const latest = useRef(draft)
  const show = (next: Draft) => {
    latest.current = next
    setDraft(next)
  }
  const change = (patch: Partial<Draft>) => {
    show({ ...latest.current, ...patch })
    writeDraft(sessionStorage, workspaceId, latest.current)
  }
  // Not while the page is drawn: the server has no such store, and both must draw the same.
  useEffect(() => {
    const kept = readDraft(sessionStorage, workspaceId)
    latest.current = kept
    setDraft(kept)
  }, [workspaceId])
  const { settings, titles, subtitles } = draft
  return {
    settings,
    subtitles,
    changeSettings: (patch: Partial<ProjectSettings>) => change({ settings: { ...latest.current.settings, ...patch } }),
    setSubtitles: (next: Subtitles | null) => change({ subtitles: next }),
    titleFor: ({ uploadId, fileName }: Named): string =>
      (uploadId === null ? undefined : titles[uploadId]) ?? titles[fileName] ?? titleOf(fileName),
    setTitle: ({ uploadId, fileName }: Named, title: string) =>
      change({ titles: { ...latest.current.titles, [uploadId ?? fileName]: title } }),
    /** Everything was started. */
    end: () => change(afterStart(latest.current)),
  }
}
