import { type Command, Redis, type RedisOptions } from 'ioredis'
import type { Log } from '@/server/ports/log'
import type { Metrics } from '@/server/ports/metrics'

const commandMs = 250
const connectMs = 500
/** ioredis waits 20 s and more for a dead server by default; these make it fail within a quarter of a second, and the caller falls back. */
const options = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (times: number) => Math.min(100 * times, 2_000),
} satisfies RedisOptions

const askAgainMs = 250

type Rest = {
  /** Multiplies both deadlines: for tests, which must hold on a machine that is busy with other things as well. */
  readonly patience?: number
}

export const createRedis = (url: string, log: Log, metrics?: Metrics, { patience = 1 }: Rest = {}): Redis =>
  new QuickRedis(url, { log, metrics, patience })

/**
 * A server that is frozen keeps its connections, and each command would wait its quarter of a second. After the first one that did, all
 * others fail at once, while a PING asks whether it is back.
 */
class QuickRedis extends Redis {
  #isFrozen = false
  #isDown = false
  readonly #log: Log
  readonly #metrics: Metrics | undefined
  readonly #commandMs: number

  constructor(
    url: string,
    given: { readonly log: Log; readonly metrics: Metrics | undefined; readonly patience: number },
  ) {
    const ms = commandMs * given.patience
    super(url, { ...options, commandTimeout: ms, connectTimeout: connectMs * given.patience })
    this.#log = given.log
    this.#metrics = given.metrics
    this.#commandMs = ms
    this.on('error', (error) => this.#setDown(error.message))
    this.on('ready', () => this.#setUp())
    this.on('close', () => {
      this.#isFrozen = false
    })
  }

  override sendCommand(...given: Parameters<Redis['sendCommand']>): unknown {
    const [command] = given
    if (this.#isFrozen && command.name !== 'ping') {
      command.reject(new Error('Redis does not answer.'))
      return command.promise
    }
    const sent = super.sendCommand(...given)
    if (this.status === 'ready') this.#watch(command)
    return sent
  }

  #watch({ name, promise }: Command): void {
    const startedAt = performance.now()
    // Also what failed: that takes longest, and is what one looks for.
    const observe = () =>
      this.#metrics?.observe('redis_cmd_seconds', { cmd: name }, (performance.now() - startedAt) / 1_000)
    promise.then(observe, (error: unknown) => {
      observe()
      if (this.#isFrozen || name === 'ping' || performance.now() - startedAt < this.#commandMs - 5) return
      this.#isFrozen = true
      this.#setDown(String(error))
      this.#askAgain()
    })
  }

  #askAgain(): void {
    const timer = setTimeout(async () => {
      if (!this.#isFrozen || this.status !== 'ready') return
      const isBack = await this.ping().then(
        () => true,
        () => false,
      )
      if (!isBack) return this.#askAgain()
      this.#isFrozen = false
      this.#setUp()
    }, askAgainMs)
    timer.unref()
  }

  #setDown(cause: string): void {
    if (!this.#isDown) this.#log.warn('redis does not answer; this process counts and caches by itself', { cause })
    this.#isDown = true
  }

  #setUp(): void {
    if (this.#isDown) this.#log.info('redis answers again')
    this.#isDown = false
  }
}
