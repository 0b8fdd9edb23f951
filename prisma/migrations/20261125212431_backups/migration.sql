-- CreateTable
CREATE TABLE "Backup" (
    "id" TEXT NOT NULL,
    "takenAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "place" TEXT NOT NULL,
    "rows" BIGINT NOT NULL,
    "objects" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "Backup_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Backup_takenAt_idx" ON "Backup"("takenAt");
