import type { Duration, ExpectedImage, Finding, Rollout, ServicePicture, Task } from '../model.ts'
import { awsTimeOf, checkOf, type Judged, type ServiceCase } from './case.ts'
import { imageName } from './image.ts'
import { classifyStop, repeatedStops } from './stops.ts'
import { count, duration, shortDigest, shortSha, utc } from '../wording.ts'
import { cliNames, digestsOfTasks, imagesOfTasks } from './wording.ts'
import { aboutMessage } from '../paragraphs.ts'

const check = checkOf('tasks')

/** How long tasks must have run where neither a health check nor a load balancer vouches for them. */
const UNVOUCHED_STABLE_FOR = 30_000

/** The only states in which no container of a task runs yet; a state nobody knew counts as answering. */
const NOT_YET: readonly string[] = ['PROVISIONING', 'PENDING']

/** Whether a task can still answer a request: it runs, or is draining, or is in a state that this version does not know. */
export const canAnswer = (task: Task): boolean => !NOT_YET.includes(task.lastStatus)

/** Whether ECS is taking the task away. */
export const isDraining = (task: Task): boolean => task.desiredStatus === 'STOPPED' || task.lastStatus !== 'RUNNING'

const onImage = (task: Task, image: ExpectedImage): boolean =>
  task.container.state === 'digest' && image.digests.includes(task.container.digest)

/**
 * Task sets whose tasks cannot answer although they run, because all production traffic goes to ours: by CodeDeploy's word, or by the
 * listener's weights.
 *
 * CodeDeploy's word is about the set that ours replaced: an older one, behind another target group. It says nothing of a newer set,
 * which may be taking the traffic over again.
 */
export function shutOff(service: ServicePicture, ours: Rollout): ReadonlySet<string> {
  if (ours.kind !== 'task-set' || ours.status !== 'PRIMARY') return new Set()
  const others = service.rollouts.filter(({ id }) => id !== ours.id)
  const byWord =
    service.codeDeploy.state === 'read' &&
    service.codeDeploy.value.some(
      ({ id, allowTraffic, failedEvent }) =>
        id === ours.externalId && allowTraffic === 'Succeeded' && failedEvent === undefined,
    )
  const isOlder = ({ createdAt }: Rollout): boolean =>
    createdAt !== undefined && ours.createdAt !== undefined && createdAt < ours.createdAt
  // A newer set may be taking traffic through the group of the one that ours replaced.
  const inUse = [ours, ...others.filter((other) => !isOlder(other))].map(({ targetGroups = [] }) => targetGroups)
  const replaced = others.filter((other) => {
    const theirs = other.targetGroups ?? []
    const isKnown = theirs.length > 0 && inUse.every((groups) => groups.length > 0)
    const apart = isKnown ? !inUse.flat().some((arn) => theirs.includes(arn)) : others.length === 1
    return isOlder(other) && apart
  })
  return new Set([...(byWord ? replaced : []), ...withoutWeight(service, ours, others)].map(({ id }) => id))
}

/** The other task sets, where every rule that knows a target group of theirs gives it no weight, and one of ours some. */
function withoutWeight(service: ServicePicture, ours: Rollout, others: readonly Rollout[]): readonly Rollout[] {
  if (service.traffic.state !== 'read') return []
  const { targetGroups, rules } = service.traffic.value
  const groupsOf = (id: string): readonly string[] =>
    targetGroups.filter((entry) => entry.rolloutId === id).flatMap((entry) => entry.targetGroupArns)
  const weight = (arns: readonly string[]): number =>
    rules
      .flatMap((rule) => rule.weights)
      .reduce((sum, entry) => sum + (arns.includes(entry.targetGroupArn) ? entry.weight : 0), 0)
  if (weight(groupsOf(ours.id)) === 0) return []
  return others.filter(({ id }) => groupsOf(id).length > 0 && weight(groupsOf(id)) === 0)
}

/** Whether what its verified container runs cannot be told: no digest, or no such container although its task definition has one. */
function isBlind(task: Task, service: ServicePicture): boolean {
  switch (task.container.state) {
    case 'digest':
      return false
    case 'no-digest':
      return true
    case 'absent': {
      const definition = service.taskDefinitions.find(({ arn }) => arn === task.taskDefinition)
      return definition?.containers.some(({ name }) => name === service.container) ?? true
    }
  }
}

function stableWait(stableFor: Duration, service: ServicePicture, ours: readonly Task[]): number {
  if (stableFor !== 'auto') return stableFor
  return service.hasLoadBalancer || ours.every((task) => task.hasHealthCheck) ? 0 : UNVOUCHED_STABLE_FOR
}

