import { homedir } from 'node:os'
import { join } from 'node:path'
import { createAws } from './aws/clients.ts'
import { inTime, systemClock, whenAborted } from './clock.ts'
import { asFinding, Ending } from './ending.ts'
import { fallbackReportPath, parseSettings, secretsOf } from './inputs.ts'
import { concluded } from './judge/causes.ts'
import type { RunOutcome } from './model.ts'
import type { Message } from './paragraphs.ts'
import { type Annotation, annotationOf } from './report/annotation.ts'
import { LOCAL_DOCS, messageSection } from './report/causes.ts'
import { isDocsUrl, jsonTextOf, type SummaryContext } from './report/json.ts'
import { createLog, type Log } from './report/log.ts'
import { createNarrator } from './report/narrator.ts'
import { outputsOf } from './report/outputs.ts'
import { redactOutcome } from './report/redact-outcome.ts'
import { createRedactor, type Redact } from './report/redact.ts'
import { restoreNotes } from './judge/pipelines.ts'
import { unfitNode } from './node-version.ts'
import { internalError } from './outcome.ts'
import { type Publication, publishMetrics } from './publish.ts'
import { proxyOf, withProxyHint } from './proxy.ts'
import { replaceReport, writeReport } from './report-file.ts'
import { run } from './run.ts'
import { version as actionVersion } from './version.ts'
import { count } from './wording.ts'

/**
 * A small young generation and a heap that is collected early: 5,000 tasks are read look after look, and a runner's memory is shared
 * with the job. Reading a layer of 2 GB stays below 150 MB by it, too. Only once the start is over, which it would slow down.
 */
function keepMemorySmall(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--optimize-for-size')
  setFlagsFromString('--max-semi-space-size=1')
}

type Environment = Readonly<Record<string, string | undefined>>

/** So long the report, the summary and the log may hold the end of a run, in milliseconds. */
const PATIENCE = 5_000
/** The same once the run is cancelled: it ends within 2 s of that. */
const PATIENCE_ONCE_CANCELLED = 1_200
/** What a file that is no trouble needs, however late it is. */
const LAST_CHANCE = 200

/** A run that ended at its hard end may take so long beyond it, in milliseconds: it ends within 5 s of its deadline. */
const LAST_PUBLICATION = 700

/**
 * The step of the workflow: inputs, run, report, exit. Never rejects.
 * @param interruption aborted when the run is cancelled; a defect that nobody waits for aborts it too
 */
export async function main(interruption: AbortController): Promise<void> {
  const startedAt = systemClock.now()
  const env: Environment = process.env
  let redactKnown: Redact = (text) => text
  const known = new Set<string>()
  const mask = (secrets: readonly string[]): void => {
    for (const secret of secrets) {
      if (known.has(secret)) continue
      known.add(secret)
      // Not by @actions/core: undici, which comes with it, is half of the time until the first AWS call.
      log.mask(secret)
    }
    redactKnown = createRedactor([...known])
  }
  const redact: Redact = (text) => redactKnown(text)
  const log = createLog((text) => process.stdout.write(text), redact)
  // A log that nobody reads any more says nothing about the deploy; the outputs and the report are still there for who asks.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  // What is thrown where nobody waits for it must not cost the outputs.
  const defect = (error: unknown): void => {
    const { cause, headline, explanation, nextStep } = internalError(error)
    if (error instanceof Error) log.debug(error.stack ?? error.message)
    interruption.abort(new Ending(cause, headline, explanation, nextStep))
  }
  process.on('uncaughtException', defect)
  process.on('unhandledRejection', defect)
  mask(secretsOf(env))

  const hardEnd = { at: Infinity }
  const { signal } = interruption
  const outcome = await runFrom(env, startedAt, signal, hardEnd, log, redact, mask)
  const until = hardEnd.at + LAST_PUBLICATION
  const publication = publishMetrics(outcome, {
    clock: systemClock,
    cancelled: signal,
    until,
    connect: (limits) =>
      createAws({
        clock: systemClock,
        figures: { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} },
        userAgent: `ecs-deploy-verifier/${actionVersion}`,
        ...proxyOf(env),
        ...limits,
      }),
  })
  const docsUrl = documentationUrl(env)
  const { told, rendering } = await renderingOf(outcome, startedAt, docsUrl, log, redact)
  const limits = { cancelled: signal, until }
  const isTold = await publish(told, rendering, publication, limits, docsUrl, env, log, redact).catch(
    (error: unknown) => {
      if (error instanceof Error) log.debug(error.stack ?? error.message)
      return false
    },
  )
  // Sockets of calls that were given up must not hold the process.
  process.exit(isTold && told.verdict.verdict === 'verified' ? 0 : 1)
}

interface Limits {
  /** The run's own signal. */
  readonly cancelled: AbortSignal
  /** Milliseconds since the epoch after which the run must not go on. */
  readonly until: number
}

