import {
  events,
  exitCodes,
  metricNames,
  type ProblemEntry,
  ProjectConfig,
  problems,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { generated, table } from './markdown.ts'

/** Every problem code, with its kind, exit code and advice. */
export function problemsPage(): string {
  const sections = Object.entries(problems).map(([code, entry]: [string, ProblemEntry]) =>
    [
      `## ${code}`,
      '',
      `${entry.title}.`,
      '',
      `Kind \`${entry.kind}\`, exit code ${exitCodes[entry.kind]}, retry: ${entry.retry}.`,
      '',
    ].join('\n'),
  )
  return generated('Problems', [
    'Every error is a problem of this list: in the body of an HTTP answer (RFC 9457,',
    '`application/problem+json`, member `code`) and, with `--json`, on standard error. The sentence',
    'that comes with it names the value found and the value expected.',
    '',
    ...sections,
  ])
}

/** Every kind of event of the ledger. */
export function eventsPage(): string {
  const sections = Object.entries(events).flatMap(([kind, { v, says, data }]) => [
    `## ${kind}`,
    '',
    `${says} Version ${v}.`,
    '',
    '```json',
    JSON.stringify(schemaOf(data), undefined, 2),
    '```',
    '',
  ])
  return generated('Events of the ledger', [
    'The ledger is the append-only, hash-chained record of every change of state. Each record has',
    '`seq`, `id`, `v`, `kind`, `at`, `actor`, `subject`, `reason`, `data`, `prev` and `hash`; `hash`',
    'is the SHA-256 of the RFC 8785 form of the others. `data` is, by kind:',
    '',
    ...sections,
  ])
}

/** Every metric of /metrics. */
export function metricsPage(): string {
  const rows = Object.entries(metricNames).map(([name, { type, help, labels }]) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    help,
  ])
  return generated('Metrics', [
    '`GET /metrics` answers in the Prometheus text format. A `version` label is the number of the',
    'version that answered, never what the caller asked for.',
    '',
    table(['metric', 'type', 'labels', 'meaning'], rows),
    '',
  ])
}

/** The form of ratchet.yaml. */
export function projectPage(): string {
  return generated('ratchet.yaml', [
    'The first key is `ratchet: 1`. Unknown keys are refused, with the nearest known name. Paths are',
    'relative to the file. [Requirements](requirements.md) tells what `models.MODEL.requirements` may ask.',
    'As JSON Schema:',
    '',
    '```json',
    JSON.stringify(schemaOf(ProjectConfig), undefined, 2),
    '```',
    '',
  ])
}

function schemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
