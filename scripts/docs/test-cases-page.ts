import { TestFile, type TestKind, testKinds } from '@ratchet-ml/protocol'
import { z } from 'zod'
import { generated } from './markdown.ts'

interface KindPage {
  readonly says: readonly string[]
  /** One case of a model of flats, whose `value` is a price. */
  readonly example: string
}

const kindPages: Readonly<Record<TestKind, KindPage>> = {
  golden: {
    says: [
      'Rows with the answers that they must get. Outputs go by the names of [outputs](outputs.md): `label`,',
      '`probability`, `value` and `raw` whole, or one number of them, such as `probability.late` and `raw.0`.',
      '`raw` is the most telling: no link hides a change of it. `refused` names the code with which the',
      'contract must refuse the row.',
    ],
    example: `- name: a small old flat in A
  because: sold for this in May
  tolerance: { absolute: 0.5 }
  golden:
    - { row: { rooms: 4, age: 10, town: A }, expect: { value: 117 } }
    - { row: { rooms: -1, age: 10, town: A }, expect: { refused: row-range } }`,
  },
  table: {
    says: [
      'Many golden rows, as a table. Columns are fields, and outputs with `expect ` before their names.',
      '`ratchet test --mutations --cover FILE` writes such tables.',
    ],
    example: `- name: the answers of the spring
  table:
    columns: [rooms, age, town, expect value]
    rows:
      - [4, 10, A, 117]
      - [null, 0, C, 132]`,
  },
  answer: {
    says: [
      'A condition that the answer to each row must meet, in the language of derived columns. It may name every',
      'output, names with odd characters in backticks. Without `rows`, `draw: N` takes N rows that the',
      'contract allows, drawn with the seed; so it is in all relations below.',
    ],
    example: `- name: nothing is for free
  answer:
    rows:
      - { rooms: 1, age: 80, town: A }
    holds: value > 0`,
  },
  invariance: {
    says: [
      'Changing one of these fields to any of these values must not change the answer beyond the tolerance.',
      '`any` draws eight values of the field for each row.',
    ],
    example: `- name: what is ignored does not matter
  invariance:
    rows:
      - { rooms: 4, age: 10, ignored: 1, town: A }
    draw: 50
    change: { ignored: any }`,
  },
  direction: {
    says: [
      'Raising a field, `to` a value or `by` an amount, must make an output rise or fall by more than the',
      'tolerance. The output is the `value`, or the probability of the second of two classes, unless `of` names',
      'another. A drawn row in which the field is missing, or cannot be raised to the value, is left out.',
    ],
    example: `- name: more rooms cost more
  direction:
    rows:
      - { rooms: 4, age: 10, town: A }
    raise: rooms
    by: 1
    answer: rises`,
  },
  monotonic: {
    says: [
      'Along values of a field, which must rise, an output never goes the other way by more than the tolerance',
      'from one to the next.',
    ],
    example: `- name: no age makes a flat dearer
  monotonic:
    draw: 20
    field: age
    over: [0, 10, 20, 50, 100]
    answer: falls`,
  },
  symmetry: {
    says: ['The values of two fields changing places must not change the answer.'],
    example: `- name: it does not matter who is named first
  symmetry:
    rows:
      - { age: 5, ignored: 5 }
    swap: [age, ignored]`,
  },
  metamorphic: {
    says: [
      'A condition over the answer to a row, `base.`, and those to rows made from it, by their names. `set` gives',
      'fields values, `compute` expressions over the fields of the row.',
    ],
    example: `- name: twice the rooms cost less than twice as much
  metamorphic:
    rows:
      - { rooms: 4, age: 10, town: A }
    others:
      bigger: { compute: { rooms: rooms * 2 } }
      inB: { set: { town: B } }
    holds: bigger.value < 2 * base.value and inB.value > base.value`,
  },
  floor: {
    says: [
      'A metric on the rows of a dataset of ratchet.yaml that meet a condition must be at least or at most a',
      'bound. Of more than `rows` rows as many are drawn with the seed. With fewer than 30 rows, or where the',
      'metric is not defined, the case is inconclusive: it has not passed.',
    ],
    example: `- name: good enough in B
  floor:
    dataset: sold
    where: town == 'B'
    metric: mae
    atMost: 9`,
  },
  fuzz: {
    says: [
      'Rows drawn from the contract with the seed, many with a value exchanged for one that nobody should send.',
      'One that is accepted must be answered within the contract: labels that are classes, probabilities of 0 to',
      '1, values that are numbers. One that is refused must be refused with a code.',
    ],
    example: `- name: whatever is sent is answered or refused
  fuzz: { rows: 500 }`,
  },
}

/** The form of files of regression cases. */
export function testCasesPage(): string {
  const sections = Object.entries(kindPages).flatMap(([kind, { says, example }]) => [
    `## ${kind}`,
    '',
    ...says,
    '',
    '```yaml',
    'ratchetTests: 1',
    'cases:',
    ...example.split('\n').map((line) => `  ${line}`),
    '```',
    '',
    '```json',
    JSON.stringify(schemaOf(testKinds[kind as TestKind])),
    '```',
    '',
  ])
  return generated('Regression cases', [
    '`ratchet test` reads `tests/MODEL/*.yaml` beside ratchet.yaml, or the files and folders of its',
    '`models.MODEL.tests`. A file has `ratchetTests: 1`, a `tolerance` for its cases, and `cases`. A case has a',
    '`name`, a sentence that no other case has; a `because`, told when it fails; a `tolerance`; and one of the',
    'kinds below. Unknown keys and unknown fields are refused, with the line and the nearest known name. A row has a',
    '[tensor](rows.md#tensors) as arrays under its name, or its numbers by theirs.',
    '',
    'A number is as expected when it differs by at most `absolute` + `relative` times the expected one, or by at',
    'most `ulp` doubles. Without a tolerance, `absolute: 1e-9`. NaN is never as expected, and cannot be expected.',
    '',
    'The exit code is 0 when every case passes, and when there is none, which is told and is no evidence; 1 when',
    'a case fails or is inconclusive; 3 when a file is not valid or a case does not fit the contract.',
    '',
    '[Test a model](../guides/test-a-model.md) shows them at work, and what the mutation check is.',
    '',
    ...sections,
    '## As JSON Schema',
    '',
    '```json',
    JSON.stringify(schemaOf(TestFile), undefined, 2),
    '```',
    '',
  ])
}

function schemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
