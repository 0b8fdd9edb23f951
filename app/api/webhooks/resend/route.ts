import { serveMailReport } from '@/server/api/serve-mail-report'
import { requestContext } from '@/server/compose-app'

export const dynamic = 'force-dynamic'

export const POST = async (request: Request): Promise<Response> => serveMailReport(request, await requestContext())
