import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

const FOLDER = new URL('../../examples/', import.meta.url)

/** What a workflow may give as a value. */
export type Scalar = string | number | boolean

export interface Step {
  readonly id?: string
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, Scalar>>
  readonly env?: Readonly<Record<string, Scalar>>
  readonly run?: string
}

export interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly concurrency?: Concurrency
  readonly needs?: string
  readonly outputs?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}

export interface Concurrency {
  readonly group: string
  readonly 'cancel-in-progress': boolean
}

export interface Workflow {
  readonly name: string
  readonly on: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, Scalar>>
  readonly permissions: Readonly<Record<string, string>>
  readonly concurrency?: Concurrency
  readonly defaults?: { readonly run?: { readonly shell?: string } }
  readonly jobs: Readonly<Record<string, Job>>
}

/** The examples' file names. */
export const EXAMPLES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .toSorted()

export const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8')

export function workflowIn(file: string): Workflow {
  const workflow: Workflow = parse(textOf(file))
  return workflow
}

/** Every step with its job's name. */
export function stepsIn(workflow: Workflow): readonly (Step & { readonly job: string })[] {
  return Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ ...step, job })))
}

const OURS = /^OWNER\/ecs-deploy-verifier@/

export const isOurs = ({ uses = '' }: Step): boolean => OURS.test(uses)

/** The one step of a workflow that says this about itself. */
export function theStep(workflow: Workflow, is: (step: Step) => boolean): Step {
  const [step, ...more] = stepsIn(workflow).filter(is)
  if (step === undefined || more.length > 0)
    throw new Error(`${workflow.name} has ${more.length + 1} such steps or none`)
  return step
}
