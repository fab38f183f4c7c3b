import { parseContract } from '../../contract/contract-json.ts'
import type { Contract } from '../../contract/types.ts'
import type { Model } from '../../ir/builder.ts'
import { validateModel } from '../../ir/validate.ts'
import { Refusal } from '../../refusals.ts'
import type { Imported, Note } from '../imported.ts'
import type { GraphOptions } from '../onnx-graph/graph-options.ts'
import { asModelRefusal } from '../sklearn/refuse.ts'
import { answersOf, contractOf } from './answers.ts'
import { type Lowered, lowerGraph } from './lower/lower-graph.ts'
import { NotNative } from './lower/not-native.ts'
import { collectNotes } from './notes.ts'
import { readOnnxModel } from './proto/read-model.ts'
import { pruned } from './prune.ts'
import type { OnnxModel, OnnxObstacle, OnnxVerdict } from './types.ts'

/**
 * Reads an ONNX model whose graph works row by row: every operator of ai.onnx.ml, and the plain ones that
 * converters of scikit-learn, LightGBM and XGBoost write, and small networks. `options` say what numbers
 * without a label are.
 *
 * @throws Refusal `model-unsupported`, naming the first node that needs a whole ONNX runtime;
 * `model-corrupt` or `model-truncated` for damage
 */
export function importOnnx(bytes: Uint8Array, options: GraphOptions = {}): Imported {
  const model = readOnnxModel(bytes)
  try {
    const { contract, lowered, notes, ...parts } = toNative(model, options)
    return {
      format: 'onnx',
      importer: { name: 'onnx', version: 1 },
      ...parts,
      contract,
      notes: [...collectNotes(model, lowered), ...notes],
    }
  } catch (error) {
    if (error instanceof NotNative) throw refusalOf(error.obstacle)
    throw error
  }
}

/**
 * Whether Ratchet's own op graph can run a model, or what of it needs a whole ONNX runtime.
 *
 * @throws Refusal for a model that is damaged
 */
export function judgeOnnx(model: OnnxModel): OnnxVerdict {
  try {
    toNative(model, {})
    return { kind: 'native' }
  } catch (error) {
    if (error instanceof NotNative) return { kind: 'opaque', because: error.obstacle }
    throw error
  }
}

interface Native extends Model {
  readonly contract: Contract
  readonly lowered: Lowered
  readonly notes: readonly Note[]
}

function toNative(model: OnnxModel, options: GraphOptions): Native {
  const lowered = lowerGraph(model)
  const answers = answersOf(lowered, model.graph, options)
  const { program, coefficients } = pruned(lowered.lowering.builder.build(answers.outputs))
  asModelRefusal(() => validateModel(program, coefficients))
  const inferred = contractOf(lowered.inputs, answers)
  const contract = asModelRefusal(() => parseContract(inferred, '/graph'))
  return { program, coefficients, contract, lowered, notes: answers.notes ?? [] }
}

function refusalOf({ op, node, place, found, expected }: OnnxObstacle): Refusal {
  const what = op === undefined ? `${node}: ${found}` : `${op} (${node}): ${found}`
  return new Refusal({
    code: 'model-unsupported',
    place,
    found: what,
    expected,
    hint: 'Such a model can only be run as it is, by onnxruntime in a process of its own.',
  })
}
