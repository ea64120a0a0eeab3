import { describe, expect, it } from '@jest/globals'

import { evidenceOf } from '../../src/judge/recommendations/evidence.ts'
import { recommendationsOf } from '../../src/judge/recommendations.ts'
import type { Adviser, Evidence } from '../../src/judge/recommendations/evidence.ts'
import * as ofImage from '../../src/judge/recommendations/image.ts'
import { permissions } from '../../src/judge/recommendations/permissions.ts'
import { concurrency, onePipeline } from '../../src/judge/recommendations/pipeline.ts'
import * as ofService from '../../src/judge/recommendations/service.ts'
import type { Answer, Recommendation } from '../../src/model.ts'
import {
  BEFORE,
  COMMIT,
  MINUTE,
  NEW,
  NOW,
  OLD,
  OURS,
  REPOSITORY,
  container,
  definitionArn,
  draining,
  expectation,
  oldTask,
  previous,
  rollout,
  stop,
  task,
} from './cases.ts'
import {
  agreeing,
  build,
  crashed,
  ids,
  linesOf,
  named,
  pipelines,
  project,
  read,
  scaledIn,
  silent,
  the,
  told,
  trigger,
} from './recommendation-cases.ts'
import type { Change } from './recommendation-cases.ts'

const ADVISERS: readonly Adviser[] = [
  ofImage.imageVersionFile,
  ofImage.immutableTags,
  ofImage.pinByDigest,
  ofImage.revisionLabel,
  ofService.circuitBreaker,
  ofService.deregistrationDelay,
  ofService.healthCheck,
  ofService.noCaching,
  ofService.versionUrl,
  concurrency,
  onePipeline,
  permissions,
]

const answer = (version: string): Answer => ({
  state: 'read',
  at: NOW,
  version,
  selectedBy: 'version',
  cache: [['X-Cache', 'Hit from cloudfront']],
  finalUrl: 'https://app.example.com/version',
})

const unreadable: Answer = {
  state: 'unreadable',
  at: NOW,
  why: 'status 503',
  cache: [['X-Cache', 'Hit from cloudfront']],
  finalUrl: 'https://app.example.com/version',
}

const rich: Change = {
  image: { ...read(silent), movedTags: [{ tag: COMMIT, digest: OLD }] },
  settings: { versionFile: 'version.txt' },
  service: {
    ...named(`${REPOSITORY}:latest`),
    stops: [...crashed, ...(scaledIn('0a1b', 5).stops ?? [])],
    events: scaledIn('0a1b', 5).events ?? [],
    serviceDeployments: { state: 'not-read', why: 'no', action: 'ecs:ListServiceDeployments', denied: true },
    tasks: [task({ hasHealthCheck: false }), task({ container: { state: 'no-digest', image: 'app' } })],
  },
  run: {
    ...pipelines([project({ builds: [build()], triggers: [trigger()] })]),
    answers: [answer('3.3.5')],
    successor: { kinship: 'newer', commit: '9'.repeat(40) },
  },
}

/** No other pipeline, no cache, a tag that stayed, and a version that nobody asked for. */
const unasked: Change = { settings: { served: undefined as never }, run: { answers: [] } }
const unbalanced: Change = {
  ...unasked,
  service: { hasLoadBalancer: false, targetGroups: [], tasks: [task({ hasHealthCheck: false })] },
}

/** Those that advisers tell apart. */
const CAUSES = [
  'verified',
  'image-missing',
  'image-stale',
  'not-deployed',
  'superseded',
  'rollout-failed',
  'digest-mismatch',
  'mixed-tasks',
  'digest-unreadable',
] as const

const OPTIONAL = ['expectation', 'image', 'picture', 'rollout', 'named', 'committedAt'] as const

