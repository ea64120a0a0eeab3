import type { Check, Expectation, ExpectedImage, Finding, ImageEvidence, MovedTag } from '../model.ts'
import type { Judged, Phase } from './case.ts'
import { shortDigest, shortSha, utc } from '../wording.ts'
import { aboutMessage } from '../paragraphs.ts'

/** `app:3fa04cb` or `app@sha256:9c1e7ab2…`, without the registry's host; a full SHA as tag is shortened. */
export function imageName(image: ExpectedImage): string {
  const name = image.repository.slice(image.repository.indexOf('/') + 1)
  return image.tag === undefined ? `${name}@${shortDigest(image.digest)}` : `${name}:${shortSha(image.tag)}`
}

/** Promise 3, first half: there is an image that the push built. */
export function judgeImage(expectation: Expectation, phase: Phase): Judged {
  const lookup = expectation.image
  const commit = shortSha(expectation.commit)
  if (lookup.state === 'found') {
    const { image } = lookup
    const pushed = image.pushedAt === undefined ? '' : `, pushed ${utc(image.pushedAt)}`
    return {
      check: { id: 'image', status: 'pass', expected: imageName(image), seen: `${shortDigest(image.digest)}${pushed}` },
    }
  }
  const finding: Finding = {
    cause: 'image-missing',
    headline: `no image of ${commit} is in the registry`,
    explanation:
      `Expected an image of commit ${expectation.commit} in ${lookup.repository}; looked for ${lookup.searched} and found none. ` +
      'The build did not run, failed, or pushed under another name.',
    nextStep: {
      text: `Look at the build of ${commit}: it must push the image tagged with the commit's SHA before this step runs, or this step must be told what was pushed with the input "image".`,
    },
    ruledOut: ['Whether a deployment is at fault was not judged: without the image there is nothing to deploy.'],
  }
  return {
    check: {
      id: 'image',
      status: phase === 'starting' ? 'pending' : 'fail',
      expected: `an image of ${commit} in ${lookup.repository}`,
      seen: `none: looked for ${lookup.searched}`,
    },
    ...(phase === 'starting' ? {} : { finding }),
    atDeadline: finding,
  }
}

const SOURCE: Readonly<Record<ImageEvidence['kind'], string>> = {
  'revision-label': 'the image’s revision label',
  'revision-annotation': 'its revision annotation',
  provenance: 'its build provenance',
  'version-file': 'the version file in it',
}

const WORD: Readonly<Record<ImageEvidence['kind'], string>> = {
  'revision-label': 'label',
  'revision-annotation': 'annotation',
  provenance: 'provenance (not signed)',
  'version-file': 'file',
}

/** Strongest first: what the files say outweighs what the build says about them. */
const STRENGTH: readonly ImageEvidence['kind'][] = [
  'version-file',
  'provenance',
  'revision-label',
  'revision-annotation',
]

const strongest = (items: readonly ImageEvidence[]): ImageEvidence | undefined =>
  items.toSorted((a, b) => STRENGTH.indexOf(a.kind) - STRENGTH.indexOf(b.kind))[0]

const told = (item: ImageEvidence): string =>
  item.finding === 'contradicts' ? `${item.where} says ${item.said}` : `${item.where}: ${item.finding}`

/** When it was created and pushed, as far as known, with a space behind it. */
function timesOf(image: ExpectedImage): string {
  const times = [
    ...(image.createdAt === undefined ? [] : [`created at ${utc(image.createdAt)}`]),
    ...(image.pushedAt === undefined ? [] : [`pushed at ${utc(image.pushedAt)}`]),
  ]
  return times.length === 0 ? '' : `It was ${times.join(' and ')}. `
}

function stale(image: ExpectedImage, item: ImageEvidence, expectation: Expectation): Finding {
  const said = item.said === '' ? 'nothing' : item.said
  return {
    cause: 'image-stale',
    headline:
      item.said === ''
        ? `the image lacks what the commit has: ${item.where}`
        : `the image holds ${said}, not ${item.expected}`,
    explanation:
      `The image ${imageName(image)} (${shortDigest(image.digest)}) is not commit ${shortSha(expectation.commit)}: ${item.where} says ${said}, expected ${item.expected}. ${timesOf(image)}${item.note ?? ''}`.trim(),
    reasoning: ['The usual causes are a cached layer, a checkout of another commit, or a retag of an older image.'],
    nextStep: {
      text: `Build the image again from the commit, without cached layers, and deploy it.${
        item.kind === 'version-file' && item.said === ''
          ? ' Where its version stands elsewhere or in another form, give "image-version-file" and "version-pattern".'
          : ''
      }`,
      command: `docker build --pull --no-cache --label org.opencontainers.image.revision=${expectation.commit} …`,
    },
    ruledOut: [
      'A cache or a wrong route in front of the service (version-mismatch) is not needed to explain it: the image itself says so.',
      'What the tasks run (digest-mismatch, not-deployed) does not matter: no deployment of this image can bring the commit live.',
    ],
  }
}

/** Whether the image is tied to the commit by anything at all: without that, nothing proves what it holds. */
export function isBound({ binding, evidence }: Pick<ExpectedImage, 'binding' | 'evidence'>): boolean {
  return binding !== 'none' || (evidence.state === 'read' && evidence.items.some((item) => item.finding === 'agrees'))
}

/** What names the commit itself: a version file names no more than a version. */
export const namingCommit = (items: readonly ImageEvidence[]): readonly ImageEvidence[] =>
  items.filter((item) => item.finding === 'agrees' && item.kind !== 'version-file')

