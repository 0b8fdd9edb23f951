-- CreateTable
CREATE TABLE "ServiceOutcome" (
    "service" TEXT NOT NULL,
    "workedAt" TIMESTAMP(3),
    "failedAt" TIMESTAMP(3),
    "problem" TEXT,

    CONSTRAINT "ServiceOutcome_pkey" PRIMARY KEY ("service")
);
