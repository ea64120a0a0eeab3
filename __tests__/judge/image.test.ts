import { describe, expect, it } from '@jest/globals'
import { boundByNameAlone, imageName, isBound, judgeImage, judgeImageContent } from '../../src/judge/image.ts'
import type { Expectation, ExpectedImage, ImageEvidence } from '../../src/model.ts'
import { COMMIT, expectation, image, MINUTE, NEW, NOW, OLD, REPOSITORY } from './cases.ts'

const item = (change: Partial<ImageEvidence> = {}): ImageEvidence => ({
  kind: 'revision-label',
  where: 'label org.opencontainers.image.revision',
  expected: COMMIT,
  said: COMMIT,
  finding: 'agrees',
  ...change,
})
const saying = (...items: readonly ImageEvidence[]): Partial<ExpectedImage> => ({ evidence: { state: 'read', items } })
const found = (change: Partial<ExpectedImage> = {}): Expectation =>
  expectation({ image: { state: 'found', image: image(change) } })
const content = (change: Partial<ExpectedImage>, isProofNeeded = false) =>
  judgeImageContent(found(change), isProofNeeded, 'running')
const PUSHED = 'pushed at 2025-07-21 11:20:00 UTC'

describe('the image of the commit', () => {
  it('is named without its registry, by its tag or else by its digest', () => {
    expect(imageName(image())).toBe('agricultural-core:3fa04cb')
    expect(imageName(image({ tag: COMMIT, repository: 'ghcr.io/octo/app' }))).toBe('octo/app:3fa04cb')
    const { tag: _absent, ...untagged } = image()
    expect(imageName(untagged)).toBe('agricultural-core@sha256:aaaaaaaa…')
  })
  it('passes where it is found, with the time of its push where that is known', () => {
    expect(judgeImage(found(), 'running').check).toMatchObject({ id: 'image', status: 'pass' })
    expect(judgeImage(found(), 'running').check.seen).toMatch(/, pushed 2025-07-21 11:20/)
    const { pushedAt: _absent, ...undated } = image()
    expect(judgeImage(expectation({ image: { state: 'found', image: undated } }), 'running').check.seen).toBe(
      'sha256:aaaaaaaa…',
    )
  })
  it('is waited for until start-timeout is over, and then a failure', () => {
    const missing = expectation({ image: { state: 'missing', repository: REPOSITORY, searched: 'tag 3fa04cb' } })
    expect(judgeImage(missing, 'starting')).toMatchObject({
      check: { status: 'pending' },
      atDeadline: { cause: 'image-missing' },
    })
    expect(judgeImage(missing, 'starting').finding).toBeUndefined()
    expect(judgeImage(missing, 'running')).toMatchObject({
      check: { status: 'fail' },
      finding: { cause: 'image-missing' },
    })
    expect(judgeImageContent(missing, false, 'running').check.status).toBe('pending')
  })
})

describe('an image whose tag means another one by now', () => {
  const taken = { binding: 'none' as const, movedTags: [{ tag: '3fa04cb', digest: OLD }] }
  it('is a digest-mismatch once start-timeout is over', () => {
    expect(content(taken)).toMatchObject({ check: { status: 'unknown' }, finding: { cause: 'digest-mismatch' } })
    const starting = judgeImageContent(found(taken), false, 'starting')
    expect(starting.finding).toBeUndefined()
    expect(starting.atDeadline?.cause).toBe('digest-mismatch')
  })
  it('is right where the image itself names the commit, or another tag was moved', () => {
    expect(content({ ...taken, ...saying(item()) }).check.status).toBe('pass')
    expect(content({ ...taken, tag: 'v3' }).atDeadline?.cause).toBe('image-unproven')
  })
})

