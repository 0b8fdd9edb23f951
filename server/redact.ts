const mark = '[redacted]'

/** Whatever goes by one of these names could open an account, or says who somebody is. */
const secretKey =
  /^(to|from|replyto|ip|peer)$|authorization|cookie|signature|token|secret|password|passwd|api[-_]?key|dsn|e-?mail|^address$/i

/**
 * What a secret or a person looks like in running text: the causes of errors quote addresses and what they were sent. Each looks once at each
 * character, whatever stands there: a pattern that may begin anywhere in a run it then reads to its end would take hours over a megabyte.
 */
const inText: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/:\/\/[^\s/@]+@/g, `://${mark}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${mark}`],
  [/([?&][\w-]*(?:token|sig|signature|secret|credential|key|code)=)[^\s&"'#]+/gi, `$1${mark}`],
  [/\b(?:sk|rk|pk|whsec|re|cf)_[A-Za-z0-9_]{8,}/g, mark],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, mark],
  [/(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi, mark],
]

/** What may be read by whoever reads logs. */
export const redactText = (text: string): string =>
  inText.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text)

const deepest = 6

/** A copy of anything a log line is given, safe to write: by the names of fields at any depth, and by the look of texts. */
export const redact = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Error)
    return { name: value.name, message: redactText(value.message), stack: redactText(value.stack ?? '') }
  if (value === null || typeof value !== 'object') return value
  if (depth >= deepest) return '[deeper]'
  if (Array.isArray(value)) return value.map((each) => redact(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      secretKey.test(key) && each !== null && each !== undefined ? mark : redact(each, depth + 1),
    ]),
  )
}
