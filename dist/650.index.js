export const id = 650;
export const ids = [650];
export const modules = {

/***/ 20650:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  beginHistory: () => (/* binding */ beginHistory)
});

// EXTERNAL MODULE: ./src/observe/answers.js
var answers = __webpack_require__(67524);
// EXTERNAL MODULE: ./src/aws/errors.js
var errors = __webpack_require__(69507);
// EXTERNAL MODULE: ./src/aws/failure.js
var failure = __webpack_require__(32980);
// EXTERNAL MODULE: ./src/image/reference.js
var reference = __webpack_require__(9047);
;// CONCATENATED MODULE: ./src/history/deployments.js




/** A page of ListServiceDeployments; its order is not documented, so that a short one might not hold the newest. */
const PAGE = 100;
/** So many finished deployments are told, and the one before them, so that it is known what each of them changed. */
const MOST_FINISHED = 20;
/** DescribeServiceRevisions takes 20 at most (API reference). */
const REVISIONS_PER_CALL = 20;
/** Images that one page of DescribeImages lists at most (API reference). */
const MOST_IMAGES = 1000;
/**
 * The last deployments of a service with the image of each, newest first: those under way, the last 20 that ended, and the one that these
 * followed. Three calls and `revisionCalls` at most. What is refused is told as not read; rejects with nothing but the reason of a cancelled
 * run, or with a defect.
 * @param container name of the verified container
 * @param revisionCalls how often DescribeServiceRevisions may be called: one call may leave the oldest without its image
 */
