import { defineConfig } from 'vitest/config'

/** Programs of others against ours, as they are. Needs Python 3; says so and skips without. */
export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    root: new URL('../..', import.meta.url).pathname,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 900_000,
  },
})
