/** Outcomes of other shapes than the complete one: what was not decided, not read, or is one of several alternatives. */
import type { RunOutcome } from '../../src/model.ts'
import { complete, outcomeFor } from './outcomes.ts'

/** A run that ended before its service was decided. */
export function undecided(): RunOutcome {
  return { ...outcomeFor('cancelled'), services: complete.services.map(({ verdict: _verdict, ...service }) => service) }
}

/** A run that could read little. */
export function unread(): RunOutcome {
  const notRead = { state: 'not-read', why: 'refused', action: 'ecs:X', resource: 'arn', denied: true } as const
  const [first] = complete.services
  if (first === undefined) throw new Error('the fixture has a service')
  const { observation } = first
  return {
    ...complete,
    logLines: notRead,
    history: { ...complete.history, deployments: notRead, runs: notRead },
    services: [
      {
        ...first,
        expectation: {
          commit: complete.settings.commit,
          version: { value: '3.3.6', source: 'input' },
          container: 'app',
          image: { state: 'missing', repository: 'app', searched: 'tags' },
        },
        observation: {
          ...observation,
          service: { ...observation.service, serviceDeployments: notRead, codeDeploy: notRead, traffic: notRead },
        },
      },
    ],
  }
}

/** A run for each way to find the version in an answer. */
export function selectors(): readonly RunOutcome[] {
  const kinds = [
    { kind: 'auto' },
    { kind: 'text' },
    { kind: 'json', expression: 'a' },
    { kind: 'header', name: 'x' },
    { kind: 'regex', pattern: '(.*)' },
  ] as const
  return kinds.map((selector) => ({
    ...complete,
    settings: { ...complete.settings, served: { ...complete.settings.served, selector } },
  }))
}
