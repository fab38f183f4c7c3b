import { randomUUID } from 'node:crypto'
import { access, link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Package, packPackage } from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'

type Files = Pick<Package, 'files'>

/**
 * Writes a package, whole or not at all: as one file where `path` ends in `.ratchet`, else as a
 * folder. With `overwrite`, a file is replaced, and a folder when it is a package itself.
 *
 * @param path absolute
 * @throws Problem `file-exists`, `file-not-found` without the folder around it, `disk-full`
 */
export async function writePackage(
  pkg: Files,
  path: string,
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  const draft = `${path}.${randomUUID()}.part`
  try {
    if (path.endsWith('.ratchet')) await writeArchive(pkg, path, draft, overwrite)
    else await writeFolder(pkg, path, draft, overwrite)
  } catch (cause) {
    throw problemOf(cause, path)
  } finally {
    await rm(draft, { force: true, recursive: true })
  }
}

/** @throws Problem `file-exists`: asked before long work, so that it is not in vain */
export async function checkFree(path: string): Promise<void> {
  if (await exists(path)) throw taken(path)
}

async function writeArchive(
  pkg: Files,
  path: string,
  draft: string,
  overwrite: boolean,
): Promise<void> {
  await writeFile(draft, packPackage(pkg), { flag: 'wx', flush: true })
  // A link fails where the name is taken; a rename replaces what has it.
  if (overwrite) await rename(draft, path)
  else await link(draft, path)
}

async function writeFolder(
  pkg: Files,
  path: string,
  draft: string,
  overwrite: boolean,
): Promise<void> {
  const isTaken = await exists(path)
  if (isTaken && !(overwrite && (await exists(join(path, 'manifest.json'))))) throw taken(path)
  await mkdir(draft)
  for (const [part, bytes] of pkg.files) {
    await mkdir(dirname(join(draft, part)), { recursive: true })
    await writeFile(join(draft, part), bytes, { flag: 'wx', flush: true })
  }
  if (isTaken) await rm(path, { recursive: true })
  await rename(draft, path)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function problemOf(cause: unknown, path: string): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || cause instanceof Problem) return cause
  switch (cause.code) {
    case 'EEXIST':
    case 'ENOTEMPTY':
      return taken(path)
    case 'ENOENT':
    case 'ENOTDIR':
      return new Problem('file-not-found', `There is no folder for ${path}.`, { cause })
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem('disk-full', `${path} does not fit on the disk.`, { cause })
    default:
      return cause
  }
}

function taken(path: string): Problem {
  return new Problem('file-exists', `${path} exists already.`, {
    hint: 'Choose another name, or give --force to replace it.',
  })
}
