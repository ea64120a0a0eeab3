/**
 * `node simulator/matrix/asked.ts` plays every story, and every world of the matrix, with nothing in the way, and prints what AWS was
 * asked in each, as IAM sees it: a line of JSON for each.
 */
import { askedOf, type Asked } from '../iam.ts'
import { stories } from '../stories/index.ts'
import type { Story } from '../story.ts'
import { playInProcess, watchForDefects } from './play.ts'
import { WORLDS } from './worlds.ts'

/** What one run asked. */
export interface Run {
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  /** Deployment controllers of the services that it was about. */
  readonly controllers: readonly string[]
  /** Each once. */
  readonly asked: readonly Asked[]
}

async function runOf(name: string, story: Story, before?: Readonly<Record<string, string>>): Promise<Run> {
  const { staged, requests } = await playInProcess(story, [], { before })
  const { world, codeDeploy } = staged.stage
  const deploymentGroup = (id: string): string => {
    const service = codeDeploy.find(id)?.service
    const full = `${service?.cluster.name}-${service?.name}`
    return `AppECS-${full}/DgpECS-${full}`
  }
  const asked = new Map(
    requests
      .filter(({ operation }) => !/^(?:github|oci|s3|app):/.test(operation))
      .flatMap((request) => askedOf(request, { deploymentGroup }))
      .map((one) => [JSON.stringify(one), one]),
  )
  const services = [...world.core.clusters.values()].flatMap((cluster) => [...cluster.services.values()])
  const controllers = [...new Set(services.map(({ controller }) => controller))]
  return { name, inputs: staged.inputs, controllers, asked: [...asked.values()] }
}

watchForDefects()
const told = [
  ...stories.map((story) => async () => runOf(`the story ${story.title}`, story)),
  ...WORLDS.map(
    ({ name, story, before }) =>
      async () =>
        runOf(`the world ${name}`, story, before),
  ),
]
for (const run of told) process.stdout.write(`${JSON.stringify(await run())}\n`)
process.exit(0)
