-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "holder" TEXT;

-- AlterTable
ALTER TABLE "Render" ADD COLUMN     "holder" TEXT;
