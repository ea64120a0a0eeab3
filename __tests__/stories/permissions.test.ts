import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { allows, type Asked, type Policy } from '../../simulator/iam.ts'
import type { Run } from '../../simulator/matrix/asked.ts'
import { far, PLACE, printed, settingOf, TRIGGERS, type Setting } from './permitted.ts'

// The worlds of the matrix, in one process of its own. That no story asks for more is seen where the stories are played.
const PATIENCE_MS = 300_000

const EVERYTHING = [
  '--cluster ava-olo --service agricultural-core --repository agricultural-core --logs /ecs/agricultural-core',
  '--codedeploy AppECS-ava-olo-agricultural-core/DgpECS-ava-olo-agricultural-core --external --metrics Deploys',
  '--codebuild auto --codebuild ava-agricultural-docker-build --stop-competing-builds',
].flatMap((line) => line.split(' '))

const actionsOf = ({ Statement }: Policy): readonly string[] => Statement.flatMap(({ Action }) => Action)

const sorted = (actions: readonly string[]): readonly string[] => [...new Set(actions)].toSorted()

async function played(): Promise<readonly Run[]> {
  const script = fileURLToPath(new URL('../../simulator/matrix/asked.ts', import.meta.url))
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code !== 0) throw new Error(`playing the worlds ended with ${String(code)}`)
  return output
    .trim()
    .split('\n')
    .map((line): Run => JSON.parse(line))
}

describe('the policy of what is turned on', () => {
  let runs: readonly (Run & Setting & { readonly policy: Policy })[] = []
  beforeAll(async () => {
    runs = (await played()).map((run) => {
      const setting = settingOf(run)
      return { ...run, ...setting, policy: printed(setting.args) }
    })
  }, PATIENCE_MS)

  it('allows every call that the action makes in any world: none is missing', () => {
    const refused = runs.flatMap(({ name, policy, asked }) =>
      asked.filter((one) => !allows(policy, one)).map((one) => ({ name, ...one })),
    )
    expect(refused).toEqual([])
    expect(runs.length).toBeGreaterThan(35)
  })

  it('allows nothing that no run asks for with the same or less turned on: none is unused', () => {
    const unused = runs.flatMap(({ name, policy, features }) => {
      const alike = runs.filter((run) => [...run.features].every((feature) => features.has(feature)))
      const asked = new Set(alike.flatMap((run) => run.asked.map(({ action }) => action)))
      return actionsOf(policy)
        .filter((action) => !asked.has(action))
        .map((action) => `${action}, though ${name} has only ${[...features].join(', ')}`)
    })
    expect([...new Set(unused)]).toEqual([])
  })

  it('has a use for every statement of everything together, down to its resources', () => {
    const everything = printed([...PLACE, ...EVERYTHING, ...TRIGGERS])
    const asked: readonly Asked[] = runs.flatMap((run) => run.asked)
    const unused = everything.Statement.flatMap((statement) =>
      [statement.Resource].flat().flatMap((resource) => {
        const alone = { Statement: [{ ...statement, Resource: resource }] }
        return asked.some((one) => allows(alone, one)) ? [] : [resource]
      }),
    )
    // In no world a rule of the far region starts anything; in another region of a real account one may.
    expect(unused).toEqual([far('events', 'rule/*')])
    expect(sorted(actionsOf(everything))).toEqual(sorted(asked.map(({ action }) => action)))
  })

  it('would be found wanting without any one of its actions', () => {
    const [run] = runs.filter(({ name }) => name === 'every trigger at once')
    if (run === undefined) throw new Error('there is no world with every trigger at once')
    for (const left of ['codebuild:UpdateWebhook', 'iam:PassRole', 'ecs:ListTasks', 'ecr:BatchGetImage']) {
      const without = {
        Statement: run.policy.Statement.map((statement) => ({
          ...statement,
          Action: [statement.Action].flat().filter((action) => action !== left),
        })),
      }
      expect(run.asked.filter((one) => !allows(without, one)).map(({ action }) => action)).toContain(left)
    }
  })
})
