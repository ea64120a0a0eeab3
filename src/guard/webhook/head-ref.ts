/**
 * What a HEAD_REF pattern provably cannot match, decided from its form alone. Whether two regular expressions share a text is not
 * decided here: a form that is not recognised proves nothing.
 */

type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'start' }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'or' }
  | { readonly kind: 'repeat'; readonly text: string }
  | { readonly kind: 'other' }

/** One character class: `[…]` without a `]` in first place and without a bracket inside, where readers of RE2 may disagree. */
const CHARACTER_CLASS = /^\[\^?(?:[^\][\\]|\\[^QE])+\]/

const REPEAT = /^(?:[*+?]|\{\d*,?\d*\})\??/

/** Splits an RE2 pattern into tokens, or gives undefined where its structure is not plain. */
function tokenize(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  let depth = 0
  let rest = pattern
  while (rest !== '') {
    const character = rest.charAt(0)
    let length = 1
    switch (character) {
      case '\\': {
        const escaped = rest.charAt(1)
        // \Q…\E quotes whole stretches, parentheses included.
        if (escaped === '' || escaped === 'Q' || escaped === 'E') return undefined
        length = 2
        if (escaped === 'A') tokens.push({ kind: 'start' })
        else if (/[^\w\s]/.test(escaped)) tokens.push({ kind: 'literal', text: escaped })
        else tokens.push({ kind: 'other' })
        break
      }
      case '[': {
        const found = CHARACTER_CLASS.exec(rest)
        if (found === null) return undefined
        length = found[0].length
        tokens.push({ kind: 'other' })
        break
      }
      case '(': {
        depth += 1
        tokens.push({ kind: 'open' })
        if (rest.startsWith('(?:')) length = 3
        // Flags and names: the group stands, but nothing about its inside is claimed.
        else if (rest.startsWith('(?')) {
          length = 2
          tokens.push({ kind: 'other' })
        }
        break
      }
      case ')':
        depth -= 1
        if (depth < 0) return undefined
        tokens.push({ kind: 'close' })
        break
      case '|':
        tokens.push({ kind: 'or' })
        break
      case '^':
        tokens.push({ kind: 'start' })
        break
      case '*':
      case '+':
      case '?':
      case '{': {
        const found = REPEAT.exec(rest)
        if (found === null) return undefined
        length = found[0].length
        tokens.push({ kind: 'repeat', text: found[0] })
        break
      }
      case '.':
      case '$':
      case ']':
      case '}':
        tokens.push({ kind: 'other' })
        break
      default:
        tokens.push({ kind: 'literal', text: character })
    }
    rest = rest.slice(length)
  }
  return depth === 0 ? tokens : undefined
}

/** The alternatives of a pattern, or of the inside of a group. */
function alternatives(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const found: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.kind === 'open') depth += 1
    if (token.kind === 'close') depth -= 1
    if (token.kind === 'or' && depth === 0) found.push([])
    else found.at(-1)?.push(token)
  }
  return found
}

/** The inside of the group that opens at `tokens[0]`; undefined where it is repeated, for then it may also be left out. */
function firstGroup(tokens: readonly Token[]): readonly Token[] | undefined {
  let depth = 0
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'open') depth += 1
    if (token.kind === 'close') depth -= 1
    if (depth === 0) return tokens[index + 1]?.kind === 'repeat' ? undefined : tokens.slice(1, index)
  }
  return undefined
}

/** Literal beginnings, one of which every match of `tokens` has. */
function beginnings(tokens: readonly Token[]): readonly string[] {
  let literal = ''
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'literal') {
      if (tokens[index + 1]?.kind === 'repeat') return [literal]
      literal += token.text
    } else if (token.kind === 'open') {
      const inside = firstGroup(tokens.slice(index))
      if (inside === undefined) return [literal]
      return alternatives(inside).flatMap((one) => beginnings(one).map((text) => literal + text))
    } else {
      return [literal]
    }
  }
  return [literal]
}

/** The same for a pattern that is searched for: undefined where an alternative is not anchored at the start of the text. */
function anchoredBeginnings(tokens: readonly Token[]): readonly string[] | undefined {
  const found: string[] = []
  for (const alternative of alternatives(tokens)) {
    const [first, ...others] = alternative
    let texts: readonly string[] | undefined
    if (first?.kind === 'start') texts = beginnings(others)
    else if (first?.kind === 'open') {
      const inside = firstGroup(alternative)
      texts = inside === undefined ? undefined : anchoredBeginnings(inside)
    }
    if (texts === undefined) return undefined
    found.push(...texts)
  }
  return found
}

const BRANCH = 'refs/heads/'

/** Whether no branch has a reference that begins so. */
function leadsAwayFromBranches(beginning: string): boolean {
  // Git allows no two slashes in a row.
  if (beginning.startsWith(`${BRANCH}/`)) return true
  return beginning.startsWith('refs/') && !beginning.startsWith(BRANCH) && !BRANCH.startsWith(beginning)
}

/** Whether the pattern provably matches no branch's head reference (`refs/heads/…`), as `^refs/tags/` does not. */
export function matchesNoBranch(pattern: string): boolean {
  const tokens = tokenize(pattern)
  const texts = tokens === undefined ? undefined : anchoredBeginnings(tokens)
  return texts !== undefined && texts.length > 0 && texts.every(leadsAwayFromBranches)
}

/** `^refs/heads/` alone is AWS's own example of a pattern for branches (API reference, WebhookFilter.pattern). */
const EVERY_BRANCH: ReadonlySet<string> = new Set([
  '.*',
  '^.*$',
  '^refs/.*',
  '^refs/.*$',
  '^refs/',
  '^refs/heads',
  '^refs/heads/',
  'refs/heads/',
  'refs/heads/.*',
  '^refs/heads/.*',
  '^refs/heads/.*$',
  '^refs/heads/.+',
  '^refs/heads/.+$',
])

/** Whether the pattern provably matches every branch's head reference, so that excluding its matches leaves no branch. */
export function matchesEveryBranch(pattern: string): boolean {
  return EVERY_BRANCH.has(pattern.replaceAll('\\/', '/'))
}
