import { createRowReader, type Package } from '@ratchet-ml/scoring'
import { createRandom } from '@ratchet-ml/stats'
import type { ModelAnswerer } from '../../batch/index.ts'
import type { DatasetSource } from '../types.ts'
import { RowDrawer } from './draw-rows.ts'
import { outputColumns } from './output-columns.ts'
import type { CaseWorld } from './types.ts'

export interface WorldOptions {
  readonly seed: number
  readonly datasets: DatasetSource
  readonly signal?: AbortSignal
}

/** What the cases of a suite need to know of a version. */
export function caseWorld(
  { contract, verification }: Pick<Package, 'contract' | 'verification'>,
  answerer: Pick<ModelAnswerer, 'featureCount' | 'allocate'>,
  { seed, datasets, signal }: WorldOptions,
): CaseWorld {
  const reader = createRowReader(contract)
  const drawer = new RowDrawer(contract, verification)
  return {
    contract,
    featureCount: answerer.featureCount,
    encode: (row, into, offset) => reader.read(row, into, offset),
    outputs: outputColumns(contract, answerer.allocate(0).rawWidth),
    randomOf: (name) => createRandom(seedOf(seed, name)),
    draw: (random) => drawer.row(random),
    drawValue: (field, random) => drawer.value(field, random),
    datasets,
    ...(signal && { signal }),
  }
}

/** FNV-1a of the name over the seed, 32 bits. */
function seedOf(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}
