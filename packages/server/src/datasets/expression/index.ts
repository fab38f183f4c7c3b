export { type CompiledColumn, compileColumn } from './compile-column.ts'
