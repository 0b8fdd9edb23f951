import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * React and Next's own runtime are 135 kB of script that the start page needs for one field. After the build, its page is
 * rewritten so that they load when somebody reaches for that field or drags a file over the page. Until then it is plain
 * HTML: links lead, the form sends, a file dropped early waits in the file input. A page that is not as expected stays as it is.
 */
export const lightenStartPage = (distDir) => {
  const file = path.join(distDir, 'server', 'app', 'index.html')
  if (!existsSync(file)) return false
  const html = readFileSync(file, 'utf8')
  const scripts = [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].map(([text, attributes, body]) => ({
    text,
    body,
    src: /src="([^"]+)"/.exec(attributes)?.[1],
    isForOldBrowsers: /nomodule/i.test(attributes),
  }))
  const chunks = scripts.filter(({ src, isForOldBrowsers }) => src?.startsWith('/_next/') && !isForOldBrowsers)
  const data = scripts.filter(({ body }) => body.includes('self.__next_f') || body.includes('"TURBOPACK"'))
  if (chunks.length === 0 || data.length < 2 || !html.includes('data-start-field')) return false

  const dataSource = data.map(({ body }) => body).join(';\n')
  const name = `start-${createHash('sha256').update(dataSource).digest('hex').slice(0, 16)}.js`
  writeFileSync(path.join(distDir, 'static', 'chunks', name), dataSource)

  const gone = [...chunks, ...data, ...scripts.filter(({ isForOldBrowsers }) => isForOldBrowsers)]
  let light = html
  for (const { text } of gone) light = light.replace(text, '')
  light = light.replace(/<link rel="preload" as="script"[^>]*>/g, '')
  const loader = `<script>(${loadOnDemand})(${JSON.stringify(`/_next/static/chunks/${name}`)},${JSON.stringify(chunks.map(({ src }) => src))})</script>`
  light = light.replace('</body>', () => `${loader}</body>`)
  writeFileSync(file, light)
  return true
}

/** Runs in the browser, written into the page as text: it may use nothing from outside itself. */
const loadOnDemand = (data, chunks) => {
  const field = document.querySelector('[data-start-field]')
  const input = field.querySelector('input[type=file]')
  const add = (src, onLoad) => {
    const script = document.createElement('script')
    script.src = src
    if (onLoad) script.onload = onLoad
    document.head.append(script)
  }
  let isAsked = false
  const load = () => {
    if (isAsked) return
    isAsked = true
    add(data, () => {
      for (const src of chunks) add(src)
    })
  }
  for (const name of ['pointerover', 'touchstart', 'focusin']) field.addEventListener(name, load, { passive: true })
  addEventListener('dragenter', load)
  addEventListener('dragover', (event) => event.preventDefault())
  addEventListener('drop', (event) => {
    if (event.defaultPrevented) return
    event.preventDefault()
    input.files = event.dataTransfer.files
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
}
