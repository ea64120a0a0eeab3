import { describe, expect, it } from '@jest/globals'
import { GitHub, type GitHubAnswer } from '../../simulator/github.ts'

const START = Date.UTC(2025, 6, 21, 10, 5)
const FIRST = '1'.repeat(40)
const SECOND = '2'.repeat(40)
const SIDE = '3'.repeat(40)
const FILE = 'modules/core/config.py'

function setting(): GitHub {
  const github = new GitHub(() => START)
  github.commit('o/r', { sha: FIRST, message: 'v3.3.5', files: { [FILE]: 'VERSION = "3.3.5"\n', README: 'hi' } })
  github.commit('o/r', { sha: SECOND, message: 'v3.3.6', files: { [FILE]: 'VERSION = "3.3.6"\n' } })
  github.commit('o/r', { sha: SIDE, message: 'side', parents: [FIRST] }, 'side')
  return github
}

function get(github: GitHub, path: string, headers: Record<string, string> = {}): GitHubAnswer {
  return github.answer('GET', path, headers, '', 'http://127.0.0.1/api/v3')
}

describe('GitHub', () => {
  it('tells a commit by its SHA, a prefix of it, or a branch', () => {
    for (const ref of [SECOND, SECOND.slice(0, 7), 'main'])
      expect(JSON.parse(get(setting(), `/repos/o/r/commits/${ref}`).body)).toMatchObject({
        sha: SECOND,
        commit: { message: 'v3.3.6', committer: { date: '2025-07-21T10:05:00Z' } },
        parents: [{ sha: FIRST }],
      })
    expect(get(setting(), `/repos/o/r/commits/${'f'.repeat(40)}`).status).toBe(422)
  })

  it('gives a file at a commit in both forms', () => {
    const path = `/repos/o/r/contents/${FILE}?ref=${FIRST}`
    const { encoding, content } = JSON.parse(get(setting(), path).body)
    expect(Buffer.from(content, encoding).toString()).toBe('VERSION = "3.3.5"\n')
    expect(get(setting(), path, { accept: 'application/vnd.github.raw+json' }).body).toBe('VERSION = "3.3.5"\n')
    expect(get(setting(), `/repos/o/r/contents/README?ref=${SECOND}`).status).toBe(200)
  })

  it('answers 404 for a file, a commit or a repository that is not there, in their own words', () => {
    const message = (path: string): unknown => JSON.parse(get(setting(), path).body).message
    expect(message(`/repos/o/r/contents/none?ref=${FIRST}`)).toBe('Not Found')
    expect(message('/repos/o/r/contents/README?ref=none')).toBe('No commit found for the ref none')
    expect(message('/repos/o/none')).toBe('Not Found')
  })

  it('compares commits', () => {
    const status = (range: string): unknown => JSON.parse(get(setting(), `/repos/o/r/compare/${range}`).body).status
    expect(status(`${FIRST}...${SECOND}`)).toBe('ahead')
    expect(status(`${SECOND}...${FIRST}`)).toBe('behind')
    expect(status(`${SECOND}...${SIDE}`)).toBe('diverged')
    expect(status(`${SECOND}...${SECOND}`)).toBe('identical')
  })

  it.each([
    ['hidden', 404, 'Not Found'],
    ['unauthorized', 401, 'Bad credentials'],
    ['forbidden', 403, 'Resource not accessible by integration'],
    ['rate-limited', 403, 'API rate limit exceeded'],
    ['secondary-limit', 429, 'secondary rate limit'],
  ] as const)('refuses when %s', (mode, status, message) => {
    const github = setting()
    github.mode = mode
    const answer = get(github, `/repos/o/r/commits/${SECOND}`)
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(message)
  })

  it('lists workflow runs, newest first', () => {
    const github = setting()
    github.workflowRun('o/r', { id: 1, headSha: FIRST, name: 'Deploy' })
    github.workflowRun('o/r', { id: 2, headSha: SECOND, name: 'Deploy', conclusion: 'failure' })
    const { workflow_runs: runs } = JSON.parse(get(github, '/repos/o/r/actions/workflows/deploy.yml/runs').body)
    expect(runs.map(({ id }: { id: number }) => id)).toEqual([2, 1])
    expect(JSON.parse(get(github, '/repos/o/r/actions/runs/2').body).conclusion).toBe('failure')
  })

  it('shows a hook to its own token only, which may switch it off', () => {
    const github = setting()
    const hook = github.hook('o/r', '7')
    const patch = (authorization: string): number =>
      github.answer('PATCH', '/repos/o/r/hooks/7', { authorization }, '{"active":false}', '').status
    expect(patch('token ghs_other')).toBe(404)
    expect(hook.active).toBe(true)
    expect(patch(`token ${github.webhookToken}`)).toBe(200)
    expect(hook.active).toBe(false)
  })
})
