import { AwsFailure } from '../aws/failure.ts'
import type { GitHubReader } from '../expect/github.ts'
import type { PastRun, Reading, RunContext } from '../model.ts'
import { notAsked, present } from '../observe/answers.ts'

const MOST_RUNS = 30

/** Bytes. A run is described in about 20 KB, its repository twice. */
const LIMIT = 4 * 2 ** 20

/** How many calls `readRuns` may make. */
export function runCalls({ workflow = '' }: RunContext): number {
  return workflow === '' ? 2 : 1
}

/**
 * The last runs of this workflow, newest first, in two calls at most. Needs `actions: read` in a private repository. What is refused is told
 * as not read; rejects with nothing but the reason of a cancelled run.
 */
export async function readRuns(github: GitHubReader, run: RunContext): Promise<Reading<readonly PastRun[]>> {
  const { repository, runId, ref } = run
  if (repository === '') return notAsked('the repository is not known outside GitHub Actions')
  try {
    const named = run.workflow ?? ''
    const workflow = named === '' ? await workflowOf(github, repository, runId) : named
    if (workflow === undefined) return notAsked('the workflow of this run is not known')
    const branch = /^refs\/heads\/(.+)$/s.exec(ref ?? '')?.[1]
    const query = `per_page=${MOST_RUNS}${branch === undefined ? '' : `&branch=${encodeURIComponent(branch)}`}`
    const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(workflow)}/runs`
    const answer = await github.get(`${path}?${query}`, 'application/vnd.github+json', LIMIT)
    return answer.status === 200 ? runsIn(answer.text) : refused(path, answer.status)
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    return { state: 'not-read', why: error.message, action: error.action, denied: false }
  }
}

async function workflowOf(github: GitHubReader, repository: string, runId: string): Promise<string | undefined> {
  if (!/^\d+$/.test(runId)) return undefined
  const answer = await github.get(`/repos/${repository}/actions/runs/${runId}`, 'application/vnd.github+json', LIMIT)
  const said = answer.status === 200 ? parsed(answer.text) : undefined
  const id = isObject(said) ? said['workflow_id'] : undefined
  return typeof id === 'number' ? String(id) : undefined
}

function refused(path: string, status: number): Reading<never> {
  const why = `GitHub answered HTTP ${status}: the github-token needs actions: read`
  return { state: 'not-read', why, action: `GET ${path}`, denied: status === 401 || status === 403 || status === 404 }
}

function runsIn(text: string): Reading<readonly PastRun[]> {
  const said = parsed(text)
  const listed = isObject(said) ? said['workflow_runs'] : undefined
  if (!Array.isArray(listed)) return { state: 'not-read', why: 'GitHub’s answer lists no runs', denied: false }
  return { state: 'read', value: listed.slice(0, MOST_RUNS).flatMap(runIn) }
}

function runIn(value: unknown): PastRun[] {
  if (!isObject(value)) return []
  const { id, head_sha: commit, event, conclusion, created_at: created, head_commit: head } = value
  if (typeof id !== 'number' || typeof commit !== 'string' || typeof event !== 'string') return []
  return [
    present({
      id,
      commit,
      event,
      conclusion: typeof conclusion === 'string' ? conclusion : undefined,
      createdAt: timeIn(created),
      committedAt: timeIn(isObject(head) ? head['timestamp'] : undefined),
    }),
  ]
}

function timeIn(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
