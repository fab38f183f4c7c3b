import type { Check, JudgedRequirement } from '@ratchet-ml/protocol'
import { lineOf, safeText } from './csv-line.ts'

const columns = [
  ...[
    'gate',
    'verdict',
    'requirement',
    'metric',
    'level',
    'place',
    'value',
    'low',
    'high',
    'bound',
  ],
  ...['n', 'says'],
]

/** A check as CSV: a line for every gate with its reasons, and one for every requirement. */
export function checkToCsv({ gates }: Check): string {
  const lines = gates.flatMap(({ gate, verdict, reasons, requirements = [] }) => [
    [gate, verdict, ...columns.slice(2, -1).map(() => ''), safeText(reasons.join('; '))],
    ...requirements.map((one) => [gate, one.verdict, ...cellsOf(one)]),
  ])
  return [columns, ...lines].map(lineOf).join('')
}

function cellsOf(one: JudgedRequirement): readonly string[] {
  const { requirement, metric, level, place, value, low, high, bound, n, says } = one
  const numbers = [value, low, high, bound, n]
  return [
    String(requirement),
    ...[metric, level, place].map(safeText),
    ...numbers.map((number) => (number === undefined ? '' : String(number))),
    safeText(says),
  ]
}
