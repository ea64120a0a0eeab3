import { describe, expect, it } from '@jest/globals'
import type { GitConfiguration } from '@aws-sdk/client-codepipeline'

import { AwsFailure } from '../../src/aws/failure.ts'
import { TRANSITION_MARK } from '../../src/guard/pipeline/transition.ts'
import type { Look } from '../../src/guard/trigger.ts'
import type { Trigger } from '../../src/model.ts'
import { wordsOf } from './asking.ts'
import { REGION } from './codebuild-in-memory.ts'
import {
  ACCOUNT,
  CodePipelineInMemory,
  SHOP,
  building,
  codepipelineFailure,
  pipelineOf,
  shipping,
  source,
  stageOf,
} from './codepipeline-in-memory.ts'
import type { PipelineMethod } from './codepipeline-in-memory.ts'
import { disable, find, restore } from './pipeline-asking.ts'

const OTHER = 'eu-west-1'
const ARN = `arn:aws:codepipeline:${REGION}:${ACCOUNT}:ship`
const WAITS = { pipelineExecutionId: 'e-1', status: 'InProgress' } as const

function shipWith(...names: string[]): CodePipelineInMemory {
  return new CodePipelineInMemory(
    pipelineOf('ship', [source(), ...names.map((name) => stageOf(name, building('app')))]),
  )
}

function deny(world: CodePipelineInMemory, method: PipelineMethod, times = Infinity): void {
  let left = times
  world.before = (call) => {
    if (call.method !== method || left === 0) return
    left -= 1
    throw codepipelineFailure('denied', `${method.charAt(0).toUpperCase()}${method.slice(1)}`, 'AccessDeniedException')
  }
}

describe('the mark', () => {
  it('is a reason that AWS takes, and tells who did it and what to do', () => {
    expect(TRANSITION_MARK).toMatch(/^[a-zA-Z0-9!@ ().*?-]{1,300}$/)
    expect(TRANSITION_MARK).toContain('ecs-deploy-verifier')
    expect(TRANSITION_MARK).toContain('restore')
  })
})

