import { story, type Story, type Tale } from '../story.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

/** A rollout without fault, behind an address that tells something else. */
function behindTheUrl(
  title: string,
  bend: (tale: Tale) => void,
  verdict: readonly ['verified' | 'failed' | 'inconclusive', string],
  inputs: (tale: Tale) => Readonly<Record<string, string>> = () => ({}),
): Story {
  return story(title, (tale) => {
    production(tale)
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(theImage(tale))
    bend(tale)
    tale.at('10:07:05')
    tale.verify(withVersion(tale, { timeout: '5m', ...inputs(tale) }))
    tale.expectVerdict(...verdict)
  })
}

const override = (tale: Tale, bend: Parameters<Tale['stage']['app']['override']>[1]): void =>
  tale.stage.app.override(tale.stage.serves, bend)

export const theCacheInFront = behindTheUrl(
  'a cache that answers with the version before',
  (tale) => {
    override(tale, { cacheFor: 3_600_000 })
    tale.stage.app.answer(tale.stage.serves, '/version')
  },
  ['failed', 'version-mismatch'],
)

export const theAlternatingAnswers = behindTheUrl(
  'answers that alternate between versions',
  (tale) => {
    let turn = 0
    override(tale, { body: ({ version }) => JSON.stringify({ version: turn++ % 2 === 0 ? version : '3.3.5' }) })
  },
  ['failed', 'version-mixed'],
)

export const thePageForEverything = behindTheUrl(
  'an HTML page for every path',
  (tale) =>
    override(tale, { fixed: { body: '<!doctype html><title>Agricultural Core</title>', contentType: 'text/html' } }),
  ['inconclusive', 'version-unreadable'],
)

export const theAddressThatNeverAnswers = behindTheUrl(
  'an address that never answers',
  (tale) => override(tale, { reset: true }),
  ['inconclusive', 'version-unreadable'],
)

const FARMERS = '- name: farmers list\n  url: /farmers\n  contains: Agrodunav\n'

export const theFeatureThatWorks = behindTheUrl(
  'a feature that works on the new version',
  (tale) =>
    tale.stage.app.route(tale.stage.serves, '/farmers', () => ({
      kind: 'response',
      status: 200,
      headers: [['content-type', 'application/json']],
      body: '["Agrodunav"]',
    })),
  ['verified', ''],
  () => ({ 'feature-checks': FARMERS }),
)

export const theBrokenFeature = behindTheUrl(
  'a feature that is broken on the new version',
  (tale) =>
    tale.stage.app.route(tale.stage.serves, '/farmers', () => ({
      kind: 'response',
      status: 500,
      headers: [],
      body: 'Internal Server Error',
    })),
  ['failed', 'feature-failed'],
  () => ({ 'feature-checks': FARMERS }),
)
