import { columnsOf } from '../lower/lowering.ts'
import type { Operators } from '../lower/operator.ts'
import { readNgrams } from '../text/read-ngrams.ts'
import { countInColumns } from './column-ngrams.ts'
import { countInTexts } from './text-ngrams.ts'
import { weighCounts } from './weigh-counts.ts'

/** How often n-grams stand in a row's tokens: words of a text, or the columns of a tensor. */
export const ngramOperators: Operators = {
  TfIdfVectorizer: (node, lowering) => {
    const ngrams = readNgrams(node)
    if (ngrams.all.length === 0) throw node.refuse('no n-gram to be counted', 'at least one')
    const x = node.input(0)
    const name =
      x.kind === 'tokens'
        ? countInTexts(node, lowering, x, ngrams)
        : countInColumns(node, lowering, node.columns(0), ngrams)
    // Counts are whole numbers; products of them with weights are singles.
    const counts = { ...columnsOf(name, 'float', [ngrams.columns]), isSparse: true } as const
    const { weights } = ngrams
    node.output(0, weights === undefined ? counts : weighCounts(lowering, counts, weights))
  },
}
