/** What this action itself writes into lines that are there to be pasted into a workflow; nobody gains by it. */
const FOREIGN = /\$\{\{(?! (?:github\.sha|steps\.build\.outputs\.digest) \}\})/gu

/** Breaks up every expression of GitHub Actions but the two that this action writes itself, visibly. */
export function withoutForeignExpressions(text: string): string {
  return text.replaceAll(FOREIGN, '$ {{')
}
