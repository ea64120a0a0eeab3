import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { HELP, policy } from '../../scripts/policy/command.ts'
import type { PolicyDocument } from '../../scripts/policy/document.ts'

const PLACE = ['--region', 'eu-central-1', '--account', '123456789012']
const WEB = [...PLACE, '--cluster', 'shop', '--service', 'web', '--repository', 'web']
const SHOP = [...WEB, '--codebuild', 'shop']

interface Ran {
  readonly status: number
  readonly out: string
  readonly told: readonly string[]
}

function run(...args: readonly string[]): Ran {
  let out = ''
  const told: string[] = []
  const status = policy(args, { print: (text) => (out += text), tell: (line) => told.push(line) })
  return { status, out, told }
}

function statementsOf(...args: readonly string[]): PolicyDocument['Statement'] {
  const { status, out, told } = run(...args)
  if (status !== 0) throw new Error(told.join('\n'))
  const document: PolicyDocument = JSON.parse(out)
  return document.Statement
}

const sidsOf = (...args: readonly string[]): readonly string[] => statementsOf(...args).map(({ Sid }) => Sid)

const resourcesOf = (sid: string, ...args: readonly string[]): readonly string[] =>
  statementsOf(...args)
    .filter(({ Sid }) => Sid === sid)
    .flatMap(({ Resource }) => Resource)

const EVERY_RUN = ['Service', 'Tasks', 'TaskDefinitions', 'Image']
const LOOK = [
  'ProjectsAndTheirBuilds',
  'RulesThatStartThem',
  'SchedulesThatStartThem',
  'PipelinesThatRunThem',
  'Search',
]

describe('the policy of every run', () => {
  it('names what is given, and says which of its placeholders are left', () => {
    const { out, told } = run('--service', 'web', '--cluster', 'shop')
    expect(out).toContain('"arn:aws:ecs:REGION:ACCOUNT:service/shop/web"')
    expect(out).toContain('"arn:aws:ecr:REGION:ACCOUNT:repository/REPOSITORY"')
    expect(told).toEqual(['policy: Replace REGION, ACCOUNT, REPOSITORY, or give --region, --account, --repository.'])
    expect(run(...WEB).told).toEqual([])
  })

  it('says so where nothing names the cluster', () => {
    const note = 'policy: No --cluster: for the cluster default.'
    const arn = 'arn:aws:ecs:eu-central-1:123456789012:service'
    const named = [...PLACE, '--repository', 'web']
    expect(run(...named, '--service', 'web').told).toEqual([note])
    expect(run(...named, '--service', 'web').out).toContain(`"${arn}/default/web"`)
    expect(run(...named, '--service', `${arn}/shop/web`, '--service', `${arn}/worker`).told).toEqual([note])
    expect(run(...named, '--service', `${arn}/shop/web`).told).toEqual([])
  })

  it('takes all places from the ARN of a service', () => {
    const arn = 'arn:aws-cn:ecs:cn-north-1:111122223333:service/shop/web'
    const { out, told } = run('--service', arn, '--repository', 'web')
    expect(out).toContain(`"${arn}"`)
    expect(out).toContain('"ecs:cluster": "arn:aws-cn:ecs:cn-north-1:111122223333:cluster/shop"')
    expect(out).toContain('"arn:aws-cn:ecr:cn-north-1:111122223333:repository/web"')
    expect(told).toEqual([])
  })

  it('names a service by the old form of its ARN, and its deployments by the new one', () => {
    const arn = 'arn:aws:ecs:eu-central-1:123456789012:service/web'
    expect(resourcesOf('Service', '--service', arn, '--cluster', 'shop')).toEqual([
      arn,
      'arn:aws:ecs:eu-central-1:123456789012:service-deployment/shop/web/*',
      'arn:aws:ecs:eu-central-1:123456789012:service-revision/shop/web/*',
    ])
  })

  it('keeps the tasks of several services to their clusters', () => {
    const other = 'arn:aws:ecs:us-east-1:123456789012:service/far/api'
    const tasks = statementsOf(...PLACE, '--service', 'web', '--service', 'worker', '--service', other).find(
      ({ Sid }) => Sid === 'Tasks',
    )
    expect(tasks?.Condition).toEqual({
      ArnEquals: {
        'ecs:cluster': [
          'arn:aws:ecs:eu-central-1:123456789012:cluster/default',
          'arn:aws:ecs:us-east-1:123456789012:cluster/far',
        ],
      },
    })
  })

  it.each([
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-northwest-1', 'aws-cn'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['ap-southeast-2', 'aws'],
  ])('is of the partition of %s', (region, partition) => {
    expect(resourcesOf('Image', '--region', region, '--service', 'web')[0]).toMatch(`arn:${partition}:ecr:${region}:`)
    expect(resourcesOf('Image', '--region', region, '--service', 'web', '--partition', 'aws-iso')[0]).toMatch(
      /^arn:aws-iso:/,
    )
  })

  it.each([
    ['a name', 'team/web', 'arn:aws:ecr:eu-central-1:123456789012:repository/team/web', 0],
    [
      'an ARN',
      'arn:aws:ecr:us-east-1:999999999999:repository/web',
      'arn:aws:ecr:us-east-1:999999999999:repository/web',
      1,
    ],
    [
      'the name of an image in it',
      '999999999999.dkr.ecr.us-east-1.amazonaws.com/team/web:latest',
      'arn:aws:ecr:us-east-1:999999999999:repository/team/web',
      1,
    ],
  ])('takes a repository by %s, and says where its own policy counts', (_, given, arn, notes) => {
    const args = [...PLACE, '--service', 'web', '--repository', given]
    expect(resourcesOf('Image', ...args)).toEqual([arn])
    expect(run(...args).told.filter((line) => line.includes('999999999999'))).toHaveLength(notes)
  })

  it('has nothing of ECR where the images are elsewhere', () => {
    expect(run(...PLACE, '--service', 'web', '--outside-ecr').out).not.toContain('ecr:')
  })
})

