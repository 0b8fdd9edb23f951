import { PrismaInstrumentation } from '@prisma/instrumentation'
import { OTLPHttpProtoTraceExporter, registerOTel } from '@vercel/otel'

/**
 * Spans of requests, queries and calls to others go to a collector from now on. Imported only where one is configured: the libraries are a
 * quarter of a second of start.
 */
export const startTraces = (endpoint: string, role: 'web' | 'worker'): void =>
  registerOTel({
    serviceName: `clipforge-${role}`,
    instrumentations: ['fetch', new PrismaInstrumentation()],
    traceExporter: new OTLPHttpProtoTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }),
  })
