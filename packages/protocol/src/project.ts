import { z } from 'zod'
import { Name } from './names.ts'

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
})
export type DatasetConfig = z.infer<typeof DatasetConfig>

export const ModelConfig = z.strictObject({
  purpose: z.string(),
  owner: z.string(),
  /** The model file or package that `ratchet push` takes when no SOURCE is given. */
  source: z.string().optional(),
})
export type ModelConfig = z.infer<typeof ModelConfig>

export const BacktestConfig = z.strictObject({
  dataset: Name,
  partition: z.enum(['day', 'week', 'month']).default('month'),
  /** Names from the list of baselines; each stands in the table. Absent: those of the task. */
  baselines: z.array(z.string()).optional(),
  metrics: z.array(z.string()).optional(),
  /** Level of the intervals. */
  level: z.number().gt(0).lt(1).default(0.95),
})
export type BacktestConfig = z.infer<typeof BacktestConfig>

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
})
export type LogConfig = z.infer<typeof LogConfig>

/** How an endpoint serves, whichever version answers. */
export const EndpointConfig = z.strictObject({
  log: LogConfig.prefault({}),
})
export type EndpointConfig = z.infer<typeof EndpointConfig>

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
  endpoints: z.record(Name, EndpointConfig).default({}),
  datasets: z.record(Name, DatasetConfig).default({}),
  backtests: z.record(Name, BacktestConfig).default({}),
})
export type ProjectConfig = z.infer<typeof ProjectConfig>
/** A project file before its defaults are filled in. */
export type ProjectInput = z.input<typeof ProjectConfig>
