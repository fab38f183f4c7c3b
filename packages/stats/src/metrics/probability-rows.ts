import { fault, findBinaryFault } from './faults.ts'
import type { Fault, Rows } from './types.ts'

/** A fault of a row with a probability for class 1, or for each of more classes. */
export function findProbabilityFault(rows: Rows, row: number): Fault | undefined {
  const { labels, predictions, classes } = rows
  const label = labels[row] as number // the row is in range
  if (classes <= 2) return findBinaryFault(label, predictions[row] as number)
  if (!Number.isInteger(label) || label < 0 || label >= classes) {
    return fault('invalid-label', 'label', label, `a class index in 0..${classes - 1}`)
  }
  const given = predictions.subarray(row * classes, (row + 1) * classes)
  const bad = given.find((p) => !(p >= 0 && p <= 1))
  return bad === undefined
    ? undefined
    : fault('invalid-prediction', 'prediction', bad, 'a probability in 0..1')
}

/** Whether label and all probabilities of a row of more than two classes are in range. */
export function isMulticlassRow({ labels, predictions, classes }: Rows, row: number): boolean {
  const label = labels[row] as number // the row is in range
  let valid = label >= 0 && label < classes && Math.floor(label) === label
  for (let k = 0; k < classes; k++) {
    const probability = predictions[row * classes + k] as number
    valid &&= probability >= 0 && probability <= 1
  }
  return valid
}
