import { z } from 'zod'
import { Digest, Instant } from './names.ts'
import { TrainerRecipe } from './recipes.ts'

const Span = z.strictObject({ from: Instant, until: Instant })

/** What is known of the data that a version was trained on. */
export const VersionTraining = z.discriminatedUnion('kind', [
  /** The rows of a span of event time. */
  z.strictObject({ kind: z.literal('span'), span: Span }),
  /** Every row of this very dataset. */
  z.strictObject({ kind: z.literal('all') }),
  /** Other data than these, somebody said. */
  z.strictObject({ kind: z.literal('elsewhere') }),
  z.strictObject({ kind: z.literal('unknown') }),
])
export type VersionTraining = z.infer<typeof VersionTraining>

const VersionPlan = z.strictObject({
  kind: z.literal('version'),
  /** `flights@1`, or the name of a file. */
  name: z.string(),
  digest: Digest,
  training: VersionTraining,
})

const TrainerPlan = z.strictObject({
  kind: z.literal('trainer'),
  /** `recipe:monthly` */
  name: z.string(),
  recipe: TrainerRecipe.required({ features: true }),
})

const FilesPlan = z.strictObject({
  kind: z.literal('files'),
  name: z.string(),
  models: z
    .array(
      z.strictObject({
        source: z.string(),
        digest: Digest,
        from: Instant.optional(),
        until: Instant,
      }),
    )
    .min(1),
})

/** What a kind of baseline was told, or what follows from the task, the columns and the versions. */
export const BaselineSettings = z.strictObject({
  expression: z.string().optional(),
  column: z.string().optional(),
  gives: z.enum(['probability', 'label', 'value']).optional(),
  /** The column that tells series apart. */
  series: z.string().optional(),
  /** Microseconds. */
  season: z.int().positive().optional(),
  features: z.array(z.string()).optional(),
  l2: z.number().positive().optional(),
  trainedOn: Span.optional(),
})
export type BaselineSettings = z.infer<typeof BaselineSettings>

const BaselinePlan = z.strictObject({
  kind: z.literal('baseline'),
  /** `baseline:prior` */
  name: z.string(),
  baseline: z.string(),
  settings: BaselineSettings,
})

/**
 * Who is judged in a back-test, with everything that determines the answers beside the data and the
 * bytes of packages: what a back-test is run again from.
 */
export const ContenderPlan = z.discriminatedUnion('kind', [
  VersionPlan,
  TrainerPlan,
  FilesPlan,
  BaselinePlan,
])
export type ContenderPlan = z.infer<typeof ContenderPlan>
