import { parse, parseDocument, visit } from 'yaml'
import { exists, read } from '../docs/pages.ts'

export interface Step {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly shell?: string
  readonly with?: Readonly<Record<string, unknown>>
}

export interface Job {
  readonly uses?: string
  readonly needs?: string | readonly string[]
  readonly permissions?: Readonly<Record<string, string>> | string
  readonly environment?: string
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly Step[]
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> }
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const PINNED = /^[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?@[0-9a-f]{40}$/
const LOCAL = /^\.\/(\.github\/workflows\/[\w-]+\.yml)$/
const RELEASE = /^ v\d+\.\d+\.\d+$/

const manifest: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'))

/** A workflow as its runner reads it. */
export const workflowOf = (source: string): Workflow => parse(source)

/** Whether a job's token may change something at GitHub. */
export const mayWrite = ({ permissions = 'write-all' }: Job): boolean =>
  typeof permissions === 'string' || Object.values(permissions).includes('write')

/** Every `uses` of a workflow: what stands behind it, and the comment after that. */
export function usesOf(source: string): readonly { readonly action: string; readonly comment: string | undefined }[] {
  const found: { readonly action: string; readonly comment: string | undefined }[] = []
  visit(parseDocument(source), {
    Pair: (_, { key, value }) => {
      if (String(key) !== 'uses') return
      const { comment } = value as { readonly comment?: string }
      found.push({ action: String(value), comment })
    },
  })
  return found
}

/** Which of this repository's rules a workflow breaks, in words. */
export function brokenRules(source: string): readonly string[] {
  const workflow = workflowOf(source)
  const broken: string[] = []
  const isBroken = (is: boolean, what: string): void => {
    if (is) broken.push(what)
  }

  for (const { action, comment } of usesOf(source)) {
    const [, local] = LOCAL.exec(action) ?? []
    if (local === undefined) {
      isBroken(!PINNED.test(action), `${action} is not pinned by the SHA of a commit`)
      isBroken(!RELEASE.test(comment ?? ''), `${action} does not say its release in a comment behind it`)
    } else isBroken(!exists(local), `${action} does not exist`)
  }

  isBroken('pull_request_target' in workflow.on, 'pull_request_target gives rights to a run on what others wrote')
  isBroken(JSON.stringify(workflow.permissions) !== '{}', 'the workflow as a whole is given permissions')

  for (const [name, job] of Object.entries(workflow.jobs)) {
    isBroken(typeof job.permissions !== 'object', `${name} does not list its permissions`)
    if (job.uses !== undefined) continue
    isBroken(job['timeout-minutes'] === undefined, `${name} has no time limit`)
    for (const step of job.steps ?? []) broken.push(...brokenByStep(name, job, step, 'workflow_run' in workflow.on))
  }
  return broken
}

function brokenByStep(
  name: string,
  job: Job,
  { uses = '', run = '', ...step }: Step,
  isTrusted: boolean,
): readonly string[] {
  const broken: string[] = []
  if (run.includes('${{')) broken.push(`${name} puts an expression into a script: ${run}`)
  if (step.shell !== undefined) broken.push(`${name} chooses a shell: ${step.shell}`)
  if (uses.startsWith('actions/github-script@')) broken.push(`${name} has a script that no test runs`)
  if (uses.startsWith('actions/checkout@')) {
    if (step.with?.['persist-credentials'] !== false) broken.push(`${name} leaves its token in the checkout`)
    if ((mayWrite(job) || isTrusted) && (step.with?.['ref'] !== undefined || step.with?.['repository'] !== undefined))
      broken.push(`${name} has rights, and checks out something else than what it runs for`)
  }
  if (
    uses.startsWith('actions/cache') ||
    (uses.startsWith('actions/setup-node@') && step.with?.['cache'] !== undefined)
  )
    broken.push(`${name} reads a cache that another run may have written`)
  const calls = run.split('\n').map((line) => line.trim())
  if ((mayWrite(job) || isTrusted) && calls.some((line) => /\b(?:npm|npx|yarn|pnpm)\b/.test(line)))
    broken.push(`${name} has rights, and runs packages`)
  for (const line of calls) {
    const [, script] = /^npm (?:run |(?=test\b))(\S+)/.exec(line) ?? []
    if (script !== undefined && !(script in manifest.scripts))
      broken.push(`${name} runs ${script}, which package.json lacks`)
    const [, file] = /^node (\S+)/.exec(line) ?? []
    if (file !== undefined && !exists(file)) broken.push(`${name} runs ${file}, which does not exist`)
  }
  return broken
}
