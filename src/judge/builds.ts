import type { Build, BuildOrigin } from '../model.ts'

export interface BuildsSummary {
  readonly total: number
  readonly succeeded: number
  /** Ended otherwise: failed, stopped, timed out. */
  readonly failed: number
  readonly running: number
  /** Most builds first. */
  readonly byOrigin: readonly { readonly origin: BuildOrigin; readonly builds: number; readonly succeeded: number }[]
}

/** How many builds there were, how they ended, and what started them. */
export function summarize(builds: readonly Build[]): BuildsSummary {
  const isSuccess = ({ status, running }: Build): boolean => !running && status === 'SUCCEEDED'
  const running = builds.filter((build) => build.running).length
  const succeeded = builds.filter(isSuccess).length
  const byOrigin = [...Map.groupBy(builds, ({ origin }) => origin)]
    .map(([origin, of]) => ({ origin, builds: of.length, succeeded: of.filter(isSuccess).length }))
    .toSorted((one, other) => other.builds - one.builds || (one.origin < other.origin ? -1 : 1))
  return { total: builds.length, succeeded, failed: builds.length - succeeded - running, running, byOrigin }
}
