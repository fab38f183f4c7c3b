import type { TextCountsStep } from '../../ir/text-steps.ts'
import { textAt } from '../../rows/row-texts.ts'
import type { Compilation, Kernel } from '../kernel.ts'
import { writePieces } from '../pieces.ts'
import { TermCounts } from './count-terms.ts'
import { termFinder } from './find-terms.ts'
import { Characters, textFolder } from './fold-text.ts'
import { SparseBlock } from './sparse-block.ts'

export const textCountsKernel: Kernel<TextCountsStep> = {
  isSparse: () => true,
  sparse: countBlock,
  compile: (step, compilation, out) => {
    const source = countBlock(step, compilation)
    return (count) => writePieces([{ kind: 'sparse', source }], out, count)
  },
}

function countBlock(
  step: TextCountsStep,
  { coefficients, block, blockRows, texts, addRun }: Compilation,
): SparseBlock {
  const { data, width } = block(step.in)
  const out = new SparseBlock(step.vocabulary.columns, blockRows)
  const counts = new TermCounts(coefficients, step.vocabulary, step.binary)
  const fold = textFolder(coefficients, step.fold)
  const findTerms = termFinder(step, coefficients, counts)
  const characters = new Characters()
  addRun((count) => {
    for (let row = 0; row < count; row++) {
      const text = textAt(texts.current, data[row * width + step.column] as number)
      if (text !== undefined) {
        fold(text, characters)
        findTerms(characters)
      }
      counts.writeRow(out, row)
    }
  })
  return out
}
