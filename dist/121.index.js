export const id = 121;
export const ids = [121];
export const modules = {

/***/ 121:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  beginHistory: () => (/* binding */ beginHistory)
});

// EXTERNAL MODULE: ./build/src/observe/answers.js
var answers = __webpack_require__(5573);
// EXTERNAL MODULE: ./build/src/aws/failure.js
var failure = __webpack_require__(2529);
// EXTERNAL MODULE: ./build/src/image/reference.js
var reference = __webpack_require__(6950);
;// CONCATENATED MODULE: ./build/src/history/deployments.js



/** DescribeServiceRevisions takes 20 at most (API reference); the oldest tells what ran before the others. */
const MOST_DEPLOYMENTS = 20;
/** Images that one page of DescribeImages lists at most (API reference). */
const MOST_IMAGES = 1000;
/**
 * The last deployments of a service with the image of each, newest first, in four calls at most. What is refused is told as not read, or
 * left out of the deployments; rejects with nothing but the reason of a cancelled run.
 * @param container name of the verified container
 */
async function readDeployments(aws, service, container) {
    try {
        const ecs = aws.ecs(service.region);
        const { serviceDeployments = [] } = await ecs.listServiceDeployments({
            cluster: service.cluster,
            service: service.service,
            maxResults: MOST_DEPLOYMENTS,
        });
        const briefs = (0,answers/* newestFirst */.ll)(serviceDeployments, ({ createdAt }) => (0,answers/* timeOf */.nR)(createdAt)).slice(0, MOST_DEPLOYMENTS);
        const arns = [...new Set(briefs.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []))];
        const { serviceRevisions = [] } = arns.length === 0 ? {} : await orNothing(ecs.describeServiceRevisions({ serviceRevisionArns: arns }));
        const deployments = briefs.map((brief) => pictureOf(brief, serviceRevisions, container));
        return { state: 'read', value: await withFacts(aws, deployments) };
    }
    catch (error) {
        return (0,answers/* notRead */.Qk)(error);
    }
}
/** What only adds to the deployments is left out where AWS does not tell it. */
async function orNothing(answer) {
    try {
        return await answer;
    }
    catch (error) {
        if (error instanceof failure/* AwsFailure */.O)
            return {};
        throw error;
    }
}
function pictureOf(brief, revisions, container) {
    const target = brief.targetServiceRevisionArn;
    const revision = revisions.find(({ serviceRevisionArn }) => serviceRevisionArn === target);
    const image = revision?.containerImages?.find(({ containerName }) => containerName === container);
    return (0,answers/* present */.Eb)({
        id: (0,answers/* lastSegment */.mp)(target ?? brief.serviceDeploymentArn ?? ''),
        status: brief.status ?? 'UNKNOWN',
        createdAt: (0,answers/* timeOf */.nR)(brief.createdAt),
        finishedAt: (0,answers/* timeOf */.nR)(brief.finishedAt),
        image: image?.image,
        digest: image?.imageDigest,
        tags: [],
    });
}
/** With tags and push times, as far as the images are in one repository of ECR and still there. */
async function withFacts(aws, deployments) {
    const newest = deployments.find(({ image, digest }) => image !== undefined && digest !== undefined);
    const repository = (0,reference/* parseImageName */["if"])(newest?.image ?? '')?.repository;
    const location = repository === undefined ? undefined : (0,reference/* ecrRepository */.BK)(repository);
    if (location === undefined)
        return deployments;
    const digests = new Set(deployments.flatMap(({ image, digest }) => digest !== undefined && (0,reference/* parseImageName */["if"])(image ?? '')?.repository === repository ? [digest] : []));
    const facts = await factsOf(aws, location, [...digests]);
    return deployments.map((deployment) => ({ ...deployment, ...facts.get(deployment.digest ?? '') }));
}
async function factsOf(aws, { region, registryId, repositoryName }, digests) {
    const { describeImages } = aws.ecr(region);
    const where = { registryId, repositoryName };
    const asked = async () => {
        try {
            return await describeImages({ ...where, imageIds: digests.map((imageDigest) => ({ imageDigest })) });
        }
        catch (error) {
            if (!(error instanceof failure/* AwsFailure */.O))
                throw error;
            // One image that is gone fails the whole call (API reference, DescribeImages): a page of all images tells of the others.
            if (error.code !== 'ImageNotFoundException')
                return undefined;
            return orNothing(describeImages({ ...where, maxResults: MOST_IMAGES, filter: { tagStatus: 'TAGGED' } })).then((page) => ({ $metadata: {}, ...page }));
        }
    };
    const { imageDetails = [] } = (await asked()) ?? {};
    return new Map(imageDetails.flatMap(({ imageDigest, imageTags, imagePushedAt }) => imageDigest === undefined
        ? []
        : [[imageDigest, (0,answers/* present */.Eb)({ tags: imageTags ?? [], pushedAt: (0,answers/* timeOf */.nR)(imagePushedAt) })]]));
}

