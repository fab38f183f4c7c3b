import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const script = `
import { getHeapSpaceStatistics } from 'node:v8'
const { boundYoungGeneration } = await import(process.argv[1])
boundYoungGeneration()
let most = 0
let kept = []
for (let turn = 0; turn < 150; turn++) {
  kept = [...kept.slice(-60), Array.from({ length: 4000 }, (_, i) => ({ i, of: [turn] }))]
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  most = Math.max(most, young.space_size)
  await new Promise(setImmediate)
}
console.log(most / 2 ** 20)
`

test('the heap for young objects takes 32 MB at most, however many outlive collections', () => {
  const file = new URL('young-generation.ts', import.meta.url).href
  const args = ['--input-type=module', '--eval', script, file]
  expect(Number(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toBeLessThanOrEqual(32)
})
