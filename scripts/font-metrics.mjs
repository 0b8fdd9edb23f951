import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

// Writes server/media/captions/font-metrics.json: what the caption layout must know of each font (the core reads no files).
// Source: OpenType 1.9, tables head, OS/2, cmap (formats 4 and 12), hmtx. Run after a change of fonts: node scripts/font-metrics.mjs
const projectDir = fileURLToPath(new URL('..', import.meta.url))
const fonts = [
  {
    id: 'montserrat-black',
    family: 'Montserrat Black',
    file: '@expo-google-fonts/montserrat/900Black/Montserrat_900Black.ttf',
  },
  { id: 'inter-medium', family: 'Inter Medium', file: '@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf' },
  { id: 'inter-bold', family: 'Inter', bold: true, file: '@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf' },
]
const ranges = [
  [0x20, 0x24f],
  [0x370, 0x3ff],
  [0x400, 0x4ff],
  [0x1e00, 0x1eff],
  [0x2010, 0x2044],
  [0x20a0, 0x20bf],
  [0x2122, 0x2122],
]

const readFont = ({ id, family, bold = false, file }) => {
  const data = readFileSync(path.join(projectDir, 'node_modules', file))
  const tables = {}
  for (let i = 0; i < data.readUInt16BE(4); i += 1) {
    const at = 12 + 16 * i
    tables[data.toString('latin1', at, at + 4)] = data.readUInt32BE(at + 8)
  }
  const unitsPerEm = data.readUInt16BE(tables.head + 18)
  const longMetrics = data.readUInt16BE(tables.hhea + 34)
  const advanceOf = (glyph) => data.readUInt16BE(tables.hmtx + 4 * Math.min(glyph, longMetrics - 1))
  const glyphOf = readCmap(data, tables.cmap)
  const advances = {}
  for (const [from, to] of ranges) {
    const row = []
    for (let code = from; code <= to; code += 1) {
      const glyph = glyphOf(code)
      row.push(glyph === 0 ? 0 : Math.round((advanceOf(glyph) * 1000) / unitsPerEm))
    }
    advances[from] = row
  }
  const win = (offset) => Math.round((data.readUInt16BE(tables['OS/2'] + offset) * 1000) / unitsPerEm)
  return { id, family, bold, file, winAscent: win(74), winDescent: win(76), advances }
}

const readCmap = (data, start) => {
  const subtables = []
  for (let i = 0; i < data.readUInt16BE(start + 2); i += 1) subtables.push(start + data.readUInt32BE(start + 8 + 8 * i))
  const wide = subtables.find((at) => data.readUInt16BE(at) === 12)
  if (wide !== undefined) {
    const groups = []
    for (let i = 0; i < data.readUInt32BE(wide + 12); i += 1) {
      const at = wide + 16 + 12 * i
      groups.push([data.readUInt32BE(at), data.readUInt32BE(at + 4), data.readUInt32BE(at + 8)])
    }
    return (code) => {
      const group = groups.find(([from, to]) => code >= from && code <= to)
      return group ? group[2] + code - group[0] : 0
    }
  }
  const at = subtables.find((each) => data.readUInt16BE(each) === 4)
  const segments = data.readUInt16BE(at + 6) / 2
  return (code) => {
    for (let i = 0; i < segments; i += 1) {
      if (code > data.readUInt16BE(at + 14 + 2 * i)) continue
      const from = data.readUInt16BE(at + 16 + 2 * segments + 2 * i)
      if (code < from) return 0
      const delta = data.readInt16BE(at + 16 + 4 * segments + 2 * i)
      const offsetAt = at + 16 + 6 * segments + 2 * i
      const offset = data.readUInt16BE(offsetAt)
      if (offset === 0) return (code + delta) & 0xffff
      const glyph = data.readUInt16BE(offsetAt + offset + 2 * (code - from))
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff
    }
    return 0
  }
}

const target = path.join(projectDir, 'server/media/captions/font-metrics.json')
writeFileSync(target, `${JSON.stringify(fonts.map(readFont))}\n`)
console.log(`Wrote ${target}`)
