export const id = 2629;
export const ids = [2629];
export const modules = {

/***/ 2629:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createGitHubHooks: () => (/* binding */ createGitHubHooks),
/* harmony export */   hooksHost: () => (/* binding */ hooksHost)
/* harmony export */ });
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(32980);
/* harmony import */ var _expect_github_client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(63957);
/* harmony import */ var _expect_github_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49593);



/** Milliseconds for one request, its answer included. */
const PATIENCE = 10_000;
/** Bytes of an answer: a hook has a few hundred. */
const LONGEST = 65_536;
const JSON_TYPE = 'application/vnd.github+json';
/** Host of the REST API in the addresses that the run's GitHub gives its hooks. */
function hooksHost({ serverUrl, apiUrl }) {
    return URL.parse(serverUrl)?.host === 'github.com' ? 'api.github.com' : (URL.parse(apiUrl)?.host ?? '');
}
function createGitHubHooks({ token, run, clock, signal }) {
    const baseUrl = run.apiUrl.replace(/\/+$/, '');
    const reader = (0,_expect_github_js__WEBPACK_IMPORTED_MODULE_2__/* .createGitHubReader */ .r)({ settings: { githubToken: token, run }, clock, signal });
    let loading;
    async function load() {
        const octokit = await (0,_expect_github_client_js__WEBPACK_IMPORTED_MODULE_1__/* .createGitHubClient */ .L)(baseUrl, token);
        return async (path, { active, events }) => {
            const timeout = AbortSignal.timeout(PATIENCE);
            // Nothing but what changes: where `config` is left out, GitHub keeps URL and secret (REST API, Update a repository webhook).
            await octokit.request(`PATCH ${path}`, {
                active,
                events: [...events],
                headers: { accept: JSON_TYPE },
                request: {
                    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
                    // What it says of the hook is read again, and not from here.
                    parseSuccessResponseBody: false,
                },
            });
        };
    }
    /** Anew, without the original as its cause: a message of the network's library may quote the header with the token. */
    const scrubbed = (failure) => new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O(failure.kind, failure.action, failure.code, failure.message.replaceAll(token, '***'), {
        httpStatus: failure.httpStatus,
    });
    return {
        host: hooksHost(run),
        async read(path) {
            const action = `GET ${path}`;
            try {
                const { status, text } = await reader.get(path, JSON_TYPE, LONGEST);
                if (status !== 200)
                    throw refused(action, status);
                return parseHook(text, action);
            }
            catch (error) {
                throw error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O ? scrubbed(error) : error;
            }
        },
        async write(path, change) {
            const action = `PATCH ${path}`;
            try {
                loading ??= load();
                const send = await loading;
                await send(path, change);
            }
            catch (error) {
                signal?.throwIfAborted();
                throw scrubbed(sort(error, action));
            }
        },
    };
}
function parseHook(text, action) {
    const unreadable = (why) => new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('retry', action, 'UnreadableAnswer', why);
    let hook;
    try {
        hook = JSON.parse(text);
    }
    catch {
        throw unreadable('the answer is no JSON');
    }
    if (!isRecord(hook))
        throw unreadable('the answer is no hook');
    const { active, events, config } = hook;
    if (typeof active !== 'boolean')
        throw unreadable('the answer does not say whether the hook is active');
    if (!Array.isArray(events) || !events.every((event) => typeof event === 'string'))
        throw unreadable('the answer does not list the events of the hook');
    const url = isRecord(config) ? config['url'] : undefined;
    const secret = isRecord(config) ? config['secret'] : undefined;
    return {
        active,
        events,
        ...(typeof url === 'string' ? { payloadUrl: url } : {}),
        hasSecret: typeof secret === 'string' && secret !== '',
    };
}
function isRecord(value) {
    return typeof value === 'object' && value !== null;
}
/** What a token needs is the same for one that is missing a permission and for one that does not see the hook at all. */
function refused(action, status) {
    const code = `HTTP ${status}`;
    const about = { httpStatus: status };
    if (status !== 401 && status !== 403 && status !== 404)
        return new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('rejected', action, code, `GitHub answered ${status} to ${action}`, about);
    const organization = /^\w+ \/orgs\//.test(action);
    const permission = organization
        ? 'the organization permission "Webhooks: read and write", or the scope admin:org_hook of a classic one'
        : 'the repository permission "Webhooks: read and write", or the scope admin:repo_hook of a classic one';
    const seen = status === 401 ? 'it is not valid' : status === 403 ? 'it may not' : 'it may not, or the hook is gone';
    const message = `GitHub answered ${status} to ${action}: ${seen}. The token in webhook-token needs ${permission}; ` +
        'the GITHUB_TOKEN of a workflow can never do it';
    return new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('denied', action, code, message, about);
}
/** Octokit gives faults of the network the status 500. */
function sort(error, action) {
    if (error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O)
        return error;
    const message = error instanceof Error ? error.message : String(error);
    const status = isRecord(error) && typeof error['status'] === 'number' ? error['status'] : undefined;
    if (status === undefined || status >= 500 || status === 408 || status === 429 || isRateLimit(error)) {
        const code = status === undefined ? 'NetworkError' : `HTTP ${status}`;
        return new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('retry', action, code, message, { httpStatus: status });
    }
    const failure = refused(action, status);
    if (failure.kind === 'denied')
        return failure;
    return new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O(failure.kind, action, failure.code, `${failure.message}: ${message}`, { httpStatus: status });
}
/** GitHub also refuses with 403 what comes too often (REST API, "Rate limits"). */
function isRateLimit(error) {
    const response = isRecord(error) ? error['response'] : undefined;
    const headers = isRecord(response) ? response['headers'] : undefined;
    if (!isRecord(headers))
        return false;
    return 'retry-after' in headers || String(headers['x-ratelimit-remaining']) === '0';
}


/***/ })

};
