import {
  type Contract,
  carriedJson,
  carriedOf,
  type Explainer,
  type Explanation,
  featuresOf,
  numberJson,
  toError,
} from '@ratchet-ml/scoring'
import type { BlockAnswerer, ExplainOptions } from './types.ts'

/** The lines of `ratchet explain`: one JSON object for each row. */
export function explainByModel(
  explainer: Explainer,
  contract: Contract,
  { carry, top }: ExplainOptions,
): BlockAnswerer {
  const names = featuresOf(contract).map(({ name }) => JSON.stringify(name))
  return {
    header: () => '',
    fault: (fault) => `${JSON.stringify({ error: toError(fault) })}\n`,
    answer:
      async ({ records, encoded }) =>
      (index) => {
        const explanation = explainer.explain(encoded, index * explainer.featureCount)
        const carried =
          carry.length === 0 ? '' : `,"carried":${carriedJson(carriedOf(records[index], carry))}`
        return `{${marginsJson(explanation, names, contract, top)}${carried}}\n`
      },
  }
}

/** The members of one margin; or, of several, the member `margins` with one object for each. */
function marginsJson(
  explanation: Explanation,
  names: readonly string[],
  { classes }: Contract,
  top: number | undefined,
): string {
  const count = explanation.base.length
  if (count === 1) return marginJson(explanation, names, 0, top)
  const margins = Array.from({ length: count }, (_, margin) => {
    const level = classes?.length === count ? `"class":${JSON.stringify(classes[margin])},` : ''
    return `{${level}${marginJson(explanation, names, margin, top)}}`
  })
  return `"margins":[${margins.join(',')}]`
}

function marginJson(
  { contributions, base, raw }: Explanation,
  names: readonly string[],
  margin: number,
  top: number | undefined,
): string {
  const own = contributions.subarray(margin * names.length, (margin + 1) * names.length)
  const shown = top === undefined ? [...own.keys()] : largest(own, top)
  const members = shown.map((feature) => `${names[feature]}:${numberJson(own[feature] as number)}`)
  const rest = top === undefined ? '' : `,"others":${numberJson(sumBeside(own, shown))}`
  const ends = `"base":${numberJson(base[margin] as number)},"raw":${numberJson(raw[margin] as number)}`
  return `"contributions":{${members.join(',')}}${rest},${ends}`
}

/** The features that added or took most, largest first; NaN counts as largest. */
function largest(contributions: Float64Array, count: number): readonly number[] {
  const sizes = contributions.map((x) => (Number.isNaN(x) ? Number.POSITIVE_INFINITY : Math.abs(x)))
  return [...contributions.keys()]
    .sort((a, b) => compare(sizes[b] as number, sizes[a] as number) || a - b)
    .slice(0, count)
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function sumBeside(contributions: Float64Array, shown: readonly number[]): number {
  const left = new Set(shown)
  return contributions.reduce((sum, x, feature) => (left.has(feature) ? sum : sum + x), 0)
}
