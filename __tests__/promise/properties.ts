/**
 * What must be true of every run, whatever the world: the contract's promise, held against the world's own truth. Each check gives
 * its complaints; none: the run was right.
 *
 * Allowances, where a run may be later than the world:
 * - a look in which a call failed decides nothing (`clean`); the next one without a fault must;
 * - between two looks lies the poll interval, or the time that keeps the calls below 4 a second, and what the look itself took;
 * - where calls take time, or are tried again, a look is not one instant: each part of the promise must have held when it was read, and
 *   each task that was listed must have been healthy at one of its instants;
 * - the pipelines are read before the last look, and are as much older as the calls between the two take;
 * - a task that was told to stop may or may not answer: neither a verdict nor going on is wrong while it goes down;
 * - where reads are behind, no reader can tell a world whose every answer is as old as they may be from one that is true now: the whole
 *   promise must have held together at one moment that a read of the last look may have told of, and a cause is refuted only where
 *   it is at every one of those. When such a run ends is held against the deadline alone.
 *
 * With several services each of these holds for each of them; a cause is that of the service that decided.
 */
import type { Cause } from '../../src/model.ts'
import { CALLS_PER_MINUTE } from '../../src/watch/pace.ts'
import { VERSION } from './images.ts'
import type { Rollout } from '../../simulator/world/state.ts'
import {
  carries,
  claims,
  codeDeployStatus,
  failedTwice,
  HEALTHY,
  isSteady,
  STABLE,
  tasksOf,
  type Facts,
} from './oracle.ts'
import { staleness } from './plan.ts'
import type { Look, Played } from './play.ts'
import { START } from './scene.ts'

const GRACE = 5_000
/** How old a look may be that still says something about the end of the run. */
const STALE = 60_000
/** How many calls, one after another, tell what an image says of its commit: manifests, signatures, provenance of each platform. */
const CALLS_FOR_EVIDENCE = 20
/** Share of a second that a call to AWS costs: the run makes 4 a second at most. */
const CALL = 250

/** The contract's table of causes. */
const CAUSES: readonly string[] = [
  'image-missing',
  'image-unproven',
  'image-stale',
  'not-deployed',
  'superseded',
  'rolled-back',
  'rollout-failed',
  'tasks-failing',
  'digest-mismatch',
  'mixed-tasks',
  'rollout-timeout',
  'nothing-running',
  'version-mismatch',
  'version-mixed',
  'version-unreadable',
  'feature-failed',
  'competing-trigger',
  'digest-unreadable',
  'service-not-found',
  'access-denied',
  'credentials',
  'aws-unreachable',
  'invalid-input',
  'cancelled',
  'internal-error',
]

/** The cause of a run's verdict, or `verified`. */
export const causeOf = ({ outcome: { verdict } }: Played): Cause | 'verified' =>
  verdict.verdict === 'verified' ? 'verified' : verdict.finding.cause

const second = (at: number): string => `${((at - START) / 1_000).toFixed(3)} s`

/** Instants of the last look: the reading of the deployment first, the last one of the tasks at its end. */
const instants = ({ looks, end }: Played): readonly Facts[] => {
  const last = looks.at(-1)
  return [...(last === undefined ? [] : [last.facts, ...last.later]), ...(end === undefined ? [] : [end])]
}

/** Whether the last look took time: calls do, or one was tried again after a wait. */
const lastLookTookTime = ({ plan, looks }: Played): boolean =>
  plan.latency > 0 || (plan.retries && looks.at(-1)?.clean === false)

/** Whether it was some time from the pipelines' reading to the last look; they are tried again in any case. */
const pipelinesTookTime = ({ plan, looks }: Played): boolean =>
  plan.latency > 0 || looks.slice(-2).some(({ clean }) => !clean)

/**
 * What a cause may rest on: the last look, and where that could not be finished, because calls take time or fail, those of the minute
 * before.
 */
