import { accepted, field, list, said, type GitHub } from './github.ts'
import { isAfter, majorTagOf, tagOf, versionOf, type Version } from './version.ts'

interface Release {
  readonly id: number
  readonly tag: string
  readonly isDraft: boolean
  readonly isImmutable: boolean
  readonly page: string
}

const RELEASES_A_PAGE = 100

/** What hinders a release of the version at the commit: tags of it elsewhere, or of later ones. */
export async function hindrances(github: GitHub, version: Version, commit: string): Promise<readonly string[]> {
  const tags = list(accepted(await github.ask('GET', '/git/matching-refs/tags/v'), 'list the tags'))
  return tags.flatMap((tag) => {
    const name = String(field(tag, 'ref')).replace(/^refs\/tags\//, '')
    const released = versionOf(name.slice(1))
    if (released === undefined) return []
    const at = String(field(field(tag, 'object'), 'sha'))
    if (released.text === version.text)
      return at === commit
        ? []
        : [`the tag ${name} is at ${at}, expected it at ${commit} or nowhere: release a new version`]
    return isAfter(released, version)
      ? [`the tag ${name} is of a later version than ${version.text}: release one that comes after it`]
      : []
  })
}

/**
 * Tags the commit and drafts its release. A second time it writes the notes anew.
 * @returns the draft's page
 * @throws where the tag is elsewhere, or the release is published
 */
export async function draftRelease(github: GitHub, version: Version, commit: string, notes: string): Promise<string> {
  const tag = tagOf(version)
  const at = await commitOf(github, tag)
  if (at === undefined)
    accepted(
      await github.ask('POST', '/git/refs', { ref: `refs/tags/${tag}`, sha: commit }),
      `make the tag ${tag} at ${commit}`,
    )
  else if (at !== commit) throw new Error(`expected the tag ${tag} at ${commit} or nowhere, found it at ${at}`)

  const known = await releaseOf(github, tag)
  if (known?.isDraft === false)
    throw new Error(`expected no release ${tag}, or a draft; found it published: ${known.page}`)
  const content = { tag_name: tag, name: tag, body: notes, draft: true, prerelease: false }
  const answer =
    known === undefined
      ? await github.ask('POST', '/releases', content)
      : await github.ask('PATCH', `/releases/${known.id}`, content)
  return read(accepted(answer, `draft the release ${tag}`)).page
}

/**
 * Publishes the draft where nobody has yet, makes sure that the release is immutable and of the commit, and moves the major tag there.
 * @returns the release's page
 * @throws where one of this does not hold; the major tag then stays where it is
 */
export async function publishRelease(github: GitHub, version: Version, commit: string): Promise<string> {
  const tag = tagOf(version)
  await expectTag(github, tag, commit)
  const found = await releaseOf(github, tag)
  if (found === undefined)
    throw new Error(`expected a draft of the release ${tag}, or the release, found none: run the job before again`)
  if (found.isDraft)
    accepted(
      await github.ask('PATCH', `/releases/${found.id}`, { draft: false, make_latest: 'true' }),
      `publish the release ${tag}`,
    )

  const release = read(accepted(await github.ask('GET', `/releases/${found.id}`), `show the release ${tag}`))
  if (release.isDraft) throw new Error(`expected the release ${tag} to be published, found a draft: ${release.page}`)
  if (!release.isImmutable)
    throw new Error(
      `the release ${tag} is published, but can be changed: ${majorTagOf(version)} was not moved to it. Switch on Settings, General, ` +
        'Releases, "Enable release immutability", and release a new version: the setting does not reach back.',
    )
  await expectTag(github, tag, commit)
  await moveMajorTag(github, version, commit)
  return release.page
}

async function moveMajorTag(github: GitHub, version: Version, commit: string): Promise<void> {
  const major = majorTagOf(version)
  if ((await releaseOf(github, major)) !== undefined)
    throw new Error(
      `expected ${major} to be a tag alone, found a release of that name: a release's tag cannot be moved. Delete the release ${major}`,
    )
  const at = await commitOf(github, major)
  if (at === commit) return
  const { status, body } =
    at === undefined
      ? await github.ask('POST', '/git/refs', { ref: `refs/tags/${major}`, sha: commit })
      : await github.ask('PATCH', `/git/refs/tags/${major}`, { sha: commit, force: true })
  if (status < 200 || status >= 300)
    throw new Error(
      `${tagOf(version)} is released, but GitHub did not move ${major} to ${commit}: it answered ${status} ${said(body)}. ` +
        `Do it by hand: git push --force origin ${commit}:refs/tags/${major}`,
    )
}

async function expectTag(github: GitHub, tag: string, commit: string): Promise<void> {
  const at = await commitOf(github, tag)
  if (at !== commit)
    throw new Error(`expected the tag ${tag} at ${commit}, found it ${at === undefined ? 'nowhere' : `at ${at}`}`)
}

/** What a tag points to: a commit, or with an annotated tag the tag's own object, which is no commit of ours. */
async function commitOf(github: GitHub, tag: string): Promise<string | undefined> {
  const answer = await github.ask('GET', `/git/ref/tags/${tag}`)
  if (answer.status === 404) return undefined
  return String(field(field(accepted(answer, `show the tag ${tag}`), 'object'), 'sha'))
}

/** The newest release of a tag, drafts included, which GitHub shows in its list only. */
async function releaseOf(github: GitHub, tag: string): Promise<Release | undefined> {
  for (let page = 1; ; page += 1) {
    const answer = await github.ask('GET', `/releases?per_page=${RELEASES_A_PAGE}&page=${page}`)
    const releases = list(accepted(answer, 'list the releases')).map(read)
    const found = releases.find((release) => release.tag === tag)
    if (found !== undefined || releases.length < RELEASES_A_PAGE) return found
  }
}

function read(release: unknown): Release {
  const id = field(release, 'id')
  const tag = field(release, 'tag_name')
  const page = field(release, 'html_url')
  if (typeof id !== 'number' || typeof tag !== 'string' || typeof page !== 'string')
    throw new Error(`expected a release with id, tag_name and html_url, found ${said(release)}`)
  return {
    id,
    tag,
    page,
    isDraft: field(release, 'draft') !== false,
    isImmutable: field(release, 'immutable') === true,
  }
}
