/** `node scripts/release/check.ts` fails where VERSION cannot be released from this checkout; the workflow sets the environment. */
import { readFileSync } from 'node:fs'
import { sectionOf } from './changelog.ts'
import { field, gitHubOfTheJob, variable } from './github.ts'
import { hindrances } from './releases.ts'
import { parseVersion } from './version.ts'

const fileOf = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

const version = parseVersion(variable('VERSION'))
const problems: string[] = []

const branch = `refs/heads/${variable('DEFAULT_BRANCH')}`
if (variable('GITHUB_REF') !== branch)
  problems.push(`expected the workflow to run on ${branch}, found ${variable('GITHUB_REF')}: choose that branch`)

const lock: unknown = JSON.parse(fileOf('package-lock.json'))
const versions: readonly (readonly [string, unknown])[] = [
  ['package.json', field(JSON.parse(fileOf('package.json')), 'version')],
  ['package-lock.json', field(lock, 'version')],
  ['package-lock.json, packages', field(field(field(lock, 'packages'), ''), 'version')],
]
for (const [where, found] of versions)
  if (found !== version.text) problems.push(`${where}: expected the version ${version.text}, found ${String(found)}`)

try {
  sectionOf(fileOf('CHANGELOG.md'), version)
} catch (error) {
  problems.push(error instanceof Error ? error.message : String(error))
}
problems.push(...(await hindrances(gitHubOfTheJob(), version, variable('GITHUB_SHA'))))

if (problems.length === 0) console.log(`${version.text} can be released from ${variable('GITHUB_SHA')}`)
for (const problem of problems) console.log(`::error title=Not released::${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
