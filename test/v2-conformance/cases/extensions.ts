import { deflateSync, gzipSync } from 'node:zlib'
import { at } from '../judge.ts'
import type { Ask, Case, Reply, Target, Tensor } from '../types.ts'
import { casesOf, get, indexOf, outputsOf, paths, post, refused, sameOutputs } from './make.ts'

const header = 'inference-header-content-length'
const unhelped = { 'content-type': 'application/octet-stream' }

/** What real clients use beyond the protocol itself. */
export function extensionCases(target: Target): readonly Case[] {
  return [
    ...binaryCases(target),
    ...compressionCases(target),
    ...statisticsCases(target),
    ...repositoryCases(target),
    ...classificationCases(target),
  ]
}

function binaryCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const { inputs, outputs } = target
  const plain = post(infer, { inputs })
  const all = binaryBody(infer, inputs)
  const json = Number(all.headers?.[header])
  const body = all.body as Uint8Array
  const lying = (length: string): Ask => ({ ...all, headers: { ...unhelped, [header]: length } })
  const resized = (bytes: Uint8Array): Ask => ({ ...all, body: bytes })
  const asked = { inputs, parameters: { binary_data_output: true } }
  const one = {
    inputs,
    outputs: outputs.map(({ name }, i) => ({ name, parameters: { binary_data: i === 0 } })),
  }
  const rows: Parameters<typeof casesOf>[2] = [
    ['inputs', 'inputs in binary are inputs', all, { status: 200, rule: sameOutputs }, [plain]],
    [
      'no-type',
      'inputs in binary need no Content-Type',
      { ...all, headers: { [header]: String(json) } },
      { status: 200, rule: sameOutputs },
      [plain],
    ],
    ...inputs.map(
      (tensor, i) =>
        [
          `input-${tensor.name}`,
          `${tensor.name} alone in binary is taken`,
          binaryBody(infer, inputs, [i]),
          { status: 200, rule: sameOutputs },
          [plain],
        ] as const,
    ),
    [
      'outputs',
      'outputs in binary are the outputs',
      post(infer, asked),
      { status: 200, headers: { [header]: /^\d+$/ }, rule: sameBinary },
      [plain],
    ],
    [
      'output',
      'one output in binary is that output',
      post(infer, one),
      { status: 200, headers: { [header]: /^\d+$/ }, rule: sameBinary },
      [plain],
    ],
    [
      'output-sizes',
      'outputs in binary say their sizes',
      post(infer, asked),
      { status: 200, rule: sizesFit },
    ],
    [
      'false',
      'binary_data_output false is JSON',
      post(infer, { inputs, parameters: { binary_data_output: false } }),
      { status: 200, rule: sameOutputs },
      [plain],
    ],
    [
      'flag-text',
      'binary_data_output that is a text is refused',
      post(infer, { inputs, parameters: { binary_data_output: 'yes' } }),
      refused,
    ],
    [
      'header-long',
      'a header length beyond the body is refused',
      lying(String(body.length + 1)),
      refused,
    ],
    [
      'header-short',
      'a header length within the JSON is refused',
      lying(String(json - 3)),
      refused,
    ],
    ['header-negative', 'a negative header length is refused', lying('-1'), refused],
    ['header-text', 'a header length that is no number is refused', lying('abc'), refused],
    ['cut', 'a body that ends early is refused', resized(body.slice(0, -1)), refused],
    [
      'left',
      'bytes that are left over are refused',
      resized(Buffer.concat([body, Buffer.of(0)])),
      refused,
    ],
    ['size-more', 'a size that is too big is refused', sized(all, json, 1), refused],
    ['size-fewer', 'a size that is too small is refused', sized(all, json, -1), refused],
    [
      'size-negative',
      'a negative size is refused',
      post(infer, {
        inputs: inputs.map(({ data, ...rest }, i) =>
          i === 0 ? { ...rest, parameters: { binary_data_size: -8 } } : { ...rest, data },
        ),
      }),
      refused,
    ],
    ['both', 'data and binary at once are refused', { ...all, ...bothBody(inputs) }, refused],
    [
      'memory',
      'a region of shared memory is refused',
      post(infer, {
        inputs: inputs.map(({ data, ...rest }) => ({
          ...rest,
          parameters: { shared_memory_region: 'a', shared_memory_byte_size: 8 },
        })),
      }),
      refused,
    ],
  ]
  const text = indexOf(inputs, 'BYTES')
  const truth = indexOf(inputs, 'BOOL')
  const bad = (index: number, bytes: Uint8Array) => binaryBody(infer, inputs, [index], bytes)
  return [
    ...casesOf('binary_tensor_data', 'binary', rows),
    ...(text < 0
      ? []
      : casesOf('binary_tensor_data', 'binary-text', [
          [
            'lying',
            'a text longer than its bytes is refused',
            bad(text, Buffer.of(255, 255, 255, 127, 65)),
            refused,
          ],
          ['short', 'a text without its length is refused', bad(text, Buffer.of(1, 0)), refused],
          ['few', 'a text too few is refused', bad(text, Buffer.of(1, 0, 0, 0, 65)), refused],
          [
            'no-utf8',
            'bytes that are no UTF-8 are answered or refused',
            bad(text, Buffer.of(1, 0, 0, 0, 255, 1, 0, 0, 0, 254)),
            {},
          ],
        ])),
    ...(truth < 0
      ? []
      : casesOf('binary_tensor_data', 'binary-truth', [
          ['two', 'a truth value of 2 is refused', bad(truth, Buffer.of(1, 2)), refused],
          [
            'long',
            'truth values of four bytes are refused',
            bad(truth, Buffer.of(1, 0, 0, 0, 0, 0, 0, 0)),
            refused,
          ],
        ])),
  ]
}

function compressionCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const text = JSON.stringify({ inputs: target.inputs })
  const plain = post(infer, { inputs: target.inputs })
  const packed = (coding: string, body: Uint8Array) =>
    post(infer, body, { 'content-type': 'application/json', 'content-encoding': coding })
  const same = { status: 200, rule: sameOutputs }
  return casesOf('request compression', 'compressed', [
    ['gzip', 'gzip is taken', packed('gzip', gzipSync(text)), same, [plain]],
    ['deflate', 'deflate is taken', packed('deflate', deflateSync(text)), same, [plain]],
    ['corrupt', 'a body that is no gzip is refused', packed('gzip', Buffer.from(text)), refused],
    ['cut', 'gzip cut short is refused', packed('gzip', gzipSync(text).subarray(0, -10)), refused],
    [
      'crc',
      'gzip with a wrong check sum is refused',
      packed('gzip', spoilt(gzipSync(text))),
      refused,
    ],
    [
      'bomb',
      'gzip of 256 MB of zeros is refused within seconds',
      packed('gzip', gzipSync(Buffer.alloc(256 << 20), { level: 1 })),
      { ...refused, withinMs: 3000 },
    ],
  ])
}

function spoilt(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[copy.length - 8] = (copy[copy.length - 8] ?? 0) ^ 255
  return copy
}

function statisticsCases(target: Target): readonly Case[] {
  const { model, version, infer } = paths(target)
  const stats = get(`${model}/stats`)
  const own = { status: 200, json: { 'model_stats.0.name': target.model } }
  const counted = ({ json }: Reply, [before]: readonly Reply[]) => {
    const rows = (one: unknown) => Number(at(one, 'model_stats.0.inference_count'))
    return rows(json) === rows(before?.json) + 2 ? undefined : 'two more rows were not counted'
  }
  const numbers = {
    'model_stats.0.inference_stats.success.count': 'number',
    'model_stats.0.inference_stats.success.ns': 'number',
    'model_stats.0.inference_stats.fail.count': 'number',
    'model_stats.0.execution_count': 'number',
  }
  return [
    ...casesOf('statistics', 'stats', [
      ['model', 'a model has statistics', stats, own],
      ['version', 'a version has statistics', get(`${version}/stats`), own],
      [
        'all',
        'all models have statistics',
        get('/v2/models/stats'),
        { status: 200, types: { model_stats: 'array' } },
      ],
      ['numbers', 'statistics count and sum', stats, { status: 200, types: numbers }],
      [
        'count',
        'rows that were answered are counted',
        stats,
        { status: 200, rule: counted },
        [stats, post(infer, { inputs: target.inputs })],
      ],
      [
        'unknown',
        'an unknown model is 404',
        get('/v2/models/no-such-model/stats'),
        { status: 404, error: true },
      ],
      ['post', 'statistics take no POST', post(`${model}/stats`), { status: 405, error: true }],
    ]),
    ...casesOf('model_configuration', 'config', [
      [
        'name',
        'a model has a configuration',
        get(`${model}/config`),
        { status: 200, json: { name: target.model }, types: { input: 'array', output: 'array' } },
      ],
      [
        'types',
        'the configuration has types',
        get(`${model}/config`),
        { status: 200, rule: configTypes },
      ],
      [
        'unknown',
        'an unknown model is 404',
        get('/v2/models/no-such-model/config'),
        { status: 404, error: true },
      ],
    ]),
  ]
}

