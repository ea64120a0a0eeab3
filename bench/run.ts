import { cpus, totalmem } from 'node:os'
import { imageTables, measureImages } from './image.ts'
import { measureScale } from './scale.ts'
import { measureStart } from './start.ts'

/** Starts of each kind; more give a steadier median. */
const STARTS = 20
const SIZES = [1, 100, 5_000]
const MEGABYTE = 1024 * 1024

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const print = (text = ''): void => {
  process.stdout.write(`${text}\n`)
}
const row = (...cells: readonly (string | number)[]): void => print(`| ${cells.join(' | ')} |`)

print(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / MEGABYTE / 1024)} GiB`,
)
print()
const { rows, distBytes, distFiles } = await measureStart(STARTS)
const floor = rows[0]?.milliseconds ?? []
row('start, from spawn', 'median ms', 'ratio to `node -e 0`', 'ratio of the fastest')
row('---', '--:', '--:', '--:')
for (const { name, milliseconds } of rows)
  row(
    name,
    median(milliseconds).toFixed(0),
    (median(milliseconds) / median(floor)).toFixed(2),
    (Math.min(...milliseconds) / Math.min(...floor)).toFixed(2),
  )
print()
print(`dist/: ${(distBytes / MEGABYTE).toFixed(1)} MB in ${distFiles} files`)
print()
row(
  'tasks',
  'calls, first look',
  'later look',
  'dearest look but the last',
  'dearest minute',
  'truth to verdict, s',
  'peak memory, MB',
)
row('--:', '--:', '--:', '--:', '--:', '--:', '--:')
for (const size of SIZES) {
  const scale = await measureScale(size)
  row(
    scale.tasks,
    scale.firstLook,
    scale.laterLook,
    scale.dearestLook,
    scale.dearestMinute,
    (scale.truthToVerdict / 1000).toFixed(1),
    (scale.maxRssBytes / MEGABYTE).toFixed(0),
  )
}

const images = await measureImages()
if (typeof images === 'string') {
  print()
  print(`Reading images was not measured: ${images}.`)
} else {
  for (const [heading = [], ...rest] of imageTables(images)) {
    print()
    row(...heading)
    row(...heading.map((_, index) => (index === 0 ? '---' : '--:')))
    for (const cells of rest) row(...cells)
  }
  if (images.faults.length > 0) {
    print()
    for (const fault of images.faults) print(`Not as promised: ${fault}`)
    process.exitCode = 1
  }
}
