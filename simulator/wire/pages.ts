/**
 * One page of a list. A token names the place where its page begins, so that a list may change between two pages as AWS's do.
 *
 * @param invalid thrown for a token that was never given out
 */
export function pageOf<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
  invalid: Error,
): { readonly items: readonly T[]; readonly next?: string } {
  const from = token === undefined ? 0 : Number(/^page-(\d+)$/.exec(token)?.[1] ?? Number.NaN)
  if (Number.isNaN(from)) throw invalid
  const end = from + size
  return { items: all.slice(from, end), ...(end < all.length ? { next: `page-${end}` } : {}) }
}
