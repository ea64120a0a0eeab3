import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { CAUSES, concluded } from '../../src/judge/causes.ts'
import { recommendationsOf } from '../../src/judge/recommendations.ts'
import type { Answer, Cause, ExpectedImage, Reading, ServicePicture } from '../../src/model.ts'
import { finding } from '../report/outcomes.ts'
import {
  BEFORE,
  COMMIT,
  container,
  definitionArn,
  draining,
  MINUTE,
  NOW,
  OLD,
  oldTask,
  OURS,
  previous,
  REPOSITORY,
  rollout,
  task,
} from './cases.ts'
import {
  type Told,
  type Change,
  settings,
  told,
  of,
  ids,
  the,
  linesOf,
  silent,
  agreeing,
  read,
  build,
  project,
  pipelines,
  named,
  scaledIn,
  crashed,
  wordsOf,
} from './recommendation-cases.ts'

describe('a run without a risk', () => {
  it('is told nothing', () => {
    expect(ids({ image: read(agreeing) })).toEqual([])
  })

  it.each(CAUSES)('is told nothing after %s when nothing is known', (cause) => {
    const verdict = concluded({ ...finding, cause })
    expect(recommendationsOf({ ...told({}), verdict, services: [], settings: { ...settings } })).toEqual([])
  })
})

describe('the circuit breaker', () => {
  it('is asked for where tasks fail and nothing takes the deployment back', () => {
    const advice = the('circuit-breaker', { cause: 'tasks-failing', service: { stops: crashed } })
    expect(advice.because).toContain(`3 tasks of deployment ${OURS} stopped between 2025-07-21 11:27:00 UTC and`)
    expect(advice.because).toContain('exit code 1')
    expect(wordsOf(advice.lines?.text ?? '', 'aws')).toEqual([
      'ecs',
      'update-service',
      '--region',
      'us-east-1',
      '--cluster',
      'ava-olo',
      '--service',
      'agricultural-core',
      '--deployment-configuration',
      'deploymentCircuitBreaker={enable=true,rollback=true}',
    ])
  })

  it.each([
    ['it is on', { stops: crashed, circuitBreakerEnabled: true }],
    ['the service is CODE_DEPLOY’s', { stops: crashed, controller: 'CODE_DEPLOY' }],
    ['the service is blue/green', { stops: crashed, strategy: 'BLUE_GREEN' }],
    ['no task has failed: the cluster has no room', { stops: [] }],
    [
      'only tasks of the deployment before have failed',
      { stops: crashed.map((one) => ({ ...one, rolloutId: BEFORE })) },
    ],
  ])('is not asked for where %s', (_, service) => {
    expect(ids({ cause: 'rollout-timeout', service })).toEqual([])
  })

  it('is to roll back too where it only stopped the deployment', () => {
    const service = { stops: crashed, circuitBreakerEnabled: true, rollbackEnabled: false }
    expect(the('circuit-breaker', { cause: 'rollout-failed', service }).text).toContain('Turn on the rollback')
  })

  it('has nothing to do with an alarm', () => {
    const rollouts = [rollout({ rolloutState: 'FAILED', rolloutStateReason: 'ECS deployment alarm: alarm detected.' })]
    expect(ids({ cause: 'rollout-failed', service: { rollouts } })).toEqual([])
  })
})

describe('the deregistration delay', () => {
  it('is told where an old task took long to go', () => {
    const advice = the('deregistration-delay', { service: scaledIn('0a1b', 5) })
    expect(advice.because).toContain(
      'task 0a1b was gone only 5 min after ECS had begun to stop it (2025-07-21 11:20:00 UTC)',
    )
    expect(wordsOf(advice.lines?.text ?? '', 'aws').slice(-4)).toEqual([
      '--target-group-arn',
      'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/core/0123456789abcdef',
      '--attributes',
      'Key=deregistration_delay.timeout_seconds,Value=30',
    ])
  })

  it('is not told where it took a minute', () => {
    expect(ids({ service: scaledIn('0a1b', 1) })).toEqual([])
  })

  it('has no place without a target group', () => {
    expect(ids({ service: { ...scaledIn('0a1b', 5), targetGroups: [] } })).toEqual([])
  })

  const mixed = (change: Parameters<typeof oldTask>[0]): Change => {
    const old = oldTask({ ...draining, ...change })
    const message = `(service agricultural-core) has stopped 1 running tasks: (task ${old.arn.split('/').at(-1)}).`
    return {
      cause: 'mixed-tasks',
      service: { tasks: [task(), old], events: [{ at: NOW - 4 * MINUTE, message }], rollouts: [rollout(), previous()] },
    }
  }

  it('is told where old tasks still drain at the deadline', () => {
    for (const lastStatus of ['RUNNING', 'DEACTIVATING'])
      expect(the('deregistration-delay', mixed({ lastStatus })).because).toContain(
        '1 old task was still draining at the end',
      )
  })

  it('is not told of a container that is slow to stop', () => {
    expect(ids(mixed({ lastStatus: 'STOPPING' }))).toEqual([])
  })

  it('is not told of a task that is not going at all', () => {
    expect(ids(mixed({ desiredStatus: 'RUNNING' }))).toEqual([])
  })
})

