import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { vi } from 'vitest'

export type SmallDisk = {
  readonly dir: string
  /** Leaves this share of it free. */
  fill(freeShare: number): Promise<void>
  /** Takes away what `fill` put there. */
  empty(): Promise<void>
  /** As soon as nobody has a file of it open for writing: until then it can't be made read-only. */
  setReadOnly(isReadOnly: boolean): Promise<void>
  close(): Promise<void>
}

const mount = (...args: readonly string[]) => execFileSync('mount', [...args], { stdio: 'pipe' })
const unmount = (dir: string) => execFileSync('umount', ['-l', dir], { stdio: 'pipe' })

/** Whether this process may mount: root outside of a container, or in one that lets it. */
export const canMount = (): boolean => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'clipforge-mount-'))
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'none', dir)
    unmount(dir)
    return true
  } catch {
    return false
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A file system of its own, in memory, that can be filled to the last byte without harm to anybody. */
export const openSmallDisk = async (sizeMb: number): Promise<SmallDisk> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-disk-'))
  mount('-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'none', dir)
  const ballast = path.join(dir, 'ballast')
  return {
    dir,
    fill: async (freeShare) => {
      await rm(ballast, { force: true })
      const { bavail, blocks, bsize } = await statfs(dir)
      await writeFile(ballast, Buffer.alloc(Math.max(0, Math.floor(bavail - freeShare * blocks)) * bsize))
    },
    empty: () => rm(ballast, { force: true }),
    setReadOnly: async (isReadOnly) => {
      await vi.waitFor(() => mount('-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, dir), { timeout: 90_000 })
    },
    close: async () => {
      unmount(dir)
      await rm(dir, { recursive: true, force: true })
    },
  }
}
