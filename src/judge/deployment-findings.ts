import type { ExpectedImage, Finding, OtherImage, Rollout, ServicePicture, Task } from '../model.ts'
import { count, duration, lastPart, shortSha, utc } from '../wording.ts'
import type { ServiceCase } from './case.ts'
import { imageName } from './image.ts'
import { containerImage, namesMovingTag, otherImageNamed, type Relation } from './relation.ts'
import { classifyStop } from './stops.ts'
import { canAnswer } from './tasks.ts'
import { cliNames, imagesOfTasks } from './wording.ts'

/** The rollout that is current by ECS's own word. */
export const primaryOf = (service: ServicePicture): Rollout | undefined =>
  service.rollouts.find((rollout) => rollout.status === 'PRIMARY')

/** A rollout in words: id, task definition, when, and by whom as far as known. */
function described(rollout: Rollout, service: ServicePicture): string {
  const definition = service.taskDefinitions.find((candidate) => candidate.arn === rollout.taskDefinition)
  const image = containerImage(rollout.taskDefinition, service)
  const by = definition?.registeredBy === undefined ? '' : `, registered by ${definition.registeredBy}`
  const of = image === undefined ? '' : ` (image ${image})`
  const starter = rollout.startedBy === undefined ? '' : `, started by ${rollout.startedBy}`
  return `${rollout.id} of task definition ${lastPart(rollout.taskDefinition)}${of}${by}${starter}, begun ${utc(rollout.createdAt)}`
}

/** AWS ends its reasons with a full stop, or does not. */
const withoutStop = (reason: string): string => reason.replace(/[.\s]+$/, '')

/** The fatal stops of a rollout in one sentence, to explain a failure; empty where there were none. */
function stopsOf(rolloutId: string, service: ServicePicture): string {
  const fatal = service.stops.flatMap((stop) => {
    const sorted = classifyStop(stop)
    return stop.rolloutId === rolloutId && sorted.state === 'fatal' ? [sorted] : []
  })
  const last = fatal.at(-1)
  return last === undefined ? '' : ` Its tasks stopped: ${last.says} (${count(fatal.length, 'stop')} seen).`
}

/** ECS or CodeDeploy took our deployment back. */
export function rolledBack(
  current: ServiceCase,
  oursId: string,
  oursCreatedAt: number | undefined,
  why: string,
): Finding {
  const { service } = current.observation
  const primary = primaryOf(service)
  const now =
    primary === undefined || primary.id === oursId ? '' : ` The service is back on ${described(primary, service)}.`
  return {
    cause: 'rolled-back',
    headline: `the deployment of ${shortSha(current.expectation.commit)} was rolled back`,
    explanation: `Deployment ${oursId}, begun ${utc(oursCreatedAt)}, was taken back: ${withoutStop(why)}.${now}${stopsOf(oursId, service)}`,
    nextStep: {
      text: 'Read why its tasks stopped or which alarm fired, mend that, and deploy again.',
      command: `aws ecs list-service-deployments ${cliNames(service)} --max-items 5`,
    },
    ruledOut: [
      'No newer deployment of another image took its place, so it is not superseded.',
      'The image was deployed, so it is not not-deployed.',
    ],
  }
}

/** The controller declared our deployment failed, and nothing took its place. */
export function rolloutFailed(current: ServiceCase, ours: Rollout, why: string): Finding {
  const { service } = current.observation
  return {
    cause: 'rollout-failed',
    headline: `the deployment of ${shortSha(current.expectation.commit)} failed and was not rolled back`,
    explanation: `${described(ours, service)} was declared failed: ${withoutStop(why)}. Nothing took its place.${stopsOf(ours.id, service)}`,
    nextStep: {
      text: 'Mend what made its tasks fail and deploy again; turn on the rollback of the deployment circuit breaker so that the service does not stay in between.',
      command: `aws ecs describe-services ${cliNames(service).replace('--service ', '--services ')} --query 'services[0].[deployments,events[:10]]'`,
    },
    ruledOut: ['No earlier deployment became current again, so it is not rolled-back.'],
  }
}

