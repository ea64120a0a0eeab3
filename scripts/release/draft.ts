/** `node scripts/release/draft.ts` tags the commit as VERSION and drafts its release; the workflow sets the environment. */
import { readFileSync } from 'node:fs'
import { notesOf } from './changelog.ts'
import { gitHubOfTheJob, variable } from './github.ts'
import { draftRelease } from './releases.ts'
import { parseVersion } from './version.ts'

const github = gitHubOfTheJob()
const version = parseVersion(variable('VERSION'))
const commit = variable('GITHUB_SHA')
const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8')
const page = await draftRelease(github, version, commit, notesOf(changelog, version, commit, github.page))
console.log(`::notice title=Drafted::To have it in the Marketplace, publish it by hand before you approve: ${page}`)
