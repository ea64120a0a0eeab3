import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { chosen, shortName, showings, type Showing } from '../../simulator/demo/catalogue.ts'
import { demo, play } from '../../simulator/demo/command.ts'
import { Screen } from '../../simulator/demo/screen.ts'
import { story } from '../../simulator/story.ts'

// A story runs the built action in a process of its own.
const PATIENCE_MS = 60_000
const START = fileURLToPath(new URL('../../simulator/demo/start.mjs', import.meta.url))

let output: string
let shown: string

beforeEach(async () => {
  output = await mkdtemp(join(tmpdir(), 'demo-'))
  shown = ''
})
afterEach(() => rm(output, { recursive: true }))

const terminal = (columns?: number) => ({
  screen: new Screen((text) => void (shown += text), columns === undefined ? undefined : () => columns),
  colours: columns !== undefined,
  output,
  atATime: 2,
})

const [quick, quickToo] = chosen(['invalid-input', 'service-not-found']) as [Showing, Showing]

describe('the demo', () => {
  it('lists every name with its verdict', async () => {
    expect(await demo(['--list'], terminal())).toBe(0)
    for (const showing of showings) expect(shown).toContain(shortName(showing))
    expect(shown).toMatch(/^ {2}rolled-back +failed +the rollback that makes the old deployment PRIMARY again$/m)
    expect(shown).toMatch(/^ {2}failed \(superseded\) +a-finished-deployment-that-another-one-replaced-long-ago$/m)
    expect(await readdir(output)).toEqual([])
  })

  it('tells what it takes', async () => {
    expect(await demo(['--help'], terminal())).toBe(0)
    expect(shown).toContain('Usage: npm run demo')
  })

  it.each([
    ['an unknown name', ['rolledback'], /saw "rolledback"\. The nearest: rolled-back, /],
    ['an unknown option', ['--lst'], /There is no option --lst; options are: --all, --list, --help\./],
    ['a value for a switch', ['--all=3'], /--all takes no value; saw "3"/],
    ['names beside --all', ['--all', 'verified'], /Expected names or --all/],
  ])('refuses %s, and leads on', async (_, args, why) => {
    expect(await demo(args, terminal())).toBe(2)
    expect(shown).toMatch(why)
    expect(shown).toContain('npm run demo -- --list')
    expect(await readdir(output)).toEqual([])
  })

  it(
    'plays a story by its cause: its log, its page, and where that is',
    async () => {
      expect(await demo(['invalid-input'], terminal())).toBe(0)
      expect(shown).toContain('inconclusive invalid-input: the input poll-interval cannot be used')
      expect(shown).toContain('┃ Error (invalid-input)')
      const page = join(output, 'an-input-that-cannot-be.html')
      expect(shown).toContain(`  ${pathToFileURL(page).href}\n`)
      expect(shown).toContain('The story ended as told')
      expect(shown).not.toContain('\u001b')
      const html = await readFile(page, 'utf8')
      expect(html).toContain('invalid-input')
      // There was no tour, so there is no index.
      expect(html).not.toContain('index.html')
      expect(shown).toContain(`  ${pathToFileURL(join(output, 'an-input-that-cannot-be.json')).href}\n`)
    },
    PATIENCE_MS,
  )

  it(
    'tells the others of a tour in a line each, and writes an index of all',
    async () => {
      expect(await play([quick], [quickToo], terminal())).toBe(0)
      expect(shown).toMatch(/^\[2\/2\] service-not-found {2}failed +[\d.]+ s {2}there is no such service$/m)
      expect(shown).toContain(`  ${pathToFileURL(join(output, 'index.html')).href}\n`)
      const index = await readFile(join(output, 'index.html'), 'utf8')
      expect(await readFile(join(output, `${quickToo.name}.html`), 'utf8')).toContain(
        `JSON report: <code>${basename(output)}/${quickToo.name}.json</code>`,
      )
      for (const { name } of [quick, quickToo]) {
        expect(index).toContain(`<a href="${name}.html">`)
        const page = await readFile(join(output, `${name}.html`), 'utf8')
        expect(page).toContain('<a href="index.html">')
        expect(page).not.toContain(join(tmpdir(), 'ecs-deploy-verifier-'))
        const report: unknown = JSON.parse(await readFile(join(output, `${name}.json`), 'utf8'))
        expect(report).toMatchObject({ verdict: expect.stringMatching(/./) })
      }
    },
    PATIENCE_MS,
  )

  it(
    'tells on a terminal how far a story is, and leaves nothing of that behind',
    async () => {
      expect(await play([quick], [quickToo], terminal(200))).toBe(0)
      expect(shown).toContain('   0:00 of simulated time · 0 requests · ')
      expect(shown).toContain('   service-not-found 0:00, 0 requests')
      const left = shown.split('\n').map((line) => line.split('\r\u001b[2K').at(-1))
      expect(left.filter((line) => /0 requests( ·|$)/.test(line ?? ''))).toEqual([
        expect.stringMatching(/^ {3}exit 1 · .+ · 0 requests$/),
      ])
    },
    PATIENCE_MS,
  )

  it(
    'fails where a story ends otherwise than told, and says which',
    async () => {
      const untrue: Showing = { ...quick, expected: { verdict: 'verified', cause: '' } }
      expect(await play([quickToo], [untrue], terminal())).toBe(1)
      expect(shown).toContain(
        'Not as the story tells it:\n  an input that cannot be: expected verified, saw inconclusive (invalid-input)\n',
      )
    },
    PATIENCE_MS,
  )

  it(
    'fails where a story cannot be played, and plays the others',
    async () => {
      const broken: Showing = {
        name: 'broken',
        title: 'a broken story',
        story: story('a broken story', () => {
          throw new Error('the tale cannot be told')
        }),
      }
      expect(await play([broken], [broken, quick], terminal())).toBe(1)
      expect(shown).toContain('could not be played: the tale cannot be told')
      expect(shown).toMatch(/^\[3\/3\] invalid-input/m)
      expect(await readFile(join(output, 'index.html'), 'utf8')).toContain('1 story: 1 inconclusive.')
    },
    PATIENCE_MS,
  )

  it('is started as a command', async () => {
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, [START, 'no-such-story'], (error, stdout) => resolve({ code: error?.code, stdout }))
    })
    expect(code).toBe(2)
    expect(stdout).toContain('"no-such-story"')
  })
})
