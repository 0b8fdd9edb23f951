import type { IncomingMessage } from 'node:http'

export const forwardedHeader: string
export const isForwarded: (request: Pick<IncomingMessage, 'headers' | 'httpVersion'>) => boolean
