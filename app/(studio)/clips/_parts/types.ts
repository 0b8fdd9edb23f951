import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

type Answers = inferRouterOutputs<AppRouter>

export type ProjectData = Answers['project']['get']
export type Stage = ProjectData['stages'][number]
export type ClipCardData = ProjectData['clips'][number]
export type Moment = Answers['project']['moments'][number]
export type Transcript = Answers['project']['transcript']
export type TranscriptWord = Transcript['words'][number]
export type ClipData = Answers['clip']['get']
export type RenderData = ClipData['renders'][number]
