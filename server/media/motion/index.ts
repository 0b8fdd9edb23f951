export { createMotionSampler } from './motion-sampler'
export { smoothMotion } from './smooth-motion'
