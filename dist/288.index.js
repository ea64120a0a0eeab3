export const id = 288;
export const ids = [288];
export const modules = {

/***/ 4907:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  driftsOf: () => (/* binding */ driftsOf),
  settingsAtLiveCommit: () => (/* binding */ settingsAtLiveCommit)
});

// EXTERNAL MODULE: ./build/src/aws/failure.js
var failure = __webpack_require__(2529);
// EXTERNAL MODULE: ./build/src/clock.js + 1 modules
var src_clock = __webpack_require__(1053);
// EXTERNAL MODULE: ./build/src/edges.js + 40 modules
var src_edges = __webpack_require__(5562);
// EXTERNAL MODULE: ./build/src/ending.js
var ending = __webpack_require__(3970);
// EXTERNAL MODULE: ./build/src/path-filter.js
var path_filter = __webpack_require__(5793);
// EXTERNAL MODULE: ./build/src/expect/comparison.js
var comparison = __webpack_require__(8229);
// EXTERNAL MODULE: ./build/src/expect/live-commit.js + 1 modules
var live_commit = __webpack_require__(3593);
;// CONCATENATED MODULE: ./build/src/expect/drift.js





/** Files that are told as touching the paths. */
const MOST_TOLD = 5;
/**
 * How far what a service runs lags behind the commit. Throws an `AwsFailure` `retry` or `credentials`, or the reason of the run's abort;
 * what cannot be told is left out, and why is said.
 */
async function readDrift(picture, deps) {
    const { commit: wanted, paths } = deps.settings;
    const { digest, commit, toldBy, why } = await liveCommitOf(picture, deps);
    const image = digest === undefined ? {} : { digest };
    const asked = paths.length > 0;
    if (commit === undefined || toldBy === undefined)
        return {
            ...image,
            kinship: 'unknown',
            paths: asked ? 'unknown' : 'not-asked',
            touched: [],
            why: why ?? 'nothing names the commit that is live',
        };
    const live = { ...image, liveCommit: commit, toldBy };
    if (commit === wanted)
        return { ...live, kinship: 'same', commitsBehind: 0, paths: asked ? 'untouched' : 'not-asked', touched: [] };
    const { base, ahead, aheadSince, files, why: unknown } = await compared(commit, deps);
    return {
        ...live,
        kinship: base,
        ...(ahead === undefined ? {} : { commitsBehind: ahead }),
        ...(aheadSince === undefined ? {} : { behindSince: aheadSince }),
        ...(await touching(paths, files)),
        ...(unknown === undefined ? {} : { why: unknown }),
    };
}
/** By the image; where that names no commit, by the version that the service answers. */
async function liveCommitOf(picture, deps) {
    let live;
    try {
        live = await (0,live_commit/* readLiveCommit */.C)(picture, deps);
    }
    catch (error) {
        if (!(error instanceof ending/* Ending */._))
            throw error;
        live = { why: error.headline };
    }
    if (live.commit !== undefined)
        return live;
    const version = (await deps.servedVersion())?.trim() ?? '';
    // A branch or a tag with any other name is none that a version stands for.
    if (!/^v?[0-9][\w.+-]{0,99}$|^[0-9a-f]{7,64}$/.test(version))
        return live;
    for (const ref of /^[0-9a-f]{7,64}$/.test(version)
        ? [version]
        : [`v${version.replace(/^v/, '')}`, version.replace(/^v/, '')]) {
        const commit = await (0,live_commit/* commitNamed */.v)(ref, deps);
        if (commit !== undefined)
            return { ...live, commit, toldBy: 'served-version' };
    }
    return live;
}
async function compared(commit, deps) {
    try {
        return await (0,comparison/* compareCommits */.k)(commit, deps.settings.commit, deps, 'files');
    }
    catch (error) {
        if (!(error instanceof failure/* AwsFailure */.O) || error.kind !== 'rejected')
            throw error;
        // Too much has changed to be listed: how many commits it is can still be told.
        const { files: _none, ...relation } = await (0,comparison/* compareCommits */.k)(commit, deps.settings.commit, deps, 'relation');
        return { ...relation, why: `the changed files were not read: ${error.message}` };
    }
}
async function touching(paths, files) {
    if (paths.length === 0)
        return { paths: 'not-asked', touched: [] };
    if (files === undefined)
        return { paths: 'unknown', touched: [] };
    const touched = files.filter(await (0,path_filter/* compilePathFilter */.z)(paths));
    return { paths: touched.length > 0 ? 'touched' : 'untouched', touched: touched.slice(0, MOST_TOLD) };
}

// EXTERNAL MODULE: ./build/src/image/registries.js + 5 modules
var image_registries = __webpack_require__(4642);
;// CONCATENATED MODULE: ./build/src/drift.js





/** Services whose live commit is looked for; each may cost a few calls. */
const MOST_SERVICES = 10;
/**
 * How far each service lags behind the commit; undefined where it could not be told in time. What may pass is tried again until then.
 * Rejects with the reason of the run's abort only.
 */
