import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cyclesOf, type Edge, importEdges, sourceFiles } from './support/imports.ts'
import { features, mayImport } from './support/rooms.ts'

const files = sourceFiles()
const edges = await importEdges(files)

test('every import is one that the table of DESIGN section 3 allows', () => {
  const forbidden = edges.filter((edge) => !mayImport(edge)).map(show)
  expect(forbidden).toEqual([])
})

test('no file imports itself by way of others, type imports included', () => {
  expect(cyclesOf(edges)).toEqual([])
})

test('stats, scoring and training use no mathematics that differs between engines', () => {
  const names = 'acosh?|asinh?|atan2?|atanh|cbrt|cosh?|exp|expm1|hypot|log|log10|log1p|log2|pow'
  const engine = new RegExp(
    `Math\\.(?:${names}|random|sinh?|tanh?)\\b|\\bMath\\b(?!\\.)|[^*/\\s]\\s*\\*\\*=?\\s*[^*/\\s]`,
  )
  const guilty = files
    .filter((file) => /^packages\/(stats|scoring|training)\/src\//.test(file) && !isTest(file))
    .flatMap((file) => linesMatching(file, engine))
  expect(guilty).toEqual([])
})

test('only app/config.ts reads the environment', () => {
  const guilty = files
    .filter((file) => file.startsWith('packages/') && !isTest(file) && !isSkinOfNode(file))
    .filter((file) => file !== 'packages/server/src/app/config.ts')
    .flatMap((file) => linesMatching(file, /process\.env/))
  expect(guilty).toEqual([])
})

test('files stay below 500 lines', () => {
  const long = files
    .filter((file) => file.startsWith('packages/') && !isTest(file))
    .map((file) => [file, linesOf(file).length] as const)
    .filter(([, lines]) => lines > 500)
  expect(long).toEqual([])
})

test('the server has no rooms but app, platform, adapters and the features', () => {
  const rooms = files
    .map((file) => /^packages\/server\/src\/([^/]+)\//.exec(file)?.[1])
    .filter((room) => room !== undefined)
  const known = ['app', 'platform', 'adapters', ...features]
  expect(rooms.filter((room) => !known.includes(room))).toEqual([])
})

test('a feature keeps its HTTP and its commands apart from its rules', () => {
  const guilty = edges.filter(
    ({ from, to }) =>
      /\/(policy|service|types)\.ts$/.test(from) && /\/(http|commands)\.ts$/.test(to),
  )
  expect(guilty.map(show)).toEqual([])
})

test('every feature lets others use at most 12 names', () => {
  const wide = features
    .map((feature) => `packages/server/src/${feature}/index.ts`)
    .filter((file) => files.includes(file))
    .map((file) => [file, exportedNames(file)] as const)
    .filter(([, names]) => names > 12)
  expect(wide).toEqual([])
})

function show(edge: Edge): string {
  return `${edge.from} -> ${edge.to}`
}

function isTest(file: string): boolean {
  return /\.(test|contract)\.tsx?$|\/testing\//.test(file)
}

/** The plain JavaScript that finds a Node.js new enough runs before any configuration exists. */
function isSkinOfNode(file: string): boolean {
  return file.startsWith('packages/server/bin/')
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n')
}

function linesMatching(file: string, pattern: RegExp): readonly string[] {
  return linesOf(file)
    .map(
      (line, index) =>
        [line.replace(/^\s*(\/\/|\/?\*).*$/, '').replace(/\s\/\/ .*$/, ''), index + 1] as const,
    )
    .filter(([line]) => pattern.test(line))
    .map(([line, number]) => `${file}:${number}: ${line.trim()}`)
}

function exportedNames(file: string): number {
  const text = readFileSync(file, 'utf8')
  const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)].map((match) => match[1] ?? '')
  return lists.flatMap((list) => list.split(',')).filter((name) => name.trim() !== '').length
}
