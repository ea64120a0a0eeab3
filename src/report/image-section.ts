/** What the image says about itself: each piece with where it stood, what it said, and what it counts for. */
import { imageRemarks } from '../judge/image-remarks.ts'
import type { ImageEvidence, RunOutcome, ServiceOutcome } from '../model.ts'
import type { Block } from './blocks.ts'
import { code, folded, prose, table } from './markdown.ts'

const MOST_PIECES = 40

/** How much a piece counts for: what the files say outweighs what the build says of them, and that what a tag says. */
const STRENGTH: Readonly<Record<ImageEvidence['kind'], string>> = {
  'version-file': 'strongest',
  provenance: 'strong',
  'revision-label': 'fair',
  'revision-annotation': 'fair',
}

export function imageBlocks(outcome: RunOutcome, service: ServiceOutcome): Block[] {
  const { expectation } = service
  if (expectation?.image.state !== 'found') return []
  const { evidence } = expectation.image.image
  const items = evidence.state === 'read' ? evidence.items : []
  const remarks = imageRemarks(expectation, outcome.commit, outcome.pipelines)
  if (items.length === 0 && remarks.length === 0) return []
  const shown = items.slice(0, MOST_PIECES)
  const rows = shown.map((item) => [
    findingCell(item.finding),
    STRENGTH[item.kind],
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
        [
          rows.length === 0 ? '' : `${table(['', 'Strength', 'Where', 'It says', 'Expected', ''], rows)}${more}`,
          remarks.map(({ text, doubtful }) => `- ${doubtful ? '⚠️ ' : ''}${prose(text, 800)}`).join('\n'),
        ]
          .filter((part) => part !== '')
          .join('\n\n'),
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
