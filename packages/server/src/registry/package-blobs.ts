import {
  type Contract,
  type Digest,
  type Manifest,
  type Package,
  type PackageFiles,
  packPackage,
  parseContract,
} from '@ratchet-ml/scoring'
import type { BlobStore } from '../platform/blobs.ts'
import { Problem } from '../platform/problem.ts'

const manifestPath = 'manifest.json'
const contractPath = 'contract.json'

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
  const files = new Map([[manifestPath, bytes]])
  for (const { path, sha256 } of manifestOf(bytes).parts) {
    files.set(path, await fetchBlob(blobs, sha256, path))
  }
  return files
}

/**
 * The contract of a package, and nothing else of it.
 *
 * @throws Problem `package-digest-mismatch`, or `data-folder-corrupt` when a blob is not there
 */
export async function fetchContract(blobs: BlobStore, digest: Digest): Promise<Contract> {
  const { parts } = manifestOf(await fetchBlob(blobs, digest, manifestPath))
  // Every package that was added has one.
  const { sha256 } = parts.find(({ path }) => path === contractPath) as (typeof parts)[number]
  const text = new TextDecoder().decode(await fetchBlob(blobs, sha256, contractPath))
  return parseContract(JSON.parse(text), `${contractPath}#`)
}

/** Its digest was checked: these are the bytes that were valid when the version was added. */
function manifestOf(bytes: Uint8Array): Manifest {
  return JSON.parse(new TextDecoder().decode(bytes)) as Manifest
}

async function fetchBlob(blobs: BlobStore, digest: Digest, path: string): Promise<Uint8Array> {
  const bytes = await blobs.get(digest)
  if (bytes !== undefined) return bytes
  throw new Problem('data-folder-corrupt', `The blob ${digest} of ${path} is not there.`, {
    hint: 'Push the same model again, or restore the blobs from a copy of the data folder.',
  })
}
