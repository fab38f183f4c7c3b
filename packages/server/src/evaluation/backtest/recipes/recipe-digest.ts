import { createHash } from 'node:crypto'
import { canonicalJson, type Digest } from '@ratchet-ml/scoring'

/** Digest of what a recipe is, whatever its name. */
export function recipeDigest(recipe: object): Digest {
  const identity = canonicalJson({ ratchetRecipe: 1, recipe })
  return `sha256:${createHash('sha256').update(identity).digest('hex')}`
}
