/** The command that prints the policies of the action's role. */
import { parseArgs } from 'node:util'
import { partitionOf, type Place, type PolicyDocument } from './document.ts'
import {
  hasIds,
  parseAccount,
  parseClusterName,
  parseDeploymentGroup,
  parseGitHubName,
  parseLogGroup,
  parseMetricsNamespace,
  parsePartition,
  parseProject,
  parseRegion,
  parseRepository,
  parseRole,
  parseRule,
  parseSchedule,
  parseService,
  parseStage,
  parseTrusted,
  placeIn,
  PLACEHOLDERS,
  Refusal,
  type Parse,
} from './names.ts'
import { policyFor, type Competing, type PolicyOptions } from './policy.ts'
import { audienceOf, trustFor, type TrustPolicy } from './trust.ts'

export const HELP = `Prints the least policy for the role of a job that runs ECS Deploy Verifier.

Usage: npm run -s policy -- --service <service> [options] > policy.json
       npm run -s policy -- --trust <owner/repository> [options] > trust.json

Where things are. A service ARN names all of it.
  --region <region>        of the cluster; left out: REGION
  --account <digits>       left out: ACCOUNT
  --partition <partition>  left out: that of the region
  --cluster <cluster>      name or ARN; left out: default

The permissions. Options that end in ... can be given several times.
  --service <service> ...     name or ARN
  --repository <name> ...     in ECR: name, ARN or URI; left out: REPOSITORY
  --outside-ecr               the images are in no ECR repository
  --logs <log group> ...      read the last lines of a task that fails
  --codedeploy <application/group> ...
                              CodeDeploy deploys the service
  --external                  the deployment controller is EXTERNAL
  --metrics <namespace>       as the input metrics-namespace
  --deploy                    the job also pushes and deploys, as the examples do
  --task-role <role> ...      that the task definition names, with --deploy: the
                              task role and the execution role

Competing pipelines.
  --codebuild <project> ...   as the input codebuild-project; auto finds them
  --competing-triggers <handling>
                              disable (the default), report, restore or off
  --mode <mode>               verify (the default), or audit: nothing is changed
  --stop-competing-builds     as the input
  --rule <[bus/]rule> ...     that may be disabled, as the next two
  --schedule <group/schedule> ...
  --pipeline <pipeline/stage> ...
  --role-of-rule <role> ...      of a rule that has one
  --role-of-schedule <role> ...  with which the schedule calls its target

The trust policy.
  --trust <owner/repository>  or <owner@id/repository@id>
  --branch <branch> ...       whose jobs may take the role; left out: main
  --environment <name> ...    whose jobs may take the role

  --help                      print this

The inputs' names codebuild-project, aws-region and metrics-namespace are taken
too. All other inputs need no permission of their own. Standard output is JSON
and nothing else; what to know about it goes to standard error. Without -s, npm
prints lines of its own before the JSON.
Exit status: 0 printed; 2 the command line cannot be understood.
`

export interface Terminal {
  /** To standard output, as it is. */
  readonly print: (text: string) => void
  /** One line to standard error. */
  readonly tell: (line: string) => void
}

/** What the caller gave is not what the command takes. */
class UsageError extends Error {}

const OPTIONS = {
  account: 'one',
  branch: 'many',
  cluster: 'one',
  codebuild: 'many',
  codedeploy: 'many',
  'competing-triggers': 'one',
  deploy: 'flag',
  environment: 'many',
  external: 'flag',
  help: 'flag',
  logs: 'many',
  metrics: 'one',
  mode: 'one',
  'outside-ecr': 'flag',
  partition: 'one',
  pipeline: 'many',
  region: 'one',
  repository: 'many',
  'role-of-rule': 'many',
  'role-of-schedule': 'many',
  rule: 'many',
  schedule: 'many',
  service: 'many',
  'stop-competing-builds': 'flag',
  'task-role': 'many',
  trust: 'one',
} as const satisfies Record<string, 'one' | 'many' | 'flag'>

type Option = keyof typeof OPTIONS

/** Inputs of the action that have another name here. */
const INPUTS: Readonly<Record<string, Option>> = {
  'aws-region': 'region',
  'codebuild-project': 'codebuild',
  'metrics-namespace': 'metrics',
}

const OF_TRUST: readonly Option[] = ['trust', 'branch', 'environment']
const OF_BOTH: readonly Option[] = ['account', 'partition', 'region', 'help']
/** What only a run with competing pipelines looks at. */
const OF_COMPETING: readonly Option[] = [
  'competing-triggers',
  'stop-competing-builds',
  'rule',
  'schedule',
  'pipeline',
  'role-of-rule',
  'role-of-schedule',
]

