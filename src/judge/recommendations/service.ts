/** What the service and what stands before it would do better: taking a deployment back, draining, health checks, caches. */
import type { Recommendation, Rollout, ServicePicture, Stop, Task } from '../../model.ts'
import { count, duration, lastPart, shortSha, utc } from '../../wording.ts'
import { boundByNameAlone, imageName } from '../image.ts'
import { agrees, cacheWords } from '../served.ts'
import { classifyStop } from '../stops.ts'
import { isDraining } from '../tasks.ts'
import type { Evidence } from './evidence.ts'
import { commandOf, isPrintable, shellWord } from './paste.ts'

/** ARNs and regions that mean only themselves. */
const TARGET_GROUP = /^arn:[\w-]+:elasticloadbalancing:([a-z0-9-]+):\d{12}:targetgroup\/[\w-]+\/[\w-]+$/

interface FatalStop {
  readonly at: number | undefined
  readonly kind: string
}

/** Those of our rollout, oldest first. */
function fatalStops(rollout: Rollout, stops: readonly Stop[]): readonly FatalStop[] {
  return stops
    .filter(({ rolloutId }) => rolloutId === rollout.id)
    .flatMap((stop) => {
      const sorted = classifyStop(stop)
      return sorted.state === 'fatal' ? [{ at: stop.stoppedAt, kind: sorted.kind }] : []
    })
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
}

/** What failed of it: the tasks whose stops are listed, or so many by ECS's own count. */
function failureWords({ id, failedTasks }: Rollout, stops: readonly FatalStop[]): string {
  const [first, ...others] = stops
  if (first === undefined) return `${count(failedTasks, 'task')} of deployment ${id} failed`
  const last = others.at(-1)
  return last === undefined
    ? `A task of deployment ${id} stopped at ${utc(first.at)} (${first.kind})`
    : `${count(stops.length, 'task')} of deployment ${id} stopped between ${utc(first.at)} and ${utc(last.at)} (${last.kind})`
}

/**
 * Tasks of the deployment fail, and nothing takes it back. UpdateService keeps what the deployment configuration does not name: that is
 * how Terraform's AWS provider changes single parts of it.
 */
export function circuitBreaker({ picture, rollout, cause }: Evidence): Recommendation | undefined {
  if (picture === undefined || rollout === undefined) return undefined
  if (picture.controller !== 'ECS' || picture.strategy !== 'ROLLING') return undefined
  if (picture.circuitBreakerEnabled && (picture.rollbackEnabled || cause !== 'rollout-failed')) return undefined
  const stops = fatalStops(rollout, picture.stops)
  // Without failed tasks it would not have tripped: a slow rollout, no room in the cluster, an alarm that has a rollback of its own.
  if (stops.length === 0 && rollout.failedTasks === 0) return undefined
  const isOn = picture.circuitBreakerEnabled
  const why = isOn
    ? ', the circuit breaker declared it failed, and its rollback is off: the service was left as it was'
    : ', and the service has no circuit breaker: ECS would go on starting such tasks'
  const [, , , region = ''] = picture.arn.split(':')
  const text = commandOf(
    'aws ecs update-service --region',
    shellWord(region),
    '--cluster',
    shellWord(lastPart(picture.clusterArn)),
    '--service',
    shellWord(picture.name),
    "--deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}'",
  )
  return {
    id: 'circuit-breaker',
    text: isOn
      ? 'Turn on the rollback of the deployment circuit breaker; if it has a threshold of its own, give that again.'
      : 'Turn on the deployment circuit breaker with its rollback, so that ECS takes such a deployment back by itself (the command leaves the rest of the deployment configuration as it is, and starts no deployment).',
    because: `${failureWords(rollout, stops)}${why}.`,
    ...(text === undefined ? {} : { lines: { text, language: 'sh' } }),
  }
}

/** Draining that lasts longer than this, in milliseconds, is told. */
const LONG_DRAINING = 60_000

/** When ECS began to stop a task, by its own word: `(service X) has stopped 2 running tasks: (task …) (task …).` */
function stopBegan(arn: string, { events }: ServicePicture): number | undefined {
  const id = lastPart(arn)
  return events.find(({ message }) => message.includes(' has stopped ') && message.includes(`(task ${id})`))?.at
}

const isScaling = ({ stopCode, stoppedReason = '' }: Stop): boolean =>
  stopCode === 'ServiceSchedulerInitiated' && stoppedReason.startsWith('Scaling activity initiated by')

/** The longest that an old task took to go, or takes already. */
function longestDraining(picture: ServicePicture, { rollout, service, cause }: Evidence): string | undefined {
  const now = service.observation?.at ?? 0
  const isOld = ({ rolloutId }: Task | Stop): boolean => rolloutId !== rollout?.id
  // A task in a later state drains no more: its containers are slow to stop.
  const drains = ({ desiredStatus, lastStatus }: Task): boolean =>
    desiredStatus === 'STOPPED' && (lastStatus === 'RUNNING' || lastStatus === 'DEACTIVATING')
  const draining = picture.tasks.filter((task) => isOld(task) && drains(task))
  // Where tasks of two images are in service, what has gone is not what stands in the way.
  const gone = cause === 'mixed-tasks' ? [] : picture.stops.filter((stop) => isOld(stop) && isScaling(stop))
  const spans = [
    ...draining.map(({ arn }) => ({ arn, from: stopBegan(arn, picture), until: now, isGone: false })),
    ...gone.map(({ taskArn: arn, stoppedAt }) => ({
      arn,
      from: stopBegan(arn, picture),
      until: stoppedAt,
      isGone: true,
    })),
  ].flatMap(({ from, until, ...rest }) =>
    from === undefined || until === undefined || until - from <= LONG_DRAINING
      ? []
      : [{ ...rest, from, lasted: until - from }],
  )
  const [longest] = spans.toSorted((a, b) => b.lasted - a.lasted)
  if (longest === undefined) return undefined
  const task = `task ${lastPart(longest.arn)}`
  const lasted = `${duration(longest.lasted)} after ECS had begun to stop it (${utc(longest.from)})`
  return longest.isGone
    ? `The old ${task} was gone only ${lasted}: every deployment waits for that.`
    : `${count(draining.length, 'old task was', 'old tasks were')} still draining at the end, ${task} ${lasted}.`
}

