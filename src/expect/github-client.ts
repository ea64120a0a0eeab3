/** Bytes of an answer that Octokit itself reads: of an error, whose message is all that is used. */
const LONGEST_ERROR = 64 * 1024

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/**
 * A client of GitHub's REST API that prints nothing and reads no error to an end that never comes. Ask it with
 * `parseSuccessResponseBody: false`, so that the caller decides how much of a success is read.
 */
export async function createGitHubClient(baseUrl: string, token: string | undefined) {
  // Not `@actions/github` itself: its getOctokit refuses to work without a token, which a public repository does not need.
  const { defaults, GitHub } = await import('@actions/github/lib/utils')
  // Its own, where the environment names a proxy.
  const fetchThrough: typeof fetch = defaults.request?.fetch ?? fetch
  return new GitHub({
    baseUrl,
    userAgent: 'ecs-deploy-verifier',
    log: silent,
    // Octokit prints deprecations by itself, past the log that masks and escapes, with what the answer's headers say.
    request: { ...defaults.request, log: silent, fetch: withShortErrors(fetchThrough) },
    ...(token === undefined ? {} : { auth: `token ${token}` }),
  })
}

function withShortErrors(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const answer = await inner(input, init)
    if (answer.status < 400 || answer.body === null) return answer
    const { status, statusText, headers } = answer
    return new Response(answer.body.pipeThrough(cutAt(LONGEST_ERROR)), { status, statusText, headers })
  }
}

function cutAt(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left))
      left -= chunk.byteLength
      // Closes the connection too.
      if (left <= 0) controller.terminate()
    },
  })
}
