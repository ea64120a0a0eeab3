import type {
  Check,
  CodeDeployDeployment,
  Finding,
  Rollout,
  ServiceDeployment,
  ServicePicture,
  Task,
} from '../model.ts'
import { count, lastPart, utc } from '../wording.ts'
import { checkOf, type Judged, type ServiceCase } from './case.ts'
import { notBegun, primaryOf, rolledBack, rolloutFailed, superseded, timedOut } from './deployment-findings.ts'
import type { History } from './history.ts'
import { formerRollouts, relationOf } from './relation.ts'
import { canAnswer } from './tasks.ts'
import { unreachable } from './unreachable.ts'

const check = checkOf('deployment')

/** ECS marks a deployment FAILED a moment before it shows the rollback: so long is the rollback waited for where one is enabled. */
const ROLLBACK_SHOWS_WITHIN = 30_000

/** The deployment check, and which rollout it took for ours. */
export interface JudgedDeployment extends Judged {
  /** The rollout of ours that is current or on its way; undefined where none is. */
  readonly ours?: Rollout
  /** Whether its controller calls that one complete; undefined where that decides nothing. */
  readonly complete?: boolean
  /** How ECS took a deployment of ours back before, where what came of that may yet be right: the cause where it is not in time. */
  readonly tookBack?: Finding
}

const isRollback = (status: string | undefined): boolean => status?.startsWith('ROLLBACK_') ?? false

/** A service deployment and the deployment that it made begin within this of each other. */
const SAME_START = 120_000

/**
 * The service deployment whose target is this rollout's revision. In every real answer known both end in the same number; where no
 * rollout's number is listed at all, the one of the same task definition that began with it. Where no revision could be read either, the
 * one that the service calls its current one, if no other began about then.
 */
function serviceDeploymentOf(rolloutId: string, service: ServicePicture): ServiceDeployment | undefined {
  if (service.serviceDeployments.state !== 'read') return undefined
  const listed = service.serviceDeployments.value
  const idOf = (deployment: ServiceDeployment): string => `ecs-svc/${deployment.revisionId ?? ''}`
  const exact = listed.find((deployment) => idOf(deployment) === rolloutId)
  if (exact !== undefined) return exact
  if (service.rollouts.some(({ id }) => listed.some((deployment) => idOf(deployment) === id))) return undefined
  const rollout = service.rollouts.find(({ id }) => id === rolloutId)
  if (rollout?.createdAt === undefined) return undefined
  const begun = rollout.createdAt
  const beganWithIt = listed.filter(({ createdAt = NaN }) => Math.abs(begun - createdAt) <= SAME_START)
  const fits = ({ status, createdAt, finishedAt, rollbackStartedAt = createdAt }: ServiceDeployment): boolean =>
    (finishedAt ?? Infinity) >= begun &&
    // What began once the rollback had is what the rollback made.
    (!isRollback(status) || begun < (rollbackStartedAt ?? 0))
  const same = beganWithIt.find((one) => one.taskDefinition === rollout.taskDefinition && fits(one))
  if (same !== undefined) return same
  const [only, another] = beganWithIt
  // The pointer may still name the one before: that had ended when this rollout began, or there are two.
  const isPointedAt = only?.arn === service.currentServiceDeployment && another === undefined
  const isOpen = listed.every(({ taskDefinition }) => taskDefinition === undefined)
  const hasEnd = only?.status !== 'SUCCESSFUL' || only.finishedAt !== undefined
  return only !== undefined && rollout.status === 'PRIMARY' && isPointedAt && isOpen && hasEnd && fits(only)
    ? only
    : undefined
}

function newestServiceDeployment(service: ServicePicture): ServiceDeployment | undefined {
  if (service.serviceDeployments.state !== 'read') return undefined
  return service.serviceDeployments.value.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0]
}

function codeDeployOf(rollout: Rollout, service: ServicePicture): CodeDeployDeployment | undefined {
  if (service.codeDeploy.state !== 'read') return undefined
  return service.codeDeploy.value.find((deployment) => deployment.id === rollout.externalId)
}

/** Whether a task definition was registered after another of its family: a rollback never goes there, whatever its deployment's id. */
function isNewerRevision(taskDefinition: string, than: string | undefined): boolean {
  const [family, revision] = lastPart(taskDefinition).split(':')
  const [otherFamily, otherRevision] = lastPart(than ?? '').split(':')
  return family === otherFamily && Number(revision) > Number(otherRevision)
}

/** What only tasks and history tell may be newer than what the same look shows of the service: it counts from the second look on. */
const isTold = (id: string, history: History): boolean => (history.formerLooks.get(id) ?? 0) >= 2

