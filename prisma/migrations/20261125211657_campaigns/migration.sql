-- CreateEnum
CREATE TYPE "MailOutcome" AS ENUM ('delivered', 'delayed', 'bounced', 'complained');

-- CreateEnum
CREATE TYPE "MailCategory" AS ENUM ('onboarding', 'trial', 'summary', 'inactivity');

-- CreateEnum
CREATE TYPE "SuppressionReason" AS ENUM ('bounced', 'complained');

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "hasChosenZone" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "trialEndedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Mail" ADD COLUMN     "batchKey" TEXT,
ADD COLUMN     "category" "MailCategory",
ADD COLUMN     "dueAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "headers" JSONB,
ADD COLUMN     "marketingDay" TEXT,
ADD COLUMN     "outcome" "MailOutcome",
ADD COLUMN     "outcomeAt" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "MailEvent" (
    "id" TEXT NOT NULL,
    "mailId" TEXT,
    "outcome" "MailOutcome" NOT NULL,
    "note" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MailEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailPreference" (
    "userId" TEXT NOT NULL,
    "category" "MailCategory" NOT NULL,
    "isWanted" BOOLEAN NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "MailPreference_pkey" PRIMARY KEY ("userId","category")
);

-- CreateTable
CREATE TABLE "MailSuppression" (
    "email" TEXT NOT NULL,
    "reason" "SuppressionReason" NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MailSuppression_pkey" PRIMARY KEY ("email")
);

-- CreateTable
CREATE TABLE "CampaignRun" (
    "campaign" TEXT NOT NULL,
    "doneThrough" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "CampaignRun_pkey" PRIMARY KEY ("campaign")
);

-- CreateIndex
CREATE INDEX "MailEvent_mailId_idx" ON "MailEvent"("mailId");

-- CreateIndex
CREATE INDEX "User_timeZone_createdAt_id_idx" ON "User"("timeZone", "createdAt", "id");

-- CreateIndex
CREATE INDEX "User_timeZone_lastSeenAt_id_idx" ON "User"("timeZone", "lastSeenAt", "id");

-- CreateIndex
CREATE INDEX "Workspace_trialEndsAt_idx" ON "Workspace"("trialEndsAt");

-- CreateIndex
CREATE INDEX "Workspace_trialEndedAt_idx" ON "Workspace"("trialEndedAt");

-- CreateIndex
CREATE INDEX "Project_createdById_finishedAt_idx" ON "Project"("createdById", "finishedAt");

-- CreateIndex
CREATE INDEX "Mail_state_dueAt_idx" ON "Mail"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Mail_userId_id_idx" ON "Mail"("userId", "id");

-- CreateIndex
CREATE INDEX "Mail_providerId_idx" ON "Mail"("providerId");

-- CreateIndex
CREATE INDEX "Mail_batchKey_idx" ON "Mail"("batchKey");

-- CreateIndex
CREATE UNIQUE INDEX "Mail_userId_marketingDay_key" ON "Mail"("userId", "marketingDay");

-- AddForeignKey
ALTER TABLE "MailEvent" ADD CONSTRAINT "MailEvent_mailId_fkey" FOREIGN KEY ("mailId") REFERENCES "Mail"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailPreference" ADD CONSTRAINT "MailPreference_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who had left the default has chosen.
UPDATE "User" SET "hasChosenZone" = true WHERE "timeZone" <> 'UTC';
