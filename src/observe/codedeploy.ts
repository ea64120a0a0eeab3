import type { DeploymentInfo, ECSTarget } from '@aws-sdk/client-codedeploy'
import type { CodeDeployApi } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import type { CodeDeployDeployment, Reading, Rollout } from '../model.ts'
import { inParallel, isFinalRefusal, notRead, present, type NotRead } from './answers.ts'
import { codeDeployWaits } from './waits.ts'

/** What CodeDeploy says of the deployments behind a service's task sets, look after look. */
export interface CodeDeployReader {
  /** Never rejects for AWS: what CodeDeploy did not tell is told as not read. */
  read(rollouts: readonly Rollout[]): Promise<Reading<readonly CodeDeployDeployment[]>>
}

const parallelCalls = 4
// BatchGetDeploymentTargets takes 25 at most.
const mostTargets = 25
const deploymentId = /^d-[A-Z0-9]+$/i

/** The status of the event that hands production traffic over: of several targets, one that has not succeeded speaks for all. */
function allowTrafficOf(targets: readonly ECSTarget[]): string | undefined {
  const statuses = targets.map(
    (target) => target.lifecycleEvents?.find(({ lifecycleEventName: name }) => name === 'AllowTraffic')?.status,
  )
  return statuses.find((status) => status !== undefined && status !== 'Succeeded') ?? everyOne(statuses)
}

function failedEventOf(targets: readonly ECSTarget[]): string | undefined {
  const failed = targets.flatMap(({ lifecycleEvents = [] }) =>
    lifecycleEvents.filter(({ status }) => status === 'Failed'),
  )
  return failed.length === 0 ? undefined : (failed[0]?.lifecycleEventName ?? 'without a name')
}

function everyOne(statuses: readonly (string | undefined)[]): string | undefined {
  return statuses.includes(undefined) ? undefined : statuses[0]
}

/**
 * A failed or stopped deployment is only over once it is known who took it back, a successful one once its events say so too: they are
 * read at the same time and may be a moment older.
 */
function isFinal(deployment: CodeDeployDeployment): boolean {
  if (deployment.status === 'Succeeded') return deployment.allowTraffic === 'Succeeded'
  return (
    (deployment.status === 'Failed' || deployment.status === 'Stopped') && deployment.rollbackDeploymentId !== undefined
  )
}

export function createCodeDeployReader(api: () => CodeDeployApi): CodeDeployReader {
  // Kept for the run: a task set vanishes with its rollback, what CodeDeploy says of it still explains.
  const ids = new Set<string>()
  const gone = new Set<string>()
  const finished = new Map<string, CodeDeployDeployment>()
  const targetIds = new Map<string, readonly string[]>()
  let refused: NotRead | undefined
  let targetsRefused = false

  async function targetsOf(id: string): Promise<readonly ECSTarget[]> {
    let known = targetIds.get(id)
    if (known === undefined) {
      known = (await api().listDeploymentTargets({ deploymentId: id })).targetIds ?? []
      // Only when there is one: a deployment that was just created has none yet.
      if (known.length > 0) targetIds.set(id, known)
    }
    if (known.length === 0) return []
    const answer = await api().batchGetDeploymentTargets({ deploymentId: id, targetIds: known.slice(0, mostTargets) })
    return (answer.deploymentTargets ?? []).flatMap(({ ecsTarget }) => ecsTarget ?? [])
  }

  /** None where they could not be read: they excuse tasks of another set, or speak against the deployment, and do neither then. */
  async function targetsRead(id: string): Promise<readonly ECSTarget[]> {
    if (targetsRefused) return []
    try {
      return await targetsOf(id)
    } catch (error) {
      notRead(error)
      targetsRefused = isFinalRefusal(error)
      return []
    }
  }

  function picture(info: DeploymentInfo, id: string, targets: readonly ECSTarget[]): CodeDeployDeployment {
    return present({
      id,
      status: info.status ?? 'Unknown',
      allowTraffic: allowTrafficOf(targets),
      failedEvent: failedEventOf(targets),
      errorMessage: info.errorInformation?.message,
      rollbackMessage: info.rollbackInfo?.rollbackMessage,
      rollbackDeploymentId: info.rollbackInfo?.rollbackDeploymentId,
      waits: codeDeployWaits(info),
    })
  }

  async function one(id: string): Promise<CodeDeployDeployment | undefined> {
    const known = finished.get(id)
    if (known !== undefined) return known
    try {
      const [{ deploymentInfo }, targets] = await Promise.all([
        api().getDeployment({ deploymentId: id }),
        targetsRead(id),
      ])
      if (deploymentInfo === undefined) throw incompleteAnswer('codedeploy:GetDeployment', 'the deployment')
      const deployment = picture(deploymentInfo, id, targets)
      if (isFinal(deployment)) finished.set(id, deployment)
      return deployment
    } catch (error) {
      if (!(error instanceof AwsFailure) || error.kind !== 'absent') throw error
      gone.add(id)
      return undefined
    }
  }

  async function all(): Promise<readonly CodeDeployDeployment[]> {
    const found = new Map<string, CodeDeployDeployment>()
    // A rollback is a deployment of its own, and a rollback of that one would be too.
    for (;;) {
      const unread = [...ids].filter((id) => !found.has(id) && !gone.has(id))
      if (unread.length === 0) return [...found.values()]
      for (const deployment of await inParallel(unread, parallelCalls, one)) {
        if (deployment === undefined) continue
        found.set(deployment.id, deployment)
        const next = deployment.rollbackDeploymentId
        if (next !== undefined && deploymentId.test(next)) ids.add(next)
      }
    }
  }

  return {
    read: async (rollouts) => {
      if (refused !== undefined) return refused
      for (const { externalId } of rollouts)
        if (externalId !== undefined && deploymentId.test(externalId)) ids.add(externalId)
      try {
        return { state: 'read', value: await all() }
      } catch (error) {
        const reading = notRead(error)
        if (isFinalRefusal(error)) refused = reading
        return reading
      }
    },
  }
}
