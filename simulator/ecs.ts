/** The ECS calls that the action makes, answered by a world: AWS's limits, its paging, its errors. */
import type {
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceDeploymentsCommandOutput,
  DescribeServiceRevisionsCommandInput,
  DescribeServiceRevisionsCommandOutput,
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  DescribeTasksCommandInput,
  DescribeTasksCommandOutput,
  Failure,
  ListServiceDeploymentsCommandInput,
  ListServiceDeploymentsCommandOutput,
  ListTasksCommandInput,
  ListTasksCommandOutput,
} from '@aws-sdk/client-ecs'
import type { EcsApi } from '../src/aws/api.ts'
import {
  briefServiceDeployment,
  describeServiceDeployment,
  describeServiceRevision,
} from './world/describe-deployments.ts'
import { describeService, describeTask, describeTaskDefinition } from './world/describe.ts'
import type { EcsWorld } from './world/ecs-world.ts'
import { AwsError, invalidParameter } from './world/failure.ts'
import type { Cluster, Rollout, Service, ServiceDeploymentRecord, Task } from './world/state.ts'

export { EcsWorld } from './world/ecs-world.ts'
export { AwsError } from './world/failure.ts'

const servicesPerCall = 10
const tasksPerCall = 100
const deploymentsPerCall = 20
const tasksPerPage = 100

const metadata = { $metadata: {} }

export class SimulatedEcs implements EcsApi {
  readonly #world: EcsWorld

  constructor(world: EcsWorld) {
    this.#world = world
  }

