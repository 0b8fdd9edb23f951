import { once } from 'node:events'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail server on a free port of this machine that asks nobody who they are; `options` say what becomes of what it is given. */
export const openSmtp = async (options: SMTPServerOptions) => {
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], ...options })
  // Clients of tests are killed in the middle of a mail.
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server listens at no port.')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    close: async () => {
      const gone = once(server.server, 'close')
      server.close()
      await gone
    },
  }
}
