import { z } from 'zod'

/** A length of time such as `36h`, `90d` or `2w`. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d*(s|min|h|d|w)$/, 'a length of time such as 36h or 90d')

const Day = z.string().regex(/^\d{4}-\d\d-\d\d(T.*)?$/, 'a day or an instant')

/** How a model is made anew as time goes on, by a built-in trainer. */
export const TrainerRecipe = z.strictObject({
  /** `online-logistic` learns row by row in the order of time, and leans to the end of what it saw. */
  algorithm: z.enum(['logistic', 'linear', 'online-logistic']),
  features: z.array(z.string()).min(1).optional(),
  /** Features that are numbers and are learned as categories: a weight for each distinct value. */
  oneHot: z.array(z.string()).min(1).optional(),
  /** Strength of the penalty; of `logistic` and `linear`, 1 unless told. */
  l2: z.number().positive().optional(),
  /** Length of the first steps, and how often the rows are gone through; of `online-logistic`. */
  rate: z.number().positive().optional(),
  passes: z.int().positive().optional(),
  /** Trained anew before every so many partitions; `never`: once, before the first that has a past. */
  every: z.union([z.int().positive(), z.literal('never')]).default(1),
  /** Partitions that must be past before the first model; absent: any rows. */
  after: z.int().positive().optional(),
  /** How much of the past is learned from, by time or in partitions; absent: all of it. */
  window: z.union([Duration, z.strictObject({ partitions: z.int().positive() })]).optional(),
})
export type TrainerRecipe = z.infer<typeof TrainerRecipe>

/** Models that were made elsewhere, each with the end of its training data. */
export const FilesRecipe = z.strictObject({
  models: z
    .array(z.strictObject({ source: z.string(), trainedFrom: Day.optional(), trainedUntil: Day }))
    .min(1),
})
export type FilesRecipe = z.infer<typeof FilesRecipe>

/** A way of making models, judged by what it would have made at each time. */
export const RecipeConfig = z.union([TrainerRecipe, FilesRecipe])
export type RecipeConfig = z.infer<typeof RecipeConfig>
