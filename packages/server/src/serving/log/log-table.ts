import type { LogColumn, LogHeader } from './types.ts'

/** A column of the table that records become. */
export interface LogTableColumn {
  readonly name: string
  readonly kind: 'number' | 'integer' | 'text' | 'timestamp' | 'boolean'
}

/** Where the values of a column of records stand in the table: `width` columns from `at` on. */
export interface PlacedColumn {
  readonly column: LogColumn
  readonly at: number
}

/** The table of the records of one header. */
export interface LogTable {
  readonly columns: readonly LogTableColumn[]
  readonly placed: readonly PlacedColumn[]
  /** Where the margins begin. */
  readonly rawAt: number
  readonly rawWidth: number
}

const text = (name: string): LogTableColumn => ({ name, kind: 'text' })
const integer = (name: string): LogTableColumn => ({ name, kind: 'integer' })
const number = (name: string): LogTableColumn => ({ name, kind: 'number' })
const time = (name: string): LogTableColumn => ({ name, kind: 'timestamp' })

/** What every record has, in this order; docs/reference/log-tables.md is their specification. */
export const commonColumns: readonly LogTableColumn[] = [
  ...[text('prediction_id'), text('request_id'), text('kind')],
  ...[time('event_time'), time('recorded_time'), text('contract_digest')],
  ...[integer('route_revision'), text('version_digest'), text('arm'), number('propensity')],
  ...[integer('experiment_iteration'), text('unit'), integer('latency_us'), text('served_by')],
  ...[text('fallback_reason'), integer('status'), text('problem')],
  ...[number('sampling_probability'), integer('prediction_key_1'), integer('prediction_key_2')],
]

/**
 * The columns of a header's records: what all have, then segments, features, outputs and margins. A name
 * that differs from another in nothing but capitals gets a number, as tables do not tell them apart.
 *
 * @param rawWidth most margins of a record
 */
export function tableOf(header: LogHeader, rawWidth: number): LogTable {
  const columns = [...commonColumns]
  const taken = new Set(columns.map(({ name }) => name))
  const placed: PlacedColumn[] = []
  const add = ({ name, kind }: LogTableColumn) => {
    columns.push({ name: freeName(name, taken), kind })
  }
  for (const group of ['segment', 'feature', 'output'] as const) {
    for (const column of header.columns.filter((one) => one.group === group)) {
      placed.push({ column, at: columns.length })
      const classes = header.columns.find(({ name }) => name === 'label')?.levels
      for (const one of columnsOf(column, classes)) add(one)
    }
  }
  const rawAt = columns.length
  for (let i = 0; i < rawWidth; i++) add(number(`raw_${i}`))
  return { columns, placed, rawAt, rawWidth }
}

function columnsOf(column: LogColumn, classes: LogColumn['levels']): readonly LogTableColumn[] {
  const { name, group, storage, width, levels } = column
  const kind = storage === 'f64' && levels === undefined ? kindOf(column) : 'text'
  if (width === 1 && name !== 'probability') return [{ name: `${group}_${name}`, kind }]
  return Array.from({ length: width }, (_, i) => {
    const which = name === 'probability' ? (classes?.[i] ?? i) : i
    return { name: `${group}_${name}_${which}`, kind }
  })
}

function kindOf({ type }: LogColumn): LogTableColumn['kind'] {
  return type === 'boolean' || type === 'timestamp' ? type : 'number'
}

function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${name}_${i}`
  taken.add(free.toLowerCase())
  return free
}
