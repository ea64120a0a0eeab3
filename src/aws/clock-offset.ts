import type { Clock } from '../clock.ts'

/** The date of an answer has whole seconds, and is as old as the answer was under way: so far both clocks may be the same, in milliseconds. */
const TOLERANCE = 1_500

/** How far AWS's clock is ahead of the run's: a runner of one's own may be off by minutes before AWS refuses its signatures. */
export interface ClockOffset {
  /** Learns from the `Date` of an answer; what has none tells nothing. */
  note(response: unknown): void
  /** Milliseconds, negative where AWS's clock is behind; 0 where nothing tells that they differ. */
  milliseconds(): number
}

export function createClockOffset(clock: Clock): ClockOffset {
  let offset = 0
  return {
    note(response) {
      const date = Date.parse(dateOf(response))
      if (Number.isNaN(date)) return
      const ahead = date - clock.now()
      offset = ahead <= 0 && ahead >= -TOLERANCE ? 0 : ahead
    },
    milliseconds: () => offset,
  }
}

function dateOf(response: unknown): string {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return ''
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return ''
  return String(headers.date)
}