describe('an adviser', () => {
  const serviceOf = (change: Change) => {
    const [service] = told(change).services
    if (service === undefined) throw new Error('there is no service')
    return service
  }

  it.each([
    ['much', rich],
    ['little', unasked],
    ['little behind no load balancer', unbalanced],
  ])('does without whatever is not known of %s, and never speaks of it', (_, change) => {
    const service = serviceOf(change)
    const { observation: _observation, ...unobserved } = service
    for (const cause of CAUSES)
      for (const missing of OPTIONAL.flatMap((one) => OPTIONAL.map((other) => [one, other]))) {
        const evidence: Evidence = evidenceOf(told(change), service, cause)
        for (const key of missing) Reflect.deleteProperty(evidence, key)
        const { settings: _settings, ...unset } = evidence.outcome
        for (const adviser of ADVISERS)
          for (const one of [evidence, { ...evidence, service: unobserved }, { ...evidence, outcome: unset }])
            expect(JSON.stringify(adviser(one) ?? {})).not.toMatch(/undefined|NaN|Infinity|an unknown time/)
      }
  })

  it('does without a service that was seen, a commit whose time was read, a rollout that is current', () => {
    const service = serviceOf(rich)
    const { observation: _observation, expectation: _expectation, ...unseen } = service
    const { commit: _commit, ...uncommitted } = told(rich)
    const bare = { ...rich, service: { ...rich.service, rollouts: [], taskDefinitions: [] } }
    const idle = { ...rich, service: { ...rich.service, rollouts: [previous()] } }
    for (const cause of CAUSES)
      for (const [outcome, one] of [
        [told(rich), unseen],
        [uncommitted, service],
        [uncommitted, unseen],
        [told(bare), serviceOf(bare)],
        [{ ...told(bare), pipelines: undefined as never }, serviceOf(bare)],
        [told(idle), serviceOf(idle)],
        [{ ...told(idle), pipelines: undefined as never }, serviceOf(idle)],
      ] as const)
        for (const adviser of ADVISERS)
          expect(JSON.stringify(adviser(evidenceOf(outcome, one, cause)) ?? {})).not.toMatch(/undefined|NaN|Infinity/)
  })
})

const lines = (id: Recommendation['id'], change: Change) => the(id, change).lines

describe('the lines to paste', () => {
  it('are said to be of their language', () => {
    expect(lines('revision-label', { image: read(silent) })?.language).toBe('yaml')
    expect(lines('immutable-tags', { image: { movedTags: [{ tag: COMMIT, digest: OLD }] } })?.language).toBe('sh')
    expect(lines('circuit-breaker', { cause: 'tasks-failing', service: { stops: crashed } })?.language).toBe('sh')
    expect(lines('deregistration-delay', { service: scaledIn('0a1b', 5) })?.language).toBe('sh')
    const run = pipelines([project({ builds: [build()] })])
    expect(lines('one-pipeline', { cause: 'image-stale', run })?.language).toBe('yaml')
    expect(lines('no-caching', { cause: 'version-mixed', run: { answers: [answer('1')] } })?.language).toBe('text')
    expect(lines('version-url', unasked)).toEqual({
      text: 'version-url: https://app.example.com/version',
      language: 'yaml',
    })
  })

  it('are left out where a target group is of no known form', () => {
    const group = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/core/0123456789abcdef'
    for (const targetGroups of [['x'], [group, 'x']])
      expect(linesOf('deregistration-delay', { service: { ...scaledIn('0a1b', 5), targetGroups } })).toBeUndefined()
  })

  it('name the family without its revision', () => {
    const taskDefinition = 'arn:aws:ecs:us-east-1:123456789012:task-definition/core:12'
    const service = {
      taskDefinitions: [{ arn: taskDefinition, containers: [container({ image: `${REPOSITORY}:live` })] }],
      rollouts: [rollout({ taskDefinition })],
    }
    expect(linesOf('pin-by-digest', { service })).toContain('task-definition-family: core\n')
  })

  it('name the version file in the image by its path at the root of the repository', () => {
    const path = (versionFile: string) =>
      linesOf('image-version-file', { cause: 'version-mismatch', settings: { versionFile } })
    expect(path('./a/./b')).toBe('image-version-file: /app/a/./b')
    expect(path('.//a')).toBe('image-version-file: /app/a')
    expect(path('/a')).toBe('image-version-file: /app/a')
    expect(path('a/b')).toBe('image-version-file: /app/a/b')
    expect(path('a\u202E')).toBeUndefined()
  })
})

