import { z } from 'zod'

/** A length of time such as `36h`, `90d` or `2w`. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d*(s|min|h|d|w)$/, 'a length of time such as 36h or 90d')

const Day = z.string().regex(/^\d{4}-\d\d-\d\d(T.*)?$/, 'a day or an instant')

/** How a model is made anew as time goes on, by a built-in trainer. */
const TrainerRecipe = z.strictObject({
  algorithm: z.enum(['logistic', 'linear']),
  features: z.array(z.string()).min(1).optional(),
  l2: z.number().nonnegative().optional(),
  /** Trained anew before every so many partitions. */
  every: z.int().positive().default(1),
  /** How much of the past is learned from; absent: all of it. */
  window: Duration.optional(),
})

/** Models that were made elsewhere, each with the end of its training data. */
const FilesRecipe = z.strictObject({
  models: z
    .array(z.strictObject({ source: z.string(), trainedFrom: Day.optional(), trainedUntil: Day }))
    .min(1),
})

/** A way of making models, judged by what it would have made at each time. */
export const RecipeConfig = z.union([TrainerRecipe, FilesRecipe])
export type RecipeConfig = z.infer<typeof RecipeConfig>
