import { z } from 'zod'
import { Digest, Instant, Name } from '../names.ts'
import { LogStatus } from './log.ts'

/** A version as a route names it. */
export const RoutedVersion = z.strictObject({
  model: Name,
  version: z.int().positive(),
  digest: Digest,
})
export type RoutedVersion = z.infer<typeof RoutedVersion>

/** Which versions answer and stand by at an endpoint; every change is a new revision. */
export const RouteView = z.strictObject({
  endpoint: Name,
  revision: z.int().positive(),
  champion: RoutedVersion,
  standby: RoutedVersion.optional(),
  validFrom: Instant,
  /** Absent while it is in force. */
  validTo: Instant.optional(),
  actor: z.string(),
  reason: z.string(),
  /** Why it was promoted though the gates of its model line had not passed. */
  waived: z.string().optional(),
})
export type RouteView = z.infer<typeof RouteView>

export const LoadState = z.enum(['loading', 'ready', 'failed', 'unloading'])
export type LoadState = z.infer<typeof LoadState>

export const EndpointView = z.strictObject({
  endpoint: Name,
  route: RouteView,
  /** State of each version the route names, by digest, as this server has it; empty if none serves. */
  states: z.record(
    z.string(),
    z.strictObject({
      state: LoadState,
      reason: z.string().optional(),
      /** The process that answers the version, where it is not this one. */
      engine: z
        .strictObject({
          /** Its library with the version, such as `onnxruntime 1.30.0`. */
          runtime: z.string(),
          /** What it took when it last said so. */
          memoryBytes: z.int().nonnegative().optional(),
        })
        .optional(),
    }),
  ),
  /** Contract of the endpoint, as `contract.json` in a package. */
  contract: z.unknown(),
  /** Absent where this server keeps no prediction log. */
  log: LogStatus.optional(),
})
export type EndpointView = z.infer<typeof EndpointView>

export const Promote = z.strictObject({
  model: Name,
  version: z.int().positive(),
  /** Compare-and-set: the route's revision now; 0: the endpoint must not exist. Absent: any. */
  expectedRevision: z.int().nonnegative().optional(),
  reason: z.string().default(''),
  /** Why it is promoted even where the gates of its model line have not passed. */
  waive: z.string().trim().min(1).optional(),
})
export type Promote = z.infer<typeof Promote>

export const RollBack = z.strictObject({
  expectedRevision: z.int().positive().optional(),
  reason: z.string().default(''),
})
export type RollBack = z.infer<typeof RollBack>

/** The route after a change and the one before it. */
export const RouteChange = z.strictObject({
  outcome: z.enum(['changed', 'unchanged']),
  route: RouteView,
  before: RouteView.optional(),
})
export type RouteChange = z.infer<typeof RouteChange>

/** One second of an endpoint's traffic. */
export const TrafficSample = z.strictObject({
  endpoint: Name,
  at: Instant,
  /** Requests answered in that second, by outcome. */
  ok: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  /** Median and 99th percentile of the time to answer, in milliseconds; absent without requests. */
  p50Ms: z.number().optional(),
  p99Ms: z.number().optional(),
})
export type TrafficSample = z.infer<typeof TrafficSample>
