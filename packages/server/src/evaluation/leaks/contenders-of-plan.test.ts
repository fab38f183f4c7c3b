import type { ContenderPlan } from '@ratchet-ml/protocol'
import { outputsOfTask } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { leakContenders } from './contenders-of-plan.ts'
import { fieldsOf, honestRows } from './testing/some-rows.ts'

const digest = `sha256:${'a'.repeat(64)}` as const
const fields = fieldsOf(honestRows(1, 10, 'binary'))
const contract = {
  ...{ task: 'binary' as const, inputs: fields, extra: 'ignore' as const },
  ...{ outputs: outputsOfTask('binary'), numeric: { raw: 'bit-exact' as const, linkUlp: 2 } },
}
const packages = new Map([[digest, { contract }]])
const columns = [
  { name: 'a', kind: 'number' },
  { name: 'b', kind: 'text' },
] as const

function of(...plans: readonly ContenderPlan[]) {
  return leakContenders(plans, packages, columns)
}

test('a version is compared by its training window, or it is said why not', () => {
  const version = (training: Extract<ContenderPlan, { kind: 'version' }>['training']) =>
    of({ kind: 'version', name: 'm@1', digest, training })[0]
  const span = { from: '2024-01-01T00:00:00Z', until: '2024-02-01T00:00:00Z' }
  expect(version({ kind: 'span', span })).toEqual({
    ...{ name: 'm@1', fields },
    trainedOn: { from: Date.UTC(2024, 0, 1) * 1000, until: Date.UTC(2024, 1, 1) * 1000 },
  })
  expect(version({ kind: 'all' })?.notCompared).toMatch(/none counts/)
  expect(version({ kind: 'elsewhere' })?.notCompared).toMatch(/other data/)
  expect(version({ kind: 'unknown' })).toEqual({ name: 'm@1', fields })
})

test('recipes read columns or what their models read, and baselines nothing', () => {
  const recipe = { algorithm: 'logistic', features: ['a', 'b'], l2: 1, every: 1 } as const
  const models = [1, 2].map((month) => ({
    ...{ source: `${month}.txt`, digest, until: `2024-0${month}-01T00:00:00Z` },
  }))
  const found = of(
    { kind: 'trainer', name: 'recipe:monthly', recipe: { ...recipe, features: ['a', 'b'] } },
    { kind: 'files', name: 'recipe:files', models },
    { kind: 'baseline', name: 'baseline:prior', baseline: 'prior', settings: {} },
  )
  expect(found.map(({ name }) => name)).toEqual(['recipe:monthly', 'recipe:files'])
  expect(found[0]?.fields.map(({ name, type }) => [name, type])).toEqual([
    ['a', 'number'],
    ['b', 'category'],
  ])
  expect(found[1]?.fields).toEqual(fields)
  expect(found.every(({ notCompared }) => notCompared !== undefined)).toBe(true)
})
