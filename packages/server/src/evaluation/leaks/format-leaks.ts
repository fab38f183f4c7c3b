import type { LeakFinding, LeakReport } from '@ratchet-ml/protocol'

/** A report of leak checks for people: findings, gravest first, then what was looked at and what was not. */
export function formatLeaks({ checked, findings, skipped }: LeakReport): string {
  const found = findings.toSorted(
    (a, b) => Number(b.severity === 'leak') - Number(a.severity === 'leak'),
  )
  return [
    found.length === 0 ? ['Nothing was found.'] : found.map(wordsOfFinding),
    ['Looked at:', ...checked.map((line) => `  ${line}`)],
    skipped.length === 0
      ? []
      : ['Not looked at:', ...skipped.map(({ check, because }) => `  ${check}: ${because}`)],
  ]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')
}

/** A finding as one line for people. */
export function wordsOfFinding({ check, severity, contender, says }: LeakFinding): string {
  const whose = contender === undefined ? '' : `, ${contender}`
  return `${severity.toUpperCase()} (${check}${whose}): ${says}`
}
