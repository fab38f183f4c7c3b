import type { Field } from '@ratchet-ml/scoring'
import { zoneOf } from '../../../platform/zone.ts'
import { compileDerived, derivedFor } from '../../derived-columns.ts'
import { openSource } from '../../formats/open-source.ts'
import { columnMissing, quote, unreadable } from '../../problems.ts'
import { IdSet } from '../../quality/id-set.ts'
import { rulesOfContract } from '../../quality/rules-of-contract.ts'
import { Tally } from '../../quality/tally.ts'
import type { ColumnKind } from '../../types.ts'
import { RowHasher } from '../row-hash.ts'
import { agreeOnColumns, type Described, describe } from './agree-columns.ts'
import { type PreparedFeatures, prepareFeatures } from './prepare-features.ts'
import { Quarantine } from './quarantine.ts'
import type { Recipe } from './recipe.ts'
import type { AgreedColumn, SnapshotRequest, SnapshotWorld } from './request.ts'

export interface Prepared {
  readonly recipe: Recipe
  readonly quarantine: Quarantine
  readonly unreadable: readonly string[]
  /** Everything but the files that decides their parts. */
  readonly settings: unknown
  readonly features?: PreparedFeatures
}

/**
 * Looks at every file and settles how they are made into parts.
 * @throws Problem `data-unreadable`, `data-column-missing`, `snapshot-refused`, `expression-invalid`
 */
export async function prepareRecipe(
  request: SnapshotRequest,
  { blobs, signal, onBytes }: SnapshotWorld,
): Promise<Prepared> {
  const known = knownKinds(request)
  const described = await describeFiles(request, signal)
  const { columns, unreadable } = agreeOnColumns(described, new Set(request.without), known)
  const zone = zoneOf(request.time?.zone ?? 'UTC')
  const features = await prepareFeatures(request, columns, zone.name, signal)
  const whole = [...columns, ...(features?.joiner.columns ?? [])]
    .map(({ name, kind }) => ({ name, kind }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const kinds = new Map<string, ColumnKind>(whole.map(({ name, kind }) => [name, kind]))
  checkNamed(request, kinds)
  const derivable = compileDerived(request.derive ?? {}, kinds, zone)
  const all = new Map([...kinds, ...derivable.map(({ name, kind }) => [name, kind] as const)])
  if (request.label !== undefined && !all.has(request.label)) {
    throw columnMissing('The files', request.label, all.keys())
  }
  const contract = request.contract?.contract
  const rules = contract === undefined ? [] : rulesOfContract(contract, all, 'The files')
  const tally = new Tally()
  const quarantine = new Quarantine(blobs, tally)
  const recipe: Recipe = {
    ...{
      blobs,
      read: columns,
      columns: whole,
      known,
      zone: zone.name,
      rules,
      tally,
      signal,
      onBytes,
    },
    dialect: request.dialect,
    ...{ joiner: features?.joiner, hasher: new RowHasher(whole) },
    timeColumn: kinds.has(request.time?.column ?? '') ? request.time?.column : undefined,
    derived: derivedFor(
      rules.map(({ column }) => column),
      derivable,
    ),
    flushTally: () => quarantine.flush(),
    id: idOf(request, columns),
    recorded: recordedOf(request),
  }
  const settings = settingsOf(request, columns)
  return { recipe, quarantine, unreadable, settings, ...(features && { features }) }
}

/** Kinds that the request says; text formats are read by them and not by their first rows. */
function knownKinds({ time, contract, asOf }: SnapshotRequest): ReadonlyMap<string, ColumnKind> {
  const known = new Map<string, ColumnKind>()
  for (const field of contract?.contract.inputs ?? []) known.set(field.name, kindOf(field))
  if (time !== undefined) known.set(time.column, 'timestamp')
  if (asOf?.recordedColumn !== undefined) known.set(asOf.recordedColumn, 'timestamp')
  return known
}

function kindOf({ type, levels }: Field): ColumnKind {
  if (type === 'integer') return 'number'
  if (type !== 'category') return type
  const isNumeric = levels?.every((level) => typeof level === 'number') ?? false
  return isNumeric ? 'number' : 'text'
}

async function describeFiles(
  { files, dialect }: SnapshotRequest,
  signal: AbortSignal,
): Promise<readonly Described[]> {
  const described: Described[] = []
  for (const { path, file, format } of files) {
    signal.throwIfAborted()
    const source = await openSource(path, file, { dialect })
    try {
      described.push(describe(source, format !== 'parquet'))
    } finally {
      await source.close()
    }
  }
  return described
}

function checkNamed(request: SnapshotRequest, kinds: ReadonlyMap<string, ColumnKind>): void {
  const times = [request.time?.column, request.asOf?.recordedColumn]
  for (const name of times) if (name !== undefined) checkKind(name, ['timestamp'], 'times', kinds)
  const { id } = request
  if (id !== undefined) checkKind(id, ['text', 'number'], 'texts or numbers', kinds)
}

function checkKind(
  name: string,
  expected: readonly ColumnKind[],
  words: string,
  kinds: ReadonlyMap<string, ColumnKind>,
): void {
  const kind = kinds.get(name)
  if (kind === undefined) throw columnMissing('The files', name, kinds.keys())
  if (expected.includes(kind)) return
  throw unreadable('The files', `column ${quote(name)}`, `values of kind ${kind}`, words)
}

function idOf({ id }: SnapshotRequest, columns: readonly AgreedColumn[]): Recipe['id'] {
  const column = columns.find(({ name }) => name === id)
  if (column === undefined) return undefined
  return { column: column.name, seen: new IdSet(), hasher: new RowHasher([column]) }
}

function recordedOf({ asOf }: SnapshotRequest): Recipe['recorded'] {
  if (asOf?.recordedColumn === undefined) return undefined
  return { column: asOf.recordedColumn, asOf: asOf.time }
}

function settingsOf(request: SnapshotRequest, columns: readonly AgreedColumn[]): unknown {
  const { time, contract, id, asOf, derive } = request
  return {
    columns: columns.map(({ name, kind }) => [name, kind]),
    time: time === undefined ? null : [time.column, time.zone],
    derive: Object.entries(derive ?? {}),
    contract: contract?.digest ?? null,
    id: id ?? null,
    dialect: Object.entries(request.dialect).sort(),
    asOf: asOf === undefined ? null : [asOf.time, asOf.recordedColumn ?? null],
  }
}
