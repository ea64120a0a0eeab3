import type { BuildOrigin } from '../../model.ts'

/** One form of `Build.initiator`: what it stands for, and how a person reads it. */
interface Form {
  readonly origin: BuildOrigin
  readonly pattern: RegExp
  readonly words: (...captures: readonly string[]) => string
}

/**
 * CodeBuild gives one text for every way to start a build. The first form that fits counts. What has no slash is an IAM user's name, and
 * what has one is an assumed role's `role/session` (API reference, Build.initiator; real answers for webhooks, rules and SSO).
 */
const FORMS: readonly Form[] = [
  { origin: 'unknown', pattern: /^$/, words: () => 'somebody unknown' },
  { origin: 'webhook', pattern: /^GitHub-Hookshot\//, words: () => 'GitHub webhook' },
  { origin: 'webhook', pattern: /^bitbucket-webhooks\b/i, words: () => 'Bitbucket webhook' },
  { origin: 'webhook', pattern: /^gitlab\//i, words: () => 'GitLab webhook' },
  { origin: 'rule', pattern: /^rule\/(.*)$/s, words: (rule) => `EventBridge rule ${rule}` },
  { origin: 'pipeline', pattern: /^codepipeline\/(.*)$/s, words: (pipeline) => `CodePipeline ${pipeline}` },
  { origin: 'jenkins', pattern: /^CodeBuild-Jenkins-Plugin/, words: () => 'Jenkins (CodeBuild plugin)' },
  { origin: 'person', pattern: /^([^/]*)$/, words: (user) => `user ${user}` },
  // The name that IAM Identity Center gives its roles; the session is the person's.
  {
    origin: 'person',
    pattern: /^AWSReservedSSO_([^/]+?)(?:_[0-9a-f]+)?\/(.*)$/s,
    words: (permissionSet, person) => `${person} (SSO, ${permissionSet})`,
  },
  // The session name that aws-actions/configure-aws-credentials gives by default.
  {
    origin: 'workflow',
    pattern: /^([^/]*)\/GitHubActions$/,
    words: (role) => `a GitHub Actions workflow (role ${role})`,
  },
  // The name that the console of EventBridge Scheduler gives the role that it makes.
  {
    origin: 'schedule',
    pattern: /^(Amazon_EventBridge_Scheduler_[^/]*)\//,
    words: (role) => `EventBridge Scheduler (role ${role})`,
  },
  // An identity provider names the sessions of people after their e-mail addresses; no service of AWS does that.
  {
    origin: 'person',
    pattern: /^([^/]*)\/([^/@\s]+@[^/@\s]+\.[^/@\s]+)$/,
    words: (role, person) => `${person} (role ${role})`,
  },
  { origin: 'role', pattern: /^([^/]*)\/(.*)$/s, words: (role, session) => `role ${role}, session ${session}` },
]

function formOf(initiator: string): { readonly origin: BuildOrigin; readonly words: string } {
  for (const { origin, pattern, words } of FORMS) {
    const found = pattern.exec(initiator)
    if (found !== null) return { origin, words: words(...found.slice(1)) }
  }
  return { origin: 'unknown', words: `somebody unknown (${initiator})` }
}

/** The kind of thing that started a build. A role's session counts as a person's where its name is an e-mail address. */
export function originOf(initiator: string): BuildOrigin {
  return formOf(initiator).origin
}

/** Who started a build, as a person reads it. */
export function startedBy(initiator: string): string {
  return formOf(initiator).words
}
