export type ByteRange = { readonly start: number; readonly end: number }

/**
 * What a Range header asks of an object of `sizeBytes`: one range, `unsatisfiable`, or all of it. Several ranges, other units and what is not
 * well formed are answered with all of it, as RFC 9110 allows: nobody can make the server cut an object into a thousand pieces.
 */
export const readRange = (header: string | null, sizeBytes: number): ByteRange | 'unsatisfiable' | null => {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (match === null) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  if (first === '') {
    const suffix = Number(last)
    if (suffix === 0 || sizeBytes === 0) return 'unsatisfiable'
    return { start: Math.max(0, sizeBytes - suffix), end: sizeBytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (last !== '' && Number(last) < start) return null
  return start >= sizeBytes ? 'unsatisfiable' : { start, end }
}
