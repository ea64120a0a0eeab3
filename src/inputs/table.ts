import { parseImageName, parseImageReference } from '../image/reference.ts'
import type { CompetingTriggers, Duration, Header, ImageReference, Selector, Settings } from '../model.ts'
import {
  parseCluster,
  parseContainer,
  parseProjects,
  parseRegion,
  parseServices,
  parseTaskDefinition,
} from './aws-names.ts'
import type { NamedCluster, NamedService, NamedTaskDefinition } from './aws-names.ts'
import { parseFeatureChecks } from './feature-checks.ts'
import type { WrittenCheck } from './feature-checks.ts'
import { parseHeaderLines, parseHttpUrl, parsePattern, parseSelector } from './http.ts'
import {
  parseBoolean,
  parseChoice,
  parseCommit,
  parseCredential,
  parseDuration,
  parseExpectedVersion,
  parseGlobs,
  parseImagePath,
  parseInteger,
  parseMetricsNamespace,
  parseRegistryUsername,
  parseRepositoryPath,
  parseRunnerPath,
  Refusal,
} from './values.ts'

/** What each input reads as; `undefined` where it may be left out and has no default. */
export interface InputValues {
  readonly service: readonly NamedService[]
  readonly cluster: NamedCluster
  readonly 'aws-region': string | undefined
  readonly commit: string
  readonly image: ImageReference | undefined
  readonly container: string | undefined
  readonly 'task-definition': NamedTaskDefinition | undefined
  readonly 'version-url': string | undefined
  readonly 'version-selector': Selector
  readonly 'version-headers': readonly Header[]
  readonly 'version-samples': number
  readonly 'expected-version': string | undefined
  readonly 'version-file': string | undefined
  readonly 'image-version-file': string | undefined
  readonly 'version-pattern': string | undefined
  readonly 'feature-checks': readonly WrittenCheck[]
  readonly timeout: Duration
  readonly 'stable-for': Duration
  readonly 'start-timeout': number
  readonly 'poll-interval': number
  readonly 'codebuild-project': readonly string[]
  readonly 'competing-triggers': CompetingTriggers
  readonly paths: readonly string[]
  readonly mode: Settings['mode']
  readonly 'github-token': string | undefined
  readonly 'stop-competing-builds': boolean
  readonly 'force-restore': boolean
  readonly 'webhook-token': string | undefined
  readonly 'require-image-proof': boolean
  readonly 'registry-username': string | undefined
  readonly 'registry-password': string | undefined
  readonly 'allow-superseded': boolean
  readonly 'metrics-namespace': string | undefined
  readonly 'report-path': string | undefined
}

export type InputName = keyof InputValues

export interface Input<Value> {
  /** As in action.yml; what GitHub evaluates (`${{ … }}`) comes from the environment where the input is blank. */
  readonly default: string
  readonly required?: true
  /** Never shown, not even where it is refused. */
  readonly secret?: true
  /** Takes trimmed text, blank where nothing was given and there is no default. @throws Refusal */
  readonly parse: (text: string) => Value | Promise<Value>
}

const SECOND = 1000

const IMAGE_FORMS =
  'repository:tag or repository@sha256:… (64 hex digits): 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:3fa04cb'

const VERSION_PATTERN_FORM = 'an RE2 pattern with exactly one capture group: VERSION = "([^"]+)"'
const HANDLINGS: readonly CompetingTriggers[] = ['disable', 'report', 'restore', 'off']
const MODES: readonly Settings['mode'][] = ['verify', 'audit']
const POSITIVE = { least: SECOND, range: 'above 0, at most 6h' }
const NOT_NEGATIVE = { least: 0, range: 'at most 6h' }
const AT_LEAST_A_SECOND = { least: SECOND, range: 'from 1s to 6h' }

/** Every input of the action, in the order of its documentation. */
export const INPUTS: { readonly [Name in InputName]: Input<InputValues[Name]> } = {
  service: { default: '', required: true, parse: parseServices },
  cluster: { default: 'default', parse: parseCluster },
  'aws-region': { default: '', parse: optional(parseRegion) },
  commit: { default: '${{ github.event.workflow_run.head_sha || github.sha }}', parse: parseCommit },
  image: { default: '', parse: optional(parseImage) },
  container: { default: '', parse: optional(parseContainer) },
  'task-definition': { default: '', parse: optional(parseTaskDefinition) },
  'version-url': { default: '', parse: optional(parseHttpUrl) },
  'version-selector': { default: 'auto', parse: parseSelector },
  'version-headers': { default: '', secret: true, parse: parseHeaderLines },
  'version-samples': { default: '5', parse: (text) => parseInteger(text, 1, 100) },
  'expected-version': { default: '', parse: optional(parseExpectedVersion) },
  'version-file': { default: '', parse: optional(parseRepositoryPath) },
  'image-version-file': { default: '', parse: optional(parseImagePath) },
  'version-pattern': { default: '', parse: optional((text) => parsePattern(text, 'one', VERSION_PATTERN_FORM)) },
  'feature-checks': { default: '', secret: true, parse: async (text) => (text === '' ? [] : parseFeatureChecks(text)) },
  timeout: { default: 'auto', parse: orAuto((text) => parseDuration(text, POSITIVE)) },
  'stable-for': { default: 'auto', parse: orAuto((text) => parseDuration(text, NOT_NEGATIVE)) },
  'start-timeout': { default: '2m', parse: (text) => parseDuration(text, NOT_NEGATIVE) },
  'poll-interval': { default: '5s', parse: (text) => parseDuration(text, AT_LEAST_A_SECOND) },
  'codebuild-project': { default: '', parse: parseProjects },
  'competing-triggers': {
    default: 'disable',
    parse: (text) => parseChoice(text, HANDLINGS),
  },
  paths: { default: '', parse: async (text) => (text === '' ? [] : parseGlobs(text)) },
  mode: { default: 'verify', parse: (text) => parseChoice(text, MODES) },
  'github-token': { default: '${{ github.token }}', secret: true, parse: optional(parseCredential) },
  'stop-competing-builds': { default: 'false', parse: parseBoolean },
  'force-restore': { default: 'false', parse: parseBoolean },
  'webhook-token': { default: '', secret: true, parse: optional(parseCredential) },
  'require-image-proof': { default: 'false', parse: parseBoolean },
  'registry-username': { default: '', parse: optional(parseRegistryUsername) },
  'registry-password': { default: '', secret: true, parse: optional(parseCredential) },
  'allow-superseded': { default: 'false', parse: parseBoolean },
  'metrics-namespace': { default: '', parse: optional(parseMetricsNamespace) },
  'report-path': { default: '', parse: optional(parseRunnerPath) },
}

function optional<Value>(
  parse: (text: string) => Value | Promise<Value>,
): (text: string) => Promise<Value | undefined> {
  return async (text) => (text === '' ? undefined : parse(text))
}

function orAuto(parse: (text: string) => number): (text: string) => Duration {
  return (text) => {
    if (text === 'auto') return text
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw new Refusal(`auto, or ${error.accepted}`, error.why === undefined ? {} : { why: error.why })
    }
  }
}

function parseImage(text: string): ImageReference {
  const reference = parseImageReference(text)
  if (reference !== undefined) return reference
  if (parseImageName(text) === undefined) throw new Refusal(IMAGE_FORMS)
  const why = 'without tag and digest it means the tag latest, which ties the image to no commit'
  throw new Refusal(IMAGE_FORMS, { why })
}
