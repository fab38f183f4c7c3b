// Packages to serve: versions of the model of 200 trees, and one of millions of nodes.
import { readFileSync } from 'node:fs'
import { buildPackage, importModel, packPackage, type Tensor } from '@ratchet-ml/scoring'

type Imported = ReturnType<typeof importModel>

/** The model of 200 trees of 31 leaves, as it was trained. */
export function readModel(): Imported {
  return importModel(readFileSync(new URL('model.txt', import.meta.url)))
}

/** Another version of the same model: its leaves are multiplied. */
export function versionOf(model: Imported, factor: number): Promise<Uint8Array> {
  return packed(model, (name, { shape, data }) => ({
    shape,
    data: name === 'trees.leafValues' ? Float64Array.from(data, (value) => value * factor) : data,
  }))
}

/** The same trees, `times` times over: 12,200 nodes each time. */
export function grown(model: Imported, times: number): Promise<Uint8Array> {
  const count = (name: string) => model.coefficients.get(name)?.data.length ?? 0
  const [nodes, leaves] = [count('trees.features'), count('trees.leafValues')]
  return packed(model, (name, { data }) => {
    const isLink = ['trees.roots', 'trees.left', 'trees.right'].includes(name)
    const long = new (data.constructor as Float64ArrayConstructor)(data.length * times)
    for (let time = 0; time < times; time++) {
      for (let i = 0; i < data.length; i++) {
        const value = data[i] ?? 0
        const moved = value >= 0 ? value + time * nodes : value - time * leaves
        long[time * data.length + i] = isLink ? moved : value
      }
    }
    const weight = name === 'trees.leafValues' ? 1 / times : 1
    if (weight !== 1) for (let i = 0; i < long.length; i++) long[i] = (long[i] ?? 0) * weight
    return { shape: [long.length], data: long }
  })
}

async function packed(
  model: Imported,
  change: (name: string, tensor: Tensor) => Tensor,
): Promise<Uint8Array> {
  const coefficients = new Map(
    [...model.coefficients].map(([name, one]) => [name, change(name, one)]),
  )
  const { format } = model
  return packPackage(await buildPackage({ ...model, coefficients, source: { format } }))
}
