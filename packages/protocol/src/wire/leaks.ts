import { z } from 'zod'

/** Something that makes a result look better than it will be. */
export const LeakFinding = z.strictObject({
  check: z.enum([
    'available-after',
    'future-time',
    'knows-answer',
    'missing-live',
    'shared-rows',
    'repeated-rows',
  ]),
  /** `leak`: the result is no evidence. `suspicion`: a person should look. */
  severity: z.enum(['leak', 'suspicion']),
  feature: z.string().optional(),
  contender: z.string().optional(),
  partition: z.string().optional(),
  /** What was found, with its numbers, and what to do. */
  says: z.string(),
})
export type LeakFinding = z.infer<typeof LeakFinding>

/** The leak checks of a back-test: what was looked at, what was found, and what could not be looked at. */
export const LeakReport = z.strictObject({
  checked: z.array(z.string()),
  findings: z.array(LeakFinding),
  skipped: z.array(z.strictObject({ check: z.string(), because: z.string() })),
})
export type LeakReport = z.infer<typeof LeakReport>
