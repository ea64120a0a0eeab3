/** A simulated world in process with every kind of trigger, what a guard asks of it, and where it dies or is refused. */
import type { Aws } from '../../src/aws/api.ts'
import { sortFailure } from '../../src/aws/errors.ts'
import { createGuard, type Guard, type GuardSettings } from '../../src/guard/guard.ts'
import type { GitHubHooks } from '../../src/guard/webhook/github-hook.ts'
import type { CompetingPipelines } from '../../src/model.ts'
import { SimulatedClock } from '../../simulator/clock.ts'
import { CodeBuild } from '../../simulator/codebuild.ts'
import { CodePipelines } from '../../simulator/codepipeline.ts'
import { EventBridge } from '../../simulator/eventbridge.ts'
import { GitHub } from '../../simulator/github.ts'
import { launcher } from '../../simulator/launch.ts'
import { Scheduler } from '../../simulator/scheduler.ts'
import { REGION, SETTING } from '../../simulator/stage.ts'
import { PROJECT, type Starting } from '../../simulator/stories/triggers.ts'
import { violationsOf } from '../../simulator/wire/constraints.ts'
import { AwsError } from '../../simulator/world/failure.ts'
import { noTarget } from './asking.ts'

const START = Date.UTC(2025, 6, 21, 10, 7, 5)

const READING = /:(?:BatchGet|Describe|Get|List)\w*$|^github:GET$/

/** One call that reached the world; the GitHub side's are `github:GET` and `github:PATCH`. */
export interface WorldCall {
  readonly action: string
  readonly region: string
  readonly input: unknown
  readonly writes: boolean
}

export class AllKinds implements Starting {
  /** Time passes when nothing else is under way, so that a call never takes as long as somebody waits for it. */
  readonly clock = new SimulatedClock({ start: START })
  readonly codebuild: CodeBuild
  readonly events: EventBridge
  readonly scheduler: Scheduler
  readonly codepipeline: CodePipelines
  readonly github: GitHub
  readonly calls: WorldCall[] = []
  /** What AWS's service models do not allow about any request. */
  readonly violations: string[] = []
  /** What the calls of an action wait for before they are made. */
  readonly held = new Map<string, Promise<unknown>>()
  /** Runs before a call takes effect, with how many there were with it; what it throws is what the call answers. */
  before: (call: WorldCall, count: number) => void = () => undefined
  /** The same after it took effect. */
  after: (call: WorldCall, count: number) => void = () => undefined

  constructor() {
    const now = (): number => this.clock.now()
    this.codebuild = new CodeBuild(now)
    const launch = launcher(this.codebuild, () => this.codepipeline)
    this.codepipeline = new CodePipelines(now, launch)
    this.events = new EventBridge(now, launch)
    this.scheduler = new Scheduler(now, launch)
    this.github = new GitHub(now)
    this.github.commit(SETTING.repository, { sha: 'a'.repeat(40), message: 'v3.3.6' })
  }

  get writes(): readonly string[] {
    return this.calls.filter((call) => call.writes).map(({ action }) => action)
  }

  /** Takes what `before` and `after` do away, and forgets the calls. */
  calm(): void {
    this.before = () => undefined
    this.after = () => undefined
    this.calls.length = 0
  }

  guard(competingTriggers: GuardSettings['competingTriggers'], settings: Partial<GuardSettings> = {}): Guard {
    return createGuard({
      settings: {
        mode: 'verify',
        codebuildProjects: [PROJECT],
        competingTriggers,
        stopCompetingBuilds: false,
        forceRestore: false,
        ...settings,
      },
      aws: this.#aws(),
      clock: this.clock,
      region: REGION,
      github: this.#githubHooks(),
      ...noTarget,
    })
  }

  #reach(action: string, region: string, input: unknown): { readonly done: () => void } {
    const call = { action, region, input, writes: !READING.test(action) }
    this.calls.push(call)
    this.violations.push(...violationsOf(action, input))
    const count = this.calls.length
    this.before(call, count)
    return { done: () => this.after(call, count) }
  }

  #aws(): Aws {
    const near = <T extends object>(service: string, region: string, api: T): T =>
      new Proxy(api, {
        get: (target, property, receiver) => {
          const member: unknown = Reflect.get(target, property, receiver)
          if (typeof member !== 'function' || typeof property !== 'string') return member
          const action = `${service}:${property.charAt(0).toUpperCase()}${property.slice(1)}`
          return async (input: unknown): Promise<unknown> => {
            await this.held.get(action)
            try {
              const { done } = this.#reach(action, region, input)
              const answer: unknown = await Reflect.apply(member, target, [input])
              done()
              return answer
            } catch (error) {
              throw sorted(action, error)
            }
          }
        },
      })
    const none = (): never => {
      throw new Error('the guard has no business with this service')
    }
    return {
      codebuild: (region) => near('codebuild', region, this.codebuild.api(region)),
      events: (region) => near('events', region, this.events.api(region)),
      scheduler: (region) => near('scheduler', region, this.scheduler.api(region)),
      codepipeline: (region) => near('codepipeline', region, this.codepipeline.api(region)),
      ecs: none,
      ecr: none,
      codedeploy: none,
      elb: none,
      logs: none,
      cloudwatch: none,
    }
  }

  #githubHooks(): GitHubHooks {
    const ask = (method: string, path: string, body: object = {}): { status: number; body: string } => {
      try {
        const { done } = this.#reach(`github:${method}`, '', { path, body })
        const headers = { authorization: `token ${this.github.webhookToken}` }
        const answer = this.github.answer(method, path, headers, JSON.stringify(body), 'https://api.github.com')
        done()
        if (answer.status === 200) return answer
        throw new AwsError('AccessDenied', `GitHub answered ${answer.status}`)
      } catch (error) {
        throw sorted(`${method} ${path}`, error)
      }
    }
    return {
      host: 'api.github.com',
      read: async (path) => {
        const hook: { active: boolean; events: string[]; config: { url?: string; secret?: string } } = JSON.parse(
          ask('GET', path).body,
        )
        const { url, secret } = hook.config
        return {
          active: hook.active,
          events: hook.events,
          ...(url === undefined ? {} : { payloadUrl: url }),
          hasSecret: secret !== undefined,
        }
      },
      write: async (path, { active, events }) => {
        ask('PATCH', path, { active, events })
      },
    }
  }
}

/** An error of the simulated AWS as the action's own port tells it. */
function sorted(action: string, error: unknown): unknown {
  if (!(error instanceof AwsError)) return error
  const { name, message, status } = error
  return sortFailure(action, { name, message, $metadata: { httpStatusCode: status } })
}

/** Whether the reading would let promise 6 pass for the project. */
export function claimsSafe({ projects, problems }: CompetingPipelines, name = PROJECT): boolean {
  const project = projects.find((one) => one.name === name)
  return (
    project?.exists === true &&
    project.triggers.every(({ state }) => state === 'disabled' || state === 'harmless' || state === 'protected') &&
    !problems.some((problem) => problem.project === name && problem.blocking)
  )
}
