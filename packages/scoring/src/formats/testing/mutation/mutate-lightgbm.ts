import type { Random } from '@ratchet-ml/stats'
import { boundaryNumbers, chance, fewTimes, oneOf } from './boundary-numbers.ts'
import { jsonText, mutateJson } from './mutate-json.ts'

type Change = (lines: string[], random: Random) => void

const headerSizes = [
  'num_class',
  'num_tree_per_iteration',
  'max_feature_idx',
  'num_leaves',
  'num_cat',
]
const indices = ['left_child', 'right_child', 'split_feature', 'cat_boundaries', 'leaf_features']
const objectives = [
  ...['regression sqrt', 'binary sigmoid:0.5', 'multiclass num_class:3', 'lambdarank', 'custom'],
  ...['multiclassova num_class:3 sigmoid:1', 'cross_entropy_lambda', 'poisson', 'mystery', ''],
  ...['binary sigmoid:-1', 'binary sigmoid:1e400', 'multiclass num_class:1e9', 'binary a:b:c'],
]
const versions = ['v2', 'v3', 'v4', 'v5', 'V4', '']
const strangeNames = [
  '__proto__',
  'constructor',
  'größe',
  '\ud83d\ude00',
  '\u202e',
  '\u001b[2J',
  'a=b',
]
const depths = [10, 300, 50_000]

const changes: Readonly<Record<string, Change>> = {
  'number replaced': (lines, random) => {
    editTokens(
      lines,
      random,
      () => true,
      (tokens) => {
        tokens[random.nextBelow(tokens.length)] = oneOf(random, boundaryNumbers)
      },
    )
  },
  'index moved': (lines, random) => {
    editTokens(lines, random, isOf(indices), (tokens) => {
      const at = random.nextBelow(tokens.length)
      const by = oneOf(random, [1, -1, 2, -2, tokens.length, -tokens.length])
      tokens[at] = chance(random, 0.3) ? oneOf(random, tokens) : String(Number(tokens[at]) + by)
    })
  },
  'flags changed': (lines, random) => {
    editTokens(lines, random, isOf(['decision_type', 'is_linear']), (tokens) => {
      tokens[random.nextBelow(tokens.length)] = String(random.nextBelow(18))
    })
  },
  'size blown up': (lines, random) => {
    editTokens(lines, random, isOf(headerSizes), (tokens) => {
      tokens[0] = oneOf(random, [
        '2',
        '3',
        '5',
        '1000',
        '99999',
        '100000',
        '16777216',
        '2147483647',
      ])
    })
  },
  'list shortened': (lines, random) => {
    editTokens(
      lines,
      random,
      () => true,
      (tokens) => {
        tokens.splice(random.nextBelow(tokens.length), 1 + random.nextBelow(tokens.length))
      },
    )
  },
  'list lengthened': (lines, random) => {
    editTokens(
      lines,
      random,
      () => true,
      (tokens) => {
        const times = oneOf(random, [1, 1, 2, 100, 3000])
        const token = oneOf(random, tokens)
        tokens.push(...Array.from({ length: times }, () => token))
      },
    )
  },
  'entries swapped': (lines, random) => {
    editTokens(
      lines,
      random,
      () => true,
      (tokens) => {
        const [a, b] = [random.nextBelow(tokens.length), random.nextBelow(tokens.length)]
        ;[tokens[a], tokens[b]] = [tokens[b] as string, tokens[a] as string]
      },
    )
  },
  'line dropped': (lines, random) => {
    lines.splice(random.nextBelow(lines.length), 1)
  },
  'line doubled': (lines, random) => {
    lines.splice(random.nextBelow(lines.length), 0, oneOf(random, lines))
  },
  'lines swapped': (lines, random) => {
    const [a, b] = [random.nextBelow(lines.length), random.nextBelow(lines.length)]
    ;[lines[a], lines[b]] = [lines[b] as string, lines[a] as string]
  },
  'key renamed': (lines, random) => {
    const at = random.nextBelow(lines.length)
    const key = oneOf(random, [...strangeNames, 'Tree', 'threshold', 'average_output', 'is_linear'])
    lines[at] = (lines[at] as string).replace(/^[^=]*/, () => key)
  },
  'value of another line': (lines, random) => {
    const [from, to] = [oneOf(random, lines), random.nextBelow(lines.length)]
    lines[to] = `${(lines[to] as string).split('=', 1)[0]}=${from.slice(from.indexOf('=') + 1)}`
  },
  'tree dropped': (lines, random) => {
    const trees = treesOf(lines)
    if (trees.length === 0) return
    const { start, end } = oneOf(random, trees)
    lines.splice(start, end - start)
    if (chance(random, 0.8)) renumber(lines)
  },
  'tree doubled': (lines, random) => {
    const trees = treesOf(lines)
    if (trees.length === 0) return
    const { start, end } = oneOf(random, trees)
    const tree = lines.slice(start, end)
    const times = oneOf(random, [1, 1, 2, 6, 40])
    lines.splice(end, 0, ...Array.from({ length: times }, () => tree).flat())
    if (chance(random, 0.8)) renumber(lines)
  },
  'objective replaced': (lines, random) =>
    replaceLine(lines, 'objective=', oneOf(random, objectives)),
  'version replaced': (lines, random) => replaceLine(lines, 'version=', oneOf(random, versions)),
  'name replaced': (lines, random) => {
    editTokens(lines, random, isOf(['feature_names', 'feature_infos']), (tokens) => {
      const long = 'n'.repeat(oneOf(random, [5, 10_001]))
      const name = oneOf(random, [...strangeNames, long, 'none', '[0:3]', '0:1:2', '[nan:1]'])
      tokens[random.nextBelow(tokens.length)] = Buffer.from(name).toString('latin1')
    })
  },
  'levels changed': (lines, random) => {
    const at = lines.findIndex((line) => line.startsWith('pandas_categorical:['))
    if (at < 0) return replaceLine(lines, 'pandas_categorical:', levelsOf(random))
    const bytes = Buffer.from((lines[at] as string).slice('pandas_categorical:'.length), 'latin1')
    try {
      const json: unknown = JSON.parse(bytes.toString('utf8'))
      mutateJson(json, random)
      lines[at] = `pandas_categorical:${Buffer.from(jsonText(json)).toString('latin1')}`
    } catch {
      lines[at] = 'pandas_categorical:[['
    }
  },
}

