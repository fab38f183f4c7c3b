import type { OutcomeReader } from '../outcomes/types.ts'
import type { RecordReader } from './predictions.ts'
import { joinedView } from './sql/joined-views.ts'
import { type OutcomeFiles, outcomeViews } from './sql/outcome-views.ts'
import { type EndpointFiles, predictionViews, unionOf } from './sql/prediction-views.ts'
import type { HistoryStore, SegmentSource, SqlEngine, SqlSession } from './store.ts'
import type { CreateParquetWriter } from './table-writer.ts'
import { Tails } from './tails.ts'
import type { Manifest, QueryBounds, QueryResult, TableColumn } from './types.ts'
import { endpointsOf } from './upkeep/keep-tables.ts'

export interface AskerParts {
  readonly store: HistoryStore
  readonly segments: SegmentSource
  readonly outcomes: OutcomeReader
  readonly reader: RecordReader
  readonly createWriter: CreateParquetWriter
  readonly engine: SqlEngine
  /** The columns that every prediction has. */
  readonly commonColumns: readonly TableColumn[]
}

/** What there is to read now. */
export interface Views {
  readonly setup: readonly string[]
  /** Absolute paths. */
  readonly files: readonly string[]
  readonly endpoints: readonly EndpointFiles[]
}

/** What a query that asks for outcomes cannot do without. */
const outcomesAsked = /outcomes|joined|internal/i

/** Puts questions to everything that was recorded, up to this moment. */
export class Asker {
  readonly #parts: AskerParts
  readonly #tails: Tails
  /** The database of the last question serves the next one that sees the same. */
  #last: { readonly key: string; readonly session: SqlSession } | undefined

  constructor(parts: AskerParts) {
    this.#parts = parts
    this.#tails = new Tails(parts)
  }

  /** @param asOf microseconds UTC: as it was known then */
  async query(sql: string, bounds: QueryBounds, asOf?: number): Promise<QueryResult> {
    const session = await this.#sessionOf(await this.views(outcomesAsked.test(sql), asOf))
    return await session.query(sql, bounds)
  }

  /** @param isAsked whether outcomes are asked for, which costs a look at all of them */
  async views(isAsked: boolean, asOf?: number): Promise<Views> {
    const { commonColumns } = this.#parts
    const endpoints = await this.#endpoints()
    const outcomes = await this.#outcomes()
    const columns = unionOf([commonColumns, ...endpoints.map((one) => one.columns)])
    const index = outcomes.index === undefined ? [] : [outcomes.index]
    return {
      setup: [
        'CREATE SCHEMA internal',
        ...predictionViews(endpoints, commonColumns, asOf),
        ...outcomeViews(outcomes, isAsked, asOf),
        joinedView(columns),
      ],
      files: [...endpoints.flatMap(({ paths }) => paths), ...outcomes.paths, ...index],
      endpoints,
    }
  }

  /** Lets go of files that are about to go. */
  close(): void {
    this.#last?.session.close()
    this.#last = undefined
  }

  async #sessionOf({ setup, files }: Views): Promise<SqlSession> {
    const key = JSON.stringify([setup, files])
    if (this.#last?.key === key) return this.#last.session
    this.close()
    const spillFolder = await this.#parts.store.spillFolder()
    const session = await this.#parts.engine.open({ files, setup, spillFolder })
    this.#last = { key, session }
    return session
  }

  async #endpoints(): Promise<readonly EndpointFiles[]> {
    const { store } = this.#parts
    const found: EndpointFiles[] = []
    for (const endpoint of await endpointsOf(this.#parts)) {
      const table = { kind: 'predictions', endpoint } as const
      const manifest = await store.manifest(table)
      const tail = await this.#tails.predictionsOf(endpoint, manifest)
      const schemas = [...columnsOf(manifest), ...tail.schemas]
      found.push({
        ...{ endpoint, schemas, columns: unionOf(schemas) },
        paths: [...manifest.files.map((file) => store.pathOf(table, file)), ...tail.paths],
      })
    }
    return found
  }

  async #outcomes(): Promise<OutcomeFiles> {
    const { store } = this.#parts
    const table = { kind: 'outcomes' } as const
    const manifest = await store.manifest(table)
    const tail = await this.#tails.outcomes(manifest)
    const pathOf = (file: (typeof manifest.files)[number]) => store.pathOf(table, file)
    const { index, files } = manifest
    const paths = [...files.map(pathOf), ...tail.paths]
    if (index === undefined) return { paths, unseen: paths }
    const unseen = files.filter(({ last }) => last > index.until).map(pathOf)
    return {
      paths,
      unseen: [...unseen, ...tail.paths],
      index: store.indexPath(index.name),
    }
  }
}

function columnsOf({ schemas }: Manifest): readonly (readonly TableColumn[])[] {
  return Object.values(schemas).map(({ columns }) => columns)
}
