import { ServerProblem } from '@ratchet-ml/client'
import {
  type Check,
  type JudgedRequirement,
  type Requirement,
  requirementText,
  type SpecificationView,
} from '@ratchet-ml/protocol'
import { useSpecification } from '../queries.ts'
import { ScrollTable } from './scroll-table.tsx'
import { FullStamp } from './stamp.tsx'
import { Trouble } from './trouble.tsx'
import { VerdictMark } from './verdict-mark.tsx'

export interface AgreedRequirementsProps {
  readonly model: string
  /** The newest check of the model, where there is one. */
  readonly check: Check | undefined
}

/** What is agreed that versions must satisfy, with what the newest check says of each. */
export function AgreedRequirements({ model, check }: AgreedRequirementsProps) {
  const { data, error } = useSpecification(model)
  return (
    <section aria-labelledby="requirements">
      <h2 id="requirements">What versions must satisfy</h2>
      {data !== undefined ? (
        <Agreed specification={data} check={check} />
      ) : isNotAgreed(error) ? (
        <p>
          Nobody has agreed on that yet:{' '}
          <code>ratchet requirement agree {model} --reason TEXT</code>
        </p>
      ) : error !== null ? (
        <Trouble error={error} />
      ) : (
        <p role="status">Loading…</p>
      )}
    </section>
  )
}

interface AgreedProps {
  readonly specification: SpecificationView
  readonly check: Check | undefined
}

function Agreed({ specification, check }: AgreedProps) {
  const { revision, agreedAt, actor, reason, requirements, digest } = specification
  const isCurrent = check?.specification === digest
  const judged = isCurrent ? check.gates.flatMap((gate) => gate.requirements ?? []) : []
  const columns = ['Requirement', 'Level', ...(isCurrent ? [`Newest check: ${check.subject}`] : [])]
  return (
    <>
      <p>
        Revision {revision}, agreed <FullStamp at={agreedAt} /> by {actor}: {reason}
      </p>
      {requirements.length === 0 ? (
        <p>It is agreed that there are no requirements.</p>
      ) : (
        <ScrollTable caption="Agreed requirements" columns={columns}>
          {requirements.map((requirement, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: its number is the name of a requirement
            <tr key={index}>
              <RequirementCell requirement={requirement} />
              <td>{requirement.level}</td>
              {isCurrent && (
                <JudgedCell judged={judged.filter((one) => one.requirement === index)} />
              )}
            </tr>
          ))}
        </ScrollTable>
      )}
    </>
  )
}

function RequirementCell({ requirement }: { readonly requirement: Requirement }) {
  const { slices, because } = requirement
  return (
    <th scope="row" className="prose">
      {requirementText(requirement)}
      {slices !== undefined && `, in every slice by ${slices} too`}
      {because !== undefined && <small>{because}</small>}
    </th>
  )
}

/** What was said at each place, that which does not pass first. */
function JudgedCell({ judged }: { readonly judged: readonly JudgedRequirement[] }) {
  if (judged.length === 0) return <td>not judged</td>
  const ordered = [
    ...judged.filter(({ verdict }) => verdict !== 'pass'),
    ...judged.filter(({ verdict }) => verdict === 'pass'),
  ]
  return (
    <td className="prose">
      {ordered.slice(0, mostPlaces).map(({ place, verdict, says }) => (
        <div key={place}>
          <VerdictMark verdict={verdict} />
          <small>{says}</small>
        </div>
      ))}
      {ordered.length > mostPlaces && (
        <small>and {ordered.length - mostPlaces} more in the report</small>
      )}
    </td>
  )
}

const mostPlaces = 4

function isNotAgreed(error: unknown): boolean {
  return error instanceof ServerProblem && error.body.code === 'specification-not-found'
}
