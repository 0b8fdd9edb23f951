type Route = { readonly name: string; readonly parts: readonly string[] }

/** Of an address that no route answers, whatever its answer is. */
const unknown = 'unknown'
/** Rooms whose addresses are files or many calls at once: what took how long there is told elsewhere, or tells nothing. */
const rooms = ['_next', 'media', 'example', 'mail-samples']
const isDynamic = (part: string): boolean => part.startsWith('[')
const isRest = (part: string): boolean => part.startsWith('[...') || part.startsWith('[[...')

/**
 * Names for metrics: "/projects/:id" for "/projects/0199…", what a request asked for without whom it asked about. `routes` are those of the build,
 * as Next writes them ("/projects/[id]"). Each name is a series for good, so that strangers who try addresses make none, whatever those are answered.
 */
export const createRouteNames = (routes: readonly string[]): ((path: string) => string) => {
  const known: readonly Route[] = routes
    .map((route) => route.split('/').filter(Boolean))
    // Where both match, what is written out comes before what is not, as it does in Next.
    .sort((a, b) => a.filter(isDynamic).length - b.filter(isDynamic).length)
    .map((parts) => ({ parts, name: nameOf(parts) }))
  return (path) => {
    const parts = path.split('/').filter(Boolean)
    const [first = ''] = parts
    if (rooms.includes(first)) return `/${first}`
    return known.find((route) => matches(route.parts, parts))?.name ?? unknown
  }
}

/** Doors of /api take batches and ids: two parts say which. */
const nameOf = (parts: readonly string[]): string => {
  const own = parts.filter((part) => !isRest(part)).map((part) => (isDynamic(part) ? ':id' : part))
  return `/${(own[0] === 'api' ? own.slice(0, own[1] === 'v1' ? 3 : 2) : own).join('/')}`
}

const matches = (route: readonly string[], parts: readonly string[]): boolean => {
  const last = route.at(-1) ?? ''
  if (!isRest(last))
    return route.length === parts.length && route.every((part, at) => isDynamic(part) || part === parts[at])
  const fixed = route.slice(0, -1)
  const least = last.startsWith('[[') ? fixed.length : route.length
  return parts.length >= least && fixed.every((part, at) => isDynamic(part) || part === parts[at])
}
