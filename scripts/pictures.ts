/**
 * Takes the pictures of the job summary in docs/pictures: six verdicts, each light and dark, on a desktop and on a phone, and of one the
 * top for the README. Stories
 * are played through the built action; of their summaries only what the simulator's machine shines through is replaced.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium, openBrowser, type Answer, type Look, type Tab } from '../simulator/browser.ts'
import { MERMAID_FILE, mermaidScript, summaryPage } from '../simulator/demo/summary-page.ts'
import { theCodeThatExits } from '../simulator/stories/crash-loops.ts'
import { theTagThatWasTakenBack } from '../simulator/stories/more-ways-to-fail.ts'
import { theRollbackToTheOldDeployment } from '../simulator/stories/rollbacks.ts'
import { theFixedDeploy } from '../simulator/stories/the-fixed-deploy.ts'
import { theImageWithOldCode } from '../simulator/stories/the-image-with-old-code.ts'
import { theCacheInFront } from '../simulator/stories/what-the-url-says.ts'
import { play, type Story } from '../simulator/story.ts'
import { withPalette } from './palette.ts'

const FOLDER = join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'pictures')
const PAGE = 'https://summary.example/'
/** Where the action itself is from, for its links. */
const ACTION = { GITHUB_ACTION_REPOSITORY: 'ava-olo/ecs-deploy-verifier', GITHUB_ACTION_REF: 'v1' }
/** CSS pixels; a longer page is cut. */
const TALLEST = 4000

/** The six most common verdicts, by the name that their pictures bear. */
const SHOWN: readonly (readonly [name: string, story: Story])[] = [
  ['verified', theFixedDeploy],
  ['image-stale', theImageWithOldCode],
  ['digest-mismatch', theTagThatWasTakenBack],
  ['tasks-failing', theCodeThatExits],
  ['rolled-back', theRollbackToTheOldDeployment],
  ['version-mismatch', theCacheInFront],
]

interface Device extends Omit<Look, 'dark'> {
  /** Only of this verdict, and of its summary only what stands above the first section: what a reader of the README sees. */
  readonly top?: string
}

const DEVICES: Readonly<Record<string, Device>> = {
  desktop: { width: 1280, height: 800, scale: 1, phone: false },
  phone: { width: 390, height: 844, scale: 2, phone: true },
  readme: { width: 860, height: 800, scale: 2, phone: false, top: 'image-stale' },
}

/** A summary as it would be had the step run on GitHub's runner and asked a service on the internet. */
function asOnARunner(summary: string): string {
  return summary
    .replaceAll(/\/[^\s`|]*\/ecs-deploy-verifier-[^\s/`|]+\/temp\//g, '$RUNNER_TEMP/')
    .replaceAll(/http:\/\/(?:127\.0\.0\.1|localhost):\d+/g, 'https://core.example.com')
}

async function drawn(tab: Tab): Promise<number> {
  const height = await tab.evaluate(`(async () => {
    const charts = () => [...document.querySelectorAll('pre.mermaid')]
    const deadline = Date.now() + 20_000
    while (!charts().every((chart) => chart.querySelector('svg') !== null)) {
      if (Date.now() > deadline) throw new Error('mermaid has drawn nothing')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await document.fonts.ready
    return Math.ceil(document.documentElement.getBoundingClientRect().height)
  })()`)
  if (typeof height !== 'number') throw new Error('the page told no height')
  return height
}

async function topOf(tab: Tab): Promise<number> {
  const end = await tab.evaluate(
    `Math.floor([...document.querySelectorAll("h3")][0].getBoundingClientRect().top + window.scrollY)`,
  )
  if (typeof end !== 'number') throw new Error('the summary has no section')
  return end
}

const chromium = findChromium()
if (chromium === undefined) {
  console.error(
    'The pictures need Chromium: `apt-get install chromium fonts-noto-color-emoji`, or its path in CHROMIUM.',
  )
  process.exit(1)
}
await mkdir(FOLDER, { recursive: true })
const mermaid: Answer = { contentType: 'text/javascript', body: await readFile(mermaidScript()) }
const browser = await openBrowser(chromium)
try {
  for (const [name, story] of SHOWN) {
    const { run, staged } = await play(story, { env: ACTION })
    const told = run.outputs['cause'] === '' ? run.outputs['verdict'] : run.outputs['cause']
    if (told !== name) throw new Error(`${staged.title}: expected ${name}, got ${told}`)
    const summary = asOnARunner(run.summary)
    const leak = /\/tmp\/|127\.0\.0\.1|localhost:\d/.exec(summary)
    if (leak !== null) throw new Error(`${name}: the summary shows this machine: ${leak[0]}`)
    const page: Answer = { contentType: 'text/html; charset=utf-8', body: await summaryPage('deploy', summary) }
    const tab = await browser.tab((url) =>
      url === PAGE ? page : url === `${PAGE}${MERMAID_FILE}` ? mermaid : undefined,
    )
    for (const [device, { top, ...look }] of Object.entries(DEVICES))
      for (const dark of [false, true]) {
        if (top !== undefined && top !== name) continue
        await tab.look({ ...look, dark })
        await tab.open(PAGE)
        const whole = await drawn(tab)
        const height = Math.min(top === undefined ? whole : await topOf(tab), TALLEST)
        const picture = withPalette(await tab.picture(look.width, height))
        const file = `${name}-${dark ? 'dark' : 'light'}-${device}.png`
        await writeFile(join(FOLDER, file), picture)
        console.log(`${file}: ${look.width} x ${height}, ${Math.ceil(picture.length / 1024)} KB`)
      }
  }
} finally {
  await browser.close()
}
