import type { Mutant, MutationReport, Tolerance } from '@ratchet-ml/protocol'
import type { Coefficients, Package, Scored } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import { firstToNotice, type ReadyCase } from '../run-cases.ts'
import {
  isSingle,
  type Slot,
  type SlotGroup,
  slotGroups,
  valueIn,
  withChanged,
} from './coefficient-slots.ts'
import { coveringRows } from './covering-rows.ts'
import { MoveCounter, type Sample } from './moves.ts'
import { type Change, smallestChange } from './smallest-change.ts'

/** The share of the predictions that a disturbance has to move. */
const movedShare = 0.001
/** Coefficients are tried until there are enough disturbances, or so many for each asked for. */
const triesEach = 25

export interface MutationRequest {
  readonly package: Pick<Package, 'program' | 'coefficients' | 'contract'>
  readonly ready: readonly ReadyCase[]
  readonly sample: Sample & { readonly from: string }
  /** What is no move of a prediction. */
  readonly tolerance: Tolerance
  /** How many disturbances are made. */
  readonly count: number
  readonly seed: number
  /** A row of the sample as people write it. */
  readonly written: (encoded: Float64Array) => Readonly<Record<string, unknown>> | undefined
  readonly onProgress?: (done: number) => void
  readonly signal?: AbortSignal
}

/**
 * How much a suite notices: one coefficient after another is changed by the smallest amount that moves
 * a thousandth of the predictions of a sample beyond the tolerance, and the suite is run on that.
 * Neither digest nor verification rows are looked at. The arrays of coefficients take turns, and the
 * numbers of each are drawn with the seed.
 */
export async function checkMutations(request: MutationRequest): Promise<MutationReport> {
  const { package: pkg, sample, seed, count, ready } = request
  const cases = [...ready].sort((a, b) => a.prepared.count - b.prepared.count)
  const disturber = new Disturber(request)
  const judged: Judged[] = []
  let candidates = 0
  for (const slot of drawSlots(pkg, seed)) {
    if (judged.length >= count || candidates >= count * triesEach) break
    candidates += 1
    const found = disturber.disturb(slot)
    if (found !== undefined) judged.push(judge(found, cases, disturber))
    request.onProgress?.(judged.length)
    if (candidates % 8 === 0) await breathe(request.signal)
  }
  const mutants = withWitnesses(judged, disturber, request)
  return {
    seed,
    sample: { from: sample.from, rows: sample.count },
    movedShare,
    candidates,
    movedNothing: candidates - mutants.length,
    noticed: mutants.filter(({ noticedBy }) => noticedBy !== undefined).length,
    mutants,
  }
}

/** A disturbance after the suite has run on it. */
interface Judged {
  readonly mutant: Mutant
  /** Rows of the sample that would have told, where nothing noticed it. */
  readonly moved: readonly number[]
}

function judge(
  { slot, from, to, coefficients, moved }: Disturbance,
  cases: readonly ReadyCase[],
  { counter }: Disturber,
): Judged {
  const scorer = counter.scorer(coefficients)
  const noticedBy = scorer && firstToNotice(cases, scorer)
  const mutant = {
    ...{ coefficient: slot.coefficient, index: slot.index, from, to, moved: moved.length },
    ...(slot.bit !== undefined && { bit: slot.bit }),
    ...(noticedBy !== undefined && { noticedBy }),
  }
  return { mutant, moved: noticedBy === undefined ? moved : [] }
}

/** Gives each that nothing noticed a row that would have told, so that few rows do for all. */
function withWitnesses(
  judged: readonly Judged[],
  disturber: Disturber,
  { written }: MutationRequest,
): Mutant[] {
  const witnesses = coveringRows(judged.map(({ moved }) => moved))
  return judged.map(({ mutant }, i) => {
    const witness = witnesses[i]
    const row = witness === undefined ? undefined : written(disturber.rowAt(witness))
    return row === undefined ? mutant : { ...mutant, row: { ...row } }
  })
}

