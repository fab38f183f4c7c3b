import { defineConfig } from 'vitest/config'

/** What takes minutes: `npm run test:soak [-- NAME]`, before a release. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    testTimeout: 1_800_000,
    fileParallelism: false,
  },
})
