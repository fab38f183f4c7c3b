import type { TestKind } from '@ratchet-ml/protocol'
import type { PrepareCase } from '../types.ts'
import { prepareAnswer } from './answer.ts'
import { prepareDirection } from './direction.ts'
import { prepareFloor } from './floor.ts'
import { prepareFuzz } from './fuzz.ts'
import { prepareGolden } from './golden.ts'
import { prepareInvariance } from './invariance.ts'
import { prepareMetamorphic } from './metamorphic.ts'
import { prepareMonotonic } from './monotonic.ts'
import { prepareSymmetry } from './symmetry.ts'
import { prepareTable } from './table.ts'

/** How cases are prepared, by kind. */
export const kinds: Readonly<Record<TestKind, PrepareCase>> = {
  golden: prepareGolden,
  table: prepareTable,
  answer: prepareAnswer,
  invariance: prepareInvariance,
  direction: prepareDirection,
  monotonic: prepareMonotonic,
  symmetry: prepareSymmetry,
  metamorphic: prepareMetamorphic,
  floor: prepareFloor,
  fuzz: prepareFuzz,
}
