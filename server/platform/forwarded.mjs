/** Set by the web server itself where somebody passed a request on, and taken off where nobody did, whatever a client sent under that name. */
export const forwardedHeader = 'x-clipforge-forwarded'

/** What proxies and tunnels say of whom they stand for. */
const signs = [
  ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'],
  ...['cf-connecting-ip', 'true-client-ip', 'x-client-ip', 'x-original-host'],
]

/**
 * Whether somebody passed this request on, as far as it shows. nginx as it comes says nothing of itself, but speaks HTTP/1.0, which no browser
 * does. Ask before Next, which writes such headers of its own.
 */
export const isForwarded = ({ headers, httpVersion }) =>
  httpVersion === '1.0' || signs.some((name) => headers[name] !== undefined)
