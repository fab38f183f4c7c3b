import { at } from '../judge.ts'
import type { Case, Reply, Target } from '../types.ts'
import {
  casesOf,
  indexOf,
  outputsOf,
  paths,
  post,
  refused,
  sameOutputs,
  withInput,
} from './make.ts'

/** Requests that must be answered. */
export function inferCases(target: Target): readonly Case[] {
  const { inputs, outputs } = target
  const { infer, version } = paths(target)
  const good = { inputs }
  const plain = post(infer, good)
  const same = { status: 200, rule: sameOutputs }
  const ok = { status: 200, types: { outputs: 'array' } }
  const columns = inputs.map((tensor) => ({ ...tensor, shape: [2, 1] }))
  const nested = columns.map((tensor) => ({ ...tensor, data: tensor.data.map((one) => [one]) }))
  const names = outputs.map(({ name }) => name)
  const onlyName =
    (wanted: readonly string[]) =>
    ({ json }: Reply) =>
      JSON.stringify(
        ((json as { outputs?: { name: string }[] }).outputs ?? []).map((one) => one.name),
      ) === JSON.stringify(wanted)
        ? undefined
        : `expected the outputs ${wanted.join(', ')}`
  const ids = [
    ['plain', 'request-1'],
    ['unicode', 'höhe ☂ 値'],
    ['controls', 'a\r\nSet-Cookie: b\t\u0001'],
    ['quotes', '"\\/\u2028'],
    ['long', 'i'.repeat(200)],
    ['empty', ''],
  ] as const
  return [
    ...casesOf('required', 'infer', [
      ['ok', 'answers a good request', plain, ok],
      [
        'type',
        'the answer is declared as JSON',
        plain,
        { ...ok, headers: { 'content-type': /json/ } },
      ],
      ['name', 'the answer names the model', plain, { ...ok, json: { model_name: target.model } }],
      [
        'version',
        'the answer names the version',
        plain,
        { ...ok, types: { model_version: 'string' } },
      ],
      ['tensors', 'the outputs are tensors', plain, { ...ok, rule: areTensors }],
      ['products', 'data are as many as the shape says', plain, { ...ok, rule: productsFit }],
      [
        'rows',
        'every output has a row for each of the request',
        plain,
        { ...ok, rule: hasRows(2) },
      ],
      ['again', 'the same request gets the same outputs', plain, same, [plain]],
      [
        'versioned',
        'a version answers as the model does',
        post(`${version}/infer`, good),
        same,
        [plain],
      ],
      [
        'order',
        'the order of the inputs does not matter',
        post(infer, { inputs: [...inputs].reverse() }),
        same,
        [plain],
      ],
      [
        'nested',
        'nested data are flat data',
        post(infer, { inputs: nested }),
        same,
        [post(infer, { inputs: columns })],
      ],
      [
        'one',
        'rows are answered one by one as together',
        post(infer, {
          inputs: inputs.map((one) => ({
            ...one,
            shape: [1, ...one.shape.slice(1)],
            data: one.data.slice(0, 1),
          })),
        }),
        { status: 200, rule: isFirstRow },
        [plain],
      ],
      [
        'many',
        'a hundred rows are answered',
        post(infer, { inputs: repeated(target, 50) }),
        { status: 200, rule: hasRows(100) },
      ],
      [
        'thousand',
        'two thousand rows are answered',
        post(infer, { inputs: repeated(target, 1000) }),
        { status: 200, rule: hasRows(2000) },
      ],
      [
        'no-type',
        'a missing Content-Type is JSON',
        post(infer, JSON.stringify(good)),
        same,
        [plain],
      ],
      [
        'charset',
        'a charset is taken',
        post(infer, JSON.stringify(good), { 'content-type': 'application/json; charset=utf-8' }),
        same,
        [plain],
      ],
      [
        'spaces',
        'white space is taken',
        post(infer, ` \r\n\t${JSON.stringify(good, null, 2)}\n `),
        same,
        [plain],
      ],
      ['query', 'a query is taken', post(`${infer}?trace=1`, good), same, [plain]],
      [
        'chunked',
        'a body in chunks is taken',
        { ...plain, raw: chunked(infer, good) },
        { status: 200 },
      ],
      [
        'expect',
        'a caller that waits for 100 is served',
        { ...plain, raw: expecting(infer, good) },
        { status: [100, 200], rule: hasAnswer },
      ],
      [
        'pipelined',
        'two requests at once get two answers',
        { ...plain, raw: twice(infer, good) },
        { status: 200, rule: hasTwo },
      ],
    ]),
    ...casesOf('required', 'id', [
      ...ids.map(
        ([id, text]) =>
          [
            id,
            `an id is echoed: ${id}`,
            post(infer, { id: text, ...good }),
            { status: 200, json: { id: text } },
          ] as const,
      ),
      ['number', 'an id that is a number is refused', post(infer, { id: 7, ...good }), refused],
      ['object', 'an id that is an object is refused', post(infer, { id: {}, ...good }), refused],
    ]),
    ...casesOf('required', 'outputs', [
      ['none', 'no outputs are all outputs', post(infer, { ...good, outputs: [] }), same, [plain]],
      ...names.map(
        (name) =>
          [
            `only-${name}`,
            `only ${name} is answered`,
            post(infer, { ...good, outputs: [{ name }] }),
            { status: 200, rule: onlyName([name]) },
          ] as const,
      ),
      [
        'reversed',
        'outputs come in the order asked',
        post(infer, { ...good, outputs: [...names].reverse().map((name) => ({ name })) }),
        { status: 200, rule: onlyName([...names].reverse()) },
      ],
      [
        'unknown',
        'an unknown output is refused',
        post(infer, { ...good, outputs: [{ name: 'no-such-output' }] }),
        refused,
      ],
      [
        'twice',
        'an output twice is refused',
        post(infer, { ...good, outputs: [{ name: names[0] }, { name: names[0] }] }),
        refused,
      ],
      [
        'object',
        'outputs that are no list are refused',
        post(infer, { ...good, outputs: {} }),
        refused,
      ],
      [
        'nameless',
        'an output without a name is refused',
        post(infer, { ...good, outputs: [{}] }),
        refused,
      ],
      [
        'null',
        'an output that is null is refused',
        post(infer, { ...good, outputs: [null] }),
        refused,
      ],
    ]),
    ...casesOf('required', 'parameters', [
      ['empty', 'no parameters are none', post(infer, { ...good, parameters: {} }), same, [plain]],
      [
        'own',
        'parameters of one’s own are taken',
        post(infer, { ...good, parameters: { team: 'a', tries: 3, isTest: true } }),
        same,
        [plain],
      ],
      [
        'input',
        'parameters of an input are taken',
        post(infer, withInput(target, 0, { parameters: { note: 'a' } })),
        same,
        [plain],
      ],
      [
        'output',
        'parameters of an output are taken',
        post(infer, { ...good, outputs: [{ name: names[0], parameters: { note: 'a' } }] }),
        ok,
      ],
      [
        'list',
        'parameters that are a list are refused',
        post(infer, { ...good, parameters: [] }),
        refused,
      ],
      [
        'text',
        'parameters that are a text are refused',
        post(infer, { ...good, parameters: secret }),
        refused,
      ],
    ]),
    ...numberCases(target),
  ]
}

