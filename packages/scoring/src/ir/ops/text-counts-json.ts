import { corrupt } from '../../corrupt.ts'
import { limits } from '../limits.ts'
import type { StepFields } from '../step-fields.ts'
import type {
  TextCountsStep,
  TextFold,
  TextList,
  TextVocabulary,
  WordRules,
} from '../text-steps.ts'
import { parseEnds } from './row-op.ts'

/** Words or characters of one term. */
const largestTerm = 100
const longestWord = 1_000_000

/** Reads a step textCounts@1. @throws Refusal */
export function parseTextCounts(fields: StepFields): TextCountsStep {
  const terms = fields.oneOf('terms', ['words', 'characters', 'charactersInWords'])
  const smallest = fields.integer('smallest', 1, largestTerm)
  const step: TextCountsStep = {
    op: 'textCounts@1',
    ...parseEnds(fields),
    column: fields.integer('column', 0, limits.width - 1),
    ...(fields.has('fold') && { fold: parseFold(fields.object('fold')) }),
    ...{ terms, smallest, largest: fields.integer('largest', smallest, largestTerm) },
    ...(fields.has('words') && { words: parseWords(fields.object('words')) }),
    ...(fields.has('spaces') && { spaces: fields.name('spaces') }),
    binary: fields.boolean('binary'),
    vocabulary: parseVocabulary(fields.object('vocabulary')),
  }
  const isOfWords = terms === 'words'
  if (isOfWords === (step.words !== undefined) && isOfWords === (step.spaces === undefined)) {
    return step
  }
  throw corrupt(fields.place, `terms of ${terms}`, isOfWords ? 'words alone' : 'spaces alone')
}

function parseFold(fields: StepFields): TextFold {
  const fold = {
    keys: fields.name('keys'),
    offsets: fields.name('offsets'),
    characters: fields.name('characters'),
    ...(fields.has('dropped') && { dropped: fields.name('dropped') }),
  }
  if (!fields.has('finalSigma')) {
    fields.end()
    return fold
  }
  const tables = fields.object('finalSigma')
  const finalSigma = { cased: tables.name('cased'), ignorable: tables.name('ignorable') }
  tables.end()
  fields.end()
  return { ...fold, finalSigma }
}

function parseWords(fields: StepFields): WordRules {
  const words: WordRules = {
    characters: fields.name('characters'),
    least: fields.integer('least', 1, longestWord),
    ...(fields.has('bounds') && { bounds: parseBounds(fields.object('bounds')) }),
    ...(fields.has('stop') && { stop: parseStop(fields.object('stop')) }),
  }
  fields.end()
  return words
}

function parseBounds(fields: StepFields): NonNullable<WordRules['bounds']> {
  const bounds = {
    characters: fields.name('characters'),
    start: fields.boolean('start'),
    end: fields.boolean('end'),
  }
  fields.end()
  return bounds
}

function parseStop(fields: StepFields): TextList {
  const stop = parseList(fields)
  fields.end()
  return stop
}

function parseList(fields: StepFields): TextList {
  return { bytes: fields.name('bytes'), offsets: fields.name('offsets') }
}

function parseVocabulary(fields: StepFields): TextVocabulary {
  const kind = fields.oneOf('kind', ['listed', 'hashed'])
  const columns = fields.integer('columns', 1, limits.width)
  const vocabulary: TextVocabulary =
    kind === 'listed'
      ? { kind, columns, ...parseList(fields) }
      : { kind, columns, signed: fields.boolean('signed') }
  fields.end()
  return vocabulary
}
