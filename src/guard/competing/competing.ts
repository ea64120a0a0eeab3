import type { Build as CodeBuildBuild, EnvironmentVariable, Project } from '@aws-sdk/client-codebuild'

import { lastPart } from '../../wording.ts'
import { isReading, isTalk, pushTargets, putImageTarget, runsScript, serviceUpdate } from './build-commands.ts'
import { expander, readBuildspec } from './buildspec.ts'
import type { Buildspec } from './buildspec.ts'
import { UNKNOWN, imageRepository, isPathOf, isPushedTo, literally, namesInFull } from './image-repository.ts'
import type { ImageRepository } from './image-repository.ts'
import { isForReading, tellsCluster, tellsImageRepository, tellsService } from './telling-variables.ts'

/** What a deploy writes, and what another pipeline must not write too. */
export interface CompetingTarget {
  /** Full names: `123456789012.dkr.ecr.us-east-1.amazonaws.com/app`, `ghcr.io/o/app`. */
  readonly imageRepositories: readonly string[]
  /** Services of which it is not known which image they run. */
  readonly unread?: readonly string[]
  /** Names or ARNs. */
  readonly services: readonly { readonly cluster: string; readonly service: string }[]
  /** `owner/name`; empty where it is not known. */
  readonly sourceRepository: string
  /** `https://github.com`. */
  readonly serverUrl: string
}

interface Variable {
  readonly name: string
  readonly value: string
}

/** What a build runs with: the project's own definition, or what was different in one build. */
interface Definition {
  /** `41`; undefined for the project itself. */
  readonly build?: string
  readonly variables: readonly Variable[]
  /** Names of those that hold references to parameters and secrets. */
  readonly hidden: ReadonlySet<string>
  readonly buildspec?: Buildspec
}

/** So many builds show what a project does of late. */
export const RECENT_BUILDS = 25

/** A sentence in two parts: `buildspec`, `pushes to the image repository …`. Never with a variable's value. */
interface Fact {
  readonly noun: string
  readonly says: string
}

function repositoriesOf({ imageRepositories }: CompetingTarget): readonly ImageRepository[] {
  return imageRepositories.filter((name) => name !== '').map(imageRepository)
}

const names = (repository: ImageRepository): string => `the image repository ${repository.name}`

/**
 * What shows that a project pushes one of these images or updates one of these services: one sentence each, none where nothing shows
 * it. A buildspec that is a file in the repository or in S3 cannot be read and says nothing. What a variable holds is compared and
 * never told: it may be a secret in plain text.
 * @param builds builds of the project, newest first, of which the first `RECENT_BUILDS` count
 */
export function evidenceOf(
  project: Project,
  builds: readonly CodeBuildBuild[],
  target: CompetingTarget,
): readonly string[] {
  const recent = builds.slice(0, RECENT_BUILDS)
  const said = new Map<string, string>()
  const say = ({ noun, says }: Fact, build?: string): void => {
    const key = `${noun} ${says}`
    if (said.has(key)) return
    said.set(key, build === undefined ? `Its ${noun} ${says}.` : `The ${noun} of its build ${build} ${says}.`)
  }
  const definitions = definitionsOf(project, recent)
  for (const definition of definitions) for (const fact of factsOf(definition, target)) say(fact, definition.build)
  for (const build of recent) for (const fact of exportedFacts(build, target)) say(fact, numberOf(build))
  if (said.size > 0)
    for (const definition of definitions) for (const fact of handedOver(definition)) say(fact, definition.build)
  return [...said.values()]
}

/**
 * Whether the project's environment names one of the target's image repositories, beyond doubt: the project may be anybody's. A bare
 * name is one of the project's own account and region, unless its variables say otherwise.
 */