describe('what is turned on', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['nothing', [], []],
    ['logs', ['--logs', '/ecs/web'], ['LogsOfTasksThatFail']],
    ['CodeDeploy', ['--codedeploy', 'web/blue'], ['Deployments', 'DeploymentTargets', 'WhereTheTrafficGoes']],
    ['an external controller', ['--external'], ['WhereTheTrafficGoes']],
    ['metrics', ['--metrics', 'Deploys/Web'], ['Metrics']],
    ['a project', ['--codebuild', 'shop'], [...LOOK, 'DisableWebhooks']],
    ['a project to restore', ['--codebuild', 'shop', '--competing-triggers', 'restore'], [...LOOK, 'DisableWebhooks']],
    ['a project to report', ['--codebuild', 'shop', '--competing-triggers', 'report'], LOOK],
    ['a project to leave alone', ['--codebuild', 'shop', '--competing-triggers', 'off'], []],
    ['an audit', ['--codebuild', 'shop', '--mode', 'audit', '--stop-competing-builds', '--rule', 'nightly'], LOOK],
    ['builds to stop', ['--codebuild', 'shop', '--stop-competing-builds'], [...LOOK, 'DisableWebhooks', 'StopBuilds']],
    ['a rule', ['--codebuild', 'shop', '--rule', 'nightly'], [...LOOK, 'DisableWebhooks', 'DisableRules']],
    [
      'a schedule',
      ['--codebuild', 'shop', '--schedule', 'default/hourly', '--role-of-schedule', 'scheduler'],
      [...LOOK, 'DisableWebhooks', 'DisableSchedules', 'RolesOfSchedules'],
    ],
    [
      'a pipeline',
      ['--codebuild', 'shop', '--pipeline', 'release/Build'],
      [...LOOK, 'DisableWebhooks', 'DisablePipelines'],
    ],
  ])('adds its own statements: %s', (_, args, added) => {
    expect(sidsOf(...WEB, ...args)).toEqual([...EVERY_RUN, ...added])
  })

  it('may be given by the names of the inputs', () => {
    const named = ['--aws-region', 'eu-central-1', '--codebuild-project', 'shop', '--metrics-namespace', 'Deploys']
    const short = ['--region', 'eu-central-1', '--codebuild', 'shop', '--metrics', 'Deploys']
    expect(run('--service', 'web', ...named)).toEqual(run('--service', 'web', ...short))
  })

  it('may be lists of lines, as in the inputs', () => {
    const lines = [...PLACE, '--service', 'web\nworker\n', '--codebuild', 'shop\r\napi']
    expect(run(...lines)).toEqual(
      run(...PLACE, '--service', 'web', '--service', 'worker', '--codebuild', 'shop', '--codebuild', 'api'),
    )
  })

  it('names rules as IAM does: those on the default bus without it', () => {
    const arn = 'arn:aws:events:us-east-1:123456789012:rule/far'
    const rules = ['nightly', 'default/hourly', 'aws.partner/shop.example/orders/on-order', arn]
    expect(resourcesOf('DisableRules', ...SHOP, ...rules.flatMap((rule) => ['--rule', rule]))).toEqual([
      'arn:aws:events:eu-central-1:123456789012:rule/nightly',
      'arn:aws:events:eu-central-1:123456789012:rule/hourly',
      'arn:aws:events:eu-central-1:123456789012:rule/aws.partner/shop.example/orders/on-order',
      arn,
    ])
  })

  it('looks at rules and schedules of the regions of pipelines that are named', () => {
    const args = [...SHOP, '--pipeline', 'arn:aws:codepipeline:us-east-1:123456789012:far/Build']
    const regions = ['eu-central-1', 'us-east-1']
    expect(resourcesOf('RulesThatStartThem', ...args)).toEqual(
      regions.map((region) => `arn:aws:events:${region}:123456789012:rule/*`),
    )
    expect(resourcesOf('SchedulesThatStartThem', ...args)).toEqual(
      regions.map((region) => `arn:aws:scheduler:${region}:123456789012:schedule/*`),
    )
  })

  it('hands a role over to the one service that asks for it', () => {
    const passed = statementsOf(...SHOP, '--role-of-rule', 'service-role/events').find(
      ({ Sid }) => Sid === 'RolesOfRules',
    )
    expect(passed).toEqual({
      Sid: 'RolesOfRules',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::123456789012:role/service-role/events',
      Condition: { StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' } },
    })
  })

  it('leaves a placeholder for the role that no schedule can do without, and says so', () => {
    const { out, told } = run(...SHOP, '--schedule', 'default/hourly')
    expect(out).toContain('arn:aws:iam::123456789012:role/ROLE_OF_THE_TARGET')
    expect(told).toEqual(['policy: Replace ROLE_OF_THE_TARGET, or give --role-of-schedule.'])
  })

  it('reads every project for auto, and changes those that are named beside it', () => {
    const all = 'arn:aws:codebuild:eu-central-1:123456789012:project/*'
    const auto = [...WEB, '--codebuild', 'auto', '--rule', 'nightly']
    expect(resourcesOf('ProjectsAndTheirBuilds', ...auto, '--codebuild', 'shop')).toEqual([all])
    expect(resourcesOf('DisableWebhooks', ...auto, '--codebuild', 'shop')).toEqual([
      'arn:aws:codebuild:eu-central-1:123456789012:project/shop',
    ])
    expect(run(...auto, '--codebuild', 'shop').told).toEqual([])
    expect(resourcesOf('DisableWebhooks', ...auto)).toEqual([all])
    expect(run(...auto).told.join()).toContain('webhook of every project')
    expect(JSON.stringify(statementsOf(...auto))).toContain('codebuild:ListProjects')
    expect(JSON.stringify(statementsOf(...SHOP))).not.toContain('codebuild:ListProjects')
  })

  it('says what a role may not change because nobody named it', () => {
    expect(run(...SHOP).told.join()).toContain('No rule, schedule or pipeline is named')
    expect(run(...SHOP, '--pipeline', 'release/Build').told).toEqual([])
    expect(run(...SHOP, '--mode', 'audit').told).toEqual([])
  })

  it('compares a namespace as it is, whatever IAM would make of it', () => {
    const { out } = run(...WEB, '--metrics', 'Deploys/${aws:username}')
    expect(out).toContain('"cloudwatch:namespace": "Deploys/${$}{aws:username}"')
  })
})

