import type { Digest, Manifest, Package, PackageFiles } from '@ratchet-ml/scoring'
import { packPackage } from '@ratchet-ml/scoring'
import type { BlobStore } from '../platform/blobs.ts'
import { Problem } from '../platform/problem.ts'

const manifestPath = 'manifest.json'

/** Keeps every file of a package as a blob of its own: equal parts of two versions are kept once. */
export async function keepPackage(blobs: BlobStore, pkg: Pick<Package, 'files'>): Promise<void> {
  for (const bytes of pkg.files.values()) await blobs.put(bytes)
}

/**
 * The archive of a package, byte for byte as it is always written, from its blobs.
 *
 * @throws Problem `package-digest-mismatch`, or `data-folder-corrupt` when a blob is not there
 */
export async function fetchArchive(blobs: BlobStore, digest: Digest): Promise<Uint8Array> {
  return packPackage({ files: await fetchFiles(blobs, digest) })
}

/**
 * The files of a package by path.
 *
 * @throws Problem `package-digest-mismatch`, or `data-folder-corrupt` when a blob is not there
 */
export async function fetchFiles(blobs: BlobStore, digest: Digest): Promise<PackageFiles> {
  const bytes = await fetchBlob(blobs, digest, manifestPath)
  // Its digest was checked: these are the bytes that were valid when the version was added.
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest
  const files = new Map([[manifestPath, bytes]])
  for (const { path, sha256 } of manifest.parts) {
    files.set(path, await fetchBlob(blobs, sha256, path))
  }
  return files
}

async function fetchBlob(blobs: BlobStore, digest: Digest, path: string): Promise<Uint8Array> {
  const bytes = await blobs.get(digest)
  if (bytes !== undefined) return bytes
  throw new Problem('data-folder-corrupt', `The blob ${digest} of ${path} is not there.`, {
    hint: 'Push the same model again, or restore the blobs from a copy of the data folder.',
  })
}
