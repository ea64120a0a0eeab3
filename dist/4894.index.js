export const id = 4894;
export const ids = [4894];
export const modules = {

/***/ 1983:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ filesOfCommits),
/* harmony export */   k: () => (/* binding */ compareCommits)
/* harmony export */ });
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(32980);
/* harmony import */ var _observe_answers_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(67524);


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
    const page = wanted === 'files' ? `per_page=${MOST_COMMITS}&page=1` : 'per_page=1&page=2';
    const path = `/repos/${repository}/compare/${base}...${head}?${page}`;
    const answer = await github.get(path, 'application/vnd.github+json', LIMIT[wanted]);
    if (answer.status !== 200)
        return { base: 'unknown', why: `GitHub answered HTTP ${answer.status} to the comparison of both commits` };
    return comparisonIn(answer.text, base);
}
function comparisonIn(text, base) {
    const said = objectIn(text);
    const { status, ahead_by: ahead, behind_by: behind, total_commits: total } = said;
    switch (status) {
        case 'ahead': {
            // What would excuse a commit must not contradict itself; what it does not say is no contradiction.
            const { merge_base_commit: mergeBase } = said;
            const commits = ahead ?? total;
            const isSound = (commits === undefined || (isCount(commits) && commits > 0)) &&
                (total === undefined || total === commits) &&
                (behind === undefined || behind === 0) &&
                (mergeBase === undefined || shaOf(mergeBase) === base);
            if (!isSound)
                return { base: 'unknown', why: 'GitHub\u2019s comparison of both commits contradicts itself' };
            return { base: 'older', ...(commits === undefined ? {} : partsOf(said, commits)), ...filesIn(said['files']) };
        }
        case 'behind':
            return { base: 'newer' };
        case 'identical':
            return { base: 'same' };
        case 'diverged':
            return { base: 'diverged', ...(isCount(ahead) ? partsOf(said, ahead) : {}) };
        default:
            return {
                base: 'unknown',
                why: `GitHub\u2019s comparison of both commits says "${typeof status === 'string' ? status : 'nothing'}"`,
            };
    }
}
function partsOf({ commits }, ahead) {
    const listed = Array.isArray(commits) ? commits : [];
    const shas = listed.flatMap((commit) => shaOf(commit) ?? []);
    const aheadSince = timeOf(listed[0]);
    return { ahead, ...(shas.length === ahead ? { shas } : {}), ...(aheadSince === undefined ? {} : { aheadSince }) };
}
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
function shaOf(commit) {
    const sha = isObject(commit) ? commit['sha'] : undefined;
    return typeof sha === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha) ? sha : undefined;
}
function objectIn(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        const message = 'GitHub\u2019s comparison is no JSON';
        throw new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('retry', 'GET compare', 'UnreadableAnswer', message, {}, { cause: error });
    }
    return isObject(value) ? value : {};
}
function isObject(value) {
    return typeof value === 'object' && value !== null;
}
/** Committer date. */
function timeOf(listed) {
    const commit = isObject(listed) ? listed['commit'] : undefined;
    const committer = isObject(commit) ? commit['committer'] : undefined;
    const date = isObject(committer) ? committer['date'] : undefined;
    const time = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
}
/** The paths of changed files; why they are not known, otherwise. */
function filesIn(files) {
    if (!Array.isArray(files))
        return { why: 'GitHub lists no files' };
    if (files.length >= MOST_FILES)
        return { why: `GitHub lists the first ${MOST_FILES} changed files at most` };
    if (files.length === 0)
        return { why: 'no file differs, although there are commits' };
    const paths = [];
    for (const file of files) {
        const { filename, previous_filename: previous, status } = isObject(file) ? file : {};
        const isRenamed = status === 'renamed';
        if (typeof filename !== 'string' || filename === '' || (isRenamed && typeof previous !== 'string'))
            return { why: 'GitHub lists a changed file without its name' };
        paths.push(filename);
        if (typeof previous === 'string')
            paths.push(previous);
    }
    return { files: paths };
}
/** Commits whose files are read one by one. */
const MOST_COMMITS = 50;
/** At once. */
const WIDTH = 5;
/**
 * The files that each of some commits changed, seen from its first parent: also those that a later one changed back. Undefined where there
 * are too many commits; throws as `compareCommits` does.
 */
async function filesOfCommits(shas, { settings, github }) {
    if (shas.length > MOST_COMMITS)
        return undefined;
    const readings = await (0,_observe_answers_js__WEBPACK_IMPORTED_MODULE_1__/* .inParallel */ .HN)(shas, WIDTH, async (sha) => {
        const path = `/repos/${settings.run.repository}/commits/${sha}?per_page=${MOST_FILES}`;
        const answer = await github.get(path, 'application/vnd.github+json', LIMIT.files);
        if (answer.status !== 200)
            return { why: `GitHub answered HTTP ${answer.status} for commit ${sha}` };
        const { files } = objectIn(answer.text);
        // A merge or an empty commit changes nothing by itself.
        return Array.isArray(files) && files.length === 0 ? { files: [] } : filesIn(files);
    });
    const unread = readings.find(({ files }) => files === undefined);
    return unread ?? { files: readings.flatMap(({ files = [] }) => files) };
}


