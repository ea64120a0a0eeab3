import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

/** The contexts of an expression: `github`, `env`, `steps`… */
export type Contexts = Readonly<Record<string, unknown>>

/** Answers only what it holds: GitHub makes an empty text of all that is not there, and nobody notices. */
class Known extends data.Dictionary {
  override get(key: string): data.ExpressionData {
    const value = super.get(key)
    if (value === undefined)
      throw new Error(
        `no ${key} among ${this.pairs()
          .map((pair) => pair.key)
          .join(', ')}`,
      )
    return value
  }
}

function asData(value: unknown): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null()
  if (typeof value === 'string') return new data.StringData(value)
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  if (Array.isArray(value)) return new data.Array(...value.map(asData))
  return new Known(...Object.entries(value).map(([key, inner]) => ({ key, value: asData(inner) })))
}

/** How the job stands, for `success()`, `failure()`, `cancelled()` and `always()`. */
export type JobStatus = 'success' | 'failure' | 'cancelled'

function statusFunctions(status: JobStatus) {
  const saying = (name: string, says: boolean) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(says),
  })
  return [
    saying('always', true),
    saying('success', status === 'success'),
    saying('failure', status === 'failure'),
    saying('cancelled', status === 'cancelled'),
  ]
}

function evaluate(expression: string, contexts: Contexts, status: JobStatus): data.ExpressionData {
  const functions = statusFunctions(status)
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), functions).parse()
  const known = new Known(...Object.entries(contexts).map(([key, value]) => ({ key, value: asData(value) })))
  return new Evaluator(tree, known, new Map(functions.map((one) => [one.name, one]))).evaluate()
}

/** Puts values in the place of a text's expressions, as the runner does. Throws where the contexts lack one. */
export function resolve(text: unknown, contexts: Contexts): string {
  return String(text).replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    return evaluate(expression, contexts, 'success').coerceString()
  })
}

/** Whether a step with this `if` runs; one that names no status function runs only where nothing has failed. */
export function runs(condition: string | undefined, contexts: Contexts, status: JobStatus = 'success'): boolean {
  const bare = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/s, '$1')
  const whole = /\b(?:always|success|failure|cancelled)\(/.test(bare) ? bare : `success() && (${bare})`
  return evaluate(whole, contexts, status).coerceString() === 'true'
}
