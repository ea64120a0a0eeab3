import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { HELP, render } from '../../scripts/render/command.ts'
import { readReport, reportOf, ReportError } from '../../scripts/render/read-report.ts'
import { summaryOfReport } from '../../scripts/render/summary-of-report.ts'
import { CAUSES } from '../../src/judge/causes.ts'
import type { RunOutcome } from '../../src/model.ts'
import { jsonReportOf, type SummaryContext } from '../../src/report/json.ts'
import { notPublishedLine } from '../../src/report/metrics.ts'
import { redactOutcome } from '../../src/report/redact-outcome.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { version } from '../../src/version.ts'
import { hostileText, withTexts } from './hostile.ts'
import { bare, complete, outcomeFor, twoServices, verified } from './outcomes.ts'
import { readPage } from './page.ts'
import { outcomesLike } from './random-outcome.ts'
import { selectors, undecided, unread } from './shapes.ts'

const DOCS = 'https://github.com/octo/ecs-deploy-verifier/blob/v1/docs'

const redact = createRedactor(complete.settings.secrets)

/** The file as the action writes it. */
const written = (outcome: RunOutcome, context?: SummaryContext): string =>
  JSON.stringify(jsonReportOf(outcome, context), undefined, 2)

const rendered = (outcome: RunOutcome, context?: SummaryContext): string =>
  summaryOfReport(readReport(written(outcome, context)))

const SHAPES: readonly (readonly [string, RunOutcome])[] = [
  ['a run with something in every field', complete],
  ['a verified run', verified],
  ['two services', twoServices],
  ['a run that never began', bare],
  ['a run that ended before its service was decided', undecided()],
  ['a run that could read little', unread()],
  ...selectors().map((outcome, index) => [`a run with another selector (${index})`, outcome] as const),
  ...CAUSES.map((cause) => [`a run that ended with ${cause}`, outcomeFor(cause)] as const),
]

describe('the summary of a report', () => {
  it.each(SHAPES)('is, byte for byte, that of %s', (_, outcome) => {
    for (const docsUrl of [undefined, DOCS])
      expect(rendered(outcome, { docsUrl })).toBe(summaryOf(outcome, { docsUrl }))
  })

  it.each([complete, verified, unread(), twoServices])('is the same whatever the outcome holds', (base) => {
    fc.assert(
      fc.property(outcomesLike(base, isWhole), (like) => {
        const outcome = redactOutcome(like, redact)
        expect(rendered(outcome, { docsUrl: DOCS })).toBe(summaryOf(outcome, { docsUrl: DOCS }))
      }),
      { numRuns: 50 },
    )
  })

  it('tells that the metrics were not published, and only then', () => {
    const namespace = complete.settings.metricsNamespace
    const why = 'AWS refused cloudwatch:PutMetricData (AccessDenied: <b>no</b>).'
    const summary = summaryOf(complete)
    expect(rendered(complete, { publication: { state: 'not-published', namespace, why } })).toBe(
      `${summary}\n${notPublishedLine(namespace, why)}\n`,
    )
    expect(rendered(complete, { publication: { state: 'published', namespace, metrics: 5 } })).toBe(summary)
  })

  it('links the documentation that is asked for before the one that the report names', () => {
    const report = readReport(written(complete, { docsUrl: DOCS }))
    const other = 'https://docs.example.com/v2'
    expect(readPage(summaryOfReport(report)).links).toContain(`${DOCS}/causes/image-stale.md`)
    expect(readPage(summaryOfReport(report, other)).links).toContain(`${other}/causes/image-stale.md`)
  })
})

/** Whether an outcome has all that the model requires: its report follows the schema. */
function isWhole(outcome: RunOutcome): boolean {
  try {
    readReport(written(outcome))
    return true
  } catch {
    return false
  }
}

describe('the outcome of a report', () => {
  it.each(SHAPES)('is that of %s, but for what a report leaves out', (_, outcome) => {
    const { settings, ...rest } = redactOutcome(outcome, redact)
    const run = settings && { ...settings.run, apiUrl: '', workspace: '' }
    const expected = settings === undefined ? rest : { ...rest, settings: { ...settings, run } }
    expect(readReport(written(redactOutcome(outcome, redact))).outcome).toEqual(expected)
  })

  it('has odd durations as they were', () => {
    const pattern = { ...complete.pattern, medianPushToLive: 1499.5 }
    const settings = { ...complete.settings, pollInterval: 1001, timeout: 333_333 }
    const { outcome } = readReport(written({ ...complete, pattern, settings }))
    expect(outcome.pattern?.medianPushToLive).toBe(1499.5)
    expect(outcome.settings).toMatchObject({ pollInterval: 1001, timeout: 333_333 })
  })

  it('comes from a file that begins with a byte order mark, too', () => {
    expect(readReport(`\ufeff${written(bare)}\r\n`).outcome).toEqual(bare)
  })
})