function configTypes({ json }: Reply): string | undefined {
  const inputs = at(json, 'input')
  const isFine =
    Array.isArray(inputs) &&
    inputs.every((one) => /^TYPE_[A-Z0-9]+$/.test(String(at(one, 'data_type'))))
  return isFine ? undefined : 'an input has no type'
}

function repositoryCases(target: Target): readonly Case[] {
  const index = '/v2/repository/index'
  const listed = ({ json }: Reply) =>
    Array.isArray(json) &&
    json.some((one) => at(one, 'name') === target.model && at(one, 'state') === 'READY')
      ? undefined
      : 'the model is not listed as READY'
  return casesOf('model_repository', 'repository', [
    ['index', 'the index lists the model', post(index, {}), { status: 200, rule: listed }],
    [
      'index-ready',
      'the index of the ready lists the model',
      post(index, { ready: true }),
      { status: 200, rule: listed },
    ],
    [
      'index-empty',
      'the index takes an empty body',
      post(index, ''),
      { status: 200, rule: listed },
    ],
    ['index-bad', 'a setting that is a text is refused', post(index, { ready: 'yes' }), refused],
    [
      'load',
      'a model that is there can be loaded',
      post(`/v2/repository/models/${target.model}/load`, {}),
      { status: 200 },
    ],
    [
      'unknown',
      'an unknown model cannot be loaded',
      post('/v2/repository/models/no-such-model/load', {}),
      refused,
    ],
    [
      'file',
      'a file of the caller is not loaded',
      post(`/v2/repository/models/${target.model}/load`, {
        parameters: { 'file:1/model.txt': 'aHVudGVyMi03Mzkx' },
      }),
      refused,
    ],
    ['get', 'the index takes no GET', get(index), { status: 405, error: true }],
  ])
}

function classificationCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const wide = target.outputs.find(({ name, datatype }) => /^FP/.test(datatype) && name !== 'raw')
  if (wide === undefined) return []
  const ask = (classification: unknown) =>
    post(infer, {
      inputs: target.inputs,
      outputs: [{ name: wide.name, parameters: { classification } }],
    })
  const entries = (count: number) => (reply: Reply) => {
    const data = at(outputsOf(reply), '0.data')
    const isFine =
      Array.isArray(data) &&
      data.length === 2 * count &&
      data.every((one) => /^-?[\d.e+-]+:\d+(:.*)?$/.test(String(one)))
    return isFine && at(outputsOf(reply), '0.datatype') === 'BYTES'
      ? undefined
      : 'the classes are not told as value:index'
  }
  return casesOf('classification', 'classes', [
    ['one', 'the largest entry is told', ask(1), { status: 200, rule: entries(1) }],
    [
      'zero',
      'none asked for is the output itself',
      ask(0),
      { status: 200, json: { 'outputs.0.datatype': wide.datatype } },
    ],
    ['text', 'a count that is a text is refused', ask('many'), refused],
    ['negative', 'a negative count is refused', ask(-1), refused],
  ])
}

const widths: Readonly<Record<string, number>> = { BOOL: 1, INT32: 4, INT64: 8, FP32: 4, FP64: 8 }

/** The request with some inputs (all unless told) in binary. */
function binaryBody(
  path: string,
  inputs: readonly Tensor[],
  which = [...inputs.keys()],
  bytes?: Uint8Array,
): Ask {
  const parts: Uint8Array[] = []
  const tensors = inputs.map(({ data, ...rest }, i) => {
    if (!which.includes(i)) return { ...rest, data }
    const part = bytes ?? bytesOf(rest.datatype, data)
    parts.push(part)
    return { ...rest, parameters: { binary_data_size: part.length } }
  })
  const json = Buffer.from(JSON.stringify({ inputs: tensors }))
  return post(path, Buffer.concat([json, ...parts]), { ...unhelped, [header]: String(json.length) })
}

/** The size of the first tensor said wrong; the length of the JSON stays true. */
function sized({ body, headers, ...rest }: Ask, length: number, by: number): Ask {
  const bytes = Buffer.from(body as Uint8Array)
  const json = bytes
    .subarray(0, length)
    .toString()
    .replace(/"binary_data_size":(\d+)/, (_, size) => `"binary_data_size":${Number(size) + by}`)
  const whole = Buffer.concat([Buffer.from(json), bytes.subarray(length)])
  return {
    ...rest,
    body: whole,
    headers: { ...headers, [header]: String(Buffer.byteLength(json)) },
  }
}

