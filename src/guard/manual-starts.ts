/**
 * The IAM policy that keeps people from starting the projects by hand, as JSON text to paste; empty without an ARN. No switch of
 * CodeBuild stops a person (there is no paused state, and a build limit is at least 1), only a deny on the person's side does.
 */
export function denyManualStarts(projectArns: readonly string[]): string {
  if (projectArns.length === 0) return ''
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyManualCodeBuildStarts',
        Effect: 'Deny',
        Action: [
          'codebuild:StartBuild',
          'codebuild:StartBuildBatch',
          'codebuild:RetryBuild',
          'codebuild:RetryBuildBatch',
          'codebuild:StartSandbox',
        ],
        Resource: projectArns,
      },
    ],
  }
  return JSON.stringify(policy, null, 2)
}
