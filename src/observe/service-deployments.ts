import type {
  Service,
  ServiceDeployment as EcsServiceDeployment,
  ServiceDeploymentBrief,
  ServiceRevision,
} from '@aws-sdk/client-ecs'
import { createAside } from '../aside.ts'
import type { EcsApi } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import type { Clock } from '../clock.ts'
import type { Reading, Rollout, ServiceDeployment } from '../model.ts'
import {
  isFinalRefusal,
  lastSegment,
  newestFirst,
  notAsked,
  notRead,
  present,
  timeOf,
  type NotRead,
} from './answers.ts'
import { signatureOf, usesTaskSets } from './rollouts.ts'
import { validDigest } from './tasks.ts'

/** One look's question. */
export interface HistoryQuestion {
  readonly service: Service
  readonly serviceArn: string
  readonly clusterArn: string
  readonly controller: string
  readonly strategy: string
  readonly rollouts: readonly Rollout[]
}

/** What service revisions tell of a look. */
export interface Revisions {
  /** By rollout id, the digest that ECS recorded for the container of that revision, where it could be read. */
  readonly digests: ReadonlyMap<string, string>
  /** The newest deployments with what their target revision ran, where no rollout tells: it may be gone. */
  readonly deployments: Reading<readonly ServiceDeployment[]>
}

/** The service deployments and revisions of one service, look after look. */
export interface DeploymentHistory {
  /**
   * For blue/green, linear and canary, which cannot be judged without it, it rejects with an `AwsFailure`; for others it never does, and
   * waits for it no longer than for what only explains.
   */
  read(question: HistoryQuestion): Promise<Reading<readonly ServiceDeployment[]>>
  /** What service revisions tell, in one call at most. Never rejects for AWS, and does not wait long. */
  withRevisions(
    question: HistoryQuestion,
    reading: Reading<readonly ServiceDeployment[]>,
    container: string,
  ): Promise<Revisions>
}

const pageSize = 100
const mostPages = 10
/** The most that DescribeServiceDeployments and DescribeServiceRevisions take. */
export const mostDescribed = 20

/** PENDING, IN_PROGRESS, the requested and running rollbacks, and what AWS adds: all that may still change. */
export function isOngoing(status: string): boolean {
  return (
    status !== 'SUCCESSFUL' && status !== 'STOPPED' && status !== 'ROLLBACK_SUCCESSFUL' && status !== 'ROLLBACK_FAILED'
  )
}

const notYet = notAsked('ECS has not answered yet with the service deployments')

/** Older ones do not explain what runs now. */
const recentDeployments = 3

const wasUndone = (status: string): boolean => /^(ROLLBACK|STOP)/.test(status)

function digestIn(revision: ServiceRevision, container: string): string | undefined {
  return validDigest(revision.containerImages?.find(({ containerName }) => containerName === container)?.imageDigest)
}

function ofBrief(brief: ServiceDeploymentBrief, arn: string): ServiceDeployment {
  return present({
    arn,
    status: brief.status ?? 'UNKNOWN',
    statusReason: brief.statusReason,
    revisionId: brief.targetServiceRevisionArn === undefined ? undefined : lastSegment(brief.targetServiceRevisionArn),
    createdAt: timeOf(brief.createdAt),
    startedAt: timeOf(brief.startedAt),
    finishedAt: timeOf(brief.finishedAt),
  })
}

function ofDescription(deployment: EcsServiceDeployment, arn: string): ServiceDeployment {
  const target = deployment.targetServiceRevision
  return present({
    arn,
    status: deployment.status ?? 'UNKNOWN',
    statusReason: deployment.statusReason,
    revisionId: target?.arn === undefined ? undefined : lastSegment(target.arn),
    createdAt: timeOf(deployment.createdAt),
    startedAt: timeOf(deployment.startedAt),
    finishedAt: timeOf(deployment.finishedAt),
    lifecycleStage: deployment.lifecycleStage,
    hooks: (deployment.lifecycleHookDetails ?? []).map((hook) =>
      present({
        id: hook.hookId ?? '',
        targetType: hook.targetType ?? 'UNKNOWN',
        status: hook.status ?? 'UNKNOWN',
        expiresAt: timeOf(hook.expiresAt),
        timeoutAction: hook.timeoutAction,
      }),
    ),
    productionTrafficWeight: target?.requestedProductionTrafficWeight,
    rollbackReason: deployment.rollback?.reason,
    rollbackStartedAt: timeOf(deployment.rollback?.startedAt),
    circuitBreakerStatus: deployment.deploymentCircuitBreaker?.status,
    triggeredAlarms: deployment.alarms?.triggeredAlarmNames,
  })
}

