import { describe, expect, it } from '@jest/globals'
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'

import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import { pipelineArn, readDefinition, regionOf, stagesWith } from '../../src/guard/pipeline/definition.ts'
import { inRegion } from '../../src/guard/pipeline/elsewhere.ts'
import { otherPipelineRegions } from '../../src/guard/pipeline/regions.ts'
import { describeStarts } from '../../src/guard/pipeline/starts.ts'
import { TRANSITION_MARK } from '../../src/guard/pipeline/transition.ts'
import { REGION, arnOf } from './codebuild-in-memory.ts'
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
import { APP, disable, find, finderOf, kindOf, restore } from './pipeline-asking.ts'

const OTHER = 'eu-west-1'
const OTHERS_ARN = arnOf('app').replace(ACCOUNT, '999999999999')

describe('the region of a project', () => {
  it.each([
    [arnOf('app'), REGION],
    ['arn:aws:codebuild:us-west-2:123456789012:project/app', 'us-west-2'],
    ['arn:aws:codebuild::123456789012:project/app', OTHER],
    ['arn::codebuild:us-west-2:123456789012:project/app', OTHER],
    ['no:aws:codebuild:us-west-2:123456789012:project/app', OTHER],
    ['arn:aws', OTHER],
    ['', OTHER],
    [undefined, OTHER],
  ])('of the ARN %s is %s', (arn, region) => {
    expect(regionOf(arn === undefined ? {} : { arn }, OTHER)).toBe(region)
  })
})

describe('the ARN of a pipeline', () => {
  it.each([
    [arnOf('app'), `arn:aws:codepipeline:${OTHER}:${ACCOUNT}:ship`],
    ['arn:aws-cn:codebuild:cn-north-1::project/app', `arn:aws-cn:codepipeline:${OTHER}:*:ship`],
    ['no ARN', `arn:aws:codepipeline:${OTHER}:*:ship`],
    [undefined, `arn:aws:codepipeline:${OTHER}:*:ship`],
  ])('has partition and account of the project %s', (arn, expected) => {
    expect(pipelineArn(arn === undefined ? {} : { arn }, OTHER, 'ship')).toBe(expected)
  })
})

