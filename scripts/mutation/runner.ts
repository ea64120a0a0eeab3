import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import * as fc from 'fast-check'
import { shortened } from './fast-check.ts'
import { collect, type Scope, type Test } from './jest-globals.ts'
import { isolateModules } from './modules.ts'

/** How often code of each mutant ran: while modules were loaded, and by test. */
interface Coverage {
  readonly static: Record<string, number>
  readonly perTest: Record<string, Record<string, number>>
}

/** What instrumented code reads and writes, by the name that Stryker gives it. */
interface Instrumented {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: Coverage
}

interface MutantRun {
  readonly activeMutant: { readonly id: string }
  readonly testFilter?: readonly string[]
  readonly hitLimit?: number
  readonly mutantActivation: 'runtime' | 'static'
}

type MutantResult =
  | {
      readonly status: 'killed'
      readonly killedBy: string[]
      readonly failureMessage: string
      readonly nrOfTests: number
    }
  | { readonly status: 'survived'; readonly nrOfTests: number }
  | { readonly status: 'timeout'; readonly reason: string }

/** What the first run learnt: each test's time in ms, and which files reach a mutant of code that runs while a module is loaded. */
interface Learnt {
  readonly times: Record<string, number>
  readonly filesOf: Record<string, string[]>
  /** Tests that fail with fewer values for their properties than they want: they are not asked. */
  readonly leftOut: string[]
}

/** The name under which instrumented code looks for it. */
const NAMESPACE = '__stryker__'

function instrumented(): Instrumented {
  const place = globalThis as { [NAMESPACE]?: Instrumented }
  return (place[NAMESPACE] ??= {})
}

/** A hook or a test that is not done after this many ms hangs, as for jest; or after so many times what it took without a mutant. */
const HANGS_AFTER = { least: 5_000, times: 5 }

const LEARNT = '.learnt.json'

const scopesOf = (scope: Scope): readonly Scope[] => [
  ...(scope.outer === undefined ? [] : scopesOf(scope.outer)),
  scope,
]

