import type { Build } from '../../model.ts'
import { startedBy } from './initiator.ts'
import { quoted } from '../shell.ts'

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

/**
 * The AWS CLI's command that gives a project a webhook for pushes to one branch, for a team that chooses CodeBuild as its one pipeline.
 * @param branch `main`, without `refs/heads/`
 */
export function createWebhookCommand(project: string, region: string, branch: string): string {
  const filters = [
    [
      { type: 'EVENT', pattern: 'PUSH' },
      { type: 'HEAD_REF', pattern: `^refs/heads/${literally(branch)}$` },
    ],
  ]
  return [
    'aws codebuild create-webhook',
    `--region ${quoted(region)}`,
    `--project-name ${quoted(project)}`,
    `--filter-groups ${quoted(JSON.stringify(filters))}`,
  ].join(' ')
}

/** The text as an RE2 pattern that matches exactly it (RE2 syntax: a backslash makes punctuation literal). */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

export interface ManualStarts {
  /** Who started most builds first. */
  readonly people: readonly {
    /** As a person reads it: `user AVA_OLO`. */
    readonly who: string
    readonly builds: number
    /** When the newest of them began; absent where CodeBuild does not say. */
    readonly last?: number
  }[]
}

/** Who started builds by hand, and how often. Automatic retries are CodeBuild's own doing. */
export function manualStarts(builds: readonly Build[]): ManualStarts {
  const byHand = builds.filter((build) => build.origin === 'person' && !isAutomaticRetry(build))
  const people = [...Map.groupBy(byHand, ({ initiator }) => startedBy(initiator))].map(([who, of]) => {
    const times = of.flatMap(({ startedAt }) => startedAt ?? [])
    return { who, builds: of.length, ...(times.length === 0 ? {} : { last: Math.max(...times) }) }
  })
  return {
    people: people.toSorted(
      (one, other) =>
        other.builds - one.builds || (other.last ?? 0) - (one.last ?? 0) || (one.who < other.who ? -1 : 1),
    ),
  }
}

/** Told by the words behind the initiator's own, which `readBuilds` adds. */
function isAutomaticRetry({ initiator, startedBy: words }: Build): boolean {
  return / automatic retry \d+$/.test(words.slice(startedBy(initiator).length))
}
