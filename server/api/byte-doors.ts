import type { IncomingMessage } from 'node:http'
import { type Door, door } from './door'
import { mediaDoor } from './serve-media-door'
import { answerTus } from './serve-tus'

/**
 * The same tus as the route's: the bytes of a part go from the socket to the intake as Node gives them. Through web streams they cost a multiple
 * of the processor time.
 */
const upload = door((request, incoming) => answerTus(request, { body: incoming }))

/** What the front of a web process answers itself, if anything: what is mostly bytes, which need nothing of Next and would pass twice through sockets behind it. */
export const findByteDoor = ({ url = '' }: IncomingMessage): Door | undefined => {
  if (/^\/api\/uploads(?:[/?]|$)/.test(url)) return upload
  return url.startsWith('/media/') ? mediaDoor : undefined
}
