import { AwsFailure, type AwsFailureKind } from '../../src/aws/failure.ts'
import { AwsError } from './failure.ts'

const kinds: Readonly<Record<string, AwsFailureKind>> = {
  AccessDeniedException: 'denied',
  AccessDenied: 'denied',
  ExpiredTokenException: 'credentials',
  ExpiredToken: 'credentials',
  UnrecognizedClientException: 'credentials',
  InvalidSignatureException: 'credentials',
  ClusterNotFoundException: 'absent',
  ServiceNotFoundException: 'absent',
  ResourceNotFoundException: 'absent',
  DeploymentDoesNotExistException: 'absent',
  DeploymentTargetDoesNotExistException: 'absent',
  RepositoryNotFoundException: 'absent',
  ImageNotFoundException: 'absent',
  LayersNotFoundException: 'absent',
  TargetGroupNotFound: 'absent',
  LoadBalancerNotFound: 'absent',
  ListenerNotFound: 'absent',
  RuleNotFound: 'absent',
  UnsupportedFeatureException: 'unsupported',
  ThrottlingException: 'retry',
  Throttling: 'retry',
  ServerException: 'retry',
  ServiceUnavailable: 'retry',
}

/** The service's prefix in IAM actions. */
export type IamPrefix =
  'ecs' | 'ecr' | 'codebuild' | 'events' | 'scheduler' | 'codepipeline' | 'codedeploy' | 'elasticloadbalancing' | 'logs'

export interface InProcessOptions {
  /** Runs before each call, with its IAM action (`ecs:DescribeTasks`); what it throws is what the call answers. */
  readonly before?: (action: string, input: unknown) => void
}

/** How the action's own port to AWS tells an error that AWS answered. An unknown name is `rejected`, or `retry` with a 5xx. */
export const asFailure = (action: string, error: AwsError): AwsFailure => {
  const kind = kinds[error.name] ?? (error.status >= 500 ? 'retry' : 'rejected')
  return new AwsFailure(kind, action, error.name, error.message, { httpStatus: error.status })
}

/** An API of the simulator without a wire: the same calls, which reject with `AwsFailure` as the action's port promises. */
export const inProcess = <T extends object>(api: T, prefix: IamPrefix, options: InProcessOptions = {}): T =>
  new Proxy(api, {
    get: (target, property, receiver) => {
      const member: unknown = Reflect.get(target, property, receiver)
      if (typeof member !== 'function' || typeof property !== 'string') return member
      const action = `${prefix}:${property.charAt(0).toUpperCase()}${property.slice(1)}`
      return async (input: unknown): Promise<unknown> => {
        try {
          options.before?.(action, input)
          return await Promise.resolve(Reflect.apply(member, target, [input]))
        } catch (error) {
          throw error instanceof AwsError ? asFailure(action, error) : error
        }
      }
    },
  })
