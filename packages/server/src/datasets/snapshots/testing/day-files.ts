import { utimes } from 'node:fs/promises'
import { collect } from '../../testing/collect.ts'
import { writeParquet } from '../../testing/write-parquet.ts'
import { openSnapshot } from '../open-snapshot.ts'
import type { SnapshotTestWorld } from './snapshot-world.ts'

export const time = { column: 'at', zone: 'UTC' }
const day = 86_400_000

/** Rows of a day of January 2001. */
export function aDay(number: number, rows = 20) {
  return Array.from({ length: rows }, (_, i) => ({
    at: new Date(Date.UTC(2001, 0, number) + (i * day) / rows),
    delay: i % 7 === 3 ? null : i * 1.5 - 4,
    origin: ['ABQ', 'JFK', null, 'O"H,A'][i % 4] ?? null,
    late: i % 2 === 0,
  }))
}

type Day = ReturnType<typeof aDay>

export function toCsv(
  rows: Day,
  columns = ['at', 'delay', 'origin', 'late'],
  separator = ',',
): string {
  const cell = (value: unknown) => {
    if (value === null) return ''
    const text = value instanceof Date ? value.toISOString() : String(value)
    return /[",;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = rows.map((row) => columns.map((name) => cell(row[name as keyof Day[number]])))
  return `${[columns, ...lines].map((cells) => cells.join(separator)).join('\n')}\n`
}

export function toNdjson(rows: Day): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

export function toParquet(folder: string, name: string, rows: Day) {
  return writeParquet(folder, name, [
    { name: 'at', data: rows.map((row) => row.at), type: 'TIMESTAMP' },
    { name: 'delay', data: rows.map((row) => row.delay), type: 'DOUBLE' },
    { name: 'origin', data: rows.map((row) => row.origin), type: 'STRING' },
    { name: 'late', data: rows.map((row) => row.late), type: 'BOOLEAN' },
  ])
}

/** Long ago, as files are that nobody writes any more. */
export async function settle(path: string, at = 1_000_000_000): Promise<void> {
  await utimes(path, at, at)
}

export async function readAll(world: SnapshotTestWorld, reference = 'latest') {
  const { snapshot, manifest } = await world.snapshots.get('rows', reference)
  const names = manifest.columns.map(({ name }) => name)
  const opened = openSnapshot({
    name: 'rows',
    digest: snapshot.digest,
    manifest,
    blobs: world.blobs,
  })
  return await collect(opened.read({ columns: names }))
}
