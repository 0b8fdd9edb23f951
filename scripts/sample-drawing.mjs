// Draws the sample's picture as one ASS document: vector shapes, one event each, which ffmpeg's libass renders. Colours are BBGGRR.

const width = 1280
const height = 720

/** Four Bézier quarters; 0.5523 is the usual circle constant. */
const ellipse = (cx, cy, rx, ry) => {
  const k = 0.5523
  const p = (x, y) => `${Math.round(cx + x * rx)} ${Math.round(cy + y * ry)}`
  return `m ${p(-1, 0)} b ${p(-1, -k)} ${p(-k, -1)} ${p(0, -1)} b ${p(k, -1)} ${p(1, -k)} ${p(1, 0)} b ${p(1, k)} ${p(k, 1)} ${p(0, 1)} b ${p(-k, 1)} ${p(-1, k)} ${p(-1, 0)}`
}
const rectangle = (x, y, w, h) =>
  `m ${Math.round(x)} ${Math.round(y)} l ${Math.round(x + w)} ${Math.round(y)} ${Math.round(x + w)} ${Math.round(y + h)} ${Math.round(x)} ${Math.round(y + h)}`

const stamp = (seconds) => {
  const hundredths = Math.round(seconds * 100)
  const pad = (value) => String(value).padStart(2, '0')
  return `${Math.floor(hundredths / 360_000)}:${pad(Math.floor(hundredths / 6000) % 60)}:${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`
}

const hosts = {
  mara: {
    skin: '9DB8E8',
    shade: '7C98CC',
    hair: '1E2A4A',
    shirt: '5A4FD8',
    lip: '5A55B8',
    iris: '3A5A32',
    longHair: true,
  },
  theo: {
    skin: '86A8DC',
    shade: '6486BA',
    hair: '20242B',
    shirt: '8A6A2E',
    lip: '5C66A8',
    iris: '5A3A22',
    longHair: false,
  },
}

/** Shapes of one host: [layer, colour, path in face units, blur]. The face is about 200 x 260 units around 0,0. */
const hostShapes = (host) => {
  const shapes = []
  if (host.longHair) shapes.push([1, host.hair, (e) => e(0, 30, 128, 190), 0])
  shapes.push(
    [2, host.shirt, (e) => e(0, 430, 225, 265), 0],
    [2, host.shade, (e) => e(0, 130, 46, 62), 0],
    [3, host.skin, (e) => e(0, 0, 100, 130), 0],
    [3, host.shade, (e) => e(-72, 30, 26, 44), 14],
    [3, host.shade, (e) => e(72, 30, 26, 44), 14],
    [3, host.shade, (e) => e(0, 112, 48, 16), 10],
    [4, host.hair, (e) => e(0, -92, 104, 62), 0],
    [4, host.skin, (e) => e(0, -44, 84, 52), 3],
  )
  for (const side of [-1, 1]) {
    shapes.push(
      [5, host.shade, (e) => e(side * 42, -18, 29, 19), 6],
      [5, 'F4F4F4', (e) => e(side * 42, -16, 22, 13), 1],
      [6, host.iris, (e) => e(side * 42, -16, 11, 12), 1],
      [6, '101010', (e) => e(side * 42, -16, 5, 6), 0],
      [6, 'FFFFFF', (e) => e(side * 42 + 4, -20, 3, 3), 0],
      [6, host.hair, (e) => e(side * 43, -45, 28, 6), 1],
    )
  }
  shapes.push(
    [5, host.shade, (e) => e(0, 30, 15, 22), 7],
    [5, host.skin, (e) => e(0, 26, 8, 20), 4],
    [6, host.shade, (e) => e(-9, 46, 6, 4), 2],
    [6, host.shade, (e) => e(9, 46, 6, 4), 2],
  )
  return shapes
}

const event = (layer, from, to, tags, path) =>
  `Dialogue: ${layer},${stamp(from)},${stamp(to)},Shape,,0,0,0,,{\\an7\\pos(0,0)\\bord0\\shad0${tags}\\p1}${path}{\\p0}`
const textEvent = (from, to, x, y, size, color, text) =>
  `Dialogue: 9,${stamp(from)},${stamp(to)},Shape,,0,0,0,,{\\an5\\pos(${x},${y})\\fs${size}\\1c&H${color}&\\bord0\\shad0}${text}`

/** Where each host stands in each kind of shot: centre and scale. */
const stages = {
  wide: { mara: { x: 400, y: 330, scale: 0.72 }, theo: { x: 880, y: 330, scale: 0.72 } },
  mara: { mara: { x: 520, y: 330, scale: 1.25 } },
  theo: { theo: { x: 770, y: 330, scale: 1.25 } },
}

