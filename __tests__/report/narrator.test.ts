import { describe, expect, it } from '@jest/globals'
import { createLog } from '../../src/report/log.ts'
import { createNarrator } from '../../src/report/narrator.ts'
import { NO_HISTORY } from '../../src/judge/history.ts'
import { judgeService } from '../../src/judge/service.ts'
import type { Settings } from '../../src/model.ts'
import type { WatchState } from '../../src/watch/state.ts'
import { caseOf, expectation, NOW, observation, type CaseChange } from '../judge/cases.ts'
import { complete, outcomeFor } from './outcomes.ts'

const ref = {
  cluster: 'ava-olo',
  service: 'agricultural-core',
  region: 'us-east-1',
  label: 'ava-olo / agricultural-core',
}
const settings: Settings = { ...(complete.settings as Settings), services: [ref] }

const state = (change: CaseChange = {}, failure?: Error): WatchState => ({
  services: [
    {
      ref,
      history: NO_HISTORY,
      expectation: expectation(),
      observation: observation(change.service),
      judgement: judgeService(caseOf(change)),
      ...(failure === undefined ? {} : { failure }),
    },
  ],
  answers: [],
  round: [],
  probes: [],
  features: [],
  looks: 1,
  deadline: NOW + 60_000,
})

function narrated(tell: (narrator: ReturnType<typeof createNarrator>) => void): string[] {
  const lines: string[] = []
  const log = createLog(
    (text) => lines.push(text.trimEnd()),
    (text) => text,
  )
  const narrator = createNarrator(log, '1.0.0', NOW)
  narrator.begin(settings, expectation().version)
  tell(narrator)
  return lines
}

describe('the narrator', () => {
  it('says nothing twice', () => {
    const once = narrated((narrator) => narrator.tell(state(), false))
    const twice = narrated((narrator) => {
      narrator.tell(state(), false)
      narrator.tell(state(), false)
    })
    expect(twice).toEqual(once)
  })
  it('says how far it is when a minute was idle', () => {
    const lines = narrated((narrator) => {
      narrator.tell(state(), false)
      narrator.tell(state(), true)
    })
    expect(lines.at(-1)).toContain('2/2 tasks on the new image')
  })
  it('tells once that a look failed, and again only when the reason changes', () => {
    const lines = narrated((narrator) => {
      narrator.tell(state({}, new Error('Rate exceeded')), false)
      narrator.tell(state({}, new Error('Rate exceeded')), false)
    })
    expect(lines.filter((line) => line.includes('Rate exceeded'))).toHaveLength(1)
  })
  it('closes its group before the verdict, so that a collapsed log still shows it', () => {
    const lines = narrated((narrator) => {
      narrator.tell(state(), false)
      narrator.end(complete)
    })
    const closed = lines.indexOf('::endgroup::')
    expect(closed).toBeGreaterThan(lines.indexOf('::group::Watching'))
    expect(lines.findIndex((line) => line.startsWith('failed'))).toBeGreaterThan(closed)
  })

  it('ends with the page about the cause, where the documentation is known', () => {
    const written: string[] = []
    const log = createLog(
      (text) => written.push(text.trimEnd()),
      (text) => text,
    )
    createNarrator(log, '1.0.0', NOW, 'https://docs').end(outcomeFor('image-missing'))
    expect(written.at(-1)).toContain('https://docs/causes/image-missing.md')
  })
})