describe('the definition of a pipeline', () => {
  const metadata = { pipelineArn: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:ship` }
  const read = (pipeline: PipelineDeclaration | undefined) => () => readDefinition(REGION, { pipeline, metadata })
  const { stages: _stages, ...stageless } = shipping()
  const withStage = (stage: object) => pipelineOf('ship', [source(), JSON.parse(JSON.stringify(stage))])
  it.each<[what: string, pipeline: PipelineDeclaration | undefined]>([
    ['the pipeline', undefined],
    ['its name', { ...shipping(), name: undefined }],
    ['the stages', { ...stageless, stages: undefined }],
    ['any stage', { ...stageless, stages: [] }],
    ['the name of a stage', withStage({ actions: [building('web')] })],
    ['the actions of a stage', withStage({ name: 'Build' })],
  ])('is not one that shows nothing where it lacks %s', (_, pipeline) => {
    expect(read(pipeline)).toThrow(expect.objectContaining({ kind: 'retry', action: 'codepipeline:GetPipeline' }))
  })
  it('holds what the answer tells, and no more', () => {
    expect(read(shipping())()).toMatchObject({ arn: metadata.pipelineArn, executionMode: 'SUPERSEDED' })
    const bare = readDefinition(REGION, { pipeline: { ...shipping(), executionMode: undefined } })
    expect(Object.keys(bare).toSorted()).toEqual(['name', 'region', 'stages', 'starts'])
    expect(bare.stages.map(({ uses }) => uses.length)).toEqual([0, 1])
  })

  const usedBy = (project: { name: string; arn?: string }, pipeline: PipelineDeclaration, told = true) =>
    stagesWith(readDefinition(REGION, told ? { pipeline, metadata } : { pipeline }), project, REGION, false)
  const other = building('app', { roleArn: 'arn:aws:iam::999999999999:role/x' })
  it('is of the project by name, as far as the accounts are not known to differ', () => {
    const app = { name: 'app', arn: arnOf('app') }
    expect(usedBy(app, shipping())).toEqual(['Build'])
    expect(usedBy(app, shipping(), false)).toEqual(['Build'])
    expect(usedBy({ name: 'app' }, shipping())).toEqual(['Build'])
    expect(usedBy({ name: 'app' }, shipping(), false)).toEqual(['Build'])
    const foreign = pipelineOf('ship', [source(), stageOf('Build', other)])
    expect(usedBy(app, foreign)).toEqual([])
    expect(usedBy({ name: 'app' }, foreign)).toEqual(['Build'])
    expect(usedBy({ name: 'app', arn: OTHERS_ARN }, foreign)).toEqual(['Build'])
    expect(usedBy({ name: 'app', arn: OTHERS_ARN }, shipping())).toEqual([])
    expect(usedBy({ name: 'web' }, shipping())).toEqual([])
  })
})

describe('the regions in which a pipeline may be', () => {
  it('are the others of the partition', () => {
    expect(otherPipelineRegions('eu-central-1')).toContain('us-east-1')
    expect(otherPipelineRegions('eu-central-1')).not.toContain('eu-central-1')
    expect(otherPipelineRegions('eu-central-12')).toContain('eu-central-1')
    expect(otherPipelineRegions('cn-north-1')).toEqual(['cn-northwest-1'])
    expect(otherPipelineRegions('us-gov-west-1')).toEqual(['us-gov-east-1'])
  })
  it.each(['us-iso-east-1', 'eu-isoe-west-1', 'xeu-central-1', 'eu-central-1x', 'us-isob-east-1', 'mars'])(
    'are none where the partition of %s is not known',
    (region) => {
      expect(otherPipelineRegions(region)).toHaveLength(0)
    },
  )
})

describe('a call in another region', () => {
  const failing = (kind: AwsFailureKind) => () =>
    Promise.reject(new AwsFailure(kind, 'x:Y', 'SomeException', 'says AWS', { resource: 'arn:x', httpStatus: 403 }))
  it('is refused where the credentials are not accepted there, and fails at home', async () => {
    await expect(inRegion(OTHER, REGION, failing('credentials'))).rejects.toMatchObject({
      kind: 'rejected',
      resource: 'arn:x',
      httpStatus: 403,
    })
    await expect(inRegion(REGION, REGION, failing('credentials'))).rejects.toMatchObject({ kind: 'credentials' })
  })
  it('fails with what it fails with otherwise', async () => {
    await expect(inRegion(OTHER, REGION, failing('denied'))).rejects.toMatchObject({ kind: 'denied' })
    const defect = new Error('a defect')
    await expect(inRegion(OTHER, REGION, () => Promise.reject(defect))).rejects.toBe(defect)
  })
})

describe('the search for pipelines', () => {
  it('asks for a thousand at a time, and for the next page by its token alone', async () => {
    const world = new CodePipelineInMemory(shipping('a'), shipping('b'))
    world.pageSize = 1
    await finderOf(world).runsOf(APP)
    const inputs = world.calls.filter(({ method }) => method === 'listPipelines').map(({ input }) => input)
    expect(inputs).toEqual([{ maxResults: 1000 }, { maxResults: 1000, nextToken: '1' }])
    expect(Object.keys(inputs[0] ?? {})).toEqual(['maxResults'])
  })
  it('ends where the token for more is empty', async () => {
    const world = new CodePipelineInMemory(shipping())
    const api = {
      ...world.api(REGION),
      listPipelines: async () => ({ $metadata: {}, pipelines: [{ name: 'ship' }], nextToken: '' }),
    }
    world.api = () => api
    expect(await finderOf(world).runsOf(APP)).toMatchObject({ runs: [{ name: 'ship' }], failures: [] })
  })
  it.each([
    ['a pipeline has no name', { pipelines: [{ version: 1 }] }],
    ['there is no list', {}],
  ])('is not complete where %s', async (_, answer) => {
    const world = new CodePipelineInMemory(shipping())
    const api = { ...world.api(REGION), listPipelines: async () => ({ $metadata: {}, ...answer }) }
    world.api = () => api
    expect((await finderOf(world).runsOf(APP)).failures).toMatchObject([
      { kind: 'retry', action: 'codepipeline:ListPipelines' },
    ])
  })
  it.each([{ version: 1 }, { updated: new Date(0) }, {}])(
    'reads a definition anew in a later look where the list dates it by %j alone',
    async (dating) => {
      const world = new CodePipelineInMemory(shipping())
      const api = {
        ...world.api(REGION),
        listPipelines: async () => ({ $metadata: {}, pipelines: [{ name: 'ship', ...dating }] }),
      }
      world.api = () => api
      const remembered = new Map()
      for (let look = 0; look < 2; look += 1) await finderOf(world, { remembered }).runsOf(APP)
      expect(world.count('getPipeline')).toBe(2)
    },
  )
  it('does not look elsewhere for what a list that broke off may hold', async () => {
    const world = new CodePipelineInMemory(shipping('a'), shipping('b'))
    world.pageSize = 1
    world.before = ({ method, input }) => {
      if (method === 'listPipelines' && 'nextToken' in input)
        throw codepipelineFailure('denied', 'ListPipelines', 'AccessDeniedException')
    }
    const { elsewhere } = await finderOf(world, { namesFromBuilds: async () => ['b'] }).runsOf(APP)
    expect(elsewhere).toEqual([])
    expect(world.calls.every(({ region }) => region === REGION)).toBe(true)
  })
  it('asks each region once for a name, whichever project it is for', async () => {
    const world = new CodePipelineInMemory()
    world.closed.set('us-east-1', codepipelineFailure('retry', 'GetPipeline', 'ThrottlingException'))
    const finder = finderOf(world, { namesFromBuilds: async () => ['far'] })
    await finder.runsOf(APP)
    await finder.runsOf({ name: 'web', arn: arnOf('web') })
    expect(world.count('getPipeline', 'us-east-1')).toBe(1)
  })
  it('asks once for a project, and tells projects of one name in two accounts apart', async () => {
    const world = new CodePipelineInMemory(shipping())
    let asked = 0
    const finder = finderOf(world, {
      namesFromBuilds: async () => {
        asked += 1
        return []
      },
    })
    await finder.runsOf(APP)
    await finder.runsOf(APP)
    expect(asked).toBe(1)
    expect((await finder.runsOf({ name: 'app', arn: OTHERS_ARN })).runs).toEqual([])
    expect((await finder.runsOf(APP)).runs).toHaveLength(1)
  })
  it('names what a failure was about as AWS does, where that is an ARN', async () => {
    const world = new CodePipelineInMemory(shipping())
    const key = 'arn:aws:kms:x'
    world.before = ({ method }) => {
      if (method === 'getPipeline') throw codepipelineFailure('denied', 'GetPipeline', 'AccessDeniedException', key)
    }
    expect((await finderOf(world).runsOf(APP)).failures).toMatchObject([{ resource: key }])
  })

  it.each<[what: string, failure: AwsFailure, forOthers: boolean, later: boolean]>([
    ['has no such host', codepipelineFailure('retry', 'GetPipeline', 'ENOTFOUND'), false, false],
    ['knows no credentials', codepipelineFailure('credentials', 'GetPipeline', 'Unrecognized'), false, false],
    ['refuses', codepipelineFailure('denied', 'GetPipeline', 'AccessDeniedException'), true, false],
    ['is throttled', codepipelineFailure('retry', 'GetPipeline', 'ThrottlingException'), true, true],
  ])('a region that %s is asked for another name: %#', async (_, failure, forOthers, later) => {
    const world = new CodePipelineInMemory()
    world.closed.set('us-east-1', failure)
    const remembered = new Map()
    const look = (name: string) => finderOf(world, { remembered, namesFromBuilds: async () => [name] }).runsOf(APP)
    await look('far')
    expect(world.count('getPipeline', 'us-east-1')).toBe(1)
    await look('away')
    expect(world.count('getPipeline', 'us-east-1')).toBe(forOthers ? 2 : 1)
    world.calls.length = 0
    const { elsewhere } = await look('far')
    expect(world.count('getPipeline', 'us-east-1')).toBe(later ? 1 : 0)
    expect([...(elsewhere[0]?.failures.keys() ?? [])]).toEqual(['us-east-1'])
  })
})

describe('the states of a pipeline’s stages', () => {
  const foundIn = async (world: CodePipelineInMemory) => {
    const finder = finderOf(world)
    const [run] = (await finder.runsOf(APP)).runs
    if (run === undefined) throw new Error('the test has no such pipeline')
    return { finder, run }
  }
  it('are read once, and anew where that is asked for; what was read last counts', async () => {
    const world = new CodePipelineInMemory(shipping())
    const { finder, run } = await foundIn(world)
    expect(await finder.reaches(run)).toBe(true)
    await finder.stagesOf(run)
    expect(world.count('getPipelineState')).toBe(1)
    world.close('ship', 'Build', TRANSITION_MARK)
    expect(await finder.reaches(run)).toBe(true)
    await finder.stagesOf(run, true)
    expect(await finder.reaches(run)).toBe(false)
    expect(world.count('getPipelineState')).toBe(2)
  })
  it('are not told by an answer without them', async () => {
    const world = new CodePipelineInMemory(shipping())
    world.close('ship', 'Build', TRANSITION_MARK)
    const api = { ...world.api(REGION), getPipelineState: async () => ({ $metadata: {} }) }
    world.api = () => api
    const { finder, run } = await foundIn(world)
    await expect(finder.stagesOf(run)).rejects.toMatchObject({ kind: 'retry', action: 'codepipeline:GetPipelineState' })
    expect(await finder.reaches(run)).toBe(true)
  })
  it('end the run where the credentials do', async () => {
    const world = new CodePipelineInMemory(shipping())
    const expired = codepipelineFailure('credentials', 'GetPipelineState', 'ExpiredTokenException')
    world.before = ({ method }) => {
      if (method === 'getPipelineState') throw expired
    }
    const { finder, run } = await foundIn(world)
    await expect(finder.reaches(run)).rejects.toBe(expired)
  })
  it('say nothing of a run without stages', async () => {
    const { finder, run } = await foundIn(new CodePipelineInMemory(shipping()))
    expect(await finder.reaches({ ...run, stages: [] })).toBe(true)
  })
  it('that do not mention the stage leave it unknown, and no write is tried', async () => {
    const world = new CodePipelineInMemory(shipping())
    const api = world.api(REGION)
    world.api = () => ({
      ...api,
      getPipelineState: async (input) => {
        const answer = await api.getPipelineState(input)
        return { ...answer, stageStates: answer.stageStates?.slice(0, 1) }
      },
    })
    expect(await disable(world)).toMatchObject({
      triggers: [{ state: 'unknown', change: 'none', detail: expect.stringContaining('state does not mention it') }],
      problems: [{ blocking: true, message: expect.stringContaining("the pipeline's state does not mention it.") }],
    })
    expect(world.writes).toBe(0)
  })
})

describe('a stage in words', () => {
  const detail = async (world: CodePipelineInMemory): Promise<string> => (await find(world)).triggers[0]?.detail ?? ''
  it('says how the way into it stands, and nothing that is not so', async () => {
    const world = new CodePipelineInMemory(shipping())
    const starts = 'A push to main of acme/shop starts the pipeline.'
    expect(await detail(world)).toBe(`Stage Build runs app; the transition into it is enabled. ${starts}`)
    world.close('ship', 'Build', TRANSITION_MARK)
    expect(await detail(world)).toBe(
      `Stage Build runs app; the transition into it is disabled by this action. ${starts}`,
    )
    world.close('ship', 'Build', 'release freeze. ')
    expect(await detail(world)).toBe(
      `Stage Build runs app; the transition into it was disabled by somebody else, with the reason: release freeze. ${starts}`,
    )
    world.close('ship', 'Build', `${TRANSITION_MARK} Or not.`)
    expect(await detail(world)).toMatch(/ The reason looks like the mark of this action but was altered, /)
    const first = new CodePipelineInMemory(pipelineOf('ship', [stageOf('Start', building('app'))]))
    expect(await detail(first)).toBe(
      "Stage Start runs app; it is the pipeline's first, and no transition leads into that.",
    )
  })
  it('says so where its executions run side by side', async () => {
    expect(await detail(new CodePipelineInMemory({ ...shipping(), executionMode: 'PARALLEL' }))).toMatch(
      / Its executions run side by side \(mode PARALLEL\)\.$/,
    )
  })
  it('names three of the executions that wait, and how many more', async () => {
    const world = new CodePipelineInMemory(shipping())
    const waiting = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ pipelineExecutionId: `e-${at}`, status: 'InProgress' as const }))
    world.stage('ship', 'Build').waiting = waiting(3)
    expect(await detail(world)).toMatch(/Pipeline executions e-2, e-0, e-1 wait before the stage\.$/)
    world.stage('ship', 'Build').waiting = waiting(5)
    expect(await detail(world)).toMatch(/Pipeline executions e-4, e-0, e-1 and 2 more wait before the stage\.$/)
  })
})

describe('a pipeline that is deleted since it was found', () => {
  it('has no stage to tell of, and is none to change', async () => {
    const world = new CodePipelineInMemory(shipping('gone'), shipping('ship'))
    world.before = ({ method, region }) => {
      if (method === 'getPipelineState') world.regions.get(region)?.delete('gone')
    }
    const look = await disable(world)
    expect(look.triggers.map(({ name }) => name)).toEqual(['ship/Build'])
    expect(look.problems).toHaveLength(0)
  })
})

describe('a stage that is changed', () => {
  const refusing = (world: CodePipelineInMemory, kind: AwsFailureKind): void => {
    world.before = ({ method }) => {
      if (method.endsWith('StageTransition')) throw codepipelineFailure(kind, method, 'SomeException')
    }
  }
  it('needs no second reading where nothing is to be written, and one each before and after a write', async () => {
    const world = new CodePipelineInMemory(shipping())
    await disable(world)
    expect(world.count('getPipelineState')).toBe(3)
    await disable(world)
    expect(world.count('getPipelineState')).toBe(4)
  })
  it('is not told as disabled by this action where that was refused and its owner closed it meanwhile', async () => {
    const world = new CodePipelineInMemory(shipping())
    world.before = ({ method }) => {
      if (method !== 'disableStageTransition') return
      world.close('ship', 'Build', 'release freeze')
      throw codepipelineFailure('denied', 'DisableStageTransition', 'AccessDeniedException')
    }
    expect(await disable(world)).toMatchObject({ triggers: [{ state: 'harmless', change: 'none' }], problems: [] })
  })
  it('is told with the command that brings it back only where this action closed it', async () => {
    const world = new CodePipelineInMemory(shipping())
    const undo = async () => (await find(world)).triggers[0]?.undo
    expect(await undo()).toBeUndefined()
    world.close('ship', 'Build', 'release freeze')
    expect(await undo()).toBeUndefined()
    world.close('ship', 'Build', TRANSITION_MARK)
    expect(await undo()).toContain('enable-stage-transition')
  })
  it.each<[mode: 'PARALLEL' | 'QUEUED', kind: AwsFailureKind, told: boolean]>([
    ['PARALLEL', 'rejected', true],
    ['PARALLEL', 'denied', false],
    ['QUEUED', 'rejected', false],
  ])('in mode %s and %s says what the mode has to do with it: %s', async (executionMode, kind, told) => {
    const world = new CodePipelineInMemory({ ...shipping(), executionMode })
    refusing(world, kind)
    const message = (await disable(world)).problems[0]?.message ?? ''
    expect(message.includes('set its mode to QUEUED or SUPERSEDED')).toBe(told)
    expect(message).toMatch(/^The transition into stage Build of the pipeline ship could not be disabled: /)
    expect(message).toMatch(/ By hand: aws codepipeline disable-stage-transition .*--reason '.*'$/)
  })
  it('cannot be restored where it is refused, with the command and no word on the mode', async () => {
    const world = new CodePipelineInMemory({ ...shipping(), executionMode: 'PARALLEL' })
    await disable(world)
    refusing(world, 'rejected')
    const message = (await restore(world)).problems[0]?.message ?? ''
    expect(message).not.toContain('mode PARALLEL')
    expect(message).toMatch(/ By hand: aws codepipeline enable-stage-transition [^"]*Inbound$/)
  })
  it('is left closed with the command to open it where something waits, and without where the mark was altered', async () => {
    const world = new CodePipelineInMemory(shipping())
    await disable(world)
    world.stage('ship', 'Build').waiting = [{ pipelineExecutionId: 'e-1', status: 'InProgress' }]
    expect((await restore(world)).problems[0]?.message).toMatch(/, or run: aws codepipeline enable-stage-transition /)
    world.close('ship', 'Build', `${TRANSITION_MARK} Or not.`)
    expect((await restore(world)).problems[0]?.message).toMatch(/was altered, so it was left as it is\.$/)
    const first = new CodePipelineInMemory(pipelineOf('ship', [stageOf('Start', building('app'))]))
    expect((await disable(first)).problems[0]?.message).toMatch(/take away what starts the pipeline\.$/)
  })
  it('is told of a kind of its own where it cannot be read', async () => {
    const world = new CodePipelineInMemory(shipping())
    expect(kindOf(world, {}).kind).toBe('pipeline')
    world.before = ({ method }) => {
      if (method === 'getPipelineState') throw codepipelineFailure('denied', 'GetPipelineState', 'AccessDenied')
    }
    expect((await find(world)).triggers).toMatchObject([{ kind: 'pipeline', state: 'unknown', change: 'none' }])
  })
})

describe('what the search could not see', () => {
  const builds = async (): Promise<readonly string[]> => ['far']
  const toldOf = async (...closed: readonly (readonly [region: string, kind: AwsFailureKind])[]) => {
    const world = new CodePipelineInMemory()
    for (const [region, kind] of closed)
      world.closed.set(region, codepipelineFailure(kind, 'GetPipeline', 'SomeException'))
    return (await disable(world, { namesFromBuilds: builds })).problems
  }
  it('may pass where every open region only did not answer', async () => {
    expect(await toldOf(['us-east-1', 'retry'], ['us-east-2', 'retry'])).toMatchObject([
      { blocking: true, passing: true },
    ])
    for (const [problem] of [
      await toldOf(['us-east-1', 'retry'], ['us-east-2', 'rejected']),
      await toldOf(['us-east-1', 'rejected']),
      await toldOf(['us-east-1', 'denied']),
    ])
      expect(problem).not.toHaveProperty('passing')
  })
  it('names the action where one region refused, and not otherwise', async () => {
    expect(await toldOf(['us-east-1', 'retry'], ['us-east-2', 'denied'])).toMatchObject([
      { blocking: true, action: 'codepipeline:GetPipeline' },
    ])
    expect((await toldOf(['us-east-1', 'retry']))[0]).not.toHaveProperty('action')
  })
  it('says which regions left it open, and of a pipeline that is nowhere that it was deleted', async () => {
    expect((await toldOf(['us-east-1', 'retry'], ['us-east-2', 'retry']))[0]?.message).toMatch(
      /could not be asked \(us-east-1, us-east-2: SomeException\)\.$/,
    )
    expect((await toldOf())[0]?.message).toMatch(
      /it was deleted, or it belongs to another account, which cannot be seen from here\.$/,
    )
  })
  it.each([
    ['which is not in eu-central-1', undefined],
    ['and the one in eu-central-1 does not run app', 'web'],
  ])('blocks as strictly for a pipeline %s', async (words, project) => {
    const world = new CodePipelineInMemory(...(project === undefined ? [] : [shipping('far', project)]))
    const sure = await disable(world, { namesFromBuilds: builds })
    expect(sure.problems).toMatchObject([{ blocking: false }])
    expect(sure.problems[0]?.message).toContain(words)
    world.closed.set('us-east-1', codepipelineFailure('denied', 'GetPipeline', 'SomeException'))
    const open = await disable(world, { namesFromBuilds: builds })
    expect(open.problems).toMatchObject([{ blocking: true, action: 'codepipeline:GetPipeline' }])
    expect(open.problems[0]?.message).toContain(`${words}: `)
  })
  it('takes a pipeline of that name that runs another project for no answer', async () => {
    const world = new CodePipelineInMemory()
    world.add(shipping('far', 'web'), 'us-east-2')
    world.closed.set('us-east-1', codepipelineFailure('denied', 'GetPipeline', 'SomeException'))
    expect((await disable(world, { namesFromBuilds: builds })).problems).toMatchObject([{ blocking: true }])
  })
  it.each(['denied', 'retry', 'rejected'] as const)(
    'is a note where the pipeline at home explains the builds and another region answers %s',
    async (kind) => {
      const world = new CodePipelineInMemory(shipping('far'))
      expect((await disable(world, { namesFromBuilds: builds })).problems).toEqual([])
      world.closed.set('us-east-1', codepipelineFailure(kind, 'GetPipeline', 'SomeException'))
      const { problems } = await disable(world, { namesFromBuilds: builds })
      expect(problems).toEqual([
        {
          project: 'app',
          blocking: false,
          message:
            'Builds of app were started by the pipeline far, which is in eu-central-1. Whether another region has a pipeline ' +
            'of that name that runs app, too, was not read everywhere (us-east-1: SomeException).',
        },
      ])
    },
  )
  it('is told once where the pipeline at home could not be read, and no other region has it', async () => {
    const world = new CodePipelineInMemory(shipping('far'))
    world.before = ({ method, region }) => {
      if (method === 'getPipeline' && region === REGION) throw codepipelineFailure('denied', 'GetPipeline', 'Denied')
    }
    const { problems } = await disable(world, { namesFromBuilds: builds })
    expect(problems).toMatchObject([{ blocking: true, message: expect.not.stringContaining('was started by') }])
  })
  it('is nothing where the pipeline at home explains the builds and the account has not turned the region on', async () => {
    const world = new CodePipelineInMemory(shipping('far'))
    world.closed.set('me-south-1', codepipelineFailure('credentials', 'GetPipeline', 'UnrecognizedClientException'))
    expect((await disable(world, { namesFromBuilds: builds })).problems).toEqual([])
  })
  it('never blocks where the builds could not be read', async () => {
    const problemsOf = async (kind: AwsFailureKind, what: typeof disable) =>
      (
        await what(new CodePipelineInMemory(), {
          namesFromBuilds: () => Promise.reject(new AwsFailure(kind, 'codebuild:BatchGetBuilds', 'X', 'says AWS')),
        })
      ).problems.map(({ blocking }) => blocking)
    expect(await problemsOf('retry', disable)).toEqual([false])
    expect(await problemsOf('denied', disable)).toEqual([false])
    expect(await problemsOf('retry', restore)).toEqual([false])
  })
  it('is one problem for one pipeline, by its name, and one for each action and kind of several', async () => {
    const unread = async (names: readonly string[], kinds: readonly AwsFailureKind[]) => {
      const world = new CodePipelineInMemory(...names.map((name) => shipping(name)))
      world.before = ({ method, input }) => {
        if (method !== 'getPipeline') return
        const kind = kinds[names.indexOf(String(input['name'])) % kinds.length] ?? 'denied'
        throw codepipelineFailure(kind, 'GetPipeline', 'SomeException')
      }
      return disable(world)
    }
    const one = await unread(['ship'], ['denied'])
    expect(one.triggers).toMatchObject([
      { kind: 'pipeline', name: 'pipelines of app', state: 'unknown', change: 'none' },
    ])
    expect(one.problems).toMatchObject([
      {
        blocking: true,
        resource: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:ship`,
        message: expect.stringMatching(/^Whether the pipeline ship runs app could not be read: /),
      },
    ])
    expect((await unread(['a', 'b'], ['denied'])).problems).toMatchObject([
      {
        resource: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:*`,
        message: expect.stringMatching(/^Whether 2 pipelines run app could not be read: /),
      },
    ])
    expect((await unread(['a', 'b'], ['denied', 'rejected'])).problems).toHaveLength(2)
  })
  it('says that the pipelines could not be listed', async () => {
    const world = new CodePipelineInMemory()
    world.before = () => {
      throw codepipelineFailure('denied', 'ListPipelines', 'AccessDeniedException')
    }
    expect((await disable(world)).problems).toMatchObject([
      { message: expect.stringContaining(`The pipelines of ${REGION} could not be listed: `) },
    ])
  })
})

describe('what starts a pipeline', () => {
  const git = (sourceActionName: string, more: object = {}) => ({
    providerType: 'CodeStarSourceConnection' as const,
    gitConfiguration: { sourceActionName, ...more },
  })
  const told = (more: Partial<PipelineDeclaration> = {}, stage = source()) =>
    describeStarts(pipelineOf('ship', [stage, stageOf('Build', building('app'))], more))
  it('is told of sources alone, by their own triggers', () => {
    expect(told()).toEqual(['A push to main of acme/shop starts the pipeline.'])
    expect(told({ triggers: [git('Another')] })).toEqual(['A push to main of acme/shop starts the pipeline.'])
    expect(told({ triggers: [{ providerType: 'CodeStarSourceConnection', gitConfiguration: undefined }] })).toEqual([
      'A push to main of acme/shop starts the pipeline.',
    ])
    expect(told({ triggers: [git('Checkout')] })).toEqual(['Any push in acme/shop starts the pipeline.'])
    expect(told({}, stageOf('Source', { name: 'x', actionTypeId: undefined }))).toEqual([])
    expect(describeStarts({ name: 'ship', roleArn: 'r', stages: undefined })).toEqual([])
  })
  it('is a push or a pull request, with the conditions that there are', () => {
    const by = (more: object) => told({ triggers: [git('Checkout', more)] })
    expect(by({ push: [{}] })).toEqual(['A push in acme/shop starts the pipeline.'])
    expect(by({ push: [{ filePaths: { includes: ['src/**'] } }] })).toEqual([
      'A push to paths src/** in acme/shop starts the pipeline.',
    ])
    expect(by({ pullRequest: [{}] })).toEqual(['A pull request in acme/shop starts the pipeline.'])
    expect(by({ pullRequest: [{ filePaths: { excludes: ['docs'] } }], push: [{}] })).toEqual([
      'A push, or a pull request to paths other than docs in acme/shop starts the pipeline.',
    ])
  })
  it.each<[configuration: Record<string, string>, provider: string, words: string]>([
    [{ FullRepositoryId: 'acme/shop' }, 'CodeStarSourceConnection', 'A push to acme/shop starts the pipeline.'],
    [
      { Owner: 'acme', Repo: 'shop', PollForSourceChanges: 'false' },
      'GitHub',
      'A webhook for acme/shop may start the pipeline.',
    ],
    [{ Owner: 'acme' }, 'GitHub', 'A push to Checkout (GitHub) starts the pipeline (it polls).'],
    [{ Repo: 'shop' }, 'GitHub', 'A push to Checkout (GitHub) starts the pipeline (it polls).'],
    [
      { RepositoryName: 'base' },
      'ECR',
      'An image pushed to ECR repository base:latest starts the pipeline where an EventBridge rule says so.',
    ],
    [{ S3Bucket: 'drop' }, 'S3', 'A change of s3://drop/ starts the pipeline (it polls).'],
    [{}, 'Other', 'Its source is Checkout (Other).'],
  ])('of the source %j is told by its place and its provider %s', (configuration, provider, words) => {
    expect(told({}, source(configuration, provider))).toEqual([words])
  })
})
