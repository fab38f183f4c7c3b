import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { folderOf } from './cases.ts'
import type { SettingCount } from './setting-counts.ts'

/** What the last full run of a format has found, with one version of its library. */
export interface FuzzedLibrary {
  readonly library: string
  readonly seed: string
  readonly models: number
  readonly equal: number
  readonly rows: number
  /** By name. */
  readonly estimators: readonly SettingCount[]
}

/** The last recorded runs of a format, by library; none where nothing was recorded. */
export function readFuzzed(format: string): readonly FuzzedLibrary[] {
  const file = fileOf(format)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
}

/** Keeps a run in the place of the one before with that library, by version: 1.10 after 1.9. */
export function recordFuzzed(format: string, found: FuzzedLibrary): void {
  const others = readFuzzed(format).filter(({ library }) => library !== found.library)
  const all = [...others, found].sort((a, b) =>
    a.library.localeCompare(b.library, 'en', { numeric: true }),
  )
  writeFileSync(fileOf(format), `${JSON.stringify(all, null, 2)}\n`)
}

function fileOf(format: string): URL {
  return new URL('fuzzed.json', folderOf(format))
}
