/** `node scripts/release/commit-dist.ts` commits an ARTIFACT as dist/ onto BRANCH at HEAD; the workflow sets the environment. */
import { commitDist, readArtifact } from './dist.ts'
import { gitHubOfTheJob, variable } from './github.ts'

const branch = variable('BRANCH')
const commit = await commitDist(gitHubOfTheJob(), branch, variable('HEAD'), await readArtifact(variable('ARTIFACT')))
console.log(commit === undefined ? `dist/ of ${branch} is what it builds to` : `committed ${commit} to ${branch}`)
