import type { Check, RoutedVersion, SpecificationView } from '@ratchet-ml/protocol'
import type { Contract } from '@ratchet-ml/scoring'

/** What a plan needs to know of a route. */
export interface RouteState {
  readonly revision: number
  readonly champion: RoutedVersion
  readonly standby?: RoutedVersion
}

/** One revision of a route's history. */
export interface PastRoute {
  readonly champion: RoutedVersion
  readonly change: 'created' | 'promoted' | 'rolled-back'
}

/** What a change of a route comes to. */
export type RoutePlan =
  | {
      readonly outcome: 'change'
      readonly change: 'created' | 'promoted' | 'rolled-back'
      /** The revision that must still be in force; 0: the endpoint must not exist. */
      readonly expectedRevision: number
      readonly champion: RoutedVersion
      readonly standby: RoutedVersion | undefined
    }
  /** It answers by that version already. */
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'conflict'; readonly found: number; readonly expected: number }
  | { readonly outcome: 'no-standby' }

/** Where a version's digest is found. Wired by compose to the registry. */
export interface VersionLookup {
  /** @throws Problem `model-not-found`, `version-not-found` */
  get(model: string, version: number): Promise<RoutedVersion>
  /** What the version takes and answers, by its recorded bytes. */
  contract(version: RoutedVersion): Promise<Contract>
}

/** What is known of whether a version may answer. Wired by compose to evaluation. */
export interface EvidenceLookup {
  /** What is agreed that versions of a model must satisfy; `undefined` when nothing was ever agreed. */
  specification(model: string): Promise<SpecificationView | undefined>
  /** The newest recorded check of a version by a specification. */
  check(
    version: RoutedVersion,
    specification: SpecificationView['digest'],
  ): Promise<Check | undefined>
}

/** Whether the gates of a model line let a version be promoted. */
export type Permission =
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'refused'
      readonly code: 'specification-absent' | 'check-absent' | 'check-failed'
      readonly detail: string
      /** One line each. */
      readonly reasons: readonly string[]
      readonly hint: string
    }
