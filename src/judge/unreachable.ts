import type { Finding } from '../model.ts'

/** The finding when AWS gave no usable answer until the deadline. */
export function unreachable(failure: Error | undefined): Finding {
  const seen =
    failure === undefined
      ? 'the last readings did not agree'
      : `the last error was: ${failure.message.replace(/[.\s]+$/, '')}`
  return {
    cause: 'aws-unreachable',
    headline: 'AWS could not be read until the deadline',
    explanation: `Expected a whole reading of every service before the deadline; ${seen}. Throttled and failed calls were tried again until then.`,
    nextStep: {
      text: 'Look at the AWS health dashboard and at who else reads ECS in this account (throttling is shared by all callers), check the runner’s way to AWS, then run this job again.',
    },
    ruledOut: ['Nothing was shown to be wrong with the deploy; nothing was proved right either.'],
  }
}
