/**
 * How others wait for a deployment, as rules without a clock: each says when it asks next, is told what was answered, and ends with
 * what it would print. Milliseconds throughout.
 */
import type { DescribeServicesCommandOutput } from '@aws-sdk/client-ecs'

/** What one poll was answered: the parts that the rules read, or the error that came instead. */
export type Polled<Answer> =
  { readonly state: 'answered'; readonly answer: Answer } | { readonly state: 'refused'; readonly error: string }

/** `gave-up`: its attempts or its time were over. */
export interface RuleEnd {
  readonly state: 'success' | 'failure' | 'gave-up'
  readonly why: string
}

/** Yields how many milliseconds it waits before it asks again, and is given what was answered. */
export type Rule<Answer> = Generator<number, RuleEnd, Polled<Answer>>

export type ServicesAnswer = Pick<DescribeServicesCommandOutput, 'failures' | 'services'>

type Verdict = 'success' | 'failure' | undefined

/** The acceptors of `services-stable`, in their order: the same in botocore's and in the JavaScript SDK's model. */
export function servicesStableBy({ services = [], failures = [] }: ServicesAnswer): Verdict {
  if (failures.some(({ reason }) => reason === 'MISSING')) return 'failure'
  if (services.some(({ status }) => status === 'DRAINING' || status === 'INACTIVE')) return 'failure'
  const isStable = services.every(
    ({ deployments, runningCount, desiredCount }) => deployments?.length === 1 && runningCount === desiredCount,
  )
  return isStable ? 'success' : undefined
}

/** `aws ecs wait services-stable`: asks at once, then every 15 s, 40 times in all. An error ends it. */
export function* awsEcsWait(): Rule<ServicesAnswer> {
  const [delay, attempts] = [15_000, 40]
  let polled = yield 0
  for (let attempt = 1; ; attempt++) {
    if (polled.state === 'refused') return { state: 'failure', why: polled.error }
    const verdict = servicesStableBy(polled.answer)
    if (verdict !== undefined) return { state: verdict, why: 'services-stable' }
    if (attempt >= attempts) return { state: 'gave-up', why: 'Max attempts exceeded' }
    polled = yield delay
  }
}

interface SdkWait {
  readonly minDelay: number
  readonly maxDelay: number
  readonly maxWait: number
  /** From 0 to below 1. */
  readonly random: () => number
}

/**
 * A waiter of the AWS SDK for JavaScript: asks at once, then after a delay between the least one and one that doubles with each attempt.
 * An error counts as "not yet". What its last delay would carry beyond its time is asked half a second before that.
 */
function* sdkWaiter<Answer>(by: (answer: Answer) => Verdict, wait: SdkWait): Rule<Answer> {
  const { minDelay, maxDelay, maxWait, random } = wait
  const ceiling = Math.log2(maxDelay / minDelay) + 1
  let waited = 0
  let polled = yield 0
  for (let attempt = 1; ; attempt++) {
    const verdict = polled.state === 'answered' ? by(polled.answer) : undefined
    if (verdict !== undefined) return { state: verdict, why: 'the waiter' }
    let delay = maxDelay
    if (attempt <= ceiling) {
      delay = minDelay + random() * (Math.min(minDelay * 2 ** (attempt - 1), maxDelay) - minDelay)
      if (waited + delay > maxWait) delay = Math.max(0, maxWait - waited - 500)
    }
    if (waited + delay > maxWait || delay === 0) return { state: 'gave-up', why: 'Waiter has timed out' }
    waited += delay
    polled = yield delay
  }
}

/** The deploy action's defaults: `wait-for-minutes` 30, a least delay of 15 s, and the SDK's longest one, 600 s for services. */
const WAIT_FOR_MINUTES = 30 * 60_000
const LEAST_DELAY = 15_000

/**
 * amazon-ecs-deploy-task-definition with `wait-for-service-stability`, for services that ECS deploys: the waiter, and once the service
 * is stable, whether the deployment that it began is still there and not FAILED.
 *
 * @param deploymentId of the deployment that the action began
 * @param random from 0 to below 1, for the jitter
 */
export function* deployActionWait(deploymentId: string, random: () => number): Rule<ServicesAnswer> {
  const wait = { minDelay: LEAST_DELAY, maxDelay: 600_000, maxWait: WAIT_FOR_MINUTES, random }
  const end = yield* sdkWaiter(servicesStableBy, wait)
  if (end.state !== 'success') return end
  const polled = yield 0
  if (polled.state === 'refused') return { state: 'failure', why: polled.error }
  const deployment = polled.answer.services?.[0]?.deployments?.find(({ id }) => id === deploymentId)
  if (deployment === undefined) return { state: 'failure', why: 'not found after stabilization' }
  return deployment.rolloutState === 'FAILED' ? { state: 'failure', why: 'FAILED' } : end
}

/**
 * The same for services that CodeDeploy deploys: it waits for the deployment's own status.
 * @param terminationWait of the deployment group, milliseconds: the action adds it to its own patience
 * @param random from 0 to below 1, for the jitter
 */
export function deployActionCodeDeployWait(terminationWait: number, random: () => number): Rule<string> {
  return sdkWaiter<string>(
    (status) =>
      status === 'Succeeded' ? 'success' : status === 'Failed' || status === 'Stopped' ? 'failure' : undefined,
    { minDelay: LEAST_DELAY, maxDelay: 120_000, maxWait: WAIT_FOR_MINUTES + terminationWait, random },
  )
}
