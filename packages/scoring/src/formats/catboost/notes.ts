import type { Note } from '../imported.ts'
import type { ContractParts } from './contract.ts'

/** What a person should know that the file cannot say. */
export function collectNotes({ objective, classes, features }: ContractParts): readonly Note[] {
  const notes: Note[] = []
  const isUnnamed = [...features.floats.values(), ...features.categories.values()].every(
    ({ name, flat }) => name === String(flat),
  )
  if (isUnnamed) {
    const text = `The file does not name its features: they are called 0 to ${features.count - 1}, in the order of training.`
    notes.push({ code: 'feature-names-unknown', features: [], text })
  }
  const isClassifier = objective.task === 'binary' || objective.task === 'multiclass'
  if (isClassifier && classes === undefined) {
    const text = 'The file does not name the classes: labels are their indices from 0.'
    notes.push({ code: 'class-names-unknown', features: [], text })
  }
  const text =
    'The file holds the model only: filling of missing values, scaling and derived features done before training are not in it.'
  notes.push({ code: 'preprocessing-unknown', features: [], text })
  return notes
}
