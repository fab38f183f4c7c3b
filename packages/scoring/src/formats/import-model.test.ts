import { expect, test } from 'vitest'
import { Refusal } from '../refusals.ts'
import { detectFormat } from './detect.ts'
import { importModel } from './import-model.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

test.each([
  ['tree\nversion=v4\n', 'lightgbm-text'],
  ['PK\x03\x04rest', 'ratchet-package'],
  ['\x80\x04\x95\x00', 'pickle'],
  ['ccopy_reg\n_reconstructor\n', 'pickle'],
  ['\x78\x9c\xab', 'pickle'],
  ['\x1f\x8b\x08', 'compressed'],
  ['{"learner":{"attributes":{}}}', 'xgboost'],
  ['{L\x00\x00\x00\x00\x00\x00\x00\x07learner{', 'xgboost'],
  ['CBM1\x00\x00', 'catboost-binary'],
  ['{"ctrs":[],"features_info":{}}', 'catboost'],
  ['{"name":"tree","version":"v4","num_tree_per_iteration":1}', 'lightgbm-json'],
  ['<?xml version="1.0"?>\n<PMML version="4.4">', 'pmml'],
  ['\x08\x08\x12\x07skl2onnx', 'onnx'],
  ['distance,origin\n300,ABQ\n', 'unknown'],
  ['', 'unknown'],
])('%j is recognised as %s', (text, format) => {
  expect(detectFormat(bytes(text))).toBe(format)
})

test('a pickle is refused with the reason and what to do instead', () => {
  const act = () => importModel(bytes('\x80\x05\x95\x10'))
  expect(act).toThrow(Refusal)
  expect(act).toThrow(
    expect.objectContaining({
      code: 'model-pickle',
      hint: expect.stringMatching(/runs any code.*save_model\("model\.txt"\)/),
    }),
  )
})

test.each([
  ['größe;preis\n', '"größe;preis\\n"'],
  ['the 24th byte cuts it: ü', '"the 24th byte cuts it: "'],
])('text of no known format is shown as text: %j', (text, expected) => {
  expect(() => importModel(Buffer.from(text))).toThrow(`starts with ${expected},`)
})

test('a file of no known format is refused with its first bytes', () => {
  expect(() => importModel(bytes('a,b\n1,2\n'))).toThrow(
    expect.objectContaining({
      code: 'model-format-unknown',
      found: expect.stringContaining('a,b'),
    }),
  )
})
