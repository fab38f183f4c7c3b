import type { HashedColumn } from '../../../datasets/snapshots/index.ts'
import type { ColumnBatch } from '../../../datasets/types.ts'
import { followsFromTime } from '../column-sources.ts'
import { withTime } from '../content-keys.ts'
import { KeyTable } from '../key-table.ts'
import type { LeakPlan } from '../plan-leaks.ts'
import { counted } from '../policy.ts'
import type { Membership, Segments } from '../segments.ts'
import type { Checked, LeakContender, SeenRows, TimeSpan, Watcher } from '../types.ts'
import { type EqualPairs, judgeShared, judgeSharedIds } from './policy.ts'

/** Sets of features that rows are compared by: each takes up to 3 MB. */
const mostFeatureSets = 4
/** Values that occur more often than so in all say nothing about single rows. */
const mostTimes = 64

/** Rows that a contender was trained on and that turn up among those that count. */
export function watchSharedRows(plan: LeakPlan): Watcher | string {
  const { segments, time, contenders } = plan
  if (segments === undefined || time === undefined) return 'the dataset has no event times'
  const known = contenders.filter(isKnown)
  if (known.length === 0) return contenders.map(whyOf).join('; ')
  const unknown = contenders.filter((one) => !isKnown(one))
  const tables = tablesOf(plan, known, segments, time)
  return {
    columns: [plan.knowledge?.id].filter((id) => id !== undefined),
    add: (rows) => {
      for (const table of tables) table.add(rows)
    },
    finish: async () => {
      for (const table of tables) await table.readTraining()
      const findings = tables.flatMap((table) => table.judge())
      const skipped = [...new Set(tables.flatMap((table) => table.skipped)), ...unknown.map(whyOf)]
      const beyond = bySameFeatures(plan, known).slice(mostFeatureSets).flat()
      if (beyond.length > 0) {
        const names = beyond.map(({ name }) => name).join(', ')
        skipped.push(`${names}: rows are compared by ${mostFeatureSets} sets of features at most`)
      }
      return { says: saysOf(tables), findings, skipped } satisfies Checked
    },
  }
}

function whyOf({ name, notCompared }: LeakContender): string {
  return `${name}: ${notCompared ?? 'nobody said what it was trained on'}`
}

function isKnown({ trainedOn, trainingRows }: LeakContender): boolean {
  return trainedOn !== undefined || trainingRows !== undefined
}

/** Columns that say what a row is about: what follows from its time alone is as equal as times are. */
export function contentColumns(
  plan: LeakPlan,
  features: readonly string[],
): readonly HashedColumn[] | undefined {
  const { dataset, label } = plan
  const own = features.filter((name) => name !== label && !followsFromTime(plan, name))
  return own.length === 0 ? undefined : [...own, label].map((name) => dataset.column(name))
}

/** Equal rows by content, with or without their time, or by id. */
class EqualRows {
  readonly skipped: string[] = []
  readonly #plan: LeakPlan
  readonly #contenders: readonly LeakContender[]
  readonly #segments: Segments
  readonly #columns: readonly HashedColumn[]
  readonly #by: 'content' | 'content-and-time' | 'id'
  readonly #time: string
  readonly #table: KeyTable
  #rows = 0

  constructor(
    plan: LeakPlan,
    contenders: readonly LeakContender[],
    segments: Segments,
    time: string,
    columns: readonly HashedColumn[],
    by: EqualRows['by'],
  ) {
    this.#plan = plan
    this.#contenders = contenders
    this.#segments = segments
    this.#time = time
    this.#columns = columns
    this.#by = by
    this.#table = new KeyTable(segments.count + contenders.length)
  }

  get by() {
    return this.#by
  }

  get says(): string {
    const { oneIn } = this.#table
    const share = oneIn === 1 ? '' : `, 1 of ${oneIn} of what they hold`
    return `${counted(this.#rows)} rows${share}`
  }

