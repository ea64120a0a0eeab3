/** What would leave one way into production: no second pipeline, and no two runs of this one at a time. */
import { manualStarts } from '../../guard/builds/manual-starts.ts'
import type { Build, Recommendation, Trigger } from '../../model.ts'
import { capitalised, count, lastPart, shortDigest, shortSha, utc } from '../../wording.ts'
import { nameBuild } from '../image-remarks.ts'
import { buildAt, type Evidence } from './evidence.ts'
import { isRepository } from './image.ts'
import { listed, yamlScalar } from './paste.ts'

const MOST_FACTS = 3

/** Whether a build step of a workflow is shown to have pushed the image: by the digest that it passed on, or by provenance. */
function isBuiltByWorkflow({ image }: Evidence): boolean {
  if (image === undefined) return false
  if (image.binding === 'workflow-digest') return true
  const items = image.evidence.state === 'read' ? image.evidence.items : []
  return items.some(({ kind, note = '' }) => kind === 'provenance' && /\/actions\/runs\/\d/.test(note))
}

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

const triggerWords = (triggers: readonly Trigger[]): string =>
  listed(triggers.map(({ kind, name, project }) => `the ${kind} "${name}" of ${project}`))

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
  const live = triggers.filter(({ state }) => state === 'live' || state === 'mixed')
  // A deploy that is right is not in danger of what is switched off.
  const disabled = cause === 'verified' ? [] : triggers.filter(({ state }) => state === 'disabled')
  const idle = projects.filter((project) => project.triggers.length === 0)
  return [
    ...(live.length === 0 ? [] : [`${triggerWords(live)} can still start a build`]),
    ...(disabled.length === 0
      ? []
      : [`${triggerWords(disabled)} ${disabled.length === 1 ? 'is' : 'are'} disabled, and not gone`]),
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
  if (image === undefined || isBuiltByWorkflow(evidence)) return undefined
  return buildAt(evidence, image.pushedAt) === undefined ? undefined : image.repository
}

function buildStep(repository: string): string | undefined {
  if (!isRepository(repository)) return undefined
  return [
    '- uses: docker/build-push-action@v6',
    '  id: build',
    '  with:',
    '    push: true',
    '    provenance: mode=max',
    `    tags: ${repository}:\${{ github.sha }}`,
    '    labels: |',
    '      org.opencontainers.image.revision=${{ github.sha }}',
  ].join('\n')
}

/** Another project builds or deploys what this workflow deploys. */
export function onePipeline(evidence: Evidence): Recommendation | undefined {
  const { projects } = evidence
  const manual = byHand(evidence)
  const facts = [...deeds(evidence), ...manual, ...starters(evidence)]
  if (facts.length === 0) return undefined
  const names = `the CodeBuild ${projects.length === 1 ? 'project' : 'projects'} ${listed(projects.map(({ name }) => name))}`
  const repository = unbuiltRepository(evidence)
  const step = repository === undefined ? undefined : buildStep(repository)
  const build =
    repository === undefined ? 'Let this workflow alone build and deploy' : 'Build the image in this workflow'
  const isDenied = manual.length > 0 && projects.some(({ arn }) => arn !== undefined)
  const meanwhile = isDenied
    ? `; until ${projects.length === 1 ? 'it is' : 'they are'} gone, the IAM policy under “The other pipelines” keeps people from starting ${projects.length === 1 ? 'it' : 'them'} by hand`
    : ''
  return {
    id: 'one-pipeline',
    text: `${build}, and retire ${names}${meanwhile}.`,
    because: `${capitalised(facts.slice(0, MOST_FACTS).join('; '))}.`,
    ...(step === undefined ? {} : { lines: { text: step, language: 'yaml' } }),
  }
}

/** Another commit of this repository was deployed while this one was being verified, and no other pipeline did it. */
export function concurrency(evidence: Evidence): Recommendation | undefined {
  const { outcome, expectation, picture } = evidence
  const { successor } = outcome
  const primary = picture?.rollouts.find(({ status }) => status === 'PRIMARY')
  if (successor?.commit === undefined || expectation === undefined || picture === undefined) return undefined
  if (successor.kinship === 'same' || successor.kinship === 'unknown') return undefined
  if (buildAt(evidence, primary?.createdAt) !== undefined) return undefined
  const began = primary?.createdAt === undefined ? '' : ` at ${utc(primary.createdAt)}`
  const group = yamlScalar(`deploy-${lastPart(picture.clusterArn)}-${picture.name}`)
  return {
    id: 'concurrency',
    text: 'Let one run at a time deploy this service: put a concurrency group on the job that deploys and verifies.',
    because: `A deployment of ${shortSha(successor.commit)} began${began}, while this run was still verifying ${shortSha(expectation.commit)}.`,
    ...(group === undefined
      ? {}
      : { lines: { text: `concurrency:\n  group: ${group}\n  cancel-in-progress: false`, language: 'yaml' } }),
  }
}
