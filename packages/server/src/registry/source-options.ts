import type { ImportOptions } from '@ratchet-ml/scoring'

/** How a model file is read. */
export interface SourceOptions extends ImportOptions {
  /** Has an engine answer an ONNX graph even where our own steps could. */
  readonly opaque?: boolean
}
