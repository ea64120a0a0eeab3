import { describe, expect, it } from '@jest/globals'
import { AwsFailure } from '../../src/aws/failure.ts'
import { unreachable } from '../../src/judge/unreachable.ts'

describe('what could not be read until the deadline', () => {
  it('is told by the call that failed last, and by what it answered', () => {
    const { headline, explanation } = unreachable(
      new AwsFailure('retry', 'ecs:DescribeTasks', 'ThrottlingException', 'Rate exceeded.'),
    )
    expect(headline).toBe('AWS could not be read until the deadline')
    expect(explanation).toContain(
      'the last error, of ecs:DescribeTasks (ThrottlingException), was: Rate exceeded. Throttled',
    )
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
  })
  it('is a disagreement where nothing failed', () => {
    expect(unreachable(undefined).explanation).toContain('the last readings did not agree')
  })
})
