import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'

// The least a server can do with an upload: what comes goes into a file. node bench/upload-sink.mjs FILE
const server = createServer((request, response) => {
  request.pipe(createWriteStream(process.argv[2])).once('finish', () => response.end())
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
