import { readFileSync } from 'node:fs'
import { ProjectConfig, TrainerRecipe } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { baselineKinds, championName } from './baseline-kinds.ts'

function page(name: string): string {
  const url = new URL(`../../../../../../docs/reference/${name}.md`, import.meta.url)
  return readFileSync(url, 'utf8')
}

/** The examples of a page in ratchet.yaml's form, checked. */
function examplesOf(name: string): readonly ProjectConfig[] {
  const blocks = [...page(name).matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '')
  return blocks.map((text) => ProjectConfig.parse({ ratchet: 1, ...parse(text) }))
}

test('the reference has every kind of baseline, in the order of the table', () => {
  const headings = [...page('baselines').matchAll(/^## (.*)$/gm)].map(([, title]) => title)
  expect(headings).toEqual([...baselineKinds.map(({ name }) => name), championName])
  for (const { name, tasks } of baselineKinds) {
    const said = tasks.length === 4 ? 'all' : tasks.join(', ')
    expect(page('baselines')).toContain(`| [${name}](#${name}) | ${said} |`)
  }
})

test('the examples of the references are valid, and the keys of a trainer are all explained', () => {
  const [baselines] = examplesOf('baselines')
  const [recipes] = examplesOf('recipes')
  expect(baselines?.backtests['sales']?.baselines).toHaveLength(6)
  expect(Object.keys(recipes?.recipes ?? {})).toEqual(recipes?.backtests['flights']?.recipes)
  const keys = [...page('recipes').matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key)
  expect(keys.sort()).toEqual(Object.keys(TrainerRecipe.shape).sort())
})
