'use client'

import { Pause, Play, RotateCw } from 'lucide-react'
import { Button } from '@/app/_ui/button'
import { FileChooser } from '@/app/_ui/file-chooser'
import { formatBytes, formatDuration, formatTimeLeft } from '@/app/_ui/format'
import { StageBar, type StageState } from '@/app/_ui/stage-bar'
import { useCountdown } from '@/app/_ui/use-countdown'
import type { ProjectData } from '../../../clips/_parts/types'
import type { UploadPhase } from '../../new/_parts/upload-client'
import type { Arrival } from './use-arrival'

type Upload = NonNullable<ProjectData['upload']>

const phases: Readonly<Record<UploadPhase, { readonly name: string; readonly state: StageState }>> = {
  waiting: { name: 'Waiting for its turn to be sent', state: 'waiting' },
  sending: { name: 'Sending the video', state: 'working' },
  paused: { name: 'The upload is paused', state: 'paused' },
  offline: { name: 'No connection. Trying again', state: 'paused' },
  retrying: { name: 'No connection. Trying again', state: 'paused' },
  sent: { name: 'Receiving the video', state: 'working' },
  failed: { name: 'The upload broke off', state: 'failed' },
  cancelled: { name: 'The upload was cancelled', state: 'failed' },
}

const howFar = ({ fileName, sizeBytes }: Upload, sentBytes: number): string =>
  `${fileName}, ${formatBytes(sentBytes)}${sizeBytes === null ? '' : ` of ${formatBytes(sizeBytes)}`}`

/** This document sends it: as on the page it was begun on, with all that can be done about it. */
const SentHere = ({
  upload,
  arrival,
  status,
}: {
  readonly upload: Upload
  readonly arrival: Arrival
  readonly status: NonNullable<Arrival['status']>
}) => {
  const heldSeconds = useCountdown(status.heldUntilMs)
  const { name, state } = phases[status.phase]
  return (
    <>
      <StageBar
        name={heldSeconds > 0 ? 'The upload waits' : name}
        state={state}
        share={status.share}
        {...(status.bytesPerSecond === null ? {} : { speed: `${formatBytes(status.bytesPerSecond)}/s` })}
        {...(status.timeLeftMs === null ? {} : { timeLeft: formatTimeLeft(status.timeLeftMs) })}
        note={
          <>
            {heldSeconds > 0 && (
              <p>Many uploads were begun. This one goes on in {formatDuration(heldSeconds * 1_000)}.</p>
            )}
            <p className="break-words">{status.failure?.message ?? howFar(upload, status.sentBytes)}</p>
          </>
        }
      />
      <p className="mt-2 ml-7">
        {['sending', 'retrying', 'offline', 'waiting'].includes(status.phase) && (
          <Button size="sm" onClick={arrival.pause}>
            <Pause aria-hidden="true" />
            Pause the upload
          </Button>
        )}
        {status.phase === 'paused' && (
          <Button size="sm" onClick={arrival.resume}>
            <Play aria-hidden="true" />
            Go on with the upload
          </Button>
        )}
        {status.phase === 'failed' && (
          <Button size="sm" onClick={arrival.resume}>
            <RotateCw aria-hidden="true" />
            Try the upload again
          </Button>
        )}
      </p>
    </>
  )
}

/** The video on its way here: the stage before all others. */
export function UploadLine({
  upload,
  arrival,
  mayChoose,
}: {
  readonly upload: Upload
  readonly arrival: Arrival
  /** Whoever only watches brings nothing. */
  readonly mayChoose: boolean
}) {
  const { state, kind, sizeBytes, offsetBytes } = upload
  if (state === 'checking') return <StageBar name="Checking the video" state="working" note={upload.fileName} />
  if (state !== 'receiving')
    return (
      <StageBar
        name="Receiving the video"
        state={state === 'ready' ? 'done' : 'failed'}
        note={upload.failure?.message ?? upload.fileName}
      />
    )
  if (arrival.status !== null) return <SentHere upload={upload} arrival={arrival} status={arrival.status} />
  const share = sizeBytes ? offsetBytes / sizeBytes : null
  if (!arrival.isStill)
    return (
      <StageBar
        name="Receiving the video"
        state="working"
        share={share}
        note={<span className="break-words">{howFar(upload, offsetBytes)}</span>}
      />
    )
  return (
    <>
      <StageBar
        name="Not arriving at the moment"
        state="paused"
        share={share}
        note={
          <>
            <p className="break-words">{howFar(upload, offsetBytes)} is here.</p>
            <p>
              {kind === 'link'
                ? 'The other side sends nothing. It is asked again by itself.'
                : `Go back to the page that sends it${mayChoose ? ', or choose the same file here: only the rest is sent' : ''}.`}
            </p>
          </>
        }
      />
      {kind === 'file' && mayChoose && (
        <p className="mt-2 ml-7">
          <FileChooser size="sm" onFiles={arrival.choose}>
            Choose the same file
          </FileChooser>
        </p>
      )}
    </>
  )
}
