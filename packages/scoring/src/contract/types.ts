/** The schema of a model's inputs and outputs: what a row must look like and what comes back. */

/** What a field is for. Only `feature` fields reach the model. */
export type FieldRole = 'feature' | 'unit' | 'time' | 'segment' | 'carried'

/** How a value is written. `timestamp` is RFC 3339 text on the wire, microseconds UTC inside. */
export type FieldType = 'number' | 'integer' | 'boolean' | 'category' | 'text' | 'timestamp'

/** A level of a category: the text or the number that people write for it. */
export type Level = string | number

/** What happens to a row whose value is missing, or whose category level was never seen. */
export type Tolerance = 'accept' | 'refuse'

/** Inclusive bounds of a numeric field. */
export interface Range {
  readonly minimum?: number
  readonly maximum?: number
}

export interface Field {
  readonly name: string
  readonly role: FieldRole
  readonly type: FieldType
  /** Unit of measure, such as `mile` or `s`. */
  readonly unit?: string
  readonly description?: string
  readonly range?: Range
  /**
   * Of a category: its levels in code order, all text or all numbers. The level at index i reaches
   * the model as the number i.
   */
  readonly levels?: readonly Level[]
  /** Absent, null and NaN are one thing: missing. */
  readonly missing: Tolerance
  /** Whether training saw a missing value here; absent where the source does not say. */
  readonly missingSeen?: boolean
  /**
   * Of a category: a level that is not in `levels`; accepted, it reaches the model as missing, unless
   * `unknownCode` says otherwise.
   */
  readonly unknownLevel?: Tolerance
  /**
   * Of a category that accepts unknown levels: the number as which they reach the model, where it
   * tells them apart from missing values.
   */
  readonly unknownCode?: -1
  /** Of a text: most characters (Unicode code points); absent: `mostTextCharacters`. */
  readonly maximumLength?: number
  /** Tells about a person: the prediction log leaves its values out, or hashes them with a key. */
  readonly personal?: boolean
  /**
   * Of a feature: how long after the event its value is known, such as `36h`; `0s` says that it is known
   * at the event even where its values are later times, as those of a booked day are. A back-test with a
   * feature that is known only after its prediction is made is no evidence.
   */
  readonly availableAfter?: string
}

/** What kind of question the model answers; it decides the names of the outputs. */
export type Task = 'binary' | 'multiclass' | 'regression' | 'ranking' | 'anomaly' | 'clustering'

export interface OutputField {
  /**
   * `label`, `probability`, `value`, `score`, `cluster`, `distance`: one naming everywhere
   * (docs/reference/outputs.md).
   */
  readonly name: string
  readonly type: 'number' | 'integer' | 'category'
  /** Numbers per row: 1, or the count of classes or targets. */
  readonly width: number
}

/** How closely the package reproduces its source library. */
export interface NumericContract {
  /** Raw scores (margins) against the source library. */
  readonly raw: 'bit-exact' | { readonly relative: number; readonly absolute?: number }
  /** Largest distance of linked outputs from the source library's, in units in the last place. */
  readonly linkUlp: number
  /** Linked outputs that are no further apart than this agree as well; absent: 0. */
  readonly linkAbsolute?: number
  /** The type in which the source library answers, whose last place is meant; absent: f64. */
  readonly linkType?: 'f64' | 'f32'
}

/**
 * Numbers that belong together: features `<name>[0]`, `<name>[1]`, …, side by side, row-major, as many as
 * the shape has. A row may have them one by one, or as one array of arrays under the tensor's name.
 */
export interface TensorInput {
  readonly name: string
  /** Of one row: [3, 32, 32]. */
  readonly shape: readonly number[]
}

export interface Contract {
  readonly task: Task
  readonly inputs: readonly Field[]
  /** Features that may come as arrays. */
  readonly tensors?: readonly TensorInput[]
  /** Keys of a row that name no input. */
  readonly extra: 'ignore' | 'refuse'
  readonly outputs: readonly OutputField[]
  /** Classes in output order, for classification and anomalies whose class names are known. */
  readonly classes?: readonly Level[]
  /** A binary model answers its second class where that class's probability is at least this. */
  readonly threshold?: number
  readonly numeric: NumericContract
}

/** The inputs that reach the model, in the order of the encoded row. */
export function featuresOf(contract: Contract): readonly Field[] {
  return contract.inputs.filter((field) => field.role === 'feature')
}

/** Characters that a text may have where its contract says nothing. */
export const mostTextCharacters = 1_000_000
