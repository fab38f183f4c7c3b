import type { EndpointConfig } from '@ratchet-ml/protocol'
import { type Contract, featuresOf, type Scored, type Scorer } from '@ratchet-ml/scoring'

type Baseline = NonNullable<EndpointConfig['baseline']>

/**
 * A scorer that gives every row the same answer.
 * @throws RangeError when the baseline does not answer what the contract promises
 */
export function createBaselineScorer(
  baseline: Baseline,
  contract: Contract,
): Pick<Scorer, 'featureCount' | 'allocate' | 'score'> {
  const widthOf = (name: string) => contract.outputs.find((one) => one.name === name)?.width
  const classes = widthOf('probability')
  const targets = widthOf('value')
  const answer = 'probability' in baseline ? baseline.probability : [baseline.value].flat()
  const expected = 'probability' in baseline ? classes : targets
  if (expected !== answer.length) throw misfit(baseline, contract)
  const label = indexOfLabel(answer, contract)
  return {
    featureCount: featuresOf(contract).length,
    allocate: (capacity) => ({
      count: 0,
      // No margins stand behind it: they are the answers, as of a model without a link.
      rawWidth: answer.length,
      raw: new Float64Array(capacity * answer.length),
      ...(classes === undefined
        ? { targets: answer.length, value: new Float64Array(capacity * answer.length) }
        : {
            classes,
            probability: new Float64Array(capacity * classes),
            label: new Int32Array(capacity),
          }),
    }),
    score: (_rows, count, into) => {
      fill(into, answer, count)
      into.label?.fill(label, 0, count)
      into.count = count
    },
  }
}

function fill({ raw, probability, value }: Scored, answer: readonly number[], count: number): void {
  for (let i = 0; i < count * answer.length; i++) {
    const one = answer[i % answer.length] as number
    raw[i] = one
    if (probability) probability[i] = one
    if (value) value[i] = one
  }
}

/** As a version decides it: the largest share, or the threshold of two classes. */
function indexOfLabel(shares: readonly number[], { threshold }: Contract): number {
  if (threshold !== undefined && shares.length === 2) return +((shares[1] ?? 0) >= threshold)
  return shares.indexOf(Math.max(...shares))
}

function misfit(baseline: Baseline, { outputs }: Contract): RangeError {
  const expected = outputs.map(({ name, width }) => `${name} of ${width}`).join(', ')
  return new RangeError(
    `The baseline gives ${JSON.stringify(baseline)}; the endpoint answers ${expected}.`,
  )
}
