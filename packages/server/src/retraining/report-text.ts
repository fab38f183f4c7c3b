import { counted } from '../platform/counted.ts'
import type { TrainReport } from './types.ts'

/** Where a trained package went. */
export interface Kept {
  readonly file?: string
  readonly version?: string
}

/** What `ratchet train` prints for people. */
export function textOfReport(report: TrainReport, kept: Kept): string {
  const { algorithm, dataset, rows, unlabelled, trainedOn, leaking } = report
  const span =
    trainedOn === undefined ? '' : `, ${shortTime(trainedOn.from)} to ${shortTime(trainedOn.until)}`
  const lines: readonly (readonly [string, string])[] = [
    ['rows', `${count(rows)}${span}${unlabelled > 0 ? `; ${count(unlabelled)} unlabelled` : ''}`],
    ['label', textOfLabel(report)],
    ['features', report.features.map(textOfFeature).join(', ')],
    ...(leaking.length > 0 ? ([['left out', textOfLeaking(leaking)]] as const) : []),
    ...(report.identifiers.length > 0
      ? ([['left out', textOfIdentifiers(report.identifiers)]] as const)
      : []),
    ['solver', textOfSolver(report)],
    ['package', report.digest],
    ...(kept.file === undefined ? [] : ([['file', kept.file]] as const)),
    ...(kept.version === undefined ? [] : ([['version', kept.version]] as const)),
  ]
  const title = `Trained ${algorithm} on ${dataset}`
  return [title, ...lines.map(([name, text]) => `  ${name.padEnd(8)}  ${text}`)].join('\n')
}

function textOfLabel({ algorithm, label, classes, labelMean }: TrainReport): string {
  if (algorithm === 'linear') return `${label}, mean ${labelMean.toPrecision(6)}`
  const share = `${(100 * labelMean).toFixed(2)} %`
  return classes === undefined ? `${label}, ${share} are 1` : `${label}, ${share} are ${classes[1]}`
}

function textOfFeature({ name, levels }: TrainReport['features'][number]): string {
  return levels === undefined ? name : `${name} (${count(levels)} levels)`
}

function textOfLeaking(names: readonly string[]): string {
  return `${names.join(', ')}: bound up with the label; --features takes what it names`
}

function textOfIdentifiers(names: readonly string[]): string {
  return `${names.join(', ')}: a value of its own for most rows; --features takes what it names`
}

function textOfSolver({ iterations, objective, gradientNorm, l2 }: TrainReport): string {
  const gradient = gradientNorm.toExponential(1)
  return `${counted(iterations, 'iteration')}, objective ${objective}, gradient ${gradient}, l2 ${l2}`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function shortTime(time: string): string {
  return time.replace('.000000', '')
}
