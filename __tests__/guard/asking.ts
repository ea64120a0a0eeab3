import { expect } from '@jest/globals'
import type { Webhook } from '@aws-sdk/client-codebuild'

import type { AwsFailure } from '../../src/aws/failure.ts'
import type { CompetingTarget } from '../../src/guard/competing/competing.ts'
import { createGuard } from '../../src/guard/guard.ts'
import type { Guard, GuardSettings } from '../../src/guard/guard.ts'
import type { CompetingPipelines, Trigger } from '../../src/model.ts'
import { printedByShell } from '../here.ts'
import { CodeBuildInMemory, REGION, filter, hookWith, projectWith, virtualClock } from './codebuild-in-memory.ts'
import type { Method } from './codebuild-in-memory.ts'

export const PUSH = filter('EVENT', 'PUSH', false)
export const MAIN = filter('HEAD_REF', '^refs/heads/main$', false)
export const MARK = filter('HEAD_REF', '^refs/heads//disabled-by-ecs-deploy-verifier$', false)
export const TAGS = [PUSH, filter('HEAD_REF', '^refs/tags/', false)]
export const JOB = [filter('EVENT', 'WORKFLOW_JOB_QUEUED', false)]

/** A deploy of which nothing is known. */
const nothing: CompetingTarget = { imageRepositories: [], services: [], sourceRepository: '', serverUrl: '' }
export const noTarget = {
  target: () => nothing,
  readTarget: () => Promise.resolve(nothing),
  readFile: () => Promise.resolve(undefined),
  gitHubHost: 'api.github.com',
}

export interface Asked extends Partial<GuardSettings> {
  readonly signal?: AbortSignal
}

export function guardOf(world: CodeBuildInMemory, { signal, ...asked }: Asked = {}, clock = virtualClock()): Guard {
  const settings: GuardSettings = {
    mode: 'verify',
    codebuildProjects: ['app'],
    competingTriggers: 'disable',
    stopCompetingBuilds: false,
    forceRestore: false,
    ...asked,
  }
  return createGuard({
    settings,
    aws: world.aws,
    clock,
    region: REGION,
    ...noTarget,
    ...(signal === undefined ? {} : { signal }),
  })
}

export function appWith(hook?: Partial<Webhook>): CodeBuildInMemory {
  return new CodeBuildInMemory(projectWith('app', hook === undefined ? undefined : hookWith(hook)))
}

export function refuse(world: CodeBuildInMemory, method: Method, failure: AwsFailure, times = Infinity): void {
  let left = times
  world.before = (call) => {
    if (call.method !== method || left === 0) return
    left -= 1
    throw failure
  }
}

export function only(reading: CompetingPipelines): Trigger | undefined {
  expect(reading.projects.flatMap(({ triggers }) => triggers).length).toBeLessThanOrEqual(1)
  return reading.projects[0]?.triggers[0]
}

export function running(world: CodeBuildInMemory): void {
  world.builds.set('app:1', {
    id: 'app:1',
    projectName: 'app',
    buildStatus: 'IN_PROGRESS',
    buildComplete: false,
    initiator: 'AVA_OLO',
  })
}

/** The words that a POSIX shell makes of a command, without its first two. */
export function wordsOf(command: string | undefined): readonly string[] {
  const script = `set -- ${command ?? ''}; for word in "$@"; do printf '%s\\0' "$word"; done`
  return printedByShell(script).split('\0').slice(0, -1)
}

export function optionOf(command: string | undefined, option: string): string | undefined {
  const words = wordsOf(command)
  const at = words.indexOf(option)
  return at < 0 ? words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1) : words[at + 1]
}
