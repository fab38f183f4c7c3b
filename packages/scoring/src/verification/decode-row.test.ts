import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aContract, aField, anyContract } from '../contract/testing/contracts.ts'
import { emptyTextOf } from '../rows/cell-values.ts'
import { createCsvReader } from '../rows/csv.ts'
import type { InputRow } from '../rows/input-row.ts'
import { createNdjsonReader } from '../rows/ndjson.ts'
import { createRowReader } from '../rows/row-reader.ts'
import type { RowFormat } from '../rows/sniff.ts'
import { rowOf } from '../rows/testing/rows.ts'
import { createRowDecoder, featuresOnly } from './decode-row.ts'
import { rowKey } from './row-key.ts'
import { writeVerificationRows } from './row-writer.ts'

const cases = anyContract()
  .filter((contract) => featuresOnly(contract).inputs.length > 0)
  .chain((contract) => fc.tuple(fc.constant(contract), rowOf(contract)))

test('what a row became is written as a row that becomes the same, in both formats', () => {
  let written = 0
  let unsaid = 0
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom('ndjson' as const, 'csv' as const),
      ([full, row], format) => {
        const contract = featuresOnly(full)
        const encoded = new Float64Array(contract.inputs.length)
        if (createRowReader(contract).read(row, encoded, 0) !== undefined) return
        written++
        const decoded = createRowDecoder(full)(encoded)
        expect(rowKey(decoded?.encoded ?? new Float64Array())).toBe(rowKey(encoded))
        const { text, leftOut } = writeVerificationRows(
          full,
          {
            ...{ featureCount: encoded.length, rows: encoded, kinds: ['boundary'] },
            ...{ expected: ['reference'], rawWidth: 0, raw: new Float64Array() },
          },
          format,
        )
        // A missing text alone is all that CSV cannot say.
        const isUnsaid =
          format === 'csv' &&
          decoded?.record[contract.inputs[0]?.name ?? ''] === null &&
          encoded.length === 1 &&
          emptyTextOf(contract.inputs[0]) !== null
        expect(leftOut).toBe(isUnsaid ? 1 : 0)
        if (isUnsaid) {
          unsaid++
          return
        }
        const again = new Float64Array(encoded.length)
        expect(createRowReader(contract).read(recordOf(text, format), again, 0)).toBeUndefined()
        expect(rowKey(again)).toBe(rowKey(encoded))

        function recordOf(text: string, format: RowFormat): unknown {
          const stream = format === 'csv' ? createCsvReader(contract) : createNdjsonReader()
          const rows: readonly InputRow[] = [
            ...stream.push(new TextEncoder().encode(text)),
            ...stream.end(),
          ]
          const [first] = rows
          const record = first?.kind === 'row' ? first.record : undefined
          return format === 'csv' ? record : (record as { inputs: unknown }).inputs
        }
      },
    ),
    { seed: 5, numRuns: 400 },
  )
  expect(written).toBeGreaterThan(100)
  expect(unsaid).toBeGreaterThan(0)
})

test('special numbers come back as they are, minus zero and the smallest too', () => {
  const contract = aContract({ inputs: [aField('x')] })
  for (const x of [-0, 0, 5e-324, -1.7976931348623157e308, Infinity, -Infinity, Number.NaN]) {
    const decoded = createRowDecoder(contract)(Float64Array.of(x))
    expect(decoded?.encoded[0]).toBe(x)
  }
})

test('what nobody could send is not written', () => {
  const decode = createRowDecoder(
    aContract({
      inputs: [
        aField('n', { type: 'integer', range: { maximum: 5 } }),
        aField('c', { type: 'category', levels: ['a'], unknownLevel: 'refuse' }),
      ],
    }),
  )
  expect(decode(Float64Array.of(5, 0))?.record).toEqual({ n: 5, c: 'a' })
  expect(decode(Float64Array.of(6, 0))).toBeUndefined()
  expect(decode(Float64Array.of(0.5, 0))).toBeUndefined()
  expect(decode(Float64Array.of(5, 1))).toBeUndefined()
})
