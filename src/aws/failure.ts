/**
 * What a failed call means for the run. `denied`: the role may not make it. `credentials`: there are none, or they are no longer
 * valid. `absent`: the named thing does not exist. `unsupported`: this kind of service has no such record. `retry`: throttled,
 * 5xx, reset, timed out or unreadable, worth another try until the deadline. `rejected`: AWS understood and said no.
 */
export type AwsFailureKind = 'denied' | 'credentials' | 'absent' | 'unsupported' | 'retry' | 'rejected'

/** The code of a call that was not made any more because the run was over: it tells nothing of whom it was for. */
export const NOT_MADE = 'NotMade'

/** A failed AWS call, sorted. `message` is AWS's own text: outside text. */
export class AwsFailure extends Error {
  readonly kind: AwsFailureKind
  /** The IAM action: `ecs:DescribeTasks`. */
  readonly action: string
  /** The error's name on the wire: `ThrottlingException`. */
  readonly code: string
  readonly httpStatus: number | undefined
  /** What the refusal names, or the resource that the call was about. */
  readonly resource: string | undefined

  constructor(
    kind: AwsFailureKind,
    action: string,
    code: string,
    message: string,
    about: { readonly httpStatus?: number | undefined; readonly resource?: string | undefined } = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'AwsFailure'
    this.kind = kind
    this.action = action
    this.code = code
    this.httpStatus = about.httpStatus
    this.resource = about.resource
  }
}
