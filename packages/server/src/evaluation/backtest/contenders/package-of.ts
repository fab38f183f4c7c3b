import type { Digest } from '@ratchet-ml/scoring'
import type { PlanningWorld, ShelvedPackage } from './types.ts'

/** The package that a plan names. */
export function packageOf({ packages }: PlanningWorld, digest: string): ShelvedPackage {
  const found = packages.get(digest as Digest) // the plan was checked
  if (found === undefined) throw new TypeError(`the package ${digest} was not put on the shelf`)
  return found
}
