/** The one error annotation of a run that is not verified. */
import type { RunOutcome } from '../model.ts'
import { explanationLines, inOneWord, readOnLines } from './causes.ts'
import { capitalised } from '../wording.ts'
import { clip, clipUnits, visible, visibleLines } from './visible.ts'

export interface Annotation {
  readonly title: string
  readonly message: string
}

/** GitHub cuts at 4096; the rest is room for what the runner may add. */
const LONGEST_MESSAGE = 3900
/** Lines; an IAM statement of some actions and resources is whole, and can be pasted. */
const LONGEST_COMMAND = 24

/**
 * Title: the cause. Message: plain text, at most 3900 characters, line feeds included.
 * @param outcome already redacted
 * @param docsUrl the folder of the documentation; that of the action itself where it has no address
 * @returns undefined when verified
 */
export function annotationOf(outcome: RunOutcome, docsUrl?: string): Annotation | undefined {
  if (outcome.verdict.verdict === 'verified') return undefined
  const { finding } = outcome.verdict
  const decisive = outcome.services[outcome.decisive]
  const several = outcome.services.length > 1
  const where = several && decisive !== undefined ? `${visible(decisive.ref.label)}: ` : ''
  const lines = [
    clip(`${where}${capitalised(visible(finding.headline))}.`, 400),
    clip(explanationLines(finding).join('\n'), 1600),
    clip(`Next step: ${visible(finding.nextStep.text)}`, 600),
    commandText(finding.nextStep.command ?? ''),
    ...(several ? [clip(otherServices(outcome), 300)] : []),
  ].filter((line) => line !== '')
  const link = readOnLines(finding, docsUrl)
    .map((line) => `\n${line}`)
    .join('')
  return { title: finding.cause, message: `${clipUnits(lines.join('\n'), LONGEST_MESSAGE - link.length)}${link}` }
}

function commandText(command: string): string {
  const lines = visibleLines(command).filter((line) => line !== '')
  const shown = lines.length > LONGEST_COMMAND ? [...lines.slice(0, LONGEST_COMMAND), '…'] : lines
  return clip(shown.map((line) => `  ${line}`).join('\n'), 900)
}

function otherServices(outcome: RunOutcome): string {
  const others = outcome.services.filter((_, index) => index !== outcome.decisive)
  const said = others.map(({ ref, verdict }) => `${visible(ref.label)}: ${inOneWord(verdict)}`)
  return `The other services: ${said.join('; ')}.`
}
