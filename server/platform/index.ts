export { clientIp, createPlaceOf, ipPrefix, peerHeader } from './client-ip'
export { findLastBackup, type LastBackup } from './find-last-backup'
export { forwardedHeader, isForwarded } from './forwarded.mjs'
export { followFront } from './front/follow-front'
export type { FromApp, ToApp } from './front/messages'
export { createRelay } from './front/relay'
export { type Handler, knownMethods, sendAnswer } from './guard/answers'
export { createWorkBeginner } from './guard/begin-work'
export { createGuard, type Guard } from './guard/create-guard'
export { createRouteNames } from './guard/route-names'
export { waitingPage } from './guard/waiting-page'
export { isBearer, methodRefusal, type ProbeAnswer, probePaths } from './health/answer-probe'
export {
  type Check,
  checkDeadlineMs,
  type Findings,
  type HealthMonitor,
  startHealthMonitor,
} from './health/health-monitor'
export { emptySnapshot, overallStatus } from './health/judge-health'
export { createServiceNotes } from './health/note-services'
export {
  answerProbeNow,
  answerProbeRequest,
  readHealth,
  readLifecycle,
  readLoopDelayMs,
  readWaitingInFront,
  reportConnectionError,
  shareDraining,
  shareHealth,
} from './health/shared-health'
export { readStorageState, type StorageState } from './health/storage-state'
export {
  type CheckName,
  type Component,
  checkNames,
  checkUnits,
  type Finding,
  type HealthSnapshot,
  type HealthStatus,
  type Lifecycle,
} from './health/types'
export { within } from './health/within'
export { isLocalCaller } from './local-caller'
export { getOps, type OpsOverview } from './ops/get-ops'
export { type Sampler, startSampler } from './ops/sampler'
export { watchGauges } from './ops/watch-gauges'
export { requestIdFrom, requestIdHeader } from './request-id'
