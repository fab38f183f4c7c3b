import { type Model, ModelBuilder } from '../../ir/builder.ts'
import type { TreeArrays } from '../../ir/tree-arrays.ts'
import type { TreeEnsembleStep } from '../../ir/types.ts'
import { validateModel } from '../../ir/validate.ts'
import type { Imported } from '../imported.ts'
import { findCategoryColumns } from './category-columns.ts'
import { inferContract, type RowKnowledge } from './contract.ts'
import { type Header, readHeader } from './header.ts'
import { withLineFeeds } from './line-ends.ts'
import { LineScanner, refuseLine } from './lines.ts'
import { findMissingSeen } from './missing-seen.ts'
import { collectNotes } from './notes.ts'
import { type Objective, readObjective } from './objective.ts'
import { readTail } from './tail.ts'
import { readTrees } from './trees.ts'

/** 1e-35f, LightGBM's kZeroThreshold, as a double. */
const zeroBand = 1.0000000180025095e-35

/**
 * Reads a LightGBM text model (`Booster.save_model`), versions v2 to v4, as LightGBM 4.7 reads it.
 *
 * @throws Refusal naming the line, for damage and for what is not supported
 */
export function importLightgbm(bytes: Uint8Array): Imported {
  const text = withLineFeeds(bytes)
  const scanner = new LineScanner(text)
  const header = readHeader(scanner)
  const objective = readObjective(header)
  checkMargins(header, objective)
  const forest = readTrees(scanner, header)
  const tail = readTail(scanner)
  const iterations = forest.roots.length / header.treesPerIteration
  if (header.averageOutput && iterations === 0) {
    const detail = { found: 'no tree', expected: 'trees, to take the mean of' }
    throw refuseLine(header.next, 'average_output', detail)
  }
  const model = buildModel(header, objective, forest.toArrays(header.treesPerIteration))
  validateModel(model.program, model.coefficients)
  const knowledge: RowKnowledge = {
    header,
    objective,
    categories: findCategoryColumns(header, tail),
    missingSeen: findMissingSeen(forest, tail.parameters),
  }
  return {
    format: 'lightgbm-text',
    importer: { name: 'lightgbm-text', version: 2 },
    ...model,
    contract: inferContract(knowledge),
    notes: collectNotes(knowledge, {
      lineEndsChanged: text !== bytes,
      hasParameters: tail.hasParameters,
    }),
  }
}

function checkMargins(header: Header, { name, margins }: Objective): void {
  if (margins === undefined || margins === header.treesPerIteration) return
  const line = header.objective?.line ?? header.next
  const found = `num_tree_per_iteration=${header.treesPerIteration}`
  throw refuseLine(line, 'objective', { found, expected: `${margins} for ${name}` })
}

function buildModel(header: Header, objective: Objective, trees: TreeArrays): Model {
  const builder = new ModelBuilder()
  const width = header.featureNames.length
  const row = builder.step({ op: 'input@1', out: 'row', width })
  const margins = builder.step({
    op: 'treeEnsemble@1',
    in: row,
    out: 'margins',
    slots: header.treesPerIteration,
    featureType: 'f64',
    comparison: 'lessOrEqual',
    zeroBand,
    categoryHit: 'left',
    categoryRange: 'int32',
    accumulate: 'f64',
    leafWidth: 1,
    ...nameArrays(builder, trees),
  })
  const iterations = trees.roots.length / header.treesPerIteration
  const divisor = header.averageOutput ? iterations : 1
  if (divisor === 1 && objective.link.kind === 'identity') {
    return builder.build({ raw: margins, value: margins })
  }
  const complement = objective.task === 'binary'
  const isClassifier = complement || objective.task === 'multiclass'
  const out = isClassifier ? 'probability' : 'value'
  builder.step({ op: 'link@1', in: margins, out, link: objective.link, divisor, complement })
  if (!isClassifier) return builder.build({ raw: margins, value: out })
  const label = builder.step({ op: 'classify@1', in: out, out: 'label' })
  return builder.build({ raw: margins, probability: out, label })
}

type ArrayNames = Pick<
  TreeEnsembleStep,
  | 'roots'
  | 'treeSlots'
  | 'features'
  | 'thresholds'
  | 'flags'
  | 'left'
  | 'right'
  | 'leafValues'
  | 'covers'
  | 'categories'
  | 'linearLeaves'
>

function nameArrays(builder: ModelBuilder, trees: TreeArrays): ArrayNames {
  const { categories, covers, linear } = trees
  return {
    roots: builder.coefficient('trees.roots', trees.roots),
    treeSlots: builder.coefficient('trees.slots', trees.treeSlots),
    features: builder.coefficient('trees.features', trees.features),
    thresholds: builder.coefficient('trees.thresholds', trees.thresholds),
    flags: builder.coefficient('trees.flags', trees.flags),
    left: builder.coefficient('trees.left', trees.left),
    right: builder.coefficient('trees.right', trees.right),
    leafValues: builder.coefficient('trees.leafValues', trees.leafValues),
    ...(covers && {
      covers: {
        nodes: builder.coefficient('trees.covers.nodes', covers.nodes),
        leaves: builder.coefficient('trees.covers.leaves', covers.leaves),
      },
    }),
    ...(categories && {
      categories: {
        offsets: builder.coefficient('trees.categories.offsets', categories.offsets),
        words: builder.coefficient('trees.categories.words', categories.words),
      },
    }),
    ...(linear && {
      linearLeaves: {
        constants: builder.coefficient('trees.linear.constants', linear.constants),
        offsets: builder.coefficient('trees.linear.offsets', linear.offsets),
        features: builder.coefficient('trees.linear.features', linear.features),
        coefficients: builder.coefficient('trees.linear.coefficients', linear.coefficients),
      },
    }),
  }
}
