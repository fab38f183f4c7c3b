import type { Dataset } from '../datasets/index.ts'
import { Problem } from '../platform/problem.ts'

export interface ChosenFeatures {
  readonly features: readonly string[]
  /** What else could have been taken and would have given the answer away. */
  readonly leaking: readonly string[]
}

/**
 * The features of a training: those that were asked for, or else every column that is no time and
 * neither makes up the label nor is made from what does.
 *
 * @throws Problem `usage`, `data-column-missing`
 */
export function chooseFeatures(
  dataset: Pick<Dataset, 'name' | 'columns' | 'config' | 'column'>,
  label: string,
  asked: readonly string[] | undefined,
): ChosenFeatures {
  const telling = tellingColumns(dataset, label)
  if (asked !== undefined) return { features: checkAsked(dataset, label, asked), leaking: [] }
  const usable = dataset.columns.filter(
    ({ name, kind }) => kind !== 'timestamp' && name !== dataset.config.time?.column,
  )
  const features = usable.map(({ name }) => name).filter((name) => !telling.has(name))
  if (features.length === 0) {
    throw nothingLeft(dataset)
  }
  const leaking = usable
    .map(({ name }) => name)
    .filter((name) => telling.has(name) && name !== label)
  return { features, leaking }
}

/** Every column was left out. */
export function nothingLeft({ name }: Pick<Dataset, 'name'>): Problem {
  return new Problem('usage', `No column of dataset ${name} is left to learn from.`, {
    hint: 'Name the features with --features.',
  })
}

function checkAsked(
  dataset: Pick<Dataset, 'name' | 'column'>,
  label: string,
  asked: readonly string[],
): readonly string[] {
  for (const name of asked) {
    if (name === label) {
      throw new Problem('usage', `--features: ${name} is the label, which no row has beforehand.`)
    }
    if (dataset.column(name).kind === 'timestamp') {
      const hint = `Derive a number from it, such as hour(${name}).`
      throw new Problem('usage', `--features: ${name} holds times, expected numbers or text.`, {
        hint,
      })
    }
  }
  return asked
}

/** The label, what it is computed from, and what is computed from any of these but the time. */
function tellingColumns(
  { columns, config }: Pick<Dataset, 'columns' | 'config'>,
  label: string,
): ReadonlySet<string> {
  const derive = config.derive ?? {}
  const telling = new Set([label])
  const sourcesOf = (name: string) =>
    columns.filter((column) => mentions(derive[name] ?? '', column.name)).map(({ name }) => name)
  for (const name of telling) {
    for (const source of sourcesOf(name)) {
      if (source !== config.time?.column) telling.add(source)
    }
  }
  for (let before = 0; before < telling.size; ) {
    before = telling.size
    for (const name of Object.keys(derive)) {
      if (sourcesOf(name).some((source) => telling.has(source))) telling.add(name)
    }
  }
  return telling
}

/** Whether an expression names a column; a name inside a longer word is another one. */
function mentions(expression: string, name: string): boolean {
  const isPartOfWord = (character: string | undefined) => /[\p{L}\p{N}_]/u.test(character ?? '')
  for (let at = expression.indexOf(name); at >= 0; at = expression.indexOf(name, at + 1)) {
    if (!isPartOfWord(expression[at - 1]) && !isPartOfWord(expression[at + name.length]))
      return true
  }
  return false
}
