import type { Webhook, WebhookFilter } from '@aws-sdk/client-codebuild'
import { AwsError } from '../world/failure.ts'

/** What a push tells a webhook. */
export interface PushEvent {
  /** `refs/heads/main`. */
  readonly ref: string
  readonly sha: string
  readonly message: string
}

const EVENTS = new Set([
  'PUSH',
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_CLOSED',
  'PULL_REQUEST_REOPENED',
  'PULL_REQUEST_MERGED',
  'RELEASED',
  'PRERELEASED',
  'WORKFLOW_JOB_QUEUED',
])
/** Whether a push starts a build: some group whose filters all match; of a hook without groups, its branch filter alone. */
export function startsBuild(webhook: Webhook, event: PushEvent): boolean {
  if (webhook.filterGroups === undefined || webhook.filterGroups.length === 0)
    return webhook.branchFilter === undefined || found(webhook.branchFilter, event.ref.replace(/^refs\/heads\//, ''))
  return webhook.filterGroups.some((group) => group.every((filter) => matches(filter, event)))
}

function matches(filter: WebhookFilter, event: PushEvent): boolean {
  const pattern = filter.pattern ?? ''
  const matched = ((): boolean => {
    switch (filter.type) {
      case 'EVENT':
        return pattern.split(',').some((name) => name.trim() === 'PUSH')
      case 'HEAD_REF':
        return found(pattern, event.ref)
      case 'COMMIT_MESSAGE':
        return found(pattern, event.message)
      case 'FILE_PATH':
        return true
      // A push has no base, release, tag or workflow; actors, organizations and repositories play no part in the stories.
      case 'ACTOR_ACCOUNT_ID':
      case 'BASE_REF':
      case 'ORGANIZATION_NAME':
      case 'RELEASE_NAME':
      case 'REPOSITORY_NAME':
      case 'TAG_NAME':
      case 'WORKFLOW_NAME':
      case undefined:
        return false
    }
  })()
  return filter.excludeMatchedPattern === true ? !matched : matched
}

function found(pattern: string, text: string): boolean {
  return new RegExp(pattern).test(text)
}

/** Every group needs an EVENT filter that names events which CodeBuild knows. */
export function validateGroup(group: readonly WebhookFilter[]): void {
  const events = group.filter((filter) => filter.type === 'EVENT')
  if (events.length !== 1) throw invalidInput('Each filter group must contain exactly one EVENT filter')
  for (const name of (events[0]?.pattern ?? '').split(','))
    if (!EVENTS.has(name.trim())) throw invalidInput(`Invalid webhook event: ${name.trim()}`)
  for (const filter of group) {
    if (filter.pattern === undefined || filter.pattern === '')
      throw invalidInput('The pattern of a webhook filter must not be empty')
    try {
      RegExp(filter.pattern)
    } catch {
      throw invalidInput(`Invalid regular expression: ${filter.pattern}`)
    }
  }
}

/** CodeBuild's refusal of a request that it cannot make sense of. */
export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message)
}
