type Value = { readonly kind: 'value'; readonly value: number } | { readonly kind: 'undefined' }

/** What the tables take of a back-test. */
export interface Backtested {
  readonly partitions: readonly {
    readonly partition: string
    readonly results: Readonly<
      Record<string, { readonly metrics: Readonly<Record<string, Value>> }>
    >
  }[]
}

const months = ['2001-03', '2001-04', '2001-05', '2001-06']
const measures = [
  ['log loss', 'log-loss', Math.min],
  ['AUC', 'auc', Math.max],
] as const

/** Log loss and AUC of some recipes from March to June; the best of a month has a star. */
export function tableOf(backtest: Backtested, recipes: readonly string[]): string {
  const head = ['', ...months].map((text, i) => (i === 0 ? text.padEnd(34) : text.padEnd(10)))
  const lines = measures.flatMap(([title, metric, best]) => {
    const rows = recipes.map((name) => valuesOf(backtest, name, metric))
    return rows.map((values, i) => {
      const cells = values.map((value, month) => {
        const isBest = value === best(...rows.map((row) => row[month] ?? Number.NaN))
        return `${value.toFixed(4)}${isBest ? ' *' : ''}`.padEnd(10)
      })
      return `${title.padEnd(9)} ${(recipes[i] ?? '').padEnd(24)}${cells.join('')}`
    })
  })
  return `${[head.join(''), ...lines].map((line) => line.trimEnd()).join('\n')}\n`
}

/** By month; NaN where there is none. */
export function valuesOf(
  { partitions }: Backtested,
  recipe: string,
  metric: string,
): readonly number[] {
  return months.map((month) => {
    const found = partitions.find(({ partition }) => partition === month)
    const value = found?.results[`recipe:${recipe}`]?.metrics[metric]
    return value?.kind === 'value' ? value.value : Number.NaN
  })
}
