import type { Failure, Service } from '@aws-sdk/client-ecs'
import type { Aws } from '../aws/api.ts'
import { incompleteAnswer } from '../aws/errors.ts'
import { AwsFailure } from '../aws/failure.ts'
import { Ending } from '../ending.ts'
import type { ServiceRef } from '../model.ts'
import { lastSegment } from './answers.ts'
import { aboutMessage } from '../paragraphs.ts'

/** A service as DescribeServices tells it, with the names that AWS sends with every one. */
export type NamedService = Service & {
  readonly serviceArn: string
  readonly serviceName: string
  readonly clusterArn: string
}

/** Asks for services; questions that are put at the same time share calls. */
export interface ServiceDescriber {
  /** Rejects with an `Ending` where ECS knows no such service, with an `AwsFailure` where it did not say. */
  describe(ref: ServiceRef): Promise<NamedService>
}

const action = 'ecs:DescribeServices'
// The API's own limit (DescribeServices, services).
const batchSize = 10

interface Question {
  readonly ref: ServiceRef
  readonly answer: PromiseWithResolvers<NamedService>
}

function isNamed(service: Service): service is NamedService {
  return service.serviceArn !== undefined && service.serviceName !== undefined && service.clusterArn !== undefined
}

/** Both may be a name or an ARN, of the old form or the new one; a cluster has a name once. */
const isSame = (one: string, other: string): boolean => lastSegment(one) === lastSegment(other)

function notThere(ref: ServiceRef, failure: Failure): Ending {
  return new Ending(
    'service-not-found',
    'there is no such service',
    `Expected ${ref.label} in ${ref.region}; ECS knows no service ${failure.arn ?? ref.service} in cluster ${ref.cluster}.`,
    {
      text: 'Check the inputs "service", "cluster" and "aws-region".',
      command: `aws ecs list-services --cluster ${ref.cluster} --region ${ref.region}`,
      about: aboutMessage('there-is-no-such-service-or-cluster'),
    },
  )
}

function named(service: Service): NamedService {
  if (!isNamed(service)) throw incompleteAnswer(action, "the service's ARN, name or cluster")
  // A state that is not told is none of those that mean something; nothing may be read into it.
  if (service.status === undefined) throw incompleteAnswer(action, "the service's status")
  return service
}

/** @param alone whether nothing else was asked for, so that whatever was answered is about it */
function answerFor(
  ref: ServiceRef,
  services: readonly Service[],
  failures: readonly Failure[],
  alone: boolean,
): NamedService {
  const service = services.find(
    ({ serviceArn, serviceName }) => alone || isSame(serviceArn ?? serviceName ?? '', ref.service),
  )
  if (service !== undefined) return named(service)
  const failure = failures.find(({ arn }) => alone || isSame(arn ?? '', ref.service))
  // ECS throws for a cluster that does not exist, but answers 200 and MISSING for a service.
  if (failure?.reason === 'MISSING') throw notThere(ref, failure)
  if (failure !== undefined)
    throw new AwsFailure('retry', action, failure.reason ?? 'UnknownFailure', failure.detail ?? failure.reason ?? '', {
      resource: failure.arn,
    })
  throw incompleteAnswer(action, 'the service')
}

export function createServiceDescriber(aws: Pick<Aws, 'ecs'>): ServiceDescriber {
  /** By region and cluster; what is put before the current turn of the code ends. */
  const waiting = new Map<string, Question[]>()

  async function ask(questions: readonly Question[]): Promise<void> {
    const [first] = questions
    if (first === undefined) return
    const { cluster, region } = first.ref
    try {
      const asked = [...new Set(questions.map(({ ref }) => ref.service))]
      const { services = [], failures = [] } = await aws.ecs(region).describeServices({ cluster, services: asked })
      for (const { ref, answer } of questions)
        try {
          answer.resolve(answerFor(ref, services, failures, asked.length === 1))
        } catch (error) {
          answer.reject(error)
        }
    } catch (error) {
      // One service that may not be read, or whose name is none, has the whole call refused: which one, only each by itself tells.
      const isOfOne = error instanceof AwsFailure && error.kind !== 'retry' && error.kind !== 'credentials'
      if (isOfOne && questions.length > 1) await Promise.all(questions.map((question) => ask([question])))
      else for (const { answer } of questions) answer.reject(error)
    }
  }

  return {
    describe: (ref) => {
      const key = `${ref.region} ${ref.cluster}`
      const question: Question = { ref, answer: Promise.withResolvers() }
      const questions = waiting.get(key)
      if (questions !== undefined) questions.push(question)
      else {
        waiting.set(key, [question])
        queueMicrotask(() => {
          const put = waiting.get(key) ?? []
          waiting.delete(key)
          for (let from = 0; from < put.length; from += batchSize) void ask(put.slice(from, from + batchSize))
        })
      }
      return question.answer.promise
    },
  }
}
