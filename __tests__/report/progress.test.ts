import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CAUSES, concluded } from '../../src/judge/causes.ts'
import type { Answer, Observation, Task } from '../../src/model.ts'
import type { Paragraph } from '../../src/paragraphs.ts'
import {
  changeLines,
  headerLines,
  pipelineLines,
  progressLine,
  progressOf,
  type ProgressSources,
  verdictLines,
} from '../../src/report/progress.ts'
import { hostileText, withTexts } from './hostile.ts'
import {
  complete,
  DIGEST,
  finding,
  OLD_DIGEST,
  outcomeFor,
  service,
  START,
  task,
  twoServices,
  verified,
} from './outcomes.ts'

const onNew: Task = { ...task, container: { state: 'digest', digest: DIGEST } }
const onOld: Task = { ...task, container: { state: 'digest', digest: OLD_DIGEST } }
const draining: Task = { ...onOld, desiredStatus: 'STOPPED' }
const starting: Task = { ...onNew, lastStatus: 'PENDING' }

function looking(tasks: readonly Task[], change: Partial<Observation> = {}): Observation {
  const picture = { ...service.observation.service, tasks, stops: [], desiredCount: 16 }
  return { ...service.observation, service: picture, ...change }
}

function answer(version: string): Answer {
  return { state: 'read', at: START, version, selectedBy: 'text', cache: [], finalUrl: 'https://app.example.com/' }
}

function sources(change: Partial<ProgressSources> = {}): ProgressSources {
  return {
    startedAt: START,
    expectation: service.expectation,
    observation: looking([onNew, onNew, onOld, draining, starting], { at: START + 37_000 }),
    checks: [],
    answers: [],
    ...change,
  }
}

describe('lines for what changed', () => {
  it('tell everything at the first look', () => {
    expect(changeLines(undefined, progressOf(sources()))).toEqual([
      '  0:37  image     agricultural-core:3fa04cb is sha256:9c1e7ab2… (linux/amd64), pushed 2025-07-21 11:22:08 UTC',
      '  0:37  inside    /app/modules/core/config.py in layer 7 of 9 says 3.3.5',
      '  0:37  ecs       deployment ecs-svc/4821 of agricultural-core:5: COMPLETED, stage BAKE_TIME, paused until somebody continues it',
      '  0:37  tasks     2/16 tasks on the image, 1 other, 1 old draining, 1 starting',
    ])
  })

  it('say nothing where two looks saw the same', () => {
    const first = progressOf(sources())
    const second = progressOf(
      sources({ observation: looking([onNew, onNew, onOld, draining, starting], { at: START + 99_000 }) }),
    )
    expect(changeLines(first, second)).toEqual([])
  })

  it('tell only what changed', () => {
    const first = progressOf(sources())
    const second = progressOf(
      sources({ observation: looking([onNew, onNew, onNew, draining], { at: START + 112_000 }) }),
    )
    expect(changeLines(first, second)).toEqual(['  1:52  tasks     3/16 tasks on the image, 1 old draining'])
  })

  it('count agreeing answers in a row, and start again where one differs', () => {
    const counted = (versions: readonly string[]): string | undefined =>
      changeLines(undefined, progressOf(sources({ answers: versions.map(answer), samples: 5 }))).find((text) =>
        text.includes('served'),
      )
    expect(counted(['3.3.6'])).toBe('  0:37  served    3.3.6 · 1 of 5')
    expect(counted(['3.3.6', '3.3.5', '3.3.6', '3.3.6'])).toContain('3.3.6 · 2 of 5')
  })

  it('name the service where there are several', () => {
    expect(changeLines(undefined, progressOf(sources({ label: 'worker' })))[0]).toMatch(
      /^ {2}0:37 {2}worker {2}image /u,
    )
  })

  it('tell of tasks that stopped for a reason, not of those that were replaced', () => {
    const replaced = {
      ...service.observation.service.stops[0],
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)',
      containers: [],
    }
    const observation = looking([onNew])
    const stops = [...service.observation.service.stops, ...service.observation.service.stops]
    const withStops = {
      ...observation,
      service: { ...observation.service, stops: [...stops, { ...stops[0], ...replaced }] },
    } as Observation
    const lines = changeLines(undefined, progressOf(sources({ observation: withStops })))
    expect(lines.find((text) => text.includes('stops'))).toBe('  2:00  stops     2 tasks stopped: exit code 1 × 2')
  })
})

