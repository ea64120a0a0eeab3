import { ACCOUNT } from './ecr.ts'

/** The role that the simulated workflow runs under, as STS and refusals name it. */
export const CALLER_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/GitHubActions`

/** STS's answer to who is calling. */
export function getCallerIdentity(): Readonly<Record<'UserId' | 'Account' | 'Arn', string>> {
  return { UserId: 'AROA2W5QJXSIMULATED0:GitHubActions', Account: ACCOUNT, Arn: CALLER_ARN }
}
