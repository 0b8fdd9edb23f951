import type { AppContext } from '@/server/context'

/** `loadPaces` reads the last hundred of each stage. */
const keptOfEach = 500

/** Keeps the record of how long stages took from growing for ever. Returns how many rows went. */
export const pruneTimings = (ctx: Pick<AppContext, 'db'>): Promise<number> =>
  ctx.db.$executeRaw`
    DELETE FROM "StageTiming" WHERE "id" IN (
      SELECT "id" FROM (
        SELECT "id", row_number() OVER (PARTITION BY "stage" ORDER BY "id" DESC) AS place FROM "StageTiming"
      ) ordered WHERE place > ${keptOfEach}
    )`