async function done(step: () => unknown, within: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const hung = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not done after ${within} ms`))
    }, within)
  })
  try {
    await Promise.race([step(), hung])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Runs jest's tests in this process, so that a mutant costs the tests that cover it and nothing else: no start, no import. Tests are run
 * cheapest first, until one fails. Implements Stryker's `TestRunner`.
 */
class InProcessRunner {
  private readonly root = process.cwd()
  private readonly load = isolateModules(this.root)
  private readonly instrumented = instrumented()
  private readonly loaded = new Map<string, readonly Test[]>()
  private readonly kills = new Map<string, number>()
  private readonly files: readonly string[]

  constructor(files: readonly string[]) {
    this.files = files
  }

  capabilities(): { readonly reloadEnvironment: boolean } {
    return { reloadEnvironment: true }
  }

  async init(): Promise<void> {
    // A counterexample need not be small to kill, and the same mutant must meet the same values each time.
    fc.configureGlobal({ endOnFailure: true, seed: 7 })
    process.on('unhandledRejection', () => {})
  }

  async dryRun(): Promise<unknown> {
    const results: {
      id: string
      name: string
      status: 0 | 1
      timeSpentMs: number
      fileName: string
      failureMessage?: string
    }[] = []
    const learnt: Learnt = { times: {}, filesOf: {}, leftOut: [] }
    for (const file of this.files) {
      const before = { ...this.instrumented.mutantCoverage?.static }
      const tests = await this.testsOf(file)
      for (const [mutant, hits] of Object.entries(this.instrumented.mutantCoverage?.static ?? {}))
        if (hits > (before[mutant] ?? 0)) (learnt.filesOf[mutant] ??= []).push(file)
      for (const test of tests) {
        const begun = performance.now()
        shortened.times = 0
        const failure = await this.run([test])
        if (failure !== undefined && shortened.times > 0) {
          learnt.leftOut.push(test.id)
          delete this.instrumented.mutantCoverage?.perTest[test.id]
          continue
        }
        const timeSpentMs = Math.ceil(performance.now() - begun)
        learnt.times[test.id] = timeSpentMs
        results.push({
          id: test.id,
          name: test.id,
          status: failure === undefined ? 0 : 1,
          timeSpentMs,
          fileName: join(this.root, file),
          ...(failure !== undefined && { failureMessage: failure.message }),
        })
      }
    }
    // The same code may run in tests of other files as well.
    for (const [id, hits] of Object.entries(this.instrumented.mutantCoverage?.perTest ?? {})) {
      const file = this.files.find((one) => id.startsWith(`${one} `))
      for (const mutant of Object.keys(hits)) {
        const files = learnt.filesOf[mutant]
        if (files !== undefined && file !== undefined && !files.includes(file)) files.push(file)
      }
    }
    writeFileSync(LEARNT, JSON.stringify(learnt))
    return { status: 'complete', tests: results, mutantCoverage: this.instrumented.mutantCoverage }
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }: MutantRun): Promise<MutantResult> {
    this.instrumented.hitLimit = hitLimit
    this.instrumented.hitCount = hitLimit === undefined ? undefined : 0
    const learnt = JSON.parse(readFileSync(LEARNT, 'utf8')) as Learnt
    try {
      return mutantActivation === 'static'
        ? await this.runStatic(activeMutant.id, learnt)
        : await this.runChosen(activeMutant.id, new Set(testFilter), learnt)
    } finally {
      this.instrumented.activeMutant = undefined
    }
  }

  /** A mutant of code that runs while a module is loaded: the files that load it are imported anew, with the mutant active. */
  private async runStatic(mutant: string, learnt: Learnt): Promise<MutantResult> {
    let nrOfTests = 0
    const cost = (file: string): number =>
      Object.entries(learnt.times).reduce((sum, [id, time]) => (id.startsWith(`${file} `) ? sum + time : sum), 0)
    for (const file of (learnt.filesOf[mutant] ?? this.files).toSorted((a, b) => cost(a) - cost(b))) {
      this.instrumented.activeMutant = mutant
      let tests: readonly Test[]
      try {
        tests = await collect(file, async () => this.load(file))
      } catch (error) {
        return this.resultOf({ id: file, message: String(error) }, nrOfTests)
      }
      const asked = tests.filter(({ id }) => !learnt.leftOut.includes(id))
      nrOfTests += asked.length
      const failure = await this.run(asked.toSorted(this.cheapestFirst(learnt)), learnt)
      if (failure !== undefined) return this.resultOf(failure, nrOfTests)
    }
    return this.resultOf(undefined, nrOfTests)
  }

  private async runChosen(mutant: string, chosen: ReadonlySet<string>, learnt: Learnt): Promise<MutantResult> {
    const tests: Test[] = []
    for (const file of this.files)
      if ([...chosen].some((id) => id.startsWith(`${file} `)))
        tests.push(...(await this.testsOf(file)).filter(({ id }) => chosen.has(id)))
    this.instrumented.activeMutant = mutant
    return this.resultOf(await this.run(tests.toSorted(this.cheapestFirst(learnt)), learnt), tests.length)
  }

  private cheapestFirst({ times }: Learnt): (a: Test, b: Test) => number {
    const cost = ({ id }: Test): number => (times[id] ?? 0) / (1 + (this.kills.get(id) ?? 0))
    return (a, b) => cost(a) - cost(b)
  }

  private resultOf(failure: Failure | undefined, nrOfTests: number): MutantResult {
    const { hitCount, hitLimit } = this.instrumented
    if (hitCount !== undefined && hitLimit !== undefined && hitCount > hitLimit)
      return { status: 'timeout', reason: `the mutant ran ${hitCount} times, more than ${hitLimit}` }
    if (failure === undefined) return { status: 'survived', nrOfTests }
    this.kills.set(failure.id, (this.kills.get(failure.id) ?? 0) + 1)
    return { status: 'killed', killedBy: [failure.id], failureMessage: failure.message, nrOfTests }
  }

  private async testsOf(file: string): Promise<readonly Test[]> {
    const known = this.loaded.get(file)
    if (known !== undefined) return known
    this.instrumented.currentTestId = undefined
    const tests = await collect(file, async () => this.load(file))
    this.loaded.set(file, tests)
    return tests
  }

  /** Runs tests until one fails, each with all its hooks around it; the first failure, or undefined. Without `learnt` it records. */
  private async run(tests: readonly Test[], learnt?: Learnt): Promise<Failure | undefined> {
    for (const { id, scope, body } of tests) {
      const scopes = scopesOf(scope)
      if (learnt === undefined) this.instrumented.currentTestId = id
      const within =
        learnt === undefined ? 600_000 : Math.max(HANGS_AFTER.least, HANGS_AFTER.times * (learnt.times[id] ?? 0))
      const failures: string[] = []
      const attempt = async (step: () => unknown): Promise<void> => {
        try {
          await done(step, within)
        } catch (error) {
          failures.push(error instanceof Error ? error.message : String(error))
        }
      }
      for (const step of [...scopes.flatMap((one) => one.beforeAll), ...scopes.flatMap((one) => one.beforeEach)])
        await attempt(step)
      if (failures.length === 0) await attempt(body)
      const inwardOut = scopes.toReversed()
      for (const step of [...inwardOut.flatMap((one) => one.afterEach), ...inwardOut.flatMap((one) => one.afterAll)])
        await attempt(step)
      const [message] = failures
      if (message !== undefined) return { id, message }
    }
    return undefined
  }
}

interface Failure {
  readonly id: string
  readonly message: string
}

const create = Object.assign(
  (
    options: { readonly testFiles?: readonly string[] } & { readonly inProcess: { readonly files: readonly string[] } },
  ) => new InProcessRunner(options.inProcess.files),
  { inject: ['options'] },
)

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: create }]
