import type { Contract } from '../../../contract/types.ts'
import { copyRows } from '../../../rows/row-texts.ts'
import type { SourceCase } from './cases.ts'

/** The case with its categories as the contract numbers them; one that it does not know is missing. */
export function recode(source: SourceCase, contract: Contract): SourceCase {
  const columns = Object.entries(source.texts).map(([feature, texts]) => {
    const levels = contract.inputs[Number(feature)]?.levels?.map(String) ?? []
    const codes = texts.map((text) => levels.indexOf(text))
    return { feature: Number(feature), codes: codes.map((code) => (code < 0 ? Number.NaN : code)) }
  })
  if (columns.length === 0) return source
  const x = copyRows(source.x)
  for (let row = 0; row < source.rows; row++) {
    for (const { feature, codes } of columns) {
      const at = row * source.features + feature
      x[at] = codes[x[at] as number] as number // every text has a code
    }
  }
  return { ...source, x }
}
