import { createHash } from 'node:crypto'
import type { Random } from '@ratchet-ml/stats'
import type { Tensor, TensorData } from '../../../ir/types.ts'
import { canonicalJson } from '../../../package/canonical-json.ts'
import { manifestPath, partPaths } from '../../../package/layout.ts'
import { readSafetensors, writeSafetensors } from '../../../package/safetensors.ts'
import { readStoredZip, writeStoredZip } from '../../../package/stored-zip.ts'
import { boundaryNumbers, chance, fewTimes, oneOf } from './boundary-numbers.ts'
import { addPart, type Change, dropPart, type Files, swapParts } from './change-parts.ts'
import { mutateBytes } from './mutate-bytes.ts'
import { jsonText, mutateJson } from './mutate-json.ts'

const jsonParts = [partPaths.program, partPaths.contract, partPaths.verification]
const tensorParts = [partPaths.coefficients, partPaths.verificationRows]

const changes: Readonly<Record<string, Change>> = {
  'program changed': (files, random) => changeJson(files, partPaths.program, random),
  'contract changed': (files, random) => changeJson(files, partPaths.contract, random),
  'verification changed': (files, random) => changeJson(files, partPaths.verification, random),
  'coefficients changed': (files, random) => changeTensors(files, partPaths.coefficients, random),
  'rows changed': (files, random) => changeTensors(files, partPaths.verificationRows, random),
  'tensor header changed': (files, random) => {
    const path = oneOf(random, tensorParts)
    files.set(path, withHeader(files.get(path) as Uint8Array, random))
  },
  'part dropped': dropPart,
  'part added': addPart(['a.json', 'zz/b', '__proto__', 'x.js']),
  'parts swapped': swapParts,
}

const names = Object.keys(changes)
const weighted = [...names, ...names.slice(0, 5), 'coefficients changed', 'program changed']

/**
 * A package archive after one or a few changes of what it says. Its digests are made true again
 * mostly, so that the damage is met behind them; now and then the manifest is damaged itself.
 */
export function mutatePackage(
  archive: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly how: string } {
  const files: Files = new Map(readStoredZip(archive))
  let how = ''
  for (let left = fewTimes(random); left > 0; left--) {
    how = oneOf(random, weighted)
    attempt(changes[how] as Change, files, random) // a name of the table
  }
  if (chance(random, 0.85)) attempt(sealManifest, files, random)
  if (chance(random, 0.12)) {
    how = 'manifest changed'
    attempt((some) => changeJson(some, manifestPath, random), files, random)
  }
  return { bytes: writeStoredZip(files), how }
}

/** What an earlier change has broken or dropped may be beyond reading, and then stays as it is. */
export function attempt(change: Change, files: Files, random: Random): void {
  try {
    change(files, random)
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
}

/** Bytes changed blindly within one part, behind true checksums and mostly true digests. */
export function mutatePartBytes(
  archive: Uint8Array,
  other: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly how: string } {
  const files: Files = new Map(readStoredZip(archive))
  const path = oneOf(random, [...jsonParts, ...tensorParts, ...tensorParts])
  const { bytes, how } = mutateBytes(files.get(path) as Uint8Array, other, random)
  files.set(path, bytes)
  if (chance(random, 0.9)) sealManifest(files)
  return { bytes: writeStoredZip(files), how }
}

export function changeJson(files: Files, path: string, random: Random): void {
  const bytes = files.get(path)
  if (bytes === undefined) return
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
  mutateJson(json, random)
  const text = jsonText(json)
  files.set(path, new TextEncoder().encode(chance(random, 0.95) ? canonicalOf(text) : text))
}

/** In canonical form where the text is JSON at all. */
function canonicalOf(text: string): string {
  try {
    return canonicalJson(JSON.parse(text))
  } catch {
    return text
  }
}

export function changeTensors(files: Files, path: string, random: Random): void {
  const tensors = readSafetensors(new Uint8Array(files.get(path) as Uint8Array), path)
  const name = oneOf(random, [...tensors.keys()])
  const { data, shape } = tensors.get(name) as Tensor
  const copy = data.slice()
  const kind = random.nextBelow(6)
  if (kind === 0) tensors.delete(name)
  else if (kind === 1) tensors.set(`${name}2`, { data: copy, shape })
  else if (kind === 2) {
    const short = copy.slice(0, random.nextBelow(copy.length + 1))
    tensors.set(name, { data: short, shape: shapeOf(short, shape) })
  } else {
    for (let left = fewTimes(random); left > 0 && copy.length > 0; left--)
      changeNumber(copy, random)
    tensors.set(name, { data: copy, shape })
  }
  files.set(path, writeSafetensors(tensors))
}

function changeNumber(data: TensorData, random: Random): void {
  const [at, from] = [random.nextBelow(data.length), random.nextBelow(data.length)]
  const turn = random.nextBelow(3)
  if (turn === 0) data[at] = Number(oneOf(random, boundaryNumbers))
  else if (turn === 1) data[at] = (data[at] as number) + oneOf(random, [1, -1, 2, -2])
  else data[at] = data[from] as number
}

/** As many numbers; in rows of the same width where that divides them. */
function shapeOf(data: TensorData, shape: readonly number[]): readonly number[] {
  const width = shape[1] ?? 0
  const isWhole = shape.length === 2 && width > 0 && data.length % width === 0
  return isWhole ? [data.length / width, width] : [data.length]
}

export function withHeader(file: Uint8Array, random: Random): Uint8Array {
  const size = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true))
  const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + size)))
  mutateJson(header, random)
  const text = new TextEncoder().encode(jsonText(header))
  const changed = new Uint8Array(8 + text.length + file.length - 8 - size)
  new DataView(changed.buffer).setBigUint64(0, BigInt(text.length), true)
  changed.set(text, 8)
  changed.set(file.subarray(8 + size), 8 + text.length)
  return changed
}

/** Sizes and digests of the parts as they are now. */
function sealManifest(files: Files): void {
  const bytes = files.get(manifestPath)
  if (bytes === undefined) return
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
  const parts = [...files]
    .filter(([path]) => path !== manifestPath)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, part]) => ({
      path,
      size: part.length,
      sha256: `sha256:${createHash('sha256').update(part).digest('hex')}`,
    }))
  files.set(manifestPath, new TextEncoder().encode(canonicalJson({ ...manifest, parts })))
}
