/**
 * The mark that this action leaves in the description of what it disabled. It stands before the former text and reads as a sentence:
 * `[disabled by ecs-deploy-verifier, was ENABLED] the former text`.
 */
const OPENING = '[disabled by ecs-deploy-verifier'

const EMPTY = ', with an empty description'

// The description begins after one space and is what follows, be it a mark itself.
const MARK = /^\[disabled by ecs-deploy-verifier, was ([^\]]+)\](?: ([^]+))?$/

/**
 * A description with this action's mark before it.
 * @param memo what a restore needs to know beside the old description; a short text without `]`
 * @param limit in UTF-16 units, of which a text has never fewer than characters: AWS does not say which of the two it counts
 * @returns undefined where the mark would exceed the limit, or the description is no valid Unicode and could not come back exactly
 */
export function markedDescription(description: string | undefined, memo: string, limit: number): string | undefined {
  if (memo === '' || memo.includes(']') || memo.endsWith(EMPTY)) throw new RangeError(`no memo for a mark: ${memo}`)
  const text = written(description, memo)
  return text.length <= limit && text.isWellFormed() ? text : undefined
}

function written(description: string | undefined, memo: string): string {
  if (description === undefined) return `${OPENING}, was ${memo}]`
  if (description === '') return `${OPENING}, was ${memo}${EMPTY}]`
  return `${OPENING}, was ${memo}] ${description}`
}

export type DescriptionReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'altered' }
  | { readonly kind: 'mark'; readonly memo: string; readonly description: string | undefined }

/**
 * Takes a description apart again. `altered`: something in it looks like a mark of ours, but it is not what `markedDescription`
 * writes. A mark within the former text is part of that text.
 */
export function readDescription(text: string | undefined): DescriptionReading {
  if (text?.includes(OPENING) !== true) return { kind: 'none' }
  const [, said = '', description] = MARK.exec(text) ?? []
  const empty = said.endsWith(EMPTY)
  const memo = empty ? said.slice(0, -EMPTY.length) : said
  if (memo === '' || memo.endsWith(EMPTY) || (empty && description !== undefined)) return { kind: 'altered' }
  return { kind: 'mark', memo, description: empty ? '' : description }
}
