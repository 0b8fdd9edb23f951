import superjson, { type SuperJSONResult } from 'superjson'

type Json = SuperJSONResult['json']
/** By the path of a value, what JSON can't say of it. */
type Notes = Record<string, ['Date'] | ['undefined']>

/**
 * What `superjson.serialize` gives. Nearly every answer of ours is plain data with dates in it, and for that superjson's general way takes ten
 * times as long: a list of projects cost more in it than in everything else. What is anything else goes its way.
 */
export const serialize = (value: unknown): SuperJSONResult => {
  const notes: Notes = {}
  const json = walk(value, '', { notes, seen: new Set() })
  if (json === notPlain) return superjson.serialize(value)
  return Object.keys(notes).length === 0 ? { json } : { json, meta: { values: notes, v: 1 } }
}

const notPlain = Symbol('not plain')

type Walk = {
  readonly notes: Notes
  /** One object in two places is told by superjson. */
  readonly seen: Set<object>
}

const walk = (value: unknown, path: string, to: Walk): Json | typeof notPlain => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : notPlain
  // The whole answer has no path.
  if (value === undefined && path !== '') {
    to.notes[path] = ['undefined']
    return null
  }
  if (typeof value !== 'object' || to.seen.has(value)) return notPlain
  to.seen.add(value)
  if (Array.isArray(value)) return walkArray(value, path, to)
  if (value instanceof Date) {
    if (path === '' || Number.isNaN(value.getTime())) return notPlain
    to.notes[path] = ['Date']
    return value.toISOString()
  }
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? walkObject(value, path, to) : notPlain
}

const walkArray = (values: readonly unknown[], path: string, to: Walk): Json | typeof notPlain => {
  const copy: Json[] = []
  for (let at = 0; at < values.length; at += 1) {
    // A hole is not the same as nothing.
    if (values[at] === undefined && !(at in values)) return notPlain
    const each = walk(values[at], path === '' ? String(at) : `${path}.${at}`, to)
    if (each === notPlain) return notPlain
    copy.push(each)
  }
  return copy
}

/** In a path these mean something; as names superjson refuses them. */
const special = /^$|[.\\]|^(?:__proto__|constructor|prototype)$/

const walkObject = (value: object, path: string, to: Walk): Json | typeof notPlain => {
  const copy: Record<string, Json> = {}
  for (const [key, held] of Object.entries(value)) {
    if (special.test(key)) return notPlain
    const each = walk(held, path === '' ? key : `${path}.${key}`, to)
    if (each === notPlain) return notPlain
    copy[key] = each
  }
  return copy
}
