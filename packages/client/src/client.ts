import type {
  AgreeSpecification,
  AliasView,
  Backtest,
  BacktestSummary,
  Check,
  CheckSummary,
  CoverageView,
  EndpointView,
  LedgerHeadView,
  LedgerRecordView,
  LedgerVerification,
  LogCompactionView,
  LogExportInput,
  LogExportView,
  LogPageView,
  LogQueryInput,
  LogQueryView,
  LogRecordView,
  ModelView,
  NewSnapshot,
  OutcomeBody,
  OutcomeReceipt,
  PredictReply,
  PredictRequest,
  ProblemBody,
  Promote,
  Provenance,
  PushView,
  RestatementPage,
  RollBack,
  RouteChange,
  RouteView,
  SetAlias,
  SnapshotCreated,
  SnapshotDetail,
  SnapshotView,
  SpecificationAgreed,
  SpecificationView,
  StatusView,
  VersionView,
} from '@ratchet-ml/protocol'

/** `fetch`, or anything that answers like it: over a socket, or in the same process. */
export type Fetch = (url: string, init?: FetchInit) => Promise<FetchReply>

export interface FetchInit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
}

export interface FetchReply {
  readonly ok: boolean
  readonly status: number
  json(): Promise<unknown>
  arrayBuffer(): Promise<ArrayBuffer>
}

export interface ClientOptions {
  readonly url: string
  readonly fetch?: Fetch
  /** For each call; 30,000 unless told. */
  readonly deadlineMs?: number
}

/** The server said no: the problem as it sent it. */
export class ServerProblem extends Error {
  readonly body: ProblemBody

  constructor(body: ProblemBody) {
    super(body.detail)
    this.name = 'ServerProblem'
    this.body = body
  }
}

export interface PushOptions {
  readonly reason?: string
  readonly purpose?: string
  readonly owner?: string
  readonly provenance?: Provenance
}

/** Which records of a log: `last` of the newest, or those after a place. */
export type LogPlace = { readonly last: number } | { readonly after: string }

/** What a report is written in; the document itself is JSON. */
export type ReportFormat = 'html' | 'csv' | 'markdown'

/** How a body of outcomes is written, and what it is a part of. */
export interface OutcomeRows {
  readonly form: 'json' | 'ndjson' | 'csv' | 'parquet'
  /** Of rows that do not say. */
  readonly endpoint?: string
  readonly name?: string
  /** Columns by member, such as `value=sold,predictionId=pid`. */
  readonly columns?: string
  /** Columns that are left out, such as `comment,city`. */
  readonly ignore?: string
  /** What the rows come from, for the quarantine file. */
  readonly source?: string
  /** Names the quarantine file, so that several bodies share it. */
  readonly run?: string
  /** What is added to the numbers of rows. */
  readonly offset?: number
  /** What these numbers count. */
  readonly place?: 'line' | 'row'
}

/** Every operation of the API, with the words of the command line. */
export interface Client {
  status(): Promise<StatusView>
  predict(endpoint: string, request: PredictRequest): Promise<PredictReply>
  models(): Promise<readonly ModelView[]>
  versions(model: string): Promise<readonly VersionView[]>
  /** @param reference a number, an alias, `latest`, `champion` or a digest */
  version(model: string, reference: string): Promise<VersionView>
  /** The archive of a version's package. */
  package(model: string, reference: string): Promise<Uint8Array>
  push(model: string, archive: Uint8Array, options?: PushOptions): Promise<PushView>
  /** @param at RFC 3339: as it was then */
  aliases(model: string, at?: string): Promise<readonly AliasView[]>
  setAlias(model: string, alias: string, request: SetAlias): Promise<AliasView>
  endpoints(): Promise<readonly EndpointView[]>
  endpoint(endpoint: string): Promise<EndpointView>
  /** Every route the endpoint has had, newest first; with `at`, the one in force then. */
  routes(endpoint: string, at?: string): Promise<readonly RouteView[]>
  promote(endpoint: string, request: Promote): Promise<RouteChange>
  rollBack(endpoint: string, request: RollBack): Promise<RouteChange>
  /** Records of the prediction log: the newest, or those behind a place that was given before. */
  log(endpoint: string, where: LogPlace): Promise<LogPageView>
  /** The record of one prediction. */
  logRecord(endpoint: string, prediction: string): Promise<LogRecordView>
  /** Reports what happened: all of these outcomes are taken, or none. */
  addOutcomes(outcomes: OutcomeBody): Promise<OutcomeReceipt>
  /** The same for many: of lines and tables good rows are taken though others are bad. */
  addOutcomeRows(body: Uint8Array, rows: OutcomeRows): Promise<OutcomeReceipt>
  /** SQL over what was predicted and what happened. */
  queryLog(query: LogQueryInput): Promise<LogQueryView>
  /** Writes an endpoint's predictions to a file of the owner's machine. */
  exportLog(what: LogExportInput): Promise<LogExportView>
  /** Makes tables of what was sealed, and few files of many. */
  compactLog(): Promise<LogCompactionView>
  /** How many predictions of an endpoint have an outcome, by their age. */
  coverage(endpoint: string, name?: string, asOf?: string): Promise<CoverageView>
  /** What was first recorded otherwise of an endpoint's predictions, newest first. */
  restatements(endpoint: string, limit?: number): Promise<RestatementPage>
  /** @param by what ran it for its own answer, where nobody asked for it */
  recordBacktest(backtest: Backtest, by?: 'check'): Promise<BacktestSummary>
  backtests(model?: string): Promise<readonly BacktestSummary[]>
  backtest(id: string): Promise<Backtest>
  /** What is agreed that the versions of a model must satisfy. */
  specification(model: string): Promise<SpecificationView>
  agreeSpecification(model: string, request: AgreeSpecification): Promise<SpecificationAgreed>
  recordCheck(check: Check): Promise<CheckSummary>
  checks(model?: string): Promise<readonly CheckSummary[]>
  check(id: string): Promise<Check>
  /** A recorded back-test as a page of HTML, as CSV, or as Markdown; in UTF-8. */
  backtestReport(id: string, format: ReportFormat): Promise<Uint8Array>
  /** The same of a recorded check. */
  checkReport(id: string, format: ReportFormat): Promise<Uint8Array>
  /** Records a snapshot whose parts are kept in the data folder already. */
  createSnapshot(name: string, snapshot: NewSnapshot): Promise<SnapshotCreated>
  /** Newest first; of one name, or of all. */
  snapshots(name?: string): Promise<readonly SnapshotView[]>
  /** @param reference a number, `latest`, or a digest */
  snapshot(name: string, reference: string): Promise<SnapshotDetail>
  ledger(after?: number): Promise<readonly LedgerRecordView[]>
  verifyLedger(head?: LedgerHeadView): Promise<LedgerVerification>
}
