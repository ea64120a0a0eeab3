import { lstat, mkdir, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { createAws } from './aws/clients.ts'
import { systemClock } from './clock.ts'
import { asFinding, Ending } from './ending.ts'
import { fallbackReportPath, parseSettings, secretsOf } from './inputs.ts'
import { concluded } from './judge/causes.ts'
import { cancelled } from './judge/verified.ts'
import type { RunOutcome, Settings } from './model.ts'
import { annotationOf } from './report/annotation.ts'
import { isDocsUrl, jsonTextOf, type SummaryContext } from './report/json.ts'
import { createLog, type Log } from './report/log.ts'
import { createNarrator } from './report/narrator.ts'
import { outputsOf } from './report/outputs.ts'
import { redactOutcome } from './report/redact-outcome.ts'
import { createRedactor, type Redact } from './report/redact.ts'
import { restoreNotes } from './judge/pipelines.ts'
import { internalError } from './outcome.ts'
import { type Publication, publishMetrics } from './publish.ts'
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

/** A run that ended at its hard end may take so long beyond it, in milliseconds: it ends within 5 s of its deadline. */
const LAST_PUBLICATION = 700

/** The step of the workflow: inputs, run, report, exit. */
export async function main(): Promise<void> {
  const startedAt = systemClock.now()
  const env: Environment = process.env
  let redactKnown: Redact = (text) => text
  const mask = (secrets: readonly string[]): void => {
    // Not by @actions/core: undici, which comes with it, is half of the time until the first AWS call.
    for (const secret of secrets) log.mask(secret)
    redactKnown = createRedactor(secrets)
  }
  const redact: Redact = (text) => redactKnown(text)
  const log = createLog((text) => process.stdout.write(text), redact)
  mask(secretsOf(env))

  const cancellation = new AbortController()
  const cancel = (signal: NodeJS.Signals): void => {
    const { code, headline, explanation, nextStep } = { code: 'cancelled' as const, ...cancelled(signal) }
    cancellation.abort(new Ending(code, headline, explanation, nextStep))
  }
  // What is thrown where nobody waits for it must not cost the outputs.
  const defect = (error: unknown): void => {
    const { cause, headline, explanation, nextStep } = internalError(error)
    if (error instanceof Error) log.debug(error.stack ?? error.message)
    cancellation.abort(new Ending(cause, headline, explanation, nextStep))
  }
  process.on('uncaughtException', defect)
  process.on('unhandledRejection', defect)
  process.on('SIGINT', cancel)
  process.on('SIGTERM', cancel)

  const hardEnd = { at: Infinity }
  const outcome = await runFrom(env, startedAt, cancellation.signal, hardEnd, log, redact, mask)
  const publication = publishMetrics(outcome, {
    clock: systemClock,
    cancelled: cancellation.signal,
    until: hardEnd.at + LAST_PUBLICATION,
    connect: (limits) =>
      createAws({
        clock: systemClock,
        figures: { awsCalls: 0, throttled: 0, faults: {} },
        userAgent: `ecs-deploy-verifier/${actionVersion}`,
        ...limits,
      }),
  })
  await publish(redactOutcome(outcome, redact), outcome.settings, publication, env, log, redact)
  // Sockets of calls that were given up must not hold the process.
  const exitCode = outcome.verdict.verdict === 'verified' ? 0 : 1
  process.stdout.write('', () => process.exit(exitCode))
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
  const figures = { awsCalls: 0, throttled: 0, faults: {} as Record<string, number> }
  let outcome: RunOutcome
  try {
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
    })
    outcome = await run(settings, {
      actionVersion,
      aws,
      clock: systemClock,
      signal,
      hardEnd,
      figures,
      startedAt,
      narrator,
      redact,
      dockerConfigPath: join(env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json'),
      ...(env['NODE_USE_ENV_PROXY'] === '1' ? { proxyEnv: process.env } : {}),
    })
  } catch (error) {
    if (!(error instanceof Ending) && error instanceof Error) narrator.defect(error)
    outcome = withoutRun(error, startedAt)
  }
  narrator.end(outcome)
  return outcome
}

/** The outcome of a run that ended before it began: a bad input, or a defect. */
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

/** Outputs first: they are what later steps read, and a kill may come at any time. The metrics travel meanwhile. */
async function publish(
  outcome: RunOutcome,
  settings: Settings | undefined,
  publication: Promise<Publication | undefined>,
  env: Environment,
  log: Log,
  redact: Redact,
): Promise<void> {
  const core = await import('@actions/core')
  const reportPath = settings?.reportPath ?? fallbackReportPath(env)
  const docsUrl = documentationUrl(env)
  const written = await writeReport(reportPath, outcome, { docsUrl }, log)
  const outputs = { ...outputsOf(outcome), 'report-path': written ? reportPath : '' }
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value)
  const annotation = annotationOf(outcome, docsUrl)
  if (annotation !== undefined) log.error(annotation.message, annotation.title)
  const notRestored = restoreNotes(outcome.pipelines)
  if (notRestored.length > 0) log.warning(notRestored.join('\n'), 'not restored')
  const context = { docsUrl, publication: tellPublication(await publication, log, redact) }
  if ((env['GITHUB_STEP_SUMMARY'] ?? '') !== '') {
    try {
      // Half of what is written to a person is written here alone: no start should wait for it.
      const { summaryOf } = await import('./report/summary.ts')
      await core.summary.addRaw(summaryOf(outcome, context)).write()
    } catch (error) {
      log.warning(`The job summary could not be written: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (written && context.publication !== undefined) await replaceReport(reportPath, outcome, context, log)
}

/** @returns the same, redacted, for the summary and the report */
function tellPublication(publication: Publication | undefined, log: Log, redact: Redact): Publication | undefined {
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
        `The metrics were not published to the CloudWatch namespace ${namespace}. ${why} The verdict stands as it is.`,
        'metrics not published',
      )
      return { ...publication, namespace: redact(namespace), why: redact(why) }
    }
  }
}

async function writeReport(path: string, outcome: RunOutcome, context: SummaryContext, log: Log): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, jsonTextOf(outcome, context))
    return true
  } catch (error) {
    log.warning(`The report could not be written to ${path}: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

/** The report once more, now that it is known what became of the metrics. A kill meanwhile leaves the first one whole. */
async function replaceReport(path: string, outcome: RunOutcome, context: SummaryContext, log: Log): Promise<void> {
  try {
    // Only a file can be put in the place of another; what else the workflow named (a link, a pipe) keeps the first report.
    if (!(await lstat(path)).isFile()) return
    const next = `${path}.next`
    await writeFile(next, jsonTextOf(outcome, context))
    await rename(next, path)
  } catch (error) {
    log.warning(
      `What became of the metrics could not be added to the report in ${path}: ${error instanceof Error ? error.message : String(error)}`,
    )
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
