import { checkShape, type Shape } from '../contract/shape.ts'
import { corrupt } from '../corrupt.ts'
import { Refusal } from '../refusals.ts'
import { sha256 } from './digest.ts'
import { readJsonPart } from './json-part.ts'
import { graphPath, manifestPath, sortedPartPaths } from './layout.ts'
import type { Digest, Manifest, PackageFiles, Part } from './types.ts'

const digest: Shape = {
  kind: 'text',
  pattern: /^sha256:[0-9a-f]{64}$/,
  means: 'sha256: and 64 hexadecimal digits',
}
const largestSize = Number.MAX_SAFE_INTEGER

/** manifest.json. */
export const manifestShape: Shape = {
  kind: 'object',
  required: {
    ratchetPackage: { kind: 'choice', of: [1] },
    source: {
      kind: 'object',
      required: { format: { kind: 'text' } },
      optional: { sha256: digest },
    },
    importer: {
      kind: 'object',
      required: {
        name: { kind: 'text' },
        version: { kind: 'integer', minimum: 1, maximum: largestSize },
      },
      optional: {},
    },
    parts: {
      kind: 'list',
      of: {
        kind: 'object',
        required: {
          path: { kind: 'text' },
          size: { kind: 'integer', minimum: 0, maximum: largestSize },
          sha256: digest,
        },
        optional: {},
      },
      minimum: 1,
      maximum: 1000,
    },
  },
  optional: {},
}

/** The parts of a package as its manifest lists them. */
export async function listParts(files: PackageFiles): Promise<readonly Part[]> {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  return Promise.all(
    sorted.map(async ([path, bytes]) => ({
      path,
      size: bytes.length,
      sha256: await sha256(bytes),
    })),
  )
}

/**
 * Reads manifest.json and holds every file against it: each part there, of its size and its digest,
 * and no file besides.
 *
 * @throws Refusal `package-newer`, `package-corrupt` or `package-digest-mismatch`
 */
export async function readManifest(
  files: PackageFiles,
): Promise<{ readonly manifest: Manifest; readonly digest: Digest }> {
  const bytes = files.get(manifestPath)
  if (bytes === undefined) throw corrupt(manifestPath, 'nothing', 'the manifest of the package')
  const json = readJsonPart(bytes, manifestPath)
  refuseNewer(json)
  checkShape(manifestShape, json, `${manifestPath}#`, 'package-corrupt')
  // The shape has just been checked, member by member.
  const manifest = json as Manifest
  checkPaths(manifest, files)
  for (const part of manifest.parts) await checkPart(part, files.get(part.path))
  return { manifest, digest: await sha256(bytes) }
}

function refuseNewer(json: unknown): void {
  const version = (json as { ratchetPackage?: unknown } | null)?.ratchetPackage
  if (typeof version !== 'number' || version <= 1) return
  throw new Refusal({
    code: 'package-newer',
    place: `${manifestPath}#/ratchetPackage`,
    found: `package format ${version}`,
    expected: 'package format 1',
    hint: 'Open this package with the release that wrote it, or a newer one.',
  })
}

function checkPaths({ parts }: Manifest, files: PackageFiles): void {
  const listed = parts.map((part) => part.path)
  const expected = listed.includes(graphPath)
    ? [...sortedPartPaths, graphPath].sort()
    : sortedPartPaths
  if (listed.length !== expected.length || listed.some((path, i) => path !== expected[i])) {
    throw corrupt(`${manifestPath}#/parts`, listed.join(', '), expected.join(', '))
  }
  for (const path of files.keys()) {
    if (path === manifestPath || expected.includes(path)) continue
    throw corrupt(path, 'a file that the manifest does not list', 'only listed parts')
  }
}

async function checkPart(part: Part, bytes: Uint8Array | undefined): Promise<void> {
  if (bytes === undefined) throw corrupt(part.path, 'nothing', `${part.size} bytes`)
  if (bytes.length !== part.size) {
    throw corrupt(part.path, `${bytes.length} bytes`, `${part.size} bytes, as the manifest says`)
  }
  const found = await sha256(bytes)
  if (found === part.sha256) return
  throw new Refusal({
    code: 'package-digest-mismatch',
    place: part.path,
    found,
    expected: `${part.sha256}, as the manifest says`,
    hint: 'The bytes have changed since the package was made: fetch or import it again.',
  })
}