const secret = 'hunter2-7391'

/** Numbers at the edge of what JSON can say: answered or refused, but never a fault of the server. */
function numberCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const float = indexOf(target.inputs, 'FP')
  const int = indexOf(target.inputs, 'INT')
  const text = indexOf(target.inputs, 'BYTES')
  const one = (index: number, value: unknown) => {
    const rest = target.inputs[index]?.data.slice(1) ?? []
    return post(infer, withInput(target, index, { data: [value, ...rest] }))
  }
  const written = (index: number, token: string) =>
    post(infer, JSON.stringify(one(index, '@@').body).replace('"@@"', token), {
      'content-type': 'application/json',
    })
  const settled = { error: false }
  const floats =
    float < 0
      ? []
      : ([
          ['null', 'null in a float', one(float, null)],
          ['nan-text', 'the text NaN in a float', one(float, 'NaN')],
          ['infinity-text', 'the text Infinity in a float', one(float, 'Infinity')],
          ['huge', 'a number beyond doubles', written(float, '1e400')],
          ['tiny', 'a denormal', written(float, '5e-324')],
          ['minus-zero', 'minus zero', written(float, '-0')],
          ['digits', 'forty digits', written(float, '0.1234567890123456789012345678901234567890')],
        ] as const)
  const ints =
    int < 0
      ? []
      : ([
          ['past-double', '2^53 + 1 in an integer', written(int, '9007199254740993')],
          ['past-double-negative', '-(2^53 + 1) in an integer', written(int, '-9007199254740993')],
          ['whole-fraction', '3.0 in an integer', written(int, '3.0')],
          ['exponent', '1e2 in an integer', written(int, '1e2')],
        ] as const)
  const texts =
    text < 0
      ? []
      : ([
          ['unicode', 'text beyond ASCII', one(text, 'Zürich ☂ 値')],
          ['empty-text', 'an empty text', one(text, '')],
          ['surrogate', 'half a surrogate pair', written(text, '"\\ud800"')],
          ['long-text', 'a text of 100 kB', one(text, 'x'.repeat(100_000))],
        ] as const)
  return casesOf(
    'required',
    'defined',
    [...floats, ...ints, ...texts].map(
      ([id, title, ask]) =>
        [
          id,
          `${title} is answered or refused`,
          ask,
          { ...settled, rule: answeredOrRefused },
        ] as const,
    ),
  )
}