/***/ }),

/***/ 35174:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  v: () => (/* binding */ commitNamed),
  C: () => (/* binding */ readLiveCommit)
});

// EXTERNAL MODULE: ./src/image/image-reader.js + 1 modules
var image_reader = __webpack_require__(5233);
// EXTERNAL MODULE: ./src/image/labels.js
var image_labels = __webpack_require__(91367);
// EXTERNAL MODULE: ./src/image/not-read.js
var not_read = __webpack_require__(56532);
// EXTERNAL MODULE: ./src/image/provenance.js
var image_provenance = __webpack_require__(81383);
// EXTERNAL MODULE: ./src/image/source.js
var image_source = __webpack_require__(46449);
;// CONCATENATED MODULE: ./src/image/commit-of.js





/** Images of one index that are looked into; of one with more, nobody knows what the others say. */
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
    if (parts.length > partLimit)
        return [];
    const claims = indexes.map(({ annotations }) => (0,image_labels/* annotationsIn */.sw)(annotations).revision);
    for (const part of parts) {
        const manifest = await reader.manifest(part.digest);
        const { labels } = await reader.config(manifest);
        claims.push((0,image_labels/* annotationsIn */.sw)(part.entryAnnotations).revision, (0,image_labels/* annotationsIn */.sw)(manifest.annotations).revision, labels.revision);
        for (const attestation of part.attestations)
            for (const provenance of await reader.provenance(attestation))
                if ((0,image_provenance/* isAbout */.KH)(provenance, [part.digest, digest]))
                    claims.push(provenance.claim, ...(provenance.others ?? []));
    }
    return claims.filter((claim) => claim !== undefined);
}

// EXTERNAL MODULE: ./src/image/manifest.js
var manifest = __webpack_require__(70241);
// EXTERNAL MODULE: ./src/image/reference.js
var reference = __webpack_require__(9047);
// EXTERNAL MODULE: ./src/judge/tasks.js
var tasks = __webpack_require__(63206);
;// CONCATENATED MODULE: ./src/expect/live-commit.js





/** A tag that holds a commit's full SHA, as build tools write it: bare, `sha-\u2026`, `main-\u2026`. */
const FULL_SHA_TAG = /(?<![0-9a-f])([0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])/;
/** A tag that is a part of a SHA: seven or more hexadecimal figures behind `sha-`; bare ones are not all of one kind. */
const SHORT_SHA_TAG = /^(?:sha-(?=[0-9a-f]{7})|(?=[0-9a-f]*[a-f])(?=[a-f]*[0-9]))([0-9a-f]{7,63})$/;
/** Bytes of an answer that is a SHA and nothing else. */
const SHA_LIMIT = 256;
/**
 * The image that the current deployment runs, or that all tasks in service run, and the commit that it says it is of. Throws an `AwsFailure` `retry` or `credentials`,
 * or the reason of the run's abort; what cannot be told is left out, and why is said.
 */
async function readLiveCommit(picture, of, deps) {
    const image = of === 'in-service' ? imageInService(picture) : imageOfDeployment(picture);
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
    const full = [...new Set(tags.flatMap((name) => FULL_SHA_TAG.exec(name)?.[1] ?? []))];
    const short = [...new Set(tags.flatMap((name) => SHORT_SHA_TAG.exec(name)?.[1] ?? []))];
    if (said !== undefined) {
        const [other] = [...full, ...short];
        if (other === undefined || [...full, ...short].some((name) => said.startsWith(name)))
            return { repository, digest, commit: said, toldBy: 'image' };
        const why = `its image says ${said}, and its tag ${other} names another commit: a label may come with a base image`;
        return { repository, digest, why };
    }
    const commit = await commitOfTags(full, short, deps);
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
async function commitOfTags(full, short, deps) {
    const [first] = full;
    if (first !== undefined)
        return full.length === 1 && short.every((name) => first.startsWith(name)) ? first : undefined;
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
    if (answer.status !== 200 || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha))
        return undefined;
    // A branch or a tag may have a name that reads like a SHA.
    return /^[0-9a-f]{7,64}$/.test(ref) && !sha.startsWith(ref) ? undefined : sha;
}
/** The one image that the current deployment runs; why it is not known, otherwise. */
function imageOfDeployment(picture) {
    const primary = picture.rollouts.find(({ status }) => status === 'PRIMARY');
    if (primary === undefined)
        return 'the service has no current deployment';
    const running = picture.tasks.filter(({ rolloutId }) => rolloutId === primary.id);
    const named = imageNamed(primary.taskDefinition, picture);
    return oneImage(digestsOf(running), named, primary.revisionDigest ?? named?.digest);
}
/** The one image of all tasks that can answer a request now, whatever deployment they are of. */
function imageInService(picture) {
    const serving = picture.tasks.filter((task) => (0,tasks/* canAnswer */.P_)(task) && (!task.hasHealthCheck || task.health === 'HEALTHY'));
    const [first] = serving;
    if (first === undefined)
        return 'no task is in service';
    if (serving.some(({ container }) => container.state !== 'digest'))
        return 'not every task tells its digest';
    return oneImage(digestsOf(serving), imageNamed(first.taskDefinition, picture), undefined);
}
function digestsOf(tasks) {
    return [...new Set(tasks.flatMap(({ container }) => (container.state === 'digest' ? [container.digest] : [])))];
}
function imageNamed(taskDefinition, picture) {
    const definition = picture.taskDefinitions.find(({ arn }) => arn === taskDefinition);
    return (0,reference/* parseImageName */["if"])(definition?.containers.find(({ name }) => name === picture.container)?.image ?? '');
}
function oneImage(running, named, otherwise) {
    if (named === undefined)
        return 'the image of its task definition cannot be read';
    if (running.length > 1)
        return 'its tasks run several images';
    const digest = running[0] ?? otherwise;
    return { repository: named.repository, named, ...(digest === undefined ? {} : { digest }) };
}


