/** A page put together from blocks, within a budget. */
import { Buffer } from 'node:buffer'

/**
 * One part of the page. `verdict` is never cut, `body` only when everything folded and all advice is gone. `name` says what is missing
 * where it is cut; it is Markdown.
 */
export interface Block {
  readonly weight: 'verdict' | 'body' | 'advice' | 'folded'
  readonly name: string
  readonly markdown: string
}

const SEPARATOR = '\n\n'

/** Room for the sentence that says what was cut. */
const ROOM_FOR_NOTE = 2000
const MOST_NAMES = 12

/** Joins the blocks; where they need more than `budget` bytes of UTF-8, the largest folded ones go first, then advice, then the largest others. */
export function fit(blocks: readonly Block[], budget: number): string {
  const kept = blocks.filter((block) => block.markdown !== '').map((block) => ({ block, size: sizeOf(block) }))
  let total = kept.reduce((sum, { size }) => sum + size, 0)
  const cut: Block[] = []
  if (total > budget) {
    for (const weight of ['folded', 'advice', 'body'] as const) {
      const candidates = kept.filter(({ block }) => block.weight === weight).toSorted((a, b) => b.size - a.size)
      for (const candidate of candidates) {
        if (total <= budget - ROOM_FOR_NOTE) break
        total -= candidate.size
        kept.splice(kept.indexOf(candidate), 1)
        cut.push(candidate.block)
      }
    }
  }
  const page = kept.map(({ block }) => block.markdown)
  if (cut.length > 0) page.push(note(cut))
  return `${page.join(SEPARATOR)}\n`
}

function sizeOf(block: Block): number {
  return Buffer.byteLength(block.markdown, 'utf8') + SEPARATOR.length
}

function note(cut: readonly Block[]): string {
  const names = cut.slice(0, MOST_NAMES).map((block) => block.name)
  const more = cut.length > names.length ? ` and ${cut.length - names.length} more` : ''
  return `> Left out, because GitHub drops a job summary of more than 1 MiB: ${names.join(', ')}${more}. The JSON report has all of it.`
}
