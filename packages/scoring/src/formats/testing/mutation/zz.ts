import { readFileSync } from 'node:fs'
import type { Base } from './bases.ts'
import { judge } from './judge.ts'
import { mutantsOf } from './mutants.ts'
const [a, b] = [Number(process.argv[2]), Number(process.argv[3])]
const F = '/tmp/wt/onnx/packages/scoring/fixtures/onnx/'
const bases: Base[] = []
for (const f of ['runtime-cases', 'ml-cases', 'plain-cases']) for (const c of JSON.parse(readFileSync(`${F}${f}.json`, 'utf8')).cases) { const bytes = Buffer.from(c.model, 'base64'); if (bytes.length < 3000) bases.push({ name: `${f} ${c.name}`, format: 'onnx', bytes }) }
for (let k = 0; k < 6; k++) {
for (const f of ['countvectorizer', 'countvectorizer-characters', 'tfidfvectorizer-pattern', 'countvectorizer-binary-forest']) bases.push({ name: f, format: 'onnx', bytes: readFileSync(`${F}models/${f}.onnx`) })
for (const f of ['torch/mlp-e.onnx', 'torch/mlp2-e.onnx', 'kg.onnx', 't0.onnx', 't6.onnx', 't2.onnx']) bases.push({ name: f, format: 'onnx', bytes: readFileSync(f.startsWith('t') && f[1]! < 'a' ? `/tmp/onnxwork/${f}` : `/tmp/onnxwork/nn/${f}`) })
}
const mutantOf = mutantsOf(77, bases)
const seen = new Map<string, number>()
let read = 0
if (process.argv[4]) { const m = mutantOf(Number(process.argv[4])); (await import('node:fs')).writeFileSync('/tmp/onnxwork/m.onnx', m.bytes); process.exit() }
for (let i = a; i < b; i++) {
  const m = mutantOf(i)
  const t = Date.now()
  try { const v = await judge(m.bytes, i); if (v.kind === 'read') read++ } catch (e) {
    const stack = String((e as Error).stack)
    const key = stack.split('\n').slice(0, 3).join('|').slice(0, 260)
    seen.set(key, (seen.get(key) ?? 0) + 1)
    if (seen.get(key) === 1) console.log(i, m.base.name, m.kind, m.how, stack.slice(0, 900))
  }
  if (Date.now() - t > 1000) console.log('SLOW', i, m.base.name, m.kind, m.how, Date.now() - t)
}
console.log(read, b - a, [...seen])
