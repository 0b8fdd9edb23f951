import { randomBytes } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWebFetcher, type FetcherRules } from '@/server/adapters/fetcher'
import { importLink, importUpload, type UploadRef } from '@/server/uploads'
import { openTestApp, type SignedInTester, type TestApp } from './app-context'
import { unlimited } from './unlimited'

export type Imports = {
  readonly app: TestApp
  readonly ann: SignedInTester
  /** What the other side answers from now on. */
  respond: http.RequestListener
  /** The head of a video, and noise. */
  readonly mp4: Buffer
  /** One that takes the other side of these tests for a public one. */
  fetcherOf(rules?: Partial<FetcherRules>): ReturnType<typeof createWebFetcher>
  address(file: string): string
  /** An import of hers that was asked for and has not begun. */
  take(file?: string): Promise<UploadRef>
  bring(ref: UploadRef, signal?: AbortSignal): ReturnType<typeof importUpload>
  rowOf(ref: Pick<UploadRef, 'uploadId'>): ReturnType<TestApp['ctx']['db']['upload']['findUniqueOrThrow']>
  close(): Promise<void>
}

/** An app with somebody in it, and a server of videos for her to import from. */
export const openImports = async (): Promise<Imports> => {
  const remote = http.createServer((request, response) => imports.respond(request, response))
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve))
  // Safe: a server that listens on a port has an AddressInfo.
  const { port } = remote.address() as AddressInfo
  const fetcherOf: Imports['fetcherOf'] = (rules = {}) =>
    createWebFetcher({
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      isAllowed: (host, to) => host === '127.0.0.1' && to === port,
      isAllowedPort: () => true,
      allowsHttp: true,
      ...rules,
    })
  const app = await openTestApp({ ports: { fetcher: fetcherOf(), rateLimiter: unlimited } })
  const ann = await app.signIn()
  const address = (file: string) => `http://videos.example:${port}/${file}`
  const imports: Imports = {
    app,
    ann,
    respond: (_request, response) => response.writeHead(404).end(),
    mp4: Buffer.concat([Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1'), randomBytes(200_000)]),
    fetcherOf,
    address,
    take: async (file = 'talk.mp4') => {
      const { id } = await importLink(ann.workspace, { url: address(file) })
      return { uploadId: id, workspaceId: ann.workspace.workspaceId }
    },
    bring: (ref, signal = new AbortController().signal) => importUpload(app.ctx, { ...ref, signal }),
    rowOf: ({ uploadId }) => app.ctx.db.upload.findUniqueOrThrow({ where: { id: uploadId } }),
    close: async () => {
      remote.closeAllConnections()
      remote.close()
      await app.close()
    },
  }
  return imports
}
