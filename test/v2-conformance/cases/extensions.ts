import type { Case, Target } from '../types.ts'
import { binaryCases } from './binary.ts'
import { classificationCases } from './classification.ts'
import { compressionCases } from './compression.ts'
import { repositoryCases } from './repository.ts'
import { statisticsCases } from './statistics.ts'

/** What real clients use beyond the protocol itself. */
export function extensionCases(target: Target): readonly Case[] {
  return [
    ...binaryCases(target),
    ...compressionCases(target),
    ...statisticsCases(target),
    ...repositoryCases(target),
    ...classificationCases(target),
  ]
}
