export * from './client.ts'
export { createClient } from './create-client.ts'
