import { describe, expect, it } from '@jest/globals'
import { formerRollouts, isPinned, namesMovingTag, relationOf } from '../../src/judge/relation.ts'
import type { Expectation, ExpectedImage, Rollout, ServiceDeployment, ServicePicture } from '../../src/model.ts'
import {
  BEFORE,
  CHILD,
  container,
  definitionArn,
  expectation,
  image,
  LATER,
  MINUTE,
  NEW,
  NOW,
  observation,
  OLD,
  OURS,
  previous,
  REPOSITORY,
  rollout,
  serviceDeployment,
  stop,
  task,
} from './cases.ts'

const FIPS = REPOSITORY.replace('dkr.ecr.', 'dkr.ecr-fips.')

const expecting = (change: Partial<ExpectedImage>): Expectation =>
  expectation({ image: { state: 'found', image: image(change) } })
const missing = expectation({ image: { state: 'missing', repository: REPOSITORY, searched: 'x' } })
const pinned = (taskDefinition: string): Expectation => expectation({ taskDefinition })
const naming = (reference: string, change: Partial<ServicePicture> = {}): Partial<ServicePicture> => ({
  taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: reference })] }],
  tasks: [],
  ...change,
})
const on = (...digests: readonly string[]) => digests.map((digest) => task({ container: { state: 'digest', digest } }))
const related = (service: Partial<ServicePicture>, expected = expectation(), change: Partial<Rollout> = {}) =>
  relationOf(rollout(change), expected, observation(service))

const RELATIONS: readonly (readonly [
  relation: string,
  what: string,
  service: Partial<ServicePicture>,
  expected?: Expectation,
])[] = [
  ['carries', 'all its tasks run it, by any digest of it', { tasks: on(NEW, CHILD) }],
  ['partly', 'some of its tasks run it', { tasks: on(NEW, OLD) }],
  ['other-digest', 'its tasks run another, although its task definition names it', { tasks: on(OLD) }],
  ['other', 'its tasks run another, which its task definition names', naming(`${REPOSITORY}:old`, { tasks: on(OLD) })],
  ['claims', 'no digest is known and it names the tag', { tasks: [] }],
  ['claims', 'it names the digest', naming(`${REPOSITORY}@${CHILD}`)],
  ['other', 'it names another digest', naming(`${REPOSITORY}@${OLD}`)],
  [
    'claims',
    'it names no tag, and latest is the image',
    naming(REPOSITORY),
    expecting({ tags: ['3fa04cb', 'latest'] }),
  ],
  ['other', 'it names no tag, and latest is another', naming(REPOSITORY)],
  [
    'claims',
    'it names one of the other tags of the image',
    naming(`${REPOSITORY}:main`),
    expecting({ tags: ['main'] }),
  ],
  [
    'open',
    'it names a tag, and what that means was not readable',
    naming(`${REPOSITORY}:main`),
    expecting({ tags: [] }),
  ],
  ['other', 'it names the tag in another repository', naming(`${REPOSITORY}-worker:3fa04cb`)],
  ['other', 'its task definition is not known', { tasks: [], taskDefinitions: [] }],
  ['other', 'its task definition has no such container', naming(`${REPOSITORY}:3fa04cb`, { container: 'sidecar' })],
  [
    'claims',
    'it names the tag in a registry that is no ECR',
    naming('ghcr.io/ava/core:3fa04cb'),
    expecting({ repository: 'ghcr.io/ava/core' }),
  ],
  [
    'claims',
    'it names the tag that was looked up, though the tags were not readable',
    { tasks: [] },
    expecting({ tags: [] }),
  ],
  ['claims', 'it spells the host of the repository otherwise', naming(`${FIPS}:3fa04cb`)],
  ['other', 'another account', naming(`${FIPS.replace('123456789012', '210987654321')}:3fa04cb`)],
  ['other', 'another region', naming(`${FIPS.replace('us-east-1', 'us-east-2')}:3fa04cb`)],
  ['other', 'another name', naming(`${FIPS}-worker:3fa04cb`)],
  ['other', 'a host that is no ECR', naming('registry.example.com/agricultural-core:3fa04cb')],
  ['carries', 'its stopped tasks ran it and none runs', { tasks: [], stops: [stop()] }],
  ['other-digest', 'its tasks run another and only its stopped ones ran it', { tasks: on(OLD), stops: [stop()] }],
  ['claims', 'the tasks that run it are another rollout’s', { tasks: [task({ rolloutId: LATER })] }],
  ['other', 'there is no image at all', { tasks: on(NEW) }, missing],
  ['other', 'another task definition is pinned, whatever runs', { tasks: on(NEW) }, pinned('agricultural-core:3')],
  [
    'claims',
    'its task definition is pinned, whatever it names',
    naming(`${REPOSITORY}:old`),
    pinned('agricultural-core:2'),
  ],
  ['other-digest', 'it is pinned and runs another', { tasks: on(OLD) }, pinned(definitionArn(2))],
]

