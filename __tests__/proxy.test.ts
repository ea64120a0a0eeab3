import { describe, expect, it } from '@jest/globals'
import type { Cause, Verdict } from '../src/model.ts'
import { proxyOf, withProxyHint } from '../src/proxy.ts'

const ended = (cause: Cause): { verdict: Verdict } => ({
  verdict: {
    verdict: 'inconclusive',
    finding: { cause, headline: 'h', explanation: 'e', nextStep: { text: 'Look.', command: 'c' }, ruledOut: [] },
  },
})

function nextStepOf({ verdict }: { verdict: Verdict }): string {
  return verdict.verdict === 'verified' ? '' : verdict.finding.nextStep.text
}

describe('a proxy in the environment', () => {
  it.each([undefined, '', '0', 'true'])('is not used where NODE_USE_ENV_PROXY is %j, as by Node itself', (value) => {
    expect(proxyOf({ NODE_USE_ENV_PROXY: value, HTTPS_PROXY: 'http://proxy:3128' })).toEqual({})
  })

  it('is used where NODE_USE_ENV_PROXY is 1, with what it leaves out', () => {
    const env = { NODE_USE_ENV_PROXY: '1', https_proxy: 'http://proxy:3128', NO_PROXY: 'internal' }
    expect(proxyOf(env)).toEqual({ proxyEnv: env })
  })

  it.each<[Cause, string]>([
    ['aws-unreachable', 'HTTPS_PROXY'],
    ['version-unreadable', 'https_proxy'],
    ['aws-unreachable', 'HTTP_PROXY'],
  ])('is told behind %s where %s names one that is not used', (cause, name) => {
    const told = nextStepOf(withProxyHint(ended(cause), { [name]: 'http://user:secret@proxy:3128' }))
    expect(told).toMatch(new RegExp(`^Look\\. ${name} is set, .*NODE_USE_ENV_PROXY: 1`))
    expect(told).not.toContain('secret')
  })

  it.each<[string, Cause, Readonly<Record<string, string>>]>([
    ['where there is none', 'aws-unreachable', {}],
    ['where it is empty', 'aws-unreachable', { HTTPS_PROXY: '' }],
    ['where it is used', 'aws-unreachable', { HTTPS_PROXY: 'http://proxy', NODE_USE_ENV_PROXY: '1' }],
    ['behind a cause that it cannot be', 'image-stale', { HTTPS_PROXY: 'http://proxy' }],
  ])('is not told %s', (_, cause, env) => {
    expect(nextStepOf(withProxyHint(ended(cause), env))).toBe('Look.')
  })
})
