import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createScorer } from '../kernels/scorer.ts'
import { createOutputsJsonWriter } from '../outputs/json-writer.ts'
import { packPackage } from '../package/archive.ts'
import { buildPackage } from '../package/build.ts'
import { loadPackage } from '../package/load.ts'
import { aTreeModel } from '../package/testing/models.ts'
import { createNdjsonReader } from '../rows/ndjson.ts'
import { createRowReader } from '../rows/row-reader.ts'
import { rowOf } from '../rows/testing/rows.ts'
import { verifyPackage } from './replay.ts'

const pkg = await loadPackage(packPackage(await buildPackage(aTreeModel())))

test('both engines give a loaded package its expected answers', () => {
  for (const engine of ['reference', 'kernels'] as const) {
    const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract, { engine })
    expect(verifyPackage(pkg, scorer)).toMatchObject({ mismatches: 0, largestUlp: 0 })
  }
})

test('answers a line of NDJSON with the outputs that the model gives by hand', () => {
  // distance 300 <= 500.5 and hour 9 <= 11: -0.5; JFK is not in the set: -0.3.
  const line = '{"hour":9,"origin":"JFK","distance":300}\n'
  expect(answers([line])).toEqual([
    '{"label":"no","probability":[0.6899744811276125,0.31002551887238755]}',
  ])
})

test('answers a row alike in any order and in batches of any size', () => {
  const lines = fc.array(
    rowOf(pkg.contract).map((row) => `${JSON.stringify(row)}\n`),
    {
      minLength: 1,
      maxLength: 20,
    },
  )
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 7 }), (given, size) => {
      const once = answers(given)
      expect(answers([...given].reverse())).toEqual([...once].reverse())
      const batches: string[][] = []
      for (let at = 0; at < given.length; at += size) {
        batches.push(answers(given.slice(at, at + size)))
      }
      expect(batches.flat()).toEqual(once)
    }),
  )
})

/** One answer a line: outputs, or the code of the fault. */
function answers(lines: readonly string[]): string[] {
  const stream = createNdjsonReader()
  const reader = createRowReader(pkg.contract)
  const rows = [...stream.push(new TextEncoder().encode(lines.join(''))), ...stream.end()]
  const encoded = new Float64Array(rows.length * reader.featureCount)
  let count = 0
  const faults = rows.map((row) => {
    if (row.kind === 'fault') return row.fault.code
    const fault = reader.read(row.record, encoded, count * reader.featureCount)
    if (fault === undefined) count++
    return fault?.code
  })
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  const scored = scorer.allocate(count)
  scorer.score(encoded, count, scored)
  const writer = createOutputsJsonWriter(pkg.contract)
  let next = 0
  return faults.map((code) => code ?? writer.outputs(scored, next++))
}
