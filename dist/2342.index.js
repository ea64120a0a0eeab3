export const id = 2342;
export const ids = [2342,3465];
export const modules = {

/***/ 92342:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readTarget: () => (/* binding */ readTarget),
/* harmony export */   targetOf: () => (/* binding */ targetOf),
/* harmony export */   togetherWith: () => (/* binding */ togetherWith)
/* harmony export */ });
/* harmony import */ var _ending_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7861);
/* harmony import */ var _expect_container_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(30619);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9047);
/* harmony import */ var _observe_task_definitions_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(43085);
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(63465);





/** DescribeServices takes so many services of one cluster (API reference). */
const BATCH = 10;
/**
 * What this deploy writes, so that another pipeline which writes the same can be told: the services, and the repositories of the
 * images that their verified containers run. The workflow's own `image` counts where it is given. What cannot be read is named: the run
 * itself judges the services, and ends where it may not read them. Rejects with the run's abort reason, or with an `AwsFailure` of
 * the kind `credentials`.
 */
async function readTarget(deps) {
    const { settings } = deps;
    const batches = settings.image === undefined || settings.services.length > 1 ? batchesOf(settings.services) : [];
    const images = await Promise.all(batches.map((batch) => repositoriesOf(batch, deps)));
    const unread = batches.flatMap((batch, at) => (images[at]?.length ?? 0) < batch.length ? batch.map(({ label }) => label) : []);
    return { ...targetOf(settings, images.flat()), ...(unread.length === 0 ? {} : { unread }) };
}
/**
 * Both together: what was read before the first observation, and what the run has learned since.
 * @param isWhole whether the run knows by now which image each of its services is to run
 */
function togetherWith(one, other, isWhole) {
    const { unread, ...read } = one;
    const imageRepositories = [...new Set([...one.imageRepositories, ...other.imageRepositories])];
    return { ...read, imageRepositories, ...(isWhole || unread === undefined ? {} : { unread }) };
}
/** The target, of which the images' repositories are known so far. */
function targetOf({ services, image, run }, images) {
    return {
        imageRepositories: [...new Set([...(image === undefined ? [] : [image.repository]), ...images])],
        services: services.map(({ cluster, service }) => ({ cluster, service })),
        sourceRepository: run.repository,
        serverUrl: run.serverUrl,
    };
}
function batchesOf(services) {
    const groups = [...Map.groupBy(services, ({ region, cluster }) => `${region} ${cluster}`).values()];
    return groups.flatMap((group) => Array.from({ length: Math.ceil(group.length / BATCH) }, (_, at) => group.slice(at * BATCH, (at + 1) * BATCH)));
}
async function repositoriesOf(batch, { settings, aws, patience }) {
    const [first] = batch;
    if (first === undefined)
        return [];
    const ecs = aws.ecs(first.region);
    const definitions = (0,_observe_task_definitions_js__WEBPACK_IMPORTED_MODULE_3__/* .createTaskDefinitions */ .w)(ecs);
    const scope = settings.services.length > 1 ? 'where-it-fits' : 'this-service';
    try {
        const { services = [] } = await (0,_problem_js__WEBPACK_IMPORTED_MODULE_4__.patiently)(patience, () => ecs.describeServices({ cluster: first.cluster, services: batch.map(({ service }) => service) }));
        const found = await Promise.all(services.map(async ({ taskDefinition: current, taskSets = [], loadBalancers = [] }) => {
            // A service with an external controller names it in its task sets only.
            const taskDefinition = current ?? taskSets.find(({ status }) => status === 'PRIMARY')?.taskDefinition;
            if (taskDefinition === undefined)
                return [];
            const definition = await (0,_problem_js__WEBPACK_IMPORTED_MODULE_4__.patiently)(patience, () => definitions.need(taskDefinition));
            const balanced = loadBalancers.flatMap(({ containerName }) => containerName ?? []);
            const verified = (0,_expect_container_js__WEBPACK_IMPORTED_MODULE_1__/* .settleContainer */ .G)(settings, definition, balanced, scope);
            const image = definition.containers.find(({ name }) => name === verified)?.image ?? '';
            return (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .parseImageName */ ["if"])(image)?.repository ?? [];
        }));
        return found.flat();
    }
    catch (error) {
        if (!(error instanceof _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._))
            (0,_problem_js__WEBPACK_IMPORTED_MODULE_4__.passableFailure)(error);
        return [];
    }
}