export function environmentNamesImage({ arn = '', environment }: Project, target: CompetingTarget): boolean {
  const { variables } = definitionOf(environment?.environmentVariables, undefined)
  const [, region = '', account = ''] = /^arn:[^:]*:codebuild:([^:]*):([^:]*):/.exec(arn) ?? []
  const own = [
    ...(variables.some(isRegion) ? [] : [{ name: 'REGION', value: region }]),
    ...(variables.some(isAccount) ? [] : [{ name: 'ACCOUNT', value: account }]),
  ]
  const scope: Scope = { kind: '', variables, all: [...variables, ...own], isDoubted: true }
  return repositoriesOf(target).some((repository) => imageVariableFacts(scope, repository, target).length > 0)
}

function numberOf({ buildNumber, id }: CodeBuildBuild): string {
  return buildNumber === undefined ? (id ?? '') : String(buildNumber)
}

/** The project's definition, then those of its builds that differ from all before. */
function definitionsOf(project: Project, builds: readonly CodeBuildBuild[]): readonly Definition[] {
  const found = new Map<string, Definition>()
  const add = (
    variables: readonly EnvironmentVariable[] | undefined,
    buildspec: string | undefined,
    build?: string,
  ): void => {
    const key = JSON.stringify([(variables ?? []).map(({ name, value, type }) => [name, value, type]), buildspec ?? ''])
    if (found.has(key)) return
    found.set(key, { ...definitionOf(variables, buildspec), ...(build === undefined ? {} : { build }) })
  }
  add(project.environment?.environmentVariables, project.source?.buildspec)
  for (const build of builds) add(build.environment?.environmentVariables, build.source?.buildspec, numberOf(build))
  return [...found.values()]
}

function definitionOf(variables: readonly EnvironmentVariable[] | undefined, text: string | undefined): Definition {
  // A type that nobody knows yet may be one more kind of reference.
  const isPlain = ({ type }: EnvironmentVariable): boolean => type === undefined || type === 'PLAINTEXT'
  const all = variables ?? []
  const buildspec = readBuildspec(text)
  return {
    variables: all.flatMap((one) =>
      isPlain(one) && one.name !== undefined ? [{ name: one.name, value: one.value ?? '' }] : [],
    ),
    hidden: new Set(all.flatMap((one) => (isPlain(one) ? [] : [one.name ?? '']))),
    ...(buildspec === undefined ? {} : { buildspec }),
  }
}

/** Variables of one kind, and all those that say where their names belong. */
interface Scope {
  /** `environment variable`. */
  readonly kind: string
  readonly variables: readonly Variable[]
  readonly all: readonly Variable[]
  readonly buildspec?: Buildspec | undefined
  /** Whether a bare name counts only where it can be nothing but a registry's repository. */
  readonly isDoubted?: boolean
}

function factsOf(definition: Definition, target: CompetingTarget): readonly Fact[] {
  const { buildspec, variables } = definition
  const own = [...(buildspec?.variables ?? [])].map(([name, value]) => ({ name, value }))
  const overridden = new Set([...variables.map(({ name }) => name), ...definition.hidden])
  const scopes: readonly Scope[] = [
    { kind: 'environment variable', variables, all: variables, buildspec },
    {
      kind: "buildspec's variable",
      variables: own.filter(({ name }) => !overridden.has(name)),
      all: [...variables, ...own],
      buildspec,
    },
  ]
  const commands = buildspec === undefined ? [] : expandedCommands(buildspec, definition)
  return [
    ...repositoriesOf(target).flatMap((repository) => [
      ...scopes.flatMap((scope) => imageVariableFacts(scope, repository, target)),
      ...imageCommandFacts(commands, repository),
    ]),
    ...target.services.flatMap((service) => [
      ...scopes.flatMap((scope) => serviceVariableFacts(scope, service)),
      ...serviceCommandFacts(commands, service),
    ]),
  ]
}

