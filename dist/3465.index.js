export const id = 3465;
export const ids = [3465];
export const modules = {

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
