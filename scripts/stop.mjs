import { say } from './environment.mjs'
import { stopInstance } from './instance.mjs'

say((await stopInstance()) ? 'stopped; nothing is left running' : 'nothing was running')
