import { readdir, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { Trimmed, TrimOptions } from '@/server/ports/artifact-store'

type Entry = { readonly file: string; readonly sizeBytes: number; readonly usedAtMs: number }

/** Half written entries are renamed within seconds; one this old was left by a kill. */
const abandonedMs = 3_600_000

/** Says that a file is of use; `trimFolder` goes by it. A file that has just gone is no error. */
export const markUsed = (file: string, nowMs: number): Promise<void> =>
  utimes(file, nowMs / 1000, nowMs / 1000).catch(() => undefined)

/** Deletes what was not used for longest until the rest is within the budget, and temporary files of killed writers. */
export const trimFolder = async (
  folder: string,
  { maxBytes, keepUsedSinceMs }: TrimOptions,
  nowMs: number,
): Promise<Trimmed> => {
  const all = await entriesOf(folder)
  const abandoned = all.filter(({ file, usedAtMs }) => file.endsWith('.tmp') && usedAtMs < nowMs - abandonedMs)
  const entries = all.filter(({ file }) => !file.endsWith('.tmp')).sort((a, b) => a.usedAtMs - b.usedAtMs)
  let totalBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  let freedBytes = 0
  let files = 0
  for (const { file } of abandoned) await rm(file, { force: true })
  for (const { file, sizeBytes, usedAtMs } of entries) {
    if (totalBytes <= maxBytes || usedAtMs >= keepUsedSinceMs) break
    await rm(file, { force: true })
    totalBytes -= sizeBytes
    freedBytes += sizeBytes
    files += 1
  }
  return { files: files + abandoned.length, freedBytes, keptBytes: totalBytes }
}

const entriesOf = async (folder: string): Promise<Entry[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const entries: Entry[] = []
  for (const each of found) {
    // Links to sources weigh nothing.
    if (!each.isFile()) continue
    const file = path.join(each.parentPath, each.name)
    const info = await stat(file).catch(() => null)
    if (info !== null) entries.push({ file, sizeBytes: info.size, usedAtMs: info.mtimeMs })
  }
  return entries
}
