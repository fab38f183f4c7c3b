import type { Level, Task } from '../../contract/types.ts'
import type { Note } from '../imported.ts'
import { refuseAt } from '../refuse-at.ts'
import type { Ending } from './choose-output.ts'
import type { GraphOptions } from './graph-options.ts'
import type { GraphLink } from './program.ts'

/** What the numbers of an output are taken for. */
export interface GraphAnswers {
  readonly task: Task
  /** Or how many there are. */
  readonly classes: readonly Level[] | number
  readonly link: GraphLink
  readonly notes: readonly Note[]
}

/**
 * What a person says of the numbers of an output, else what the end of the graph says of them.
 *
 * @throws Refusal `model-unsupported` for classes or a link that do not fit them
 */
export function decideAnswers(width: number, ending: Ending, options: GraphOptions): GraphAnswers {
  const isShares = ending === 'softmax' || (ending === 'sigmoid' && width === 1)
  const isMeant = options.classes !== undefined || options.link !== undefined
  const said = options.task ?? (isMeant ? 'classification' : undefined)
  const kind = said ?? (isShares ? 'classification' : 'regression')
  const notes: Note[] = []
  if (kind === 'regression') {
    if (said === undefined) notes.push(note('task-unknown', taskUnknown))
    return { task: 'regression', classes: 2, link: 'none', notes }
  }
  const count = Math.max(2, width)
  checkClasses(options.classes, count)
  if (options.classes === undefined) notes.push(note('class-names-unknown', classesUnknown(count)))
  const link = options.link ?? (isShares ? 'none' : width === 1 ? 'sigmoid' : 'softmax')
  checkLink(link, width)
  if (options.link === undefined && !isShares) notes.push(note('link-unknown', linkUnknown(link)))
  const task = count === 2 ? 'binary' : 'multiclass'
  return { task, classes: options.classes ?? count, link, notes }
}

const taskUnknown =
  'The graph does not say what its numbers mean: they are answered as `value`. For classes and probabilities, import it with --task classification.'

function classesUnknown(count: number): string {
  return `The graph does not name its classes: they are 0 to ${count - 1}, in the order of its output. Name them with --classes.`
}

function linkUnknown(link: GraphLink): string {
  return `The graph does not end in probabilities, so its numbers are taken for margins, and ${link} makes probabilities of them. Where they are probabilities, import it with --link none.`
}

function note(code: Note['code'], text: string): Note {
  return { code, features: [], text }
}

function checkClasses(classes: readonly Level[] | undefined, count: number): void {
  if (classes === undefined || classes.length === count) return
  const found = `${classes.length} classes`
  throw refuseAt(
    '/graph/outputs',
    { found, expected: `${count}, as the output has` },
    'model-unsupported',
  )
}

/** A softmax of one number is always 1; sigmoids of several are no classes of which one is right. */
function checkLink(link: GraphLink, width: number): void {
  if (link === 'none' || (link === 'sigmoid') === (width === 1)) return
  throw refuseAt(
    '/graph/outputs',
    {
      found: `${link} of ${width} number${width === 1 ? '' : 's'}`,
      expected: width === 1 ? 'sigmoid or none' : 'softmax or none',
      hint: 'Labels that do not exclude each other are no classes: import them with --task regression.',
    },
    'model-unsupported',
  )
}
