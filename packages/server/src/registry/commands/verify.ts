import { resolve } from 'node:path'
import {
  answersOf,
  compareAnswers,
  createScorer,
  type Package,
  splitGraph,
  type VerificationReport,
  verifyPackage,
} from '@ratchet-ml/scoring'
import { formatTable } from '../../platform/cli-kit/table.ts'
import type { Command, CommandContext } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { openSource } from '../source.ts'
import { writeRows } from './verification-files.ts'

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Check the bytes and the recorded answers of a model',
  description:
    'Checks every digest, then replays the verification rows by the reference interpreter and by the\n' +
    'fast kernels, and compares every margin with the recorded one, bit for bit.',
  positionals: [{ name: 'SOURCE', help: 'a model file, a package, or NAME@VERSION' }],
  options: {
    'rows-to': {
      type: 'text',
      value: 'FILE',
      help: 'write the verification rows for the source library to answer (.csv, else NDJSON)',
    },
  },
  examples: [
    'ratchet verify flights.ratchet',
    'ratchet verify flights@3 --json',
    'ratchet verify model.txt --rows-to rows.ndjson',
  ],
  run: async (context, input) => {
    const [text = ''] = input.positionals
    const { package: pkg, format } = await openSource(context, text)
    const engines = await replayAll(context, pkg)
    for (const [engine, report] of Object.entries(engines)) refuseMismatch(text, engine, report)
    const { digest, manifest } = pkg
    const bytes = manifest.parts.reduce((total, part) => total + part.size, 0)
    const rowsTo = input.text('rows-to')
    const written =
      rowsTo === undefined
        ? undefined
        : await writeRows(pkg, resolve(context.workingFolder, rowsTo))
    context.print(
      [
        `${digest}: ${manifest.parts.length} parts, ${bytes.toLocaleString('en-US')} bytes, all digests agree`,
        saidBy(pkg, Object.values(engines)[0] as VerificationReport), // there is one at least
        tableOf(engines),
        ...(written === undefined ? [] : [`Wrote ${written.rows} rows to ${written.path}`]),
      ].join('\n'),
      {
        outcome: 'verified',
        digest,
        format,
        parts: manifest.parts,
        bytes,
        engines,
        ...(written && { written }),
      },
    )
    return 0
  },
}

/** What answered the verification rows, and how. */
type Engines = Readonly<Record<string, VerificationReport>>

/** Of a graph, by the engine that answers it. */
async function replayAll(context: CommandContext, pkg: Package): Promise<Engines> {
  if (splitGraph(pkg.program) === undefined) {
    const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
    return { reference: verifyPackage(pkg), kernels: verifyPackage(pkg, scorer) }
  }
  const engine = await context.startEngine(pkg.files)
  const { rows, kinds } = pkg.verification
  const answers = answersOf(await engine.answer(rows, kinds.length), kinds.length)
  return { [engine.runtime]: compareAnswers(pkg, answers) }
}

function refuseMismatch(text: string, engine: string, report: VerificationReport): void {
  const { firstMismatch: first, mismatches, largestUlp } = report
  if (first === undefined) return
  throw new Problem(
    'verification-failed',
    `${text}: ${mismatches} verification rows differ by ${engine}, by up to ${largestUlp} units in the last place; first row ${first.row} (${first.kind}): found ${first.found}, expected ${first.expected}.`,
  )
}

function saidBy({ verification }: Package, { rows, sourceRows }: VerificationReport): string {
  const { engine } = verification
  if (engine !== undefined && sourceRows === 0) {
    return `${rows} verification rows, with answers of ${engine}: nothing says that these are the source library’s`
  }
  if (sourceRows === 0) return `${rows} verification rows, answered by the reference interpreter`
  return `${rows} verification rows, ${sourceRows} of them answered by the source library itself`
}

function tableOf(engines: Engines): string {
  const rows = Object.entries(engines).flatMap(([engine, { groups }]) =>
    groups.map(({ kind, expected, rows, mismatches, largestUlp }) => [
      ...[engine, kind, expected],
      ...[rows, mismatches, largestUlp].map(String),
    ]),
  )
  return formatTable(
    ['engine', 'rows of kind', 'expected', 'rows', 'mismatches', 'largest ulp'],
    rows,
  )
}
