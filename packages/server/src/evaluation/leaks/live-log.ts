import type { LogQueryInput, LogQueryView } from '@ratchet-ml/protocol'
import type { LeakFeature, LiveLog, LiveMissing } from './types.ts'

/** Features that are counted by one question. */
const featuresOfQuestion = 200

/**
 * The prediction log of an endpoint, asked in SQL as `ratchet log query` does.
 *
 * @param ask the client's `queryLog`; what it throws means that there is no log to ask
 * @param leftOut fields that the log leaves out for good reasons: they are not missing
 */
export function liveLogOf(
  ask: (query: LogQueryInput) => Promise<LogQueryView>,
  endpoint: string,
  leftOut: readonly string[],
): LiveLog {
  return {
    missing: async (features) => {
      const wanted = features.filter(
        ({ name, field }) => field.personal !== true && !leftOut.includes(name),
      )
      try {
        return await countMissing(ask, endpoint, wanted)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        const isAbsent = error.message.includes(viewOf(endpoint))
        if (isAbsent) return `there is no prediction log of ${endpoint}`
        return `the prediction log cannot be asked: ${error.message.split('\n')[0]}`
      }
    },
  }
}

async function countMissing(
  ask: (query: LogQueryInput) => Promise<LogQueryView>,
  endpoint: string,
  features: readonly LeakFeature[],
): Promise<LiveMissing | string> {
  const view = quoted(viewOf(endpoint))
  const { columns } = await ask({ sql: `SELECT * FROM ${view} LIMIT 0` })
  const recorded = new Set(columns.map(({ name }) => name))
  const known = features.filter(({ name }) => recorded.has(`feature_${name}`))
  const missing = new Map<string, number>()
  let rows = 0
  for (let from = 0; from < known.length; from += featuresOfQuestion) {
    const some = known.slice(from, from + featuresOfQuestion)
    const counts = some.map(({ name }) => `count(${quoted(`feature_${name}`)})`)
    const sql = `SELECT count(*), ${counts.join(', ')} FROM ${view} WHERE kind = 'answered'`
    const [row = []] = (await ask({ sql })).rows
    rows = Number(row[0] ?? 0)
    for (const [i, { name }] of some.entries()) missing.set(name, rows - Number(row[i + 1] ?? 0))
  }
  if (rows === 0) return `the prediction log of ${endpoint} holds no answered prediction`
  return { rows, missing }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function viewOf(endpoint: string): string {
  return `predictions_${endpoint}`
}
