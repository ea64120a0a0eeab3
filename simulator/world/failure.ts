/**
 * An error as AWS answers it. The wire layer turns it into the service's JSON (`__type`, `message`) or XML error with `status`;
 * `inProcess` turns it into the action's own `AwsFailure`.
 */
export class AwsError extends Error {
  /** HTTP status. */
  readonly status: number

  /** @param name the error's name on the wire: `ClusterNotFoundException` */
  constructor(name: string, message: string, status = 400) {
    super(message)
    this.name = name
    this.status = status
  }
}

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message)
