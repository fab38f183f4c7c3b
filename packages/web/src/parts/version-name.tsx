import type { RoutedVersion } from '@ratchet-ml/protocol'
import { Link } from '../router/link.tsx'

/** `name@3`, leading to the model. */
export function VersionName({ version }: { readonly version: RoutedVersion }) {
  return (
    <Link to={{ page: 'model', model: version.model }} className="version">
      {version.model}@{version.version}
    </Link>
  )
}

/** A digest on request: few people want to see it, and nobody all the time. */
export function DigestDetails({ digest }: { readonly digest: string }) {
  return (
    <details>
      <summary>{digest.slice(7, 19)}…</summary>
      <code className="digest">{digest}</code>
    </details>
  )
}
