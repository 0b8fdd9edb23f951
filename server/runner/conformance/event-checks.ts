import { type Check, details, expectBetween, expectEqual } from './check'

/** Events and time: what starts, resumes and cancels a run. */
export const eventChecks: readonly Check[] = [
  {
    id: 'cron',
    what: 'a cron fires at its minute, once',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'cron', triggers: { cron: 'TZ=Europe/Prague * * * * *' } }, ({ event }) =>
        note('tick', event.name),
      ),
    ],
    drive: async ({ until, quiet }) => {
      const [tick] = await until('tick', 1, 65_000)
      expectEqual('event', tick?.detail, 'inngest/scheduled.timer')
      expectBetween('ms into the minute', (tick?.atMs ?? 0) % 60_000, 0, 8000)
      expectEqual('ticks', (await quiet('tick', 3000)).length, 1)
    },
  },
  {
    id: 'wait',
    what: 'a wait takes the first event that its expression fits, and none from before',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'wait', triggers: { event: 'wait/start' } }, async ({ step }) => {
        await step.run('ready', () => note('ready'))
        const answer = await step.waitForEvent('answer', {
          event: 'wait/answer',
          timeout: '20s',
          if: 'event.data.key == async.data.key && async.data.n > 10',
        })
        note('end', answer?.data.n)
      }),
    ],
    drive: async ({ send, until, untilWaiting }) => {
      await send('wait/answer', { n: 99 })
      await send('wait/start')
      await until('ready')
      await untilWaiting('wait/answer')
      await send('wait/answer', { n: 1 })
      await send('wait/answer', { n: 50, key: 'another' })
      await send('wait/answer', { n: 11 })
      await send('wait/answer', { n: 12 })
      expectEqual('answer', details(await until('end')), [11])
    },
  },
  {
    id: 'wait-timeout',
    what: 'a wait that nothing answers gives null after its time',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'wait-timeout', triggers: { event: 'wait-timeout/start' } }, async ({ step }) => {
        await step.run('before', () => note('before'))
        const answer = await step.waitForEvent('answer', { event: 'wait-timeout/answer', timeout: '1s' })
        note('end', answer)
      }),
    ],
    drive: async ({ send, until, notes }) => {
      await send('wait-timeout/start')
      const [end] = await until('end')
      expectEqual('answer', end?.detail, null)
      expectBetween('wait, ms', (end?.atMs ?? 0) - (notes('before')[0]?.atMs ?? 0), 950, 8000)
    },
  },
  {
    id: 'send-event',
    what: 'an event sent from a step starts other functions, once',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'send-event', triggers: { event: 'send-event/start' } }, async ({ step }) => {
        const { ids } = await step.sendEvent('tell', [
          { name: 'send-event/told', data: { n: 1 } },
          { name: 'send-event/told', data: { n: 2 } },
        ])
        await step.sleep('rest', '1s')
        note('end', ids.length)
      }),
      inngest.createFunction({ id: 'send-event-heard', triggers: { event: 'send-event/told' } }, ({ event }) =>
        note('told', event.data.n),
      ),
    ],
    drive: async ({ send, until, notes }) => {
      await send('send-event/start')
      expectEqual('ids', details(await until('end')), [2])
      expectEqual('told', details(await until('told', 2)).sort(), [1, 2])
      expectEqual('told in all', notes('told').length, 2)
    },
  },
  {
    id: 'triggers',
    what: 'a function starts for its events only: by name, by pattern, by expression, once for several that fit',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'triggers-pattern', triggers: { event: 'triggers/p/*' } }, ({ event }) =>
        note('pattern', event.name),
      ),
      inngest.createFunction(
        { id: 'triggers-if', triggers: { event: 'triggers/p/one', if: 'event.data.n >= 5' } },
        ({ event }) => note('if', event.data.n),
      ),
      inngest.createFunction(
        {
          id: 'triggers-two',
          triggers: [
            { event: 'triggers/p/one' },
            { event: 'triggers/p/one', if: 'event.data.n == 5' },
            { event: 'triggers/q' },
          ],
        },
        ({ event }) => note('two', event.name),
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('triggers/p/one', { n: 4 })
      await send('triggers/p/one', { n: 5 })
      await send('triggers/p/two', { n: 6 })
      await send('triggers/q')
      await send('triggers/other')
      expectEqual('pattern', details(await until('pattern', 3)).sort(), [
        'triggers/p/one',
        'triggers/p/one',
        'triggers/p/two',
      ])
      expectEqual('two', details(await until('two', 3)).sort(), ['triggers/p/one', 'triggers/p/one', 'triggers/q'])
      expectEqual('if', details(await quiet('if', 500)), [5])
    },
  },
  {
    id: 'event-id',
    what: 'an event with an id that was seen starts nothing again',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'event-id', triggers: { event: 'event-id/start' } }, ({ event }) =>
        note('run', event.data.n),
      ),
    ],
    drive: async ({ send, until, quiet, key }) => {
      await send('event-id/start', { n: 1 }, { id: `${key}-one` })
      await until('run')
      await send('event-id/start', { n: 2 }, { id: `${key}-one` })
      await send('event-id/start', { n: 3 }, { id: `${key}-two` })
      await until('run', 2)
      expectEqual('runs', details(await quiet('run', 1000)), [1, 3])
    },
  },
  {
    id: 'cancel',
    what: 'a matching event cancels a run, and nothing of it goes on',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'cancel',
          triggers: { event: 'cancel/start' },
          cancelOn: [{ event: 'cancel/stop', if: 'event.data.tag == async.data.tag' }],
        },
        async ({ event, step }) => {
          await step.run('begin', () => note('begun', event.data.tag))
          await step.sleep('rest', '3s')
          note('end', event.data.tag)
        },
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('cancel/start', { tag: 'a' })
      await send('cancel/start', { tag: 'b' })
      await until('begun', 2)
      await send('cancel/stop', { tag: 'a' })
      await until('end')
      expectEqual('ended', details(await quiet('end', 1500)), ['b'])
    },
  },
  {
    id: 'cancel-timeout',
    what: 'an event that comes after the time of cancelOn does not cancel',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'cancel-timeout',
          triggers: { event: 'cancel-timeout/start' },
          cancelOn: [{ event: 'cancel-timeout/stop', timeout: '1s' }],
        },
        async ({ step }) => {
          await step.sleep('rest', '4s')
          note('end')
        },
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('cancel-timeout/start')
      await quiet('end', 2500)
      await send('cancel-timeout/stop')
      await until('end')
    },
  },
]
