import type { Check, CheckId, CheckStatus, Duration, Expectation, Finding, Observation } from '../model.ts'
import type { History } from './history.ts'

/**
 * How much patience is left. `starting`: the image may still appear and its deployment begin. `running`: `start-timeout` is over.
 * `deadline`: nothing is waited for any more.
 */
export type Phase = 'starting' | 'running' | 'deadline'

/** All that a service is judged by. */
export interface ServiceCase {
  readonly expectation: Expectation
  readonly observation: Observation
  /** With this observation already folded in. */
  readonly history: History
  readonly now: number
  readonly phase: Phase
  readonly stableFor: Duration
  readonly requireImageProof: boolean
}

/** What AWS's own clock showed when the look began: the times that AWS tells are compared with that. */
export const awsTimeOf = ({ at, clockOffset = 0 }: Observation): number => at + clockOffset

/** One check, what it ends the run with at once, and what it would be at the deadline. */
export interface Judged {
  readonly check: Check
  readonly finding?: Finding
  readonly atDeadline?: Finding
  /** When what is waited for comes by time alone, in milliseconds since the epoch; in the past: at the next look. */
  readonly dueAt?: number
}

/** Makes the checks of one id. */
export const checkOf =
  (id: CheckId) =>
  (status: CheckStatus, expected: string, seen: string): Check => ({ id, status, expected, seen })