describe('a deploy', () => {
  const deploy = [...WEB, '--deploy', '--task-role', 'web', '--task-role', 'service-role/execution']

  it('adds to push, to register and to update', () => {
    const added = ['LogInToEcr', 'Push', 'TaskDefinition', 'RolesOfTheTasks', 'Deploy']
    expect(sidsOf(...deploy)).toEqual([...EVERY_RUN, ...added])
    const outside = [...PLACE, '--service', 'web', '--outside-ecr', '--deploy']
    expect(sidsOf(...outside)).toEqual(
      [...EVERY_RUN, ...added].filter((sid) => !['Image', 'LogInToEcr', 'Push'].includes(sid)),
    )
    expect(resourcesOf('Push', ...deploy)).toEqual(['arn:aws:ecr:eu-central-1:123456789012:repository/web'])
    expect(resourcesOf('Deploy', ...deploy)).toEqual(['arn:aws:ecs:eu-central-1:123456789012:service/shop/web'])
  })

  it('hands to tasks the roles that are named, and else says which to name', () => {
    expect(resourcesOf('RolesOfTheTasks', ...deploy)).toEqual([
      'arn:aws:iam::123456789012:role/web',
      'arn:aws:iam::123456789012:role/service-role/execution',
    ])
    expect(run(...deploy).told).toEqual([])
    expect(run(...WEB, '--deploy').told).toEqual([
      'policy: Replace TASK_ROLE, TASK_EXECUTION_ROLE, or give --task-role.',
    ])
  })

  it('updates no service where CodeDeploy deploys each of them', () => {
    const codeDeploy = [...deploy, '--codedeploy', 'web/blue']
    expect(sidsOf(...codeDeploy)).not.toContain('Deploy')
    expect(resourcesOf('DeployByCodeDeploy', ...codeDeploy)).toEqual([
      'arn:aws:codedeploy:eu-central-1:123456789012:deploymentgroup:web/blue',
      'arn:aws:codedeploy:eu-central-1:123456789012:deploymentconfig:*',
      'arn:aws:codedeploy:eu-central-1:123456789012:application:web',
    ])
    expect(sidsOf(...codeDeploy, '--service', 'worker')).toContain('Deploy')
  })
})

