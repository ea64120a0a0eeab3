/** Outcomes of runs, as fixtures: the story of the image with old code, its good end, and one for each cause. */
import { concluded } from '../../src/judge/causes.ts'
import type { Cause, Check, Drift, Finding, RunOutcome, ServiceOutcome, Stop, Task, Verdict } from '../../src/model.ts'

export const COMMIT = '3fa04cb0c1d2e3f4a5b6c7d8e9f00112233445566'.slice(0, 40)
export const DIGEST = `sha256:${'9c1e7ab2'.repeat(8)}`
export const CHILD_DIGEST = `sha256:${'5d0c3f1a'.repeat(8)}`
export const OLD_DIGEST = `sha256:${'0a1b2c3d'.repeat(8)}`
export const START = Date.UTC(2025, 6, 21, 11, 25, 0)

/** Every field that a type has, optional ones too, all the way down: a fixture of this type fails to compile when the model grows. */
export type Complete<T> = T extends string | number | boolean | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? number extends T['length']
      ? readonly Complete<Item>[]
      : T
    : unknown extends T
      ? T
      : { readonly [Key in keyof T]-?: Complete<Exclude<T[Key], undefined>> }

export const task: Complete<Task> = {
  arn: 'arn:aws:ecs:us-east-1:123456789012:task/ava-olo/0123456789abcdef0123456789abcdef',
  taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/agricultural-core:5',
  rolloutId: 'ecs-svc/4821',
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  health: 'HEALTHY',
  hasHealthCheck: true,
  container: { state: 'digest', digest: DIGEST },
  containerDown: 'STOPPED, exit code 137, OutOfMemoryError: Container killed due to memory usage',
  createdAt: START,
  startedAt: START + 10_000,
  stoppingAt: START + 20_000,
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/4821)',
}

export const stop: Complete<Stop> = {
  taskArn: 'arn:aws:ecs:us-east-1:123456789012:task/ava-olo/fedcba9876543210fedcba9876543210',
  taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/agricultural-core:5',
  rolloutId: 'ecs-svc/4821',
  container: { state: 'no-digest', image: 'agricultural-core:3fa04cb' },
  createdAt: START,
  startedAt: START + 5000,
  executionStoppedAt: START + 8000,
  stoppedAt: START + 9000,
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ name: 'app', essential: true, exitCode: 1, reason: 'boot failed' }],
}

export const checks: readonly Check[] = [
  {
    id: 'image',
    status: 'pass',
    expected: 'agricultural-core:3fa04cb',
    seen: 'sha256:9c1e7ab2…, pushed 2025-07-21 11:22:08 UTC',
  },
  {
    id: 'image-content',
    status: 'fail',
    expected: 'modules/core/config.py = 3.3.6',
    seen: '3.3.5 (layer 7 of 9); no revision label',
  },
  { id: 'deployment', status: 'pass', expected: 'complete', seen: 'ecs-svc/4821 of agricultural-core:5, complete' },
  { id: 'tasks', status: 'pass', expected: 'all on sha256:9c1e7ab2…', seen: '4 of 4, none draining' },
  {
    id: 'served-version',
    status: 'fail',
    expected: '3.3.6 at /version',
    seen: '3.3.5, 5 of 5 answers, no cache involved',
  },
  { id: 'features', status: 'not-checked', expected: '', seen: '' },
  {
    id: 'one-pipeline',
    status: 'unknown',
    expected: 'GitHub Actions alone',
    seen: 'CodeBuild ava-agricultural-docker-build built this image by hand',
  },
]

export const finding: Complete<Omit<Finding, 'problems'>> = {
  cause: 'image-stale',
  headline: 'the image holds 3.3.5, not 3.3.6',
  explanation:
    'All 4 tasks run the image tagged 3fa04cb, and that image is not the commit: its modules/core/config.py says VERSION = "3.3.5".',
  nextStep: {
    text: 'Rebuild from the commit without the old layers and deploy again.',
    command: 'docker build --pull --no-cache -t agricultural-core:3fa04cb .',
    about: 'troubleshooting.md#what-the-image-says-about-itself-is-unreadable',
  },
  reasoning: ['The layer that holds the file is two days older than the commit.'],
  ruledOut: [
    'The file inside the image disagrees with the commit, so the URL is right: not a cache, not a wrong route (version-mismatch).',
  ],
}