describe('a rollout and the expected image', () => {
  it.each(
    RELATIONS.map(
      ([relation, what, service, expected = expectation()]) => [relation, what, service, expected] as const,
    ),
  )('%s: %s', (relation, _, service, expected) => {
    expect(related(service, expected)).toBe(relation)
  })

  it('goes by the digest that its service revision records until its tasks tell theirs', () => {
    expect(related({ tasks: [] }, expectation(), { revisionDigest: NEW })).toBe('carries')
    expect(related({ tasks: [] }, expectation(), { revisionDigest: OLD })).toBe('other-digest')
    expect(related({ tasks: on(OLD) }, expectation(), { revisionDigest: NEW })).toBe('other-digest')
    expect(related({ tasks: [], stops: [stop()] }, expectation(), { revisionDigest: OLD })).toBe('partly')
  })
})

it.each([
  ['agricultural-core:2', true],
  [definitionArn(2), true],
  ['agricultural-core:22', false],
  ['core:2', false],
  [':2', false],
])('the pinned task definition %s is that of the rollout: %s', (given, is) => {
  expect(isPinned(definitionArn(2), given)).toBe(is)
})

it.each([
  [`${REPOSITORY}:prod`, true],
  [`${FIPS}:prod`, true],
  [REPOSITORY, true],
  [`${REPOSITORY}:v3`, false],
  [`${REPOSITORY}:3fa04cb`, false],
  [`${REPOSITORY}@${NEW}`, false],
  [`${REPOSITORY}-worker:prod`, false],
])('%s is a moving tag of the image’s repository: %s', (reference, moves) => {
  const { service } = observation(naming(reference))
  expect(namesMovingTag(rollout(), image(), service)).toBe(moves)
  expect(namesMovingTag(rollout({ taskDefinition: definitionArn(9) }), image(), service)).toBe(false)
})

