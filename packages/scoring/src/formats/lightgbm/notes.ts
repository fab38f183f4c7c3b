import type { Note } from '../imported.ts'
import type { RowKnowledge } from './contract.ts'

/** What a person should know that the file cannot say. */
export function collectNotes({ header, objective, categories }: RowKnowledge): readonly Note[] {
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
  const text =
    'The file holds the trees only: filling of missing values, scaling and derived features done before training are not in it.'
  return [...notes, { code: 'preprocessing-unknown', features: [], text }]
}
