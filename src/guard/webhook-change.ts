import type { UpdateWebhookCommandInput, Webhook } from '@aws-sdk/client-codebuild'

import type { CodeBuildApi } from '../aws/api.ts'
import { AwsFailure } from '../aws/failure.ts'
import { passableFailure, patiently } from './problem.ts'
import type { Patience } from './problem.ts'
import type { ProjectKey } from './projects.ts'
import type { HookFilters, Plan } from './webhook-plan.ts'

/** Once for the change, once more where somebody else changed the hook at the same time. */
const WRITES = 2

/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const SETTLING: readonly number[] = [1000, 2000]

export interface WebhookDeps {
  readonly codebuild: CodeBuildApi
  readonly region: string
  readonly patience: Patience
}

/** What was written: the hook as it was before the first write, and the filters of the last one. */
export interface Written {
  readonly before: Webhook
  readonly filters: HookFilters
}

/**
 * How a change ended; `hook` is always what was read last. `settled`: there is nothing left to write. `contested`: written, and
 * read back otherwise each time. `refused`: AWS turned the write down. `unreadable`: the hook could not be read (again).
 */
export type ChangeEnd =
  | { readonly how: 'settled' | 'contested'; readonly hook: Webhook; readonly written?: Written }
  | { readonly how: 'refused'; readonly hook: Webhook; readonly failure: AwsFailure }
  | { readonly how: 'gone'; readonly written?: Written }
  | { readonly how: 'unreadable'; readonly failure: AwsFailure; readonly written?: Written }

/**
 * Reads the hook, plans, writes and reads back, until what was read needs no more change.
 * @param found the hook as it was found; where it needs no change, no call is made
 * @param beforeWrite called right before each write with what is about to be written
 */
export async function changeWebhook(
  deps: WebhookDeps,
  project: ProjectKey,
  found: Webhook,
  plan: (hook: Webhook) => Plan,
  beforeWrite: (hook: Webhook, written: Written) => void,
): Promise<ChangeEnd> {
  if (plan(found).kind !== 'write') return { how: 'settled', hook: found }
  let written: { readonly written?: Written } = {}
  try {
    // Anew, because there is no conditional write: the shorter the gap, the less another's change is lost in it.
    let hook = await readHookOf(deps, project)
    for (let writes = 0; ; writes += 1) {
      if (hook === undefined) return { how: 'gone', ...written }
      const wanted = plan(hook)
      if (wanted.kind !== 'write') return { how: 'settled', hook, ...written }
      if (writes === WRITES) return { how: 'contested', hook, ...written }
      const attempt: Written = { before: written.written?.before ?? hook, filters: wanted.filters }
      beforeWrite(hook, attempt)
      const failure = await write(deps, project.name, hook, wanted.filters)
      // An answer that was lost may have been a yes.
      if (failure === undefined || failure.kind === 'retry') written = { written: attempt }
      hook = await readHookOf(deps, project)
      const undone = (): boolean => hook !== undefined && plan(hook).kind === 'write'
      if (failure !== undefined && hook !== undefined && undone()) return { how: 'refused', hook, failure }
      for (const wait of SETTLING) {
        if (!undone()) break
        await deps.patience.clock.sleep(wait, deps.patience.signal)
        hook = await readHookOf(deps, project)
      }
    }
  } catch (error) {
    return { how: 'unreadable', failure: passableFailure(error), ...written }
  }
}

/** The project's hook now; undefined where it has none, or where the project itself is gone. */
async function readHookOf(
  { codebuild, patience }: WebhookDeps,
  { name, arn }: ProjectKey,
): Promise<Webhook | undefined> {
  return patiently(patience, async () => {
    const { projects, projectsNotFound } = await codebuild.batchGetProjects({ names: [arn] })
    const project = projects?.find((one) => one.name === name)
    if (project === undefined && !projectsNotFound?.includes(arn))
      throw new AwsFailure(
        'retry',
        'codebuild:BatchGetProjects',
        'UnreadableAnswer',
        `the answer does not mention ${arn}`,
      )
    return project?.webhook
  })
}

/** Gives the failure, where AWS turned the write down or gave no answer. */
async function write(
  deps: WebhookDeps,
  projectName: string,
  { buildType, pullRequestBuildPolicy }: Webhook,
  filters: HookFilters,
): Promise<AwsFailure | undefined> {
  // It is not documented that UpdateWebhook keeps what is left out, so the build type and the policy are said again. The secret
  // stays as long as `rotateSecret` is not said.
  const input: UpdateWebhookCommandInput = {
    projectName,
    ...filters,
    ...(buildType === undefined ? {} : { buildType }),
    ...(pullRequestBuildPolicy === undefined ? {} : { pullRequestBuildPolicy }),
  }
  try {
    await patiently(deps.patience, () => deps.codebuild.updateWebhook(input))
    return undefined
  } catch (error) {
    return passableFailure(error)
  }
}