/** A change of one coefficient that moves enough predictions. */
interface Disturbance {
  readonly slot: Slot
  readonly from: number
  readonly to: number
  readonly coefficients: Coefficients
  /** Rows of the sample whose predictions moved. */
  readonly moved: readonly number[]
}

class Disturber {
  readonly counter: MoveCounter
  readonly #request: MutationRequest
  readonly #before: Scored
  readonly #needed: number
  readonly #scales = new Map<string, number>()

  constructor(request: MutationRequest) {
    const { package: pkg, tolerance, sample } = request
    this.#request = request
    this.counter = new MoveCounter(pkg, tolerance)
    this.#before = this.counter.answers(sample)
    this.#needed = Math.max(1, Math.ceil(sample.count * movedShare))
  }

  disturb(slot: Slot): Disturbance | undefined {
    const { coefficients } = this.#request.package
    const from = valueIn(coefficients, slot)
    const change = slot.bit === undefined ? this.#change(slot, from) : flipped(from, slot.bit)
    if (change === undefined) return undefined
    const changed = withChanged(coefficients, slot, change.to)
    const moved = this.counter.moved(this.#request.sample, this.#before, changed)
    if (moved.length < this.#needed) return undefined
    return { slot, from, to: change.to, coefficients: changed, moved }
  }

  rowAt(row: number): Float64Array {
    return this.counter.part(this.#request.sample, [row]).rows
  }

  /** A larger amount moves every row that a smaller one moves, so only those are looked at again. */
  #change(slot: Slot, from: number): Change | undefined {
    if (!Number.isFinite(from)) return undefined
    const { package: pkg, sample } = this.#request
    const single = isSingle(pkg.program, pkg.coefficients, slot.coefficient)
    const parts = new Map<number, { sample: Sample; before: Scored }>()
    const hasEffect = (to: number): boolean => {
      const coefficients = withChanged(pkg.coefficients, slot, to)
      const side = Math.sign(to - from)
      const known = parts.get(side)
      if (known !== undefined) {
        const moved = this.counter.moved(known.sample, known.before, coefficients)
        return moved.length >= this.#needed
      }
      const moved = this.counter.moved(sample, this.#before, coefficients)
      const part = this.counter.part(sample, moved)
      if (moved.length >= this.#needed)
        parts.set(side, { sample: part, before: this.counter.answers(part) })
      return moved.length >= this.#needed
    }
    const scale = this.#scaleOf(slot.coefficient, from)
    return smallestChange({ from, scale, round: single ? Math.fround : Number, hasEffect })
  }

  /** The larger of the number itself and the median of its array. */
  #scaleOf(coefficient: string, from: number): number {
    const known = this.#scales.get(coefficient)
    const median = known ?? medianSize(this.#request.package.coefficients, coefficient)
    this.#scales.set(coefficient, median)
    return Math.max(Math.abs(from), median) || 1
  }
}

function flipped(from: number, bit: number): Change {
  return { to: (from ^ (1 << bit)) >>> 0, amount: 1 }
}

function medianSize(coefficients: Coefficients, coefficient: string): number {
  const data = coefficients.get(coefficient)?.data ?? new Float64Array()
  const sizes = Float64Array.from(data, Math.abs).filter(Number.isFinite).sort()
  return sizes[sizes.length >> 1] ?? 0
}

/** Slots without end of use: the arrays take turns, each gives its numbers in random order, once. */
function* drawSlots(
  { program, coefficients, contract }: MutationRequest['package'],
  seed: number,
): Generator<Slot> {
  const random = createRandom(seed)
  const decks = slotGroups(program, coefficients, contract).map((group) => deck(group, random))
  let isOpen = true
  while (isOpen) {
    isOpen = false
    for (const next of decks) {
      const slot = next()
      if (slot === undefined) continue
      isOpen = true
      yield slot
    }
  }
}

function deck(group: SlotGroup, random: ReturnType<typeof createRandom>): () => Slot | undefined {
  const order = random.shuffle(Uint32Array.from({ length: group.size }, (_, i) => i))
  let turn = 0
  return () => (turn < order.length ? group.slot(order[turn++] as number) : undefined)
}

/** Lets signals in. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal?.throwIfAborted()
}