/** How one of ours that is not current any more came to be so; undefined while that is open. */
function replaced(current: ServiceCase, primary: Rollout): Finding | undefined {
  const { expectation, observation, history } = current
  const { service } = observation
  const seen = [...history.ours.values()].filter((rollout) => rollout.id !== primary.id)
  const former = formerRollouts(expectation, observation).filter(
    ({ id }) => !history.ours.has(id) && (current.phase === 'deadline' || isTold(id, history)),
  )
  const [ours] = [...seen, ...former].toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
  if (ours === undefined) return undefined

  const deployment = serviceDeploymentOf(ours.id, service)
  if (deployment !== undefined && isRollback(deployment.status))
    return rolledBack(current, ours.id, ours.createdAt, rollbackReason(deployment))
  if (/rolling back/i.test(primary.rolloutStateReason ?? ''))
    return rolledBack(current, ours.id, ours.createdAt, primary.rolloutStateReason ?? '')
  const last = history.ours.get(ours.id)
  const failed = last?.rolloutState === 'FAILED' || history.failedSince.has(ours.id)
  const back = service.rollbackEnabled && !isNewerRevision(primary.taskDefinition, ours.taskDefinition)
  if (failed && (back || /rolling back/i.test(last?.rolloutStateReason ?? '')))
    return rolledBack(current, ours.id, ours.createdAt, last?.rolloutStateReason ?? 'its controller declared it failed')
  const codeDeploy = last === undefined ? undefined : codeDeployOf(last, service)
  if (codeDeploy !== undefined && ['Failed', 'Stopped'].includes(codeDeploy.status))
    return rolledBack(current, ours.id, ours.createdAt, codeDeployReason(codeDeploy))
  if (primary.createdAt !== undefined && ours.createdAt !== undefined && primary.createdAt < ours.createdAt)
    return rolledBack(current, ours.id, ours.createdAt, 'an earlier deployment is current again')
  return superseded(current, ours.id, ours.createdAt, primary)
}

function rollbackReason(deployment: ServiceDeployment): string {
  const alarms = deployment.triggeredAlarms ?? []
  const reason = (deployment.rollbackReason ?? deployment.statusReason)?.replace(/[.\s]+$/, '')
  return `${deployment.status}${reason === undefined ? '' : `, ${reason}`}${alarms.length === 0 ? '' : `, alarms ${alarms.join(', ')}`}`
}

const codeDeployReason = (deployment: CodeDeployDeployment): string =>
  `CodeDeploy deployment ${deployment.id} is ${deployment.status}` +
  [deployment.errorMessage, deployment.rollbackMessage]
    .flatMap((text) => (text === undefined ? [] : [`, ${text}`]))
    .join('')

/** The finding where ECS took one of ours back: the newest service deployment is it, or a rollout says so of itself. */
function takenBackBefore(current: ServiceCase): Finding | undefined {
  const { observation, history } = current
  const newest = newestServiceDeployment(observation.service)
  if (newest === undefined || !isRollback(newest.status)) {
    const given = observation.service.rollouts.find(
      ({ id, rolloutState, rolloutStateReason = '' }) =>
        rolloutState === 'FAILED' && /rolling back/i.test(rolloutStateReason) && history.ours.has(id),
    )
    return given && rolledBack(current, given.id, given.createdAt, given.rolloutStateReason ?? '')
  }
  const id = `ecs-svc/${newest.revisionId ?? ''}`
  const wasOurs = history.ours.has(id) || formerRollouts(current.expectation, observation).some((one) => one.id === id)
  return wasOurs ? rolledBack(current, id, newest.createdAt, rollbackReason(newest)) : undefined
}

/** What ends the run at once although our rollout is still the current one, or on its way to be. */
function failedInPlace(current: ServiceCase, ours: Rollout): Finding | undefined {
  const { observation, history, phase } = current
  const { service } = observation
  const deployment = serviceDeploymentOf(ours.id, service)
  if (deployment !== undefined && isRollback(deployment.status))
    return rolledBack(current, ours.id, ours.createdAt, rollbackReason(deployment))
  // What a rollback made has no service deployment of its own, and may name our image where its tag was moved meanwhile. A rolling one is
  // not over by that: it may come to run our image, and be complete.
  const isOver = service.strategy !== 'ROLLING' && deployment === undefined
  const takenBack = isOver ? takenBackBefore(current) : undefined
  if (takenBack !== undefined) return takenBack
  const codeDeploy = codeDeployOf(ours, service)
  // Its status may be a moment older than the rollback that it names.
  if (codeDeploy?.rollbackDeploymentId !== undefined)
    return rolledBack(current, ours.id, ours.createdAt, codeDeployReason(codeDeploy))
  if (codeDeploy !== undefined && ['Failed', 'Stopped'].includes(codeDeploy.status))
    return codeDeploy.rollbackMessage === undefined
      ? rolloutFailed(current, ours, codeDeployReason(codeDeploy))
      : rolledBack(current, ours.id, ours.createdAt, codeDeployReason(codeDeploy))
  if (ours.rolloutState === 'FAILED') {
    const reason = ours.rolloutStateReason ?? 'ECS gives no reason'
    if (/rolling back/i.test(reason)) return rolledBack(current, ours.id, ours.createdAt, reason)
    const since = history.failedSince.get(ours.id) ?? observation.at
    const mayRollBack =
      service.rollbackEnabled && phase !== 'deadline' && observation.at - since < ROLLBACK_SHOWS_WITHIN
    return mayRollBack ? undefined : rolloutFailed(current, ours, reason)
  }
  // Stopped by a newer one, which the service was asked too early to show: the next look tells what took its place.
  const newest = newestServiceDeployment(service)
  const newer = (newest?.createdAt ?? 0) > (deployment?.createdAt ?? Infinity)
  if (deployment?.status === 'STOPPED' && (!newer || phase === 'deadline'))
    return rolloutFailed(current, ours, deployment.statusReason ?? 'the service deployment was stopped')
  return undefined
}