/** A service with something in every field of the model. */
export const service: Complete<Omit<ServiceOutcome, 'drift' | 'verdict'>> & { readonly verdict: Verdict } = {
  ref: { cluster: 'ava-olo', service: 'agricultural-core', region: 'us-east-1', label: 'ava-olo / agricultural-core' },
  verdict: { verdict: 'failed', finding },
  checks,
  expectation: {
    commit: COMMIT,
    version: { value: '3.3.6', source: 'version-file', path: 'modules/core/config.py' },
    container: 'app',
    image: {
      state: 'found',
      image: {
        repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core',
        tag: '3fa04cb',
        digest: DIGEST,
        digests: [DIGEST, CHILD_DIGEST],
        platforms: [{ platform: 'linux/amd64', digest: CHILD_DIGEST }],
        tags: ['3fa04cb', 'latest'],
        pushedAt: START - 172_000,
        createdAt: START - 180_000,
        factsNotRead: 'ecr:DescribeImages: refused',
        movedTags: [{ tag: COMMIT, digest: OLD_DIGEST }],
        others: [{ digest: OLD_DIGEST, tags: ['1b7c0de'], pushedAt: START - 86_400_000, isRebuild: false }],
        binding: 'commit-tag',
        evidence: {
          state: 'read',
          items: [
            {
              kind: 'version-file',
              where: '/app/modules/core/config.py in layer 7 of 9',
              expected: '3.3.6',
              said: '3.3.5',
              finding: 'contradicts',
              note: 'The layer is two days older than the commit.',
              madeAt: START - 172_800_000,
            },
          ],
          createdAt: START - 180_000,
        },
      },
    },
    taskDefinition: 'agricultural-core:5',
  },
  observation: {
    at: START + 120_000,
    clockOffset: -40_000,
    full: true,
    service: {
      arn: 'arn:aws:ecs:us-east-1:123456789012:service/ava-olo/agricultural-core',
      name: 'agricultural-core',
      clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/ava-olo',
      status: 'ACTIVE',
      doubt: 'it lacks the event of 2025-07-21T11:27:31.000Z that an earlier answer had',
      currentServiceDeployment: 'arn:aws:ecs:us-east-1:123456789012:service-deployment/production/web/one',
      desiredCount: 4,
      controller: 'ECS',
      strategy: 'ROLLING',
      schedulingStrategy: 'REPLICA',
      taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/agricultural-core:5',
      rollbackEnabled: true,
      circuitBreakerEnabled: true,
      hasLoadBalancer: true,
      targetGroups: ['arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/core/0123456789abcdef'],
      container: 'app',
      rollouts: [
        {
          kind: 'deployment',
          id: 'ecs-svc/4821',
          status: 'PRIMARY',
          taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/agricultural-core:5',
          createdAt: START + 2000,
          updatedAt: START + 100_000,
          desiredCount: 4,
          runningCount: 4,
          pendingCount: 0,
          failedTasks: 0,
          rolloutState: 'COMPLETED',
          rolloutStateReason: 'ECS deployment ecs-svc/4821 completed.',
          revisionDigest: DIGEST,
          stabilityStatus: 'STEADY_STATE',
          scalePercent: 100,
          targetGroups: ['arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1'],
          externalId: 'd-ABCDEF',
          startedBy: 'CODE_DEPLOY',
        },
      ],
      serviceDeployments: {
        state: 'read',
        value: [
          {
            arn: 'arn:aws:ecs:us-east-1:123456789012:service-deployment/ava-olo/agricultural-core/NCWGC2ZR',
            status: 'SUCCESSFUL',
            statusReason: 'done',
            revisionId: '4821',
            taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/agricultural-core:5',
            digest: DIGEST,
            createdAt: START,
            startedAt: START + 1000,
            finishedAt: START + 100_000,
            lifecycleStage: 'BAKE_TIME',
            hooks: [
              {
                id: 'approval',
                targetType: 'PAUSE',
                status: 'AWAITING_ACTION',
                expiresAt: START + 900_000,
                timeoutAction: 'ROLLBACK',
              },
            ],
            productionTrafficWeight: 100,
            rollbackReason: 'none',
            rollbackStartedAt: START + 700_000,
            circuitBreakerStatus: 'MONITORING',
            triggeredAlarms: ['errors'],
          },
        ],
      },
      codeDeploy: {
        state: 'read',
        value: [
          {
            id: 'd-ABCDEF',
            status: 'Succeeded',
            allowTraffic: 'Succeeded',
            failedEvent: 'AfterAllowTraffic',
            errorMessage: 'none',
            rollbackMessage: 'none',
            rollbackDeploymentId: 'd-GHIJKL',
            waits: 300_000,
          },
        ],
      },
      traffic: {
        state: 'read',
        value: {
          targetGroups: [
            {
              rolloutId: 'ecs-svc/4821',
              targetGroupArns: ['arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1'],
            },
          ],
          rules: [
            {
              ruleArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/lb/1/2/3',
              weights: [
                {
                  targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/1',
                  weight: 100,
                },
              ],
            },
          ],
        },
      },
      taskDefinitions: [
        {
          arn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/agricultural-core:5',
          containers: [
            {
              name: 'app',
              image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core:3fa04cb',
              essential: true,
              hasHealthCheck: true,
              environmentValues: ['postgres-password-value'],
              log: { group: '/ecs/app', region: 'us-east-1', streamPrefix: 'ecs' },
            },
          ],
          registeredBy: 'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
          registeredAt: START - 5000,
        },
      ],
      tasks: [
        task,
        {
          ...task,
          lastStatus: 'DEACTIVATING',
          desiredStatus: 'STOPPED',
          container: { state: 'digest', digest: OLD_DIGEST },
        },
      ],
      stops: [stop],
      events: [{ at: START + 3000, message: '(service agricultural-core) has started 4 tasks: (task 1) (task 2).' }],
      configuredWaits: 60_000,
    },
  },
  ourRolloutId: 'ecs-svc/4821',
}