/** Whether the image's tag, or the workflow's own word, is all that ties it to the commit. */
export const boundByNameAlone = (image: ExpectedImage): boolean =>
  image.evidence.state !== 'read' || !image.evidence.items.some((item) => item.finding === 'agrees')

function unproven(image: ExpectedImage, expectation: Expectation, why: string): Finding {
  return {
    cause: 'image-unproven',
    headline: `nothing shows that the image is ${shortSha(expectation.commit)}`,
    explanation: `${why} The image is ${imageName(image)} (${image.digest}), pushed at ${utc(image.pushedAt)}.`,
    nextStep: {
      text: 'Add the commit to the image when it is built; with docker/build-push-action:',
      command: 'labels: |\n  org.opencontainers.image.revision=${{ github.sha }}',
    },
    ruledOut: ['Nothing in the image contradicts the commit either, so it is not image-stale.'],
  }
}

/** The commit's tag was all that tied the image to it, and was given to another image meanwhile. */
function tagTaken(image: ExpectedImage, { digest }: MovedTag, expectation: Expectation): Finding {
  const commit = shortSha(expectation.commit)
  return {
    cause: 'digest-mismatch',
    headline: `the tag of ${commit} means another image than the one that was deployed`,
    explanation: `Expected ${imageName(image)} to mean ${image.digest} to the end; it means ${digest} by now. Nothing inside the first one names the commit, so that nothing tells which of the two was built from it.`,
    nextStep: {
      text: 'Find out which build pushed the tag a second time. Deploy the image by its digest, make the tags of the repository immutable, and let the build write the commit into the image; with docker/build-push-action:',
      command: 'labels: |\n  org.opencontainers.image.revision=${{ github.sha }}',
    },
    ruledOut: ['What the first image says about itself does not contradict the commit, so it is not image-stale.'],
  }
}

/** Promise 3, second half: nothing in the image contradicts the commit, and something ties it to the commit. */
export function judgeImageContent(expectation: Expectation, requireImageProof: boolean, phase: Phase): Judged {
  const expected = `version ${expectation.version.value} of commit ${shortSha(expectation.commit)}`
  const check = (status: Check['status'], seen: string): Check => ({ id: 'image-content', status, expected, seen })
  if (expectation.image.state === 'missing') return { check: check('pending', 'no image yet') }
  const { image } = expectation.image
  const { evidence } = image
  if (evidence.state === 'reading')
    return {
      check: check('pending', 'being read'),
      atDeadline: {
        cause: 'aws-unreachable',
        headline: 'what the image says about itself could not be read until the deadline',
        explanation: `Expected to read labels, provenance${requireImageProof ? '' : ' and, where asked for, the version file'} of ${imageName(image)} (${image.digest}) in its registry before the deadline; the registry did not answer in time.`,
        nextStep: {
          text: 'Look at the runner’s way to the registry, give the input "timeout" more time, and run this job again.',
          about: aboutMessage('the-registry-could-not-be-read'),
        },
        ruledOut: ['Nothing was shown to be wrong with the image; nothing was proved right either.'],
      },
    }
  const items = evidence.state === 'read' ? evidence.items : []
  const contradiction = strongest(items.filter((item) => item.finding === 'contradicts'))
  if (contradiction !== undefined)
    return { check: check('fail', told(contradiction)), finding: stale(image, contradiction, expectation) }
  const unreadable = items.find((item) => item.finding === 'unreadable')
  if (unreadable !== undefined)
    return {
      check: check('unknown', told(unreadable)),
      finding: {
        cause: 'digest-unreadable',
        headline: `${SOURCE[unreadable.kind]} could not be read`,
        explanation: `Expected to read ${unreadable.where} in ${imageName(image)} (${shortDigest(image.digest)}). ${unreadable.note ?? 'It is unreadable.'}`,
        nextStep: {
          text: 'Build and push the image again; where the version file is meant, check the input "image-version-file" too.',
          about: aboutMessage('what-the-image-says-about-itself-is-unreadable'),
        },
        ruledOut: ['What the image says was not judged: bytes that are not what their digest names say nothing.'],
      },
    }
  const agreeing = items.filter((item) => item.finding === 'agrees')
  const seen =
    agreeing.length > 0
      ? [...new Set(agreeing.map((item) => `${WORD[item.kind]} ${shortSha(item.said)}`))].join(' · ')
      : evidence.state === 'read'
        ? 'the image says nothing about its commit'
        : 'not looked into'
  if (requireImageProof && namingCommit(items).length === 0) {
    const why = `Expected ${Object.values(SOURCE).slice(0, 3).join(', ')} to name the commit, because require-image-proof is set; none does.`
    return { check: check('fail', seen), finding: unproven(image, expectation, why) }
  }
  const taken = isBound(image) ? undefined : image.movedTags?.find(({ tag }) => tag === image.tag)
  if (taken !== undefined) {
    const finding = tagTaken(image, taken, expectation)
    return {
      check: check('unknown', `${seen}; its tag means ${shortDigest(taken.digest)} by now`),
      ...(phase === 'starting' ? {} : { finding }),
      atDeadline: finding,
    }
  }
  if (!isBound(image)) {
    const why = `Expected a tag that is the commit's SHA, a digest from the workflow, or evidence in the image; a tag like "${image.tag ?? ''}" can mean any commit.`
    return {
      check: check('unknown', `${seen}; its tag names no commit`),
      atDeadline: unproven(image, expectation, why),
    }
  }
  return { check: check(agreeing.length > 0 ? 'pass' : 'not-checked', seen) }
}