const grounds = (played: Played): readonly Facts[] => {
  const { plan, looks, endedAt } = played
  if (isBehind(played)) return [...played.past, ...instants(played)]
  if (plan.latency === 0 && looks.at(-1)?.clean !== false) return instants(played)
  const recent = looks.filter(({ at }) => at >= endedAt - STALE).flatMap(({ facts, later }) => [facts, ...later])
  return [...recent, ...instants(played)]
}

/** What a look reads in its first call, and so must be true then. */
const AT_FIRST: readonly string[] = [
  'the service is ACTIVE',
  'the current deployment is the pinned one',
  'no other deployment runs tasks',
]

// ------------------------------------------------------------------------------------------------------------------- soundness

/** `verified` is said only where the promise holds, for every service, at the moment of the verdict. */
export function soundness({ parts }: Played): readonly string[] {
  return parts.flatMap((part) => soundnessOf(part).map((complaint) => naming(part, complaint)))
}

const naming = ({ parts, scene }: Played, complaint: string): string =>
  parts.length === 1 ? complaint : `${scene.name}: ${complaint}`

/** Whether reads may tell of another time than the present. */
const isBehind = ({ plan }: Played): boolean => staleness(plan) > 0

/** Whether stable-for has passed since the last look that was answered and told of tasks that were not steady. */
function hasBeenSteady({ looks, plan }: Played): boolean {
  const { stableFor } = plan.settings
  const next = looks[looks.findLastIndex(({ clean, facts }) => clean && !isSteady(facts)) + 1]
  return stableFor === 'auto' || (looks.at(-1)?.at ?? 0) - (next?.at ?? 0) >= stableFor * 1_000 || next === looks[0]
}

function soundnessOf(played: Played): readonly string[] {
  const { plan, end, endedAt, questions, trigger, image } = played
  if (causeOf(played) !== 'verified') return []
  const complaints: string[] = []
  if (image === undefined) complaints.push('verified without an image')
  const [first] = instants(played)
  if (first === undefined) return ['verified without a look']
  const atOnce = !lastLookTookTime(played)
  if (atOnce && first.at !== endedAt)
    // No call takes time, so nothing may lie between the reading and the verdict.
    complaints.push(`verified at ${second(endedAt)} by a look of ${second(first.at)}`)
  if (isBehind(played)) {
    // Of stable-for the clock tells, whatever the tasks were read as of.
    const held = ({ missing, stableAt }: Facts): boolean =>
      missing.every((sentence) => sentence === STABLE && stableAt <= endedAt)
    if (!played.past.some(held))
      complaints.push(
        `verified, but at no time that a read told of; then not: ${[...new Set(played.past.flatMap(({ missing }) => missing))].join(', ')}`,
      )
  } else if (atOnce) {
    for (const missing of end?.missing ?? []) complaints.push(`verified, but not: ${missing}`)
    for (const missing of first.missing) complaints.push(`verified by a look in which not: ${missing}`)
    if (first.tagTaken) complaints.push('verified, but the commit’s tag means another image')
    if (!hasBeenSteady(played)) complaints.push('verified, but the tasks were steady for less than stable-for')
  } else {
    const all = instants(played)
    const neverHealthy = first.unhealthy.filter((id) => all.every(({ unhealthy }) => unhealthy.includes(id)))
    for (const missing of first.missing)
      if (
        missing === HEALTHY
          ? neverHealthy.length > 0
          : AT_FIRST.includes(missing) || all.every((facts) => facts.missing.includes(missing))
      )
        complaints.push(`verified, but at no time in the last look: ${missing}`)
  }
  if (plan.settings.asksVersion) {
    const { samples } = plan.settings
    const last = questions.slice(-samples)
    if (last.length < samples) complaints.push(`verified by ${last.length} answers`)
    for (const question of last) {
      if (question.version !== VERSION)
        complaints.push(`verified, but an answer was ${question.version ?? 'unreadable'}`)
      if (question.at < (played.looks.at(-2)?.at ?? Infinity))
        complaints.push('verified by an answer from before the promise was seen to hold')
    }
    const before = played.looks.at(-2)
    if (atOnce && !isBehind(played) && before !== undefined && before.facts.missing.length > 0)
      complaints.push(`answers were taken although not: ${before.facts.missing.join(', ')}`)
  }
  if (plan.pipeline.project !== 'none' && plan.pipeline.handling === 'disable') {
    if (trigger === undefined) complaints.push('verified without reading the trigger')
    else if (trigger.live) complaints.push('verified, but a push starts the competing project')
    else if (trigger.at < Math.max(played.looks.at(-2)?.at ?? Infinity, questions.at(-1)?.at ?? 0))
      complaints.push(`verified by a trigger read at ${second(trigger.at)}, before the last answer`)
    else if (!pipelinesTookTime(played) && trigger.at !== endedAt)
      complaints.push(`verified at ${second(endedAt)} by a trigger read at ${second(trigger.at)}`)
  }
  return complaints
}

