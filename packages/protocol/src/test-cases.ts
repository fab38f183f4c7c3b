import { z } from 'zod'
import { Name } from './names.ts'

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** A row by field name, as a caller would send it. */
export const TestRow = z.record(z.string(), Scalar)
export type TestRow = z.infer<typeof TestRow>

/** The same with tensors whole, as arrays of arrays. */
const SaidRow = z.record(z.string(), z.union([Scalar, z.array(z.unknown())]))
export type SaidRow = z.infer<typeof SaidRow>

/**
 * How far a number may be from another and still be equal to it: |found - expected| at most
 * `absolute` + `relative` times |expected|, or at most `ulp` doubles away.
 */
export const Tolerance = z.strictObject({
  absolute: z.number().nonnegative().optional(),
  relative: z.number().nonnegative().optional(),
  ulp: z.int().nonnegative().optional(),
})
export type Tolerance = z.infer<typeof Tolerance>

/**
 * Outputs by name (`label`, `probability`, `value`, `raw`, or one number of them, such as
 * `probability.1` and `raw.0`); or `refused` with the code with which the contract refuses the row.
 */
const Expected = z.record(z.string(), z.union([Scalar, z.array(z.number())]))

const answer = z.enum(['rises', 'falls'])
const output = z.string().min(1)

/** The rows of a relation: written down, or so many drawn from the contract, or both. */
const BaseRows = z.strictObject({
  rows: z.array(SaidRow).min(1).optional(),
  draw: z.int().min(1).max(10_000).optional(),
})

/** Rows with the answers that they must get. */
const Golden = z.array(z.strictObject({ row: SaidRow, expect: Expected })).min(1)

/** Many golden rows as a table: columns of fields, and of outputs whose names begin with `expect `. */
const Table = z.strictObject({
  columns: z.array(z.string().min(1)).min(2),
  rows: z.array(z.array(Scalar)).min(1),
})

/** A condition that the answer to each row must meet, as an expression over its outputs. */
const Answer = BaseRows.extend({ holds: z.string().min(1) })

/** Changing one of these fields to any of these values must not change the answer. */
const Invariance = BaseRows.extend({
  change: z.record(z.string(), z.union([z.array(Scalar).min(1), z.literal('any')])),
})

/** Raising this field, `to` a value or `by` an amount, must make an output rise or fall. */
const Direction = BaseRows.extend({
  raise: z.string().min(1),
  to: z.number().optional(),
  by: z.number().positive().optional(),
  answer,
  of: output.optional(),
})

/** Along these values of a field an output never goes the other way. */
const Monotonic = BaseRows.extend({
  field: z.string().min(1),
  over: z.array(z.number()).min(2),
  answer,
  of: output.optional(),
})

/** The values of two fields changing places must not change the answer. */
const Symmetry = BaseRows.extend({ swap: z.array(z.string()).length(2) })

/**
 * A condition over the answers to a row (`base.`) and to rows made from it, each with a name: `set`
 * gives fields values, `compute` gives them expressions over the fields of the row.
 */
const Metamorphic = BaseRows.extend({
  others: z.record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name has letters, digits and underscores'),
    z.strictObject({
      set: TestRow.optional(),
      compute: z.record(z.string(), z.string().min(1)).optional(),
    }),
  ),
  holds: z.string().min(1),
})

/** A metric on the rows of a dataset that meet a condition must reach a bound. */
const Floor = z.strictObject({
  dataset: Name,
  where: z.string().min(1).optional(),
  metric: z.string().min(1),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  /** How many rows of the slice are judged at most, drawn with the seed. */
  rows: z.int().min(30).max(10_000_000).default(100_000),
})

/** Rows drawn from the contract, good and bad: answered within the contract, or refused with a code. */
const Fuzz = z.strictObject({ rows: z.int().min(1).max(100_000).default(200) })

/** Where a case that was harvested comes from. */
const Origin = z.strictObject({
  prediction: z.string(),
  endpoint: Name,
  version: z.string().optional(),
  recorded: z.string(),
})

/** The kinds of a case, by the key that says what is tested. */
export const testKinds = {
  golden: Golden,
  table: Table,
  answer: Answer,
  invariance: Invariance,
  direction: Direction,
  monotonic: Monotonic,
  symmetry: Symmetry,
  metamorphic: Metamorphic,
  floor: Floor,
  fuzz: Fuzz,
} as const
export type TestKind = keyof typeof testKinds

/** A regression case: a name, why it is there, and one kind. */
export const TestCase = z.strictObject({
  /** A sentence of behaviour; no other case of the suite has it. */
  name: z.string().min(1).max(200),
  because: z.string().min(1).optional(),
  tolerance: Tolerance.optional(),
  from: Origin.optional(),
  golden: Golden.optional(),
  table: Table.optional(),
  answer: Answer.optional(),
  invariance: Invariance.optional(),
  direction: Direction.optional(),
  monotonic: Monotonic.optional(),
  symmetry: Symmetry.optional(),
  metamorphic: Metamorphic.optional(),
  floor: Floor.optional(),
  fuzz: Fuzz.optional(),
})
export type TestCase = z.infer<typeof TestCase>

/** A file of regression cases: tests/MODEL/*.yaml, or where ratchet.yaml says. */
export const TestFile = z.strictObject({
  /** Version of this file's form. */
  ratchetTests: z.literal(1),
  /** Of the cases that name none; 1e-9 absolute unless told. */
  tolerance: Tolerance.optional(),
  cases: z.array(TestCase),
})
export type TestFile = z.infer<typeof TestFile>
