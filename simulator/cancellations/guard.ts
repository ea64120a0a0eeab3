import type { Aws } from '../../src/aws/api.ts'
import { type Clock, systemClock } from '../../src/clock.ts'
import { createGuard, type Guard, type GuardSettings } from '../../src/guard/guard.ts'
import { createGitHubHooks } from '../../src/guard/webhook/github-hook.ts'
import { REGION, SETTING, type Stage } from '../stage.ts'
import { PROJECT } from '../stories/triggers.ts'
import { inProcess } from '../world/in-process.ts'

/** The action's own guard on a staged world, without a process of its own: what a later run does about the triggers. */
export function guardOn(stage: Stage, competingTriggers: GuardSettings['competingTriggers']): Guard {
  // The world's own time, in which the builds are not old; and real waits, because nobody moves that time on.
  const clock: Clock = { now: () => stage.clock.now(), sleep: async (...wait) => systemClock.sleep(...wait) }
  const nothing = { imageRepositories: [], services: [], sourceRepository: '', serverUrl: '' }
  return createGuard({
    settings: {
      mode: 'verify',
      codebuildProjects: [PROJECT],
      competingTriggers,
      stopCompetingBuilds: false,
      forceRestore: false,
    },
    aws: awsOf(stage),
    clock,
    region: REGION,
    github: createGitHubHooks({
      token: stage.github.webhookToken,
      run: {
        repository: SETTING.repository,
        apiUrl: stage.server.githubUrl,
        serverUrl: 'https://github.com',
        runId: '',
        workspace: '',
      },
      clock,
    }),
    target: () => nothing,
    readTarget: async () => nothing,
    readFile: async () => undefined,
    gitHubHost: 'api.github.com',
  })
}

function awsOf({ codebuild, events, scheduler, codepipeline }: Stage): Aws {
  const none = (): never => {
    throw new Error('the guard has no business with this service')
  }
  return {
    codebuild: (region) => inProcess(codebuild.api(region), 'codebuild'),
    events: (region) => inProcess(events.api(region), 'events'),
    scheduler: (region) => inProcess(scheduler.api(region), 'scheduler'),
    codepipeline: (region) => inProcess(codepipeline.api(region), 'codepipeline'),
    ecs: none,
    ecr: none,
    codedeploy: none,
    elb: none,
    logs: none,
    cloudwatch: none,
  }
}
