import type { Model } from '../../ir/builder.ts'
import { validateModel } from '../../ir/validate.ts'
import type { Imported, ImportOptions } from '../imported.ts'
import { refuseAt } from '../refuse-at.ts'
import { readLevels } from './cats.ts'
import { inferContract } from './contract.ts'
import type { ReadingPlan } from './document.ts'
import { Forest } from './forest.ts'
import { readLinearBooster } from './gblinear.ts'
import { readTreeBooster } from './gbtree.ts'
import { readJson } from './json-reader.ts'
import { type Learner, readLearner } from './learner.ts'
import { collectNotes, type FileKnowledge } from './notes.ts'
import { buildLinearProgram, buildTreeProgram } from './program.ts'
import { Section } from './section.ts'
import { appendTree } from './tree.ts'
import { readUbjson } from './ubjson-reader.ts'

const keys = new Set(
  (
    'learner version attributes best_iteration feature_names feature_types objective name ' +
    'learner_model_param base_score num_class num_target num_feature ' +
    'gradient_booster gbtree model weights weight_drop gbtree_model_param num_trees ' +
    'num_parallel_tree iteration_indptr tree_info trees cats enc offsets values feature_segments ' +
    'tree_param num_nodes size_leaf_vector left_children right_children split_indices ' +
    'split_conditions sum_hessian default_left split_type categories categories_nodes ' +
    'categories_segments categories_sizes leaf_weights base_weights'
  ).split(' '),
)

const boosterPlace = '/learner/gradient_booster'

/**
 * Reads an XGBoost model (`Booster.save_model`, .json or .ubj), versions 1.x to 3.x, as the version
 * that wrote it reads it.
 *
 * @throws Refusal naming the JSON pointer, for damage and for what is not supported
 */
export function importXgboost(bytes: Uint8Array, options: ImportOptions = {}): Imported {
  const forest = new Forest()
  const plan: ReadingPlan = {
    keys,
    streamed: 'trees',
    take: (tree, place) => {
      if (/^\/learner\/gradient_booster(?:\/gbtree)?\/model\/trees\//.test(place)) {
        appendTree(forest, new Section(tree, place))
      }
    },
  }
  const isUbjson = bytes[0] === 123 && bytes[1] !== 34 && 'iUIlL}'.includes(charOf(bytes[1]))
  const document = isUbjson ? readUbjson(bytes, plan) : readJson(bytes, plan)
  const learner = readLearner(new Section(document, ''))
  const { model, file } = readBooster(learner, forest, options)
  validateModel(model.program, model.coefficients)
  return {
    format: isUbjson ? 'xgboost-ubjson' : 'xgboost-json',
    importer: { name: 'xgboost', version: 1 },
    ...model,
    contract: inferContract(learner, file.levels),
    notes: collectNotes(learner, file),
  }
}

function charOf(byte: number | undefined): string {
  return byte === undefined ? ' ' : String.fromCharCode(byte)
}

interface BoosterParts {
  readonly model: Model
  readonly file: FileKnowledge
}

function readBooster(
  learner: Learner,
  forest: Forest,
  { bestIteration = false }: ImportOptions,
): BoosterParts {
  const booster = learner.section.section('gradient_booster')
  const name = booster.text('name')
  const nothing = { categoryFeatures: new Set<number>(), levels: new Map(), iterations: 0 }
  if (name === 'gblinear') {
    if (bestIteration) {
      const detail = { found: name, expected: 'trees, to end at the best iteration' }
      throw refuseAt(`${boosterPlace}/name`, detail, 'model-unsupported')
    }
    const linear = readLinearBooster(booster.section('model'), learner)
    return { model: buildLinearProgram(learner, linear), file: { ...nothing, isBest: false } }
  }
  if (name !== 'gbtree' && name !== 'dart') {
    const detail = { found: name, expected: 'gbtree, dart or gblinear' }
    throw refuseAt(`${boosterPlace}/name`, detail, 'model-unsupported')
  }
  const inner = booster.has('gbtree') ? booster.section('gbtree') : booster
  const model = inner.section('model')
  const levels = readLevels(model, learner)
  const categoryFeatures = forest.categoryFeatures()
  const trees = readTreeBooster({ booster, model, forest }, learner, bestIteration)
  const { iterations } = trees
  return {
    model: buildTreeProgram(learner, trees),
    file: { categoryFeatures, levels, iterations, isBest: bestIteration },
  }
}
