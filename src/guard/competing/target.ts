import type { Aws } from '../../aws/api.ts'
import { Ending } from '../../ending.ts'
import { settleContainer } from '../../expect/container.ts'
import { parseImageName } from '../../image/reference.ts'
import type { ServiceRef, Settings } from '../../model.ts'
import { createTaskDefinitions } from '../../observe/task-definitions.ts'
import type { CompetingTarget } from './competing.ts'
import { passableFailure, patiently } from '../problem.ts'
import type { Patience } from '../problem.ts'

/** DescribeServices takes so many services of one cluster (API reference). */
const BATCH = 10

export interface TargetDeps {
  readonly settings: Pick<Settings, 'services' | 'image' | 'container' | 'run'>
  readonly aws: Pick<Aws, 'ecs'>
  readonly patience: Patience
}

/**
 * What this deploy writes, so that another pipeline which writes the same can be told: the services, and the repositories of the
 * images that their verified containers run. The workflow's own `image` counts where it is given. What cannot be read is named: the run
 * itself judges the services, and ends where it may not read them. Rejects with the run's abort reason, or with an `AwsFailure` of
 * the kind `credentials`.
 */
export async function readTarget(deps: TargetDeps): Promise<CompetingTarget> {
  const { settings } = deps
  const batches = settings.image === undefined || settings.services.length > 1 ? batchesOf(settings.services) : []
  const images = await Promise.all(batches.map((batch) => repositoriesOf(batch, deps)))
  const unread = batches.flatMap((batch, at) =>
    (images[at]?.length ?? 0) < batch.length ? batch.map(({ label }) => label) : [],
  )
  return { ...targetOf(settings, images.flat()), ...(unread.length === 0 ? {} : { unread }) }
}

/**
 * Both together: what was read before the first observation, and what the run has learned since.
 * @param isWhole whether the run knows by now which image each of its services is to run
 */
export function togetherWith(one: CompetingTarget, other: CompetingTarget, isWhole: boolean): CompetingTarget {
  const { unread, ...read } = one
  const imageRepositories = [...new Set([...one.imageRepositories, ...other.imageRepositories])]
  return { ...read, imageRepositories, ...(isWhole || unread === undefined ? {} : { unread }) }
}

/** The target, of which the images' repositories are known so far. */
export function targetOf({ services, image, run }: TargetDeps['settings'], images: readonly string[]): CompetingTarget {
  return {
    imageRepositories: [...new Set([...(image === undefined ? [] : [image.repository]), ...images])],
    services: services.map(({ cluster, service }) => ({ cluster, service })),
    sourceRepository: run.repository,
    serverUrl: run.serverUrl,
  }
}

function batchesOf(services: readonly ServiceRef[]): readonly (readonly ServiceRef[])[] {
  const groups = [...Map.groupBy(services, ({ region, cluster }) => `${region} ${cluster}`).values()]
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / BATCH) }, (_, at) => group.slice(at * BATCH, (at + 1) * BATCH)),
  )
}

async function repositoriesOf(
  batch: readonly ServiceRef[],
  { settings, aws, patience }: TargetDeps,
): Promise<readonly string[]> {
  const [first] = batch
  if (first === undefined) return []
  const ecs = aws.ecs(first.region)
  const definitions = createTaskDefinitions(ecs)
  const scope = settings.services.length > 1 ? 'where-it-fits' : 'this-service'
  try {
    const { services = [] } = await patiently(patience, () =>
      ecs.describeServices({ cluster: first.cluster, services: batch.map(({ service }) => service) }),
    )
    const found = await Promise.all(
      services.map(async ({ taskDefinition: current, taskSets = [], loadBalancers = [] }) => {
        // A service with an external controller names it in its task sets only.
        const taskDefinition = current ?? taskSets.find(({ status }) => status === 'PRIMARY')?.taskDefinition
        if (taskDefinition === undefined) return []
        const definition = await patiently(patience, () => definitions.need(taskDefinition))
        const balanced = loadBalancers.flatMap(({ containerName }) => containerName ?? [])
        const verified = settleContainer(settings, definition, balanced, scope)
        const image = definition.containers.find(({ name }) => name === verified)?.image ?? ''
        return parseImageName(image)?.repository ?? []
      }),
    )
    return found.flat()
  } catch (error) {
    if (!(error instanceof Ending)) passableFailure(error)
    return []
  }
}
