import type { LeakFinding, LeakReport } from '@ratchet-ml/protocol'
import { sliceBatch } from '../../datasets/index.ts'
import { type LeakPlan, type LeakRequest, planLeaks } from './plan-leaks.ts'
import { leakChecks } from './registry.ts'
import type { SeenRows, Watcher } from './types.ts'

/** Rows that all checks are shown before the next: their columns stay near the processor. */
const rowsTogether = 4096

interface AtWork {
  readonly name: LeakFinding['check']
  readonly watcher: Watcher
}

/**
 * Looks for what makes a back-test look better than the model will be: one pass over the dataset that all checks
 * share, in memory that does not grow with the rows. The same request gives the same report.
 *
 * @throws Problem `data-column-missing`, `data-unreadable`
 */
export async function checkLeaks(request: LeakRequest): Promise<LeakReport> {
  const plan = planLeaks(request)
  const atWork: AtWork[] = []
  const skipped: LeakReport['skipped'] = []
  for (const { name, watch } of leakChecks) {
    const watcher = watch(plan)
    if (typeof watcher === 'string') skipped.push({ check: name, because: watcher })
    else atWork.push({ name, watcher })
  }
  await showRows(plan, atWork)
  const checked: string[] = []
  const findings: LeakFinding[] = []
  for (const { name, watcher } of atWork) {
    const done = await watcher.finish()
    if (done.says !== '') checked.push(`${name}: ${done.says}`)
    findings.push(...done.findings.flatMap((finding) => forContenders(plan, finding)))
    for (const because of done.skipped ?? []) skipped.push({ check: name, because })
  }
  return { checked, findings, skipped }
}

/** What is found of a feature is about those that read it; about all, where all do. */
function forContenders(plan: LeakPlan, finding: LeakFinding): readonly LeakFinding[] {
  const feature = plan.features.find(({ name }) => name === finding.feature)
  const isOfAll = feature === undefined || feature.contenders.length === plan.contenders.length
  if (finding.contender !== undefined || isOfAll) return [finding]
  return feature.contenders.map((contender) => ({ ...finding, contender }))
}

async function showRows(plan: LeakPlan, atWork: readonly AtWork[]): Promise<void> {
  const { dataset, features, label, time, signal, onProgress } = plan
  const names = [...features.map(({ name }) => name), ...(time === undefined ? [] : [time])]
  const own = atWork.flatMap(({ watcher }) => watcher.columns)
  let bytesRead = 0
  let firstRow = 0
  const onBytes = (bytes: number) => {
    bytesRead = bytes
  }
  const batches = dataset.read({
    ...{ columns: [...new Set([...names, label, ...own])], asText: plan.asText, onBytes },
    isPassing: true,
    ...(signal && { signal }),
  })
  for await (const batch of batches) {
    const column = batch.columns.get(label)
    if (column === undefined) throw new TypeError(`the batch has no column ${label}`)
    const times = time === undefined ? undefined : batch.columns.get(time)
    const labels = plan.readLabels(column, firstRow)
    const known = times?.kind === 'timestamp' ? times.values : undefined
    for (let from = 0; from < batch.count; from += rowsTogether) {
      const count = Math.min(rowsTogether, batch.count - from)
      const rows: SeenRows = {
        batch: sliceBatch(batch, from, count),
        labels: labels.subarray(from, from + count),
        times: known?.subarray(from, from + count),
      }
      for (const { watcher } of atWork) watcher.add(rows)
    }
    firstRow += batch.count
    const { rowCount, sizeBytes } = dataset
    onProgress?.(firstRow, rowCount === undefined ? bytesRead / sizeBytes : firstRow / rowCount)
    await new Promise((resolve) => setImmediate(resolve))
    signal?.throwIfAborted()
  }
}
