import { describe, expect, it } from '@jest/globals'
import { timelineOf } from '../../src/report/timeline.ts'
import type { Answer, Cause, RunOutcome, ServicePicture } from '../../src/model.ts'
import {
  BEFORE,
  COMMIT,
  expectation,
  NOW,
  observation,
  oldTask,
  OURS,
  previous,
  rollout,
  serviceDeployment,
  stop,
} from '../judge/cases.ts'
import { finding } from './outcomes.ts'

const MINUTE = 60_000
const says = (version: string, at: number): Answer => ({
  state: 'read',
  at,
  version,
  selectedBy: 'text',
  cache: [],
  finalUrl: '',
})

const outcome = (change: Partial<RunOutcome> = {}): Omit<RunOutcome, 'timeline' | 'recommendations'> => ({
  actionVersion: '1.0.0',
  verdict: { verdict: 'verified', headline: '', notes: [] },
  services: [
    {
      ref: { cluster: 'c', service: 's', region: 'r', label: 'c / s' },
      checks: [],
      expectation: expectation(),
      observation: observation({
        rollouts: [rollout({ updatedAt: NOW - 2 * MINUTE })],
        stops: [
          stop({ rolloutId: oldTask().rolloutId ?? '', stoppedAt: NOW - 90_000 }),
          stop({ rolloutId: 'ecs-svc/7', stoppedAt: NOW - 60 * MINUTE }),
        ],
      }),
      ourRolloutId: OURS,
    },
  ],
  decisive: 0,
  commit: { sha: COMMIT, committedAt: NOW - 90 * MINUTE, subject: 'v3.3.6' },
  answers: [],
  features: [],
  timeline: [],
  figures: { startedAt: NOW - 5 * MINUTE, endedAt: NOW, looks: 1, awsCalls: 1, throttled: 0, faults: {} },
  ...change,
})
const told = (change: Partial<RunOutcome> = {}) => timelineOf(outcome(change))

describe('the timeline', () => {
  it('runs from the commit to the verdict, in the order of time', () => {
    const entries = told()
    expect(entries[0]).toMatchObject({ section: 'GitHub', what: 'commit 3fa04cb "v3.3.6"' })
    expect(entries.at(-1)).toMatchObject({ section: 'Verdict', at: NOW, what: 'verified' })
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((a, b) => a - b))
  })
  it('shows the rollout as a span, and when the last old task was gone since it began', () => {
    const entries = told()
    expect(entries).toContainEqual({
      section: 'ECS',
      at: NOW - 5 * MINUTE,
      until: NOW - 2 * MINUTE,
      what: `deployment ${OURS}`,
    })
    expect(entries).toContainEqual({ section: 'ECS', at: NOW - 90_000, what: 'last old task stopped' })
  })
  it('shows a long wait between the commit and the first sign of a build', () => {
    expect(told().some(({ what }) => what === '1 h 20 min until a build began')).toBe(true)
    const soon = { sha: COMMIT, committedAt: NOW - 20 * MINUTE }
    expect(told({ commit: soon }).some(({ what }) => what.includes('until a build began'))).toBe(false)
  })
  it('shows how long the old version was still answered, and the first right answer', () => {
    const answers = [
      says('3.3.5', NOW - 40_000),
      says('3.3.5', NOW - 20_000),
      says('3.3.6', NOW - 10_000),
      says('3.3.6', NOW),
    ]
    const entries = told({ answers }).filter(({ section }) => section === 'Service')
    expect(entries).toEqual([
      { section: 'Service', at: NOW - 40_000, until: NOW - 20_000, what: 'answers 3.3.5' },
      { section: 'Service', at: NOW - 10_000, what: 'first answer with 3.3.6' },
      { section: 'Service', at: NOW, what: '2 answers with 3.3.6' },
    ])
  })
  it('tells only what is known', () => {
    expect(told({ services: [], commit: { sha: COMMIT } })).toHaveLength(1)
  })
})

