import type {
  Answer,
  Check,
  Expectation,
  ExpectedVersion,
  Finding,
  NextStep,
  Observation,
  ServedVersionSettings,
} from '../model.ts'
import { boundByNameAlone } from './image.ts'
import { sameVersion } from './version.ts'
import { count, shortSha } from '../wording.ts'
import { checkOf } from './case.ts'
import { cliNames } from './wording.ts'
import { aboutMessage } from '../paragraphs.ts'

const check = checkOf('served-version')

/** Whether the answer is a version and the expected one. */
export const agrees = (answer: Answer, version: ExpectedVersion): boolean =>
  answer.state === 'read' && sameVersion(version, answer.version)

/** How many of the last answers agree in a row. */
export function agreeingInARow(answers: readonly Answer[], version: ExpectedVersion): number {
  const lastOther = answers.findLastIndex((answer) => !agrees(answer, version))
  return answers.length - 1 - lastOther
}

/** Promise 4 as a check. `answers` are those of the round that is judged: all taken after promises 1 and 2 held. */
export function judgeServed(
  settings: ServedVersionSettings | undefined,
  version: ExpectedVersion,
  answers: readonly Answer[],
): Check {
  if (settings === undefined) return check('not-checked', '', 'no version-url was given')
  const expected = `${version.value} at ${settings.url}`
  const last = answers.at(-1)
  if (last === undefined) return check('pending', expected, 'not asked yet')
  const inARow = agreeingInARow(answers, version)
  if (inARow >= settings.samples) return check('pass', expected, `${version.value}, ${inARow} of ${inARow} answers`)
  if (last.state === 'unreadable') return check('unknown', expected, last.why)
  return agrees(last, version)
    ? check('pending', expected, `${last.version}, ${inARow} of ${settings.samples} answers`)
    : check('fail', expected, last.version)
}

/** Headers by which a cache says that it answered itself; undefined where none does. */
export function cacheWords(answer: Answer): string | undefined {
  const telling = answer.cache.filter(([name, value]) => {
    switch (name.toLowerCase()) {
      case 'age':
        return Number(value) > 0
      case 'x-cache':
      case 'cf-cache-status':
        return /hit|stale/i.test(value)
      default:
        return false
    }
  })
  return telling.length === 0 ? undefined : telling.map(([name, value]) => `${name}: ${value}`).join(', ')
}

/** A place that the served text may come from: what weighs for it, and what to do where it is the likeliest. */
interface Origin {
  readonly weighs: string
  readonly nextStep: NextStep
}

/** The likeliest first. */
function originsOf(
  served: string,
  answer: Answer,
  expectation: Expectation,
  observation: Observation,
): readonly Origin[] {
  const image = expectation.image.state === 'found' ? expectation.image.image : undefined
  const fromEnvironment = observation.service.taskDefinitions
    .flatMap((definition) => definition.containers)
    .filter((container) => container.name === observation.service.container)
    .some((container) => container.environmentValues.includes(served))
  const cache = cacheWords(answer)
  const isNamed = image !== undefined && !boundByNameAlone(image)
  const byCache: Origin = {
    weighs: `A cache says that it answered (${cache}): purge it, or let this URL bypass it.`,
    nextStep: {
      text: 'Purge the cache that answered, let the application send Cache-Control: no-store at this URL, and run this job again.',
    },
  }
  const byEnvironment: Origin = {
    weighs: `"${served}" stands word for word in the container's environment: the answer may come from there and say nothing about the code.`,
    nextStep: {
      text: 'Let the application take its version from what was built, and not from a variable of the task definition; or set that variable in the deploy.',
    },
  }
  const byBuild: Origin = {
    weighs: isNamed
      ? 'The image itself names the commit, so a stale build is unlikely: look at the route first.'
      : 'Most likely the image was built from old code (a cached layer, another checkout, a retag): nothing in it was found to name the commit, so only the served version can tell.',
    nextStep: {
      text: 'Build the image again from the commit without cached layers, with a revision label, and deploy it; if the label then names the commit and the answer is still old, look at caches and routes.',
      command: `docker build --pull --no-cache --label org.opencontainers.image.revision=${expectation.commit} …`,
    },
  }
  const byRoute: Origin = {
    weighs: `${cache === undefined ? 'No cache header explains the answer, and each request asked for a fresh one. ' : ''}A wrong route or another service behind the URL would look the same: compare the answer with that of a task itself.`,
    nextStep: {
      text: 'Follow the URL to what answers it: the name’s addresses, the listener’s rules, the target group and its targets. They must be the tasks of this service. If they are, ask a task itself.',
      command: `aws ecs list-tasks ${cliNames(observation.service).replace('--service ', '--service-name ')}`,
    },
  }
  return [
    ...(cache === undefined ? [] : [byCache]),
    ...(fromEnvironment ? [byEnvironment] : []),
    // Where the image names the commit, what weighs against the build leads to the route.
    isNamed ? { weighs: byBuild.weighs, nextStep: byRoute.nextStep } : byBuild,
    byRoute,
  ]
}

