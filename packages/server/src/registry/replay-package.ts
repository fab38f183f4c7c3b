import {
  answersOf,
  compareAnswers,
  createScorer,
  type Package,
  splitGraph,
  type VerificationReport,
  verifyPackage,
} from '@ratchet-ml/scoring'
import type { CommandContext } from '../platform/cli-kit/types.ts'

/** What answered the verification rows, and how: at least one. */
export type Replays = Readonly<Record<string, VerificationReport>>

/**
 * Replays the verification rows of a package by everything that may answer it: by the interpreter and the
 * kernels, or by the engine of its graph.
 *
 * @throws Problem or Refusal of an engine that does not start
 */
export async function replayPackage(
  context: Pick<CommandContext, 'startEngine'>,
  pkg: Package,
): Promise<Replays> {
  if (splitGraph(pkg.program) === undefined) {
    const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
    return { reference: verifyPackage(pkg), kernels: verifyPackage(pkg, scorer) }
  }
  const engine = await context.startEngine(pkg.files)
  try {
    const { rows, kinds } = pkg.verification
    const answered = engine.allocate(kinds.length)
    await engine.answer(rows, kinds.length, answered, 'alone')
    return { [engine.runtime]: compareAnswers(pkg, answersOf(answered, kinds.length)) }
  } finally {
    engine.close()
  }
}
