import { sleep } from 'k6'
import http from 'k6/http'
import { signedIn, writeCall } from '../plan-request.js'
import { count } from './answers.js'

/** @typedef {{ readonly baseUrl: string, readonly identity: { readonly token: string, readonly projectId: string } }} Place */

/**
 * @param {string} name
 * @param {string} method
 * @param {string} url
 * @param {string | ArrayBuffer | null} body
 * @param {Record<string, string>} headers
 */
const send = (name, method, url, body, headers) => {
  const response = http.request(method, url, body, { headers, tags: { ep: name, kind: name, name } })
  count(name, response)
  return response
}

/**
 * An upload begun, some of its parts, how far it came, and taken back.
 * @param {{ readonly sizeBytes: number, readonly partBytes: number, readonly parts: number }} flow
 * @param {Place} place
 */
export const uploadFlow = ({ sizeBytes, partBytes, parts }, { baseUrl, identity }) => {
  const headers = { ...signedIn(identity.token, baseUrl), 'tus-resumable': '1.0.0' }
  const begun = send('upload-begin', 'POST', `${baseUrl}/api/uploads`, null, {
    ...headers,
    'upload-length': String(sizeBytes),
  })
  const location = begun.headers.Location
  if (begun.status !== 201 || location === undefined) return
  const url = `${baseUrl}${location}`
  const part = new Uint8Array(partBytes).fill(7).buffer
  for (let index = 0; index < parts; index += 1)
    send('upload-part', 'PATCH', url, part, {
      ...headers,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(index * partBytes),
    })
  send('upload-offset', 'HEAD', url, null, headers)
  send('upload-drop', 'DELETE', url, null, headers)
}

const ended = ['ready', 'failed', 'cancelled']

/**
 * A project of the sample, asked after until its work is over or patience is.
 * @param {{ readonly pollSeconds: number, readonly patienceSeconds: number }} flow
 * @param {Place} place
 */
export const processFlow = ({ pollSeconds, patienceSeconds }, { baseUrl, identity }) => {
  /** @param {string} procedure @param {boolean} isWrite @param {object} input */
  const call = (procedure, isWrite, input) => {
    const written = writeCall(procedure, isWrite, JSON.stringify({ json: input }), identity.token, baseUrl)
    const response = send(procedure, written.method, `${baseUrl}${written.path}`, written.body, written.headers)
    return typeof response.body === 'string' ? response.body : ''
  }
  const id = /"id":"([0-9a-f-]{36})"/.exec(call('project.create', true, { sample: true }))?.[1]
  if (id === undefined) return
  for (let waited = 0; waited < patienceSeconds; waited += pollSeconds) {
    sleep(pollSeconds)
    const status = /"status":"([a-z]+)"/.exec(call('project.get', false, { id }))?.[1] ?? ''
    if (ended.includes(status)) return
  }
  call('project.cancel', true, { id })
}
