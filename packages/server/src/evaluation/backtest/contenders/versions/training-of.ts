import type { Provenance, VersionTraining } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { Zone } from '../../../../platform/zone.ts'
import { parseTrainedOn } from '../../../../registry/index.ts'

/**
 * What is known of the data that a version was trained on. Its provenance comes first, so that nobody
 * can talk it away: the event times; else, where it names these very data, all of them; else that it was
 * trained elsewhere. Then what the command line says of versions of which nothing is known.
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
  if (provenance?.elsewhere) return { kind: 'elsewhere' }
  return said ?? { kind: 'unknown' }
}

/**
 * `FROM..UNTIL`, or `elsewhere`: on other data than those of the back-test.
 *
 * @param zone of the dataset of the back-test, by whose clock days begin
 * @throws Problem `usage`
 */
export function parseTraining(text: string, zone: Zone): VersionTraining {
  const { trainedOn } = parseTrainedOn(text, zone)
  return trainedOn === undefined ? { kind: 'elsewhere' } : { kind: 'span', span: trainedOn }
}