function bothBody(inputs: readonly Tensor[]): Pick<Ask, 'body' | 'headers'> {
  const [first, ...rest] = inputs
  const bytes = first === undefined ? Buffer.alloc(0) : bytesOf(first.datatype, first.data)
  const json = Buffer.from(
    JSON.stringify({
      inputs: [{ ...first, parameters: { binary_data_size: bytes.length } }, ...rest],
    }),
  )
  return {
    body: Buffer.concat([json, bytes]),
    headers: { ...unhelped, [header]: String(json.length) },
  }
}

function bytesOf(datatype: string, data: readonly unknown[]): Buffer {
  if (datatype === 'BYTES') {
    return Buffer.concat(
      data.flatMap((one) => {
        const text = Buffer.from(String(one))
        const length = Buffer.alloc(4)
        length.writeUInt32LE(text.length)
        return [length, text]
      }),
    )
  }
  const width = widths[datatype] ?? 8
  const bytes = Buffer.alloc(width * data.length)
  for (const [i, one] of data.entries()) {
    if (datatype === 'BOOL') bytes.writeUInt8(Number(one), i)
    else if (datatype === 'INT64') bytes.writeBigInt64LE(BigInt(Number(one)), i * 8)
    else if (datatype === 'INT32') bytes.writeInt32LE(Number(one), i * 4)
    else if (datatype === 'FP32') bytes.writeFloatLE(Number(one), i * 4)
    else bytes.writeDoubleLE(Number(one), i * 8)
  }
  return bytes
}

/** The tensors of a reply with their data, out of JSON or of the bytes behind it. */
function decoded({ bytes, headers }: Reply): readonly Tensor[] | undefined {
  const length = Number(headers[header])
  let head: { outputs: (Tensor & { parameters?: { binary_data_size?: number } })[] }
  try {
    head = JSON.parse(Buffer.from(bytes).subarray(0, length).toString())
  } catch {
    return undefined
  }
  let start = length
  return head.outputs.map(({ parameters, ...tensor }) => {
    const size = parameters?.binary_data_size
    if (size === undefined) return tensor
    const part = Buffer.from(bytes).subarray(start, start + size)
    start += size
    return { ...tensor, data: valuesOf(tensor.datatype, part) }
  })
}

function valuesOf(datatype: string, part: Buffer): readonly unknown[] {
  const values: unknown[] = []
  for (let i = 0; i < part.length; ) {
    if (datatype === 'BYTES') {
      const length = part.length - i < 4 ? 0 : part.readUInt32LE(i)
      values.push(part.subarray(i + 4, i + 4 + length).toString())
      i += 4 + length
    } else if (datatype === 'INT64' && part.length - i >= 8) {
      values.push(Number(part.readBigInt64LE(i)))
      i += 8
    } else if (datatype === 'FP32' && part.length - i >= 4) {
      values.push(part.readFloatLE(i))
      i += 4
    } else if (part.length - i >= 8) {
      values.push(part.readDoubleLE(i))
      i += 8
    } else break
  }
  return values
}

function sameBinary(reply: Reply, [plain]: readonly Reply[]): string | undefined {
  const wanted =
    plain === undefined ? undefined : (outputsOf(plain) as readonly Tensor[] | undefined)
  const found = decoded(reply)
  const values = (tensors: readonly Tensor[] | undefined) =>
    JSON.stringify(tensors?.map(({ name, data }) => [name, data.flat(9)]))
  return found !== undefined && values(found) === values(wanted)
    ? undefined
    : 'the values in binary are others than in JSON'
}

function sizesFit({ bytes, headers }: Reply): string | undefined {
  const length = Number(headers[header])
  if (!(length > 0)) return 'the length of the JSON is not told'
  try {
    const { outputs } = JSON.parse(Buffer.from(bytes).subarray(0, length).toString()) as {
      outputs: unknown[]
    }
    const sum = outputs.reduce<number>(
      (all, one) => all + Number(at(one, 'parameters.binary_data_size') ?? 0),
      0,
    )
    return sum === bytes.length - length ? undefined : 'the sizes do not add up to the bytes'
  } catch {
    return 'the JSON does not end where it is said to'
  }
}
