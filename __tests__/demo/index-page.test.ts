import { describe, expect, it } from '@jest/globals'
import { indexPage } from '../../simulator/demo/index-page.ts'
import type { Performance } from '../../simulator/demo/perform.ts'
import { theFixedDeploy } from '../../simulator/stories/the-fixed-deploy.ts'

const verified: Performance = {
  showing: { name: 'the-fixed-deploy', title: 'the fixed deploy', story: theFixedDeploy },
  verdict: 'verified',
  cause: '',
  headline: 'everything runs',
  summary: '',
  report: undefined,
  reportPath: '',
  exit: '0',
  virtualMilliseconds: 48_600,
  realMilliseconds: 900,
  requests: 191,
  expected: { verdict: 'verified', cause: '' },
}

const failed: Performance = {
  ...verified,
  showing: { ...verified.showing, name: 'a-rollback', title: 'a rollback' },
  verdict: 'failed',
  cause: 'rolled-back',
  headline: 'the deployment was rolled back',
  expected: { verdict: 'failed', cause: 'rolled-back' },
}

describe('the index page', () => {
  it('leads to each summary by a sentence, with its verdict, cause, title and figures', () => {
    const page = indexPage([failed])
    expect(page).toContain('<a href="a-rollback.html">The deployment was rolled back</a>')
    expect(page).toContain('<b class="failed">failed</b> <code>rolled-back</code>')
    expect(page).toContain('a rollback · verdict after 49 s and 191 requests')
  })

  it('has a group for each verdict that came about, and counts them', () => {
    const page = indexPage([failed, verified, failed])
    expect([...page.matchAll(/<h2>(\w+)/g)].map(([, heading]) => heading)).toEqual(['Verified', 'Failed'])
    expect(page).toContain('3 stories: 1 verified, 2 failed.')
  })

  it('shows a run that came to no verdict', () => {
    const page = indexPage([{ ...failed, verdict: '', cause: '' }])
    expect(page).toContain('<h2>Without a verdict')
    expect(page).toContain('<b class="none">no verdict</b>')
  })

  it('marks what ended otherwise than told, and nothing else', () => {
    expect(indexPage([verified, failed])).not.toContain('class="unlike"')
    expect(indexPage([{ ...failed, expected: verified.expected }])).toContain(
      '<p class="unlike">Not as the story tells it: expected verified.</p>',
    )
  })

  it('takes no markup from a title, a headline, a name, a verdict or a cause', () => {
    const hostile = '"><script>ran=1</script><img src=x onerror=ran=1>\u202e'
    const page = indexPage([
      {
        ...failed,
        showing: { ...failed.showing, name: `../${hostile}`, title: hostile },
        headline: hostile,
        verdict: hostile,
        cause: hostile,
      },
    ])
    expect(page).not.toMatch(/<(?:script|img)/)
    expect(page).not.toContain('\u202e')
    expect(page).not.toContain('../')
    expect(page.split('&lt;script&gt;')).toHaveLength(5)
  })

  it('asks nothing of a network', () => {
    expect(indexPage([verified, failed])).not.toMatch(/https?:|src=|@import|url\(/)
  })
})
