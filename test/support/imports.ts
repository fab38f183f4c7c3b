import { existsSync, globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { init, parse } from 'es-module-lexer'

/** One import: from a file of the tree to a file of the tree, a package, or a `node:` module. */
export interface Edge {
  readonly from: string
  /** A path of the tree, or the specifier as written. */
  readonly to: string
}

/** Every TypeScript file of the tree, as paths from the checkout. */
export function sourceFiles(): readonly string[] {
  const found = globSync(
    ['packages/*/{src,bin}/**/*.{ts,tsx,mjs}', '{test,scripts,examples,benchmarks}/**/*.ts'],
    { exclude: (name) => String(name) === 'node_modules' },
  )
  return found.filter((file) => !file.includes('node_modules')).sort()
}

/** All imports of the files, those of types included. */
export async function importEdges(files: readonly string[]): Promise<readonly Edge[]> {
  await init
  return files.flatMap((from) =>
    [...specifiersOf(from)].map((specifier) => ({ from, to: resolve(from, specifier) })),
  )
}

/** Groups of files that import each other in a circle; each is listed once. */
export function cyclesOf(edges: readonly Edge[]): readonly string[][] {
  const next = new Map<string, string[]>()
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to])
  const cycles: string[][] = []
  const done = new Set<string>()
  for (const start of next.keys()) walk(start, [], new Set())
  return cycles

  function walk(file: string, path: readonly string[], open: ReadonlySet<string>): void {
    if (open.has(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file])
      return
    }
    if (done.has(file)) return
    for (const to of next.get(file) ?? []) walk(to, [...path, file], new Set([...open, file]))
    done.add(file)
  }
}

// The lexer reads JavaScript, so types are stripped first; imports that stripping removes are found
// by a pattern. JSX is left to the pattern alone.
function specifiersOf(file: string): ReadonlySet<string> {
  const text = readFileSync(file, 'utf8')
  const found = new Set<string>()
  const statement =
    /^(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]/gm
  for (const match of text.matchAll(statement)) found.add(match[1] ?? match[2] ?? '')
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.add(match[1] ?? '')
  if (file.endsWith('.ts')) {
    for (const { specifier } of parse(stripTypeScriptTypes(text))[0]) {
      if (typeof specifier === 'string') found.add(specifier)
    }
  }
  return found
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier
  const path = normalize(join(dirname(from), specifier))
  return existsSync(path) ? path : `${path} (absent)`
}
