import type { Finding } from '../model.ts'
import { aboutMessage } from '../paragraphs.ts'

/** A read that failed: of which call, and the error's name on the wire, where these are known. `message` is outside text. */
export interface FailedRead extends Error {
  /** An IAM action, or the method and address of what is asked beside AWS: `GET ghcr.io/v2/…`. */
  readonly action?: string
  readonly code?: string
}

/** Codes of Node's TLS where nobody that it trusts vouches for a certificate: mostly a proxy that opens the traffic. */
const UNTRUSTED =
  /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/

/** The finding when AWS, or the image's registry, gave no usable answer until the deadline. */
export function unreachable(failure: FailedRead | undefined): Finding {
  const host = /^[A-Z]+ ([^\s/]+)/.exec(failure?.action ?? '')?.[1]
  return {
    cause: 'aws-unreachable',
    headline: `${host ?? 'AWS'} could not be read until the deadline`,
    explanation: `Expected a whole reading of every service before the deadline; ${seen(failure)}. Throttled and failed calls were tried again until then.`,
    nextStep: {
      text: nextStep(failure, host),
      about: aboutMessage(host === undefined ? 'aws-could-not-be-read' : 'the-registry-could-not-be-read'),
    },
    ruledOut: ['Nothing was shown to be wrong with the deploy; nothing was proved right either.'],
  }
}

function nextStep(failure: FailedRead | undefined, host: string | undefined): string {
  if (UNTRUSTED.test(failure?.code ?? ''))
    return 'Nobody that Node trusts vouches for the certificate that came: behind a proxy that opens TLS, name the file with its authority’s certificate in NODE_EXTRA_CA_CERTS, in the env of the step or the job; then run this job again.'
  if (failure?.code === 'ERR_PROXY_TUNNEL')
    return 'The proxy that HTTPS_PROXY names did not let the request through: look at its login and at the hosts that it allows, or name the host in NO_PROXY where there is a way without it; then run this job again.'
  if (/ENOTFOUND \S*-fips\./.test(failure?.message ?? ''))
    return 'There is no such FIPS endpoint: AWS has them in some regions and for some services only. Leave AWS_USE_FIPS_ENDPOINT out for this step, or name the endpoints by AWS_ENDPOINT_URL and its forms for one service.'
  return host === undefined
    ? 'Look at the AWS health dashboard and at who else reads ECS in this account (throttling is shared by all callers), check the runner’s way to AWS, then run this job again.'
    : `Look at the status page of ${host}, the image’s registry or its storage; check the runner’s way to it, then run this job again.`
}

function seen(failure: FailedRead | undefined): string {
  if (failure === undefined) return 'the last readings did not agree'
  const { action, code, message } = failure
  const of = action === undefined ? '' : `, of ${action}${code === undefined ? '' : ` (${code})`},`
  return `the last error${of} was: ${message.replace(/[.\s]+$/, '')}`
}
