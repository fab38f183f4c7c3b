import { expect, test } from 'vitest'
import { parseProgram } from './program-json.ts'
import { aLogisticModel, aTreeModel } from './testing/models.ts'

type Json = Record<string, unknown>

/** The logistic program as JSON, with one step changed. */
function changed(step: number, change: Json): Json {
  const json = JSON.parse(JSON.stringify(aLogisticModel().program))
  Object.assign(json.steps[step], change)
  return json
}

test.each([
  ['a linear model', aLogisticModel().program],
  ['trees', aTreeModel().program],
])('the program of %s reads back from its JSON', (_, program) => {
  expect(parseProgram(JSON.parse(JSON.stringify(program)))).toEqual(program)
})

test.each([
  [changed(1, { op: 'eval@1' }), '/steps/1/op: found "eval@1"'],
  [changed(1, { extra: 1 }), '/steps/1: found the key "extra"'],
  [changed(1, { __proto__x: 1 }), 'the key "__proto__x"'],
  [changed(1, { columns: [0, 9] }), '/steps/1/columns/1: found 9, expected less than 4'],
  [changed(1, { columns: [0.5] }), '/steps/1/columns/0: found 0.5'],
  [changed(1, { columns: [] }), '/steps/1/columns: found 0 entries'],
  [changed(1, { in: 'codes' }), '/steps/1/in: found "codes"'],
  [changed(1, { in: 'a b' }), 'found "a b", expected a name'],
  [changed(2, { out: 'filled' }), '/steps/2/out: found "filled", expected a name not yet taken'],
  [changed(3, { sizes: [3] }), '/steps/3/sizes: found 1 entries, expected 2'],
  [changed(3, { sizes: [3, 4_000_000] }), 'a value of width 4000003'],
  [changed(6, { divisor: 0 }), '/steps/6/divisor: found 0'],
  [changed(6, { link: { kind: 'constructor' } }), '/steps/6/link/kind: found "constructor"'],
  [changed(6, { link: { kind: 'softmax' } }), '/steps/6/complement: found softmax of 1'],
  [changed(0, { width: 1e9 }), '/steps/0/width: found 1000000000'],
  [{ ...changed(0, {}), format: 2 }, '/format: found 2, expected 1'],
  [{ ...changed(0, {}), outputs: { label: 'label' } }, 'found no output raw'],
  [{ ...changed(0, {}), outputs: { raw: 'nowhere' } }, '/outputs/raw: found "nowhere"'],
  [{ ...changed(0, {}), outputs: { raw: 'margins' } }, '/steps/7: found "label", never used'],
  [{ ...changed(0, {}), steps: [] }, '/steps: found 0 steps'],
  [[], 'program.json#: found a list of 0, expected an object'],
  [null, 'found null'],
])('a program that is no program is refused with its place (%#)', (json, message) => {
  expect(() => parseProgram(json)).toThrow(message)
})
