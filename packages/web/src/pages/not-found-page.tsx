import { Page } from '../parts/page.tsx'
import { Link } from '../router/link.tsx'

export function NotFoundPage({ path }: { readonly path: string }) {
  return (
    <Page title="There is nothing here">
      <p>
        No page has the path <code>{path}</code>. Begin at the{' '}
        <Link to={{ page: 'overview' }}>overview</Link>.
      </p>
    </Page>
  )
}
