import type { GateResult, Requirement } from '@ratchet-ml/protocol'
import { canonicalJson, type Package } from '@ratchet-ml/scoring'
import type { CommandContext } from '../../../platform/cli-kit/types.ts'
import { measureMachine } from '../../requirements/measure/measure-machine.ts'
import { judgeRequirements, verdictOf } from '../../requirements/policy.ts'
import { isMachineMetric, type MachineMetric } from '../../requirements/types.ts'
import { highestConfidence, reasonsOf } from '../judged.ts'
import type { Standard } from '../subject.ts'

/**
 * Is it agreed what is required, and is what is required of the machine there?
 *
 * @param pkg what is measured; a recipe has nothing
 */
export async function requirementsGate(
  context: CommandContext,
  { model, agreed, declared, name }: Standard,
  pkg: Package | undefined,
): Promise<GateResult> {
  const gate = 'requirements'
  if (agreed === undefined) return { gate, verdict: 'fail', reasons: [notAgreed(model, declared)] }
  const { requirements, revision } = agreed
  const asked = requirements.filter(({ metric }) => isMachineMetric(metric))
  const measures =
    asked.length === 0 || pkg === undefined
      ? []
      : await measureMachine(pkg, {
          metrics: [...new Set(asked.map(({ metric }) => metric as MachineMetric))], // filtered above
          level: highestConfidence(asked),
          signal: context.signal,
        })
  const judging = { subject: name, machine: measures }
  const isAsked = ({ metric }: Requirement) => pkg !== undefined && isMachineMetric(metric)
  const judged = judgeRequirements(requirements, judging, isAsked)
  const said =
    requirements.length === 0
      ? `It is agreed that there are none (revision ${revision}).`
      : `Revision ${revision} is agreed.`
  const differing = isSame(requirements, declared)
    ? []
    : ['ratchet.yaml says otherwise; what is agreed is judged.']
  return {
    gate,
    verdict: verdictOf(judged),
    reasons: [
      said,
      ...differing,
      ...reasonsOf(judged),
      ...(pkg === undefined ? unasked(asked) : []),
    ],
    requirements: [...judged],
  }
}

function unasked(requirements: readonly Requirement[]): readonly string[] {
  if (requirements.length === 0) return []
  const metrics = requirements.map(({ metric }) => metric).join(', ')
  return [`Not asked: ${metrics}. A recipe has no version yet that could be measured.`]
}

function notAgreed(model: string, declared: readonly Requirement[]): string {
  const none = declared.length === 0 ? ' --none' : ''
  return `Nobody has agreed what versions of ${model} must satisfy: ratchet requirement agree ${model}${none} --reason TEXT`
}

function isSame(these: readonly Requirement[], those: readonly Requirement[]): boolean {
  return those.length === 0 || canonicalJson(these) === canonicalJson(those)
}
