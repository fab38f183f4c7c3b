import { corrupt } from '../corrupt.ts'
import { shown } from '../shown.ts'
import { limits } from './limits.ts'
import { getOp } from './op-table.ts'
import type { WidthOf } from './ops/op.ts'
import type { Program } from './types.ts'

/**
 * Follows the values through a program: every name bound once, before its use, with inputs of the
 * right widths; every value of the program used.
 *
 * @returns the width of every value
 * @throws Refusal
 */
export function bindValues(program: Program, place: string): WidthOf {
  const widths = new Map<string, number>()
  const unused = new Map<string, string>()
  let total = 0
  program.steps.forEach((step, i) => {
    const at = `${place}/steps/${i}`
    const op = getOp(step.op)
    if ((step.op === 'input@1') !== (i === 0)) {
      throw corrupt(`${at}/op`, step.op, 'the step input@1 first, and only there')
    }
    for (const name of op.inputs(step)) {
      if (!widths.has(name)) throw corrupt(`${at}/in`, shown(name), 'a value made by a step before')
      unused.delete(name)
    }
    if (widths.has(step.out)) throw corrupt(`${at}/out`, shown(step.out), 'a name not yet taken')
    const width = op.width(step, lookUp(widths), at)
    if (width < 1 || width > limits.width) {
      throw corrupt(at, `a value of width ${width}`, `1 to ${limits.width}`)
    }
    total += width
    if (total > limits.totalWidth) {
      throw corrupt(at, `values of ${total} doubles so far`, `at most ${limits.totalWidth}`)
    }
    widths.set(step.out, width)
    unused.set(step.out, at)
  })
  for (const [output, name] of Object.entries(program.outputs)) {
    if (!widths.has(name)) {
      throw corrupt(`${place}/outputs/${output}`, shown(name), 'a value made by a step')
    }
    unused.delete(name)
  }
  for (const [name, at] of unused) throw corrupt(at, `${shown(name)}, never used`, 'a use of it')
  return lookUp(widths)
}

function lookUp(widths: ReadonlyMap<string, number>): WidthOf {
  return (name) => {
    const width = widths.get(name)
    if (width === undefined) throw new RangeError(`No value is called ${name}.`)
    return width
  }
}
