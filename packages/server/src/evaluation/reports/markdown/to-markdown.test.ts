import type { Backtest } from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aBacktest } from '../testing/a-backtest.ts'
import { aHugeBacktest } from '../testing/a-huge-backtest.ts'
import { code, plain } from './markdown-text.ts'
import { toMarkdown } from './to-markdown.ts'

test('answers first, then compares, then shows one metric by partition', () => {
  const text = toMarkdown(aBacktest())
  expect(text).toMatch(/^## Back-test of `flights`\n\n✅ \*\*flights@2 is better than flights@1/)
  expect(text).toContain('| `flights@2` | `flights@1` | Log loss | −0.0100')
  expect(text).toContain('trained on, not counted_')
  expect(text).toContain('- again: `ratchet backtest --rerun sha256:aaaa')
  expect(text.indexOf('Is it really better?')).toBeLessThan(text.indexOf('### Comparisons'))
})

test('every row of a table has the cells of its head', () => {
  const shape = { partitions: 30, contenders: 9, metrics: 4, slices: 30, text: 'a|b`c\n\\|' }
  for (const backtest of [aBacktest(), aHugeBacktest(shape)]) {
    const tables = toMarkdown(backtest)
      .split('\n\n')
      .filter((block) => block.startsWith('|'))
    expect(tables.length).toBeGreaterThan(3)
    for (const table of tables) {
      const widths = table.split('\n').map((line) => line.replaceAll(/\\./g, '').split('|').length)
      expect(new Set(widths).size).toBe(1)
    }
  }
})

test('text formats, links and mentions nothing', () => {
  expect(plain('a *b* [c](http://x) @ada #12 <b>|`')).toBe(
    'a \\*b\\* \\[c\\](http:\u2060//x) @\u2060ada #\u206012 \\<b\\>\\|\\`',
  )
  expect(plain('flights@2')).toBe('flights@2')
  expect(plain('a\u202eb')).toBe('a\ufffdb')
  expect(plain('0.4393 (0.4379 to 0.4408)')).toBe('0.4393 (0.4379 to 0.4408)')
  expect(plain('1. first')).toBe('1\\. first')
  expect(plain('# heading')).toBe('\\# heading')
  expect(code('a`b')).toBe('``a`b``')
  expect(code('`')).toBe('`` ` ``')
  expect(code('a|b\nc')).toBe('`a\\|b c`')
})

test('fits into a comment, and says so where something does not', () => {
  const shape = {
    partitions: 900,
    contenders: 30,
    metrics: 30,
    slices: 900,
    text: '@team|'.repeat(40),
  }
  const text = toMarkdown(aHugeBacktest(shape))
  expect(text.length).toBeLessThan(60_000)
  expect(text).toContain('❌')
})

test('gives the same bytes for the same document, whatever the order of its keys', () => {
  const backtest = aBacktest()
  expect(toMarkdown(JSON.parse(canonicalJson(backtest)) as Backtest)).toBe(toMarkdown(backtest))
})
