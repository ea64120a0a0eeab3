import type { Finding } from '../model.ts'
import { aboutMessage } from '../paragraphs.ts'

/** A read that failed: of which call, and the error's name on the wire, where these are known. `message` is outside text. */
export interface FailedRead extends Error {
  /** An IAM action, or the method and address of what is asked beside AWS: `GET ghcr.io/v2/…`. */
  readonly action?: string
  readonly code?: string
}

/** The finding when AWS, or the image's registry, gave no usable answer until the deadline. */
export function unreachable(failure: FailedRead | undefined): Finding {
  const host = /^[A-Z]+ ([^\s/]+)/.exec(failure?.action ?? '')?.[1]
  return {
    cause: 'aws-unreachable',
    headline: `${host ?? 'AWS'} could not be read until the deadline`,
    explanation: `Expected a whole reading of every service before the deadline; ${seen(failure)}. Throttled and failed calls were tried again until then.`,
    nextStep: {
      text:
        host === undefined
          ? 'Look at the AWS health dashboard and at who else reads ECS in this account (throttling is shared by all callers), check the runner’s way to AWS, then run this job again.'
          : `Look at the status page of ${host}, the image’s registry or its storage; check the runner’s way to it, then run this job again.`,
      about: aboutMessage(host === undefined ? 'aws-could-not-be-read' : 'the-registry-could-not-be-read'),
    },
    ruledOut: ['Nothing was shown to be wrong with the deploy; nothing was proved right either.'],
  }
}

function seen(failure: FailedRead | undefined): string {
  if (failure === undefined) return 'the last readings did not agree'
  const { action, code, message } = failure
  const of = action === undefined ? '' : `, of ${action}${code === undefined ? '' : ` (${code})`},`
  return `the last error${of} was: ${message.replace(/[.\s]+$/, '')}`
}
