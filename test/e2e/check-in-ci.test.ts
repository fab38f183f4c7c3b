import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { temporaryFolder } from '../support/run-ratchet.ts'

const checkout = fileURLToPath(new URL('../../', import.meta.url))
const program = join(checkout, 'packages/server/bin/ratchet.mjs')

/** The steps of a recipe as one script, without what installs packages; and what they look up. */
interface Recipe {
  readonly steps: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

interface GithubStep {
  readonly name?: string
  readonly run?: string
}

function githubRecipe(sha: string, summary: string): Recipe {
  const { jobs } = parse(read('docs/guides/ci/github-actions.yml'))
  const { steps, env } = jobs.check as { steps: GithubStep[]; env: Record<string, string> }
  return {
    steps: steps.flatMap(({ name, run }) => (run === undefined || name === 'Install' ? [] : run)),
    environment: {
      ...{ ...env, GITHUB_BASE_REF: 'main', GITHUB_SHA: sha },
      GITHUB_STEP_SUMMARY: summary,
    },
  }
}

function gitlabRecipe(sha: string): Recipe {
  const job = parse(read('docs/guides/ci/gitlab-ci.yml'))['check-model'] as {
    script: string[]
    variables: Record<string, string>
  }
  return {
    steps: [job.script.join('\n')],
    environment: {
      ...{ ...job.variables, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' },
      CI_COMMIT_SHA: sha,
    },
  }
}

function read(path: string): string {
  return readFileSync(join(checkout, path), 'utf8')
}

/** A project in git, with its main branch at an origin, and a branch checked out that changes something. */
function aClone(folder: string, change: (path: string) => void): string {
  const origin = join(folder, 'origin')
  cpSync(join(checkout, 'examples/first-model'), origin, { recursive: true })
  renameSync(join(origin, 'sales.txt'), join(origin, 'model.txt'))
  writeFileSync(join(origin, 'trained-on.txt'), '2024-01..2024-07\n')
  writeFileSync(join(origin, 'package.json'), '{ "name": "shops", "private": true }\n')
  writeFileSync(join(origin, '.gitignore'), '.ratchet\nnode_modules\n')
  writeFileSync(join(origin, 'ratchet.yaml'), projectFile)
  git(origin, 'init', '-q', '-b', 'main')
  commit(origin, 'The model as it answers now')
  const clone = join(folder, 'clone')
  git(folder, 'clone', '-q', origin, clone)
  git(clone, 'checkout', '-q', '-b', 'change')
  change(clone)
  commit(clone, 'A change')
  mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true })
  const bin = join(clone, 'node_modules/.bin/ratchet')
  writeFileSync(
    bin,
    `#!/bin/sh\nexec "${process.execPath}" --conditions=ratchet-source "${program}" "$@"\n`,
  )
  chmodSync(bin, 0o755)
  return clone
}

/** The requirements that the guide shows, on the data of the example. */
const projectFile = [
  'ratchet: 1',
  ...(/```yaml\n([\s\S]*?)```/.exec(read('docs/guides/check-in-ci.md'))?.[1] ?? '').split('\n'),
  'datasets:',
  '  sales: { files: sales.csv, time: { column: date, zone: UTC }, label: sold }',
  'backtests:',
  '  sales: { dataset: sales }',
  '',
].join('\n')

function git(folder: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@shops.example']
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' }).trim()
}

function commit(folder: string, message: string): void {
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', message)
}

/** Runs the steps as a CI system does: each in a shell that stops at the first failure. */
function follow(folder: string, { steps, environment }: Recipe) {
  const env = { ...process.env, CI: 'true', ...environment }
  const ran = steps.map((step) =>
    spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step], { cwd: folder, env, encoding: 'utf8' }),
  )
  const text = ran.map(({ stdout, stderr }) => stdout + stderr).join('')
  return { statuses: ran.map(({ status }) => status), text }
}

test('a pull request that leaves the model as it is passes on GitHub', () => {
  using folder = temporaryFolder()
  const clone = aClone(folder.path, (path) => writeFileSync(join(path, 'notes.txt'), 'so\n'))
  const summary = join(folder.path, 'summary.md')
  const recipe = githubRecipe(git(clone, 'rev-parse', 'HEAD'), summary)
  const { statuses, text } = follow(clone, recipe)
  expect(statuses, text).toEqual([0, 0, 0])
  expect(readFileSync(summary, 'utf8')).toContain('### sales@1: ✅ pass')
  expect(readFileSync(join(clone, 'check.xml'), 'utf8')).toContain('failures="0" errors="0"')
})

test('one whose model is not known to be as good as the one that answers does not pass', () => {
  using folder = temporaryFolder()
  const clone = aClone(folder.path, (path) => {
    renameSync(join(path, 'sales-retrained.txt'), join(path, 'model.txt'))
    writeFileSync(join(path, 'trained-on.txt'), '2024-01..2024-10\n')
  })
  const summary = join(folder.path, 'summary.md')
  const recipe = githubRecipe(git(clone, 'rev-parse', 'HEAD'), summary)
  const { statuses, text } = follow(clone, recipe)
  expect(statuses, text).toEqual([0, 1, 0])
  expect(readFileSync(summary, 'utf8')).toMatch(/\| champion \| (❔|❌)/)
})

test('the recipe for GitLab says the same', () => {
  using folder = temporaryFolder()
  const clone = aClone(folder.path, (path) => writeFileSync(join(path, 'notes.txt'), 'so\n'))
  const { statuses, text } = follow(clone, gitlabRecipe(git(clone, 'rev-parse', 'HEAD')))
  expect(statuses, text).toEqual([0])
  expect(readFileSync(join(clone, 'check.md'), 'utf8')).toContain('### sales@1: ✅ pass')
})
