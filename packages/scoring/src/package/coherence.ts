import { type Contract, featuresOf } from '../contract/types.ts'
import { corrupt } from '../corrupt.ts'
import { getOp } from '../ir/op-table.ts'
import type { Program } from '../ir/types.ts'
import { textsOf } from '../rows/row-texts.ts'
import { shown } from '../shown.ts'
import { linkedAnswerOf } from '../verification/interpret-rows.ts'
import { partPaths } from './layout.ts'
import type { VerificationRows } from './types.ts'

/**
 * Whether program, contract and verification rows speak of the same model: as many features, and
 * each output of the contract answered in its width.
 *
 * @throws Refusal `package-corrupt`
 */
export function checkCoherence(
  program: Program,
  widthOf: (name: string) => number,
  contract: Contract,
  verification: VerificationRows,
): void {
  const features = featuresOf(contract).length
  for (const [i, step] of program.steps.entries()) {
    if (step.op !== 'input@1' || step.width === features) continue
    const place = `${partPaths.program}#/steps/${i}/width`
    throw corrupt(place, `${step.width} features`, `${features}, as in the contract`)
  }
  checkTextReaders(program, contract)
  const promised = ['raw', ...contract.outputs.map((output) => output.name)]
  for (const name of Object.keys(program.outputs)) {
    if (promised.includes(name)) continue
    const place = `${partPaths.program}#/outputs`
    throw corrupt(place, `the output ${shown(name)}`, `only ${promised.join(', ')}`)
  }
  for (const output of contract.outputs) {
    const value = Object.hasOwn(program.outputs, output.name)
      ? program.outputs[output.name]
      : undefined
    const place = `${partPaths.program}#/outputs/${output.name}`
    if (value === undefined) throw corrupt(place, 'nothing', 'a value for the contract’s output')
    if (widthOf(value) !== output.width) {
      throw corrupt(place, `width ${widthOf(value)}`, `width ${output.width}, as in the contract`)
    }
  }
  checkVerification(verification, features, widthOf(program.outputs['raw'] as string))
  checkRowTexts(verification, contract)
  checkLinked(verification, program, widthOf)
}

/** A text's cell is no number: nothing reads it but what cuts texts, and that reads nothing else. */
function checkTextReaders({ steps, outputs }: Program, contract: Contract): void {
  const isText = featuresOf(contract).map(({ type }) => type === 'text')
  const row = steps[0]?.out
  for (const [i, step] of steps.entries()) {
    const place = `${partPaths.program}#/steps/${i}`
    if (step.op === 'textCounts@1') {
      if (step.in === row && isText[step.column] === true) continue
      const found = step.in === row ? `feature ${step.column}, which is no text` : shown(step.in)
      throw corrupt(`${place}/column`, found, 'a feature of type text')
    }
    if (
      !isText.includes(true) ||
      !getOp(step.op)
        .inputs(step)
        .includes(row ?? '')
    )
      continue
    const columns = 'columns' in step && Array.isArray(step.columns) ? step.columns : undefined
    const stray = (columns ?? [...isText.keys()]).find((column) => isText[column] === true)
    if (stray !== undefined) throw corrupt(place, `${step.op} of feature ${stray}`, 'no text')
  }
  if (!isText.includes(true) || !Object.values(outputs).includes(row ?? '')) return
  throw corrupt(`${partPaths.program}#/outputs`, 'the row', 'no text')
}

function checkVerification(rows: VerificationRows, features: number, margins: number): void {
  if (rows.featureCount !== features) {
    const place = `${partPaths.verification}#/featureCount`
    throw corrupt(place, String(rows.featureCount), `${features}, as in the contract`)
  }
  if (rows.rawWidth !== margins && rows.kinds.length > 0) {
    const place = `${partPaths.verification}#/rawWidth`
    throw corrupt(place, String(rows.rawWidth), `${margins}, as in the program`)
  }
}

/** Rows have texts where the contract has them, and nowhere else. */
function checkRowTexts({ rows, kinds }: VerificationRows, contract: Contract): void {
  if (kinds.length === 0) return
  const wanted = featuresOf(contract).flatMap(({ type }, i) => (type === 'text' ? [i] : []))
  const found = textsOf(rows)?.columns ?? []
  if (found.join() === wanted.join()) return
  const place = `${partPaths.verification}#/texts/columns`
  throw corrupt(place, shown(found.join(', ')), `the features of type text: ${wanted.join(', ')}`)
}

function checkLinked(
  { linked, kinds }: VerificationRows,
  program: Program,
  widthOf: (name: string) => number,
): void {
  if (linked === undefined || kinds.length === 0) return
  const answer = linkedAnswerOf(program)
  const width = answer === undefined ? 0 : widthOf(program.outputs[answer.name] as string)
  if (linked.output === answer?.kind && linked.width === width) return
  const place = `${partPaths.verificationRows}/${linked.output}`
  const expected = answer === undefined ? 'margins only' : `${answer.kind} of width ${width}`
  throw corrupt(
    place,
    `${linked.output} of width ${linked.width}`,
    `${expected}, as in the program`,
  )
}
