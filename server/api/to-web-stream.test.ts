import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { toWebStream } from './to-web-stream'

const endless = () =>
  new Readable({
    read() {
      this.push(Buffer.alloc(1024))
    },
  })

describe('toWebStream', () => {
  test('gives every byte, in order', async () => {
    const parts = [Buffer.from('one '), Buffer.from('two '), Buffer.from('three')]
    const text = await new Response(toWebStream(Readable.from(parts), new AbortController().signal)).text()
    expect(text).toBe('one two three')
  })

  test('a reader who leaves in the middle closes the file, and nothing is thrown', async () => {
    const body = endless()
    const reader = toWebStream(body, new AbortController().signal).getReader()
    await reader.read()
    await reader.cancel()
    await nextTurn()
    expect(body.destroyed).toBe(true)
  })

  test('a request that is aborted while a read is under way closes the file and ends the stream with an error', async () => {
    const abort = new AbortController()
    const body = new Readable({ read: () => undefined })
    const reader = toWebStream(body, abort.signal).getReader()
    const read = reader.read()
    abort.abort()
    await expect(read).rejects.toThrow()
    expect(body.destroyed).toBe(true)
  })
})
