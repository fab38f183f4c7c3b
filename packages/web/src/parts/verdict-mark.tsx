import type { Comparison, Verdict } from '@ratchet-ml/protocol'

/** A sign for each verdict that does not need colour. */
const signs: Readonly<Record<Verdict | Comparison['verdict'], string>> = {
  pass: '✓',
  better: '✓',
  fail: '✗',
  worse: '✗',
  error: '!',
  inconclusive: '?',
  undecided: '?',
}

/** A verdict as a word with its sign and colour. */
export function VerdictMark({ verdict }: { readonly verdict: keyof typeof signs }) {
  return (
    <span className={`verdict ${verdict}`}>
      <span aria-hidden="true">{signs[verdict]} </span>
      {verdict}
    </span>
  )
}