function isNewestFirst(page: readonly ServiceDeploymentBrief[]): boolean {
  if (page.length < 2) return false
  return page.every(
    (item, index) => index === 0 || (timeOf(item.createdAt) ?? 0) <= (timeOf(page[index - 1]?.createdAt) ?? 0),
  )
}

/** The number that a rollout and its revision share; `ecs-svc/` is what stands before it in a rollout's id. */
function revisionIdOf(rollout: Rollout): string {
  return lastSegment(rollout.id)
}

export function createDeploymentHistory(ecs: EcsApi, clock: Clock): DeploymentHistory {
  const listing = createAside(clock)
  const revising = createAside(clock)
  let last: Reading<readonly ServiceDeployment[]> | undefined
  let lastSignature: string | undefined
  let refused: NotRead | undefined
  // Those that can change no more.
  const finished = new Map<string, ServiceDeployment>()
  const revisionArns = new Map<string, string>()

  const digests = new Map<string, string>()
  const asked = new Map<string, { tries: number; nextAt: number }>()
  let revisionsRefused = false
  let lookNumber = 0
  /** Of revisions whose rollouts may be gone; each is asked for once. */
  const targets = new Map<string, Pick<ServiceDeployment, 'taskDefinition' | 'digest'>>()

  async function list({
    serviceArn: service,
    clusterArn: cluster,
  }: HistoryQuestion): Promise<readonly ServiceDeployment[]> {
    const briefs: ServiceDeploymentBrief[] = []
    let nextToken: string | undefined
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await ecs.listServiceDeployments({
        cluster,
        service,
        maxResults: pageSize,
        ...present({ nextToken }),
      })
      const items = answer.serviceDeployments
      if (items === undefined) throw incompleteAnswer('ecs:ListServiceDeployments', 'the service deployments')
      briefs.push(...items)
      nextToken = answer.nextToken
      // The order is not documented: where the first page is the newest one, the rest is history that nobody needs.
      if (nextToken === undefined || nextToken === '' || isNewestFirst(briefs)) break
    }
    for (const { targetServiceRevisionArn: arn } of briefs)
      if (arn !== undefined) revisionArns.set(lastSegment(arn), arn)
    return newestFirst(
      briefs.flatMap((brief) =>
        brief.serviceDeploymentArn === undefined ? [] : [ofBrief(brief, brief.serviceDeploymentArn)],
      ),
      (deployment) => deployment.createdAt,
    )
  }

  /** Replaces those of the list that `wanted` names by their full description. */
  async function described(
    listed: readonly ServiceDeployment[],
    wanted: (deployment: ServiceDeployment, index: number) => boolean,
  ): Promise<readonly ServiceDeployment[]> {
    const arns = listed
      .filter(
        (deployment, index) => wanted(deployment, index) && finished.get(deployment.arn)?.status !== deployment.status,
      )
      .map(({ arn }) => arn)
      .slice(0, mostDescribed)
    const full = new Map(finished)
    if (arns.length > 0) {
      const { serviceDeployments } = await ecs.describeServiceDeployments({ serviceDeploymentArns: arns })
      if (serviceDeployments === undefined)
        throw incompleteAnswer('ecs:DescribeServiceDeployments', 'the service deployments')
      for (const item of serviceDeployments) {
        if (item.serviceDeploymentArn === undefined) continue
        const deployment = ofDescription(item, item.serviceDeploymentArn)
        full.set(deployment.arn, deployment)
        if (!isOngoing(deployment.status)) finished.set(deployment.arn, deployment)
      }
    }
    return listed.map((deployment) => full.get(deployment.arn) ?? deployment)
  }

  /** A rolling service's history explains; it is asked for again when the rollouts changed, or when it lags behind them. */
  async function ofRolling(question: HistoryQuestion): Promise<Reading<readonly ServiceDeployment[]>> {
    if (refused !== undefined) return refused
    const signature = signatureOf(question.rollouts)
    const newest = last?.state === 'read' ? last.value[0] : undefined
    const underWay = question.rollouts.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS')
    const lags = newest !== undefined && isOngoing(newest.status) && !underWay
    if (last?.state === 'read' && signature === lastSignature && !lags) return last
    const isOver = await listing.read(() => readRolling(question, signature))
    return isOver && last !== undefined ? last : notYet
  }

  async function readRolling(question: HistoryQuestion, signature: string): Promise<boolean> {
    try {
      const listed = await list(question)
      // Why a deployment was taken back stands in the description only.
      const value = await described(listed, ({ status }, index) => index < recentDeployments && wasUndone(status))
      last = { state: 'read', value }
      lastSignature = signature
      return true
    } catch (error) {
      last = notRead(error)
      if (isFinalRefusal(error)) refused = last
      return false
    }
  }

  async function ofShifting(question: HistoryQuestion): Promise<Reading<readonly ServiceDeployment[]>> {
    const current = question.service.currentServiceDeployment
    const value = await described(
      await list(question),
      (deployment, index) => index === 0 || deployment.arn === current || isOngoing(deployment.status),
    )
    return { state: 'read', value }
  }

  function knownRevisions({ service, rollouts }: HistoryQuestion): readonly string[] {
    for (const { arn } of service.currentServiceRevisions ?? [])
      if (arn !== undefined) revisionArns.set(lastSegment(arn), arn)
    const running = rollouts.filter(({ runningCount }) => runningCount > 0)
    return running.flatMap((rollout) => revisionArns.get(revisionIdOf(rollout)) ?? [])
  }

  /** A revision has no digest before its first task has started, and may get none ever: it is asked for at growing distances. */
  function dueForDigests(question: HistoryQuestion): readonly string[] {
    return knownRevisions(question).filter(
      (arn) => !digests.has(lastSegment(arn)) && (asked.get(arn)?.nextAt ?? 0) <= lookNumber,
    )
  }

  /** Revisions of the newest deployments that no rollout tells of and that were not asked for yet. */
  function unknownTargets(
    { rollouts }: HistoryQuestion,
    reading: Reading<readonly ServiceDeployment[]>,
  ): readonly string[] {
    if (reading.state !== 'read') return []
    const listed = new Set(rollouts.map(revisionIdOf))
    return reading.value
      .slice(0, recentDeployments)
      .flatMap(({ revisionId }) =>
        revisionId === undefined || listed.has(revisionId) || targets.has(revisionId) ? [] : [revisionId],
      )
  }

  async function ask(due: readonly string[], targetIds: readonly string[], container: string): Promise<void> {
    const arns = [...due, ...targetIds.flatMap((id) => revisionArns.get(id) ?? [])].slice(0, mostDescribed)
    if (arns.length === 0) return
    for (const arn of due) {
      const tries = (asked.get(arn)?.tries ?? 0) + 1
      asked.set(arn, { tries, nextAt: lookNumber + 2 ** Math.min(tries, 6) })
    }
    const { serviceRevisions } = await ecs.describeServiceRevisions({ serviceRevisionArns: arns })
    for (const id of targetIds) targets.set(id, {})
    for (const revision of serviceRevisions ?? []) {
      if (revision.serviceRevisionArn === undefined) continue
      const id = lastSegment(revision.serviceRevisionArn)
      const digest = digestIn(revision, container)
      if (digest !== undefined) digests.set(id, digest)
      if (targetIds.includes(id)) targets.set(id, present({ taskDefinition: revision.taskDefinition, digest }))
    }
  }

  return {
    withRevisions: async (question, reading, container) => {
      lookNumber += 1
      if (container !== '' && !revisionsRefused)
        await revising.read(async () => {
          try {
            await ask(dueForDigests(question), unknownTargets(question, reading), container)
            return true
          } catch (error) {
            notRead(error)
            revisionsRefused = isFinalRefusal(error)
            return false
          }
        })
      return {
        digests: new Map(
          question.rollouts.flatMap((rollout) => {
            const digest = digests.get(revisionIdOf(rollout))
            return digest === undefined ? [] : [[rollout.id, digest]]
          }),
        ),
        deployments:
          reading.state === 'read'
            ? {
                state: 'read',
                value: reading.value.map((deployment) => ({
                  ...deployment,
                  ...targets.get(deployment.revisionId ?? ''),
                })),
              }
            : reading,
      }
    },

    read: (question) => {
      if (usesTaskSets(question.controller))
        return Promise.resolve(
          notAsked(`a service of the ${question.controller} controller has no service deployments`),
        )
      return question.strategy === 'ROLLING' ? ofRolling(question) : ofShifting(question)
    },
  }
}
