import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lightenStartPage } from './lighten-start-page.mjs'

const theme = `<script>try{localStorage.getItem('theme')}catch{}</script>`
const page = (field: string) =>
  `<html><head>${theme}<link rel="preload" as="script" href="/_next/static/chunks/a.js"/>` +
  '<script src="/_next/static/chunks/a.js" async=""></script></head><body>' +
  `<div ${field}><input type="file"/></div>` +
  '<script src="/_next/static/chunks/old.js" noModule=""></script>' +
  '<script id="_R_">(globalThis["TURBOPACK"]||[]).push({})</script>' +
  '<script>(self.__next_f=self.__next_f||[]).push([0])</script>' +
  '<script>self.__next_f.push([1,"price: $& and $1"])</script></body></html>'

describe('the start page after a build', () => {
  let distDir = ''
  const html = () => readFileSync(path.join(distDir, 'server/app/index.html'), 'utf8')
  const build = (field: string) => writeFileSync(path.join(distDir, 'server/app/index.html'), page(field))

  beforeEach(() => {
    distDir = mkdtempSync(path.join(tmpdir(), 'start-page-'))
    mkdirSync(path.join(distDir, 'server/app'), { recursive: true })
    mkdirSync(path.join(distDir, 'static/chunks'), { recursive: true })
  })
  afterEach(() => rmSync(distDir, { recursive: true }))

  test('loads no script by itself, and keeps the one that sets the theme', () => {
    build('data-start-field=""')
    expect(lightenStartPage(distDir)).toBe(true)
    expect(html()).not.toMatch(/<script[^>]+src=|rel="preload" as="script"/)
    expect(html()).toContain(theme)
  })

  test('knows all that it took out, to load it when it is wanted', () => {
    build('data-start-field=""')
    lightenStartPage(distDir)
    const [name = ''] = readdirSync(path.join(distDir, 'static/chunks'))
    expect(html()).toContain(`"/_next/static/chunks/${name}"`)
    expect(html()).toContain('["/_next/static/chunks/a.js"]')
    const data = readFileSync(path.join(distDir, 'static/chunks', name), 'utf8')
    expect(data.split(';\n')).toEqual([
      '(globalThis["TURBOPACK"]||[]).push({})',
      '(self.__next_f=self.__next_f||[]).push([0])',
      'self.__next_f.push([1,"price: $& and $1"])',
    ])
  })

  test('stays as it is without the field that would load them', () => {
    build('')
    expect(lightenStartPage(distDir)).toBe(false)
    expect(html()).toBe(page(''))
  })

  test('is done once: a second time changes nothing', () => {
    build('data-start-field=""')
    lightenStartPage(distDir)
    const once = html()
    expect(lightenStartPage(distDir)).toBe(false)
    expect(html()).toBe(once)
  })
})