/** When nothing may hold the end of the run any longer, neither a slow disk nor a log that nobody reads. */
async function enoughOf({ cancelled, until }: Limits): Promise<void> {
  await Promise.race([
    wait(Math.max(0, Math.min(PATIENCE, until - systemClock.now()))),
    whenAborted(cancelled).then(async () => wait(PATIENCE_ONCE_CANCELLED)),
  ])
}

/** What is waited for keeps the process alive; this alone does not. */
async function wait(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}

/** @returns undefined where the work was not done in time */
async function beforeEnough<Value>(enough: Promise<void>, work: Promise<Value>): Promise<Value | undefined> {
  return Promise.race([work, enough.then(async () => inTime(work, LAST_CHANCE))])
}

async function runFrom(
  env: Environment,
  startedAt: number,
  signal: AbortSignal,
  hardEnd: { at: number },
  log: Log,
  redact: Redact,
  mask: (secrets: readonly string[]) => void,
): Promise<RunOutcome> {
  const narrator = createNarrator(log, actionVersion, startedAt, documentationUrl(env))
  const figures = { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} as Record<string, number> }
  let outcome: RunOutcome
  try {
    const unfit = unfitNode(process.versions.node)
    if (unfit !== undefined) throw unfit
    const settings = await parseSettings(env)
    // Header values as YAML reads them are known only now.
    mask(settings.secrets)
    const aws = createAws({
      clock: systemClock,
      signal,
      figures,
      hardEnd: () => hardEnd.at,
      userAgent: `ecs-deploy-verifier/${actionVersion}`,
      onFirstAnswer: keepMemorySmall,
      ...proxyOf(env),
    })
    const ended = await run(settings, {
      actionVersion,
      aws,
      clock: systemClock,
      signal,
      hardEnd,
      figures,
      startedAt,
      narrator,
      redact,
      // The login of the runner's docker config is known only when a registry asks for it.
      hide: mask,
      dockerConfigPath: join(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json'),
      ...proxyOf(env),
    })
    outcome = withProxyHint(ended, env)
  } catch (error) {
    if (!(error instanceof Ending) && error instanceof Error) narrator.defect(error)
    outcome = withoutRun(error, startedAt)
  }
  try {
    narrator.end(outcome)
    return outcome
  } catch (error) {
    if (error instanceof Error) narrator.defect(error)
    return withoutRun(error, startedAt)
  }
}

/** The outcome of a run that ended before it began: a bad input, a Node that is too old, or a defect. */
function withoutRun(error: unknown, startedAt: number): RunOutcome {
  const finding = error instanceof Ending ? asFinding(error) : internalError(error)
  return {
    actionVersion,
    verdict: concluded(finding),
    services: [],
    decisive: 0,
    answers: [],
    features: [],
    timeline: [],
    recommendations: [],
    figures: { startedAt, endedAt: systemClock.now(), looks: 0, awsCalls: 0, throttled: 0, faults: {} },
  }
}

interface Rendering {
  readonly outputs: Readonly<Record<string, string>>
  readonly annotation: Annotation | undefined
  /** In pieces, made when they are written: whole, it is the most memory that a run of thousands of tasks takes. */
  readonly report: () => Iterable<string>
  readonly summary: string
}

/** @param outcome already redacted */
async function render(outcome: RunOutcome, context: SummaryContext): Promise<Rendering> {
  // Half of what is written to a person is written there alone: no start should wait for it.
  const { summaryOf } = await import('./report/summary.ts')
  const report = (): Iterable<string> => jsonTextOf(outcome, context)
  // Once before anything is told: what cannot be made must be known by then.
  for (const piece of report()) void piece
  return {
    outputs: outputsOf(outcome),
    annotation: annotationOf(outcome, context.docsUrl),
    report,
    summary: summaryOf(outcome, context),
  }
}

/** All texts of an outcome, before any of them is told: where one cannot be made, that is a defect, and the defect is told. */
async function renderingOf(
  outcome: RunOutcome,
  startedAt: number,
  docsUrl: string | undefined,
  log: Log,
  redact: Redact,
): Promise<{ readonly told: RunOutcome; readonly rendering: Rendering }> {
  const rendered = async (from: RunOutcome): Promise<{ readonly told: RunOutcome; readonly rendering: Rendering }> => {
    const told = redactOutcome(from, redact)
    return { told, rendering: await render(told, { docsUrl }) }
  }
  try {
    return await rendered(outcome)
  } catch (error) {
    if (error instanceof Error) log.debug(error.stack ?? error.message)
    return rendered(withoutRun(error, startedAt))
  }
}

/**
 * Outputs first: they are what later steps read, and a kill may come at any time. The metrics travel meanwhile.
 * @returns whether the outputs are set
 */
