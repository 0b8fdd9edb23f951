-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "deliveredIn" INTEGER;

-- Work that is under way may have delivered already.
UPDATE "Project" project SET "deliveredIn" = "attempt"
WHERE "status" = 'working' AND EXISTS (
  SELECT 1 FROM "Clip" clip JOIN "Render" render ON render."clipId" = clip."id"
  WHERE clip."projectId" = project."id" AND render."state" = 'ready' AND render."finishedAt" >= project."startedAt"
);
