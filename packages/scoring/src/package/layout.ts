/** The files of a package. */
export const manifestPath = 'manifest.json'

export const partPaths = {
  coefficients: 'coefficients.safetensors',
  contract: 'contract.json',
  program: 'program.json',
  /** What the verification rows are. */
  verification: 'verification.json',
  /** Their numbers: tensors `rows` and `raw`. */
  verificationRows: 'verification.safetensors',
} as const

/** The parts of every package, in the order of manifest.json. */
export const sortedPartPaths: readonly string[] = Object.values(partPaths).sort()

/** The file of an ONNX graph, in packages whose program has such a step. */
export const graphPath = 'graph.onnx'