describe('rollouts of ours that the service lists no more', () => {
  const gone = { rollouts: [previous()], tasks: [] }
  const idsOf = (service: Partial<ServicePicture>, expected = expectation()): readonly string[] =>
    formerRollouts(expected, observation({ ...gone, ...service })).map(({ id }) => id)
  const told = (change: Partial<ServiceDeployment>): Partial<ServicePicture> => ({
    serviceDeployments: { state: 'read', value: [serviceDeployment({ taskDefinition: definitionArn(2), ...change })] },
  })

  it('are known by the tasks that they left, with their earliest begin', () => {
    const service = {
      ...gone,
      tasks: [task({ createdAt: NOW - MINUTE }), task({ createdAt: NOW - 3 * MINUTE })],
      stops: [stop({ createdAt: NOW - 2 * MINUTE })],
    }
    expect(formerRollouts(expectation(), observation(service))).toEqual([
      { id: OURS, createdAt: NOW - 3 * MINUTE, taskDefinition: definitionArn(2) },
    ])
  })
  it('began when their service deployment did, however young the tasks are that tell of them', () => {
    const before = told({ revisionId: OURS.replace('ecs-svc/', ''), digest: OLD, createdAt: NOW - 60 * MINUTE })
    const service = { ...gone, ...before, tasks: [task({ createdAt: NOW - MINUTE })] }
    expect(formerRollouts(expectation(), observation(service))[0]?.createdAt).toBe(NOW - 60 * MINUTE)
  })
  it('have no begin where none of their tasks tells it', () => {
    const { createdAt: _absent, ...timeless } = task()
    expect(formerRollouts(expectation(), observation({ ...gone, tasks: [timeless] }))[0]?.createdAt).toBeUndefined()
  })
  it('are none of those that are listed, that ran another image, or that nobody is known to have started', () => {
    const { rolloutId: _absent, ...stray } = task()
    expect(idsOf({ rollouts: [rollout()], tasks: [task()] })).toEqual([])
    expect(idsOf({ tasks: [...on(OLD), stray] })).toHaveLength(0)
    expect(idsOf({ tasks: [task({ container: { state: 'no-digest', image: 'x' } })] })).toEqual([])
  })
  it('are none without an image', () => {
    expect(idsOf({ tasks: [task()] }, missing)).toEqual([])
  })
  it('are none of another task definition than the pinned one', () => {
    expect(idsOf({ tasks: [task()] }, pinned('agricultural-core:2'))).toEqual([OURS])
    expect(idsOf({ tasks: [task()] }, pinned('agricultural-core:3'))).toEqual([])
    const unnamed = { serviceDeployments: { state: 'read' as const, value: [serviceDeployment({ digest: NEW })] } }
    expect(idsOf(unnamed, pinned('agricultural-core:2'))).toEqual([OURS])
  })
  it('come newest first', () => {
    const tasks = [
      task({ rolloutId: 'ecs-svc/5', createdAt: NOW - 9 * MINUTE }),
      task({ rolloutId: LATER, createdAt: NOW - MINUTE }),
      task({ createdAt: NOW - 5 * MINUTE }),
    ]
    expect(idsOf({ tasks })).toEqual([LATER, OURS, 'ecs-svc/5'])
  })
  it('are known by a service deployment of the image’s digest, and not by one of another', () => {
    expect(idsOf(told({ digest: NEW }))).toEqual([OURS])
    expect(idsOf(told({ digest: OLD }))).toEqual([])
    expect(idsOf({ serviceDeployments: { state: 'not-read', why: 'x', denied: false } })).toEqual([])
  })
  it('are known by a service deployment that named the image after its push', () => {
    const pushedAt = NOW - 10 * MINUTE
    expect(idsOf(told({ createdAt: pushedAt }))).toEqual([OURS])
    expect(idsOf(told({ createdAt: pushedAt - 1 }))).toEqual([])
    expect(idsOf(told({ taskDefinition: definitionArn(1) }))).toEqual([])
    const { pushedAt: _absent, ...undated } = image()
    expect(idsOf(told({}), expectation({ image: { state: 'found', image: undated } }))).toEqual([])
  })
  it('are not known by a service deployment that names nothing', () => {
    const { revisionId: _revision, ...anonymous } = serviceDeployment({ digest: NEW })
    expect(idsOf({ serviceDeployments: { state: 'read', value: [anonymous] } })).toEqual([])
    expect(idsOf({ serviceDeployments: { state: 'read', value: [serviceDeployment()] } })).toEqual([])
    const { createdAt: _begin, ...timeless } = serviceDeployment({ taskDefinition: definitionArn(2) })
    expect(idsOf({ serviceDeployments: { state: 'read', value: [timeless] } })).toEqual([])
  })
  it('are one where tasks and a service deployment tell of it, since the earlier of both', () => {
    const service = {
      ...gone,
      tasks: [task({ createdAt: NOW - MINUTE })],
      serviceDeployments: {
        state: 'read' as const,
        value: [serviceDeployment({ digest: NEW, createdAt: NOW - 6 * MINUTE })],
      },
    }
    expect(formerRollouts(expectation(), observation(service))).toEqual([
      { id: OURS, createdAt: NOW - 6 * MINUTE, taskDefinition: definitionArn(2) },
    ])
  })
  it('are not the rollout that is listed, by whatever it is told', () => {
    expect(idsOf({ ...told({ digest: NEW, revisionId: BEFORE.slice('ecs-svc/'.length) }) })).toEqual([])
  })
})
