import { Ending } from './ending.ts'
import { cancelled } from './judge/verified.ts'

/** Aborted, with an `Ending` as its reason, when the run is cancelled or a defect has shown where nobody waited for it. */
export const interruption = new AbortController()

// Loaded before all else: until then a signal ends the process, and nobody learns of anything.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    const { cause, headline, explanation, nextStep } = cancelled(signal)
    interruption.abort(new Ending(cause, headline, explanation, nextStep))
  })

// Whatever ends the process before a verdict is told has verified nothing.
process.exitCode = 1
