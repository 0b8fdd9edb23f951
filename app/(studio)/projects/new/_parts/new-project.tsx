'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { heldUntil } from '@/app/_trpc/held-until'
import { idempotent } from '@/app/_trpc/idempotent'
import { announce } from '@/app/_ui/announce'
import { Button } from '@/app/_ui/button'
import { Card } from '@/app/_ui/card'
import { formatPlural } from '@/app/_ui/format'
import { PageHeader } from '@/app/_ui/page-header'
import { toast } from '@/app/_ui/toast'
import { defaultSettings } from '@/server/projects/schemas'
import { settleEach } from '../../_parts/settle-each'
import { SampleRow } from './sample-row'
import { SettingsForm } from './settings-form'
import { SourceDrop } from './source-drop'
import { isSent, type SourceItem, titleOf } from './source-item'
import { SourceRow } from './source-row'
import { StartBar } from './start-bar'
import { UnfinishedUploads } from './unfinished-uploads'
import { noteStarted, uploadIdOf } from './upload-session'
import { useCost } from './use-cost'
import { useDraft } from './use-draft'
import { useSources } from './use-sources'

const sampleKey = 'sample'

/** Bring videos, say what is wanted, start. Settings may be changed while the bytes are still coming. */
export function NewProject({
  workspace,
  limits,
  link,
  hasSample,
  sample,
}: {
  readonly workspace: { readonly id: string; readonly creditBalance: number }
  readonly limits: { readonly maxBytes: number; readonly maxMinutes: number; readonly partBytes: number }
  /** From the address: a link that was pasted on the start page. */
  readonly link: string
  readonly hasSample: boolean
  /** null where none is installed. */
  readonly sample: { readonly durationMs: number } | null
}) {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const router = useRouter()
  const client = useQueryClient()
  const { data: me } = useQuery(trpc.account.me.queryOptions())
  const input = useSources({ workspaceId: workspace.id, partBytes: limits.partBytes })
  const draft = useDraft(workspace.id)
  const { settings } = draft
  const [isSample, setIsSample] = useState(hasSample && sample !== null)
  const [isStarting, setIsStarting] = useState(false)
  const [heldUntilMs, setHeldUntilMs] = useState<number | null>(null)

  const usable = input.sources.filter(({ phase, uploadId }) => phase !== 'failed' && input.projectOf(uploadId) === null)
  const priced = isSample && sample ? [{ key: sampleKey, ...sample }, ...usable] : usable
  const { cost, costOf } = useCost(priced, settings, me?.workspace?.creditBalance ?? workspace.creditBalance)
  const isDefault = JSON.stringify(settings) === JSON.stringify(defaultSettings)
  const isEmpty = input.sources.length === 0 && !isSample
  const ownSubtitles = usable.length === 1 && !isSample ? draft.subtitles : null

  /** Asked for again after an answer that was lost, the same is the same project. */
  const keys = useRef(new Map<string, string>())
  const createOnce = async (asked: Parameters<typeof api.project.create.mutate>[0]) => {
    const said = JSON.stringify(asked)
    const requestKey = keys.current.get(said) ?? crypto.randomUUID()
    keys.current.set(said, requestKey)
    const project = await api.project.create.mutate({ ...asked, requestKey }, idempotent.trpc)
    keys.current.delete(said)
    return project
  }
  const create = async (source: SourceItem): Promise<string | null> => {
    const handle = input.handleOf(source.key)
    const uploadId = handle ? await uploadIdOf(handle) : source.uploadId
    if (uploadId === null) return null
    const { id } = await createOnce({
      uploadId,
      title: draft.titleFor(source).trim() || titleOf(source.fileName),
      settings,
      ...(ownSubtitles ? { transcript: ownSubtitles } : {}),
    })
    if (handle) noteStarted(handle.key)
    return id
  }
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: trpc.project.list.pathKey() }),
      client.invalidateQueries({ queryKey: trpc.account.me.queryKey() }),
      client.invalidateQueries({ queryKey: trpc.upload.list.queryKey() }),
    ])

  const start = async () => {
    setIsStarting(true)
    // A file that waits for its turn has no id yet; its project is made as soon as it has one.
    const now = usable.filter(({ phase, uploadId }) => uploadId !== null || phase !== 'starting')
    const later = usable.filter((source) => !now.includes(source))
    const startSample = async () => (await createOnce({ sample: true, settings })).id
    const { done, failed } = await settleEach(
      [
        ...(isSample ? [{ name: 'The sample', key: sampleKey, run: startSample }] : []),
        ...now.map((source) => ({ name: source.fileName, key: source.key, run: () => create(source) })),
      ],
      ({ run }) => run(),
    )
    // What was started is none of the choice any more: pressed again, only the rest is.
    if (done.some(({ item }) => item.key === sampleKey)) setIsSample(false)
    const ids = done.map(({ value }) => value).filter((id) => id !== null)
    if (failed.length > 0) {
      await refresh()
      setIsStarting(false)
      setHeldUntilMs(failed.map(({ error }) => heldUntil(error)).find((untilMs) => untilMs !== null) ?? null)
      for (const { item, error } of failed) toast.failed(`${item.name} could not be started`, error.message)
      if (ids.length > 0)
        toast.note(`${formatPlural(ids.length, 'project')} started`, 'Under Projects. The rest is still here.')
      return
    }
    for (const source of later)
      void create(source)
        .then(refresh)
        .catch((error: Error) => toast.failed(`${source.fileName} could not be started`, error.message))
    await refresh()
    draft.end()
    announce('Started')
    router.push(ids.length === 1 && later.length === 0 ? `/projects/${ids[0]}` : '/projects')
  }

  return (
    <div className="mx-auto grid max-w-3xl grid-cols-1 gap-6">
      <PageHeader title="New project" />
      <UnfinishedUploads
        uploads={input.unfinished}
        onFiles={input.addFiles}
        onDiscard={({ id, fileName }) => input.remove({ key: id, uploadId: id, fileName })}
      />
      {!isEmpty && (
        <ul className="grid grid-cols-1 gap-3">
          {isSample && sample && <SampleRow {...sample} cost={costOf(sampleKey)} onRemove={() => setIsSample(false)} />}
          {input.sources.map((source) => (
            <SourceRow
              key={source.key}
              source={source}
              title={draft.titleFor(source)}
              cost={costOf(source.key)}
              project={input.projectOf(source.uploadId)}
              onTitle={(title) => draft.setTitle(source, title)}
              onPause={() => input.pause(source.key)}
              onResume={() => input.resume(source.key)}
              onRemove={() => input.remove(source)}
            />
          ))}
        </ul>
      )}
      <SourceDrop
        maxBytes={limits.maxBytes}
        maxMinutes={limits.maxMinutes}
        lostNames={input.lostNames}
        isSlim={!isEmpty}
        isBusy={input.isAsking}
        heldUntilMs={input.linkHeldUntilMs}
        link={link}
        onFiles={input.addFiles}
        onLink={input.addLink}
        onSample={sample ? () => setIsSample(true) : null}
      />
      <Card className="p-4 sm:p-6" aria-label="Settings">
        <SettingsForm
          settings={settings}
          onChange={draft.changeSettings}
          subtitles={ownSubtitles}
          onSubtitles={usable.length > 1 || isSample ? null : draft.setSubtitles}
        />
        {!isDefault && (
          <Button variant="ghost" size="sm" className="mt-4" onClick={() => draft.changeSettings(defaultSettings)}>
            <RotateCcw aria-hidden="true" />
            Back to the usual settings
          </Button>
        )}
      </Card>
      <StartBar
        cost={cost}
        isSending={usable.some(isSent)}
        isBusy={isStarting}
        isReady={usable.length > 0 || isSample}
        heldUntilMs={heldUntilMs}
        onStart={() => void start()}
      />
    </div>
  )
}
