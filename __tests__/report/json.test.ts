import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CAUSES } from '../../src/judge/causes.ts'
import type { RunOutcome } from '../../src/model.ts'
import { jsonReportOf } from '../../src/report/json.ts'
import { redactOutcome } from '../../src/report/redact-outcome.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { hostileText, withTexts } from './hostile.ts'
import { bare, complete, outcomeFor, START, twoServices, verified } from './outcomes.ts'

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
function read(outcome: RunOutcome): Record<string, unknown> {
  return JSON.parse(JSON.stringify(jsonReportOf(outcome))) as Record<string, unknown>
}

function problems(outcome: RunOutcome): unknown {
  return validate(read(outcome)) ? [] : validate.errors
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

  it('gives times in ISO 8601 and durations in seconds', () => {
    const report = read(complete)
    expect(report['figures']).toMatchObject({ startedAt: new Date(START).toISOString() })
    expect(report['settings']).toMatchObject({ timeoutSeconds: 900, stableForSeconds: 'auto', pollIntervalSeconds: 5 })
    expect(report['services']).toMatchObject([{ observation: { service: { configuredWaitSeconds: 60 } } }])
  })

  it('leaves out what is no time', () => {
    const report = read({ ...complete, commit: { ...complete.commit, committedAt: Number.NaN } })
    expect(report['commit']).not.toHaveProperty('committedAt')
    expect(problems({ ...complete, commit: { ...complete.commit, committedAt: Infinity } })).toEqual([])
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
    for (const outcome of [complete, verified, unread(), ...selectors()]) collect(read(outcome))
    const declared = new Set<string>()
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if ('properties' in node && typeof node.properties === 'object' && !('then' in node && false))
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
})

function undecided(): RunOutcome {
  return { ...outcomeFor('cancelled'), services: complete.services.map(({ verdict: _verdict, ...service }) => service) }
}

function unread(): RunOutcome {
  const notRead = { state: 'not-read', why: 'refused', action: 'ecs:X', resource: 'arn', denied: true } as const
  const [first] = complete.services
  if (first === undefined) throw new Error('the fixture has a service')
  const { observation } = first
  return {
    ...complete,
    logLines: notRead,
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

function selectors(): RunOutcome[] {
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
