import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { Ending } from './ending.ts'
import { placeServices } from './inputs/aws-names.ts'
import type { Conflict } from './inputs/aws-names.ts'
import { conflictsOf, withoutEffect } from './inputs/combinations.ts'
import { placeChecks } from './inputs/feature-checks.ts'
import { headerSecrets, maskable, secretsOf } from './inputs/secrets.ts'
import { INPUTS } from './inputs/table.ts'
import type { Input, InputName, InputValues } from './inputs/table.ts'
import { Refusal } from './inputs/values.ts'
import type { FeatureCheck, ServiceRef, Settings } from './model.ts'
import { aboutInput } from './paragraphs.ts'

export { secretsOf } from './inputs/secrets.ts'
export { INPUTS } from './inputs/table.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Characters of a refused value that are shown. */
const SHOWN = 200

/**
 * Reads the action's inputs from the environment as the runner sets it: `INPUT_` and the name in upper case, hyphens
 * kept. What is blank takes its default. Reads nothing else but the event's file, for the default of `commit`.
 * @throws Ending `invalid-input`, naming every bad input, its value (`***` where it is secret) and what would be accepted
 */
export async function parseSettings(env: Environment): Promise<Settings> {
  const hide = hider(secretsOf(env))
  const values: { -readonly [Name in InputName]?: InputValues[Name] } = {}
  const problems: Conflict[] = []

  async function read<Name extends InputName>(name: Name, input: Input<InputValues[Name]>): Promise<void> {
    const text = await textOf(name, env)
    try {
      values[name] = await input.parse(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push({ inputs: [name], message: refusalMessage(name, text, error) })
    }
  }
  for (const name of inputNames()) await read(name, INPUTS[name])

  problems.push(...conflictsOf(values))
  const services = values.service === undefined ? [] : servicesOf(values.service, values, env, problems)
  const featureChecks = checksOf(values, problems)

  if (problems.length > 0 || !isComplete(values)) throw refusal(problems, hide)
  return settingsOf(values, services, featureChecks, env)
}

function inputNames(): readonly InputName[] {
  return Object.keys(INPUTS).filter((name): name is InputName => name in INPUTS)
}

function isComplete(values: Partial<InputValues>): values is InputValues {
  return inputNames().every((name) => name in values)
}

async function textOf(name: InputName, env: Environment): Promise<string> {
  const given = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
  if (given !== '') return given
  if (name === 'commit') return commitOfEvent(env)
  // Only the runner knows its token.
  return name === 'github-token' ? '' : INPUTS[name].default
}

// What action.yml's default evaluates to. GITHUB_SHA of a workflow_run event is the default branch's head, not what was built.
async function commitOfEvent(env: Environment): Promise<string> {
  const head = await headOfTriggeringRun(env['GITHUB_EVENT_PATH'])
  if (head !== undefined) return head
  return env['GITHUB_EVENT_NAME'] === 'workflow_run' ? '' : (env['GITHUB_SHA'] ?? '')
}

async function headOfTriggeringRun(eventPath: string | undefined): Promise<string | undefined> {
  if (eventPath === undefined || eventPath === '') return undefined
  try {
    const event: unknown = JSON.parse(await readFile(eventPath, 'utf8'))
    const run = typeof event === 'object' && event !== null && 'workflow_run' in event ? event.workflow_run : undefined
    const head = typeof run === 'object' && run !== null && 'head_sha' in run ? run.head_sha : undefined
    return typeof head === 'string' && head !== '' ? head : undefined
  } catch {
    return undefined
  }
}

function servicesOf(
  named: InputValues['service'],
  values: Partial<InputValues>,
  env: Environment,
  problems: Conflict[],
): readonly ServiceRef[] {
  // A refused cluster or region has been told; placing by another one would only add a second, wrong complaint.
  if (values.cluster === undefined || !('aws-region' in values)) return []
  const variable = ['AWS_REGION', 'AWS_DEFAULT_REGION'].find((name) => (env[name] ?? '').trim() !== '')
  const environment = variable === undefined ? undefined : { variable, value: (env[variable] ?? '').trim() }
  const placement = placeServices(named, values.cluster, { asked: values['aws-region'], environment })
  switch (placement.state) {
    case 'refused':
      problems.push(...placement.conflicts)
      return []
    case 'placed': {
      const pinned = values['task-definition']
      const [only] = placement.services
      if (pinned?.region !== undefined && only !== undefined && pinned.region !== only.region) {
        const message = `"${pinned.text}" is in ${pinned.region}, but the service is in ${only.region}; accepted: a task definition of ${only.region}.`
        problems.push({ inputs: ['task-definition', 'service'], message })
      }
      return placement.services
    }
  }
}

function checksOf(values: Partial<InputValues>, problems: Conflict[]): readonly FeatureCheck[] {
  // As above: a version-url that was refused is not one that was left out.
  if (values['feature-checks'] === undefined || !('version-url' in values)) return []
  const { checks, conflicts } = placeChecks(values['feature-checks'], values['version-url'])
  problems.push(...conflicts)
  return checks
}

function refusalMessage(name: InputName, text: string, refusal: Refusal): string {
  const shown = refusal.offender ?? (INPUTS[name].secret ? '***' : text)
  const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown
  const got = cut === '' ? 'nothing is given' : `got ${JSON.stringify(cut)}`
  return `${name}: ${got}${refusal.why === undefined ? '' : `: ${refusal.why}`}; accepted: ${refusal.accepted}.`
}

function refusal(problems: readonly Conflict[], hide: (text: string) => string): Ending {
  const names = [...new Set(problems.flatMap(({ inputs }) => inputs))]
  const [only, ...others] = problems
  const headline =
    only !== undefined && others.length === 0
      ? (only.headline ?? `the input ${names.join(' with ')} cannot be used`)
      : `${problems.length} problems with the inputs: ${names.join(', ')}`
  const messages = problems.map(({ message }) => hide(message))
  return new Ending(
    'invalid-input',
    headline,
    messages.join('\n'),
    {
      text: `Correct ${names.join(', ')} in the step that uses ECS Deploy Verifier; no call was made.`,
      // A conflict names the input that it is about first.
      about: problems.length === 1 ? aboutInput(names[0] ?? '') : aboutInput(...names),
    },
    others.length === 0 ? {} : { problems: messages },
  )
}

/** Replaces secrets by `***`: a value may hold one where nobody expects it. `secrets` come longest first. */
function hider(secrets: readonly string[]): (text: string) => string {
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text)
}

