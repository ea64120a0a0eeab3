/** Deployments of the days before a story, which ECS still lists. */
import type { Core } from './core.ts'
import { createRollout } from './deployments.ts'
import type { Service, ServiceDeploymentRecord } from './state.ts'

export interface PastDeploymentRecipe {
  readonly createdAt: number
  readonly finishedAt: number
  readonly status?: ServiceDeploymentRecord['status']
  /** Of the first container, as the task definition named it. */
  readonly image: string
  readonly digest: string
}

/** Adds a finished deployment to what ListServiceDeployments lists; nothing of it runs. */
export const rememberDeployment = (core: Core, service: Service, past: PastDeploymentRecipe): void => {
  const { current } = service
  if (current === undefined) throw new Error(`service ${service.name} has no deployment to come after`)
  const { image, digest, createdAt, finishedAt, status = 'SUCCESSFUL' } = past
  const [first, ...others] = current.definition.containers
  if (first === undefined) throw new Error(`service ${service.name} has no container`)
  const definition = { ...current.definition, containers: [{ ...first, image }, ...others] }
  const made = createRollout(core, service, 'deployment', definition, service.configuration)
  service.rollouts = service.rollouts.filter((rollout) => rollout !== made)
  const rollout = { ...made, createdAt, updatedAt: finishedAt, digests: new Map([[first.name, digest]]) }
  service.revisions.set(rollout.number, rollout)
  service.deployments.push({
    arn: core.arn('ecs', `service-deployment/${service.cluster.name}/${service.name}/${core.random.nanoid()}`),
    rollout,
    sources: [],
    status,
    statusReason: undefined,
    createdAt,
    startedAt: createdAt,
    finishedAt,
    stoppedAt: undefined,
    updatedAt: finishedAt,
    stage: undefined,
    stageSince: createdAt,
    hooks: [],
    rollback: undefined,
    breaker: 'DISABLED',
    breakerFailures: 0,
    triggeredAlarms: [],
    snapshot: new Map(),
  })
  service.deployments.sort((one, other) => other.createdAt - one.createdAt)
}
