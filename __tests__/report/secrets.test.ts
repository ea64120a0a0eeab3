import { Buffer } from 'node:buffer'
import { describe, expect, it } from '@jest/globals'
import type { RunOutcome } from '../../src/model.ts'
import { annotationOf } from '../../src/report/annotation.ts'
import { jsonReportOf } from '../../src/report/json.ts'
import { createLog } from '../../src/report/log.ts'
import { outputsOf } from '../../src/report/outputs.ts'
import { verdictLines } from '../../src/report/progress.ts'
import { redactOutcome } from '../../src/report/redact-outcome.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { withTexts } from './hostile.ts'
import { complete, twoServices, verified } from './outcomes.ts'

const SECRET = 'correct|horse`battery staple'
const PARTS = /correct|horse|battery|staple/u

/** Everything that leaves the action, as one text. */
function published(outcome: RunOutcome): string {
  const redact = createRedactor([SECRET])
  const redacted = redactOutcome(outcome, redact)
  const written: string[] = []
  const log = createLog((text) => written.push(text), redact)
  for (const line of verdictLines(redacted)) log.line(line)
  const annotation = annotationOf(redacted)
  if (annotation !== undefined) log.error(annotation.message, annotation.title)
  return [
    summaryOf(redacted),
    JSON.stringify(jsonReportOf(redacted)),
    JSON.stringify(outputsOf(redacted)),
    ...written,
  ].join('\n')
}

describe('a secret of the run that stands in every field', () => {
  it.each([
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['as JSON', JSON.stringify(SECRET)],
    ['broken up by control characters', SECRET.split('').join('\u0000')],
    ['many times, so that it is cut', `${SECRET} `.repeat(300)],
  ])('%s appears nowhere', (_, form) => {
    for (const outcome of [complete, verified, twoServices])
      expect(published(withTexts(outcome, (text) => `${text} ${form}`))).not.toMatch(PARTS)
  })

  it('in base64 appears nowhere', () => {
    const form = Buffer.from(`user:${SECRET}`).toString('base64')
    expect(published(withTexts(complete, () => form))).not.toContain(form.slice(8, 24))
  })
})

describe('an outcome', () => {
  const tasksOf = (outcome: RunOutcome): unknown => outcome.services[0]?.observation?.service.tasks

  it('shares with its redacted form what holds no secret: thousands of tasks are not copied', () => {
    expect(tasksOf(complete)).toHaveProperty('length')
    expect(tasksOf(redactOutcome(complete, (text) => text))).toBe(tasksOf(complete))
  })

  it('is not changed by its redaction', () => {
    const before = structuredClone(complete)
    expect(tasksOf(redactOutcome(complete, () => '***'))).not.toEqual(tasksOf(complete))
    expect(complete).toEqual(before)
  })
})