/** What runs is three commits behind. */
const listed: Complete<Finding> = {
  ...finding,
  problems: ['All 4 tasks run the image tagged 3fa04cb.', 'Its modules/core/config.py says VERSION = "3.3.5".'],
}

export const drift: Complete<Drift> = {
  digest: OLD_DIGEST,
  liveCommit: '1b7c0de48a93f2560d71be84c3f9025a6e8d4b17',
  toldBy: 'image',
  kinship: 'older',
  commitsBehind: 3,
  behindSince: START - 7_200_000,
  paths: 'touched',
  touched: ['modules/core/config.py'],
  why: 'GitHub listed the first 300 files only',
  remark: 'paths has globs that match no file of the repository: "module/**"',
}

/** A run with something in every field of the model: all that the JSON report can hold. */
export const complete: Complete<RunOutcome> = {
  actionVersion: '1.0.0',
  settings: {
    mode: 'verify',
    services: [service.ref],
    commit: COMMIT,
    image: {
      repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core',
      tag: '3fa04cb',
      digest: DIGEST,
    },
    container: 'app',
    taskDefinition: 'agricultural-core:5',
    served: {
      url: 'https://app.example.com/version',
      selector: { kind: 'auto' },
      headers: [['Authorization', 'Bearer header-value-1']],
      samples: 5,
    },
    expectedVersion: '3.3.6',
    versionFile: 'modules/core/config.py',
    imageVersionFile: '/app/modules/core/config.py',
    versionPattern: 'VERSION = "(.*)"',
    featureChecks: [
      {
        name: 'farmers list',
        url: 'https://app.example.com/api/farmers',
        method: 'POST',
        headers: [['X-Key', 'header-value-2']],
        body: '{"pin":"body-value-3"}',
        status: 200,
        contains: 'farmers',
        matches: 'farm.*',
        json: 'length(@)',
        equals: 3,
        maxSeconds: 2,
      },
    ],
    timeout: 900_000,
    stableFor: 'auto',
    startTimeout: 120_000,
    pollInterval: 5000,
    codebuildProjects: ['ava-agricultural-docker-build'],
    competingTriggers: 'disable',
    stopCompetingBuilds: false,
    forceRestore: false,
    webhookToken: 'webhook-token-value',
    paths: ['modules/**'],
    githubToken: 'github-token-value',
    requireImageProof: false,
    registryCredentials: { username: 'registry-user', password: 'registry-password-value' },
    allowSuperseded: false,
    metricsNamespace: 'Deploys',
    reportPath: '/runner/temp/ecs-deploy-verifier.json',
    run: {
      workflow: 'deploy.yml',
      repository: 'ava-olo/agricultural-core',
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      runId: '8817',
      workspace: '/runner/work',
      ref: 'refs/heads/main',
    },
    withoutEffect: ['paths counts with mode: audit alone; it is ignored here.'],
    secrets: [
      'webhook-token-value',
      'github-token-value',
      'registry-password-value',
      'Bearer header-value-1',
      'header-value-2',
    ],
  },
  verdict: { verdict: 'failed', finding: listed },
  services: [{ ...service, verdict: { verdict: 'failed', finding: listed }, drift }],
  decisive: 0,
  commit: {
    sha: COMMIT,
    committedAt: Date.UTC(2025, 6, 21, 10, 5, 0),
    subject: 'v3.3.6',
    author: 'A. Developer',
    url: `https://github.com/ava-olo/agricultural-core/commit/${COMMIT}`,
  },
  answers: [
    {
      state: 'read',
      at: START + 121_000,
      version: '3.3.5',
      selectedBy: 'json: version',
      cache: [['Age', '0']],
      finalUrl: 'https://app.example.com/version',
    },
    {
      state: 'unreadable',
      at: START + 110_000,
      why: 'the answer is HTML',
      cache: [],
      finalUrl: 'https://app.example.com/version',
      httpStatus: 502,
    },
  ],
  features: [{ name: 'farmers list', at: START + 122_000, passed: false, expected: 'HTTP 200', seen: 'HTTP 500' }],
  successor: {
    kinship: 'newer',
    repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core',
    digest: OLD_DIGEST,
    commit: COMMIT,
    why: 'GitHub says so',
  },
  pipelines: {
    handling: 'disable',
    auto: false,
    region: 'us-east-1',
    readAt: START,
    projects: [
      {
        name: 'ava-agricultural-docker-build',
        arn: 'arn:aws:codebuild:us-east-1:123456789012:project/ava-agricultural-docker-build',
        exists: true,
        competing: 'named',
        evidence: ['its buildspec names the service agricultural-core'],
        triggers: [
          {
            kind: 'webhook',
            project: 'ava-agricultural-docker-build',
            name: 'https://api.github.com/repos/ava-olo/agricultural-core/hooks/1',
            state: 'disabled',
            change: 'disabled',
            detail: '2 filter groups kept, one never-matching filter added to each',
            undo: 'aws codebuild update-webhook --project-name ava-agricultural-docker-build --filter-groups file://groups.json',
          },
        ],
        builds: [
          {
            id: 'ava-agricultural-docker-build:1234',
            number: 41,
            project: 'ava-agricultural-docker-build',
            status: 'SUCCEEDED',
            initiator: 'AVA_OLO',
            startedBy: 'user AVA_OLO',
            origin: 'person',
            sourceVersion: 'main',
            resolvedCommit: '1b7c0de'.padEnd(40, '0'),
            startedAt: START - 240_000,
            endedAt: START - 172_000,
            running: true,
            stopped: false,
          },
        ],
      },
    ],
    problems: [
      {
        project: 'ava-agricultural-docker-build',
        message: 'the builds could not be read',
        action: 'codebuild:ListBuildsForProject',
        resource: 'arn:aws:codebuild:us-east-1:123456789012:project/ava-agricultural-docker-build',
        blocking: true,
        passing: true,
        heldUpBy: 'either',
        hidesPipelines: true,
      },
    ],
  },
  logLines: { state: 'read', value: ['starting', 'Error: cannot find module x'] },
  history: {
    label: 'ava-olo / agricultural-core',
    deployments: {
      state: 'read',
      value: [
        {
          id: '4821',
          status: 'SUCCESSFUL',
          createdAt: START - 1000,
          finishedAt: START + 30_000,
          image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core:3fa04cb',
          digest: DIGEST,
          tags: ['3fa04cb'],
          pushedAt: START - 172_000,
        },
      ],
    },
    images: {
      state: 'not-read',
      why: 'the role may not describe images',
      action: 'ecr:DescribeImages',
      resource: 'arn:aws:ecr:us-east-1:123456789012:repository/agricultural-core',
      denied: true,
    },
    runs: {
      state: 'read',
      value: [
        {
          id: 4711,
          commit: COMMIT,
          event: 'push',
          conclusion: 'success',
          createdAt: START - 4_790_000,
          committedAt: START - 4_800_000,
        },
      ],
    },
  },
  pattern: {
    deployments: [
      {
        id: '4821',
        effect: 'took-effect',
        createdAt: START - 1000,
        finishedAt: START + 30_000,
        digest: DIGEST,
        commit: COMMIT,
        builtByHandBy: 'user AVA_OLO',
        pushToLive: 4_830_000,
      },
    ],
    pushes: { all: 20, live: 10 },
    medianPushToLive: 4_920_000,
    behindShare: 0.61,
    manualBuilds: 12,
  },
  recommendations: [
    {
      id: 'revision-label',
      text: 'Add the commit to the image when it is built.',
      because: 'The image says nothing about its commit.',
      lines: { text: 'labels: |\n  org.opencontainers.image.revision=${{ github.sha }}', language: 'yaml' },
    },
  ],
  timeline: [
    { at: START - 4_800_000, until: START - 4_700_000, what: 'push 3fa04cb "v3.3.6" to main', section: 'GitHub' },
    {
      at: START - 240_000,
      until: START - 180_000,
      what: 'CodeBuild #41 starts, by user AVA_OLO',
      section: 'CodeBuild',
    },
    { at: START + 2000, until: START + 60_000, what: 'deployment ecs-svc/4821 begins', section: 'ECS' },
    { at: START + 123_000, until: START + 123_000, what: 'verdict: image-stale', section: 'Verdict' },
  ],
  figures: {
    startedAt: START,
    endedAt: START + 156_000,
    looks: 11,
    awsCalls: 43,
    throttled: 2,
    faults: { 'ecs:DescribeTasks 503': 2 },
  },
}

