import { Forest } from './forest'

/** Sets the sums of `rowCount` rows to what they start from. */
export function startSums(forest: Forest, rowCount: usize): void {
  let sum: usize = forest.sums
  for (let slot: usize = 0; slot < <usize>forest.slotCount; slot++) {
    const start = load<f64>(<usize>forest.starts + (slot << 3))
    for (let r: usize = 0; r < rowCount; r++) store<f64>(sum + (r << 3), start)
    sum += 8 << forest.shift
  }
}

/** Adds a term to one sum. */
export function addTo(sum: usize, term: f64, isFloat: bool): void {
  const total = load<f64>(sum) + term
  store<f64>(sum, isFloat ? <f64>(<f32>total) : total)
}
