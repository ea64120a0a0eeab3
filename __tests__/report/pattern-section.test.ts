import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'

import type {
  DeploymentEffect,
  DeployPattern,
  Drift,
  PastDeployment,
  RatedDeployment,
  Reading,
  RunOutcome,
} from '../../src/model.ts'
import { fit } from '../../src/report/blocks.ts'
import { patternBlocks } from '../../src/report/pattern-section.ts'
import { hostileText, withTexts } from './hostile.ts'
import { COMMIT, complete, DIGEST, START } from './outcomes.ts'
import { readPage } from './page.ts'

const DAY = 24 * 60 * 60_000
const OLD = `sha256:${'b'.repeat(64)}`
const LABEL = 'ava-olo / agricultural-core'

type Context = Parameters<typeof patternBlocks>[0]

const rated = (number: number, effect: DeploymentEffect, builtByHandBy?: string): RatedDeployment => ({
  id: String(number),
  effect,
  createdAt: START - number * DAY,
  finishedAt: START - number * DAY + 60_000,
  digest: effect === 'no-effect' ? OLD : DIGEST,
  ...(builtByHandBy === undefined ? {} : { builtByHandBy }),
})

const past = ({ id, effect, createdAt, digest }: RatedDeployment): PastDeployment => ({
  id,
  status: effect === 'not-completed' ? 'ROLLBACK_SUCCESSFUL' : effect === 'under-way' ? 'PENDING' : 'SUCCESSFUL',
  image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core:v3.3.6',
  tags: ['v3.3.6'],
  ...(createdAt === undefined ? {} : { createdAt, pushedAt: createdAt - 60_000 }),
  ...(digest === undefined ? {} : { digest }),
})

/** A failed run with these deployments behind it, the newest first. */
function contextOf(deployments: readonly RatedDeployment[], pattern: Partial<DeployPattern> = {}): Context {
  const { settings, decisive, figures, services } = complete
  return {
    settings,
    decisive,
    figures,
    services: services.slice(0, 1).map(({ ref }) => ({ ref: { ...ref, label: LABEL }, checks: [] })),
    verdict: complete.verdict,
    history: {
      label: LABEL,
      deployments: { state: 'read', value: deployments.map(past) },
      runs: { state: 'read', value: [] },
    },
    pattern: { deployments, manualBuilds: 0, ...pattern },
  }
}

const verified: Context['verdict'] = { verdict: 'verified', headline: 'live', notes: [] }

const pageOf = (context: Context): string =>
  patternBlocks(context)
    .map(({ markdown }) => markdown)
    .join('\n\n')

const many = (number: number, effect: DeploymentEffect, who?: string): readonly RatedDeployment[] =>
  Array.from({ length: number }, (_, index) => rated(index + 1, effect, who))

/** Renumbered, so that each has its own id and time, before the oldest one, with which nothing can be compared. */
const inARow = (...parts: readonly (readonly RatedDeployment[])[]): readonly RatedDeployment[] =>
  [...parts.flat(), rated(0, 'unknown')].map(({ effect, builtByHandBy }, index) =>
    rated(index + 1, effect, builtByHandBy),
  )

const AVA = 'user AVA_OLO'

const afternoon = contextOf(inARow(many(10, 'took-effect', AVA), many(10, 'no-effect')), {
  pushes: { all: 20, live: 10 },
  medianPushToLive: 82 * 60_000,
  behindShare: 0.61,
  manualBuilds: 12,
})

