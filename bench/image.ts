import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, statfs, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { COMMIT } from '../simulator/stories/setting.ts'
import type { ImageEvidence } from '../src/model.ts'
import { runBuiltAction } from './image-action.ts'
import { incompressible, type LargeImage, type LayerPlan, machineCode, writeLargeImage } from './image-layout.ts'
import { type Access, download, missingPrograms, push, type Registry, startRegistry } from './image-registry.ts'
import { countRequests, type Expected, type RequestRow } from './image-requests.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MEBIBYTE = 2 ** 20
/** Turns of which the median is taken. */
const TURNS = 3
const DEFAULT_GIB = 0.25
/** Bytes that may be resident, whatever the size of the layers. */
const MEMORY_LIMIT = 150_000_000

const labels = { 'org.opencontainers.image.revision': COMMIT }
const expected: Expected = { commit: COMMIT, version: '3.3.6', path: '/app/modules/core/config.py' }

/** What a reading of one image cost, and what it cost to download all of it from the same registry. */
export interface ImageRow {
  readonly name: string
  /** Bytes of all layers, and of those that the reading went through, as they are stored. */
  readonly imageBytes: number
  readonly readBytes: number
  /** Bytes that come out of the layers that were read. */
  readonly unpackedBytes: number
  /** Bytes that the registry sent. */
  readonly reading: number
  readonly download: number
  /** Of every turn, from spawn to exit. */
  readonly readingSeconds: readonly number[]
  readonly downloadSeconds: readonly number[]
  /** Bytes resident while the image was read; the highest of all turns. */
  readonly readingMemory: number
  /** Bytes resident in the built action, which read the same image. */
  readonly actionMemory: number
}

export interface ImageFigures {
  readonly rows: readonly ImageRow[]
  readonly requests: readonly RequestRow[]
  /** What was promised and did not hold. */
  readonly faults: readonly string[]
}

/** What `image-reading.ts` writes. */
interface Reading {
  readonly evidence: readonly ImageEvidence[]
  readonly peakMemory: number
}

const run = promisify(execFile)

/** Why the image benchmark cannot be run here; undefined where it can. */
async function hindrance(bytes: number): Promise<string | undefined> {
  const missing = missingPrograms()
  if (missing.length > 0)
    return `${missing.join(' and ')} cannot be found (Debian: apt-get install docker-registry skopeo)`
  const { bavail, bsize } = await statfs(tmpdir())
  // Three images in the registry, the one that is pushed, and the one that is downloaded.
  const needed = 5.5 * bytes
  if (bavail * bsize >= needed) return undefined
  return `${tmpdir()} has less than the ${Math.ceil(needed / 2 ** 30)} GiB that are needed`
}

function bytesAskedFor(): number {
  const text = process.env['IMAGE_GIB'] ?? String(DEFAULT_GIB)
  const gibibytes = Number(text)
  if (!(gibibytes >= 0.0625 && gibibytes <= 16)) throw new Error(`IMAGE_GIB: expected 0.0625 to 16, got ${text}`)
  return gibibytes * 2 ** 30
}

/** Measures what it costs to read the version file out of images in a real registry; says why where that cannot be done here. */
export async function measureImages(): Promise<ImageFigures | string> {
  const bytes = bytesAskedFor()
  const why = await hindrance(bytes)
  if (why !== undefined) return why
  const folder = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-image-'))
  // An interrupt ends the programs, too, which fails the work in hand; this process stays to clean up.
  const stop = new AbortController()
  const interrupted = (): void => stop.abort(new Error('interrupted'))
  process.once('SIGINT', interrupted)
  let registry: Registry | undefined
  try {
    registry = await startRegistry(folder)
    const read = await reader(folder)
    const rows: ImageRow[] = []
    const faults: string[] = []
    for (const { name, plans, answers } of await casesOf(bytes)) {
      stop.signal.throwIfAborted()
      const layout = join(folder, 'layout')
      const image = await writeLargeImage(layout, plans, labels)
      const repository = `case-${rows.length}`
      await push(layout, repository, registry)
      await rm(layout, { recursive: true })
      // What is still to be written to the disk would be paid for by what is measured next.
      await run('sync').catch(() => undefined)
      const found = await compare({ name, image, answers, repository, registry, folder, read })
      rows.push(found.row)
      faults.push(...found.faults.map((fault) => `${name}: ${fault}`))
    }
    const requests = await countRequests(registry, folder, expected, read)
    for (const row of requests) faults.push(...row.faults.map((fault) => `${row.name}: ${fault}`))
    return { rows, requests, faults }
  } finally {
    process.removeListener('SIGINT', interrupted)
    await registry?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Case {
  readonly name: string
  readonly plans: readonly LayerPlan[]
  /** Index of the layer that has the file. */
  readonly answers: number
}

async function casesOf(bytes: number): Promise<readonly Case[]> {
  const random = incompressible()
  const files = { [expected.path]: `VERSION = '${expected.version}'\n` }
  const small: LayerPlan = { files: {}, filler: random, bytes: 8 * MEBIBYTE }
  const quarter: LayerPlan = { files: {}, filler: random, bytes: bytes / 4 }
  const whole: LayerPlan = { files, filler: random, bytes }
  return [
    {
      name: 'in the top layer',
      plans: [
        ...Array.from({ length: 4 }, (_, index) => ({ ...quarter, files: { [`/etc/layer`]: String(index) } })),
        { ...small, files },
      ],
      answers: 4,
    },
    { name: 'in the bottom layer, incompressible', plans: [whole, small], answers: 0 },
    {
      name: 'in the bottom layer, machine code',
      plans: [{ ...whole, filler: await machineCode() }, small],
      answers: 0,
    },
  ]
}

/** Resolves with a function that reads an image in a process of its own. */
async function reader(folder: string): Promise<(name: string) => Promise<Reading>> {
  // Node takes 25 MB to run TypeScript, which the action is not when it runs.
  const program = join(folder, 'program')
  await mkdir(program)
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: false, noCheck: true, rootDir: ROOT, outDir: program },
    files: [join(ROOT, 'bench/image-reading.ts')],
    include: [],
  }
  await writeFile(join(program, 'tsconfig.json'), JSON.stringify(config))
  await writeFile(join(program, 'package.json'), JSON.stringify({ type: 'module' }))
  await symlink(join(ROOT, 'node_modules'), join(program, 'node_modules'))
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', program])
  return async (name) => {
    const { stdout } = await run(process.execPath, [
      join(program, 'bench/image-reading.js'),
      name,
      expected.commit,
      expected.version,
      expected.path,
    ])
    return JSON.parse(stdout) as Reading
  }
}

