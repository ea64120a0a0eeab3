import { Buffer } from 'node:buffer'
import { describe, expect, it } from '@jest/globals'
import mermaid from 'mermaid'
import fc from 'fast-check'
import { CAUSES } from '../../src/judge/causes.ts'
import type { RunOutcome, Stop } from '../../src/model.ts'
import { aboutMessage } from '../../src/paragraphs.ts'
import { redactOutcome } from '../../src/report/redact-outcome.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { hostileText, withTexts } from './hostile.ts'
import {
  bare,
  COMMIT,
  complete,
  drift,
  finding,
  outcomeFor,
  service,
  START,
  stop,
  task,
  twoServices,
  verified,
} from './outcomes.ts'
import { columnsOf, htmlOf, readPage } from './page.ts'

const OWN_TAGS = /^<\/?(?:code|b|sub|details|summary)>$/u
const DOCS = 'https://github.com/owner/action/blob/v1/docs'
/** Pages of the documentation, seen from its folder. */
const OWN_PAGES = /^(?:causes\/[a-z-]+|troubleshooting)\.md(?:#[a-z-]+)?$/u

const firstLine = (outcome: RunOutcome): string => summaryOf(outcome).split('\n')[0] ?? ''
const withoutDetails = (text: string): string => text.replaceAll(/<details>[\s\S]*?<\/details>/gu, '')

describe('the first line', () => {
  it('gives verdict, subject and cause', () => {
    expect(firstLine(complete)).toBe('## ❌ Not live: the image holds 3.3.5, not 3.3.6 &nbsp;·&nbsp; `image-stale`')
  })

  it('says what is live when verified', () => {
    expect(firstLine(verified)).toBe('## ✅ Live: `3fa04cb` (3.3.6) runs on all 4 tasks and answers at `/version`')
  })

  it('names the service among several', () => {
    expect(firstLine(twoServices)).toContain('(`ava-olo / worker`)')
  })

  it.each(CAUSES)('says of %s what it is, and the page goes on with the next step', (cause) => {
    const summary = summaryOf(outcomeFor(cause))
    expect(summary).toMatch(
      new RegExp(
        `^## (?:❌|⚠️) [A-Z][a-z, ]+: .{10,} \`${cause}\`\n\n.{20,}\n\n\\*\\*Next step\\.\\*\\* .{20,}\n\n\`\`\`sh\n`,
        'u',
      ),
    )
  })

  it('does not say "not live" of a commit that is live', () => {
    expect(firstLine(outcomeFor('competing-trigger'))).toMatch(/^## ❌ Live, but not alone: /u)
    expect(firstLine(outcomeFor('feature-failed'))).toMatch(/^## ❌ Live, but not working: /u)
  })

  it('leads to the page about the cause where that is known', () => {
    expect(readPage(summaryOf(complete, { docsUrl: DOCS })).links).toContain(`${DOCS}/causes/image-stale.md`)
    expect(readPage(summaryOf(bare)).links).toEqual([])
  })

  it('leads to the sections about its next step, its remarks and what was not read, where they are known', () => {
    const { nextStep } = finding
    const sections = [nextStep.about, aboutMessage('not-read')].map((section) => `${DOCS}/${section}`)
    expect(readPage(summaryOf(complete, { docsUrl: DOCS })).links).toEqual(expect.arrayContaining(sections))
    const remarks = `${DOCS}/${aboutMessage('remarks-of-a-verified-run')}`
    const doubtful: RunOutcome = {
      ...verified,
      verdict: { verdict: 'verified', headline: 'live', notes: ['by its tag'] },
    }
    expect(readPage(summaryOf(doubtful, { docsUrl: DOCS })).links).toContain(remarks)
    expect(readPage(summaryOf(verified, { docsUrl: DOCS })).links).not.toContain(remarks)
  })
})

describe('several problems', () => {
  const withProblems = (problems: readonly string[]): string =>
    summaryOf({
      ...bare,
      verdict: { verdict: 'inconclusive', finding: { ...finding, problems, reasoning: [], ruledOut: [] } },
    })

  it('are a list in place of the explanation', () => {
    expect(summaryOf(complete)).toMatch(
      /^## .+\n\n- All 4 tasks run the image tagged `3fa04cb`\.\n- Its `modules\/core\/config.py` says .+\n\n\*\*Next step/u,
    )
  })

  it('are one item each, whatever is in them', () => {
    const html = htmlOf(withProblems(['one\n- two', '# three']))
    expect(html.match(/<li>/gu)).toHaveLength(2)
    expect(html).not.toContain('<h1>')
  })

  it('are counted where they are too many to be read', () => {
    expect(withProblems(Array<string>(50).fill('a'))).toContain('- and 30 more: see the JSON report\n')
  })
})

describe('inputs without effect', () => {
  it('are told, and lead to their section', () => {
    const summary = summaryOf({ ...verified, settings: complete.settings }, { docsUrl: DOCS })
    expect(summary).toContain(
      `*[Without effect](${DOCS}/${aboutMessage('inputs-without-effect')}):* paths counts with mode: audit alone;`,
    )
    expect(summaryOf(verified)).not.toContain('Without effect')
  })
})

describe('the checks', () => {
  it('stand in the order of the promise, whatever the order in which they came', () => {
    const services = [{ ...service, checks: service.checks.toReversed() }]
    const rows = summaryOf({ ...complete, services })
      .split('\n')
      .filter((line) => /^\| (?:✅|❌|⚠️|➖|⏳) [a-z]/u.test(line))
    expect(rows.map((row) => row.split('|')[2]?.trim()).slice(0, 7)).toEqual([
      'Commit',
      'Image of the commit',
      'What is inside it',
      'Deployment',
      'Tasks',
      'Served version',
      'One pipeline',
    ])
  })

  it('have in bold only what differs', () => {
    const summary = summaryOf(complete)
    expect(summary).toContain(
      '| `modules/core/config.py` = <b>3.3.6</b> | <b>3.3.5</b> (layer 7 of 9); no revision label |',
    )
    expect(summary).toContain('| <b>3.3.6</b> at `/version` | <b>3.3.5</b>, 5 of 5 answers, no cache involved; ')
    expect(summary).toContain('| complete | `ecs-svc/4821` of `agricultural-core:5`, complete; ')
  })

  it('begin with the commit that should be live and the one that is', () => {
    const row =
      summaryOf(complete)
        .split('\n')
        .find((line) => line.includes('| Commit |')) ?? ''
    expect(row).toMatch(
      /^\| ❌ fail \| Commit \| \[`3fa04cb`\]\(.*\) “v3\.3\.6” by A\. Developer, 2025-07-21 10:05:00 UTC \|/u,
    )
    expect(row).toContain('by what the running image says of itself: 3 commits, 2 h 2 min behind')
    expect(summaryOf(verified)).toMatch(/✅ pass \| Commit \| .* \| live \|/u)
  })

  it('tell when the image was built, who registered the task definition and what caches said', () => {
    const summary = summaryOf(complete)
    expect(summary).toContain('built 2025-07-21 11:22:00 UTC |')
    expect(summary).toContain('registered by a GitHub Actions workflow (role deploy) |')
    const [answer] = complete.answers
    const cache = [['Age', '31']] as const
    const cached = { ...complete, answers: answer === undefined ? [] : [{ ...answer, cache }] }
    expect(summaryOf(cached)).toContain('no cache involved; Age: 31 |')
  })

  it('say "not checked" of what was not asked for', () => {
    expect(summaryOf(complete)).toContain('*Not checked:* Features.')
  })
})

describe('several services', () => {
  it('have one line each on top, and a section each', () => {
    const summary = summaryOf(twoServices)
    expect(summary).toContain('| ✅ | `ava-olo / agricultural-core` | Live: `3fa04cb` runs on all 4 tasks |  |')
    expect(summary).toContain(
      '| ❌ | `ava-olo / worker` | Not live: tasks stop again and again: exit code 1 | `tasks-failing` |',
    )
    expect(summary).toMatch(/\n### ✅ ava-olo \/ agricultural-core · Live\n/u)
    expect(summary).toMatch(/\n### ❌ ava-olo \/ worker · Not live\n/u)
  })

  it('tell of each failure, and of the decisive one only at the top', () => {
    const [first, second] = twoServices.services
    if (first === undefined || second === undefined) throw new Error('the fixture has two services')
    const other = outcomeFor('rolled-back').verdict
    const summary = summaryOf({ ...twoServices, services: [{ ...first, verdict: other }, second] })
    expect(summary.match(/\*\*Next step\.\*\*/gu)).toHaveLength(2)
  })

  it('say which of them were not decided', () => {
    const services = twoServices.services.map(({ verdict: _verdict, ...rest }) => rest)
    expect(summaryOf({ ...outcomeFor('cancelled'), services })).toContain('| ➖ | `ava-olo / worker` | Not decided: ')
  })
})

describe('stopped tasks', () => {
  const stops: Stop[] = [
    ...Array.from({ length: 5 }, (_, index) => ({ ...stop, stoppedAt: START + index * 1000 })),
    {
      ...stop,
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/4820)',
      containers: [],
      rolloutId: 'ecs-svc/4820',
    },
    { ...stop, rolloutId: 'ecs-svc/4820' },
  ]
  const observation = { ...service.observation, service: { ...service.observation.service, stops } }
  const summary = summaryOf({
    ...outcomeFor('tasks-failing'),
    services: [{ ...service, verdict: outcomeFor('tasks-failing').verdict, observation }],
  })
  const rows = summary.split('\n').filter((line) => /^\| \d+ \|/u.test(line))

  it('are grouped by kind and deployment: ours and fatal ones first, with exit code and last time', () => {
    expect(rows[0]).toBe(
      '| 5 | Essential container in task exited; boot failed (container app, exit code 1) | 1 | ours, `ecs-svc/4821` | 2025-07-21 11:25:04 UTC |',
    )
    expect(rows[1]).toContain('| another, `ecs-svc/4820` |')
    expect(rows[2]).toContain('Scaling activity')
  })

  it('are not folded where they are the cause, and are where they are not', () => {
    expect(withoutDetails(summary)).toContain('Stopped tasks: 7 stops of 3 kinds')
    expect(withoutDetails(summaryOf(complete))).not.toContain('Stopped tasks')
  })

  it('come with the last twenty log lines, folded', () => {
    const value = Array.from({ length: 40 }, (_, index) => `line ${index}`)
    const page = summaryOf({ ...complete, logLines: { state: 'read', value } })
    expect(page).toContain('line 39')
    expect(page).toContain('line 20\n')
    expect(page).not.toContain('line 19\n')
    expect(withoutDetails(page)).not.toContain('line 39')
  })

  it('say that the log was not readable, and for want of which permission', () => {
    const page = summaryOf({
      ...complete,
      logLines: { state: 'not-read', why: 'refused', action: 'logs:GetLogEvents', denied: true },
    })
    expect(page).toContain('*not read* (`logs:GetLogEvents`): refused')
  })
})

describe('the competing pipeline', () => {
  it('shows a running build and what blocks the promise without unfolding', () => {
    const open = withoutDetails(summaryOf(complete))
    expect(open).toContain('runs now, started by user `AVA_OLO`')
    expect(open).toContain('`codebuild:ListBuildsForProject`')
  })

  it('holds the way back and the statement that denies a build by hand', () => {
    const fences = readPage(summaryOf(complete)).fences
    expect(fences.map(({ content }) => content).join('')).toContain('aws codebuild update-webhook')
    const policy = fences.find(({ info }) => info === 'json')?.content ?? ''
    expect(JSON.parse(policy).Statement[0]).toMatchObject({
      Effect: 'Deny',
      Action: expect.arrayContaining(['codebuild:StartBuild', 'codebuild:RetryBuildBatch']),
      Resource: ['arn:aws:codebuild:us-east-1:123456789012:project/ava-agricultural-docker-build'],
    })
  })

  it('is not mentioned where nobody asked', () => {
    const { pipelines: _pipelines, ...rest } = complete
    expect(summaryOf(rest)).not.toMatch(/other pipeline/u)
  })
})

describe('what was refused and decides nothing', () => {
  it('is told as not read', () => {
    expect(summaryOf(complete)).toContain('*Not read:* the image')
  })
})

describe('what the image says about itself', () => {
  it('is one row for each piece, with what it counts for', () => {
    const [service] = complete.services
    const image = service?.expectation?.image
    if (service?.expectation === undefined || image?.state !== 'found') throw new Error('the fixture has an image')
    const items = [
      {
        kind: 'revision-label' as const,
        where: 'label',
        expected: '3fa04cb',
        said: '1b7c0de',
        finding: 'contradicts' as const,
      },
      { kind: 'provenance' as const, where: 'provenance', expected: '3fa04cb', said: '', finding: 'absent' as const },
    ]
    const found = { state: 'found' as const, image: { ...image.image, evidence: { state: 'read' as const, items } } }
    const summary = summaryOf({
      ...complete,
      services: [{ ...service, expectation: { ...service.expectation, image: found } }],
    })
    expect(summary).toContain('| ❌ <b>contradicts</b> | fair | label | `1b7c0de` | `3fa04cb` |  |')
    expect(summary).toContain('| ➖ says nothing | strong | provenance |  | `3fa04cb` |  |')
  })
})

describe('the timeline', () => {
  it('is a picture that Mermaid reads, and the same as a list', async () => {
    const summary = summaryOf(complete)
    const chart = readPage(summary).fences.find(({ info }) => info === 'mermaid')?.content ?? ''
    await expect(mermaid.parse(chart)).resolves.toMatchObject({ diagramType: 'gantt' })
    expect(summary).toContain(
      '| 11:21:00 | 1 h 16 min | CodeBuild | CodeBuild `#41` starts, by user `AVA_OLO`, for 1 min |',
    )
  })

  it('stays a picture whatever the texts are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 3, maxLength: 5 }), async (texts) => {
        const timeline = texts.map((what, index) => ({ at: START + index, what, section: 'ECS' as const }))
        const chart = readPage(summaryOf({ ...complete, timeline })).fences.find(({ info }) => info === 'mermaid')
        await expect(mermaid.parse(chart?.content ?? '')).resolves.toMatchObject({ diagramType: 'gantt' })
      }),
      { numRuns: 100 },
    )
  })

  it('is left out where too little happened', () => {
    expect(summaryOf({ ...complete, timeline: complete.timeline.slice(0, 2) })).not.toContain('mermaid')
  })
})