describe('twenty deployments of which ten took effect, all by hand', () => {
  const page = pageOf(afternoon)

  it('are counted in one line', () => {
    expect(page).toContain(
      '**The last 20 deployments:** 10 took effect, all of them after a build by hand (user `AVA_OLO`) · 10 were green and changed nothing · 0 did not complete\n',
    )
  })

  it('say in plain words that nothing went live but by hand', () => {
    expect(page).toContain('**Nothing went live without a build by hand.**')
    expect(page).toContain('10 deployments were green while the image from before ran on.')
  })

  it('give the four figures', () => {
    expect(page).toContain('| Push-to-live time, median | 1 h 22 min |')
    expect(page).toContain('| Success rate of automatic deploys | 0 of 10 (0 %) |')
    expect(page).toContain('| Manual interventions | 12 builds started by hand in the last 30 days |')
    expect(page).toContain(
      '| Version drift | production was behind a push for 61 % of the time; 10 of 20 pushes came live |',
    )
  })

  it('stand one by one in a folded table', () => {
    const [paragraph, list, ...others] = patternBlocks(afternoon)
    expect(others).toEqual([])
    expect([paragraph?.weight, list?.weight]).toEqual(['body', 'folded'])
    expect(paragraph?.markdown.startsWith('### The last deploys\n\n')).toBe(true)
    const rows = list?.markdown.split('\n').filter((line) => line.startsWith('| 2025-')) ?? []
    expect(rows).toHaveLength(21)
    expect(rows[0]).toMatch(/\| ✅ took effect \| `sha256:\w{8}…` `v3\.3\.6` \| {2}\| user `AVA_OLO` \| {2}\|$/)
    expect(rows[10]).toContain('⚠️ <b>changed nothing</b>')
    expect(rows[20]).toContain('➖ not known, no image to compare with')
  })

  it('are one folded section where the run is verified', () => {
    const blocks = patternBlocks({ ...afternoon, verdict: verified })
    expect(blocks.map(({ weight }) => weight)).toEqual(['folded'])
    const page = blocks[0]?.markdown ?? ''
    expect(page.startsWith('<details><summary>The last 20 deployments: 10 took effect</summary>')).toBe(true)
    expect(page).toContain('**Nothing went live without a build by hand.**')
    expect(page).toContain('➖ not known, no image to compare with')
    expect(page).not.toContain('###')
  })
})

describe('what the numbers mean', () => {
  it('is not that all was by hand where one deployment was not', () => {
    const page = pageOf(contextOf(inARow(many(2, 'took-effect', AVA), many(1, 'took-effect'))))
    expect(page).toContain('3 took effect, 2 of them after a build by hand (user `AVA_OLO`)')
    expect(page).not.toContain('Nothing went live')
    expect(page).toContain('| Success rate of automatic deploys | 1 of 1 (100 %) |')
  })

  it('is less certain where a deployment could not be rated', () => {
    const page = pageOf(contextOf(inARow(many(3, 'took-effect', AVA), many(2, 'unknown'))))
    expect(page).toContain('**The last 3 deployments:** 3 took effect')
    expect(page).toContain('0 did not complete. Not counted: 2 of which the effect is not known\n')
    expect(page).not.toContain('Nothing went live')
    expect(page).toContain('No deployment is known to have gone live without a build by hand.')
  })

  it('is said where none changed what runs', () => {
    expect(pageOf(contextOf(inARow(many(3, 'no-effect'))))).toContain('**None of them changed what runs.**')
    expect(pageOf(contextOf(inARow(many(3, 'no-effect'), many(1, 'unknown'))))).not.toContain('None of them')
    expect(pageOf(contextOf(inARow(many(3, 'not-completed'))))).not.toContain('None of them')
  })

  it('names who built by hand, most often first', () => {
    const page = pageOf(contextOf(inARow(many(1, 'took-effect', 'user EVE'), many(2, 'took-effect', 'user ADAM'))))
    expect(page).toContain('(user ADAM 2 times, user EVE 1 time)')
  })

  it('counts those that run and those that failed by themselves', () => {
    const page = pageOf(contextOf(inARow(many(1, 'under-way'), many(2, 'took-effect'), many(1, 'not-completed'))))
    expect(page).toContain(
      '**The last 3 deployments:** 2 took effect · 0 were green and changed nothing · 1 did not complete. Not counted: 1 under way\n',
    )
    expect(page).toContain('⏳ under way when it was read `PENDING`')
    expect(page).toContain('❌ did not complete `ROLLBACK_SUCCESSFUL`')
  })
})

