export { type ClipPlan, planClip } from './plan-clip'
