import { describe, expect, it } from '@jest/globals'

import {
  buildAt,
  evidenceOf,
  isBuiltByWorkflow,
  isMovingTag,
  namesCommit,
  pusherOf,
} from '../../src/judge/recommendations/evidence.ts'
import type { Evidence } from '../../src/judge/recommendations/evidence.ts'
import { commandOf, isPrintable, listed, shellWord, yamlScalar } from '../../src/judge/recommendations/paste.ts'
import type {
  Build,
  CompetingPipelines,
  CompetingProject,
  ExpectedImage,
  ImageEvidence,
  Trigger,
} from '../../src/model.ts'
import { COMMIT, MINUTE, NOW, OURS, REPOSITORY, container, definitionArn, previous, rollout } from './cases.ts'
import { told } from './recommendation-cases.ts'
import type { Change } from './recommendation-cases.ts'

function evidence(change: Change = {}): Evidence {
  const run = told(change)
  const [service] = run.services
  if (service === undefined) throw new Error('there is no service')
  return evidenceOf(run, service, 'verified')
}

const build: Build = {
  id: 'p:1',
  project: 'p',
  status: 'SUCCEEDED',
  initiator: 'AVA_OLO',
  startedBy: 'user AVA_OLO',
  origin: 'person',
  startedAt: NOW - 20 * MINUTE,
  endedAt: NOW,
  running: false,
  stopped: false,
}
const project = (name: string, change: Partial<CompetingProject> = {}): CompetingProject => ({
  name,
  exists: true,
  competing: 'named',
  evidence: [],
  triggers: [],
  builds: [build],
  ...change,
})
const among = (projects: readonly CompetingProject[], handling: CompetingPipelines['handling'] = 'report'): Change => ({
  run: { pipelines: { handling, auto: false, region: 'r', readAt: NOW, projects, problems: [] } },
})
const trigger = (state: Trigger['state']): Trigger =>
  ({ kind: 'webhook', id: 'w', label: 'w', state, project: 'p' }) as unknown as Trigger

describe('what recommendations are drawn from', () => {
  it('is our rollout, or where none was recognised the current one', () => {
    const rollouts = [rollout({ id: 'ecs-svc/9' }), previous({ id: OURS })]
    expect(evidence({ service: { rollouts } }).rollout?.id).toBe(OURS)
    expect(evidence({ service: { rollouts }, ours: 'ecs-svc/7' }).rollout?.id).toBe('ecs-svc/9')
    expect(evidence({ service: { rollouts: [] } })).not.toHaveProperty('rollout')
    const past = [previous({ id: 'ecs-svc/8' })]
    expect(evidence({ service: { rollouts: past }, ours: 'ecs-svc/7' })).not.toHaveProperty('rollout')
  })

  it('is how that rollout’s task definition names the image, where it is of the same repository', () => {
    const naming = (image: string): Change => ({
      service: { taskDefinitions: [{ arn: definitionArn(2), containers: [container({ image })] }] },
    })
    expect(evidence(naming(`${REPOSITORY}:live`)).named).toMatchObject({
      tag: 'live',
      taskDefinition: definitionArn(2),
    })
    expect(evidence(naming('ghcr.io/o/app:live'))).not.toHaveProperty('named')
    expect(evidence(naming('ghcr.io/o/app:live')).rollout?.id).toBe(OURS)
    expect(evidence(naming('::'))).not.toHaveProperty('named')
    expect(evidence({ ...naming(`${REPOSITORY}:live`), image: null })).not.toHaveProperty('named')
    expect(evidence({ image: null })).not.toHaveProperty('image')
  })

  it('is when the commit was made, where that is the one that was looked for', () => {
    expect(evidence().committedAt).toBe(NOW - 30 * MINUTE)
    expect(evidence({ run: { commit: { sha: 'a'.repeat(40), committedAt: NOW } } })).not.toHaveProperty('committedAt')
    expect(evidence({ run: { commit: { sha: COMMIT } } })).not.toHaveProperty('committedAt')
  })

  it('are the projects that compete, apart those that feed runners', () => {
    const { projects, runners } = evidence(
      among([
        project('a'),
        project('shown', { competing: 'shown' }),
        project('not-shown', { competing: 'not-shown' }),
        project('gone', { exists: false }),
        project('live', { triggers: [trigger('live')] }),
        project('protected', { triggers: [trigger('live'), trigger('protected')] }),
        project('mixed', { triggers: [trigger('mixed')] }),
      ]),
    )
    expect(projects.map(({ name }) => name)).toEqual(['a', 'shown', 'live'])
    expect(runners.map(({ name }) => name)).toEqual(['protected', 'mixed'])
  })

  it.each([
    ['report', 1],
    ['disable', 1],
    ['off', 0],
    ['restore', 0],
  ] as const)('are with %s so many competing projects: %d', (handling, many) => {
    expect(evidence(among([project('a')], handling)).projects).toHaveLength(many)
  })

  it('are no projects where nobody looked', () => {
    expect(evidence().projects).toHaveLength(0)
    expect(evidence().runners).toHaveLength(0)
  })
})