async function publish(
  outcome: RunOutcome,
  rendering: Rendering,
  publication: Promise<Publication | undefined>,
  limits: Limits,
  docsUrl: string | undefined,
  env: Environment,
  log: Log,
  redact: Redact,
): Promise<boolean> {
  const core = await import('@actions/core')
  const set = (outputs: Readonly<Record<string, string>>): string | undefined => {
    try {
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value)
      return undefined
    } catch (error) {
      return reasonOf(error)
    }
  }
  // The report's path only once the report is there, which may take its time; of two values the runner takes the later one.
  const unset = set({ ...rendering.outputs, 'report-path': '' })
  const enough = enoughOf(limits)
  /** Why it could not be done; undefined where it was. */
  const failureOf = async (work: Promise<unknown>): Promise<string | undefined> => {
    const failure = work.then(() => '', reasonOf)
    return ((await beforeEnough(enough, failure)) ?? 'it was not done before the run had to end') || undefined
  }
  const { annotation } = rendering
  if (annotation !== undefined) log.error(annotation.message, annotation.title)
  const about = (message: Message): string => `\nAbout this message: ${messageSection(docsUrl ?? LOCAL_DOCS, message)}`
  if (unset !== undefined) tellUnset(unset, about('outputs-not-set'), annotation !== undefined, log)
  const notRestored = restoreNotes(outcome.pipelines)
  if (notRestored.length > 0) log.warning(`${notRestored.join('\n')}${about('not-restored')}`, 'not restored')

  for (const ignored of outcome.settings?.withoutEffect ?? [])
    log.warning(`${ignored}${about('inputs-without-effect')}`, 'input without effect')

  const reportPath = outcome.settings?.reportPath ?? fallbackReportPath(env)
  const unwritten = await failureOf(writeReport(reportPath, rendering.report(), systemClock))
  if (unwritten === undefined) set({ 'report-path': reportPath })
  else
    log.warning(
      `Expected to write the JSON report to ${reportPath}; ${sentence(unwritten)} The verdict stands as it is; the output report-path is empty. Correct report-path, or look at the runner's disk.${about('the-report-could-not-be-written')}`,
      'report not written',
    )

  const context = {
    docsUrl,
    publication: tellPublication(await publication, about('metrics-not-published'), log, redact),
  }
  const { report, summary } = context.publication === undefined ? rendering : await render(outcome, context)
  if ((env['GITHUB_STEP_SUMMARY'] ?? '') !== '') {
    const why = await failureOf(core.summary.addRaw(summary).write())
    if (why !== undefined)
      log.warning(
        `Expected to write the job summary to the file that GITHUB_STEP_SUMMARY names; ${sentence(why)} The verdict stands as it is, and the log tells it. Look at the runner's disk and at what an earlier step did to its files.${about('the-job-summary-could-not-be-written')}`,
        'summary not written',
      )
  }
  if (unwritten === undefined && context.publication !== undefined) {
    const why = await failureOf(replaceReport(reportPath, report()))
    if (why !== undefined)
      log.warning(
        `Expected to add to the JSON report in ${reportPath} what became of the metrics; ${sentence(why)} All else is in it. Look at the runner's disk.${about('the-report-could-not-be-written')}`,
        'report not complete',
      )
  }
  await beforeEnough(enough, new Promise<void>((resolve) => process.stdout.write('', () => resolve())))
  return unset === undefined
}

/**
 * @param about where to read on
 * @param isFailed whether the step fails in any case, with an annotation that says why: there is only one
 */
function tellUnset(why: string, about: string, isFailed: boolean, log: Log): void {
  const text = `Expected to set the outputs of this step in the file that GITHUB_OUTPUT names; ${sentence(why)} Later steps would read them as empty, so that this step fails. Look at the runner's disk and at what an earlier step did to its files, and run this job again.${about}`
  if (isFailed) log.warning(text, 'outputs not set')
  else log.error(text, 'outputs not set')
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A reason of the operating system as the end of a sentence. */
function sentence(reason: string): string {
  return `${reason.replace(/[.\s]+$/, '')}.`
}

/**
 * @param about where to read on
 * @returns the same, redacted, for the summary and the report
 */
function tellPublication(
  publication: Publication | undefined,
  about: string,
  log: Log,
  redact: Redact,
): Publication | undefined {
  switch (publication?.state) {
    case undefined:
      return undefined
    case 'published':
      log.line(
        `${count(publication.metrics, 'metric')} published to the CloudWatch namespace ${publication.namespace}.`,
      )
      return { ...publication, namespace: redact(publication.namespace) }
    case 'not-published': {
      const { namespace, why } = publication
      log.warning(
        `The metrics were not published to the CloudWatch namespace ${namespace}. ${why} The verdict stands as it is.${about}`,
        'metrics not published',
      )
      return { ...publication, namespace: redact(namespace), why: redact(why) }
    }
  }
}

/** The folder of the documentation, in the version of this action that runs; undefined for a local action. */
function documentationUrl(env: Environment): string | undefined {
  const repository = env['GITHUB_ACTION_REPOSITORY'] ?? ''
  const ref = env['GITHUB_ACTION_REF'] ?? ''
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^[\w./-]+$/.test(ref)) return undefined
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com'
  const url = `${server}/${repository}/blob/${ref}/docs`
  return isDocsUrl(url) ? url : undefined
}
