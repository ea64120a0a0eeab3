import type { Webhook } from '@aws-sdk/client-codebuild'

import type { PipelineProblem, Trigger } from '../../model.ts'
import { readHook } from './filters.ts'
import type { GitHubHook, GitHubHookChange, GitHubHooks } from './github-hook.ts'
import type { Patience } from '../problem.ts'
import type { ThisPush } from './this-push.ts'
import type { Look } from '../trigger.ts'
import { changeSide } from './change.ts'
import type { Written } from './change.ts'
import {
  MARK_EVENTS,
  addressOf,
  changeOf,
  githubProblem,
  githubSide,
  hasEvents,
  isMarked,
  isMarkedOff,
  planSwitchOff,
  planSwitchOn,
  problemsOf,
  readGitHubSide,
  sideOf,
} from './github.ts'
import type { GitHubSide } from './github.ts'
import { UNREAD, toldTrigger, unreadTrigger } from './trigger.ts'
import type { HookPicture } from './trigger.ts'
import { atGitHub, switchCommand } from './words.ts'

export interface SwitchDeps {
  readonly github: GitHubHooks
  readonly region: string
  readonly patience: Patience
  readonly thisPush?: ThisPush | undefined
}

/** A live hook that cannot be disabled at CodeBuild, but may be switched off at GitHub. */
export interface Stuck {
  readonly hook: Webhook
  /** Whether CodeBuild turned the change down; else it was not asked. */
  readonly refused: boolean
  /** Without what a person could do at GitHub. */
  readonly problem: PipelineProblem
}

/** What the GitHub side is known to be, and what this run did to it. */
export interface AtGitHub {
  readonly side?: GitHubSide | undefined
  readonly switched?: SwitchedHook
  readonly refused?: boolean
}

type About = (trigger: Trigger) => void

type SwitchedHook = Written<GitHubHook, GitHubHookChange> | undefined

/** Switches a hook off that CodeBuild's side cannot hold up. */
export async function switchOff(
  { github, region, patience, thisPush }: SwitchDeps,
  project: string,
  { hook, refused, problem }: Stuck,
  about: About,
): Promise<Look> {
  const base = { project, region, hook, doing: 'disabled' as const }
  const failed = async (picture: Partial<HookPicture>, ...problems: PipelineProblem[]): Promise<Look> => ({
    triggers: [await toldTrigger(thisPush, { ...base, refused, ...picture })],
    problems: [
      {
        ...problem,
        message: `${problem.message} ${atGitHub(hook)}`,
        // CodeBuild's side will not change, but what keeps GitHub from being asked may pass: then it is worth another try.
        ...(problems.length > 0 && problems.every(({ passing }) => passing === true)
          ? { passing: true, heldUpBy: 'GitHub' as const }
          : {}),
      },
      ...problems,
    ],
  })
  const what = `The webhook of ${project} could not be switched off at GitHub`
  const address = addressOf(hook, github.host)
  if ('why' in address) return failed({}, { project, message: `${what} either: ${address.why}.`, blocking: true })

  const { path } = address
  const switchedOff = async (seen: GitHubHook, switched: SwitchedHook): Promise<Look> => ({
    triggers: [await toldTrigger(thisPush, { ...base, side: sideOf(path, seen), switched })],
    problems: [
      ...(refused
        ? [{ ...problem, message: `${problem.message} At GitHub it is switched off instead.`, blocking: false }]
        : []),
      ...secretProblems(project, seen, switched),
    ],
  })
  /** Off without the mark, it could not be told from one that its owner switched off: no restore would bring it back. */
  const takeBack = async (before: GitHubHook, switched: SwitchedHook): Promise<Look> => {
    const change: GitHubHookChange = { active: true, events: before.events }
    const isBack = (hook: GitHubHook): boolean => hook.active && hasEvents(hook, before.events)
    const side = githubSide(github, path, (hook) => (isMarkedOff(hook) || isBack(hook) ? undefined : change))
    const end = await changeSide(side, patience, undefined, (now) =>
      about(unreadTrigger({ ...base, side: sideOf(path, now), switched: { before, change } }, UNREAD)),
    )
    if (end.how === 'settled' && isMarkedOff(end.seen)) return switchedOff(end.seen, switched)
    const unmarked = `${what} so that it could be restored: GitHub did not keep the mark (the events ${MARK_EVENTS.join(', ')})`
    if (end.how === 'settled') {
      const message = `${unmarked}, so it was switched on again.`
      return failed({ side: sideOf(path, end.seen), refused: true }, { project, message, blocking: true })
    }
    const why = 'failure' in end ? ` (${end.failure.action}: ${end.failure.code}: ${end.failure.message})` : ''
    const message = `${unmarked}, and it could not be brought back as it was${why}.`
    const byHand = `To do that by hand, run: ${switchCommand(hook, change)}`
    const picture = {
      ...base,
      switched: { before, change },
      ...('seen' in end ? { side: sideOf(path, end.seen) } : {}),
    }
    return {
      triggers: ['seen' in end ? await toldTrigger(thisPush, picture) : unreadTrigger(picture, UNREAD)],
      problems: [problem, { project, message: `${message} ${byHand}`, blocking: true }],
    }
  }
  const end = await changeSide(
    githubSide(github, path, (hook) => changeOf(planSwitchOff(hook))),
    patience,
    undefined,
    (before, switched) => about(unreadTrigger({ ...base, side: sideOf(path, before), switched }, UNREAD)),
  )
  switch (end.how) {
    case 'settled': {
      const { seen, written } = end
      if (written !== undefined && !seen.active && !isMarked(seen)) return takeBack(written.before, written)
      const plan = planSwitchOff(seen)
      if (plan.kind === 'impossible')
        return failed(
          { side: sideOf(path, seen), switched: written },
          { project, message: `${what}: ${plan.why}.`, blocking: true },
        )
      return switchedOff(seen, written)
    }
    case 'contested': {
      const message = `The webhook of ${project} was switched off at GitHub twice and read back active each time: something else is changing it.`
      const picture = { side: sideOf(path, end.seen), switched: end.written }
      return failed(picture, { project, message, blocking: true })
    }
    case 'refused':
      return failed({ side: sideOf(path, end.seen), refused: true }, githubProblem(project, what, end.failure, true))
    case 'unreadable': {
      const picture = { side: { state: 'unreadable', failure: end.failure }, switched: end.written } as const
      const look = await failed(picture, githubProblem(project, unreadAtGitHub(project), end.failure, true))
      if (end.written === undefined) return look
      return { ...look, triggers: [unreadTrigger({ ...base, ...picture }, UNREAD)] }
    }
    case 'gone':
      // GitHub does not tell a hook that is gone from one that the token may not see.
      return failed({})
  }
}