describe('what ties an image to its commit', () => {
  it.each([
    ['workflow-digest', 'the digest that the workflow passed is all'],
    ['commit-tag', 'its tag is all'],
    ['none', 'nothing is all'],
  ] as const)('by %s is said', (binding, words) => {
    const change = { ...read(silent), binding: binding as 'commit-tag' }
    expect(the('revision-label', { image: change }).because).toContain(words)
  })

  it('is said to be inherited where one piece is', () => {
    const items = silent.map((item, at) => (at === 0 ? { ...item, finding: 'inherited' as const } : item))
    expect(the('revision-label', { image: read(items) }).because).toContain('inherited from the base image')
    expect(the('revision-label', { image: read(silent) }).because).not.toContain('inherited')
  })

  it('is no version file', () => {
    const file = { kind: 'version-file', where: 'v', expected: '1', said: '1', finding: 'agrees' } as const
    expect(ids({ image: read([file]) })).not.toContain('revision-label')
    expect(ids({ image: read([...silent, file]) })).toContain('revision-label')
  })
})

describe('tags that moved or may', () => {
  it('stand in no advice where their harm is not shown', () => {
    const tasks = [task({ container: { state: 'digest', digest: OLD } })]
    expect(ids({ cause: 'digest-unreadable', service: { tasks } })).not.toContain('pin-by-digest')
    expect(ids({ cause: 'not-deployed', service: { tasks } })).not.toContain('immutable-tags')
    expect(the('immutable-tags', { cause: 'mixed-tasks', service: { tasks } }).because).toContain(
      'The tag 3fa04cb meant',
    )
  })

  it('are told by the number of tasks without a digest', () => {
    const tasks = [task(), task({ container: { state: 'no-digest', image: 'app' } })]
    expect(the('pin-by-digest', { cause: 'digest-unreadable', service: { tasks } }).because).toContain(
      'reports no digest for 1 task.',
    )
  })

  it('that move are told by the next push, except where the last one changed nothing', () => {
    const old = [task({ container: { state: 'digest', digest: OLD } })]
    const because = (cause: 'verified' | 'not-deployed', tasks = [task()]) =>
      the('pin-by-digest', { cause, service: { ...named(`${REPOSITORY}:live`), tasks } }).because
    expect(because('verified')).toContain('after the next push')
    expect(because('verified', old)).toContain('after the next push')
    expect(because('not-deployed')).toContain('after the next push')
    expect(because('not-deployed', old)).toContain('changed nothing that runs')
  })

  it('are told by what the tag means now, where the task definition names the image by it', () => {
    const image = { movedTags: [{ tag: '3fa04cb', digest: OLD }] }
    expect(the('pin-by-digest', { image }).because).toBe(
      'Task definition agricultural-core:2 names the image by the tag 3fa04cb, and the tag 3fa04cb means sha256:bbbbbbbb… now, not sha256:aaaaaaaa….',
    )
  })

  it('are none where the image is named without a tag: that is latest', () => {
    expect(the('pin-by-digest', { service: named(REPOSITORY) }).because).toContain('by the tag latest, which names no')
  })

  it('do not explain other images under a tag that names no commit, or beside a digest', () => {
    const tasks = [task({ container: { state: 'digest', digest: OLD } })]
    for (const name of ['live', `3fa04cb@${NEW}`])
      expect(ids({ cause: 'digest-mismatch', service: { ...named(`${REPOSITORY}:${name}`), tasks } })).not.toContain(
        'immutable-tags',
      )
  })

  it('are not the commit’s where the image has another tag, or none', () => {
    const pushedAt = NOW - 40 * MINUTE
    expect(ids({ image: { pushedAt } })).toContain('immutable-tags')
    for (const tag of ['live', undefined as never])
      expect(ids({ image: { pushedAt, tag } })).not.toContain('immutable-tags')
  })

  it('do not count clocks that differ by a minute', () => {
    const at = (pushedAt: number) => ids({ image: { pushedAt } }).includes('immutable-tags')
    expect(at(NOW - 31 * MINUTE)).toBe(false)
    expect(at(NOW - 31 * MINUTE - 1)).toBe(true)
    expect(at(NOW - 30 * MINUTE + 1)).toBe(false)
  })

  it('are exempt where they are meant to move, up to five of them', () => {
    const moved = { movedTags: [{ tag: COMMIT, digest: OLD }] }
    const text = (tags: readonly string[], name = `${REPOSITORY}:3fa04cb`) =>
      the('immutable-tags', { image: { ...moved, tags }, service: named(name) })
    expect(text(['3fa04cb']).text).toMatch(/replacing the image\.$/)
    expect(text([]).text).toContain('a tag that is meant to move, such as latest, needs an exclusion filter')
    expect(text(['3fa04cb'], `${REPOSITORY}:live`).text).toContain('; live may still move')
    expect(text(['3fa04cb'], `${REPOSITORY}@${NEW}`).text).toMatch(/replacing the image\.$/)
    expect(text(['a', 'b', 'c', 'd', 'e']).lines).toBeDefined()
    const others = [{ digest: OLD, tags: ['beta'], isRebuild: false }]
    expect(the('immutable-tags', { image: { ...moved, others } }).text).toContain('; beta may still move')
  })
})

