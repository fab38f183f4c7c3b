import type { ExplainedRefusal } from './explained-refusals.ts'
import type { FuzzedLibrary } from './fuzzed.ts'
import type { Conformance, FormatResult, Unfaithful } from './measure.ts'
import { fewestSettings } from './setting-counts.ts'

/** Rows of each fixture model on which the two engines are compared. */
export const engineRowsPerModel = 10_000

/** docs/reference/conformance.md: the same text for the same results, on every machine. */
export function conformancePage({ formats, otherFormats }: Conformance): string {
  const lines = [
    '# Conformance',
    '',
    '<!-- Made by `npm run conformance`; change the fixtures or the importers instead. -->',
    '',
    'What the fixtures of this repository show: models that the source libraries trained, with their own answers to',
    'hard rows (on and beside thresholds, missing, infinite, negative zero, denormal, unseen). A model is equal when',
    'every margin has the same bits and every answer after the link is within the distance its',
    '[contract](formats.md) states. `npm run conformance:full` makes new models and millions of rows where Python is',
    'there.',
    '',
    summary(formats),
    '',
    ...engines(formats),
    ...formats.flatMap(formatLines),
    '## Files of other formats',
    '',
    'Recognised by their first bytes, and refused.',
    '',
    refusalTable(otherFormats),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function summary(formats: readonly FormatResult[]): string {
  const header = ['format', 'by', 'models equal', 'rows', 'on or beside a threshold', 'largest ulp']
  return table(
    header,
    formats.flatMap(({ format, libraries }) =>
      libraries.map((one) => [
        format,
        one.library,
        `${one.equal} of ${one.models}`,
        grouped(one.rows),
        grouped(one.boundaryRows),
        String(one.outputUlp),
      ]),
    ),
  )
}

function engines(formats: readonly FormatResult[]): readonly string[] {
  const all = formats.flatMap(({ libraries }) => libraries)
  const rows = all.reduce((sum, one) => sum + one.engineRows, 0)
  const mismatches = all.reduce((sum, one) => sum + one.engineMismatches, 0)
  return [
    '“Largest ulp” is the largest distance of an answer after the link, in units in the last place of the type that',
    'the library answers in.',
    '',
    `The fast engine against the slow reference interpreter, ${grouped(engineRowsPerModel)} rows of each model`,
    '(a tenth of that where it reads texts):',
    `${grouped(mismatches)} of ${grouped(rows)} rows differ in any bit.`,
    '',
  ]
}

function formatLines({
  format,
  libraries,
  refusals,
  unfaithful,
  fuzzed,
}: FormatResult): readonly string[] {
  const exceptions = libraries.flatMap((one) => one.exceptions)
  return [
    `## ${format}`,
    '',
    exceptions.length === 0
      ? 'No fixture model is refused, and none differs.'
      : exceptions.map((line) => `- ${line}`).join('\n'),
    '',
    ...fuzzedLines(fuzzed),
    ...unfaithfulLines(unfaithful),
    ...(refusals.length === 0 ? [] : ['Refused on purpose:', '', refusalTable(refusals), '']),
  ]
}

/** What the last full runs found, and which estimators stood in their pipelines. */
function fuzzedLines(fuzzed: readonly FuzzedLibrary[]): readonly string[] {
  const newest = fuzzed.at(-1)
  if (newest === undefined) return []
  const runs = fuzzed.map(({ library, models, equal, rows, estimators }) => {
    const least = fewestSettings(estimators)
    const fewest = least === undefined ? '' : `${least.settings}, of ${least.name}`
    return [library, `${equal} of ${models}`, grouped(rows), String(estimators.length), fewest]
  })
  const header = ['by', 'models equal', 'rows', 'estimators', 'fewest settings of one']
  const counts = newest.estimators.map((one) => `${one.name} ${one.settings}/${one.models}`)
  return [
    'Made anew at random, as last recorded (`npm run conformance:full -- --record`):',
    '',
    table(header, runs),
    '',
    `Estimators of ${newest.library}, with how many settings in how many models: ${counts.join(', ')}.`,
    '',
  ]
}

/** The answers are those of the graph, which Ratchet and onnxruntime agree on; the graph is not the model. */
function unfaithfulLines(unfaithful: readonly Unfaithful[]): readonly string[] {
  if (unfaithful.length === 0) return []
  const rows = unfaithful.map(({ name, rows: all, differ, largest }) => [
    name,
    `${differ} of ${all}`,
    largest.toPrecision(2),
  ])
  return [
    'Where the converted graph, as onnxruntime runs it, does not answer as the model that it was made of (by more than',
    'a thousandth of the largest answer; rows that the library itself refuses are not counted). The reasons are in',
    '[ONNX](onnx.md#known-faults).',
    '',
    table(['model', 'rows that differ', 'by at most'], rows),
    '',
  ]
}

function refusalTable(refusals: readonly ExplainedRefusal[]): string {
  const rows = refusals.map(({ what, why, refusal }) => [
    what,
    why,
    refusal === undefined ? '' : `\`${refusal.code}\``,
    refusal === undefined ? '' : `${refusal.message}`,
  ])
  return table(['what', 'why', 'code', 'what it says, for example'], rows)
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

function plain(cell: string): string {
  return cell.replace(/[\\|<*_]/g, '\\$&')
}

/** 12,345 everywhere, whatever the machine's language is. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
