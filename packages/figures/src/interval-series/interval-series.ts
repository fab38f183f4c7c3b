import { emptyNote, labelAxis, valueAxis } from '../axis.ts'
import { type Figure, type FigureOptions, withTable } from '../figure.ts'
import { headHeight, idStem, svgDocument } from '../frame.ts'
import { type LegendEntry, legend } from '../legend.ts'
import { baselineDash, hatchPattern, pointMark } from '../marks.ts'
import { tag } from '../svg.ts'
import { colour, type FigureTheme, seriesPaint } from '../theme.ts'
import { drawBaselines, drawUncounted } from './draw-ground.ts'
import { drawVersions } from './draw-versions.ts'
import { layOut, middleOf, widthOf } from './layout.ts'
import { drawablePoints, type IntervalSeries, isJudged } from './types.ts'
import { captionOf, summaryOf, tableOf } from './words.ts'

/**
 * A metric by partition: versions and recipes as points with interval whiskers, baselines as muted
 * dashed lines, the partitions that are no evidence about one hatched and its points there hollow.
 *
 * Values that are undefined or not finite are marked × at the foot and told in the table. Where
 * points would touch, lines and bands take their place; of thousands of partitions the least and the
 * greatest value in every three pixels are drawn.
 */
export function intervalSeries(series: IntervalSeries, options: FigureOptions): Figure {
  const data = withinPartitions(series)
  const theme = options.theme ?? 'variables'
  const size = options.size ?? 'wide'
  const caption = captionOf(data)
  const top = headHeight(caption, widthOf(size))
  const key = legend(legendEntries(data, theme), { left: 8, top, width: widthOf(size) - 16 }, theme)
  const layout = layOut(data, size, top + key.height)
  const { width, height, plot, bands, values } = layout
  const hatch = `${idStem(options.id)}-hatch`
  const summary = summaryOf(data)
  const ticks = data.partitions.map((label, index) => ({ x: middleOf(layout, index), label }))
  const isEmpty = data.contenders.every((contender) => drawablePoints(contender).length === 0)
  const svg = svgDocument(
    { width, height, title: data.title, caption, summary },
    options,
    tag('defs', {}, hatchPattern(hatch, colour('shade', theme), 0.35)),
    key.markup,
    drawUncounted(data, layout, hatch, theme),
    isEmpty ? undefined : valueAxis(values, plot, theme),
    labelAxis(bands.bandwidth() > 0 ? ticks : [], plot, theme),
    drawBaselines(data, layout, theme),
    drawVersions(data, layout, theme),
    isEmpty ? emptyNote('Nothing to show yet', plot, theme) : undefined,
  )
  return withTable(svg, summary, () => tableOf(data))
}

/** Points beyond the last partition have no name and no place. */
function withinPartitions(series: IntervalSeries): IntervalSeries {
  const contenders = series.contenders.map((contender) => ({
    ...contender,
    points: contender.points.slice(0, series.partitions.length),
  }))
  return { ...series, contenders }
}

function legendEntries(data: IntervalSeries, theme: FigureTheme): LegendEntry[] {
  const versions = data.contenders.filter(isJudged)
  const baselines = data.contenders.filter((contender) => contender.kind === 'baseline')
  return [
    ...versions.map((contender, series) => {
      const ink = colour(seriesPaint(series), theme)
      return {
        label: contender.name,
        sample: (x: number, y: number) => [
          tag('path', { d: `M${x + 12},${y - 8}v16`, stroke: ink, 'stroke-width': 1.5 }),
          pointMark({ x: x + 12, y, series, fill: ink, stroke: ink }),
        ],
      }
    }),
    ...baselines.map((contender, index) => ({
      label: contender.name,
      sample: (x: number, y: number) =>
        tag('path', {
          d: `M${x},${y}h24`,
          stroke: colour('baseline', theme),
          'stroke-width': 1.5,
          'stroke-dasharray': baselineDash(index),
        }),
    })),
  ]
}
