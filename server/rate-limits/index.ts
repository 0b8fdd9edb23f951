export { rateHeaders, retryAfterSeconds } from './answer-headers'
export { type Caller, claimsOf } from './callers'
export { type RatePolicyId, ratePolicies } from './policies'
export { refusalOf, refuseRate, spendRate } from './spend-rate'
