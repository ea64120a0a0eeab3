import { bind } from 'jest-each'
import { ModuleMocker } from 'jest-mock'

export { expect } from 'expect'

/** What jest runs: a test, or a hook around tests. */
export type Step = () => unknown

/** A `describe`, or a whole file: its hooks, and the scope that it stands in. */
export interface Scope {
  readonly title: string
  readonly outer: Scope | undefined
  readonly skipped: boolean
  readonly beforeAll: Step[]
  readonly afterAll: Step[]
  readonly beforeEach: Step[]
  readonly afterEach: Step[]
}

/** One test of a file, named by its file and all titles around it. */
export interface Test {
  readonly id: string
  readonly scope: Scope
  readonly body: Step
}

const scopeOf = (title: string, outer: Scope | undefined, skipped: boolean): Scope => ({
  title,
  outer,
  skipped,
  beforeAll: [],
  afterAll: [],
  beforeEach: [],
  afterEach: [],
})

let scope = scopeOf('', undefined, false)
let tests: Test[] = []

/** Imports a test file by `load`, and returns the tests that it declares, in order; skipped ones are left out. */
export async function collect(file: string, load: () => Promise<unknown>): Promise<readonly Test[]> {
  scope = scopeOf(file, undefined, false)
  tests = []
  await load()
  return tests
}

function pathOf(inner: Scope): string {
  return inner.outer === undefined ? inner.title : `${pathOf(inner.outer)} › ${inner.title}`
}

function inScope(title: unknown, body: Step, skipped: boolean): void {
  const outer = scope
  scope = scopeOf(String(title), outer, skipped || outer.skipped)
  try {
    body()
  } finally {
    scope = outer
  }
}

function declare(title: unknown, body: Step): void {
  if (!scope.skipped) tests.push({ id: `${pathOf(scope)} › ${String(title)}`, scope, body })
}

const nothing = (): void => {}

type Table = (title: unknown, body: Step) => void

const withEach = (run: Table, skip: Table) =>
  Object.assign(run, { each: bind(run, false), skip: Object.assign(skip, { each: bind(skip, false) }) })

export const describe = withEach(
  (title, body) => {
    inScope(title, body, false)
  },
  (title, body) => {
    inScope(title, body, true)
  },
)
export const it = withEach(declare, nothing)
export const test = it

export const beforeAll = (step: Step): number => scope.beforeAll.push(step)
export const afterAll = (step: Step): number => scope.afterAll.push(step)
export const beforeEach = (step: Step): number => scope.beforeEach.push(step)
export const afterEach = (step: Step): number => scope.afterEach.push(step)

const mocker = new ModuleMocker(globalThis)
export const jest = { fn: mocker.fn.bind(mocker), setTimeout: nothing }
