import { isRecord } from '../wire/protocol.ts'
import { runStaged, stageStory, type ExpectedVerdict, type StagedStory } from '../story.ts'
import type { Showing } from './catalogue.ts'

/** How a showing went. */
export interface Performance {
  readonly showing: Showing
  readonly verdict: string
  /** Empty when verified. */
  readonly cause: string
  readonly headline: string
  /** Markdown. */
  readonly summary: string
  /** The JSON report, where one was written, and the path by which the summary names it: that file is gone when the run is over. */
  readonly report: unknown
  readonly reportPath: string
  /** The exit code, or the signal that ended the run. */
  readonly exit: string
  readonly virtualMilliseconds: number
  readonly realMilliseconds: number
  readonly requests: number
  readonly expected: ExpectedVerdict | undefined
}

/** How far a showing is. */
export interface Progress {
  readonly virtualMilliseconds: number
  readonly requests: number
}

/**
 * Plays a showing through the built action.
 *
 * @param onStart gets, once the action is about to start, a function that tells how far it is
 */
export async function perform(
  showing: Showing,
  onLine: (line: string) => void,
  onStart: (progress: () => Progress) => void,
): Promise<Performance> {
  const staged = await stageStory(showing.story)
  try {
    const { time, server } = staged.stage
    const start = time.now()
    onStart(() => ({ virtualMilliseconds: time.now() - start, requests: server.requests.length }))
    const run = await runStaged(staged, { ...showing.options, onLine })
    const { headline } = isRecord(run.report) ? run.report : {}
    return {
      showing,
      verdict: run.outputs['verdict'] ?? '',
      cause: run.outputs['cause'] ?? '',
      headline: typeof headline === 'string' ? headline : 'there is no report',
      summary: run.summary,
      report: run.report,
      reportPath: run.outputs['report-path'] ?? '',
      exit: String(run.exitCode ?? run.signal ?? 'unknown'),
      virtualMilliseconds: run.virtualMilliseconds,
      realMilliseconds: run.realMilliseconds,
      requests: run.requests.length,
      expected: expectedOf(showing, staged),
    }
  } finally {
    await staged.stage.server.close()
  }
}

/** How a showing ends if all is well; its story is told for it, but nothing is played. */
export async function toldEnd(showing: Showing): Promise<ExpectedVerdict | undefined> {
  const staged = await stageStory(showing.story)
  await staged.stage.server.close()
  return expectedOf(showing, staged)
}

const expectedOf = ({ expected }: Showing, staged: StagedStory): ExpectedVerdict | undefined =>
  expected ?? staged.expected

/** Whether it ended as the story tells. */
export const isAsTold = ({ verdict, cause, expected }: Performance): boolean =>
  verdict === expected?.verdict && cause === expected.cause

/** `failed (rolled-back)`, `verified`. */
export const verdictText = ({ verdict, cause }: { readonly verdict: string; readonly cause: string }): string =>
  cause === '' ? verdict : `${verdict} (${cause})`
