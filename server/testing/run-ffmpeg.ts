import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'

/** Started by a test under strace: `run-ffmpeg.ts <work folder> <argument>...` runs ffmpeg there as the product does. */
const [workDir = '', ...args] = process.argv.slice(2)
await createFfmpegTool().run({ args, workDir, timeoutMs: 60_000 })
