// The load of ../scenarios.json against an installation of yours. docs/load-testing.md says how: k6 run -e BASE_URL=https://... load/k6/load.js
import { SharedArray } from 'k6/data'
import exec from 'k6/execution'
import http from 'k6/http'
import { planTurn, roundOf, writeRequest } from '../plan-request.js'
import { count } from './answers.js'
import { processFlow, uploadFlow } from './flows.js'
import { optionsFor, summarise } from './options.js'

const file = JSON.parse(open('../scenarios.json'))
const baseUrl = (__ENV.BASE_URL ?? 'http://localhost:3000').replace(/\/$/, '')
const chosen = (__ENV.SCENARIOS ?? 'probes,reads').split(',')
/** @type {{ token: string, projectId: string }[]} */
const identities = new SharedArray('identities', () =>
  JSON.parse(open(__ENV.IDENTITIES ?? '../../.data/load-identities.json')),
)

export const options = optionsFor(file, chosen, __ENV)

/** Every scenario runs this; which one it is, k6 says. */
export const turn = () => {
  const { name, iterationInTest } = exec.scenario
  const { mix, flow, users } = file.scenarios[name]
  const round = roundOf(mix ?? {})
  const planned = planTurn(round, users, iterationInTest)
  const identity = identities[planned.user % identities.length]
  if (identity === undefined) throw new Error('The file of identities is empty: npm run bench -- load identities')
  const place = { baseUrl, identity }
  if (flow?.kind === 'upload') return uploadFlow(flow, place)
  if (flow?.kind === 'process') return processFlow(flow, place)
  const spec = file.requests[planned.name]
  const { method, path, headers, body } = writeRequest(spec, identity, iterationInTest, baseUrl)
  count(
    planned.name,
    http.request(method, `${baseUrl}${path}`, body, {
      headers,
      tags: { ep: planned.name, kind: spec.kind, name: planned.name },
    }),
  )
}

export default turn
export const handleSummary = summarise
