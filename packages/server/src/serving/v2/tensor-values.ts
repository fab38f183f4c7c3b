import { invalid, typeName } from '../predict/predict-request.ts'
import type { Datatype } from './types.ts'

/** Which values of JSON a datatype takes, beside null, which is a missing value. */
type Check = { readonly takes: (value: unknown) => boolean; readonly expected: string }

const text: Check = { takes: (value) => typeof value === 'string', expected: 'text' }
const truth: Check = { takes: (value) => typeof value === 'boolean', expected: 'true or false' }
const real: Check = {
  takes: (value) => typeof value === 'number' || isNumberText(value),
  expected: 'a number',
}

/** 64-bit integers are taken up to 2^53, where a double is still exact, and refused beyond. */
const checks: Readonly<Record<Datatype, Check>> = {
  BOOL: truth,
  UINT8: whole(0, 255),
  UINT16: whole(0, 65_535),
  UINT32: whole(0, 4_294_967_295),
  UINT64: whole(0, Number.MAX_SAFE_INTEGER),
  INT8: whole(-128, 127),
  INT16: whole(-32_768, 32_767),
  INT32: whole(-2_147_483_648, 2_147_483_647),
  INT64: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  FP32: real,
  FP64: real,
  BYTES: text,
}

/**
 * The values of a tensor, one a row. Numbers declared FP32 are rounded to it, as they would be in
 * binary.
 *
 * @throws Problem `request-invalid` at the first element that is not of the datatype
 */
export function toValues(
  data: readonly unknown[],
  datatype: Datatype,
  pointer: string,
): readonly unknown[] {
  const { takes, expected } = checks[datatype]
  for (let i = 0; i < data.length; i++) {
    if (data[i] === null || takes(data[i])) continue
    throw invalid(
      `${pointer}/${i}`,
      `found ${typeName(data[i])}, expected ${expected} (${datatype})`,
    )
  }
  if (datatype !== 'FP32') return data
  return data.map((value) => (typeof value === 'number' ? Math.fround(value) : value))
}

function whole(least: number, most: number): Check {
  return {
    takes: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    expected: `a whole number from ${least} to ${most}`,
  }
}

/** What JSON has no number for. */
function isNumberText(value: unknown): boolean {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity'
}
