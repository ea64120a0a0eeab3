import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { manifestMediaTypes } from '../../src/image/manifest.ts'
import { readFileCommands } from '../../simulator/wire/runner-files.ts'
import { resolve, type Contexts } from './expressions.ts'
import { EXAMPLES, stepsIn, theStep, workflowIn } from './workflows.ts'

const SHA = '3fa04cb9d2e17a5c06b84f3d1e9c7a20b5d86e41'
const DIGEST = `sha256:${'ab'.repeat(32)}`

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecs-deploy-verifier-script-'))
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'workspace'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Puts a program before the machine's own: it writes down how it was called, and does what the script says. */
function program(name: string, script: string): void {
  const path = join(folder, 'bin', name)
  writeFileSync(
    path,
    `#!/bin/bash\nprintf '%q ' "$@" >> "${folder}/${name}.log"; echo >> "${folder}/${name}.log"\n${script}\n`,
  )
  chmodSync(path, 0o755)
}

function callsOf(name: string): readonly string[] {
  const log = join(folder, `${name}.log`)
  if (!existsSync(log)) return []
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim())
}

interface Ended {
  readonly status: number | null
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
}

/** Runs the script of a step as the runner runs `shell: bash`, with the environment of its workflow. */
function started(
  file: string,
  name: string,
  contexts: Contexts = {},
  env: Readonly<Record<string, string>> = {},
): Ended {
  const workflow = workflowIn(file)
  const step = theStep(workflow, (one) => one.name === name)
  const script = join(folder, 'script.sh')
  const output = join(folder, 'output')
  writeFileSync(script, step.run ?? '')
  writeFileSync(output, '')
  const given = Object.entries({ ...workflow.env, ...step.env, ...env })
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd: join(folder, 'workspace'),
    encoding: 'utf8',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      HOME: folder,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: output,
      GITHUB_SHA: SHA,
      GITHUB_REF_NAME: 'main',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'ava-olo/agricultural-core',
      GITHUB_RUN_ID: '8817',
      ...Object.fromEntries(given.map(([key, value]) => [key, resolve(value, contexts)])),
    },
  })
  return { status, log: stdout + stderr, outputs: readFileCommands(readFileSync(output, 'utf8')) }
}

describe('looking for an image of the commit', () => {
  const name = 'Look for an image of this commit'
  const files = EXAMPLES.filter((file) => stepsIn(workflowIn(file)).some((step) => step.name === name))
  const contexts = { matrix: { service: { name: 'agricultural-core' } } }

  it.each(files)('finds it by its tag in %s', (file) => {
    program('aws', `echo ${DIGEST}`)
    const { status, outputs } = started(file, name, contexts)
    expect({ status, outputs }).toEqual({ status: 0, outputs: { digest: DIGEST } })
    const repository = file === 'deploy-worker.yml' ? 'agricultural-worker' : 'agricultural-core'
    const [call = '', ...more] = callsOf('aws')
    expect(more).toEqual([])
    expect(call).toContain(`ecr batch-get-image --repository-name ${repository} --image-ids imageTag=${SHA} `)
    for (const type of manifestMediaTypes) expect(call).toContain(` ${type} `)
  })

  it('finds none where the tag is not there: the AWS CLI then prints None', () => {
    program('aws', 'echo None')
    const { status, outputs } = started('deploy-ecs.yml', name)
    expect({ status, outputs }).toEqual({ status: 0, outputs: {} })
  })

  it('fails where ECR refuses to say', () => {
    program('aws', 'exit 254')
    expect(started('deploy-ecs.yml', name).status).toBe(254)
  })
})

