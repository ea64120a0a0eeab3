export const id = 340;
export const ids = [340];
export const modules = {

/***/ 6340:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  settingsInPlace: () => (/* binding */ settingsInPlace),
  successorOf: () => (/* binding */ successorOf)
});

// EXTERNAL MODULE: ./build/src/aws/failure.js
var failure = __webpack_require__(2529);
// EXTERNAL MODULE: ./build/src/clock.js + 1 modules
var src_clock = __webpack_require__(1053);
// EXTERNAL MODULE: ./build/src/edges.js + 40 modules
var src_edges = __webpack_require__(5562);
// EXTERNAL MODULE: ./build/src/image/image-reader.js + 1 modules
var image_reader = __webpack_require__(4656);
// EXTERNAL MODULE: ./build/src/image/labels.js
var image_labels = __webpack_require__(4924);
// EXTERNAL MODULE: ./build/src/image/not-read.js
var not_read = __webpack_require__(3239);
// EXTERNAL MODULE: ./build/src/image/provenance.js
var image_provenance = __webpack_require__(4760);
// EXTERNAL MODULE: ./build/src/image/source.js
var image_source = __webpack_require__(9262);
;// CONCATENATED MODULE: ./build/src/image/commit-of.js





/** Images of one index that are looked into. */
const partLimit = 50;
const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
/**
 * The full SHA of this repository that an image says it is of, by the labels, annotations and provenance of all its platforms.
 * Undefined where it says none, or two different ones: then nobody knows which. What names another repository came with a base image
 * and is passed over; so is what is no full SHA, or was built with changes that were not committed.
 * Throws an `AwsFailure` `retry` or `credentials`; what cannot be read otherwise says nothing.
 */
async function commitOf(repository, digest, home) {
    try {
        const said = (await claimsIn(repository, digest))
            .filter(({ source }) => (0,image_source/* relationOf */.K)(source ?? '', home) !== 'another')
            .map(({ revision }) => revision.trim().toLowerCase());
        const [first, ...others] = new Set(said);
        return first !== undefined && others.length === 0 && fullSha.test(first) ? first : undefined;
    }
    catch (error) {
        (0,not_read/* notRead */.Q)(error, false);
        return undefined;
    }
}
async function claimsIn(repository, digest) {
    const reader = (0,image_reader/* imageReaderOf */.M)(repository);
    const { indexes, parts } = await reader.parts(digest);
    const claims = indexes.map(({ annotations }) => (0,image_labels/* annotationsIn */.sw)(annotations).revision);
    for (const part of parts.slice(0, partLimit)) {
        const manifest = await reader.manifest(part.digest);
        const { labels } = await reader.config(manifest);
        claims.push((0,image_labels/* annotationsIn */.sw)(part.entryAnnotations).revision, (0,image_labels/* annotationsIn */.sw)(manifest.annotations).revision, labels.revision);
        for (const attestation of part.attestations)
            for (const provenance of await reader.provenance(attestation))
                if ((0,image_provenance/* isAbout */.KH)(provenance, [part.digest, digest]))
                    claims.push(provenance.claim);
    }
    return claims.filter((claim) => claim !== undefined);
}

// EXTERNAL MODULE: ./build/src/image/reference.js
var reference = __webpack_require__(6950);
;// CONCATENATED MODULE: ./build/src/expect/successor.js



