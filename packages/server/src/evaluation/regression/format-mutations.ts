import type { Mutant, MutationReport } from '@ratchet-ml/protocol'

const mostShown = 5

/** What a suite noticed of the disturbances, for people. */
export function formatMutations(report: MutationReport): string {
  const { mutants, noticed, sample, candidates, movedNothing, movedShare, seed } = report
  const rows = `${sample.rows.toLocaleString('en-US')} rows ${sample.from}, seed ${seed}`
  const needed = `${100 * movedShare} % of the predictions`
  const idle = movedNothing === 0 ? '' : `; no change of ${movedNothing} of them moves ${needed}`
  const tried = `${candidates} coefficients were tried${idle}.`
  if (mutants.length === 0) return `No coefficient moves enough predictions (${rows}).\n${tried}`
  const share = `${((100 * noticed) / mutants.length).toFixed(1)} %`
  const unnoticed = mutants.filter(({ noticedBy }) => noticedBy === undefined)
  const shown = unnoticed.slice(0, mostShown).map(mutantText)
  const more = unnoticed.length - shown.length
  return [
    `Mutation check: ${noticed} of ${mutants.length} disturbances noticed (${share}; ${rows})`,
    tried,
    ...(shown.length === 0 ? [] : ['Not noticed:', ...shown]),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}

function mutantText({ coefficient, index, bit, from, to, moved, row }: Mutant): string {
  const place = `${coefficient}[${index}]${bit === undefined ? '' : ` bit ${bit}`}`
  const such = row === undefined ? '' : `; such as ${JSON.stringify(row)}`
  return `  ${place}: ${from} -> ${to}, ${moved} predictions moved${such}`
}
