import type { Check, GateResult } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { checkToJunit } from './check-junit.ts'
import { formatCheck } from './format-check.ts'
import { toMarkdown } from './markdown.ts'
import { aCheck } from './testing/a-check.ts'
import { recipeGates } from './types.ts'

const gates: readonly GateResult[] = [
  { gate: 'verify', verdict: 'pass', reasons: ['128 rows.'] },
  { gate: 'test', verdict: 'inconclusive', reasons: ['There are no <cases> | in `tests`.'] },
  { gate: 'requirements', verdict: 'error', reasons: ['It broke.'] },
  { gate: 'backtest', verdict: 'fail', reasons: ['auc is 0.5.', 'mae too\nhigh'] },
  { gate: 'champion', verdict: 'pass', reasons: [] },
]
const check: Check = aCheck({ gates: [...gates] })

test('people see a line a gate, its reasons below, and what it comes to', () => {
  expect(formatCheck(check)).toBe(
    [
      'Check of flights@2',
      '',
      '✓ verify',
      '    128 rows.',
      '? test: inconclusive',
      '    There are no <cases> | in `tests`.',
      '! requirements: error',
      '    It broke.',
      '✗ back-test: fail',
      '    auc is 0.5.',
      '    mae too',
      '    high',
      '✓ champion',
      '',
      '2 of 5 gates pass; not test, requirements, back-test. The verdict is fail.',
    ].join('\n'),
  )
})

test('of a recipe it is told what cannot be asked', () => {
  const gates = recipeGates.map((gate) => ({ gate, verdict: 'pass' as const, reasons: [] }))
  const shown = formatCheck({ ...aCheck({ gates }), verdict: 'pass', recipe: 'monthly' })
  expect(shown).toContain('Not asked: verify, test. A recipe has no version yet.')
  expect(shown).toContain('3 of 3 gates pass.')
})

test('a pull request gets a table in which no reason breaks out of its cell', () => {
  const lines = toMarkdown(check).split('\n')
  expect(lines[0]).toBe('### flights@2: ❌ fail')
  expect(lines).toContain(
    '| test | ❔ inconclusive | There are no &lt;cases> \\| in \\`tests\\`. |',
  )
  expect(lines).toContain('| back-test | ❌ fail | auc is 0.5.<br>mae too<br>high |')
})

test('CI systems get a case a gate: a failure where it says no, an error where it could not answer', () => {
  const xml = checkToJunit(check, 1.5)
  expect(xml).toContain('tests="5" failures="1" errors="2"')
  expect(xml).toContain('<testcase name="verify" classname="flights@2"/>')
  expect(xml).toContain('<error message="There are no &lt;cases&gt; | in `tests`."')
  expect(xml).toContain('<failure message="auc is 0.5." type="fail">')
})