/** Whether the controller itself calls our rollout complete. */
function completion(current: ServiceCase, ours: Rollout): { readonly complete: boolean; readonly seen: string } {
  const { service } = current.observation
  const no = (seen: string): { complete: boolean; seen: string } => ({ complete: false, seen })
  const yes = (seen: string): { complete: boolean; seen: string } => ({ complete: true, seen })
  if (ours.status !== 'PRIMARY') return no(`${ours.status}, not yet PRIMARY`)
  switch (service.controller) {
    case 'CODE_DEPLOY':
    case 'EXTERNAL': {
      if (ours.stabilityStatus !== 'STEADY_STATE')
        return no(`task set ${ours.stabilityStatus ?? 'of unknown stability'}`)
      const failedEvent = codeDeployOf(ours, service)?.failedEvent
      if (failedEvent !== undefined) return no(`CodeDeploy’s event ${failedEvent} failed`)
      return ours.scalePercent === 100
        ? yes('task set in STEADY_STATE at 100 %')
        : no(`task set at scale ${ours.scalePercent ?? '?'} %`)
    }
    case 'ECS':
      break
    default:
      return no(`deployment controller ${service.controller} is not known to this version`)
  }
  switch (service.strategy) {
    case 'ROLLING': {
      if (ours.rolloutState === 'COMPLETED') return yes('COMPLETED')
      if (ours.rolloutState !== undefined) return no(ours.rolloutState)
      const status = serviceDeploymentOf(ours.id, service)?.status ?? 'SUCCESSFUL'
      if (status !== 'SUCCESSFUL') return no(`service deployment ${status}`)
      // Counts and tasks may be read as of different seconds: both must tell of the same rollout.
      const ofOurs = service.tasks.filter((task) => task.rolloutId === ours.id && task.desiredStatus === 'RUNNING')
      const running = ofOurs.filter((task) => task.lastStatus === 'RUNNING').length
      const settled = ours.pendingCount === 0 && ours.runningCount === ours.desiredCount
      const agreed = running === ofOurs.length && running === ours.runningCount
      return service.rollouts.length === 1 && settled && agreed
        ? yes('the only deployment, all its tasks running')
        : no(`${Math.min(running, ours.runningCount)} of ${ours.desiredCount} tasks running`)
    }
    case 'BLUE_GREEN':
    case 'LINEAR':
    case 'CANARY': {
      const deployment = serviceDeploymentOf(ours.id, service)
      if (deployment === undefined) return no('no service deployment of it is listed')
      const waiting = deployment.hooks?.find((hook) => hook.targetType === 'PAUSE' && hook.status === 'AWAITING_ACTION')
      const stage = deployment.lifecycleStage === undefined ? '' : `, ${deployment.lifecycleStage}`
      const pause =
        waiting === undefined
          ? ''
          : `, waiting for an approval (hook ${waiting.id}${waiting.expiresAt === undefined ? '' : `, until ${utc(waiting.expiresAt)}`})`
      return deployment.status === 'SUCCESSFUL' ? yes('SUCCESSFUL') : no(`${deployment.status}${stage}${pause}`)
    }
    default:
      return no(`deployment strategy ${service.strategy} is not known to this version`)
  }
}

/** Tasks of other rollouts that ECS itself still counts as running. */
function othersRunning(service: ServicePicture, ours: Rollout): number {
  const counted = service.rollouts
    .filter((rollout) => rollout.id !== ours.id)
    .reduce((sum, rollout) => sum + rollout.runningCount, 0)
  const running = (task: Task): boolean =>
    task.lastStatus === 'RUNNING' &&
    task.desiredStatus === 'RUNNING' &&
    task.rolloutId !== undefined &&
    task.rolloutId !== ours.id
  return Math.max(counted, service.tasks.filter(running).length)
}

