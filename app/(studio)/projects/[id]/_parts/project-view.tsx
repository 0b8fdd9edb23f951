'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useCallback, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { heldUntil } from '@/app/_trpc/held-until'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { ErrorState } from '@/app/_ui/error-state'
import { formatPlural } from '@/app/_ui/format'
import { Notice } from '@/app/_ui/notice'
import { useSteadyAddress } from '@/app/_ui/player/steady-address'
import { Skeleton } from '@/app/_ui/skeleton'
import { Tabs } from '@/app/_ui/tabs'
import { useAddress } from '@/app/_ui/use-address'
import { limits } from '@/server/media/limits'
import { useMayEdit } from '../../../_parts/use-may-edit'
import { isGone } from '../../../clips/_parts/is-gone'
import type { ProjectData } from '../../../clips/_parts/types'
import { ClipGrid } from './clip-grid'
import { ClipsToCome } from './clips-to-come'
import { FindMore } from './find-more'
import { LeftOutPanel } from './left-out-panel'
import { mayStartAgain } from './may-start-again'
import { NoClips } from './no-clips'
import { NoSuchProject } from './no-such-project'
import { ProjectHeader } from './project-header'
import { ProjectSkeleton } from './project-skeleton'
import { SourceStrip } from './source-strip'
import { StageRail } from './stage-rail'
import { StoppedNotice } from './stopped-notice'
import { useArrival } from './use-arrival'
import { useClipActions } from './use-clip-actions'
import { useProject } from './use-project'

const PanelSkeleton = () => <Skeleton className="h-96 w-full rounded-xl" />
// What is not in sight when the page opens is fetched when it is asked for.
const TranscriptPanel = dynamic(() => import('./transcript-panel').then((part) => part.TranscriptPanel), {
  loading: PanelSkeleton,
})
const RejectedList = dynamic(() => import('./rejected-list').then((part) => part.RejectedList), {
  loading: PanelSkeleton,
})
const ProjectDetails = dynamic(() => import('./project-details').then((part) => part.ProjectDetails), {
  loading: PanelSkeleton,
})
const MomentSheet = dynamic(() => import('./moment-sheet').then((part) => part.MomentSheet))

const tabNames = ['clips', 'transcript', 'left-out', 'details'] as const
type TabName = (typeof tabNames)[number]