describe('the AppSpec', () => {
  it('names the container and its port, and leaves the task definition to the deploy step', () => {
    expect(started('deploy-codedeploy.yml', 'Write the AppSpec').status).toBe(0)
    const step = theStep(workflowIn('deploy-codedeploy.yml'), ({ id }) => id === 'deploy')
    const written: unknown = parse(
      readFileSync(join(folder, 'workspace', String(step.with?.['codedeploy-appspec'])), 'utf8'),
    )
    expect(written).toEqual({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: '<TASK_DEFINITION>',
              LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8000 },
            },
          },
        },
      ],
    })
  })
})

/** What the runners of GitHub have, and not every machine. */
const missing = ['git', 'jq'].filter((name) => spawnSync('which', [name]).status !== 0)
const describeHere = missing.length === 0 ? describe : describe.skip
const title = 'the services that a push changes'

describeHere(
  missing.length === 0 ? title : `NOT RUN, since ${missing.join(' and ')} cannot be found here: ${title}`,
  () => {
    const git = (...words: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', ...words], {
        cwd: join(folder, 'workspace'),
        encoding: 'utf8',
      }).trim()

    function commit(...files: readonly string[]): string {
      for (const file of files) {
        const path = join(folder, 'workspace', file)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, `${Math.random()}`)
      }
      git('add', '--all')
      git('commit', '--quiet', '--allow-empty', '--message', 'a push')
      return git('rev-parse', 'HEAD')
    }

    let first = ''
    beforeEach(() => {
      git('init', '--quiet')
      first = commit('services/core/main.py', 'services/worker/main.py', 'README.md')
    })

    /** Names of the services that are deployed after a push from one commit to another. */
    function changed(before: string | null, sha: string): readonly string[] {
      const contexts = { github: { event: { before } } }
      const { status, outputs } = started('deploy-monorepo.yml', 'Which services this push changes', contexts, {
        GITHUB_SHA: sha,
      })
      expect(status).toBe(0)
      const services: readonly { readonly name: string }[] = JSON.parse(outputs['services'] ?? '')
      return services.map(({ name }) => name)
    }

    const core = 'agricultural-core'
    const worker = 'agricultural-worker'

    it('are those whose folders it touches', () => {
      expect(changed(first, commit('services/core/main.py'))).toEqual([core])
    })

    it('are all that share what it touches', () => {
      expect(changed(first, commit('shared/dates.py'))).toEqual([core, worker])
    })

    it('are none where it touches nothing of theirs', () => {
      expect(changed(first, commit('README.md', 'services/core-tools/main.py'))).toEqual([])
    })

    it('are those of every commit in the push', () => {
      commit('services/worker/main.py')
      expect(changed(first, commit('README.md'))).toEqual([worker])
    })

    it('are told whatever the name of a file', () => {
      expect(changed(first, commit('services/worker/"ünïcode"\n.py'))).toEqual([worker])
    })

    it.each([
      ['the workflow is started by hand', null],
      ['the branch is new', '0'.repeat(40)],
      ['the branch was rewritten', 'f'.repeat(40)],
    ])('are all where %s', (_, before) => {
      expect(changed(before, commit('README.md'))).toEqual([core, worker])
    })

    it('come with all that the deploy job reads of them', () => {
      const { outputs } = started(
        'deploy-monorepo.yml',
        'Which services this push changes',
        { github: { event: { before: null } } },
        { GITHUB_SHA: first },
      )
      expect(JSON.parse(outputs['services'] ?? '')).toEqual(
        JSON.parse(String(workflowIn('deploy-monorepo.yml').env['SERVICES'])),
      )
    })
  },
)

