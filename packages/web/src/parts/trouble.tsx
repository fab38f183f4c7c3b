import { ServerProblem } from '@ratchet-ml/client'

/** What went wrong and what to do, in the words of the server. */
export function Trouble({ error }: { readonly error: unknown }) {
  const problem = error instanceof ServerProblem ? error.body : undefined
  const detail = error instanceof Error ? error.message : String(error)
  return (
    <div className="trouble" role="alert">
      <p>
        <strong>{problem?.title ?? 'Something went wrong'}.</strong> {detail}
      </p>
      {problem?.hint !== undefined && <p>{problem.hint}</p>}
    </div>
  )
}

export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof ServerProblem)) return false
  return error.body.code === 'server-unreachable' || error.body.code === 'deadline-exceeded'
}
