import { posix } from 'node:path'
import type { AwsFailure } from '../aws/failure.ts'
import { Ending } from '../ending.ts'
import type { ExpectedVersion, Settings } from '../model.ts'
import { compilePattern, type Pattern } from '../patterns.ts'
import { TooSlow } from '../time-limit.ts'
import { readFromCheckout } from './checkout.ts'
import type { GitHubAnswer, GitHubReader } from './github.ts'
import { extractVersion, soughtIn } from './version-text.ts'
import { aboutInput, aboutMessage } from '../paragraphs.ts'

/** Bytes of the version file that are read at most. */
const fileLimit = 2 ** 20

/** Bytes. A SHA is all that is asked for, but a server that does not know the media type describes the whole commit. */
const commitLimit = 4 * 2 ** 20

export interface VersionDeps {
  readonly settings: Pick<Settings, 'commit' | 'expectedVersion' | 'versionFile' | 'versionPattern' | 'run'>
  readonly github: GitHubReader
  readonly signal?: AbortSignal | undefined
}

/**
 * The version that must be served: `expected-version`; else the one in `version-file` at the commit; else the commit.
 * Throws an `Ending` (`invalid-input`, `access-denied`) or, where GitHub cannot be reached, an `AwsFailure` `retry`.
 */
export async function expectVersion(deps: VersionDeps): Promise<ExpectedVersion> {
  const { commit, expectedVersion, versionFile, versionPattern } = deps.settings
  if (expectedVersion !== undefined) return { value: expectedVersion, source: 'input' }
  if (versionFile === undefined) return { value: commit, source: 'commit' }
  const path = posix.normalize(versionFile)
  if (path.startsWith('/') || path === '..' || path.startsWith('../') || path.endsWith('/') || path === '.') {
    throw invalid(
      'version-file is no path in the repository',
      `Expected "version-file" to be the path of a file from the repository's root; it is ${versionFile}.`,
      'Give the path as git has it, such as package.json or app/config.py.',
    )
  }
  const pattern: Pattern | undefined =
    versionPattern === undefined ? undefined : await compilePattern(versionPattern, 'one')
  const text = await readAtCommit(path, deps)
  const value = versionIn(text, path, pattern)
  if (value === undefined) {
    throw invalid(
      `${path} holds no version at ${commit.slice(0, 12)}`,
      `Expected ${soughtIn(path, pattern)} in ${path} at the commit ${commit}; the file holds none.`,
      'Correct "version-file", or give a "version-pattern" whose capture group finds the version.',
    )
  }
  return { value, source: 'version-file', path }
}

function versionIn(text: string, path: string, pattern: Pattern | undefined): string | undefined {
  try {
    return extractVersion(path, text, pattern)
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error
    throw invalid(
      'the version-pattern takes too long',
      `Expected the version-pattern to find the version in ${path}; it ${error.message}.`,
      'Give a "version-pattern" with fewer repetitions.',
      'version-pattern',
    )
  }
}

async function readAtCommit(path: string, { settings, github, signal }: VersionDeps): Promise<string> {
  const { commit, run } = settings
  const local = await readFromCheckout(run.workspace, commit, path, fileLimit, signal)
  signal?.throwIfAborted()
  if (local.state === 'read') return local.text
  if (local.state === 'too-large') throw tooLarge(path, commit)
  // A file that the checkout does not have may be in what a sparse or partial one left out.
  if (run.repository === '') {
    if (local.state === 'absent') throw absent(path, commit, 'the checkout')
    throw invalid(
      'the version file cannot be read',
      `Expected to read ${path} at ${commit}; ${run.workspace || 'the workspace'} is no checkout with that commit, and no GitHub repository is known.`,
      'Check out the commit before this step, or give "expected-version".',
    )
  }
  return readFromGitHub(path, commit, run.repository, github)
}

async function readFromGitHub(path: string, commit: string, repository: string, github: GitHubReader): Promise<string> {
  const file = path.split('/').map(encodeURIComponent).join('/')
  let answer
  try {
    answer = await github.get(
      `/repos/${repository}/contents/${file}?ref=${commit}`,
      'application/vnd.github.raw+json',
      fileLimit,
    )
  } catch (error) {
    if (isTooLarge(error)) throw tooLarge(path, commit)
    throw error
  }
  if (answer.status === 200) return contentOf(answer, path, commit)
  if (answer.status === 404) {
    const known = await github.get(`/repos/${repository}/commits/${commit}`, 'application/vnd.github.sha', commitLimit)
    if (known.status === 200) throw absent(path, commit, repository)
    if (known.status === 422) {
      throw invalid(
        'the commit is not in the repository',
        `Expected the commit ${commit} in ${repository}; GitHub knows no such commit there.`,
        'Give "commit" the full SHA of a commit that was pushed to this repository.',
        'commit',
      )
    }
    throw refused(path, commit, repository, 'GitHub answered 404, and the commit could not be read either')
  }
  throw refused(path, commit, repository, `GitHub answered ${answer.status}`)
}

/** A server that does not know the raw media type describes the file in JSON; a folder is a list in either. */
function contentOf({ text, contentType }: GitHubAnswer, path: string, commit: string): string {
  if (!/^application\/(?:vnd\.github(?:\.v3)?\+)?json\b/i.test(contentType ?? '')) return text
  let described: unknown
  try {
    described = JSON.parse(text)
  } catch {
    return text
  }
  if (
    Array.isArray(described) &&
    described.every((entry) => typeof entry === 'object' && entry !== null && 'type' in entry)
  ) {
    throw invalid(
      'the version file is a folder',
      `Expected a file at ${path} in commit ${commit}; it is a folder.`,
      'Give "version-file" the path of the file that holds the version.',
    )
  }
  if (typeof described !== 'object' || described === null || !('encoding' in described) || !('content' in described))
    return text
  const { encoding, content } = described
  return encoding === 'base64' && typeof content === 'string' ? Buffer.from(content, 'base64').toString('utf8') : text
}

function isTooLarge(error: unknown): error is AwsFailure {
  return error instanceof Error && 'code' in error && error.code === 'AnswerTooLarge'
}

function invalid(headline: string, explanation: string, next: string, input = 'version-file'): Ending {
  return new Ending('invalid-input', headline, explanation, { text: next, about: aboutInput(input) })
}

function absent(path: string, commit: string, place: string): Ending {
  return invalid(
    `version-file does not exist at ${commit.slice(0, 12)}`,
    `Expected the file ${path} in ${place} at the commit ${commit}; there is none.`,
    'Correct the path in "version-file", from the root of the repository.',
  )
}

function tooLarge(path: string, commit: string): Ending {
  return invalid(
    'version-file is too large',
    `Expected ${path} at ${commit} to have at most ${fileLimit} bytes; it has more.`,
    'Name the file that holds the version, or give "expected-version".',
  )
}

function refused(path: string, commit: string, repository: string, seen: string): Ending {
  return new Ending(
    'access-denied',
    'the version file cannot be read from GitHub',
    `Expected to read ${path} of ${repository} at ${commit}; ${seen}.`,
    {
      text: 'Let the token read the repository, or check the commit out before this step.',
      command: 'permissions:\n  contents: read',
      about: aboutMessage('the-version-file-cannot-be-read-from-github'),
    },
  )
}
