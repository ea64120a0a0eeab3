/** `node scripts/release/publish.ts` publishes the draft of VERSION and moves the major tag; the workflow sets the environment. */
import { gitHubOfTheJob, variable } from './github.ts'
import { publishRelease } from './releases.ts'
import { parseVersion } from './version.ts'

const page = await publishRelease(gitHubOfTheJob(), parseVersion(variable('VERSION')), variable('GITHUB_SHA'))
console.log(`::notice title=Released::${page}`)
