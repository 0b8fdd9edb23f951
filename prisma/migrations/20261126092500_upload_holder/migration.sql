-- AlterTable
ALTER TABLE "Upload" ADD COLUMN     "holder" TEXT;
