import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import { describe, expect, it } from '@jest/globals'

import { AwsFailure } from '../../src/aws/failure.ts'
import { createPipelineFinder } from '../../src/guard/pipeline/finder.ts'
import { TRANSITION_MARK } from '../../src/guard/pipeline/transition.ts'
import { REGION, arnOf, projectWith, virtualClock } from './codebuild-in-memory.ts'
import {
  ACCOUNT,
  CodePipelineInMemory,
  building,
  codepipelineFailure,
  pipelineOf,
  shipping,
  source,
  stageOf,
} from './codepipeline-in-memory.ts'
import { APP, finderOf } from './pipeline-asking.ts'

const OTHER = 'eu-west-1'

function arn(pipeline: string, region = REGION): string {
  return `arn:aws:codepipeline:${region}:${ACCOUNT}:${pipeline}`
}

async function namesOf(world: CodePipelineInMemory, project = APP): Promise<readonly string[]> {
  return (await finderOf(world).runsOf(project)).runs.map(({ name }) => name)
}

describe('runsOf', () => {
  it('finds the stages that run the project, in order, whatever the category of the action', async () => {
    const test = building('app', {
      actionTypeId: { category: 'Test', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    })
    const deploy = building('app', {
      actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    })
    const stages = [
      source(),
      stageOf('Unit', building('lint'), test),
      stageOf('Gate', building('lint')),
      stageOf('Out', deploy),
    ]
    const { runs, failures } = await finderOf(new CodePipelineInMemory(pipelineOf('ship', stages))).runsOf(APP)
    expect(runs).toMatchObject([{ name: 'ship', region: REGION, arn: arn('ship'), stages: ['Unit', 'Out'] }])
    expect(failures).toEqual([])
  })

  const others = [
    ['another project', building('app2')],
    ['the same name in another region', building('app', { region: OTHER })],
    ['the same name in the account of another role', building('app', { roleArn: 'arn:aws:iam::999999999999:role/x' })],
    [
      'commands of its own',
      building('app', { actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' } }),
    ],
    [
      'an image build of its own',
      building('app', {
        actionTypeId: { category: 'Build', owner: 'AWS', provider: 'ECRBuildAndPublish', version: '1' },
      }),
    ],
  ] as const
  it.each(others)('does not take %s for it', async (_, action) => {
    expect(await namesOf(new CodePipelineInMemory(pipelineOf('ship', [source(), stageOf('Build', action)])))).toEqual(
      [],
    )
  })

  it.each([
    ['by its ARN', building(arnOf('app'))],
    ['in its region by name', building('app', { region: REGION })],
    ['with a role of its own account', building('app', { roleArn: `arn:aws:iam::${ACCOUNT}:role/x` })],
  ])('finds an action that names the project %s', async (_, action) => {
    expect(await namesOf(new CodePipelineInMemory(pipelineOf('ship', [source(), stageOf('Build', action)])))).toEqual([
      'ship',
    ])
  })

  const untold = [
    ['the provider of an action', building('app', { actionTypeId: undefined })],
    ['the project of a CodeBuild action', building('app', { configuration: {} })],
    ['the configuration of a CodeBuild action', building('app', { configuration: undefined })],
  ] as const
  it.each(untold)('does not take a pipeline for harmless whose answer lacks %s', async (_, action) => {
    const world = new CodePipelineInMemory(pipelineOf('ship', [source(), stageOf('Build', action)]))
    const { runs, failures } = await finderOf(world).runsOf(APP)
    expect(runs).toEqual([])
    expect(failures).toMatchObject([{ kind: 'retry', action: 'codepipeline:GetPipeline', resource: arn('ship') }])
  })

  it("finds the project in a stage condition's rule", async () => {
    const rule = {
      name: 'Smoke',
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      configuration: { ProjectName: 'app' },
    } as const
    const guarded = { ...stageOf('Out', building('other')), beforeEntry: { conditions: [{ rules: [rule] }] } }
    const { runs } = await finderOf(new CodePipelineInMemory(pipelineOf('ship', [source(), guarded]))).runsOf(APP)
    expect(runs).toMatchObject([{ stages: ['Out'] }])
  })

  it('reads all pages', async () => {
    const world = new CodePipelineInMemory(...Array.from({ length: 7 }, (_, at) => shipping(`ship${at}`)))
    world.pageSize = 3
    expect(await namesOf(world)).toHaveLength(7)
    expect(world.count('listPipelines')).toBe(3)
  })

  it('ends at a page token that repeats, and says that the list is not complete', async () => {
    const world = new CodePipelineInMemory(shipping())
    const api = {
      ...world.api(REGION),
      listPipelines: async () => ({ $metadata: {}, pipelines: [{ name: 'ship' }], nextToken: 'again' }),
    }
    world.api = () => api
    const { runs, failures } = await finderOf(world).runsOf(APP)
    expect(runs).toHaveLength(1)
    expect(failures).toMatchObject([{ action: 'codepipeline:ListPipelines' }])
  })

  it('reads every pipeline once for all projects and kinds', async () => {
    const world = new CodePipelineInMemory(shipping('one', 'app'), shipping('two', 'web'))
    const finder = finderOf(world)
    const answers = await Promise.all([finder.runsOf(APP), finder.runsOf(projectWith('web')), finder.runsOf(APP)])
    expect(answers.map(({ runs }) => runs[0]?.name)).toEqual(['one', 'two', 'one'])
    expect(world.count('listPipelines')).toBe(1)
    expect(world.count('getPipeline')).toBe(2)
  })

  it('reads in a later look only the definitions that have changed since', async () => {
    const world = new CodePipelineInMemory(shipping('one'), shipping('two', 'web'))
    const remembered = new Map()
    await finderOf(world, { remembered }).runsOf(APP)
    world.redefine('two', [source(), stageOf('Build', building('app'))])
    const { runs } = await finderOf(world, { remembered }).runsOf(APP)
    expect(runs.map(({ name }) => name)).toEqual(['one', 'two'])
    expect(world.calls.filter(({ method }) => method === 'getPipeline').map(({ input }) => input['name'])).toEqual([
      'one',
      'two',
      'two',
    ])
  })

  it('skips a pipeline that was deleted since it was listed', async () => {
    const world = new CodePipelineInMemory(shipping('gone'), shipping('ship'))
    world.before = ({ method, region }) => {
      if (method === 'getPipeline') world.regions.get(region)?.delete('gone')
    }
    const { runs, failures } = await finderOf(world).runsOf(APP)
    expect(runs.map(({ name }) => name)).toEqual(['ship'])
    expect(failures).toEqual([])
  })

  it('goes on where one pipeline may not be read, and names it by its ARN', async () => {
    const world = new CodePipelineInMemory(shipping('secret'), shipping('ship'))
    world.before = ({ method, input }) => {
      if (method === 'getPipeline' && input['name'] === 'secret')
        throw codepipelineFailure('denied', 'GetPipeline', 'AccessDeniedException', 'secret')
    }
    const { runs, failures } = await finderOf(world).runsOf(APP)
    expect(runs.map(({ name }) => name)).toEqual(['ship'])
    expect(failures).toMatchObject([{ kind: 'denied', action: 'codepipeline:GetPipeline', resource: arn('secret') }])
  })

  it.each([
    ['no list', { listPipelines: async () => ({ $metadata: {} }) }],
    ['no pipeline', { getPipeline: async () => ({ $metadata: {} }) }],
    ['no stage', { getPipeline: async () => ({ $metadata: {}, pipeline: { ...shipping(), stages: [] } }) }],
  ])('never takes an answer with %s for one that shows nothing', async (_, part) => {
    const world = new CodePipelineInMemory(shipping())
    const api = { ...world.api(REGION), ...part }
    world.api = () => api
    const { failures } = await finderOf(world).runsOf(APP)
    expect(failures).toMatchObject([{ kind: 'retry' }])
  })

  it.each(['listPipelines', 'getPipeline'] as const)('lets credentials that fail at %s end the run', async (method) => {
    const world = new CodePipelineInMemory(shipping())
    const expired = codepipelineFailure('credentials', method, 'ExpiredTokenException')
    world.before = (call) => {
      if (call.method === method) throw expired
    }
    await expect(finderOf(world).runsOf(APP)).rejects.toBe(expired)
  })
})

describe('a pipeline of another region that a build names', () => {
  const namesFromBuilds = async (): Promise<readonly string[]> => ['far', 'ship']

  function world(): CodePipelineInMemory {
    const made = new CodePipelineInMemory(shipping('ship'))
    made.add(pipelineOf('far', [source(), stageOf('Build', building('app', { region: REGION }))]), OTHER)
    return made
  }

  it('is found where its action runs in the region of the project', async () => {
    const { runs, failures } = await finderOf(world(), { namesFromBuilds }).runsOf(APP)
    expect(runs).toMatchObject([
      { name: 'ship', region: REGION },
      { name: 'far', region: OTHER, arn: arn('far', OTHER), stages: ['Build'] },
    ])
    expect(failures).toEqual([])
  })

  it('is not one where its action runs in its own region', async () => {
    const made = new CodePipelineInMemory()
    made.add(shipping('far'), OTHER)
    expect((await finderOf(made, { namesFromBuilds }).runsOf(APP)).runs).toEqual([])
  })

  it('is looked for only where builds name it, and in the partition of the project', async () => {
    const made = world()
    await finderOf(made).runsOf(APP)
    expect(made.calls.filter(({ region }) => region !== REGION)).toEqual([])
    await finderOf(made, { namesFromBuilds: async () => ['far'] }).runsOf(APP)
    expect(made.count('getPipeline', 'us-east-1')).toBe(1)
    expect(made.count('getPipeline', 'cn-north-1')).toBe(0)
  })

  it('is asked for in later looks only where it was', async () => {
    const made = world()
    const remembered = new Map()
    await finderOf(made, { namesFromBuilds, remembered }).runsOf(APP)
    made.calls.length = 0
    const { runs } = await finderOf(made, { namesFromBuilds, remembered }).runsOf(APP)
    expect(runs.map(({ name }) => name)).toEqual(['ship', 'far'])
    expect(made.calls.filter(({ region }) => region !== REGION)).toMatchObject([
      { region: OTHER, method: 'getPipeline' },
    ])
  })

  it.each(['credentials', 'denied', 'retry', 'rejected'] as const)(
    'leaves the others searched where one region answers with %s, and is told',
    async (kind) => {
      const made = world()
      made.closed.set('me-south-1', codepipelineFailure(kind, 'GetPipeline', 'SomeException'))
      const { runs, failures, elsewhere } = await finderOf(made, { namesFromBuilds }).runsOf(APP)
      expect(runs.map(({ name }) => name)).toEqual(['ship', 'far'])
      expect(failures).toEqual([])
      expect([...(elsewhere[0]?.failures.keys() ?? [])]).toEqual(['me-south-1'])
    },
  )

  it('stays found where its region does not answer a later look', async () => {
    const made = world()
    const remembered = new Map()
    await finderOf(made, { namesFromBuilds, remembered }).runsOf(APP)
    made.closed.set(OTHER, codepipelineFailure('retry', 'GetPipeline', 'ServiceUnavailable'))
    const { runs } = await finderOf(made, { namesFromBuilds, remembered }).runsOf(APP)
    expect(runs.map(({ name }) => name)).toEqual(['ship', 'far'])
  })

  it('is not asked for again in a region that could not be asked at all', async () => {
    const made = new CodePipelineInMemory()
    made.closed.set('me-south-1', codepipelineFailure('credentials', 'GetPipeline', 'UnrecognizedClientException'))
    const remembered = new Map()
    await finderOf(made, { namesFromBuilds, remembered }).runsOf(APP)
    await finderOf(made, { namesFromBuilds, remembered }).runsOf(APP)
    expect(made.count('getPipeline', 'me-south-1')).toBe(1)
  })

  it('is not looked for by what is no name', async () => {
    const made = new CodePipelineInMemory()
    await finderOf(made, { namesFromBuilds: async () => ['../x', 'a b', ''] }).runsOf(APP)
    expect(made.count('getPipeline')).toBe(0)
  })

  describe('and that the region of the project has, too', () => {
    const named = async (): Promise<readonly string[]> => ['twin']
    const far = pipelineOf('twin', [source(), stageOf('Build', building('app', { region: REGION }))])

    function twins(project: string, ...homes: readonly string[]): CodePipelineInMemory {
      const made = new CodePipelineInMemory(shipping('twin', project), ...homes.map((name) => shipping(name)))
      made.add(far, OTHER)
      return made
    }

    it.each([
      ['runs another project', 'web', []],
      ['runs the project', 'app', [REGION]],
    ])('is found elsewhere, too, where the one at home %s', async (_, project, home) => {
      const { runs } = await finderOf(twins(project), { namesFromBuilds: named }).runsOf(APP)
      expect(runs.map(({ name, region }) => [name, region])).toEqual([...home, OTHER].map((region) => ['twin', region]))
    })

    it('waits for no region that hangs where the one at home runs the project', async () => {
      const made = twins('app')
      made.hanging.add('me-south-1')
      const { runs, elsewhere } = await finderOf(made, { namesFromBuilds: named }).runsOf(APP)
      expect(runs).toHaveLength(2)
      expect([...(elsewhere[0]?.failures ?? [])]).toMatchObject([
        ['me-south-1', { action: 'codepipeline:GetPipeline', code: 'NoAnswerYet', kind: 'retry' }],
      ])
    })

    it.each([
      ['app', true],
      ['web', false],
    ])('is given up soon where another region does not answer, and home runs %s: %s', async (project, isBrief) => {
      const clock = virtualClock()
      const deps = { codepipeline: twins(project).api, region: REGION, remembered: new Map(), namesFromBuilds: named }
      await createPipelineFinder({ ...deps, patience: { clock, waits: [] } }).runsOf(APP)
      expect(clock.slept.includes(3_000)).toBe(isBrief)
    })

    it('is told from others at home, read and unread, that run the project or do not', async () => {
      const made = new CodePipelineInMemory(
        shipping('first', 'app'),
        shipping('twin', 'web'),
        shipping('unread', 'web'),
      )
      made.before = ({ method, input }) => {
        if (method === 'getPipeline' && JSON.stringify(input).includes('"unread"'))
          throw codepipelineFailure('denied', 'GetPipeline', 'Denied')
      }
      const { elsewhere } = await finderOf(made, { namesFromBuilds: named }).runsOf(APP)
      expect(elsewhere).toMatchObject([{ name: 'twin', atHome: 'another' }])
    })

    it('stays found where its region hangs in a later look', async () => {
      const made = twins('app')
      const remembered = new Map()
      await finderOf(made, { namesFromBuilds: named, remembered }).runsOf(APP)
      made.hanging.add(OTHER)
      const { runs } = await finderOf(made, { namesFromBuilds: named, remembered }).runsOf(APP)
      expect(runs.map(({ region }) => region)).toEqual([REGION, OTHER])
    })

    it('is looked for, too, where the one at home could not be read', async () => {
      const made = twins('app')
      made.before = ({ method, region }) => {
        if (method === 'getPipeline' && region === REGION) throw codepipelineFailure('denied', 'GetPipeline', 'Denied')
      }
      const { runs, failures, elsewhere } = await finderOf(made, { namesFromBuilds: named }).runsOf(APP)
      expect(runs.map(({ region }) => region)).toEqual([OTHER])
      expect(failures).toHaveLength(1)
      expect(elsewhere).toMatchObject([{ atHome: 'unread' }])
      made.hanging.add('me-south-1')
      const briefly = await finderOf(made, { namesFromBuilds: named }).runsOf(APP)
      expect([...(briefly.elsewhere[0]?.failures.keys() ?? [])]).toEqual(['me-south-1'])
    })
  })

  it('lets the run be aborted while it is looked for', async () => {
    const made = new CodePipelineInMemory()
    const reason = new Error('cancelled')
    made.before = ({ region }) => {
      if (region !== REGION) throw reason
    }
    await expect(finderOf(made, { namesFromBuilds }).runsOf(APP)).rejects.toBe(reason)
  })
})

describe('a project that is a variable', () => {
  const looking = async (names: readonly string[], project: string, variables: PipelineDeclaration['variables']) => {
    const stages = [source(), stageOf('Lint', building('lint')), stageOf('Build', building(project))]
    const world = new CodePipelineInMemory(pipelineOf('vary', stages, { variables }))
    return finderOf(world, { namesFromBuilds: async () => names }).runsOf(APP)
  }

  it.each([
    ['whose default is it', '#{variables.P}', [{ name: 'P', defaultValue: 'app' }]],
    [
      'whose default makes it up',
      'a#{variables.P}#{variables.Q-1}',
      [
        { name: 'P', defaultValue: 'p' },
        { name: 'Q-1', defaultValue: 'p' },
      ],
    ],
    ['whose default is its ARN', '#{variables.P}', [{ name: 'P', defaultValue: arnOf('app') }]],
  ])('is run by a pipeline %s, whoever started builds', async (_, project, variables) => {
    expect((await looking([], project, variables)).runs).toMatchObject([{ name: 'vary', stages: ['Build'] }])
  })

  const open = [
    ['whose default is another', '#{variables.P}', [{ name: 'P', defaultValue: 'web' }]],
    ['that has no default', '#{variables.P}', [{ name: 'P' }]],
    ['that has an empty default', '#{variables.P}', [{ name: 'P', defaultValue: '' }]],
    ['that is not declared', '#{variables.P}', undefined],
    ['of another namespace', '#{Source.P}', [{ name: 'P', defaultValue: 'app' }]],
    ['beside one that has a default', 'a#{variables.P}#{variables.Q}', [{ name: 'P', defaultValue: 'pp' }]],
    ['in a part of it', 'shop-#{variables.P}', [{ name: 'P', defaultValue: 'app' }]],
  ] as const
  it.each(open)(
    'counts as run by a pipeline with a variable %s, where builds name it',
    async (_, project, variables) => {
      const declared = variables?.map((one) => ({ ...one }))
      const { runs, elsewhere } = await looking(['vary'], project, declared)
      expect(runs).toMatchObject([{ name: 'vary', stages: ['Build'] }])
      expect(elsewhere).toMatchObject([{ name: 'vary', atHome: 'runs' }])
      expect((await looking([], project, declared)).runs).toEqual([])
      expect((await looking(['other'], project, declared)).runs).toEqual([])
    },
  )

  it('is none of another region or account, even where builds name the pipeline', async () => {
    const away = [
      building('#{variables.P}', { region: OTHER }),
      building('#{variables.P}', { roleArn: 'arn:aws:iam::999999999999:role/x' }),
    ]
    const world = new CodePipelineInMemory(pipelineOf('vary', [source(), stageOf('Build', ...away)]))
    const { runs, elsewhere } = await finderOf(world, { namesFromBuilds: async () => ['vary'] }).runsOf(APP)
    expect(runs).toEqual([])
    expect(elsewhere).toMatchObject([{ atHome: 'another' }])
  })

  it('counts in another region as at home', async () => {
    const world = new CodePipelineInMemory()
    world.add(pipelineOf('vary', [source(), stageOf('Build', building('#{variables.P}', { region: REGION }))]), OTHER)
    const { runs } = await finderOf(world, { namesFromBuilds: async () => ['vary'] }).runsOf(APP)
    expect(runs).toMatchObject([{ region: OTHER, stages: ['Build'] }])
  })
})

describe('reaches', () => {
  const twice = pipelineOf('ship', [source(), stageOf('Build', building('app')), stageOf('Out', building('app'))])

  async function reaches(world: CodePipelineInMemory): Promise<boolean> {
    const finder = finderOf(world)
    const [run] = (await finder.runsOf(APP)).runs
    if (run === undefined) throw new Error('the test has no such pipeline')
    return finder.reaches(run)
  }

  it('is false only where every stage with the project is closed, whoever did it', async () => {
    const world = new CodePipelineInMemory(twice)
    expect(await reaches(world)).toBe(true)
    world.close('ship', 'Build', TRANSITION_MARK)
    expect(await reaches(world)).toBe(true)
    world.close('ship', 'Out', 'release freeze')
    expect(await reaches(world)).toBe(false)
  })

  it('is true for the first stage, whatever its state says', async () => {
    const world = new CodePipelineInMemory(pipelineOf('ship', [stageOf('Start', building('app'))]))
    world.close('ship', 'Start', TRANSITION_MARK)
    expect(await reaches(world)).toBe(true)
  })

  it.each([
    ['is denied', codepipelineFailure('denied', 'GetPipelineState', 'AccessDeniedException')],
    ['is throttled', codepipelineFailure('retry', 'GetPipelineState', 'ThrottlingException')],
  ])('is true where reading its state %s', async (_, failure: AwsFailure) => {
    const world = new CodePipelineInMemory(twice)
    world.close('ship', 'Build', TRANSITION_MARK)
    world.close('ship', 'Out', TRANSITION_MARK)
    world.before = ({ method }) => {
      if (method === 'getPipelineState') throw failure
    }
    expect(await reaches(world)).toBe(true)
  })

  it('is true for a stage that the state does not mention', async () => {
    const world = new CodePipelineInMemory(twice)
    world.close('ship', 'Build', TRANSITION_MARK)
    world.close('ship', 'Out', TRANSITION_MARK)
    const api = world.api(REGION)
    world.api = () => ({
      ...api,
      getPipelineState: async (input) => {
        const answer = await api.getPipelineState(input)
        return { ...answer, stageStates: answer.stageStates?.slice(0, 2) }
      },
    })
    expect(await reaches(world)).toBe(true)
  })

  it('is true for a pipeline that this finder has not found', async () => {
    const world = new CodePipelineInMemory(twice)
    world.close('ship', 'Build', TRANSITION_MARK)
    const run = { region: REGION, name: 'ship', arn: arn('ship'), stages: ['Build'] }
    expect(await finderOf(world).reaches(run)).toBe(true)
  })
})
