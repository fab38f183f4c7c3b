import { glob, readdir, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import { Problem } from '../../../platform/problem.ts'
import type { SourceFile } from './request.ts'

const formats: ReadonlyMap<string, SourceFile['format']> = new Map([
  ['.parquet', 'parquet'],
  ['.csv', 'csv'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
])

/**
 * The files that sources name: files, folders with everything below them, and patterns. Each file
 * once, by name, whatever the order in which they were given. Hidden files and folders, and those
 * that begin with an underscore, are not data.
 *
 * @throws Problem `file-not-found` when a source names nothing
 */
export async function listSourceFiles(
  sources: readonly string[],
  folder: string,
): Promise<readonly SourceFile[]> {
  const found = new Map<string, SourceFile>()
  for (const source of sources) {
    const files = await filesOf(isAbsolute(source) ? source : resolve(folder, source), source)
    if (files.length === 0) throw nothing(source)
    for (const file of files) found.set(await realpath(file.path), file)
  }
  return [...found.values()].sort((a, b) => compare(a.file, b.file) || compare(a.path, b.path))
}

async function filesOf(path: string, source: string): Promise<readonly SourceFile[]> {
  const there = await sizeOf(path)
  if (typeof there === 'number') return [toFile(path, basename(path), there)]
  if (there === 'folder') return await filesBelow(path)
  if (!/[*?[{]/.test(source)) throw nothing(source)
  const files: SourceFile[] = []
  for await (const match of glob(path)) {
    const size = await sizeOf(match)
    if (typeof size === 'number') files.push(toFile(match, basename(match), size))
  }
  return files
}

async function filesBelow(folder: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const file = relative(folder, path)
    const isHidden = file.split(/[\\/]/).some((name) => /^[._]/.test(name))
    if (isHidden || !formats.has(endingOf(file))) continue
    const size = await sizeOf(path)
    if (typeof size === 'number') files.push(toFile(path, file, size))
  }
  return files
}

function toFile(path: string, file: string, bytes: number): SourceFile {
  return { path, file, bytes, format: formats.get(endingOf(file)) ?? 'parquet' }
}

function endingOf(file: string): string {
  return /\.[^./\\]+$/.exec(file)?.[0].toLowerCase() ?? ''
}

/** Size of a file, or what else is there. */
async function sizeOf(path: string): Promise<number | 'folder' | undefined> {
  try {
    const found = await stat(path)
    return found.isDirectory() ? 'folder' : found.size
  } catch {
    return undefined
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function nothing(source: string): Problem {
  return new Problem('file-not-found', `${source} names no file.`, {
    hint: 'Name Parquet, CSV or NDJSON files, a folder of them, or a quoted pattern such as "days/*.csv".',
  })
}
