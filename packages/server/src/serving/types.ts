import type { RoutedVersion } from '@ratchet-ml/protocol'
import type { Contract, PackageFiles } from '@ratchet-ml/scoring'
import type { Micros } from '../platform/clock.ts'

/** Which versions answer and stand by at an endpoint: one revision of a document. */
export interface Route {
  readonly endpoint: string
  /** 1, 2, 3, … without gaps. */
  readonly revision: number
  readonly champion: RoutedVersion
  readonly standby?: RoutedVersion
  /** What callers of the endpoint may send and get, whichever version answers. */
  readonly contract: Contract
  /** Digest of the contract's canonical form. */
  readonly contractDigest: string
  readonly change: RouteChangeKind
  readonly validFrom: Micros
  /** Absent while it is in force. */
  readonly validTo?: Micros
  readonly actor: string
  readonly reason: string
  /** Why it was promoted though the gates of its model line had not passed. */
  readonly waived?: string
}

export type RouteChangeKind = 'created' | 'promoted' | 'rolled-back'

/** Where the bytes of versions come from. */
export interface PackageSource {
  /**
   * A version's package: its archive, or its files by path. Whoever asks may keep the bytes.
   * @throws Problem `version-not-found`, or whatever the store throws when it cannot be read
   */
  fetch(version: RoutedVersion, signal: AbortSignal): Promise<Uint8Array | PackageFiles>
}
