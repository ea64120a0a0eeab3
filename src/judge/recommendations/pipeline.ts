/** What would leave one way into production: no second pipeline, and no two runs of this one at a time. */
import { manualStarts } from '../../guard/builds/manual-starts.ts'
import type { Build, Recommendation, Trigger } from '../../model.ts'
import { capitalised, count, lastPart, shortDigest, shortSha, utc } from '../../wording.ts'
import { nameBuild } from '../image-remarks.ts'
import { carriesExpected, formerRollouts, relationOf } from '../relation.ts'
import { buildAt, type Evidence, isBuiltByWorkflow, pusherOf } from './evidence.ts'
import { isRepository } from './image.ts'
import { listed, yamlScalar } from './paste.ts'

const MOST_FACTS = 3

/** What the competing projects did to this deploy, the weightiest first: clauses. */
function deeds(evidence: Evidence): readonly string[] {
  const { expectation, image, picture } = evidence
  const primary = picture?.rollouts.find(({ status }) => status === 'PRIMARY')
  const told = new Set<Build>()
  const deed = (what: string, at: number | undefined): string[] => {
    const build = buildAt(evidence, at)
    if (build === undefined || told.has(build)) return []
    told.add(build)
    return [`${what} ${utc(at)} while ${nameBuild(build, expectation?.commit ?? '')} ran`]
  }
  return [
    ...(isBuiltByWorkflow(evidence) ? [] : deed('the image was pushed at', image?.pushedAt)),
    ...(image?.others ?? []).flatMap((other) =>
      deed(`${shortDigest(other.digest)}, which tasks run instead, was pushed at`, other.pushedAt),
    ),
    ...deed('the current deployment began at', primary?.createdAt),
  ]
}

/** `2 triggers of app can still start a build (webhook "…" and rule "…")`. */
function triggerFact(triggers: readonly Trigger[], one: string, many: string): readonly string[] {
  if (triggers.length === 0) return []
  const projects = listed([...new Set(triggers.map(({ project }) => project))])
  const names = listed(triggers.map(({ kind, name }) => `${kind} "${name}"`))
  return [`${count(triggers.length, 'trigger')} of ${projects} ${triggers.length === 1 ? one : many} (${names})`]
}

/** Builds that a person started, and who. */
function byHand({ projects }: Evidence): readonly string[] {
  const { people } = manualStarts(projects.flatMap(({ builds }) => builds))
  const builds = people.reduce((sum, person) => sum + person.builds, 0)
  if (builds === 0) return []
  const who = listed(people.map((person) => person.who))
  return [`${count(builds, 'build')} ${builds === 1 ? 'was' : 'were'} started by hand in the last 30 days, by ${who}`]
}

/** What else shows that there is a second pipeline. */
function starters({ projects, cause }: Evidence): readonly string[] {
  const triggers = projects.flatMap((project) => project.triggers)
  const live = triggers.filter(({ state }) => state === 'live')
  // A deploy that is right is not in danger of what is switched off.
  const disabled = cause === 'verified' ? [] : triggers.filter(({ state }) => state === 'disabled')
  const idle = projects.filter((project) => project.triggers.length === 0)
  return [
    ...triggerFact(live, 'can still start a build', 'can still start a build'),
    ...triggerFact(
      disabled,
      'is disabled by this action, and still there',
      'are disabled by this action, and still there',
    ),
    ...(cause === 'image-missing' && idle.length > 0
      ? [`nothing was found that starts ${listed(idle.map(({ name }) => name))} on a push`]
      : []),
  ]
}

/** The repository that the workflow's own build must push to, where nothing shows that it does. */
function unbuiltRepository(evidence: Evidence): string | undefined {
  const lookup = evidence.expectation?.image
  if (lookup?.state === 'missing') return lookup.repository
  const { image } = evidence
  return pusherOf(evidence) === undefined ? undefined : image?.repository
}

function buildStep(repository: string): string | undefined {
  if (!isRepository(repository)) return undefined
  return [
    '- uses: docker/build-push-action@v7',
    '  id: build',
    '  with:',
    '    push: true',
    '    provenance: mode=min',
    `    tags: ${repository}:\${{ github.sha }}`,
    '    labels: |',
    '      org.opencontainers.image.revision=${{ github.sha }}',
  ].join('\n')
}

