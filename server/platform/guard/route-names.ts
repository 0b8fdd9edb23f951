import { guardLimits } from './limits'

const isId = (part: string): boolean => /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(part) || /\d/.test(part) || part.length > 40

/** "/projects/:id" for "/projects/0199…": what a request asked for without whom it asked about. */
export const routeName = (path: string): string => {
  const parts = path.split('/').filter(Boolean)
  const [first = '', second = '', third = ''] = parts
  if (first === '_next' || first === 'media') return `/${first}`
  // Batches name several procedures at once; which took how long the procedures themselves count.
  if (first === 'api') return `/api/${second}${second === 'v1' ? `/${third}` : ''}`
  return `/${parts
    .slice(0, 3)
    .map((part) => (isId(part) ? ':id' : part))
    .join('/')}`
}

/** Names for metrics: each is a series for good, so that strangers who try addresses must not be able to make one each. */
export const createRouteNames = (): ((path: string, status: number) => string) => {
  const known = new Set<string>()
  return (path, status) => {
    if (status === 404) return 'unknown'
    const name = routeName(path)
    if (known.size < guardLimits.routes) known.add(name)
    return known.has(name) ? name : 'other'
  }
}
