import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

type Import = { readonly from: string; readonly to: string; readonly isTypeOnly: boolean }

const sourceFiles = (folder: string): string[] =>
  readdirSync(path.join(projectDir, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name))

/** `to` is a path inside the project ("server/media/time") or a package's name ("zod", "node:fs"). */
const importsOf = (file: string): Import[] => {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(projectDir, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  )
  const found: Import[] = []
  const add = (specifier: ts.Expression | undefined, isTypeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return
    const { text } = specifier
    const to = text.startsWith('@/')
      ? text.slice(2)
      : text.startsWith('.')
        ? path.join(path.dirname(file), text)
        : `${rooms.includes(text) ? 'npm:' : ''}${text}`
    found.push({ from: file, to, isTypeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause
      const named = clause?.namedBindings
      const allNamedAreTypes =
        named !== undefined &&
        ts.isNamedImports(named) &&
        clause?.name === undefined &&
        named.elements.every((element) => element.isTypeOnly)
      add(node.moduleSpecifier, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || allNamedAreTypes)
    }
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const generated = 'server/db/generated'
const rooms = ['server', 'app', 'inngest', 'emails'].filter((room) => existsSync(path.join(projectDir, room)))
const files = rooms.flatMap(sourceFiles).filter((file) => !file.startsWith(generated))
const imports = files.flatMap(importsOf)
/** Files directly in server/: the shared root, which any room but the core and the ports may use. */
const rootFiles = readdirSync(path.join(projectDir, 'server'), { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `server/${entry.name.replace(/\.ts$/, '')}`)
const notDomains = ['media', 'ports', 'adapters', 'cli', 'testing', 'api', 'db', 'runner']
const domains = readdirSync(path.join(projectDir, 'server'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !notDomains.includes(entry.name))
  .map((entry) => `server/${entry.name}`)

const isIn = (room: string) => (name: string) => name === room || name.startsWith(`${room}/`)
const from = (room: string) => imports.filter((each) => isIn(room)(each.from))
const lines = (found: readonly Import[]) => found.map((each) => `${each.from} -> ${each.to}`)
const isOurs = (name: string) => rooms.some((room) => isIn(room)(name))
/** Data that imports nothing: the start page is built ahead, so it has no procedure to ask for the plans. */
const pureTables = ['server/credits/plans']
const compositionRoots = ['server/compose', 'server/compose-app', 'server/compose-front']

describe('who may import whom', () => {
  test('the walk sees the code it judges', () => {
    expect(files.length).toBeGreaterThan(30)
    expect(imports.length).toBeGreaterThan(100)
    expect(domains).toContain('server/projects')
  })

  test('the core imports itself and zod, nothing else', () => {
    const wrong = from('server/media').filter((each) => !isIn('server/media')(each.to) && each.to !== 'zod')
    expect(lines(wrong)).toEqual([])
  })

  test('the core has no async, no clock, no chance', () => {
    const forbidden = ['async', 'await', 'Promise', 'Date', 'Math.random', 'process', 'setTimeout', 'performance']
    const wrong = files.filter(isIn('server/media')).flatMap((file) => {
      const used = usedNames(file)
      return forbidden.filter((name) => used.has(name)).map((name) => `${file}: ${name}`)
    })
    expect(wrong).toEqual([])
  })

  test('ports know only the core', () => {
    const wrong = from('server/ports').filter(
      (each) =>
        !isIn('server/media')(each.to) &&
        !isIn('server/ports')(each.to) &&
        each.to !== 'zod' &&
        !(each.isTypeOnly && each.to === 'node:stream'),
    )
    expect(lines(wrong)).toEqual([])
  })

  test('domains never reach adapters, doors or the composition root', () => {
    const wrong = domains
      .flatMap(from)
      .filter((each) =>
        ['server/adapters', ...compositionRoots, 'server/cli', 'server/env', 'server/api', 'server/runner', 'app'].some(
          (room) => isIn(room)(each.to),
        ),
      )
    expect(lines(wrong)).toEqual([])
  })

  test('domains use no packages but zod and Node', () => {
    const wrong = domains
      .flatMap(from)
      .filter((each) => !isOurs(each.to) && !each.to.startsWith('node:') && each.to !== 'zod')
    expect(lines(wrong)).toEqual([])
  })

  test('a domain enters another only by its index', () => {
    const wrong = domains.flatMap((domain) =>
      from(domain).filter((each) =>
        domains.some(
          (other) => other !== domain && isIn(other)(each.to) && each.to !== other && each.to !== `${other}/index`,
        ),
      ),
    )
    expect(lines(wrong)).toEqual([])
  })

  test('domains take ports as types only', () => {
    const wrong = domains.flatMap(from).filter((each) => isIn('server/ports')(each.to) && !each.isTypeOnly)
    expect(lines(wrong)).toEqual([])
  })

  test('an adapter knows its own port, the core and the shared root, never a domain or another adapter', () => {
    const wrong = from('server/adapters').filter((each) => {
      const folder = each.from.split('/').slice(0, 3).join('/')
      const allowed = [
        folder,
        'server/ports',
        'server/media',
        ...rootFiles.filter((name) => !compositionRoots.includes(name)),
        'emails',
        'server/runner',
      ]
      return isOurs(each.to) && !allowed.some((room) => isIn(room)(each.to))
    })
    expect(lines(wrong)).toEqual([])
  })

  test('only the composition root imports adapters', () => {
    const wrong = imports.filter(
      (each) =>
        isIn('server/adapters')(each.to) &&
        !isIn('server/adapters')(each.from) &&
        !compositionRoots.includes(each.from.replace(/\.ts$/, '')) &&
        !isIn('server/testing')(each.from),
    )
    expect(lines(wrong)).toEqual([])
  })

  test('doors reach domains by their index', () => {
    const wrong = ['server/cli', 'server/api', 'inngest', 'app/api']
      .flatMap(from)
      .filter((each) =>
        domains.some(
          (domain) => isIn(domain)(each.to) && ![domain, `${domain}/index`, `${domain}/schemas`].includes(each.to),
        ),
      )
    expect(lines(wrong)).toEqual([])
  })

  test('doors touch neither the database nor adapters', () => {
    const wrong = ['server/api', 'inngest', 'app']
      .flatMap(from)
      .filter((each) => ['server/adapters', 'server/db', 'server/testing'].some((room) => isIn(room)(each.to)))
    expect(lines(wrong)).toEqual([])
  })

  test('pages and parts see the core, forms of the domains and procedures, never a verb', () => {
    const wrong = from('app').filter(
      (each) =>
        !['app/api', 'app/media', 'app/health', 'app/metrics', 'app/_trpc', 'app/_auth'].some((room) =>
          isIn(room)(each.from),
        ) &&
        isIn('server')(each.to) &&
        !isIn('server/media')(each.to) &&
        !domains.some((domain) => each.to === `${domain}/schemas`) &&
        !pureTables.includes(each.to) &&
        !(each.isTypeOnly && isIn('server/api')(each.to)),
    )
    expect(lines(wrong)).toEqual([])
    expect(lines(pureTables.flatMap((table) => from(`${table}.ts`)))).toEqual([])
  })

  test('nothing that is built runs a script: the build is stamped by these rooms, and would not be made again', () => {
    const wrong = imports.filter(
      (each) =>
        isIn('scripts')(each.to) &&
        !each.isTypeOnly &&
        each.from !== 'server/start-front.ts' &&
        !isIn('server/testing')(each.from),
    )
    expect(lines(wrong)).toEqual([])
  })

  test('emails know React Email and themselves', () => {
    const wrong = from('emails').filter(
      (each) => !isIn('emails')(each.to) && !/^(react|@react-email\/.+)(\/|$)/.test(each.to),
    )
    expect(lines(wrong)).toEqual([])
  })

  test('the runner stands alone: its packages, the errors, the types of ports; only its conformance driver knows the SDK', () => {
    const packages = ['pg', 'croner', '@marcbachmann/cel-js', 'zod']
    const wrong = from('server/runner').filter((each) => {
      const isDriver = isIn('server/runner/conformance')(each.from)
      if (isIn('server/runner')(each.to) || each.to === 'server/errors') return false
      if (isIn('server/ports')(each.to)) return !each.isTypeOnly
      if (isIn('server/testing')(each.to) || each.to === 'npm:inngest' || each.to.startsWith('inngest/'))
        return !isDriver
      return isOurs(each.to) || !(each.to.startsWith('node:') || packages.includes(each.to))
    })
    expect(lines(wrong)).toEqual([])
  })

  test('one file reads process.env', () => {
    expect(files.filter((file) => file !== 'server/env.ts' && usedNames(file).has('process.env'))).toEqual([])
  })

  test('no file but a test runs past 300 lines', () => {
    const long = [...files, ...['scripts', 'bench', 'e2e', 'load'].flatMap(sourceFiles)]
      .map((file) => [file, readFileSync(path.join(projectDir, file), 'utf8').split('\n').length] as const)
      .filter(([, count]) => count > 301)
    expect(long).toEqual([])
  })

  test('every path that the docs cite exists', () => {
    const pages = [
      'README.md',
      ...readdirSync(path.join(projectDir, 'docs'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ]
    const missing = pages.flatMap((page) =>
      [
        ...readFileSync(path.join(projectDir, page), 'utf8').matchAll(
          /`((?:server|scripts|docs|bench|app|inngest|emails|prisma|e2e|\.ci)\/[\w./-]+?)`/g,
        ),
      ]
        .map((match) => match[1] ?? '')
        .filter((cited) => !existsSync(path.join(projectDir, cited)))
        .map((cited) => `${page}: ${cited}`),
    )
    expect(missing).toEqual([])
  })
})

/** Identifiers and keywords that a file really uses: not those in comments or strings. */
function usedNames(file: string): Set<string> {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(projectDir, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  )
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text)
    if (ts.isPropertyAccessExpression(node)) names.add(node.getText(source).replace(/\s/g, ''))
    if (node.kind === ts.SyntaxKind.AsyncKeyword) names.add('async')
    if (ts.isAwaitExpression(node)) names.add('await')
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}
