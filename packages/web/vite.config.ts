import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'

// In development the API is that of a server which runs beside this one.
const apiPaths = ['/v1', '/v2', '/predict', '/metrics', '/openapi.json']

export default defineConfig(({ mode }) => {
  const target = loadEnv(mode, '.', 'RATCHET_')['RATCHET_URL'] ?? 'http://127.0.0.1:8080'
  return {
    plugins: [react()],
    resolve: { conditions: ['ratchet-source', 'module', 'browser', 'development|production'] },
    // Inlined assets would need a looser content security policy than 'self'.
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2023' },
    server: { proxy: Object.fromEntries(apiPaths.map((path) => [path, { target }])) },
  }
})
