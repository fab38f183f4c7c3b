import { Problem } from '../../platform/problem.ts'

/** The header in which callers say how many milliseconds they wait for the reply. */
export const deadlineHeader = 'x-request-deadline-ms'

/**
 * Milliseconds that a request may take: what the caller allows, at most what the endpoint does.
 * @throws Problem `request-invalid` for anything but a positive number
 */
export function allowedMs(header: string | readonly string[] | undefined, most: number): number {
  if (header === undefined) return most
  const text = String(header)
  const ms = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  if (ms > 0) return Math.min(ms, most)
  throw new Problem(
    'request-invalid',
    'The header X-Request-Deadline-Ms is no positive number of milliseconds.',
    { hint: 'Send for example X-Request-Deadline-Ms: 200, or leave it out.' },
  )
}
