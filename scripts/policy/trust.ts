/** The trust policy of the role: which jobs of GitHub Actions may assume it. */
import { literal, oneOrMany } from './document.ts'

export interface TrustOptions {
  readonly partition: string
  readonly account: string
  /** `OWNER/REPO`, or `OWNER@OWNER_ID/REPO@REPO_ID` where the repository's tokens say so. */
  readonly repository: string
  readonly branches: readonly string[]
  readonly environments: readonly string[]
}

export interface TrustPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly [
    {
      readonly Sid: string
      readonly Effect: 'Allow'
      readonly Principal: { readonly Federated: string }
      readonly Action: 'sts:AssumeRoleWithWebIdentity'
      readonly Condition: { readonly StringEquals: Readonly<Record<string, string | readonly string[]>> }
    },
  ]
}

const ISSUER = 'token.actions.githubusercontent.com'

/** The audience that aws-actions/configure-aws-credentials asks a token for; in China by its input `audience`. */
export function audienceOf(partition: string): string {
  return partition === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com'
}

/** The trust policy for jobs of these branches and environments, and for no others: a subject is compared as a whole. */
export function trustFor({ partition, account, repository, branches, environments }: TrustOptions): TrustPolicy {
  const subjects = [
    ...branches.map((branch) => `ref:refs/heads/${branch}`),
    // GitHub writes a colon in a name so, because colons divide a subject.
    ...environments.map((environment) => `environment:${environment.replaceAll(':', '%3A')}`),
  ]
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'JobsOfGitHubActions',
        Effect: 'Allow',
        Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${ISSUER}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: audienceOf(partition),
            [`${ISSUER}:sub`]: oneOrMany(subjects.map((subject) => literal(`repo:${repository}:${subject}`))),
          },
        },
      },
    ],
  }
}
