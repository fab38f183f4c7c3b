import type { Reply } from '../types.ts'
import { outputsOf } from './make.ts'

export function areTensors(reply: Reply): string | undefined {
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

export function productsFit(reply: Reply): string | undefined {
  const outputs = listOutputs(reply)
  const misfit = outputs.find(
    ({ shape, data }) => data?.flat(9).length !== shape?.reduce((a, b) => a * b, 1),
  )
  return outputs.length > 0 && misfit === undefined ? undefined : 'data and shape disagree'
}

export function hasRows(count: number) {
  return (reply: Reply): string | undefined => {
    const outputs = listOutputs(reply)
    return outputs.length > 0 && outputs.every(({ shape }) => shape?.[0] === count)
      ? undefined
      : `expected ${count} rows`
  }
}

export function isFirstRow(reply: Reply, [both]: readonly Reply[]): string | undefined {
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

export function hasAnswer({ text }: Reply): string | undefined {
  return text.includes('HTTP/1.1 200') ? undefined : 'no answer came'
}

export function hasTwo({ text }: Reply): string | undefined {
  return text.match(/HTTP\/1\.1 200/g)?.length === 2 ? undefined : 'two answers did not come'
}

type Output = { name: unknown; datatype: unknown; shape: number[]; data?: unknown[] }

function listOutputs(reply: Reply): readonly Output[] {
  const outputs = outputsOf(reply)
  return Array.isArray(outputs) ? (outputs as Output[]) : []
}