/** A run that verified. */
const { withoutEffect: _withoutEffect, ...settings } = complete.settings

export const verified: RunOutcome = {
  ...complete,
  settings,
  verdict: { verdict: 'verified', headline: '3fa04cb (3.3.6) runs on all 4 tasks and answers at /version', notes: [] },
  services: [
    {
      ...service,
      verdict: { verdict: 'verified', headline: '3fa04cb (3.3.6) runs on all 4 tasks', notes: [] },
      checks: checks.map((check) => ({ ...check, status: 'pass' as const })),
    },
  ],
  features: complete.features.map((feature) => ({ ...feature, passed: true })),
  commit: { ...complete.commit, committedAt: START - 400_000 },
}

const HEADLINES: Readonly<Record<Cause, string>> = {
  'image-missing': 'no image of 3fa04cb is in the registry',
  'image-unproven': 'nothing in the image names its commit',
  'image-stale': 'the image holds 3.3.5, not 3.3.6',
  'not-deployed': 'the image was pushed, but nothing deployed it',
  superseded: 'another deployment took the place of ours',
  'rolled-back': 'ECS took the deployment back',
  'rollout-failed': 'ECS declared the deployment failed',
  'tasks-failing': 'tasks stop again and again: exit code 1',
  'digest-mismatch': 'the tasks run another digest than the tag names',
  'mixed-tasks': 'tasks of two images are in service',
  'rollout-timeout': 'still rolling out after 15 min',
  'nothing-running': 'no task runs: desired count 0',
  'version-mismatch': 'the right image runs, but the URL answers 3.3.5',
  'version-mixed': 'answers alternate between 3.3.5 and 3.3.6',
  'version-unreadable': 'the URL gave no version',
  'feature-failed': 'the feature check farmers list failed',
  'competing-trigger': 'the webhook of ava-agricultural-docker-build is still live',
  'digest-unreadable': 'ECS reports no digest for the container app',
  'service-not-found': 'there is no service agricultural-core',
  'access-denied': 'ecs:DescribeTasks was refused',
  credentials: 'the credentials have expired',
  'aws-unreachable': 'AWS could not be reached',
  'invalid-input': 'the input "timeout" cannot be read',
  cancelled: 'the run was cancelled',
  'internal-error': 'a defect of this action',
}

