import { webGoodbyeMs } from './drain-times.mjs'

// Loaded into every program that the supervisor starts: when the supervisor is gone, even by SIGKILL, so is the program.
const goodbyeMs = webGoodbyeMs(process.env)

if (process.channel !== undefined) {
  // Does not keep the program alive by itself.
  process.channel.unref()
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.kill(-process.pid, 'SIGKILL'), goodbyeMs).unref()
  })
}