/** Milliseconds until the tasks have run long enough without a fatal stop; 0 where they have, Infinity where that cannot be told. */
function stableIn(current: ServiceCase, running: readonly Task[], oursId: string): number {
  const { history, observation } = current
  const { service } = observation
  const wait = stableWait(current.stableFor, service, running)
  if (wait === 0) return 0
  if (running.some((task) => task.startedAt === undefined)) return Infinity
  const awsNow = awsTimeOf(observation)
  const fatal = service.stops.flatMap((stop) =>
    stop.rolloutId === oursId && classifyStop(stop).state === 'fatal'
      ? [stop.executionStoppedAt ?? stop.stoppedAt ?? awsNow]
      : [],
  )
  // A task that has begun to stop is in neither list of those that run and those that stopped.
  const dying = service.tasks.some(
    (task) =>
      task.rolloutId === oursId &&
      task.stopCode !== undefined &&
      classifyStop({ ...task, taskArn: task.arn, containers: [] }).state === 'fatal',
  )
  if (dying) return wait
  // What the author asks for is that all of it has held for so long; by default only the tasks' age counts.
  const steadyFor =
    current.stableFor === 'auto' ? Infinity : observation.at - Math.min(history.steadySince, observation.at)
  const runningFor = awsNow - Math.max(...running.map((task) => task.startedAt ?? 0), ...fatal)
  return Math.max(0, wait - Math.min(steadyFor, runningFor))
}

function failing(current: ServiceCase, ours: Rollout): Finding | undefined {
  const { observation, history, expectation } = current
  const { service } = observation
  const belongs = (entry: {
    readonly rolloutId?: string
    readonly taskDefinition: string
    readonly createdAt?: number
  }): boolean =>
    entry.rolloutId === undefined
      ? entry.taskDefinition === ours.taskDefinition && (entry.createdAt ?? 0) >= (ours.createdAt ?? Infinity)
      : entry.rolloutId === ours.id
  const repeated = repeatedStops(
    service.stops.filter(belongs),
    service.tasks.filter(belongs),
    ours.desiredCount,
    history.healthyAt.get(ours.id),
    awsTimeOf(observation),
  )
  if (repeated === undefined) return undefined
  const { first, last, kind, says } = repeated
  return {
    cause: 'tasks-failing',
    headline: `tasks of ${shortSha(expectation.commit)} stop again and again: ${kind}`,
    explanation:
      `${count(repeated.count, 'task')} of deployment ${ours.id} stopped with the same reason between ${utc(first.stoppedAt)} and ${utc(last.stoppedAt)}: ${says}. ` +
      `Expected tasks that keep running; none of them got healthy or outlived the others.`,
    nextStep: {
      text: 'Look at the reason above and at the last log lines of the task; mend the image or its configuration and deploy again.',
      command: `aws ecs describe-tasks --region ${service.arn.split(':')[3] ?? ''} --cluster ${service.clusterArn.split('/').at(-1) ?? ''} --tasks ${last.taskArn.split('/').at(-1) ?? ''} --query 'tasks[0].[stopCode,stoppedReason,containers[].[name,exitCode,reason]]'`,
    },
    ruledOut: [
      'The stops are not scaling, a person’s doing, Spot or the infrastructure: those are not counted.',
      'The deployment is not yet declared failed or rolled back by ECS; with these stops it will not complete.',
    ],
  }
}

function nothingRunning(current: ServiceCase): Finding {
  const { service } = current.observation
  const none = service.desiredCount === 0 && service.schedulingStrategy !== 'DAEMON'
  return {
    cause: 'nothing-running',
    headline: none ? 'the service’s desired count is 0: nothing runs' : 'no task of the service runs',
    explanation: none
      ? `Expected at least one running task of ${shortSha(current.expectation.commit)}; the service ${service.name} is scaled to 0, so no image is live and ECS has resolved none.`
      : `Expected at least one running task of ${shortSha(current.expectation.commit)}; the service ${service.name} wants ${service.desiredCount} and none runs.`,
    nextStep: {
      text: none
        ? 'Scale the service up, or do not verify it while it is scaled to 0.'
        : 'Read the service events: they say why no task can be placed or started.',
      command: none
        ? `aws ecs update-service ${cliNames(service)} --desired-count 1`
        : `aws ecs describe-services ${cliNames(service).replace('--service ', '--services ')} --query 'services[0].events[:10].message'`,
    },
    ruledOut: ['Without a running task there is no digest and no answer to compare, so nothing else was judged.'],
  }
}

