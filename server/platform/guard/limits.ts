/** What a request is worth while there is not enough for all: 0 is the last to be turned away. */
export type Priority = 0 | 1 | 2 | 3

type Threshold = {
  /** Places taken by requests in work, as a share of MAX_INFLIGHT. */
  readonly inflightShare: number
  /** Mean delay of the event loop over the last half second. */
  readonly loopDelayMs: number
  /** Memory of this process, as a share of what it may take. */
  readonly memoryShare: number
}

/** Every limit of the guard, in one table; docs/operations.md explains it, a test reads both. */
export const guardLimits = {
  /** A request of this priority is turned away once any of the three is reached. */
  shedAt: {
    // Calls of machines that would come again anyway, all at once: kept until the process itself is in danger.
    0: { inflightShare: 2, loopDelayMs: Number.POSITIVE_INFINITY, memoryShare: 0.95 },
    1: { inflightShare: 1.5, loopDelayMs: 375, memoryShare: 0.9 },
    2: { inflightShare: 1, loopDelayMs: 250, memoryShare: 0.8 },
    3: { inflightShare: 0.6, loopDelayMs: 150, memoryShare: 0.8 },
  } satisfies Record<Priority, Threshold>,
  /**
   * A read takes a quarter of a page's place. It costs 2 to 3 ms where a page costs 10 and more, so that a pause of a third of a second at 200
   * reads a second, all of them answered a moment later, must not look like 64 pages.
   */
  placesOfRead: 0.25,
  /**
   * Event streams, parts of uploads and media on their way. They last as long as a person watches or their line takes and cost next to no
   * work meanwhile, so that 64 open pages must not be the end of it: they have a limit of their own.
   */
  longLived: 2_000,
  /** Of these, from one place (an IPv4 address, an IPv6 /64), so that nobody alone can have them all. An office that watches together fits. */
  longLivedPerPlace: 100,
  /**
   * Other requests of one place that have waited for its line for `slowMs`: bodies that do not come in, answers that are not read. They take no
   * place of work meanwhile, or a hundred sockets of one client would be the end of it.
   */
  slowPerPlace: 32,
  slowMs: 2_000,
  /** ... and when nothing at all moved on one of them for so long, it is cut off. */
  stalledMs: 120_000,
  /** A transfer on which nothing moved for so long is not waited for when the process ends. */
  stillMs: 1_000,
  /** Of the first priority under way at once; the next counts as the second. Nothing but their address says yet that they are what they say. */
  urgentAtOnce: 8,
  /** Begun in one turn of the event loop. What is admitted beyond that waits for the next: turns stay short, and probes answered. */
  startsPerTurn: 2,
  /** Pages under way at once. One takes some 20 ms of the processor: the last of eight is there within a fifth of a second. */
  pagesAtOnce: 8,
  /** A page that is under way for longer waits for somebody's line, or for a store: it keeps no other page waiting any more. */
  pageMs: 5_000,
  /**
   * What was let in and could not begin for so long is turned away after all. Mutations that took all there was kept reads waiting for 10 s;
   * longer than a hold, and short enough that what begins is answered within a second.
   */
  waitMs: 600,
  /** A turn that is later than this by more than what was worked is no overload but a process that stood still: nobody is turned away for that time. */
  standstillMs: 100,
  /** Answers 503 in one turn. A thousand clients that come again at once must leave some of each second for those who are let in. */
  refusalsPerTurn: 128,
  /**
   * ... and no more often than this, all that came together: whoever comes again at once is not answered at once. Without it a thousand such clients
   * were refused 23,000 times a second, and the pages that had been let in got a quarter of the processor.
   */
  refuseEveryMs: 100,
  /** For so long nothing is begun while connections arrive, so that a thousand are accepted within a fraction of a second ... */
  holdMs: 500,
  /** ... and after that, work goes on for so long whatever arrives. */
  restMs: 500,
  /** Seconds, at random between the two, so that those who were turned away do not come back together. */
  retryAfterS: { least: 1, most: 3 },
} as const
