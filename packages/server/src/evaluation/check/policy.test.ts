import type { Verdict } from '@ratchet-ml/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeGates, worstOf } from './policy.ts'
import { gateNames } from './types.ts'

const verdict = fc.constantFrom<Verdict>('pass', 'fail', 'inconclusive', 'error')

test('the verdict is the worst of the gates', () => {
  const gates = (...verdicts: readonly Verdict[]) =>
    gateNames.map((gate, i) => ({ gate, verdict: verdicts[i] ?? 'pass' }))
  expect(judgeGates(gates())).toBe('pass')
  expect(judgeGates(gates('inconclusive', 'error'))).toBe('error')
  expect(judgeGates(gates('error', 'fail'))).toBe('fail')
  expect(worstOf([])).toBe('inconclusive')
})

test('nothing passes unless every gate was asked and passes, in whatever order', () => {
  const answer = fc.record({ gate: fc.constantFrom(...gateNames), verdict })
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 8 }), (gates) => {
      const all = gateNames.every((name) => gates.some(({ gate }) => gate === name))
      const isPass = all && gates.every((one) => one.verdict === 'pass')
      expect(judgeGates(gates) === 'pass').toBe(isPass)
    }),
  )
})
