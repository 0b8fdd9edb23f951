import os from 'node:os'
import { runGuarded } from '@/server/child-process'

/** Started by a test and then killed with kill -9: prints its own pid and that of the program it guards. */
void runGuarded({
  command: 'sh',
  args: ['-c', 'echo $$; exec sleep 600'],
  cwd: os.tmpdir(),
  timeoutMs: 600_000,
  isWriteConfined: true,
  onStdout: (chunk) => console.log(JSON.stringify({ parentPid: process.pid, childPid: chunk.toString().trim() })),
})