describe('a health check', () => {
  const unvouched: Change = {
    service: { hasLoadBalancer: false, targetGroups: [], tasks: [task({ hasHealthCheck: false, health: 'UNKNOWN' })] },
  }

  it('is asked for where only time vouches for the tasks', () => {
    const advice = the('health-check', unvouched)
    expect(advice.because).toContain('the newest for 4 min')
    expect(JSON.parse(advice.lines?.text ?? '')).toMatchObject({ name: 'app', healthCheck: { retries: 3 } })
  })

  it.each([
    ['a load balancer vouches', { hasLoadBalancer: true }],
    ['the task set has a target group', { rollouts: [rollout({ kind: 'task-set', targetGroups: ['arn:1'] })] }],
    ['they have one', { tasks: [task()] }],
  ])('is not asked for where %s', (_, service) => {
    expect(ids({ service: { ...unvouched.service, ...service } })).toEqual([])
  })
})

describe('caches', () => {
  const answer = (cache: Answer['cache'], version = '3.3.5'): Answer => ({
    state: 'read',
    at: NOW,
    version,
    selectedBy: 'version',
    cache,
    finalUrl: 'https://app.example.com/version',
  })

  it('are told to keep out where one answered with another version', () => {
    const cached = [['X-Cache', 'Hit from cloudfront']] as const
    const unreadable: Answer = { state: 'unreadable', at: NOW, why: 'status 503', cache: cached, finalUrl: '' }
    const run = { answers: [answer([]), answer(cached), unreadable] }
    const advice = the('no-caching', { cause: 'version-mismatch', run })
    expect(advice.because).toBe(
      '1 of 2 answers of https://app.example.com/version came from a cache with another version: 3.3.5 at 2025-07-21 11:30:00 UTC (X-Cache: Hit from cloudfront).',
    )
    expect(advice.lines?.text).toBe('Cache-Control: no-store')
  })

  it.each([
    ['asked the service', answer([['X-Cache', 'Miss from cloudfront']])],
    ['answered with an age of nothing', answer([['Age', '0']])],
    ['answered with the right version', answer([['Age', '60']], '3.3.6')],
  ])('are left alone that %s', (_, given) => {
    expect(ids({ cause: 'version-mixed', run: { answers: [given] } })).toEqual([])
  })
})

describe('the version file in the image', () => {
  const change: Change = { cause: 'version-mismatch', settings: { versionFile: './modules/core/my config.py' } }

  it('is to be read where the served version is wrong and it was not', () => {
    expect(parse(linesOf('image-version-file', change) ?? '')).toEqual({
      'image-version-file': '/app/modules/core/my config.py',
    })
  })

  it.each([
    ['no version-file is given', {}],
    ['it was read', { ...change.settings, imageVersionFile: '/app/config.py' }],
  ])('is no subject where %s', (_, asked) => {
    expect(ids({ ...change, settings: asked })).toEqual([])
  })
})

describe('the version URL', () => {
  const { served: _served, ...without } = settings
  const unasked = (change: Partial<ExpectedImage>, service: Partial<ServicePicture> = {}): readonly string[] =>
    recommendationsOf({ ...told({ image: change, service }), settings: without }).map(({ id }) => id)

  it('is asked for where neither the image nor the service tells what it holds', () => {
    expect(unasked({})).toEqual(['version-url'])
  })

  it('is no subject where the image names its commit, or nobody can ask the service', () => {
    expect(unasked(read(agreeing))).toEqual([])
    expect(unasked({}, { hasLoadBalancer: false })).toEqual([])
  })
})

