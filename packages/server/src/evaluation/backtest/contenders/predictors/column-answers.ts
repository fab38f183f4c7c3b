import { outputsOfTask } from '@ratchet-ml/scoring'
import type { PredictionKind } from '@ratchet-ml/stats'
import type { Column, ColumnInfo } from '../../../../datasets/types.ts'
import { missingBoolean } from '../../../../datasets/types.ts'
import { Problem } from '../../../../platform/problem.ts'
import { labelReader } from '../../../label-reader.ts'
import type { Answers, PredictorWorld, RowBlock } from './types.ts'

/** Makes answers of the values of a column. */
export interface ColumnAnswers {
  readonly gives: ReadonlySet<PredictionKind>
  read(column: Column, block: RowBlock): Answers
}

type World = Pick<PredictorWorld, 'task' | 'classes' | 'classNames' | 'kinds' | 'capacity'>

/**
 * Reads a column as probabilities of the second class, as classes, or as values. A missing value is
 * no answer.
 *
 * @param column its name is used in messages
 * @throws Problem `data-unreadable` for a column of another kind; at reading, for a value that can
 * be no answer
 */
export function columnAnswers(
  column: ColumnInfo,
  gives: PredictionKind,
  world: World,
): ColumnAnswers {
  const read = readerOf(column, gives, world)
  const given: readonly PredictionKind[] =
    gives === 'probability' ? ['probability', 'label'] : [gives]
  const rooms = new Map(
    given
      .filter((kind) => world.kinds.has(kind))
      .map((kind) => [kind, new Float64Array(world.capacity)]),
  )
  const answered = new Uint8Array(world.capacity)
  const answers: Answers = { ...Object.fromEntries(rooms), answered }
  return {
    gives: new Set(rooms.keys()),
    read(values, { rows, count, firstRow }) {
      const all = read(values, firstRow)
      for (let i = 0; i < count; i++) {
        const value = all[rows[i] ?? 0] ?? Number.NaN
        answered[i] = Number.isNaN(value) ? 0 : 1
        for (const [kind, room] of rooms) room[i] = kind === gives ? value : likelier(value)
      }
      return answers
    },
  }
}

/** Of two equally likely classes the first, as packages answer. */
function likelier(probability: number): number {
  return Number.isNaN(probability) ? Number.NaN : Number(probability > 0.5)
}

type Reader = (column: Column, firstRow: number) => Float64Array

function readerOf(column: ColumnInfo, gives: PredictionKind, world: World): Reader {
  const { task, classes, classNames } = world
  if (gives === 'label' || gives === 'value') {
    const outputs = outputsOfTask(task, { classes })
    return labelReader({ task, outputs, ...(classNames && { classes: classNames }) }, column)
  }
  if (gives === 'probability' && classes === 2) return probabilityReader(column)
  const detail = `The column ${JSON.stringify(column.name)} cannot give a ${gives} of ${task} with ${classes} classes.`
  throw new Problem('usage', detail, { hint: 'Let it give a label.' })
}

function probabilityReader({ name, kind }: ColumnInfo): Reader {
  if (kind === 'text' || kind === 'timestamp') {
    const detail = `The column ${JSON.stringify(name)} holds values of kind ${kind}; expected probabilities.`
    throw new Problem('data-unreadable', detail)
  }
  return (column, firstRow) => {
    const values = numbersOf(column)
    const wrong = values.findIndex((value) => value < 0 || value > 1)
    if (wrong < 0) return values
    const detail = `Row ${firstRow + wrong + 1}, column ${JSON.stringify(name)}: found ${values[wrong]}, expected a probability from 0 to 1.`
    throw new Problem('data-unreadable', detail)
  }
}

function numbersOf(column: Column): Float64Array {
  if (column.kind === 'number') return column.values
  if (column.kind !== 'boolean') throw new TypeError(`probabilities of kind ${column.kind}`)
  return Float64Array.from(column.values, (value) =>
    value === missingBoolean ? Number.NaN : value,
  )
}
