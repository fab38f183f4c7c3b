import { z } from 'zod'
import { Name } from './names.ts'

/** A number in the metric's unit, or a share of the other's value such as `2%`. */
const Margin = z.union([
  z.number().nonnegative(),
  z.string().regex(/^(0|[1-9]\d*)(\.\d+)?%$/, 'a number, or a share such as 2%'),
])

const Bounds = {
  /** Exactly one of these four. */
  atMost: z.number().optional(),
  atLeast: z.number().optional(),
  /** With `against`: better by at least so much, in the metric's own direction. */
  betterBy: Margin.optional(),
  /** With `against`: at most so much worse. */
  worseByAtMost: Margin.optional(),
}

/** What a version must satisfy, judged on the bounds of the metric's interval. */
export const Requirement = z
  .strictObject({
    /** A metric of the catalogue, of `metrics` of the model, or of the machine (`latency-p99`). */
    metric: z.string(),
    ...Bounds,
    /** `champion`, `baseline:NAME`, `recipe:NAME`; absent: the bound is absolute. */
    against: z.string().optional(),
    /**
     * What is judged: all rows that count, the mean over the partitions, the worst of them, every one,
     * or the distance between the best and the worst.
     */
    of: z.enum(['overall', 'mean', 'worst', 'every', 'range']).default('overall'),
    /** A column: judged in each of its slices as well as they are declared in `slices`. */
    slices: z.string().optional(),
    /**
     * Slices and partitions with fewer rows are left out, and named. Absent: none is, and those with too few
     * rows to say anything make the requirement inconclusive.
     */
    fewestRows: z.int().positive().optional(),
    level: z.enum(['must', 'should']).default('must'),
    confidence: z.number().gt(0).lt(1).default(0.95),
    /** Why it is asked. */
    because: z.string().optional(),
  })
  .superRefine((requirement, context) => {
    const { atMost, atLeast, betterBy, worseByAtMost, against } = requirement
    const bounds = [atMost, atLeast, betterBy, worseByAtMost].filter((one) => one !== undefined)
    if (bounds.length !== 1) {
      const message = 'expected exactly one of atMost, atLeast, betterBy, worseByAtMost'
      context.addIssue({ code: 'custom', message })
    }
    const isRelative = betterBy !== undefined || worseByAtMost !== undefined
    if (isRelative !== (against !== undefined)) {
      const message = 'betterBy and worseByAtMost go with against, atMost and atLeast without'
      context.addIssue({ code: 'custom', message })
    }
  })
export type Requirement = z.infer<typeof Requirement>

/** What a model line must satisfy: the document that people agree to. */
export const Specification = z.strictObject({
  ratchetSpecification: z.literal(1),
  model: Name,
  requirements: z.array(Requirement),
})
export type Specification = z.infer<typeof Specification>