/** Whether tasks of another image are on their way out, and how old they are. */
function stateOf(others: readonly Task[]): string {
  const draining = others.filter(isDraining).length
  const oldest = Math.min(...others.map((task) => task.startedAt ?? Infinity))
  const started = Number.isFinite(oldest) ? utc(oldest) : undefined
  if (others.length === 1)
    return `it is ${draining === 1 ? '' : 'not '}draining${started === undefined ? '' : `, and started ${started}`}`
  const share =
    draining === 0
      ? 'none of them is'
      : draining === 1
        ? '1 of them is'
        : `${draining === others.length ? 'all' : draining} of them are`
  return `${share} draining${started === undefined ? '' : `, the oldest started ${started}`}`
}

/** Which task runs which digest, by the AWS CLI. */
function digestsCommand(service: ServicePicture): string {
  const names = cliNames(service)
  const cluster = names.slice(0, names.indexOf(' --service '))
  return [
    `TASKS=$(aws ecs list-tasks ${names.replace('--service ', '--service-name ')} --query taskArns --output text)`,
    `aws ecs describe-tasks ${cluster} --tasks $TASKS --query 'tasks[].[startedAt,lastStatus,desiredStatus,startedBy,containers[].imageDigest]'`,
  ].join('\n')
}

function mixed(current: ServiceCase, image: ExpectedImage, mine: readonly Task[], others: readonly Task[]): Finding {
  const { service } = current.observation
  const draining = others.filter(isDraining).length
  return {
    cause: 'mixed-tasks',
    headline: 'tasks of two images are in service',
    explanation:
      `Expected every task that can answer on ${imageName(image)} (${shortDigest(image.digest)}); ${count(mine.length, 'task')} ${mine.length === 1 ? 'is' : 'are'}, ` +
      `${others.length} ${others.length === 1 ? 'runs' : 'run'} ${imagesOfTasks(others, image)}; ${stateOf(others)}.`,
    nextStep: {
      text:
        draining === others.length
          ? 'Old tasks only drain: lower the target group’s deregistration delay or the containers’ stopTimeout, or give the input "timeout" more time.'
          : 'Find out why tasks of another image stay: a rollout that is stuck, scale-in protection, or a task definition whose tag is resolved anew by each task (versionConsistency).',
      command: digestsCommand(service),
    },
    ruledOut: ['At least one task does run the expected image, so it is neither not-deployed nor digest-mismatch.'],
  }
}

function digestUnreadable(current: ServiceCase, blind: readonly Task[]): Finding {
  return {
    cause: 'digest-unreadable',
    headline: `ECS reports no digest for container ${current.expectation.container}`,
    explanation: `Expected an image digest for each running task; ${count(blind.length, 'task')} (${blind[0]?.arn.split('/').at(-1) ?? ''} …) ${blind.length === 1 ? 'has' : 'have'} none, so what runs cannot be compared.`,
    nextStep: {
      text: 'Update the ECS container agent to 1.70 or later (Fargate: platform version 1.4.0), or name the image by its digest in the task definition.',
      about: aboutMessage('ecs-reports-no-digest'),
    },
    ruledOut: ['Nothing that is known of the tasks contradicts the image; without digests nothing proves it either.'],
  }
}

function stuck(current: ServiceCase, why: string, others: readonly Task[] = []): Finding {
  return {
    cause: 'rollout-timeout',
    headline: `the tasks of ${shortSha(current.expectation.commit)} were not all in service at the deadline`,
    explanation: `Expected every task on the image, healthy, for as long as "stable-for" asks; ${why}.`,
    nextStep: {
      text: 'Look at the health checks of the task definition; if the tasks are only slow to start, give the input "timeout" more time.',
    },
    ruledOut: [
      others.length === 0
        ? 'No task of another image is in service, so it is not mixed-tasks.'
        : 'No task of the image is in service beside the others, so it is not mixed-tasks.',
    ],
  }
}

/** The check of the tasks. */
export interface JudgedTasks extends Judged {
  /** Whether all of it holds but for how long it has to. */
  readonly steady?: true
}

