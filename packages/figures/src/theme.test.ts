import { expect, test } from 'vitest'
import { colour, type Paint } from './theme.ts'

const inks: Paint[] = [
  'baseline',
  'alarm',
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6',
]

test.each(['light', 'dark'] as const)(
  'marks of the %s theme stand out 3:1, text 4.5:1',
  (theme) => {
    const surface = colour('surface', theme)
    for (const ink of inks) expect(contrast(colour(ink, theme), surface), ink).toBeGreaterThan(3)
    for (const ink of ['text', 'muted'] as const) {
      expect(contrast(colour(ink, theme), surface), ink).toBeGreaterThan(4.5)
    }
  },
)

test('variables fall back to the light colours', () => {
  expect(colour('text', 'variables')).toBe('var(--figure-text, #1b1f24)')
})

// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
