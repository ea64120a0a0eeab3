/**
 * `node simulator/matrix/asked.ts` plays the worlds of the matrix with nothing in the way, and a project with every kind of trigger and
 * no build to stop, and prints what AWS was asked in each, as IAM sees it: a line of JSON for each.
 */
import { askedIn, controllersOf, type Asked } from '../iam.ts'
import { everyTriggerAtOnce } from '../stories/one-pipeline.ts'
import { playInProcess, watchForDefects } from './play.ts'
import { WORLDS, type World } from './worlds.ts'

/** What one run asked. */
export interface Run {
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  /** Deployment controllers of the services that it was about. */
  readonly controllers: readonly string[]
  /** Each once. */
  readonly asked: readonly Asked[]
}

async function runOf({ name, story, before }: Pick<World, 'name' | 'story' | 'before'>): Promise<Run> {
  const { staged, requests } = await playInProcess(story, [], { before })
  const { stage, inputs } = staged
  return { name, inputs, controllers: controllersOf(stage), asked: askedIn(stage, requests) }
}

watchForDefects()
const told = [...WORLDS, { name: everyTriggerAtOnce.title, story: everyTriggerAtOnce }]
for (const one of told) process.stdout.write(`${JSON.stringify(await runOf(one))}\n`)
process.exit(0)
