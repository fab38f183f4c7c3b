import { expect, test } from 'vitest'
import { importModel } from '../import-model.ts'
import { listCases, modelsOf, readCase } from '../testing/conformance/cases.ts'
import { withLineFeeds } from './line-ends.ts'

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

test('every fixture with CRLF line ends is the model that it is with LF, with a note', () => {
  for (const name of listCases(modelsOf('lightgbm'))) {
    const { model } = readCase(modelsOf('lightgbm'), name)
    const { notes, ...changed } = importModel(bytesOf(latin1(model).replaceAll('\n', '\r\n')))
    const { notes: before, ...original } = importModel(model)
    expect(changed, name).toEqual(original)
    expect(notes.map((note) => note.code)).toEqual([
      'line-ends-changed',
      ...before.map((note) => note.code),
    ])
  }
})

test('the bytes that were given stay as they are, in a Buffer too', () => {
  const given = bytesOf('tree\r\nversion=v4\r\n')
  const before = latin1(given)
  withLineFeeds(given)
  expect(latin1(given)).toBe(before)
})

test('line feeds stay where they are, and so does a carriage return alone', () => {
  const plain = bytesOf('a\n\rb\r')
  expect(withLineFeeds(plain)).toBe(plain)
  expect(latin1(withLineFeeds(bytesOf('a\r\n\r\r\nb\r')))).toBe('a\n\r\nb\r')
})

test('a file that ends after its trees is read, with a note of what may be lacking', () => {
  const text = latin1(readCase(modelsOf('lightgbm'), 'binary').model)
  const end = text.indexOf('end of trees') + 'end of trees'.length
  for (const length of [end, end + 1, text.indexOf('\nparameters:')]) {
    const { contract, notes } = importModel(bytesOf(text.slice(0, length)))
    expect(contract.inputs).toHaveLength(5)
    expect(notes[0]).toMatchObject({ code: 'tail-lacking' })
  }
  const codes = importModel(bytesOf(text)).notes.map((note) => note.code)
  expect(codes).not.toContain('tail-lacking')
})
