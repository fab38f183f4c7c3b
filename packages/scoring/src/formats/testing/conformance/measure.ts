import { pinnedLibrary } from '../../../../../../test/support/find-python.ts'
import { folderOf, listFormats, modelsOf, readCases } from './cases.ts'
import { compareEngines } from './compare-engines.ts'
import { compareSource, isEqual } from './compare-source.ts'
import {
  type ExplainedRefusal,
  explainOtherFormats,
  explainRefusals,
} from './explained-refusals.ts'
import { type FuzzedLibrary, readFuzzed } from './fuzzed.ts'

/** What the fixtures of one version of a source library show. */
export interface LibraryResult {
  readonly library: string
  readonly models: number
  /** Models whose margins are all equal bit for bit, and whose answers are near enough. */
  readonly equal: number
  readonly rows: number
  readonly boundaryRows: number
  readonly outputUlp: number
  /** Rows, of so many per model, that the two engines answer with other bits. */
  readonly engineRows: number
  readonly engineMismatches: number
  /** Models that are not equal, or refused, each with the reason. */
  readonly exceptions: readonly string[]
}

export interface FormatResult {
  readonly format: string
  readonly libraries: readonly LibraryResult[]
  readonly refusals: readonly ExplainedRefusal[]
  readonly unfaithful: readonly Unfaithful[]
  /** The last recorded full runs. */
  readonly fuzzed: readonly FuzzedLibrary[]
}

/** A conversion that does not answer as the model that it was made of. */
export interface Unfaithful {
  readonly name: string
  readonly rows: number
  readonly differ: number
  readonly largest: number
}

export interface Conformance {
  readonly formats: readonly FormatResult[]
  readonly otherFormats: readonly ExplainedRefusal[]
}

/** The reference interpreter takes long for texts: a tenth of the rows. */
const slowFormat = 'sklearn-text'

/** Compares every fixture model with its source library, and the engines on so many rows of each. */
export function measureConformance(engineRowsPerModel: number): Conformance {
  return {
    formats: listFormats().map((format) => ({
      format,
      libraries: measureLibraries(format, engineRowsPerModel),
      refusals: explainRefusals(format),
      unfaithful: listUnfaithful(format),
      fuzzed: readFuzzed(format),
    })),
    otherFormats: explainOtherFormats(),
  }
}

function measureLibraries(format: string, engineRowsPerModel: number): readonly LibraryResult[] {
  const pinned = pinnedLibrary(new URL('requirements.txt', folderOf(format)))
  const engineRows = format === slowFormat ? engineRowsPerModel / 10 : engineRowsPerModel
  const results = new Map<string, LibraryResult>()
  for (const source of readCases(modelsOf(format))) {
    const library = source.library ?? pinned
    const found = compareSource(source)
    const before = results.get(library) ?? emptyResult(library)
    const isRefused = found.kind === 'refused'
    const reason = isRefused
      ? `${source.name}: ${found.refusal.message}`
      : `${source.name}: differs`
    results.set(library, {
      library,
      models: before.models + 1,
      equal: before.equal + (isEqual(found) ? 1 : 0),
      rows: before.rows + (isRefused ? 0 : found.rows),
      boundaryRows: before.boundaryRows + (isRefused ? 0 : found.boundaryRows),
      outputUlp: Math.max(before.outputUlp, isRefused ? 0 : found.outputUlp),
      engineRows: before.engineRows + (isRefused ? 0 : engineRows),
      engineMismatches:
        before.engineMismatches + (isRefused ? 0 : compareEngines(source, engineRows)),
      exceptions: isEqual(found) ? before.exceptions : [...before.exceptions, reason],
    })
  }
  return [...results.values()].sort((a, b) => (a.library < b.library ? -1 : 1))
}

/** Conversions some of whose rows differ from the trained model's by more than a thousandth. */
function listUnfaithful(format: string): readonly Unfaithful[] {
  const all = [...readCases(modelsOf(format))]
  return all.flatMap(({ switches, runtimeAgainstSource: found }) => {
    if (!found || found.differ === 0) return []
    return [{ name: switches.join(', '), ...found }]
  })
}

function emptyResult(library: string): LibraryResult {
  const none = { models: 0, equal: 0, rows: 0, boundaryRows: 0, outputUlp: 0 }
  return { library, ...none, engineRows: 0, engineMismatches: 0, exceptions: [] }
}
