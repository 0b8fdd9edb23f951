-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "requestKey" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Project_workspaceId_requestKey_key" ON "Project"("workspaceId", "requestKey");
