import { defineConfig } from 'vitest/config'

const conditions = ['ratchet-source', 'node', 'import', 'default']

/** Runs the sources as they are: workspaces resolve by the export condition, unbuilt. */
const fromSource = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
}

const patience = {
  execArgv: ['--conditions=ratchet-source'],
  setupFiles: ['test/support/seed-properties.ts'],
  testTimeout: 180_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    projects: [
      {
        ...fromSource,
        test: {
          ...patience,
          name: 'unit',
          // The same modules serve many files: half the time of loading them anew for each.
          isolate: false,
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/*.test.ts'],
        },
      },
      {
        ...fromSource,
        test: {
          ...patience,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
})