const imageOf = ({ expectation }: ServiceCase): ExpectedImage | undefined =>
  expectation.image.state === 'found' ? expectation.image.image : undefined

/** Another deployment of another image took the place of ours. */
export function superseded(
  current: ServiceCase,
  oursId: string,
  oursCreatedAt: number | undefined,
  by: Rollout,
): Finding {
  const { service } = current.observation
  const tasks = service.tasks.filter((task) => task.rolloutId === by.id && task.container.state === 'digest')
  const runs = tasks.length === 0 ? '' : ` (its tasks run ${imagesOfTasks(tasks, imageOf(current))})`
  return {
    cause: 'superseded',
    headline: `another deployment replaced that of ${shortSha(current.expectation.commit)}`,
    explanation: `Deployment ${oursId}, begun ${utc(oursCreatedAt)}, carried the image; ${described(by, service)}, took its place with another one${runs}.`,
    nextStep: {
      text: 'Find who started that deployment: another workflow run or another pipeline. Let only one deploy this service (a concurrency group, codebuild-project), then deploy this commit again if it is still the one you want.',
      command: `aws cloudtrail lookup-events --region ${service.arn.split(':')[3] ?? ''} --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateService`,
    },
    ruledOut: [
      'The deployment that is current now began after ours and is not an earlier one that came back, so it is not rolled-back.',
    ],
  }
}

const tasksOf = (rollout: Rollout | undefined, service: ServicePicture): readonly Task[] =>
  service.tasks.filter((task) => task.rolloutId === rollout?.id && canAnswer(task))

/** Whether all of the tasks, one at least, run those of the images that tasks run instead of the expected one that are meant. */
function runOnly(
  tasks: readonly Task[],
  image: ExpectedImage | undefined,
  isMeant: (other: OtherImage) => boolean,
): boolean {
  const meant = new Set(image?.others?.flatMap((other) => (isMeant(other) ? [other.digest] : [])))
  const runsMeant = ({ container }: Task): boolean => container.state === 'digest' && meant.has(container.digest)
  return tasks.length > 0 && tasks.every(runsMeant)
}

/** Says so where what runs is another index of the very images that were expected. */
function builtAgain(tasks: readonly Task[], image: ExpectedImage | undefined): string {
  return runOnly(tasks, image, ({ isRebuild }) => isRebuild)
    ? ' What runs is a rebuild of the same commit: its platform images are the same, byte for byte, under another index digest. Build each commit once, and deploy what was built by its digest.'
    : ''
}

