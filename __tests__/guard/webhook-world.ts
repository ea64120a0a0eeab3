import type { Webhook } from '@aws-sdk/client-codebuild'

import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import type { GitHubHook, GitHubHookChange, GitHubHooks } from '../../src/guard/webhook/github-hook.ts'
import type { ThisPush } from '../../src/guard/webhook/this-push.ts'
import type { Look, TriggerGuard } from '../../src/guard/trigger.ts'
import { webhookGuard } from '../../src/guard/webhook/webhook.ts'
import type { Trigger } from '../../src/model.ts'
import { CodeBuildInMemory, REGION, hookWith, projectWith, virtualClock } from './codebuild-in-memory.ts'

export const PATH = '/repos/acme/shop/hooks/4711'

export function githubHook(hook: Partial<GitHubHook> = {}): GitHubHook {
  return {
    active: true,
    events: ['push', 'pull_request'],
    payloadUrl: 'https://codebuild.eu-central-1.amazonaws.com/webhooks?t=TOKEN-IN-URL&v=1',
    hasSecret: true,
    ...hook,
  }
}

export function githubFailure(kind: AwsFailureKind, message = 'GitHub answered so'): AwsFailure {
  return new AwsFailure(kind, `PATCH ${PATH}`, 'HTTP 000', message)
}

interface GitHubCall {
  readonly method: 'read' | 'write'
  readonly path: string
  readonly change?: GitHubHookChange
}

/** GitHub's hooks in memory. */
export class GitHubHooksInMemory implements GitHubHooks {
  readonly host: string = 'api.github.com'
  readonly hooks = new Map<string, GitHubHook>()
  readonly calls: GitHubCall[] = []
  /** Runs before a call is answered; what it throws is the answer. */
  before: (call: GitHubCall) => void = () => undefined
  /** Runs after a hook was written: somebody else at work, or an answer that was lost. */
  afterWrite: (path: string) => void = () => undefined

  constructor(hook: GitHubHook | undefined = githubHook()) {
    if (hook !== undefined) this.hooks.set(PATH, hook)
  }

  get hook(): GitHubHook | undefined {
    return this.hooks.get(PATH)
  }

  get writes(): readonly GitHubHookChange[] {
    return this.calls.flatMap(({ change }) => (change === undefined ? [] : [change]))
  }

  async read(path: string): Promise<GitHubHook> {
    this.calls.push({ method: 'read', path })
    this.before({ method: 'read', path })
    return this.#found(path)
  }

  async write(path: string, change: GitHubHookChange): Promise<void> {
    const call: GitHubCall = { method: 'write', path, change }
    this.calls.push(call)
    this.before(call)
    this.hooks.set(path, { ...this.#found(path), ...change })
    this.afterWrite(path)
  }

  #found(path: string): GitHubHook {
    const hook = this.hooks.get(path)
    if (hook === undefined) throw githubFailure('denied', 'the token may not, or the hook is gone')
    return hook
  }
}

/** One project with a hook, and the other side of it. */
export class World {
  readonly codebuild: CodeBuildInMemory
  readonly github: GitHubHooksInMemory
  readonly told: Trigger[] = []

  constructor(hook: Partial<Webhook>, github: GitHubHook | undefined = githubHook()) {
    this.codebuild = new CodeBuildInMemory(projectWith('app', hookWith(hook)))
    this.github = new GitHubHooksInMemory(github)
  }

  guard(
    with_: { readonly token?: boolean; readonly thisPush?: ThisPush; readonly restores?: boolean } = {},
  ): TriggerGuard {
    return webhookGuard({
      codebuild: this.codebuild.api,
      region: REGION,
      patience: { clock: virtualClock(), waits: [1000] },
      github: with_.token === false ? undefined : this.github,
      foundBy: ({ name = '' }) => name,
      gitHubHost: this.github.host,
      restores: with_.restores === true,
      thisPush: with_.thisPush,
    })
  }

  async do(what: 'find' | 'disable' | 'restore', token = true): Promise<Look> {
    const project = this.codebuild.projects.get('app') ?? {}
    return this.guard({ token, restores: what === 'restore' })[what](structuredClone(project), (trigger) =>
      this.told.push(trigger),
    )
  }

  /** CodeBuild turns every change down. */
  refuse(failure: AwsFailure): void {
    this.codebuild.before = ({ method }) => {
      if (method === 'updateWebhook') throw failure
    }
  }

  allow(): void {
    this.codebuild.before = () => undefined
    this.codebuild.afterWrite = () => undefined
    this.github.before = () => undefined
    this.github.afterWrite = () => undefined
  }
}
