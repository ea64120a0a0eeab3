import type { WebhookFilter } from '@aws-sdk/client-codebuild'
import { story, type Story, type Tale } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'
import { PROJECT } from './triggers.ts'

const PUSHES: WebhookFilter[][] = [
  [
    { type: 'EVENT', pattern: 'PUSH' },
    { type: 'HEAD_REF', pattern: '^refs/heads/release/.*$' },
  ],
]

function besideAProject(
  title: string,
  filterGroups: WebhookFilter[][],
  verdict: readonly ['verified' | 'failed', string],
  bend: (tale: Tale) => void = () => {},
): Story {
  return story(title, (tale) => {
    production(tale)
    tale.project({ name: PROJECT, webhook: { filterGroups } })
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(theImage(tale))
    tale.at('10:07:05')
    tale.verify(withVersion(tale, { 'codebuild-project': PROJECT }))
    bend(tale)
    tale.expectVerdict(...verdict)
  })
}

/** The role may not change the hook: the deploy is right, and the other pipeline is still live. */
export const theWebhookThatStays = besideAProject(
  'a webhook that the role may not change',
  PUSHES,
  ['failed', 'competing-trigger'],
  (tale) => tale.fault('codebuild:UpdateWebhook', 'denied'),
)

/** The hook feeds CodeBuild-hosted runners: it is left alone, and no push starts a build through it. */
export const theRunnersWebhook = besideAProject(
  'a webhook that feeds runners',
  [[{ type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' }]],
  ['verified', ''],
)

/** Only releases start it. */
export const theHarmlessWebhook = besideAProject(
  'a webhook that no push starts',
  [[{ type: 'EVENT', pattern: 'RELEASED' }]],
  ['verified', ''],
)

/** It feeds runners and is started by pushes too: nothing can be done to it here. */
export const theMixedWebhook = besideAProject(
  "a webhook that mixes a runner's events with pushes",
  [[{ type: 'EVENT', pattern: 'WORKFLOW_JOB_QUEUED' }], ...PUSHES],
  ['failed', 'competing-trigger'],
)
