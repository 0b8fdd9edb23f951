import 'server-only'
import { checkNames, readHealth } from '@/server/platform'

/** What strangers may know of the snapshot that probes read: a word for each check, in the form of /health. Needs no database. */
export const readHealthWords = (): Readonly<Record<string, string>> => {
  const { components } = readHealth()
  return Object.fromEntries(
    checkNames.flatMap((name) => (components[name].atMs === null ? [] : [[name, components[name].status]])),
  )
}
