import { answerTus } from '@/server/api/serve-tus'

export const dynamic = 'force-dynamic'

const handle = (request: Request): Promise<Response> => answerTus(request)

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as PATCH, handle as POST }
