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

/**
 * For registries where each tag is a request of its own: those that tools write by default (7 characters are git's, 12 Mercurial's and many
 * scripts'), and those of the lengths that the commit's tags among the seen ones have.
 */
export function likelyCommitTags(commit: string, seen: readonly string[] = []): readonly TagRank[] {
  const own = seen.filter((tag) => namesCommit(tag, commit)).map((tag) => bareTag(tag).length)
  const lengths = new Set([commit.length, 12, 7, ...own])
  return commitTags(commit).filter(([bare]) => lengths.has(bare.length))
}

/** Whether a tag names the commit, by the same rules. */
export function namesCommit(tag: string, commit: string): boolean {
  const name = bareTag(tag)
  return name.length >= shortest && commit.toLowerCase().startsWith(name)
}

function bareTag(tag: string): string {
  return tag.startsWith('sha-') ? tag.slice('sha-'.length) : tag
}
