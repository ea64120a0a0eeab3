/** What would keep this from happening again, with the lines to paste. */
import type { Recommendation, RunOutcome } from '../model.ts'
import type { Block } from './blocks.ts'
import { bold, codeBlock, folded, prose } from './markdown.ts'

/** More than any recommendation has: lines that are cut short must not be pasted. */
const LINES = { lines: 200, columns: 4000 }

/** A command that changes what a template may own. */
const CHANGES = /^aws /m

const OWNED =
  'Where Terraform, CDK or CloudFormation owns what a command changes, change it there: the next apply would undo the command.'

/** A numbered list: open where the run failed, folded item by item where it did not. Nothing where there is nothing to say. */
export function recommendationBlocks({
  recommendations,
  verdict,
}: Pick<RunOutcome, 'recommendations' | 'verdict'>): Block[] {
  if (recommendations.length === 0) return []
  const isGood = verdict.verdict === 'verified'
  const items = recommendations.map((recommendation, index) =>
    isGood ? foldedItem(recommendation, index + 1) : openItem(recommendation, index + 1),
  )
  const isOwned = recommendations.some(({ lines }) => lines?.language === 'sh' && CHANGES.test(lines.text))
  const markdown = [
    isGood ? '### Worth doing' : '### So that it does not happen again',
    ...items,
    ...(isOwned ? [prose(OWNED)] : []),
  ].join('\n\n')
  return [{ weight: isGood ? 'folded' : 'advice', name: 'the recommendations', markdown }]
}

// Paragraphs and not a Markdown list: a fence inside an item would have to be indented line by line.
function openItem({ text, because, lines }: Recommendation, number: number): string {
  return `${bold(`${number}. ${prose(text, 800)}`)} ${prose(because, 1500)}${fence(lines)}`
}

function foldedItem({ text, because, lines }: Recommendation, number: number): string {
  return folded(`${number}. ${text}`, `${prose(because, 1500)}${fence(lines)}`)
}

function fence(lines: Recommendation['lines']): string {
  return lines === undefined ? '' : `\n\n${codeBlock(lines.text, lines.language, LINES)}`
}
