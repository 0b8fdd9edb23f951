export { findMoments } from './find-moments'
export { type FindMomentsOptions, momentOptionsSchema } from './schemas'
