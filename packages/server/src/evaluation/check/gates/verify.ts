import type { GateResult } from '@ratchet-ml/protocol'
import type { Package } from '@ratchet-ml/scoring'
import type { CommandContext } from '../../../platform/cli-kit/types.ts'
import { replayPackage } from '../../../registry/index.ts'

/** Do the bytes give the answers that were recorded with them, by everything that may answer them? */
export async function verifyGate(
  context: Pick<CommandContext, 'startEngine'>,
  pkg: Package,
): Promise<GateResult> {
  const reports = await replayPackage(context, pkg)
  const reasons = Object.entries(reports).flatMap(([engine, { mismatches, firstMismatch }]) =>
    firstMismatch === undefined
      ? []
      : [
          `${mismatches} verification rows differ by ${engine}; the first is row ${firstMismatch.row}: ` +
            `found ${firstMismatch.found}, expected ${firstMismatch.expected}.`,
        ],
  )
  const rows = pkg.verification.kinds.length
  const passed = `${rows} verification rows are answered as recorded.`
  return {
    gate: 'verify',
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    reasons: reasons.length === 0 ? [passed] : reasons,
    measured: { rows },
  }
}