// ---------------------------------------------------------------------------------------------------------------- completeness

/** Whether nothing but the tasks and the deployment stands between this look and the verdict. */
const nothingElseStands = ({ plan, image, met }: Played, look: Look): boolean => {
  const { oldCode } = plan.image
  const { pipeline, settings } = plan
  const open = pipeline.handling === 'disable' && ['pushes', 'branch', 'mixed'].includes(pipeline.project)
  const answers = !settings.asksVersion || (look.served && !oldCode && look.facts.truth.versions.size === 1)
  const shown = !plan.service.quirks.hidesDigests && plan.events.every(({ what }) => what.kind !== 'hide-digests')
  // Refused once, the listener's weights are not asked for again: without them nothing excuses another task set.
  const weighed = !met.has('elasticloadbalancing denied')
  return image !== undefined && !open && answers && shown && weighed
}

/** Whether at this look, for every service, nothing stands against the verdict. */
const holdsAt = (played: Played, look: Look): boolean =>
  [look.facts, ...look.later].every(
    ({ missing, goingDown, failedTwice: fails, declaredFailed, overtaken, tagTaken, unfinished }) =>
      missing.length === 0 && goingDown === 0 && !fails && !declaredFailed && !overtaken && !tagTaken && !unfinished,
  ) && nothingElseStands(played, look)

/**
 * Whether the promise's second part has held for an explicit stable-for, by the looks until this one. Tasks of another image, or of a newer
 * task set, that are there all the same may count for the run, which knows less of where traffic goes; and where calls take time, the look in which it came
 * true may have read them before that.
 */
function hasHeld(played: Played, look: Look | undefined): boolean {
  const { looks, plan } = played
  const { stableFor } = plan.settings
  if (stableFor === 'auto' || stableFor === 0 || look === undefined) return true
  // Old answers may have told of tasks that were gone long ago.
  if (isBehind(played)) return false
  const until = looks.slice(0, looks.indexOf(look) + 1)
  const unsteady = until.findLastIndex(
    ({ facts, later }) =>
      ![facts, ...later].every((one) => isSteady(one) && one.inService.others === 0 && !one.overtaken),
  )
  const steady = until.slice(unsteady + 1).filter(({ clean }) => clean)
  const since = steady[plan.latency > 0 || plan.retries ? 1 : 0]
  return unsteady < 0 || (since !== undefined && look.at - since.at >= stableFor * 1_000)
}

interface Unsaid {
  /** Looks after which the run should have ended, and went on. */
  readonly late: readonly string[]
  /** That the last look should have been believed. */
  readonly denied: readonly string[]
}