describe('permissions', () => {
  const refused = (
    action: string,
    resource?: string,
    why = 'AccessDeniedException',
  ): Extract<Reading<never>, { state: 'not-read' }> => ({
    state: 'not-read',
    why,
    action,
    denied: true,
    ...(resource === undefined ? {} : { resource }),
  })

  it('that were refused stand in one policy, apart where IAM cannot narrow them', () => {
    const service = {
      serviceDeployments: refused(
        'ecs:DescribeServiceDeployments',
        'arn:aws:ecs:us-east-1:123456789012:service-deployment/ava-olo/agricultural-core/NCWGC2ZR',
      ),
      traffic: refused('elasticloadbalancing:DescribeRules', 'arn:aws:elasticloadbalancing:us-east-1:1:listener/x'),
    }
    const logLines = refused(
      'logs:GetLogEvents',
      'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/app:log-stream:ecs/app/0a1b',
    )
    const facts = { factsNotRead: 'ecr:DescribeImages: AccessDeniedException: no' }
    const advice = the('permissions', {
      cause: 'rolled-back',
      image: facts,
      service,
      run: { logLines },
    })
    expect(JSON.parse(advice.lines?.text ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:GetLogEvents', 'ecs:DescribeServiceDeployments', 'ecr:DescribeImages'],
          Resource: [
            'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/app:log-stream:*',
            'arn:aws:ecs:us-east-1:123456789012:service-deployment/ava-olo/agricultural-core/*',
            'arn:aws:ecr:us-east-1:123456789012:repository/agricultural-core',
          ],
        },
        { Effect: 'Allow', Action: ['elasticloadbalancing:DescribeRules'], Resource: ['*'] },
      ],
    })
  })

  it.each([
    ['an explicit deny refuses', refused('ecs:ListServiceDeployments', undefined, 'with an explicit deny in a policy')],
    ['were not refused', { state: 'not-read', why: 'not asked', denied: false }],
    ['are no IAM actions', refused('actions: read')],
  ] as readonly (readonly [string, ServicePicture['traffic']])[])('leave out those that %s', (_, traffic) => {
    expect(ids({ cause: 'rolled-back', service: { traffic } })).toEqual([])
  })

  it('are not told twice', () => {
    const run = told({ cause: 'access-denied', service: { traffic: refused('elasticloadbalancing:DescribeRules') } })
    const command = '{ "Effect": "Allow", "Action": "elasticloadbalancing:DescribeRules", "Resource": "*" }'
    const verdict = concluded({ ...finding, cause: 'access-denied', nextStep: { text: 'Add this.', command } })
    expect(recommendationsOf(run).map(({ id }) => id)).toEqual(['permissions'])
    expect(recommendationsOf({ ...run, verdict })).toEqual([])
  })

  it('name the log group of the task definition where the refusal names none', () => {
    const log = { group: '/ecs/app', streamPrefix: 'ecs' }
    const change: Change = {
      cause: 'tasks-failing',
      service: { taskDefinitions: [{ arn: definitionArn(2), containers: [container({ log })] }] },
      run: { logLines: refused('logs:GetLogEvents') },
    }
    expect(linesOf('permissions', change)).toContain(
      '"arn:aws:logs:us-east-1:123456789012:log-group:/ecs/app:log-stream:*"',
    )
  })

  it('are no subject of a good run', () => {
    expect(ids({ service: { traffic: refused('elasticloadbalancing:DescribeRules') } })).toEqual([])
  })
})

describe('several services', () => {
  const two = (cause: Cause | 'verified'): Told => {
    const [good, bad] = [told({ cause }), told({ cause, service: named(`${REPOSITORY}:latest`) })]
    const services = [...good.services, ...bad.services].map((service, index) => ({
      ...service,
      ref: { ...service.ref, label: `ava-olo / ${index}` },
    }))
    return { ...bad, services, decisive: 0 }
  }

  it('are named', () => {
    expect(recommendationsOf(two('verified')).map(({ because }) => because)).toEqual([
      expect.stringMatching(/^ava-olo \/ 1: Task definition/),
    ])
  })

  it('count only as far as they decided', () => {
    expect(recommendationsOf(two('digest-mismatch'))).toEqual([])
    expect(recommendationsOf({ ...two('digest-mismatch'), decisive: 1 })).not.toEqual([])
  })
})

describe('the order and the number', () => {
  it('are the same each time, and at most five', () => {
    const change: Change = {
      cause: 'version-mismatch',
      image: { ...read(silent), movedTags: [{ tag: COMMIT, digest: OLD }] },
      settings: { versionFile: 'version.txt' },
      service: { serviceDeployments: { state: 'not-read', why: 'no', action: 'ecs:X', denied: true } },
      run: {
        ...pipelines([project({ builds: [build()] })]),
        answers: [
          { state: 'read', at: NOW, version: '3.3.5', selectedBy: '', cache: [['Age', '9']], finalUrl: 'https://a' },
        ],
      },
    }
    expect(ids(change)).toEqual([
      'no-caching',
      'one-pipeline',
      'image-version-file',
      'revision-label',
      'immutable-tags',
    ])
    expect(of(change)).toEqual(of(change))
  })
})
