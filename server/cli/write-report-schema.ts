import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { reportJsonSchema } from '@/server/media/report'

const file = fileURLToPath(new URL('../../docs/report.schema.json', import.meta.url))
writeFileSync(file, `${JSON.stringify(reportJsonSchema(), null, 2)}\n`)
console.log(`Wrote ${file}`)
