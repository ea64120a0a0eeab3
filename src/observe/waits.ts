import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs'

const minute = 60_000

/** Traffic moves in equal steps and waits between them, not after the last (ECS API, LinearConfiguration). */
function linear(stepPercent: number, waitMinutes: number): number {
  const steps = stepPercent > 0 ? Math.ceil(100 / stepPercent) : 1
  return Math.max(0, steps - 1) * waitMinutes * minute
}

/** The waits of a native deployment strategy in milliseconds; the defaults are the ECS API's. */
export function strategyWaits(configuration: DeploymentConfiguration | undefined): number {
  const bake = (configuration?.bakeTimeInMinutes ?? 0) * minute
  switch (configuration?.strategy) {
    case 'LINEAR': {
      const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = configuration.linearConfiguration ?? {}
      return bake + linear(stepPercent, stepBakeTimeInMinutes)
    }
    case 'CANARY':
      return bake + (configuration.canaryConfiguration?.canaryBakeTimeInMinutes ?? 10) * minute
    case 'BLUE_GREEN':
    case 'ROLLING':
    case undefined:
      return bake
    default:
      // A strategy that nobody knew: its bake time is the one wait that is sure.
      return bake
  }
}

/** How CodeDeploy's predefined configurations shift traffic; a custom one does not tell by its name. */
function trafficShift(configuration: string): number {
  const stepwise = /^CodeDeployDefault\.ECSLinear(\d+)PercentEvery(\d+)Minutes?$/.exec(configuration)
  if (stepwise !== null) return linear(Number(stepwise[1]), Number(stepwise[2]))
  const canary = /^CodeDeployDefault\.ECSCanary\d+Percent(\d+)Minutes?$/.exec(configuration)
  return canary === null ? 0 : Number(canary[1]) * minute
}

/** Approval, traffic shift and termination waits of a CodeDeploy deployment, in milliseconds. */
export function codeDeployWaits(deployment: DeploymentInfo): number {
  const { deploymentReadyOption: ready, terminateBlueInstancesOnDeploymentSuccess: termination } =
    deployment.blueGreenDeploymentConfiguration ?? {}
  // The wait applies to STOP_DEPLOYMENT only: otherwise traffic moves at once (CodeDeploy API, DeploymentReadyOption).
  const approval = ready?.actionOnTimeout === 'STOP_DEPLOYMENT' ? (ready.waitTimeInMinutes ?? 0) : 0
  const end = termination?.action === 'KEEP_ALIVE' ? 0 : (termination?.terminationWaitTimeInMinutes ?? 0)
  return (approval + end) * minute + trafficShift(deployment.deploymentConfigName ?? '')
}