function imageVariableFacts(scope: Scope, repository: ImageRepository, target: CompetingTarget): readonly Fact[] {
  const { kind, variables, buildspec } = scope
  const found = variables.filter(
    (variable) => tells(variable, scope, repository, target) && !isOnlyRead(variable.name, buildspec),
  )
  if (found.length > 0)
    return found.map(({ name }) => ({ noun: `${kind} ${name}`, says: `names ${names(repository)}` }))
  const together = (front: Variable, back: Variable): boolean =>
    `${front.value.replace(/\/$/, '')}/${back.value.replace(/:\w[\w.-]*$/, '')}` === repository.name
  const writing = variables.filter(({ name }) => !isForReading(name) && !isOnlyRead(name, buildspec))
  const pairs = writing.flatMap((front) =>
    writing
      .filter((back) => together(front, back))
      .map((back) => ({ noun: `${kind}s ${front.name} and ${back.name}`, says: `together name ${names(repository)}` })),
  )
  return pairs.slice(0, 1)
}

function tells(
  { name, value }: Variable,
  { all, isDoubted = false }: Scope,
  repository: ImageRepository,
  { sourceRepository }: CompetingTarget,
): boolean {
  if (isForReading(name)) return false
  if (namesInFull(repository, value)) return true
  if (!isPathOf(repository, value) || isElsewhere(all, repository)) return false
  switch (tellsImageRepository(name)) {
    case 'repository':
      return true
    case 'image':
      return !isDoubted
    case 'any-repository': {
      const source = sourceRepository.toLowerCase()
      return !isDoubted && repository.path !== source && repository.path !== lastPart(source)
    }
    case 'no':
      return false
  }
}

const isAccount = ({ name, value }: Variable): boolean => /ACCOUNT/i.test(name) && /^\d{12}$/.test(value)

const isRegion = ({ name, value }: Variable): boolean =>
  /REGION/i.test(name) && /^[a-z]{2,}(?:-[a-z]+)+-\d$/.test(value)

/** Whether the variables put a repository's bare name in another account, region or registry. */
function isElsewhere(variables: readonly Variable[], { ecr, registry }: ImageRepository): boolean {
  const areOthers = (values: readonly string[], expected: string): boolean =>
    values.length > 0 && !values.includes(expected)
  const registries = variables.flatMap(({ name, value }) => registryIn(name, value) ?? [])
  if (areOthers(registries, registry)) return true
  if (ecr === undefined) return false
  const valuesOf = (isOne: (variable: Variable) => boolean): readonly string[] =>
    variables.filter(isOne).map(({ value }) => value)
  return areOthers(valuesOf(isAccount), ecr.account) || areOthers(valuesOf(isRegion), ecr.region)
}

/** The registry that a variable names: by its own name, or because it holds nothing but the host of one. */
function registryIn(name: string, value: string): string | undefined {
  const form = /^(?:https?:\/\/)?([a-z0-9.-]{1,255}(?::\d{1,5})?)(\/.*)?$/i
  const [, host = '', path = '/'] = form.exec(value) ?? []
  if (!host.includes('.')) return undefined
  const isRegistry =
    /REGISTRY/i.test(name) || (path === '/' && /(?:^|\.)(?:dkr[.-]ecr|ghcr|gcr|quay|azurecr)\./i.test(host))
  return isRegistry ? host.toLowerCase() : undefined
}

/** Whether a buildspec that can be read, and runs no script, uses the variable in nothing but commands that read an image. */
function isOnlyRead(name: string, buildspec: Buildspec | undefined): boolean {
  if (buildspec === undefined || buildspec.commands.some(runsScript)) return false
  const use = new RegExp(String.raw`\$(?:\{|env:)?${literally(name)}\b`)
  const uses = buildspec.commands.filter((command) => use.test(command) && !isTalk(command))
  return uses.length > 0 && uses.every(isReading)
}

function expandedCommands(buildspec: Buildspec, { variables, hidden }: Definition): readonly string[] {
  const expand = expander(buildspec, new Map(variables.map(({ name, value }) => [name, value])), hidden)
  return buildspec.commands.map((command) => expand(command))
}

