import { describe, expect, it } from '@jest/globals'
import { summarize } from '../../src/judge/builds.ts'
import type { Build, BuildOrigin } from '../../src/model.ts'

describe('a summary of builds', () => {
  const build = (origin: BuildOrigin, status: string, running = false): Build => ({
    id: 'app:1',
    project: 'app',
    status,
    initiator: '',
    startedBy: '',
    origin,
    running,
    stopped: false,
  })

  it('counts how they ended and what started them, most first', () => {
    const summary = summarize([
      build('webhook', 'SUCCEEDED'),
      build('person', 'SUCCEEDED'),
      build('person', 'FAILED'),
      build('rule', 'IN_PROGRESS', true),
      build('person', 'A_STATUS_NOBODY_KNOWS'),
    ])
    expect(summary).toEqual({
      total: 5,
      succeeded: 2,
      failed: 2,
      running: 1,
      byOrigin: [
        { origin: 'person', builds: 3, succeeded: 1 },
        { origin: 'rule', builds: 1, succeeded: 0 },
        { origin: 'webhook', builds: 1, succeeded: 1 },
      ],
    })
  })

  it('names origins with as many builds by their names', () => {
    const origins = (...builds: readonly Build[]) => summarize(builds).byOrigin.map(({ origin }) => origin)
    const [rule, person, webhook] = [build('rule', 'FAILED'), build('person', 'FAILED'), build('webhook', 'FAILED')]
    expect(origins(webhook, rule, person)).toEqual(['person', 'rule', 'webhook'])
    expect(origins(person, rule, webhook)).toEqual(['person', 'rule', 'webhook'])
  })

  it('does not count a build that runs among those that succeeded', () => {
    expect(summarize([build('rule', 'SUCCEEDED', true)])).toMatchObject({ succeeded: 0, running: 1, failed: 0 })
  })

  it('is empty without builds', () => {
    expect(summarize([])).toEqual({ total: 0, succeeded: 0, failed: 0, running: 0, byOrigin: [] })
  })
})