export interface SwitchedOn extends AtGitHub {
  readonly problems: readonly PipelineProblem[]
}

/** Takes the mark away, whatever CodeBuild's side is by now: the mark says who put it there. */
export async function switchOn(
  { github, region, patience }: SwitchDeps,
  project: string,
  hook: Webhook,
  about: About,
): Promise<SwitchedOn> {
  const side = await readGitHubSide(github, hook)
  const what = `The webhook of ${project} could not be restored at GitHub`
  const told = (message: string): readonly PipelineProblem[] => [{ project, message: `${message}.`, blocking: false }]
  if (!('hook' in side)) return { side, problems: problemsOf(project, side, false) }
  if (!isMarked(side.hook)) return { side, problems: [] }
  const { state } = readHook(hook)
  if (state === 'protected' || state === 'mixed')
    return { side, problems: told(`${what}: it feeds CodeBuild-hosted runners now, and such a hook is never touched`) }

  const { path } = side
  const base = { project, region, hook, doing: 'restored' as const }
  const end = await changeSide(
    githubSide(github, path, (hook) => changeOf(planSwitchOn(hook))),
    patience,
    side.hook,
    (before, switched) => about(unreadTrigger({ ...base, side: sideOf(path, before), switched }, UNREAD)),
  )
  switch (end.how) {
    case 'settled': {
      const plan = planSwitchOn(end.seen)
      return {
        side: sideOf(path, end.seen),
        switched: end.written,
        problems:
          plan.kind === 'impossible' ? told(`${what}: ${plan.why}`) : secretProblems(project, end.seen, end.written),
      }
    }
    case 'contested': {
      const message = `The webhook of ${project} was restored at GitHub twice and read back otherwise each time: something else is changing it`
      return { side: sideOf(path, end.seen), switched: end.written, problems: told(message) }
    }
    case 'refused':
      return {
        side: sideOf(path, end.seen),
        refused: true,
        problems: [githubProblem(project, what, end.failure, false)],
      }
    case 'unreadable':
      return {
        side: { state: 'unreadable', failure: end.failure },
        switched: end.written,
        problems: [githubProblem(project, unreadAtGitHub(project), end.failure, false)],
      }
    case 'gone':
      return { problems: [] }
  }
}

function unreadAtGitHub(project: string): string {
  return `The webhook of ${project} could not be read again at GitHub`
}

/** A write says nothing about the secret, so that GitHub keeps it; this is how it would be noticed if it did not. */
function secretProblems(project: string, now: GitHubHook, written: SwitchedHook): readonly PipelineProblem[] {
  if (written?.before.hasSecret !== true || now.hasSecret) return []
  const message =
    `GitHub no longer has a secret for the webhook of ${project}, so CodeBuild will not accept what it sends: ` +
    'once it is restored, give it a new one with aws codebuild update-webhook --rotate-secret.'
  return [{ project, message, blocking: false }]
}
