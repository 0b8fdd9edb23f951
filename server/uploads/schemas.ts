import { z } from 'zod'
import { plainText } from '@/server/choices'

export const uploadId = z.object({ id: z.uuid() })
export const importLinkInput = z.object({ url: plainText(2048).min(1) })

/** What somebody is shown of a way in. */
export type UploadView = {
  readonly id: string
  readonly kind: 'file' | 'link'
  readonly fileName: string
  /** null until the other side of an import has said so. */
  readonly sizeBytes: number | null
  readonly offsetBytes: number
  readonly state: 'receiving' | 'checking' | 'ready' | 'failed' | 'cancelled'
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly createdAt: Date
  readonly source: {
    readonly id: string
    readonly durationMs: number
    readonly widthPx: number | null
    readonly heightPx: number | null
    readonly hasVideo: boolean
    readonly hasAudio: boolean
    readonly thumbnailUrl: string | null
  } | null
}

/** One of the list of what is on its way in, or arrived and waits to be started with. */
export type IncomingUpload = UploadView & {
  /** Whoever asks brought it. */
  readonly isYours: boolean
  /** The first that was made of it. */
  readonly project: { readonly id: string; readonly title: string } | null
}
