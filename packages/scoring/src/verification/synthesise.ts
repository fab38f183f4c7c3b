import { createRandom, nextDown, nextUp } from '@ratchet-ml/stats'
import { elementNames } from '../contract/tensor-inputs.ts'
import { type Contract, type Field, featuresOf } from '../contract/types.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import type { VerificationKind, VerificationRows } from '../package/types.ts'
import { setTexts } from '../rows/row-texts.ts'
import { type CutPoints, findCutPoints } from './cut-points.ts'
import { interpretRows } from './interpret-rows.ts'
import { synthesiseTexts } from './synthesise-texts.ts'

export interface SynthesisOptions {
  /** A whole number, zero or more. */
  readonly seed: number
  /** How many rows to make. */
  readonly count: number
  /**
   * Encoded rows, row-major. Each feature of a `shuffled` row is taken from a row of its own, so
   * that no row of the sample travels in a package.
   */
  readonly sample?: Float64Array
}

/** Of the rows, the shares that go to missing and unseen values, and to a sample where there is one. */
const shares = { missing: 4, unseen: 6, shuffled: 2 } as const
/** Values for features that no tree compares. */
const plainValues = [0, 1, -1, 0.5, 2, 3, 10, -7.25, 100, 12345.678]
/** Of a tensor they are small: what layers of singles lose of large numbers, no other library loses alike. */
const tensorValues = [0, 1, -1, 0.5, -0.25, 0.125, -0.75, 0.0625]

/**
 * Synthetic rows that a package replays at every load: on and beside the thresholds of its trees,
 * with each feature missing, with levels and magnitudes that training never saw, and from a sample
 * shuffled column by column. Expected answers are the reference interpreter's.
 */
export function makeVerificationRows(
  program: Program,
  coefficients: Coefficients,
  contract: Contract,
  options: SynthesisOptions,
): VerificationRows {
  const features = featuresOf(contract)
  const { seed, count, sample } = options
  const cuts = findCutPoints(program, coefficients, features.length)
  const ofTensors = fieldsOfTensors(contract)
  const choose = createRandom(seed).nextBelow
  const refusesMissing = ofTensors.size > 0 && features.every(({ missing }) => missing === 'refuse')
  const hasSample = sample !== undefined && sample.length > 0
  const kinds = kindsOf(count, { hasSample, refusesMissing })
  const rows = new Float64Array(count * features.length)
  const texts = synthesiseTexts(program, coefficients, features, sample)
  setTexts(rows, texts)
  for (const [i, kind] of kinds.entries()) {
    const row = rows.subarray(i * features.length, (i + 1) * features.length)
    const turn = kinds.indexOf(kind)
    fill(row, kind, i - turn, {
      ...{ features, cuts, ofTensors, choose, sample: sample ?? new Float64Array() },
    })
    for (const column of texts?.columns ?? []) {
      // A missing value stays one.
      const isText = texts !== undefined && !Number.isNaN(row[column])
      if (isText) row[column] = texts.take(column, choose)
    }
  }
  const answers = interpretRows(program, coefficients, rows, count)
  const expected = kinds.map(() => 'reference' as const)
  return { featureCount: features.length, rows, kinds, expected, ...answers }
}

function fieldsOfTensors({ tensors = [] }: Contract): ReadonlySet<string> {
  return new Set(tensors.flatMap(elementNames))
}

interface Material {
  readonly features: readonly Field[]
  readonly cuts: readonly CutPoints[]
  /** Names of features that are elements of tensors. */
  readonly ofTensors: ReadonlySet<string>
  readonly sample: Float64Array
  readonly choose: (bound: number) => number
}

function kindsOf(
  count: number,
  { hasSample, refusesMissing }: { readonly hasSample: boolean; readonly refusesMissing: boolean },
): readonly VerificationKind[] {
  const missing = refusesMissing ? 0 : Math.floor(count / shares.missing)
  const unseen = Math.floor(count / shares.unseen)
  const shuffled = hasSample ? Math.floor(count / shares.shuffled) : 0
  const many = (kind: VerificationKind, size: number) => Array.from({ length: size }, () => kind)
  return [
    ...many('boundary', count - missing - unseen - shuffled),
    ...many('missing', missing),
    ...many('shuffled', shuffled),
    ...many('unseen', unseen),
  ]
}

/** `turn` counts the rows of a kind: the first takes all features at once, then one after another. */
function fill(row: Float64Array, kind: VerificationKind, turn: number, material: Material): void {
  const { features, sample, choose } = material
  for (let j = 0; j < row.length; j++) {
    const isSampled = kind === 'shuffled' || (sample.length > 0 && kind !== 'boundary')
    row[j] = isSampled ? sampledValue(j, material) : boundaryValue(j, material)
    const isMeant = turn === 0 || (turn - 1) % row.length === j
    if (kind === 'missing' && isMeant) row[j] = Number.NaN
    if (kind === 'unseen' && isMeant) row[j] = unseenValue(features[j], material.cuts[j], choose)
  }
}

function sampledValue(feature: number, { sample, features, choose }: Material): number {
  const from = choose(sample.length / features.length)
  return sample[from * features.length + feature] as number
}

function boundaryValue(feature: number, { features, cuts, ofTensors, choose }: Material): number {
  const field = features[feature]
  const { thresholds, codes } = cuts[feature] as CutPoints
  if (field?.levels?.length === 0) return Number.NaN
  if (field?.levels !== undefined) return choose(field.levels.length)
  if (codes > 0) return choose(codes)
  if (thresholds.length === 0) {
    const values = ofTensors.has(field?.name ?? '') ? tensorValues : plainValues
    return values[choose(values.length)] as number
  }
  const threshold = thresholds[choose(thresholds.length)] as number
  const side = choose(3)
  return side === 0 ? threshold : side === 1 ? nextDown(threshold) : nextUp(threshold)
}

function unseenValue(
  field: Field | undefined,
  cut: CutPoints | undefined,
  choose: (bound: number) => number,
): number {
  const codes = Math.max(field?.levels?.length ?? 0, cut?.codes ?? 0)
  const values =
    codes > 0
      ? [codes, -1, codes + 31, 0x7fffffff, 0x80000000, 0.5, Number.NaN]
      : [
          ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
          ...[Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, -0],
        ]
  return values[choose(values.length)] as number
}
