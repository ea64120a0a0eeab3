/** `npm run bench` measures and prints; `-- --only pace` (or scale, start, image) measures one part. Exits 1 where an aim does not hold. */
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { imageTables, measureImages } from './image.ts'
import { pacePart } from './pace-tables.ts'
import { measurePace } from './pace.ts'
import { scalePart } from './scale-tables.ts'
import { measureScale, measureWaiting, SCALES, type ScaleRow } from './scale.ts'
import { measureStart, startPart } from './start.ts'
import { holds, markdown, type Part, ratioTable } from './table.ts'

/** Starts of each kind; more give a steadier median. */
const STARTS = 40
/** Simulated rollouts of each kind. */
const SEEDS = 12
const GIGABYTE = 1024 ** 3

const print = (text = ''): void => {
  process.stdout.write(`${text}\n`)
}

async function scale(): Promise<Part> {
  const rows: ScaleRow[] = []
  for (const one of SCALES) rows.push(await measureScale(one))
  return scalePart(rows, await measureWaiting())
}

async function image(): Promise<Part> {
  const figures = await measureImages()
  if (typeof figures === 'string')
    return { ratios: [], tables: [], notes: [`Reading images was not measured: ${figures}.`] }
  return {
    ratios: [
      {
        what: 'reading an image: what is not as promised',
        ours: String(figures.faults.length),
        theirs: '0',
        ratio: figures.faults.length,
        aim: { atMost: 0 },
      },
    ],
    tables: imageTables(figures),
    notes: figures.faults.map((fault) => `Not as promised: ${fault}`),
  }
}

const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  // First, while nothing else has warmed or filled the machine.
  start: async () => startPart(await measureStart(STARTS)),
  pace: async () => pacePart(await measurePace(SEEDS)),
  scale,
  image,
}

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values
if (only !== undefined && PARTS[only] === undefined)
  throw new Error(`--only ${only}: expected one of ${Object.keys(PARTS).join(', ')}`)
const parts: Part[] = []
for (const [name, measure] of Object.entries(PARTS)) {
  if (only !== undefined && only !== name) continue
  process.stderr.write(`measuring: ${name}\n`)
  parts.push(await measure())
}
print(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / GIGABYTE)} GiB`,
)
print()
const ratios = parts.flatMap((part) => part.ratios)
print(markdown(ratioTable(ratios)))
for (const { tables, notes } of parts) {
  for (const table of tables) print(markdown(table))
  for (const note of notes) print(`- ${note}`)
  if (notes.length > 0) print()
}
if (!ratios.every(holds)) process.exitCode = 1
