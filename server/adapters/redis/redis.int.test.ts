import { afterAll, beforeAll, expect, test } from 'vitest'
import { quietLog } from '@/server/testing/quiet-log'
import { startTestRedis, type TestRedis } from '@/server/testing/redis'
import { createMetrics } from '../metrics'
import { createRedis } from '.'

let server: TestRedis
beforeAll(async () => {
  server = await startTestRedis()
})
afterAll(() => server.stop())

test('a command that was given up is in the figures with the time that it took', async () => {
  const metrics = createMetrics()
  const client = createRedis(server.url, quietLog, metrics)
  await new Promise<void>((resolve) => client.once('ready', resolve))
  const observed = async () =>
    (await metrics.read()).find(({ name, labels }) => name === 'redis_cmd_seconds' && labels.cmd === 'get')
  const beganAt = performance.now()
  await client.get('a')
  expect(await observed()).toMatchObject({ count: 1 })
  process.kill(server.pid, 'SIGSTOP')
  try {
    await expect(client.get('a')).rejects.toThrow('timed out')
    const passedS = (performance.now() - beganAt) / 1_000
    const series = await observed()
    expect(series).toMatchObject({ count: 2 })
    const sum = series !== undefined && 'sum' in series ? series.sum : Number.NaN
    expect(sum).toBeGreaterThan(0.24)
    expect(sum).toBeLessThanOrEqual(passedS)
  } finally {
    process.kill(server.pid, 'SIGCONT')
    client.disconnect()
  }
})
