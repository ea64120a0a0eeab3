/**
 * How soon the action knows, beside two rules that wait for stability, on the very same timelines: each is a simulated world that is
 * played in process and in virtual time, once through the action's run and once with the rules polling it.
 */
import type { SimulatedClock } from '../simulator/clock.ts'
import { AwsError, SimulatedEcs } from '../simulator/ecs.ts'
import { BEFORE, COMMIT, production, pushTheCommit } from '../simulator/stories/setting.ts'
import { play as playStory, SETTING, stageStory, story, type Story } from '../simulator/story.ts'
import { Random } from '../simulator/world/random.ts'
import { factsNow } from '../__tests__/promise/oracle.ts'
import type { Plan } from '../__tests__/promise/plan.ts'
import { play } from '../__tests__/promise/play.ts'
import { CLUSTER, Scene, SERVICE, START } from '../__tests__/promise/scene.ts'
import { GROUPS, type PaceGroup } from './pace-plans.ts'
import {
  awsEcsWait,
  deployActionCodeDeployWait,
  deployActionWait,
  type Polled,
  type Rule,
  type RuleEnd,
  type ServicesAnswer,
} from './rules.ts'

/** What a rule said of a timeline, in milliseconds from the moment that counts; undefined: it does not know such a service. */
export type RuleSays = (RuleEnd & { readonly after: number }) | undefined

export interface Timeline {
  /** Milliseconds from the truth, or from the fault, to the action's verdict. */
  readonly ours: number
  readonly awsCli: RuleSays
  readonly deployAction: RuleSays
}

export interface PaceFigures {
  readonly name: string
  readonly of: 'truth' | 'fault'
  readonly timelines: readonly Timeline[]
}

/** Steps in which the moment is looked for, milliseconds: first the one, then within one of them the other. */
const COARSE = 1_000
const FINE = 10

/**
 * The moment from which on it is there, at the latest at `until`: of a truth the last time that it came, since it may come and go; of a
 * fault the first. No earlier than the step.
 */
function momentOf(plan: Plan, { ends, isThere }: PaceGroup, until: number): number | undefined {
  const begun = (): { readonly scene: Scene; readonly holds: () => boolean } => {
    const scene = new Scene(plan)
    scene.begin()
    return { scene, holds: () => isThere(factsNow(scene, scene.ours), scene) }
  }
  const coarse = begun()
  let since = coarse.holds() ? START : undefined
  for (let at = START + COARSE; at <= until + COARSE; at += COARSE) {
    if (since !== undefined && ends !== 'verified') break
    coarse.scene.clock.advanceTo(Math.min(at, until))
    const holds = coarse.holds()
    if (!holds) since = undefined
    else since ??= Math.min(at, until)
  }
  if (since === undefined || since === START) return since
  const fine = begun()
  for (let at = since - COARSE; ; at += FINE) {
    fine.scene.clock.advanceTo(at)
    if (at >= since || fine.holds()) return at
  }
}

/** A world that a rule can poll: time moves by what the rule waits. */
interface Pollable<Answer> {
  readonly clock: SimulatedClock
  /** Rejects with what AWS would refuse it with. */
  readonly ask: () => Promise<Answer>
}

/** @returns when the rule ended, milliseconds since the epoch, and what it would print */
async function endOf<Answer>(
  rule: Rule<Answer>,
  { clock, ask }: Pollable<Answer>,
): Promise<RuleEnd & { readonly at: number }> {
  for (let step = rule.next(); ;) {
    if (step.done === true) return { ...step.value, at: clock.now() }
    clock.advance(step.value)
    let polled: Polled<Answer>
    try {
      polled = { state: 'answered', answer: await ask() }
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      polled = { state: 'refused', error: error.name }
    }
    step = rule.next(polled)
  }
}

/** Plays a rule on a world of its own of the same plan. */
async function ruleOn<Answer>(
  plan: Plan,
  ruleOf: (scene: Scene) => Rule<Answer>,
  ask: (scene: Scene) => Promise<Answer>,
): Promise<RuleEnd & { readonly at: number }> {
  const scene = new Scene(plan)
  scene.begin()
  return endOf(ruleOf(scene), {
    clock: scene.clock,
    ask: async () => {
      const fault = plan.awsFaults.find(({ at }) => scene.clock.now() >= START + at * 1_000)
      if (fault !== undefined) throw new AwsError(fault.how, 'refused')
      return ask(scene)
    },
  })
}

async function rulesOn(plan: Plan): Promise<readonly ((RuleEnd & { readonly at: number }) | undefined)[]> {
  const services = async ({ world }: Scene): Promise<ServicesAnswer> =>
    new SimulatedEcs(world).describeServices({ cluster: CLUSTER, services: [SERVICE] })
  const random = new Random(plan.seed + 3)
  const jitter = (): number => random.next()
  const awsCli = await ruleOn(plan, awsEcsWait, services)
  switch (plan.service.kind) {
    case 'external':
      return [awsCli, undefined]
    case 'code-deploy': {
      const status = async ({ service, codeDeploy }: Scene): Promise<string> => {
        const id = service.rollouts.findLast(({ externalId }) => externalId !== undefined)?.externalId
        return (id === undefined ? undefined : codeDeploy.find(id)?.status) ?? ''
      }
      const wait = plan.service.terminationMinutes * 60_000
      return [awsCli, await ruleOn(plan, () => deployActionCodeDeployWait(wait, jitter), status)]
    }
    case 'rolling':
    case 'blue-green':
    case 'linear':
    case 'canary':
      return [
        awsCli,
        await ruleOn(plan, (scene) => deployActionWait(scene.service.current?.id ?? '', jitter), services),
      ]
  }
}

