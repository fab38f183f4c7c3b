import type { GraphOptions, ImportOptions } from '@ratchet-ml/scoring'

/** How a model file is read. */
export interface SourceOptions extends ImportOptions {
  /** What an ONNX file does not say about itself. */
  readonly graph?: GraphOptions
  /** Has an engine answer an ONNX graph even where our own steps could. */
  readonly opaque?: boolean
}
