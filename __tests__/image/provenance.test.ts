import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isAbout, mayHoldProvenance, mayHoldStatement, parseProvenance } from '../../src/image/provenance.ts'
import { Unreadable } from '../../src/image/unreadable.ts'
import { buildAttestation, buildImage } from '../../simulator/image-builder.ts'

type ProvenanceRecipe = Parameters<typeof buildAttestation>[1]

const commit = '3fa04cb1e2d3c4b5a69788796a5b4c3d2e1f0a9b'
const source = 'https://github.com/shop/app'
const builderId = 'https://github.com/shop/app/actions/runs/17/attempts/1'
const image = buildImage({ layers: [] })

/** The statement that BuildKit would attach. */
function statement(recipe: Partial<ProvenanceRecipe>): string {
  const attestation = buildAttestation(image, { revision: commit, source, builderId, ...recipe })
  const [text] = [...attestation.blobs.values()].map(String).filter((blob) => blob.includes('predicateType'))
  return text ?? ''
}

const workflow = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'app', digest: { sha256: 'ab' } }],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      internalParameters: { github: { event_name: 'push' } },
      resolvedDependencies: [{ uri: 'git+https://github.com/shop/app@refs/heads/main', digest: { gitCommit: commit } }],
    },
    runDetails: { builder: { id: 'https://github.com/shop/app/.github/workflows/ci.yml@refs/heads/main' } },
  },
}

describe('provenance', () => {
  it.each([
    ['v1', 'git', `${source}.git#${commit}`],
    ['v0.2', 'git', `${source}.git#${commit}`],
    ['v1', 'local', source],
    ['v0.2', 'local', source],
  ] as const)('of SLSA %s names the commit of a %s context, its source and the workflow run', (slsa, context, from) => {
    expect(parseProvenance(statement({ slsa, context }))).toEqual({
      by: context,
      claim: { revision: commit, source: from },
      builder: builderId,
      subjects: [image.top.digest.slice('sha256:'.length)],
    })
  })

  it.each(['v1', 'v0.2'] as const)(
    'of SLSA %s names what its caller said of a checkout beside the commit of a git context, where that is another one',
    (slsa) => {
      const older = '9c1e7ab2e2d3c4b5a69788796a5b4c3d2e1f0a9b'
      const fetched = { by: 'git', claim: { revision: commit } }
      expect(parseProvenance(statement({ slsa, checkout: older }))).toMatchObject({
        ...fetched,
        others: [{ revision: older, source }],
      })
      const same = parseProvenance(statement({ slsa, checkout: commit }))
      expect(same).toMatchObject(fetched)
      expect(same?.others).toBeUndefined()
    },
  )

  it('of a GitHub workflow names the commit that it ran for, and its event', () => {
    expect(parseProvenance(JSON.stringify(workflow))).toMatchObject({
      by: 'workflow',
      event: 'push',
      claim: { revision: commit, source: 'git+https://github.com/shop/app@refs/heads/main' },
    })
  })

  it('is read out of a DSSE envelope, and out of a Sigstore bundle', () => {
    const payload = Buffer.from(JSON.stringify(workflow)).toString('base64')
    const envelope = { payload, payloadType: 'application/vnd.in-toto+json', signatures: [] }
    const direct = parseProvenance(JSON.stringify(workflow))
    expect(parseProvenance(JSON.stringify(envelope))).toEqual(direct)
    expect(parseProvenance(JSON.stringify({ dsseEnvelope: envelope }))).toEqual(direct)
    expect(parseProvenance(JSON.stringify({ ...envelope, payloadType: 'text/plain' }))).toBeUndefined()
  })

  it('takes no commit from the dependencies of another kind of build', () => {
    const other = structuredClone(workflow)
    other.predicate.buildDefinition.buildType = 'https://example.com/build'
    expect(parseProvenance(JSON.stringify(other))?.claim).toBeUndefined()
  })

  it('without a commit claims none', () => {
    const predicateType = 'https://slsa.dev/provenance/v1'
    const predicate = { buildDefinition: { externalParameters: { configSource: { digest: { sha256: 'ab' } } } } }
    expect(parseProvenance(JSON.stringify({ predicateType, predicate }))).toEqual({ by: 'local', subjects: [] })
  })

  it('is not what an SBOM is', () => {
    expect(parseProvenance(JSON.stringify({ ...workflow, predicateType: 'https://spdx.dev/Document' }))).toBeUndefined()
    expect(
      parseProvenance(JSON.stringify({ ...workflow, predicateType: 'https://slsa.dev/provenance/v2' })),
    ).toBeUndefined()
    expect(parseProvenance('{}')).toBeUndefined()
  })

  it('is about the digests that it names, or any where it names none', () => {
    const provenance = parseProvenance(JSON.stringify(workflow))
    expect(provenance === undefined ? undefined : isAbout(provenance, ['sha256:ab'])).toBe(true)
    expect(provenance === undefined ? undefined : isAbout(provenance, ['sha256:cd'])).toBe(false)
    expect(isAbout({ by: 'git', subjects: [] }, ['sha256:cd'])).toBe(true)
  })

  it('may lie in a layer of these types', () => {
    expect(mayHoldStatement('application/vnd.in-toto+json')).toBe(true)
    expect(mayHoldStatement('application/vnd.dsse.envelope.v1+json')).toBe(true)
    expect(mayHoldStatement('application/vnd.dev.sigstore.bundle.v0.3+json')).toBe(true)
    expect(mayHoldStatement('application/vnd.oci.image.layer.v1.tar+gzip')).toBe(false)
  })

  it.each([
    [undefined, true],
    ['', true],
    ['application/vnd.in-toto+json', true],
    ['application/vnd.docker.attestation.manifest.v1+json', true],
    ['application/vnd.dev.sigstore.bundle.v0.3+json', true],
    ['application/vnd.dev.cosign.artifact.att.v1+json', true],
    ['application/vnd.dev.cosign.artifact.sig.v1+json', false],
    ['application/vnd.cncf.notary.signature', false],
    ['application/SPDX+JSON', false],
  ])('may lie in an artifact of the type %s: %s', (artifactType, may) => {
    expect(mayHoldProvenance(artifactType)).toBe(may)
  })

  it('of arbitrary JSON is read or refused, and never names the commit', () => {
    const shapes = fc.jsonValue().chain((value) =>
      fc.constantFrom<unknown>(
        value,
        { predicateType: 'https://slsa.dev/provenance/v1', predicate: value, subject: value },
        {
          predicateType: 'https://slsa.dev/provenance/v0.2',
          predicate: { invocation: { configSource: value }, metadata: value },
        },
        { predicateType: 'https://slsa.dev/provenance/v1', predicate: { buildDefinition: value, runDetails: value } },
        { payload: value, payloadType: 'application/vnd.in-toto+json', dsseEnvelope: value },
      ),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          shapes.map((shape) => JSON.stringify(shape)),
        ),
        (text) => {
          try {
            expect(parseProvenance(text)?.claim?.revision).not.toBe(commit)
          } catch (error) {
            expect(error).toBeInstanceOf(Unreadable)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
