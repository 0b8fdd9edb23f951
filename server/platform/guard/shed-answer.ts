import { guardLimits } from './limits'

export type ShedAnswer = {
  readonly status: 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const detail = 'ClipForge is busy right now. Nothing was lost; try again in a moment.'

/** RFC 9457 for programs; for somebody who opens a page, the same in words, and it opens by itself when its time has come. */
export const shedAnswer = (accept: string, random: () => number): ShedAnswer => {
  const { least, most } = guardLimits.retryAfterS
  const retryAfterS = least + Math.floor(random() * (most - least + 1))
  const headers = {
    'cache-control': 'no-store',
    'retry-after': String(retryAfterS),
    'x-content-type-options': 'nosniff',
  }
  if (accept.includes('text/html'))
    return {
      status: 503,
      headers: {
        ...headers,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        refresh: String(retryAfterS),
      },
      body: page,
    }
  return {
    status: 503,
    headers: { ...headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify({
      type: 'https://iana.org/assignments/http-problem-types#temporary-reduced-capacity',
      title: 'Temporary reduced capacity',
      status: 503,
      detail,
      code: 'busy',
      retryAfterSeconds: retryAfterS,
    }),
  }
}

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Busy · ClipForge</title><style>
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;display:grid;place-content:center;min-height:100vh;margin:0;padding:1.5rem;text-align:center}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0;opacity:.75}</style>
<h1>Busy for a moment</h1><p role="status">This page opens by itself in a few seconds. Nothing was lost.</p></html>
`