;// CONCATENATED MODULE: ./build/src/history/runs.js


const MOST_RUNS = 30;
/** Bytes. A run is described in about 20 KB, its repository twice. */
const LIMIT = 4 * 2 ** 20;
/**
 * The last runs of this workflow, newest first, in two calls at most. Needs `actions: read` in a private repository. What is refused is told
 * as not read; rejects with nothing but the reason of a cancelled run.
 */
async function readRuns(github, run) {
    const { repository, runId, ref } = run;
    if (repository === '')
        return (0,answers/* notAsked */.Op)('the repository is not known outside GitHub Actions');
    try {
        const named = run.workflow ?? '';
        const workflow = named === '' ? await workflowOf(github, repository, runId) : named;
        if (workflow === undefined)
            return (0,answers/* notAsked */.Op)('the workflow of this run is not known');
        const branch = /^refs\/heads\/(.+)$/s.exec(ref ?? '')?.[1];
        const query = `per_page=${MOST_RUNS}${branch === undefined ? '' : `&branch=${encodeURIComponent(branch)}`}`;
        const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(workflow)}/runs`;
        const answer = await github.get(`${path}?${query}`, 'application/vnd.github+json', LIMIT);
        return answer.status === 200 ? runsIn(answer.text) : refused(path, answer.status);
    }
    catch (error) {
        if (!(error instanceof failure/* AwsFailure */.O))
            throw error;
        return { state: 'not-read', why: error.message, action: error.action, denied: false };
    }
}
async function workflowOf(github, repository, runId) {
    if (!/^\d+$/.test(runId))
        return undefined;
    const answer = await github.get(`/repos/${repository}/actions/runs/${runId}`, 'application/vnd.github+json', LIMIT);
    const said = answer.status === 200 ? parsed(answer.text) : undefined;
    const id = isObject(said) ? said['workflow_id'] : undefined;
    return typeof id === 'number' ? String(id) : undefined;
}
function refused(path, status) {
    const why = `GitHub answered HTTP ${status}: the github-token needs actions: read`;
    return { state: 'not-read', why, action: `GET ${path}`, denied: status === 401 || status === 403 || status === 404 };
}
function runsIn(text) {
    const said = parsed(text);
    const listed = isObject(said) ? said['workflow_runs'] : undefined;
    if (!Array.isArray(listed))
        return { state: 'not-read', why: 'GitHub’s answer lists no runs', denied: false };
    return { state: 'read', value: listed.slice(0, MOST_RUNS).flatMap(runIn) };
}
function runIn(value) {
    if (!isObject(value))
        return [];
    const { id, head_sha: commit, event, conclusion, created_at: created, head_commit: head } = value;
    if (typeof id !== 'number' || typeof commit !== 'string' || typeof event !== 'string')
        return [];
    return [
        (0,answers/* present */.Eb)({
            id,
            commit,
            event,
            conclusion: typeof conclusion === 'string' ? conclusion : undefined,
            createdAt: timeIn(created),
            committedAt: timeIn(isObject(head) ? head['timestamp'] : undefined),
        }),
    ];
}
function timeIn(value) {
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function isObject(value) {
    return typeof value === 'object' && value !== null;
}

;// CONCATENATED MODULE: ./build/src/history/history.js



/** Begins to read. */
function beginHistory({ aws, github, service, container, run }) {
    let deployments = (0,answers/* notAsked */.Op)('it was not read before the run ended');
    let runs = deployments;
    // A cancelled run ends without it.
    const quietly = (work) => work.catch(() => undefined);
    const done = Promise.all([
        quietly(readDeployments(aws, service, container).then((reading) => {
            deployments = reading;
        })),
        quietly(readRuns(github, run).then((reading) => {
            runs = reading;
        })),
    ]);
    return {
        done: done.then(() => undefined),
        known: () => ({ label: service.label, deployments, runs }),
    };
}


/***/ })

};