describe('what the image says of its commit', () => {
  it('binds it where one piece agrees, whatever the others hold', () => {
    const silent = item({ kind: 'provenance', finding: 'absent', said: '' })
    const none = { binding: 'none' as const }
    expect(isBound(image({ ...none, ...saying(silent, item()) }))).toBe(true)
    expect(isBound(image({ ...none, ...saying(silent) }))).toBe(false)
    expect(isBound(image({ ...none, ...saying(item({ finding: 'inherited' })) }))).toBe(false)
    expect(boundByNameAlone(image(saying(silent, item())))).toBe(false)
    expect(boundByNameAlone(image(saying(silent)))).toBe(true)
    expect(boundByNameAlone(image())).toBe(true)
  })
  it('is told piece by piece where it agrees, each once', () => {
    const pieces = saying(item(), item({ where: 'label of the index' }), item({ kind: 'version-file', said: '3.3.6' }))
    expect(content(pieces).check).toMatchObject({ status: 'pass', seen: 'label 3fa04cb · file 3.3.6' })
    expect(content(saying(item({ finding: 'absent', said: '' }))).check).toMatchObject({
      status: 'not-checked',
      seen: 'the image says nothing about its commit',
    })
    expect(content({}).check).toMatchObject({ status: 'not-checked', seen: 'not looked into' })
  })
  it.each<[kind: ImageEvidence['kind'], seen: string]>([
    ['revision-label', 'label 3fa04cb'],
    ['revision-annotation', 'annotation 3fa04cb'],
    ['provenance', 'provenance (not signed) 3fa04cb'],
    ['version-file', 'file 3fa04cb'],
  ])('names where it stands: %s', (kind, seen) => {
    expect(content(saying(item({ kind }))).check.seen).toBe(seen)
  })
  it('is judged by the strongest piece that contradicts, in whatever order they are read', () => {
    const kinds = ['version-file', 'provenance', 'revision-label', 'revision-annotation'] as const
    kinds.forEach((kind, index) => {
      const pieces = kinds.slice(index).map((one) => item({ kind: one, where: one, finding: 'contradicts' }))
      for (const items of [pieces, pieces.toReversed()])
        expect(content(saying(...items)).check.seen).toBe(`${kind} says ${COMMIT}`)
    })
  })
  it('fails where it contradicts, saying where, what and since when', () => {
    const { check, finding } = content({
      ...saying(item({ said: '1b7c0de', finding: 'contradicts', note: 'The label is that of main.' })),
      createdAt: NOW - 20 * MINUTE,
    })
    expect(check).toMatchObject({ status: 'fail', seen: 'label org.opencontainers.image.revision says 1b7c0de' })
    expect(finding?.cause).toBe('image-stale')
    expect(finding?.explanation).toContain(
      `says 1b7c0de, expected ${COMMIT}. It was created at 2025-07-21 11:10:00 UTC and ${PUSHED}. The label is that of main.`,
    )
  })
  it('names no time that is not known', () => {
    const { pushedAt: _absent, ...undated } = image(saying(item({ said: '1b7c0de', finding: 'contradicts' })))
    const { finding } = judgeImageContent(expectation({ image: { state: 'found', image: undated } }), false, 'running')
    expect(finding?.explanation).toMatch(new RegExp(`expected ${COMMIT}\\.$`))
  })
  it('says what the image lacks', () => {
    const lacking = saying(item({ kind: 'version-file', where: '/app/VERSION', said: '', finding: 'contradicts' }))
    expect(content(lacking).finding?.headline).toBe('the image lacks what the commit has: /app/VERSION')
    expect(content(lacking).finding?.explanation).toContain('/app/VERSION says nothing, expected')
    expect(content(lacking).finding?.nextStep.text).toContain('"image-version-file" and "version-pattern"')
    const stale = saying(item({ kind: 'version-file', said: '3.3.5', finding: 'contradicts' }))
    expect(content(stale).finding?.nextStep.text).not.toContain('version-pattern')
  })
  it('is unknown where it could not be read', () => {
    expect(content(saying(item({ finding: 'unreadable', said: '' })))).toMatchObject({
      check: { status: 'unknown', seen: 'label org.opencontainers.image.revision: unreadable' },
      finding: { cause: 'digest-unreadable' },
    })
    expect(content({ evidence: { state: 'reading' } })).toMatchObject({
      check: { status: 'pending' },
      atDeadline: { cause: 'aws-unreachable' },
    })
  })
  it('leads to the section about what could not be read: the image, or its registry', () => {
    const { nextStep } = content(saying(item({ finding: 'unreadable', said: '' }))).finding ?? {}
    expect(nextStep?.text).toMatch(/^Build and push the image again/)
    expect(nextStep?.about).toBe('troubleshooting.md#what-the-image-says-about-itself-is-unreadable')
    expect(content({ evidence: { state: 'reading' } }).atDeadline?.nextStep.about).toBe(
      'troubleshooting.md#the-registry-could-not-be-read',
    )
  })
  it('is no proof where only the version agrees', () => {
    const version = saying(item({ kind: 'version-file', said: '3.3.6' }))
    expect(content(version, true)).toMatchObject({ check: { status: 'fail' }, finding: { cause: 'image-unproven' } })
    expect(content(version).check.status).toBe('pass')
  })
  it('is asked for at the deadline where nothing else ties the image to the commit', () => {
    expect(content({ binding: 'none', digest: NEW })).toMatchObject({
      check: { status: 'unknown', seen: 'not looked into; its tag names no commit' },
      atDeadline: { cause: 'image-unproven' },
    })
    expect(content({ binding: 'none' }).finding).toBeUndefined()
  })
})
