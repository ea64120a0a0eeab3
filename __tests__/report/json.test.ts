import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CAUSES } from '../../src/judge/causes.ts'
import type { RunOutcome } from '../../src/model.ts'
import { isDocsUrl, jsonReportOf, jsonTextOf, type SummaryContext } from '../../src/report/json.ts'
import { metricsOf } from '../../src/report/metrics.ts'
import { redactOutcome } from '../../src/report/redact-outcome.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { hostileText, withTexts } from './hostile.ts'
import { bare, complete, outcomeFor, START, twoServices, verified } from './outcomes.ts'
import { selectors, undecided, unread } from './shapes.ts'

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
  readonly items?: Schema | false
  readonly oneOf?: readonly Schema[]
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly $ref?: string
}

const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8')) as Schema
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(
  schema,
)

/** As another program gets it. */
function read(outcome: RunOutcome, context?: SummaryContext): Record<string, unknown> {
  return JSON.parse(JSON.stringify(jsonReportOf(outcome, context))) as Record<string, unknown>
}

function problems(outcome: RunOutcome, context?: SummaryContext): unknown {
  return validate(read(outcome, context)) ? [] : validate.errors
}

const DOCS = 'https://github.com/octo/ecs-deploy-verifier/blob/v1/docs'
const published: SummaryContext = { publication: { state: 'published', namespace: 'Deploys', metrics: 5 } }
const notPublished: SummaryContext = {
  docsUrl: DOCS,
  publication: { state: 'not-published', namespace: 'Deploys', why: 'AWS refused it.' },
}