const names = Object.keys(changes)
/** Most of a file is numbers and indices: most damage, too. */
const weighted = [...names, ...names.slice(0, 3), ...names.slice(0, 2)]

/**
 * A LightGBM text model, one character a byte, after one or a few changes of what it says. The sizes
 * of the trees are left as they were, left out or made true, a third each.
 */
export function mutateLightgbm(
  text: string,
  random: Random,
): { readonly text: string; readonly how: string } {
  const lines = text.split('\n')
  let how = ''
  for (let left = fewTimes(random); left > 0; left--) {
    how = oneOf(random, weighted)
    // A name of the table.
    if (lines.length > 1) (changes[how] as Change)(lines, random)
  }
  const turn = random.nextBelow(3)
  const kept = turn === 0 ? lines : lines.filter((line) => !line.startsWith('tree_sizes='))
  return { text: turn === 2 ? withTreeSizes(kept) : kept.join('\n'), how }
}

/** The model with its first trees only, and true sizes. */
export function firstTrees(text: string, count: number): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('tree_sizes='))
  const [next] = treesOf(lines).slice(count)
  const end = lines.indexOf('end of trees')
  return withTreeSizes(next === undefined ? lines : lines.toSpliced(next.start, end - next.start))
}

function withTreeSizes(lines: readonly string[]): string {
  const first = lines.findIndex((line) => line.startsWith('Tree='))
  const end = lines.indexOf('end of trees')
  if (first < 0 || end < first) return lines.join('\n')
  const sizes = lines
    .slice(first, end)
    .join('\n')
    .split(/(?=^Tree=)/m)
    .map((tree, i, all) => tree.length + (i + 1 === all.length ? 1 : 0))
  return lines.toSpliced(Math.max(0, first - 1), 0, `tree_sizes=${sizes.join(' ')}`).join('\n')
}

/** Edits the values of a random line of `key=values` that `applies`. */
function editTokens(
  lines: string[],
  random: Random,
  applies: (key: string) => boolean,
  edit: (tokens: string[]) => void,
): void {
  const found = lines.flatMap((line, at) => {
    const equals = line.indexOf('=')
    return equals > 0 && applies(line.slice(0, equals)) ? [at] : []
  })
  if (found.length === 0) return
  const at = oneOf(random, found)
  const [key = '', ...rest] = (lines[at] as string).split('=')
  const tokens = rest.join('=').split(' ')
  edit(tokens)
  lines[at] = `${key}=${tokens.join(' ')}`
}

function isOf(keys: readonly string[]): (key: string) => boolean {
  return (key) => keys.includes(key)
}

function replaceLine(lines: string[], start: string, value: string): void {
  const at = lines.findIndex((line) => line.startsWith(start))
  if (at >= 0) lines[at] = start + value
}

interface Block {
  readonly start: number
  readonly end: number
}

/** From each `Tree=` to the next, or to `end of trees`. */
function treesOf(lines: readonly string[]): readonly Block[] {
  const ends = lines.indexOf('end of trees')
  const starts = lines.flatMap((line, at) => (line.startsWith('Tree=') ? [at] : []))
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? Math.max(start, ends) }))
}

function renumber(lines: string[]): void {
  for (const [tree, { start }] of treesOf(lines).entries()) lines[start] = `Tree=${tree}`
}

function levelsOf(random: Random): string {
  const depth = oneOf(random, depths)
  return oneOf(random, [
    '[["a","b"]]',
    '[[1,2,3],[0.5]]',
    '[[]]',
    '{}',
    '['.repeat(depth),
    '[["\\ud800"]]',
  ])
}