describe('find', () => {
  it('names each stage with the project and says whether it can be reached', async () => {
    const world = shipWith('Build', 'Gate', 'Out')
    world.close('ship', 'Gate', TRANSITION_MARK)
    world.close('ship', 'Out', 'release freeze')
    const { triggers, problems } = await find(world)
    expect(triggers).toMatchObject([
      { kind: 'pipeline', project: 'app', name: 'ship/Build', state: 'live', change: 'none' },
      { name: 'ship/Gate', state: 'disabled', undo: expect.stringContaining('enable-stage-transition') },
      { name: 'ship/Out', state: 'harmless', detail: expect.stringContaining('release freeze') },
    ])
    expect(problems).toEqual([])
    expect(world.writes).toBe(0)
  })

  it('says of a stage whose project is a variable that an execution may run another', async () => {
    const vary = pipelineOf('vary', [
      source(),
      stageOf('Build', building('#{variables.P}')),
      stageOf('Out', building('#{variables.P}'), building('app')),
    ])
    const looking = { namesFromBuilds: async () => ['vary'] }
    const world = new CodePipelineInMemory(vary)
    const [build, out] = (await find(world, looking)).triggers
    expect(build).toMatchObject({ name: 'vary/Build', state: 'live' })
    expect(build?.detail).toContain(
      'Stage Build runs app; the transition into it is enabled. ' +
        'Which project it runs is a variable (#{variables.P}), so an execution may run another. ',
    )
    expect(out?.detail).not.toContain('variable')
    const byDefault = pipelineOf('vary', [source(), stageOf('Build', building('#{variables.P}'))], {
      variables: [{ name: 'P', defaultValue: 'app' }],
    })
    const [usual] = (await find(new CodePipelineInMemory(byDefault))).triggers
    expect(usual?.detail).toContain('Which project it runs is a variable (#{variables.P})')
    const beside = pipelineOf('vary', [source(), stageOf('Build', building('web'), building('#{variables.P}'))])
    const [both] = (await find(new CodePipelineInMemory(beside), looking)).triggers
    expect(both?.detail).toContain('Which project it runs is a variable (#{variables.P})')
    await disable(world, looking)
    expect((await find(world, looking)).triggers).toMatchObject([{ state: 'disabled' }, { state: 'disabled' }])
    await restore(world, looking)
    expect((await find(world, looking)).triggers).toMatchObject([{ state: 'live' }, { state: 'live' }])
  })

  it.each([undefined, {}])('counts a later stage as live where its transition is told as %j', async (transition) => {
    const world = shipWith('Build')
    world.record('ship').stages.set('Build', { waiting: [], ...(transition === undefined ? {} : { transition }) })
    expect((await find(world)).triggers).toMatchObject([{ state: 'live' }])
  })

  it('finds nothing where no pipeline runs the project', async () => {
    expect(await find(new CodePipelineInMemory(shipping('ship', 'web')))).toEqual({ triggers: [], problems: [] })
  })

  it('tells what is inside the stage and what waits before it', async () => {
    const world = shipWith('Build')
    world.stage('ship', 'Build').latest = { pipelineExecutionId: 'e-7', status: 'InProgress' }
    world.stage('ship', 'Build').waiting = [WAITS]
    const [trigger] = (await find(world)).triggers
    expect(trigger?.detail).toContain('Pipeline execution e-7 is inside the stage now.')
    expect(trigger?.detail).toContain('Pipeline execution e-1 waits before the stage.')
    world.stage('ship', 'Build').latest = { pipelineExecutionId: 'e-7', status: 'Succeeded' }
    expect((await find(world)).triggers[0]?.detail).not.toContain('e-7')
  })

  const on = (git: Omit<GitConfiguration, 'sourceActionName'>) => ({
    triggers: [
      { providerType: 'CodeStarSourceConnection' as const, gitConfiguration: { sourceActionName: 'Checkout', ...git } },
    ],
  })
  const token = { OAuthToken: 'SECRET-TOKEN' }
  const github = { Owner: 'acme', Repo: 'shop', Branch: 'main', ...token }
  const starts: readonly (readonly [string, ReturnType<typeof pipelineOf>])[] = [
    ['A push to main of acme/shop starts the pipeline.', pipelineOf('ship', [source()])],
    ['DetectChanges is false', pipelineOf('ship', [source({ ...SHOP, DetectChanges: 'false' })])],
    [
      'A push to branches main, rel/* and branches other than rel/old in acme/shop starts the pipeline.',
      pipelineOf(
        'ship',
        [source()],
        on({ push: [{ branches: { includes: ['main', 'rel/*'], excludes: ['rel/old'] } }] }),
      ),
    ],
    ['A push to tags v* in acme/shop', pipelineOf('ship', [source()], on({ push: [{ tags: { includes: ['v*'] } }] }))],
    [
      'A pull request (open, updated) to branches main in acme/shop',
      pipelineOf(
        'ship',
        [source()],
        on({ pullRequest: [{ events: ['OPEN', 'UPDATED'], branches: { includes: ['main'] } }] }),
      ),
    ],
    ['main of acme/shop starts the pipeline (it polls)', pipelineOf('ship', [source(github, 'GitHub')])],
    [
      'A change of dev of CodeCommit repository shop starts the pipeline where an EventBridge rule says so.',
      pipelineOf('ship', [
        source({ RepositoryName: 'shop', BranchName: 'dev', PollForSourceChanges: 'false' }, 'CodeCommit'),
      ]),
    ],
    ['A change of s3://drop/in.zip', pipelineOf('ship', [source({ S3Bucket: 'drop', S3ObjectKey: 'in.zip' }, 'S3')])],
    ['ECR repository base:1', pipelineOf('ship', [source({ RepositoryName: 'base', ImageTag: '1' }, 'ECR')])],
    ['Its source is Checkout (Unheard)', pipelineOf('ship', [source({}, 'Unheard')])],
  ]
  it.each(starts)('tells what starts the pipeline: %s', async (text, { stages = [], ...rest }) => {
    const world = new CodePipelineInMemory({ ...rest, stages: [...stages, stageOf('Build', building('app'))] })
    const [trigger] = (await find(world)).triggers
    expect(trigger?.detail).toContain(text)
    expect(trigger?.detail).not.toContain('SECRET-TOKEN')
  })

  it('is unknown as a whole where pipelines may not be listed, naming the action', async () => {
    const world = shipWith('Build')
    deny(world, 'listPipelines')
    const { triggers, problems } = await find(world)
    expect(triggers).toMatchObject([{ name: 'pipelines of app', state: 'unknown' }])
    expect(problems).toMatchObject([
      {
        blocking: true,
        action: 'codepipeline:ListPipelines',
        resource: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:*`,
      },
    ])
  })

  it('shows what it found next to what it may not read, and one problem for one refused action', async () => {
    const world = shipWith('Build')
    world.add(shipping('a'))
    world.add(shipping('b'))
    world.before = ({ method, input }) => {
      if (method === 'getPipeline' && input['name'] !== 'ship')
        throw codepipelineFailure('denied', 'GetPipeline', 'AccessDeniedException', String(input['name']))
    }
    const { triggers, problems } = await find(world)
    expect(triggers).toMatchObject([
      { name: 'ship/Build', state: 'live' },
      { name: 'pipelines of app', state: 'unknown' },
    ])
    const resource = `arn:aws:codepipeline:${REGION}:${ACCOUNT}:*`
    expect(problems).toMatchObject([{ blocking: true, action: 'codepipeline:GetPipeline', resource }])
    expect(problems[0]?.message).toContain(`Whether 2 pipelines run app could not be read`)
  })

  it('is unknown for a pipeline whose state may not be read', async () => {
    const world = shipWith('Build', 'Out')
    deny(world, 'getPipelineState')
    const { triggers, problems } = await find(world)
    expect(triggers.map(({ name, state }) => [name, state])).toEqual([
      ['ship/Build', 'unknown'],
      ['ship/Out', 'unknown'],
    ])
    expect(problems).toMatchObject([{ blocking: true, action: 'codepipeline:GetPipelineState', resource: ARN }])
  })

  it('says that a throttled call may pass', async () => {
    const world = shipWith('Build')
    world.before = ({ method }) => {
      if (method === 'getPipelineState') throw codepipelineFailure('retry', 'GetPipelineState', 'ThrottlingException')
    }
    expect((await find(world)).problems).toMatchObject([{ passing: true, blocking: true }])
  })

  it('leaves out a pipeline that was deleted meanwhile', async () => {
    const world = shipWith('Build')
    world.before = ({ method, region }) => {
      if (method === 'getPipelineState') world.regions.get(region)?.delete('ship')
    }
    expect(await find(world)).toEqual({ triggers: [], problems: [] })
  })

  it('tells, without blocking, of a pipeline that builds name and that is nowhere to be found', async () => {
    const world = new CodePipelineInMemory()
    const namesFromBuilds = async (): Promise<readonly string[]> => ['old']
    const sure = await find(world, { namesFromBuilds })
    expect(sure.triggers).toEqual([])
    expect(sure.problems).toMatchObject([{ blocking: false, message: expect.stringContaining('another account') }])
    world.closed.set('me-south-1', codepipelineFailure('credentials', 'GetPipeline', 'UnrecognizedClientException'))
    expect((await find(world, { namesFromBuilds })).problems).toMatchObject([
      { blocking: false, message: expect.stringContaining('me-south-1: UnrecognizedClientException') },
    ])
  })

  it('goes on where the names of the builds cannot be had', async () => {
    const namesFromBuilds = async (): Promise<readonly string[]> => {
      throw codepipelineFailure('denied', 'ListBuildsForProject', 'AccessDeniedException')
    }
    const { triggers, problems } = await find(shipWith('Build'), { namesFromBuilds })
    expect(triggers).toHaveLength(1)
    expect(problems).toMatchObject([{ blocking: false }])
  })
})

describe('disable', () => {
  it('closes the way into every stage with the project, with the mark as the reason, and reads it back', async () => {
    const world = shipWith('Build', 'Out')
    const { triggers, problems } = await disable(world)
    expect(triggers).toMatchObject([
      { name: 'ship/Build', state: 'disabled', change: 'disabled' },
      { name: 'ship/Out', state: 'disabled', change: 'disabled' },
    ])
    expect(problems).toEqual([])
    expect(world.calls.find(({ method }) => method === 'disableStageTransition')?.input).toEqual({
      pipelineName: 'ship',
      stageName: 'Build',
      transitionType: 'Inbound',
      reason: TRANSITION_MARK,
    })
    expect(world.calls.at(-1)?.method).toBe('getPipelineState')
  })

  it('gives the command that undoes it', async () => {
    const [trigger] = (await disable(shipWith("Bu'ild"))).triggers
    expect(wordsOf(trigger?.undo)).toEqual([
      'aws',
      'codepipeline',
      'enable-stage-transition',
      '--region',
      REGION,
      '--pipeline-name=ship',
      "--stage-name=Bu'ild",
      '--transition-type',
      'Inbound',
    ])
  })

  it('writes nothing the second time, nor where its owner has closed it', async () => {
    const world = shipWith('Build', 'Out')
    world.close('ship', 'Out', 'release freeze')
    await disable(world)
    expect(world.writes).toBe(1)
    const { triggers } = await disable(world)
    expect(world.writes).toBe(1)
    expect(triggers.map(({ state, change }) => [state, change])).toEqual([
      ['disabled', 'none'],
      ['harmless', 'none'],
    ])
    expect(world.stage('ship', 'Out').transition?.disabledReason).toBe('release freeze')
  })

  it("leaves its owner's reason where the owner closes it in the last moment", async () => {
    const world = shipWith('Build')
    world.before = ({ method }) => {
      if (method === 'getPipelineState' && world.count('getPipelineState') === 2) world.close('ship', 'Build', 'mine')
    }
    expect((await disable(world)).triggers).toMatchObject([{ state: 'harmless', change: 'none' }])
    expect(world.writes).toBe(0)
  })

  it('cannot close the first stage, and says what to do', async () => {
    const world = new CodePipelineInMemory(pipelineOf('ship', [stageOf('Start', building('app')), stageOf('Rest')]))
    const { triggers, problems } = await disable(world)
    expect(triggers).toMatchObject([{ name: 'ship/Start', state: 'live', change: 'none' }])
    expect(problems).toMatchObject([{ blocking: true, message: expect.stringContaining('move the action') }])
    expect(world.writes).toBe(0)
  })

  it('works in another region with the names of that region', async () => {
    const world = new CodePipelineInMemory()
    world.add(pipelineOf('far', [source(), stageOf('Build', building('app', { region: REGION }))]), OTHER)
    const { triggers } = await disable(world, { namesFromBuilds: async () => ['far'] })
    expect(triggers).toMatchObject([{ name: `far/Build (${OTHER})`, state: 'disabled', change: 'disabled' }])
    expect(wordsOf(triggers[0]?.undo)).toContain(OTHER)
    expect(world.stage('far', 'Build', OTHER).transition?.disabledReason).toBe(TRANSITION_MARK)
  })

  it('does not end the run where another region accepts the credentials no longer', async () => {
    const world = new CodePipelineInMemory()
    world.add(pipelineOf('far', [source(), stageOf('Build', building('app', { region: REGION }))]), OTHER)
    world.before = ({ method }) => {
      if (method === 'disableStageTransition')
        throw codepipelineFailure('credentials', 'DisableStageTransition', 'UnrecognizedClientException')
    }
    const { triggers, problems } = await disable(world, { namesFromBuilds: async () => ['far'] })
    expect(triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(problems).toMatchObject([{ blocking: true }])
  })

  it('names what is missing where the write is denied, and closes the other stages all the same', async () => {
    const world = shipWith('Build', 'Out')
    deny(world, 'disableStageTransition', 1)
    const { triggers, problems } = await disable(world)
    expect(triggers).toMatchObject([
      { name: 'ship/Build', state: 'live', change: 'refused' },
      { name: 'ship/Out', state: 'disabled', change: 'disabled' },
    ])
    expect(problems).toMatchObject([
      { blocking: true, action: 'codepipeline:DisableStageTransition', resource: `${ARN}/Build` },
    ])
  })

  it('says that a parallel pipeline may not be closable, where AWS turns it down', async () => {
    const world = new CodePipelineInMemory({ ...shipping(), executionMode: 'PARALLEL' })
    world.before = ({ method }) => {
      if (method === 'disableStageTransition')
        throw codepipelineFailure('rejected', 'DisableStageTransition', 'ValidationException')
    }
    const { triggers, problems } = await disable(world)
    expect(triggers).toMatchObject([{ state: 'live', change: 'refused' }])
    expect(problems).toMatchObject([{ blocking: true, message: expect.stringContaining('QUEUED or SUPERSEDED') }])
  })

  it('waits for a change that is read back late', async () => {
    const world = shipWith('Build')
    world.staleReads = 2
    expect((await disable(world)).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(world.writes).toBe(1)
  })

  it('tries once more where somebody opens it at once, and says so where that happens again', async () => {
    const world = shipWith('Build')
    let opened = 0
    world.afterWrite = (stage) => {
      opened += 1
      if (opened === 1) stage.transition = { enabled: true }
    }
    expect((await disable(world)).triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(world.writes).toBe(2)

    const contested = shipWith('Build')
    contested.afterWrite = (stage) => {
      stage.transition = { enabled: true }
    }
    const { triggers, problems } = await disable(contested)
    expect(triggers).toMatchObject([{ state: 'live' }])
    expect(problems).toMatchObject([{ blocking: true, message: expect.stringContaining('something else') }])
  })

  it('counts a write whose answer was lost as done where it is read back', async () => {
    const world = shipWith('Build')
    world.afterWrite = () => {
      throw codepipelineFailure('retry', 'DisableStageTransition', 'TimedOut')
    }
    const { triggers, problems } = await disable(world)
    expect(triggers).toMatchObject([{ state: 'disabled', change: 'disabled' }])
    expect(problems).toEqual([])
  })

  it('is unknown where it cannot be read back', async () => {
    const world = shipWith('Build')
    world.afterWrite = () => deny(world, 'getPipelineState')
    const { triggers, problems } = await disable(world)
    expect(triggers).toMatchObject([
      { state: 'unknown', change: 'disabled', undo: expect.stringContaining('enable-stage-transition') },
    ])
    expect(problems).toMatchObject([{ blocking: true, action: 'codepipeline:GetPipelineState', resource: ARN }])
  })

  it('says so where the pipeline is deleted meanwhile', async () => {
    const world = shipWith('Build')
    world.afterWrite = () => {
      world.regions.get(REGION)?.delete('ship')
    }
    expect(await disable(world)).toMatchObject({ triggers: [{ state: 'harmless', change: 'disabled' }], problems: [] })
  })

  it('names each stage before it is written', async () => {
    const world = shipWith('Build', 'Out')
    const told: Trigger[] = []
    const writes: number[] = []
    await disable(world, {
      about: (trigger) => {
        told.push(trigger)
        writes.push(world.writes)
      },
    })
    expect(writes).toEqual([0, 1])
    expect(told).toMatchObject([
      { name: 'ship/Build', state: 'unknown', change: 'disabled', undo: expect.stringContaining('Build') },
      { name: 'ship/Out' },
    ])
  })

  it.each(['getPipelineState', 'disableStageTransition'] as const)(
    'lets credentials that fail at %s end the run',
    async (method) => {
      const world = shipWith('Build')
      const expired = codepipelineFailure('credentials', method, 'ExpiredTokenException')
      world.before = (call) => {
        if (call.method === method) throw expired
      }
      await expect(disable(world)).rejects.toBe(expired)
    },
  )
})

describe('restore', () => {
  it('opens exactly what carries the mark, the last stage first', async () => {
    const world = shipWith('Build', 'Gate', 'Out')
    world.close('ship', 'Gate', 'release freeze')
    const before = world.transitions()
    await disable(world)
    const { triggers, problems } = await restore(world)
    expect(world.transitions()).toEqual(before)
    expect(triggers).toMatchObject([
      { name: 'ship/Build', state: 'live', change: 'restored' },
      { name: 'ship/Gate', state: 'harmless', change: 'none' },
      { name: 'ship/Out', state: 'live', change: 'restored' },
    ])
    const opened = world.calls.filter(({ method }) => method === 'enableStageTransition')
    expect(opened.map(({ input }) => input['stageName'])).toEqual(['Out', 'Build'])
    expect(wordsOf(triggers[2]?.undo)).toEqual(
      expect.arrayContaining(['disable-stage-transition', '--stage-name=Out', TRANSITION_MARK]),
    )
    expect(problems).toEqual([])
    const { writes } = world
    await restore(world)
    expect(world.writes).toBe(writes)
  })

  it('leaves a stage closed before which an execution waits, and says how to let it run', async () => {
    const world = shipWith('Build')
    await disable(world)
    world.stage('ship', 'Build').waiting = [WAITS, { ...WAITS, pipelineExecutionId: 'e-2' }]
    const { triggers, problems } = await restore(world)
    expect(triggers).toMatchObject([{ state: 'disabled', change: 'none' }])
    expect(problems).toMatchObject([{ blocking: false }])
    for (const word of ['e-1', 'e-2', 'force-restore', 'aws codepipeline enable-stage-transition'])
      expect(problems[0]?.message).toContain(word)
    expect(world.released).toEqual([])
  })

  it('opens it with force-restore', async () => {
    const world = shipWith('Build')
    await disable(world)
    world.stage('ship', 'Build').waiting = [WAITS]
    expect((await restore(world, { forceRestore: true })).triggers).toMatchObject([
      { state: 'live', change: 'restored' },
    ])
    expect(world.released).toEqual(['e-1'])
  })

  it('does not open it where an execution comes to wait in the last moment', async () => {
    const world = shipWith('Build')
    await disable(world)
    const reads = world.count('getPipelineState')
    world.before = () => {
      if (world.count('getPipelineState') === reads + 2) world.stage('ship', 'Build').waiting = [WAITS]
    }
    const { triggers, problems } = await restore(world)
    expect(triggers).toMatchObject([{ state: 'disabled', change: 'none' }])
    expect(problems).toMatchObject([{ blocking: false, message: expect.stringContaining('e-1') }])
    expect(world.released).toEqual([])
  })

  it('leaves a reason that only looks like the mark, and says so', async () => {
    const world = shipWith('Build')
    world.close('ship', 'Build', `${TRANSITION_MARK} Keep until May.`)
    const { triggers, problems } = await restore(world)
    expect(triggers).toMatchObject([{ state: 'harmless', change: 'none' }])
    expect(problems).toMatchObject([{ blocking: false, message: expect.stringContaining('altered') }])
    expect(world.writes).toBe(0)
  })

  it.each(['listPipelines', 'getPipeline', 'getPipelineState', 'enableStageTransition'] as const)(
    'never blocks where %s is denied',
    async (method) => {
      const world = shipWith('Build')
      await disable(world)
      deny(world, method)
      const { problems } = await restore(world)
      const action = `codepipeline:${method.charAt(0).toUpperCase()}${method.slice(1)}`
      expect(problems).toMatchObject([{ blocking: false, action }])
    },
  )
})

describe('a pipeline that a build names and that no region shows', () => {
  const namesFromBuilds = async (): Promise<readonly string[]> => ['far']

  const told = async (failure?: AwsFailure): Promise<Look> => {
    const made = new CodePipelineInMemory()
    if (failure !== undefined) made.closed.set('us-west-2', failure)
    return find(made, { namesFromBuilds })
  }

  it('was deleted or is another account’s where every region answered, and does not block', async () => {
    expect((await told()).problems).toMatchObject([
      { blocking: false, message: expect.stringContaining('was deleted') },
    ])
  })

  it.each([
    ['credentials', 'UnrecognizedClientException', 'The security token included in the request is invalid.'],
    ['denied', 'AccessDeniedException', 'with an explicit deny in a service control policy'],
    ['retry', 'ENOTFOUND', 'getaddrinfo ENOTFOUND codepipeline.us-west-2.amazonaws.com'],
  ] as const)('cannot be in a region that answers %s (%s)', async (kind, code, message) => {
    const failure = new AwsFailure(kind, 'codepipeline:GetPipeline', code, message)
    expect((await told(failure)).problems).toMatchObject([{ blocking: false }])
  })

  it('may be in a region that refuses to tell, which blocks and names the action', async () => {
    const failure = new AwsFailure('denied', 'codepipeline:GetPipeline', 'AccessDeniedException', 'is not authorized')
    expect((await told(failure)).problems).toMatchObject([
      {
        blocking: true,
        action: 'codepipeline:GetPipeline',
        resource: expect.stringMatching(/^arn:aws:codepipeline:\*:\d+:far$/),
      },
    ])
  })
})
