import type { RoutedVersion } from '@ratchet-ml/protocol'
import type { Contract, LaidOutModel, Scorer } from '@ratchet-ml/scoring'
import type { EngineLink } from '../engines/types.ts'

/**
 * How far a version is. `unloading` takes no new request and waits for the last one in flight;
 * `failed` keeps its reason.
 */
export type VersionState = 'loading' | 'ready' | 'failed' | 'unloading'

/** One version as the policy sees it. */
export interface VersionSnapshot {
  readonly digest: string
  readonly state: VersionState
  /** Requests and chunks of requests that are using it. */
  readonly references: number
  /** Of a failed version: when to try again, in the same milliseconds as `nowMs`; absent: never. */
  readonly retryAtMs?: number
}

export interface LifecycleSnapshot {
  /** Digests that should be loaded, the most urgent first. */
  readonly aspired: readonly string[]
  readonly versions: readonly VersionSnapshot[]
  readonly nowMs: number
  /** Versions that may be loading at one time. */
  readonly loadsAtOnce: number
}

export type LifecycleAction =
  | { readonly action: 'load'; readonly digest: string }
  | { readonly action: 'reload'; readonly digest: string }
  | { readonly action: 'keep'; readonly digest: string }
  | { readonly action: 'unload'; readonly digest: string }
  | { readonly action: 'remove'; readonly digest: string }
  /** Nothing to do now; `untilMs` when a failed version is to be tried again. */
  | { readonly action: 'wait'; readonly untilMs?: number }

/** A version in memory: verified against its digest and its verification rows, and warm. */
export interface LoadedVersion {
  readonly version: RoutedVersion
  readonly contract: Contract
  /** Digest of the contract's canonical form. */
  readonly contractDigest: string
  /** A row as callers may send them, encoded; empty where none is known. */
  readonly example: readonly number[]
  /** Answers here and now; of a version with an `engine` it only makes room. */
  readonly scorer: Pick<Scorer, 'featureCount' | 'allocate' | 'score'>
  /** Where the version answers, if not in this thread. */
  readonly engine?: EngineLink
  /** What another thread can answer by, of a version that answers here. */
  readonly model?: LaidOutModel
  /** Of the fastest turn of warming up. */
  readonly msPerRow: number
  /** Answers one verification row anew and compares: what readiness is proven by. */
  prove(): boolean
  /** Gives back what it takes; it answers no more. */
  close(): void
  /** Rows scored without letting other requests in, so that a turn stays near 2 ms. */
  readonly rowsPerTurn: number
}

/** What is known of a version, for status and metrics. */
export type VersionStatus =
  | {
      readonly state: 'loading' | 'ready' | 'unloading'
      readonly version: RoutedVersion
      /** The process that answers it, where that is not this one. */
      readonly engine?: EngineStatus
    }
  | { readonly state: 'failed'; readonly version: RoutedVersion; readonly reason: string }

/** A process that answers a version. */
export interface EngineStatus {
  /** Its library with the version. */
  readonly runtime: string
  readonly memoryBytes?: number
}
