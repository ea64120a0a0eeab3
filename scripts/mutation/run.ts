import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
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

/** The folders that are mutated, and the tests that are asked. */
const FOLDERS: Readonly<Record<string, Scope>> = {
  inputs: {
    mutate: ['src/inputs.ts', 'src/inputs/**/*.ts'],
    tests: [
      '__tests__/inputs*.test.ts',
      '__tests__/patterns.test.ts',
      '__tests__/path-filter.test.ts',
      '__tests__/action-yml.test.ts',
    ],
  },
  judge: {
    mutate: ['src/judge/**/*.ts'],
    tests: ['__tests__/judge/*.test.ts', '__tests__/watch.test.ts'],
    without: ['__tests__/judge/recommendations-paste.test.ts'],
  },
  guard: {
    mutate: ['src/guard/**/*.ts'],
    tests: ['__tests__/guard/*.test.ts'],
    without: [
      '__tests__/guard/*-property.test.ts',
      '__tests__/guard/*-faults.test.ts',
      '__tests__/guard/all-kinds.test.ts',
    ],
  },
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const REPORTS = 'reports/mutation'
const reportOf = (folder: string): string => `${REPORTS}/${folder}.json`

function install(): void {
  if (existsSync(here('node_modules/@stryker-mutator/core'))) return
  const { status } = spawnSync('npm', ['ci', '--prefix', here('.')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('expected npm to install Stryker into scripts/mutation; see its messages above')
}

/** Mutates one folder, or the files of it that are given, and leaves Stryker's report. */
async function mutate(folder: string, files: readonly string[]): Promise<void> {
  const scope = FOLDERS[folder]
  if (scope === undefined) throw new Error(`expected --folder ${Object.keys(FOLDERS).join(', ')}, got ${folder}`)
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
    ignorePatterns: ['dist', 'build', 'coverage', 'scripts', 'demo-output'],
    tempDirName: `${REPORTS}/${folder}-sandbox`,
    concurrency: 2,
    maxTestRunnerReuse: 1000,
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 60,
    reporters: ['json', 'html', 'progress'],
    jsonReporter: { fileName: reportOf(folder) },
    htmlReporter: { fileName: `${REPORTS}/${folder}.html` },
    warnings: { unknownOptions: false, slow: false },
  }
  await mkdir(REPORTS, { recursive: true })
  await writeFile(`${REPORTS}/${folder}.config.json`, JSON.stringify(config))
  const { status } = spawnSync(
    process.execPath,
    [here('node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', `${REPORTS}/${folder}.config.json`],
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
const folders = values.folder ?? Object.keys(FOLDERS)
const files = values.file ?? []
if (files.length > 0 && folders.length !== 1) throw new Error('expected one --folder beside --file')

if (!values.explain) install()
for (const folder of folders) {
  if (!values.explain) await mutate(folder, files)
  const { score, open } = await explain(await lastReport(folder))
  for (const line of open) console.log(line)
  console.log(`${folder}: ${JSON.stringify(score)}`)
  if (files.length === 0) await writeScores(folder, score)
}
