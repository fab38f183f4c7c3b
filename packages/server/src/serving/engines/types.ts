import type { ProblemCode } from '@ratchet-ml/protocol'
import type {
  Contract,
  Digest,
  LaidOutModel,
  Package,
  PackageFiles,
  RefusalDetail,
  RowTexts,
} from '@ratchet-ml/scoring'

/** What serving needs of a package once it is proven: all that takes long is done. */
export type ProvenPackage = LaidOutModel &
  Pick<Package, 'digest' | 'contract' | 'verification'> & {
    readonly contractDigest: Digest
    /** A row as callers may send them, encoded; empty where the package has none. */
    readonly example: readonly number[]
    /** Of the verification rows. */
    readonly texts: RowTexts | undefined
  }

/** A package that was checked and replayed, for whoever keeps it. */
export type CheckedPackage = Pick<Package, 'digest' | 'manifest' | 'contract' | 'files'>

/** How wide the answers are: what room for them takes. */
export interface AnswerShape {
  readonly featureCount: number
  readonly rawWidth: number
  readonly classes?: number
  readonly targets?: number
  readonly hasLabel: boolean
}

/** The columns of answers, as they travel between threads. */
export interface AnswerColumns {
  readonly raw: Float64Array<ArrayBuffer>
  readonly probability?: Float64Array<ArrayBuffer>
  readonly value?: Float64Array<ArrayBuffer>
  readonly label?: Int32Array<ArrayBuffer>
}

/** A model that answers in a thread or a process of its own, proven and warm. */
export interface EngineDescription {
  readonly digest: Digest
  readonly contract: Contract
  readonly contractDigest: Digest
  readonly example: readonly number[]
  readonly shape: AnswerShape
  /** Of the fastest turn of warming up. */
  readonly msPerRow: number
  /** One verification row and its margins, to ask for again. */
  readonly probe: {
    readonly row: Float64Array<ArrayBuffer>
    readonly texts: RowTexts | undefined
    readonly raw: Float64Array
  }
  /** The longest that it works without a look at deadlines, as far as it has been seen. */
  readonly mostMsBlind: number
  /** The library that answers, with its version, where it is not our own. */
  readonly runtime?: string
}

/** What the serving thread asks of a thread that opens packages and answers rows. */
export type EngineOrder =
  | {
      readonly kind: 'open'
      readonly id: number
      readonly source: Uint8Array | ReadonlyMap<string, Uint8Array>
      /** Packages with more bytes of coefficients stay in that thread. */
      readonly mostBytesHanded: number
    }
  | { readonly kind: 'check'; readonly id: number; readonly archive: Uint8Array }
  | {
      readonly kind: 'score'
      readonly id: number
      readonly rows: Float64Array<ArrayBuffer>
      readonly texts: RowTexts | undefined
      readonly count: number
      /** Milliseconds since 1970; nothing is begun after it. */
      readonly deadline: number
    }

export type EngineReply =
  /** A graph is not answered here: the files go back. */
  | { readonly kind: 'graph'; readonly id: number; readonly files: PackageFiles }
  | { readonly kind: 'handed'; readonly id: number; readonly package: ProvenPackage }
  | { readonly kind: 'kept'; readonly id: number; readonly description: EngineDescription }
  | { readonly kind: 'checked'; readonly id: number; readonly package: CheckedPackage }
  | { readonly kind: 'scored'; readonly id: number; readonly columns: AnswerColumns }
  /** The deadline came first. */
  | { readonly kind: 'late'; readonly id: number }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: RefusalDetail }
  | {
      readonly kind: 'failed'
      readonly id: number
      readonly message: string
      /** Where a problem says more than the message. */
      readonly problem?: { readonly code: ProblemCode; readonly hint?: string | undefined }
    }

/** Rows for an engine. */
export interface EngineRows {
  /** Encoded, row-major; their memory may go to the thread. */
  readonly rows: Float64Array<ArrayBuffer>
  readonly count: number
  /** Milliseconds since 1970; nobody waits past it. */
  readonly deadline: number
  /** Of a graph: the rows of each run, as in `GraphOrder`. */
  readonly atOnce?: number
}

/** A thread or a process that answers rows. Whatever ends it rejects what it was asked. */
export interface EngineHost {
  score(order: EngineRows): Promise<EngineReply>
  /** Ends it, whatever it is doing. */
  stop(reason?: Error): void
  /** Called once when it ends without having been told to. */
  onDeath: ((reason: Error) => void) | undefined
  /** Of a process of its own: what it takes, as it has last said. */
  readonly memoryBytes?: number | undefined
}

/** Rows answered, or why not: the deadline came first, or the thread failed. */
export type EngineAnswer =
  | { readonly kind: 'scored'; readonly columns: AnswerColumns }
  | { readonly kind: 'late' }
  | { readonly kind: 'failed'; readonly reason: string }

/** A model in a thread or a process of its own, as the serving thread has it. */
export interface EngineLink {
  readonly description: EngineDescription
  /** How long new rows would wait before they are begun. */
  readonly waitMs: number
  /** False once it has ended. */
  readonly isAlive: boolean
  /** Of a process of its own: what it takes, as it has last said. */
  readonly memoryBytes: number | undefined
  /** Called once if it ends unasked. */
  onDeath: ((reason: Error) => void) | undefined
  /**
   * @param rows encoded, `count` of them; their memory may go to the thread
   * @param deadline milliseconds since 1970; nobody waits past it
   */
  score(rows: Float64Array<ArrayBuffer>, count: number, deadline: number): Promise<EngineAnswer>
  close(): void
}

const { timeOrigin } = performance

/** Milliseconds since 1970 with fractions: one clock for every thread of the process. */
export function epochMs(): number {
  return timeOrigin + performance.now()
}
