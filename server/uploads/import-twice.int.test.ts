import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DomainError } from '@/server/errors'
import type { Intake } from '@/server/ports/intake'
import { type Imports, openImports } from '@/server/testing/imports'
import { sha256 } from '@/server/testing/tus-client'
import { importUpload } from '.'

let imports: Imports
/** So much that some of it is written before the rest comes. */
let long: Buffer
beforeAll(async () => {
  imports = await openImports()
  long = Buffer.concat([imports.mp4, randomBytes(2_000_000)])
})
afterAll(() => imports?.close())

describe('an import', () => {
  /** An answer of half of it, the rest of which comes when it is asked for. */
  const halfAnswer = () => {
    const answer = { isAsked: false, more: (): void => undefined }
    imports.respond = (_req, res) => {
      res.write(long.subarray(0, 1_000_000))
      answer.isAsked = true
      answer.more = () => void res.end(long.subarray(1_000_000))
    }
    return answer
  }
  const sizeOf = ({ uploadId }: { uploadId: string }) => imports.app.ctx.ports.intake.sizeOf(uploadId)
  const withPorts = (ports: Partial<typeof imports.app.ctx.ports>) => {
    const { ctx } = imports.app
    return { ...ctx, ports: { ...ctx.ports, ...ports } }
  }
  const withIntake = (changed: Partial<Intake>) =>
    withPorts({ intake: { ...imports.app.ctx.ports.intake, ...changed } })
  const never = new AbortController().signal

  test.each(['has all of it', 'has been refused it'])(
    'that another run has begun meanwhile is the other one’s: one that %s writes nothing and takes nothing away',
    async (what) => {
      const ref = await imports.take()
      let answer = halfAnswer()
      let going: ReturnType<typeof imports.bring> | null = null
      const beginAnew = async () => {
        answer = halfAnswer()
        going = imports.bring(ref)
        await expect.poll(async () => answer.isAsked && (await sizeOf(ref)) > 0).toBe(true)
      }
      const { intake, fetcher } = imports.app.ctx.ports
      const late = {
        'has all of it': withIntake({
          append: async (id, request) => {
            const size = await intake.append(id, request)
            await beginAnew()
            return size
          },
        }),
        'has been refused it': withPorts({
          fetcher: {
            ...fetcher,
            open: async () => {
              await beginAnew()
              throw new DomainError('import_refused', 'The other side took too long.')
            },
          },
        }),
      }[what]
      imports.respond = (_req, res) => res.end(long)
      await expect(importUpload(late ?? imports.app.ctx, { ...ref, signal: never })).rejects.toMatchObject({
        code: 'engine_unavailable',
      })
      expect(await imports.rowOf(ref)).toMatchObject({ state: 'receiving' })
      answer.more()
      expect(await going).toEqual({ state: 'checking' })
      expect(await imports.rowOf(ref)).toMatchObject({ state: 'checking', sizeBytes: BigInt(long.length) })
      expect(sha256(await readFile(path.join(imports.app.dir, 'incoming', ref.uploadId)))).toBe(sha256(long))
      expect(imports.app.eventsOf(ref.uploadId)).toEqual(['upload/import-requested', 'upload/received'])
    },
  )

  test('begun again beside a run that still writes goes on, and that one leaves', async () => {
    const block = randomBytes(600_000)
    imports.respond = (_req, res) => {
      res.write(imports.mp4)
      const drip = setInterval(() => res.write(block), 10)
      res.once('close', () => clearInterval(drip))
    }
    const ref = await imports.take()
    const first = imports.bring(ref)
    const left = first.catch(() => undefined)
    await expect.poll(() => sizeOf(ref)).toBeGreaterThan(0)
    imports.respond = (_req, res) => res.end(imports.mp4)
    const { fetcher } = imports.app.ctx.ports
    const second = withPorts({
      fetcher: {
        ...fetcher,
        // Its beginning alone makes the other one leave: that finds the import begun, and never done.
        open: async (...asked) => {
          await left
          return fetcher.open(...asked)
        },
      },
    })
    await Promise.all([
      expect(first).rejects.toMatchObject({ code: 'engine_unavailable' }),
      expect(importUpload(second, { ...ref, signal: never })).resolves.toEqual({ state: 'checking' }),
    ])
    expect(sha256(await readFile(path.join(imports.app.dir, 'incoming', ref.uploadId)))).toBe(sha256(imports.mp4))
  })

  test('whose place another process has not left yet is no failure: the next try brings it', async () => {
    imports.respond = (_req, res) => res.end(imports.mp4)
    const ref = await imports.take()
    const { intake } = imports.app.ctx.ports
    const contested = withIntake({
      remove: async (id) => {
        await intake.remove(id)
        await writeFile(path.join(imports.app.dir, 'incoming', `${id}.lock`), String(process.ppid))
      },
    })
    await expect(importUpload(contested, { ...ref, signal: never })).rejects.toMatchObject({
      code: 'engine_unavailable',
    })
    expect(await imports.bring(ref)).toEqual({ state: 'checking' })
    expect(await sizeOf(ref)).toBe(imports.mp4.length)
  })

  test('whose bytes somebody took away while they came is not handed on', async () => {
    imports.respond = (_req, res) => res.end(imports.mp4)
    const ref = await imports.take()
    const { intake } = imports.app.ctx.ports
    const robbed = withIntake({
      append: async (id, request) => {
        const size = await intake.append(id, request)
        await intake.remove(id)
        return size
      },
    })
    const robbing = importUpload(robbed, { ...ref, signal: never })
    await expect(robbing).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(await imports.bring(ref)).toEqual({ state: 'checking' })
    expect(await sizeOf(ref)).toBe(imports.mp4.length)
  })
})