describe('a good verdict', () => {
  it('is short: everything but the checks and the times is folded', () => {
    const { pipelines: _pipelines, ...rest } = verified
    expect(
      withoutDetails(summaryOf({ ...rest, recommendations: [] }))
        .split('\n')
        .filter((line) => line !== '').length,
    ).toBeLessThan(16)
  })

  it('says how long it took, and where the time went', () => {
    expect(summaryOf(verified)).toContain(
      '**Push to live: 9 min 16 s** · build 3 min 48 s · deploy 2 min 54 s · rollout and proof 2 min 34 s',
    )
  })

  it('counts no part that was over before the push', () => {
    const early = { ...verified, commit: { sha: COMMIT, committedAt: START - 100_000 } }
    expect(summaryOf(early)).toContain('**Push to live: 4 min 16 s**\n')
  })
})

describe('the whole page', () => {
  it.each([
    ['complete', complete],
    ['verified', verified],
    ['two services', twoServices],
  ])('of %s is only what this action writes, whatever the texts are', (_, outcome) => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (texts) => {
        let next = 0
        const hostile = withTexts(outcome, () => texts[next++ % texts.length] ?? '')
        const summary = summaryOf(hostile, { docsUrl: DOCS })
        const page = readPage(summary)
        expect(page.links.filter((link) => !OWN_PAGES.test(link.replace(`${DOCS}/`, '')))).toEqual([])
        expect(page.images).toBe(0)
        expect(page.tags.filter((tag) => !OWN_TAGS.test(tag))).toEqual([])
        expect(page.text).not.toMatch(/@[a-z0-9]|#\d|:\/\/|www\./iu)
        expect(page.headings).toBe(readPage(summaryOf(outcome)).headings)
        for (const lines of columnsOf(summary)) expect(new Set(lines).size).toBe(1)
        expect(htmlOf(summary)).not.toMatch(/<(?:script|img|iframe|a (?!href="https:\/\/github\.com\/owner\/action))/u)
        const tags = (tag: string): number => page.tags.filter((each) => each === tag).length
        expect(tags('</details>')).toBe(tags('<details>'))
        expect(tags('</code>')).toBe(tags('<code>'))
      }),
      { numRuns: 60 },
    )
  })

  it('links the commit on the server that the workflow runs on, and nowhere else', () => {
    expect(readPage(summaryOf(complete)).links).toEqual([
      `https://github.com/ava-olo/agricultural-core/commit/${COMMIT}`,
      `https://github.com/ava-olo/agricultural-core/commit/${drift.liveCommit}`,
      // Once more among the last deployments.
      `https://github.com/ava-olo/agricultural-core/commit/${COMMIT}`,
    ])
    const run = { ...complete.settings.run, repository: 'a/b)](https://evil.example' }
    expect(readPage(summaryOf({ ...complete, settings: { ...complete.settings, run } })).links).toEqual([])
  })

  it('needs nothing but a verdict', () => {
    const page = readPage(summaryOf(bare))
    expect(page.text).toContain('Not checked: the input "timeout" cannot be read')
    expect(page.text).toContain('0 looks')
  })

  it('holds no secret', () => {
    const secret = 'correct-horse-battery'
    const leaking = withTexts(complete, (text) => `${text} ${secret} `.repeat(30))
    expect(summaryOf(leaking)).toContain(secret)
    const { settings, ...rest } = redactOutcome(leaking, createRedactor([secret]))
    expect(settings).toBeDefined()
    expect(summaryOf({ ...rest, ...(settings === undefined ? {} : { settings }) })).not.toContain('correct-horse')
  })

  it('stays within its budget for thousands of tasks, stops, answers and services', () => {
    const many = <T>(item: T, number: number): T[] => Array.from({ length: number }, () => item)
    const long = 'a <b> | `c` '.repeat(100)
    const picture = {
      ...service.observation.service,
      tasks: many(task, 5000),
      stops: Array.from({ length: 5000 }, (_, index) => ({
        ...stop,
        stopCode: 'Odd',
        stoppedReason: `${String.fromCodePoint(0x4e00 + index)} ${long}`,
        containers: [],
      })),
      events: many({ at: START, message: long }, 5000),
    }
    const big = { ...service, observation: { ...service.observation, service: picture } }
    const outcome: RunOutcome = {
      ...twoServices,
      services: [
        big,
        ...many(
          { ...big, observation: { ...big.observation, service: { ...picture, stops: picture.stops.slice(0, 30) } } },
          300,
        ),
      ],
      answers: many(complete.answers[1], 5000).flatMap((answer, index) =>
        answer === undefined ? [] : [{ ...answer, finalUrl: `${index}${long}` }],
      ),
      features: many({ name: long, at: START, passed: false, expected: long, seen: long }, 1000),
      timeline: many({ at: START, what: long, section: 'ECS' }, 1000),
    }
    const summary = summaryOf(outcome)
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(900 * 1024)
    expect(summary).toMatch(/^## ❌ Not live: tasks stop again/u)
    expect(summary).toContain('**Next step.**')
    expect(summary).toContain('> Left out, because GitHub drops a job summary of more than 1 MiB: ')
    for (const lines of columnsOf(summary)) expect(new Set(lines).size).toBe(1)
  })

  it('never cuts the verdict, and cuts what is folded first', () => {
    const tiny = summaryOf(complete, { budget: 1 })
    expect(tiny).toMatch(/^## ❌ Not live[\s\S]*\*\*Next step\.\*\*[\s\S]*Left out[\s\S]*$/u)
    expect(tiny).not.toContain('<details>')
    const tight = summaryOf(complete, { budget: 6000 })
    expect(tight).toContain('| ❌ fail | What is inside it |')
    expect(tight).toContain('Left out')
  })
})
