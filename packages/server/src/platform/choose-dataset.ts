import type { Project } from './project.ts'

/**
 * The dataset that a command means which names none: that of the model's name, else the only one.
 * `undefined` where the project leaves the choice open.
 */
export function chooseDataset(project: Project | undefined, model: string | undefined) {
  const names = Object.keys(project?.config.datasets ?? {})
  if (model !== undefined && names.includes(model)) return model
  return names.length === 1 ? names[0] : undefined
}