interface Comparison {
  readonly name: string
  readonly image: LargeImage
  readonly answers: number
  readonly repository: string
  readonly registry: Registry
  readonly folder: string
  readonly read: (name: string) => Promise<Reading>
}

interface Compared {
  readonly row: ImageRow
  readonly faults: readonly string[]
}

async function compare({ name, image, answers, repository, registry, folder, read }: Comparison): Promise<Compared> {
  const faults = new Set<string>()
  const reference = `${registry.host}/${repository}`
  const imageBytes = sum(image.layers.map(({ size }) => size))
  // The layer that answers, and what lies above it.
  const needed = image.layers.slice(answers)

  function checkLayers(asked: readonly Access[]): void {
    for (const layer of image.layers) {
      const times = asked.filter(({ resource }) => resource === `blobs/${layer.digest}`).length
      const right = needed.includes(layer) ? 1 : 0
      if (times !== right) faults.add(`a layer was requested ${times} times, expected ${right}: ${layer.digest}`)
    }
  }

  function checkMemory(whose: string, bytes: number): void {
    if (bytes > MEMORY_LIMIT) faults.add(`${bytes} bytes resident in ${whose}, expected ${MEMORY_LIMIT} at most`)
  }

  const readingSeconds: number[] = []
  const downloadSeconds: number[] = []
  let [reading, downloaded, readingMemory] = [0, 0, 0]
  for (let turn = 0; turn < TURNS; turn += 1) {
    const copy = join(folder, 'copy')
    const fetched = await registry.during(repository, async () => {
      downloadSeconds.push(await secondsOf(() => download(repository, copy, registry)))
    })
    await rm(copy, { recursive: true })
    downloaded = bytesOf(fetched)
    if (downloaded < imageBytes) faults.add(`skopeo fetched ${downloaded} bytes of an image of ${imageBytes}`)

    const asked = await registry.during(repository, async () => {
      readingSeconds.push(
        await secondsOf(async () => {
          const { evidence, peakMemory } = await read(reference)
          readingMemory = Math.max(readingMemory, peakMemory)
          const file = evidence.find(({ kind }) => kind === 'version-file')
          if (file?.finding !== 'agrees') faults.add(`expected the version file to agree: ${JSON.stringify(file)}`)
        }),
      )
    })
    reading = bytesOf(asked)
    checkLayers(asked)
  }
  checkMemory('the reading', readingMemory)

  let actionMemory = 0
  const askedByAction = await registry.during(repository, async () => {
    const action = await runBuiltAction(`${reference}:it`, image.manifest.digest, expected, folder)
    actionMemory = action.peakMemory
    if (action.ending !== 'verified') faults.add(`expected the built action to verify the image: ${action.ending}`)
  })
  checkLayers(askedByAction)
  checkMemory('the built action', actionMemory)

  const row = {
    name,
    imageBytes,
    readBytes: sum(needed.map(({ size }) => size)),
    unpackedBytes: sum(needed.map(({ unpacked }) => unpacked)),
    reading,
    download: downloaded,
    readingSeconds,
    downloadSeconds,
    readingMemory,
    actionMemory,
  }
  return { row, faults: [...faults] }
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const bytesOf = (accesses: readonly Access[]): number => sum(accesses.map(({ bytes }) => bytes))
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The figures as tables: rows of cells, the first the heading. */
export function imageTables({ rows, requests }: ImageFigures): readonly (readonly (readonly string[])[])[] {
  const megabytes = (bytes: number): string => (bytes / MEBIBYTE).toFixed(bytes < 100 * MEBIBYTE ? 1 : 0)
  return [
    [
      [
        'version file',
        'image, MB',
        'layers read, MB',
        'unpacked, MB',
        'fetched, MB',
        'skopeo copy, MB',
        'ratio of bytes',
        'reading, s',
        'skopeo copy, s',
        'ratio of time',
        'memory of the reading, MB',
        'of the built action, MB',
      ],
      ...rows.map((row) => [
        row.name,
        megabytes(row.imageBytes),
        megabytes(row.readBytes),
        megabytes(row.unpackedBytes),
        megabytes(row.reading),
        megabytes(row.download),
        (row.reading / row.download).toFixed(4),
        median(row.readingSeconds).toFixed(2),
        median(row.downloadSeconds).toFixed(2),
        (median(row.readingSeconds) / median(row.downloadSeconds)).toFixed(2),
        megabytes(row.readingMemory),
        megabytes(row.actionMemory),
      ]),
    ],
    [
      ['image', 'requests for manifests and configs', 'at most', 'for provenance', 'for layers', 'twice'],
      ...requests.map((row) => [
        row.name,
        String(row.manifestsAndConfigs),
        String(row.allowed),
        String(row.provenance),
        String(row.layers),
        String(row.twice),
      ]),
    ],
  ]
}
