import {
  type Contract,
  createOutputsJsonWriter,
  createRowReader,
  JsonRow,
  type OutputsJsonWriter,
  type RowReader,
  type Scored,
} from '@ratchet-ml/scoring'
import type { FallbackReason, ServedBy } from '../fallback/types.ts'
import type { VersionHandle } from '../lifecycle/handle.ts'
import { QuickRows } from '../predict/quick-rows.ts'
import type { Route } from '../types.ts'
import type { Scratch } from './scratch.ts'

/** Requests of up to this many rows share scratch memory and are answered in one turn. */
const mostRowsAtOnce = 256

/** Rows answered by one version in one arm. */
export interface Arm {
  readonly model: string
  /** 0: no version, but the baseline. */
  readonly version: number
  readonly arm: 'champion'
  rows: number
}

/**
 * A route in force, with everything that answering takes: built once when the route changes, only
 * read while requests run. Its scratch memory belongs to whoever has the turn.
 */
export interface LiveEndpoint {
  readonly route: Route
  readonly handle: VersionHandle
  readonly arm: Arm
  /** Reads rows by the endpoint's contract. */
  readonly reader: RowReader
  /** Reads rows that are answered at once by a version of the endpoint's own contract. */
  readonly quickRows: QuickRows | undefined
  /** Reads rows into the version's own codes, where its contract is not the endpoint's. */
  readonly encoder: RowReader | undefined
  /** Where the reader writes when the encoder does the writing. */
  readonly discarded: Float64Array
  readonly featureCount: number
  /** Rows read or scored in one turn. */
  readonly rowsPerTurn: number
  /** Requests of so many rows are answered in the turn in which they come. */
  readonly rowsAtOnce: number
  readonly scratch: Float64Array
  readonly scored: Scored
  readonly outputs: OutputsJsonWriter
  readonly servedBy: ServedBy
  /** Why the version before it in the chain did not answer. */
  readonly fallbackReason: FallbackReason | undefined
  /** `"version":3,"arm":"champion","servedBy":"champion","outputs":` */
  readonly answerPrefix: string
  /** Who answers when this one fails; absent at the end of the chain. */
  readonly fallback: ((reason: FallbackReason) => LiveEndpoint) | undefined
}

export interface LiveOptions {
  readonly route: Route
  readonly handle: VersionHandle
  /** The endpoint's, kept from route to route so that its counters go on. */
  readonly reader: RowReader
  readonly arm: Arm
  readonly servedBy: ServedBy
  /** Where rows are scored. */
  readonly memory: Scratch
  /** Stands behind it. */
  readonly next?: LiveEndpoint | undefined
}

export function createLiveEndpoint(options: LiveOptions): LiveEndpoint {
  const { route, handle, reader, arm, servedBy, memory, next } = options
  const { scorer, contract, contractDigest, rowsPerTurn, engine } = handle.loaded
  const turnRows = Math.min(mostRowsAtOnce, rowsPerTurn)
  const isSame = contractDigest === route.contractDigest
  const featureCount = scorer.featureCount
  const isQuick = isSame && engine === undefined
  return {
    ...{ route, handle, arm, reader, servedBy },
    quickRows: isQuick ? new QuickRows(new JsonRow(namesOf(route.contract))) : undefined,
    encoder: isSame ? undefined : createRowReader(contract),
    discarded: new Float64Array(reader.featureCount),
    featureCount,
    rowsPerTurn: turnRows,
    rowsAtOnce: engine === undefined ? turnRows : 0,
    scratch: memory.take(turnRows * featureCount),
    scored: memory.answers(scorer, mostRowsAtOnce),
    outputs: createOutputsJsonWriter(route.contract),
    fallbackReason: undefined,
    answerPrefix: prefixOf(arm, servedBy),
    fallback: next && ((reason) => afterFailure(next, reason)),
  }
}

function namesOf({ inputs }: Contract): readonly string[] {
  return inputs.map(({ name }) => name)
}

/** The same, saying why it was asked. */
function afterFailure(live: LiveEndpoint, reason: FallbackReason): LiveEndpoint {
  const answerPrefix = prefixOf(live.arm, live.servedBy, reason)
  return { ...live, fallbackReason: reason, answerPrefix }
}

function prefixOf({ version, arm }: Arm, servedBy: ServedBy, reason?: FallbackReason): string {
  const why = reason === undefined ? '' : `"fallback":"${reason}",`
  return `"version":${version},"arm":"${arm}","servedBy":"${servedBy}",${why}"outputs":`
}