async function driftsOf(pictures, given) {
    // Made once, so that services of one image share what is read of it.
    const { settings, edges } = given;
    const { aws, dockerConfigPath, signal } = edges;
    const registries = { aws, settings, dockerConfigPath, signal };
    const github = (0,src_edges/* gitHubOf */.Tc)(settings, edges);
    return Promise.all(pictures.map(async (picture, index) => {
        if (picture === undefined || index >= MOST_SERVICES)
            return undefined;
        const read = async () => readDrift(picture, {
            settings,
            github,
            open: (repository) => (0,image_registries/* openRepository */.h_)(repository, registries),
            servedVersion: given.servedVersion,
        });
        return patiently(read, given);
    }));
}
async function patiently(read, { settings, edges, until }) {
    const { clock, signal } = edges;
    for (;;) {
        try {
            return await (0,src_clock/* inTime */.RN)(read(), until - clock.now());
        }
        catch (error) {
            signal.throwIfAborted();
            if (!(error instanceof failure/* AwsFailure */.O))
                throw error;
            const isOver = error.kind !== 'retry' || clock.now() + settings.pollInterval >= until;
            const why = `${error.action} failed (${error.code}: ${error.message})`;
            if (isOver)
                return { kinship: 'unknown', paths: settings.paths.length > 0 ? 'unknown' : 'not-asked', touched: [], why };
        }
        await clock.sleep(settings.pollInterval, signal);
    }
}
/**
 * What the author asked for, for the commit that is live: where every commit since then touches none of `paths`, it need not be
 * another. Its image is found as any commit's is, so that nothing but the image itself ties it to that commit. Undefined where that is not
 * shown of every service, or where they run different commits.
 */
function settingsAtLiveCommit(settings, drifts) {
    const [first] = drifts;
    const commit = first?.liveCommit;
    const isExcused = (drift) => drift?.liveCommit === commit &&
        drift?.kinship === 'older' &&
        drift.paths === 'untouched' &&
        drift.toldBy !== 'served-version';
    if (commit === undefined || !drifts.every(isExcused))
        return undefined;
    const { image: _head, ...rest } = settings;
    return { ...rest, commit };
}


/***/ }),

/***/ 8229:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ compareCommits)
/* harmony export */ });
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2529);

/** Files that GitHub lists at most (REST API, "Compare two commits"). */
const MOST_FILES = 300;
/** Bytes. A page without files holds one commit at most; one with files holds their patches too. */
const LIMIT = { relation: 2 ** 20, files: 32 * 2 ** 20 };
/**
 * Compares two commits by GitHub. `relation` asks for no more than how they relate; `files` also for the files that differ. Throws an
 * `AwsFailure` `retry` or `rejected` (the answer is too large), or the reason of the run's abort.
 * @param base full SHA
 * @param head full SHA
 */
async function compareCommits(base, head, { settings, github }, wanted) {
    const { repository } = settings.run;
    if (repository === '')
        return { base: 'unknown', why: 'the repository is not known outside GitHub Actions' };
    // Commits come oldest first, and files on the first page alone (REST API, "Compare two commits").
    const page = wanted === 'files' ? 1 : 2;
    const path = `/repos/${repository}/compare/${base}...${head}?per_page=1&page=${page}`;
    const answer = await github.get(path, 'application/vnd.github+json', LIMIT[wanted]);
    if (answer.status !== 200)
        return { base: 'unknown', why: `GitHub answered HTTP ${answer.status} to the comparison of both commits` };
    return comparisonIn(answer.text);
}
function comparisonIn(text) {
    const said = objectIn(text);
    const status = said['status'];
    const ahead = Number.isSafeInteger(said['ahead_by']) ? Number(said['ahead_by']) : undefined;
    const aheadSince = ahead === 0 ? undefined : firstCommitTime(said['commits']);
    const files = filesIn(said['files'], ahead);
    const parts = {
        ...(ahead === undefined ? {} : { ahead }),
        ...(aheadSince === undefined ? {} : { aheadSince }),
        ...(files === undefined ? {} : { files }),
    };
    switch (status) {
        case 'ahead':
            return { base: 'older', ...parts };
        case 'behind':
            return { base: 'newer', ...parts };
        case 'identical':
            return { base: 'same', ...parts };
        case 'diverged':
            return { base: 'diverged', ...parts };
        default:
            return {
                base: 'unknown',
                why: `GitHub’s comparison of both commits says "${typeof status === 'string' ? status : 'nothing'}"`,
            };
    }
}
function objectIn(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        const message = 'GitHub’s comparison is no JSON';
        throw new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('retry', 'GET compare', 'UnreadableAnswer', message, {}, { cause: error });
    }
    return isObject(value) ? value : {};
}
function isObject(value) {
    return typeof value === 'object' && value !== null;
}
function firstCommitTime(commits) {
    const first = Array.isArray(commits) ? commits[0] : undefined;
    const commit = isObject(first) ? first['commit'] : undefined;
    const committer = isObject(commit) ? commit['committer'] : undefined;
    const date = isObject(committer) ? committer['date'] : undefined;
    const time = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
}
function filesIn(files, ahead) {
    if (!Array.isArray(files) || files.length >= MOST_FILES)
        return undefined;
    if (files.length === 0 && ahead !== 0)
        return undefined;
    const paths = [];
    for (const file of files) {
        const { filename, previous_filename: previous } = isObject(file)
            ? file
            : {};
        if (typeof filename !== 'string' || filename === '')
            return undefined;
        paths.push(filename);
        if (typeof previous === 'string')
            paths.push(previous);
    }
    return paths;
}


