import { corrupt } from '../corrupt.ts'
import { shown } from '../shown.ts'
import { bindValues } from './bindings.ts'
import { limits } from './limits.ts'
import { getOp, opNames } from './op-table.ts'
import { StepFields } from './step-fields.ts'
import type { Program, Step } from './types.ts'

/**
 * Reads a program from JSON that nobody vouches for: a closed set of ops, no unknown key, every
 * value bound before its use, widths that fit. Coefficients are checked by validateModel.
 *
 * @param place what the JSON pointers in refusals start with
 * @throws Refusal `package-corrupt`
 */
export function parseProgram(json: unknown, place = 'program.json#'): Program {
  const fields = new StepFields(json, place)
  const format = fields.oneOf('format', [1])
  const steps = parseSteps(fields.raw('steps'), `${place}/steps`)
  const outputs = parseOutputs(fields.object('outputs'))
  fields.end()
  const program: Program = { format, steps, outputs }
  bindValues(program, place)
  return program
}

function parseSteps(value: unknown, place: string): readonly Step[] {
  if (!Array.isArray(value)) throw corrupt(place, shown(value), 'a list')
  if (value.length < 1 || value.length > limits.steps) {
    throw corrupt(place, `${value.length} steps`, `1 to ${limits.steps}`)
  }
  return value.map((item: unknown, i) => {
    const fields = new StepFields(item, `${place}/${i}`)
    const step = getOp(fields.oneOf('op', opNames)).parse(fields)
    fields.end()
    return step
  })
}

function parseOutputs(fields: StepFields): Program['outputs'] {
  if (!fields.has('raw')) throw corrupt(fields.place, 'no output raw', 'the output raw')
  const names = [...fields.keys()]
  if (names.length > limits.steps) {
    throw corrupt(fields.place, `${names.length} outputs`, `at most ${limits.steps}`)
  }
  // fromEntries defines own keys, so that even __proto__ is plain data.
  return Object.fromEntries(names.map((name) => [name, fields.name(name)]))
}