/** What was true for long enough, and not said. */
function unsaid(played: Played): Unsaid {
  const { looks, plan, parts } = played
  const several = parts.length > 1
  // Where calls take time the services are looked at one beside the other, and no round is one moment.
  if (isBehind(played) || (several && (plan.latency > 0 || plan.retries))) return { late: [], denied: [] }
  const late: string[] = []
  const denied: string[] = []
  // The look that decides and the one that reads again; where calls take time, one more may be overtaken by the world.
  const needed = plan.latency === 0 ? 2 : 3
  // Once the image is found, what it says of its commit is read beside the next looks, call by call.
  const readBy = (looks.find(({ settled }) => settled)?.at ?? Infinity) + CALLS_FOR_EVIDENCE * plan.latency
  let row = 0
  for (const [index, look] of looks.entries()) {
    // The pipelines are read before the look that reads again: what failed there keeps that look from ending the run.
    const pipelinesUnread = plan.pipeline.project !== 'none' && looks[index - 1]?.clean === false
    const next = looks[index + 1]
    // The look that reads again describes every task, which others need not: it may fail where they do not.
    const failsAgain = next?.at === look.at && !next.clean
    const holds =
      look.clean &&
      !pipelinesUnread &&
      !failsAgain &&
      look.at >= readBy &&
      parts.every((part) => {
        const same = part.looks[index]
        return same?.at === look.at && same.clean && holdsAt(part, same) && hasHeld(part, same)
      })
    row = holds ? row + 1 : 0
    // Looks that a glance brings forward do not have the service asked, nor all read again, sooner than the poll interval says.
    const wentOn = (looks.at(-1)?.at ?? 0) - look.at > plan.settings.pollInterval * 1_000
    if (row === needed && wentOn) late.push(`the promise held at ${second(look.at)}, but the run went on`)
  }
  const last = looks.at(-1)
  const cause = causeOf(played)
  const asked = !plan.settings.asksVersion || played.questions.some(({ at }) => at >= (last?.at ?? Infinity))
  if (last !== undefined && asked && row > 0 && cause !== 'verified' && cause !== 'cancelled' && plan.latency === 0)
    denied.push(`the promise held at ${second(last.at)}, but the run ended with ${cause}`)
  return { late, denied }
}

/** A look in which the promise holds, all calls are answered and nothing else stands against it ends the run. */
export function completeness(played: Played): readonly string[] {
  const { late, denied } = unsaid(played)
  return [...late, ...denied]
}

/** A world in which nothing goes wrong ends with `verified`, and no sooner or later than it may. */
export const verification = (played: Played): readonly string[] => [
  ...unverified(played),
  ...soundness(played),
  ...completeness(played),
]

function unverified({ outcome: { verdict } }: Played): readonly string[] {
  if (verdict.verdict === 'verified') return []
  const { cause, headline, explanation } = verdict.finding
  return [`${cause}: ${headline}; ${explanation}`]
}

// ------------------------------------------------------------------------------------------------------------------ promptness

/** Looks come as often as the settings say. */
export function cadence({ looks, plan, parts }: Played): readonly string[] {
  // An answer that is older than one before is asked for once more, which is a call of no look.
  if (plan.latency > 0 || plan.retries || plan.lags.length > 0) return []
  let dueBy = 0
  return looks.flatMap((look, index) => {
    const next = looks[index + 1]
    // The look that reads again belongs to the one that it was taken for.
    const before = looks[index - 1]
    const held = parts.every((part) => part.looks[index - 1]?.facts.missing.length === 0)
    const calls = look.calls + (held ? (before?.calls ?? 0) : 0)
    // A cheap look at some of the services does not shorten the rest that one at all of them asks for.
    dueBy = Math.max(dueBy, look.at + Math.max(plan.settings.pollInterval * 1_000, calls * CALL))
    // A minute holds so many calls at most, and leaves room for the last reading: services together, and of each its tasks, listed in both
    // states and described, and two calls about shifts of traffic.
    const minute = looks.filter(({ at }) => at > look.at - 60_000 && at <= look.at).map((one) => one.calls)
    const lastReading = Math.max(...minute, 5 * parts.length + 1)
    if (minute.reduce((sum, one) => sum + one, 0) + calls + lastReading > CALLS_PER_MINUTE) return []
    // Answers that hang are waited for, and the pipelines are tried again.
    const waits = !look.served || (!look.clean && plan.pipeline.project !== 'none')
    if (next === undefined || waits || next.at <= dueBy) return []
    return [`after the look at ${second(look.at)} the next one came at ${second(next.at)}`]
  })
}