  readonly describeServices = async (input: DescribeServicesCommandInput): Promise<DescribeServicesCommandOutput> => {
    this.#world.sync()
    const names = within(input.services, servicesPerCall, 'services')
    const cluster = this.#cluster(input.cluster)
    const failures: Failure[] = []
    const services: Service[] = []
    for (const name of names) {
      const found = serviceIn(cluster, name)
      if (found === undefined) failures.push({ arn: this.#arn('service', cluster, name), reason: 'MISSING' })
      else services.push(found)
    }
    return { ...metadata, services: services.map((service) => describeService(this.#world.core, service)), failures }
  }

  readonly describeTaskDefinition = async (
    input: DescribeTaskDefinitionCommandInput,
  ): Promise<DescribeTaskDefinitionCommandOutput> => {
    this.#world.sync()
    const found = this.#world.core.definition(input.taskDefinition ?? '')
    if (found === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.')
    return { ...metadata, taskDefinition: describeTaskDefinition(found), tags: [] }
  }

  readonly listTasks = async (input: ListTasksCommandInput): Promise<ListTasksCommandOutput> => {
    this.#world.sync()
    const cluster = this.#cluster(input.cluster)
    const size = input.maxResults ?? tasksPerPage
    if (size < 1 || size > tasksPerPage) throw invalidParameter('maxResults must be between 1 and 100.')
    const after = position(input.nextToken)
    const found: Task[] = []
    let more = false
    for (const task of this.#tasks(cluster, input)) {
      if (task.order <= after) continue
      if (found.length === size) {
        more = true
        break
      }
      found.push(task)
    }
    const last = found.at(-1)
    return {
      ...metadata,
      taskArns: found.map((task) => task.arn),
      ...(more && last !== undefined ? { nextToken: token(last.order) } : {}),
    }
  }

  readonly describeTasks = async (input: DescribeTasksCommandInput): Promise<DescribeTasksCommandOutput> => {
    this.#world.sync()
    const names = within(input.tasks, tasksPerCall, 'tasks')
    const cluster = this.#cluster(input.cluster)
    const failures: Failure[] = []
    const tasks: Task[] = []
    for (const name of names) {
      const found = taskIn(cluster, name)
      if (found === undefined) failures.push({ arn: this.#arn('task', cluster, name), reason: 'MISSING' })
      else tasks.push(found)
    }
    return { ...metadata, tasks: tasks.map(describeTask), failures }
  }

  readonly listServiceDeployments = async (
    input: ListServiceDeploymentsCommandInput,
  ): Promise<ListServiceDeploymentsCommandOutput> => {
    this.#world.sync()
    const service = this.#deployed(input.cluster, input.service)
    const size = input.maxResults ?? deploymentsPerCall
    if (size < 1 || size > 100) throw invalidParameter('maxResults must be between 1 and 100.')
    const from = position(input.nextToken)
    const { after, before } = input.createdAt ?? {}
    const matching = service.deployments.filter(
      (record) =>
        (input.status === undefined || input.status.length === 0 || input.status.includes(record.status)) &&
        (after === undefined || record.createdAt >= after.getTime()) &&
        (before === undefined || record.createdAt <= before.getTime()),
    )
    return {
      ...metadata,
      serviceDeployments: matching
        .slice(from, from + size)
        .map((record) => briefServiceDeployment(this.#world.core, record)),
      ...(from + size < matching.length ? { nextToken: token(from + size) } : {}),
    }
  }

  readonly describeServiceDeployments = async (
    input: DescribeServiceDeploymentsCommandInput,
  ): Promise<DescribeServiceDeploymentsCommandOutput> => {
    this.#world.sync()
    const arns = within(input.serviceDeploymentArns, deploymentsPerCall, 'serviceDeploymentArns')
    const failures: Failure[] = []
    const records: ServiceDeploymentRecord[] = []
    for (const arn of arns) {
      const found = this.#named(arn, 'service-deployment')?.deployments.find((record) => record.arn === arn)
      if (found === undefined) failures.push({ arn, reason: 'MISSING' })
      else records.push(found)
    }
    return {
      ...metadata,
      serviceDeployments: records.map((record) => describeServiceDeployment(this.#world.core, record)),
      failures,
    }
  }

  readonly describeServiceRevisions = async (
    input: DescribeServiceRevisionsCommandInput,
  ): Promise<DescribeServiceRevisionsCommandOutput> => {
    this.#world.sync()
    const arns = within(input.serviceRevisionArns, deploymentsPerCall, 'serviceRevisionArns')
    const failures: Failure[] = []
    const revisions: Rollout[] = []
    for (const arn of arns) {
      const found = this.#named(arn, 'service-revision')?.revisions.get(arn.slice(arn.lastIndexOf('/') + 1))
      if (found === undefined) failures.push({ arn, reason: 'MISSING' })
      else revisions.push(found)
    }
    return {
      ...metadata,
      serviceRevisions: revisions.map((revision) => describeServiceRevision(this.#world.core, revision)),
      failures,
    }
  }

  #cluster(nameOrArn: string | undefined): Cluster {
    const name = (nameOrArn ?? 'default').replace(/^arn:[^:]*:ecs:[^:]*:[^:]*:cluster\//, '')
    const cluster = this.#world.core.clusters.get(name)
    if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.')
    return cluster
  }

  #arn(kind: 'service' | 'task', cluster: Cluster, name: string): string {
    return name.startsWith('arn:') ? name : this.#world.core.arn('ecs', `${kind}/${cluster.name}/${name}`)
  }

  /** The tasks that a ListTasks means, in order of their creation. */
  #tasks(cluster: Cluster, input: ListTasksCommandInput): Iterable<Task> {
    const { serviceName, family, containerInstance, launchType, startedBy } = input
    const desired = input.desiredStatus ?? 'RUNNING'
    if (
      startedBy !== undefined &&
      (serviceName !== undefined || family !== undefined || containerInstance !== undefined)
    ) {
      throw invalidParameter('startedBy cannot be combined with other filters.')
    }
    const service = serviceName === undefined ? undefined : serviceIn(cluster, serviceName)
    if (serviceName !== undefined && service === undefined) {
      throw new AwsError('ServiceNotFoundException', 'Service not found.')
    }
    const services = service === undefined ? [...cluster.services.values()] : [service]
    return matching(services, (task) => {
      // Every task that is not to stop is desired RUNNING: PENDING never matches (ListTasks API reference).
      if (task.desired !== desired) return false
      if (family !== undefined && task.definition.family !== family) return false
      if (containerInstance !== undefined && task.instance !== containerInstance) return false
      if (startedBy !== undefined && task.rollout.id !== startedBy) return false
      return launchType === undefined || task.service.launchType === launchType
    })
  }

  #deployed(clusterName: string | undefined, name: string | undefined): Service {
    const cluster = this.#cluster(clusterName)
    const service = name === undefined ? undefined : serviceIn(cluster, name)
    if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.')
    if (service.controller !== 'ECS') {
      throw new AwsError(
        'UnsupportedFeatureException',
        'The specified service does not use the ECS deployment controller.',
      )
    }
    return service
  }

  /** The service that an ARN `…:<kind>/<cluster>/<service>/<id>` is about. */
  #named(arn: string, kind: string): Service | undefined {
    const parts = arn.split(`:${kind}/`)[1]?.split('/')
    if (parts?.length !== 3) throw invalidParameter(`Invalid identifier: ${arn}`)
    return this.#world.core.clusters.get(parts[0] ?? '')?.services.get(parts[1] ?? '')
  }
}

function* matching(services: readonly Service[], wanted: (task: Task) => boolean): Iterable<Task> {
  if (services.length > 1) {
    const all = services.flatMap((service) => [...service.tasks.values()])
    yield* all.filter(wanted).toSorted((a, b) => a.order - b.order)
    return
  }
  for (const service of services) {
    for (const task of service.tasks.values()) if (wanted(task)) yield task
  }
}

const within = (names: readonly string[] | undefined, most: number, what: string): readonly string[] => {
  if (names === undefined || names.length === 0) throw invalidParameter(`${what} cannot be empty.`)
  if (names.length > most) throw invalidParameter(`${what} can have at most ${most} items.`)
  return names
}

const serviceIn = (cluster: Cluster, nameOrArn: string): Service | undefined => {
  if (!nameOrArn.startsWith('arn:')) return cluster.services.get(nameOrArn)
  const service = cluster.services.get(nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1))
  // The old form of the ARN does not name the cluster.
  const old = /:service\/[^/]+$/.test(nameOrArn)
  return service !== undefined && (old || service.arn === nameOrArn) ? service : undefined
}

const taskIn = (cluster: Cluster, nameOrArn: string): Task | undefined => {
  const id = nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1)
  for (const service of cluster.services.values()) {
    const task = service.tasks.get(id)
    if (task !== undefined) return task
  }
  return undefined
}

const token = (order: number): string => Buffer.from(`after:${order}`).toString('base64')

const position = (nextToken: string | undefined): number => {
  if (nextToken === undefined) return 0
  const order = /^after:(\d+)$/.exec(Buffer.from(nextToken, 'base64').toString())?.[1]
  if (order === undefined) throw invalidParameter('Invalid token.')
  return Number(order)
}
