import { describe, expect, test } from 'vitest'
import { isDomainError } from '@/server/errors'
import { createGate, type Ticket } from './gate'

const never = new AbortController().signal
const ticket = (workspaceId: string, rank: string): Ticket => ({ workspaceId, rank, holder: rank })

/** Enters and says so; resolves to the way out. */
const enterAll = (gate: ReturnType<typeof createGate>, tickets: readonly Ticket[]) => {
  const order: string[] = []
  const outs = tickets.map(async (each) => {
    const leave = await gate.enter(each, never)
    order.push(each.rank)
    return leave
  })
  return { order, outs }
}

describe('a gate', () => {
  test('says beforehand who would have to wait', async () => {
    const gate = createGate(1, { lingerMs: 60_000 })
    const [first, second] = [ticket('a', '1'), ticket('b', '2')]
    expect(gate.hasRoom(first)).toBe(true)
    const leave = await gate.enter(first, never)
    expect([gate.hasRoom(first), gate.hasRoom(second)]).toEqual([false, false])
    const patience = new AbortController()
    const waiting = gate.enter(second, patience.signal)
    leave()
    expect([gate.hasRoom(first), gate.hasRoom(second)]).toEqual([true, false])
    patience.abort()
    await expect(waiting).rejects.toSatisfy((error) => isDomainError(error, 'cancelled'))
  })

  test('never lets in more than its limit', async () => {
    const gate = createGate(2, { lingerMs: 0 })
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const leave = await gate.enter(ticket('w', String(index)), never)
        most = Math.max(most, ++inside)
        await Promise.resolve()
        inside--
        leave()
      }),
    )
    expect(most).toBe(2)
    expect(gate.waiting).toBe(0)
  })

  test('lets the workspace with the fewest at work go first, and the older within one', async () => {
    const gate = createGate(2, { lingerMs: 0 })
    const { order, outs } = enterAll(gate, [ticket('a', '1'), ticket('a', '4'), ticket('a', '3'), ticket('b', '9')])
    const [first] = outs
    ;(await first)?.()
    await outs[3]
    expect(order.slice(0, 3)).toEqual(['1', '4', '9'])
  })

  test('someone who comes back soon goes on before those who wait', async () => {
    const gate = createGate(1, { lingerMs: 10_000 })
    const leave = await gate.enter(ticket('a', '2'), never)
    const { order } = enterAll(gate, [ticket('a', '1')])
    leave()
    const again = await gate.enter(ticket('a', '2'), never)
    expect(order).toEqual([])
    again()
  })

  test('who is cancelled while waiting leaves the queue and takes no room', async () => {
    const gate = createGate(1, { lingerMs: 0 })
    const leave = await gate.enter(ticket('a', '1'), never)
    const abort = new AbortController()
    const waiting = gate.enter(ticket('a', '2'), abort.signal)
    abort.abort()
    await expect(waiting).rejects.toSatisfy((error) => isDomainError(error, 'cancelled'))
    leave()
    leave()
    const next = await gate.enter(ticket('a', '3'), never)
    expect(gate.waiting).toBe(0)
    next()
  })
})
