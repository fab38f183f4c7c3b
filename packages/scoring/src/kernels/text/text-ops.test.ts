import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import { ModelBuilder } from '../../ir/builder.ts'
import { aContract, type TestModel } from '../../ir/testing/models.ts'
import { murmur3 } from '../../ir/text/murmur3.ts'
import type { TextCountsStep } from '../../ir/text-steps.ts'
import type { Step, Tensor, TensorData } from '../../ir/types.ts'
import { validateModel } from '../../ir/validate.ts'
import { createRowReader } from '../../rows/row-reader.ts'
import { createScorer } from '../scorer.ts'

type Arrays = Readonly<Record<string, TensorData | Tensor>>

const u32 = (...numbers: readonly number[]) => Uint32Array.from(numbers)
const bytesOf = (text: string) => new TextEncoder().encode(text)

/** A list of texts as its two coefficients. */
function listed(name: string, texts: readonly string[]): Arrays {
  const ends = texts.map((_, i) => bytesOf(texts.slice(0, i + 1).join('')).length)
  return { [name]: bytesOf(texts.join('')), [`${name}At`]: Int32Array.from([0, ...ends]) }
}

/** a-z, Greek letters, and the digits; A-Z become small, ß two letters, é one; marks are dropped. */
const tables: Arrays = {
  letters: u32(0x30, 0x3a, 0x61, 0x7b, 0x3b1, 0x3ca),
  spaces: u32(9, 14, 0x20, 0x21, 0xa0, 0xa1),
  keys: u32(...Array.from({ length: 26 }, (_, i) => 0x41 + i), 0xdf, 0xe9, 0x391, 0x10400),
  at: Int32Array.from([...Array.from({ length: 27 }, (_, i) => i), 28, 29, 30, 31]),
  made: u32(...Array.from({ length: 26 }, (_, i) => 0x61 + i), 0x73, 0x73, 0x65, 0x3b1, 0x10428),
  marks: u32(0x300, 0x370),
  cased: u32(0x41, 0x5b, 0x61, 0x7b, 0x391, 0x3ca),
  ignorable: u32(0x27, 0x28, 0x300, 0x370),
}

const fold = {
  ...{ keys: 'keys', offsets: 'at', characters: 'made', dropped: 'marks' },
  finalSigma: { cased: 'cased', ignorable: 'ignorable' },
}
const counts = { op: 'textCounts@1', in: 'row', out: 'counts', column: 0, binary: false } as const

const words = (least: number) => ({ characters: 'letters', least })

/** A model of one text that answers what the last of the steps gives. */
function modelOf(steps: readonly Step[], arrays: Arrays): TestModel {
  const builder = new ModelBuilder()
  builder.step({ op: 'input@1', out: 'row', width: 1 })
  for (const step of steps) builder.step(step)
  const used = new Set(
    JSON.stringify(steps)
      .match(/"\w+"/g)
      ?.map((name) => name.slice(1, -1)),
  )
  for (const [name, array] of Object.entries({ ...tables, ...arrays })) {
    if (!used.has(name)) continue
    if ('shape' in array) builder.coefficient(name, array.data, array.shape)
    else builder.coefficient(name, array)
  }
  const out = steps.at(-1)?.out ?? ''
  const model = builder.build({ raw: out, value: out })
  const targets = validateModel(model.program, model.coefficients)(out)
  const inputs = [{ name: 'text', role: 'feature', type: 'text', missing: 'accept' }] as const
  const outputs = outputsOfTask('regression', { targets })
  return { ...model, contract: { ...aContract(1), task: 'regression', inputs, outputs } }
}

/** What both engines answer to texts, which must be the same bits. */
function answers(model: TestModel, texts: readonly (string | null)[]): readonly number[][] {
  const reader = createRowReader(model.contract)
  const rows = new Float64Array(texts.length)
  for (const [row, text] of texts.entries()) {
    expect(reader.read({ text }, rows, row)).toBeUndefined()
  }
  const [first, second] = (['kernels', 'reference'] as const).map((engine) => {
    const scorer = createScorer(model.program, model.coefficients, model.contract, { engine })
    const into = scorer.allocate(texts.length)
    scorer.score(rows, texts.length, into)
    return texts.map((_, row) => [
      ...into.raw.subarray(row * into.rawWidth, (row + 1) * into.rawWidth),
    ])
  })
  expect(second).toEqual(first)
  return first ?? []
}