/** The finding at the deadline when promises 1 to 3 hold and the answers do not agree; undefined where they do. */
export function servedAtDeadline(
  settings: ServedVersionSettings | undefined,
  expectation: Expectation,
  observation: Observation,
  answers: readonly Answer[],
): Finding | undefined {
  if (settings === undefined) return undefined
  const { version } = expectation
  if (agreeingInARow(answers, version) >= settings.samples) return undefined
  const recent = answers.slice(-2 * settings.samples)
  const read = recent.flatMap((answer) => (answer.state === 'read' ? [answer] : []))
  const others = read.filter((answer) => !agrees(answer, version))
  const commit = shortSha(expectation.commit)
  const source = version.source === 'version-file' ? ` (${version.path ?? 'version file'} at the commit)` : ''
  const wanted = `Expected ${version.value}${source} at ${settings.url}, ${settings.samples} times in a row`
  const held = `every task runs the digest of ${commit}`
  const values = [...new Set(read.map((answer) => answer.version))]

  if (others.length === 0) {
    const why = recent.findLast((answer) => answer.state === 'unreadable')
    const url = settings.url.replaceAll("'", '%27')
    return {
      cause: 'version-unreadable',
      headline: 'the served version could not be read',
      explanation: `${wanted}; ${held}, but ${why?.why ?? `${read.length === 0 ? 'no answer was' : `only ${count(read.length, 'answer')} could be`} read in the time that was left`}.`,
      nextStep:
        why === undefined
          ? {
              text: 'Give the input "timeout" more time: the tasks were seen to be right only shortly before it was over.',
              about: aboutMessage('no-answer-was-read-in-the-time-that-was-left'),
            }
          : {
              text: 'Open the URL from where this job runs; correct "version-url", "version-selector" or "version-headers", or run this step where the URL can be reached.',
              command: `curl -sS -i -H 'Cache-Control: no-cache' '${url}'`,
              about: aboutMessage('the-served-version-could-not-be-read'),
            },
      ruledOut: ['No answer named another version, so it is neither version-mismatch nor version-mixed.'],
    }
  }
  if (values.length > 1)
    return {
      cause: 'version-mixed',
      headline: `the answers alternate between ${values.join(' and ')}`,
      explanation: `${wanted}; ${held}, but of the last ${count(read.length, 'answer')} ${others.length} ${others.length === 1 ? 'was' : 'were'} of another version (${[...new Set(others.map((answer) => answer.version))].join(', ')}).`,
      nextStep: {
        text: 'Something else answers at this URL beside the service: another service in the same target group, another region, or a cache with several nodes. List the targets behind it.',
      },
      ruledOut: ['All tasks of this service run the expected image, draining ones included, so it is not mixed-tasks.'],
    }
  const served = others.at(-1)
  const [likeliest, ...weighed] =
    served === undefined ? [] : originsOf(served.version, served, expectation, observation)
  return {
    cause: 'version-mismatch',
    headline: `the service answers ${served?.version ?? ''}, not ${version.value}`,
    explanation: `${wanted}; ${held}, yet the URL answers ${served?.version ?? ''}.${likeliest === undefined ? '' : ` ${likeliest.weighs}`}`,
    reasoning: weighed.map(({ weighs }) => weighs),
    nextStep: likeliest?.nextStep ?? { text: 'Run this job again.' },
    ruledOut: [
      'Every task that can answer runs the expected digest, so it is none of not-deployed, digest-mismatch and mixed-tasks.',
      'Nothing that was read inside the image contradicts the commit, so it is not image-stale.',
    ],
  }
}
