import type { Digest, LaidOutModel, Package } from '@ratchet-ml/scoring'
import type { ProvenPackage } from './types.ts'

/** What serving needs of a package that was checked, and of its model. */
export function toProven(pkg: Package, model: LaidOutModel): ProvenPackage {
  const { digest, contract, verification } = pkg
  return { ...model, digest, contract, contractDigest: contractDigestOf(pkg), verification }
}

/** Digest of the contract's canonical form, in which a package has it. */
export function contractDigestOf({ manifest }: Package): Digest {
  const part = manifest.parts.find(({ path }) => path === 'contract.json')
  // Every package that was opened has one.
  return (part as { readonly sha256: Digest }).sha256
}
