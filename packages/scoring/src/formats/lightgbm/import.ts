import { type Model, ModelBuilder } from '../../ir/builder.ts'
import { nameTreeArrays } from '../../ir/name-tree-arrays.ts'
import type { TreeArrays } from '../../ir/tree-arrays.ts'
import { validateModel } from '../../ir/validate.ts'
import { finishProgram } from '../finish-program.ts'
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
    ...nameTreeArrays(builder, trees, 1),
  })
  const iterations = trees.roots.length / header.treesPerIteration
  const divisor = header.averageOutput ? iterations : 1
  const { task, link } = objective
  return finishProgram(builder, { margins, task, link, divisor, labelsMargins: false })
}
