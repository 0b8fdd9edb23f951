import type { IncomingMessage, Server } from 'node:http'
import type { Handler } from '@/server/platform/guard/answers'
import type { Guard } from '@/server/platform/guard/create-guard'

type SocketLimits = {
  readonly backlog: number
  readonly keepAliveTimeout: number
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly connectionsCheckingInterval: number
}

type GuardedServer = {
  readonly server: Server
  open(inside: { readonly guard: Guard; readonly route: (request: IncomingMessage) => Handler }): void
  /** `onEnd`: when everything was answered, before the process ends. */
  endOnSignals(times: { readonly predrainMs: number; readonly finishMs: number; readonly onEnd?: () => unknown }): void
}

export const serveGuarded: (options: {
  readonly hostname: string
  readonly port: number
  readonly limits?: Partial<SocketLimits>
}) => Promise<GuardedServer>

export const answerWhileStarting: Handler
