export { type Zone, zoneOf } from '../zone.ts'
export { type CompiledColumn, compileColumn } from './compile-column.ts'