/** The command line, with each option's values as they were written. */
class Given {
  readonly #values: ReadonlyMap<Option, readonly string[]>

  constructor(values: ReadonlyMap<Option, readonly string[]>) {
    this.#values = values
  }

  has(option: Option): boolean {
    return this.#values.has(option)
  }

  get options(): readonly Option[] {
    return [...this.#values.keys()]
  }

  /** @throws UsageError that names the option and the value */
  all<Value>(option: Option, parse: (text: string) => Value): readonly Value[] {
    return (this.#values.get(option) ?? []).map((text) => {
      try {
        return parse(text.trim())
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        throw new UsageError(`--${option} ${JSON.stringify(text)}: ${error.message}; accepted: ${error.accepted}.`, {
          cause: error,
        })
      }
    })
  }

  /** @throws UsageError */
  one<Value>(option: Option, parse: (text: string) => Value): Value | undefined {
    return this.all(option, parse)[0]
  }

  /** The values as they were written. */
  texts(option: Option): readonly string[] {
    return this.all(option, (text) => text)
  }
}

/** @returns the exit status; all that can go wrong is told, nothing is thrown */
export function policy(args: readonly string[], { print, tell }: Terminal): 0 | 2 {
  try {
    const given = givenIn(args)
    if (given.has('help')) {
      print(HELP)
      return 0
    }
    const { document, notes } = given.has('trust') ? trustOf(given) : permissionsOf(given)
    print(`${JSON.stringify(document, undefined, 2)}\n`)
    for (const note of [...notes, ...sizeOf(document)]) tell(`policy: ${note}`)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    tell(`policy: ${error.message}`)
    tell('Run `npm run -s policy -- --help` to see what it takes.')
    return 2
  }
}

const isOption = (name: string): name is Option => Object.hasOwn(OPTIONS, name)

function givenIn(args: readonly string[]): Given {
  const values = new Map<Option, readonly string[]>()
  // Told by hand, because what Node says of an option that it does not know does not name those that it does.
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      [...Object.entries(OPTIONS), ...Object.keys(INPUTS).map((name) => [name, 'many'] as const)].map(
        ([name, takes]) => [
          name,
          { type: takes === 'flag' ? 'boolean' : 'string', ...(name === 'help' ? { short: 'h' } : {}) } as const,
        ],
      ),
    ),
  })
  for (const token of tokens) {
    if (token.kind !== 'option')
      throw new UsageError(
        token.kind === 'positional'
          ? `${JSON.stringify(token.value)} stands behind no option; options are: ${listed()}.`
          : `-- stands alone; options are: ${listed()}.`,
      )
    const name = INPUTS[token.name] ?? token.name
    if (!isOption(name)) throw new UsageError(`There is no option ${token.rawName}; options are: ${listed()}.`)
    const takes = OPTIONS[name]
    const { value } = token
    if (takes === 'flag') {
      if (value !== undefined) throw new UsageError(`--${name} takes no value; saw ${JSON.stringify(value)}.`)
      values.set(name, [])
      continue
    }
    // An option behind it is no value: one was forgotten.
    if (value === undefined || value.trim() === '' || (!token.inlineValue && value.startsWith('--')))
      throw new UsageError(
        `--${name} needs a value: --${name} ${formOf(name)}; saw ${value === undefined ? 'none' : JSON.stringify(value)}.`,
      )
    const before = values.get(name) ?? []
    if (takes === 'one' && before.length > 0)
      throw new UsageError(`--${name} is accepted once; saw ${JSON.stringify(before[0])} and ${JSON.stringify(value)}.`)
    // As in the inputs, a list may stand in lines.
    const lines = takes === 'one' ? [value] : value.split('\n').filter((line) => line.trim() !== '')
    values.set(name, [...before, ...lines])
  }
  return new Given(values)
}

/** What stands behind an option in the help: `<application/group>`. */
function formOf(option: Option): string {
  return new RegExp(`--${option} (<[^>]+>)`).exec(HELP)?.[1] ?? '<value>'
}

function listed(): string {
  return Object.keys(OPTIONS)
    .map((option) => `--${option}`)
    .join(', ')
}

interface Printed {
  readonly document: PolicyDocument | TrustPolicy
  readonly notes: readonly string[]
}

/** Where things are that no ARN places: as the options say, else where the first service's ARN is. */
function placeOf(given: Given): Place {
  const [first] = given.texts('service').flatMap((text) => placeIn(text) ?? [])
  const region = given.one('region', parseRegion) ?? first?.region ?? PLACEHOLDERS.region
  return {
    partition: given.one('partition', parsePartition) ?? first?.partition ?? partitionOf(region),
    region,
    account: given.one('account', parseAccount) ?? first?.account ?? PLACEHOLDERS.account,
  }
}

