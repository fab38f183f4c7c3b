import { Refusal } from '../refusals.ts'
import { shown } from '../shown.ts'
import { contractShape } from './contract-shape.ts'
import { outputsOfTask } from './outputs-of-task.ts'
import { checkShape } from './shape.ts'
import { elementName, elementsOf } from './tensor-inputs.ts'
import type { Contract, Field, Level } from './types.ts'

/**
 * Reads a contract from JSON that nobody vouches for: every key known, every value of its type and
 * in its range, names and levels unique, members that belong together together.
 *
 * @param place what the JSON pointers in refusals start with
 * @throws Refusal `contract-invalid`
 */
export function parseContract(json: unknown, place = 'contract.json#'): Contract {
  checkShape(contractShape, json, place, 'contract-invalid')
  // The shape has just been checked, member by member.
  const contract = json as Contract
  checkUnique(
    contract.inputs.map((field) => field.name),
    'input name',
    `${place}/inputs`,
  )
  for (const [i, field] of contract.inputs.entries()) checkField(field, `${place}/inputs/${i}`)
  checkTensors(contract, `${place}/tensors`)
  checkClasses(contract, place)
  checkOutputs(contract, `${place}/outputs`)
  return contract
}

/** Every tensor has its features, side by side, and a name that no field has. */
function checkTensors({ inputs, tensors = [] }: Contract, place: string): void {
  const slots = new Map(inputs.map(({ name }, slot) => [name, slot]))
  checkUnique(
    tensors.map(({ name }) => name),
    'tensor',
    place,
  )
  for (const [i, tensor] of tensors.entries()) {
    if (slots.has(tensor.name)) {
      throw invalid(`${place}/${i}/name`, shown(tensor.name), 'a name that no input has')
    }
    const first = slots.get(elementName(tensor, 0)) ?? inputs.length
    const count = elementsOf(tensor)
    const fields = inputs.slice(first, first + count)
    const misfit = fields.findIndex(
      ({ name, role, type }, k) =>
        name !== elementName(tensor, k) || role !== 'feature' || type !== fields[0]?.type,
    )
    if (fields.length === count && misfit < 0) continue
    const found = misfit < 0 ? `${fields.length} inputs` : shown(fields[misfit]?.name)
    const expected = `${count} features of one type, ${shown(elementName(tensor, 0))} and so on`
    throw invalid(`${place}/${i}/shape`, found, expected)
  }
}

function checkField(field: Field, place: string): void {
  if (field.maximumLength !== undefined && (field.type !== 'text' || field.role !== 'feature')) {
    const found = `it on a ${field.role} of type ${field.type}`
    throw invalid(`${place}/maximumLength`, found, 'it on features of type text only')
  }
  if (field.role !== 'feature' && field.availableAfter !== undefined) {
    throw invalid(`${place}/availableAfter`, `it on a ${field.role} field`, 'it on features only')
  }
  if (field.type === 'category') {
    checkCategory(field, place)
    return
  }
  for (const key of ['levels', 'unknownLevel', 'unknownCode'] as const) {
    if (field[key] !== undefined) {
      throw invalid(`${place}/${key}`, `${key} of type ${field.type}`, 'them on a category only')
    }
  }
  checkRange(field, `${place}/range`)
}

function checkCategory(field: Field, place: string): void {
  if (field.levels === undefined) throw invalid(`${place}/levels`, 'nothing', 'the levels')
  if (field.unknownLevel === undefined) {
    throw invalid(`${place}/unknownLevel`, 'nothing', '"accept" or "refuse"')
  }
  if (field.unknownCode !== undefined && field.unknownLevel === 'refuse') {
    throw invalid(
      `${place}/unknownCode`,
      'a code of levels that are refused',
      'it where they are accepted',
    )
  }
  if (field.range !== undefined) {
    throw invalid(`${place}/range`, 'a range of a category', 'a range on numbers only')
  }
  checkLevels(field.levels, 'level', `${place}/levels`)
}

function checkRange({ range, type }: Field, place: string): void {
  if (range === undefined) return
  if (type !== 'number' && type !== 'integer') {
    throw invalid(place, `a range of type ${type}`, 'a range on numbers only')
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = range
  if (minimum > maximum) {
    throw invalid(place, `minimum ${minimum} above maximum ${maximum}`, 'a range that holds values')
  }
}

/** Text and numbers in one list would make the text `1` and the number 1 two levels of a CSV file. */
function checkLevels(levels: readonly Level[], noun: string, place: string): void {
  const kind = typeof levels[0]
  const stray = levels.find((level) => typeof level !== kind)
  if (stray !== undefined) {
    throw invalid(place, `${shown(levels[0])} and ${shown(stray)}`, `${noun} names of one type`)
  }
  checkUnique(levels, noun, place)
}

function checkUnique(values: readonly Level[], noun: string, place: string): void {
  const seen = new Set<Level>()
  for (const [i, value] of values.entries()) {
    if (seen.has(value)) throw invalid(`${place}/${i}`, `${noun} ${shown(value)} again`, 'it once')
    seen.add(value)
  }
}

function checkClasses({ classes, task, threshold }: Contract, place: string): void {
  if (threshold !== undefined && task !== 'binary') {
    throw invalid(`${place}/threshold`, `a threshold of a ${task} model`, 'it on binary ones only')
  }
  if (classes === undefined) return
  if (task !== 'binary' && task !== 'multiclass' && task !== 'anomaly') {
    throw invalid(
      `${place}/classes`,
      `classes of a ${task} model`,
      'classes on classification and anomalies only',
    )
  }
  if (task !== 'multiclass' && classes.length !== 2) {
    throw invalid(
      `${place}/classes`,
      `${classes.length} classes of ${task === 'binary' ? 'a binary' : 'an anomaly'} model`,
      '2',
    )
  }
  checkLevels(classes, 'class', `${place}/classes`)
}

/** The outputs are those of the task; only their widths are free where the contract names none. */
function checkOutputs(contract: Contract, place: string): void {
  const width = (name: string) => contract.outputs.find((one) => one.name === name)?.width ?? 1
  const classes = contract.classes ?? (contract.task === 'binary' ? 2 : width('probability'))
  const targets = width(contract.task === 'clustering' ? 'distance' : 'value')
  const known = outputsOfTask(contract.task, { classes, targets })
  checkUnique(
    contract.outputs.map((one) => one.name),
    'output',
    place,
  )
  for (const [i, { name, type, width }] of contract.outputs.entries()) {
    const match = known.find((one) => one.name === name)
    if (match === undefined) {
      const names = known.map((one) => one.name).join(' and ')
      throw invalid(`${place}/${i}/name`, shown(name), `${names} for ${contract.task}`)
    }
    if (match.type !== type || match.width !== width) {
      const expected = `${match.type} of width ${match.width}`
      throw invalid(`${place}/${i}`, `${type} of width ${width}`, expected)
    }
  }
}

function invalid(place: string, found: string, expected: string): Refusal {
  return new Refusal({ code: 'contract-invalid', place, found, expected })
}
