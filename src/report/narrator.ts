import { judgeFeatures } from '../judge/features.ts'
import { judgePipelines } from '../judge/pipelines.ts'
import { judgeServed } from '../judge/served.ts'
import type { CompetingPipelines, ExpectedVersion, RunOutcome, Settings } from '../model.ts'
import type { Watched } from '../outcome.ts'
import type { WatchState } from '../watch/state.ts'
import { shortSha } from '../wording.ts'
import type { Log } from './log.ts'
import {
  changeLines,
  headerLines,
  pipelineLines,
  type Progress,
  progressLine,
  progressOf,
  verdictLines,
} from './progress.ts'

/** Tells the run to the log while it goes on: what is expected, what changed, and a sign of life. */
export interface Narrator {
  begin(settings: Settings, version: ExpectedVersion): void
  pipelines(pipelines: CompetingPipelines | undefined): void
  /** Another commit is watched from now on, in place of ours; or ours again, where nothing stands in any more. */
  inPlace(settings: Settings, version: ExpectedVersion, standsIn: Watched['standsIn']): void
  /** `idle`: a minute is over; say how far it is even where nothing changed. */
  tell(state: WatchState, idle: boolean): void
  defect(error: Error): void
  /** Closes the group, so that a collapsed log still shows the verdict. */
  end(outcome: RunOutcome): void
}

/** @param docsUrl the folder of the documentation; that of the action itself where it has no address */
export function createNarrator(log: Log, actionVersion: string, startedAt: number, docsUrl?: string): Narrator {
  let settings: Settings | undefined
  let version: ExpectedVersion | undefined
  let watching = false
  const told = new Map<number, Progress>()
  let failures = ''

  const lines = (texts: readonly string[]): void => {
    for (const text of texts) log.line(text)
  }

  return {
    begin: (given, expected) => {
      settings = given
      version = expected
      lines(headerLines(actionVersion, given, expected))
    },
    pipelines: (pipelines) => {
      lines(pipelineLines(pipelines))
    },
    inPlace: (given, expected, standsIn) => {
      settings = given
      version = expected
      told.clear()
      lines([inPlaceLine(given, expected, standsIn)])
    },
    tell: (state, idle) => {
      if (settings === undefined || version === undefined) return
      if (!watching) log.group('Watching')
      watching = true
      const asked = state.answers.length > 0 ? state.answers : state.probes
      const shared = [
        judgeServed(settings.served, version, asked),
        judgeFeatures(settings.featureChecks, state.features),
        judgePipelines(state.pipelines),
      ]
      for (const [index, service] of state.services.entries()) {
        if (service.observation === undefined) continue
        const progress = progressOf({
          startedAt,
          label: state.services.length > 1 ? service.observation.service.name : '',
          expectation: service.expectation,
          observation: service.observation,
          checks: [...(service.judgement?.checks ?? []), ...(index === 0 ? shared : [])],
          answers: index === 0 ? asked : [],
          ...(settings.served === undefined ? {} : { samples: settings.served.samples }),
        })
        const changed = changeLines(told.get(index), progress)
        lines(changed)
        told.set(index, progress)
        if (idle) log.line(progressLine(progress))
      }
      const failing = state.services.flatMap(({ ref, failure }) =>
        failure === undefined ? [] : [`could not read ${ref.label}, will try again: ${failure.message}`],
      )
      if (failing.join() !== failures) lines(failing)
      failures = failing.join()
    },
    defect: (error) => {
      log.debug(error.stack ?? error.message)
    },
    end: (outcome) => {
      if (watching) log.endGroup()
      lines(['', ...verdictLines(outcome, docsUrl)])
    },
  }
}

function inPlaceLine({ commit }: Settings, { value }: ExpectedVersion, standsIn: Watched['standsIn']): string {
  switch (standsIn) {
    case undefined:
      return `${shortSha(commit)} was deployed again: watching it`
    case 'successor':
      return `superseded by a newer commit that contains this one: watching ${shortSha(commit)} (${value}) in its place`
    case 'live-commit':
      return `no commit since ${shortSha(commit)}, which runs, touches paths: looking at ${shortSha(commit)} (${value}) in place of the head`
  }
}
