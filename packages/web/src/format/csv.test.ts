import { expect, test } from 'vitest'
import { csvText } from './csv.ts'

test('quotes what needs it and disarms formulas', () => {
  const rows = [
    ['a "b"', '1,234'],
    ['=1+1', '-2'],
  ]
  expect(csvText({ caption: '', columns: ['x', 'y'], rows })).toBe(
    'x,y\r\n"a ""b""","1,234"\r\n\'=1+1,-2\r\n',
  )
})
