/** What BuildKit attests about a build. */
export type ProvenanceRecipe = {
  readonly revision: string
  /** `https://github.com/owner/name`. */
  readonly source: string
  /** Default v1. */
  readonly slsa?: 'v1' | 'v0.2'
  /** A git context, whose commit BuildKit verified, or a local one with the hint that buildx sends. Default git. */
  readonly context?: 'git' | 'local'
  /** The commit that the caller's checkout has, where it is told beside a git context. */
  readonly checkout?: string
  readonly builderId?: string
  /** BuildKit's present shape with `subject` and `artifactType`, or the one before it. Default artifact. */
  readonly shape?: 'artifact' | 'classic'
}

/** The in-toto predicate type of a recipe's SLSA version. */
export function predicateTypeOf({ slsa }: ProvenanceRecipe): string {
  return slsa === 'v0.2' ? 'https://slsa.dev/provenance/v0.2' : 'https://slsa.dev/provenance/v1'
}

/** The in-toto statement about the image of that digest. */
export function provenanceStatement(recipe: ProvenanceRecipe, imageDigest: string): object {
  const v02 = recipe.slsa === 'v0.2'
  return {
    _type: v02 ? 'https://in-toto.io/Statement/v0.1' : 'https://in-toto.io/Statement/v1',
    predicateType: predicateTypeOf(recipe),
    subject: [{ name: 'pkg:docker/app', digest: { sha256: imageDigest.slice('sha256:'.length) } }],
    predicate: v02 ? predicateV02(recipe) : predicateV1(recipe),
  }
}

/** BuildKit's `vcs` hints. */
function hintsOf({ context, revision, source, checkout }: ProvenanceRecipe): object {
  const hinted = context === 'local' ? revision : checkout
  return hinted === undefined ? {} : { vcs: { source, revision: hinted } }
}

function predicateV1(recipe: ProvenanceRecipe): object {
  const { context, revision, source, builderId } = recipe
  const git = context !== 'local'
  return {
    buildDefinition: {
      buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
      externalParameters: {
        configSource: git
          ? { uri: `${source}.git#${revision}`, digest: { sha1: revision }, path: 'Dockerfile' }
          : { path: 'Dockerfile' },
        request: { frontend: 'dockerfile.v0' },
      },
    },
    runDetails: {
      builder: { id: builderId ?? '' },
      metadata: { buildkit_metadata: hintsOf(recipe) },
    },
  }
}

function predicateV02(recipe: ProvenanceRecipe): object {
  const { context, revision, source, builderId } = recipe
  const git = context !== 'local'
  return {
    builder: { id: builderId ?? '' },
    buildType: 'https://mobyproject.org/buildkit@v1',
    invocation: {
      configSource: git
        ? { uri: `${source}.git#${revision}`, digest: { sha1: revision }, entryPoint: 'Dockerfile' }
        : { entryPoint: 'Dockerfile' },
      parameters: { frontend: 'dockerfile.v0' },
    },
    metadata: {
      'https://mobyproject.org/buildkit@v1#metadata': hintsOf(recipe),
    },
  }
}
