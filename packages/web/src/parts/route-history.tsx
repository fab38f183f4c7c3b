import { useRoutes } from '../queries.ts'
import { Loaded } from './loaded.tsx'
import { ScrollTable } from './scroll-table.tsx'
import { FullStamp } from './stamp.tsx'
import { VersionName } from './version-name.tsx'

const columns = ['Revision', 'Champion', 'Standby', 'From', 'Until', 'By', 'Reason']

/** Every route that the endpoint has had, newest first. */
export function RouteHistory({ endpoint }: { readonly endpoint: string }) {
  const routes = useRoutes(endpoint)
  return (
    <Loaded query={routes}>
      {(views) => (
        <ScrollTable caption="What answered when, and on whose word" columns={columns}>
          {views.map((route) => (
            <tr key={route.revision}>
              <th scope="row">{route.revision}</th>
              <td>
                <VersionName version={route.champion} />
              </td>
              <td>{route.standby === undefined ? '–' : <VersionName version={route.standby} />}</td>
              <td>
                <FullStamp at={route.validFrom} />
              </td>
              <td>{route.validTo === undefined ? 'in force' : <FullStamp at={route.validTo} />}</td>
              <td>{route.actor}</td>
              <td className="prose">{route.reason === '' ? '–' : route.reason}</td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </Loaded>
  )
}
