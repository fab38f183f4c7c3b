import type { Ask, Case, Target } from '../types.ts'
import { binaryBody, bothBody, header, sized, unhelped } from './binary-bodies.ts'
import { sameBinary, sizesFit } from './binary-replies.ts'
import { casesOf, indexOf, paths, post, refused, sameOutputs } from './make.ts'

/** Tensors as bytes behind the JSON, as the clients of Triton send them. */
export function binaryCases(target: Target): readonly Case[] {
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
