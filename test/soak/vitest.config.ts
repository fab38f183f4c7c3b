import { defineConfig } from 'vitest/config'

/** The rounds of `npm run test:soak` that are tests. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    testTimeout: 1_800_000,
    fileParallelism: false,
  },
})
