import { expect, test } from 'vitest'
import { readExporter } from './exporter-python.ts'

test('the exporter is one program: what it says of itself first, its command last', () => {
  const source = readExporter()
  expect(source).toMatch(/^"""Writes a fitted scikit-learn estimator/)
  expect(source).toMatch(/if __name__ == "__main__":\n {4}sys\.exit\(main\(\)\)\n$/)
  expect(source).toContain('def export(estimator, path, sample, labels=None):')
})

test('the exporter imports nothing at its start but numpy and what comes with Python', () => {
  const imports = [...readExporter().matchAll(/^(?:import|from) (\S+)/gm)].map(([, name]) => name)
  expect(imports).toEqual([...'argparse io json re sys unicodedata zipfile'.split(' '), 'numpy'])
})

test('no two of its parts give one name to two things', () => {
  const defined = /^(?:(?:def|class) (?<one>\w+)|(?<several>\w+(?:, \w+)*) = )/gm
  const names = [...readExporter().matchAll(defined)].flatMap(({ groups }) =>
    (groups?.['one'] ?? groups?.['several'] ?? '').split(', '),
  )
  expect(names.length).toBeGreaterThan(200)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
