export { createRenderPlan, type RenderPlan, renderPlanSchema } from '@/server/media/ffmpeg/render-plan'
export { type RenderRequest, type RenderResult, renderClip } from './render-clip'
