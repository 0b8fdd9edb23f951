import { copyFileSync, mkdirSync, openSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'

/** A log holds at most this much, and the part before it in `<name>.1`. */
const maxLogBytes = 10 * 1024 * 1024

/** A descriptor to append to. */
export const openLog = (file) => {
  mkdirSync(path.dirname(file), { recursive: true })
  capLog(file)
  return openSync(file, 'a', 0o600)
}

/** Moves what is in a full log to `<name>.1`. Copied and cut, because programs go on writing through the descriptor they have. */
export const capLog = (file) => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < maxLogBytes) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}
