import type { RefusalCode } from '../../../refusals.ts'
import { refusalCodes } from '../../../refusals.ts'
import type { Verdict } from './judge.ts'
import type { Mutant } from './mutants.ts'

/** Counts of one run, or of several added up. */
export interface Tally {
  readonly mutants: number
  /** Got past what says what the file is: the header of a text model, the manifest of a package. */
  readonly pastHeader: number
  readonly read: number
  readonly byCode: Readonly<Record<string, number>>
  readonly byFormat: Readonly<Record<string, number>>
  readonly byKind: Readonly<Record<string, number>>
  readonly byHow: Readonly<Record<string, number>>
}

export const emptyTally: Tally = {
  mutants: 0,
  pastHeader: 0,
  read: 0,
  byCode: {},
  byFormat: {},
  byKind: {},
  byHow: {},
}

/** The codes that reading a model file or a package can give; the others are about rows. */
const fileCodes: readonly RefusalCode[] = refusalCodes.filter((code) =>
  /^(model-.*|package-.*|verification-failed|contract-invalid)$/.test(code),
)

export function tallyOf({ base, kind, how, bytes }: Mutant, verdict: Verdict): Tally {
  return {
    mutants: 1,
    pastHeader: isPastHeader(base.format, verdict, bytes) ? 1 : 0,
    read: verdict.kind === 'read' ? 1 : 0,
    byCode: verdict.kind === 'read' ? {} : { [verdict.code]: 1 },
    byFormat: { [base.format]: 1 },
    byKind: { [kind]: 1 },
    byHow: { [`${base.format}, ${kind}: ${how}`]: 1 },
  }
}

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    mutants: a.mutants + b.mutants,
    pastHeader: a.pastHeader + b.pastHeader,
    read: a.read + b.read,
    byCode: added(a.byCode, b.byCode),
    byFormat: added(a.byFormat, b.byFormat),
    byKind: added(a.byKind, b.byKind),
    byHow: added(a.byHow, b.byHow),
  }
}

/** The codes that no mutant met. */
export function codesNotReached({ byCode }: Tally): readonly RefusalCode[] {
  return fileCodes.filter((code) => byCode[code] === undefined)
}

/** The distribution, as lines for a person. */
export function describeTally(tally: Tally): readonly string[] {
  const share = (count: number) => `${((100 * count) / Math.max(1, tally.mutants)).toFixed(1)} %`
  const line = (name: string, count: number) => `  ${name}: ${count} (${share(count)})`
  const lines = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => line(name, count))
  return [
    `${tally.mutants} mutants`,
    line('past the header', tally.pastHeader),
    line('read, validated and scored by both engines', tally.read),
    ...lines(tally.byKind),
    ...lines(tally.byFormat),
    'refusals by code',
    ...fileCodes.map((code) => line(code, tally.byCode[code] ?? 0)),
    'changes',
    ...lines(tally.byHow),
  ]
}

function added(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum: Record<string, number> = { ...a }
  for (const [key, count] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + count
  return sum
}

function isPastHeader(
  format: Mutant['base']['format'],
  verdict: Verdict,
  bytes: Uint8Array,
): boolean {
  if (verdict.kind === 'read') return true
  const { place, code } = verdict
  if (format === 'package') {
    return !/^(archive|byte|manifest)/.test(place) && code !== 'package-digest-mismatch'
  }
  if (format === 'onnx') return /^\/graph\/./.test(place)
  if (format === 'catboost') return !place.startsWith('byte') && !/^\/(model_info|$)/.test(place)
  if (format === 'xgboost') {
    return !place.startsWith('byte') || place.includes('/gradient_booster/')
  }
  const line = Number(/^line (\d+)/.exec(place)?.[1] ?? Number.NaN)
  return Number.isNaN(line) ? !place.startsWith('byte') : line >= lineOfFirstTree(bytes)
}

function lineOfFirstTree(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString('latin1')
  const at = text.indexOf('\nTree=')
  return at < 0 ? Number.POSITIVE_INFINITY : text.slice(0, at + 1).split('\n').length
}
