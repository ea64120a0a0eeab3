import { describe, expect, it } from '@jest/globals'
import {
  awsEcsWait,
  deployActionCodeDeployWait,
  deployActionWait,
  servicesStableBy,
  type Polled,
  type Rule,
  type RuleEnd,
  type ServicesAnswer,
} from '../../bench/rules.ts'

const deployment = (id: string, rolloutState = 'IN_PROGRESS') => ({ id, rolloutState }) as const
type Deployment = ReturnType<typeof deployment>

const service = (deployments: readonly Deployment[], runningCount = 2, status = 'ACTIVE'): ServicesAnswer => ({
  services: [
    {
      status,
      runningCount,
      desiredCount: 2,
      deployments: deployments.map(({ id }) => ({ id })),
    },
  ],
  failures: [],
})
const stable = service([deployment('ours', 'COMPLETED')])
const rolling = service([deployment('ours'), deployment('old')])

/** Plays a rule on what the world answers so many milliseconds after its first poll. */
const play = <Answer>(rule: Rule<Answer>, worldAt: (time: number) => Answer | Error): RuleEnd & { polls: number[] } => {
  const polls: number[] = []
  let now = 0
  for (let step = rule.next(); ;) {
    if (step.done === true) return { ...step.value, polls }
    now += step.value
    polls.push(now)
    const answer = worldAt(now)
    const polled: Polled<Answer> =
      answer instanceof Error ? { state: 'refused', error: answer.name } : { state: 'answered', answer }
    step = rule.next(polled)
  }
}

const half = (): number => 0.5

describe('services-stable', () => {
  it('is success where every service has one deployment and as many tasks as it wants', () => {
    expect(servicesStableBy(stable)).toBe('success')
    expect(servicesStableBy(rolling)).toBeUndefined()
    expect(servicesStableBy(service([deployment('ours')], 1))).toBeUndefined()
    expect(
      servicesStableBy({ services: [...(stable.services ?? []), ...(rolling.services ?? [])], failures: [] }),
    ).toBeUndefined()
  })

  it.each(['DRAINING', 'INACTIVE'])('is failure where a service is %s', (status) => {
    expect(servicesStableBy(service([deployment('ours')], 2, status))).toBe('failure')
  })

  it('is failure where a service is missing, before anything else', () => {
    expect(servicesStableBy({ ...stable, failures: [{ reason: 'MISSING' }] })).toBe('failure')
  })
})

describe('aws ecs wait services-stable', () => {
  it('asks at once and every 15 s, until the service is stable', () => {
    const end = play(awsEcsWait(), (time) => (time >= 40_000 ? stable : rolling))
    expect(end).toMatchObject({ state: 'success', polls: [0, 15_000, 30_000, 45_000] })
  })

  it('gives up after 40 attempts', () => {
    const end = play(awsEcsWait(), () => rolling)
    expect(end).toMatchObject({ state: 'gave-up' })
    expect(end.polls).toHaveLength(40)
    expect(end.polls.at(-1)).toBe(39 * 15_000)
  })

  it('ends with the first error', () => {
    const end = play(awsEcsWait(), (time) => (time < 20_000 ? rolling : new Error('denied')))
    expect(end).toMatchObject({ state: 'failure', polls: [0, 15_000, 30_000] })
  })
})

describe('the deploy action’s wait', () => {
  it('waits 15 s, then between 15 s and twice as long as before', () => {
    const end = play(deployActionWait('ours', half), (time) => (time >= 100_000 ? stable : rolling))
    // 15; 15 to 30; 15 to 60; 15 to 120: the middle of each. The last poll looks at the deployment once more.
    expect(end).toMatchObject({ state: 'success', polls: [0, 15_000, 37_500, 75_000, 142_500, 142_500] })
  })

  it('takes an error for not yet, and gives up after 30 minutes', () => {
    const end = play(deployActionWait('ours', half), () => new Error('denied'))
    expect(end.state).toBe('gave-up')
    expect(end.polls.at(-1)).toBeLessThanOrEqual(30 * 60_000)
    expect(end.polls.at(-1)).toBeGreaterThan(25 * 60_000)
  })

  it('fails where the service is stable without the deployment that it began', () => {
    const end = play(deployActionWait('ours', half), () => service([deployment('old')]))
    expect(end).toMatchObject({ state: 'failure', polls: [0, 0] })
  })

  it('fails where that deployment is FAILED', () => {
    const failed: ServicesAnswer = {
      services: [
        { status: 'ACTIVE', runningCount: 2, desiredCount: 2, deployments: [{ id: 'ours', rolloutState: 'FAILED' }] },
      ],
    }
    expect(play(deployActionWait('ours', half), () => failed)).toMatchObject({ state: 'failure' })
  })

  it.each([
    ['Succeeded', 'success'],
    ['Failed', 'failure'],
    ['Stopped', 'failure'],
  ])('of a CodeDeploy deployment that is %s ends in %s', (status, state) => {
    const end = play(deployActionCodeDeployWait(60_000, half), (time) => (time >= 20_000 ? status : 'InProgress'))
    expect(end).toMatchObject({ state, polls: [0, 15_000, 37_500] })
  })
})
