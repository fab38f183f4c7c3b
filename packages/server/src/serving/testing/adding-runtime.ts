import type { GraphRuntime, RunTensor } from '../engines/graph/types.ts'

/** A library that adds up the numbers of each row, throws at 666, and goes round for ever at 1000000. */
export const adding: GraphRuntime = {
  name: 'adding 1.0.0',
  open: async (graph) => {
    if (graph.length === 0) throw new Error('An empty graph adds up nothing.')
    return { run: async (inputs) => add([...inputs.values()]) }
  },
}

function add(inputs: readonly RunTensor[]): RunTensor {
  const count = inputs[0]?.dims[0] ?? 0
  const data = new Float32Array(count)
  for (const { data: numbers } of inputs) {
    const width = numbers.length / count
    for (const [i, number] of numbers.entries()) {
      if (Number(number) === 666) throw new Error('The adding library takes no 666.')
      while (Number(number) === 1_000_000);
      const row = Math.floor(i / width)
      data[row] = (data[row] as number) + Number(number)
    }
  }
  return { element: 'float', dims: [count], data }
}
