import type { AppHandler } from '@/server/runner/protocol'

/** Calls of the runner's protocol to an app in another process, as an Inngest server makes them. */
export const httpHandler =
  (url: string, onStatus: (status: number) => void = () => undefined): AppHandler['handle'] =>
  async (request) => {
    const response = await fetch(url + new URL(request.url).search, {
      method: request.method,
      headers: Object.fromEntries([...request.headers].filter(([name]) => name !== 'host')),
      body: await request.text(),
    })
    onStatus(response.status)
    return response
  }
