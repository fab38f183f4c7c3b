import { invalid, typeName } from '../predict/predict-request.ts'
import { bfloat16Of } from './small-floats.ts'
import type { Datatype } from './types.ts'

/** Which values of JSON a datatype takes, beside null, which is a missing value. */
type Check = { readonly takes: (value: unknown) => boolean; readonly expected: string }

const text: Check = { takes: (value) => typeof value === 'string', expected: 'text' }
const truth: Check = { takes: (value) => typeof value === 'boolean', expected: 'true or false' }
const real: Check = {
  takes: (value) => typeof value === 'number' || typeof value === 'bigint' || isNumberText(value),
  expected: 'a number',
}

const checks: Readonly<Record<Datatype, Check>> = {
  BOOL: truth,
  UINT8: whole(0, 255),
  UINT16: whole(0, 65_535),
  UINT32: whole(0, 4_294_967_295),
  UINT64: wholeOf64(0n, (1n << 64n) - 1n),
  INT8: whole(-128, 127),
  INT16: whole(-32_768, 32_767),
  INT32: whole(-2_147_483_648, 2_147_483_647),
  INT64: wholeOf64(-(1n << 63n), (1n << 63n) - 1n),
  FP16: real,
  BF16: real,
  FP32: real,
  FP64: real,
  BYTES: text,
}

/** To what a narrower float rounds a number, as it would be in binary. */
const roundings: Partial<Record<Datatype, (value: number) => number>> = {
  FP16: (value) => Math.f16round(value),
  BF16: bfloat16Of,
  FP32: (value) => Math.fround(value),
}

/**
 * The values of a tensor, one a row. Whole numbers beyond 2^53 are bigint; numbers of a narrower
 * float are rounded to it.
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
  const round = roundings[datatype]
  if (round === undefined) return data
  return data.map((value) =>
    typeof value === 'number' || typeof value === 'bigint' ? round(Number(value)) : value,
  )
}

function whole(least: number, most: number): Check {
  return {
    takes: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    expected: `a whole number from ${least} to ${most}`,
  }
}

/** Beyond 2^53 a whole number written in digits came as bigint; a double there may be rounded. */
function wholeOf64(least: bigint, most: bigint): Check {
  return {
    takes: (value) =>
      typeof value === 'bigint'
        ? value >= least && value <= most
        : Number.isSafeInteger(value) && Number(value) >= Number(least),
    expected: `a whole number from ${least} to ${most}, in digits beyond 2^53`,
  }
}

/** What JSON has no number for. */
function isNumberText(value: unknown): boolean {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity'
}
