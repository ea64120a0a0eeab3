import { describe, expect, it } from '@jest/globals'

import { SETTING } from '../../simulator/stage.ts'
import {
  BEFORE,
  COMMIT,
  LATER,
  production,
  pushTheCommit,
  source,
  theImage,
  withVersion,
} from '../../simulator/stories/setting.ts'
import { play, story, type ImageInTheTale, type Tale } from '../../simulator/story.ts'
import type { Fault } from '../../simulator/wire/faults.ts'

const PATIENCE_MS = 60_000

const DOCS = { 'docs/guide.md': 'How to farm.\n' }
const CODE = { 'modules/core/farmers.py': 'FARMERS = 4\n' }

interface World {
  /** Of production as it is: 3.3.5. */
  readonly image?: Partial<ImageInTheTale>
  /** What the one commit after it changes. */
  readonly files: Readonly<Record<string, string>>
  readonly bend?: (tale: Tale) => void
  /** Of production's image, where they are not its commit's. */
  readonly tags?: readonly string[]
  readonly inputs?: Readonly<Record<string, string>>
}

/** Two commits: code, and the same code again with a page of documentation. */
const takeBack = (tale: Tale): void =>
  tale.push({ sha: LATER, message: 'as it was', files: { ...source('3.3.5'), ...DOCS } })

const UNSEEN = 'Whether every glob of paths matches a file of the repository is not known: '
const treesFail =
  (fault: Fault) =>
  (tale: Tale): void => {
    tale.fault('github:GET /repos/ava-olo/agricultural-core/git/trees*', fault)
  }

const paths = 'modules/**\n!**.md'

/** Production runs 3.3.5 for a day; then somebody pushes a commit that nobody deploys, and two hours later the audit comes. */
async function audited({ image, files, bend, tags, inputs: more }: World, inputs: Record<string, string> = {}) {
  const { run, staged } = await play(
    story('an audit', (tale) => {
      if (tags === undefined) production(tale, {}, image)
      else {
        tale.push({ sha: BEFORE, message: 'v3.3.5', files: source('3.3.5') })
        tale.service({ image: tale.image(tags, { version: '3.3.5', ...image }) })
      }
      tale.at('2025-07-21 10:05:00')
      tale.push({ sha: COMMIT, message: 'more', files })
      tale.at('12:05:00')
      bend?.(tale)
      tale.verify({ ...withVersion(tale, { mode: 'audit', paths }), ...more, ...inputs })
    }),
  )
  return { run, staged, verdict: `${run.outputs['verdict'] ?? ''} ${run.outputs['cause'] ?? ''}`.trim() }
}

const live = { 'live-commit': BEFORE, 'drift-commits': '1', 'drift-seconds': expect.stringMatching(/^720\d$/) }

