import { type History, NO_HISTORY } from '../judge/history.ts'
import type { ServiceJudgement } from '../judge/service.ts'
import type { FailedRead } from '../judge/unreachable.ts'
import type {
  Answer,
  CompetingPipelines,
  Expectation,
  FeatureResult,
  Finding,
  Observation,
  ServiceRef,
} from '../model.ts'

/** A service under watch, as far as it is known. */
export interface WatchedService {
  readonly ref: ServiceRef
  readonly history: History
  readonly expectation?: Expectation
  readonly observation?: Observation
  readonly judgement?: ServiceJudgement
  /** Why the newest look failed; absent when it did not. */
  readonly failure?: FailedRead
}

/** All that is known at a moment; replaced as a whole, so that whoever reads it after a cancellation reads one state. */
export interface WatchState {
  readonly services: readonly WatchedService[]
  /** Answers taken since promises 1 to 3 held, oldest first. */
  readonly answers: readonly Answer[]
  /** The answers of the newest round alone. */
  readonly round: readonly Answer[]
  /** Answers taken while the rollout went on: they inform, they never count. */
  readonly probes: readonly Answer[]
  readonly features: readonly FeatureResult[]
  readonly pipelines?: CompetingPipelines
  readonly looks: number
  /** Milliseconds since the epoch at which nothing is waited for any more. */
  readonly deadline: number
}

export type WatchResult =
  | { readonly state: 'verified' }
  /** `index` names the service that decided; absent where the finding is about the run as a whole. */
  | { readonly state: 'ended'; readonly finding: Finding; readonly index?: number }

export const initialState = (refs: readonly ServiceRef[], pipelines: CompetingPipelines | undefined): WatchState => ({
  services: refs.map((ref) => ({ ref, history: NO_HISTORY })),
  answers: [],
  round: [],
  probes: [],
  features: [],
  looks: 0,
  deadline: Infinity,
  ...(pipelines === undefined ? {} : { pipelines }),
})

/** Whether every service was read in its newest look, and holds promises 1 to 3. */
export const allHold = ({ services }: WatchState): boolean =>
  services.every(({ judgement, failure }) => failure === undefined && judgement?.holds === true)

/** The rollouts of ours, as one text to compare. */
export const rolloutIds = ({ services }: WatchState): string =>
  services.map(({ judgement }) => judgement?.ours?.id ?? '').join('\n')

/** Whether what the image says about itself is still being read: an audit waits for nothing else. */
export const isReading = ({ image }: Expectation): boolean =>
  image.state === 'found' && image.image.evidence.state === 'reading'

export const someAreReading = (services: readonly WatchedService[]): boolean =>
  services.some(({ expectation }) => expectation !== undefined && isReading(expectation))
