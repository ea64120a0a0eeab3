import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CAUSES } from '../../src/judge/causes.ts'
import { OUTPUT_NAMES, outputsOf } from '../../src/report/outputs.ts'
import { hostileText, withTexts } from './hostile.ts'
import {
  bare,
  COMMIT,
  complete,
  DIGEST,
  drift,
  OLD_DIGEST,
  outcomeFor,
  service,
  START,
  task,
  twoServices,
  verified,
} from './outcomes.ts'

describe('the outputs', () => {
  it.each(CAUSES)('are all there when the run ends with %s', (cause) => {
    const outputs = outputsOf(outcomeFor(cause))
    expect(Object.keys(outputs)).toEqual(OUTPUT_NAMES)
    expect(outputs.cause).toBe(cause)
  })

  it('are empty where nothing was seen or asked', () => {
    const { verdict, cause, ...rest } = outputsOf(bare)
    expect([verdict, cause]).toEqual(['inconclusive', 'invalid-input'])
    expect(new Set(Object.values(rest))).toEqual(new Set(['']))
  })

  it('name what was expected and seen', () => {
    expect(outputsOf(complete)).toMatchObject({
      verdict: 'failed',
      commit: COMMIT,
      'expected-digest': DIGEST,
      'running-digests': JSON.stringify([DIGEST, OLD_DIGEST]),
      'expected-version': '3.3.6',
      'served-version': '3.3.5',
      'report-path': complete.settings.reportPath,
    })
  })

  it('have no cause when verified', () => {
    expect(outputsOf(verified)).toMatchObject({ verdict: 'verified', cause: '' })
  })

  it('name the commit that is live and how far it is behind', () => {
    expect(outputsOf(complete)).toMatchObject({
      'live-commit': drift.liveCommit,
      'drift-commits': '3',
      'drift-seconds': String(Math.floor((complete.figures.endedAt - drift.behindSince) / 1000)),
    })
    expect(outputsOf(verified)).toMatchObject({ 'live-commit': COMMIT, 'drift-commits': '', 'drift-seconds': '' })
    const services = verified.services.map((one) => ({ ...one, drift }))
    expect(outputsOf({ ...verified, services })).toMatchObject({ 'drift-commits': '3', 'push-to-live-seconds': '' })
  })

  it('are those of the service that decided', () => {
    const observation = {
      ...service.observation,
      service: {
        ...service.observation.service,
        tasks: [{ ...task, container: { state: 'digest', digest: OLD_DIGEST } as const }],
      },
    }
    const [first, second] = twoServices.services
    if (first === undefined || second === undefined) throw new Error('the fixture has two services')
    const outputs = outputsOf({ ...twoServices, services: [first, { ...second, observation }], decisive: 1 })
    expect(outputs['running-digests']).toBe(JSON.stringify([OLD_DIGEST]))
  })

  it('list no digest of a task that cannot answer yet', () => {
    const observation = {
      ...service.observation,
      service: { ...service.observation.service, tasks: [{ ...task, lastStatus: 'PENDING' }] },
    }
    expect(outputsOf({ ...complete, services: [{ ...service, observation }] })['running-digests']).toBe('[]')
  })

  it('list the triggers as they are and what was done to them', () => {
    expect(JSON.parse(outputsOf(complete)['competing-triggers'])).toEqual([
      {
        kind: 'webhook',
        project: 'ava-agricultural-docker-build',
        name: 'https://api.github.com/repos/ava-olo/agricultural-core/hooks/1',
        state: 'disabled',
        change: 'disabled',
      },
    ])
  })

  it('stay JSON and one line whatever the texts are', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const outputs = outputsOf(withTexts(complete, () => text))
        expect(
          () => [JSON.parse(outputs['running-digests']), JSON.parse(outputs['competing-triggers'])] as unknown[],
        ).not.toThrow()
        for (const value of Object.values(outputs)) {
          expect(value).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
          expect(value).not.toContain('${{')
        }
      }),
    )
  })
})

describe('push-to-live-seconds', () => {
  it('counts whole seconds from the committer date to the verdict', () => {
    const commit = { sha: COMMIT, committedAt: START - 10_400 }
    const figures = { ...verified.figures, endedAt: START }
    expect(outputsOf({ ...verified, commit, figures })['push-to-live-seconds']).toBe('10')
  })

  it.each([
    ['the run failed', complete],
    ['the date is not known', { ...verified, commit: { sha: COMMIT } }],
    ['the date is in the future', { ...verified, commit: { sha: COMMIT, committedAt: START * 2 } }],
  ])('is empty where %s', (_, outcome) => {
    expect(outputsOf(outcome)['push-to-live-seconds']).toBe('')
  })
})