/** Old tasks hang on for long behind a load balancer. */
export function deregistrationDelay(evidence: Evidence): Recommendation | undefined {
  const { picture } = evidence
  if (picture === undefined || picture.targetGroups.length === 0) return undefined
  const because = longestDraining(picture, evidence)
  if (because === undefined) return undefined
  const commands = picture.targetGroups.map((arn) => {
    const [, region] = TARGET_GROUP.exec(arn) ?? []
    return region === undefined
      ? undefined
      : commandOf(
          'aws elbv2 modify-target-group-attributes --region',
          shellWord(region),
          '--target-group-arn',
          shellWord(arn),
          "--attributes 'Key=deregistration_delay.timeout_seconds,Value=30'",
        )
  })
  const isSafe = commands.every((line) => line !== undefined)
  return {
    id: 'deregistration-delay',
    text: 'Lower the deregistration delay (300 s unless set) to what the longest request needs, here 30 s: until it is over, old tasks may still answer.',
    because,
    ...(isSafe ? { lines: { text: commands.join('\n'), language: 'sh' } } : {}),
  }
}

/** That they did not stop for some seconds is all that vouches for the tasks. */
export function healthCheck({ picture, rollout, service, image }: Evidence): Recommendation | undefined {
  // The target groups of task sets stand in these, and not in the service.
  const isBalanced =
    picture?.hasLoadBalancer === true || picture?.rollouts.some(({ targetGroups = [] }) => targetGroups.length > 0)
  if (picture === undefined || isBalanced === true) return undefined
  const ours = picture.tasks.filter((task) => task.rolloutId === rollout?.id && !isDraining(task))
  const unchecked = ours.filter((task) => !task.hasHealthCheck)
  if (unchecked.length === 0 || image === undefined) return undefined
  const newest = Math.max(...ours.map(({ startedAt }) => startedAt ?? NaN))
  const ran = (service.observation?.at ?? NaN) - newest
  const long = Number.isFinite(ran) ? `, the newest for ${duration(ran)},` : ''
  const who = ours.length === 1 ? 'The only task has' : `${unchecked.length} of ${count(ours.length, 'task')} have`
  const check = {
    command: ['CMD-SHELL', 'curl -fsS http://localhost:8080/health || exit 1'],
    interval: 10,
    timeout: 5,
    retries: 3,
    startPeriod: 30,
  }
  return {
    id: 'health-check',
    text: 'Give the container a health check in its task definition (the command is an example: port and path, or what else shows that this program works, are not known here).',
    because: `${who} no health check, and no load balancer stands before the service: that they ran${long} without stopping is all that vouches for them.`,
    ...(isPrintable(picture.container)
      ? {
          lines: {
            text: JSON.stringify({ name: picture.container, healthCheck: check }, undefined, 2),
            language: 'json',
          },
        }
      : {}),
  }
}

/** Another version was answered, by a cache's own word. */
export function noCaching({ outcome, expectation }: Evidence): Recommendation | undefined {
  const { answers, settings } = outcome
  if (expectation === undefined || settings?.served === undefined) return undefined
  const cached = answers.filter(
    (answer) => answer.state === 'read' && !agrees(answer, expectation.version) && cacheWords(answer) !== undefined,
  )
  const last = cached.at(-1)
  if (last?.state !== 'read') return undefined
  const read = answers.filter(({ state }) => state === 'read').length
  return {
    id: 'no-caching',
    text: 'Purge that cache, and let the version URL answer with this header, so that no cache on the way keeps an old answer.',
    because: `${cached.length} of ${count(read, 'answer')} of ${settings.served.url} came from a cache with another version: ${last.version} at ${utc(last.at)} (${cacheWords(last)}).`,
    lines: { text: 'Cache-Control: no-store', language: 'text' },
  }
}

/** Neither the image nor the service was asked for what it holds. */
export function versionUrl({ outcome, expectation, image, picture }: Evidence): Recommendation | undefined {
  if (image === undefined || expectation === undefined || picture?.hasLoadBalancer !== true) return undefined
  if (outcome.settings === undefined || outcome.settings.served !== undefined || !boundByNameAlone(image))
    return undefined
  return {
    id: 'version-url',
    text: 'Let the service tell its version, and have this action compare it with the commit’s; put your own address in.',
    because: `Nothing inside ${imageName(image)} that names ${shortSha(expectation.commit)} was read, and the service was not asked for its version: old code in that image would have passed.`,
    lines: { text: 'version-url: https://app.example.com/version', language: 'yaml' },
  }
}
