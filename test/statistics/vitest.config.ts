import { defineConfig } from 'vitest/config'

const conditions = ['ratchet-source', 'node', 'import', 'default']

/** `npm run test:statistics`: what takes minutes, apart from `npm test`. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['test/statistics/**/*.test.ts'], testTimeout: 1_200_000 },
})
