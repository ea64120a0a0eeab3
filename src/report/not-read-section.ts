/** What a role may not read and need not: it decides nothing, but a reader should know that it is missing. */
import type { Reading, ServiceOutcome } from '../model.ts'
import type { Block } from './blocks.ts'
import { messageSection } from './causes.ts'
import { code, prose } from './markdown.ts'

export function notReadBlocks(service: ServiceOutcome, docsUrl: string | undefined): Block[] {
  const lines = notReadLines(service)
  if (lines.length === 0) return []
  const name = `what was not read of ${code(service.ref.label)}`
  const label = docsUrl === undefined ? '*Not read:*' : `*[Not read](${messageSection(docsUrl, 'not-read')}):*`
  return [{ weight: 'body', name, markdown: lines.map((line) => `${label} ${prose(line, 400)}`).join('\n\n') }]
}

/** One clause for each reading that was refused. */
export function notReadLines({ expectation, observation }: ServiceOutcome): string[] {
  const refused = (what: string, reading: Reading<unknown> | undefined): string[] =>
    reading?.state === 'not-read' && reading.denied ? [`${what} (${reading.action ?? 'refused'}): ${reading.why}`] : []
  const image = expectation?.image.state === 'found' ? expectation.image.image : undefined
  const service = observation?.service
  return [
    ...(image?.factsNotRead === undefined ? [] : [`the image's tags and push time: ${image.factsNotRead}`]),
    ...refused('service deployments', service?.serviceDeployments),
    ...refused('the CodeDeploy deployment', service?.codeDeploy),
    ...refused('the listener’s weights', service?.traffic),
  ]
}