/** The finding where all that ECS tells at the deadline may be over. */
const wentBack = (doubt: string): Finding =>
  unreachable(new Error(`ECS answered with how the service was before: ${doubt}`))

/** Whether a task runs the expected image, or is of a rollout that was once ours. */
const carriedByOurs = (
  { container, rolloutId = '' }: Task,
  { expectation: { image }, history }: ServiceCase,
): boolean =>
  history.ours.has(rolloutId) ||
  (image.state === 'found' && container.state === 'digest' && image.image.digests.includes(container.digest))

/** Promise 1: the current deployment carries the expected image, is complete, and no other deployment still runs tasks. */
export function judgeDeployment(current: ServiceCase): JudgedDeployment {
  const { expectation, observation, history, phase } = current
  const { service } = observation
  const told = (status: Check['status'], seen: string): Check => check(status, 'current and complete', seen)
  const primary = primaryOf(service)
  const relation = primary === undefined ? 'other' : relationOf(primary, expectation, observation)
  const byTaskSets =
    primary?.kind === 'task-set' || service.controller === 'CODE_DEPLOY' || service.controller === 'EXTERNAL'

  // A green task set is ours long before it becomes PRIMARY.
  const upcoming = byTaskSets
    ? service.rollouts
        .filter((rollout) => rollout.id !== primary?.id && rollout.status === 'ACTIVE')
        .filter((rollout) => (rollout.createdAt ?? 0) >= (primary?.createdAt ?? 0))
        .filter((rollout) => !history.wasPrimary.has(rollout.id))
        .find((rollout) => ['carries', 'partly', 'claims'].includes(relationOf(rollout, expectation, observation)))
    : undefined
  const carrying = primary !== undefined && ['carries', 'partly', 'claims'].includes(relation) ? primary : undefined
  const ours = carrying ?? upcoming

  if (ours !== undefined) {
    const failure = failedInPlace(current, ours)
    const { complete, seen } = completion(current, ours)
    const label = `${ours.id}, task definition ${lastPart(ours.taskDefinition)}: ${seen}`
    if (failure !== undefined) return { check: told('fail', label), finding: failure, ours }
    const others = byTaskSets ? 0 : othersRunning(service, ours)
    const tookBack = takenBackBefore(current)
    const before = tookBack === undefined ? {} : { tookBack }
    const carries = relation === 'carries' && ours === primary
    if (!complete || !carries || others > 0) {
      const rest = others > 0 ? `; other deployments still run ${count(others, 'task')}` : ''
      return {
        check: told('pending', `${label}${rest}`),
        atDeadline: timedOut(current, ours, `${seen}${rest}`),
        ours,
        complete,
        ...before,
      }
    }
    // What it shows may be over by now: it is asked again, and proves nothing until then.
    if (service.doubt !== undefined)
      return {
        check: told('unknown', `${label}; ${service.doubt}`),
        atDeadline: wentBack(service.doubt),
        ours,
        complete: true,
      }
    return { check: told('pass', label), ours, ...before }
  }

  const seen =
    primary === undefined
      ? 'no current deployment'
      : `${primary.id}, task definition ${lastPart(primary.taskDefinition)}: another image`
  // What DescribeServices shows may be how it was before ours began, of which there are tasks that are to run.
  const { doubt } = service
  const isAlive = (task: Task): boolean =>
    task.desiredStatus === 'RUNNING' && task.rolloutId !== primary?.id && carriedByOurs(task, current)
  if (doubt !== undefined && service.tasks.some(isAlive))
    return {
      check: told('unknown', `${seen}; ${doubt}`),
      atDeadline: wentBack(doubt),
    }
  const replacement = primary === undefined ? undefined : replaced(current, primary)
  if (replacement !== undefined) return { check: told('fail', seen), finding: replacement }
  const missing = notBegun(current, primary, relation)
  const over = phase !== 'starting' && relation !== 'open'
  const stillToAsk =
    phase !== 'deadline' && formerRollouts(expectation, observation).some(({ id }) => !isTold(id, history))
  // Tasks without a digest may be of our image: then that is what keeps it from being known, and not a deployment that did not begin.
  const isBlind = relation === 'open' && service.tasks.some((task) => task.rolloutId === primary?.id && canAnswer(task))
  return {
    check: told(over ? 'fail' : 'pending', seen),
    ...(over && !stillToAsk ? { finding: missing } : {}),
    ...(stillToAsk ? { dueAt: observation.at } : {}),
    ...(isBlind ? {} : { atDeadline: missing }),
  }
}
