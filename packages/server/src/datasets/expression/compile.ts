import type { Zone } from '../../platform/zone.ts'
import type { Column, ColumnBatch } from '../types.ts'
import { kindOf } from './check.ts'
import { chooseRows } from './choose-rows.ts'
import { compareColumns } from './compare.ts'
import { choice, isMissing, numberFunctions, timeFunctions } from './functions.ts'
import {
  arithmetic,
  conjunction,
  constant,
  foldNumbers,
  mapNumbers,
  mapTimes,
  missingOf,
  negation,
} from './loops.ts'
import type { Expression, KindsByName } from './types.ts'

/** Computes a column from the columns of a batch. */
export type ColumnFunction = (batch: ColumnBatch) => Column

/**
 * Compiles an expression to loops over columns; nothing of it is evaluated as code. A missing operand
 * gives a missing value, but for `is_missing`, `false and …`, `true or …` and the side of `if` that is not taken.
 * @throws Problem `expression-invalid`
 */
export function compileExpression(
  expression: Expression,
  columns: KindsByName,
  source: string,
  zone: Zone,
): ColumnFunction {
  kindOf(expression, columns, source)
  return compile(expression, zone)
}

function compile(node: Expression, zone: Zone): ColumnFunction {
  switch (node.op) {
    case 'number':
    case 'text':
      return (batch) => constant(node.value, batch.count)
    case 'column':
      return (batch) => columnOf(batch, node.name)
    case 'negate': {
      const operand = compile(node.operand, zone)
      return (batch) => mapNumbers(operand(batch), (value) => -value)
    }
    case 'not': {
      const operand = compile(node.operand, zone)
      return (batch) => negation(operand(batch))
    }
    case 'arithmetic':
      return pair(node, zone, (left, right) => arithmetic(node.operator, left, right))
    case 'and':
      return pair(node, zone, (left, right) => conjunction(left, right, 0))
    case 'or':
      return pair(node, zone, (left, right) => conjunction(left, right, 1))
    case 'compare':
      return pair(node, zone, (left, right) => compareColumns(node.operator, left, right))
    case 'call':
      return call(node, zone)
  }
}

function pair(
  node: { readonly left: Expression; readonly right: Expression },
  zone: Zone,
  combine: (left: Column, right: Column) => Column,
): ColumnFunction {
  const left = compile(node.left, zone)
  const right = compile(node.right, zone)
  return (batch) => combine(left(batch), right(batch))
}

function call(node: Extract<Expression, { op: 'call' }>, zone: Zone): ColumnFunction {
  const operands = node.operands.map((operand) => compile(operand, zone))
  const evaluate = (batch: ColumnBatch) => operands.map((operand) => operand(batch))
  if (node.name === isMissing) return (batch) => missingOf(evaluate(batch), batch.count)
  if (node.name === choice) return (batch) => chooseRows(evaluate(batch))
  const ofTime = timeFunctions.get(node.name)
  if (ofTime !== undefined) return (batch) => mapTimes(evaluate(batch), zone, ofTime)
  const ofNumbers = numberFunctions.get(node.name)
  if (ofNumbers === undefined) throw new TypeError(`${node.name} is no function`)
  const { apply, takes } = ofNumbers
  return (batch) => foldNumbers(evaluate(batch), takes, apply)
}

function columnOf(batch: ColumnBatch, name: string): Column {
  const column = batch.columns.get(name)
  if (column === undefined) throw new TypeError(`the batch has no column ${name}`)
  return column
}
