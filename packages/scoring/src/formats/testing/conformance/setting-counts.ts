/** How often an estimator was drawn, and with how many settings. */
export interface SettingCount {
  readonly name: string
  readonly models: number
  readonly settings: number
}

/** Counts of the estimators that random pipelines hold, each with the settings that it had. */
export class SettingCounts {
  readonly #found = new Map<string, { models: number; readonly settings: Set<string> }>()

  add(settings: Readonly<Record<string, readonly string[]>>): void {
    for (const [name, texts] of Object.entries(settings)) {
      const own = this.#found.get(name) ?? { models: 0, settings: new Set() }
      own.models += 1
      for (const text of texts) own.settings.add(text)
      this.#found.set(name, own)
    }
  }

  /** Of every estimator, by name. */
  all(): readonly SettingCount[] {
    return [...this.#found]
      .map(([name, { models, settings }]) => ({ name, models, settings: settings.size }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}

/** The estimator with the fewest settings, the first by name of several. */
export function fewestSettings(counts: readonly SettingCount[]): SettingCount | undefined {
  return counts.toSorted((a, b) => a.settings - b.settings)[0]
}
