import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { explain, type Report } from './explained.ts'
import { writeScores } from './scores.ts'

interface Scope {
  readonly mutate: readonly string[]
  readonly tests: readonly string[]
  /** Tests that start programs or play whole worlds: too slow to be asked by each mutant. */
  readonly without?: readonly string[]
}

const guardTest = (name: string): string => `__tests__/guard/${name}.test.ts`

/** The folders that are mutated, and the tests that are asked. A folder's name chooses those below it as well, and with `/.` it alone. */
const FOLDERS: Readonly<Record<string, Scope>> = {
  inputs: {
    mutate: ['src/inputs.ts', 'src/inputs/**/*.ts'],
    tests: ['__tests__/inputs*.test.ts', '__tests__/patterns.test.ts', '__tests__/path-filter.test.ts'],
  },
  judge: {
    mutate: ['src/judge/**/*.ts'],
    tests: ['__tests__/judge/*.test.ts', '__tests__/watch.test.ts'],
    without: ['__tests__/judge/recommendations-paste.test.ts'],
  },
  guard: {
    mutate: ['src/guard/*.ts'],
    tests: [
      'acted',
      'all-kinds',
      'auto',
      'builds',
      'competing',
      'description',
      'direct-first',
      'guard',
      'guard-auto',
      'guard-faults',
      'guard-record',
      'guard-time',
      'lost-answer',
      'projects',
      'unanswered',
    ].map(guardTest),
  },
  'guard/builds': {
    mutate: ['src/guard/builds/*.ts'],
    tests: ['builds', 'guard-time', 'initiator', 'manual-starts'].map(guardTest),
  },
  'guard/competing': {
    mutate: ['src/guard/competing/*.ts'],
    tests: ['competing*', 'auto', 'guard-auto'].map(guardTest),
  },
  'guard/pipeline': { mutate: ['src/guard/pipeline/*.ts'], tests: ['lost-answer', 'pipeline*'].map(guardTest) },
  'guard/rule': { mutate: ['src/guard/rule/*.ts'], tests: ['lost-answer', 'rule*'].map(guardTest) },
  'guard/schedule': { mutate: ['src/guard/schedule/*.ts'], tests: ['lost-answer', 'schedule*'].map(guardTest) },
  'guard/webhook': {
    mutate: ['src/guard/webhook/*.ts'],
    tests: ['filters', 'github-hook', 'guard', 'guard-faults', 'lost-answer', 'this-push', 'webhook-*'].map(guardTest),
  },
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const REPORTS = 'reports/mutation'
const reportOf = (folder: string): string => `${REPORTS}/${folder.replace('/', '-')}.json`

function install(): void {
  if (existsSync(here('node_modules/@stryker-mutator/core'))) return
  const { status } = spawnSync('npm', ['ci', '--prefix', here('.')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('expected npm to install Stryker into scripts/mutation; see its messages above')
}

/** Mutates one folder, or the files of it that are given, and leaves Stryker's report. */
async function mutate(folder: string, files: readonly string[]): Promise<void> {
  const scope = FOLDERS[folder]
  if (scope === undefined) throw new Error(`expected a known folder, got ${folder}`)
  const name = folder.replace('/', '-')
  const config = {
    testRunner: 'in-process',
    plugins: [here('runner.ts'), here('prose.ts')],
    ignorers: ['prose'],
    inProcess: { files: globSync([...scope.tests], { exclude: scope.without ?? [] }).toSorted() },
    coverageAnalysis: 'perTest',
    ignoreStatic: !values.static,
    mutate: files.length === 0 ? scope.mutate : files,
    // TypeScript 7 has no API for Stryker to rewrite this file with.
    tsconfigFile: 'none.json',
    symlinkNodeModules: false,
    ignorePatterns: ['dist', 'build', 'coverage', 'scripts', 'demo-output', 'reports'],
    tempDirName: `${REPORTS}/${name}-sandbox`,
    concurrency: 2,
    maxTestRunnerReuse: 1000,
    timeoutMS: 8_000,
    dryRunTimeoutMinutes: 60,
    reporters: ['json', 'html', 'progress'],
    jsonReporter: { fileName: reportOf(folder) },
    htmlReporter: { fileName: `${REPORTS}/${name}.html` },
    warnings: { unknownOptions: false, slow: false },
  }
  await mkdir(REPORTS, { recursive: true })
  await rm(config.tempDirName, { recursive: true, force: true })
  await writeFile(`${REPORTS}/${name}.config.json`, JSON.stringify(config))
  const { status } = spawnSync(
    process.execPath,
    [here('node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', `${REPORTS}/${name}.config.json`],
    { stdio: 'inherit' },
  )
  if (status !== 0) throw new Error(`expected Stryker to finish ${folder}; see its messages above`)
}

async function lastReport(folder: string): Promise<Report> {
  return JSON.parse(await readFile(reportOf(folder), 'utf8')) as Report
}

const { values } = parseArgs({
  options: {
    folder: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    // Mutates what is computed once, while a module is loaded, too: each of these mutants needs its modules loaded anew.
    static: { type: 'boolean' },
    // Reads the last report again, to try new explanations.
    explain: { type: 'boolean' },
  },
})
const chosen = values.folder ?? ['inputs', 'judge', 'guard']
const folders = Object.keys(FOLDERS).filter((name) =>
  chosen.some((one) => name === one || name.startsWith(`${one}/`) || `${name}/.` === one),
)
if (folders.length === 0)
  throw new Error(`expected --folder ${Object.keys(FOLDERS).join(', ')}, got ${chosen.join(', ')}`)
const files = values.file ?? []
if (files.length > 0 && folders.length !== 1)
  throw new Error(`expected one --folder beside --file, got ${folders.join(', ')}`)

if (!values.explain) install()
for (const folder of folders) {
  if (!values.explain) await mutate(folder, files)
  const { score, open } = await explain(await lastReport(folder))
  for (const line of open) console.log(line)
  console.log(`${folder}: ${JSON.stringify(score)}`)
  if (files.length === 0) await writeScores(folder, score)
}
