import {
  createOutputsJsonWriter,
  createRowReader,
  type OutputsJsonWriter,
  type RowReader,
  type Scored,
} from '@ratchet-ml/scoring'
import type { VersionHandle } from '../lifecycle/handle.ts'
import { createRecordContext, type RecordContext } from '../log/record-context.ts'
import type { Route } from '../types.ts'

/** Requests of up to this many rows share scratch memory and are answered in one turn. */
const mostRowsAtOnce = 256

/** Rows answered by one version in one arm. */
export interface Arm {
  readonly model: string
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
  /** Reads rows into the version's own codes, where its contract is not the endpoint's. */
  readonly encoder: RowReader | undefined
  /** Where the reader writes: the scratch memory itself unless the encoder does that. */
  readonly asRead: Float64Array
  readonly featureCount: number
  /** Rows scored in one turn. */
  readonly rowsPerTurn: number
  readonly scratch: Float64Array
  readonly scored: Scored
  readonly outputs: OutputsJsonWriter
  /** `"version":3,"arm":"champion","servedBy":"champion","outputs":` */
  readonly answerPrefix: string
  /** What the log records of every answer. */
  readonly logContext: RecordContext
}

/**
 * @param reader the endpoint's, kept from route to route so that its counters go on
 */
export function createLiveEndpoint(
  route: Route,
  handle: VersionHandle,
  reader: RowReader,
): LiveEndpoint {
  const { scorer, contract, contractDigest, rowsPerTurn } = handle.loaded
  const { model, version } = route.champion
  const turnRows = Math.min(mostRowsAtOnce, rowsPerTurn)
  const isSame = contractDigest === route.contractDigest
  const featureCount = scorer.featureCount
  const scratch = new Float64Array(turnRows * featureCount)
  return {
    route,
    handle,
    arm: { model, version, arm: 'champion', rows: 0 },
    reader,
    encoder: isSame ? undefined : createRowReader(contract),
    asRead: isSame ? scratch : new Float64Array(turnRows * reader.featureCount),
    featureCount,
    rowsPerTurn: turnRows,
    scratch,
    scored: scorer.allocate(turnRows),
    outputs: createOutputsJsonWriter(route.contract),
    answerPrefix: `"version":${version},"arm":"champion","servedBy":"champion","outputs":`,
    logContext: createRecordContext({
      ...{ routeRevision: route.revision, versionDigest: route.champion.digest },
      ...{ arm: 'champion', servedBy: 'champion' },
    }),
  }
}
