import { nextUp } from '@ratchet-ml/stats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TensorData } from '../ir/types.ts'
import { Refusal, type RefusalCode } from '../refusals.ts'
import { packPackage } from './archive.ts'
import { buildPackage, withVerification } from './build.ts'
import { canonicalJson } from './canonical-json.ts'
import { sha256 } from './digest.ts'
import { loadPackage } from './load.ts'
import { readSafetensors, writeSafetensors } from './safetensors.ts'
import { aLinearModel, aTreeModel } from './testing/models.ts'

const built = await buildPackage(aTreeModel())
const utf8 = new TextEncoder()

test('gives the same digest on every machine', async () => {
  expect(built.digest).toBe(
    'sha256:3f4b0d0164cea77df3d8f07dff515de4a42876064fc0723044087fcd1d65dce1',
  )
  const linear = await buildPackage(aLinearModel())
  expect(linear.digest).toBe(
    'sha256:1b504fb7f1b4e0dda042411b8a85379c53f58a0bb594b9fb415260bda97812b5',
  )
})

test('names the digest of its manifest and covers no time, path or person', async () => {
  const manifest = built.files.get('manifest.json') ?? new Uint8Array()
  expect(await sha256(manifest)).toBe(built.digest)
  expect(Object.keys(JSON.parse(new TextDecoder().decode(manifest)))).toEqual([
    'importer',
    'parts',
    'ratchetPackage',
    'source',
  ])
})

test('opens the same package from an archive and from the files of a folder', async () => {
  const fromArchive = await loadPackage(packPackage(built))
  const fromFolder = await loadPackage(new Map([...built.files].reverse()))
  for (const loaded of [fromArchive, fromFolder]) {
    expect(loaded.digest).toBe(built.digest)
    expect(loaded.program).toEqual(built.program)
    expect(loaded.contract).toEqual(built.contract)
    expect(loaded.coefficients).toEqual(built.coefficients)
    expect(loaded.verification).toEqual(built.verification)
    expect(packPackage(loaded)).toEqual(packPackage(built))
  }
})

test('does not depend on the order in which coefficients and keys were made', async () => {
  const { contract, coefficients, ...rest } = aTreeModel()
  const turned = Object.fromEntries(Object.entries(contract).reverse()) as typeof contract
  const other = await buildPackage({
    ...rest,
    contract: turned,
    coefficients: new Map([...coefficients].reverse()),
  })
  expect(other.digest).toBe(built.digest)
})

test('changes the digest when one coefficient changes by one bit', async () => {
  const model = aTreeModel()
  const leaves = { shape: [5], data: new Float64Array([-0.5, 0.1, 0.7, 0.2, -0.30000000000000004]) }
  const coefficients = new Map([...model.coefficients, ['leafValues', leaves]])
  expect((await buildPackage({ ...model, coefficients })).digest).not.toBe(built.digest)
})

test('keeps the source library’s answers as such, and refuses those it does not give', async () => {
  const rows = new Float64Array([100, 0, 5, 900, Number.NaN, 12])
  const kinds = ['boundary', 'missing'] as const
  const raw = new Float64Array([-0.5 + 0.2, 0.7 - 0.3])
  const expected = ['source', 'source'] as const
  const verification = { featureCount: 3, rawWidth: 1, rows, kinds, raw, expected }
  const kept = await withVerification(built, verification)
  expect(kept.verification.expected).toEqual(expected)
  expect(kept.digest).not.toBe(built.digest)
  raw[1] = 0.4
  await expectRefusal(withVerification(built, verification), 'verification-failed', {
    place: 'row 1 (missing), entry 0',
    found: '0.39999999999999997',
    expected: '0.4',
  })
})

test('refuses a package of a newer format by its number', async () => {
  const manifest = { ...built.manifest, ratchetPackage: 2, somethingNew: true }
  await expectRefusal(loadPackage(withFile('manifest.json', manifest)), 'package-newer', {
    found: 'package format 2',
    expected: 'package format 1',
  })
})

test('refuses a part whose bytes changed while its size did not', async () => {
  const bytes = built.files.get('coefficients.safetensors')?.slice() ?? new Uint8Array()
  bytes[bytes.length - 1] = 255
  await expectRefusal(
    loadPackage(new Map([...built.files, ['coefficients.safetensors', bytes]])),
    'package-digest-mismatch',
    { place: 'coefficients.safetensors' },
  )
})