describe('the JSON report', () => {
  it.each([
    ['a run with something in every field', complete],
    ['a verified run', verified],
    ['two services', twoServices],
    ['a run that never began', bare],
    ['a run that ended before its service was decided', undecided()],
    ['a run that could read little', unread()],
  ])('of %s follows the schema', (_, outcome) => {
    expect(problems(outcome)).toEqual([])
  })

  it.each(CAUSES)('of a run that ended with %s follows the schema', (cause) => {
    expect(problems(outcomeFor(cause))).toEqual([])
    expect(read(outcomeFor(cause))['cause']).toBe(cause)
  })

  it('follows the schema whatever the texts are', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(problems(withTexts(complete, () => text))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('follows the schema even where every text is a secret', () => {
    expect(problems(redactOutcome(complete, () => '***'))).toEqual([])
  })

  it('is written piece by piece, the same as in one piece', () => {
    const crowded = (outcome: RunOutcome, times: number): RunOutcome => ({
      ...outcome,
      services: outcome.services.map((service) => {
        if (service.observation === undefined) return service
        const tasks = Array.from({ length: times }, () => service.observation?.service.tasks ?? []).flat()
        return {
          ...service,
          observation: { ...service.observation, service: { ...service.observation.service, tasks } },
        }
      }),
      figures: { ...outcome.figures, faults: { ...outcome.figures.faults, startedAt: 3, 'a\nb': 1 } },
    })
    fc.assert(
      fc.property(hostileText, fc.constantFrom(complete, bare, twoServices), (text, base) => {
        for (const outcome of [base, crowded(base, 1_000)].map((one) => withTexts(one, () => text))) {
          const whole = `${JSON.stringify(jsonReportOf(outcome), undefined, 2)}\n`
          expect([...jsonTextOf(outcome)].join('')).toBe(whole)
        }
      }),
      { numRuns: 10 },
    )
    const pieces = [...jsonTextOf(crowded(complete, 5_000))]
    expect(pieces.length).toBeGreaterThan(10)
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(150_000)
  })

  it('gives times in ISO 8601 and durations in seconds', () => {
    const report = read(complete)
    expect(report['figures']).toMatchObject({ startedAt: new Date(START).toISOString() })
    expect(report['settings']).toMatchObject({ timeoutSeconds: 900, stableForSeconds: 'auto', pollIntervalSeconds: 5 })
    expect(report['services']).toMatchObject([
      {
        observation: { service: { configuredWaitSeconds: 60 } },
        drift: { behindSince: new Date(START - 7_200_000).toISOString() },
      },
    ])
    expect(report['pattern']).toMatchObject({
      medianPushToLiveSeconds: 4920,
      deployments: [{ pushToLiveSeconds: 4830 }],
    })
  })

  it('leaves out what is no time', () => {
    const report = read({ ...complete, commit: { ...complete.commit, committedAt: Number.NaN } })
    expect(report['commit']).not.toHaveProperty('committedAt')
    expect(problems({ ...complete, commit: { ...complete.commit, committedAt: Infinity } })).toEqual([])
  })

  it('leaves a fault as it is, even where its name reads like that of a time', () => {
    const faults = { 'ecs:DescribeTasks failedAt': 2, at: 1 }
    const report = read({ ...complete, figures: { ...complete.figures, faults } })
    expect(report['figures']).toMatchObject({ faults })
  })

  it('carries the metrics, and what became of them once that is known', () => {
    const metrics = { namespace: 'Deploys', services: metricsOf(complete) }
    expect(read(complete)['metrics']).toEqual(metrics)
    expect(read(complete, published)['metrics']).toEqual({ ...metrics, publication: { state: 'published' } })
    expect(read(complete, notPublished)['metrics']).toEqual({
      ...metrics,
      publication: { state: 'not-published', why: 'AWS refused it.' },
    })
    for (const context of [published, notPublished]) expect(problems(complete, context)).toEqual([])
  })

  it('says nothing of metrics where none were asked for', () => {
    const { metricsNamespace: _namespace, ...settings } = complete.settings
    expect(read({ ...complete, settings })).not.toHaveProperty('metrics')
    expect(read(bare)).not.toHaveProperty('metrics')
  })

  it.each([
    [DOCS, true],
    ['http://ghe.example.com:8443/sub/octo/verifier/blob/feature/x/docs', true],
    ['javascript:alert(1)', false],
    ['https://x.example/a) [b](https://evil.example', false],
    ['https://x.example/<script>', false],
    ['https://user@x.example/', false],
    ['https://x.example/a?b#c', false],
    ['https://x.example/a\n', false],
    ['//x.example', false],
  ])('names the documentation where it can stand in a link: %j %j', (docsUrl, can) => {
    expect(isDocsUrl(docsUrl)).toBe(can)
    expect(read(complete, { docsUrl })['action']).toEqual(
      can
        ? { name: 'ECS Deploy Verifier', version: '1.0.0', docsUrl }
        : { name: 'ECS Deploy Verifier', version: '1.0.0' },
    )
    expect(problems(complete, { docsUrl })).toEqual([])
    const report = read(complete)
    expect(validate({ ...report, action: { name: 'ECS Deploy Verifier', version: '1.0.0', docsUrl } })).toBe(can)
  })

  it('holds no secret, no header value, no request body and no environment', () => {
    const redacted = JSON.stringify(jsonReportOf(redactOutcome(complete, createRedactor(complete.settings.secrets))))
    const raw = JSON.stringify(jsonReportOf(complete))
    for (const value of [
      ...complete.settings.secrets,
      'header-value',
      'body-value',
      'postgres-password-value',
      'registry-user',
    ]) {
      expect(redacted).not.toContain(value)
      expect(raw).not.toContain(value)
    }
  })
})

describe('the schema', () => {
  it('describes every field, and allows no other', () => {
    const missing: string[] = []
    const visit = (node: Schema, path: string): void => {
      for (const [name, property] of Object.entries(node.properties ?? {})) {
        if ((property.description ?? '') === '') missing.push(`${path}.${name} has no description`)
        visit(property, `${path}.${name}`)
      }
      if (node.properties !== undefined && node.additionalProperties !== false) missing.push(`${path} is open`)
      if (node.items !== undefined && node.items !== false) visit(node.items, `${path}[]`)
      node.oneOf?.forEach((each, index) => visit(each, `${path}|${index}`))
      for (const [name, definition] of Object.entries(node.$defs ?? {})) visit(definition, name)
    }
    visit(schema, '')
    expect(missing.filter((line) => !line.startsWith('.verdict is open'))).toEqual([])
  })

  it('has no field that no report ever has', () => {
    const seen = new Set<string>()
    const collect = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(collect)
      if (typeof value !== 'object' || value === null) return
      for (const [key, item] of Object.entries(value)) {
        seen.add(key)
        collect(item)
      }
    }
    for (const outcome of [complete, verified, unread(), ...selectors()]) collect(read(outcome, notPublished))
    const declared = new Set<string>()
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if ('properties' in node && typeof node.properties === 'object')
        for (const name of Object.keys(node.properties ?? {})) declared.add(name)
      Object.values(node).forEach(visit)
    }
    visit(schema)
    expect([...declared].filter((name) => !seen.has(name))).toEqual([])
  })

  it('refuses a field that it does not know', () => {
    expect(validate({ ...read(complete), surprise: 1 })).toBe(false)
  })

  it('refuses a verified run with a cause, and a failed one without', () => {
    const { cause: _cause, ...failed } = read(complete)
    expect(validate(failed)).toBe(false)
    expect(validate({ ...read(verified), cause: 'image-stale' })).toBe(false)
  })

  it('refuses a verified service with a cause, and a failed one without', () => {
    const withService = (change: (service: Record<string, unknown>) => Record<string, unknown>): boolean => {
      const report = read(twoServices)
      const services = report['services'] as readonly Record<string, unknown>[]
      return validate({ ...report, services: services.map(change) })
    }
    expect(withService((service) => service)).toBe(true)
    expect(withService(({ cause: _cause, ...service }) => service)).toBe(false)
    expect(withService((service) => ({ ...service, cause: 'image-stale' }))).toBe(false)
  })
})
