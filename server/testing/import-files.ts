import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'
import { isDomainError } from '@/server/errors'
import { extractAudio } from '@/server/projects/extract-audio'
import { probeSource } from '@/server/projects/probe-source'
import { openTestContext } from './service-context'

/** Started by a test under strace: `import-files.ts <data folder> <file>...` probes each file, reads its sound, prints the answers. */
const [dataDir = '', ...files] = process.argv.slice(2)
const { ctx, close } = await openTestContext({
  ports: { mediaTool: createFfmpegTool(), artifacts: await createDiskStore({ dir: dataDir }) },
})
const answers: string[] = []
for (const path of files) {
  try {
    await extractAudio(ctx, await probeSource(ctx, { path }))
    answers.push('accepted')
  } catch (error) {
    answers.push(isDomainError(error) ? error.code : String(error))
  }
}
await close()
console.log(JSON.stringify(answers))
