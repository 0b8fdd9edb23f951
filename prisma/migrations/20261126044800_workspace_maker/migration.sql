-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "createdById" TEXT;

-- Whoever has owned it for longest made it, as far as anybody can still tell.
UPDATE "Workspace" workspace SET "createdById" = (
  SELECT "userId" FROM "Membership" m WHERE m."workspaceId" = workspace."id" AND m."role" = 'owner'
  ORDER BY m."createdAt", m."userId" LIMIT 1
);

-- CreateIndex
CREATE INDEX "Workspace_createdById_idx" ON "Workspace"("createdById");
