/** What the image says about itself: each piece with where it stood, what it said, and what it counts for. */
import type { ImageEvidence, ServiceOutcome } from '../model.ts'
import type { Block } from './blocks.ts'
import { code, folded, prose, table } from './markdown.ts'

const MOST_PIECES = 40

export function imageBlocks(service: ServiceOutcome): Block[] {
  const image = service.expectation?.image
  if (image?.state !== 'found' || image.image.evidence.state !== 'read') return []
  const { items } = image.image.evidence
  if (items.length === 0) return []
  const shown = items.slice(0, MOST_PIECES)
  const rows = shown.map((item) => [
    findingCell(item.finding),
    prose(item.where, 300),
    item.said === '' ? '' : code(item.said, 200),
    code(item.expected, 200),
    item.note === undefined ? '' : prose(item.note, 500),
  ])
  const more = items.length > shown.length ? `\n\n${items.length - shown.length} more: see the JSON report.` : ''
  return [
    {
      weight: 'folded',
      name: `what the image of ${code(service.ref.label)} says about itself`,
      markdown: folded(
        'What the image says about itself',
        `${table(['', 'Where', 'It says', 'Expected', ''], rows)}${more}`,
      ),
    },
  ]
}

function findingCell(finding: ImageEvidence['finding']): string {
  switch (finding) {
    case 'agrees':
      return '✅ agrees'
    case 'contradicts':
      return '❌ <b>contradicts</b>'
    case 'inherited':
      return '➖ inherited, does not count'
    case 'absent':
      return '➖ says nothing'
    case 'not-read':
      return '➖ not read'
    case 'unreadable':
      return '⚠️ not readable'
  }
}