/***/ }),

/***/ 63465:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BRIEF: () => (/* binding */ BRIEF),
/* harmony export */   PATIENT: () => (/* binding */ PATIENT),
/* harmony export */   passableFailure: () => (/* binding */ passableFailure),
/* harmony export */   patientWrites: () => (/* binding */ patientWrites),
/* harmony export */   patiently: () => (/* binding */ patiently),
/* harmony export */   problemOf: () => (/* binding */ problemOf),
/* harmony export */   projectArn: () => (/* binding */ projectArn)
/* harmony export */ });
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(32980);
/* harmony import */ var _aws_partition_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(61584);


/** Waits before another try, in milliseconds: before the first observation there is time, in the final round hardly any. */
const PATIENT = [1000, 2000, 4000];
const BRIEF = [500];
/** Makes a call again after a failure that may pass; gives the last failure on. */
async function patiently({ clock, waits, signal, failed }, call) {
    for (let tries = 0;; tries += 1) {
        signal?.throwIfAborted();
        try {
            return await call();
        }
        catch (error) {
            if (!(error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O) || error.kind !== 'retry')
                throw error;
            failed?.(error);
            const wait = waits[tries];
            if (wait === undefined)
                throw error;
            await clock.sleep(wait, signal);
        }
    }
}
function patientWrites({ clock, waits, signal, failed }) {
    const left = [...waits];
    return async (failure) => {
        if (failure?.kind !== 'retry')
            return false;
        failed?.(failure);
        const wait = left.shift();
        if (wait === undefined)
            return false;
        await clock.sleep(wait, signal);
        return true;
    };
}
/**
 * The failure, where it concerns one project only. What ends the run, or is no failure of AWS (a defect, the run's own abort), is
 * thrown again.
 */
function passableFailure(error) {
    if (!(error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O) || error.kind === 'credentials')
        throw error;
    return error;
}
/**
 * A problem out of a failed call.
 * @param what what could not be done: `CodeBuild project app could not be read`
 * @param resource ARN of what the call was about, for a failure that does not name it
 */
function problemOf(failure, project, what, blocking, resource) {
    // A policy takes ARNs only, and a failure may name the project alone.
    const about = failure.resource?.startsWith('arn:') === true ? failure.resource : resource;
    return {
        project,
        ...(failure.kind === 'denied' ? { action: failure.action, resource: about } : {}),
        ...(failure.kind === 'retry' ? { passing: true } : {}),
        blocking,
        message: `${what}: ${reason(failure, about)}`,
    };
}
/** The ARN of a project that could not be read, as far as it is known; the account may be any. */
function projectArn(project, region) {
    if (project.startsWith('arn:'))
        return project;
    return `arn:${(0,_aws_partition_js__WEBPACK_IMPORTED_MODULE_1__/* .partitionOf */ .i)(region)}:codebuild:${region}:*:project/${project}`;
}
function reason(failure, resource) {
    const said = `${failure.code}: ${failure.message}`;
    switch (failure.kind) {
        case 'denied':
            return `the role needs ${failure.action} on ${resource} (${said})`;
        case 'absent':
            return `it does not exist any more (${said})`;
        case 'retry':
            return `AWS did not answer ${failure.action}, or only with errors (${said})`;
        case 'credentials':
        case 'rejected':
        case 'unsupported':
            return `AWS rejected ${failure.action} (${said})`;
    }
}


/***/ })

};
