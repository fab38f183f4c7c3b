import { checkShape, type Shape } from '../contract/shape.ts'
import { corrupt } from '../corrupt.ts'
import type { Tensor } from '../ir/types.ts'
import { readJsonPart, writeJsonPart } from '../package/json-part.ts'
import { partPaths } from '../package/layout.ts'
import { readSafetensors, writeSafetensors } from '../package/safetensors.ts'
import type {
  Expectation,
  LinkedAnswers,
  PackageFiles,
  VerificationRows,
} from '../package/types.ts'
import { numberTexts, textsShape, type WrittenTexts, withTexts } from './text-parts.ts'

const size: Shape = { kind: 'integer', minimum: 0, maximum: 10_000_000 }

/** verification.json: what the rows of verification.safetensors are. */
const verificationShape: Shape = {
  kind: 'object',
  required: {
    expected: { kind: 'choice', of: ['source', 'reference', 'engine', 'mixed'] },
    featureCount: size,
    rawWidth: size,
    kinds: {
      kind: 'list',
      of: { kind: 'choice', of: ['shuffled', 'boundary', 'missing', 'unseen'] },
      minimum: 0,
      maximum: 1_000_000,
    },
  },
  optional: {
    /** Of each row, where they are mixed. */
    expectedOf: {
      kind: 'list',
      of: { kind: 'choice', of: ['source', 'reference', 'engine'] },
      minimum: 0,
      maximum: 1_000_000,
    },
    linkedExpected: { kind: 'choice', of: ['reference'] },
    engine: { kind: 'text' },
    texts: textsShape,
  },
}

/** The two parts of a package that hold its verification rows. */
export function writeVerification(verification: VerificationRows): PackageFiles {
  const { featureCount, rawWidth, kinds, raw, linked, linkedExpected, engine } = verification
  const { rows, texts } = numberTexts(verification.rows, featureCount)
  const tensors = new Map<string, Tensor>([
    ['rows', { shape: [kinds.length, featureCount], data: withOneNaN(rows) }],
    ['raw', { shape: [kinds.length, rawWidth], data: withOneNaN(raw) }],
  ])
  if (linked !== undefined) {
    const { output, width, values } = linked
    tensors.set(output, { shape: [kinds.length, width], data: withOneNaN(values) })
  }
  return new Map([
    [
      partPaths.verification,
      writeJsonPart({
        ...{ featureCount, kinds, rawWidth, ...expectedMembers(verification.expected) },
        ...(linkedExpected && { linkedExpected }),
        ...(engine !== undefined && { engine }),
        ...(texts && { texts }),
      }),
    ],
    [partPaths.verificationRows, writeSafetensors(tensors)],
  ])
}

/** @throws Refusal `package-corrupt` */
export function readVerification(json: Uint8Array, numbers: Uint8Array): VerificationRows {
  const head = readJsonPart(json, partPaths.verification)
  checkShape(verificationShape, head, `${partPaths.verification}#`, 'package-corrupt')
  // The shape has just been checked, member by member.
  const { featureCount, kinds, rawWidth, linkedExpected, engine, texts, ...whose } = head as Head
  const expected = readExpected(whose, kinds.length)
  const tensors = readSafetensors(numbers, partPaths.verificationRows)
  const plain = doublesOf(tensors, 'rows', [kinds.length, featureCount])
  const rows = withTexts(plain, featureCount, texts)
  const raw = doublesOf(tensors, 'raw', [kinds.length, rawWidth])
  const linked = readLinked(tensors, kinds.length)
  if (tensors.size !== (linked === undefined ? 2 : 3)) {
    const expected = 'rows, raw, and probability or value'
    throw corrupt(partPaths.verificationRows, [...tensors.keys()].join(', '), expected)
  }
  const known = {
    ...{ featureCount, rows, kinds, expected, rawWidth, raw },
    ...(linkedExpected && { linkedExpected }),
    ...(engine !== undefined && { engine }),
  }
  return linked === undefined ? known : { ...known, linked }
}

interface Head
  extends Omit<VerificationRows, 'rows' | 'raw' | 'linked' | 'expected'>,
    ExpectedMembers {
  readonly texts?: WrittenTexts
}

interface ExpectedMembers {
  readonly expected: Expectation | 'mixed'
  readonly expectedOf?: readonly Expectation[]
}

/** One word where it holds for all rows, else a list. */
function expectedMembers(expected: readonly Expectation[]): ExpectedMembers {
  const [first = 'reference'] = expected
  const isOne = expected.every((one) => one === first)
  return isOne ? { expected: first } : { expected: 'mixed', expectedOf: expected }
}

function readExpected(
  { expected, expectedOf }: ExpectedMembers,
  count: number,
): readonly Expectation[] {
  if (expected !== 'mixed' && expectedOf === undefined) {
    return Array.from({ length: count }, () => expected)
  }
  if (expected === 'mixed' && expectedOf?.length === count) return expectedOf
  const place = `${partPaths.verification}#/expectedOf`
  const found = expectedOf === undefined ? 'nothing' : `${expectedOf.length} entries`
  throw corrupt(place, found, expected === 'mixed' ? `${count}, one for each row` : 'nothing')
}

function readLinked(
  tensors: ReadonlyMap<string, Tensor>,
  count: number,
): LinkedAnswers | undefined {
  const output = (['probability', 'value'] as const).find((name) => tensors.has(name))
  if (output === undefined) return undefined
  const width = tensors.get(output)?.shape[1] ?? 0
  return { output, width, values: doublesOf(tensors, output, [count, width]) }
}

function doublesOf(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  shape: readonly [number, number],
): Float64Array {
  const tensor = tensors.get(name)
  const data = tensor?.data
  const [rows, columns] = tensor?.shape ?? []
  if (data instanceof Float64Array && tensor?.shape.length === 2) {
    if (rows === shape[0] && columns === shape[1]) return data
  }
  const found = tensor === undefined ? 'nothing' : `a tensor of shape [${tensor.shape.join(', ')}]`
  const place = `${partPaths.verificationRows}/${name}`
  throw corrupt(place, found, `doubles of shape [${shape.join(', ')}]`)
}

/** NaN has many bit patterns, which machines choose differently: one of them, so that digests agree. */
function withOneNaN(values: Float64Array): Float64Array {
  const copy = values.slice()
  const words = new Uint32Array(copy.buffer)
  const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
  for (let i = 0; i < copy.length; i++) {
    if (!Number.isNaN(copy[i])) continue
    words[2 * i + high] = 0x7ff80000
    words[2 * i + 1 - high] = 0
  }
  return copy
}