// ------------------------------------------------------------------------------------------------------------- the trust policy

function trustOf(given: Given): Printed {
  const [other] = given.options.filter((option) => !OF_TRUST.includes(option) && !OF_BOTH.includes(option))
  if (other !== undefined)
    throw new UsageError(
      `--trust prints who may take the role, --${other} is about what the role may do; print one after the other.`,
    )
  const { partition, account } = placeOf(given)
  const [repository = ''] = given.all('trust', parseTrusted)
  const environments = given.all('environment', parseGitHubName)
  const named = given.all('branch', parseGitHubName)
  const branches = named.length === 0 && environments.length === 0 ? ['main'] : named
  const audience = audienceOf(partition)
  return {
    document: trustFor({ partition, account, repository, branches, environments }),
    notes: [
      ...(account === PLACEHOLDERS.account ? ['Replace ACCOUNT, or give --account.'] : []),
      ...(hasIds(repository)
        ? []
        : [
            `A repository that was made, renamed or transferred since 15 July 2026, or that chose so, signs with its ids: give --trust "$(gh api repos/${repository} --jq '"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"')" for it.`,
          ]),
      ...(environments.length > 0 && branches.length > 0
        ? ['A job with an environment is known by that alone, whatever its branch.']
        : []),
      ...(audience === 'sts.amazonaws.com'
        ? []
        : [
            `aws-actions/configure-aws-credentials needs audience: ${audience} with it, and so does the identity provider.`,
          ]),
    ],
  }
}

// -------------------------------------------------------------------------------------------------------------- the permissions

function permissionsOf(given: Given): Printed {
  const [ofTrust] = given.options.filter((option) => option !== 'trust' && OF_TRUST.includes(option))
  if (ofTrust !== undefined)
    throw new UsageError(`--${ofTrust} is about who may take the role; give --trust OWNER/REPO with it.`)
  if (!given.has('service')) throw new UsageError('--service is needed: the name or the ARN of the ECS service.')
  if (given.has('outside-ecr') && given.has('repository'))
    throw new UsageError('--outside-ecr and --repository contradict each other; give one of them.')
  if (given.has('task-role') && !given.has('deploy'))
    throw new UsageError('--task-role names what a deploy hands to the tasks; give --deploy with it.')
  const place = placeOf(given)
  const inPlace =
    <Value>(parse: Parse<Value>) =>
    (text: string): Value =>
      parse(text, place)
  const cluster = given.one('cluster', parseClusterName) ?? 'default'
  const repositories = given.all('repository', inPlace(parseRepository))
  const namespace = given.one('metrics', parseMetricsNamespace)
  const competing = competingOf(given, place)
  const options: PolicyOptions = {
    services: given.all('service', (text) => parseService(text, place, cluster)),
    repositories:
      repositories.length > 0 || given.has('outside-ecr')
        ? repositories
        : [{ ...place, name: PLACEHOLDERS.repository }],
    logGroups: given.all('logs', inPlace(parseLogGroup)),
    deploymentGroups: given.all('codedeploy', inPlace(parseDeploymentGroup)),
    external: given.has('external'),
    ...(given.has('deploy') ? { deploy: { rolesOfTasks: rolesOfTasksIn(given, place) } } : {}),
    ...(competing === undefined ? {} : { competing }),
    ...(namespace === undefined ? {} : { metricsNamespace: namespace }),
  }
  const document = policyFor(options)
  return { document, notes: [...placeholdersIn(document), ...notesOf(options, given, place)] }
}

/** A task definition may name one or two roles: without them a placeholder for each, of which one may be taken out. */
function rolesOfTasksIn(given: Given, place: Place): readonly string[] {
  const roles = given.all('task-role', (text) => parseRole(text, place))
  if (roles.length > 0) return roles
  return [PLACEHOLDERS.taskRole, PLACEHOLDERS.taskExecutionRole].map((name) => parseRole(name, place))
}

