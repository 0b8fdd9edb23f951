import { readdirSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { ensureBuild } from '../scripts/build.mjs'
import type { Bench, Figure } from './bench'

const here = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(here)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
  .sort()
const [name, ...args] = process.argv.slice(2)

const load = async (benchName: string) => ((await import(`./${benchName}.bench.ts`)) as { default: Bench }).default

const meets = ({ value, target }: Figure) =>
  target === undefined ? '' : (target.op === '<=' ? value <= target.value : value >= target.value) ? 'met' : 'MISSED'

if (name === undefined || !names.includes(name)) {
  console.log('npm run bench -- NAME')
  for (const each of names) console.log(`  ${each.padEnd(10)} ${(await load(each)).what}`)
  process.exitCode = name === undefined ? 0 : 64
} else {
  const bench = await load(name)
  if (bench.needsApp) await ensureBuild({ onStart: () => console.log('building the app first') })
  console.log(`${name}: ${bench.what}`)
  console.log(
    `${os.cpus().length} x ${os.cpus()[0]?.model}, load ${os.loadavg()[0]?.toFixed(2)}, Node ${process.version}`,
  )
  const { figures, notes = [] } = await bench.run(args)
  for (const figure of figures) {
    const target = figure.target ? `target ${figure.target.op} ${figure.target.value}` : ''
    const value = `${Number(figure.value.toPrecision(4))} ${figure.unit}`
    console.log(`  ${figure.name.padEnd(52)} ${value.padStart(16)}   ${target.padEnd(16)} ${meets(figure)}`)
  }
  for (const note of notes) console.log(`  ${note}`)
  console.log(JSON.stringify({ bench: name, figures }))
}