describe('a file that is no report of this version', () => {
  const text = written(complete)
  const changed = (change: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), ...change })
  const other = { name: 'ECS Deploy Verifier', version: '9.9.9' }

  it.each([
    ['an empty file', '', /^Expected a JSON report; the file is empty\. Fetch it again/],
    ['white space', ' \n', /the file is empty/],
    ['a page', '<!doctype html>', /^Expected a JSON report; the file is not JSON \(.+\)\. Give the file/],
    ['JSON with a mistake', '{"schemaVersion":1,}', /the file is not JSON/],
    ['JSON with more behind it', `${text}{`, /the file is not JSON/],
    ['null', 'null', /^Expected the JSON report of ECS Deploy Verifier, .+; saw null\. Give the file/],
    ['a number', '7', /saw a number\./],
    ['a list', '[1,2]', /saw an array of 2\./],
    ['an empty object', '{}', /saw an empty object\./],
    ['the report of another program', '{"version":"2.1.0","runs":[]}', /saw an object with version, runs\./],
    ['another program with a version', '{"schemaVersion":1,"action":{"name":"x"}}', /saw an object with schemaVersion/],
    [
      'a later version',
      changed({ schemaVersion: 2, action: other }),
      /^Expected a report with schemaVersion 1; saw 2, written by ECS Deploy Verifier 9\.9\.9\. Render it with that version/,
    ],
    ['a version that is text', changed({ schemaVersion: '1' }), /saw an object with/],
    [
      'an unknown field',
      changed({ surprise: 1, action: other }),
      /saw that the report must NOT have additional properties: surprise\. It is written by ECS Deploy Verifier 9\.9\.9, and this is \d/,
    ],
    [
      'a field of another kind, of the very version',
      changed({ looks: undefined, decisive: 'none', action: { ...other, version } }),
      /saw that decisive must be integer, and is "none"\. The file was changed since it was written/,
    ],
    ['a field less', changed({ timeline: undefined }), /must have required property 'timeline'/],
    [
      'an unknown word',
      changed({ cause: 'sabotage' }),
      /cause must be equal to one of the allowed values, and is "sabotage": image-missing, /,
    ],
    ['a day that no month has', text.replaceAll('2025-07-21T', '2025-07-41T'), /is no time: 2025-07-41T/],
    ['no such service', changed({ decisive: 1 }), /decisive is 1, and there are 1 services/],
  ])('is refused, and told what to do: %s', (_, content, message) => {
    expect(() => readReport(content)).toThrow(message)
    expect(() => readReport(content)).toThrow(ReportError)
  })

  it('is known to be cut off wherever that was', () => {
    const short = written(bare)
    for (let length = 1; length < short.length; length += 1)
      expect(() => readReport(short.slice(0, length))).toThrow(
        `Expected a whole JSON report; the file ends in the middle, after ${short.slice(0, length).trim().length} characters.`,
      )
  })

  it('is told in one visible line, whatever it holds', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('field', 'word', 'time', 'version', 'text'), (hostile, place) => {
        const content = {
          field: () => changed({ [hostile]: 1 }),
          word: () => changed({ cause: hostile }),
          time: () => changed({ commit: { sha: 'a', committedAt: hostile } }),
          version: () => changed({ schemaVersion: 2, action: { ...other, version: hostile } }),
          text: () => hostile,
        }[place]()
        let message = ''
        try {
          readReport(content)
        } catch (error) {
          message = error instanceof ReportError ? error.message : 'thrown by something else'
        }
        expect(message).toMatch(/^Expected [^\p{Cc}\p{Cf}\u2028\u2029]{20,1000}$/u)
      }),
    )
  })
})

