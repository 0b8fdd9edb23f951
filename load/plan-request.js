// Which request comes at which turn, and how it is written. Read by k6's scripts and by `npm run bench -- load` alike, so that both ask the same;
// for that reason it imports nothing.

/**
 * The requests of a mix in the order in which they come round, spread evenly: { a: 2, b: 1 } is a, b, a.
 * @param {Readonly<Record<string, number>>} mix How often each comes in one round.
 * @returns {string[]}
 */
export const roundOf = (mix) =>
  Object.entries(mix)
    .flatMap(([name, count]) => Array.from({ length: count }, (_, index) => ({ name, at: (index + 0.5) / count })))
    .sort((a, b) => a.at - b.at || a.name.localeCompare(b.name))
    .map(({ name }) => name)

/**
 * Users take turns; each round of all users moves on by one, so that everybody asks for everything.
 * @param {readonly string[]} round
 * @param {number} users
 * @param {number} turn
 */
export const planTurn = (round, users, turn) => ({
  user: turn % users,
  name: round[(turn + Math.floor(turn / users)) % round.length] ?? '',
})

/**
 * @param {{ readonly path?: string, readonly procedure?: string, readonly kind: string, readonly input?: unknown }} request
 * @param {{ readonly token: string, readonly projectId: string }} identity
 * @param {number} turn
 * @param {string} origin What the app is called; it takes changes from its own pages only.
 */
export const writeRequest = (request, identity, turn, origin) => {
  if (request.path !== undefined) return { method: 'GET', path: request.path, headers: {}, body: null }
  const input = JSON.stringify({ json: request.input ?? {} })
    .replaceAll('{projectId}', identity.projectId)
    .replaceAll('{turn}', String(turn))
  return writeCall(request.procedure ?? '', request.kind === 'write', input, identity.token, origin)
}

/**
 * A procedure of tRPC, with its input as JSON text.
 * @param {string} procedure
 * @param {boolean} isWrite
 * @param {string} input
 * @param {string} token
 * @param {string} origin
 */
export const writeCall = (procedure, isWrite, input, token, origin) => {
  const headers = signedIn(token, origin)
  const path = `/api/trpc/${procedure}`
  if (!isWrite) return { method: 'GET', path: `${path}?input=${encodeURIComponent(input)}`, headers, body: null }
  return { method: 'POST', path, headers: { ...headers, 'content-type': 'application/json' }, body: input }
}

/**
 * Cookies that are only for https have another name.
 * @param {string} token
 * @param {string} origin
 * @returns {Record<string, string>}
 */
export const signedIn = (token, origin) => ({
  cookie: `${origin.startsWith('https:') ? '__Host-' : ''}clipforge-session=${token}`,
  origin,
})

/**
 * The code of ours that an answer carries, in the words of either door; '' when there is none.
 * @param {string} text
 * @returns {string}
 */
export const errorCodeOf = (text) => /"(?:error|code)":"([a-z_]+)"/.exec(text)?.[1] ?? ''