describe('a repository that could mean more than itself', () => {
  const repository = `${REPOSITORY}:x y`

  it('stands in no lines to paste', () => {
    const image = { ...read(silent), repository }
    const run = pipelines([project({ builds: [build()] })])
    expect(lines('revision-label', { cause: 'image-stale', image, run })).toBeUndefined()
    expect(lines('one-pipeline', { cause: 'image-stale', image, run })).toBeUndefined()
  })

  it('leaves a container whose name would look different no lines either', () => {
    const name = 'a\u202E'
    const service = {
      taskDefinitions: [{ arn: definitionArn(2), containers: [container({ name, image: `${REPOSITORY}:live` })] }],
      container: name,
    }
    expect(lines('pin-by-digest', { service })).toBeUndefined()
    const taskDefinition = definitionArn(2).replace('core', 'c\u202Ere')
    const ofFamily = {
      taskDefinitions: [{ arn: taskDefinition, containers: [container({ image: `${REPOSITORY}:live` })] }],
      rollouts: [rollout({ taskDefinition })],
    }
    expect(lines('pin-by-digest', { service: ofFamily })).toBeUndefined()
    expect(lines('pin-by-digest', { service: named(`${REPOSITORY}:live`) })).toBeDefined()
  })
})

describe('the version file in an image', () => {
  const change: Change = { cause: 'version-mismatch', settings: { versionFile: 'v' } }
  const file = { kind: 'version-file', where: 'v', expected: '1', said: '1', finding: 'agrees' } as const

  it('is no subject where it was read, or there is no image', () => {
    expect(ids({ ...change, image: read([...agreeing, file]) })).not.toContain('image-version-file')
    expect(ids({ ...change, image: null })).not.toContain('image-version-file')
    expect(ids({ ...change, image: read(agreeing) })).toContain('image-version-file')
  })

  it('is no subject where the version that is expected is from elsewhere', () => {
    const run = told(change)
    const services = run.services.map((service) => ({
      ...service,
      expectation: expectation({ version: { value: '3.3.6', source: 'input' } }),
    }))
    expect(recommendationsOf(run).map(({ id }) => id)).toContain('image-version-file')
    expect(recommendationsOf({ ...run, services }).map(({ id }) => id)).not.toContain('image-version-file')
  })

  it('is told with what the URL answered last', () => {
    const because = (...answers: readonly Answer[]) =>
      the('image-version-file', { ...change, run: { answers } }).because
    expect(because(answer('1'), answer('2'))).toContain(', and the URL answers 2;')
    expect(because(answer('1'), unreadable)).toContain(', and the URL answers 1;')
    expect(because()).not.toContain('the URL answers')
  })
})

