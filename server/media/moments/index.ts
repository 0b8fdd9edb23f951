export { applyJudgements, type JudgedPool, shortlist } from './judged'
export type { Proposal } from './proposal'
export { findBestMoments, type MomentOptions, type MomentPool, type MomentsInput, proposeMoments } from './propose'
export { selectMoments, targetCount } from './select'
