import type { SnapshotManifest } from '@ratchet-ml/protocol'
import { Problem } from '../../platform/problem.ts'
import { inOrder, rangeOf } from './policy.ts'

/**
 * Whether a manifest agrees with itself, and has the one form in which its digest is that of its
 * content: columns and parts in their order, sums that are sums.
 *
 * @throws Problem `request-invalid`
 */
export function checkManifest(manifest: SnapshotManifest): void {
  const { columns, parts, rows, range } = manifest
  const names = columns.map(({ name }) => name)
  const sorted = [...new Set(names)].sort()
  if (names.join('\n') !== sorted.join('\n')) throw invalid('columns', 'each once, by name')
  const ordered = inOrder(parts)
  if (ordered.some((part, i) => part !== parts[i])) throw invalid('parts', 'by time, then digest')
  if (parts.reduce((sum, part) => sum + part.rows, 0) !== rows) {
    throw invalid('rows', 'the sum over the parts')
  }
  const whole = rangeOf(parts.map((part) => part.time))
  if (whole?.first !== range?.first || whole?.last !== range?.last) {
    throw invalid('range', 'the first and last time of the parts')
  }
}

function invalid(place: string, expected: string): Problem {
  return new Problem('request-invalid', `/manifest/${place} is not ${expected}.`)
}
