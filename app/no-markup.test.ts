import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { AuthPage } from './(auth)/_parts/auth-page'

const appDir = fileURLToPath(new URL('.', import.meta.url))

/** What turns text into markup, and the files that may, with what they give it. */
const doors = /dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|srcDoc|document\.write/
const known = {
  'layout.tsx': 'themeScript, a constant of ours',
  '_ui/mail-view.tsx': 'a mail, in a frame in which nothing runs',
}

test('row 72: no page makes markup of what somebody wrote', () => {
  const found = readdirSync(appDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .filter((name) => doors.test(readFileSync(path.join(appDir, name), 'utf8')))
  expect(found.sort()).toEqual(Object.keys(known).sort())
  expect(readFileSync(path.join(appDir, 'layout.tsx'), 'utf8')).toContain('{ __html: themeScript }')
  const frame = /sandbox="([^"]*)"/.exec(readFileSync(path.join(appDir, '_ui/mail-view.tsx'), 'utf8'))?.[1]
  expect(frame).not.toMatch(/allow-(scripts|same-origin|forms|top-navigation)/)
})

test('row 72: a name that is markup is shown as the text it is', () => {
  const name = '<img src=x onerror=alert(1)>"><script>alert(1)</script>'
  const html = renderToStaticMarkup(createElement(AuthPage, { title: `Join ${name}`, description: name }))
  expect(html).not.toMatch(/<img|<script/)
  expect(html).toContain('&lt;script&gt;')
})
