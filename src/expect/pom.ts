/** How deep `project` stands, and how deep what is looked for in it: elements below these do not matter. */
const propertyDepth = 3

/**
 * The project's own version in a Maven POM: not its parent's, not a dependency's. A version that is one property (`${revision}`) is
 * looked up in the project's own properties. Undefined for anything else.
 */
export function pomVersion(text: string): string | undefined {
  const values = new Map<string, string>()
  const open: string[] = []
  let content = ''
  // What a POM is made of: comments and CDATA, in which tags are no tags, processing instructions, declarations, tags.
  const piece = /<!--|<!\[CDATA\[|<\?|<!|<\/|</g
  let at = 0
  for (;;) {
    piece.lastIndex = at
    const match = piece.exec(text)
    if (match === null) break
    const [mark] = match
    content += text.slice(at, match.index)
    const end = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' }[mark] ?? '>'
    const from = match.index + mark.length
    const to = text.indexOf(end, from)
    if (to === -1) return undefined
    at = to + end.length
    if (mark === '<![CDATA[') content += text.slice(from, to)
    if (mark === '<') {
      const inside = text.slice(from, to)
      const [name = ''] = inside.split(/[\s/]/, 1)
      content = ''
      if (!inside.endsWith('/')) open.push(name)
    }
    if (mark === '</') {
      if (open.pop() !== text.slice(from, to).trim()) return undefined
      const path = [...open.slice(0, propertyDepth), text.slice(from, to).trim()].join('/')
      if (open.length < propertyDepth && !values.has(path)) values.set(path, content.trim())
      content = ''
    }
  }
  const version = values.get('project/version')
  const property = /^\$\{([^${}]+)\}$/.exec(version ?? '')?.[1]
  const resolved = property === undefined ? version : values.get(`project/properties/${property}`)
  return resolved === undefined || resolved === '' || resolved.includes('${') ? undefined : resolved
}
