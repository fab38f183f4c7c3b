import type { VersionView } from '@ratchet-ml/protocol'
import { bytesText, spanText, withShortDigests } from '../format/text.ts'
import { AgreedRequirements } from '../parts/agreed-requirements.tsx'
import { Fact } from '../parts/fact.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { NewestCheck } from '../parts/newest-check.tsx'
import { Page } from '../parts/page.tsx'
import { ScrollTable } from '../parts/scroll-table.tsx'
import { FullStamp } from '../parts/stamp.tsx'
import { DigestDetails } from '../parts/version-name.tsx'
import { useModels, useNewestCheck, useVersions } from '../queries.ts'
import { Link } from '../router/link.tsx'

const columns = ['Version', 'Aliases', 'Trained on', 'Format', 'Pushed', 'Digest']

/** One model line: its versions, newest first, and where each came from. */
export function ModelPage({ model }: { readonly model: string }) {
  const versions = useVersions(model)
  const found = useModels().data?.find(({ name }) => name === model)
  return (
    <Page title={model} above={<Link to={{ page: 'models' }}>Models</Link>}>
      {found !== undefined && (
        <dl className="facts">
          <Fact name="Purpose">{found.purpose === '' ? 'not stated' : found.purpose}</Fact>
          <Fact name="Owner">{found.owner === '' ? 'not stated' : found.owner}</Fact>
        </dl>
      )}
      <Loaded query={versions}>
        {(views) => (
          <>
            <p>
              <Link to={{ page: 'backtests' }} query={{ model }}>
                Back-tests of {model}
              </Link>
            </p>
            <VersionTable views={views} model={model} />
            <Agreement model={model} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** What the versions must satisfy, and whether the one that was checked last does. */
function Agreement({ model }: { readonly model: string }) {
  const { checks, newest, check } = useNewestCheck(model)
  return (
    <>
      <AgreedRequirements model={model} check={check} />
      <Loaded query={checks}>
        {() => <NewestCheck model={model} summary={newest} check={check} />}
      </Loaded>
    </>
  )
}

interface VersionTableProps {
  readonly model: string
  readonly views: readonly VersionView[]
}

function VersionTable({ model, views }: VersionTableProps) {
  const newestFirst = [...views].sort((a, b) => b.version - a.version)
  return (
    <ScrollTable caption={`Versions of ${model}, newest first`} columns={columns}>
      {newestFirst.map((view) => (
        <tr key={view.version}>
          <th scope="row">
            {model}@{view.version}
          </th>
          <td className="aliases">
            {view.aliases.map((alias) => (
              <span key={alias} className="badge">
                {alias}
              </span>
            ))}
            {view.aliases.length === 0 && '–'}
          </td>
          <td className="prose">
            {trainedOnText(view)}
            <small>{sourceText(view)}</small>
          </td>
          <td>
            {view.format}, {view.task}
            <small>{bytesText(view.sizeBytes)}</small>
          </td>
          <td>
            <FullStamp at={view.createdAt} />
            <small>by {view.createdBy}</small>
          </td>
          <td>
            <DigestDetails digest={view.digest} />
          </td>
        </tr>
      ))}
    </ScrollTable>
  )
}

function trainedOnText({ provenance }: VersionView): string {
  const { trainedOn, elsewhere, dataset } = provenance
  if (trainedOn === undefined) return dataset ?? (elsewhere ? 'elsewhere' : 'not stated')
  const span = spanText(trainedOn.from, trainedOn.until)
  return dataset === undefined ? span : `${dataset}, ${span}`
}

function sourceText({ provenance }: VersionView): string {
  const { source, by } = provenance
  const parts = [
    ...(source === undefined ? [] : [withShortDigests(source)]),
    ...(by === undefined ? [] : [`by ${by}`]),
  ]
  return parts.length === 0 ? 'source not stated' : parts.join(', ')
}
