import { DomainError } from '@/server/errors'

export type Ticket = {
  /** Whose turn it is: of those who wait, the workspace with the fewest at work goes first. */
  readonly workspaceId: string
  /** Within a workspace the smaller goes first; ids of version 7 are as old as they are small. */
  readonly rank: string
  /** Who comes back with the same holder within `lingerMs` of leaving goes on at once: work is finished one by one, not by turns. */
  readonly holder: string
}

export type Gate = {
  /** Whether who enters now, at once, would not have to wait. */
  hasRoom(ticket: Ticket): boolean
  /** Resolves when there is room; call the result when done. @throws cancelled */
  enter(ticket: Ticket, signal: AbortSignal): Promise<() => void>
  readonly waiting: number
}

type Waiter = { readonly ticket: Ticket; readonly admit: () => void }

/**
 * How much a machine does at once, whatever asks for it. Steps wait here with their heart beating, rather than in the queue, so that
 * waiting work and dead work look different to the sweep.
 */
export const createGate = (limit: number, { lingerMs = 1_500 }: { readonly lingerMs?: number } = {}): Gate => {
  const waiters: Waiter[] = []
  const inside = new Map<string, number>()
  const lingering = new Map<string, NodeJS.Timeout>()
  let taken = 0

  const countOf = (workspaceId: string) => inside.get(workspaceId) ?? 0
  const best = (): Waiter | undefined =>
    [...waiters].sort(
      (a, b) =>
        countOf(a.ticket.workspaceId) - countOf(b.ticket.workspaceId) || (a.ticket.rank < b.ticket.rank ? -1 : 1),
    )[0]
  const admitNext = () => {
    while (taken < limit) {
      const next = best()
      if (next === undefined) return
      admit(next)
    }
  }
  const admit = (waiter: Waiter) => {
    waiters.splice(waiters.indexOf(waiter), 1)
    taken += 1
    inside.set(waiter.ticket.workspaceId, countOf(waiter.ticket.workspaceId) + 1)
    waiter.admit()
  }
  const leave = ({ workspaceId }: Ticket) => {
    taken -= 1
    inside.set(workspaceId, countOf(workspaceId) - 1)
    if (countOf(workspaceId) <= 0) inside.delete(workspaceId)
    admitNext()
  }
  const linger = (ticket: Ticket) => {
    if (lingerMs <= 0 || waiters.length === 0) return leave(ticket)
    const timer = setTimeout(() => {
      lingering.delete(ticket.holder)
      leave(ticket)
    }, lingerMs)
    lingering.set(ticket.holder, timer)
  }

  return {
    hasRoom: ({ holder }) => taken < limit || lingering.has(holder),
    enter: (ticket, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new DomainError('cancelled', 'Cancelled.'))
        let isInside = false
        const out = () => {
          if (isInside) linger(ticket)
          isInside = false
        }
        const waiter: Waiter = {
          ticket,
          admit: () => {
            signal.removeEventListener('abort', give)
            isInside = true
            resolve(out)
          },
        }
        const give = () => {
          waiters.splice(waiters.indexOf(waiter), 1)
          reject(new DomainError('cancelled', 'Cancelled.'))
        }
        const timer = lingering.get(ticket.holder)
        if (timer !== undefined) {
          clearTimeout(timer)
          lingering.delete(ticket.holder)
          isInside = true
          return resolve(out)
        }
        signal.addEventListener('abort', give, { once: true })
        waiters.push(waiter)
        admitNext()
      }),
    get waiting() {
      return waiters.length
    },
  }
}
