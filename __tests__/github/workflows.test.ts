import { readdirSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { read, ROOT, tableRows } from '../docs/pages.ts'
import { findings } from './language-service.ts'
import { brokenRules, mayWrite, usesOf, workflowOf } from './workflow-rules.ts'

const FOLDER = '.github/workflows/'
const sources = new Map(readdirSync(new URL(FOLDER, ROOT)).map((name) => [name, read(`${FOLDER}${name}`)]))
const sourceOf = (name: string): string => sources.get(name) ?? ''
const jobsOf = (name: string) => workflowOf(sourceOf(name)).jobs

const SHA = '0123456789abcdef0123456789abcdef01234567'
const GOOD = `
name: Good
on:
  push:
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@${SHA} # v1.2.3
        with:
          persist-credentials: false
      - run: npm test
`

describe.each([...sources])('%s', (name, source) => {
  it("is valid by GitHub's own language service", async () => {
    expect(await findings(`${FOLDER}${name}`, source)).toEqual([])
  })

  it("breaks none of this repository's rules", () => {
    expect(brokenRules(source)).toEqual([])
  })
})

describe("GitHub's own language service", () => {
  it.each([
    ['a permission that is none', 'contents: read', 'content: read'],
    ['an event that is none', 'push:', 'pushed:'],
    ['a step that does nothing', 'run: npm test', 'name: npm test'],
    ['an expression that is none', 'run: npm test', 'run: echo ${{ github.actr }}'],
  ])('finds %s', async (_, right, wrong) => {
    expect(await findings(`${FOLDER}good.yml`, GOOD)).toEqual([])
    expect(await findings(`${FOLDER}good.yml`, GOOD.replace(right, wrong))).not.toEqual([])
  })
})

describe('a workflow', () => {
  it.each([
    ['is fine', '', '', []],
    ['uses a tag', SHA, 'v1.2.3', ['is not pinned']],
    ['uses a short SHA', SHA, SHA.slice(0, 7), ['is not pinned']],
    ['does not say which release it uses', ' # v1.2.3', '', ['does not say its release']],
    ['says a tag that moves', '# v1.2.3', '# v1', ['does not say its release']],
    [
      'calls a workflow that is not there',
      `- run: npm test`,
      '- uses: ./.github/workflows/none.yml',
      ['does not exist'],
    ],
    ['runs with rights on what others wrote', 'push:', 'pull_request_target:', ['pull_request_target']],
    ['gives every job permissions', 'permissions: {}', 'permissions: read-all', ['as a whole']],
    ['takes the default permissions', 'permissions: {}\n', '', ['as a whole']],
    [
      'has a job with the default permissions',
      '    permissions:\n      contents: read\n',
      '',
      ['does not list', 'runs packages'],
    ],
    [
      'has a job with all permissions',
      'permissions:\n      contents: read',
      'permissions: write-all',
      ['does not list', 'runs packages'],
    ],
    ['has a job without a time limit', '    timeout-minutes: 5\n', '', ['no time limit']],
    ['leaves its token in the checkout', 'persist-credentials: false', 'fetch-depth: 1', ['leaves its token']],
    ['puts an expression into a script', 'npm test', 'echo "${{ github.head_ref }}"', ['into a script']],
    ['runs packages with rights', 'contents: read', 'contents: write', ['runs packages']],
    [
      'runs packages after another workflow',
      'push:',
      'workflow_run: { workflows: [Test], types: [completed] }',
      ['runs packages'],
    ],
    ['runs a script that package.json lacks', 'npm test', 'npm run tset', ['package.json lacks']],
    ['runs a file that is not there', 'npm test', 'node scripts/none.ts', ['does not exist']],
    ['has a script of its own', 'actions/checkout', 'actions/github-script', ['no test runs']],
    [
      'reads a cache',
      '- run: npm test',
      `- uses: actions/setup-node@${SHA} # v1.2.3\n        with: { cache: npm }`,
      ['a cache'],
    ],
  ])('that %s is told from the others', (_, right, wrong, rules) => {
    expect(GOOD).toContain(right)
    expect(brokenRules(GOOD.replace(right, wrong))).toEqual(rules.map((rule) => expect.stringContaining(rule)))
  })

  it('that checks out a branch with rights is told from the others', () => {
    const reading = GOOD.replace('persist-credentials: false', `persist-credentials: false\n          ref: main`)
    expect(brokenRules(reading)).toEqual([])
    const writing = reading.replace('contents: read', 'contents: write').replace('npm test', 'node scripts/audit.mjs')
    expect(brokenRules(writing)).toEqual([expect.stringContaining('checks out something else')])
  })
})

describe('the workflows together', () => {
  it('are all told in the page about releasing', () => {
    const [, told = ''] = read('docs/releasing.md').split('## What the workflows may do')
    const names = tableRows(told.split('\n## ')[0] ?? '').map(([name = '']) => name.replaceAll('`', ''))
    expect(names.toSorted()).toEqual([...sources.keys()].toSorted())
  })

  it('use one commit of each action', () => {
    const actions = [...sources.values()].flatMap(usesOf).map(({ action }) => action.split('@'))
    const commits = new Map<string, Set<string | undefined>>()
    for (const [name = '', commit] of actions) {
      const repository = name.split('/').slice(0, 2).join('/')
      commits.set(repository, (commits.get(repository) ?? new Set()).add(commit))
    }
    expect([...commits].filter(([, used]) => used.size > 1)).toEqual([])
  })

  it('may write in these jobs, this and nothing else', () => {
    const writing = [...sources].flatMap(([file, source]) =>
      Object.entries(workflowOf(source).jobs)
        .filter(([, job]) => mayWrite(job))
        .map(([job, { permissions }]) => [`${file} ${job}`, permissions]),
    )
    expect(Object.fromEntries(writing)).toEqual({
      'codeql.yml analyze': { contents: 'read', 'security-events': 'write' },
      'commit-dist.yml commit': { actions: 'read', contents: 'write' },
      'release.yml attest': { contents: 'read', 'id-token': 'write', attestations: 'write' },
      'release.yml draft': { contents: 'write' },
      'release.yml publish': { contents: 'write' },
    })
  })

  it('test on Linux, macOS and Windows with the Node of the action', () => {
    expect(jobsOf('test.yml')['test']?.strategy?.matrix).toEqual({
      os: ['ubuntu-latest', 'macos-latest', 'windows-latest'],
    })
    const versions = [...sources.values()]
      .flatMap((source) => Object.values(workflowOf(source).jobs))
      .flatMap(({ steps = [] }) => steps)
      .filter(({ uses = '' }) => uses.startsWith('actions/setup-node@'))
      .map((step) => step.with?.['node-version'])
    expect(new Set(versions)).toEqual(new Set([24]))
  })
})

describe('a release', () => {
  const jobs = jobsOf('release.yml')
  const before = (name: string): readonly string[] => {
    const needs = [jobs[name]?.needs ?? []].flat()
    return [...needs, ...needs.flatMap(before)]
  }

  it('is tagged and published only after everything else', () => {
    expect(new Set(before('draft'))).toEqual(new Set(['check', 'test', 'dist', 'attest']))
    expect(new Set(before('publish'))).toEqual(new Set(['check', 'test', 'dist', 'attest', 'draft']))
  })

  it('tests and checks what every pull request does', () => {
    expect([jobs['test']?.uses, jobs['dist']?.uses]).toEqual([
      './.github/workflows/test.yml',
      './.github/workflows/check-dist.yml',
    ])
  })

  it('is published with the approval that its environment asks for', () => {
    expect(jobs['publish']?.environment).toBe('release')
  })

  it('starts by hand only', () => {
    expect(Object.keys(workflowOf(sourceOf('release.yml')).on)).toEqual(['workflow_dispatch'])
  })
})

describe('the commit of a rebuilt dist', () => {
  const commit = workflowOf(sourceOf('commit-dist.yml'))
  const steps = commit.jobs['commit']?.steps ?? []

  it('comes after the workflow that rebuilds it, by its name', () => {
    const { name } = workflowOf(sourceOf('rebuild-dist.yml')) as unknown as { readonly name: string }
    expect(commit.on).toEqual({ workflow_run: { workflows: [name], types: ['completed'] } })
  })

  it('has its scripts checked out after the artifact is there, so that none is the artifact’s', () => {
    const order = steps.map(({ uses = '' }) => uses.split('@')[0])
    expect(order.indexOf('actions/download-artifact')).toBeLessThan(order.indexOf('actions/checkout'))
  })

  it('is asked for by a pull request of this repository alone', () => {
    const { if: condition = '' } = (commit.jobs['commit'] ?? {}) as { readonly if?: string }
    for (const part of [
      "github.event.workflow_run.event == 'pull_request'",
      'github.event.workflow_run.head_repository.full_name == github.repository',
      "startsWith(github.event.workflow_run.head_branch, 'dependabot/npm_and_yarn/')",
    ])
      expect(condition).toContain(part)
    expect(condition).not.toContain('||')
  })

  it('keeps under one name what the other workflow rebuilt', () => {
    const kept = jobsOf('rebuild-dist.yml')['rebuild']?.steps?.find(({ uses = '' }) => uses.includes('upload-artifact'))
    const fetched = steps.find(({ uses = '' }) => uses.includes('download-artifact'))
    expect(fetched?.with?.['name']).toBe(kept?.with?.['name'])
  })
})

describe('the check of dist', () => {
  it('keeps what was expected where it failed, by an id that a step has', () => {
    const steps = jobsOf('check-dist.yml')['check-dist']?.steps ?? []
    const { if: condition = '' } = (steps.at(-1) ?? {}) as { readonly if?: string }
    const [, id] = /^failure\(\) && steps\.(\w+)\.outcome == 'failure'$/.exec(condition) ?? []
    expect(steps.find((step) => step.id === id)?.run).toBe('npm run check:dist')
  })
})
