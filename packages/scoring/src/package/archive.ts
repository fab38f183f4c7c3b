import { writeStoredZip } from './stored-zip.ts'
import type { Package } from './types.ts'

/** The package as one file: a stored ZIP archive, the same bytes for the same package. */
export function packPackage(pkg: Pick<Package, 'files'>): Uint8Array<ArrayBuffer> {
  return writeStoredZip(pkg.files)
}