/** By term: how often it stands in the text. */
function termsIn(
  text: string,
  vocabulary: readonly string[],
  rules: Pick<TextCountsStep, 'terms' | 'smallest' | 'largest'> & Partial<TextCountsStep>,
): Readonly<Record<string, number>> {
  const columns = vocabulary.length
  const step: TextCountsStep = {
    ...{ ...counts, fold, ...rules },
    vocabulary: { kind: 'listed', columns, bytes: 'known', offsets: 'knownAt' },
  }
  const [found = []] = answers(modelOf([step], listed('known', vocabulary)), [text])
  return Object.fromEntries(
    vocabulary.flatMap((term, i) => (found[i] === 0 ? [] : [[term, found[i] as number]])),
  )
}

const ofWords = (least: number, smallest = 1, largest = 1) =>
  ({ terms: 'words', smallest, largest, words: words(least) }) as const

test('words are folded, counted, and joined with one space between', () => {
  const known = ['strasse', 'ete', 'a', 'ete a', 'a strasse', 'strasse ete a']
  expect(termsIn('STRAßE, été\na e\u0301te\u0301', known, ofWords(1, 1, 3))).toEqual({
    ...{ strasse: 1, ete: 2, a: 1, 'ete a': 1, 'strasse ete a': 1 },
  })
  expect(termsIn('STRAßE, été\na', known, ofWords(2))).toEqual({ strasse: 1, ete: 1 })
})

test('capital sigma is final after a letter and before none, over what is ignored', () => {
  const found = (text: string) => Object.keys(termsIn(text, ['ας', 'σα', 'σ', 'ας α'], ofWords(1)))
  expect(found('ΑΣ ΣΑ Σ')).toEqual(['ας', 'σα', 'σ'])
  expect(found('ΑΣ\u0301')).toEqual(['ας'])
  expect(found("'Σ Α' Α")).toEqual(['σ'])
})

test('words that are left out are left out before others are joined', () => {
  const rules = {
    ...ofWords(1, 1, 2),
    words: { ...words(1), stop: { bytes: 'no', offsets: 'noAt' } },
  }
  const step: TextCountsStep = {
    ...{ ...counts, ...rules },
    vocabulary: { kind: 'listed', columns: 2, bytes: 'known', offsets: 'knownAt' },
  }
  const arrays = { ...listed('known', ['a c', 'b']), ...listed('no', ['b']) }
  expect(answers(modelOf([step], arrays), ['a b c', null, ''])).toEqual([
    [1, 0],
    [0, 0],
    [0, 0],
  ])
})

test('a run counts only where no bound stands beside it', () => {
  const bounds = { characters: 'letters', start: true, end: true }
  const rules = { ...ofWords(1), words: { characters: 'small', least: 1, bounds } }
  const step: TextCountsStep = {
    ...{ ...counts, ...rules },
    vocabulary: { kind: 'listed', columns: 1, bytes: 'known', offsets: 'knownAt' },
  }
  const model = modelOf([step], { ...listed('known', ['ab']), small: u32(0x61, 0x7b) })
  expect(answers(model, ['ab', 'ab1', '1ab', '-ab-', 'ab.ab'])).toEqual([[1], [0], [0], [1], [2]])
})

test('characters are windows over the text, and over each word with a space at both ends', () => {
  const known = ['a', 'b', ' ', 'ab', 'a ', ' b', '\u{10428}']
  const characters = { terms: 'characters', smallest: 1, largest: 2, spaces: 'spaces' } as const
  expect(termsIn('A  b', known, characters)).toEqual({ a: 1, b: 1, ' ': 1, 'a ': 1, ' b': 1 })
  expect(termsIn('\u{10400}\u{10400}', known, characters)).toEqual({ '\u{10428}': 2 })
  const inWords = { ...characters, terms: 'charactersInWords' } as const
  expect(termsIn('a\tab', known, inWords)).toEqual({ a: 2, b: 1, ' ': 4, 'a ': 1, ab: 1 })
  const long = { ...inWords, smallest: 4, largest: 9 } as const
  expect(termsIn('a ab abc', [' a ', ' ab ', ' abc ', ' abc'], long)).toEqual({
    ...{ ' a ': 1, ' ab ': 1, ' abc': 1, ' abc ': 1 },
  })
})

