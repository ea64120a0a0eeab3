import { SETTING, story, type Story, type Tale } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'
import { ALL_AT_ONCE, layWays, PROJECT, PROJECT_ARN, WAYS, type Way } from './triggers.ts'

/** What else is told in a story beside the project and what starts it. */
export interface OnePipelineOptions {
  readonly inputs?: Readonly<Record<string, string>>
  /** Before the action starts. */
  readonly bend?: (tale: Tale) => void
  readonly verdict?: readonly ['verified' | 'failed' | 'inconclusive', string]
}

/** A right deploy beside a project that is started in these ways. */
export function besideWays(title: string, ways: readonly Way[], options: OnePipelineOptions = {}): Story {
  return story(title, (tale) => {
    production(tale)
    layWays(tale.stage, ways)
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(theImage(tale))
    tale.at('10:07:05')
    const needed = Object.assign({}, ...ways.map(({ inputs }) => inputs))
    tale.verify(withVersion(tale, { 'codebuild-project': PROJECT, ...needed, ...options.inputs }))
    options.bend?.(tale)
    tale.expectVerdict(...(options.verdict ?? ['verified', '']))
  })
}

/** Whatever can start a project starts this one: all of it is disabled, and the deploy is verified. */
export const everyTriggerAtOnce = besideWays('a project with every kind of trigger', ALL_AT_ONCE)

/** CodeBuild knows no way back to a hook without filters, so it is switched off at GitHub. */
export const theWebhookSwitchedOffAtGitHub = besideWays('a webhook that is switched off at GitHub', [
  WAYS['a webhook without filters, at GitHub'],
])

/** The rule sends mail too: it stays on, and the run says how to take the project out of it. */
export const theRuleWithAnotherTarget = besideWays('a rule that starts something else too', [], {
  bend: ({ stage }) =>
    stage.events.rule({
      name: 'nightly',
      scheduleExpression: 'cron(0 3 * * ? *)',
      targets: [PROJECT_ARN, 'arn:aws:sns:us-east-1:123456789012:mail'],
    }),
  verdict: ['failed', 'competing-trigger'],
})

/** The role may look at no rule: whether one starts the project nobody knows, and that is no pass. */
export const theRulesThatNobodyMayRead = besideWays('rules that the role may not read', ALL_AT_ONCE, {
  bend: (tale) => tale.fault('events:*', 'denied'),
  verdict: ['failed', 'competing-trigger'],
})

/** Somebody opens the pipeline again while the tasks roll: the last look sees it. */
export const thePipelineReopened = besideWays('a pipeline that somebody opens again', [WAYS['a pipeline']], {
  bend: (tale) =>
    tale.after('30s', () =>
      tale.stage.codepipeline.close('release', 'Build', undefined, 'arn:aws:iam::123456789012:user/AVA_OLO'),
    ),
  verdict: ['failed', 'competing-trigger'],
})

/** Nobody named the project: it builds from this repository and pushes this image, and the documentation's does not. */
export const theProjectFoundByItself = besideWays(
  'a competing project that nobody named',
  [WAYS['a webhook with filter groups'], WAYS['a rule on the default bus']],
  {
    inputs: { 'codebuild-project': 'auto' },
    bend: ({ stage }) =>
      stage.codebuild.project({
        name: 'agricultural-docs',
        repository: `https://github.com/${SETTING.repository}.git`,
        webhook: { filterGroups: [[{ type: 'EVENT', pattern: 'PUSH' }]] },
      }),
  },
)
