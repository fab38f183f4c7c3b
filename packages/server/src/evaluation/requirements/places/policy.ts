import type {
  Backtest,
  BusinessMetric,
  Comparison,
  PartitionResult,
  Requirement,
} from '@ratchet-ml/protocol'
import { findMetric } from '@ratchet-ml/stats'
import {
  countsFor,
  knownInPartition,
  knownInSlice,
  knownOverall,
  noRowsCount,
  unknown,
  withRows,
} from '../known/policy.ts'
import { findComparison, knownDifference, unpairedDifference } from '../margin/policy.ts'
import { meanOf, rangeOf, worstOf } from '../over/policy.ts'
import type { Direction, Known, Places } from '../types.ts'

/** Whose metric is judged, and less whose. */
export interface Pair {
  readonly subject: string
  readonly reference: string | undefined
  /** The contenders for whom rows must count. */
  readonly among: readonly string[]
}

/** The places that `of` names. */
export function mainPlaces(requirement: Requirement, backtest: Backtest, pair: Pair): Places {
  if (requirement.of === 'overall') {
    return {
      placed: [{ place: 'overall', known: overallOf(requirement, backtest, pair) }],
      leftOut: [],
    }
  }
  const { placed, leftOut } = partitionPlaces(requirement, backtest, pair)
  if (placed.length === 0) {
    const because =
      leftOut.length > 0
        ? `Every partition that counts has fewer than ${requirement.fewestRows} rows.`
        : noRowsCount(backtest, pair.subject)
    return { placed: [{ place: requirement.of, known: unknown(because) }], leftOut }
  }
  if (requirement.of === 'every') return { placed, leftOut }
  const worse = worseOf(requirement, directionOf(backtest, requirement.metric))
  const known = {
    mean: meanOf,
    range: rangeOf,
    worst: (all: typeof placed) => worstOf(all, worse),
  }[requirement.of](placed)
  return { placed: [{ place: requirement.of, known }], leftOut }
}

function overallOf(requirement: Requirement, backtest: Backtest, pair: Pair): Known {
  const { metric } = requirement
  const { subject, reference } = pair
  const own = knownOverall(backtest, subject, requirement)
  if (reference === undefined) return own
  const found = findComparison(backtest.comparisons, subject, reference, metric)
  const paired =
    found &&
    isOfSameRows(found.comparison, backtest) &&
    knownDifference(
      found.comparison.difference,
      found.comparison.level,
      found.isTurned,
      requirement,
    )
  if (paired && own.kind === 'known') return paired
  return unpairedDifference(own, knownOverall(backtest, reference, requirement), reference)
}

/**
 * Whether a difference is of the rows that values over all rows are of. Means of more rows differ alike;
 * a sum over more rows differs by more.
 */
function isOfSameRows({ metric, rows }: Comparison, { plan, common }: Backtest): boolean {
  // As a plan holds the metrics that the model declares.
  const own = plan?.['own'] as Readonly<Record<string, BusinessMetric>> | undefined
  return own?.[metric]?.sum !== true || rows === common?.rows
}

function partitionPlaces(requirement: Requirement, backtest: Backtest, pair: Pair): Places {
  const { subject, reference, among } = pair
  const found =
    reference === undefined
      ? undefined
      : findComparison(backtest.comparisons, subject, reference, requirement.metric)
  const counting = sinceFirstModels(backtest, among).filter((partition) =>
    countsFor(partition, among),
  )
  const places = counting.map((partition) => {
    const own = knownInPartition(backtest, partition, subject, requirement)
    const place = partition.partition
    const rows = own.n > 0 ? own.n : partition.rows - partition.unlabelled
    if (reference === undefined) return { place, rows, known: own }
    const paired = found?.comparison.byPartition.find((one) => one.partition === place)
    const { level = 0 } = found?.comparison ?? {}
    const known =
      (own.kind === 'known' && knownOfSameModel(partition, pair, own.n)) ||
      (own.kind === 'known' &&
        knownDifference(paired?.difference, level, found?.isTurned ?? false, requirement)) ||
      unpairedDifference(
        own,
        knownInPartition(backtest, partition, reference, requirement),
        reference,
      )
    return { place, rows, known }
  })
  return withRows(places, requirement.fewestRows)
}