describe('a report that somebody has changed', () => {
  const MARKUP = '](https://evil.example)<script>alert(1)</script>\n\n# h\n\n```\n| a |'
  const whole: unknown = JSON.parse(written(complete, { docsUrl: DOCS }))
  const before = readPage(summaryOfReport(reportOf(whole)))

  /** Every value in it that is not a list or an object, as a path. */
  function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
    if (typeof value !== 'object' || value === null) return [path]
    return Object.entries(value).flatMap(([name, item]) => leaves(item, [...path, name]))
  }

  function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
    if (name === undefined) return by
    if (Array.isArray(value))
      return value.map((item, index) => (String(index) === name ? replaced(item, rest, by) : item))
    const record = value as Readonly<Record<string, unknown>>
    return { ...record, [name]: replaced(record[name], rest, by) }
  }

  it('is refused, or its text stays text: markup in place of any value', () => {
    let shown = 0
    for (const path of leaves(whole)) {
      let summary: string
      try {
        summary = summaryOfReport(reportOf(replaced(whole, path, MARKUP)))
      } catch (error) {
        expect(error).toBeInstanceOf(ReportError)
        continue
      }
      shown += 1
      const page = readPage(summary)
      const foreign = page.tags.filter((tag) => !/^<\/?(?:code|b|sub|details|summary)>$/u.test(tag))
      expect({ path, foreign }).toEqual({ path, foreign: [] })
      expect({ path, links: page.links.filter((link) => link.includes('evil')) }).toEqual({ path, links: [] })
      expect({ path, headings: page.headings }).toEqual({ path, headings: before.headings })
    }
    expect(shown).toBeGreaterThan(100)
  })

  it('is refused, or its text stays text: names of faults', () => {
    const faults = { [MARKUP]: 1, ['__proto__']: 2 }
    const report = withTexts({ ...complete, figures: { ...complete.figures, faults } }, (text) => text)
    const page = readPage(rendered(report))
    expect(page.links.filter((link) => link.includes('evil'))).toEqual([])
    expect(page.headings).toBe(before.headings)
  })
})

describe('npm run render', () => {
  let directory = ''
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'render-'))
    await writeFile(join(directory, 'report.json'), written(complete, { docsUrl: DOCS }))
    await writeFile(join(directory, 'half.json'), written(complete).slice(0, 5000))
  })
  afterAll(() => rm(directory, { recursive: true }))

  async function run(...args: readonly string[]): Promise<{ status: number; out: string; told: readonly string[] }> {
    const told: string[] = []
    let out = ''
    const status = await render(args, {
      directory,
      print: (text) => {
        out += text
      },
      tell: (line) => told.push(line),
    })
    return { status, out, told }
  }

  it('prints the summary, and nothing else', async () => {
    expect(await run('report.json')).toEqual({ status: 0, out: summaryOf(complete, { docsUrl: DOCS }), told: [] })
  })

  it('links the documentation that --docs names', async () => {
    const { out } = await run('--docs', 'https://docs.example.com/v2/', 'report.json')
    expect(out).toBe(summaryOf(complete, { docsUrl: 'https://docs.example.com/v2' }))
  })

  it('writes a page with all that it needs beside it', async () => {
    const page = join(directory, 'page.html')
    const { status, out, told } = await run('report.json', '--html', 'page.html')
    expect({ status, out }).toEqual({ status: 0, out: '' })
    expect(told).toEqual([expect.stringContaining(page)])
    expect(await readFile(page, 'utf8')).toContain('the image holds 3.3.5, not 3.3.6')
    expect((await readFile(join(directory, 'mermaid.min.js'))).length).toBeGreaterThan(100_000)
  })

  it('says what it takes', async () => {
    expect(await run('--help')).toEqual({ status: 0, out: HELP, told: [] })
    expect(HELP.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it.each([
    ['no report', [], 'Expected the path of a JSON report; none was given.'],
    ['two reports', ['report.json', 'half.json'], 'Expected one JSON report; saw 2'],
    ['an unknown option', ['--markdown', 'report.json'], '--markdown'],
    ['no page', ['report.json', '--html', ''], 'Expected for --html the path of the page'],
    ['the report as the page', ['report.json', '--html', './report.json'], 'would overwrite the report'],
    ['no address', ['report.json', '--docs', 'javascript:alert(1)'], 'Expected for --docs an http(s) address'],
  ])('refuses a command line with %s', async (_, args, message) => {
    const { status, out, told } = await run(...args)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(told[0]).toContain(message)
    expect(told[1]).toContain('--help')
  })

  it.each([
    ['no such file', ['none.json'], 'There is no file'],
    ['a directory', ['.'], 'is a directory'],
    ['half a report', ['half.json'], 'the file ends in the middle'],
    ['a page that cannot be written', ['report.json', '--html', 'none/page.html'], 'cannot be written'],
  ])('fails with one line that says what to do: %s', async (_, args, message) => {
    const { status, out, told } = await run(...args)
    expect({ status, out, lines: told.length }).toEqual({ status: 1, out: '', lines: 1 })
    expect(told[0]).toContain(message)
  })

  it('is started by node, with paths from where npm was called', async () => {
    const start = fileURLToPath(new URL('../../scripts/render/start.mjs', import.meta.url))
    const env = { ...process.env, NODE_OPTIONS: '', npm_lifecycle_event: 'render', INIT_CWD: directory }
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [start, 'report.json'], { env })
    expect({ stdout, stderr }).toEqual({ stdout: summaryOf(complete, { docsUrl: DOCS }), stderr: '' })
    await expect(promisify(execFile)(process.execPath, [start, 'none.json'], { env })).rejects.toMatchObject({
      code: 1,
      stdout: '',
    })
  }, 60_000)
})
