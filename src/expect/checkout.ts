/** What the checkout holds of a file at a commit. */
export type CheckedOutFile =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'too-large' }
  /** The commit is there and its tree has no such file. */
  | { readonly state: 'absent' }
  /** No git, no repository, or it does not have the commit: nothing is known. */
  | { readonly state: 'unknown' }

/** Milliseconds: a partial clone may fetch what it lacks. */
const patience = 10_000

/**
 * Reads a file from git's own objects, not from the working tree, which the job's earlier steps may have changed.
 * @param commit full SHA
 * @param path relative to the repository's root, without `..`
 * @param limit bytes
 */
export async function readFromCheckout(
  workspace: string,
  commit: string,
  path: string,
  limit: number,
  signal?: AbortSignal,
): Promise<CheckedOutFile> {
  if (workspace === '' || /[\n\0]/.test(path)) return { state: 'unknown' }
  const output = await catFile(workspace, `${commit}^{commit}\n${commit}:${path}\n`, limit + 65_536, signal)
  if (!Buffer.isBuffer(output)) return output
  const first = entryAt(output, 0)
  if (first?.type !== 'commit') return { state: 'unknown' }
  const second = entryAt(output, first.next)
  if (second?.type === 'blob') {
    return second.content.length > limit
      ? { state: 'too-large' }
      : { state: 'read', text: second.content.toString('utf8') }
  }
  return { state: 'absent' }
}

function catFile(
  workspace: string,
  input: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Buffer | CheckedOutFile> {
  const args = [
    '-C',
    workspace,
    // In a container job another user owns the checkout. Only objects are read, which run nothing of the repository's.
    '-c',
    'safe.directory=*',
    '--no-replace-objects',
    'cat-file',
    '--follow-symlinks',
    '--batch',
  ]
  const options = {
    encoding: 'buffer' as const,
    maxBuffer: limit,
    timeout: patience,
    killSignal: 'SIGKILL' as const,
    ...(signal === undefined ? {} : { signal }),
  }
  // Loaded with the first file: every start would wait for it.
  const { execFile } = process.getBuiltinModule('node:child_process')
  return new Promise((resolve) => {
    const child = execFile('git', args, options, (error, stdout) => {
      if (error === null) resolve(stdout)
      else resolve({ state: error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ? 'too-large' : 'unknown' })
    })
    // Git that ends before it reads its input closes the pipe: the exit code tells.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** One object in the output of `git cat-file --batch`: `<id> <type> <size>`, the bytes, a line feed. */
function entryAt(output: Buffer, from: number): { type: string; content: Buffer; next: number } | undefined {
  const lineEnd = output.indexOf('\n', from)
  if (lineEnd === -1) return undefined
  const [, type, length] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString('utf8', from, lineEnd)) ?? []
  if (type === undefined) return undefined
  const start = lineEnd + 1
  const end = start + Number(length)
  return end > output.length ? undefined : { type, content: output.subarray(start, end), next: end + 1 }
}
