import { readFileSync } from 'node:fs'

/** Who a server of ours runs as, so that root runs none of them: `nobody` for root, null (no change) for anyone else. */
export const unprivilegedUser = () => {
  if (process.getuid?.() !== 0) return null
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (line === null)
    throw new Error(
      'There is no user "nobody" for the database server, which does not run as root. Add one, or set DATABASE_URL.',
    )
  return { uid: Number(line[1]), gid: Number(line[2]) }
}
