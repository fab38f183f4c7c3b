import type { Random } from '@ratchet-ml/stats'
import { readStoredZip, writeStoredZip } from '../../../package/stored-zip.ts'
import { chance, fewTimes, oneOf } from './boundary-numbers.ts'
import { addPart, type Change, dropPart, type Files, swapParts } from './change-parts.ts'
import { mutateBytes } from './mutate-bytes.ts'
import { attempt, changeJson, changeTensors, withHeader } from './mutate-package.ts'

const documentPath = 'ratchet-export.json'
const textsPath = 'texts.json'
const tensorParts = ['coefficients.safetensors', 'answers.safetensors']

const changes: Readonly<Record<string, Change>> = {
  'document changed': (files, random) => changeJson(files, documentPath, random),
  'export numbers changed': (files, random) =>
    changeTensors(files, oneOf(random, tensorParts), random),
  'export header changed': (files, random) => {
    const path = oneOf(random, tensorParts)
    files.set(path, withHeader(files.get(path) as Uint8Array, random))
  },
  'texts changed': (files, random) => changeJson(files, textsPath, random),
  'export part dropped': dropPart,
  'export part added': addPart(['models/9.txt', 'zz/b', '__proto__']),
  'export parts swapped': swapParts,
}

const names = Object.keys(changes)
/** Most of what an importer must not believe stands in the document. */
const weighted = [...names, ...names.slice(0, 2), 'document changed', 'document changed']

/** An export after one or a few changes of what it says, behind true checksums. */
export function mutateExport(
  archive: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly how: string } {
  const files: Files = new Map(readStoredZip(archive))
  let how = ''
  for (let left = fewTimes(random); left > 0; left--) {
    how = oneOf(random, weighted)
    const change = changes[how]
    if (change !== undefined) attempt(change, files, random)
  }
  return { bytes: writeStoredZip(files), how }
}

/** Bytes changed blindly within one part, behind a true checksum. */
export function mutateExportBytes(
  archive: Uint8Array,
  other: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly how: string } {
  const files: Files = new Map(readStoredZip(archive))
  const path = chance(random, 0.6) ? documentPath : oneOf(random, [...files.keys()])
  const { bytes, how } = mutateBytes(files.get(path) as Uint8Array, other, random)
  files.set(path, bytes)
  return { bytes: writeStoredZip(files), how }
}
