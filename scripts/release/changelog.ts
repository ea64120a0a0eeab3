import { tagOf, type Version } from './version.ts'

const HEADING = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?$/
const STARTS_A_BLOCK = /^(?:\s*[-*] |\s*\d+\. |#|>|\||\s*```|$)/

/** A version's section of the changelog without its heading. Throws where there is none, or it lacks its date or says nothing. */
export function sectionOf(changelog: string, version: Version): string {
  const lines = changelog.split(/\r?\n/)
  const start = lines.findIndex((line) => HEADING.exec(line)?.[1] === version.text)
  const wanted = `## [${version.text}] - YYYY-MM-DD`
  if (start === -1) throw new Error(`CHANGELOG.md: expected a heading "${wanted}", found none`)
  if (HEADING.exec(lines[start] ?? '')?.[2] === undefined)
    throw new Error(`CHANGELOG.md: expected a heading "${wanted}", found "${lines[start]}", without a date`)
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => line.startsWith('## ') || /^\[[^\]]+\]: /.test(line))
  const section = rest.slice(0, end === -1 ? rest.length : end)
  if (!section.some((line) => /^\s*[-*] \S/.test(line)))
    throw new Error(`CHANGELOG.md: expected a list of changes below "${lines[start]}", found none`)
  return section.join('\n').trim()
}

/**
 * A release's notes: its section of the changelog, as it reads on the release's page, and how to pin and to check what is released. The
 * page breaks a line where the text does, and knows no links within the repository.
 */
export function notesOf(changelog: string, version: Version, commit: string, page: string): string {
  const tag = tagOf(version)
  const repository = new URL(page).pathname.slice(1)
  const changes = unwrapped(sectionOf(changelog, version)).replaceAll(
    /\]\((?![a-z][a-z+.-]*:|#|\/)([^)\s]+)\)/gi,
    `](${page}/blob/${tag}/$1)`,
  )
  return `${changes}

### To use it

\`\`\`yaml
uses: ${repository}@${commit} # ${tag}
\`\`\`

### To check it

\`\`\`sh
gh release verify ${tag} --repo ${repository}
gh attestation verify dist/index.js --repo ${repository} --source-digest ${commit} # in a checkout of the tag
\`\`\`
`
}

/** Every paragraph and item on a line of its own. A text with code is left as it is. */
function unwrapped(text: string): string {
  if (text.includes('```')) return text
  return text.split('\n').reduce((joined, line) => {
    const isGoingOn = joined !== '' && !/(?:^|\n)(?:#.*)?$/.test(joined) && !STARTS_A_BLOCK.test(line)
    return isGoingOn ? `${joined} ${line.trim()}` : `${joined}${joined === '' ? '' : '\n'}${line}`
  }, '')
}
