import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CAUSES } from '../../src/judge/causes.ts'
import { annotationOf } from '../../src/report/annotation.ts'
import { hostileText, withTexts } from './hostile.ts'
import { complete, outcomeFor, twoServices, verified } from './outcomes.ts'

describe('the annotation', () => {
  it.each(CAUSES)('of %s has the cause as its title, and says why and what to do', (cause) => {
    const outcome = outcomeFor(cause)
    const annotation = annotationOf(outcome)
    expect(annotation?.title).toBe(cause)
    expect(annotation?.message).toMatch(/^.{10,}\.\n.{20,}\nNext step: .{10,}\n {2}docker build/u)
  })

  it('has a line for each of several problems', () => {
    expect(annotationOf(complete)?.message).toMatch(
      /^.+\.\nAll 4 tasks run the image tagged 3fa04cb\.\nIts modules\/core\/config\.py says .+\nNext step: /u,
    )
  })

  it('is not there when verified', () => {
    expect(annotationOf(verified)).toBeUndefined()
  })

  it('leads to the page about the cause, where that is known', () => {
    expect(annotationOf(complete, 'https://github.com/o/r/blob/v1/docs')?.message).toContain(
      'About this cause: https://github.com/o/r/blob/v1/docs/causes/image-stale.md',
    )
    expect(annotationOf(complete)?.message).not.toContain('http')
  })

  it('shows a policy’s statement to its end, so that it can be pasted', () => {
    const statement = {
      Effect: 'Allow',
      Action: ['codebuild:UpdateWebhook'],
      Resource: ['arn:aws:codebuild:r:1:project/p'],
    }
    const command = JSON.stringify(statement, undefined, 2)
    const outcome = outcomeFor('access-denied')
    if (outcome.verdict.verdict === 'verified') throw new Error('expected a finding')
    const finding = { ...outcome.verdict.finding, nextStep: { text: 'Allow it.', command } }
    const message = annotationOf({ ...outcome, verdict: { ...outcome.verdict, finding } })?.message ?? ''
    const shown = /Next step: Allow it\.\n((?: {2}.*\n?)*)/.exec(message)?.[1] ?? ''
    expect(JSON.parse(shown)).toEqual(statement)
  })

  it('names the service among several, and how the others fared', () => {
    const message = annotationOf(twoServices)?.message
    expect(message).toMatch(/^ava-olo \/ worker: /u)
    expect(message).toContain('ava-olo / agricultural-core: verified')
  })

  it('stays below what GitHub cuts, and holds no control character', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const message =
          annotationOf(
            withTexts(twoServices, () => text.repeat(20)),
            'https://x',
          )?.message ?? ''
        expect(message.length).toBeLessThan(4096)
        expect(message).not.toMatch(/[^\P{Cc}\n]/u)
      }),
    )
  })
})
