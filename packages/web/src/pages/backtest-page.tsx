import { type FigureOptions, intervalSeries, numberText } from '@ratchet-ml/figures'
import type { Backtest } from '@ratchet-ml/protocol'
import { useCallback, useMemo } from 'react'
import { chosenMetric, type MetricView } from '../backtest/partition-view.ts'
import { type Silent, silentContenders, without } from '../backtest/silent.ts'
import { toIntervalSeries } from '../backtest/to-interval-series.ts'
import { spanText } from '../format/text.ts'
import { Comparisons } from '../parts/comparisons.tsx'
import { Fact } from '../parts/fact.tsx'
import { FigureView } from '../parts/figure-view.tsx'
import { LeakFindings } from '../parts/leak-findings.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { PartitionTable } from '../parts/partition-table.tsx'
import { DigestDetails } from '../parts/version-name.tsx'
import { useBacktest } from '../queries.ts'
import { Link } from '../router/link.tsx'
import { usePlace } from '../router/location.ts'

/** One back-test: every contender on the same rows, partition by partition. */
export function BacktestPage({ id }: { readonly id: string }) {
  const query = useBacktest(id)
  const subject = query.data === undefined ? id.slice(7, 19) : query.data.model
  return (
    <Page
      title={`Back-test of ${subject}`}
      above={<Link to={{ page: 'backtests' }}>Back-tests</Link>}
    >
      <Loaded query={query}>{(backtest) => <Results backtest={backtest} />}</Loaded>
    </Page>
  )
}

function Results({ backtest }: { readonly backtest: Backtest }) {
  const metric = chosenMetric(backtest, usePlace().query.get('metric'))
  const silent = useMemo(() => silentContenders(backtest), [backtest])
  const shown = useMemo(() => without(backtest, silent), [backtest, silent])
  return (
    <>
      <LeakWarning backtest={backtest} />
      <Subject backtest={backtest} />
      <ReportLinks id={backtest.id} />
      {metric === undefined ? (
        <p>This back-test has no metric.</p>
      ) : (
        <>
          <MetricMenu backtest={backtest} chosen={metric} />
          <Chart backtest={shown} metric={metric} />
          <PartitionTable backtest={shown} metric={metric} />
          <SilentNote silent={silent} />
          <Comparisons backtest={shown} metric={metric} />
        </>
      )}
      <LeakFindings leaks={backtest.leaks} />
    </>
  )
}

function SilentNote({ silent }: { readonly silent: readonly Silent[] }) {
  return silent.map(({ name, because }) => (
    <p key={name} className="note">
      {name} is not shown, as it has no answer in any partition: {because}
    </p>
  ))
}

/** Before any number: what is leaked is no evidence. */
function LeakWarning({ backtest }: { readonly backtest: Backtest }) {
  const [leak] = backtest.leaks?.findings.filter(({ severity }) => severity === 'leak') ?? []
  if (leak === undefined) return null
  return (
    <div className="trouble" role="note">
      <p>
        <strong>There is a leak, so these numbers are no evidence.</strong> {leak.says}
      </p>
    </div>
  )
}

/** The same to take away: each needs nothing else to be read. */
function ReportLinks({ id }: { readonly id: string }) {
  const at = `/v1/backtests/${encodeURIComponent(id)}`
  return (
    <p>
      To hand on: <a href={`${at}/report`}>report on one page</a>,{' '}
      <a href={`${at}/report.csv`}>all values as CSV</a>,{' '}
      <a href={`${at}/report.md`}>Markdown for a pull request</a>, <a href={at}>JSON</a>
    </p>
  )
}

interface MetricProps {
  readonly backtest: Backtest
  readonly metric: MetricView
}

function Chart({ backtest, metric }: MetricProps) {
  const draw = useCallback(
    (options: FigureOptions) => intervalSeries(toIntervalSeries(backtest, metric), options),
    [backtest, metric],
  )
  return <FigureView id={`${backtest.model}-${metric.name}`} draw={draw} withTable={false} />
}

function MetricMenu({ backtest, chosen }: { backtest: Backtest; chosen: MetricView }) {
  return (
    <nav className="tabs" aria-label="Metric">
      {backtest.metrics.map((metric) => (
        <Link
          key={metric.name}
          to={{ page: 'backtest', id: backtest.id }}
          query={{ metric: metric.name }}
          {...(metric.name === chosen.name ? { current: 'true' } : {})}
        >
          {metric.title}
        </Link>
      ))}
    </nav>
  )
}

function Subject({ backtest }: { readonly backtest: Backtest }) {
  const { dataset, contenders } = backtest
  const bySpan = Map.groupBy(
    contenders.filter(({ kind }) => kind === 'version'),
    ({ trainedOn }) =>
      trainedOn === undefined ? 'not stated' : spanText(trainedOn.from, trainedOn.until),
  )
  const recipes = contenders.filter(({ kind }) => kind === 'recipe').map(({ name }) => name)
  const trained = [...bySpan].map(
    ([span, group]) => `${span} (${group.map(({ name }) => name).join(', ')})`,
  )
  if (recipes.length > 0) trained.push(`anew as time goes on (${recipes.join(', ')})`)
  return (
    <dl className="facts">
      <Fact name="Data">
        {dataset.name}, {numberText(dataset.rows)} rows
      </Fact>
      <Fact name="Predicts">
        {backtest.label} ({backtest.task})
      </Fact>
      <Fact name="Trained on">{trained.join('; ')}</Fact>
      <Fact name="Digest of the result">
        <DigestDetails digest={backtest.id} />
      </Fact>
    </dl>
  )
}
