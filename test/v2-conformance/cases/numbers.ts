import { at } from '../judge.ts'
import type { Case, Reply, Target } from '../types.ts'
import { casesOf, indexOf, paths, post, withInput } from './make.ts'

/** Numbers at the edge of what JSON can say: answered or refused, but never a fault of the server. */
export function numberCases(target: Target): readonly Case[] {
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