describe('a rollback in the timeline', () => {
  const back = previous({ status: 'PRIMARY', updatedAt: NOW - 30_000 })
  const failed = rollout({ status: 'ACTIVE', rolloutState: 'FAILED' })
  const takenBack = serviceDeployment({ status: 'ROLLBACK_IN_PROGRESS', rollbackStartedAt: NOW - 60_000 })
  const rollingBack = { rolloutStateReason: `ECS deployment rolling back to deploymentId ${BEFORE}.` }

  const entriesOf = (service: Partial<ServicePicture>, cause: Cause = 'rolled-back') => {
    const [first] = outcome().services
    if (first === undefined) throw new Error('the outcome has a service')
    const services = [
      {
        ...first,
        verdict: { verdict: 'failed', finding: { ...finding, cause } } as const,
        observation: observation({ rollouts: [back, failed], ...service }),
      },
    ]
    return timelineOf(outcome({ services })).filter(({ what }) => what.startsWith('rolled back'))
  }
  const at = (time: number, what = 'rolled back to agricultural-core:1') => [{ section: 'ECS', at: time, what }]

  it('begins when its service deployment says, and leads to what is current', () => {
    const serviceDeployments = { state: 'read', value: [takenBack] } as const
    expect(entriesOf({ serviceDeployments })).toEqual(at(NOW - 60_000))
    expect(entriesOf({ serviceDeployments, rollouts: [rollout()] })).toEqual(at(NOW - 60_000, 'rolled back'))
  })

  it('is not one of long ago', () => {
    const long = { ...takenBack, createdAt: NOW - 90 * MINUTE, rollbackStartedAt: NOW - 80 * MINUTE }
    const value = [serviceDeployment({ status: 'STOPPED' }), long]
    expect(entriesOf({ serviceDeployments: { state: 'read', value } })).toEqual([])
  })

  it('begins with the event that tells of it, else with the deployment that became current', () => {
    const events = [{ at: NOW - 45_000, message: `(service agricultural-core) rolling back to deployment ${BEFORE}.` }]
    expect(entriesOf({ events })).toEqual(at(NOW - 45_000))
    expect(entriesOf({ rollouts: [{ ...back, ...rollingBack }, failed] })).toEqual(at(NOW - 30_000))
    const anew = { ...back, ...rollingBack, createdAt: NOW - 50_000 }
    expect(entriesOf({ rollouts: [anew, failed] })).toEqual(at(NOW - 50_000))
    expect(entriesOf({ rollouts: [{ ...back, ...rollingBack }] })).toEqual(at(NOW - 30_000))
  })

  it('is not there where nobody tells when, or it is not the verdict', () => {
    expect(entriesOf({})).toEqual([])
    expect(entriesOf({ serviceDeployments: { state: 'read', value: [takenBack] } }, 'superseded')).toEqual([])
  })
})

describe('another deployment in the timeline', () => {
  it('has the status of the last look, where that knows it', () => {
    const [first] = outcome().services
    if (first === undefined) throw new Error('the outcome has a service')
    const { ourRolloutId: _ours, ...service } = first
    const id = OURS.slice('ecs-svc/'.length)
    const past = { id, status: 'IN_PROGRESS', createdAt: NOW - 5 * MINUTE, tags: [] }
    const history = {
      label: 'c / s',
      deployments: { state: 'read', value: [past] },
      runs: { state: 'not-read', why: 'not asked', denied: false },
    } as const
    const withLast = (value: readonly ReturnType<typeof serviceDeployment>[]) =>
      timelineOf(
        outcome({
          history,
          services: [{ ...service, observation: observation({ serviceDeployments: { state: 'read', value } }) }],
        }),
      )
    expect(withLast([])).toContainEqual(expect.objectContaining({ what: `deployment ${OURS}, IN_PROGRESS` }))
    const last = serviceDeployment({ status: 'ROLLBACK_SUCCESSFUL', finishedAt: NOW })
    expect(withLast([last])).toContainEqual(
      expect.objectContaining({ what: `deployment ${OURS}, ROLLBACK_SUCCESSFUL`, until: NOW }),
    )
  })
})