  add({ batch, labels, times }: SeenRows): void {
    if (times === undefined) return
    const { first, second } = this.#plan.content.of(this.#columns, batch)
    for (let row = 0; row < batch.count; row++) {
      const time = times[row] as number // one for each row
      if (Number.isNaN(labels[row] as number) || Number.isNaN(time)) continue
      this.#rows += 1
      if (this.#by !== 'content-and-time' && !this.#table.takes(second[row] as number)) continue
      const segment = this.#segments.indexOf(time)
      this.#put(first[row] as number, second[row] as number, time, segment)
    }
  }

  /** Rows of training data that are kept elsewhere. */
  async readTraining(): Promise<void> {
    if (this.#by === 'content') return
    for (const [i, { name, trainingRows, trainedOn }] of this.#contenders.entries()) {
      if (trainingRows === undefined) continue
      const lacking = this.#lackingIn(trainingRows.columns)
      if (lacking !== undefined) {
        this.skipped.push(`${name}: its training data has no column ${lacking} of this kind`)
        continue
      }
      const columns = [...this.#columns.map((column) => column.name), this.#time]
      const asked = { columns, asText: this.#plan.asText }
      const { signal } = this.#plan
      for await (const batch of trainingRows.read({ ...asked, ...(signal && { signal }) })) {
        this.#addTraining(batch, this.#segments.count + i, trainedOn)
      }
    }
  }

  judge() {
    return this.#contenders.flatMap(({ name, trainedOn, trainingRows }, i) => {
      if (this.#by === 'content' && trainedOn === undefined) return []
      if (this.#by === 'content-and-time' && trainingRows === undefined) return []
      const outside = this.#segments.count + i
      const membership = this.#segments.membershipOf(trainedOn)
      if (this.#by === 'id') return this.#judgeIds(name, membership, outside) ?? []
      const isContent = this.#by === 'content'
      // Rows that are kept elsewhere may be those of the window: counted twice, they would be equal by chance.
      const elsewhere = { ...membership, training: new Uint8Array(membership.training.length) }
      const pairs = isContent
        ? this.#pairsOf(membership, undefined)
        : this.#pairsOf(elsewhere, outside)
      if (pairs.rows === 0) this.skipped.push(`${name}: no row counts that it was not trained on`)
      else if (pairs.trained === 0) this.skipped.push(`${name}: ${noneOf(isContent)}`)
      const source = isContent ? 'its training window but for the time' : 'its training data'
      const hangTogether = isContent && this.#plan.hangTogether === true
      return judgeShared(name, pairs, { source, hangTogether }) ?? []
    })
  }

  #judgeIds(name: string, membership: Membership, outside: number) {
    let [shared, rows] = [0, 0]
    this.#table.forEach((counts) => {
      const [trained, judged] = sidesOf(counts, membership, outside)
      rows += judged
      if (trained > 0) shared += judged
    })
    const id = this.#columns[0]?.name ?? ''
    return judgeSharedIds(name, id, shared * this.#table.oneIn, rows * this.#table.oneIn)
  }

  #pairsOf(
    membership: Membership,
    outside: number | undefined,
  ): EqualPairs & { readonly trained: number } {
    const across = new Float64Array(mostTimes + 1)
    const withinTraining = new Float64Array(mostTimes + 1)
    const withinCounted = new Float64Array(mostTimes + 1)
    let [trained, rows] = [0, 0]
    this.#table.forEach((counts) => {
      const [a, b] = sidesOf(counts, membership, outside)
      trained += a
      rows += b
      const times = a + b
      if (times < 2 || times > mostTimes) return
      across[times] = (across[times] as number) + a * b
      withinTraining[times] = (withinTraining[times] as number) + (a * (a - 1)) / 2
      withinCounted[times] = (withinCounted[times] as number) + (b * (b - 1)) / 2
    })
    return { across, withinTraining, withinCounted, rows, trained }
  }

  #addTraining(batch: ColumnBatch, code: number, window: TimeSpan | undefined): void {
    const times = batch.columns.get(this.#time)
    if (times?.kind !== 'timestamp') return
    const { first, second } = this.#plan.content.of(this.#columns, batch)
    for (let row = 0; row < batch.count; row++) {
      const time = times.values[row] as number // one for each row
      const isOutside = window !== undefined && !(time >= window.from && time < window.until)
      if (isOutside || Number.isNaN(time)) continue
      this.#put(first[row] as number, second[row] as number, time, code)
    }
  }

  #put(first: number, second: number, time: number, code: number): void {
    if (this.#by !== 'content-and-time') {
      this.#table.add(first, second, code)
      return
    }
    const half = withTime(second, time, 2)
    if (this.#table.takes(half)) this.#table.add(withTime(first, time, 1), half, code)
  }

  #lackingIn(columns: readonly HashedColumn[]): string | undefined {
    const kinds = new Map(columns.map(({ name, kind }) => [name, kind]))
    const needed: readonly HashedColumn[] = [
      ...this.#columns,
      { name: this.#time, kind: 'timestamp' },
    ]
    return needed.find(({ name, kind }) => kinds.get(name) !== kind)?.name
  }
}

function noneOf(isContent: boolean): string {
  if (isContent) return 'the rows of its training window are not in the dataset'
  return 'its training data has no rows of its training window'
}

/** How many rows of a key were trained on, and how many count. */
function sidesOf(
  counts: Float64Array,
  { training, counted: isCounted }: Membership,
  outside: number | undefined,
): readonly [trained: number, judged: number] {
  let trained = outside === undefined ? 0 : (counts[outside] as number)
  let judged = 0
  for (let segment = 0; segment < isCounted.length; segment++) {
    const count = counts[segment] as number // one for each segment
    if (isCounted[segment] === 1) judged += count
    else if (training[segment] === 1) trained += count
  }
  return [trained, judged]
}

function tablesOf(
  plan: LeakPlan,
  known: readonly LeakContender[],
  segments: Segments,
  time: string,
): readonly EqualRows[] {
  const tables: EqualRows[] = []
  for (const group of bySameFeatures(plan, known).slice(0, mostFeatureSets)) {
    const columns = contentColumns(plan, featureNames(plan, group[0]?.name ?? ''))
    if (columns === undefined) continue
    if (group.some(({ trainedOn }) => trainedOn !== undefined)) {
      tables.push(new EqualRows(plan, group, segments, time, columns, 'content'))
    }
    if (group.some(({ trainingRows }) => trainingRows !== undefined)) {
      tables.push(new EqualRows(plan, group, segments, time, columns, 'content-and-time'))
    }
  }
  const id = plan.knowledge?.id
  if (id !== undefined) {
    const columns = [plan.dataset.column(id)]
    tables.push(new EqualRows(plan, known, segments, time, columns, 'id'))
  }
  return tables
}

/** Contenders that read the same features are judged by the same table. */
function bySameFeatures(
  plan: LeakPlan,
  known: readonly LeakContender[],
): readonly (readonly LeakContender[])[] {
  const groups = new Map<string, LeakContender[]>()
  for (const contender of known) {
    const key = JSON.stringify(featureNames(plan, contender.name))
    groups.set(key, [...(groups.get(key) ?? []), contender])
  }
  return [...groups.values()]
}

function featureNames({ features }: LeakPlan, contender: string): readonly string[] {
  return features.filter((one) => one.contenders.includes(contender)).map(({ name }) => name)
}

function saysOf(tables: readonly EqualRows[]): string {
  const words = { content: 'by content', 'content-and-time': 'by content and time', id: 'by id' }
  return [...new Set(tables.map((table) => `${words[table.by]} ${table.says}`))].join('; ')
}
