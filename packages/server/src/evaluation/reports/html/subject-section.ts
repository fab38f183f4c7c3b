import { numberText, shareText } from '@ratchet-ml/figures'
import type { Backtest, Contender } from '@ratchet-ml/protocol'
import type { ReportView } from '../report-view.ts'
import { cut, directionText, spanText, trainingText } from '../words.ts'
import { element, together } from './element.ts'
import type { Part, Section } from './section.ts'
import { foldedTable, note, tableOf } from './table.ts'

const mostContenders = 60
const mostModels = 60

/** What was compared: contenders with digests and training windows, the data, the metrics. */
export function subjectSection({ backtest }: ReportView): Section {
  const recipes = backtest.contenders.filter(({ kind }) => kind === 'recipe')
  return {
    id: 'compared',
    heading: 'What was compared',
    lead: [dataList(backtest)],
    parts: [contendersPart(backtest), ...recipes.map((recipe) => modelsPart(recipe, backtest))],
  }
}

function dataList(backtest: Backtest) {
  const { dataset, label, task, partitionBy, level, metrics } = backtest
  const untimed =
    dataset.untimed === undefined
      ? ''
      : `, ${numberText(dataset.untimed)} of them in no partition for want of an event time`
  const entry = (name: string, ...content: (ReturnType<typeof element> | string)[]) => [
    element('dt', {}, name),
    element('dd', {}, ...content),
  ]
  const shown = metrics.slice(0, 30)
  const names = shown.map((metric) => `${cut(metric.title, 60)} (${directionText(metric)})`)
  const rest = metrics.length > shown.length ? [`and ${metrics.length - shown.length} more`] : []
  return element(
    'dl',
    { class: 'facts' },
    entry('Data', `${cut(dataset.name)}, ${numberText(dataset.rows)} rows${untimed}`),
    entry('Digest of the data', element('code', {}, dataset.digest)),
    entry('Predicts', `${cut(label)} (${cut(task, 40)})`),
    entry('Partitions', `${numberText(backtest.partitions.length)} by ${cut(partitionBy, 40)}`),
    entry('Level of the intervals', shareText(level)),
    entry('Metrics', [...names, ...rest].join(', ')),
  )
}

function contendersPart({ contenders, partitions }: Backtest): Part {
  const shown = contenders.slice(0, mostContenders)
  const rest = contenders.length - shown.length
  const counts = (name: string) =>
    partitions.filter(({ results }) => results[name]?.counted.kind === 'evidence').length
  const make = () =>
    tableOf({
      caption: `Contenders${rest > 0 ? `; ${numberText(rest)} more are in the JSON document` : ''}`,
      columns: ['Name', 'Kind', 'Trained on', 'Partitions that count', 'Digest'],
      rows: shown.map((contender) => ({
        head: cut(contender.name, 60),
        cells: [
          contender.kind,
          trainingText(contender),
          `${numberText(counts(contender.name))} of ${numberText(partitions.length)}`,
          contender.digest === undefined ? '–' : { content: element('code', {}, contender.digest) },
        ],
      })),
    })
  return { name: 'table of contenders', rank: 0, make }
}

/** The models that a recipe made: which answered where, and what it had seen. */
function modelsPart({ name }: Contender, { partitions }: Backtest): Part {
  const shown = partitions.slice(-mostModels)
  const rest = partitions.length - shown.length
  const make = () => {
    const table = foldedTable(`The models of ${cut(name, 60)}`, {
      caption: `Which model of ${cut(name, 60)} answered where`,
      columns: ['Partition', 'Trained on', 'Digest'],
      rows: shown.map(({ partition, results }) => {
        const { digest, trainedOn } = results[name] ?? {}
        return {
          head: cut(partition, 40),
          cells: [
            trainedOn === undefined ? 'no model' : spanText(trainedOn),
            digest === undefined ? '–' : { content: element('code', {}, digest.slice(0, 19)) },
          ],
        }
      }),
    })
    if (rest <= 0) return table
    return together(table, note(`The last ${mostModels} of ${numberText(partitions.length)}.`))
  }
  return { name: `models of ${cut(name, 60)}`, rank: 6, make }
}