describe('a task that stopped', () => {
  const because = (stops: Parameters<typeof stop>[0][]) =>
    the('circuit-breaker', { cause: 'tasks-failing', service: { stops: stops.map((one) => stop(one)) } }).because

  it('is told by its time, and several by the first and the last', () => {
    expect(because([{ stoppedAt: NOW }])).toContain(`A task of deployment ${OURS} stopped at 2025-07-21 11:30:00 UTC (`)
    for (const others of [[2], [2, 1], [1, 2, 1]])
      expect(because([0, ...others].map((minutes) => ({ stoppedAt: NOW - minutes * MINUTE })))).toContain(
        'stopped between 2025-07-21 11:28:00 UTC and 2025-07-21 11:30:00 UTC (',
      )
  })

  it('does not count where a deployment stopped it', () => {
    const scaled = { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by x' }
    expect(because([{ stoppedAt: NOW }, { stoppedAt: NOW, ...scaled }])).toContain('A task of deployment')
  })

  it('is counted by ECS where it is not listed', () => {
    const service = { stops: [], rollouts: [rollout({ failedTasks: 3 })] }
    expect(the('circuit-breaker', { cause: 'tasks-failing', service }).because).toContain(
      `3 tasks of deployment ${OURS} failed, and the service has no circuit breaker`,
    )
  })
})

describe('the longest draining', () => {
  const gone = (id: string, minutes: number, change: Parameters<typeof stop>[0] = {}) => {
    const { stops = [], events = [] } = scaledIn(id, minutes)
    return { stops: stops.map((one) => ({ ...one, ...change })), events }
  }
  const both = (...all: readonly ReturnType<typeof gone>[]) => ({
    stops: all.flatMap(({ stops }) => stops),
    events: all.flatMap(({ events }) => events),
  })

  it('is the one that is told', () => {
    for (const service of [both(gone('0a', 3), gone('0b', 5)), both(gone('0b', 5), gone('0a', 3))])
      expect(the('deregistration-delay', { service }).because).toContain('task 0b was gone only 5 min')
  })

  it.each<[what: string, service: ReturnType<typeof gone>]>([
    ['was of the new deployment', gone('0a', 5, { rolloutId: OURS })],
    ['was stopped for another reason', gone('0a', 5, { stoppedReason: 'Task failed ELB health checks' })],
    ['was stopped by somebody', gone('0a', 5, { stopCode: 'UserInitiated' })],
    ['stopped nobody knows when', gone('0a', 5, { stoppedAt: undefined as never })],
    ['is not told by an event', { ...gone('0a', 5), events: [] }],
    [
      'is told by another event',
      { ...gone('0a', 5), events: [{ at: NOW - 10 * MINUTE, message: '(task 0a) started' }] },
    ],
  ])('is not that of a task which %s', (_, service) => {
    expect(ids({ service })).not.toContain('deregistration-delay')
  })

  it('is not that of one that has gone where tasks of two images are in service', () => {
    const tasks = [task(), oldTask()]
    const service = { ...gone('0a', 5, { rolloutId: BEFORE }), tasks, rollouts: [rollout(), previous()] }
    expect(ids({ cause: 'mixed-tasks', service })).not.toContain('deregistration-delay')
  })

  it('is that of a new task in no case', () => {
    const ours = task({ ...draining })
    const message = `(service x) has stopped 1 running tasks: (task ${ours.arn.split('/').at(-1)}).`
    const service = { tasks: [ours], events: [{ at: NOW - 4 * MINUTE, message }] }
    expect(ids({ cause: 'rollout-timeout', service })).not.toContain('deregistration-delay')
  })
})

describe('tasks without a health check', () => {
  const unchecked = { hasHealthCheck: false, health: 'UNKNOWN' } as const
  const because = (...tasks: readonly ReturnType<typeof task>[]) =>
    the('health-check', { service: { hasLoadBalancer: false, targetGroups: [], tasks } }).because

  it('are counted among those of the deployment that are in service', () => {
    expect(because(task(unchecked))).toContain('The only task has no health check')
    expect(because(task(unchecked), task())).toContain('1 of 2 tasks have no health check')
    expect(because(task(unchecked), oldTask(unchecked))).toContain('The only task has')
    expect(because(task(unchecked), task({ ...unchecked, ...draining }))).toContain('The only task has')
  })

  it('are told by how long the newest ran', () => {
    const at = (minutes: number) => task({ ...unchecked, startedAt: NOW - minutes * MINUTE })
    expect(because(at(4), at(9))).toContain(', the newest for 4 min,')
    expect(because(at(9), at(4))).toContain(', the newest for 4 min,')
  })

  it('are no subject where no image was found', () => {
    const service = { hasLoadBalancer: false, targetGroups: [], tasks: [task(unchecked)] }
    expect(ids({ service, image: null })).not.toContain('health-check')
  })

  it('are vouched for by one target group of a task set', () => {
    const rollouts = [rollout({ kind: 'task-set' }), previous({ kind: 'task-set', targetGroups: ['arn:1'] })]
    const service = { hasLoadBalancer: false, targetGroups: [], tasks: [task(unchecked)], rollouts }
    expect(ids({ service })).not.toContain('health-check')
  })

  it('are given one to paste whole', () => {
    const service = { hasLoadBalancer: false, targetGroups: [], tasks: [task(unchecked)] }
    expect(lines('health-check', { service })?.language).toBe('json')
    expect(JSON.parse(linesOf('health-check', { service }) ?? '').healthCheck).toEqual({
      command: ['CMD-SHELL', 'curl -fsS http://localhost:8080/health || exit 1'],
      interval: 10,
      timeout: 5,
      retries: 3,
      startPeriod: 30,
    })
  })
})

describe('another pipeline', () => {
  const because = (change: Parameters<typeof project>[0], cause: Change['cause'] = 'image-stale') =>
    the('one-pipeline', { cause, image: { pushedAt: 0 }, run: pipelines([project(change)]) }).because

  it('is told by its triggers that can start a build, by name', () => {
    expect(because({ triggers: [trigger(), trigger({ kind: 'rule', name: 'nightly' })] })).toBe(
      '2 triggers of ava-build can still start a build (webhook "hooks/1" and rule "nightly").',
    )
    expect(because({ triggers: [trigger({ state: 'disabled' })] })).toBe(
      '1 trigger of ava-build is disabled by this action, and still there (webhook "hooks/1").',
    )
    expect(because({ triggers: [trigger(), trigger({ state: 'disabled', name: 'hooks/2' })] })).toBe(
      '1 trigger of ava-build can still start a build (webhook "hooks/1"); 1 trigger of ava-build is disabled by this action, and still there (webhook "hooks/2").',
    )
  })

  it('is told by one build once, and by three facts at most', () => {
    const long = build({ startedAt: NOW - 12 * MINUTE, endedAt: NOW })
    const others = [{ digest: OLD, tags: [], pushedAt: NOW - 9 * MINUTE, isRebuild: false }]
    const run = pipelines([project({ builds: [long], triggers: [trigger(), trigger({ state: 'disabled' })] })])
    const told = the('one-pipeline', { cause: 'image-stale', image: { others }, run }).because
    expect(told.match(/build 41/g)).toHaveLength(1)
    expect(told).not.toContain('disabled by this action')
    expect(the('one-pipeline', { cause: 'image-stale', image: { others, pushedAt: 0 }, run }).because).toContain(
      'which tasks run instead, was pushed at',
    )
  })

  it('is retired by its name, or several by theirs', () => {
    const text = (...names: readonly string[]) =>
      the('one-pipeline', {
        cause: 'image-stale',
        image: { pushedAt: 0 },
        run: pipelines(names.map((name) => project({ name, triggers: [trigger({ project: name })] }))),
      }).text
    expect(text('a')).toBe('Let this workflow alone build and deploy, and retire the CodeBuild project a.')
    expect(text('a', 'b')).toBe('Let this workflow alone build and deploy, and retire the CodeBuild projects a and b.')
  })

  it('that starts builds by hand is named with the policy that keeps people from it', () => {
    const [mine, other] = [project({ builds: [build()] }), project({ name: 'b', arn: undefined as never })]
    const text = (...projects: readonly ReturnType<typeof project>[]) =>
      the('one-pipeline', { cause: 'image-stale', run: pipelines(projects) }).text
    expect(text(mine)).toContain('until it is gone, the IAM policy')
    expect(text(mine, other)).toContain('until they are gone, the IAM policy')
    expect(text(mine)).toMatch(/^Build the image in this workflow, and retire/)
  })

  it('is asked about where the image is missing and it has nothing that starts it', () => {
    const missing = (...projects: readonly ReturnType<typeof project>[]) =>
      ids({ cause: 'image-missing', image: null, run: pipelines(projects) })
    expect(missing(project())).toContain('one-pipeline')
    expect(missing(project({ triggers: [trigger({ state: 'unknown' as never })] }))).not.toContain('one-pipeline')
    expect(ids({ cause: 'image-stale', image: { pushedAt: 0 }, run: pipelines([project()]) })).not.toContain(
      'one-pipeline',
    )
  })

  it('that feeds runners is told by what it does', () => {
    const run = pipelines([project({ triggers: [trigger({ state: 'mixed' })] })])
    expect(the('one-pipeline', { cause: 'competing-trigger', run }).because).toBe(
      '1 trigger of ava-build feeds runners and builds on pushes too (webhook "hooks/1").',
    )
  })

  const registered = (...who: readonly string[]) => ({
    taskDefinitions: who.map((registeredBy, at) => ({
      arn: definitionArn(at + 1),
      containers: [container()],
      registeredBy,
    })),
  })
  const BY_BUILD = 'arn:aws:sts::123456789012:assumed-role/build/AWSCodeBuild-4c1e'

  it('is shown by who registered the current task definition, and no other', () => {
    const change = (...who: readonly string[]): Change => ({ cause: 'superseded', service: registered(...who) })
    expect(lines('one-pipeline', change('me', BY_BUILD))).toEqual({
      text: 'codebuild-project: auto',
      language: 'yaml',
    })
    expect(ids(change(BY_BUILD, 'me'))).not.toContain('one-pipeline')
    const rollouts = [previous(), rollout()]
    expect(ids({ cause: 'superseded', service: { ...registered(BY_BUILD, 'me'), rollouts } })).not.toContain(
      'one-pipeline',
    )
    expect(ids({ service: registered('me', BY_BUILD) })).not.toContain('one-pipeline')
  })

  it.each([
    ['newer', true],
    ['same', false],
    ['unknown', false],
  ] as const)('of the same role was another run, where its commit is %s: %s', (kinship, is) => {
    const role = 'arn:aws:sts::1:assumed-role/deploy/'
    const change: Change = {
      cause: 'superseded',
      ours: 'none',
      service: {
        rollouts: [
          rollout({ id: 'ecs-svc/3', taskDefinition: definitionArn(3), createdAt: NOW - MINUTE }),
          rollout({ status: 'ACTIVE' }),
        ],
        tasks: [task()],
        taskDefinitions: [
          { arn: definitionArn(2), containers: [container()], registeredBy: `${role}run-1` },
          {
            arn: definitionArn(3),
            containers: [container({ image: `${REPOSITORY}:9e8d7c6` })],
            registeredBy: `${role}run-2`,
          },
        ],
      },
      run: { successor: { kinship, commit: '9'.repeat(40) } },
    }
    expect(ids(change).includes('concurrency')).toBe(is)
    if (is) expect(lines('concurrency', change)?.language).toBe('yaml')
  })
})

it('what holds for one of a single service is not named by it', () => {
  expect(the('revision-label', { image: read(silent) }).because).toMatch(/^Neither/)
})
