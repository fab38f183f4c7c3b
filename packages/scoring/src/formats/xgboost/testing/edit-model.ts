import { modelsOf, readCase } from '../../testing/conformance/cases.ts'

/** A JSON document in hand, to be damaged. */
// biome-ignore lint/suspicious/noExplicitAny: any path into any document.
export type Loose = any

/** The text of a fixture model that was saved as JSON. */
export function jsonOf(name: string): string {
  return Buffer.from(readCase(modelsOf('xgboost'), name).model).toString('utf8')
}

/** The bytes of a fixture model after a change of its document. */
export function edited(name: string, change: (model: Loose) => void): Uint8Array {
  const model: Loose = JSON.parse(jsonOf(name))
  change(model)
  return Buffer.from(JSON.stringify(model))
}
