import type { Level } from '../../contract/types.ts'
import type { Note } from '../imported.ts'
import type { Learner } from './learner.ts'

/** What the file holds beside its trees. */
export interface FileKnowledge {
  readonly categoryFeatures: ReadonlySet<number>
  readonly levels: ReadonlyMap<number, readonly Level[]>
  readonly iterations: number
  /** The model ends with its best iteration. */
  readonly isBest: boolean
}

/** What a person should know that the file cannot say. */
export function collectNotes(learner: Learner, file: FileKnowledge): readonly Note[] {
  const text =
    'The file holds the model only: filling of missing values, scaling and derived features done before training are not in it, nor a `missing` value other than NaN that training was given.'
  return [
    ...iterationNotes(learner, file),
    ...rowNotes(learner, file),
    { code: 'preprocessing-unknown', features: [], text },
  ]
}

function iterationNotes({ bestIteration }: Learner, file: FileKnowledge): readonly Note[] {
  if (file.isBest || bestIteration === undefined || bestIteration + 1 >= file.iterations) return []
  const text = `The file names iteration ${bestIteration} as the best of ${file.iterations}, counted from 0: all were imported, as Booster.predict uses them; the scikit-learn classes of XGBoost stop there, as --best-iteration does.`
  return [{ code: 'best-iteration-not-used', features: [], text }]
}

function rowNotes(learner: Learner, { levels, categoryFeatures }: FileKnowledge): readonly Note[] {
  const notes: Note[] = []
  if (!learner.hasNames) {
    const text = `The file does not name its features: they are called f0 to f${learner.featureNames.length - 1}, in the order of training.`
    notes.push({ code: 'feature-names-unknown', features: [], text })
  }
  const coded = learner.featureNames.filter((_, i) => {
    const isCategory = learner.featureTypes[i] === 'c' || categoryFeatures.has(i)
    return isCategory && !levels.has(i)
  })
  if (coded.length > 0) {
    const text = 'The file has no levels for these categories: rows must give their codes.'
    notes.push({ code: 'category-levels-unknown', features: coded, text })
  }
  const { task, name } = learner.objective
  if (task === 'binary' || task === 'multiclass') {
    const text = 'The file does not name the classes: labels are their indices from 0.'
    notes.push({ code: 'class-names-unknown', features: [], text })
  }
  if (name === 'binary:logitraw') {
    const text = 'The objective binary:logitraw answers margins: 0 is the even chance.'
    notes.push({ code: 'link-unknown', features: [], text })
  }
  return notes
}
