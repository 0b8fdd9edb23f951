type Words = { readonly title: string; readonly heading: string; readonly text: string; readonly retryAfterS: number }

export type WaitingPage = {
  readonly status: 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A page that needs nothing of the app: in place of one that can't be had at the moment. It opens the one that was asked for when its time has come. */
export const waitingPage = ({ title, heading, text, retryAfterS }: Words): WaitingPage => ({
  status: 503,
  headers: {
    'cache-control': 'no-store',
    'retry-after': String(retryAfterS),
    'x-content-type-options': 'nosniff',
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    refresh: String(retryAfterS),
  },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · ClipForge</title><style>
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;display:grid;place-content:center;min-height:100vh;margin:0;padding:1.5rem;text-align:center}
h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0;opacity:.75}</style>
<main><h1>${heading}</h1><p role="status">${text}</p></main></html>
`,
})
