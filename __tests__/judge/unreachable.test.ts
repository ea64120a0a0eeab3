import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { unreachable } from '../../src/judge/unreachable.ts'

describe('what could not be read until the deadline', () => {
  it('is told by the call that failed last, and by what it answered', () => {
    const { headline, explanation, nextStep } = unreachable(
      new AwsFailure('retry', 'ecs:DescribeTasks', 'ThrottlingException', 'Rate exceeded.'),
    )
    expect(headline).toBe('AWS could not be read until the deadline')
    expect(explanation).toContain(
      'the last error, of ecs:DescribeTasks (ThrottlingException), was: Rate exceeded. Throttled',
    )
    expect(nextStep.text).toMatch(/^Look at the AWS health dashboard/)
    expect(nextStep.about).toBe('troubleshooting.md#aws-could-not-be-read')
  })
  it('is no fault of AWS where a registry did not answer', () => {
    const { headline, explanation, nextStep } = unreachable(
      new AwsFailure('retry', 'GET ghcr.io/v2/acme/shop/manifests/3fa04cb', 'HTTP 503', 'answered with 503'),
    )
    expect(headline).toBe('ghcr.io could not be read until the deadline')
    expect(explanation).toContain(
      'of GET ghcr.io/v2/acme/shop/manifests/3fa04cb (HTTP 503), was: answered with 503. Throttled',
    )
    expect(nextStep.text).toContain('status page of ghcr.io')
    expect(nextStep.about).toBe('troubleshooting.md#the-registry-could-not-be-read')
  })
  it('is a disagreement where nothing failed', () => {
    expect(unreachable(undefined).explanation).toContain('the last readings did not agree')
  })
  it.each([
    ['NODE_EXTRA_CA_CERTS', 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
    ['NODE_EXTRA_CA_CERTS', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unable to get local issuer certificate'],
    ['HTTPS_PROXY', 'ERR_PROXY_TUNNEL', 'Failed to establish tunnel'],
    ['AWS_USE_FIPS_ENDPOINT', 'ENOTFOUND', 'getaddrinfo ENOTFOUND ecs-fips.eu-central-1.amazonaws.com'],
  ])('is a matter of %s where the code is %s', (name, code, message) => {
    const { nextStep } = unreachable(new AwsFailure('retry', 'ecs:DescribeServices', code, message))
    expect(nextStep.text).toContain(name)
    expect(nextStep.text).not.toContain('health dashboard')
  })
})
