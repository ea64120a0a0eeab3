import type { Check, Finding, Rollout, ServicePicture } from '../model.ts'
import type { ServiceCase } from './case.ts'
import { judgeDeployment } from './deployment.ts'
import { judgeImage, judgeImageContent } from './image.ts'
import { judgeTasks } from './tasks.ts'
import { cliNames } from './wording.ts'
import { aboutMessage } from '../paragraphs.ts'

/** One service, judged by one look and what earlier ones showed. */
export interface ServiceJudgement {
  /** image, image-content, deployment, tasks: in this order. */
  readonly checks: readonly Check[]
  /** Ends the run now. */
  readonly finding?: Finding
  /** What the run would end with if this look were the last; undefined where promises 1 to 3 hold. */
  readonly atDeadline?: Finding
  /** Whether this look shows promises 1 to 3. */
  readonly holds: boolean
  /** When another look may judge otherwise though nothing has changed, in milliseconds since the epoch; in the past: at once. */
  readonly dueAt?: number
  readonly ours?: Rollout
  /** Whether promise 2 holds, but for how long it has to. */
  readonly steady?: true
}

/** The finding for a service that is not ACTIVE; undefined for one that is. */
export function inactive(service: ServicePicture): Finding | undefined {
  if (service.status === 'ACTIVE') return undefined
  return {
    cause: 'service-not-found',
    headline: `the service ${service.name} is ${service.status}`,
    explanation: `Expected ${service.arn} to be ACTIVE; it is ${service.status}: it was deleted, or is being deleted.`,
    nextStep: {
      text: 'Check the names and the region, and create the service again if it was deleted by mistake.',
      command: `aws ecs describe-services ${cliNames(service).replace('--service ', '--services ')} --query 'services[0].[status,createdAt]'`,
      about: aboutMessage('the-service-is-not-active'),
    },
    ruledOut: ['Whether the commit was deployed to it was not judged.'],
  }
}

const passes = (check: Check): boolean =>
  check.status === 'pass' || (check.id === 'image-content' && check.status === 'not-checked')

/** Judges one service by promises 1, 2 and 3 of the contract. Pure: the same case gives the same judgement. */
export function judgeService(current: ServiceCase): ServiceJudgement {
  const { expectation, phase, requireImageProof, observation } = current
  const image = judgeImage(expectation, phase)
  const content = judgeImageContent(expectation, requireImageProof, phase)
  const gone = inactive(observation.service)
  if (gone !== undefined) return { checks: [image.check, content.check], finding: gone, atDeadline: gone, holds: false }
  const deployment = judgeDeployment(current)
  const { ours } = deployment
  const tasks = judgeTasks(current, ours)
  const checks = [image.check, content.check, deployment.check, tasks.check]

  // A rollout that is not complete may run two images by design, where no traffic reaches the new one before its time.
  const shifting = observation.service.strategy !== 'ROLLING' || observation.service.controller !== 'ECS'
  const mixedByDesign = tasks.atDeadline?.cause === 'mixed-tasks' && shifting && deployment.complete !== true
  const blunt = tasks.atDeadline?.cause === 'rollout-timeout' || mixedByDesign
  const late =
    image.atDeadline ??
    (ours === undefined ? deployment.atDeadline : undefined) ??
    (blunt ? undefined : tasks.atDeadline) ??
    deployment.atDeadline ??
    tasks.atDeadline ??
    content.atDeadline
  const atDeadline = late?.cause === 'rollout-timeout' ? (deployment.tookBack ?? late) : late
  const finding =
    image.finding ??
    content.finding ??
    deployment.finding ??
    tasks.finding ??
    (phase === 'deadline' ? atDeadline : undefined)
  const dueAt = Math.min(deployment.dueAt ?? Infinity, tasks.dueAt ?? Infinity)
  return {
    checks,
    ...(Number.isFinite(dueAt) ? { dueAt } : {}),
    ...(finding === undefined ? {} : { finding }),
    ...(atDeadline === undefined ? {} : { atDeadline }),
    holds: finding === undefined && atDeadline === undefined && checks.every(passes),
    ...(ours === undefined ? {} : { ours }),
    ...(tasks.steady === undefined ? {} : { steady: tasks.steady }),
  }
}