test.each<[string, ReadonlyMap<string, Uint8Array>, Partial<Record<keyof Refusal, string>>]>([
  ['no manifest', new Map(), { place: 'manifest.json', found: 'nothing' }],
  ['a lacking part', without('contract.json'), { place: 'contract.json', found: 'nothing' }],
  ['a file that is not listed', withFile('notes.txt', 1), { place: 'notes.txt' }],
  ['a truncated part', withFile('program.json', {}), { found: '2 bytes' }],
  [
    'a manifest in another form',
    new Map([...built.files, ['manifest.json', utf8.encode('{ }')]]),
    { expected: 'the canonical form of RFC 8785' },
  ],
  [
    'a manifest with a doubled key',
    new Map([...built.files, ['manifest.json', utf8.encode('{"a":1,"a":1}')]]),
    { expected: 'the canonical form of RFC 8785' },
  ],
  [
    'a manifest that is not UTF-8',
    new Map([...built.files, ['manifest.json', new Uint8Array([0xff])]]),
    { found: 'bytes that are not UTF-8' },
  ],
  [
    'a misspelt key',
    withFile('manifest.json', { ...built.manifest, sorce: {} }),
    { found: 'the key "sorce"', expected: 'source' },
  ],
  [
    'a manifest without parts',
    withFile('manifest.json', { ...built.manifest, parts: [] }),
    { place: 'manifest.json#/parts', found: '0 entries' },
  ],
])('refuses %s', async (_, files, detail) => {
  await expectRefusal(loadPackage(files), 'package-corrupt', detail)
})

test.each<[string, string, (json: never) => unknown, RefusalCode, string]>([
  [
    'a contract of another number of features',
    'contract.json',
    (json: { inputs: unknown[] }) => ({ ...json, inputs: json.inputs.slice(1) }),
    'package-corrupt',
    '3 features, expected 2, as in the contract',
  ],
  [
    'a contract with an unknown key',
    'contract.json',
    (json: object) => ({ ...json, outptus: 1 }),
    'contract-invalid',
    'contract.json#: found the key "outptus", expected outputs',
  ],
  [
    'an output that the program does not answer',
    'program.json',
    (json: { outputs: object }) => ({ ...json, outputs: { raw: 'margins', label: 'classes' } }),
    'package-corrupt',
    'program.json#/outputs/probability: found nothing',
  ],
  [
    'an output of another width',
    'program.json',
    (json: { outputs: object }) => ({
      ...json,
      outputs: { ...json.outputs, probability: 'margins' },
    }),
    'package-corrupt',
    'width 1, expected width 2, as in the contract',
  ],
  [
    'an unknown op',
    'program.json',
    (json: { steps: object[] }) => ({ ...json, steps: [{ ...json.steps[0], op: 'input@2' }] }),
    'package-corrupt',
    'input@2',
  ],
  [
    'expected answers that are mixed without saying how',
    'verification.json',
    (json: object) => ({ ...json, expected: 'mixed' }),
    'package-corrupt',
    'found nothing, expected 128',
  ],
  [
    'expected answers of fewer rows than there are',
    'verification.json',
    (json: object) => ({ ...json, expected: 'mixed', expectedOf: ['source'] }),
    'package-corrupt',
    'found 1 entries, expected 128',
  ],
  [
    'verification rows of another width',
    'verification.json',
    (json: object) => ({ ...json, featureCount: 2 }),
    'package-corrupt',
    'verification.safetensors/rows',
  ],
  [
    'a wrong expected answer',
    'verification.safetensors',
    (bytes: Uint8Array) => {
      const tensors = readSafetensors(bytes.slice(), 'x')
      const raw = tensors.get('raw')?.data ?? []
      raw[0] = (raw[0] ?? 0) + 1
      return writeSafetensors(tensors)
    },
    'verification-failed',
    'verification.safetensors/raw, row 0 (boundary), entry 0',
  ],
  [
    'a wrong expected probability',
    'verification.safetensors',
    (bytes: Uint8Array) => {
      const tensors = readSafetensors(bytes.slice(), 'x')
      const probability = tensors.get('probability')?.data ?? []
      probability[3] = nextUp(probability[3] ?? 0)
      return writeSafetensors(tensors)
    },
    'verification-failed',
    'verification.safetensors/probability, row 1 (boundary), entry 1',
  ],
  [
    'expected answers that the program does not give',
    'verification.safetensors',
    (bytes: Uint8Array) => {
      const { probability, ...rest } = Object.fromEntries(readSafetensors(bytes.slice(), 'x'))
      if (probability === undefined) throw new Error('another package')
      return writeSafetensors(new Map(Object.entries({ ...rest, value: probability })))
    },
    'package-corrupt',
    'found value of width 2, expected probability of width 2, as in the program',
  ],
])('refuses %s though every digest agrees', async (_, path, change, code, message) => {
  const bytes = built.files.get(path) ?? new Uint8Array()
  const given = path.endsWith('.json') ? JSON.parse(new TextDecoder().decode(bytes)) : bytes
  const changed = change(given as never)
  const part = changed instanceof Uint8Array ? changed : utf8.encode(canonicalJson(changed))
  const parts = await Promise.all(
    built.manifest.parts.map(async (one) =>
      one.path === path ? { path, size: part.length, sha256: await sha256(part) } : one,
    ),
  )
  const files = new Map([...withFile('manifest.json', { ...built.manifest, parts }), [path, part]])
  await expectRefusal(loadPackage(files), code, {})
  await expect(loadPackage(files)).rejects.toThrow(message)
})