describe('the line of a quiet minute', () => {
  it('says how many tasks are on the image, how many drain, and what is served', () => {
    const tasks = [...Array.from({ length: 12 }, () => onNew), draining, draining, draining]
    const progress = progressOf(
      sources({ observation: looking(tasks, { at: START + 180_000 }), answers: [answer('3.3.5')] }),
    )
    expect(progressLine(progress)).toBe(
      '  3:00  12/16 tasks on the new image, 3 old draining, served 3.3.5 (want 3.3.6)',
    )
  })
})

describe('the head of the log', () => {
  it('says what is expected of what, and for how long', () => {
    expect(headerLines('1.0.0', complete.settings, service.expectation.version)).toEqual([
      'ECS Deploy Verifier 1.0.0 · ava-olo / agricultural-core · us-east-1',
      'Expecting  commit 3fa04cb · version 3.3.6 (modules/core/config.py) · at most 15 min',
    ])
  })

  it('lists several services', () => {
    const services = twoServices.services.map(({ ref }) => ref)
    expect(headerLines('1.0.0', { ...complete.settings, services })).toContain('  ava-olo / worker')
  })

  it('tells of the other pipelines', () => {
    expect(pipelineLines(complete.pipelines)).toEqual([
      'Other pipelines',
      '  ava-agricultural-docker-build   webhook https://api.github.com/repos/ava-olo/agricultural-core/hooks/1: disabled by this run (2 filter groups kept, one never-matching filter added to each)',
      '  ava-agricultural-docker-build   build 41 runs now, started by user AVA_OLO',
      '  ava-agricultural-docker-build   problem: the builds could not be read',
    ])
  })
})

describe('the end of the log', () => {
  it.each(CAUSES)('gives for %s the verdict, why, and what to do', (cause) => {
    const lines = verdictLines(outcomeFor(cause))
    expect(lines[0]).toMatch(new RegExp(`^(?:failed|inconclusive) +${cause}: .{10,}`, 'u'))
    expect(lines.join('\n')).toMatch(/Next step: .{20,}/u)
  })

  it('has a line for each of several problems', () => {
    expect(verdictLines(complete).slice(1, 4)).toEqual([
      '             All 4 tasks run the image tagged 3fa04cb.',
      '             Its modules/core/config.py says VERSION = "3.3.5".',
      expect.stringMatching(/^ +Next step: /u),
    ])
  })

  it.each(CAUSES)('leads for %s to the page about it, where that is known', (cause) => {
    expect(verdictLines(outcomeFor(cause), 'https://docs').at(-1)?.trim()).toBe(
      `About this cause: https://docs/causes/${cause}.md`,
    )
  })

  it('names the page in the folder of the action where that has no address', () => {
    expect(verdictLines(outcomeFor('image-stale')).at(-1)?.trim()).toBe('About this cause: docs/causes/image-stale.md')
  })

  it.each([
    ['a section about the very message', 'troubleshooting.md#not-read', 'https://docs/troubleshooting.md#not-read'],
    ['nothing that is no section', 'x.md#)', undefined],
  ])('leads to %s', (_what, about, page) => {
    const section = { ...finding, nextStep: { ...finding.nextStep, about: about as Paragraph } }
    const said = verdictLines({ ...complete, verdict: concluded(section) }, 'https://docs')
    expect(said.find((line) => line.includes('About this message'))?.trim()).toBe(page && `About this message: ${page}`)
  })

  it('says that the commit is live, and how long that took', () => {
    expect(verdictLines(verified, 'https://docs')).toEqual([
      'verified     3fa04cb (3.3.6) runs on all 4 tasks and answers at /version · push to live 9 min 16 s',
    ])
  })

  it('lists several services', () => {
    expect(verdictLines(twoServices).slice(1, 3)).toEqual([
      '  ava-olo / agricultural-core: verified',
      '  ava-olo / worker: tasks-failing',
    ])
  })
})

describe('every line', () => {
  it('is one line without control characters, whatever the texts are', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const hostile = withTexts(complete, () => text)
        const [first] = hostile.services
        const look = first?.observation
        if (look === undefined || hostile.settings === undefined) throw new Error('the fixture has them')
        const progress = progressOf({
          startedAt: START,
          label: text,
          expectation: first?.expectation,
          observation: look,
          checks: first?.checks ?? [],
          answers: hostile.answers,
        })
        const lines = [
          ...headerLines(text, hostile.settings, first?.expectation?.version),
          ...pipelineLines(hostile.pipelines),
          ...changeLines(undefined, progress),
          progressLine(progress),
          ...verdictLines(hostile),
        ]
        expect(lines.filter((line) => /[\p{Cc}\u2028\u2029]/u.test(line))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
