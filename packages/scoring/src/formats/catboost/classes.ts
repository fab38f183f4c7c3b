import type { Level } from '../../contract/types.ts'
import { shown } from '../../shown.ts'
import type { Objective } from './objective.ts'
import type { Section } from './section.ts'

/** The classes by name, where the file names them. @throws Refusal `model-corrupt` */
export function readClasses(
  info: Section,
  { task }: Objective,
  slots: number,
): readonly Level[] | undefined {
  const isClassifier = task === 'binary' || task === 'multiclass'
  if (!isClassifier || !info.has('class_params')) return undefined
  const section = info.section('class_params')
  // Targets that are shares have classes without names.
  if (section.list('class_names').length === 0) return undefined
  const names = section.list('class_names').map((name, i): Level => {
    if (typeof name === 'boolean') return String(name)
    if (typeof name === 'string' || Number.isFinite(name)) return name as Level
    const detail = { found: shown(name), expected: 'a text or a finite number' }
    throw section.refuse(`class_names/${i}`, detail)
  })
  const expected = task === 'binary' ? 2 : slots
  if (names.length !== expected || new Set(names).size !== expected) {
    const found = `${new Set(names).size} classes`
    throw section.refuse('class_names', { found, expected: `${expected} that differ` })
  }
  if (new Set(names.map((name) => typeof name)).size > 1) {
    const expected = 'classes that are all texts or all numbers'
    throw section.refuse('class_names', { found: names.map(shown).join(' and '), expected })
  }
  return names
}

/** Above which probability the second of two classes is answered. @throws Refusal `model-corrupt` */
export function readThreshold(info: Section): number {
  const key = 'binclass_probability_threshold'
  const said = info.plain(key)
  if (said === undefined) return 0.5
  const threshold = Number(said)
  if (threshold > 0 && threshold < 1) return threshold
  throw info.refuse(key, { found: shown(said), expected: 'a number between 0 and 1' })
}
