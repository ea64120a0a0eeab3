import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { accepted, field, list, said, type GitHub } from './github.ts'

/** A file of dist/. */
export interface DistFile {
  readonly name: string
  readonly bytes: Buffer
}

const MOST_FILES = 100
const MOST_BYTES = 20 * 2 ** 20
const NAME = /^(?:index|\d{1,6}\.index)\.js$|^licenses\.txt$|^package\.json$/
const NEEDED = ['index.js', 'licenses.txt', 'package.json']

const BRANCH = /^dependabot\/npm_and_yarn\/[\w./@-]{1,200}$/
const COMMIT = /^[0-9a-f]{40}$/
// Dependabot may put its own commit in the place of this one.
const HEADLINE = 'dist/ as the updated packages build it [dependabot skip]'
const MUTATION = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`

/**
 * The files of an artifact that claims to be dist/.
 * @throws where anything in it is not a plain file of a name that the build gives, or it is more than a build makes
 */
export async function readArtifact(folder: string): Promise<readonly DistFile[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  if (entries.length > MOST_FILES) throw new Error(`expected at most ${MOST_FILES} files, found ${entries.length}`)
  const strange = entries.filter((entry) => !entry.isFile() || !NAME.test(entry.name))
  if (strange.length > 0)
    throw new Error(
      `expected plain files named as the build names them, found ${strange.map(({ name }) => JSON.stringify(name)).join(', ')}`,
    )
  const names = entries.map(({ name }) => name).toSorted()
  const missing = NEEDED.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new Error(`expected ${missing.join(', ')} in the artifact, found none`)

  const files: DistFile[] = []
  let left = MOST_BYTES
  for (const name of names) {
    const path = join(folder, name)
    left -= (await stat(path)).size
    if (left < 0) throw new Error(`expected at most ${MOST_BYTES} bytes in all, found more`)
    files.push({ name, bytes: await readFile(path) })
  }
  return files
}

/**
 * Commits the files as the whole of dist/ on top of a branch's head, through the API: nothing of the branch is checked out.
 * @returns the new commit, or none where dist/ is that already
 * @throws where the branch is not one of Dependabot's, or has moved on from the head
 */
export async function commitDist(
  github: GitHub,
  branch: string,
  head: string,
  files: readonly DistFile[],
): Promise<string | undefined> {
  if (!BRANCH.test(branch)) throw new Error(`expected a branch of Dependabot for npm, found ${JSON.stringify(branch)}`)
  if (!COMMIT.test(head)) throw new Error(`expected a commit's SHA, found ${JSON.stringify(head)}`)
  const committed = await committedDist(github, head)
  const additions = files
    .filter(({ name, bytes }) => committed.get(name) !== blobOf(bytes))
    .map(({ name, bytes }) => ({ path: `dist/${name}`, contents: bytes.toString('base64') }))
  const kept = new Set(files.map(({ name }) => name))
  const deletions = [...committed.keys()].filter((name) => !kept.has(name)).map((name) => ({ path: `dist/${name}` }))
  if (additions.length + deletions.length === 0) return undefined

  const answer = await github.graphql(MUTATION, {
    input: {
      branch: { repositoryNameWithOwner: github.repository, branchName: branch },
      expectedHeadOid: head,
      message: { headline: HEADLINE },
      fileChanges: { additions, deletions },
    },
  })
  const body = accepted(answer, `commit to ${branch}`)
  const commit = field(field(field(field(body, 'data'), 'createCommitOnBranch'), 'commit'), 'oid')
  if (typeof commit !== 'string')
    throw new Error(
      `GitHub did not commit to ${branch} on top of ${head}: ${said(body)}. Where the branch has moved on, its newer head has a run of its own`,
    )
  return commit
}

/** Blob of every file below dist/ at a commit, by its name there. */
async function committedDist(github: GitHub, commit: string): Promise<ReadonlyMap<string, string>> {
  const tree = accepted(await github.ask('GET', `/git/trees/${commit}?recursive=1`), `show the files of ${commit}`)
  if (field(tree, 'truncated') !== false) throw new Error(`expected all files of ${commit}, found a part of them`)
  return new Map(
    list(field(tree, 'tree')).flatMap((entry) => {
      const path = field(entry, 'path')
      return typeof path === 'string' && path.startsWith('dist/') && field(entry, 'type') === 'blob'
        ? [[path.slice('dist/'.length), String(field(entry, 'sha'))] as const]
        : []
    }),
  )
}

/** The name that Git gives to a file's content. */
function blobOf(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
