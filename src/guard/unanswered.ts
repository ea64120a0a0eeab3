import { AwsFailure } from '../aws/failure.ts'
import type { PipelineProblem } from '../model.ts'
import { unansweredBy } from '../wording.ts'
import type { GitHubHooks } from './webhook/github-hook.ts'

type Party = 'AWS' | 'GitHub'

/** What a look was told last by those it asked, and what it still waits for: a look that runs out of time says whose fault it was. */
export interface Unanswered {
  /** Forgets the failures: a new look begins. */
  begin(): void
  /** A call failed, and may not at another try. */
  failed(failure: AwsFailure): void
  /** The hooks, whose calls are watched. */
  watched(hooks: GitHubHooks): GitHubHooks
  /** A full sentence or two, and whose fault it is where it is not AWS's alone. */
  told(): { readonly words: string } & Pick<PipelineProblem, 'heldUpBy'>
}

export function createUnanswered(): Unanswered {
  const failures = new Map<Party, AwsFailure>()
  const waiting = new Map<symbol, string>()

  const failedBy = (party: Party, failure: AwsFailure): void => {
    failures.delete(party)
    failures.set(party, failure)
  }

  const watch = async <Answer>(action: string, asking: Promise<Answer>): Promise<Answer> => {
    const one = Symbol(action)
    waiting.set(one, action)
    try {
      return await asking
    } catch (error) {
      if (isPassing(error)) failedBy('GitHub', error)
      throw error
    } finally {
      waiting.delete(one)
    }
  }

  const heldUpBy = (): PipelineProblem['heldUpBy'] => {
    if (failures.has('GitHub') && !failures.has('AWS')) return 'GitHub'
    // Where GitHub has not answered and nothing failed, AWS may be what hangs as well.
    return failures.has('GitHub') || waiting.size > 0 ? 'either' : undefined
  }

  return {
    begin: () => failures.clear(),
    failed: (failure) => failedBy(isOfGitHub(failure) ? 'GitHub' : 'AWS', failure),
    watched: (hooks) => ({
      host: hooks.host,
      read: (path) => watch(`GET ${path}`, hooks.read(path)),
      write: (path, change) => watch(`PATCH ${path}`, hooks.write(path, change)),
    }),
    told: () => {
      const by = heldUpBy()
      const last = [...failures.values()].at(-1)
      const said = last === undefined ? '' : ` The last call that failed: ${inWords(last)}.`
      const open =
        waiting.size === 0 ? '' : ` GitHub has not answered yet: ${[...new Set(waiting.values())].join(', ')}.`
      return {
        words: `${unansweredBy([by])}.${said}${open}`,
        ...(by === undefined ? {} : { heldUpBy: by }),
      }
    },
  }
}

/** Its calls are named by method and path, those of AWS by IAM action. */
function isOfGitHub({ action }: AwsFailure): boolean {
  return action.includes(' /')
}

function isPassing(error: unknown): error is AwsFailure {
  return error instanceof AwsFailure && error.kind === 'retry'
}

function inWords({ action, code, httpStatus, message }: AwsFailure): string {
  return `${action} (${code}${httpStatus === undefined ? '' : `, HTTP ${httpStatus}`}: ${message})`
}
