import type { Note } from '../imported.ts'
import type { RowKnowledge } from './contract.ts'

/** What became of the file since LightGBM wrote it. */
export interface FileState {
  readonly lineEndsChanged: boolean
  readonly hasParameters: boolean
}

/** What a person should know that the file cannot say. */
export function collectNotes(knowledge: RowKnowledge, file: FileState): readonly Note[] {
  const text =
    'The file holds the trees only: filling of missing values, scaling and derived features done before training are not in it.'
  return [
    ...fileNotes(file),
    ...rowNotes(knowledge),
    { code: 'preprocessing-unknown', features: [], text },
  ]
}

function fileNotes({ lineEndsChanged, hasParameters }: FileState): readonly Note[] {
  const notes: Note[] = []
  if (lineEndsChanged) {
    const text =
      'Something changed the line ends of the file to CRLF, as editors and Git do: it was read with the LF that LightGBM writes.'
    notes.push({ code: 'line-ends-changed', features: [], text })
  }
  if (!hasParameters) {
    const text =
      'The file ends after its trees, without the training parameters: names of category levels and what training saw of missing values may have been lost with them.'
    notes.push({ code: 'tail-lacking', features: [], text })
  }
  return notes
}

function rowNotes({ header, objective, categories }: RowKnowledge): readonly Note[] {
  const nameOf = (index: number): string => header.featureNames[index] as string
  const coded = categories.isCategory.flatMap((isCategory, index) =>
    isCategory && !categories.levels.has(index) ? [nameOf(index)] : [],
  )
  const notes: Note[] = []
  if (coded.length > 0) {
    const text = 'The file has no levels for these categories: rows must give their codes.'
    notes.push({ code: 'category-levels-unknown', features: coded, text })
  }
  if (categories.isGuessed) {
    const text =
      'The file does not say which features its category levels belong to; only this way fits the codes that training saw.'
    const features = [...categories.levels.keys()].map(nameOf)
    notes.push({ code: 'category-columns-guessed', features, text })
  }
  if (objective.isCustom) {
    const text =
      'The objective was custom: the answers are margins, and what they mean is not in the file.'
    notes.push({ code: 'link-unknown', features: [], text })
  }
  if (objective.task === 'binary' || objective.task === 'multiclass') {
    const text = 'The file does not name the classes: labels are their indices from 0.'
    notes.push({ code: 'class-names-unknown', features: [], text })
  }
  return notes
}
