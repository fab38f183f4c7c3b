import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refusal } from '../refusals.ts'
import { parseContract } from './contract-json.ts'
import { contractShape } from './contract-shape.ts'
import { toJsonSchema } from './json-schema.ts'
import { aContract, anyContract } from './testing/contracts.ts'

test('reads back every contract that it can write', () => {
  fc.assert(
    fc.property(anyContract(), (contract) => {
      expect(parseContract(JSON.parse(JSON.stringify(contract)))).toEqual(contract)
    }),
  )
})

test.each(['0s', '1s', '90min', '36h', '90d', '2w'])('a feature may be known %s later', (later) => {
  const contract = withInput({ ...number, availableAfter: later })
  expect(parseContract(contract).inputs[0]?.availableAfter).toBe(later)
})

const number = { name: 'x', role: 'feature', type: 'number', missing: 'accept' }
const category = { ...number, type: 'category', levels: ['a', 'b'], unknownLevel: 'accept' }

test.each([
  [null, 'contract.json#: found null, expected an object'],
  [{ ...aContract(), tresholt: 1 }, 'contract.json#: found the key "tresholt", expected threshold'],
  [{ ...aContract(), __proto__: null, ['constructor']: 1 }, 'found the key "constructor"'],
  [{ ...aContract(), task: 'guess' }, '#/task: found "guess", expected "binary" or "multiclass"'],
  [{ ...aContract(), extra: undefined }, '#/extra: found nothing'],
  [withInput({ ...number, missing: 'yes' }), '#/inputs/0/missing: found "yes"'],
  [withInput({ ...number, rnage: {} }), '#/inputs/0: found the key "rnage", expected range'],
  [withInput({ ...number, name: '' }), '#/inputs/0/name: found "", expected a text'],
  [withInput({ ...number, name: '\ud800' }), '#/inputs/0/name'],
  [withInput(number, number), '#/inputs/1: found input name "x" again, expected it once'],
  [
    withInput({ ...number, maximumLength: 9 }),
    '#/inputs/0/maximumLength: found it on a feature of type number',
  ],
  [withInput({ ...number, levels: ['a'] }), '#/inputs/0/levels: found levels of type number'],
  [withInput({ ...number, range: { minimum: 2, maximum: 1 } }), 'minimum 2 above maximum 1'],
  [withInput({ ...number, range: { minimum: '2' } }), '#/inputs/0/range/minimum: found "2"'],
  [withInput({ ...number, type: 'boolean', range: {} }), 'found a range of type boolean'],
  [
    withInput({ ...number, availableAfter: '3 days' }),
    '#/inputs/0/availableAfter: found "3 days", expected a length of time such as 36h or 90d',
  ],
  [
    withInput({ ...number, role: 'time', type: 'timestamp', availableAfter: '3d' }),
    'found it on a time field, expected it on features only',
  ],
  [withInput({ ...category, levels: undefined }), '#/inputs/0/levels: found nothing'],
  [withInput({ ...category, unknownLevel: undefined }), '#/inputs/0/unknownLevel: found nothing'],
  [withInput({ ...category, levels: ['a', 'a'] }), '#/inputs/0/levels/1: found level "a" again'],
  [withInput({ ...category, levels: ['1', 1] }), 'found "1" and 1, expected level names of one'],
  [
    withInput({ ...category, levels: [true] }),
    '#/inputs/0/levels/0: found true, expected a text or',
  ],
  [withInput({ ...category, range: {} }), 'found a range of a category'],
  [{ ...aContract(), classes: ['a', 'b', 'c'] }, 'found 3 classes of a binary model, expected 2'],
  [
    { ...aContract(), task: 'anomaly', classes: ['a', 'b', 'c'] },
    'found 3 classes of an anomaly model, expected 2',
  ],
  [
    { ...aContract(), task: 'clustering', outputs: [{ name: 'value', type: 'number', width: 1 }] },
    '#/outputs/0/name: found "value", expected cluster and distance for clustering',
  ],
  [
    { ...aContract(), threshold: 1.5 },
    '#/threshold: found 1.5, expected a finite number from 0 to 1',
  ],
  [{ ...aContract(), outputs: [] }, '#/outputs: found 0 entries'],
  [
    { ...aContract(), outputs: [{ name: 'value', type: 'number', width: 1 }] },
    '#/outputs/0/name: found "value", expected label and probability for binary',
  ],
  [
    { ...aContract(), outputs: [{ name: 'probability', type: 'number', width: 3 }] },
    '#/outputs/0: found number of width 3, expected number of width 2',
  ],
  [
    { ...aContract(), numeric: { raw: { relativ: 1 }, linkUlp: 2 } },
    '#/numeric/raw: found the key "relativ", expected relative',
  ],
  [
    { ...aContract(), numeric: { raw: 'close', linkUlp: 2 } },
    '#/numeric/raw: found "close", expected "bit-exact" or an object',
  ],
])('refuses contract %#, naming the place, what it found and what it expected', (json, message) => {
  expect(() => parseContract(json)).toThrow(Refusal)
  expect(() => parseContract(json)).toThrow(message)
})

test('meets any JSON with a refusal and never another error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(aContract())), (value, key) => {
      for (const json of [value, { ...aContract(), [key]: value }]) {
        try {
          parseContract(json)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }
    }),
  )
})

test('has a JSON Schema that names every key and allows no other', () => {
  const schema = toJsonSchema(contractShape) as {
    properties: Record<string, unknown>
    additionalProperties: boolean
  }
  expect(Object.keys(schema.properties).sort()).toEqual(
    ['classes', 'extra', 'inputs', 'numeric', 'outputs', 'task', 'tensors', 'threshold'].sort(),
  )
  expect(schema.additionalProperties).toBe(false)
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
})

function withInput(...inputs: readonly object[]): unknown {
  return { ...aContract(), inputs }
}
