import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import type { Arena } from '../wasm/arena.ts'
import type { ForestRecord } from '../wasm/forest-record.ts'
import { type LaneLayout, layOutLanes } from './lane-layout.ts'
import { type MaskLayout, mostLeafNumbers, type RankedForest } from './mask-layout.ts'
import { placeCategories, placeNumbers, placeSets } from './place-columns.ts'
import { type Workspace, weigh } from './workspace.ts'

/** Ranks of a row that fit in the vectors of lanes.ts, and leaves of a tree. */
const mostLaneColumns = 64
const mostLaneBytes = 8

interface Trees {
  readonly step: TreeEnsembleStep
  readonly trees: TreeArrays
}

/** Records for `scoreRowsByMasks`, and for `scoreRowByLanes` where the trees fit. */
export function placeMasks(
  { arena, record, capacity }: Workspace,
  source: Trees,
  { ranked, masks }: { readonly ranked: RankedForest; readonly masks: MaskLayout },
): { readonly rows: Partial<ForestRecord>; readonly row?: Partial<ForestRecord> } {
  const { forest, ranks, categories, columnCount, numberCount } = ranked
  const lanePlaces = source.trees.roots.length * 8 * mostLaneBytes
  const hasLanes =
    masks.mostBytes <= mostLaneBytes &&
    columnCount <= mostLaneColumns &&
    lanePlaces * source.step.leafWidth <= mostLeafNumbers
  const sizes = ranks.columns.map(({ thresholds }) => thresholds.length)
  const columns = Array.from({ length: numberCount }, (_, i) => {
    // Filled up to a multiple of 4 with the last column.
    const { view, thresholds } = at(ranks.columns, Math.min(i, ranks.columns.length - 1))
    return { view: at(forest.numbers, view), thresholds }
  })
  const common = {
    ...record,
    sign: forest.sign,
    ...placeNumbers(arena, columns, hasLanes ? Math.max(...sizes) : undefined),
    ...placeCategories(arena, forest.categories, categories.classes),
    ...placeSets(arena, categories.sets),
    columns: arena.reserve(2 * capacity * Math.max(1, columnCount)),
    classes: arena.reserve(capacity * forest.categories.length),
    rankCount: columnCount,
  }
  const rows = {
    ...common,
    trees: arena.reserveWords(masks.words),
    treeCount: source.trees.roots.length,
    leaves: arena.reserveDoubles(leafTable(source, masks)),
  }
  if (!hasLanes) return { rows }
  return { rows, row: { ...common, ...placeLanes(arena, source, masks, columnCount) } }
}

function placeLanes(
  arena: Arena,
  source: Trees,
  masks: MaskLayout,
  columnCount: number,
): Partial<ForestRecord> {
  const lanes = layOutLanes(masks, columnCount)
  const trees = arena.reserve(lanes.bytes.length)
  arena.bytes.set(lanes.bytes, trees)
  // A group starts with the address behind its end.
  for (let group = trees, i = 0; i < lanes.groupCount; i++) {
    const end = trees + (arena.words[group / 4] as number)
    arena.words[group / 4] = end
    group = end
  }
  const slots = new Uint32Array(2 * mostLaneBytes * lanes.groupCount)
  slots.set(source.trees.treeSlots)
  return {
    trees,
    treeCount: lanes.groupCount,
    leaves: arena.reserveDoubles(leafTable(source, masks, lanes)),
    slots: arena.reserveWords(slots),
    isDouble: Number(lanes.isDouble),
    isWide: Number(columnCount > mostLaneColumns / 2),
  }
}

/**
 * Numbers of the leaves by place, weighted: as many places as a tree has bits, or as lanes give it.
 * What stands where no leaf is, -0, changes no sum.
 */
function leafTable({ step, trees }: Trees, masks: MaskLayout, lanes?: LaneLayout): Float64Array {
  const { leafWidth: width } = step
  const lanePlaces = (lanes?.placesPerTree ?? 0) * (lanes?.groupCount ?? 0)
  const placeCount = lanes ? lanePlaces * (lanes.isDouble ? 2 : 4) : masks.places.length
  const table = new Float64Array(placeCount * width).fill(-0)
  let [from, to] = [0, 0]
  for (const [tree, start] of masks.starts.entries()) {
    const places = 8 * (masks.words[start] as number)
    const weight = trees.treeWeights?.[tree] ?? 1
    for (let i = 0; i < places * width; i++) {
      const leaf = masks.places[from + Math.floor(i / width)] as number
      if (leaf < 0) continue
      const value = trees.leafValues[leaf * width + (i % width)] as number
      table[to * width + i] = weigh(step, value, weight)
    }
    from += places
    to += lanes?.placesPerTree ?? places
  }
  return table
}

function at<T>(list: readonly T[], index: number): T {
  // Views and columns are asked by their own numbers.
  return list[index] as T
}
