/** Stands for a title, a file's name or a reason that somebody's video gave. */
const veiled = '…'

/** What letters call words that come out of a workspace. A clip has a picture besides, and a reason that quotes it. */
const words: ReadonlySet<string> = new Set(['title', 'projectTitle', 'fileName'])

/**
 * A letter's content without what is in a workspace: no title, picture or reason of a video or clip; figures, days and names of people and
 * workspaces stay.
 */
export const veilContent = <Props>(props: Props): Props =>
  // Of the same form: texts stay texts, and a picture is null where there is none.
  veil(props) as Props

const veil = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(veil)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  const isClip = 'thumbnailUrl' in value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (name === 'thumbnailUrl') return [name, null]
      const isWord = words.has(name) || (isClip && name === 'reason')
      return [name, isWord && typeof inner === 'string' && inner !== '' ? veiled : veil(inner)]
    }),
  )
}

/** The subject of a mail that was sent, as `veilContent` would have left it: letters put titles, and nothing else, in these quotes. */
export const veilSubject = (subject: string): string => subject.replace(/“.*”/, `“${veiled}”`)