/** A wide shot to open, then whoever speaks, and wide again for short exchanges: the cutting of a two-camera talk. */
const cutList = (lines, titleS, totalS) => {
  const shots = [{ kind: 'title', startS: 0, endS: titleS }]
  for (const [index, line] of lines.entries()) {
    const endS = lines[index + 1]?.startS ?? totalS
    const isShort = line.endS - line.startS < 2.2
    const kind = index === 0 || isShort ? 'wide' : line.speaker
    const last = shots.at(-1)
    if (last.kind === kind) last.endS = endS
    else shots.push({ kind, startS: line.startS, endS })
  }
  return shots
}

export const animateScene = ({ lines, level, fps, totalS, titleS }) => {
  const events = []
  for (const shot of cutList(lines, titleS, totalS)) {
    if (shot.kind === 'title') {
      events.push(event(0, shot.startS, shot.endS, '\\1c&H2A4DF0&', rectangle(0, 0, width, height)))
      events.push(textEvent(shot.startS, shot.endS, width / 2, 320, 84, 'FFFFFF', 'Cut the hello'))
      events.push(textEvent(shot.startS, shot.endS, width / 2, 420, 40, 'D8E0FF', 'Mara and Theo on why people leave'))
      continue
    }
    drawSet(events, shot)
    for (const [name, place] of Object.entries(stages[shot.kind]))
      drawHost(events, name, place, shot, lines, level, fps)
  }
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${width}`,
    `PlayResY: ${height}`,
    'ScaledBorderAndShadow: yes',
    '',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
    'Style: Shape,DejaVu Sans,40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,-1,0,0,0,100,100,0,0,1,0,0,5,0,0,0,1',
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    ...events,
    '',
  ].join('\n')
}

const drawSet = (events, { kind, startS, endS }) => {
  const shift = { wide: 0, mara: -90, theo: 90 }[kind]
  const zoom = kind === 'wide' ? 1 : 1.4
  const at = (x) => width / 2 + (x - width / 2 + shift) * zoom
  for (let i = -1; i < 8; i += 1)
    events.push(event(0, startS, endS, '\\1c&H4A4038&', rectangle(at(i * 190), 0, 95 * zoom, height)))
  events.push(event(0, startS, endS, '\\1c&H3C8AF0&\\blur20', ellipse(at(1130), 110 * zoom, 64 * zoom, 64 * zoom)))
  events.push(event(0, startS, endS, '\\1c&H2E3A22&', rectangle(at(60), 420 * zoom, 60 * zoom, 400)))
  for (const lean of [-46, -18, 14, 44])
    events.push(
      event(
        0,
        startS,
        endS,
        '\\1c&H4E8A3E&',
        ellipse(at(90 + lean), (380 - Math.abs(lean)) * zoom, 20 * zoom, 62 * zoom),
      ),
    )
}

const drawHost = (events, name, place, shot, lines, level, fps) => {
  const host = hosts[name]
  const scaled = (cx, cy, rx, ry) =>
    ellipse(place.x + cx * place.scale, place.y + cy * place.scale, rx * place.scale, ry * place.scale)
  for (const [layer, color, path, blur] of hostShapes(host)) {
    events.push(
      event(
        layer,
        shot.startS,
        shot.endS,
        `\\1c&H${color}&${blur > 0 ? `\\blur${Math.round(blur * place.scale)}` : ''}`,
        path(scaled),
      ),
    )
  }
  for (let at = shot.startS + (name === 'mara' ? 1.3 : 2.1); at < shot.endS; at += name === 'mara' ? 3.1 : 3.7) {
    for (const side of [-1, 1])
      events.push(event(7, at, Math.min(shot.endS, at + 0.13), `\\1c&H${host.shade}&`, scaled(side * 42, -16, 24, 14)))
  }
  const stepS = 2 / fps
  const steps = Math.round((shot.endS - shot.startS) / stepS)
  for (let step = 0; step < steps; step += 1) {
    const from = shot.startS + step * stepS
    const isSpeaking = lines.some((line) => line.speaker === name && from >= line.startS && from < line.endS)
    const open = isSpeaking ? Math.min(1, (level[Math.floor(from * fps)] ?? 0) * 9) : 0
    const to = Math.min(shot.endS, from + stepS)
    events.push(event(7, from, to, `\\1c&H${host.lip}&`, scaled(0, 78, 32 - open * 3, 7 + open * 12)))
    events.push(event(8, from, to, '\\1c&H201838&', scaled(0, 78, 25 - open * 2, 1.5 + open * 9)))
  }
}