function competingOf(given: Given, place: Place): Competing | undefined {
  const mode = given.one('mode', oneOf('verify', 'audit'))
  const handling = given.one('competing-triggers', oneOf('disable', 'report', 'restore', 'off'))
  const [orphan] = OF_COMPETING.filter((option) => given.has(option))
  if (!given.has('codebuild')) {
    if (orphan !== undefined && handling !== 'off')
      throw new UsageError(`--${orphan} concerns the projects of --codebuild, which is left out; name them.`)
    return undefined
  }
  if (handling === 'off') return undefined
  if (handling === 'report' && given.has('stop-competing-builds'))
    throw new UsageError('--stop-competing-builds changes something, and --competing-triggers report nothing.')
  const all = <Value>(option: Option, parse: Parse<Value>): readonly Value[] =>
    given.all(option, (text) => parse(text, place))
  const projects = all('codebuild', parseProject)
  const schedules = all('schedule', parseSchedule)
  const roles = all('role-of-schedule', parseRole)
  return {
    place,
    projects: projects.filter((project) => project !== 'auto'),
    auto: projects.includes('auto'),
    changes: mode !== 'audit' && handling !== 'report',
    stopsBuilds: given.has('stop-competing-builds'),
    rules: all('rule', parseRule),
    schedules,
    stages: all('pipeline', parseStage),
    rolesOfRules: all('role-of-rule', parseRole),
    // Scheduler asks for it at every change, so that a policy without it is none.
    rolesOfSchedules:
      schedules.length > 0 && roles.length === 0 ? [parseRole(PLACEHOLDERS.roleOfSchedule, place)] : roles,
  }
}

function oneOf<Choice extends string>(...choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const chosen = choices.find((choice) => choice === text)
    if (chosen === undefined) throw new Refusal(choices.join(', '))
    return chosen
  }
}

// --------------------------------------------------------------------------------------------------------------------- the notes

const OPTION_OF_PLACEHOLDER: Readonly<Record<string, Option>> = {
  [PLACEHOLDERS.region]: 'region',
  [PLACEHOLDERS.account]: 'account',
  [PLACEHOLDERS.repository]: 'repository',
  [PLACEHOLDERS.roleOfSchedule]: 'role-of-schedule',
  [PLACEHOLDERS.taskRole]: 'task-role',
  [PLACEHOLDERS.taskExecutionRole]: 'task-role',
}

function placeholdersIn(document: PolicyDocument): readonly string[] {
  const arns = document.Statement.flatMap(({ Resource }) => Resource).flatMap((resource) => resource.split(/[:/]/))
  const left = Object.entries(OPTION_OF_PLACEHOLDER).filter(([placeholder]) => arns.includes(placeholder))
  if (left.length === 0) return []
  const options = new Set(left.map(([, option]) => `--${option}`))
  return [`Replace ${left.map(([placeholder]) => placeholder).join(', ')}, or give ${[...options].join(', ')}.`]
}

function notesOf({ repositories, competing }: PolicyOptions, given: Given, place: Place): readonly string[] {
  const foreign = repositories.filter(({ account }) => account !== place.account)
  const changes = competing?.changes === true
  const namesNoCluster = given
    .all('service', (text) => parseService(text, place, ''))
    .some(({ cluster }) => cluster === '')
  const isNamed = given.has('rule') || given.has('schedule') || given.has('pipeline')
  return [
    ...(given.has('cluster') || !namesNoCluster ? [] : ['No --cluster: for the cluster default.']),
    ...foreign.map(
      ({ account, name }) =>
        `The policy of the repository ${name} must allow the role too, because it is in the account ${account}.`,
    ),
    ...(changes && !isNamed
      ? [
          'No rule, schedule or pipeline is named, so the role may look at them and change none. A run with competing-triggers: report names those that start the project: add them with --rule, --schedule, --pipeline.',
        ]
      : []),
    ...(changes && competing.auto && competing.projects.length === 0
      ? [
          'The role may change the webhook of every project. To narrow that, name those that compete: --codebuild auto --codebuild NAME.',
        ]
      : []),
    ...(competing !== undefined && !changes && isNamed
      ? [
          'Nothing is changed, so rules, schedules and pipelines need not be named, but for the regions that they are in.',
        ]
      : []),
  ]
}

/** Characters that IAM takes by default, blanks not counted (IAM user guide, IAM and AWS STS quotas). */
const LIMITS = { managed: 6_144, inline: 10_240, trust: 2_048 } as const

function sizeOf(document: PolicyDocument | TrustPolicy): readonly string[] {
  const size = JSON.stringify(document).replaceAll(/\s/g, '').length
  const isTrust = document.Statement.some((statement) => 'Principal' in statement)
  const counted = `It has ${size.toLocaleString('en')} characters without blanks`
  if (isTrust)
    return size > LIMITS.trust ? [`${counted}: a trust policy holds 2,048, unless the quota was raised.`] : []
  if (size > LIMITS.inline)
    return [
      `${counted}: the inline policies of a role hold 10,240, a managed policy 6,144. Divide it by its statements.`,
    ]
  return size > LIMITS.managed ? [`${counted}: a managed policy holds 6,144. Use an inline policy, or divide it.`] : []
}