export function verdictFor(cause: Cause): Verdict {
  return concluded({ ...finding, cause, headline: HEADLINES[cause] })
}

/** A run that ended with this cause; without settings and services where it never came to them. */
export function outcomeFor(cause: Cause): RunOutcome {
  const verdict = verdictFor(cause)
  if (cause !== 'invalid-input' && cause !== 'internal-error')
    return { ...complete, verdict, services: [{ ...service, verdict }] }
  return { ...bare, verdict }
}

/** A run that ended before it knew anything. */
export const bare: RunOutcome = {
  actionVersion: '1.0.0',
  verdict: verdictFor('invalid-input'),
  services: [],
  decisive: 0,
  answers: [],
  features: [],
  timeline: [],
  recommendations: [],
  figures: { startedAt: START, endedAt: START + 20, looks: 0, awsCalls: 0, throttled: 0, faults: {} },
}

/** Two services, of which the second failed. */
export const twoServices: RunOutcome = {
  ...complete,
  verdict: verdictFor('tasks-failing'),
  services: [
    { ...service, verdict: { verdict: 'verified', headline: '3fa04cb runs on all 4 tasks', notes: [] } },
    {
      ...service,
      ref: { ...service.ref, service: 'worker', label: 'ava-olo / worker' },
      verdict: verdictFor('tasks-failing'),
    },
  ],
  decisive: 1,
}
