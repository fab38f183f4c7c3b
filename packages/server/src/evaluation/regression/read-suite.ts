import { readdir, readFile, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { canonicalJson, sha256 } from '@ratchet-ml/scoring'
import { Problem } from '../../platform/problem.ts'
import { parseTestFile } from './parse-test-file.ts'
import { defaultTolerance, widest } from './tolerance.ts'
import type { FoundCase, Suite } from './types.ts'

export interface SuitePlace {
  /** What paths are relative to, and shown from. */
  readonly folder: string
  /** Files, and folders of .yaml and .yml files. */
  readonly paths: readonly string[]
  /** A path that is not there is no fault: nothing has been written yet. */
  readonly mayBeAbsent: boolean
}

/**
 * Reads the regression cases of a model.
 * @throws Problem `test-file-invalid` with the line, `file-not-found`
 */
export async function readSuite(place: SuitePlace): Promise<Suite> {
  const paths = (await Promise.all(place.paths.map((path) => filesAt(place, path)))).flat()
  const files: { readonly name: string; readonly sha256: string }[] = []
  const parsed = []
  for (const path of [...new Set(paths)].sort()) {
    const name = relative(place.folder, path).replaceAll('\\', '/')
    const bytes = await readFile(path)
    files.push({ name, sha256: await sha256(bytes) })
    parsed.push(parseTestFile(bytes.toString('utf8'), name))
  }
  const cases = parsed.flatMap((file) => file.cases)
  checkNames(cases)
  return {
    files: files.map(({ name }) => name),
    digest: await sha256(new TextEncoder().encode(canonicalJson(files))),
    cases,
    tolerance: parsed.length === 0 ? defaultTolerance : widest(parsed.map((one) => one.tolerance)),
  }
}

async function filesAt(
  { folder, mayBeAbsent }: SuitePlace,
  path: string,
): Promise<readonly string[]> {
  const full = isAbsolute(path) ? path : resolve(folder, path)
  const found = await stat(full).catch(() => undefined)
  if (found?.isFile()) return [full]
  if (found?.isDirectory()) {
    const names = await readdir(full)
    return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(full, name))
  }
  if (mayBeAbsent) return []
  throw new Problem('file-not-found', `There is no file or folder ${full}.`, {
    hint: 'Name files of regression cases, or a folder of them.',
  })
}

/** A name is how a case is asked for, and how CI knows it again. */
function checkNames(cases: readonly FoundCase[]): void {
  const known = new Map<string, FoundCase>()
  for (const one of cases) {
    const { name } = one.said
    const other = known.get(name)
    if (other !== undefined) {
      throw new Problem(
        'test-file-invalid',
        `${one.file}, line ${one.line}: the name ${JSON.stringify(name)} is taken by ${other.file}, line ${other.line}.`,
        { hint: 'Give each case a name of its own.' },
      )
    }
    known.set(name, one)
  }
}