describe('the rate of automatic deploys', () => {
  it('leaves out those whose image is older than the builds that are read', () => {
    const old = { ...rated(31, 'took-effect'), id: 'old' }
    const page = pageOf(contextOf([...many(2, 'took-effect'), old, rated(40, 'unknown')]))
    expect(page).toContain(
      '| Success rate of automatic deploys | 2 of 2 (100 %); of 1 more nobody knows who built the image |',
    )
  })

  it('counts one that changed nothing whatever the age of its image', () => {
    const context = contextOf([...many(2, 'took-effect'), rated(33, 'no-effect'), rated(40, 'unknown')])
    expect(pageOf(context)).toContain('| Success rate of automatic deploys | 2 of 3 (67 %) |')
  })

  it('is that of all deploys where nobody looked for builds', () => {
    const context = contextOf(inARow(many(2, 'took-effect'), many(1, 'no-effect')))
    const page = pageOf({ ...context, pattern: { deployments: context.pattern?.deployments ?? [] } })
    expect(page).toContain('| Success rate of deploys, by hand or not | 2 of 3 (67 %) |')
    expect(page).toContain('| Manual interventions | not known |')
    expect(page).toContain('| Push-to-live time, median | not known |')
    expect(page).toContain('| Version drift | not known |')
  })

  it('is none where none was automatic', () => {
    expect(pageOf(contextOf(inARow(many(3, 'took-effect', AVA))))).toContain(
      '| none was automatic, as far as is known |',
    )
  })
})

describe('the drift', () => {
  const drifting = (drift: Drift): string => {
    const context = contextOf(inARow(many(3, 'took-effect')), { behindShare: 0.001 })
    return pageOf({ ...context, services: context.services.map((service) => ({ ...service, drift })) })
  }
  const drift: Drift = { kinship: 'older', commitsBehind: 3, paths: 'not-asked', touched: [] }

  it('is how many commits the service is behind now, and never rounded to nothing', () => {
    expect(drifting(drift)).toContain(
      'production was behind a push for less than 1 % of the time; 3 commits behind now |',
    )
  })

  it('now is none of a service that was verified', () => {
    const context = contextOf(inARow(many(3, 'took-effect')), { behindShare: 0.999, pushes: { all: 0, live: 0 } })
    const services = context.services.map((service) => ({ ...service, drift, verdict: verified }))
    expect(pageOf({ ...context, services })).toContain(
      '| production was behind a push for more than 99 % of the time |',
    )
  })

  it('is said of another branch, and not where it is not known', () => {
    expect(drifting({ ...drift, kinship: 'diverged' })).toContain('another branch is live now, without 3 commits')
    expect(drifting({ ...drift, kinship: 'unknown' })).toContain('less than 1 % of the time |')
  })
})

describe('little history', () => {
  it('has a folded table and no statistics', () => {
    const blocks = patternBlocks(contextOf(inARow(many(2, 'took-effect'))))
    expect(blocks.map(({ weight }) => weight)).toEqual(['folded'])
    expect(blocks[0]?.markdown).toContain('<summary>The last 3 deployments</summary>')
    expect(blocks[0]?.markdown).not.toContain('Figure')
  })

  it('has nothing where nothing is there', () => {
    expect(patternBlocks(contextOf([]))).toEqual([])
    const { history: _history, ...without } = afternoon
    expect(patternBlocks(without)).toEqual([])
  })
})

describe('what was not read', () => {
  const refused: Reading<never> = {
    state: 'not-read',
    why: 'the role may not read it',
    action: 'ecs:ListServiceDeployments',
    denied: true,
  }
  const unread = (context: Context, deployments = context.history?.deployments ?? refused): Context => ({
    ...context,
    history: { label: LABEL, deployments, runs: { ...refused, why: 'HTTP 403', action: 'GET /repos' } },
  })

  it('is named with the permission that reads it', () => {
    const { pattern: _pattern, ...without } = unread(afternoon, refused)
    expect(patternBlocks(without).map(({ weight }) => weight)).toEqual(['body'])
    expect(pageOf(without)).toBe(
      [
        '*Not read:* the last deployments (`ecs:ListServiceDeployments`): the role may not read it',
        '*Not read:* the earlier runs of this workflow (`actions: read`): HTTP 403',
      ].join('\n\n'),
    )
  })

  it('stands beside the rest, and is folded away where the run is verified', () => {
    expect(pageOf(unread(afternoon))).toContain('*Not read:* the earlier runs')
    expect(patternBlocks({ ...unread(afternoon), verdict: verified }).map(({ weight }) => weight)).toEqual(['folded'])
    expect(pageOf({ ...unread(afternoon), verdict: verified })).toContain('*Not read:* the earlier runs')
  })

  it('names no permission twice', () => {
    const runs: Reading<never> = { ...refused, why: 'the github-token needs actions: read' }
    const context = { ...afternoon, history: { label: LABEL, deployments: refused, runs } }
    expect(pageOf(context)).toContain(
      '*Not read:* the earlier runs of this workflow: the github-token needs actions: read',
    )
  })

  it('names no permission where none was refused', () => {
    const late: Reading<never> = { state: 'not-read', why: 'the run ended before', denied: false }
    const context = { ...afternoon, history: { label: LABEL, deployments: late, runs: late } }
    expect(pageOf(context)).not.toContain('actions: read')
    expect(pageOf(context)).toContain('*Not read:* the last deployments: the run ended before')
  })
})

