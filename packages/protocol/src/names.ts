import { z } from 'zod'

/** Names of models, endpoints, datasets and aliases: what is safe in a URL, a path and a label. */
export const namePattern = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/i

export const Name = z
  .string()
  .regex(namePattern, 'a name has 1 to 64 letters, digits, dots, dashes or underscores')

/** `sha256:` and 64 hexadecimal digits. */
export const Digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)])

/** RFC 3339 in UTC. */
export const Instant = z.iso.datetime({ offset: true })

/** Aliases that only the route sets: `champion`, `standby`, `latest`. */
export const reservedAliases = ['champion', 'standby', 'latest'] as const
