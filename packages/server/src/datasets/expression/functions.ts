import { dateOf, hourOf, minuteOf, weekdayOf } from '../calendar.ts'

/** A function of local times, in microseconds, that gives a number. */
export type TimeFunction = (local: number) => number

/** A function of numbers; NaN in gives NaN out. */
export interface NumberFunction {
  readonly apply: (left: number, right: number) => number
  /** How many operands it takes; one with `many` folds from left to right. */
  readonly takes: 'one' | 'many'
}

/** Parts of a time, in the dataset's zone. */
export const timeFunctions: ReadonlyMap<string, TimeFunction> = new Map([
  ['hour', hourOf],
  ['minute', minuteOf],
  ['weekday', weekdayOf],
  ['day', (local: number) => dateOf(local).day],
  ['month', (local: number) => dateOf(local).month],
  ['year', (local: number) => dateOf(local).year],
])

export const numberFunctions: ReadonlyMap<string, NumberFunction> = new Map<string, NumberFunction>(
  [
    ['abs', { takes: 'one', apply: Math.abs }],
    ['floor', { takes: 'one', apply: Math.floor }],
    ['min', { takes: 'many', apply: Math.min }],
    ['max', { takes: 'many', apply: Math.max }],
  ],
)

/** Takes a value of any kind and says whether it is missing; never missing itself. */
export const isMissing = 'is_missing'

/** `if(condition, then, else)`: takes and gives values of any one kind; a missing condition gives none. */
export const choice = 'if'

export const functionNames = [...timeFunctions.keys(), ...numberFunctions.keys(), isMissing, choice]
