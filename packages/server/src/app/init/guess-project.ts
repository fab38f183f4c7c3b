import type { ProjectInput } from '@ratchet-ml/protocol'
import { type Contract, featuresOf } from '@ratchet-ml/scoring'
import type { ColumnInfo } from '../../datasets/index.ts'

/** One thing that was guessed, or that somebody must still say, and the reason. */
export interface Guess {
  /** Key of ratchet.yaml. */
  readonly key: string
  /** Absent where nothing could be guessed. */
  readonly value?: string
  readonly because: string
}

export interface GuessInput {
  readonly name: string
  readonly owner: string
  /** The model file, relative to ratchet.yaml. */
  readonly source: string
  readonly contract: Contract
  /** A sample of data, relative to ratchet.yaml, with the columns found in it. */
  readonly data?: {
    readonly file: string
    readonly columns: readonly ColumnInfo[]
    /** Columns whose values, as far as they were read, are answers of the model's task. */
    readonly possibleLabels: ReadonlySet<string>
  }
}

export interface GuessedProject {
  readonly config: ProjectInput
  readonly guesses: readonly Guess[]
}

const partsOfTime = ['year', 'month', 'day', 'weekday', 'hour', 'minute']
const labelNames = [
  'label',
  'target',
  'y',
  'outcome',
  'class',
  'late',
  'churn',
  'default',
  'clicked',
]

/** The project file that a model and a sample of its data suggest. Pure. */
export function guessProject(input: GuessInput): GuessedProject {
  const { name, owner, source, data } = input
  const models = { [name]: { purpose: `Say what ${name} is for.`, owner, source } }
  const guesses: Guess[] = [
    { key: `models.${name}`, value: source, because: 'the name of the file' },
    { key: `models.${name}.owner`, value: owner, because: 'who runs this command' },
    { key: `models.${name}.purpose`, because: 'no file can say what the model is for' },
  ]
  if (data === undefined) {
    guesses.push({ key: 'datasets', because: 'no sample of data was given' })
    return { config: { ratchet: 1, models }, guesses }
  }
  const time = guessTime(data.columns, name, guesses)
  const derive = guessDerived(input.contract, data.columns, time, name, guesses)
  const renamed = new Set(Object.values(derive).flatMap(quotedNames))
  const taken = new Set([...featuresOf(input.contract).map((one) => one.name), ...renamed, time])
  const others = data.columns.filter((column) => !taken.has(column.name))
  const label = guessLabel(others, data.possibleLabels, name, guesses)
  const dataset = {
    files: data.file,
    ...(time === undefined ? {} : { time: { column: time, zone: 'UTC' } }),
    ...(Object.keys(derive).length === 0 ? {} : { derive }),
    ...(label === undefined ? {} : { label }),
  }
  const isReady = time !== undefined && label !== undefined
  const backtests = { [name]: { dataset: name, partition: 'month' as const } }
  return {
    config: {
      ratchet: 1,
      models,
      datasets: { [name]: dataset },
      ...(isReady ? { backtests } : {}),
    },
    guesses,
  }
}

function guessTime(
  columns: readonly ColumnInfo[],
  name: string,
  guesses: Guess[],
): string | undefined {
  const times = columns.filter(({ kind }) => kind === 'timestamp')
  const key = `datasets.${name}.time`
  const [first] = times
  if (first === undefined) {
    guesses.push({ key, because: 'no column holds times' })
    return undefined
  }
  const others = times.slice(1).map((column) => column.name)
  const because =
    others.length === 0
      ? 'the only column of times'
      : `the first column of times; others are ${others.join(', ')}`
  guesses.push({ key, value: first.name, because })
  if (first.local === true) {
    const said = 'its times are written without a zone: say which zone they are of'
    guesses.push({ key: `${key}.zone`, value: 'UTC', because: said })
  }
  return first.name
}

/** A feature named after a part of the time, which the data lacks, is read off the time column. */
function guessDerived(
  contract: Contract,
  columns: readonly ColumnInfo[],
  time: string | undefined,
  name: string,
  guesses: Guess[],
): Record<string, string> {
  const derive: Record<string, string> = {}
  const present = new Set(columns.map((column) => column.name))
  for (const feature of featuresOf(contract)) {
    if (present.has(feature.name)) continue
    const key = `datasets.${name}.derive.${feature.name}`
    const spaced = columns.find((column) => withoutSpaces(column.name) === feature.name)
    if (spaced !== undefined) {
      derive[feature.name] = quoted(spaced.name)
      const because = 'LightGBM writes spaces in names as underscores'
      guesses.push({ key, value: spaced.name, because })
    } else if (time !== undefined && partsOfTime.includes(feature.name)) {
      derive[feature.name] = `${feature.name}(${time})`
      const because = 'the model wants it, the data lacks it, and it is a part of the time'
      guesses.push({ key, value: derive[feature.name] ?? '', because })
    } else {
      guesses.push({ key, because: 'the model wants this feature and the data has no such column' })
    }
  }
  return derive
}

/** LightGBM keeps no spaces in the names of features. */
function withoutSpaces(name: string): string {
  return name.replaceAll(/\s/g, '_')
}

/** A name with other characters than letters in an expression. */
function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

function quotedNames(expression: string): readonly string[] {
  const match = /^`(.*)`$/s.exec(expression)
  return match === null ? [] : [(match[1] ?? '').replaceAll('``', '`')]
}

/** @param others columns that are neither features nor the time */
function guessLabel(
  others: readonly ColumnInfo[],
  possible: ReadonlySet<string>,
  name: string,
  guesses: Guess[],
): string | undefined {
  const key = `datasets.${name}.label`
  const answers = others.filter((column) => possible.has(column.name))
  const named = answers.find((column) => labelNames.includes(column.name.toLowerCase()))
  const found = named ?? (answers.length === 1 ? answers[0] : undefined)
  if (found === undefined) {
    const left = others.map((column) => column.name).join(', ') || 'none'
    const because = `none of the columns that are no features (${left}) is plainly the answer as the model writes it; such as "delay > 15" or "status == 'late'" may be derived`
    guesses.push({ key, because })
    return undefined
  }
  const because =
    named === undefined ? 'the only column left over whose values can be answers' : 'its name'
  guesses.push({ key, value: found.name, because })
  return found.name
}
