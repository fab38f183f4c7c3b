import type { LifecycleAction, LifecycleSnapshot, VersionSnapshot, VersionState } from './types.ts'

/**
 * The next step towards the aspired versions, at most one: what is wanted is loaded before what is
 * not wanted is let go (availability before memory), and a wanted version is never unloaded.
 *
 * After the AspiredVersionPolicy of TensorFlow Serving (tensorflow_serving/core).
 */
export function decideNext(snapshot: LifecycleSnapshot): LifecycleAction {
  const known = new Map(snapshot.versions.map((version) => [version.digest, version]))
  return (
    revive(snapshot, known) ??
    loadMissing(snapshot, known) ??
    retryFailed(snapshot, known) ??
    letGo(snapshot) ?? { action: 'wait', ...nextRetry(snapshot) }
  )
}

const legal: Readonly<Record<VersionState, readonly (VersionState | 'gone')[]>> = {
  loading: ['ready', 'failed'],
  ready: ['unloading', 'failed'],
  failed: ['loading', 'gone'],
  unloading: ['ready', 'gone'],
}

/** Whether a version in one state may go over to another; a new version starts in `loading`. */
export function isLegalTransition(from: VersionState, to: VersionState | 'gone'): boolean {
  return legal[from].includes(to)
}

type Known = ReadonlyMap<string, VersionSnapshot>

/** A version that is on its way out and wanted again is still in memory. */
function revive({ aspired }: LifecycleSnapshot, known: Known): LifecycleAction | undefined {
  const digest = aspired.find((one) => known.get(one)?.state === 'unloading')
  return digest === undefined ? undefined : { action: 'keep', digest }
}

function loadMissing(snapshot: LifecycleSnapshot, known: Known): LifecycleAction | undefined {
  if (isLoadingFull(snapshot)) return undefined
  const digest = snapshot.aspired.find((one) => !known.has(one))
  return digest === undefined ? undefined : { action: 'load', digest }
}

function retryFailed(snapshot: LifecycleSnapshot, known: Known): LifecycleAction | undefined {
  if (isLoadingFull(snapshot)) return undefined
  const digest = snapshot.aspired.find((one) => {
    const retryAtMs = failedRetry(known.get(one))
    return retryAtMs !== undefined && retryAtMs <= snapshot.nowMs
  })
  return digest === undefined ? undefined : { action: 'reload', digest }
}

function letGo({ aspired, versions }: LifecycleSnapshot): LifecycleAction | undefined {
  const unwanted = versions.filter((version) => !aspired.includes(version.digest))
  for (const { digest, state, references } of unwanted) {
    if (state === 'failed') return { action: 'remove', digest }
    if (state === 'unloading' && references === 0) return { action: 'remove', digest }
    if (state === 'ready') return { action: 'unload', digest }
  }
  return undefined
}

function nextRetry({ aspired, versions }: LifecycleSnapshot): { untilMs?: number } {
  const times = versions
    .filter((version) => aspired.includes(version.digest))
    .map(failedRetry)
    .filter((time) => time !== undefined)
  return times.length === 0 ? {} : { untilMs: Math.min(...times) }
}

function failedRetry(version: VersionSnapshot | undefined): number | undefined {
  return version?.state === 'failed' ? version.retryAtMs : undefined
}

function isLoadingFull({ versions, loadsAtOnce }: LifecycleSnapshot): boolean {
  return versions.filter((version) => version.state === 'loading').length >= loadsAtOnce
}