async function readDeployments(aws, service, container, revisionCalls = 2) {
    let briefs;
    try {
        briefs = await lastOf(aws, service);
    }
    catch (error) {
        const reading = (0,answers/* notRead */.Qk)(error);
        // A service of CodeDeploy's or of another controller has no such record: that is no gap.
        const isNone = error instanceof failure/* AwsFailure */.O && error.kind === 'unsupported';
        return { deployments: isNone ? (0,answers/* notAsked */.Op)('this kind of service has no service deployments') : reading };
    }
    const revisions = await revisionsOf(aws, service, arnsOf(briefs).slice(0, revisionCalls * REVISIONS_PER_CALL));
    const deployments = briefs.map((brief) => pictureOf(brief, revisions.value, container));
    const facts = await factsOf(aws, deployments);
    const images = revisions.gap ?? facts.gap;
    return {
        deployments: {
            state: 'read',
            value: deployments.map((deployment) => ({ ...deployment, ...facts.value.get(deployment.digest ?? '') })),
        },
        ...(images === undefined ? {} : { images }),
    };
}
async function lastOf(aws, { cluster, service, region }) {
    const { serviceDeployments, nextToken } = await aws
        .ecs(region)
        .listServiceDeployments({ cluster, service, maxResults: PAGE });
    if (serviceDeployments === undefined)
        throw (0,errors/* incompleteAnswer */.pv)('ecs:ListServiceDeployments', 'the service deployments');
    const sorted = (0,answers/* newestFirst */.ll)(serviceDeployments, ({ createdAt }) => (0,answers/* timeOf */.nR)(createdAt));
    const isWhole = nextToken === undefined || nextToken === '';
    if (!isWhole && sorted[0] !== serviceDeployments[0])
        throw new failure/* AwsFailure */.O('rejected', 'ecs:ListServiceDeployments', 'UnknownOrder', 'it did not list the newest first');
    let finished = 0;
    return sorted.filter((brief) => {
        if (isUnderWay(brief))
            return true;
        // Behind the last twenty only the newest that succeeded tells anything: it ran before them.
        if (finished < MOST_FINISHED)
            finished += 1;
        else if (finished === MOST_FINISHED && brief.status === 'SUCCESSFUL')
            finished += 1;
        else
            return false;
        return true;
    });
}
function isUnderWay({ status }) {
    return (status === 'PENDING' ||
        status === 'IN_PROGRESS' ||
        status === 'ROLLBACK_REQUESTED' ||
        status === 'ROLLBACK_IN_PROGRESS');
}
/** Each once; first those whose image tells what a deployment did. */
function arnsOf(briefs) {
    const decides = ({ status }) => status === 'SUCCESSFUL';
    const ordered = [...briefs.filter(decides), ...briefs.filter((brief) => !decides(brief))];
    return [...new Set(ordered.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []))];
}
async function revisionsOf(aws, { region }, arns) {
    const value = [];
    try {
        for (let start = 0; start < arns.length; start += REVISIONS_PER_CALL) {
            const serviceRevisionArns = arns.slice(start, start + REVISIONS_PER_CALL);
            const { serviceRevisions = [] } = await aws.ecs(region).describeServiceRevisions({ serviceRevisionArns });
            value.push(...serviceRevisions);
        }
        return { value };
    }
    catch (error) {
        return { value, gap: (0,answers/* notRead */.Qk)(error) };
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
/** Tags and push times by digest, as far as the images are in the newest one's repository, that is in ECR, and they are still there. */
async function factsOf(aws, deployments) {
    const newest = deployments.find(({ image, digest }) => image !== undefined && digest !== undefined);
    const repository = (0,reference/* parseImageName */["if"])(newest?.image ?? '')?.repository;
    const location = repository === undefined ? undefined : (0,reference/* ecrRepository */.BK)(repository);
    if (location === undefined)
        return { value: new Map() };
    const digests = new Set(deployments.flatMap(({ image, digest }) => digest !== undefined && (0,reference/* parseImageName */["if"])(image ?? '')?.repository === repository ? [digest] : []));
    const { region, registryId, repositoryName } = location;
    const { describeImages } = aws.ecr(region);
    const where = { registryId, repositoryName };
    const describe = async () => {
        try {
            return await describeImages({ ...where, imageIds: [...digests].map((imageDigest) => ({ imageDigest })) });
        }
        catch (error) {
            if (!(error instanceof failure/* AwsFailure */.O) || error.code !== 'ImageNotFoundException')
                throw error;
            // One image that is gone fails the whole call (API reference, DescribeImages): a page of all images tells of the others.
            return describeImages({ ...where, maxResults: MOST_IMAGES, filter: { tagStatus: 'TAGGED' } });
        }
    };
    try {
        const { imageDetails = [] } = await describe();
        return {
            value: new Map(imageDetails.flatMap(({ imageDigest, imageTags, imagePushedAt }) => imageDigest === undefined
                ? []
                : [[imageDigest, (0,answers/* present */.Eb)({ tags: imageTags ?? [], pushedAt: (0,answers/* timeOf */.nR)(imagePushedAt) })]])),
        };
    }
    catch (error) {
        return { value: new Map(), gap: (0,answers/* notRead */.Qk)(error) };
    }
}

;// CONCATENATED MODULE: ./src/history/runs.js


const MOST_RUNS = 30;
/** Bytes. A run is described in about 20 KB, its repository twice. */
const LIMIT = 4 * 2 ** 20;
/** How many calls `readRuns` may make. */
function runCalls({ workflow = '' }) {
    return workflow === '' ? 2 : 1;
}
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
        return { state: 'not-read', why: 'GitHub\u2019s answer lists no runs', denied: false };
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

;// CONCATENATED MODULE: ./src/history/history.js



/** In all calls to AWS and GitHub together. */
const MOST_CALLS = 6;
/** One lists the deployments, two describe their images. */
const OTHER_AWS_CALLS = 3;
/** Begins to read. */
function beginHistory({ aws, github, service, container, run }) {
    const unread = (0,answers/* notAsked */.Op)('it was not read before the run ended');
    let deployments = { deployments: unread };
    let runs = unread;
    // A cancelled run ends without it.
    const quietly = (work) => work.catch(() => undefined);
    const revisionCalls = MOST_CALLS - OTHER_AWS_CALLS - runCalls(run);
    const done = Promise.all([
        quietly(readDeployments(aws, service, container, revisionCalls).then((reading) => {
            deployments = reading;
        })),
        quietly(readRuns(github, run).then((reading) => {
            runs = reading;
        })),
    ]);
    return {
        done: done.then(() => undefined),
        known: () => ({ label: service.label, ...deployments, runs }),
    };
}


/***/ })

};
