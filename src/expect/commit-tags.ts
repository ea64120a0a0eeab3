/** The shortest prefix of a SHA that names a commit: git's own default for an abbreviated one. */
const shortest = 7

/** Tags that name one commit equally well: bare, and behind `sha-` as docker/metadata-action writes it. */
export type TagRank = readonly [bare: string, prefixed: string]

/**
 * The tags that name a commit, best first: the full SHA, then its prefixes down to 7 characters.
 * @param commit full SHA, 40 or 64 hex digits
 */
export function commitTags(commit: string): readonly TagRank[] {
  const sha = commit.toLowerCase()
  const ranks: TagRank[] = []
  for (let length = sha.length; length >= shortest; length -= 1) {
    ranks.push([sha.slice(0, length), `sha-${sha.slice(0, length)}`])
  }
  return ranks
}

/** Those that tools write by default, for registries where each tag is a request of its own: 7 is git's, 12 is Mercurial's and many scripts'. */
export function usualCommitTags(commit: string): readonly TagRank[] {
  return commitTags(commit).filter(([bare]) => bare.length === commit.length || bare.length === 12 || bare.length === 7)
}

/** Whether a tag names the commit, by the same rules. */
export function namesCommit(tag: string, commit: string): boolean {
  const name = tag.startsWith('sha-') ? tag.slice('sha-'.length) : tag
  return name.length >= shortest && commit.toLowerCase().startsWith(name)
}