describe('an audit whose head was never built', () => {
  it(
    'judges by the live commit where no newer commit touches the paths',
    async () => {
      const { run, verdict } = await audited({ files: DOCS })
      expect(verdict).toBe('verified')
      expect(run.outputs).toMatchObject({
        commit: COMMIT,
        'served-version': '3.3.5',
        'push-to-live-seconds': '',
        ...live,
      })
      expect(run.summary).toContain('1 newer commit touches none of paths')
      expect(run.stdout.join('\n')).toContain('no commit since 1b7c0de, which runs, touches paths')
    },
    PATIENCE_MS,
  )

  it(
    'judges by the head where one touches the paths, and names the files',
    async () => {
      const { run, verdict } = await audited({ files: { ...DOCS, ...CODE } })
      expect(verdict).toBe('failed image-missing')
      expect(run.outputs).toMatchObject(live)
      expect(run.summary).toContain('1 commit and 2 h behind `3fa04cb`')
      expect(run.summary).toContain('It touches paths: `modules/core/farmers.py`')
    },
    PATIENCE_MS,
  )

  it(
    'judges by the head without paths',
    async () => {
      const { run, verdict } = await audited({ files: DOCS }, { paths: '' })
      expect(verdict).toBe('failed image-missing')
      expect(run.outputs).toMatchObject(live)
    },
    PATIENCE_MS,
  )

  it.each<[what: string, world: Partial<World>, remark: string]>([
    [
      'one glob matches no file of the repository',
      { inputs: { paths: 'modules/**\nmodule/**' } },
      'Paths has globs that match no file of the repository: "module/&#42;&#42;".',
    ],
    [
      'GitHub does not list the files of the repository',
      { bend: treesFail({ code: '', message: 'no', status: 404 }) },
      UNSEEN,
    ],
    [
      'GitHub fails to list the files of the repository',
      { bend: treesFail({ code: '', message: 'no', status: 503 }) },
      UNSEEN,
    ],
    [
      'GitHub lists only a part of the files of the repository',
      {
        bend: treesFail({ mutation: 'missing', path: 'truncated' }),
        inputs: { paths: 'modules/**\nmodule/**' },
      },
      UNSEEN,
    ],
  ])(
    'judges by the live commit, and remarks it, where %s',
    async (_, world, remark) => {
      const { run, verdict } = await audited({ files: DOCS, ...world })
      expect(verdict).toBe('verified')
      expect(run.summary).toContain(remark)
      const wrong = await audited({ files: DOCS, ...world, image: { version: '3.3.4' } })
      expect(wrong.verdict).toBe('failed version-mismatch')
      expect(wrong.run.outputs['live-commit']).toBe(BEFORE)
      expect(wrong.run.summary).toContain(remark)
    },
    PATIENCE_MS,
  )

  it(
    'finds the live commit by its tag where the image says nothing',
    async () => {
      const { run, verdict } = await audited({ files: DOCS, image: { revision: '' } })
      expect(verdict).toBe('verified')
      expect(run.outputs).toMatchObject(live)
      expect(run.summary).toContain('bound to the commit by its tag alone')
    },
    PATIENCE_MS,
  )

  it.each<[what: string, world: Partial<World>]>([
    ['its label names another commit than its tag', { image: { revision: LATER } }],
    [
      'GitHub cannot compare',
      {
        bend: (tale) =>
          tale.fault('github:GET /repos/ava-olo/agricultural-core/compare*', { code: '', message: 'no', status: 404 }),
      },
    ],
    [
      'the live commit is of another branch',
      {
        bend: (tale) =>
          tale.stage.github.commit(SETTING.repository, {
            sha: COMMIT,
            message: 'rewritten',
            parents: [],
            files: { ...DOCS, [SETTING.versionFile]: 'VERSION = "3.3.5"\n' },
          }),
      },
    ],
    [
      'more files have changed than GitHub lists',
      {
        files: Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`docs/${index}.md`, 'x'])),
      },
    ],
    ['an empty commit is all that is new', { files: {} }],
    ['a later commit took back what an earlier one did to the paths', { files: source('3.3.9'), bend: takeBack }],
    ['no glob matches a file of the repository', { inputs: { paths: 'module/**\nsetup.cfg' } }],
    [
      'the input image names another image',
      { inputs: { image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core:live' } },
    ],
    ['a short tag names another commit than the label', { tags: ['sha-7777777'], image: { revision: BEFORE } }],
  ])(
    'does not judge by the live commit where %s',
    async (_, world) => {
      const { run, verdict } = await audited({ files: DOCS, ...world }, {})
      expect(verdict).toBe('failed image-missing')
      expect(run.outputs['expected-digest']).toBe('')
    },
    PATIENCE_MS,
  )

  it(
    'holds the live commit to the whole promise',
    async () => {
      const wrong = await audited({ files: DOCS, image: { version: '3.3.4' } })
      expect(wrong.verdict).toBe('failed version-mismatch')
      expect(wrong.run.summary).toContain('this is about `1b7c0de`')
      const stale = await audited(
        { files: DOCS, image: { version: '3.3.4' } },
        { 'image-version-file': '/app/modules/core/config.py' },
      )
      expect(stale.verdict).toBe('failed image-stale')
    },
    PATIENCE_MS,
  )
})

describe('an audit whose head was built and not deployed', () => {
  const built = (tale: Tale): void => {
    theImage(tale)
  }

  it(
    'judges by the live commit where the head touches none of the paths',
    async () => {
      const { run, verdict } = await audited({ files: DOCS, bend: built })
      expect(verdict).toBe('verified')
      expect(run.outputs).toMatchObject(live)
    },
    PATIENCE_MS,
  )

  it(
    'fails where it touches them',
    async () => {
      const { run, verdict } = await audited({ files: CODE, bend: built })
      expect(verdict).toBe('failed not-deployed')
      expect(run.summary).toContain('1 commit and 2 h behind')
    },
    PATIENCE_MS,
  )
})

