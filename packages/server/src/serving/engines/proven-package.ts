import { type Digest, type LaidOutModel, type Package, textsOf } from '@ratchet-ml/scoring'
import type { ProvenPackage } from './types.ts'

/** What serving needs of a package that was checked, and of its model. */
export function toProven(pkg: Package, model: LaidOutModel): ProvenPackage {
  const { digest, contract, verification } = pkg
  const about = { contractDigest: contractDigestOf(pkg), example: exampleOf(pkg) }
  const texts = textsOf(verification.rows)
  return { ...model, digest, contract, verification, texts, ...about }
}

/** Digest of the contract's canonical form, in which a package has it. */
export function contractDigestOf({ manifest }: Package): Digest {
  const part = manifest.parts.find(({ path }) => path === 'contract.json')
  // Every package that was opened has one.
  return (part as { readonly sha256: Digest }).sha256
}

/**
 * A row between the thresholds of trees, out of those that are replayed. Of other models these are far
 * from what callers send, and rows out of a sample are not for callers to see: then there is none.
 */
export function exampleOf({ program, verification }: Package): readonly number[] {
  const { rows, kinds, featureCount } = verification
  const hasTrees = program.steps.some(({ op }) => treeOps.includes(op))
  const row = hasTrees ? kinds.indexOf('boundary') : -1
  return row < 0 ? [] : [...rows.subarray(row * featureCount, (row + 1) * featureCount)]
}

const treeOps: readonly string[] = ['treeEnsemble@1', 'obliviousEnsemble@1']
