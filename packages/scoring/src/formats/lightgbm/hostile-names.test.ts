import { expect, test } from 'vitest'
import { parseContract } from '../../contract/contract-json.ts'
import { buildPackage } from '../../package/build.ts'
import { Refusal } from '../../refusals.ts'
import { createRowReader } from '../../rows/row-reader.ts'
import { importModel } from '../import-model.ts'
import type { Imported } from '../imported.ts'
import { modelsOf, readCase } from '../testing/conformance/cases.ts'

const textOf = (name: string) =>
  Buffer.from(readCase(modelsOf('lightgbm'), name).model).toString('latin1')
const [plain, pandas] = [textOf('regression'), textOf('pandas')]

/** The model with the value of a line replaced; the names and levels are not part of any tree. */
function withLine(text: string, key: string, value: string): Imported {
  const line = new RegExp(`^${key}.*$`, 'm')
  return importModel(Buffer.from(text.replace(line, () => key + value)))
}

const refusalOf = (act: () => unknown): Refusal => {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('features may be called as the members of every object are', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__']
  const imported = withLine(plain, 'feature_names=', names.join(' '))
  const { contract } = await buildPackage({ ...imported, source: { format: imported.format } })
  const row = new Float64Array(5)
  const faults = createRowReader(contract).read(
    JSON.parse('{"__proto__":1,"constructor":2,"toString":3,"hasOwnProperty":4}'),
    row,
    0,
  )
  expect(faults).toBeUndefined()
  expect([...row]).toEqual([1, 2, 3, 4, Number.NaN])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('a name that no contract can hold is refused with its line', () => {
  const names = ['a', 'b', 'c', 'd', 'e'.repeat(10_001)].join(' ')
  expect(refusalOf(() => withLine(plain, 'feature_names=', names))).toMatchObject({
    code: 'model-unsupported',
    place: expect.stringMatching(/^line \d+ \(feature_names\)$/),
    found: 'a name of 10001 characters',
  })
})

test.each([
  ['half a surrogate pair', '[["\\ud800"], [10, 20, 30], [0.5, 1.25], [false, true]]'],
  ['a text too long', `[["${'x'.repeat(10_001)}"], [1, 2, 3], [0.5, 1.25], [false, true]]`],
  ['lists without end', '['.repeat(200_000)],
])('levels with %s are refused with their line', (_, levels) => {
  expect(refusalOf(() => withLine(pandas, 'pandas_categorical:', levels))).toMatchObject({
    code: 'model-corrupt',
    place: expect.stringMatching(/^line \d+ \(pandas_categorical\)$/),
  })
})

test('a category without a single level is a number without levels', () => {
  const levels = '[["", "a b", "q", "Łódź"], [10, 20, 30], [0.5, 1.25], []]'
  const text = pandas.replace(/^feature_infos=.*$/m, (line) => line.replace(/\S+$/, 'none'))
  const { contract } = withLine(
    text.replace(/^tree_sizes=.*\n/m, ''),
    'pandas_categorical:',
    levels,
  )
  expect(contract.inputs[4]).toMatchObject({ type: 'number' })
  expect(() => parseContract(JSON.parse(JSON.stringify(contract)))).not.toThrow()
})

test('a number of a million digits and a letter is refused in one pass', () => {
  const line = /^threshold=.*$/m
  const count = (line.exec(plain)?.[0].split(' ').length ?? 0) - 1
  const values = [`${'1'.repeat(1e6)}x`, ...Array.from({ length: count }, () => '1')].join(' ')
  const text = plain.replace(line, () => `threshold=${values}`).replace(/^tree_sizes=.*\n/m, '')
  expect(refusalOf(() => importModel(Buffer.from(text)))).toMatchObject({
    code: 'model-corrupt',
    found: expect.stringMatching(/^1{77}\.\.\.$/),
  })
})

test('what a file puts into a message cannot steer a terminal', () => {
  const refusal = refusalOf(() => withLine(plain, 'objective=', '\u001b]0;x\u0007'))
  expect(refusal.found).toBe('\\u{1b}]0;x\\u{7}')
})