/** The partitions from which on every recipe has a model: before it could learn, it says nothing of itself. */
function sinceFirstModels(
  { partitions, contenders }: Backtest,
  among: readonly string[],
): readonly PartitionResult[] {
  const recipes = contenders.filter(({ name, kind }) => kind === 'recipe' && among.includes(name))
  const starts = recipes.map(({ name }) =>
    partitions.findIndex(({ results }) => results[name]?.counted.kind !== 'no-answer'),
  )
  return partitions.slice(Math.max(0, ...starts))
}

/** Nothing lies between two recipes where one and the same model answers for both. */
function knownOfSameModel(
  { results }: PartitionResult,
  { subject, reference = '' }: Pair,
  n: number,
): Known | undefined {
  const digest = results[subject]?.digest
  if (digest === undefined || digest !== results[reference]?.digest) return undefined
  return { kind: 'known', value: 0, low: 0, high: 0, n, remark: 'the same model answers for both' }
}

/** The slices that `slices` names, over all rows that count. */
export function slicePlaces(requirement: Requirement, backtest: Backtest, pair: Pair): Places {
  const { slices: column, fewestRows } = requirement
  if (column === undefined) return { placed: [], leftOut: [] }
  const found = backtest.common?.slices.filter(({ by }) => by === column) ?? []
  if (found.length === 0) {
    const because = `The back-test has no slices by ${column}: declare it in slices of backtests in ratchet.yaml.`
    return { placed: [{ place: column, known: unknown(because) }], leftOut: [] }
  }
  const places = found.map((slice) => ({
    place: `${slice.by}=${slice.slice}`,
    rows: slice.rows,
    known: sliceDifference(requirement, backtest, slice, pair),
  }))
  const { placed, leftOut } = withRows(places, fewestRows)
  if (placed.length > 0) return { placed, leftOut }
  const because = `Every slice by ${column} has fewer than ${fewestRows} rows.`
  return { placed: [{ place: column, known: unknown(because) }], leftOut }
}

function sliceDifference(
  requirement: Requirement,
  backtest: Backtest,
  slice: NonNullable<Backtest['common']>['slices'][number],
  { subject, reference }: Pair,
): Known {
  const own = knownInSlice(backtest, slice, subject, requirement)
  if (reference === undefined || own.kind === 'unknown') return own
  const found = findComparison(backtest.comparisons, subject, reference, requirement.metric)
  // The other way round, the slices that are told are those where the subject is better.
  const worse = found?.comparison.worse.find(
    (one) => one.by === slice.by && one.slice === slice.slice,
  )
  const { level = 0 } = found?.comparison ?? {}
  return (
    knownDifference(worse?.difference, level, found?.isTurned ?? false, requirement) ??
    unpairedDifference(own, knownInSlice(backtest, slice, reference, requirement), reference)
  )
}

/** The other's value where the difference was taken, for a margin that is a share of it. */
export function referenceAt(
  place: string,
  requirement: Requirement,
  backtest: Backtest,
  { reference, among }: Pair & { readonly reference: string },
): Known {
  if (requirement.of === 'worst' && place === 'worst') {
    return unknown('A share says nothing of the worst partition, as each has another value.')
  }
  const alone = { subject: reference, reference: undefined, among }
  const places = [
    mainPlaces(requirement, backtest, alone),
    slicePlaces(requirement, backtest, alone),
  ]
  const found = places.flatMap(({ placed }) => placed).find((one) => one.place === place)
  return found?.known ?? unknown(`${reference} has no value there.`)
}

/** Which way is better, as the back-test or the catalogue says. */
export function directionOf({ metrics }: Backtest, metric: string): Direction {
  const declared = metrics.find(({ name }) => name === metric)?.direction
  return declared ?? findMetric(metric)?.direction ?? 'none'
}

/** Which values are worse; of a metric without a direction, those nearer to the bound. */
function worseOf({ atMost }: Requirement, direction: Direction): 'higher' | 'lower' {
  if (direction === 'none') return atMost === undefined ? 'lower' : 'higher'
  return direction === 'lower' ? 'higher' : 'lower'
}
