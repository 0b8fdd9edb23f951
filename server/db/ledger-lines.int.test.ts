import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '@/server/testing/app-context'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

/** The lines and the balance of a workspace, as the database has them. */
const ledgerOf = async (workspaceId: string) => ({
  lines: await app.ctx.db.creditEntry.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } }),
  balance: (await app.ctx.db.workspace.findUnique({ where: { id: workspaceId } }))?.creditBalance,
})

test('a line of the ledger is neither changed nor removed, whoever asks the database for it', async () => {
  const { workspaceId } = (await app.signIn()).workspace
  const before = await ledgerOf(workspaceId)
  expect(before.lines).toHaveLength(1)
  const tries = [
    `UPDATE "CreditEntry" SET "amount" = 9999 WHERE "workspaceId" = $1`,
    `UPDATE "CreditEntry" SET "note" = '' WHERE "workspaceId" = $1`,
    `DELETE FROM "CreditEntry" WHERE "workspaceId" = $1`,
  ]
  for (const sql of tries)
    await expect(app.database.pool.query(sql, [workspaceId])).rejects.toMatchObject({ code: '23001' })
  await expect(app.ctx.db.creditEntry.deleteMany({ where: { workspaceId } })).rejects.toThrow()
  expect(await ledgerOf(workspaceId)).toEqual(before)
})

test('no balance falls below nothing, whatever wrote it', async () => {
  const { workspaceId } = (await app.signIn()).workspace
  const before = await ledgerOf(workspaceId)
  await expect(
    app.database.pool.query('UPDATE "Workspace" SET "creditBalance" = -1 WHERE "id" = $1', [workspaceId]),
  ).rejects.toMatchObject({ code: '23514', constraint: 'Workspace_creditBalance_check' })
  expect(await ledgerOf(workspaceId)).toEqual(before)
})

test('a workspace that is deleted takes its ledger along, and no other’s', async () => {
  const [gone, kept] = [(await app.signIn()).workspace, (await app.signIn()).workspace]
  const before = await ledgerOf(kept.workspaceId)
  await app.ctx.db.workspace.delete({ where: { id: gone.workspaceId } })
  expect((await ledgerOf(gone.workspaceId)).lines).toEqual([])
  expect(await ledgerOf(kept.workspaceId)).toEqual(before)
})
