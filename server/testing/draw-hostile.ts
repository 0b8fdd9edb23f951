import { existsSync } from 'node:fs'
import path from 'node:path'
import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'
import { thumbnailArgs } from '@/server/media/ffmpeg/thumbnail-args'
import { probeSource } from '@/server/projects/probe-source'
import { renderClip } from '@/server/renders'
import { quickPlan } from './marked-footage'
import { openTestContext } from './service-context'

/** Started by a test under strace: `draw-hostile.ts SOURCE DIR ASS` makes a still of a source, and a clip of it with those captions, under DIR. */
const [sourcePath = '', dir = '', ass = ''] = process.argv.slice(2)
const { ctx, close } = await openTestContext({
  ports: { mediaTool: createFfmpegTool(), artifacts: await createDiskStore({ dir: path.join(dir, 'data') }) },
})
const { source, input } = await probeSource(ctx, { path: sourcePath })
if (source.video === null) throw new Error('The source has no picture.')
const { path: workDir } = await ctx.ports.artifacts.openWorkDir('thumbnail')
await ctx.ports.mediaTool.run({
  args: thumbnailArgs(input, source.video, 500, 'still.jpg').args,
  workDir,
  timeoutMs: 60_000,
})
const hasStill = existsSync(path.join(workDir, 'still.jpg'))
const fonts = ['@expo-google-fonts/montserrat/800ExtraBold/Montserrat_800ExtraBold.ttf']
const plan = quickPlan(
  source,
  { startMs: 0, endMs: source.durationMs },
  { captions: { style: 'test', cues: [], fonts, ass }, title: ass.slice(-200) },
)
const outPath = path.join(dir, 'out', 'clip.mp4')
const { verified } = await renderClip(ctx, {
  source,
  input,
  plan,
  outPath,
  posterPath: outPath.replace('.mp4', '.jpg'),
})
await close()
console.log(JSON.stringify({ hasStill, isVerified: verified.ok }))
