/** Runs, as recommendations are drawn from them. */
import { concluded } from '../../src/judge/causes.ts'
import { recommendationsOf } from '../../src/judge/recommendations.ts'
import type {
  Build,
  Cause,
  CompetingPipelines,
  CompetingProject,
  ExpectedImage,
  ImageEvidence,
  Recommendation,
  RunOutcome,
  ServiceOutcome,
  ServicePicture,
  Settings,
  Trigger,
} from '../../src/model.ts'
import { complete, finding } from '../report/outcomes.ts'
import {
  BEFORE,
  COMMIT,
  container,
  definitionArn,
  expectation,
  image,
  MINUTE,
  NOW,
  observation,
  OURS,
  REPOSITORY,
  stop,
} from './cases.ts'
import { printedByShell } from '../here.ts'

export type Told = Omit<RunOutcome, 'recommendations'>

export interface Change {
  readonly cause?: Cause | 'verified'
  /** Null: none was found. */
  readonly image?: Partial<ExpectedImage> | null
  readonly service?: Partial<ServicePicture>
  readonly settings?: Partial<Settings>
  readonly ours?: string
  readonly run?: Partial<Told>
}

const {
  versionFile: _versionFile,
  imageVersionFile: _imageVersionFile,
  ...rest
}: Settings = { ...complete.settings, codebuildProjects: [] }

/** Without a version file. */
export const settings: Settings = rest

export function told({
  cause = 'verified',
  image: change = {},
  service = {},
  settings: asked,
  ours = OURS,
  run,
}: Change): Told {
  const verdict =
    cause === 'verified'
      ? ({ verdict: 'verified', headline: 'live', notes: [] } as const)
      : concluded({ ...finding, cause, nextStep: { text: 'Mend it.' } })
  const one: ServiceOutcome = {
    ref: {
      cluster: 'ava-olo',
      service: 'agricultural-core',
      region: 'us-east-1',
      label: 'ava-olo / agricultural-core',
    },
    verdict,
    checks: [],
    expectation: expectation({
      image:
        change === null
          ? { state: 'missing', repository: REPOSITORY, searched: 'the tag 3fa04cb' }
          : { state: 'found', image: image(change) },
    }),
    observation: observation(service),
    ourRolloutId: ours,
  }
  return {
    actionVersion: '1.0.0',
    settings: { ...settings, ...asked },
    verdict,
    services: [one],
    decisive: 0,
    commit: { sha: COMMIT, committedAt: NOW - 30 * MINUTE },
    answers: [],
    features: [],
    timeline: [],
    figures: { startedAt: NOW - 5 * MINUTE, endedAt: NOW, looks: 1, awsCalls: 1, throttled: 0, faults: {} },
    ...run,
  }
}

export const of = (change: Change): readonly Recommendation[] => recommendationsOf(told(change))
export const ids = (change: Change): readonly string[] => of(change).map(({ id }) => id)

export function the(id: Recommendation['id'], change: Change): Recommendation {
  const found = of(change).find((recommendation) => recommendation.id === id)
  if (found === undefined) throw new Error(`there is no ${id}, but ${ids(change).join(', ')}`)
  return found
}

export const linesOf = (id: Recommendation['id'], change: Change): string | undefined => the(id, change).lines?.text

export const silent: readonly ImageEvidence[] = (['revision-label', 'revision-annotation', 'provenance'] as const).map(
  (kind) => ({ kind, where: kind, expected: COMMIT, said: '', finding: 'absent' }),
)
export const unread: ImageEvidence = {
  kind: 'provenance',
  where: 'provenance',
  expected: COMMIT,
  said: '',
  finding: 'not-read',
}
export const agreeing: readonly ImageEvidence[] = [
  { kind: 'revision-label', where: 'label', expected: COMMIT, said: COMMIT, finding: 'agrees' },
]
export const read = (items: readonly ImageEvidence[]): Partial<ExpectedImage> => ({
  evidence: { state: 'read', items },
})

export const build = (change: Partial<Build> = {}): Build => ({
  id: 'ava-build:1',
  number: 41,
  project: 'ava-build',
  status: 'SUCCEEDED',
  initiator: 'AVA_OLO',
  startedBy: 'user AVA_OLO',
  origin: 'person',
  startedAt: NOW - 12 * MINUTE,
  endedAt: NOW - 9 * MINUTE,
  running: false,
  stopped: false,
  ...change,
})

export const trigger = (change: Partial<Trigger> = {}): Trigger => ({
  kind: 'webhook',
  project: 'ava-build',
  name: 'hooks/1',
  state: 'live',
  change: 'none',
  detail: 'pushes to any branch',
  ...change,
})

export const project = (change: Partial<CompetingProject> = {}): CompetingProject => ({
  name: 'ava-build',
  arn: 'arn:aws:codebuild:us-east-1:123456789012:project/ava-build',
  exists: true,
  competing: 'named',
  evidence: [],
  triggers: [],
  builds: [],
  ...change,
})

export const pipelines = (
  projects: readonly CompetingProject[],
  change: Partial<CompetingPipelines> = {},
): { readonly pipelines: CompetingPipelines } => ({
  pipelines: { handling: 'disable', auto: false, region: 'us-east-1', readAt: NOW, projects, problems: [], ...change },
})

export const named = (name: string): Partial<ServicePicture> => ({
  taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image: name })] }],
})

export const scaledIn = (id: string, minutes: number): Partial<ServicePicture> => ({
  events: [
    { at: NOW - 10 * MINUTE, message: `(service agricultural-core) has stopped 1 running tasks: (task ${id}).` },
  ],
  stops: [
    stop({
      taskArn: `arn:aws:ecs:us-east-1:123456789012:task/ava-olo/${id}`,
      rolloutId: BEFORE,
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Scaling activity initiated by (deployment ${OURS})`,
      stoppedAt: NOW - 10 * MINUTE + minutes * MINUTE,
    }),
  ],
})

export const crashed = [
  stop({ stoppedAt: NOW - 3 * MINUTE }),
  stop({ stoppedAt: NOW - 2 * MINUTE }),
  stop({ stoppedAt: NOW - MINUTE }),
]

/** What a POSIX shell makes of the command: the words that the program gets. */
export function wordsOf(command: string, program: 'aws' | 'docker'): readonly string[] {
  const script = `${program}() { printf '%s\\0' "$@"; }\nCODEBUILD_RESOLVED_SOURCE_VERSION=feed\n${command}\n`
  return printedByShell(script).split('\0').slice(0, -1)
}