describe('the trust policy', () => {
  const conditionOf = (...args: readonly string[]): unknown => {
    const { Statement: statements } = JSON.parse(run(...args).out)
    return statements[0].Condition.StringEquals
  }
  const aud = 'token.actions.githubusercontent.com:aud'
  const sub = 'token.actions.githubusercontent.com:sub'

  it.each<[string, readonly string[], string | readonly string[]]>([
    ['the branch main where none is named', [], 'repo:octo/web:ref:refs/heads/main'],
    ['a branch', ['--branch', 'release/3.x'], 'repo:octo/web:ref:refs/heads/release/3.x'],
    ['an environment, and no branch', ['--environment', 'production'], 'repo:octo/web:environment:production'],
    ['an environment with a colon', ['--environment', 'prod:eu'], 'repo:octo/web:environment:prod%3Aeu'],
    [
      'several',
      ['--branch', 'main', '--branch', 'next', '--environment', 'production'],
      [
        'repo:octo/web:ref:refs/heads/main',
        'repo:octo/web:ref:refs/heads/next',
        'repo:octo/web:environment:production',
      ],
    ],
    ['a name that looks like a policy variable', ['--branch', '${aws:x}'], 'repo:octo/web:ref:refs/heads/${$}{aws:x}'],
  ])('lets in %s', (_, args, subject) => {
    expect(conditionOf('--trust', 'octo/web', ...args)).toEqual({ [aud]: 'sts.amazonaws.com', [sub]: subject })
  })

  it('takes the ids of a repository whose tokens have them, and else says how to find them', () => {
    const named = run('--trust', 'octo/web', '--account', '123456789012')
    expect(named.told.join()).toContain('gh api repos/octo/web')
    const known = run('--trust', 'octo@123/web@456', '--account', '123456789012')
    expect(known.told).toEqual([])
    expect(known.out).toContain('"repo:octo@123/web@456:ref:refs/heads/main"')
    expect(known.out).toContain('"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"')
  })

  it('has the audience of the partition', () => {
    const args = ['--trust', 'octo/web', '--region', 'cn-north-1']
    expect(conditionOf(...args)).toMatchObject({ [aud]: 'sts.amazonaws.com.cn' })
    expect(run(...args).out).toContain('arn:aws-cn:iam::ACCOUNT:')
    expect(run(...args).told.join()).toContain('audience: sts.amazonaws.com.cn')
  })

  it('has no wildcard, whatever is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii' }),
        fc.constantFrom('--branch', '--environment'),
        (name, option) => {
          const { status, out } = run('--trust', 'octo/web', `${option}=${name}`)
          // Compared with StringEquals, for which a star is a star.
          if (status === 0) expect(Object.keys(JSON.parse(out).Statement[0].Condition)).toEqual(['StringEquals'])
          else expect(out).toBe('')
        },
      ),
    )
  })
})

