import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import pg from 'pg'
import { applyRunnerSchema, type EventInput, receiveEvents } from '../runner'

// An Inngest server's door for events, in a process that a test kills or freezes: inngest-stand-in.ts PORT DATABASE_URL. What it took is in
// `runner.event` of that database; an id that it knows already is no new event.
const [port, url] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 2 })
await applyRunnerSchema(pool)
createServer(async (request, response) => {
  const body = (await json(request)) as EventInput | EventInput[]
  const ids = await receiveEvents(pool, [body].flat())
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ ids, status: 200 }))
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))
