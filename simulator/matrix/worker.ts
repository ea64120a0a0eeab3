/** A process of its own that plays cells of the matrix, one at a time, for `run.ts`. */
import { listedBy, listedPathsOf, isListedElsewhere, pathsOf, type IsListed } from '../wire/mutations.ts'
import { callOf } from './calls.ts'
import { faultOf, SPANS, worldNamed, type Cell, type Recorded } from './cells.ts'
import { judge, type Judged } from './judge.ts'
import { playInProcess, watchForDefects } from './play.ts'

/** What `run.ts` wants of a worker. */
export type Task =
  | { readonly do: 'record'; readonly world: string }
  | { readonly do: 'play'; readonly cell: Cell; readonly tell: boolean }

export type Told =
  | { readonly did: 'record'; readonly recorded: Recorded }
  | { readonly did: 'play'; readonly cell: Cell; readonly judged: Judged; readonly log?: string }

const listed = new Map<string, IsListed>()

async function listedIn(call: string): Promise<IsListed> {
  const [service = ''] = call.split(':')
  if (/^(github|oci|s3|app)$/.test(service)) return isListedElsewhere
  const known = listed.get(service) ?? (await listedBy(service))
  listed.set(service, known)
  return known
}

async function record(name: string): Promise<Recorded> {
  const world = worldNamed(name)
  const answers = new Map<string, unknown[]>()
  const played = await playInProcess(world.story, [], {
    before: world.before,
    onAnswer: (call, answer) => answers.set(call, [...(answers.get(call) ?? []), answer]),
  })
  const members: Record<string, { all: readonly string[]; listed: readonly string[] }> = {}
  for (const [call, given] of answers) {
    const isListed = await listedIn(call)
    members[call] = {
      all: [...new Set(given.flatMap(pathsOf))],
      listed: [...new Set(given.flatMap((answer) => listedPathsOf(answer, isListed)))],
    }
  }
  const calls = [...new Set(played.requests.map(({ operation }) => callOf(operation)))]
  const violations = played.requests.flatMap(({ violations: found = [] }) => found)
  const end = played.outputs['cause'] ?? 'no outcome'
  return { world: name, end: [end, ...played.defects, ...violations].join('; '), calls, members }
}

async function answer(task: Task): Promise<Told> {
  if (task.do === 'record') return { did: 'record', recorded: await record(task.world) }
  const { cell, tell } = task
  const world = worldNamed(cell.world)
  const laid = { call: cell.call, fault: faultOf(cell), span: SPANS[cell.span] }
  const played = await playInProcess(world.story, [laid], { before: world.before })
  const judged = judge(cell, world, played)
  return { did: 'play', cell, judged, ...(tell ? { log: played.log.join('') } : {}) }
}

watchForDefects()
process.on('message', (task: Task) => {
  answer(task).then(
    (told) => process.send?.(told),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