/** What is final, of any service, ends the run at the first look without a fault that can see it. */
export function promptness({ parts }: Played): readonly string[] {
  return parts.flatMap((part) => promptnessOf(part).map((complaint) => naming(part, complaint)))
}

function promptnessOf(played: Played): readonly string[] {
  const { looks, plan, image } = played
  const hides = plan.service.quirks.hidesDigests || plan.events.some(({ what }) => what.kind === 'hide-digests')
  if (image === undefined || hides || plan.latency > 0 || isBehind(played)) return []
  const complaints: string[] = []
  const seen = new Set<string>()
  for (const look of looks) {
    if (!look.clean) continue
    const { current, active, upcoming, failsRepeatedly, declaredFailed } = look.facts
    const ours = current?.carries === 'ours'
    const final = [
      !active ? 'the service was gone' : undefined,
      // One whose tasks came to run another image, because its tag was moved, is still in its place.
      seen.size > 0 && current?.carries === 'other' && !seen.has(current.id) && !upcoming
        ? 'ours was replaced'
        : undefined,
      ours && failsRepeatedly ? 'tasks were failing again and again' : undefined,
      ours && declaredFailed && plan.service.breaker !== 'rolls-back' && !plan.service.alarms
        ? 'the deployment was declared failed'
        : undefined,
    ].find((reason) => reason !== undefined)
    // What a glance sees, the look of the same instant tells.
    if (final !== undefined && look.at !== looks.at(-1)?.at)
      complaints.push(`${final} at ${second(look.at)}, but the run went on`)
    if (ours) seen.add(current.id)
  }
  return complaints
}

// -------------------------------------------------------------------------------------------------------------------- totality

/** The run ends in time, with a cause of the contract that the world does not refute. */
export const totality = (played: Played): readonly string[] =>
  [form, timeliness, truthfulness].flatMap((law) => law(played))

/** The run ends within 5 s of its timeout, and within 2 s of a cancellation. */
function timeliness({ plan, endedAt }: Played): readonly string[] {
  const complaints: string[] = []
  if (endedAt > START + plan.settings.timeout * 1_000 + GRACE) complaints.push(`ended at ${second(endedAt)}`)
  if (plan.cancelAt !== undefined && endedAt > START + plan.cancelAt * 1_000 + 2_000)
    complaints.push(`cancelled at ${plan.cancelAt} s, ended at ${second(endedAt)}`)
  return complaints
}

/** The cause is one that the world does not refute. */
function truthfulness(played: Played): readonly string[] {
  const cause = causeOf(played)
  const refuted = refutedEverywhere(played.parts.find(({ decisive }) => decisive) ?? played, cause)
  return refuted === undefined ? [] : [`${cause}, but ${refuted}`]
}

