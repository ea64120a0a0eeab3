/**
 * Who started a build, as a person reads it. CodeBuild gives one text for every way to start a build (`Build.initiator`); the forms
 * are told apart by their beginnings, in this order. A name with no slash is an IAM user's (API reference, Build.initiator).
 */
export function startedBy(initiator: string): string {
  if (initiator === '') return 'somebody unknown'
  if (initiator.startsWith('GitHub-Hookshot/')) return 'GitHub webhook'
  if (/^bitbucket-webhooks\b/i.test(initiator)) return 'Bitbucket webhook'
  if (/^gitlab\//i.test(initiator)) return 'GitLab webhook'
  if (initiator.startsWith('rule/')) return `EventBridge rule ${initiator.slice('rule/'.length)}`
  if (initiator.startsWith('codepipeline/')) return `CodePipeline ${initiator.slice('codepipeline/'.length)}`
  if (initiator.startsWith('CodeBuild-Jenkins-Plugin')) return 'Jenkins (CodeBuild plugin)'
  const slash = initiator.indexOf('/')
  if (slash < 0) return `user ${initiator}`
  const role = initiator.slice(0, slash)
  const session = initiator.slice(slash + 1)
  const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]+$/.exec(role)?.[1]
  if (permissionSet !== undefined) return `${session} (SSO, ${permissionSet})`
  // The session name that aws-actions/configure-aws-credentials gives by default.
  if (session === 'GitHubActions') return `a GitHub Actions workflow (role ${role})`
  return `role ${role}, session ${session}`
}