/** Another project builds or deploys what this workflow deploys. */
export function onePipeline(evidence: Evidence): Recommendation | undefined {
  const { projects, cause } = evidence
  const manual = byHand(evidence)
  const facts = [...deeds(evidence), ...manual, ...starters(evidence)]
  if (facts.length === 0)
    return forRunnersOnly(evidence) ?? (cause === 'verified' ? undefined : unnamedProject(evidence))
  const isOne = projects.length === 1
  const names = `the CodeBuild ${isOne ? 'project' : 'projects'} ${listed(projects.map(({ name }) => name))}`
  const repository = unbuiltRepository(evidence)
  const step = repository === undefined ? undefined : buildStep(repository)
  const build =
    repository === undefined ? 'Let this workflow alone build and deploy' : 'Build the image in this workflow'
  // The policy is printed where an ARN is known for it.
  const isDenied = manual.length > 0 && projects.some(({ arn }) => arn !== undefined)
  const meanwhile = `; until ${isOne ? 'it is' : 'they are'} gone, the IAM policy under “The other pipelines” keeps people from starting ${isOne ? 'it' : 'them'} by hand`
  return {
    id: 'one-pipeline',
    text: `${build}, and retire ${names}${isDenied ? meanwhile : ''}.`,
    because: `${capitalised(facts.slice(0, MOST_FACTS).join('; '))}.`,
    ...(step === undefined ? {} : { lines: { text: step, language: 'yaml' } }),
  }
}

/** A webhook that feeds runners and is started by pushes too cannot be disabled, and must not be retired. */
function forRunnersOnly({ runners }: Evidence): Recommendation | undefined {
  const mixed = runners.flatMap(({ triggers }) => triggers).filter(({ state }) => state === 'mixed')
  const [fact] = triggerFact(mixed, 'feeds runners and builds on pushes too', 'feed runners and build on pushes too')
  if (fact === undefined) return undefined
  const names = listed([...new Set(mixed.map(({ project }) => project))])
  return {
    id: 'one-pipeline',
    text: `Keep ${names} for the runners alone: take the filter groups that a push can match out of its webhook.`,
    because: `${capitalised(fact)}.`,
  }
}

/** The name under which CodeBuild assumes a project's role. */
const CODEBUILD_SESSION = /:assumed-role\/[^/]+\/AWSCodeBuild-/

/** CodeBuild registered what is current, and the workflow names no project. */
function unnamedProject({ outcome, picture }: Evidence): Recommendation | undefined {
  const primary = picture?.rollouts.find(({ status }) => status === 'PRIMARY')
  const definition = picture?.taskDefinitions.find(({ arn }) => arn === primary?.taskDefinition)
  if (outcome.settings?.codebuildProjects.length !== 0 || definition?.registeredBy === undefined) return undefined
  if (!CODEBUILD_SESSION.test(definition.registeredBy)) return undefined
  return {
    id: 'one-pipeline',
    text: 'Let this action find the CodeBuild project that deploys this service too, and disable what starts it on a push; if it is not found, give its name.',
    because: `Task definition ${lastPart(definition.arn)} of the current deployment was registered by a CodeBuild build (${definition.registeredBy}).`,
    lines: { text: 'codebuild-project: auto', language: 'yaml' },
  }
}

/** An IAM user, or a role without the session that took it. */
const identity = (arn: string): string => arn.replace(/(:assumed-role\/[^/]+)\/.*$/s, '$1')

/** Another commit was deployed by whom this one was deployed by, before this one was verified. */
export function concurrency({ outcome, service, expectation, picture }: Evidence): Recommendation | undefined {
  const { commit, kinship } = outcome.successor ?? {}
  if (commit === undefined || kinship === 'same' || kinship === 'unknown') return undefined
  const { observation } = service
  if (expectation === undefined || picture === undefined || observation === undefined) return undefined
  const primary = picture.rollouts.find(({ status }) => status === 'PRIMARY')
  if (primary === undefined) return undefined
  const [ours] = [
    ...picture.rollouts.filter((rollout) => carriesExpected(relationOf(rollout, expectation, observation))),
    ...formerRollouts(expectation, observation),
  ]
  const registrar = (arn: string | undefined): string | undefined => {
    const by = picture.taskDefinitions.find((definition) => definition.arn === arn)?.registeredBy
    return by === undefined ? undefined : identity(by)
  }
  const who = registrar(primary.taskDefinition)
  if (who === undefined || who !== registrar(ours?.taskDefinition)) return undefined
  const began = primary.createdAt === undefined ? '' : ` at ${utc(primary.createdAt)}`
  const group = yamlScalar(`deploy-${lastPart(picture.clusterArn)}-${picture.name}`)
  return {
    id: 'concurrency',
    text: 'Let one run at a time deploy this service and see it through: put a concurrency group on the job that deploys and verifies.',
    because: `The deployment of ${shortSha(commit)}, registered by ${who} as ours was, began${began}, before ${shortSha(expectation.commit)} was verified.`,
    ...(group === undefined
      ? {}
      : { lines: { text: `concurrency:\n  group: ${group}\n  cancel-in-progress: false`, language: 'yaml' } }),
  }
}
