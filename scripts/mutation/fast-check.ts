import * as whole from 'fast-check'

export * from 'fast-check'

/**
 * Values that a property is asked for at most. Hundreds for each of thousands of mutants would take days; a mutant that only a rare
 * value tells is counted as a survivor, so that the score is rather too low.
 */
const RUNS = 15

interface Asked {
  readonly numRuns?: number
}

/** How often a property was asked for fewer values than it wants. */
export const shortened = { times: 0 }

function fewer(asked: Asked = {}): Asked {
  if (asked.numRuns !== undefined && asked.numRuns > RUNS) shortened.times += 1
  return { ...asked, numRuns: Math.min(asked.numRuns ?? RUNS, RUNS) }
}

/** fast-check's own, with fewer runs. */
export const assert = ((property, asked) => whole.assert(property, fewer(asked))) as typeof whole.assert

/** fast-check's own, with fewer runs. */
export const check = ((property, asked) => whole.check(property, fewer(asked))) as typeof whole.check

export default { ...whole, assert, check }
