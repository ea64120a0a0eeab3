import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ActionRun } from '../run-action.ts'
import type { Stage } from '../stage.ts'
import { hookId, type Way } from '../stories/triggers.ts'
import { isRecord } from '../wire/protocol.ts'

const METADATA: unknown = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'))
const OUTPUTS = isRecord(METADATA) && isRecord(METADATA['outputs']) ? Object.keys(METADATA['outputs']).toSorted() : []

/** What an undisturbed run of the same story came to. */
export interface Verdict {
  readonly verdict: string
  readonly cause: string
}

/**
 * What became of an interrupted run. `cancelled`: it told so. `decided`: the signal found a verdict, which stands. `killed`: SIGKILL.
 * `not begun`: the signal came before the action's code was there to hear it.
 */
export type Fate = 'cancelled' | 'decided' | 'killed' | 'not begun'

export function fateOf(run: ActionRun): Fate {
  if (run.signal === 'SIGKILL' && !run.escalated) return 'killed'
  if (run.signal !== undefined) return 'not begun'
  return run.outputs['cause'] === 'cancelled' ? 'cancelled' : 'decided'
}

/**
 * What an interrupted run should have done and did not, one sentence each; empty where all of it holds.
 * @param undisturbed what the run comes to where nobody interrupts it
 */
export function brokenClaims(run: ActionRun, undisturbed: Verdict, ways: readonly Way[], stage: Stage): string[] {
  const fate = fateOf(run)
  if (run.escalated) return [`it went on until the runner sent more signals (${run.signal ?? 'ended by itself'})`]
  if (fate === 'killed') return []
  if (fate === 'not begun')
    return run.requests.length === 0 && run.stdout.length === 0 ? [] : [`${run.signal} ended it after it had begun`]
  return [
    ...toldClaims(run, fate === 'cancelled' ? CANCELLED : undisturbed),
    ...decidedClaims(run, fate),
    ...triggerClaims(run, ways, stage),
  ]
}

export const CANCELLED: Verdict = { verdict: 'inconclusive', cause: 'cancelled' }

/** What holds of every run that ends by itself. */
export function toldClaims(run: ActionRun, { verdict, cause }: Verdict): string[] {
  const broken: string[] = []
  const claim = (holds: boolean, otherwise: string): void => {
    if (!holds) broken.push(otherwise)
  }
  const isVerified = run.outputs['verdict'] === 'verified'
  const told = `${run.outputs['verdict']} ${run.outputs['cause']}`
  const { report } = run
  const reported = isRecord(report) ? `${textOf(report['verdict'])} ${textOf(report['cause'])}` : 'nothing'
  claim(run.exitCode === (isVerified ? 0 : 1), `it exited ${run.exitCode} after ${told}`)
  claim(told === `${verdict} ${cause}`, `it told ${told}, and not ${verdict} ${cause}`)
  const set = Object.keys(run.outputs).toSorted()
  claim(set.join() === OUTPUTS.join(), `of its outputs it set ${set.join(', ')}`)
  const errors = run.commands.filter(({ command }) => command === 'error').length
  claim(errors === (isVerified ? 0 : 1), `it left ${errors} error annotations`)
  claim(run.summary.includes(isVerified ? 'verified' : cause), `its summary does not say ${told}`)
  claim(run.outputs['report-path'] !== '', 'it wrote no report')
  claim(reported === told, `its report says ${reported}, and not ${told}`)
  claim(run.stderr.length === 0, `it wrote to stderr: ${run.stderr.join('\n')}`)
  const debug = run.commands.filter(({ command }) => command === 'debug').map(({ message }) => message)
  claim(cause === 'internal-error' || debug.length === 0, `it met a defect: ${debug.join('\n')}`)
  const stack = run.stdout.find((line) => !line.startsWith('::debug::') && /^\s+at .*[:(]\d+|[Uu]nhandled/.test(line))
  claim(stack === undefined, `its log holds a stack: ${stack}`)
  return broken
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A verdict stands where the signal came after the last reading: then nothing of the service is read any more. */
function decidedClaims(run: ActionRun, fate: Fate): string[] {
  if (fate !== 'decided' || run.requestsBeforeSignal === undefined) return []
  const after = run.requests.slice(run.requestsBeforeSignal).find(({ operation }) => /^(?:ecs|app):/.test(operation))
  return after === undefined ? [] : [`it told a verdict that it reached after the signal, by ${after.operation}`]
}

/** Whatever is off by now is told with what this run did to it. */
function triggerClaims(run: ActionRun, ways: readonly Way[], stage: Stage): string[] {
  const lines: unknown = JSON.parse(run.outputs['competing-triggers'] || '[]')
  const listed = Array.isArray(lines) ? lines.filter(isRecord) : []
  return ways
    .filter((way) => way.isOff(stage))
    .flatMap(({ triggers: [first] }) => {
      const name = first?.kind === 'webhook' ? hookId(stage) : first?.name
      const line = listed.find(
        (one) => one['kind'] === first?.kind && (first?.kind === 'webhook' || one['name'] === name),
      )
      const change = line?.['change']
      const isTold = (change === 'disabled' || change === 'unconfirmed') && run.summary.includes(String(line?.['name']))
      return isTold ? [] : [`it disabled ${first?.kind} ${first?.name} and tells ${JSON.stringify(line)}`]
    })
}
