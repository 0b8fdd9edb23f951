'use client'

import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { heldUntil } from '@/app/_trpc/held-until'
import { Button } from '@/app/_ui/button'
import { ErrorState } from '@/app/_ui/error-state'
import { usePlayer } from '@/app/_ui/player/use-player'
import { useShortcuts } from '@/app/_ui/shortcuts'
import { Tabs } from '@/app/_ui/tabs'
import { useAddress } from '@/app/_ui/use-address'
import { sourceToOutputMs } from '@/server/media/edl/map-time'
import { useMayEdit } from '../../../_parts/use-may-edit'
import { isGone } from '../../_parts/is-gone'
import type { ClipData } from '../../_parts/types'
import { cameraSteps } from './camera-steps'
import { ClipHeader } from './clip-header'
import { ClipSkeleton } from './clip-skeleton'
import { ClipStage } from './clip-stage'
import { ClipTimeline } from './clip-timeline'
import { ClipWords } from './clip-words'
import { FilesPanel } from './files-panel'
import { NoSuchClip } from './no-such-clip'
import { ReportPanel } from './report-panel'
import { ScorePanel } from './score-panel'
import { useClip, useClipDeeds } from './use-clip'

/** Where words, picture and numbers stand side by side; the same width as Tailwind's xl. */
const wideQuery = '(min-width: 80rem)'

const useIsWide = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const query = matchMedia(wideQuery)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => matchMedia(wideQuery).matches,
    () => true,
  )

export function ClipView({ id }: { readonly id: string }) {
  const [isLeaving, setIsLeaving] = useState(false)
  const { data: clip, error, refetch } = useClip(id, { isLeaving })
  if (isGone(error)) return <NoSuchClip />
  if (clip) return <Clip key={id} clip={clip} onStale={refetch} onLeaving={setIsLeaving} />
  if (error)
    return (
      <ErrorState
        isPage
        title="This clip could not be loaded"
        kept="Its files are safe."
        actions={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </ErrorState>
    )
  return <ClipSkeleton />
}

function Clip({
  clip,
  onStale,
  onLeaving,
}: {
  readonly clip: ClipData
  readonly onStale: () => Promise<unknown>
  readonly onLeaving: (isLeaving: boolean) => void
}) {
  const player = usePlayer()
  const deeds = useClipDeeds(clip, onLeaving)
  const isEditor = useMayEdit()
  const mayMake = isEditor && clip.project.canCut
  const { params, set } = useAddress()
  const isWide = useIsWide()
  const render =
    clip.renders.find(({ id }) => id === params.get('file')) ??
    clip.renders.find(({ state }) => state === 'ready') ??
    clip.renders[0]
  const edit = { ranges: clip.ranges.map(([startMs, endMs]) => ({ startMs, endMs })), removed: [] }
  const seekSource = (ms: number) => {
    const first = edit.ranges[0]?.startMs ?? 0
    player.seek(sourceToOutputMs(edit, Math.max(first, ms)) ?? 0)
  }

  const words = <ClipWords words={clip.words} player={player} />
  const panels = [
    ...(isWide ? [] : [{ value: 'words', label: 'Words', content: <div className="-m-4 h-80 flex">{words}</div> }]),
    { value: 'score', label: 'Score', content: <ScorePanel clip={clip} onSeek={seekSource} /> },
    {
      value: 'reports',
      label: 'Reports',
      content: <ReportPanel clip={clip} render={render} onSeek={seekSource} />,
    },
    {
      value: 'files',
      label: 'Files',
      count: clip.renders.length,
      content: (
        <FilesPanel
          clip={clip}
          shownId={render?.id}
          onShow={(renderId) => set({ file: renderId })}
          isEditor={isEditor}
          making={
            mayMake
              ? {
                  isBusy: deeds.isBusy,
                  isAsking: deeds.render.isPending,
                  heldUntilMs: heldUntil(deeds.render.error),
                  retryHeldUntilMs: deeds.retryHeldUntilMs,
                  onRetry: deeds.retry,
                  onCancel: deeds.cancel,
                  onRender: (choice) => deeds.render.mutate({ id: clip.id, ...choice }),
                }
              : null
          }
        />
      ),
    },
  ]
  const asked = params.get('tab')
  const tab = panels.find(({ value }) => value === asked)?.value ?? panels[0]?.value ?? 'score'

  const properties = useRef<HTMLElement>(null)
  const isExporting = useRef(false)
  const focusPanel = () => properties.current?.querySelector<HTMLElement>('[role=tabpanel][data-state=active]')?.focus()
  useShortcuts('Clips', [
    {
      keys: 'Ctrl+E',
      label: 'Export: files, and another render',
      run: () => {
        isExporting.current = true
        if (tab === 'files') focusPanel()
        else set({ tab: 'files' })
      },
    },
  ])
  // The panel is there once the tab has changed; from it, keys go on into what can be exported.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the tab brings the panel
  useEffect(() => {
    if (isExporting.current) focusPanel()
    isExporting.current = false
  }, [tab])

  return (
    <div className="mx-auto grid max-w-[120rem] grid-cols-[minmax(0,1fr)] gap-4">
      <ClipHeader
        clip={clip}
        render={render}
        onRename={isEditor ? deeds.rename : null}
        onRemove={isEditor ? deeds.remove : null}
      />
      <div className="grid gap-4 md:max-xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)] xl:h-[clamp(32rem,calc(100dvh-23rem),58rem)] xl:grid-cols-[minmax(16rem,20rem)_minmax(0,1fr)_minmax(20rem,24rem)]">
        <section
          aria-label="Words"
          className="hidden min-h-0 flex-col overflow-hidden rounded-xl border border-line bg-surface xl:flex"
        >
          <h2 className="border-b border-line px-4 py-2.5 font-medium">Words</h2>
          {isWide && words}
        </section>
        <ClipStage
          clip={clip}
          render={render}
          player={player}
          onStale={onStale}
          onRetry={mayMake ? deeds.retry : null}
          retryHeldUntilMs={deeds.retryHeldUntilMs}
          className="h-[min(60dvh,44rem)] rounded-xl border border-stage-line max-sm:-mx-4 max-sm:rounded-none max-sm:border-x-0 md:max-xl:h-[40rem] xl:h-full"
        />
        <section
          ref={properties}
          aria-label="Properties"
          className="min-h-0 overflow-hidden rounded-xl border border-line bg-surface max-md:rounded-none max-md:border-0 max-md:bg-transparent md:max-xl:h-[40rem]"
        >
          <Tabs
            label="Properties of the clip"
            value={tab}
            onChange={(value) => set({ tab: value === panels[0]?.value ? null : value })}
            tabs={panels}
            className="md:h-full md:[&>[role=tabpanel]]:overflow-y-auto md:[&>[role=tabpanel]]:p-4 md:[&>[role=tablist]]:px-1"
          />
        </section>
      </div>
      <ClipTimeline clip={clip} edit={edit} steps={cameraSteps(render)} player={player} />
    </div>
  )
}
