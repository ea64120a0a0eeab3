import { aRollingDeploy } from '../stories/a-rolling-deploy.ts'
import { everyTriggerAtOnce, theWebhookSwitchedOffAtGitHub } from '../stories/one-pipeline.ts'
import { production, pushTheCommit, theImage, withVersion } from '../stories/setting.ts'
import { theFixedDeploy } from '../stories/the-fixed-deploy.ts'
import { theBlueGreenWithABakeTime } from '../stories/traffic-shifts.ts'
import { ALL_AT_ONCE, WAYS, type Way } from '../stories/triggers.ts'
import { theFeatureThatWorks } from '../stories/what-the-url-says.ts'
import { story, type Story } from '../story.ts'

/** A story that is interrupted wherever that is possible. */
export interface Subject {
  readonly title: string
  readonly story: Story
  /** Beside those that the story's step has. */
  readonly inputs?: Readonly<Record<string, string>>
  /** What starts the competing project in it. */
  readonly ways: readonly Way[]
}

/** Metrics are what a run does last, beside its report. */
const METRICS = { 'metrics-namespace': 'Deploys/Web' }

const anAudit = story('an audit', (tale) => {
  production(tale)
  tale.at('10:05:00')
  pushTheCommit(tale)
  tale.at('10:07:00')
  tale.deploy(theImage(tale))
  tale.at('10:30:00')
  tale.verify(withVersion(tale, { mode: 'audit', paths: 'modules/**' }))
  tale.expectVerdict('verified')
})

/** The stories whose await points are swept: together they call all that the action can call on a good day. */
export const SUBJECTS: readonly Subject[] = [
  { title: 'a rolling deploy', story: aRollingDeploy, inputs: METRICS, ways: [] },
  { title: 'a served version and feature checks', story: theFeatureThatWorks, inputs: METRICS, ways: [] },
  { title: 'evidence out of an image’s layers', story: theFixedDeploy, inputs: METRICS, ways: [] },
  { title: 'native blue/green with a bake time', story: theBlueGreenWithABakeTime, inputs: METRICS, ways: [] },
  { title: 'an audit', story: anAudit, inputs: METRICS, ways: [] },
  {
    title: 'a webhook switched off at GitHub',
    story: theWebhookSwitchedOffAtGitHub,
    inputs: METRICS,
    ways: [WAYS['a webhook without filters, at GitHub']],
  },
  {
    title: 'triggers of every kind',
    story: everyTriggerAtOnce,
    inputs: METRICS,
    ways: ALL_AT_ONCE,
  },
]
