import {
  createScorer,
  type Package,
  type VerificationReport,
  verifyPackage,
} from '@ratchet-ml/scoring'
import { formatTable } from '../../platform/cli-kit/table.ts'
import type { Command } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { openSource } from '../source.ts'

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Check the bytes and the recorded answers of a model',
  description:
    'Checks every digest, then replays the verification rows by the reference interpreter and by the\n' +
    'fast tables, and compares every margin with the recorded one, bit for bit.',
  positionals: [{ name: 'SOURCE', help: 'a model file, a package, or NAME@VERSION' }],
  options: {},
  examples: ['ratchet verify flights.ratchet', 'ratchet verify flights@3 --json'],
  run: async (context, input) => {
    const [text = ''] = input.positionals
    const { package: pkg, format } = await openSource(context, text)
    const engines = replayAll(pkg)
    for (const [engine, report] of Object.entries(engines)) refuseMismatch(text, engine, report)
    const { digest, manifest } = pkg
    const bytes = manifest.parts.reduce((total, part) => total + part.size, 0)
    const { expected } = engines.reference
    context.print(
      [
        `${digest}: ${manifest.parts.length} parts, ${bytes.toLocaleString('en-US')} bytes, all digests agree`,
        `expected answers are those of ${expected === 'source' ? 'the source library' : 'the reference interpreter'}`,
        tableOf(engines),
      ].join('\n'),
      { outcome: 'verified', digest, format, parts: manifest.parts, bytes, engines },
    )
    return 0
  },
}

interface Engines {
  readonly reference: VerificationReport
  readonly tables: VerificationReport
}

function replayAll(pkg: Package): Engines {
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  return { reference: verifyPackage(pkg), tables: verifyPackage(pkg, scorer) }
}

function refuseMismatch(text: string, engine: string, report: VerificationReport): void {
  const { firstMismatch: first, mismatches, largestUlp } = report
  if (first === undefined) return
  throw new Problem(
    'verification-failed',
    `${text}: ${mismatches} verification rows differ by ${engine}, by up to ${largestUlp} units in the last place; first row ${first.row} (${first.kind}): found ${first.found}, expected ${first.expected}.`,
  )
}

function tableOf(engines: Engines): string {
  const kinds = Object.keys(engines.reference.rows)
  const rows = Object.entries(engines).map(([engine, report]) => [
    engine,
    ...Object.values(report.rows).map(String),
    String(report.mismatches),
    String(report.largestUlp),
  ])
  return formatTable(['engine', ...kinds, 'mismatches', 'largest ulp'], rows)
}
