import type { Case, Reply, Target } from '../types.ts'
import { areTensors, hasAnswer, hasRows, hasTwo, isFirstRow, productsFit } from './infer-rules.ts'
import { casesOf, paths, post, refused, sameOutputs, withInput } from './make.ts'
import { numberCases } from './numbers.ts'
import { chunked, expecting, twice } from './raw-requests.ts'

/** Requests that must be answered. */
export function inferCases(target: Target): readonly Case[] {
  return [
    ...answerCases(target),
    ...idCases(target),
    ...outputCases(target),
    ...parameterCases(target),
    ...numberCases(target),
  ]
}

function answerCases(target: Target): readonly Case[] {
  const { inputs } = target
  const { infer, version } = paths(target)
  const good = { inputs }
  const plain = post(infer, good)
  const same = { status: 200, rule: sameOutputs }
  const ok = { status: 200, types: { outputs: 'array' } }
  const columns = inputs.map((tensor) => ({ ...tensor, shape: [2, 1] }))
  const nested = columns.map((tensor) => ({ ...tensor, data: tensor.data.map((one) => [one]) }))
  return casesOf('required', 'infer', [
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
    ['rows', 'every output has a row for each of the request', plain, { ...ok, rule: hasRows(2) }],
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
    ['no-type', 'a missing Content-Type is JSON', post(infer, JSON.stringify(good)), same, [plain]],
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
  ])
}

function repeated({ inputs }: Target, times: number): readonly unknown[] {
  return inputs.map((one) => ({
    ...one,
    shape: [2 * times, ...one.shape.slice(1)],
    data: Array.from({ length: times }, () => one.data).flat(),
  }))
}

function idCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const good = { inputs: target.inputs }
  const ids = [
    ['plain', 'request-1'],
    ['unicode', 'höhe ☂ 値'],
    ['controls', 'a\r\nSet-Cookie: b\t\u0001'],
    ['quotes', '"\\/\u2028'],
    ['long', 'i'.repeat(200)],
    ['empty', ''],
  ] as const
  return casesOf('required', 'id', [
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
  ])
}

function outputCases(target: Target): readonly Case[] {
  const { inputs } = target
  const { infer } = paths(target)
  const good = { inputs }
  const plain = post(infer, good)
  const same = { status: 200, rule: sameOutputs }
  const names = target.outputs.map(({ name }) => name)
  return casesOf('required', 'outputs', [
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
  ])
}

/** The outputs of these names, in this order. */
function onlyName(wanted: readonly string[]) {
  return ({ json }: Reply) =>
    JSON.stringify(
      ((json as { outputs?: { name: string }[] }).outputs ?? []).map((one) => one.name),
    ) === JSON.stringify(wanted)
      ? undefined
      : `expected the outputs ${wanted.join(', ')}`
}

function parameterCases(target: Target): readonly Case[] {
  const { inputs } = target
  const { infer } = paths(target)
  const good = { inputs }
  const plain = post(infer, good)
  const same = { status: 200, rule: sameOutputs }
  const ok = { status: 200, types: { outputs: 'array' } }
  const [first] = target.outputs
  return casesOf('required', 'parameters', [
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
      post(infer, { ...good, outputs: [{ name: first?.name, parameters: { note: 'a' } }] }),
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
  ])
}

const secret = 'hunter2-7391'
