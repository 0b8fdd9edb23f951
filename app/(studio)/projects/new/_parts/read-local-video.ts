export type LocalVideo = {
  readonly durationMs: number
  readonly widthPx: number
  readonly heightPx: number
  /** A picture of the file as an object URL; null for sound. */
  readonly thumbnailUrl: string | null
}

const stillWidthPx = 480
const giveUpMs = 8000

const once = (target: EventTarget, name: string, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    target.addEventListener(name, () => resolve(), { once: true, signal })
    target.addEventListener('error', () => reject(new Error('not playable here')), { once: true, signal })
    signal.addEventListener('abort', () => reject(new Error('took too long')))
  })

const drawStill = async (video: HTMLVideoElement): Promise<string | null> => {
  if (video.videoWidth === 0) return null
  const canvas = document.createElement('canvas')
  canvas.width = stillWidthPx
  canvas.height = Math.round((stillWidthPx * video.videoHeight) / video.videoWidth)
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8))
  return blob && URL.createObjectURL(blob)
}

/**
 * Length, size and a picture of a file, read by the browser before a byte is sent. null when this browser can't play it:
 * the server will know once it is there.
 */
export const readLocalVideo = async (file: File): Promise<LocalVideo | null> => {
  const video = document.createElement('video')
  const url = URL.createObjectURL(file)
  const signal = AbortSignal.timeout(giveUpMs)
  video.muted = true
  video.preload = 'auto'
  try {
    const hasMetadata = once(video, 'loadedmetadata', signal)
    video.src = url
    await hasMetadata
    if (!Number.isFinite(video.duration)) return null
    const durationMs = Math.round(video.duration * 1000)
    const hasSought = once(video, 'seeked', signal)
    video.currentTime = Math.min(video.duration * 0.1, 20)
    const thumbnailUrl = await hasSought.then(() => drawStill(video)).catch(() => null)
    return { durationMs, widthPx: video.videoWidth, heightPx: video.videoHeight, thumbnailUrl }
  } catch {
    return null
  } finally {
    video.removeAttribute('src')
    // Or it goes on reading from an address that is gone.
    video.load()
    URL.revokeObjectURL(url)
  }
}