/** A tag that is a commit's full SHA, as build tools write it. */
const COMMIT_TAG = /^(?:sha-)?(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Bytes. The second page of a comparison lists one commit at most, and no file. */
const answerLimit = 2 ** 20;
/**
 * What the deployment is that took the place of ours: the image that its tasks run, the commit that this image says it is of, and how
 * that commit relates to ours by GitHub's compare. It throws an `AwsFailure` `retry` or `credentials`, or the reason of the run's abort;
 * what cannot be told is `unknown`, and says why.
 */
async function readSuccessor(picture, deps) {
    const { settings, open } = deps;
    const image = imageOf(picture);
    if (typeof image === 'string')
        return { kinship: 'unknown', why: image };
    const { repository, tag } = image;
    const digest = image.digest ?? (tag === undefined ? undefined : (await open(repository).resolveTags([tag])).get(tag));
    if (digest === undefined)
        return { repository, kinship: 'unknown', why: 'no digest of its image is known' };
    const commit = await commitOf(open(repository), digest, {
        repository: settings.run.repository,
        serverUrl: settings.run.serverUrl,
    });
    if (commit === undefined)
        return {
            repository,
            digest,
            kinship: 'unknown',
            why: 'neither the labels nor the provenance of its image name one full commit of this repository',
        };
    const other = await otherCommitTag(open(repository), digest, commit);
    if (other !== undefined) {
        const why = `its image says ${commit}, and its tag ${other} names another commit: a label may come with a base image`;
        return { repository, digest, kinship: 'unknown', why };
    }
    const told = await compare(commit, deps);
    return { repository, digest, commit, ...told };
}
/** A tag of the image that is another commit's full SHA, where none is this commit's. */
async function otherCommitTag(repository, digest, commit) {
    const facts = await repository.facts(digest);
    const tags = facts.state === 'read' ? facts.value.tags.filter((tag) => COMMIT_TAG.test(tag)) : [];
    return tags.some((tag) => tag.endsWith(commit)) ? undefined : tags[0];
}
/** The one image that the current deployment runs; why it is not known, otherwise. */
function imageOf(picture) {
    const primary = picture.rollouts.find(({ status }) => status === 'PRIMARY');
    if (primary === undefined)
        return 'the service has no current deployment';
    const definition = picture.taskDefinitions.find(({ arn }) => arn === primary.taskDefinition);
    const container = definition?.containers.find(({ name }) => name === picture.container);
    const named = (0,reference/* parseImageName */["if"])(container?.image ?? '');
    if (named === undefined)
        return 'the image of its task definition cannot be read';
    const running = picture.tasks.flatMap(({ rolloutId, container: of }) => rolloutId === primary.id && of.state === 'digest' ? [of.digest] : []);
    const digests = new Set(running.length > 0 ? running : [primary.revisionDigest ?? named.digest].filter((one) => one !== undefined));
    const [digest, ...others] = digests;
    if (others.length > 0)
        return 'its tasks run several images';
    const { repository } = named;
    // Before its first task runs, the tag tells which image ECS is about to resolve.
    return digest === undefined ? { repository, tag: named.tag ?? 'latest' } : { repository, digest };
}
async function compare(commit, { settings, github }) {
    const { repository } = settings.run;
    if (repository === '')
        return { kinship: 'unknown', why: 'the repository is not known outside GitHub Actions' };
    const path = `/repos/${repository}/compare/${settings.commit}...${commit}?per_page=1&page=2`;
    const answer = await github.get(path, 'application/vnd.github+json', answerLimit);
    if (answer.status !== 200)
        return { kinship: 'unknown', why: `GitHub answered HTTP ${answer.status} to the comparison of both commits` };
    const status = statusIn(answer.text);
    switch (status) {
        case 'ahead':
            return { kinship: 'newer' };
        case 'behind':
            return { kinship: 'older' };
        case 'identical':
            return { kinship: 'same' };
        case 'diverged':
            return { kinship: 'diverged' };
        default:
            return { kinship: 'unknown', why: `GitHub’s comparison of both commits says "${status}"` };
    }
}
function statusIn(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        throw new failure/* AwsFailure */.O('retry', 'GET compare', 'UnreadableAnswer', 'GitHub’s comparison is no JSON', {}, { cause: error });
    }
    const status = typeof value === 'object' && value !== null && 'status' in value ? value.status : undefined;
    return typeof status === 'string' ? status : 'nothing';
}

// EXTERNAL MODULE: ./build/src/image/registries.js + 5 modules
var registries = __webpack_require__(4642);
;// CONCATENATED MODULE: ./build/src/succession.js





/** What only explains may delay a report by so much, in milliseconds. */
const PATIENCE_FOR_TELLING = 3_000;
/**
 * The deployment that replaced ours. Where the run would accept it, what may pass is tried again until the deadline; else only for a
 * moment, for it is only told. Rejects with the reason of the run's abort only.
 * @param expected repository of the image that our deployment carried: one of another repository is another application
 * @param deadline milliseconds since the epoch
 */
async function successorOf(picture, expected, settings, edges, deadline) {
    const { clock, signal, aws, dockerConfigPath } = edges;
    const until = settings.allowSuperseded ? deadline : Math.min(deadline, clock.now() + PATIENCE_FOR_TELLING);
    const github = (0,src_edges/* gitHubOf */.Tc)(settings, edges);
    const open = (repository) => (0,registries/* openRepository */.h_)(repository, { aws, settings, dockerConfigPath, signal });
    for (;;) {
        let why = 'the registry or GitHub did not answer in time';
        try {
            const successor = await (0,src_clock/* inTime */.RN)(readSuccessor(picture, { settings, github, open }), until - clock.now());
            if (successor !== undefined)
                return ofRepository(successor, expected);
        }
        catch (error) {
            signal.throwIfAborted();
            if (!(error instanceof failure/* AwsFailure */.O))
                throw error;
            why = `${error.action} failed (${error.code}: ${error.message})`;
            if (error.kind !== 'retry')
                return { kinship: 'unknown', why };
        }
        if (clock.now() + settings.pollInterval >= until)
            return { kinship: 'unknown', why };
        await clock.sleep(settings.pollInterval, signal);
    }
}
/**
 * What the author asked for, for the commit that took the place of ours: its image is what the deployment runs, and what was said of our
 * image and our task definition alone is left out. An `expected-version` is ours too: without a version file nothing tells the other
 * one's, so that the served version is not compared then, and with an
 * `image-version-file` the other commit is not accepted.
 */
function settingsInPlace(settings, successor) {
    const { commit, repository, digest } = successor;
    if (successor.kinship !== 'newer' || commit === undefined || repository === undefined || digest === undefined)
        return undefined;
    const { expectedVersion, taskDefinition: _ours, image: _our, served, imageVersionFile, ...rest } = settings;
    const isTold = expectedVersion === undefined || settings.versionFile !== undefined;
    // What the author wants compared inside the image must not be left out in silence.
    if (!isTold && imageVersionFile !== undefined)
        return undefined;
    return {
        ...rest,
        ...(isTold && served !== undefined ? { served } : {}),
        ...(imageVersionFile === undefined ? {} : { imageVersionFile }),
        commit,
        // Of several services each has an image of its own, which the commit's tag or its evidence finds.
        ...(settings.services.length === 1 ? { image: { repository, digest } } : {}),
    };
}
function ofRepository(successor, expected) {
    const { repository } = successor;
    if (repository === undefined || (expected !== undefined && (0,registries/* sameRepository */.RB)(repository, expected)))
        return successor;
    return { ...successor, kinship: 'unknown', why: `its image is of another repository, ${repository}` };
}


/***/ })

};
