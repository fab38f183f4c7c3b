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
    // A worker to each core, where one would be left out: half the wait on the smallest machines.
    maxWorkers: '100%',
    projects: [
      {
        ...fromSource,
        test: {
          ...patience,
          name: 'unit',
          // The same modules serve many files: half the time of loading them anew for each.
          isolate: false,
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/*.test.ts'],
          exclude: ['**/*.long.test.ts'],
        },
      },
      {
        ...fromSource,
        // Tests of single packages that take too long for a check before every commit.
        test: { ...patience, name: 'long', include: ['packages/*/src/**/*.long.test.ts'] },
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
