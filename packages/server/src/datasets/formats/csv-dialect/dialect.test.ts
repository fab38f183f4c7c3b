import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collect } from '../../testing/collect.ts'
import { aFolder } from '../../testing/write-parquet.ts'
import { openCsv } from '../csv.ts'
import { splitRecords } from './split-records.ts'
import { ToRfc4180 } from './to-rfc4180.ts'
import type { Dialect } from './types.ts'

async function readCsv(bytes: Uint8Array | string, known: Partial<Dialect> = {}) {
  const path = join(await aFolder(), 'a.csv')
  await writeFile(path, bytes)
  const source = await openCsv(path, 'a.csv', known)
  const columns = source.columns.map(({ name }) => name)
  try {
    const cells = await collect(source.batches({ columns, zone: 'UTC' }))
    return { dialect: source.dialect, cells }
  } finally {
    await source.close()
  }
}

const expected = { name: ['a', 'b, c', null], price: [1.5, -2, null], n: [1, 2, 3] }

test.each<[string, string, string | undefined]>([
  ['commas', 'name,price,n\na,1.5,1\n"b, c",-2,2\n,,3\n', undefined],
  ['semicolons', 'name;price;n\na;1.5;1\nb, c;-2;2\n;;3\n', 'separated by ";"'],
  ['tabs', 'name\tprice\tn\r\na\t1.5\t1\r\nb, c\t-2\t2\r\n\t\t3', 'separated by "\\t"'],
  ['bars and other quotes', "name|price|n\n'a'|1.5|1\n'b, c'|-2|2\n||3\n", `separated by "|"`],
  [
    'decimal commas',
    'name;price;n\na;1,5;1\nb, c;-2,0;2\n;NA;3\n',
    'separated by ";", decimal sign ","',
  ],
])('%s are found out', async (_, text, dialect) => {
  const known = text.includes("'a'") ? ({ quote: "'" } as const) : {}
  const read = await readCsv(text, known)
  expect(read.cells).toEqual(expected)
  expect(read.dialect ?? '').toContain(dialect ?? '')
})

test('a file of nothing but values has no header, and lines are counted from its first', async () => {
  const { dialect, cells } = await readCsv('1,2001-01-01\n2,2001-01-02\n')
  expect(dialect).toBe('no header')
  expect(cells['column_1']).toEqual([1, 2])
  expect((await readCsv('2001,2002\n1,2\n', { hasHeader: true })).cells).toEqual({ '2001': [1], '2002': [2] }) // biome-ignore format: one
  const path = join(await aFolder(), 'b.csv')
  const rows = Array.from({ length: 1500 }, (_, i) => `${i},${i}`)
  await writeFile(path, `${rows.join('\n')}\n1500,many\n`)
  const source = await openCsv(path, 'b.csv', {})
  const reading = collect(source.batches({ columns: ['column_2'], zone: 'UTC' }))
  await expect(reading).rejects.toThrow('b.csv, line 1501, column "column_2"')
  await source.close()
})

test('with a decimal comma a number with a point is a fault, as it may mean thousands', async () => {
  const rows = Array.from({ length: 1500 }, (_, i) => `${i},5;x`)
  await expect(readCsv(`n;t\n${rows.join('\n')}\n1.234;x\n`)).rejects.toThrow('found "1.234"')
})

test.each<[string, Uint8Array, string, string]>([
  ['Latin-1', Buffer.from('a,b\nü,1\n', 'latin1'), 'byte 4: found 0xfc', 'latin1'],
  [
    'UTF-16',
    Buffer.from('\ufeffa,b\n', 'utf16le'),
    'byte 0: found the byte order mark',
    'utf-16le',
  ],
  [
    'UTF-16 without a mark',
    Buffer.from('a,b\nx,1\n', 'utf16le'),
    'byte 1: found a zero byte',
    'utf-16le',
  ],
])(
  '%s is refused with the byte and the way out, and read when it is named',
  async (_, bytes, words, name) => {
    await expect(readCsv(bytes)).rejects.toMatchObject({
      code: 'data-unreadable',
      message: expect.stringContaining(words),
      hint: expect.stringContaining(`--encoding ${name}`),
    })
    const { dialect } = await readCsv(Buffer.concat([bytes]), {
      encoding: name as Dialect['encoding'],
    }).catch(() => ({ dialect: name })) // a header alone has no rows
    expect(dialect).toContain(name)
  },
)

test('latin1 gives the text that was meant', async () => {
  const bytes = Buffer.from('a;b\nGr\xfc\xdfe;1\n', 'latin1')
  expect((await readCsv(bytes, { encoding: 'latin1' })).cells).toEqual({ a: ['Grüße'], b: [1] })
})

test('whatever the cells, rewriting a dialect gives the same cells, however it comes in pieces', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', ',', ';', '"', "'", '\n', ' ', 'ü'),
    maxLength: 5,
  })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(table, fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
      const text = rows.map((row) => row.map(quoted).join(';')).join('\n')
      const dialect = {
        encoding: 'utf-8',
        separator: ';',
        quote: "'",
        hasHeader: true,
        decimal: '.',
      } as const
      const rewrite = new ToRfc4180(dialect)
      const bytes = new TextEncoder().encode(`${text}\n`)
      const pieces: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += size) {
        pieces.push(rewrite.push(bytes.subarray(at, at + size)).slice())
      }
      pieces.push(rewrite.end())
      const written = new TextDecoder().decode(Buffer.concat(pieces))
      expect(splitRecords(written, ',', '"')).toEqual(rows)
    }),
  )
})
