import { defineConfig } from 'vitest/config'

export default defineConfig({
  ssr: { resolve: { conditions: ['ratchet-source', 'node', 'import', 'default'] } },
  resolve: { conditions: ['ratchet-source', 'node', 'import', 'default'] },
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/interop/**', 'test/soak/**'],
    execArgv: ['--conditions=ratchet-source'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
