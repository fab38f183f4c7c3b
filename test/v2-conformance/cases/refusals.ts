import type { Ask, Case, Target } from '../types.ts'
import { casesOf, indexOf, paths, post, refused, secret, withInput } from './make.ts'

/** Requests that must be refused: 4xx, the error in its shape, without a word of what was sent. */
export function refusalCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const { inputs } = target
  const first = (change: object) => post(infer, withInput(target, 0, change))
  const [input] = inputs
  const { data = [] } = input ?? {}
  const wide = input?.shape.slice(1) ?? []
  const bodies: readonly (readonly [string, string, unknown])[] = [
    ['empty', 'an empty body', ''],
    ['null', 'null', 'null'],
    ['list', 'a list', '[]'],
    ['text', 'a text', `"${secret}"`],
    ['number', 'a number', '1'],
    ['cut', 'a body cut short', JSON.stringify({ inputs }).slice(0, -7)],
    ['tail', 'a body with more behind it', `${JSON.stringify({ inputs })}${secret}`],
    [
      'no-utf8',
      'bytes that are no UTF-8',
      new Uint8Array([
        ...Buffer.from('{"id":"'),
        255,
        254,
        ...Buffer.from(`",${JSON.stringify({ inputs }).slice(1)}`),
      ]),
    ],
    ['nan-token', 'the token NaN', JSON.stringify({ inputs }).replace(/"data":\[/, '"data":[NaN,')],
    [
      'infinity-token',
      'the token Infinity',
      JSON.stringify({ inputs }).replace(/"data":\[/, '"data":[-Infinity,'),
    ],
    ['single-quotes', 'single quotes', `{'inputs': '${secret}'}`],
    ['comment', 'a comment', `{/* ${secret} */"inputs":[]}`],
    [
      'deep-lists',
      '100,000 lists within each other',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    ],
    [
      'deep-objects',
      '100,000 objects within each other',
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    ],
    [
      'deep-data',
      'data 10,000 deep',
      JSON.stringify({ inputs }).replace(
        /"data":\[/,
        `"data":[${'['.repeat(10_000)}${']'.repeat(10_000)},`,
      ),
    ],
    ['no-inputs', 'no inputs', {}],
    ['inputs-null', 'inputs that are null', { inputs: null }],
    ['inputs-text', 'inputs that are a text', { inputs: secret }],
    ['inputs-object', 'inputs that are an object', { inputs: {} }],
    ['inputs-empty', 'an empty list of inputs', { inputs: [] }],
    ['input-null', 'an input that is null', { inputs: [null, ...inputs.slice(1)] }],
    ['input-text', 'an input that is a text', { inputs: [secret, ...inputs.slice(1)] }],
    ['input-list', 'an input that is a list', { inputs: [[], ...inputs.slice(1)] }],
    [
      'surplus',
      'an input that the model lacks',
      { inputs: [...inputs, { ...input, name: 'no-such-input' }] },
    ],
    ['twice-inputs', 'all inputs twice', { inputs: [...inputs, ...inputs] }],
    ['key-twice', 'the key inputs twice', `{"inputs":[],${JSON.stringify({ inputs }).slice(1)}`],
  ]
  const changes: readonly (readonly [string, string, object])[] = [
    ['name-lacking', 'an input without a name', { name: undefined }],
    ['name-number', 'a name that is a number', { name: 7 }],
    ['name-wrong', 'a name that no input has', { name: 'no-such-input' }],
    ['name-case', 'a name in other letters', { name: input?.name.toUpperCase() }],
    ['type-lacking', 'an input without a datatype', { datatype: undefined }],
    ['type-number', 'a datatype that is a number', { datatype: 7 }],
    ['type-unknown', 'an unknown datatype', { datatype: 'FP8' }],
    ['type-lower', 'a datatype in small letters', { datatype: input?.datatype.toLowerCase() }],
    ['type-text', 'numbers declared as BYTES', { datatype: 'BYTES' }],
    ['type-bool', 'numbers declared as BOOL', { datatype: 'BOOL' }],
    ['shape-lacking', 'an input without a shape', { shape: undefined }],
    ['shape-text', 'a shape that is a text', { shape: secret }],
    ['shape-number', 'a shape that is a number', { shape: 2 }],
    ['shape-empty', 'an empty shape', { shape: [] }],
    ['shape-texts', 'a shape of texts', { shape: ['2', ...wide] }],
    ['shape-null', 'a shape with null', { shape: [null, ...wide] }],
    ['shape-fraction', 'a shape with a fraction', { shape: [2.5, ...wide] }],
    ['shape-negative', 'a negative shape', { shape: [-2, ...wide] }],
    ['shape-negatives', 'a shape of two negatives', { shape: [-2, -1] }],
    ['shape-fewer', 'a shape of fewer than the data', { shape: [1, ...wide] }],
    ['shape-more', 'a shape of more than the data', { shape: [3, ...wide] }],
    ['shape-huge', 'a shape beyond all memory', { shape: [1e15, ...wide] }],
    ['shape-product', 'a shape whose product overflows', { shape: [2 ** 32, 2 ** 32] }],
    [
      'shape-dimensions',
      'a shape of a thousand dimensions',
      { shape: Array.from({ length: 1000 }, () => 1) },
    ],
    ['data-lacking', 'an input without data', { data: undefined }],
    ['data-null', 'data that are null', { data: null }],
    ['data-text', 'data that are a text', { data: secret }],
    ['data-object', 'data that are an object', { data: { 0: 1, length: 2 } }],
    ['data-empty', 'no data', { data: [] }],
    ['data-fewer', 'an element too few', { data: data.slice(1) }],
    ['data-more', 'an element too many', { data: [...data, data[0]] }],
    ['data-ragged', 'ragged data', { data: [[data[0]], data] }],
    ['data-deeper', 'data nested deeper than the shape', { data: [[[[data[0]]]], [[[data[1]]]]] }],
    ['parameters-list', 'parameters that are a list', { parameters: [] }],
    ['parameters-text', 'parameters that are a text', { parameters: secret }],
  ]
  return [
    ...casesOf(
      'required',
      'body',
      bodies.map(
        ([id, title, body]) => [id, `${title} is refused`, jsonPost(infer, body), refused] as const,
      ),
    ),
    ...casesOf('required', 'input', [
      ...changes.map(
        ([id, title, change]) => [id, `${title} is refused`, first(change), refused] as const,
      ),
      ...inputs.map(
        ({ name }, i) =>
          [
            `lacking-${name}`,
            `a request without ${name} is refused`,
            post(infer, { inputs: inputs.filter((_, k) => k !== i) }),
            refused,
          ] as const,
      ),
      ...inputs.map(
        (one) =>
          [
            `twice-${one.name}`,
            `${one.name} twice is refused`,
            post(infer, { inputs: [...inputs, one] }),
            refused,
          ] as const,
      ),
      ...inputs.map(
        ({ name, shape }, i) =>
          [
            `rows-${name}`,
            `another count of rows in ${name} alone is refused`,
            post(
              infer,
              withInput(target, i, {
                shape: [1, ...shape.slice(1)],
                data: inputs[i]?.data.slice(0, 1),
              }),
            ),
            refused,
          ] as const,
      ),
    ]),
    ...valueCases(target, infer),
    ...casesOf('required', 'content', [
      [
        'xml',
        'a body declared as XML is refused',
        post(infer, JSON.stringify({ inputs }), { 'content-type': 'application/xml' }),
        refused,
      ],
      [
        'form',
        'a form of many parts is refused',
        post(infer, JSON.stringify({ inputs }), {
          'content-type': 'multipart/form-data; boundary=a',
        }),
        refused,
      ],
      [
        'coding',
        'an unknown compression is refused',
        post(infer, JSON.stringify({ inputs }), {
          'content-type': 'application/json',
          'content-encoding': 'rot13',
        }),
        refused,
      ],
    ]),
  ]
}

function jsonPost(path: string, body: unknown): Ask {
  return typeof body === 'string' || body instanceof Uint8Array
    ? post(path, body, { 'content-type': 'application/json' })
    : post(path, body)
}

/** Elements that are not of the datatype that the input has. */
function valueCases(target: Target, infer: string): readonly Case[] {
  const wrong: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
    FP: [
      ['text', secret],
      ['digits', '12'],
      ['bool', true],
      ['object', {}],
      ['list', [1, 2]],
    ],
    INT: [
      ['text', secret],
      ['bool', false],
      ['fraction', 1.5],
      ['object', {}],
      ['past-64', '@2^63'],
      ['below-64', '@-2^63-1'],
      ['huge', 1e30],
    ],
    BOOL: [
      ['text', secret],
      ['two', 2],
      ['object', {}],
      ['fraction', 0.5],
    ],
    BYTES: [
      ['number', 7],
      ['bool', true],
      ['object', { a: secret }],
    ],
  }
  const tokens: Readonly<Record<string, string>> = {
    '@2^63': '9223372036854775808',
    '@-2^63-1': '-9223372036854775809',
  }
  return Object.entries(wrong).flatMap(([datatype, values]) => {
    const index = indexOf(target.inputs, datatype)
    const input = target.inputs[index]
    if (input === undefined) return []
    const ask = (value: unknown): Ask => {
      const body = JSON.stringify(withInput(target, index, { data: [input.data[0], value] }))
      const token = tokens[String(value)]
      return jsonPost(infer, token === undefined ? body : body.replace(`"${value}"`, token))
    }
    const narrow =
      datatype !== 'INT'
        ? []
        : ([
            ['INT8', 128],
            ['UINT8', -1],
            ['UINT8', 256],
            ['INT16', 40_000],
            ['UINT32', -1],
            ['UINT64', -1],
          ] as const)
    return casesOf('required', `value-${datatype}`, [
      ...values.map(
        ([id, value]) =>
          [id, `a value in ${datatype} is refused: ${id}`, ask(value), refused] as const,
      ),
      ...narrow.map(
        ([type, value]) =>
          [
            `${type}-${value}`,
            `${value} as ${type} is refused`,
            post(infer, withInput(target, index, { datatype: type, data: [1, value] })),
            refused,
          ] as const,
      ),
    ])
  })
}