/** Promise 2: at least one task runs, every task that can answer is on the image, ours are healthy, and that has held long enough. */
export function judgeTasks(current: ServiceCase, ours: Rollout | undefined): JudgedTasks {
  const { observation, expectation, phase, history } = current
  const { service } = observation
  if (expectation.image.state === 'missing') return { check: check('pending', 'all on the image', 'no image yet') }
  const { image } = expectation.image
  const expected = `all on ${shortDigest(image.digest)}`
  const scaledToZero = service.desiredCount === 0 && service.schedulingStrategy !== 'DAEMON'

  const shut: ReadonlySet<string> = ours === undefined ? new Set() : shutOff(service, ours)
  const judged = service.tasks.filter(canAnswer).filter((task) => !shut.has(task.rolloutId ?? ''))
  const mine = judged.filter((task) => onImage(task, image))
  const blind = judged.filter((task) => isBlind(task, service))
  const others = judged.filter((task) => !onImage(task, image) && !isBlind(task, service))
  const running = mine.filter((task) => task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING')
  const draining = others.filter(isDraining).length
  const leaving = mine.filter((task) => task.desiredStatus === 'STOPPED').length
  const starting = mine.length - running.length - leaving
  const seen =
    `${running.length} of ${judged.length} on the image` +
    (starting > 0 ? `, ${starting} of it starting` : '') +
    (leaving > 0 ? `, ${leaving} of it draining` : '') +
    (others.length > 0
      ? `, ${others.length} on ${digestsOfTasks(others)}${draining > 0 ? ` (${draining} draining)` : ''}`
      : '') +
    (blind.length > 0 ? `, ${blind.length} without a digest` : '')

  const repeated = ours === undefined ? undefined : failing(current, ours)
  if (repeated !== undefined) return { check: check('fail', expected, seen), finding: repeated }
  if (judged.length === 0) {
    const finding = nothingRunning(current)
    const over = scaledToZero && phase !== 'starting'
    return {
      check: check(over ? 'fail' : 'pending', expected, 'no task runs'),
      ...(over ? { finding } : {}),
      atDeadline: finding,
    }
  }
  if (others.length > 0 && mine.length > 0)
    return { check: check('pending', expected, seen), atDeadline: mixed(current, image, mine, others) }
  // Where no deployment of ours is current either, that one's finding comes first.
  if (others.length > 0)
    return {
      check: check('pending', expected, seen),
      atDeadline: scaledToZero ? nothingRunning(current) : stuck(current, seen, others),
    }
  if (blind.length > 0) {
    const finding = digestUnreadable(current, blind)
    // A digest may come a moment after the task runs, never minutes after.
    const over =
      phase !== 'starting' && ours !== undefined && observation.at - (history.noDigestSince ?? observation.at) > 60_000
    return { check: check('unknown', expected, seen), ...(over ? { finding } : {}), atDeadline: finding }
  }
  // Nothing of the service is to run: what is seen of its tasks is their last moment.
  if (scaledToZero) {
    const finding = nothingRunning(current)
    const over = phase !== 'starting'
    return {
      check: check(over ? 'fail' : 'pending', expected, `${seen}; the desired count is 0`),
      ...(over ? { finding } : {}),
      atDeadline: finding,
    }
  }
  if (running.length === 0)
    return {
      check: check('pending', expected, seen),
      atDeadline: stuck(current, `${seen}, none of them in the state RUNNING`),
    }
  const [down] = running.flatMap(({ containerDown }) => containerDown ?? [])
  if (down !== undefined) {
    const without = running.filter(({ containerDown }) => containerDown !== undefined).length
    const why = `in ${count(without, 'task')} the container ${service.container} does not run: ${down}`
    return { check: check('pending', expected, `${seen}; ${why}`), atDeadline: stuck(current, why) }
  }

  const unhealthy = running.filter((task) => task.hasHealthCheck && task.health !== 'HEALTHY')
  if (unhealthy.length > 0) {
    const why = `${count(unhealthy.length, 'task')} ${unhealthy.length === 1 ? 'is' : 'are'} ${[...new Set(unhealthy.map((task) => task.health))].join(', ')}`
    return { check: check('pending', expected, `${seen}; ${why}`), atDeadline: stuck(current, why) }
  }
  const wait = stableIn(current, running, ours?.id ?? '')
  if (wait > 0) {
    const why = Number.isFinite(wait)
      ? `they must run ${duration(wait)} more without a fatal stop`
      : 'ECS does not say when they started'
    return {
      check: check('pending', expected, `${seen}; ${why}`),
      atDeadline: stuck(current, why),
      ...(Number.isFinite(wait) ? { dueAt: observation.at + wait } : {}),
      steady: true,
    }
  }
  return { check: check('pass', expected, seen), steady: true }
}