/** The run ends without a defect, with a cause of the contract and words for it. */
function form(played: Played): readonly string[] {
  const { scene, defects, outcome } = played
  const cause = causeOf(played)
  const complaints: string[] = []
  if (scene.mistakes.length > 0) complaints.push(`the story went wrong: ${String(scene.mistakes[0])}`)
  if (defects.length > 0) complaints.push(`a defect: ${String(defects[0])}`)
  if (cause !== 'verified' && !CAUSES.includes(cause)) complaints.push(`${cause} is no cause of the contract`)
  if (outcome.verdict.verdict !== 'verified') {
    const { headline, explanation, nextStep } = outcome.verdict.finding
    if (headline === '' || explanation === '' || nextStep.text === '') complaints.push('a finding without words')
    if (/undefined|NaN|\[object|Invalid Date/.test([headline, explanation, nextStep.text].join(' ')))
      complaints.push(`words that are none: ${headline}: ${explanation}`)
  }
  return complaints
}

/** Whether ECS itself has said, of the newest service deployment and long enough ago to be read, that it took ours back. */
const tookBack = ({ scene, endedAt }: Played, ours: readonly Rollout[]): boolean => {
  const [newest] = scene.service.deployments
  return (
    newest !== undefined &&
    newest.status === 'ROLLBACK_SUCCESSFUL' &&
    ours.includes(newest.rollout) &&
    (newest.finishedAt ?? endedAt) < endedAt - 60_000
  )
}

/** Why the cause cannot be true at any moment that a read of the last look may have told of; undefined where it can. */
function refutedEverywhere(played: Played, cause: Cause | 'verified'): string | undefined {
  const moments = isBehind(played) ? [played.end, ...played.past] : [played.end]
  const refuted = moments.map((end) => refutation({ ...played, end }, cause))
  return refuted.every((reason) => reason !== undefined) ? refuted[0] : undefined
}

/** Why the cause cannot be true of this world; undefined where it can. */
function refutation(played: Played, cause: Cause | 'verified'): string | undefined {
  const { plan, scene, image, looks, endedAt, met, trigger } = played
  const { service } = scene
  const now = played.end ?? looks.at(-1)?.facts
  const timeIsUp = endedAt >= START + plan.settings.timeout * 1_000
  const startIsOver = timeIsUp || endedAt >= START + plan.settings.startTimeout * 1_000
  const all = [...service.revisions.values()].filter((rollout) => rollout.createdAt <= endedAt)
  const ours = all.filter((rollout) => {
    const digest = rollout.digests.get('app')
    const recorded = digest !== undefined && image?.digests.includes(digest) === true
    return (
      recorded ||
      carries(scene, rollout, image) !== 'other' ||
      // It named our image while it was there, and what it was given instead was known only when it was gone.
      claims(scene, rollout) ||
      tasksOf(scene, rollout).some((task) =>
        task.containers.some((container) => image?.digests.includes(container.digest ?? '') === true),
      )
    )
  })
  const wasRolledBack =
    service.deployments.some((record) => record.rollback !== undefined || record.status.startsWith('ROLLBACK')) ||
    all.some((rollout) => {
      const status = codeDeployStatus(scene, rollout)
      return status === 'Failed' || status === 'Stopped'
    })
  const lookedAtOurs = looks.some(({ clean, settled, facts }) => clean && settled && facts.current?.carries === 'ours')
  switch (cause) {
    case 'verified':
      return undefined
    case 'image-missing':
      // Where calls take time, it may have come since the last look began.
      if (played.imageExistsAtEnd && (plan.latency === 0 || scene.pushedAt <= (looks.at(-1)?.at ?? Infinity)))
        return 'the image is in the registry'
      return startIsOver ? undefined : 'start-timeout is not over'
    case 'not-deployed':
      if (!startIsOver) return 'start-timeout is not over'
      if (grounds(played).every(({ current }) => current?.carries === 'ours')) return 'ours is current'
      return lookedAtOurs && !isBehind(played) ? 'ours was current' : undefined
    case 'superseded': {
      const current = now?.current
      if (current === undefined || current.carries === 'ours') return 'ours is current'
      return ours.some((rollout) => rollout.id !== current.id && rollout.createdAt <= current.createdAt)
        ? undefined
        : 'no older deployment was of ours'
    }
    case 'rolled-back': {
      const current = now?.current
      const older = current !== undefined && ours.some((rollout) => rollout.createdAt > current.createdAt)
      if (ours.length === 0) return 'no deployment was of ours'
      // Where a rollback is enabled and no service deployment could be read, a failed one that is gone counts as taken back.
      const failed = plan.service.breaker === 'rolls-back' && ours.some(({ state }) => state === 'FAILED')
      return wasRolledBack || older || failed ? undefined : 'nothing was rolled back'
    }
    case 'rollout-failed':
      // A green set that CodeDeploy gave up before the traffic moved: the one before it never ceased to be current.
      if (plan.service.kind === 'code-deploy' && grounds(played).every(({ current }) => current?.carries === 'other'))
        return ours.length > 0 ? undefined : 'no deployment was of ours'
      if (grounds(played).every(({ current }) => current?.carries === 'other')) return 'another deployment is current'
      return now?.declaredFailed === true ||
        wasRolledBack ||
        service.deployments.some(({ status }) => status === 'STOPPED')
        ? undefined
        : 'no deployment failed'
    case 'tasks-failing':
      return ours.some((rollout) => failedTwice(scene, rollout)) ? undefined : 'no task stopped after another one had'
    case 'digest-mismatch':
      if (instants(played).some(({ tagTaken }) => tagTaken)) return undefined
      return grounds(played).every(({ current }) => current?.carries === 'ours')
        ? 'the tasks run our digest'
        : undefined
    case 'mixed-tasks':
      if (!timeIsUp) return 'there is time left'
      return grounds(played).some(({ inService: { ours, others } }) => ours > 0 && others > 0)
        ? undefined
        : 'no tasks of two images are in service'
    case 'rollout-timeout':
      if (!timeIsUp) return 'there is time left'
      if (
        grounds(played).every(({ missing, unfinished }) => missing.length === 0 && !unfinished) &&
        hasHeld(played, looks.at(-1))
      )
        return 'the promise holds'
      return tookBack(played, ours) ? 'ours was rolled back' : undefined
    case 'nothing-running':
      // With a desired count of 0 nothing is meant to run, though what ran before may still answer while it drains.
      if (service.desiredCount === 0) return undefined
      return instants(played).every(({ truth }) => truth.answering > 0) ? 'tasks answer' : undefined
    case 'version-mismatch':
    case 'version-mixed':
    case 'version-unreadable':
      if (!timeIsUp) return 'there is time left'
      if (!plan.settings.asksVersion) return 'no version was asked for'
      // What was answered before the last look, while the rollout went on, counts for nothing.
      return played.questions.some(({ version }) => version !== VERSION) ||
        played.questions.filter(({ at }) => at >= (looks.at(-1)?.at ?? Infinity)).length < plan.settings.samples
        ? undefined
        : 'every answer was right'
    case 'competing-trigger':
      if (plan.pipeline.handling !== 'disable' || plan.pipeline.project === 'none') return 'no project was named'
      return trigger?.live === true ||
        plan.pipeline.project === 'mixed' ||
        [...met].some((fault) => fault.startsWith('codebuild')) ||
        // Where calls take time, there may be none left at the deadline to read the pipelines to their end.
        (plan.latency > 0 && timeIsUp)
        ? undefined
        : 'no push starts the project'
    case 'digest-unreadable':
      return plan.service.quirks.hidesDigests || plan.events.some(({ what }) => what.kind === 'hide-digests')
        ? undefined
        : 'every digest is reported'
    case 'service-not-found':
      return now?.active === true ? 'the service is ACTIVE' : undefined
    case 'access-denied':
      return [...met].some((fault) => fault.endsWith('denied')) ? undefined : 'nothing was refused'
    case 'aws-unreachable':
      if (!timeIsUp) return 'there is time left'
      // Where calls take time, the last ones are given up at the run's end.
      return plan.latency > 0 || isBehind(played) || [...met].some((fault) => !fault.endsWith('denied'))
        ? undefined
        : 'every call was answered'
    case 'cancelled':
      return plan.cancelAt === undefined ? 'nobody cancelled' : undefined
    case 'image-unproven':
    case 'image-stale':
    case 'feature-failed':
    case 'credentials':
    case 'invalid-input':
    case 'internal-error':
      return 'this world has no reason for it'
  }
}

/** What a run may have done wrong, the worst first. */
export const WRONGS = ['false pass', 'false failure', 'late end', 'defect'] as const
export type Wrong = (typeof WRONGS)[number]

/**
 * All complaints about a run, by what it did wrong. A `false failure` is any verdict but `verified` where the promise held or was about
 * to, and any cause that is not true of the world.
 *
 * @param mustVerify whether nothing goes wrong in the world, so that no other verdict will do
 */
export function wrongsOf(played: Played, mustVerify: boolean): Readonly<Record<Wrong, readonly string[]>> {
  const { late, denied } = unsaid(played)
  return {
    'false pass': soundness(played),
    'false failure': [...truthfulness(played), ...denied, ...(mustVerify ? unverified(played) : [])],
    'late end': [...late, ...promptness(played), ...cadence(played), ...timeliness(played)],
    defect: form(played),
  }
}
