import { z } from 'zod'
import { BaselineConfig } from './baselines.ts'
import { Name } from './names.ts'
import { Duration, RecipeConfig } from './recipes.ts'
import { Requirement } from './requirements.ts'

/**
 * How a column of a dataset is made from others, such as `hour(date)` or `delay > 15`. Its name may be
 * anything that a feature of a model can be called.
 */
const Derived = z.record(z.string().min(1), z.string().min(1))

/** A named source of rows. Paths are relative to ratchet.yaml. */
export const DatasetConfig = z.strictObject({
  /** Parquet, CSV or NDJSON files. */
  files: z.union([z.string(), z.array(z.string()).min(1)]),
  /** The column of event times, and the zone of times that are written without one. */
  time: z.strictObject({ column: z.string(), zone: z.string() }).optional(),
  derive: Derived.optional(),
  /** The column (read or derived) that says what happened. */
  label: z.string().optional(),
  /** The column that is different in every row. */
  id: z.string().optional(),
  /** How long after the event time a prediction is made; absent: at the event time. */
  predictedAfter: Duration.optional(),
  /**
   * How long after the event time a column is known, where that is not at once; `0s` says that it is, even
   * where its values are later times. What a model's contract says of its feature goes before.
   */
  availableAfter: z.record(z.string().min(1), z.union([Duration, z.literal('0s')])).optional(),
})
export type DatasetConfig = z.infer<typeof DatasetConfig>

/** A metric of the business: an expression over the columns of a row and what was predicted for it. */
export const BusinessMetric = z.strictObject({
  title: z.string().optional(),
  /** Of one row, such as `if(predicted == 1, price, 0)`. */
  value: z.string().min(1),
  /** What it is divided by, sum by sum; absent: the count of rows, so the metric is a mean. */
  per: z.string().min(1).optional(),
  /** Added up instead of averaged. */
  sum: z.literal(true).optional(),
  direction: z.enum(['higher', 'lower']),
})
export type BusinessMetric = z.infer<typeof BusinessMetric>

export const ModelConfig = z.strictObject({
  purpose: z.string(),
  owner: z.string(),
  /** The model file or package that `ratchet push` takes when no SOURCE is given. */
  source: z.string().optional(),
  /** Files and folders of regression cases; `tests/MODEL` unless told. */
  tests: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  /** What every version must satisfy. */
  requirements: z.array(Requirement).optional(),
  /** Metrics beside those of the catalogue. */
  metrics: z.record(Name, BusinessMetric).optional(),
})
export type ModelConfig = z.infer<typeof ModelConfig>

export const BacktestConfig = z.strictObject({
  dataset: Name,
  /** A length of time, or the column whose values are the partitions. */
  partition: z
    .union([z.enum(['day', 'week', 'month']), z.strictObject({ column: z.string() })])
    .default('month'),
  /** Names of recipes that are judged beside the versions. */
  recipes: z.array(Name).optional(),
  /** Columns by whose values the metrics are told apart. */
  slices: z.array(z.string()).default([]),
  /** A column whose rows hang together, such as a customer; of a ranking, the query. */
  cluster: z.string().optional(),
  /** How long a label takes: a recipe learns from nothing younger. */
  gap: Duration.optional(),
  /** Of everything that is drawn at random. */
  seed: z.int().nonnegative().default(1),
  /** The column that tells series apart, such as a shop: baselines of time look back at the same. */
  series: z.string().optional(),
  /** Names from the list of baselines, or what they need to be told. Absent: those of the task. */
  baselines: z.array(BaselineConfig).optional(),
  metrics: z.array(z.string()).optional(),
  /** Level of the intervals. */
  level: z.number().gt(0).lt(1).default(0.95),
})
export type BacktestConfig = z.infer<typeof BacktestConfig>

const Share = z.number().min(0).max(1)

/** How the predictions of an endpoint are recorded in the data folder. */
export const LogConfig = z.strictObject({
  /**
   * What a reply waits for. `default`: until the operating system has the record, which survives the
   * end of the process; what is older than 100 ms survives a power cut. `before-response`: until the
   * disk has it, else the request is refused. `off`: nothing is recorded.
   */
  durability: z.enum(['default', 'before-response', 'off']).default('default'),
  /** Share of the answered requests that is recorded; refused and failed ones all are. */
  sample: z.number().gt(0).lte(1).default(1),
  /** Fields that are left out. */
  redact: z.array(z.string()).default([]),
  /** Fields of which only a hash with the data folder's key is recorded. */
  hash: z.array(z.string()).default([]),
  /** Days that predictions are kept, by the time they were recorded; absent: for ever. */
  keepDays: z.int().positive().optional(),
})
export type LogConfig = z.infer<typeof LogConfig>

/** How an endpoint is served; which version answers is never said here. */
export const EndpointConfig = z.strictObject({
  /** Longest time from a request's head to its reply, in milliseconds. */
  deadlineMs: z.number().positive().optional(),
  /** Long requests answered at one time, and how many may wait for their turn. */
  concurrency: z.int().positive().optional(),
  queue: z.int().nonnegative().optional(),
  /** Requests a second; `burst` may come at once (as many as a second's unless told). */
  rate: z
    .strictObject({ perSecond: z.number().positive(), burst: z.number().min(1).optional() })
    .optional(),
  /** The naive answer when neither champion nor standby can give one: the prior, or a constant. */
  baseline: z
    .union([
      z.strictObject({ probability: z.array(Share).min(2) }),
      z.strictObject({ value: z.union([z.number(), z.array(z.number()).min(1)]) }),
    ])
    .optional(),
  log: LogConfig.optional(),
})
export type EndpointConfig = z.infer<typeof EndpointConfig>

/** How the server itself behaves; everything has a default that suits one machine. */
export const ServerConfig = z.strictObject({
  /** Origins whose pages may use the server, such as https://app.example; none unless listed. */
  cors: z.strictObject({ origins: z.array(z.url()) }).optional(),
  /** One JSON line a request on standard error; `sample` of those that are answered below 400. */
  accessLog: z.strictObject({ sample: Share.default(1) }).optional(),
  /** Spans to an OpenTelemetry collector, OTLP over HTTP in JSON. */
  traces: z
    .strictObject({
      /** Such as http://127.0.0.1:4318/v1/traces */
      url: z.url(),
      /** Share of the requests without a sampled trace of their own that are traced. */
      sample: Share.default(0.01),
      headers: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  limits: z
    .strictObject({
      headersTimeoutMs: z.int().positive().optional(),
      requestTimeoutMs: z.int().positive().optional(),
      keepAliveMs: z.int().positive().optional(),
      headerBytes: z.int().min(1024).optional(),
      connections: z.int().positive().optional(),
    })
    .optional(),
})
export type ServerConfig = z.infer<typeof ServerConfig>

/**
 * ratchet.yaml: the source of the specification and of rollout policy, never of live weights or
 * floors. Applying it never changes what serves.
 */
export const ProjectConfig = z.strictObject({
  /** Version of this file's form. */
  ratchet: z.literal(1),
  /** Data folder, relative to this file. */
  data: z.string().default('.ratchet'),
  models: z.record(Name, ModelConfig).default({}),
  datasets: z.record(Name, DatasetConfig).default({}),
  backtests: z.record(Name, BacktestConfig).default({}),
  recipes: z.record(Name, RecipeConfig).default({}),
  endpoints: z.record(Name, EndpointConfig).default({}),
  server: ServerConfig.default({}),
})
export type ProjectConfig = z.infer<typeof ProjectConfig>
/** A project file before its defaults are filled in. */
export type ProjectInput = z.input<typeof ProjectConfig>
