import { visible } from '../../src/report/visible.ts'
import { isAsTold, verdictText, type Performance } from './perform.ts'
import { escapeHtml, PAGE_FONT } from './summary-page.ts'

/** Name of the index among the pages. */
export const INDEX_FILE = 'index.html'

/** Name of the page with the job summary of a showing. */
export const pageFile = (name: string): string => `${encodeURIComponent(name)}.html`

/** Name of the JSON report that lies beside it. */
export const reportFile = (name: string): string => `${encodeURIComponent(name)}.json`

const GROUPS: readonly (readonly [verdict: string, heading: string, meaning: string])[] = [
  ['verified', 'Verified', 'The commit is what every task runs and what the service answers.'],
  ['failed', 'Failed', 'Something else than the commit is live, or will not become live.'],
  ['inconclusive', 'Inconclusive', 'It could not be measured, so nothing is promised.'],
]

/** A page that leads to the job summary of each showing, by verdict. It needs no network. */
export function indexPage(performances: readonly Performance[]): string {
  const known = new Set(GROUPS.map(([verdict]) => verdict))
  const groups = [
    ...GROUPS.map(([verdict, heading, meaning]) => ({
      heading,
      meaning,
      members: performances.filter((performance) => performance.verdict === verdict),
    })),
    {
      heading: 'Without a verdict',
      meaning: 'The run ended before it came to one.',
      members: performances.filter(({ verdict }) => !known.has(verdict)),
    },
  ].filter(({ members }) => members.length > 0)
  const counts = groups.map(({ heading, members }) => `${members.length} ${heading.toLowerCase()}`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ECS Deploy Verifier: every cause</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>How a run of ECS Deploy Verifier can end: verified, or one of its causes</h1>
<p>Each line is the end of a deploy that was played on this machine against a simulated AWS, GitHub and application, and leads to the
job summary that GitHub would show; its JSON report lies beside it. ${performances.length === 1 ? '1 story' : `${performances.length} stories`}: ${counts.join(', ')}.</p>
${groups.map(groupOf).join('\n')}
</main>
</body>
</html>
`
}

function groupOf({
  heading,
  meaning,
  members,
}: {
  readonly heading: string
  readonly meaning: string
  readonly members: readonly Performance[]
}): string {
  return `<section>
<h2>${heading} <span>${meaning}</span></h2>
<ul>
${members.map(rowOf).join('\n')}
</ul>
</section>`
}

function rowOf(performance: Performance): string {
  const { showing, verdict, cause, headline, expected } = performance
  const kind = GROUPS.some(([known]) => known === verdict) ? verdict : 'none'
  const told = expected === undefined ? 'nothing' : verdictText(expected)
  return `<li>
<div class="verdict"><b class="${kind}">${text(verdict === '' ? 'no verdict' : verdict)}</b>${cause === '' ? '' : ` <code>${text(cause)}</code>`}</div>
<div class="story">
<a href="${escapeHtml(pageFile(showing.name))}">${text(sentence(headline))}</a>
${isAsTold(performance) ? '' : `<p class="unlike">Not as the story tells it: expected ${text(told)}.</p>\n`}<p class="figures">${text(showing.title)} · ${text(figures(performance))}</p>
</div>
</li>`
}

function figures({ virtualMilliseconds, requests }: Performance): string {
  return `verdict after ${Math.round(virtualMilliseconds / 1000)} s and ${requests === 1 ? '1 request' : `${requests} requests`}`
}

/** A headline as a sentence of its own, as the action's annotation has it. */
const sentence = (headline: string): string => `${headline.slice(0, 1).toUpperCase()}${headline.slice(1)}`

const text = (raw: string): string => escapeHtml(visible(raw))

const STYLE = `
:root {
  --page: #ffffff; --text: #1f2328; --muted: #59636e; --line: #d1d9e0; --soft: #f6f8fa; --link: #0969da;
  --verified: #1a7f37; --failed: #d1242f; --inconclusive: #9a6700; --none: #59636e; --on-badge: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #f0f6fc; --muted: #9198a1; --line: #3d444d; --soft: #151b23; --link: #4493f8;
    --verified: #3fb950; --failed: #f85149; --inconclusive: #d29922; --none: #9198a1; --on-badge: #0d1117;
  }
}
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.5 ${PAGE_FONT}; }
main { box-sizing: border-box; max-width: 1012px; margin: 24px auto; padding: 0 16px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 8px; }
p { margin: 0; }
section { margin-top: 24px; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
h2 { font-size: 14px; margin: 0; padding: 12px 16px; background: var(--soft); }
h2 span { font-weight: 400; color: var(--muted); }
ul { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 11em 1fr; gap: 2px 16px; padding: 12px 16px; border-top: 1px solid var(--line); }
li .verdict b {
  display: inline-block; padding: 0 8px; border-radius: 1em; font-size: 12px; line-height: 20px; color: var(--on-badge);
}
.verified { background: var(--verified); }
.failed { background: var(--failed); }
.inconclusive { background: var(--inconclusive); }
.none { background: var(--none); }
.verdict code { display: block; margin-top: 2px; }
code { font: 12px/1.5 ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; color: var(--muted); }
.story { min-width: 0; overflow-wrap: anywhere; }
a { font-weight: 600; color: var(--link); text-decoration: none; }
a:hover, a:focus { text-decoration: underline; }
.figures { color: var(--muted); font-size: 12px; }
.unlike { color: var(--failed); font-weight: 600; }
@media (max-width: 600px) {
  main { margin: 0; padding: 16px 0; }
  h1, main > p { padding: 0 16px; }
  section { border-left: 0; border-right: 0; border-radius: 0; }
  h2 span { display: block; }
  li { grid-template-columns: 1fr; }
  .verdict code { display: inline; margin: 0 0 0 4px; }
}
`
