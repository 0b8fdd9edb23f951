import { readFileSync } from 'node:fs'

/** Processor seconds that a process and its threads have used; the kernel counts in hundredths. */
export const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
