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

/** The parts that manifest.json lists, in its order. */
export const sortedPartPaths: readonly string[] = Object.values(partPaths).sort()
