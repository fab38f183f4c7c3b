import type { ModelView } from '@ratchet-ml/protocol'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { ScrollTable } from '../parts/scroll-table.tsx'
import { Stamp } from '../parts/stamp.tsx'
import { useModels } from '../queries.ts'
import { Link } from '../router/link.tsx'

const columns = ['Model', 'Purpose', 'Owner', 'Versions', 'Latest', 'Created']

/** Every model line. */
export function ModelsPage() {
  const models = useModels()
  return (
    <Page title="Models">
      <Loaded query={models}>
        {(views) => (views.length === 0 ? <NoModels /> : <ModelTable views={views} />)}
      </Loaded>
    </Page>
  )
}

function ModelTable({ views }: { readonly views: readonly ModelView[] }) {
  return (
    <ScrollTable caption="Models in the registry" columns={columns}>
      {views.map((model) => (
        <tr key={model.name}>
          <th scope="row">
            <Link to={{ page: 'model', model: model.name }}>{model.name}</Link>
          </th>
          <td className="prose">{model.purpose === '' ? '–' : model.purpose}</td>
          <td>{model.owner === '' ? '–' : model.owner}</td>
          <td>{model.versions}</td>
          <td>{model.latest === undefined ? '–' : `${model.name}@${model.latest}`}</td>
          <td>
            <Stamp at={model.createdAt} />
          </td>
        </tr>
      ))}
    </ScrollTable>
  )
}

function NoModels() {
  return (
    <div className="empty">
      <p>No model yet. A push brings the first version:</p>
      <pre>
        <code>ratchet push MODEL_FILE --name flights</code>
      </pre>
    </div>
  )
}