function answeredOrRefused({ status, json }: Reply): string | undefined {
  if (status === 200) return Array.isArray(at(json, 'outputs')) ? undefined : 'has no outputs'
  return typeof at(json, 'error') === 'string' ? undefined : 'is refused in another shape'
}

function repeated({ inputs }: Target, times: number): readonly unknown[] {
  return inputs.map((one) => ({
    ...one,
    shape: [2 * times, ...one.shape.slice(1)],
    data: Array.from({ length: times }, () => one.data).flat(),
  }))
}

type Output = { name: unknown; datatype: unknown; shape: number[]; data?: unknown[] }

function listOutputs(reply: Reply): readonly Output[] {
  const outputs = outputsOf(reply)
  return Array.isArray(outputs) ? (outputs as Output[]) : []
}

function areTensors(reply: Reply): string | undefined {
  const outputs = listOutputs(reply)
  const isFine = outputs.every(
    ({ name, datatype, shape, data }) =>
      typeof name === 'string' &&
      typeof datatype === 'string' &&
      Array.isArray(shape) &&
      Array.isArray(data),
  )
  return outputs.length > 0 && isFine ? undefined : 'an output is no tensor'
}

function productsFit(reply: Reply): string | undefined {
  const outputs = listOutputs(reply)
  const misfit = outputs.find(
    ({ shape, data }) => data?.flat(9).length !== shape?.reduce((a, b) => a * b, 1),
  )
  return outputs.length > 0 && misfit === undefined ? undefined : 'data and shape disagree'
}

function hasRows(count: number) {
  return (reply: Reply): string | undefined => {
    const outputs = listOutputs(reply)
    return outputs.length > 0 && outputs.every(({ shape }) => shape?.[0] === count)
      ? undefined
      : `expected ${count} rows`
  }
}

function isFirstRow(reply: Reply, [both]: readonly Reply[]): string | undefined {
  const all = both === undefined ? [] : listOutputs(both)
  const isFine = listOutputs(reply).every(({ data }, i) => {
    const first = data?.flat(9) ?? []
    return (
      first.length > 0 &&
      JSON.stringify(all[i]?.data?.flat(9).slice(0, first.length)) === JSON.stringify(first)
    )
  })
  return isFine && listOutputs(reply).length > 0
    ? undefined
    : 'the first row alone is answered otherwise'
}

const head = (path: string, more: string) =>
  `POST ${path} HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n${more}\r\n`

function chunked(path: string, body: unknown): string {
  const parts = JSON.stringify(body).match(/[\s\S]{1,7}/g) ?? []
  const chunks = parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
  return `${head(path, 'Transfer-Encoding: chunked\r\n')}${chunks.join('')}0\r\n\r\n`
}

function expecting(path: string, body: unknown): string {
  const text = JSON.stringify(body)
  return `${head(path, `Expect: 100-continue\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`)}${text}`
}

function twice(path: string, body: unknown): string {
  const text = JSON.stringify(body)
  const one = `${head(path, `Content-Length: ${Buffer.byteLength(text)}\r\n`)}${text}`
  return one + one
}

function hasAnswer({ text }: Reply): string | undefined {
  return text.includes('HTTP/1.1 200') ? undefined : 'no answer came'
}

function hasTwo({ text }: Reply): string | undefined {
  return text.match(/HTTP\/1\.1 200/g)?.length === 2 ? undefined : 'two answers did not come'
}