function settingsOf(
  values: InputValues,
  services: readonly ServiceRef[],
  featureChecks: readonly FeatureCheck[],
  env: Environment,
): Settings {
  const username = values['registry-username']
  const password = values['registry-password']
  const url = values['version-url']
  const ignored = withoutEffect(values)
  const headers = [...values['version-headers'], ...featureChecks.flatMap((check) => check.headers)]
  return {
    mode: values.mode,
    services,
    commit: values.commit,
    ...(values.image === undefined ? {} : { image: values.image }),
    ...(values.container === undefined ? {} : { container: values.container }),
    ...(values['task-definition'] === undefined ? {} : { taskDefinition: values['task-definition'].text }),
    ...(url === undefined
      ? {}
      : {
          served: {
            url,
            selector: values['version-selector'],
            headers: values['version-headers'],
            samples: values['version-samples'],
          },
        }),
    ...(values['expected-version'] === undefined ? {} : { expectedVersion: values['expected-version'] }),
    ...(values['version-file'] === undefined ? {} : { versionFile: values['version-file'] }),
    ...(values['image-version-file'] === undefined ? {} : { imageVersionFile: values['image-version-file'] }),
    ...(values['version-pattern'] === undefined ? {} : { versionPattern: values['version-pattern'] }),
    featureChecks,
    timeout: values.timeout,
    stableFor: values['stable-for'],
    startTimeout: values['start-timeout'],
    pollInterval: values['poll-interval'],
    codebuildProjects: values['codebuild-project'],
    competingTriggers: values['competing-triggers'],
    stopCompetingBuilds: values['stop-competing-builds'],
    forceRestore: values['force-restore'],
    ...(values['webhook-token'] === undefined ? {} : { webhookToken: values['webhook-token'] }),
    paths: values.paths,
    ...(values['github-token'] === undefined ? {} : { githubToken: values['github-token'] }),
    requireImageProof: values['require-image-proof'],
    ...(username === undefined || password === undefined ? {} : { registryCredentials: { username, password } }),
    allowSuperseded: values['allow-superseded'],
    ...(values['metrics-namespace'] === undefined ? {} : { metricsNamespace: values['metrics-namespace'] }),
    reportPath: reportPath(values['report-path'], env),
    ...(ignored.length === 0 ? {} : { withoutEffect: ignored }),
    run: {
      repository: env['GITHUB_REPOSITORY'] ?? '',
      apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
      serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
      runId: env['GITHUB_RUN_ID'] ?? '',
      workspace: env['GITHUB_WORKSPACE'] ?? '',
      ...workflowOf(env),
      ...(env['GITHUB_EVENT_NAME'] === 'push' && env['GITHUB_REF'] ? { ref: env['GITHUB_REF'] } : {}),
    },
    secrets: [
      ...new Set([...secretsOf(env), ...maskable(headers.flatMap(([name, value]) => headerSecrets(name, value)))]),
    ].toSorted((a, b) => b.length - a.length),
  }
}

/** `owner/name/.github/workflows/deploy.yml@refs/heads/main` names the file. */
function workflowOf(env: Environment): { readonly workflow?: string } {
  const workflow = /\/\.github\/workflows\/([^/@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1]
  return workflow === undefined ? {} : { workflow }
}

/** Where the JSON report goes when the inputs could not be read as a whole. */
export function fallbackReportPath(env: Environment): string {
  return reportPath(undefined, env)
}

// The step's id keeps two uses of the action in one job from overwriting each other's report.
function reportPath(given: string | undefined, env: Environment): string {
  if (given !== undefined) return isAbsolute(given) ? given : join(env['GITHUB_WORKSPACE'] ?? '', given)
  const step = (env['GITHUB_ACTION'] ?? '').replaceAll(/[^\w-]+/g, '-')
  return join(env['RUNNER_TEMP'] || tmpdir(), `ecs-deploy-verifier-report${step === '' ? '' : `-${step}`}.json`)
}
