import { limits } from '../../ir/limits.ts'
import { validateModel } from '../../ir/validate.ts'
import type { Imported } from '../imported.ts'
import { readClasses, readThreshold } from './classes.ts'
import { inferContract } from './contract.ts'
import { readCtrs } from './ctrs.ts'
import { readFeatures } from './features.ts'
import { levelsOf, readCategories } from './levels.ts'
import { readNestedTrees } from './nested-trees.ts'
import { collectNotes } from './notes.ts'
import { readObjective } from './objective.ts'
import { readObliviousTrees } from './oblivious-trees.ts'
import { buildProgram } from './program.ts'
import { readDocument, type Section } from './section.ts'
import { listSplits } from './splits.ts'

/**
 * Reads a CatBoost model in JSON (`model.save_model(path, format="json", pool=train_pool)`): symmetric
 * trees and others, numbers, categories asked for one by one, and statistics of categories and of their
 * combinations. Answers are those of the same model's .cbm file.
 *
 * @throws Refusal naming the JSON pointer, for damage and for what is not supported
 */
export function importCatboost(bytes: Uint8Array): Imported {
  const root = readDocument(bytes)
  const info = root.section('features_info')
  const model = root.section('model_info')
  const { scale, bias } = readScaleAndBias(root)
  const slots = bias.length
  const objective = readObjective(model, slots)
  const features = readFeatures(info)
  const ctrs = readCtrs(root, info)
  const splits = listSplits(features, ctrs.ctrs)
  const categories = readCategories(info, features, ctrs)
  const trees = root.has('trees')
    ? readNestedTrees(root, splits, slots)
    : readObliviousTrees(root, splits, slots)
  const threshold = readThreshold(model)
  const parts = { features, categories, ctrs, splits, trees, scale, bias, objective, threshold }
  const built = buildProgram(parts)
  validateModel(built.program, built.coefficients)
  const levels = new Map([...categories].map(([feature, known]) => [feature, levelsOf(known)]))
  const classes = readClasses(model, objective, slots)
  const contract = { features, levels, objective, slots, classes }
  return {
    format: 'catboost-json',
    importer: { name: 'catboost', version: 1 },
    ...built,
    contract: inferContract(contract),
    notes: collectNotes(contract),
  }
}

/** What the sum of the trees is multiplied by, and what is added, one number a slot. */
function readScaleAndBias(root: Section): { readonly scale: number; readonly bias: Float64Array } {
  const list = root.list('scale_and_bias')
  const [scale, bias] = list
  const biases = Array.isArray(bias) ? bias : [bias]
  const numbers = [scale, ...biases]
  const areNumbers = numbers.every((one) => typeof one === 'number' && Number.isFinite(one))
  if (list.length !== 2 || !areNumbers || biases.length === 0 || biases.length > limits.width) {
    const found = `${list.length} entries`
    throw root.refuse('scale_and_bias', { found, expected: 'a scale and a list of biases' })
  }
  return { scale: scale as number, bias: Float64Array.from(biases as number[]) }
}
