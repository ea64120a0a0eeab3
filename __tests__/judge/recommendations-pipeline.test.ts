import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import type { ExpectedImage, ServicePicture, Trigger } from '../../src/model.ts'
import { COMMIT, container, definitionArn, MINUTE, NOW, previous, REPOSITORY, rollout, task } from './cases.ts'
import { type Change, ids, the, linesOf, read, build, trigger, project, pipelines } from './recommendation-cases.ts'

describe('one pipeline', () => {
  it('is asked for where another project pushed the image, with the step that builds it here', () => {
    const advice = the('one-pipeline', { cause: 'image-stale', run: pipelines([project({ builds: [build()] })]) })
    expect(advice.because).toContain('The image was pushed at 2025-07-21 11:20:00 UTC while ava-build build 41')
    expect(advice.because).toContain('1 build was started by hand in the last 30 days, by user AVA_OLO')
    expect(parse(advice.lines?.text ?? '')).toEqual([
      {
        uses: 'docker/build-push-action@v7',
        id: 'build',
        with: {
          push: true,
          provenance: 'mode=min',
          tags: `${REPOSITORY}:\${{ github.sha }}`,
          labels: 'org.opencontainers.image.revision=${{ github.sha }}\n',
        },
      },
    ])
  })

  it('names the policy only where it is printed', () => {
    const { arn: _arn, ...unknown } = project({ builds: [build()] })
    expect(the('one-pipeline', { run: pipelines([project({ builds: [build()] })]) }).text).toContain('IAM policy')
    expect(the('one-pipeline', { run: pipelines([unknown]) }).text).not.toContain('IAM policy')
  })

  it.each([
    ['the digest that the workflow passed', { binding: 'workflow-digest' }],
    [
      'its provenance',
      read([
        {
          kind: 'provenance',
          where: 'provenance',
          expected: COMMIT,
          said: COMMIT,
          finding: 'agrees',
          note: 'Built by https://github.com/ava-olo/agricultural-core/actions/runs/8817/attempts/1.',
        },
      ]),
    ],
  ] as readonly (readonly [string, Partial<ExpectedImage>])[])(
    'needs no build step where a workflow is shown to build the image by %s',
    (_, change) => {
      const advice = the('one-pipeline', { image: change, run: pipelines([project({ builds: [build()] })]) })
      expect(advice.lines).toBeUndefined()
      expect(advice.because).toBe('1 build was started by hand in the last 30 days, by user AVA_OLO.')
    },
  )

  it('is asked for where another project deployed', () => {
    const builds = [build({ origin: 'webhook', startedAt: NOW - 6 * MINUTE, endedAt: NOW - 5 * MINUTE })]
    const service = { rollouts: [previous(), rollout()] }
    expect(
      the('one-pipeline', { cause: 'superseded', service, run: pipelines([project({ builds })]) }).because,
    ).toContain('The current deployment began at 2025-07-21 11:25:00 UTC while ava-build build 41')
  })

  it('is no subject of a good run whose other pipeline is switched off', () => {
    const run = pipelines([project({ triggers: [trigger({ state: 'disabled' })] })])
    expect(ids({ run })).toEqual([])
    expect(the('one-pipeline', { cause: 'image-stale', run }).because).toContain('is disabled by this action')
  })

  it('is asked for where nothing starts the build that the image is waited for from', () => {
    const advice = the('one-pipeline', { cause: 'image-missing', image: null, run: pipelines([project()]) })
    expect(advice.because).toBe('Nothing was found that starts ava-build on a push.')
    expect(advice.lines?.text).toContain(`tags: ${REPOSITORY}:\${{ github.sha }}`)
  })

  it('is not preached to who opens the other one again', () => {
    const projects = [project({ triggers: [trigger()], builds: [build()] })]
    for (const handling of ['restore', 'off'] as const)
      expect(ids({ run: pipelines(projects, { handling }) })).toEqual([])
  })

  it('says nothing of a project that is not shown to compete', () => {
    expect(ids({ run: pipelines([project({ competing: 'not-shown', builds: [build()] })]) })).toEqual([])
  })

  it('never has a project retired that feeds runners', () => {
    const runners = (state: Trigger['state']): Change => ({
      cause: 'competing-trigger',
      run: pipelines([project({ triggers: [trigger({ state })], builds: [build()] })]),
    })
    expect(ids(runners('protected'))).toEqual([])
    expect(the('one-pipeline', runners('mixed')).text).toContain('Keep ava-build for the runners alone')
  })

  it('begins with finding the project where CodeBuild deployed and none is named', () => {
    const service = {
      taskDefinitions: [
        {
          arn: definitionArn(2),
          containers: [container()],
          registeredBy: 'arn:aws:sts::123456789012:assumed-role/build/AWSCodeBuild-4c1e',
        },
      ],
    }
    expect(linesOf('one-pipeline', { cause: 'superseded', service })).toBe('codebuild-project: auto')
    expect(ids({ cause: 'superseded', service, settings: { codebuildProjects: ['auto'] } })).toEqual([])
  })
})

describe('one run at a time', () => {
  const later = rollout({ id: 'ecs-svc/3', taskDefinition: definitionArn(3), createdAt: NOW - MINUTE })
  const by = (theirs: string, service: Partial<ServicePicture> = {}): Change => ({
    cause: 'superseded',
    ours: 'none',
    service: {
      rollouts: [rollout({ status: 'ACTIVE' }), later],
      tasks: [task()],
      taskDefinitions: [
        { arn: definitionArn(1), containers: [container()], registeredBy: 'arn:aws:iam::1:user/AVA_OLO' },
        { arn: definitionArn(2), containers: [container()], registeredBy: 'arn:aws:sts::1:assumed-role/deploy/run-1' },
        { arn: definitionArn(3), containers: [container({ image: `${REPOSITORY}:9e8d7c6` })], registeredBy: theirs },
      ],
      ...service,
    },
    run: { successor: { kinship: 'newer', commit: '9'.repeat(40) } },
  })

  it('is asked for where the same role deployed another commit', () => {
    const advice = the('concurrency', by('arn:aws:sts::1:assumed-role/deploy/run-2'))
    expect(advice.because).toContain(
      'registered by arn:aws:sts::1:assumed-role/deploy as ours was, began at 2025-07-21 11:29:00 UTC, before',
    )
    expect(parse(advice.lines?.text ?? '')).toEqual({
      concurrency: { group: 'deploy-ava-olo-agricultural-core', 'cancel-in-progress': false },
    })
  })

  it('is asked for without a time that is not known, and without lines where a name would look different in them', () => {
    const { createdAt: _createdAt, ...timeless } = later
    const rollouts = [rollout({ status: 'ACTIVE' }), timeless]
    const advice = the('concurrency', by('arn:aws:sts::1:assumed-role/deploy/run-2', { rollouts, name: 'c\u202Ere' }))
    expect(advice.because).toContain('as ours was, began, before')
    expect(advice.lines).toBeUndefined()
  })

  it('is not asked for where nothing is left of ours that tells who deployed it', () => {
    const service = { rollouts: [later], tasks: [] }
    expect(ids(by('arn:aws:sts::1:assumed-role/deploy/run-2', service))).toEqual([])
  })

  it('would not have kept another role out', () => {
    expect(ids(by('arn:aws:sts::1:assumed-role/other/run-2'))).toEqual([])
  })
})
