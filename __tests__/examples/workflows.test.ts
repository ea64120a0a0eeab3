import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { ActionMetadata } from '@actions/languageservice/action'
import { parse } from 'yaml'
import { findings as serviceFindings } from '../github/language-service.ts'
import { ACTIONS } from './actions.ts'
import { EXAMPLES, isOurs, stepsIn, textOf, workflowIn, type Workflow } from './workflows.ts'

const ours: ActionMetadata = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'))

function metadataOf(name: string): ActionMetadata | undefined {
  if (name === 'OWNER/ecs-deploy-verifier') return ours
  const known = ACTIONS[name]
  if (known === undefined) return undefined
  const inputs = known.inputs.map((input) => [input, { description: '', required: known.required.includes(input) }])
  const outputs = known.outputs.map((output) => [output, { description: '' }])
  return { name, description: '', inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) }
}

/** Messages of GitHub's own language service about a workflow, the inputs of its actions included. */
const findings = (source: string): Promise<readonly string[]> =>
  serviceFindings('.github/workflows/deploy.yml', source, {
    actionsMetadataProvider: {
      fetchActionMetadata: async ({ owner, name }) => metadataOf(`${owner}/${name}`),
    },
  })

/** `steps.ID.outputs.NAME`, with the job that it stands in, wherever it stands. */
function readOutputs(
  workflow: Workflow,
): readonly { readonly job: string; readonly id: string; readonly name: string }[] {
  return Object.entries(workflow.jobs).flatMap(([job, content]) =>
    [...JSON.stringify(content).matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)].map(([, id = '', name = '']) => ({
      job,
      id,
      name,
    })),
  )
}

/** What a step sets: what its action has, or what its script writes. */
function outputsOf(workflow: Workflow, job: string, id: string): readonly string[] {
  const step = workflow.jobs[job]?.steps.find((one) => one.id === id)
  const written = [...(step?.run ?? '').matchAll(/echo "([\w-]+)=.*>> "\$GITHUB_OUTPUT"/g)].map(([, name = '']) => name)
  const [name = ''] = step?.uses?.split('@') ?? []
  return [...written, ...Object.keys(metadataOf(name)?.outputs ?? {})]
}

/** The widest that any example may ask for, and what for. */
const MAY: Readonly<Record<string, string>> = {
  contents: 'read',
  'id-token': 'write',
  actions: 'read',
  packages: 'write',
  issues: 'write',
}

describe('the checks of the examples', () => {
  const right = textOf('deploy-ecs.yml')

  it.each([
    ['an unknown key of a job', 'timeout-minutes:', 'timeout-minuts:'],
    ['an unknown key of a step', '        id: deploy\n', '        id: deploy\n        time-out: 3\n'],
    ['an unknown name of the environment', 'env.ECS_CLUSTER', 'env.ECS_CLUSTR'],
    ['a step that is not there', 'steps.render.outputs', 'steps.rendered.outputs'],
    ['an unknown permission', 'contents: read', 'content: read'],
    ['an unknown input of this action', 'version-file: $', 'version-files: $'],
    ['an unknown input of another action', 'container-name: $', 'container: $'],
    [
      'a required input that is missing',
      '          service: ${{ env.ECS_SERVICE }}\n          container:',
      '          container:',
    ],
    ['an action that nobody has looked at', 'aws-actions/amazon-ecr-login', 'somebody/amazon-ecr-login'],
  ])('find %s', async (_, text, wrong) => {
    expect(right).toContain(text)
    expect(await findings(right.replace(text, wrong))).not.toEqual([])
  })
})

describe.each(EXAMPLES)('%s', (file) => {
  const text = textOf(file)
  const workflow = workflowIn(file)
  const steps = stepsIn(workflow)
  const deploying = steps.filter(({ uses = '' }) => /ecs-deploy-/.test(uses))

  it("is valid by GitHub's own language service, inputs of actions included", async () => {
    expect(await findings(text)).toEqual([])
  })

  it('pins every action by the full SHA of the version that its comment names', () => {
    const pins = [...text.matchAll(/uses: (.*)$/gm)].map(([, pin = '']) => pin)
    const known = Object.entries(ACTIONS).map(([name, { sha, version }]) => `${name}@${sha} # ${version}`)
    const own = 'OWNER/ecs-deploy-verifier@COMMIT_SHA # the account that holds this repository; pin a commit'
    expect([own, ...known]).toEqual(expect.arrayContaining(pins))
    expect(pins).toContain(own)
  })

  it('reads only outputs that the step sets', () => {
    for (const { job, id, name } of readOutputs(workflow)) expect(outputsOf(workflow, job, id)).toContain(name)
  })

  it('grants nothing to the workflow, and to each job no more than it may have', () => {
    expect(workflow.permissions).toEqual({})
    for (const { permissions } of Object.values(workflow.jobs)) {
      expect(permissions).toBeDefined()
      expect(MAY).toMatchObject(permissions ?? {})
    }
    expect(text.includes('packages: write')).toBe(file === 'deploy-ghcr.yml')
    expect(text.includes('issues: write')).toBe(file === 'audit.yml')
  })

  it('never cancels a run that has begun, and lets none last for ever', () => {
    const { concurrency, jobs } = workflow
    for (const { job } of deploying) {
      const one = concurrency ?? jobs[job]?.concurrency
      expect(one).toMatchObject({ group: expect.stringMatching(/./), 'cancel-in-progress': false })
    }
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(90)
  })

  it('writes no expression into a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{')
  })

  it('stops its scripts at the first command that fails, in a pipe too', () => {
    const scripts = steps.filter(({ run }) => run !== undefined)
    expect(workflow.defaults).toEqual(scripts.length > 0 ? { run: { shell: 'bash' } } : undefined)
  })

  it('is filled in at its top alone', () => {
    const [top = '', below = ''] = text.split('\n# The job')
    expect(top).toContain('\nenv:\n')
    expect(below).not.toMatch(/ava-olo|agricultural|123456789012|example\.com|us-east-1/)
  })

  it('uses each name that is to be filled in', () => {
    for (const name of Object.keys(workflow.env)) {
      const uses = text.match(new RegExp(`env\\.${name}\\b|\\$\\{?${name}\\b`, 'g')) ?? []
      expect([name, uses.length > 0]).toEqual([name, true])
    }
  })

  it('verifies in exactly one step', () => {
    expect(steps.filter(isOurs)).toHaveLength(1)
  })

  it('says how to use it in its first lines', () => {
    expect(text).toMatch(/^(?:# .+\n){2,4}\nname: /)
    expect(text).toMatch(/^# Copy it to \.github\/workflows\/[\w-]+\.yml and fill in `env`\./m)
  })
})

describe('an example that pushes to a registry', () => {
  it.each(EXAMPLES.filter((file) => textOf(file).includes('docker/build-push-action')))(
    '%s tags and labels the image with the commit, with provenance',
    (file) => {
      const [build] = stepsIn(workflowIn(file)).filter(({ uses = '' }) => uses.startsWith('docker/build-push-action'))
      expect(build?.with).toMatchObject({ push: true, provenance: 'mode=min' })
      expect(build?.with?.['tags']).toMatch(/:\$\{\{ github\.sha \}\}$/)
      expect(String(build?.with?.['labels']).trim().split('\n')).toEqual([
        'org.opencontainers.image.revision=${{ github.sha }}',
        'org.opencontainers.image.source=${{ github.server_url }}/${{ github.repository }}',
      ])
      // A path as context would be what earlier steps left in the workspace, and not what BuildKit fetches by its SHA.
      expect(build?.with).not.toHaveProperty('context')
    },
  )
})