async function timelineOf(group: PaceGroup, random: Random): Promise<Timeline> {
  const plan = group.plan(random)
  const { outcome, endedAt, defects } = await play(plan)
  const { verdict } = outcome
  const said = verdict.verdict === 'verified' ? 'verified' : verdict.finding.cause
  const isRight =
    said === 'verified' ? group.ends === 'verified' : group.ends !== 'verified' && group.ends.includes(said)
  if (!isRight || defects.length > 0)
    throw new Error(`${group.name}, seed ${plan.seed}: expected ${String(group.ends)}, the action said ${said}`)
  const moment = momentOf(plan, group, endedAt)
  if (moment === undefined)
    throw new Error(`${group.name}, seed ${plan.seed}: the action said ${said} before it was so`)
  const [awsCli, deployAction] = (await rulesOn(plan)).map((end): RuleSays => end && { ...end, after: end.at - moment })
  return { ours: endedAt - moment, awsCli, deployAction }
}

/** The image holds another commit than its tag says: nothing in process serves what is inside an image, so that the built action plays it. */
const staleImage = (random: Random): Story => {
  const [tasks, seconds] = [2 + random.below(3), 1 + random.below(20)]
  return story('an image with old code', (tale) => {
    production(tale, { tasks })
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(tale.image([COMMIT], { version: '3.3.5', revision: BEFORE }))
    tale.at(`10:07:${String(seconds).padStart(2, '0')}`)
    tale.verify()
  })
}

async function staleTimeline(random: Random): Promise<Timeline> {
  const told = staleImage(random)
  const { run } = await playStory(told)
  if (run.outputs['cause'] !== 'image-stale')
    throw new Error(`${told.title}: expected image-stale, the action said ${run.outputs['cause'] ?? 'nothing'}`)
  // The image is there before the step.
  const on = async (ruleOf: (id: string) => Rule<ServicesAnswer>): Promise<RuleSays> => {
    const { stage } = await stageStory(told)
    try {
      const ecs = new SimulatedEcs(stage.world)
      const began = stage.clock.now()
      const ask = async (): Promise<ServicesAnswer> =>
        ecs.describeServices({ cluster: SETTING.cluster, services: [SETTING.service] })
      const end = await endOf(ruleOf(stage.world.currentId(SETTING.service) ?? ''), { clock: stage.clock, ask })
      return { ...end, after: end.at - began }
    } finally {
      await stage.server.close()
    }
  }
  return {
    ours: run.virtualMilliseconds,
    awsCli: await on(awsEcsWait),
    deployAction: await on((id) => deployActionWait(id, () => random.next())),
  }
}

/** Plays so many timelines of each group. Throws where the action says anything but what is so. */
export async function measurePace(seeds: number): Promise<readonly PaceFigures[]> {
  const figures: PaceFigures[] = []
  for (const [index, group] of GROUPS.entries()) {
    const random = new Random(1_000 * index + 1)
    const timelines: Timeline[] = []
    for (let seed = 0; seed < seeds; seed++) timelines.push(await timelineOf(group, random))
    figures.push({ name: group.name, of: group.ends === 'verified' ? 'truth' : 'fault', timelines })
  }
  const random = new Random(7)
  const stale: Timeline[] = []
  for (let seed = 0; seed < seeds; seed++) stale.push(await staleTimeline(random))
  return [...figures, { name: 'image holds another commit (built action)', of: 'fault', timelines: stale }]
}

/** Whether a rule tells what is so: success once it is true, anything but success once the fault is there. */
export function tells(says: RuleSays, of: 'truth' | 'fault'): says is NonNullable<RuleSays> {
  return says !== undefined && says.after >= 0 && (says.state === 'success') === (of === 'truth')
}

/** Milliseconds from the moment to the sooner one of the rules that tell; undefined where none does. */
export function betterOf({ awsCli, deployAction }: Timeline, of: 'truth' | 'fault'): number | undefined {
  const told = [awsCli, deployAction].flatMap((says) => (tells(says, of) ? [says.after] : []))
  return told.length === 0 ? undefined : Math.min(...told)
}

/** Milliseconds to the end of the sooner rule that ends after the moment at all, wrong as it may be; undefined where none does. */
export function soonestEnd({ awsCli, deployAction }: Timeline): number | undefined {
  const ends = [awsCli, deployAction].flatMap((says) => (says !== undefined && says.after >= 0 ? [says.after] : []))
  return ends.length === 0 ? undefined : Math.min(...ends)
}
