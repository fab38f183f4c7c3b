import { z } from 'zod'
import { Name } from './names.ts'
import { Duration } from './recipes.ts'

/** What the name in a table is, when it is not that of the kind. */
const as = Name.optional()

/** What a column or an expression says: by the kind of its values and the task unless told. */
const gives = z.enum(['probability', 'label', 'value']).optional()

/** An expression over the columns of the row, such as `distance > 1500`. */
const Rule = z.strictObject({
  rule: z.union([z.string().min(1), z.strictObject({ expression: z.string().min(1), gives })]),
  as,
})

/** The probability, label or value that a person gave, as a column has it. */
const Human = z.strictObject({ human: z.strictObject({ column: z.string(), gives }), as })

/** The column that tells series apart; absent: that of the back-test. */
const series = z.string().optional()

const LastValue = z.strictObject({ 'last-value': z.strictObject({ series }), as })

const Drift = z.strictObject({ drift: z.strictObject({ series }), as })

const SeasonalNaive = z.strictObject({
  /** Absent: a week, where the rows are hourly or daily. */
  'seasonal-naive': z.strictObject({ season: Duration.optional(), series }),
  as,
})

/** A linear model of the columns, learned before each partition from what came before it. */
const Linear = z.strictObject({
  linear: z.strictObject({
    /** Absent: the features of the first version. */
    features: z.array(z.string()).min(1).optional(),
    l2: z.number().positive().optional(),
  }),
  as,
})

/** A naive predictor of a back-test: its name, or what it needs to be told. */
export const BaselineConfig = z.union([
  z.string(),
  Rule,
  Human,
  LastValue,
  Drift,
  SeasonalNaive,
  Linear,
])
export type BaselineConfig = z.infer<typeof BaselineConfig>