test('meets every changed byte of an archive with a refusal', async () => {
  const archive = packPackage(built)
  await fc.assert(
    fc.asyncProperty(
      fc.nat(archive.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, x) => {
        const changed = archive.slice()
        changed[at] = (changed[at] as number) ^ x
        const loaded = await loadPackage(changed).catch((error: unknown) => error)
        // A changed date of the archive changes nothing that counts.
        if (loaded instanceof Error) expect(loaded).toBeInstanceOf(Refusal)
        else expect(loaded).toMatchObject({ digest: built.digest })
      },
    ),
    { numRuns: 200 },
  )
})

async function expectRefusal(
  opening: Promise<unknown>,
  code: RefusalCode,
  detail: Partial<Record<keyof Refusal, string>>,
): Promise<void> {
  const error: unknown = await opening.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Refusal)
  const refusal = error as Refusal
  expect(refusal.code).toBe(code)
  for (const [key, text] of Object.entries(detail)) {
    expect(refusal[key as keyof Refusal]).toContain(text)
  }
}

function withFile(path: string, json: unknown): ReadonlyMap<string, Uint8Array> {
  return new Map([...built.files, [path, utf8.encode(canonicalJson(json))]])
}

function without(path: string): ReadonlyMap<string, Uint8Array> {
  return new Map([...built.files].filter(([key]) => key !== path))
}

test('verification rows that would take long to replay are refused before they are', async () => {
  // A chain of 4,000 nodes that 2,000 roots share: few bytes, 8,000,000 comparisons for a row.
  const [depth, roots] = [4000, 2000]
  const next = Int32Array.from({ length: depth }, (_, i) => (i + 1 < depth ? i + 1 : -1))
  const shared: [string, TensorData][] = [
    ['roots', new Int32Array(roots)],
    ['treeSlots', new Int32Array(roots)],
    ['features', new Int32Array(depth)],
    ['thresholds', new Float64Array(depth)],
    ['flags', new Uint8Array(depth)],
    ['left', next],
    ['right', next],
  ]
  const model = aTreeModel()
  const coefficients = new Map([
    ...model.coefficients,
    ...shared.map(([name, data]) => [name, { shape: [data.length], data }] as const),
  ])
  const count = 100
  const verification = {
    ...{ featureCount: 3, rawWidth: 1 },
    expected: Array.from({ length: count }, () => 'reference' as const),
    kinds: Array.from({ length: count }, () => 'boundary' as const),
    rows: new Float64Array(3 * count),
    raw: new Float64Array(count),
  }
  await expectRefusal(buildPackage({ ...model, coefficients, verification }), 'package-corrupt', {
    place: 'verification.json#/kinds',
    found: '100 rows of a model that costs 80020',
    expected: 'at most 49 rows',
  })
})
