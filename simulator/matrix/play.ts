import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAws } from '../../src/aws/clients.ts'
import { parseSettings, secretsOf } from '../../src/inputs.ts'
import type { RunOutcome, Settings } from '../../src/model.ts'
import { publishMetrics } from '../../src/publish.ts'
import { annotationOf } from '../../src/report/annotation.ts'
import { jsonReportOf } from '../../src/report/json.ts'
import { createLog } from '../../src/report/log.ts'
import { createNarrator } from '../../src/report/narrator.ts'
import { outputsOf } from '../../src/report/outputs.ts'
import { redactOutcome } from '../../src/report/redact-outcome.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { run } from '../../src/run.ts'
import { environmentOf, inputsOf, runnerFiles } from '../run-action.ts'
import type { RecordedRequest } from '../server.ts'
import { stageStory, type StagedStory, type Story } from '../story.ts'
import type { Fault, FaultSpan } from '../wire/faults.ts'
import { callOf } from './calls.ts'
import { InProcessTime } from './in-process-time.ts'

/** A fault in the way of a call, as the list of calls names it. */
export interface LaidFault {
  readonly call: string
  readonly fault: Fault
  readonly span: FaultSpan
}

/** What a run in this process left behind. */
export interface Played {
  readonly staged: StagedStory
  readonly outcome: RunOutcome | undefined
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly annotations: number
  readonly log: readonly string[]
  readonly requests: readonly RecordedRequest[]
  /** What went wrong in the action itself: exceptions that nobody waited for, a run that never ends. */
  readonly defects: readonly string[]
  /** Simulated milliseconds from the start of the run to its end, the metrics included. */
  readonly took: number
  /** In milliseconds, where the inputs could be read. */
  readonly timeout: Settings['timeout'] | undefined
}

export interface PlayedWith {
  /** Inputs of a run before, which nothing disturbs. */
  readonly before?: Readonly<Record<string, string>> | undefined
  /** Gets what the calls answer, under their names in the list of calls. */
  readonly onAnswer?: (call: string, answer: unknown) => void
}

/** Told what was not waited for while a run goes on. */
let defects: string[] = []
const note = (error: unknown): void => {
  defects.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

/** Has exceptions that nobody waits for told to the run that goes on, for the rest of this process. */
export function watchForDefects(): void {
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
}

/**
 * Plays a story through the action's sources in this process: the real SDK clients over real sockets, in simulated time. What
 * `src/main.ts` does around the run is done here. One at a time.
 */
export async function playInProcess(
  story: Story,
  faults: readonly LaidFault[] = [],
  { before, onAnswer }: PlayedWith = {},
): Promise<Played> {
  const staged = await stageStory(story)
  const { server } = staged.stage
  const temp = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-'))
  const environment = { ...process.env }
  try {
    const runner = {
      ...environmentOf(server, staged.context, await runnerFiles(temp, staged.context)),
      // A checkout would answer for GitHub, and git takes a process of its own.
      GITHUB_WORKSPACE: '',
    }
    const envWith = async (inputs: Readonly<Record<string, string>>): Promise<Record<string, string>> => ({
      ...runner,
      ...(await inputsOf({ ...staged, inputs: { ...staged.inputs, ...inputs } })),
    })
    for (const name of Object.keys(process.env)) if (/^(AWS|GITHUB|INPUT)_/.test(name)) delete process.env[name]
    Object.assign(process.env, runner)
    if (before !== undefined) await playStaged(staged, await envWith(before))
    for (const { call, fault, span } of faults) server.fault((operation) => callOf(operation) === call, fault, span)
    if (onAnswer !== undefined) server.onAnswer = (operation, answer) => onAnswer(callOf(operation), answer)
    return await playStaged(staged, await envWith({}))
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
    Object.assign(process.env, environment)
    await server.close()
    await rm(temp, { recursive: true, force: true })
  }
}

async function playStaged(staged: StagedStory, env: Readonly<Record<string, string>>): Promise<Played> {
  defects = []
  const before = staged.stage.server.requests.length
  const log: string[] = []
  const dead = Promise.withResolvers<never>()
  const time = new InProcessTime(staged.stage, () =>
    dead.reject(new Error('the run waits, though nothing is under way and no timer is set')),
  )
  const startedAt = time.now()
  const cancellation = new AbortController()
  let settings: Settings | undefined
  let outcome: RunOutcome | undefined
  time.install()
  try {
    const work = runAsMain(
      env,
      time,
      cancellation,
      (text) => log.push(text),
      (parsed) => (settings = parsed),
    )
    outcome = await Promise.race([work, dead.promise])
  } catch (error) {
    note(error)
  }
  const took = time.now() - startedAt
  cancellation.abort(new Error('the run is over'))
  // What was given up may still fail a moment later, with nobody to hear it.
  await new Promise((resolve) => setImmediate(resolve))
  time.uninstall()
  return {
    staged,
    outcome,
    outputs: outcome === undefined ? {} : outputsOf(outcome),
    summary: outcome === undefined ? '' : summaryOf(outcome, {}),
    annotations: outcome === undefined || annotationOf(outcome, undefined) === undefined ? 0 : 1,
    log,
    requests: staged.stage.server.requests.slice(before),
    defects,
    took,
    timeout: settings?.timeout,
  }
}

async function runAsMain(
  env: Readonly<Record<string, string>>,
  clock: InProcessTime,
  cancellation: AbortController,
  write: (text: string) => void,
  onSettings: (settings: Settings) => void,
): Promise<RunOutcome> {
  const startedAt = clock.now()
  const settings = await parseSettings(env)
  onSettings(settings)
  const redact = createRedactor([...secretsOf(env), ...settings.secrets])
  const narrator = createNarrator(createLog(write, redact), '0.0.0', startedAt, undefined)
  const figures = { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} as Record<string, number> }
  const hardEnd = { at: Infinity }
  const outcome = await run(settings, {
    actionVersion: '0.0.0',
    aws: createAws({
      clock,
      signal: cancellation.signal,
      figures,
      hardEnd: () => hardEnd.at,
      userAgent: 'ecs-deploy-verifier/0.0.0',
    }),
    clock,
    signal: cancellation.signal,
    hardEnd,
    figures,
    startedAt,
    narrator: {
      ...narrator,
      defect: (error) => {
        note(error)
        narrator.defect(error)
      },
    },
    redact,
    dockerConfigPath: join(homedir(), '.docker', 'no-such-config.json'),
  })
  narrator.end(outcome)
  const publication = await publishMetrics(outcome, {
    clock,
    cancelled: cancellation.signal,
    until: hardEnd.at + 700,
    connect: (limits) =>
      createAws({
        clock,
        figures: { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} },
        userAgent: 'ecs-deploy-verifier/0.0.0',
        ...limits,
      }),
  })
  const told = redactOutcome(outcome, redact)
  JSON.stringify(jsonReportOf(told, { publication }))
  return told
}
