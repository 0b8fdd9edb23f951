import { readdirSync, readFileSync } from 'node:fs'

/** A process and everything it started, and what that started. Processes end while one looks at them. */
export const familyOf = (pid: number): readonly number[] => [
  pid,
  ...list(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`)
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => familyOf(Number(child))),
  ),
]

/** Processor seconds that a process and what it started, with all threads, have used; the kernel counts in hundredths. */
export const cpuSeconds = (pid: number): number =>
  familyOf(pid).reduce((sum, each) => {
    const fields = read(`/proc/${each}/stat`).split(') ')[1]?.split(' ') ?? []
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100
  }, 0)

export const list = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
export const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
