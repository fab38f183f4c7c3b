import type { GateResult } from '@ratchet-ml/protocol'
import { createScorer, type Package, verifyPackage } from '@ratchet-ml/scoring'

/** Do the bytes give the answers that were recorded with them, by both engines? */
export function verifyGate(pkg: Package): GateResult {
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  const reports = { reference: verifyPackage(pkg), kernels: verifyPackage(pkg, scorer) }
  const reasons = Object.entries(reports).flatMap(([engine, { mismatches, firstMismatch }]) =>
    firstMismatch === undefined
      ? []
      : [
          `${mismatches} verification rows differ by ${engine}; the first is row ${firstMismatch.row}: ` +
            `found ${firstMismatch.found}, expected ${firstMismatch.expected}.`,
        ],
  )
  const { rows } = reports.reference
  const passed = `${rows} verification rows are answered as recorded.`
  return {
    gate: 'verify',
    verdict: reasons.length === 0 ? 'pass' : 'fail',
    reasons: reasons.length === 0 ? [passed] : reasons,
    measured: { rows },
  }
}