describe('who pushed the image', () => {
  const provenance = (
    note: string | undefined,
    kind: ImageEvidence['kind'] = 'provenance',
  ): Partial<ExpectedImage> => ({
    evidence: {
      state: 'read',
      items: [
        { kind, where: '', expected: COMMIT, said: COMMIT, finding: 'agrees', ...(note === undefined ? {} : { note }) },
      ],
    },
  })
  const RUN = 'https://github.com/o/r/actions/runs/47'

  it.each<[image: Partial<ExpectedImage> | null, is: boolean]>([
    [{ binding: 'workflow-digest' }, true],
    [{ binding: 'commit-tag' }, false],
    [provenance(RUN), true],
    [provenance('https://github.com/o/r/actions/runs/'), false],
    [provenance(undefined), false],
    [provenance(RUN, 'revision-label'), false],
    [null, false],
  ])('is a workflow by %j: %s', (image, is) => {
    expect(isBuiltByWorkflow(evidence({ image }))).toBe(is)
    expect(pusherOf(evidence({ image, ...among([project('p')]) }))).toEqual(is || image === null ? undefined : build)
  })

  it('is the build that ran at that time', () => {
    const here = evidence(among([project('p')]))
    expect(buildAt(here, NOW)).toBe(build)
    expect(buildAt(here, NOW - 60 * MINUTE)).toBeUndefined()
    expect(buildAt(here, undefined)).toBeUndefined()
  })
})

describe('a tag', () => {
  const NAMES: readonly (readonly [tag: string, is: boolean])[] = [
    [COMMIT, true],
    [COMMIT.slice(0, 7), true],
    [COMMIT.slice(0, 7).toUpperCase(), true],
    [`sha-${COMMIT.slice(0, 12)}`, true],
    [COMMIT.slice(0, 6), false],
    [`x${COMMIT}`, false],
    [`3fasha-${COMMIT.slice(3, 9)}`, false],
    [COMMIT.slice(0, 7).replace('f', 'g'), false],
    [`${COMMIT.slice(0, 8)}-x`, false],
    [`${COMMIT}${'0'.repeat(25)}`, false],
    ['deadbeef', false],
    ['latest', false],
    ['', false],
  ]
  it.each(NAMES)('%s names the commit: %s', (tag, is) => {
    expect(namesCommit(tag, COMMIT)).toBe(is)
    expect(namesCommit(tag, COMMIT.toUpperCase())).toBe(is)
  })

  it.each([
    ['latest', true],
    ['live', true],
    ['v3', true],
    ['v3.1', true],
    ['v3.1.4', false],
    ['3.10.12-rc', false],
    ['deadbeef', false],
    ['SHA-DEADBEEF', false],
    ['sha-deadbeef', false],
    ['abcdef', true],
    ['xdeadbeef', true],
    ['deadbeef-x', true],
    ['a'.repeat(64), false],
    ['a'.repeat(65), true],
  ])('%s moves from build to build: %s', (tag, is) => {
    expect(isMovingTag(tag)).toBe(is)
  })
})

describe('a name that is to be pasted', () => {
  it.each([
    ['a b', "'a b'"],
    ['-a', undefined],
    ['a-b', "'a-b'"],
    ['file://a', undefined],
    ['x file://a', "'x file://a'"],
    ['://a', "'://a'"],
    ['', undefined],
    ['a\nb', undefined],
    ['ä', undefined],
    ['a'.repeat(513), undefined],
  ])('into a shell: %j is %s', (name, word) => {
    expect(shellWord(name)).toBe(word)
  })

  it('makes no command where one of the words may not be one', () => {
    expect(commandOf('a', 'b')).toBe('a b')
    expect(commandOf('a', undefined, 'b')).toBeUndefined()
  })

  it.each([
    ['a/b', 'a/b'],
    ['/a', '/a'],
    ['A.b_c@d-e', 'A.b_c@d-e'],
    ['1a', '"1a"'],
    ['a b', '"a b"'],
    [' a', '" a"'],
    ['', undefined],
    ['ä', undefined],
    ['a${{ b }}', undefined],
    ['yesterday', 'yesterday'],
    ['oh-no', 'oh-no'],
    ...['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n', 'Yes', 'NULL'].map((word) => [word, `"${word}"`]),
  ])('into YAML: %j is %s', (text, scalar) => {
    expect(yamlScalar(text ?? '')).toBe(scalar)
  })

  it('into JSON is any that every reader shows as it is', () => {
    expect(isPrintable(' ~')).toBe(true)
    expect(isPrintable('a\u202E')).toBe(false)
    expect(isPrintable('')).toBe(false)
  })

  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'],
  ])('stands among others in words: %j', (names, words) => {
    expect(listed(names)).toBe(words)
  })
})
