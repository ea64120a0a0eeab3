/** Service deployments and service revisions as the SDK's output types show them. */
import type * as sdk from '@aws-sdk/client-ecs'
import type { Core } from './core.ts'
import { breakerThreshold } from './deployments.ts'
import { deploymentConfiguration, loadBalancers, revisionArn } from './describe.ts'
import { counts, strategyOf, type Rollout, type RolloutCounts, type ServiceDeploymentRecord } from './state.ts'

const date = (time: number): Date => new Date(time)

const maybe = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time))

export const briefServiceDeployment = (core: Core, record: ServiceDeploymentRecord): sdk.ServiceDeploymentBrief => ({
  serviceDeploymentArn: record.arn,
  serviceArn: record.rollout.service.arn,
  clusterArn: record.rollout.service.cluster.arn,
  createdAt: date(record.createdAt),
  startedAt: maybe(record.startedAt),
  finishedAt: maybe(record.finishedAt),
  targetServiceRevisionArn: revisionArn(core, record.rollout),
  status: record.status,
  statusReason: record.statusReason,
})

export const describeServiceDeployment = (core: Core, record: ServiceDeploymentRecord): sdk.ServiceDeployment => {
  const { service } = record.rollout
  const summary = (rollout: Rollout): sdk.ServiceRevisionSummary => {
    const now: RolloutCounts = record.snapshot?.get(rollout) ?? counts(rollout)
    const shifting = strategyOf(service) !== 'ROLLING'
    return {
      arn: revisionArn(core, rollout),
      requestedTaskCount: now.requested,
      runningTaskCount: now.running,
      pendingTaskCount: now.pending,
      ...(shifting
        ? { requestedTestTrafficWeight: rollout.testWeight, requestedProductionTrafficWeight: rollout.weight }
        : {}),
    }
  }
  const breaker = service.configuration.circuitBreaker
  const { alarms } = service.configuration
  // PRE_PRODUCTION_TRAFFIC_SHIFT is in AWS's documentation and not in the SDK's enum.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- so the field is an open string on the wire
  const stage = record.stage as sdk.ServiceDeploymentLifecycleStage | undefined
  return {
    serviceDeploymentArn: record.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    createdAt: date(record.createdAt),
    startedAt: maybe(record.startedAt),
    finishedAt: maybe(record.finishedAt),
    stoppedAt: maybe(record.stoppedAt),
    updatedAt: date(record.updatedAt),
    sourceServiceRevisions: record.sources.map(summary),
    targetServiceRevision: summary(record.rollout),
    status: record.status,
    statusReason: record.statusReason,
    lifecycleStage: stage,
    ...(record.hooks.length === 0
      ? {}
      : {
          lifecycleHookDetails: record.hooks.map((run) => ({
            hookId: run.id,
            targetType: run.hook.targetType ?? 'AWS_LAMBDA',
            ...(run.hook.hookTargetArn === undefined ? {} : { targetArn: run.hook.hookTargetArn }),
            status: run.status,
            expiresAt: maybe(run.expiresAt),
            timeoutAction: run.action,
          })),
        }),
    deploymentConfiguration: deploymentConfiguration(service),
    ...(record.rollback === undefined
      ? {}
      : {
          rollback: {
            reason: record.rollback.reason,
            startedAt: date(record.rollback.startedAt),
            serviceRevisionArn: revisionArn(core, record.rollback.to),
          },
        }),
    deploymentCircuitBreaker: {
      status: record.breaker,
      failureCount: record.breakerFailures,
      threshold: breaker === undefined ? 0 : breakerThreshold(service),
    },
    alarms: {
      status: alarms === undefined ? 'DISABLED' : record.triggeredAlarms.length > 0 ? 'TRIGGERED' : 'MONITORING',
      ...(alarms === undefined ? {} : { alarmNames: [...alarms.names], triggeredAlarmNames: record.triggeredAlarms }),
    },
  }
}

export const describeServiceRevision = (core: Core, rollout: Rollout): sdk.ServiceRevision => {
  const { service } = rollout
  const rule = service.loadBalancers[0]?.productionListenerRule
  return {
    serviceRevisionArn: revisionArn(core, rollout),
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    taskDefinition: rollout.definition.arn,
    launchType: service.launchType,
    ...(service.launchType === 'FARGATE' ? { platformVersion: '1.4.0', platformFamily: 'Linux' } : {}),
    loadBalancers: loadBalancers(service),
    containerImages: rollout.definition.containers.map((container) => {
      const digest = rollout.digests.get(container.name)
      return {
        containerName: container.name,
        image: container.image,
        ...(digest === undefined ? {} : { imageDigest: digest }),
      }
    }),
    guardDutyEnabled: service.quirks.guardDuty ?? false,
    createdAt: date(rollout.createdAt),
    ...(rollout.targetGroupArn === undefined
      ? {}
      : {
          resolvedConfiguration: {
            loadBalancers: [
              {
                targetGroupArn: rollout.targetGroupArn,
                ...(rule === undefined ? {} : { productionListenerRule: rule }),
              },
            ],
          },
        }),
  }
}
