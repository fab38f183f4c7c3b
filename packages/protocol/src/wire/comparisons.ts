import { z } from 'zod'

/** A test of whether two contenders differ. */
export const PairedTest = z.discriminatedUnion('kind', [
  z.strictObject({
    /** Diebold and Mariano with the correction of Harvey, Leybourne and Newbold. */
    kind: z.literal('diebold-mariano'),
    statistic: z.number(),
    pValue: z.number(),
    horizon: z.int(),
    kernel: z.enum(['rectangular', 'bartlett']),
    points: z.int(),
  }),
  z.strictObject({
    /** Over the partitions: in how many each is better. */
    kind: z.literal('sign'),
    better: z.int(),
    worse: z.int(),
    pValue: z.number(),
  }),
  z.strictObject({
    /** McNemar's exact test over the rows that only one of the two answers right. */
    kind: z.literal('mcnemar'),
    onlyCandidate: z.int(),
    onlyReference: z.int(),
    pValue: z.number(),
  }),
  z.strictObject({
    /** Blocks of rows drawn with replacement, neighbours together: the difference in 95 of 100 draws. */
    kind: z.literal('block-bootstrap'),
    low: z.number(),
    high: z.number(),
    level: z.number(),
    repetitions: z.int(),
    blocks: z.int(),
    /** How many neighbouring blocks are drawn together. */
    length: z.int(),
    seed: z.int(),
  }),
  z.strictObject({ kind: z.literal('undefined'), test: z.string(), reason: z.string() }),
])
export type PairedTest = z.infer<typeof PairedTest>

/** A difference of two contenders on the same rows, candidate less reference; or why there is none. */
export const Difference = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('value'),
    value: z.number(),
    low: z.number().optional(),
    high: z.number().optional(),
    method: z.string().optional(),
    n: z.int().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('undefined'), reason: z.string(), n: z.int().nonnegative() }),
])
export type Difference = z.infer<typeof Difference>

/** Whether one contender is really better than another, by one metric, on the rows that count for both. */
export const Comparison = z.strictObject({
  candidate: z.string(),
  reference: z.string(),
  metric: z.string(),
  level: z.number(),
  verdict: z.enum(['better', 'worse', 'undecided']),
  /** The verdict in words, with its numbers. */
  says: z.string(),
  rows: z.int().nonnegative(),
  difference: Difference,
  tests: z.array(PairedTest),
  byPartition: z.array(z.strictObject({ partition: z.string(), difference: Difference })),
  /**
   * The slices where the candidate is shown to be worse, the worst first, with intervals at a level that
   * allows for how many slices were looked at (Bonferroni).
   */
  worse: z.array(z.strictObject({ by: z.string(), slice: z.string(), difference: Difference })),
})
export type Comparison = z.infer<typeof Comparison>
