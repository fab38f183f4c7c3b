import { expect, test } from 'vitest'
import { buildPackage } from '../../package/build.ts'
import { readSafetensors, writeSafetensors } from '../../package/safetensors.ts'
import { readStoredZip, writeStoredZip } from '../../package/stored-zip.ts'
import { detectFormat } from '../detect.ts'
import { importModel } from '../import-model.ts'
import { listCases, modelsOf, readCase } from '../testing/conformance/cases.ts'

const folder = modelsOf('sklearn')
const names = listCases(folder)
const first = Uint8Array.from(readCase(folder, names[0] ?? '').model)

type Json = Record<string, unknown>

/** The export with its document changed. */
function edited(change: (document: Json) => void, model: Uint8Array = first): Uint8Array {
  const files = new Map(readStoredZip(model))
  const document = JSON.parse(new TextDecoder().decode(files.get('ratchet-export.json')))
  change(document)
  files.set('ratchet-export.json', new TextEncoder().encode(JSON.stringify(document)))
  return writeStoredZip(files)
}

function refusalOf(bytes: Uint8Array) {
  try {
    importModel(bytes)
  } catch (error) {
    return error
  }
  throw new Error('the damaged export was read')
}

test('an export is told from a package by the name of its first file, sorted or not', () => {
  expect(detectFormat(first)).toBe('scikit-learn')
  expect(detectFormat(writeStoredZip(readStoredZip(first)))).toBe('scikit-learn')
})

test('the package of an export holds the answers of the estimator, and replays them', async () => {
  const { notes: _, format, ...model } = importModel(first)
  const { verification, manifest } = await buildPackage({ ...model, source: { format } })
  expect(manifest.source.format).toBe('scikit-learn')
  expect(verification.expected.filter((whose) => whose === 'source').length).toBeGreaterThan(90)
  expect(verification.expected).toContain('reference')
})

test('an export whose answers are not ours is refused, naming the row', async () => {
  const files = new Map(readStoredZip(first))
  const tensors = readSafetensors(files.get('answers.safetensors') ?? new Uint8Array(), 'answers')
  const { shape = [], data = new Float64Array() } = tensors.get('raw') ?? {}
  const raw = data.slice()
  raw[0] = (raw[0] ?? 0) + 0.001
  tensors.set('raw', { shape, data: raw })
  files.set('answers.safetensors', writeSafetensors(tensors))
  const { notes: _, format, ...model } = importModel(writeStoredZip(files))
  await expect(buildPackage({ ...model, source: { format } })).rejects.toMatchObject({
    code: 'verification-failed',
    place: 'verification.safetensors/raw, row 0 (shuffled), entry 0',
  })
})

test('an unknown op is refused with its place', () => {
  const bytes = edited((document) => {
    const { steps } = document['program'] as { steps: Json[] }
    Object.assign(steps[1] ?? {}, { op: 'eval@1' })
  })
  expect(refusalOf(bytes)).toMatchObject({
    code: 'model-corrupt',
    place: 'ratchet-export.json#/program/steps/1/op',
    found: '"eval@1"',
  })
})

test('categories of an embedded model are its own, whatever numbers the export gives them', () => {
  const { model } = readCase(folder, '1.9-02099')
  const field = importModel(model).contract.inputs.find(({ name }) => name === 'color')
  expect(field).toMatchObject({ type: 'category', unknownLevel: 'accept' })
  const withCategories = (categories: unknown) =>
    edited((document) => {
      const { steps } = document['program'] as { steps: Json[] }
      const step = steps.find(({ op }) => op === 'model')
      Object.assign(step ?? {}, { categories })
    }, model)
  expect(refusalOf(withCategories({ 0: [1] }))).toMatchObject({
    code: 'model-corrupt',
    place: expect.stringContaining('/categories/0'),
    found: 'a list of 1',
  })
  expect(refusalOf(withCategories({ 3: ['red'] }))).toMatchObject({
    code: 'model-corrupt',
    found: 'column 3, which holds no categories in the model',
  })
})

test('a model that is not in the archive is refused by its path', () => {
  const bytes = edited((document) => {
    const { steps } = document['program'] as { steps: Json[] }
    steps.push({ op: 'model', in: 'row', out: 'm', file: '../outside.txt' })
  })
  expect(refusalOf(bytes)).toMatchObject({
    code: 'model-corrupt',
    found: '"../outside.txt"',
    expected: 'the path of a model of this archive',
  })
})

test('a file that nothing reads is refused', () => {
  const files = new Map(readStoredZip(first)).set('models/1.txt', new Uint8Array(2))
  expect(refusalOf(writeStoredZip(files))).toMatchObject({ place: 'models/1.txt' })
})

test('nesting without end is refused, and does not exhaust the stack', () => {
  const files = new Map(readStoredZip(first))
  const deep = `{"program":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`
  files.set('ratchet-export.json', new TextEncoder().encode(deep))
  expect(refusalOf(writeStoredZip(files))).toMatchObject({ code: 'model-corrupt' })
})
