-- CreateTable
CREATE TABLE "OpsSample" (
    "processId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "OpsSample_pkey" PRIMARY KEY ("processId","at")
);

-- CreateIndex
CREATE INDEX "OpsSample_at_idx" ON "OpsSample"("at");
