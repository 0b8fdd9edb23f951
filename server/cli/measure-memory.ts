import { readdir, readFile } from 'node:fs/promises'

const periodMs = 500

/** Watches the memory of this process and all its descendants (Linux: /proc; elsewhere this process alone). */
export const measureMemory = (): { stop(): number } => {
  let peakBytes = process.memoryUsage.rss()
  const timer = setInterval(() => {
    void treeRssBytes().then((bytes) => {
      peakBytes = Math.max(peakBytes, bytes)
    })
  }, periodMs)
  timer.unref()
  return {
    /** Ends the watch and gives the peak in MB (10^6 bytes). */
    stop: () => {
      clearInterval(timer)
      return Math.round(peakBytes / 1e6)
    },
  }
}

const treeRssBytes = async (): Promise<number> => {
  if (process.platform !== 'linux') return process.memoryUsage.rss()
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const rows = await Promise.all(pids.map(readProcess))
  const byParent = new Map<number, { pid: number; rssBytes: number }[]>()
  for (const row of rows) {
    if (row) byParent.set(row.parent, [...(byParent.get(row.parent) ?? []), row])
  }
  const sum = (pid: number): number =>
    (byParent.get(pid) ?? []).reduce((total, child) => total + child.rssBytes + sum(child.pid), 0)
  return process.memoryUsage.rss() + sum(process.pid)
}

/** null when the process ended between listing and reading. */
const readProcess = async (pid: string): Promise<{ pid: number; parent: number; rssBytes: number } | null> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null)
  if (text === null) return null
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  return { pid: Number(pid), parent: field('PPid'), rssBytes: field('VmRSS') * 1024 }
}
