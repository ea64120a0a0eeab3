import type {
  ActionDeclaration,
  GitConfiguration,
  GitPullRequestFilter,
  GitPushFilter,
  PipelineDeclaration,
} from '@aws-sdk/client-codepipeline'

/** What a list of patterns lets through; the same form for branches, tags and paths. */
interface Patterns {
  readonly includes?: readonly string[] | undefined
  readonly excludes?: readonly string[] | undefined
}

/**
 * What starts the pipeline, as far as its definition says: one sentence for each source. Rules, schedules and people may start it
 * too. Of a configuration only what names the source is told; a token may stand next to it.
 */
export function describeStarts({ stages, triggers }: PipelineDeclaration): readonly string[] {
  const sources = (stages ?? [])
    .flatMap(({ actions }) => actions ?? [])
    .filter((action) => action.actionTypeId?.category === 'Source')
  return sources.map((source) => {
    const filters = (triggers ?? [])
      .map(({ gitConfiguration }) => gitConfiguration)
      .filter((git) => git !== undefined && git.sourceActionName === source.name)
    return filters.length > 0 ? filtered(source, filters) : plain(source)
  })
}

/** A trigger takes the place of the source's own change detection (API reference, PipelineDeclaration.triggers). */
function filtered(source: ActionDeclaration, filters: readonly (GitConfiguration | undefined)[]): string {
  const events = filters.flatMap((git) => [
    ...(git?.push ?? []).map(pushes),
    ...(git?.pullRequest ?? []).map(pullRequests),
  ])
  const what = events.length === 0 ? 'Any push' : capitalized(events.join(', or '))
  return `${what} in ${placeOf(source, false)} starts the pipeline.`
}

function pushes({ branches, tags, filePaths }: GitPushFilter): string {
  const conditions = [...patterns('branches', branches), ...patterns('tags', tags), ...patterns('paths', filePaths)]
  return conditions.length === 0 ? 'a push' : `a push to ${conditions.join(' and ')}`
}

function pullRequests({ events, branches, filePaths }: GitPullRequestFilter): string {
  const conditions = [...patterns('branches', branches), ...patterns('paths', filePaths)]
  const kinds = (events ?? []).join(', ').toLowerCase()
  const into = conditions.length === 0 ? '' : ` to ${conditions.join(' and ')}`
  return `a pull request${kinds === '' ? '' : ` (${kinds})`}${into}`
}

function patterns(what: string, { includes = [], excludes = [] }: Patterns = {}): readonly string[] {
  return [
    ...(includes.length === 0 ? [] : [`${what} ${includes.join(', ')}`]),
    ...(excludes.length === 0 ? [] : [`${what} other than ${excludes.join(', ')}`]),
  ]
}

/** A source without a trigger of its own; defaults as in the user guide's action reference. */
function plain(source: ActionDeclaration): string {
  const { configuration = {}, actionTypeId } = source
  const place = placeOf(source, true)
  const polls = configuration['PollForSourceChanges'] !== 'false'
  switch (actionTypeId?.provider) {
    case 'CodeStarSourceConnection':
      return configuration['DetectChanges'] === 'false'
        ? `Its source is ${place}, whose changes do not start it (DetectChanges is false).`
        : `A push to ${place} starts the pipeline.`
    case 'GitHub':
      return polls
        ? `A push to ${place} starts the pipeline (it polls).`
        : `A webhook for ${place} may start the pipeline.`
    case 'CodeCommit':
    case 'S3':
      return polls
        ? `A change of ${place} starts the pipeline (it polls).`
        : `A change of ${place} starts the pipeline where an EventBridge rule says so.`
    case 'ECR':
      return `An image pushed to ${place} starts the pipeline where an EventBridge rule says so.`
    case undefined:
    default:
      return `Its source is ${place}.`
  }
}

/** @param withBranch whether its branch counts; a trigger names its own */
function placeOf({ configuration = {}, actionTypeId, name }: ActionDeclaration, withBranch: boolean): string {
  const at = (branch: string | undefined, repository: string): string =>
    branch === undefined || !withBranch ? repository : `${branch} of ${repository}`
  const { FullRepositoryId, BranchName, Owner, Repo, Branch, RepositoryName, ImageTag, S3Bucket, S3ObjectKey } =
    configuration
  if (FullRepositoryId !== undefined) return at(BranchName, FullRepositoryId)
  if (Owner !== undefined && Repo !== undefined) return at(Branch, `${Owner}/${Repo}`)
  if (RepositoryName !== undefined)
    return actionTypeId?.provider === 'ECR'
      ? `ECR repository ${RepositoryName}:${ImageTag ?? 'latest'}`
      : at(BranchName, `CodeCommit repository ${RepositoryName}`)
  if (S3Bucket !== undefined) return `s3://${S3Bucket}/${S3ObjectKey ?? ''}`
  return `${name ?? 'a source without a name'} (${actionTypeId?.provider ?? 'no provider'})`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