function imageCommandFacts(commands: readonly string[], repository: ImageRepository): readonly Fact[] {
  const pushed = commands.filter(
    (command) => pushTargets(command) !== undefined || putImageTarget(command) !== undefined,
  )
  const pushes = pushed.some((command) => {
    const path = putImageTarget(command)
    return path === undefined
      ? pushTargets(command)?.some((word) => isPushedTo(repository, word)) === true
      : isPathOf(repository, path)
  })
  if (pushes) return [{ noun: 'buildspec', says: `pushes to ${names(repository)}` }]
  const mentions = commands.filter((command) => !isTalk(command) && namesInFull(repository, command))
  const isRead = mentions.some(isReading)
  const isNamed = mentions.some((command) => !isReading(command) && !pushed.includes(command))
  // A name that is set only to be read, as `IMAGE=…` before `docker pull $IMAGE`.
  if (!isNamed || (isRead && pushed.length === 0 && !commands.some(runsScript))) return []
  return [{ noun: 'buildspec', says: `names ${names(repository)}` }]
}

type Service = CompetingTarget['services'][number]

/** The part of a service's ARN or of `cluster/service` that names the cluster. */
function clusterIn(service: string): string | undefined {
  const parts = service.replace(/^arn:.*:service\//, '').split('/')
  return parts.length > 1 ? parts[0] : undefined
}

function isService(target: Service, service: string): boolean {
  if (service.startsWith('arn:') && target.service.startsWith('arn:')) return service === target.service
  const cluster = clusterIn(service)
  if (cluster !== undefined && cluster !== clusterOf(target)) return false
  return lastPart(service) === lastPart(target.service)
}

function clusterOf(target: Service): string {
  return lastPart(clusterIn(target.service) ?? (target.cluster === '' ? 'default' : target.cluster))
}

function isCluster(target: Service, cluster: string): boolean {
  if (cluster.startsWith('arn:') && target.cluster.startsWith('arn:')) return cluster === target.cluster
  return lastPart(cluster) === clusterOf(target)
}

function inWords(target: Service): string {
  return `the service ${lastPart(target.service)} in the cluster ${clusterOf(target)}`
}

function serviceVariableFacts({ kind, variables, all }: Scope, target: Service): readonly Fact[] {
  const clusters = all.filter(({ name, value }) => tellsCluster(name) && value !== '')
  const inThisCluster = clusters.some(({ value }) => isCluster(target, value))
  if (clusters.length > 0 && !inThisCluster) return []
  const what = inThisCluster ? inWords(target) : `the service ${lastPart(target.service)}`
  return variables
    .filter(({ name, value }) => tellsService(name) && isService(target, value))
    .map(({ name }) => ({ noun: `${kind} ${name}`, says: `names ${what}` }))
}

function serviceCommandFacts(commands: readonly string[], target: Service): readonly Fact[] {
  const updates = commands.some((command) => {
    const update = serviceUpdate(command)
    if (update === undefined || !isService(target, update.service)) return false
    // Without a cluster the AWS CLI means the one called default.
    const cluster = update.cluster ?? clusterIn(update.service) ?? 'default'
    return cluster.includes(UNKNOWN) || isCluster(target, cluster)
  })
  return updates ? [{ noun: 'buildspec', says: `updates ${inWords(target)}` }] : []
}

function exportedFacts(build: CodeBuildBuild, target: CompetingTarget): readonly Fact[] {
  const variables = (build.exportedEnvironmentVariables ?? []).map(({ name = '', value = '' }) => ({ name, value }))
  const { variables: given } = definitionOf(build.environment?.environmentVariables, undefined)
  const scope: Scope = { kind: 'exported variable', variables, all: [...given, ...variables] }
  return [
    ...repositoriesOf(target).flatMap((repository) => imageVariableFacts(scope, repository, target)),
    ...target.services.flatMap((service) => serviceVariableFacts(scope, service)),
  ]
}

/** Says nothing about whose image it is, so it only stands beside what does. */
function handedOver({ buildspec }: Definition): readonly Fact[] {
  const says = 'writes the image definitions that a CodePipeline deploys to ECS from'
  return buildspec?.handsOver === true ? [{ noun: 'buildspec', says }] : []
}
