import { z } from 'zod'
import { Digest } from '../names.ts'

const Count = z.int().nonnegative()

/** One thing that was not as a case says. */
export const TestFailure = z.strictObject({
  /** Line of the file where it is said. */
  line: z.int().positive(),
  /** Which answer, such as `probability.1`; absent where it is not about one. */
  output: z.string().optional(),
  found: z.string(),
  expected: z.string(),
  /** How far apart the numbers are. */
  difference: z.number().optional(),
})
export type TestFailure = z.infer<typeof TestFailure>

/** What became of a case. Inconclusive never counts as passed. */
export const TestCaseResult = z.strictObject({
  name: z.string(),
  kind: z.string(),
  file: z.string(),
  line: z.int().positive(),
  outcome: z.enum(['passed', 'failed', 'inconclusive', 'not-run']),
  /** How many comparisons were made. */
  checks: Count,
  because: z.string().optional(),
  failures: z.array(TestFailure),
})
export type TestCaseResult = z.infer<typeof TestCaseResult>

/** One coefficient that was changed, and whether a case noticed. */
export const Mutant = z.strictObject({
  /** The array of coefficients, the place in it, and for a set of categories the bit. */
  coefficient: z.string(),
  index: Count,
  bit: Count.optional(),
  from: z.number(),
  to: z.number(),
  /** Predictions of the sample that moved beyond the tolerance. */
  moved: z.int().positive(),
  noticedBy: z.string().optional(),
  /** Of one that nothing noticed: a row of the sample whose prediction moved. */
  row: z.record(z.string(), z.unknown()).optional(),
})
export type Mutant = z.infer<typeof Mutant>

/** How much of what can go wrong in the coefficients a suite notices. */
export const MutationReport = z.strictObject({
  seed: Count,
  /** Where the rows come from whose predictions are counted. */
  sample: z.strictObject({ from: z.string(), rows: Count }),
  /** The share of them that a change has to move. */
  movedShare: z.number(),
  /** Coefficients that were tried. */
  candidates: Count,
  /** Those of them of which no change moves enough predictions. */
  movedNothing: Count,
  noticed: Count,
  mutants: z.array(Mutant),
})
export type MutationReport = z.infer<typeof MutationReport>

/** A run of a suite of regression cases against a version: what can be kept as evidence. */
export const TestRun = z.strictObject({
  model: z.string(),
  version: z.strictObject({ name: z.string(), digest: Digest }),
  /** Digest of the names and bytes of the case files. */
  suite: z.strictObject({ digest: Digest, files: z.array(z.string()) }),
  seed: Count,
  /** Pass: every case passed, and there is one. Inconclusive: none failed, but evidence lacks. */
  outcome: z.enum(['pass', 'fail', 'inconclusive']),
  passed: Count,
  failed: Count,
  inconclusive: Count,
  notRun: Count,
  cases: z.array(TestCaseResult),
  mutations: MutationReport.optional(),
  /** Why no coefficient was disturbed, where that was asked for. */
  notMutated: z.string().optional(),
})
export type TestRun = z.infer<typeof TestRun>
