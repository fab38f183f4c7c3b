import { z } from 'zod'
import { Digest, Instant, Name } from '../names.ts'
import { Requirement, Specification } from '../requirements.ts'

export const Verdict = z.enum(['pass', 'fail', 'inconclusive', 'error'])
export type Verdict = z.infer<typeof Verdict>

/** A requirement judged: on which bound of which value, and in words. */
export const JudgedRequirement = z.strictObject({
  /** Number of the requirement in its specification, from 0. */
  requirement: z.int().nonnegative(),
  metric: z.string(),
  level: z.enum(['must', 'should']),
  /** `overall`, a partition, or `carrier=AA`. */
  place: z.string(),
  verdict: Verdict,
  value: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  /** The bound that was asked, absolute or worked out from the other's value. */
  bound: z.number().optional(),
  n: z.int().nonnegative(),
  says: z.string(),
})
export type JudgedRequirement = z.infer<typeof JudgedRequirement>

/** A question that a version must answer, and the recorded answer. */
export const GateResult = z.strictObject({
  gate: z.enum(['verify', 'test', 'requirements', 'backtest', 'champion']),
  verdict: Verdict,
  /** In words, one line each: why. */
  reasons: z.array(z.string()),
  requirements: z.array(JudgedRequirement).optional(),
  /** Id of the back-test that was looked at. */
  backtest: Digest.optional(),
  /** Anything else that was measured, such as counts of cases. */
  measured: z.record(z.string(), z.number()).optional(),
})
export type GateResult = z.infer<typeof GateResult>

/** All offline gates of one version or recipe, in order. */
export const Check = z.strictObject({
  ratchetCheck: z.literal(1),
  /** Digest of everything else in this document. */
  id: Digest,
  model: Name,
  /** `flights@2`, the name of a file, or `recipe:monthly`. */
  subject: z.string(),
  /** The version that was checked; of a recipe, what it is by its digest. */
  version: Digest,
  /** Name of the recipe that was checked; absent: it was a version. */
  recipe: Name.optional(),
  /** The agreed specification it was judged by; absent when none is agreed. */
  specification: Digest.optional(),
  champion: Digest.optional(),
  release: z.string(),
  verdict: Verdict,
  gates: z.array(GateResult),
})
export type Check = z.infer<typeof Check>

export const CheckSummary = z.strictObject({
  id: Digest,
  model: z.string(),
  version: Digest,
  /** A recipe was checked, and no version. */
  recipe: z.string().optional(),
  specification: Digest.optional(),
  verdict: Verdict,
  recordedAt: Instant,
  actor: z.string(),
})
export type CheckSummary = z.infer<typeof CheckSummary>

/** What a model line must satisfy as it is agreed, with who said so. */
export const SpecificationView = z.strictObject({
  model: z.string(),
  revision: z.int().positive(),
  digest: Digest,
  agreedAt: Instant,
  actor: z.string(),
  reason: z.string(),
  requirements: z.array(Requirement),
})
export type SpecificationView = z.infer<typeof SpecificationView>

/** Agrees to what a model line must satisfy; an empty list: that there are no requirements. */
export const AgreeSpecification = z.strictObject({
  specification: Specification,
  reason: z.string().trim().min(1),
})
export type AgreeSpecification = z.infer<typeof AgreeSpecification>

export const SpecificationAgreed = z.strictObject({
  /** `unchanged`: these were in force already. */
  outcome: z.enum(['agreed', 'unchanged']),
  specification: SpecificationView,
})
export type SpecificationAgreed = z.infer<typeof SpecificationAgreed>
