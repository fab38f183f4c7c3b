import { readFile } from 'node:fs/promises'
import { loadPackage, type Package, Refusal } from '@ratchet-ml/scoring'
import { Problem, problemOfRefusal } from '../../../../platform/problem.ts'
import type { PredictorRecipe } from './types.ts'

export type PackageRecipe = Extract<PredictorRecipe, { kind: 'package' }>

/** @throws Problem with the name of who answers, as `loadPackage`, `package-corrupt` for another digest */
export async function loadNamed({ path, digest, name }: PackageRecipe): Promise<Package> {
  try {
    const pkg = await loadPackage(new Uint8Array(await readFile(path)))
    if (pkg.digest === digest) return pkg
    const detail = `The package of ${name} has the digest ${pkg.digest}, expected ${digest}.`
    throw new Problem('package-corrupt', detail)
  } catch (error) {
    throw error instanceof Refusal ? problemOfRefusal(error, name) : error
  }
}
