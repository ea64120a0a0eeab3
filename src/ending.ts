import type { Cause, Finding, NextStep } from './model.ts'

/**
 * Thrown where a run cannot go on and the cause is known on the spot: a refused call, a missing service, a bad input.
 * The strings are plain text and may hold text from outside; whoever prints them escapes them.
 */
export class Ending extends Error {
  readonly code: Cause
  readonly headline: string
  readonly nextStep: NextStep
  readonly problems: readonly string[] | undefined

  /**
   * @param code the contract's cause
   * @param headline one sentence without a full stop, fit for a heading
   * @param explanation what was expected, what was seen
   * @param options `problems`: where the explanation is a list of several things, each of them
   */
  constructor(
    code: Cause,
    headline: string,
    explanation: string,
    nextStep: NextStep,
    options?: ErrorOptions & { readonly problems?: readonly string[] },
  ) {
    super(explanation, options)
    this.name = 'Ending'
    this.code = code
    this.headline = headline
    this.nextStep = nextStep
    this.problems = options?.problems
  }
}

/** An ending as the finding that concludes a run. */
export const asFinding = ({ code, headline, message, nextStep, problems }: Ending): Finding => ({
  cause: code,
  headline,
  explanation: message,
  ...(problems === undefined ? {} : { problems }),
  nextStep,
  ruledOut: [],
})
