import type { Provenance, VersionTraining } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import { parseTrainedOn } from '../../../../registry/index.ts'

/**
 * What is known of the data that a version was trained on. Its provenance comes first, so that nobody
 * can talk it away: the event times; else, where it names these very data, all of them. Then what the
 * command line says of versions of which nothing is known.
 *
 * @param dataset digest of the rows of the back-test
 */
export function trainingOf(
  provenance: Provenance | undefined,
  said: VersionTraining | undefined,
  dataset: Digest,
): VersionTraining {
  const span = provenance?.trainedOn
  if (span !== undefined) return { kind: 'span', span }
  if (provenance?.source === `snapshot ${dataset}`) return { kind: 'all' }
  return said ?? { kind: 'unknown' }
}

/**
 * `FROM..UNTIL`, or `elsewhere`: on other data than those of the back-test.
 * @throws Problem `usage`
 */
export function parseTraining(text: string): VersionTraining {
  if (text === 'elsewhere') return { kind: 'elsewhere' }
  return { kind: 'span', span: parseTrainedOn(text) }
}
