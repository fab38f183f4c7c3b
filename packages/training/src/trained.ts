import type { Imported } from '@ratchet-ml/scoring'

/** A model that was learned here: what a package is built from, and the fit that it came from. */
export interface Trained<Fit> extends Imported {
  readonly fit: Fit
}