describe('a command line that cannot be understood', () => {
  it.each<[string, readonly string[], string]>([
    ['an option that is none', ['--zone', 'a'], 'There is no option --zone; options are: --account, --branch,'],
    ['a value behind no option', [...WEB, 'web'], '"web" stands behind no option'],
    ['no service', PLACE, '--service is needed'],
    ['no value', ['--service'], '--service needs a value: --service <service>; saw none'],
    ['no group', [...WEB, '--codedeploy'], '--codedeploy needs a value: --codedeploy <application/group>; saw none'],
    [
      'an option in place of a value',
      ['--region', '--service', 'web'],
      '--region needs a value: --region <region>; saw "--service"',
    ],
    ['a value for a switch', [...WEB, '--external=yes'], '--external takes no value; saw "yes"'],
    ['two regions', [...WEB, '--region', 'us-east-1'], '--region is accepted once; saw "eu-central-1" and "us-east-1"'],
    [
      'a region that is none',
      ['--service', 'web', '--region', 'Frankfurt'],
      '--region "Frankfurt": not an accepted value; accepted: an AWS region',
    ],
    ['an account that is none', [...WEB, '--account', '1234'], '--account is accepted once'],
    [
      'half an account',
      ['--service', 'web', '--account', '1234'],
      '--account "1234": not an accepted value; accepted: the 12 digits',
    ],
    [
      'a partition that is none',
      [...WEB, '--partition', 'azure'],
      '--partition "azure": not an accepted value; accepted: aws, aws-cn',
    ],
    [
      'a service that is none',
      ['--service', 'web/1'],
      '--service "web/1": the part before the slash belongs in cluster; accepted: ECS services',
    ],
    ['a star for a name', ['--service', '*'], '--service "*"'],
    ['a star for a project', [...WEB, '--codebuild', '*'], '--codebuild "*"'],
    ['a star for a rule', [...SHOP, '--rule', 'night*'], '--rule "night*"'],
    ['a star for a role', [...SHOP, '--role-of-rule', '*'], '--role-of-rule "*"'],
    ['a star for a log group', [...WEB, '--logs', '*'], '--logs "*"'],
    [
      'an ARN of another service',
      [...WEB, '--logs', 'arn:aws:sns:eu-central-1:123456789012:web'],
      'accepted: a CloudWatch log group',
    ],
    ['a schedule without its group', [...SHOP, '--schedule', 'hourly'], 'accepted: a schedule behind its group'],
    ['a pipeline without its stage', [...SHOP, '--pipeline', 'release'], 'accepted: a pipeline and the stage'],
    [
      'a CodeDeploy application alone',
      [...WEB, '--codedeploy', 'web'],
      'accepted: a CodeDeploy application and its deployment group',
    ],
    ['a namespace of AWS', [...WEB, '--metrics', 'AWS/ECS'], 'begin with AWS/ belong to AWS; accepted: up to 255'],
    [
      'a handling that is none',
      [...SHOP, '--competing-triggers', 'stop'],
      '--competing-triggers "stop": not an accepted value; accepted: disable, report, restore, off',
    ],
    ['a mode that is none', [...WEB, '--mode', 'watch'], 'accepted: verify, audit'],
    ['a rule without a project', [...WEB, '--rule', 'nightly'], '--rule concerns the projects of --codebuild'],
    [
      'a stop that changes nothing',
      [...SHOP, '--competing-triggers', 'report', '--stop-competing-builds'],
      'and --competing-triggers report nothing',
    ],
    ['a repository in ECR and none', [...WEB, '--outside-ecr'], 'contradict each other'],
    ['roles of tasks without a deploy', [...WEB, '--task-role', 'web'], 'give --deploy with it'],
    ['a branch without a trust', [...WEB, '--branch', 'main'], 'give --trust OWNER/REPO with it'],
    ['a service with a trust', ['--trust', 'octo/web', '--service', 'web'], '--service is about what the role may do'],
    ['an owner alone', ['--trust', 'octo'], 'accepted: a repository on GitHub'],
    ['every repository of an owner', ['--trust', 'octo/*'], 'accepted: a repository on GitHub'],
    ['one id of two', ['--trust', 'octo@123/web'], 'with both of its ids'],
    [
      'a ref for a branch',
      ['--trust', 'octo/web', '--branch', 'refs/heads/main'],
      'accepted: a name as GitHub shows it',
    ],
  ])('is refused by name with what would be accepted: %s', (_, args, message) => {
    const { status, out, told } = run(...args)
    expect({ status, out, lines: told.length }).toEqual({ status: 2, out: '', lines: 2 })
    expect(told[0]).toContain(message)
    expect(told[1]).toContain('--help')
  })

  it('never makes more of a name than that name', () => {
    const options = [
      '--service',
      '--repository',
      '--logs',
      '--codedeploy',
      '--codebuild',
      '--rule',
      '--schedule',
      '--pipeline',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...options), fc.stringMatching(/^[a-z/.:*?$ {}"-]{1,12}$/), (option, name) => {
        const { status, out } = run(...PLACE, '--service', 'web', '--codebuild', 'shop', `${option}=${name}`)
        if (status === 0 && /[*?${}"\s]/.test(name.trim())) throw new Error(`${option} took ${name}: ${out}`)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the size', () => {
  const services = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => ['--service', `${'s'.repeat(80)}-${index}`]).flat()

  it('is told where a managed policy does not hold it, and where no policy does', () => {
    expect(run(...WEB, ...services(5)).told).toEqual([])
    expect(run(...WEB, ...services(13)).told.join()).toMatch(/has 6,\d{3} characters .* managed policy holds 6,144/)
    expect(run(...WEB, ...services(40)).told.join()).toMatch(/inline policies of a role hold 10,240/)
  })
})

describe('the command', () => {
  it('tells every option in its help', () => {
    const { status, out, told } = run('--help')
    expect({ status, told }).toEqual({ status: 0, told: [] })
    expect(out).toBe(HELP)
    const accepted =
      run('--none')
        .told[0]?.match(/--[a-z-]+/g)
        ?.slice(1) ?? []
    expect(accepted.length).toBeGreaterThan(20)
    expect(accepted.filter((option) => !HELP.includes(option))).toEqual([])
  })

  it('is started by node, with JSON alone on standard output', async () => {
    const start = fileURLToPath(new URL('../../scripts/policy/start.mjs', import.meta.url))
    const env = { ...process.env, NODE_OPTIONS: '' }
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [start, ...SHOP], { env })
    const { out, told } = run(...SHOP)
    expect({ stdout, stderr }).toEqual({ stdout: out, stderr: `${told.join('\n')}\n` })
    await expect(promisify(execFile)(process.execPath, [start, '--none'], { env })).rejects.toMatchObject({
      code: 2,
      stdout: '',
    })
  }, 60_000)
})
