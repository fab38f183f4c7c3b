import { fileURLToPath } from 'node:url'
import { buildPackage, type Contract, type Package } from '@ratchet-ml/scoring'
import type { ProcessFile } from '../engines/graph/graph-process.ts'

/** The process of an engine that adds up the numbers of each row. */
export const addingEngine: ProcessFile = {
  file: fileURLToPath(new URL('./adding-engine.ts', import.meta.url)),
  execArgv: ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning'],
}

const contract: Contract = {
  task: 'regression',
  inputs: ['x[0]', 'x[1]', 'n'].map((name) => ({
    ...{ name, role: 'feature', missing: 'refuse' },
    type: name === 'n' ? 'integer' : 'number',
  })),
  tensors: [{ name: 'x', shape: [2] }],
  extra: 'ignore',
  outputs: [{ name: 'value', type: 'number', width: 1 }],
  numeric: { raw: { relative: 1e-4, absolute: 1e-5 }, linkUlp: 0 },
}

/** A graph of two numbers and a whole one, with a verification row that says what they add up to. */
export function graphPackage(sum = 6, graph = 'a graph'): Promise<Package> {
  return buildPackage({
    source: { format: 'onnx' },
    importer: { name: 'onnx-graph', version: 1 },
    contract,
    program: {
      format: 1,
      steps: [
        { op: 'input@1', out: 'row', width: 3 },
        {
          ...{ op: 'onnxGraph@1', in: 'row', out: 'raw', rows: 'many' },
          inputs: [
            { name: 'x', element: 'float', shape: [2] },
            { name: 'n', element: 'int64', shape: [] },
          ],
          output: { name: 'sum', element: 'float', shape: [] },
        },
      ],
      outputs: { raw: 'raw', value: 'raw' },
    },
    coefficients: new Map(),
    graph: new TextEncoder().encode(graph),
    verification: {
      ...{ featureCount: 3, rows: Float64Array.of(1, 2, 3), kinds: ['boundary'] },
      ...{ expected: ['engine'], rawWidth: 1, raw: Float64Array.of(sum), engine: 'adding 1.0.0' },
    },
  })
}
