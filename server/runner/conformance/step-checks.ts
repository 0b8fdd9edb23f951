import { invoke, staticSchema } from 'inngest'
import { door } from '@/server/testing/door'
import { type Check, details, expectBetween, expectEqual } from './check'

/** Steps: what runs, how often, in which order, and what it is given back. */
export const stepChecks: readonly Check[] = [
  {
    id: 'sequence',
    what: 'steps run once each, in order, and keep their results',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'sequence', triggers: { event: 'sequence/start' } }, async ({ event, step }) => {
        note('body')
        const one = await step.run('one', () => {
          note('step', 'one')
          return { n: Number(event.data.n) }
        })
        const two = await step.run('two', () => {
          note('step', 'two')
          return one.n + 1
        })
        const three = await step.run('three', () => {
          note('step', 'three')
          return `${one.n}${two}`
        })
        note('end', three)
      }),
    ],
    drive: async ({ send, until, notes }) => {
      await send('sequence/start', { n: 4 })
      expectEqual('result', details(await until('end')), ['45'])
      expectEqual('steps', details(notes('step')), ['one', 'two', 'three'])
      expectEqual('calls of the function', notes('body').length, 4)
    },
  },
  {
    id: 'parallel',
    what: 'parallel steps run side by side, and their results come back in place',
    functions: ({ inngest, note }) => {
      const numbers = [1, 2, 3, 4]
      let inside = 0
      const allIn = door()
      return [
        inngest.createFunction({ id: 'parallel', triggers: { event: 'parallel/start' } }, async ({ step }) => {
          const squares = await Promise.all(
            numbers.map((n) =>
              step.run(`square ${n}`, async () => {
                note('in', n)
                inside += 1
                if (inside === numbers.length) allIn.open()
                // None ends before all have begun: one after the other they never would.
                await allIn.opened
                return n * n
              }),
            ),
          )
          const sum = await step.run('sum', () => {
            note('sum')
            return squares.reduce((total, each) => total + each, 0)
          })
          note('end', [squares, sum])
        }),
      ]
    },
    drive: async ({ send, until, notes }) => {
      await send('parallel/start')
      expectEqual('result', details(await until('end')), [[[1, 4, 9, 16], 30]])
      expectEqual('runs of the steps', [notes('in').length, notes('sum').length], [4, 1])
    },
  },
  {
    id: 'chains',
    what: 'parallel chains of steps, sleeps and repeated ids join again',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'chains', triggers: { event: 'chains/start' } }, async ({ step }) => {
        const chain = async (name: string) => {
          const first = await step.run(`${name} first`, () => {
            note('step', `${name} first`)
            return name
          })
          await step.sleep(`${name} rest`, '1s')
          return step.run(`${name} second`, () => {
            note('step', `${name} second`)
            return `${first}!`
          })
        }
        const ends = await Promise.all([chain('a'), chain('b')])
        const same: number[] = []
        for (let turn = 0; turn < 3; turn++) same.push(await step.run('same id', () => turn))
        note('end', [ends, same])
      }),
    ],
    drive: async ({ send, until, notes }) => {
      await send('chains/start')
      expectEqual('result', details(await until('end')), [
        [
          ['a!', 'b!'],
          [0, 1, 2],
        ],
      ])
      expectEqual('steps', details(notes('step')).sort(), ['a first', 'a second', 'b first', 'b second'])
    },
  },
  {
    id: 'race',
    what: 'a race goes on with the first step that ends, and the others are run once too',
    functions: ({ inngest, note }) => {
      const over = door()
      return [
        inngest.createFunction({ id: 'race', triggers: { event: 'race/start' } }, async ({ step, group }) => {
          const winner = await group.parallel(() =>
            Promise.race([
              step.run('slow', async () => {
                // Whoever waited for this step would not get past the race.
                await over.opened
                note('slow')
                return 'slow'
              }),
              step.run('fast', () => {
                note('fast')
                return 'fast'
              }),
            ]),
          )
          await step.run('after', () => note('after', winner))
          over.open()
        }),
      ]
    },
    drive: async ({ send, until, notes }) => {
      await send('race/start')
      expectEqual('winner', details(await until('after')), ['fast'])
      await until('slow')
      expectEqual('runs', [notes('slow').length, notes('fast').length, notes('after').length], [1, 1, 1])
    },
  },
  {
    id: 'sleep',
    what: 'a sleep lasts as long as it says',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'sleep', triggers: { event: 'sleep/start' } }, async ({ step }) => {
        await step.run('before', () => note('before'))
        await step.sleep('rest', '2s')
        note('after')
      }),
    ],
    drive: async ({ send, until, notes }) => {
      await send('sleep/start')
      const after = (await until('after'))[0]?.atMs ?? 0
      expectBetween('sleep, ms', after - (notes('before')[0]?.atMs ?? 0), 1950, 8500)
    },
  },
  {
    id: 'sleep-until',
    what: 'a sleep until a moment ends at that moment, one until a past moment at once',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'sleep-until', triggers: { event: 'sleep-until/start' } },
        async ({ event, step }) => {
          await step.sleepUntil('past', new Date(0))
          note('past')
          await step.sleepUntil('soon', String(event.data.at))
          note('soon')
        },
      ),
    ],
    drive: async ({ send, until }) => {
      const atMs = Date.now() + 6000
      await send('sleep-until/start', { at: new Date(atMs).toISOString() })
      expectBetween('past, ms before', atMs - ((await until('past'))[0]?.atMs ?? 0), 0, 6000)
      expectBetween('moment, ms after', ((await until('soon'))[0]?.atMs ?? 0) - atMs, -20, 6500)
    },
  },
  {
    id: 'invoke',
    what: 'an invoked function gives its result or its error to the one that invoked it',
    functions: ({ inngest, note }) => {
      const double = inngest.createFunction(
        { id: 'invoke-double', triggers: [invoke(staticSchema<{ n: number }>())] },
        async ({ event, step }) => {
          note('invoked', event.name)
          return step.run('double', () => event.data.n * 2)
        },
      )
      const broken = inngest.createFunction({ id: 'invoke-broken', triggers: [], retries: 0 }, () => {
        throw new Error('no luck')
      })
      return [
        double,
        broken,
        inngest.createFunction({ id: 'invoke', triggers: { event: 'invoke/start' } }, async ({ step }) => {
          const [eight, ten] = await Promise.all([
            step.invoke('eight', { function: double, data: { n: 4 } }),
            step.invoke('ten', { function: double, data: { n: 5 } }),
          ])
          const error = await step.invoke('broken', { function: broken, data: {} }).then(
            () => 'none',
            (each: unknown) => (each instanceof Error ? each.message : 'other'),
          )
          note('end', [eight, ten, error.includes('no luck')])
        }),
      ]
    },
    drive: async ({ send, until, notes }) => {
      await send('invoke/start')
      expectEqual('results', details(await until('end')), [[8, 10, true]])
      expectEqual('event', details(notes('invoked'))[0], 'inngest/function.invoked')
    },
  },
  {
    id: 'invoke-timeout',
    what: 'an invocation that takes too long is an error that can be caught',
    functions: ({ inngest, note }) => {
      const slow = inngest.createFunction({ id: 'invoke-slow', triggers: [] }, async ({ step }) => {
        await step.sleep('long', '30s')
      })
      return [
        slow,
        inngest.createFunction(
          { id: 'invoke-timeout', triggers: { event: 'invoke-timeout/start' } },
          async ({ step }) => {
            const isLate = await step.invoke('slow', { function: slow, data: {}, timeout: '1s' }).then(
              () => false,
              () => true,
            )
            note('end', isLate)
          },
        ),
      ]
    },
    drive: async ({ send, until }) => {
      await send('invoke-timeout/start')
      expectEqual('late', details(await until('end')), [true])
    },
  },
  {
    id: 'fidelity',
    what: 'what a step returns comes back as JSON keeps it, to the last character',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'fidelity', triggers: { event: 'fidelity/start' } }, async ({ event, step }) => {
        const kept = await step.run('keep', () => ({
          nul: 'a\u0000b',
          text: 'šé漢字🎬"\\',
          order: { z: 1, a: 2, 10: 3, 9: 4 },
          numbers: [0.1, -0, 1e21, 9007199254740991],
          nothing: null,
        }))
        const missing = await step.run('missing', () => undefined)
        note('end', [kept, missing, event.data.text])
      }),
    ],
    drive: async ({ send, until }) => {
      await send('fidelity/start', { text: 'x\u0000y 🎬' })
      const kept = {
        nul: 'a\u0000b',
        text: 'šé漢字🎬"\\',
        order: { z: 1, a: 2, 10: 3, 9: 4 },
        numbers: [0.1, -0, 1e21, 9007199254740991],
        nothing: null,
      }
      expectEqual('result', details(await until('end')), [[kept, null, 'x\u0000y 🎬']])
    },
  },
]
