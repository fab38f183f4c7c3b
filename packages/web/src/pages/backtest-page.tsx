import { type FigureOptions, intervalSeries, numberText } from '@ratchet-ml/figures'
import type { Backtest } from '@ratchet-ml/protocol'
import { useCallback } from 'react'
import { chosenMetric, type MetricView } from '../backtest/partition-view.ts'
import { toIntervalSeries } from '../backtest/to-interval-series.ts'
import { spanText } from '../format/text.ts'
import { ComparisonTable } from '../parts/comparison-table.tsx'
import { Fact } from '../parts/fact.tsx'
import { FigureView } from '../parts/figure-view.tsx'
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
  return (
    <>
      <Subject backtest={backtest} />
      <ReportLinks id={backtest.id} />
      {metric === undefined ? (
        <p>This back-test has no metric.</p>
      ) : (
        <>
          <MetricMenu backtest={backtest} chosen={metric} />
          <Chart backtest={backtest} metric={metric} />
          <PartitionTable backtest={backtest} metric={metric} />
          <ComparisonTable backtest={backtest} metric={metric} />
        </>
      )}
    </>
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
    contenders.filter(({ kind }) => kind !== 'baseline'),
    ({ trainedOn }) =>
      trainedOn === undefined ? 'not stated' : spanText(trainedOn.from, trainedOn.until),
  )
  const trained = [...bySpan].map(
    ([span, group]) => `${span} (${group.map(({ name }) => name).join(', ')})`,
  )
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