describe('the drift', () => {
  it(
    'is none where the head is live',
    async () => {
      const { run } = await play(
        story('an audit of a good deploy', (tale) => {
          production(tale)
          tale.at('2025-07-21 10:05:00')
          pushTheCommit(tale)
          tale.at('10:07:00')
          tale.deploy(theImage(tale))
          tale.at('10:30:00')
          tale.verify(withVersion(tale, { mode: 'audit', paths }))
        }),
      )
      expect(run.outputs).toMatchObject({
        verdict: 'verified',
        'live-commit': COMMIT,
        'drift-commits': '0',
        'drift-seconds': '0',
      })
    },
    PATIENCE_MS,
  )

  it(
    'is told by the served version where the image names no commit, and then excuses nothing',
    async () => {
      const { run, verdict } = await play(
        story('an audit of an image without a name', (tale) => {
          tale.push({ sha: BEFORE, message: 'v3.3.5', files: { [SETTING.versionFile]: 'VERSION = "3.3.5"\n' } })
          tale.stage.github.tag(SETTING.repository, 'v3.3.5', BEFORE)
          tale.service({ image: tale.image(['live'], { version: '3.3.5' }) })
          tale.at('2025-07-21 10:05:00')
          tale.push({ sha: COMMIT, message: 'more', files: DOCS })
          tale.at('12:05:00')
          tale.verify(withVersion(tale, { mode: 'audit', paths }))
        }),
      ).then(({ run: played }) => ({ run: played, verdict: played.outputs['cause'] }))
      expect(verdict).toBe('image-missing')
      expect(run.outputs).toMatchObject(live)
      expect(run.summary).toContain('a served version proves nothing about an image')
    },
    PATIENCE_MS,
  )

  it(
    'counts in the metrics what should be live, and not what need not be',
    async () => {
      const inputs = { 'metrics-namespace': 'Deploys' }
      const valuesOf = async (files: World['files']): Promise<Record<string, number>> => {
        const { staged } = await audited({ files }, inputs)
        const data = staged.stage.cloudwatch.puts[0]?.data ?? []
        return Object.fromEntries(data.map(({ MetricName, Value }) => [MetricName, Value ?? NaN]))
      }
      expect(await valuesOf(DOCS)).toMatchObject({ DeploymentVerified: 1, VersionDrift: 0, DriftSeconds: 0 })
      expect(await valuesOf(CODE)).toMatchObject({
        DeploymentVerified: 0,
        VersionDrift: 1,
        DriftSeconds: expect.closeTo(7200, -1),
      })
    },
    PATIENCE_MS,
  )

  it(
    'is told of a deploy that failed too',
    async () => {
      const { run } = await audited({ files: CODE }, { mode: 'verify', paths: '' })
      expect(run.outputs).toMatchObject({ cause: 'image-missing', 'live-commit': BEFORE, 'drift-commits': '1' })
    },
    PATIENCE_MS,
  )
})

describe('what runs', () => {
  it(
    'is what the tasks in service run, and not what is on its way',
    async () => {
      const { run } = await play(
        story('an audit in the middle of a deploy', (tale) => {
          production(tale)
          tale.at('2025-07-21 10:05:00')
          pushTheCommit(tale)
          tale.at('10:07:00')
          tale.deploy(theImage(tale))
          tale.at('10:07:02')
          tale.verify(withVersion(tale, { mode: 'audit', paths }))
        }),
      )
      expect(run.outputs).toMatchObject({ verdict: 'failed', 'live-commit': BEFORE, 'drift-commits': '1' })
    },
    PATIENCE_MS,
  )

  it(
    'is told though GitHub does not compare it',
    async () => {
      const { run } = await audited({
        files: DOCS,
        bend: (tale) =>
          tale.fault('github:GET /repos/ava-olo/agricultural-core/compare*', { code: '', message: 'no', status: 500 }),
      })
      expect(run.outputs).toMatchObject({ cause: 'image-missing', 'live-commit': BEFORE, 'drift-commits': '' })
      expect(run.summary).toContain('could not be told')
    },
    PATIENCE_MS,
  )
})

describe('the time of an audit', () => {
  it(
    'ends with a timeout that is shorter than its own patience',
    async () => {
      const { run } = await audited(
        { files: DOCS, bend: (tale) => tale.fault('ecs:ListTasks', 'hang') },
        { timeout: '8s' },
      )
      expect(run.outputs['verdict']).not.toBe('verified')
      expect(run.virtualMilliseconds).toBeLessThan(14_000)
    },
    PATIENCE_MS,
  )
})
