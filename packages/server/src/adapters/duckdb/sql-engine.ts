import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api'
import type { SqlEngine, SqlOptions, SqlSession } from '../../feedback/history/store.ts'
import type { Cell, QueryBounds, QueryResult } from '../../feedback/history/types.ts'
import { cellOf } from './cells.ts'
import type { EngineBounds } from './engine-bounds.ts'
import { quoted } from './quoted.ts'
import { notOneSelect, problemOf } from './sql-problem.ts'

/** About the bytes that a result may have. */
const mostBytes = 16 << 20
const bytesOfNumber = 16

/** DuckDB in memory: a new database for every set of files, closed with everything that it knows. */
export function duckDbEngine(bounds: EngineBounds): SqlEngine {
  return {
    open: (options) => openSession(options, bounds),
    run: async (statements, { spillFolder, deadlineMs }) => {
      const { connection, close } = await openDatabase(spillFolder, bounds)
      const limit = { deadlineMs, rows: 1_000_000 }
      try {
        let result = noRows
        for (const sql of statements)
          result = await bounded(connection, limit, () => read(connection, sql, limit))
        return result
      } finally {
        close()
      }
    },
  }
}

const noRows: QueryResult = { columns: [], rows: [], isCut: false }

async function openSession(
  { files, setup, spillFolder }: SqlOptions,
  bounds: EngineBounds,
): Promise<SqlSession> {
  const { connection, close } = await openDatabase(spillFolder, bounds)
  try {
    for (const sql of setup) await connection.run(sql)
    // From here on nothing but the files can be read, nothing written, and no setting changed.
    await connection.run(`SET allowed_paths=[${files.map(quoted).join(', ')}]`)
    await connection.run('SET enable_external_access=false')
    await connection.run('SET lock_configuration=true')
  } catch (error) {
    close()
    throw problemOf(error, bounds)
  }
  return {
    query: async (sql, limit) => {
      try {
        await refuseOthers(connection, sql)
      } catch (error) {
        throw problemOf(error, bounds)
      }
      return await bounded(connection, limit, () => read(connection, sql, limit), bounds)
    },
    close,
  }
}

async function openDatabase(spillFolder: string, { memoryMb, spillMb, threads }: EngineBounds) {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMb}MB`,
    temp_directory: spillFolder,
    max_temp_directory_size: `${spillMb}MB`,
    threads: String(threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone='UTC'")
  await connection.run('SET parquet_metadata_cache=true')
  // Sides of joins are chosen by guesses at sizes, which take millions of outcomes for a thousand; as
  // the views write them, the smaller side is the right one.
  await connection.run("SET disabled_optimizers='build_side_probe_side'")
  const close = () => {
    connection.closeSync()
    instance.closeSync()
  }
  return { connection, close }
}

/** One statement, and one that reads. */
async function refuseOthers(connection: DuckDBConnection, sql: string): Promise<void> {
  const statements = await connection.extractStatements(sql)
  if (statements.count !== 1) throw notOneSelect(`${statements.count} statements`)
  const prepared = await statements.prepare(0)
  const { statementType } = prepared
  prepared.destroySync()
  if (statementType !== StatementType.SELECT) {
    throw notOneSelect(StatementType[statementType] ?? 'another statement')
  }
}

async function bounded<T>(
  connection: DuckDBConnection,
  { deadlineMs }: QueryBounds,
  run: () => Promise<T>,
  bounds?: EngineBounds,
): Promise<T> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    connection.interrupt()
  }, deadlineMs)
  try {
    return await run()
  } catch (error) {
    throw problemOf(error, bounds, isLate ? deadlineMs : undefined)
  } finally {
    clearTimeout(timer)
  }
}

/** Reads no more than is given back. */
async function read(
  connection: DuckDBConnection,
  sql: string,
  { rows: most }: QueryBounds,
): Promise<QueryResult> {
  const result = await connection.stream(sql)
  const columns = result.columnNames().map((name, index) => ({
    name,
    type: String(result.columnType(index)),
  }))
  const rows: Cell[][] = []
  let bytes = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return { columns, rows, isCut: false }
    for (const row of chunk.getRows()) {
      if (rows.length === most || bytes > mostBytes) return { columns, rows, isCut: true }
      const cells = row.map(cellOf)
      for (const cell of cells) bytes += typeof cell === 'string' ? cell.length : bytesOfNumber
      rows.push(cells)
    }
  }
}