describe('the issue about the drift', () => {
  const open = 'Open the issue, or bring it up to date'
  const outputs = {
    cause: 'not-deployed',
    commit: SHA,
    'live-commit': '1b7c0de48a93f2560d71be84c3f9025a6e8d4b17',
    'drift-commits': '2',
    'drift-seconds': '7200',
  }
  const contexts = (more: Readonly<Record<string, string>> = {}): Contexts => ({
    github: { token: 'a token', repository: 'ava-olo/agricultural-core' },
    steps: { audit: { outputs: { ...outputs, ...more } } },
  })
  /** GitHub's own program, in a repository with these open issues under the label. */
  const withIssues = (...numbers: readonly number[]): void => {
    writeFileSync(join(folder, 'issues'), numbers.map((one) => `${one}\n`).join(''))
    program('gh', `if [ "$1 $2" = 'issue list' ]; then cat "${folder}/issues"; fi`)
  }
  const done = (): readonly string[] => callsOf('gh').map((call) => call.split(' ').slice(0, 3).join(' '))

  it('is opened where there is none', () => {
    withIssues()
    expect(started('audit.yml', open, contexts()).status).toBe(0)
    expect(done()).toEqual(['label create ecs-drift', 'issue list --label', 'issue create --title'])
    const body = readFileSync(join(folder, 'issue.md'), 'utf8')
    expect(body).toContain(`| should be live | ${SHA} |`)
    expect(body).toContain('| is live | 1b7c0de48a93f2560d71be84c3f9025a6e8d4b17 |')
    expect(body).toContain('| commits behind | 2 |')
    expect(body).toContain('| cause | `not-deployed` |')
    expect(body).toContain('(https://github.com/ava-olo/agricultural-core/actions/runs/8817)')
  })

  it('is brought up to date where there is one, and no second one is opened', () => {
    withIssues(7)
    expect(started('audit.yml', open, contexts()).status).toBe(0)
    expect(done()).toEqual(['label create ecs-drift', 'issue list --label', 'issue edit 7'])
  })

  it('waits while the newest commits may still be on their way', () => {
    withIssues()
    expect(started('audit.yml', open, contexts({ 'drift-seconds': '3599' })).status).toBe(0)
    expect(callsOf('gh')).toEqual([])
    expect(started('audit.yml', open, contexts({ 'drift-seconds': '3600' })).status).toBe(0)
    expect(done()).toContain('issue create --title')
  })

  it('is opened although nobody knows how far production is behind', () => {
    withIssues()
    const unknown = { 'live-commit': '', 'drift-commits': '', 'drift-seconds': '' }
    expect(started('audit.yml', open, contexts(unknown)).status).toBe(0)
    expect(done()).toContain('issue create --title')
    expect(readFileSync(join(folder, 'issue.md'), 'utf8')).toContain('| is live | not known |')
  })

  it('holds text, whatever an output says', () => {
    withIssues()
    const { status } = started(
      'audit.yml',
      open,
      contexts({ cause: '$(touch pwned)`touch pwned`', commit: '"; touch pwned; "' }),
    )
    expect(status).toBe(0)
    expect(existsSync(join(folder, 'workspace', 'pwned'))).toBe(false)
    expect(readFileSync(join(folder, 'issue.md'), 'utf8')).toContain('$(touch pwned)')
  })

  it('fails where GitHub refuses', () => {
    program('gh', 'exit 1')
    expect(started('audit.yml', open, contexts()).status).toBe(1)
  })

  it('is closed where production is right, however many there are', () => {
    withIssues(7, 9)
    expect(started('audit.yml', 'Close the issue', contexts()).status).toBe(0)
    expect(done()).toEqual(['issue list --label', 'issue close 7', 'issue close 9'])
  })

  it('is looked for and nothing else happens where there is none to close', () => {
    withIssues()
    expect(started('audit.yml', 'Close the issue', contexts()).status).toBe(0)
    expect(done()).toEqual(['issue list --label'])
  })
})

describe('every script of the examples', () => {
  it('is run by a test', () => {
    const names = EXAMPLES.flatMap((file) => stepsIn(workflowIn(file)))
      .filter(({ run }) => run !== undefined)
      .map(({ name = '' }) => name)
    expect([...new Set(names)].toSorted()).toEqual([
      'Close the issue',
      'Look for an image of this commit',
      'Open the issue, or bring it up to date',
      'Which services this push changes',
      'Write the AppSpec',
    ])
  })
})
