import { type Clock, waitAtMost } from './clock.ts'

/** So long a look waits for what only explains; an answer takes a tenth of it, as a rule. */
const PATIENCE = 2_000
/** A reading that fails after so long got no answer: errors come sooner, retries included. */
const HANGS_FROM = 10_000
/** So long what got no answer is not asked again. */
const QUIET_FOR = 60_000

/** A reading that only explains. It is waited for a short while, once, and goes on beside the looks. */
export interface Aside {
  /**
   * Begins the reading, unless it is under way or got no answer lately.
   *
   * @param reading remembers what it finds, and gives whether it found it
   * @returns whether it is over, so that what it remembers is the newest; rejects as it does where that comes in time
   */
  read(reading: () => Promise<boolean>): Promise<boolean>
}

export function createAside(clock: Clock): Aside {
  let underWay = false
  let quietUntil = -Infinity

  async function toItsEnd(reading: () => Promise<boolean>): Promise<void> {
    const from = clock.now()
    let found = false
    underWay = true
    try {
      found = await reading()
    } finally {
      underWay = false
      const now = clock.now()
      if (!found && now - from >= HANGS_FROM) quietUntil = now + QUIET_FOR
    }
  }

  return {
    read: async (reading) => {
      if (underWay) return false
      if (clock.now() < quietUntil) return true
      await waitAtMost(toItsEnd(reading), PATIENCE, clock)
      return !underWay
    },
  }
}
