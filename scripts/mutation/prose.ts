/** What is read here of a node of Babel's syntax tree. */
interface Node {
  readonly type: string
  readonly value?: unknown
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[]
  readonly properties?: readonly Node[]
  readonly elements?: readonly (Node | null)[]
}

interface Path {
  readonly node: Node
  readonly parent: Node | undefined
}

function textOf({ type, value, quasis }: Node): string | undefined {
  if (type === 'StringLiteral') return String(value)
  return type === 'TemplateLiteral' ? (quasis ?? []).map((part) => part.value.raw).join('') : undefined
}

/** Whether a text is written for a person: one with a blank in it. Names, states and identifiers have none. */
function isProse(node: Node): boolean {
  return /\s/.test(textOf(node) ?? '')
}

const isProseProperty = ({ type, value }: Node): boolean => type === 'ObjectProperty' && isProse(value as Node)

/** Whether a node holds texts for a person and nothing else. */
function isAllProse({ type, properties = [], elements = [] }: Node): boolean {
  if (type === 'ObjectExpression') return properties.length > 0 && properties.every(isProseProperty)
  return type === 'ArrayExpression' && elements.length > 0 && elements.every((item) => item !== null && isProse(item))
}

/**
 * Leaves out what only changes a sentence: texts with a blank in them, with whatever stands inside them; objects and lists of such texts
 * alone; and the empty text where it is compared with nothing. Implements Stryker's `Ignorer`.
 */
const prose = {
  shouldIgnore({ node, parent }: Path): string | undefined {
    if (isProse(node) || isAllProse(node)) return 'prose'
    if (node.type === 'StringLiteral' && node.value === '' && parent?.type !== 'BinaryExpression') return 'no text'
    return undefined
  },
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'prose', value: prose }]