/***/ }),

/***/ 3593:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v: () => (/* binding */ commitNamed),
  C: () => (/* binding */ readLiveCommit)
});

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

// EXTERNAL MODULE: ./build/src/image/manifest.js
var manifest = __webpack_require__(8334);
// EXTERNAL MODULE: ./build/src/image/reference.js
var reference = __webpack_require__(6950);
;// CONCATENATED MODULE: ./build/src/expect/live-commit.js




/** A tag that is a commit's full SHA, as build tools write it. */
const FULL_SHA_TAG = /^(?:sha-)?([0-9a-f]{40}|[0-9a-f]{64})$/;
/** A tag that is a part of a SHA: seven or more hexadecimal figures, not all of them decimal. */
const SHORT_SHA_TAG = /^(?:sha-)?((?=[0-9a-f]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,63})$/;
/** Bytes of an answer that is a SHA and nothing else. */
const SHA_LIMIT = 256;
/**
 * The image that the current deployment runs, and the commit that it says it is of. Throws an `AwsFailure` `retry` or `credentials`,
 * or the reason of the run's abort; what cannot be told is left out, and why is said.
 */
async function readLiveCommit(picture, deps) {
    const image = imageOf(picture);
    if (typeof image === 'string')
        return { why: image };
    const { repository, named } = image;
    const registry = deps.open(repository);
    const top = await indexOf(registry, image);
    // Before its first task runs, the tag tells which image ECS is about to resolve.
    const digest = image.digest ?? top;
    if (digest === undefined)
        return { repository, why: 'no digest of its image is known' };
    const { run } = deps.settings;
    const said = await commitOf(registry, digest, { repository: run.repository, serverUrl: run.serverUrl });
    // The children of an index have no tags of their own.
    const tags = [
        ...(await tagsOf(registry, digest)),
        ...(top === undefined || top === digest ? [] : await tagsOf(registry, top)),
    ];
    // A registry that lists no tags still says what the task definition's own tag means.
    if (top !== undefined && named.tag !== undefined && named.digest === undefined)
        tags.push(named.tag);
    const tagged = [...new Set(tags.flatMap((name) => FULL_SHA_TAG.exec(name)?.[1] ?? []))];
    if (said !== undefined) {
        const [other] = tagged;
        if (other === undefined || tagged.includes(said))
            return { repository, digest, commit: said, toldBy: 'image' };
        const why = `its image says ${said}, and its tag ${other} names another commit: a label may come with a base image`;
        return { repository, digest, why };
    }
    const commit = await commitOfTags(tags, tagged, deps);
    if (commit !== undefined)
        return { repository, digest, commit, toldBy: 'tag' };
    const why = 'neither the labels, the provenance nor the tags of its image name one full commit of this repository';
    return { repository, digest, why };
}
async function tagsOf(registry, digest) {
    const facts = await registry.facts(digest);
    return facts.state === 'read' ? facts.value.tags : [];
}
/** The digest that the task definition's image resolves to now, where what runs is that image or a part of it. */
async function indexOf(registry, { digest, named }) {
    try {
        const tag = named.tag ?? 'latest';
        const top = named.digest ?? (await registry.resolveTags([tag])).get(tag);
        if (top === undefined || digest === undefined || top === digest)
            return top;
        const text = await registry.manifest(top);
        if (text === undefined)
            return undefined;
        const { digests } = await (0,manifest/* digestsOf */.nw)((0,manifest/* parseManifest */.Ng)(text), (nested) => registry.manifest(nested));
        return digests.includes(digest) ? top : undefined;
    }
    catch (error) {
        (0,not_read/* notRead */.Q)(error, false);
        return undefined;
    }
}
/** The one commit that the tags name, in full or in part. */
async function commitOfTags(tags, full, deps) {
    if (full.length > 0)
        return full.length === 1 ? full[0] : undefined;
    const short = tags.flatMap((name) => SHORT_SHA_TAG.exec(name)?.[1] ?? []);
    const longest = short.toSorted((one, other) => other.length - one.length)[0];
    if (longest === undefined || !short.every((name) => longest.startsWith(name)))
        return undefined;
    return commitNamed(longest, deps);
}
/**
 * The full SHA of the commit that a part of its SHA, a tag or a branch of the repository names; undefined where GitHub knows none, or does
 * not say. Throws as the reader does.
 */
async function commitNamed(ref, { settings, github }) {
    const { repository } = settings.run;
    if (repository === '')
        return undefined;
    const path = `/repos/${repository}/commits/${encodeURIComponent(ref)}`;
    const answer = await github.get(path, 'application/vnd.github.sha', SHA_LIMIT);
    const sha = answer.text.trim();
    return answer.status === 200 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : undefined;
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
    return { repository: named.repository, named, ...(digest === undefined ? {} : { digest }) };
}


/***/ })

};
