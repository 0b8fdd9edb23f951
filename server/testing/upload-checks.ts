import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ServiceContext } from '@/server/context'
import { appendUpload, checkUpload, createUpload, type UploadRef } from '@/server/uploads'
import { openTestApp, type SignedInTester, type TestApp } from './app-context'
import { makeMedia, testPicture, testTone } from './make-media'
import { openTestContext, type TestContext } from './service-context'
import { unlimited } from './unlimited'

export type UploadChecks = {
  readonly app: TestApp
  readonly media: TestContext
  readonly ann: SignedInTester
  /** Four seconds with a tone; black for its first second. */
  readonly video: Buffer
  /** All bytes of an upload, not checked yet. Hers, where nobody is named. */
  bring(bytes: Uint8Array, by?: { readonly who?: SignedInTester; readonly sha256?: string }): Promise<UploadRef>
  /** The same video in other bytes: a box that players skip comes at its end. */
  unique(): Buffer
  check(ref: UploadRef, ctx?: ServiceContext): ReturnType<typeof checkUpload>
  objectsOf(workspaceId: string): Promise<string[]>
  close(): Promise<void>
}

/** An app with somebody in it and a real video, for tests of what becomes of the bytes that somebody brought. */
export const openUploadChecks = async (): Promise<UploadChecks> => {
  const app = await openTestApp({ ports: { rateLimiter: unlimited } })
  const media = await openTestContext()
  const ann = await app.signIn()
  const file = await makeMedia(media.dir, 'talk.mp4', [
    ...testPicture({ size: '640x360', seconds: 4 }),
    ...testTone({ seconds: 4 }),
    ...['-vf', "drawbox=enable='lt(t,1)':color=black:t=fill"],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-shortest'],
  ])
  const video = await readFile(file)
  return {
    app,
    media,
    ann,
    video,
    bring: async (bytes, { who = ann, sha256 } = {}) => {
      const { id } = await createUpload(who.workspace, { fileName: 'talk.mp4', sizeBytes: bytes.length, sha256 })
      await appendUpload(app.ctx, who.user, {
        id,
        offset: 0,
        lengthBytes: bytes.length,
        body: (async function* () {
          // Given away, as a request gives its own.
          yield Uint8Array.from(bytes)
        })(),
        partHash: null,
        contentHash: null,
        signal: new AbortController().signal,
      })
      return { uploadId: id, workspaceId: who.workspace.workspaceId }
    },
    unique: () => Buffer.concat([video, Buffer.from('\0\0\0\x10free'), randomBytes(8)]),
    check: (ref, ctx = media.ctx) => checkUpload(app.ctx, ctx, ref),
    objectsOf: async (workspaceId) => {
      const keys: string[] = []
      for await (const { key } of app.ctx.ports.objects.list('')) if (key.includes(workspaceId)) keys.push(key)
      return keys
    },
    close: async () => {
      await media.close()
      await app.close()
    },
  }
}