describe('several services', () => {
  it('need the name of the one that this is about', () => {
    const context = { ...afternoon, services: [...afternoon.services, ...afternoon.services] }
    expect(pageOf(context)).toContain('### The last deploys of `ava-olo / agricultural-core`')
    expect(pageOf({ ...context, verdict: verified })).toContain(
      '20 deployments of ava-olo / agricultural-core: 10 took',
    )
  })
})

describe('a commit', () => {
  it('is a link to its page', () => {
    const deployments = inARow(many(3, 'took-effect')).map((one) => ({ ...one, commit: COMMIT, pushToLive: 300_000 }))
    expect(pageOf(contextOf(deployments))).toContain(
      `| [\`${COMMIT.slice(0, 7)}\`](https://github.com/ava-olo/agricultural-core/commit/${COMMIT}) |  | 5 min |`,
    )
  })
})

describe('texts from outside', () => {
  const unread: Reading<never> = { state: 'not-read', why: 'why', action: 'action', denied: true }
  const shapes: readonly Context[] = [
    afternoon,
    { ...afternoon, verdict: verified },
    { ...afternoon, services: [...afternoon.services, ...afternoon.services] },
    contextOf(inARow(many(2, 'not-completed', AVA)).map((one) => ({ ...one, commit: COMMIT }))),
    { ...afternoon, history: { label: LABEL, deployments: unread, runs: unread } },
  ]

  it('stay texts: no tag, link, picture or table row of their own', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...shapes.keys()),
        fc.array(hostileText, { minLength: 1, maxLength: 4 }),
        (place, texts) => {
          const shape = shapes[place] ?? afternoon
          let next = 0
          const hostile = withTexts({ ...complete, ...shape }, () => texts[next++ % texts.length] ?? '')
          // The ids tell which deployment is which.
          const context: RunOutcome = { ...hostile, ...sameIds(hostile, shape) }
          const before = readPage(fit(patternBlocks(shape), Infinity))
          const after = readPage(fit(patternBlocks(context), Infinity))
          const own = (tags: readonly string[]): readonly string[] => tags.filter((tag) => !/^<\/?code>$/.test(tag))
          expect(own(after.tags)).toEqual(own(before.tags))
          expect(after.links).toEqual([])
          expect(after.images).toBe(0)
          expect(after.headings).toBe(before.headings)
          const lines = fit(patternBlocks(context), Infinity).split('\n')
          expect(lines).toHaveLength(fit(patternBlocks(shape), Infinity).split('\n').length)
          for (const row of lines.filter((line) => line.startsWith('| 2025-'))) expect(row.split('|')).toHaveLength(8)
          expect(after.text).not.toMatch(/@[a-z0-9]|#\d|:\/\/|www\./iu)
        },
      ),
    )
  })

  function sameIds({ history, pattern }: RunOutcome, shape: Context): Pick<RunOutcome, 'history' | 'pattern'> {
    const idOf = (index: number): string => shape.pattern?.deployments[index]?.id ?? ''
    const { deployments } = history ?? {}
    const renamed =
      history === undefined || deployments?.state !== 'read'
        ? history
        : {
            ...history,
            deployments: {
              ...deployments,
              value: deployments.value.map((one, index) => ({ ...one, id: idOf(index) })),
            },
          }
    return {
      ...(renamed === undefined ? {} : { history: renamed }),
      ...(pattern === undefined
        ? {}
        : {
            pattern: {
              ...pattern,
              deployments: pattern.deployments.map((one, index) => ({ ...one, id: idOf(index) })),
            },
          }),
    }
  }
})
