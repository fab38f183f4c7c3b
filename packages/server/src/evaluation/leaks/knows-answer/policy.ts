import type { LeakFinding } from '@ratchet-ml/protocol'
import { counted, percent } from '../policy.ts'

/** What no feature is believed to tell alone, where others help too and where they do not. */
const limits = {
  /** Area under the ROC curve. */
  auc: { amongOthers: 0.97, alone: 0.95 },
  /** R² of the label's ranks. */
  r2: { amongOthers: 0.99, alone: 0.97 },
} as const

/** Chance that a dataset with features just below the limits raises an alarm. */
export const falseAlarms = 0.001

/** What the next feature tells at most, as a share of what the first one does, where that stands alone. */
const nextShare = 0.25

/** How much one feature tells of the label, in the words of its measure. */
export interface FeatureStrength {
  readonly feature: string
  readonly measure: 'auc' | 'r2'
  readonly value: number
  /** Bound that it is above, all but surely. */
  readonly low: number
  readonly isDetermined: boolean
  /** It is not its value that tells, but whether it is missing. */
  readonly byMissing?: true
}

/** What is known of features beside their values. */
export interface FeatureKnowledge {
  /** It follows from the event time alone, and so cannot be known too late. */
  readonly isOfTime: (feature: string) => boolean
  /** Somebody said that it is known at the event. */
  readonly isVouchedFor: (feature: string) => boolean
}

/** One finding at most for each feature. */
export function judgeStrengths(
  strengths: readonly FeatureStrength[],
  rows: number,
  { isOfTime, isVouchedFor }: FeatureKnowledge,
): readonly LeakFinding[] {
  const values = strengths.filter((one) => one.byMissing !== true)
  const found = strengths.flatMap((one): LeakFinding[] => {
    const { feature, measure, isDetermined, byMissing } = one
    if (isOfTime(feature)) return []
    const says = wordsOf(one, rows)
    if (isDetermined && isVouchedFor(feature)) {
      const why =
        'The label follows from it, or it from the label, though it is said to be known then.'
      return [{ check: 'knows-answer', severity: 'suspicion', feature, says: `${says} ${why}` }]
    }
    if (isDetermined) {
      const why = 'The label follows from it, or it from the label: train without it.'
      return [{ check: 'knows-answer', severity: 'leak', feature, says: `${says} ${why}` }]
    }
    if (one.low <= limits[measure].amongOthers) {
      const next = byMissing ? undefined : nextBest(one, values)
      if (next === undefined) return []
      const why = `Next comes ${next.feature} with ${shown(next)}, so nearly all that can be known is in this one. Ask when it is known.`
      return [{ check: 'knows-answer', severity: 'suspicion', feature, says: `${says} ${why}` }]
    }
    const why = 'Hardly any feature that is known beforehand does. Ask when it is known.'
    return [{ check: 'knows-answer', severity: 'suspicion', feature, says: `${says} ${why}` }]
  })
  return onePerFeature(found)
}

/** The next feature, where the first is suspiciously strong and alone so. */
function nextBest(
  one: FeatureStrength,
  all: readonly FeatureStrength[],
): FeatureStrength | undefined {
  const limit = limits[one.measure].alone
  const others = all.filter(({ feature }) => feature !== one.feature)
  const next = others.reduce<FeatureStrength | undefined>(
    (best, other) => (best === undefined || skill(other) > skill(best) ? other : best),
    undefined,
  )
  if (next === undefined || one.low <= limit) return undefined
  return skill(next) <= nextShare * skill(one) ? next : undefined
}

/** What is told beyond guessing, in 0..1. */
function skill({ measure, value }: FeatureStrength): number {
  return Math.max(0, measure === 'auc' ? 2 * value - 1 : value)
}

/** Of several findings about one feature the gravest, and among equals the first. */
function onePerFeature(findings: readonly LeakFinding[]): readonly LeakFinding[] {
  const kept = new Map<string, LeakFinding>()
  for (const finding of findings) {
    const known = kept.get(finding.feature ?? '')
    if (known === undefined || (known.severity === 'suspicion' && finding.severity === 'leak')) {
      kept.set(finding.feature ?? '', finding)
    }
  }
  return [...kept.values()]
}

function wordsOf(one: FeatureStrength, rows: number): string {
  const subject = one.byMissing ? `Whether ${one.feature} is missing` : one.feature
  return `${subject} alone tells the answer: ${shown(one)} on ${counted(rows)} rows.`
}

function shown({ measure, value }: FeatureStrength): string {
  return measure === 'auc' ? `AUC ${value.toFixed(4)}` : `R² ${value.toFixed(4)} of the ranks`
}

/** Rows with or without a value, and how many of them are of their most common class. */
export interface MissingSide {
  readonly feature: string
  readonly side: 'missing' | 'there'
  readonly rows: number
  /** Of the rows of this side, upper bound of the share that is not of their most common class. */
  readonly otherShare: number
  /** Share of that class among all rows, and of its rows that are on this side. */
  readonly base: number
  readonly recall: number
  readonly className: string
}

/** A class that is rare and still goes along with a value being there, or lacking. */
export function judgeMissingSide(side: MissingSide): LeakFinding | undefined {
  const { feature, rows, otherShare, base, recall } = side
  const isTelling = base <= 0.5 && recall >= 0.1 && otherShare <= 0.1 * (1 - base)
  if (!isTelling) return undefined
  return {
    check: 'knows-answer',
    severity: 'suspicion',
    feature,
    says: `Whether ${feature} is missing tells the answer: where it is ${side.side} (${counted(rows)} rows), nearly all are of class ${side.className}, as ${percent(base)} of all rows are. Ask whether it is filled in only once the answer is known.`,
  }
}
