import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Mailer } from '@/server/ports/mailer'
import { idOfKey, requireOneRecipient } from './recipient'

/** Mail that goes nowhere: one JSON file each, named by its key, so that the same key is one mail. */
export const createOutboxMailer = ({ dir }: { readonly dir: string }): Mailer => ({
  id: 'outbox',
  send: async (mail) => {
    requireOneRecipient(mail)
    const providerId = idOfKey(mail.key)
    await mkdir(dir, { recursive: true, mode: 0o700 })
    // Of this machine's data folder: without the mark the bundler takes all that a path may name for files to ship.
    const temporary = path.join(/* turbopackIgnore: true */ dir, `.${providerId}.${process.pid}`)
    await writeFile(temporary, JSON.stringify(mail), { mode: 0o600 })
    await rename(temporary, path.join(dir, `${providerId}.json`))
    return { providerId }
  },
})