/** A project: its work while it goes on, its clips as they come, and everything they were chosen from. */
export function ProjectView({ id }: { readonly id: string }) {
  const { data: project, error, refetch } = useProject(id)
  const renew = useCallback(() => void refetch(), [refetch])
  if (isGone(error)) return <NoSuchProject />
  if (project) return <Project project={project} onStale={renew} />
  if (error)
    return (
      <ErrorState
        isPage
        title="This project could not be loaded"
        kept="Your video and your clips are safe."
        actions={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </ErrorState>
    )
  return <ProjectSkeleton />
}

function Project({ project, onStale }: { readonly project: ProjectData; readonly onStale: () => void }) {
  const trpc = useTRPC()
  const { params, set } = useAddress()
  const actions = useClipActions(project.id)
  const arrival = useArrival(project.upload)
  const isEditor = useMayEdit()
  const [cursorMs, setCursorMs] = useState<number | null>(null)
  const [goTo, setGoTo] = useState<{ readonly startMs: number; readonly endMs: number } | null>(null)
  const [wasSheetOpen, setWasSheetOpen] = useState(false)
  const tab: TabName = tabNames.find((name) => name === params.get('tab')) ?? 'clips'
  const momentId = params.get('moment')

  const hasSpeech = project.stages.some(({ id, state }) => id === 'speech' && state === 'done')
  const moments = useQuery({
    ...trpc.project.moments.queryOptions({ id: project.id }),
    enabled: project.candidateCount > 0,
  })
  const transcript = useQuery({
    ...trpc.project.transcript.queryOptions({ id: project.id }),
    enabled: hasSpeech && (tab === 'transcript' || tab === 'details'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  // All addresses of a project end together: the one that is watched renews the rest.
  const stillUrl = useSteadyAddress(`${project.id} still`, project.thumbnailUrl, { onStale })
  const isUnderWay = project.status === 'waiting' || project.status === 'queued' || project.status === 'working'
  const isStopped = project.status === 'failed' || project.status === 'cancelled'
  const moment = moments.data?.find(({ id }) => id === momentId)
  if (moment && !wasSheetOpen) setWasSheetOpen(true)
  const show = (name: TabName) => set({ tab: name === 'clips' ? null : name })
  const make = isEditor
    ? ({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }) =>
        actions.make.mutate({ projectId: project.id, startMs, endMs })
    : null

  const isFull = project.clips.filter(({ origin }) => origin === 'manual').length >= limits.maxManualClips
  const cannotMake = actions.make.isPending || !project.canCut || isFull
  const makeHeldUntilMs = heldUntil(actions.make.error)

  const clips =
    project.clips.length > 0 ? (
      <>
        <ClipGrid
          clips={project.clips}
          stillUrl={stillUrl}
          onTime={setCursorMs}
          onRemove={isEditor ? (chosen) => void actions.remove(chosen) : null}
          onDownload={(chosen) => void actions.download(chosen)}
        />
        {isEditor && !isUnderWay && project.canCut && project.credits.toCut === 0 && !isFull && (
          <FindMore projectId={project.id} onShowLeftOut={() => show('left-out')} />
        )}
      </>
    ) : project.status === 'ready' ? (
      <NoClips project={project} mayCut={hasSpeech && project.canCut && isEditor} onShow={show} />
    ) : isStopped ? (
      <EmptyState title="No clips were made">
        {!mayStartAgain(project)
          ? 'The video they would have been cut from is not here.'
          : isEditor
            ? 'Start again, and clips appear here one by one.'
            : 'An editor of this workspace can start it again; clips appear here one by one.'}
      </EmptyState>
    ) : (
      <ClipsToCome stillUrl={stillUrl} />
    )

  const tabs = (
    <Tabs
      label="Parts of the project"
      value={tab}
      onChange={(value) => show(tabNames.find((name) => name === value) ?? 'clips')}
      tabs={[
        { value: 'clips', label: 'Clips', count: project.clips.length, content: clips },
        {
          value: 'transcript',
          label: 'Transcript',
          content: !hasSpeech ? (
            <EmptyState title="Nothing was heard yet">
              The words appear here once the video has been listened to.
            </EmptyState>
          ) : transcript.data && transcript.data.words.length === 0 ? (
            <EmptyState title="No words were heard">
              The video has no speech that the engine could make out. Clips were chosen by sound and picture.
            </EmptyState>
          ) : transcript.data ? (
            <div className="grid gap-3">
              {project.speechNote && <Notice title="About the transcript">{project.speechNote}</Notice>}
              <TranscriptPanel
                transcript={transcript.data}
                cursorMs={cursorMs}
                goTo={goTo}
                durationMs={project.durationMs ?? 0}
                onCursor={setCursorMs}
                onMake={make}
                isMaking={cannotMake}
                heldUntilMs={makeHeldUntilMs}
              />
            </div>
          ) : transcript.error ? (
            <ErrorState
              title="The transcript could not be loaded"
              actions={<Button onClick={() => void transcript.refetch()}>Try again</Button>}
            >
              {transcript.error.message}
            </ErrorState>
          ) : (
            <PanelSkeleton />
          ),
        },
        {
          value: 'left-out',
          label: 'Why not this one?',
          count: project.rejectedCount,
          content: (
            <LeftOutPanel moments={moments} candidateCount={project.candidateCount}>
              {(all) => (
                <RejectedList
                  moments={all}
                  onOpen={(open) => set({ moment: open })}
                  onMake={make}
                  isMaking={cannotMake}
                  heldUntilMs={makeHeldUntilMs}
                />
              )}
            </LeftOutPanel>
          ),
        },
        {
          value: 'details',
          label: 'Details',
          content: <ProjectDetails project={project} transcript={transcript.data} />,
        },
      ]}
    />
  )

  return (
    <div className="mx-auto grid max-w-[110rem] grid-cols-[minmax(0,1fr)] gap-6">
      <ProjectHeader project={project} />
      {isStopped && <StoppedNotice project={project} isEditor={isEditor} />}
      <div
        className={
          isUnderWay
            ? 'grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[21rem_minmax(0,1fr)]'
            : 'grid grid-cols-[minmax(0,1fr)] gap-6'
        }
      >
        {isUnderWay && <StageRail project={project} arrival={arrival} isEditor={isEditor} />}
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
          {project.durationMs !== null &&
            project.candidateCount > 0 &&
            (moments.data ? (
              <SourceStrip
                durationMs={project.durationMs}
                moments={moments.data}
                cursorMs={cursorMs}
                openId={momentId}
                onOpen={(open) => set({ moment: open })}
              />
            ) : moments.error ? (
              tab !== 'left-out' && (
                <Notice
                  tone="warn"
                  title="The moments could not be loaded"
                  actions={
                    <Button size="sm" onClick={() => void moments.refetch()}>
                      Try again
                    </Button>
                  }
                >
                  They are kept; only their list did not arrive.
                </Notice>
              )
            ) : (
              <Skeleton className="h-31 w-full rounded-lg" />
            ))}
          {make && project.canCut && project.credits.toCut > 0 && (
            <Notice title={`The first clip you cut takes ${formatPlural(project.credits.toCut, 'credit')}`}>
              They came back because nothing was found in this video. Once a clip is made of it they are used; all
              others are free.
            </Notice>
          )}
          {isFull && (
            <Notice title={`${limits.maxManualClips} clips besides those chosen first, as many as a project may have`}>
              Remove some you no longer need to cut others.
            </Notice>
          )}
          {tabs}
        </div>
      </div>
      {wasSheetOpen && (
        <MomentSheet
          moment={moment}
          onClose={() => set({ moment: null })}
          onMake={
            make &&
            ((chosen) => {
              make(chosen)
              set({ moment: null })
            })
          }
          onShowWords={(chosen) => {
            setGoTo({ startMs: chosen.startMs, endMs: chosen.endMs })
            set({ moment: null, tab: 'transcript' })
          }}
          isMaking={cannotMake}
          heldUntilMs={makeHeldUntilMs}
        />
      )}
    </div>
  )
}