test('hashes are those of MurmurHash3, and decide the column and the sign', () => {
  expect([murmur3(bytesOf('')), murmur3(bytesOf('foo')), murmur3(bytesOf('été'))]).toEqual([
    0,
    -156908512,
    murmur3(bytesOf('été')),
  ])
  const vocabulary = { kind: 'hashed', columns: 7, signed: true } as const
  const step: TextCountsStep = { ...counts, ...ofWords(1), vocabulary }
  const expected = [0, 0, 0, 0, 0, 0, 0]
  expected[156908512 % 7] = -2
  expect(answers(modelOf([step], {}), ['foo foo'])).toEqual([expected])
})

const vocabulary = { kind: 'listed', columns: 4, bytes: 'known', offsets: 'knownAt' } as const
const abcd = listed('known', ['a', 'b', 'c', 'd'])
const ofLetters: TextCountsStep = { ...counts, ...ofWords(1), vocabulary }

test('tfidf weighs what is there, and divides a row by its size in the order it is told', () => {
  const weigh = {
    op: 'tfidf@1',
    in: 'counts',
    out: 'weights',
    sublinear: true,
    factors: 'idf',
  } as const
  const arrays = { ...abcd, idf: Float64Array.of(0.1, 0.7, 1e9, 3) }
  const model = modelOf([ofLetters, { ...weigh, norm: 'none', backwards: false }], arrays)
  expect(answers(model, ['b a b', ''])).toEqual([
    [0.1, (Math.log(2) + 1) * 0.7, 0, 0],
    [0, 0, 0, 0],
  ])
  const sized = { ...weigh, sublinear: false, norm: 'l2' } as const
  const sizes = [false, true].map((backwards) => {
    const [row = []] = answers(modelOf([ofLetters, { ...sized, backwards }], arrays), ['a b d d'])
    return row.map((x) => x * x).reduce((sum, x) => sum + x, 0)
  })
  for (const size of sizes) expect(size).toBeCloseTo(1, 12)
})

test('what stays sparse answers the same bits as what is written out', () => {
  const arrays: Arrays = {
    ...{ ...abcd, scale: Float64Array.of(2, 3, 5, 0.1), none4: new Float64Array(4) },
    factors: Float64Array.of(0.3, -0.7, 1 / 3, 9),
  }
  const columns = [0, 1, 2, 3]
  const after: readonly ((from: string) => Step)[] = [
    (from) => ({
      op: 'tfidf@1',
      in: from,
      out: `${from}t`,
      sublinear: false,
      norm: 'l1',
      backwards: true,
    }),
    (from) => ({
      op: 'scale@1',
      in: from,
      out: `${from}s`,
      columns,
      center: 'none4',
      scale: 'scale',
    }),
    (from) => ({
      op: 'multiplyAdd@1',
      in: from,
      out: `${from}m`,
      columns,
      factors: 'factors',
      terms: 'none4',
    }),
    (from) => ({ op: 'threshold@1', in: from, out: `${from}b`, bound: 0.4, orEqual: true }),
    (from) => ({ op: 'normalize@1', in: from, out: `${from}n`, by: 'l2', zero: 'keep', least: 0 }),
    (from) => ({ op: 'select@1', in: from, out: `${from}c`, columns: [0, 1, 2, 3] }),
  ]
  const linear: Step = {
    ...{ op: 'linear@1', in: 'wide', out: 'sums', targets: 3 },
    ...{ weights: 'weights', bias: 'bias' },
  }
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', ' ', 'é', 'Σ') }), {
    ...{ minLength: 1, maxLength: 70 },
  })
  fc.assert(
    fc.property(fc.array(fc.nat(after.length - 1), { maxLength: 4 }), texts, (order, some) => {
      const steps: Step[] = [ofLetters]
      for (const at of order) {
        const make = after[at]
        if (make !== undefined) steps.push(make(steps.at(-1)?.out ?? ''))
      }
      answers(modelOf(steps, arrays), some)
      const last = steps.at(-1)?.out ?? ''
      const wide: Step = { op: 'concat@1', in: [last, 'counts'], out: 'wide' }
      const few: Step = { op: 'select@1', in: 'sums', out: 'few', columns: [2, 0] }
      const data = Float64Array.from({ length: 24 }, (_, i) => ((i * 7) % 11) / 3 - 1)
      const [weights, bias] = [{ shape: [3, 8], data }, Float64Array.of(1, -1, 0.1)]
      answers(modelOf([...steps, wide, linear, few], { ...arrays, weights, bias }), some)
    }),
    { numRuns: 40 },
  )
})
