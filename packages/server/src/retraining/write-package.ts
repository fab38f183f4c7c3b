import { randomUUID } from 'node:crypto'
import { access, link, rename, rm, writeFile } from 'node:fs/promises'
import { type Package, packPackage } from '@ratchet-ml/scoring'
import { Problem } from '../platform/problem.ts'

/**
 * Writes the package as one file, whole or not at all.
 *
 * @param path of the file, absolute
 * @throws Problem `file-exists` unless `overwrite`, `file-not-found` without its folder, `disk-full`
 */
export async function writePackage(
  pkg: Pick<Package, 'files'>,
  path: string,
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(draft, packPackage(pkg), { flag: 'wx', flush: true })
    // A link fails where the name is taken; a rename replaces what has it.
    if (overwrite) await rename(draft, path)
    else await link(draft, path)
  } catch (cause) {
    throw problemOf(cause, path)
  } finally {
    await rm(draft, { force: true })
  }
}

/** @throws Problem `file-exists`: asked before a long training, so that it is not in vain */
export async function checkFree(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere) throw taken(path)
}

function problemOf(cause: unknown, path: string): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause
  switch (cause.code) {
    case 'EEXIST':
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
