import { checkShape } from '../../contract/shape.ts'
import type { PackageFiles, VerificationRows } from '../../package/types.ts'
import { decodeUtf8 } from '../../platform-globals.ts'
import { textsShape, type WrittenTexts, withTexts } from '../../verification/text-parts.ts'
import { modelCorrupt } from './refuse.ts'

/** The texts of the rows that the estimator has answered, where it reads texts. */
export const textsPath = 'texts.json'

/**
 * The rows of an export with the texts that they speak of.
 *
 * @throws Refusal `model-corrupt`
 */
export function withTextsOf(answered: VerificationRows, files: PackageFiles): VerificationRows {
  const bytes = files.get(textsPath)
  if (bytes === undefined) return answered
  const rows = withTexts(answered.rows, answered.featureCount, readTexts(bytes))
  return { ...answered, rows }
}

function readTexts(bytes: Uint8Array): WrittenTexts {
  let json: unknown
  try {
    json = JSON.parse(decodeUtf8(bytes) ?? '')
  } catch {
    throw modelCorrupt(textsPath, 'no JSON in UTF-8', 'the texts of the rows')
  }
  checkShape(textsShape, json, `${textsPath}#`, 'model-corrupt')
  // The shape has just been checked.
  return json as WrittenTexts
}
