import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { DomainError } from '@/server/errors'
import { fontFolder, type PreparedRun } from '@/server/media/ffmpeg/render-args'

const require = createRequire(import.meta.url)

/** Puts a run's files and fonts into its folder, all under names made here. @throws internal for a font that is not there */
export const layOutFiles = async (workDir: string, run: PreparedRun, fonts: readonly string[]): Promise<void> => {
  await mkdir(path.join(workDir, fontFolder), { recursive: true })
  for (const [name, text] of run.files) await writeFile(path.join(workDir, name), text)
  for (const [index, font] of fonts.entries()) {
    const from = fontPath(font)
    await copyFile(from, path.join(workDir, fontFolder, `font-${index}${path.extname(from)}`))
  }
}

/** "<package>/<file>" as a path inside that package and nowhere else. */
const fontPath = (font: string): string => {
  const match = /^((?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*)\/([\w./ -]+\.(?:ttf|otf))$/i.exec(font)
  const [, name, file] = match ?? []
  if (name === undefined || file === undefined || file.split('/').includes('..'))
    throw new DomainError('internal', `"${font}" does not name a font file of a package.`)
  return path.join(path.dirname(require.resolve(`${name}/package.json`)), file)
}
