import { check } from 'k6'
import { Counter } from 'k6/metrics'
import { errorCodeOf } from '../plan-request.js'

// One counter, told apart by tags, cannot be read in a summary; a threshold for each tag makes k6 keep it. See options.js.
const answers = new Counter('answers')
const refusals = new Counter('refusals')

/**
 * Every answer counts by endpoint and status; one that is none of the 2xx is named on the console, with its code, as it happens.
 * @param {string} name
 * @param {import('k6/http').RefinedResponse<any>} response
 */
export const count = (name, response) => {
  const status = response.status === 0 ? response.error_code : response.status
  const isGood = response.status >= 200 && response.status < 300
  answers.add(1, { ep: name, outcome: String(status) })
  check(response, { 'answered well': () => isGood }, { ep: name })
  if (isGood) return
  const code = typeof response.body === 'string' ? errorCodeOf(response.body) : ''
  refusals.add(1, { ep: name, outcome: String(status), code })
  console.warn(`${name} ${status} ${code || response.error}`)
}