/** No deployment of ours began: `not-deployed`, or `digest-mismatch` where the current one claims to be it. */
export function notBegun(current: ServiceCase, primary: Rollout | undefined, relation: Relation): Finding {
  const { expectation, observation } = current
  const { service } = observation
  const image = imageOf(current)
  const commit = shortSha(expectation.commit)
  const name = image === undefined ? commit : imageName(image)
  const seen =
    primary === undefined ? 'the service has no current deployment' : `current is ${described(primary, service)}`
  const running = imagesOfTasks(tasksOf(primary, service), image)
  const again = builtAgain(tasksOf(primary, service), image)
  const pushedAt = image?.pushedAt
  const beganAfterPush = primary?.createdAt === undefined || pushedAt === undefined || primary.createdAt >= pushedAt
  const claims =
    relation === 'other-digest' ||
    (relation === 'other' &&
      expectation.taskDefinition === undefined &&
      primary !== undefined &&
      image !== undefined &&
      namesMovingTag(primary, image, service))
  const isMismatch = claims && beganAfterPush && tasksOf(primary, service).length > 0
  const named = relation === 'other-digest' ? otherImageNamed(primary, image, service) : undefined
  const byDigest = image === undefined ? '' : `"image": "${image.repository}@${image.digest}"`
  if (named !== undefined)
    return {
      cause: isMismatch ? 'digest-mismatch' : 'not-deployed',
      headline: `the pinned task definition names another image than that of ${commit}`,
      explanation: `Expected ${expectation.taskDefinition ?? ''} to run ${name} (${image?.digest ?? ''}, pushed ${utc(pushedAt)}); ${seen}, and its tasks run ${running}. The definition itself names ${named}, so that no deployment of it can bring the commit live.${again}`,
      nextStep: {
        text: 'Register a task definition that names the commit’s image, deploy that, and give its ARN to the input "task-definition".',
        command: byDigest,
      },
      ruledOut: ['It is the pinned task definition that is deployed: no other deployment took its place.'],
    }
  const isRetagged = runOnly(tasksOf(primary, service), image, ({ tags }) => tags.includes(image?.tag ?? ''))
  if (isMismatch)
    return {
      cause: 'digest-mismatch',
      headline: `the deployment names the image of ${commit} but runs another one`,
      explanation: `Expected tasks on ${name} (${image?.digest ?? ''}, pushed ${utc(pushedAt)}); ${seen}, and its tasks run ${running}. ${
        isRetagged
          ? 'The tag means what runs by now: it was pushed again after this run, or its workflow, had settled on the image.'
          : 'The tag meant another image when ECS resolved it, or was moved since.'
      }${again}`,
      nextStep: {
        text: isRetagged
          ? 'Find out who pushed the tag again. If both images were built from this commit, run this job again: it expects what the tag means by then. So that it does not happen again, build each commit once, hand its digest to the input "image", and make the repository’s tags immutable.'
          : 'Name the image by its digest in the task definition, deploy that, and make the repository’s tags immutable so that no other build can move them.',
        command: isRetagged
          ? `aws cloudtrail lookup-events --region ${service.arn.split(':')[3] ?? ''} --lookup-attributes AttributeKey=EventName,AttributeValue=PutImage`
          : byDigest,
      },
      ruledOut: ['The deployment began after the image was pushed, so it is not simply not-deployed.'],
    }
  const expectedDeployment =
    expectation.taskDefinition === undefined
      ? `a deployment of ${name}`
      : `a deployment of ${expectation.taskDefinition} with ${name}`
  const tagMoved = relation === 'other-digest'
  return {
    cause: 'not-deployed',
    headline: tagMoved
      ? `the tag was pushed again, but nothing deployed the image of ${commit}`
      : `the image of ${commit} exists, but no deployment of it began`,
    explanation:
      `Expected ${expectedDeployment}, pushed ${utc(pushedAt)}; ${seen}, and its tasks run ${running}.${again}` +
      (tagMoved ? ' ECS resolves a tag once for each deployment: pushing it again changes nothing that runs.' : ''),
    nextStep: {
      text: tagMoved
        ? 'Start a new deployment, better of a task definition that names the commit’s tag or digest.'
        : 'Check that the deploy step ran, against this service, in this cluster and region, with this image.',
      command: tagMoved
        ? `aws ecs update-service ${cliNames(service)} --force-new-deployment`
        : `aws ecs describe-services ${cliNames(service).replace('--service ', '--services ')} --query 'services[0].deployments'`,
    },
    ruledOut: [
      'The image is in the registry, so it is not image-missing.',
      'No deployment of it was seen, neither current, nor replaced, nor taken back, so it is neither superseded nor rolled-back.',
    ],
  }
}

/** Still rolling out at the deadline. */
export function timedOut(current: ServiceCase, ours: Rollout, seen: string): Finding {
  const { service } = current.observation
  const since = ours.createdAt === undefined ? '' : ` for ${duration(current.now - ours.createdAt)}`
  return {
    cause: 'rollout-timeout',
    headline: `the rollout of ${shortSha(current.expectation.commit)} was not complete at the deadline`,
    explanation: `${described(ours, service)} has been rolling out${since}: ${seen}; ${ours.runningCount} of ${ours.desiredCount} tasks run, ${ours.pendingCount} are pending.${stopsOf(ours.id, service)}`,
    nextStep: {
      text: 'If it is only slow, give it more time with the input "timeout"; otherwise read the service events: they say what it waits for.',
      command: `aws ecs describe-services ${cliNames(service).replace('--service ', '--services ')} --query 'services[0].events[:10].message'`,
    },
    ruledOut: ['No task of it failed again and again, and its controller did not declare it failed.'],
  }
}
