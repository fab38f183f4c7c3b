import { type Dirent, promises as files } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import type { VersionView } from '@ratchet-ml/protocol'
import {
  buildPackage,
  detectFormat,
  findNearestName,
  importModel,
  loadPackage,
  type Note,
  type Package,
  Refusal,
  sha256,
} from '@ratchet-ml/scoring'
import type { CommandContext } from '../platform/cli-kit/types.ts'
import type { StartEngine } from '../platform/graph-engine.ts'
import { Problem, problemOfRefusal } from '../platform/problem.ts'
import { packOnnx } from './pack-onnx.ts'
import { splitReference } from './policy.ts'
import type { SourceOptions } from './source-options.ts'

/** What a SOURCE of the command line gives. */
export interface OpenedSource {
  readonly package: Package
  /** A name for it: the model's, or that of the file or folder without its ending. */
  readonly name: string
  /** The format that the model came in, such as `lightgbm-text`. */
  readonly format: string
  /** What the model file could not say; empty for a package. */
  readonly notes: readonly Note[]
  /** When it came from the registry. */
  readonly version?: VersionView
}

/** Without `startEngine`, ONNX files that only an engine answers are refused. */
type SourceContext = Pick<CommandContext, 'workingFolder' | 'client'> &
  Partial<Pick<CommandContext, 'startEngine'>>

/**
 * Opens a SOURCE: a model file, a package folder, a package archive (`.ratchet`), or `name@version`,
 * `name@alias`, `name@latest`, `name@sha256:…` in the registry. A path that exists comes first. The
 * package is verified.
 *
 * @param options how a model file is read; a package is as it is
 * @throws Problem `file-not-found`, or with the code of the refusal of what is there
 */
export async function openSource(
  context: SourceContext,
  text: string,
  options: SourceOptions = {},
): Promise<OpenedSource> {
  const path = resolve(context.workingFolder, text)
  const found = await statOrUndefined(path)
  try {
    if (found?.isFile()) return await openFile(context, path, text, options)
    refuseOptions(text, options)
    if (found?.isDirectory()) return await openFolder(path)
    if (found !== undefined) return await openFile(context, path, text, options)
    const reference = splitReference(text)
    if (reference === undefined) throw await notFound(text, path)
    return await openVersion(context, reference.model, reference.reference)
  } catch (error) {
    throw error instanceof Refusal ? problemOfRefusal(error, text) : error
  }
}

async function openVersion(
  context: SourceContext,
  model: string,
  reference: string,
): Promise<OpenedSource> {
  const client = await context.client()
  const version = await client.version(model, reference)
  // By digest, so that an alias that moves meanwhile does not mix two versions.
  const opened = await loadPackage(await client.package(model, version.digest))
  return { package: opened, name: model, format: version.format, notes: [], version }
}

async function openFile(
  context: SourceContext,
  path: string,
  text: string,
  options: SourceOptions,
): Promise<OpenedSource> {
  const bytes = await readBytes(path)
  const name = basename(path, extname(path))
  const format = detectFormat(bytes)
  if (format === 'ratchet-package') {
    refuseOptions(text, options)
    return opened(await loadPackage(bytes), name)
  }
  if (format === 'onnx') {
    const { package: made, notes } = await packOnnx(
      bytes,
      options,
      context.startEngine ?? startsNone,
    )
    return { ...opened(made, name), notes }
  }
  refuseGraphOptions(text, options)
  const { notes, ...model } = importModel(bytes, options)
  const source = { format: model.format, sha256: await sha256(bytes) }
  return { ...opened(await buildPackage({ ...model, source }), name), notes }
}

const startsNone: StartEngine = async () => {
  throw new Problem(
    'engine-needed',
    'Only an engine can answer this ONNX file, and this starts none.',
  )
}

async function openFolder(path: string): Promise<OpenedSource> {
  const entries = await files.readdir(path, { recursive: true, withFileTypes: true })
  const parts = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  if (!parts.some((entry) => pathIn(path, entry) === 'manifest.json')) {
    throw new Problem('package-corrupt', `${path} is a folder without manifest.json.`, {
      hint: 'Name a model file, or a package folder as ratchet import -o writes it.',
    })
  }
  const read = parts.map(
    async (entry) =>
      [pathIn(path, entry), await readBytes(join(entry.parentPath, entry.name))] as const,
  )
  return opened(await loadPackage(new Map(await Promise.all(read))), basename(path))
}

function opened(pkg: Package, name: string): OpenedSource {
  return { package: pkg, name, format: pkg.manifest.source.format, notes: [] }
}

function pathIn(folder: string, entry: Dirent): string {
  return relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/')
}

async function statOrUndefined(path: string) {
  try {
    return await files.stat(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    throw unreadable(path, error)
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await files.readFile(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** What a package is, was decided when it was made. */
function refuseOptions(text: string, options: SourceOptions): void {
  if (options.bestIteration === true) throw hasNoIterations(text)
  refuseGraphOptions(text, options)
}

function refuseGraphOptions(text: string, { graph = {}, opaque = false }: SourceOptions): void {
  if (!opaque && Object.keys(graph).length === 0) return
  throw new Problem('usage', `${text} is no ONNX file, of which alone such options speak.`, {
    hint: 'Leave out --opaque, --task, --classes, --link, --shape and --answer.',
  })
}

function hasNoIterations(text: string): Problem {
  return new Problem('model-unsupported', `${text} is a package: which trees it has was decided.`, {
    hint: 'Give --best-iteration where the model file itself is imported.',
  })
}

function unreadable(path: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  return new Problem('file-not-found', `${path} cannot be read: ${code}.`, { cause: error })
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

async function notFound(text: string, path: string): Promise<Problem> {
  const nearest = findNearestName(basename(path), await namesIn(dirname(path)))
  const meant = /^[\w-]+$/.test(text) ? `; did you mean ${text}@latest?` : '.'
  return new Problem('file-not-found', `There is no file ${path}.`, {
    hint:
      nearest === undefined
        ? `Name a model file or a package, or a version in the registry as NAME@latest, NAME@3 or NAME@ALIAS${meant}`
        : `Did you mean ${join(dirname(text), nearest)}?`,
  })
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await files.readdir(folder)
  } catch {
    return [] // no folder either
  }
}
