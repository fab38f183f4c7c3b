import { at } from '../judge.ts'
import type { Case, Reply, Target } from '../types.ts'
import { casesOf, outputsOf, paths, post, refused } from './make.ts'

export function classificationCases(target: Target): readonly Case[] {
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
