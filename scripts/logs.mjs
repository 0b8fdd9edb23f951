import { copyFileSync, mkdirSync, openSync, readdirSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'

/** A log holds at most this much, and the part before it in `<name>.1`. */
const maxLogBytes = 10 * 1024 * 1024
const lookEveryMs = 30_000

/** A descriptor to append to. */
export const openLog = (file) => {
  mkdirSync(path.dirname(file), { recursive: true })
  capLog(file)
  return openSync(file, 'a', 0o600)
}

/** Looks after every log of a folder for as long as this process runs. */
export const keepLogsSmall = (dir) => {
  const look = () => {
    for (const name of readdirSync(dir)) if (name.endsWith('.log')) capLog(path.join(dir, name))
  }
  setInterval(look, lookEveryMs).unref()
}

/** Moves what is in a full log to `<name>.1`. Copied and cut, because programs go on writing through the descriptor they have. */
const capLog = (file) => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < maxLogBytes) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}