/***/ }),

/***/ 4894:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  settingsInPlace: () => (/* binding */ settingsInPlace),
  successorOf: () => (/* binding */ successorOf)
});

// EXTERNAL MODULE: ./src/aws/failure.js
var failure = __webpack_require__(32980);
// EXTERNAL MODULE: ./src/clock.js + 1 modules
var src_clock = __webpack_require__(89202);
// EXTERNAL MODULE: ./src/edges.js + 38 modules
var src_edges = __webpack_require__(48738);
// EXTERNAL MODULE: ./src/expect/comparison.js
var comparison = __webpack_require__(1983);
// EXTERNAL MODULE: ./src/expect/live-commit.js + 1 modules
var live_commit = __webpack_require__(35174);
;// CONCATENATED MODULE: ./src/expect/successor.js


/**
 * What the deployment is that took the place of ours: the image that its tasks run, the commit that this image says it is of, and how
 * that commit relates to ours by GitHub's compare. It throws an `AwsFailure` `retry` or `credentials`, or the reason of the run's abort;
 * what cannot be told is `unknown`, and says why.
 */
async function readSuccessor(picture, deps) {
    const { repository, digest, commit, toldBy, why } = await (0,live_commit/* readLiveCommit */.C)(picture, 'current-deployment', deps);
    const image = { ...(repository === undefined ? {} : { repository }), ...(digest === undefined ? {} : { digest }) };
    // A tag alone can be put on any image: it tells, and does not let another commit stand in.
    if (commit === undefined || toldBy !== 'image')
        return {
            ...image,
            kinship: 'unknown',
            why: why ?? 'neither the labels nor the provenance of its image name one full commit of this repository',
        };
    const { base, why: unknown } = await (0,comparison/* compareCommits */.k)(deps.settings.commit, commit, deps, 'relation');
    return { ...image, commit, kinship: seenFromBase(base), ...(unknown === undefined ? {} : { why: unknown }) };
}
/** The head as the base sees it. */
function seenFromBase(base) {
    switch (base) {
        case 'older':
            return 'newer';
        case 'newer':
            return 'older';
        case 'same':
        case 'diverged':
        case 'unknown':
            return base;
    }
}

// EXTERNAL MODULE: ./src/image/registries.js + 5 modules
var image_registries = __webpack_require__(71311);
;// CONCATENATED MODULE: ./src/succession.js





/** What only explains may delay a report by so much, in milliseconds. */
const PATIENCE_FOR_TELLING = 3_000;
/**
 * The deployment that replaced ours. Where the run would accept it, what may pass is tried again until the deadline; else only for a
 * moment, for it is only told. Rejects with the reason of the run's abort only.
 * @param expected repository of the image that our deployment carried: one of another repository is another application
 * @param deadline milliseconds since the epoch
 */
async function successorOf(picture, expected, settings, edges, deadline) {
    const { clock, signal, aws, dockerConfigPath, hide, proxyEnv } = edges;
    const registries = { aws, settings, dockerConfigPath, hide, signal, proxyEnv };
    const until = settings.allowSuperseded ? deadline : Math.min(deadline, clock.now() + PATIENCE_FOR_TELLING);
    const github = (0,src_edges/* gitHubOf */.Tc)(settings, edges);
    const open = (repository) => (0,image_registries/* openRepository */.h_)(repository, registries);
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
    if (repository === undefined || (expected !== undefined && (0,image_registries/* sameRepository */.RB)(repository, expected)))
        return successor;
    return { ...successor, kinship: 'unknown', why: `its image is of another repository, ${repository}` };
}


/***/ })

};
