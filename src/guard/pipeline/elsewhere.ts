import type { CodePipelineApi } from '../../aws/api.ts'
import { AwsFailure } from '../../aws/failure.ts'
import { inTimeOf } from '../../clock.ts'
import type { Clock } from '../../clock.ts'
import { inParallel } from '../../observe/answers.ts'
import { readDefinition } from './definition.ts'
import type { PipelineDefinition } from './definition.ts'
import { otherPipelineRegions } from './regions.ts'

/** Each region is its own endpoint, so that they do not throttle each other. */
const AT_ONCE = 10

/** How long one region may take to answer where nothing depends on it, in milliseconds. */
const BRIEFLY = 3_000

/** The form of a pipeline's name (API reference, PipelineDeclaration.name). */
const NAME = /^[A-Za-z0-9.@_-]{1,100}$/

/** What was said about a pipeline. `failed`: a region other than the project's could not be asked. */
type Said =
  | { readonly kind: 'found'; readonly definition: PipelineDefinition }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly failure: AwsFailure }

/**
 * What outlasts one look. In the project's region: definitions by `region/name/version/updated`, which do not change. Elsewhere:
 * answers by `region/name`, and by `region` where it could not be asked at all; what is not there is not asked for again.
 */
export type PipelineMemory = Map<string, Said>

export interface ElsewhereDeps {
  readonly codepipeline: (region: string) => CodePipelineApi
  readonly region: string
  readonly memory: PipelineMemory
  readonly clock: Clock
}

/** What was found in the other regions of a pipeline that builds of the project name. */
export interface Elsewhere {
  readonly name: string
  readonly found: readonly PipelineDefinition[]
  /** The regions that could not be asked, with what they answered. */
  readonly failures: ReadonlyMap<string, AwsFailure>
}

/**
 * Looks for a pipeline by its name in the other regions of the partition. No failure there ends the run, not even credentials that
 * are not accepted: a region that the account has not enabled answers so.
 * @param briefly whether a region that does not answer soon counts as one that could not be asked
 */
export async function lookElsewhere(deps: ElsewhereDeps, name: string, briefly: boolean): Promise<Elsewhere> {
  const found: PipelineDefinition[] = []
  const failures = new Map<string, AwsFailure>()
  if (!NAME.test(name)) return { name, found, failures }
  const answers = await inParallel(otherPipelineRegions(deps.region), AT_ONCE, async (region) => ({
    region,
    said: await (briefly ? askBriefly(deps, region, name) : ask(deps, region, name)),
  }))
  for (const { region, said } of answers) {
    if (said.kind === 'found') found.push(said.definition)
    if (said.kind === 'failed') failures.set(region, said.failure)
  }
  return { name, found, failures }
}

async function askBriefly(deps: ElsewhereDeps, region: string, name: string): Promise<Said> {
  const said = await inTimeOf(deps.clock, ask(deps, region, name), BRIEFLY)
  if (said !== undefined) return said
  const known = deps.memory.get(`${region}/${name}`)
  if (known !== undefined) return known
  const message = `no answer within ${BRIEFLY / 1000} s`
  return { kind: 'failed', failure: new AwsFailure('retry', 'codepipeline:GetPipeline', 'NoAnswerYet', message) }
}

async function ask({ codepipeline, memory }: ElsewhereDeps, region: string, name: string): Promise<Said> {
  const key = `${region}/${name}`
  const known = memory.get(key) ?? memory.get(region)
  if (known !== undefined && known.kind !== 'found') return known
  try {
    const definition = readDefinition(region, await codepipeline(region).getPipeline({ name }))
    const said: Said = { kind: 'found', definition }
    memory.set(key, said)
    return said
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    if (error.kind === 'absent') {
      memory.set(key, { kind: 'absent' })
      return { kind: 'absent' }
    }
    // What was there a moment ago is taken to be there still.
    if (known !== undefined) return known
    const said: Said = { kind: 'failed', failure: error }
    // A region that is not turned on, or has no CodePipeline, is so for every name; what may pass is asked again at the next look.
    if (error.kind === 'credentials' || error.code === 'ENOTFOUND') memory.set(region, said)
    else if (error.kind !== 'retry') memory.set(key, said)
    return said
  }
}

/**
 * Makes a call in the region of a pipeline that was found. In another region than the project's, credentials that are not accepted
 * are a failure like any other: if they have expired, the next call at home tells it.
 */
export async function inRegion<T>(region: string, home: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (region === home || !(error instanceof AwsFailure) || error.kind !== 'credentials') throw error
    const { action, code, message, httpStatus, resource } = error
    throw new AwsFailure('rejected', action, code, message, { httpStatus, resource }, { cause: error })
  }
}
