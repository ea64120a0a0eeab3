import type { ProxyEnv } from 'node:http'
import type { Cause, RunOutcome } from './model.ts'

type Environment = Readonly<Record<string, string | undefined>>

const NAMES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const

/** What a proxy that is not used can be the reason of. */
const UNREACHED: ReadonlySet<Cause> = new Set<Cause>(['aws-unreachable', 'version-unreadable'])

/**
 * The environment's proxy settings, where its author asked Node to use them (Node's own rule: `NODE_USE_ENV_PROXY=1`). By itself that
 * reaches Node's global agents and `fetch`; whoever makes an agent has to hand them on.
 */
export function proxyOf(env: Environment): { readonly proxyEnv?: ProxyEnv } {
  return env['NODE_USE_ENV_PROXY'] === '1' ? { proxyEnv: { ...env } } : {}
}

/** Says of a run that could not reach something that the environment names a proxy which is not used, where that is so. */
export function withProxyHint<Outcome extends Pick<RunOutcome, 'verdict'>>(
  outcome: Outcome,
  env: Environment,
): Outcome {
  const { verdict } = outcome
  const name = NAMES.find((variable) => (env[variable] ?? '') !== '')
  if (name === undefined || env['NODE_USE_ENV_PROXY'] === '1' || verdict.verdict === 'verified') return outcome
  const { finding } = verdict
  if (!UNREACHED.has(finding.cause)) return outcome
  const hint = `${name} is set, but requests of this step to AWS, to registries and to your URLs go through it only with NODE_USE_ENV_PROXY: 1 in the env of the step or the job; where that proxy is the only way out, set it.`
  const nextStep = { ...finding.nextStep, text: `${finding.nextStep.text} ${hint}` }
  return { ...outcome, verdict: { ...verdict, finding: { ...finding, nextStep } } }
}
