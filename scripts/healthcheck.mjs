// The HEALTHCHECK of the image, which has no curl: node scripts/healthcheck.mjs URL ends with 0 when it answers 2xx.
const [url] = process.argv.slice(2)

try {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(2_500) })
  if (!ok) throw new Error(`answers ${status}`)
} catch (error) {
  console.error(`${url}: ${error.message}`)
  process.exit(1)
}
