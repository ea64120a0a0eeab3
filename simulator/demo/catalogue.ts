/** What the demo can play: every story, of which one for each cause is on the tour, and one that is verified. */
import type { Cause } from '../../src/model.ts'
import { visible } from '../../src/report/visible.ts'
import { aRollingDeploy } from '../stories/a-rolling-deploy.ts'
import { theExpiredCredentials, theOutage, theRefusedCall } from '../stories/aws-in-the-way.ts'
import { theCodeThatExits } from '../stories/crash-loops.ts'
import { stories } from '../stories/index.ts'
import { mixedDigests } from '../stories/mixed-digests.ts'
import {
  theClusterWithoutRoom,
  theDigestsThatNobodyTells,
  theInputThatIsNone,
  theServiceThatIsNotThere,
  theTagThatWasTakenBack,
} from '../stories/more-ways-to-fail.ts'
import { theDesiredCountOfZero } from '../stories/nothing-runs.ts'
import { theCancelledJob } from '../stories/other-kinds-of-service.ts'
import { theWebhookThatStays } from '../stories/other-pipelines.ts'
import { theFailureWithNoRollback, theRollbackToTheOldDeployment } from '../stories/rollbacks.ts'
import { theBuildThatNeverRan } from '../stories/the-build-that-never-ran.ts'
import { theFixedDeploy } from '../stories/the-fixed-deploy.ts'
import { theImageThatSaysNothing, theImageWithOldCode } from '../stories/the-image-with-old-code.ts'
import { theOtherPipelinesDeployment } from '../stories/the-other-pipelines-deployment.ts'
import { theTagPushedAgain } from '../stories/the-tag-pushed-again.ts'
import { theAlternatingAnswers, theBrokenFeature, thePageForEverything } from '../stories/what-the-url-says.ts'
import type { ExpectedVerdict, PlayOptions, Story } from '../story.ts'

/** A cause, or `verified`. */
export type Stop = Cause | 'verified'

/** A story as the demo shows it. */
export interface Showing {
  /** Its title with hyphens: what the command line and its page call it. */
  readonly name: string
  readonly title: string
  readonly story: Story
  /** The end that it stands for on the tour. */
  readonly stop?: Stop
  /** What the step is given beside what the story says. */
  readonly options?: Pick<PlayOptions, 'inputs' | 'crash'>
  /** How it ends where that is not as the story itself tells. */
  readonly expected?: ExpectedVerdict
}

interface Example extends Pick<Showing, 'story' | 'options' | 'expected'> {
  /** What is done to the story, where something is. */
  readonly how?: string
}

/** The stories of which the pages about the causes show the end; first the two that tell what the action is for. */
const EXAMPLES: Readonly<Record<Stop, Example>> = {
  'image-stale': { story: theImageWithOldCode },
  verified: { story: theFixedDeploy },
  'image-missing': { story: theBuildThatNeverRan },
  'image-unproven': {
    story: theImageThatSaysNothing,
    how: 'with require-image-proof',
    options: { inputs: { 'require-image-proof': 'true' } },
    expected: { verdict: 'failed', cause: 'image-unproven' },
  },
  'not-deployed': { story: theTagPushedAgain },
  superseded: { story: theOtherPipelinesDeployment },
  'rolled-back': { story: theRollbackToTheOldDeployment },
  'rollout-failed': { story: theFailureWithNoRollback },
  'tasks-failing': { story: theCodeThatExits },
  'digest-mismatch': { story: theTagThatWasTakenBack },
  'mixed-tasks': { story: mixedDigests },
  'rollout-timeout': { story: theClusterWithoutRoom },
  'nothing-running': { story: theDesiredCountOfZero },
  'version-mismatch': { story: theImageThatSaysNothing },
  'version-mixed': { story: theAlternatingAnswers },
  'feature-failed': { story: theBrokenFeature },
  'competing-trigger': { story: theWebhookThatStays },
  'service-not-found': { story: theServiceThatIsNotThere },
  'version-unreadable': { story: thePageForEverything },
  'digest-unreadable': { story: theDigestsThatNobodyTells },
  'access-denied': { story: theRefusedCall },
  credentials: { story: theExpiredCredentials },
  'aws-unreachable': { story: theOutage },
  'invalid-input': { story: theInputThatIsNone },
  cancelled: { story: theCancelledJob },
  'internal-error': {
    story: aRollingDeploy,
    how: 'with an error thrown on purpose',
    options: { crash: { turn: 5_000, by: 'timer' } },
    expected: { verdict: 'inconclusive', cause: 'internal-error' },
  },
}

/** One story for each cause, and one that is verified. */
export const tour: readonly Showing[] = (Object.keys(EXAMPLES) as Stop[]).map((stop) => {
  const { how, ...example } = EXAMPLES[stop]
  const title = how === undefined ? example.story.title : `${example.story.title}, ${how}`
  return { name: hyphenated(title), title, stop, ...example }
})

const onTour = new Set(tour.map(({ name }) => name))

/** Everything: the tour, and the stories that are not on it. */
export const showings: readonly Showing[] = [
  ...tour,
  ...stories
    .map((story): Showing => ({ name: hyphenated(story.title), title: story.title, story }))
    .filter(({ name }) => !onTour.has(name)),
]

/** What a showing is called where room is short. */
export const shortName = ({ stop, name }: Showing): string => stop ?? name

/** No showing, or more than one, is called so. The message tells which are close. */
export class UnknownName extends Error {
  override readonly name = 'UnknownName'
}

const MOST_NAMED = 6

/**
 * The showings that are called so: by cause or `verified`, by the name of the story or of its page, or by a part of one that no other has.
 *
 * @throws UnknownName
 */
export function chosen(names: readonly string[]): readonly Showing[] {
  return [...new Set(names.map(showingOf))]
}

function showingOf(given: string): Showing {
  const name = hyphenated(given.replace(/\.(?:ts|html)$/, ''))
  const exact = tour.find(({ stop }) => stop === name) ?? showings.find((showing) => showing.name === name)
  if (exact !== undefined) return exact
  const like = name === '' ? [] : showings.filter((showing) => namesOf(showing).some((own) => own.includes(name)))
  const [first, ...more] = like
  if (first !== undefined && more.length === 0) return first
  throw new UnknownName(
    first === undefined
      ? `Expected the name of a story, a cause, or verified; saw ${quoted(given)}. The nearest: ${nearest(name).join(', ')}.`
      : `Expected one story; ${quoted(given)} is in the names of ${like.length}: ${like.slice(0, MOST_NAMED).map(shortName).join(', ')}` +
          `${like.length > MOST_NAMED ? ', …' : ''}. Give more of the name.`,
  )
}

const quoted = (text: string): string => JSON.stringify(visible(text))

const namesOf = ({ stop, name }: Showing): readonly string[] => (stop === undefined ? [name] : [stop, name])

/** The three names that share the largest part of their pairs of letters with a name. */
function nearest(name: string): readonly string[] {
  const wanted = pairsOf(name)
  const likeness = (other: string): number => {
    const pairs = pairsOf(other)
    return [...wanted].filter((pair) => pairs.has(pair)).length / (wanted.size + pairs.size)
  }
  return [...new Set(showings.flatMap(namesOf))].toSorted((a, b) => likeness(b) - likeness(a)).slice(0, 3)
}

function pairsOf(name: string): Set<string> {
  const padded = ` ${name} `
  return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)))
}

function hyphenated(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}
