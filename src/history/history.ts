import type { Aws } from '../aws/api.ts'
import type { GitHubReader } from '../expect/github.ts'
import type { DeployHistory, PastRun, Reading, RunContext, ServiceRef } from '../model.ts'
import { notAsked } from '../observe/answers.ts'
import { type DeploymentsRead, readDeployments } from './deployments.ts'
import { readRuns, runCalls } from './runs.ts'

export interface HistoryDeps {
  readonly aws: Pick<Aws, 'ecs' | 'ecr'>
  readonly github: GitHubReader
  readonly service: ServiceRef
  /** Name of the verified container. */
  readonly container: string
  readonly run: RunContext
}

/** The last deploys of a service, read beside the watch: six calls at most, and nothing ever waits for them but the report. */
export interface HistoryReading {
  /** Settles when all is read; never rejects. */
  readonly done: Promise<void>
  /** What is read by now. */
  known(): DeployHistory
}

/** In all calls to AWS and GitHub together. */
const MOST_CALLS = 6

/** One lists the deployments, two describe their images. */
const OTHER_AWS_CALLS = 3

/** Begins to read. */
export function beginHistory({ aws, github, service, container, run }: HistoryDeps): HistoryReading {
  const unread = notAsked('it was not read before the run ended')
  let deployments: DeploymentsRead = { deployments: unread }
  let runs: Reading<readonly PastRun[]> = unread
  // A cancelled run ends without it.
  const quietly = (work: Promise<void>): Promise<void> => work.catch(() => undefined)
  const revisionCalls = MOST_CALLS - OTHER_AWS_CALLS - runCalls(run)
  const done = Promise.all([
    quietly(
      readDeployments(aws, service, container, revisionCalls).then((reading) => {
        deployments = reading
      }),
    ),
    quietly(
      readRuns(github, run).then((reading) => {
        runs = reading
      }),
    ),
  ])
  return {
    done: done.then(() => undefined),
    known: () => ({ label: service.label, ...deployments, runs }),
  }
}
