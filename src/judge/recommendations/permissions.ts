/** The permissions that this run lacked and could do without: with them, the next report says more. */
import type { PipelineProblem, Reading, Recommendation, RunOutcome } from '../../model.ts'
import { partitionOf } from '../../aws/partition.ts'
import { statementResource } from '../../iam.ts'
import { ecrRepository } from '../../image/reference.ts'
import { type Evidence } from './evidence.ts'
import { isPrintable, listed } from './paste.ts'

/** What was refused, as far as it is known, and in whose words. */
interface Refusal {
  readonly action?: string | undefined
  readonly resource?: string | undefined
  readonly why: string
}

const IAM_ACTION = /^[a-z0-9-]+:[A-Z]\w*$/
const EXPLICIT_DENY = /explicit deny/i

const refusedReading = (reading: Reading<unknown> | undefined): readonly Refusal[] =>
  reading?.state === 'not-read' && reading.denied ? [reading] : []

const refusedProblem = ({ action, resource, message }: PipelineProblem): Refusal => ({ action, resource, why: message })

/** The log of a failing task. A refusal need not name the group; the task definition does. */
function refusedLog({ outcome, picture, rollout }: Evidence): readonly Refusal[] {
  const refusals = refusedReading(outcome.logLines)
  const [, partition = '', , ownRegion = '', account = ''] = picture?.arn.split(':') ?? []
  const definition = picture?.taskDefinitions.find(({ arn }) => arn === rollout?.taskDefinition)
  const groups = (definition?.containers ?? []).flatMap(({ log }) => (log === undefined ? [] : [log]))
  return refusals.flatMap((refusal) =>
    refusal.resource?.startsWith('arn:') === true || groups.length === 0
      ? [refusal]
      : groups.map(({ group, region = ownRegion }) => ({
          ...refusal,
          resource: `arn:${partition}:logs:${region}:${account}:log-group:${group}:log-stream:*`,
        })),
  )
}

/** What the registry refused to tell of an image: `ecr:DescribeImages: …`. */
function refusedFacts({ image }: Evidence): readonly Refusal[] {
  if (image?.factsNotRead === undefined) return []
  const why = image.factsNotRead
  const action = /^([a-z0-9-]+:[A-Z]\w*): /.exec(why)?.[1]
  const repository = ecrRepository(image.repository)
  const resource =
    repository === undefined
      ? undefined
      : `arn:${partitionOf(repository.region)}:ecr:${repository.region}:${repository.registryId}:repository/${repository.repositoryName}`
  return [{ action, resource, why }]
}

/** What to name in a policy; `*` for what cannot be written into one. */
function resourceOf(action: string, resource: string | undefined): string {
  const named = statementResource(action, resource)
  return isPrintable(named) ? named : '*'
}

/** The command of the next step: what it grants already is not told twice. */
const granted = ({ verdict }: Pick<RunOutcome, 'verdict'>): string =>
  verdict.verdict === 'verified' ? '' : (verdict.finding.nextStep.command ?? '')

/** Calls were refused that decide nothing and explain much. */
export function permissions(evidence: Evidence): Recommendation | undefined {
  const { outcome, picture } = evidence
  const refusals = [
    ...refusedLog(evidence),
    ...refusedReading(picture?.serviceDeployments),
    ...refusedReading(picture?.codeDeploy),
    ...refusedReading(picture?.traffic),
    ...refusedFacts(evidence),
    ...refusedReading(outcome.history?.deployments),
    ...(outcome.pipelines?.problems ?? []).map(refusedProblem),
  ]
  const grants = refusals.flatMap(({ action, resource, why }) =>
    action === undefined ||
    !IAM_ACTION.test(action) ||
    EXPLICIT_DENY.test(why) ||
    granted(outcome).includes(`"${action}"`)
      ? []
      : [{ action, resource: resourceOf(action, resource) }],
  )
  if (grants.length === 0) return undefined
  const statement = (of: typeof grants): readonly object[] =>
    of.length === 0
      ? []
      : [
          {
            Effect: 'Allow',
            Action: [...new Set(of.map(({ action }) => action))],
            Resource: [...new Set(of.map(({ resource }) => resource))],
          },
        ]
  // Apart, so that what IAM cannot narrow widens nothing else.
  const policy = {
    Version: '2012-10-17',
    Statement: [
      ...statement(grants.filter(({ resource }) => resource !== '*')),
      ...statement(grants.filter(({ resource }) => resource === '*')),
    ],
  }
  return {
    id: 'permissions',
    text: 'Allow the role of this job what it was refused; the next report then says more.',
    because: `Not read in this run, because AWS refused it: ${listed([...new Set(grants.map(({ action }) => action))], 6)}.`,
    lines: { text: JSON.stringify(policy, undefined, 2), language: 'json' },
  }
}
