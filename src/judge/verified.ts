import type { Check, Expectation, Finding, Observation, Verdict } from '../model.ts'
import { boundByNameAlone, imageName } from './image.ts'
import { count, shortDigest, shortSha } from '../wording.ts'

/**
 * The verdict of a service for which a final look has shown the whole promise.
 * @param remarks what speaks against it without deciding, one sentence each
 */
export function verified(
  expectation: Expectation,
  observation: Observation,
  checks: readonly Check[],
  remarks: readonly string[],
): Verdict {
  const commit = shortSha(expectation.commit)
  const { version, image } = expectation
  const named = version.source === 'commit' ? commit : `${commit} (${version.value})`
  const digests = image.state === 'found' ? image.image.digests : []
  const running = observation.service.tasks.filter(
    ({ lastStatus, container }) =>
      lastStatus === 'RUNNING' && container.state === 'digest' && digests.includes(container.digest),
  ).length
  const served = checks.some((check) => check.id === 'served-version' && check.status === 'pass')
  const where = running === 1 ? 'runs on its only task' : `runs on all ${count(running, 'task')}`
  const notes: string[] = []
  let bound = ''
  if (image.state === 'found' && boundByNameAlone(image.image)) {
    const by = image.image.binding === 'workflow-digest' ? 'the digest that the workflow passed' : 'its tag'
    bound = `, bound to the commit by ${by} alone`
    notes.push(
      `Nothing inside ${imageName(image.image)} (${shortDigest(image.image.digest)}) was read that names the commit: ${by} is all that ties it to ${commit}.`,
    )
  }
  if (image.state === 'found' && image.image.evidence.state === 'read')
    for (const { where, said, finding, note } of image.image.evidence.items)
      if (note !== undefined && (finding === 'inherited' || finding === 'unreadable' || said.endsWith('-dirty')))
        notes.push(`${where}: ${note}`)
  notes.push(...remarks)
  return { verdict: 'verified', headline: `${named} ${where}${served ? ' and answers' : ''}${bound}`, notes }
}

/** The finding of a run that was interrupted. */
export function cancelled(signal: string): Finding {
  return {
    cause: 'cancelled',
    headline: 'the run was cancelled',
    explanation: `Expected to watch until the verdict; the runner sent ${signal}. What was seen until then proves nothing.`,
    nextStep: {
      text: 'Run the job again if the deploy still matters; nothing that this action disabled was turned on again.',
    },
    ruledOut: [],
  }
}
