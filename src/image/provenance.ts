import { listAt, parseObject, textAt, valueAt } from './json.ts'
import type { Claim } from './revision.ts'

/** What an in-toto statement with SLSA provenance says. Nobody checked its signature. */
export interface Provenance {
  /** Absent where it names no commit. */
  readonly claim?: Claim
  /** What it names beside that: with a git context, what the client said of its own checkout. */
  readonly others?: readonly Claim[]
  /** How it knows: `git`, BuildKit fetched the commit itself; `local`, the client's word; `workflow`, the commit that a workflow ran for. */
  readonly by: 'git' | 'local' | 'workflow'
  /** The event that started the workflow, where `by` is that. */
  readonly event?: string
  /** What built it: with docker/build-push-action, the workflow run's URL. */
  readonly builder?: string
  /** SHA-256 digests, in hex, of what it is about; empty where it does not say. */
  readonly subjects: readonly string[]
}

const inToto = 'application/vnd.in-toto+json'
const dsse = 'application/vnd.dsse.envelope.v1+json'

/** The types of a layer that may hold a statement: as it is, in a DSSE envelope, in a Sigstore bundle (`actions/attest-build-provenance`). */
export function mayHoldStatement(mediaType: string): boolean {
  return mediaType === inToto || mediaType === dsse || mediaType.startsWith('application/vnd.dev.sigstore.bundle')
}

const slsa = /^https:\/\/slsa\.dev\/provenance\/v(?:0\.\d+|1(?:\.\d+)?)$/

export function isProvenanceType(predicateType: string): boolean {
  return slsa.test(predicateType)
}

/**
 * Reads a statement; undefined where it is one of another kind, such as an SBOM. Throws `Unreadable` for what is none.
 * Of SLSA it knows v0.2 and v1, as BuildKit, GitHub's attestations and the SLSA generators write them.
 */
export function parseProvenance(text: string): Provenance | undefined {
  const statement = unwrapped(parseObject(text))
  if (!isProvenanceType(textAt(statement, 'predicateType') ?? '')) return undefined
  const predicate = valueAt(statement, 'predicate')
  const subjects = listAt(statement, 'subject').flatMap((subject) => textAt(subject, 'digest', 'sha256') ?? [])
  const builder = textAt(predicate, 'runDetails', 'builder', 'id') ?? textAt(predicate, 'builder', 'id')
  return { ...claimIn(predicate), ...(builder === undefined ? {} : { builder }), subjects }
}

/** The statement in its envelopes; they are signed, but by whom is not looked at. */
function unwrapped(outer: unknown): unknown {
  const envelope = valueAt(outer, 'dsseEnvelope') ?? outer
  const payload = textAt(envelope, 'payload')
  if (payload === undefined || textAt(envelope, 'payloadType') !== inToto) return outer
  return parseObject(Buffer.from(payload, 'base64').toString('utf8'))
}

type Origin = Pick<Provenance, 'claim' | 'others' | 'by' | 'event'>

function claimIn(predicate: unknown): Origin {
  // SLSA v1, then v0.2; BuildKit writes the former by default.
  const sources = [
    valueAt(predicate, 'buildDefinition', 'externalParameters', 'configSource'),
    valueAt(predicate, 'invocation', 'configSource'),
  ]
  const fetched = sources.flatMap((source) => {
    const revision = textAt(source, 'digest', 'sha1') ?? textAt(source, 'digest', 'gitCommit')
    return revision === undefined ? [] : [{ revision, source: textAt(source, 'uri') }]
  })
  const hints = [
    valueAt(predicate, 'runDetails', 'metadata', 'buildkit_metadata', 'vcs'),
    valueAt(predicate, 'metadata', 'https://mobyproject.org/buildkit@v1#metadata', 'vcs'),
  ]
  const hinted = hints.flatMap((hint) => {
    const revision = textAt(hint, 'revision')
    return revision === undefined ? [] : [{ revision, source: textAt(hint, 'source') }]
  })
  const [claim, ...more] = [...fetched, ...hinted]
  if (claim === undefined) return workflowIn(predicate)
  const others = more.filter(({ revision }) => revision !== claim.revision)
  return { by: fetched.length > 0 ? 'git' : 'local', claim, ...(others.length === 0 ? {} : { others }) }
}

const workflowBuildTypes: ReadonlySet<string> = new Set([
  'https://actions.github.io/buildtypes/workflow/v1',
  'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
])

/** GitHub's own attestations name the commit that the workflow ran for, as a dependency. */
function workflowIn(predicate: unknown): Origin {
  if (!workflowBuildTypes.has(textAt(predicate, 'buildDefinition', 'buildType') ?? '')) return { by: 'local' }
  const event = textAt(predicate, 'buildDefinition', 'internalParameters', 'github', 'event_name')
  const told = { by: 'workflow' as const, ...(event === undefined ? {} : { event }) }
  for (const dependency of listAt(predicate, 'buildDefinition', 'resolvedDependencies')) {
    const revision = textAt(dependency, 'digest', 'gitCommit')
    if (revision !== undefined) return { ...told, claim: { revision, source: textAt(dependency, 'uri') } }
  }
  return told
}

/**
 * Artifact types of what refers to images in numbers and is no statement about how they were built: signatures, lists of parts, the index
 * of lazy loading. Sigstore's bundles are none of these: they carry provenance as well.
 */
const otherArtifacts: ReadonlySet<string> = new Set([
  'application/vnd.dev.cosign.artifact.sig.v1+json',
  'application/vnd.dev.cosign.artifact.sbom.v1+json',
  'application/vnd.cncf.notary.signature',
  'application/vnd.amazon.soci.index.v1+json',
  'application/spdx+json',
  'text/spdx',
  'application/vnd.cyclonedx',
  'application/vnd.cyclonedx+json',
  'application/vnd.cyclonedx+xml',
  'application/vnd.syft+json',
])

/** Whether what refers to an image may hold provenance, by the type that the registry lists: an unknown one, or none, may. */
export function mayHoldProvenance(artifactType: string | undefined): boolean {
  return artifactType === undefined || !otherArtifacts.has(artifactType.toLowerCase())
}

/** Whether a statement may be about one of these digests: it says so, or does not say what it is about. */
export function isAbout({ subjects }: Provenance, digests: readonly string[]): boolean {
  return subjects.length === 0 || subjects.some((subject) => digests.includes(`sha256:${subject.toLowerCase()}`))
}
