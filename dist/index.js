/******/ var __webpack_modules__ = ({

/***/ 42613:
/***/ ((module) => {

module.exports = process.getBuiltinModule("assert");

/***/ }),

/***/ 20181:
/***/ ((module) => {

module.exports = process.getBuiltinModule("buffer");

/***/ }),

/***/ 35317:
/***/ ((module) => {

module.exports = process.getBuiltinModule("child_process");

/***/ }),

/***/ 76982:
/***/ ((module) => {

module.exports = process.getBuiltinModule("crypto");

/***/ }),

/***/ 24434:
/***/ ((module) => {

module.exports = process.getBuiltinModule("events");

/***/ }),

/***/ 79896:
/***/ ((module) => {

module.exports = process.getBuiltinModule("fs");

/***/ }),

/***/ 58611:
/***/ ((module) => {

module.exports = process.getBuiltinModule("http");

/***/ }),

/***/ 65692:
/***/ ((module) => {

module.exports = process.getBuiltinModule("https");

/***/ }),

/***/ 69278:
/***/ ((module) => {

module.exports = process.getBuiltinModule("net");

/***/ }),

/***/ 34589:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:assert");

/***/ }),

/***/ 16698:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:buffer");

/***/ }),

/***/ 31421:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:child_process");

/***/ }),

/***/ 37540:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:console");

/***/ }),

/***/ 77598:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:crypto");

/***/ }),

/***/ 53053:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:diagnostics_channel");

/***/ }),

/***/ 40610:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:dns");

/***/ }),

/***/ 78474:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:events");

/***/ }),

/***/ 73024:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:fs");

/***/ }),

/***/ 51455:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:fs/promises");

/***/ }),

/***/ 37067:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:http");

/***/ }),

/***/ 32467:
/***/ ((module) => {

const load = () => process.getBuiltinModule("node:http2");
const constants = new Proxy({}, { get: (_, name) => load().constants[name] });
module.exports = new Proxy({}, { get: (_, name) => (name === "constants" ? constants : load()[name]) });

/***/ }),

/***/ 44708:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:https");

/***/ }),

/***/ 77030:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:net");

/***/ }),

/***/ 48161:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:os");

/***/ }),

/***/ 76760:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:perf_hooks");

/***/ }),

/***/ 1708:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:process");

/***/ }),

/***/ 41792:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:querystring");

/***/ }),

/***/ 57075:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:stream");

/***/ }),

/***/ 41692:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:tls");

/***/ }),

/***/ 73136:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:url");

/***/ }),

/***/ 57975:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:util");

/***/ }),

/***/ 73429:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:util/types");

/***/ }),

/***/ 75919:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:worker_threads");

/***/ }),

/***/ 38522:
/***/ ((module) => {

module.exports = process.getBuiltinModule("node:zlib");

/***/ }),

/***/ 70857:
/***/ ((module) => {

module.exports = process.getBuiltinModule("os");

/***/ }),

/***/ 16928:
/***/ ((module) => {

module.exports = process.getBuiltinModule("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = process.getBuiltinModule("process");

/***/ }),

/***/ 13193:
/***/ ((module) => {

module.exports = process.getBuiltinModule("string_decoder");

/***/ }),

/***/ 53557:
/***/ ((module) => {

module.exports = process.getBuiltinModule("timers");

/***/ }),

/***/ 64756:
/***/ ((module) => {

module.exports = process.getBuiltinModule("tls");

/***/ }),

/***/ 39023:
/***/ ((module) => {

module.exports = process.getBuiltinModule("util");

/***/ }),

/***/ 69507:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Cw: () => (/* binding */ unreadableAnswer),
/* harmony export */   FD: () => (/* binding */ isClockSkew),
/* harmony export */   VK: () => (/* binding */ isUnknownCall),
/* harmony export */   gE: () => (/* binding */ asEnding),
/* harmony export */   iM: () => (/* binding */ invalidRegion),
/* harmony export */   iU: () => (/* binding */ timedOut),
/* harmony export */   p0: () => (/* binding */ isThrottle),
/* harmony export */   pv: () => (/* binding */ incompleteAnswer),
/* harmony export */   zb: () => (/* binding */ sortFailure)
/* harmony export */ });
/* unused harmony export invalidEndpoint */
/* harmony import */ var _iam_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(15829);
/* harmony import */ var _ending_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7861);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(32980);
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(98301);




/** The code of a failure whose answer could not be parsed: cut short, or a proxy's page instead of AWS's JSON. */
const unreadableAnswer = 'UnreadableAnswer';
/** The code of a call that was not made because the region is missing or could be none. */
const invalidRegion = 'InvalidRegion';
/** The code of a call that was not made because the environment names endpoints that cannot be. */
const invalidEndpoint = 'InvalidEndpoint';
/** The code of a failure that got no answer in time. */
const timedOut = 'TimedOut';
const deniedNames = /^(AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)/i;
const deniedText = /is not authorized to perform|with an explicit deny/i;
// `Not authorized to perform sts:AssumeRoleWithWebIdentity`: the credential chain was refused, not the call that asked it.
const roleNotAssumed = /authorized to perform:? sts:(AssumeRole|GetSessionToken|TagSession)/i;
const credentialNames = /^(ExpiredToken|RequestExpired|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|InvalidAccessKeyId|InvalidIdentityToken|AuthFailure|RequestTimeTooSkewed|CredentialsProviderError|TokenProviderError)/;
const credentialText = /could not load credentials|credential is missing|security token (included in the request )?is (expired|invalid)|no valid credential|credential object is not valid/i;
const absentNames = /(NotFound|DoesNotExist)(Exception|Fault|Error)?$/;
// ECS has no error of its own for a task definition that does not exist (its ClientException is used for much else too).
const absentText = /^Unable to describe task definition/i;
const unsupportedNames = /^(UnsupportedFeature|UnsupportedOperation|UnsupportedActionForDeploymentType|UnknownOperation|InvalidAction(Exception)?$)/;
const throttleNames = /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|BandwidthLimitExceeded|SlowDown|PriorRequestNotComplete|EC2Throttled)/;
const retryNames = /^(ServiceUnavailable|InternalError|InternalFailure|InternalServer|ServerException|RequestTimeout|TimeoutError|AbortError)/;
// The SDK's own names for an error that the answer does not name.
const namelessNames = /^Unknown(Error)?$/;
const namelessText = /^(Unknown(Error)?)?$/;
const brokenConnection = /^(ECONN|EPIPE|ETIMEDOUT)/;
const unreadableNames = /^(SyntaxError|TypeError|RangeError)$/;
// The SDK's own words, before any request: no region, or none that could stand in a host's name.
const badRegion = /^Region (is missing|not accepted)/;
/** The SDK's own failures before any request: endpoint rules that contradict each other, and an address that is none. */
const isBadEndpoint = ({ name, status, systemCode }) => status === undefined && (name === 'EndpointError' || systemCode === 'ERR_INVALID_URL');
/** `is not authorized to perform: ecs:DescribeTasks on resource: arn:\u2026`, as IAM words a refusal (IAM user guide, troubleshooting). */
const refusal = /is not authorized to perform: ([a-z0-9-]+:\w+)(?:\s+on resource: (\S+))?/i;
const longestMessage = 1000;
// A rejected signature is answered with the whole canonical request, session token included.
const secretParts = [
    [/(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, '$1***'],
    [/\b((?:Credential|Signature)\s*=\s*)[^\s"',;&]+/g, '$1***'],
    [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '***'],
];
/** Advice to whoever debugs the SDK: nobody who reads a log has the field that it names. */
const sdkHint = /\s*Deserialization error: to see the raw response, inspect the hidden field\b.*$/s;
/** How V8 says that a text which begins like a web page is no JSON. */
const htmlForJson = /^Unexpected token '<', "\s*<(?:!doctype|html|head|body)/i;
/** What the SDK says of an answer, in words for whoever reads it in a log. */
function readable(text, status) {
    const own = text.replace(sdkHint, '');
    if (!htmlForJson.test(own))
        return own;
    return `an HTML page came where JSON was expected (${status === undefined ? '' : `HTTP ${status}; `}a proxy?)`;
}
function withoutSecrets(text) {
    const scrubbed = secretParts.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
    return scrubbed.length > longestMessage ? `${scrubbed.slice(0, longestMessage)}\u2026` : scrubbed;
}
function property(value, name) {
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
function textOf(value) {
    return typeof value === 'string' ? value : '';
}
/** A name fit for a log line and a key: what an answer calls its error is outside text. */
function plainCode(name) {
    return /^[\w.#-]{1,80}$/.test(name) ? name : 'UnknownError';
}
function kindOf(traits) {
    const { name, text, status, systemCode } = traits;
    if (badRegion.test(text) || isBadEndpoint(traits))
        return 'rejected';
    if (throttleNames.test(name) || status === 429)
        return 'retry';
    if (roleNotAssumed.test(text))
        return 'credentials';
    if (deniedNames.test(name))
        return 'denied';
    if (credentialNames.test(name) || credentialText.test(text))
        return 'credentials';
    if (absentNames.test(name) || absentText.test(text))
        return 'absent';
    if (unsupportedNames.test(name))
        return 'unsupported';
    // After the names that AWS gives, so that a status which a proxy made up does not hide them.
    if (status !== undefined && status >= 500)
        return 'retry';
    // AWS names every refusal. One that was cut short, or came without its body, is as unread as any other answer, whatever its status.
    if (brokenConnection.test(systemCode) || (namelessNames.test(name) && namelessText.test(text)))
        return 'retry';
    if (retryNames.test(name) || unreadableNames.test(name) || status === 408)
        return 'retry';
    if (deniedText.test(text))
        return 'denied';
    // No status: it never came to an answer (a reset, a name that does not resolve). 2xx or 3xx: an answer that is none.
    if (status === undefined || status < 400)
        return 'retry';
    return 'rejected';
}
function codeOf(traits) {
    const { name, text, systemCode } = traits;
    if (badRegion.test(text))
        return invalidRegion;
    if (isBadEndpoint(traits))
        return invalidEndpoint;
    if (unreadableNames.test(name))
        return unreadableAnswer;
    if (name === 'AbortError' || systemCode === 'ETIMEDOUT')
        return timedOut;
    if (systemCode !== '' && /^(E[A-Z_]+|[A-Z]+_[A-Z_]+)$/.test(systemCode))
        return systemCode;
    return name === 'TimeoutError' ? timedOut : plainCode(name);
}
/**
 * Sorts what an SDK client threw by the error's name, HTTP status and text. Credentials are cut out of the message, and the
 * original is not kept as a cause: its response headers and canonical request may hold them.
 *
 * @param action the IAM action of the call, `ecs:DescribeTasks`
 * @param resource what the call was about; a refusal that names its own resource goes before
 */
function sortFailure(action, error, resource) {
    if (error instanceof _failure_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsFailure */ .O)
        return error;
    const status = property(property(error, '$metadata'), 'httpStatusCode');
    const traits = {
        name: textOf(property(error, 'name')) || 'UnknownError',
        text: textOf(property(error, 'message')) || textOf(property(error, 'Message')),
        status: typeof status === 'number' ? status : undefined,
        systemCode: textOf(property(error, 'code')),
    };
    const kind = kindOf(traits);
    const named = kind === 'denied' ? refusal.exec(traits.text) : null;
    const message = withoutSecrets(readable(traits.text, traits.status)) || `${plainCode(traits.name)} without a message`;
    return new _failure_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsFailure */ .O(kind, named?.[1] ?? action, codeOf(traits), message, {
        httpStatus: traits.status,
        resource: named?.[2]?.replace(/[.,;)]+$/, '') ?? resource,
    });
}
/** Whether AWS asked for fewer calls, so that the next try should wait longer than after another fault. */
function isThrottle(failure) {
    return failure.kind === 'retry' && (throttleNames.test(failure.code) || failure.httpStatus === 429);
}
/**
 * Whether the SDK found the clock off by minutes and has corrected it, so that the same call may pass now. The answer's own
 * `Date` header tells it (SDK's SigV4 signer); the error may be called anything, AccessDenied included.
 */
function isClockSkew(error) {
    return property(property(error, '$metadata'), 'clockSkewCorrected') === true;
}
/**
 * Whether whoever answered has no such call. AWS names it an unknown operation, and names whatever else it does not find; a 404 without a
 * name and a 501 come from what stands in AWS's place.
 */
function isUnknownCall({ kind, httpStatus }) {
    return kind === 'unsupported' || (kind === 'retry' && (httpStatus === 404 || httpStatus === 501));
}
/** Fails a look at an answer that lacks what AWS always sends: it is read again, never taken for an empty one. */
function incompleteAnswer(action, lacks) {
    return new _failure_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsFailure */ .O('retry', action, unreadableAnswer, `the answer lacks ${lacks}`);
}
function statement(action, resource) {
    return JSON.stringify({ Effect: 'Allow', Action: action, Resource: (0,_iam_js__WEBPACK_IMPORTED_MODULE_2__/* .statementResource */ .E)(action, resource) }, undefined, 2);
}
function accessDenied(failure) {
    const on = failure.resource === undefined ? '' : ` on ${failure.resource}`;
    const use = failure.action.startsWith('ecs:') ? 'tell what runs' : 'read the image of the commit';
    const explanation = `AWS refused ${failure.action}${on}, which is needed to ${use}. AWS says: ${failure.message}`;
    const about = (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutCall */ .wq)(failure.action);
    const nextStep = /explicit deny/i.test(failure.message)
        ? {
            text: `An explicit deny refuses ${failure.action}; no further Allow lifts it. Change the policy that AWS names.`,
            about,
        }
        : {
            text: `Add this statement to the policy of the role that the job assumes.`,
            command: statement(failure.action, failure.resource),
            about,
        };
    return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('access-denied', `the role may not call ${failure.action}`, explanation, nextStep, {
        cause: failure,
    });
}
function badCredentials(failure) {
    const seen = `Expected AWS to accept the credentials of this job; ${failure.action} failed with ${failure.code}: ${failure.message}`;
    const expired = /expired/i.test(failure.code) || /token .*is expired|has expired/i.test(failure.message);
    if (expired)
        return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('credentials', 'the AWS credentials have expired', `${seen}. Credentials from the environment cannot be renewed while the step runs.`, {
            text: 'Make the session outlast the wait: raise "role-duration-seconds" of aws-actions/configure-aws-credentials, or lower "timeout".',
            about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutMessage */ .P1)('the-aws-credentials-have-expired'),
        }, { cause: failure });
    if (failure.code.endsWith('ProviderError') ||
        /could not load credentials|credential is missing/i.test(failure.message))
        return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('credentials', 'no AWS credentials were found', `Expected AWS credentials in this job; ${failure.action} failed with ${failure.code}: ${failure.message}`, {
            text: 'Run aws-actions/configure-aws-credentials in the same job before this step, with "permissions: id-token: write".',
            about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutMessage */ .P1)('no-aws-credentials-were-found'),
        }, { cause: failure });
    return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('credentials', 'AWS does not accept the credentials', seen, {
        text: 'See which identity the job has, and whether its keys, its role and the clock of the runner are right.',
        command: 'aws sts get-caller-identity',
        about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutMessage */ .P1)('aws-does-not-accept-the-credentials'),
    }, { cause: failure });
}
function notFound(failure) {
    const what = failure.code.startsWith('Cluster') ? 'cluster' : 'service';
    const named = failure.resource === undefined ? '' : ` ${failure.resource}`;
    return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('service-not-found', `there is no such ${what}`, `Expected the ${what}${named} in this account and region; AWS answers ${failure.action} with: ${failure.message}`, {
        text: `Check the ${what}'s name and the region.`,
        command: what === 'cluster' ? 'aws ecs list-clusters' : 'aws ecs list-services',
        about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutMessage */ .P1)('there-is-no-such-service-or-cluster'),
    }, { cause: failure });
}
function invalidInput(failure) {
    if (failure.code === invalidEndpoint)
        return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('invalid-input', 'the endpoints that the environment names cannot be used', `Expected full URLs where the environment names endpoints, and no FIPS or dual-stack endpoints beside them; ${failure.action} cannot be called: ${failure.message}`, {
            text: 'Set AWS_ENDPOINT_URL, its forms for one service and AWS_CONTAINER_CREDENTIALS_FULL_URI to full URLs (https://\u2026) or not at all, and neither AWS_USE_FIPS_ENDPOINT nor AWS_USE_DUALSTACK_ENDPOINT beside the former.',
            about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutInput */ .qj)('aws-region'),
        }, { cause: failure });
    return failure.code === invalidRegion
        ? new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('invalid-input', 'there is no usable AWS region', `Expected a region that AWS can be called in; ${failure.action} cannot be called: ${failure.message}`, { text: 'Set the input "aws-region", or AWS_REGION in the environment.', about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutInput */ .qj)('aws-region') }, { cause: failure })
        : new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('invalid-input', 'AWS does not accept the name of the service or cluster', `Expected names or ARNs of a service and its cluster; AWS answers ${failure.action} for ${failure.resource ?? 'the service'} with: ${failure.message}`, { text: 'Correct the inputs "service" and "cluster".', about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutInput */ .qj)('service') }, { cause: failure });
}
/**
 * The end of the run that a failed call means, where it means one at once: a refusal, bad credentials, a cluster or service that does
 * not exist, a name or region that AWS does not take. Undefined for faults that may pass and for what only the caller can judge.
 */
function asEnding(failure) {
    const { kind, code, action } = failure;
    if (kind === 'denied')
        return accessDenied(failure);
    if (kind === 'credentials')
        return badCredentials(failure);
    if (kind === 'absent' && /^(Cluster|Service)NotFound/.test(code))
        return notFound(failure);
    const badName = action === 'ecs:DescribeServices' && code === 'InvalidParameterException';
    const neverAsked = code === invalidRegion || code === invalidEndpoint;
    return kind === 'rejected' && (badName || neverAsked) ? invalidInput(failure) : undefined;
}


/***/ }),

/***/ 32980:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ AwsFailure),
/* harmony export */   o: () => (/* binding */ NOT_MADE)
/* harmony export */ });
/** The code of a call that was not made any more because the run was over: it tells nothing of whom it was for. */
const NOT_MADE = 'NotMade';
/** A failed AWS call, sorted. `message` is AWS's own text: outside text. */
class AwsFailure extends Error {
    kind;
    /** The IAM action: `ecs:DescribeTasks`. */
    action;
    /** The error's name on the wire: `ThrottlingException`. */
    code;
    httpStatus;
    /** What the refusal names, or the resource that the call was about. */
    resource;
    constructor(kind, action, code, message, about = {}, options) {
        super(message, options);
        this.name = 'AwsFailure';
        this.kind = kind;
        this.action = action;
        this.code = code;
        this.httpStatus = about.httpStatus;
        this.resource = about.resource;
    }
}


/***/ }),

/***/ 61584:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ partitionOf)
/* harmony export */ });
/** Partitions by what the names of their regions begin with (AWS SDK's `partitions.json`). */
const BY_PREFIX = [
    ['cn-', 'aws-cn'],
    ['us-gov-', 'aws-us-gov'],
    ['eusc-', 'aws-eusc'],
    ['us-iso-', 'aws-iso'],
    ['us-isob-', 'aws-iso-b'],
    ['eu-isoe-', 'aws-iso-e'],
    ['us-isof-', 'aws-iso-f'],
];
/** The second part of an ARN in that region, so that what a message names can be pasted into a policy. */
function partitionOf(region) {
    return BY_PREFIX.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}


/***/ }),

/***/ 89202:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  RN: () => (/* binding */ inTime),
  Oz: () => (/* binding */ inTimeOf),
  ml: () => (/* binding */ systemClock),
  _R: () => (/* binding */ waitAtMost),
  eG: () => (/* binding */ whenAborted)
});

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = process.getBuiltinModule("node:timers/promises");
;// CONCATENATED MODULE: ./src/clock.js

const systemClock = {
    now: () => Date.now(),
    sleep: async (milliseconds, signal) => {
        try {
            await (0,promises_namespaceObject.setTimeout)(Math.max(0, milliseconds), undefined, signal === undefined ? {} : { signal });
        }
        catch (error) {
            signal?.throwIfAborted();
            throw error;
        }
    },
};
/** Beyond this many milliseconds Node's timers fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Waits for a value, but not longer than so many milliseconds of real time; undefined where it did not come. */
async function inTime(value, milliseconds) {
    const timer = Promise.withResolvers();
    const handle = setTimeout(() => {
        timer.resolve(undefined);
    }, Math.min(Math.max(0, milliseconds), LONGEST_TIMER));
    try {
        return await Promise.race([value, timer.promise]);
    }
    finally {
        clearTimeout(handle);
    }
}
/** The same by a clock: waits for a value, but not longer than so many of its milliseconds. */
async function inTimeOf(clock, value, milliseconds) {
    let come;
    await waitAtMost(value.then((it) => {
        come = it;
    }), milliseconds, clock);
    return come;
}
/**
 * Waits for what is under way, but no longer than so many milliseconds of the clock; it goes on beside. A failure within that time is thrown
 * on; a later one is for whoever else waits for it, and must not end the process.
 */
async function waitAtMost(work, milliseconds, clock, signal) {
    work.catch(() => undefined);
    const enough = new AbortController();
    const over = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]);
    const patience = clock.sleep(milliseconds, over).catch(() => undefined);
    try {
        await Promise.race([work, patience]);
    }
    finally {
        enough.abort();
    }
}
/** Resolves when the signal is aborted; at once where it is already. */
async function whenAborted(signal) {
    if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}


/***/ }),

/***/ 48738:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  FE: () => (/* binding */ actInTime),
  yf: () => (/* binding */ expecterOf),
  Tc: () => (/* binding */ gitHubOf),
  HY: () => (/* binding */ guardOf),
  O5: () => (/* binding */ watchEdges)
});

// EXTERNAL MODULE: ./src/aws/errors.js
var errors = __nccwpck_require__(69507);
// EXTERNAL MODULE: ./src/aws/failure.js
var aws_failure = __nccwpck_require__(32980);
// EXTERNAL MODULE: ./src/clock.js + 1 modules
var src_clock = __nccwpck_require__(89202);
// EXTERNAL MODULE: ./src/expect/container.js
var container = __nccwpck_require__(30619);
// EXTERNAL MODULE: ./src/ending.js
var ending = __nccwpck_require__(7861);
// EXTERNAL MODULE: ./src/image/memory.js
var memory = __nccwpck_require__(61995);
// EXTERNAL MODULE: ./src/image/reference.js
var reference = __nccwpck_require__(9047);
// EXTERNAL MODULE: ./src/image/registries.js + 5 modules
var image_registries = __nccwpck_require__(71311);
;// CONCATENATED MODULE: ./src/expect/commit.js
/** Bytes; a commit of thousands of files is described in more, and then only its SHA is told. */
const answerLimit = 4 * 2 ** 20;
/**
 * What GitHub says of the commit. It never decides: whatever cannot be read is left out.
 * Throws nothing but the reason of the run's own abort.
 */
async function describeCommit({ commit, run }, github, signal) {
    if (run.repository === '')
        return { sha: commit };
    try {
        // One file of the commit at most is listed: what is wanted is its head.
        const path = `/repos/${run.repository}/commits/${commit}?per_page=1`;
        const answer = await github.get(path, 'application/vnd.github+json', answerLimit);
        return answer.status === 200 ? factsIn(commit, JSON.parse(answer.text)) : { sha: commit };
    }
    catch {
        signal?.throwIfAborted();
        return { sha: commit };
    }
}
function isObject(value) {
    return typeof value === 'object' && value !== null;
}
function textAt(value, ...path) {
    const found = path.reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
    return typeof found === 'string' && found !== '' ? found : undefined;
}
function factsIn(sha, answer) {
    const committedAt = Date.parse(textAt(answer, 'commit', 'committer', 'date') ?? '');
    const subject = textAt(answer, 'commit', 'message')?.split(/\r?\n/, 1)[0];
    const author = textAt(answer, 'author', 'login') ?? textAt(answer, 'commit', 'author', 'name');
    const url = textAt(answer, 'html_url');
    return {
        sha,
        ...(Number.isNaN(committedAt) ? {} : { committedAt }),
        ...(subject === undefined ? {} : { subject }),
        ...(author === undefined ? {} : { author }),
        ...(url === undefined ? {} : { url }),
    };
}

// EXTERNAL MODULE: ./src/expect/github.js
var expect_github = __nccwpck_require__(49593);
;// CONCATENATED MODULE: ./src/aside.js

/** So long a look waits for what only explains; an answer takes a tenth of it, as a rule. */
const PATIENCE = 2_000;
/** A reading that fails after so long got no answer: errors come sooner, retries included. */
const HANGS_FROM = 10_000;
/** So long what got no answer is not asked again. */
const QUIET_FOR = 60_000;
function createAside(clock) {
    let underWay = false;
    let quietUntil = -Infinity;
    async function toItsEnd(reading) {
        const from = clock.now();
        let found = false;
        underWay = true;
        try {
            found = await reading();
        }
        finally {
            underWay = false;
            const now = clock.now();
            if (!found && now - from >= HANGS_FROM)
                quietUntil = now + QUIET_FOR;
        }
    }
    return {
        read: async (reading) => {
            if (underWay)
                return false;
            if (clock.now() < quietUntil)
                return true;
            await (0,src_clock/* waitAtMost */._R)(toItsEnd(reading), PATIENCE, clock);
            return !underWay;
        },
    };
}

// EXTERNAL MODULE: ./src/image/manifest.js
var manifest = __nccwpck_require__(70241);
// EXTERNAL MODULE: ./src/image/unreadable.js
var image_unreadable = __nccwpck_require__(50759);
// EXTERNAL MODULE: ./src/expect/commit-tags.js
var commit_tags = __nccwpck_require__(44869);
;// CONCATENATED MODULE: ./src/expect/image.js









/** The most tags that one request resolves (ECR API reference, BatchGetImage). */
const batchSize = 100;
/** Milliseconds for which a registry's list of tags is waited for: it only adds to the tags that are asked for anyway. */
const listPatience = 3_000;
function createImageFinder({ commit, clock, open, findByEvidence, readEvidence }) {
    const candidatesByRepository = (0,memory/* createMemory */.I)((found) => found.length > 0);
    const chosen = (0,memory/* createMemory */.I)((found) => found !== undefined);
    const images = (0,memory/* createMemory */.I)((found) => found !== undefined);
    const others = new Map();
    /** Tags that task definitions name, by repository. */
    const deployedTags = new Map();
    /** The image itself; undefined where its manifest is not there, or no more. */
    async function expected(repository, candidate, current, anew) {
        const { tag, digest, binding } = candidate;
        const tracked = await images.get(`${repository.name}:${tag ?? ''}@${digest} ${binding}`, async () => {
            const text = await repository.manifest(digest);
            if (text === undefined)
                return undefined;
            const root = (0,manifest/* parseManifest */.Ng)(text);
            const createdAt = (0,manifest/* createdAtOf */.B7)(root);
            const image = {
                repository: repository.name,
                ...(tag === undefined ? {} : { tag }),
                digest,
                ...(await (0,manifest/* digestsOf */.nw)(root, (nested) => repository.manifest(nested))),
                ...(createdAt === undefined ? {} : { createdAt }),
                binding,
            };
            const meant = binding === 'workflow-digest' ? [...(tag === undefined ? [] : [tag]), ...fullTags(commit)] : [];
            return trackImage(image, repository, meant, clock, readEvidence);
        });
        return tracked?.(current, anew);
    }
    /** The commit's best tags; two only where the bare one and the one behind `sha-` are different images. */
    async function byTag(repository) {
        // ECR resolves many tags in one request. Elsewhere each is a request, and a worse tag is asked for only for want of a better.
        if ((0,reference/* ecrRepository */.BK)(repository.name) !== undefined)
            return best(repository, (0,commit_tags/* commitTags */.BE)(commit), batchSize / 2);
        const full = await best(repository, (0,commit_tags/* likelyCommitTags */.nl)(commit).slice(0, 1), 1);
        if (full.length > 0)
            return full;
        const seen = [...(deployedTags.get(repository.name) ?? []), ...(await listedTags(repository))];
        return best(repository, (0,commit_tags/* likelyCommitTags */.nl)(commit, seen).slice(1), 1);
    }
    async function best(repository, ranks, ranksAtOnce) {
        for (let from = 0; from < ranks.length; from += ranksAtOnce) {
            const slice = ranks.slice(from, from + ranksAtOnce);
            const digests = await repository.resolveTags(slice.flat());
            const found = slice.map((rank) => candidatesOf(rank, digests)).find((candidates) => candidates.length > 0);
            if (found !== undefined)
                return found;
        }
        return [];
    }
    async function listedTags({ tags }) {
        return tags === undefined ? [] : ((await (0,src_clock/* inTimeOf */.Oz)(clock, tags(), listPatience)) ?? []);
    }
    async function find(repository, current) {
        const tagged = await byTag(repository);
        if (tagged.length > 0)
            return tagged;
        if (findByEvidence === undefined)
            return [];
        const running = current.digest ?? (await resolve(repository, current.tag ?? 'latest'));
        const digest = await findByEvidence(repository, commit, running);
        return digest === undefined ? [] : [{ digest, binding: 'evidence' }];
    }
    /** The image that runs by the current task definition, else the newest, else the bare tag's. */
    async function choose(repository, candidates, current) {
        const live = current.digest ?? (await resolve(repository, current.tag ?? 'latest'));
        const running = candidates.find(({ digest }) => digest === live);
        if (running !== undefined)
            return running;
        const dated = await Promise.all(candidates.map(async (candidate) => {
            const facts = await repository.facts(candidate.digest);
            return { candidate, at: facts.state === 'read' ? (facts.value.pushedAt ?? 0) : 0 };
        }));
        return dated.toSorted((one, other) => other.at - one.at)[0]?.candidate;
    }
    async function lookup(repository, candidate, searched, current, anew) {
        const image = candidate === undefined ? undefined : await expected(repository, candidate, current, anew);
        if (image !== undefined)
            return { state: 'found', image };
        const absence = repository.absence();
        const why = absence === undefined ? '' : `; ${absence}`;
        return { state: 'missing', repository: repository.name, searched: `${searched}${why}` };
    }
    return {
        async named({ repository: name, tag, digest }, current, anew = false) {
            const repository = open(name);
            if (digest !== undefined) {
                const given = { ...(tag === undefined ? {} : { tag }), digest, binding: 'workflow-digest' };
                return lookup(repository, given, `the digest ${digest}`, current, anew);
            }
            if (tag === undefined)
                throw new TypeError('an image reference has a tag or a digest');
            const resolved = await chosen.get(`${name}:${tag}`, async () => {
                const found = await resolve(repository, tag);
                if (found === undefined)
                    return undefined;
                return { tag, digest: found, binding: (0,commit_tags/* namesCommit */.yF)(tag, commit) ? 'commit-tag' : 'none' };
            });
            return lookup(repository, resolved, `the tag ${tag}`, current, anew);
        },
        async ofCommit(current, anew = false) {
            const repository = open(current.repository);
            if (current.tag !== undefined) {
                const known = deployedTags.get(repository.name) ?? new Set();
                deployedTags.set(repository.name, known.add(current.tag));
            }
            const candidates = await candidatesByRepository.get(repository.name, () => find(repository, current));
            const pick = candidates.length < 2
                ? candidates[0]
                : await chosen.get(`${current.repository} for ${current.tag ?? ''}@${current.digest ?? ''}`, () => choose(repository, candidates, current));
            return lookup(repository, pick, searchedFor(repository.name, commit, findByEvidence !== undefined), current, anew);
        },
        async others({ repository: name, platforms }, running) {
            const wanted = running.slice(0, othersLimit);
            const key = (digest) => `${name}@${digest}`;
            for (const digest of wanted)
                if (!others.has(key(digest)))
                    others.set(key(digest), readOther(open(name), digest, platforms));
            const reading = wanted.flatMap((digest) => others.get(key(digest)) ?? []);
            await (0,src_clock/* waitAtMost */._R)(Promise.all(reading.map(({ done }) => done)), EVIDENCE_PATIENCE, clock);
            return reading.flatMap(({ read }) => read() ?? []);
        },
    };
}
/** Other images that are looked into at most: a service runs two during a rollout, as a rule. */
const othersLimit = 4;
function readOther(repository, digest, platforms) {
    let known;
    const begin = async () => {
        try {
            const [content, facts] = await Promise.all([contentOf(repository, digest), repository.facts(digest)]);
            if (content === undefined)
                return;
            const { tags = [], pushedAt } = facts.state === 'read' ? facts.value : {};
            const isRebuild = platforms.length > 0 && hasSameImages(content.platforms, platforms);
            known = { digest, tags, ...(pushedAt === undefined ? {} : { pushedAt }), isRebuild };
        }
        catch (error) {
            if (!(error instanceof aws_failure/* AwsFailure */.O || error instanceof ending/* Ending */._ || error instanceof image_unreadable/* Unreadable */.I))
                throw error;
        }
    };
    return { done: begin(), read: () => known };
}
/** What an image consists of; undefined where the repository does not have it. */
async function contentOf(repository, digest) {
    const text = await repository.manifest(digest);
    return text === undefined ? undefined : (0,manifest/* digestsOf */.nw)((0,manifest/* parseManifest */.Ng)(text), (nested) => repository.manifest(nested));
}
function hasSameImages(ones, others) {
    const digests = new Set(others.map(({ digest }) => digest));
    return (ones.length > 0 &&
        new Set(ones.map(({ digest }) => digest)).size === digests.size &&
        ones.every(({ digest }) => digests.has(digest)));
}
/** The commit's tags in full, as build tools write them. */
function fullTags(commit) {
    return (0,commit_tags/* commitTags */.BE)(commit)[0] ?? [];
}
async function resolve(repository, tag) {
    return (await repository.resolveTags([tag])).get(tag);
}
function candidatesOf(rank, digests) {
    const found = [];
    for (const tag of rank) {
        const digest = digests.get(tag);
        if (digest !== undefined && !found.some((other) => other.digest === digest)) {
            found.push({ tag, digest, binding: 'commit-tag' });
        }
    }
    return found;
}
function searchedFor(repository, commit, byEvidence) {
    const tags = (0,reference/* ecrRepository */.BK)(repository) === undefined
        ? `the tags ${(0,commit_tags/* likelyCommitTags */.nl)(commit).flat().join(', ')}, and prefixes of other lengths that the task definition names or the registry lists`
        : 'its SHA or a prefix of 7 or more characters of it as a tag, bare or behind sha-';
    return byEvidence ? `${tags}; then for its SHA in the revision label and the provenance of the newest images` : tags;
}
/** Labels take no longer, as a rule: so long the first look waits for them; layers are read while the rollout is watched. */
const EVIDENCE_PATIENCE = 1_000;
function trackImage(found, repository, 
/** Tags that should point at it. */
meant, clock, readEvidence) {
    const readingFacts = createAside(clock);
    let movedTags;
    let facts;
    let refused;
    let evidence = { state: 'not-asked' };
    let failure;
    let isFirst = true;
    /** What its own tag means by now, where that is another image and nothing else ties this one to the commit. */
    let takenOver;
    function picture() {
        const pushedAt = facts?.pushedAt;
        const createdAt = (evidence.state === 'read' ? evidence.createdAt : undefined) ?? found.createdAt;
        const moved = [...(movedTags ?? []), ...(takenOver === undefined ? [] : [takenOver])];
        return {
            ...found,
            ...(takenOver === undefined ? {} : { binding: 'none' }),
            ...(createdAt === undefined ? {} : { createdAt }),
            tags: [...(facts?.tags ?? []), ...laterTags],
            ...(pushedAt === undefined ? {} : { pushedAt }),
            evidence,
            ...(refused === undefined ? {} : { factsNotRead: refused }),
            ...(moved.length === 0 ? {} : { movedTags: moved }),
        };
    }
    /** Asks what its tag means by now, where that is all that ties it to the commit. */
    async function bindAnew() {
        const { tag, binding } = found;
        const says = evidence.state === 'read' && evidence.items.some(({ finding }) => finding === 'agrees');
        if (binding !== 'commit-tag' || tag === undefined || says)
            return;
        const now = await resolve(repository, tag);
        takenOver = now === undefined || found.digests.includes(now) ? undefined : { tag, digest: now };
    }
    /** In the background: the rollout is watched meanwhile, and who asks next hears how it went. */
    async function begin(read) {
        evidence = { state: 'reading' };
        failure = undefined;
        try {
            const { items, createdAt } = await read(picture(), repository);
            evidence = { state: 'read', items, ...(createdAt === undefined ? {} : { createdAt }) };
        }
        catch (error) {
            failure = { error };
        }
    }
    const asked = new Set();
    /** Tags that the image got after its own were read. */
    const laterTags = [];
    async function askFor({ repository: name, tag, digest }) {
        if (tag === undefined || digest !== undefined || name !== found.repository || asked.has(tag))
            return;
        if (tag === found.tag || facts?.tags?.includes(tag) === true)
            return;
        try {
            const now = await resolve(repository, tag);
            asked.add(tag);
            if (now !== undefined && found.digests.includes(now))
                laterTags.push(tag);
        }
        catch (error) {
            // Asked again at the next call.
            if (!(error instanceof aws_failure/* AwsFailure */.O || error instanceof ending/* Ending */._))
                throw error;
        }
    }
    /** They only explain: a refusal leaves them out, a fault is made good at a later call. */
    async function readFacts(current) {
        const reading = await repository.facts(found.digest);
        if (reading.state === 'read') {
            facts = reading.value;
            if (current?.tag !== undefined)
                asked.add(current.tag);
        }
        else if (reading.denied)
            refused = `${reading.action ?? 'tags and push time'}: ${reading.why}`;
        return reading.state === 'read';
    }
    return async (current, anew) => {
        if (anew && !isFirst)
            await bindAnew();
        isFirst = false;
        if (facts === undefined && refused === undefined)
            await readingFacts.read(() => readFacts(current));
        else if (facts !== undefined && current !== undefined)
            await askFor(current);
        if (movedTags === undefined) {
            movedTags = [];
            try {
                const now = meant.length === 0 ? [] : await repository.resolveTags(meant);
                movedTags = [...now].flatMap(([tag, digest]) => (found.digests.includes(digest) ? [] : { tag, digest }));
            }
            catch (error) {
                // It only explains.
                if (!(error instanceof aws_failure/* AwsFailure */.O || error instanceof ending/* Ending */._))
                    throw error;
            }
        }
        if (failure !== undefined) {
            const { error } = failure;
            if (readEvidence !== undefined && error instanceof aws_failure/* AwsFailure */.O && error.kind === 'retry')
                void begin(readEvidence);
            throw error;
        }
        if (readEvidence !== undefined && evidence.state === 'not-asked') {
            await (0,src_clock/* waitAtMost */._R)(begin(readEvidence), EVIDENCE_PATIENCE, clock);
        }
        return picture();
    };
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(76760);
// EXTERNAL MODULE: ./src/patterns.js
var patterns = __nccwpck_require__(43117);
// EXTERNAL MODULE: ./src/time-limit.js + 1 modules
var time_limit = __nccwpck_require__(6737);
;// CONCATENATED MODULE: ./src/expect/checkout.js
/** Milliseconds: a partial clone may fetch what it lacks. */
const patience = 10_000;
/**
 * Reads a file from git's own objects, not from the working tree, which the job's earlier steps may have changed.
 * @param commit full SHA
 * @param path relative to the repository's root, without `..`
 * @param limit bytes
 */
async function readFromCheckout(workspace, commit, path, limit, signal) {
    if (workspace === '' || /[\n\0]/.test(path))
        return { state: 'unknown' };
    const output = await catFile(workspace, `${commit}^{commit}\n${commit}:${path}\n`, limit + 65_536, signal);
    if (!Buffer.isBuffer(output))
        return output;
    const first = entryAt(output, 0);
    if (first?.type !== 'commit')
        return { state: 'unknown' };
    const second = entryAt(output, first.next);
    if (second?.type === 'blob') {
        return second.content.length > limit
            ? { state: 'too-large' }
            : { state: 'read', text: second.content.toString('utf8') };
    }
    return { state: 'absent' };
}
function catFile(workspace, input, limit, signal) {
    const args = [
        '-C',
        workspace,
        // In a container job another user owns the checkout. Only objects are read, which run nothing of the repository's.
        '-c',
        'safe.directory=*',
        '--no-replace-objects',
        'cat-file',
        '--follow-symlinks',
        '--batch',
    ];
    const options = {
        encoding: 'buffer',
        maxBuffer: limit,
        timeout: patience,
        killSignal: 'SIGKILL',
        ...(signal === undefined ? {} : { signal }),
    };
    // Loaded with the first file: every start would wait for it.
    const { execFile } = process.getBuiltinModule('node:child_process');
    return new Promise((resolve) => {
        const child = execFile('git', args, options, (error, stdout) => {
            if (error === null)
                resolve(stdout);
            else
                resolve({ state: error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ? 'too-large' : 'unknown' });
        });
        // Git that ends before it reads its input closes the pipe: the exit code tells.
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input);
    });
}
/** One object in the output of `git cat-file --batch`: `<id> <type> <size>`, the bytes, a line feed. */
function entryAt(output, from) {
    const lineEnd = output.indexOf('\n', from);
    if (lineEnd === -1)
        return undefined;
    const [, type, length] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString('utf8', from, lineEnd)) ?? [];
    if (type === undefined)
        return undefined;
    const start = lineEnd + 1;
    const end = start + Number(length);
    return end > output.length ? undefined : { type, content: output.subarray(start, end), next: end + 1 };
}

;// CONCATENATED MODULE: ./src/expect/pom.js
/** How deep `project` stands, and how deep what is looked for in it: elements below these do not matter. */
const propertyDepth = 3;
/**
 * The project's own version in a Maven POM: not its parent's, not a dependency's. A version that is one property (`${revision}`) is
 * looked up in the project's own properties. Undefined for anything else.
 */
function pomVersion(text) {
    const values = new Map();
    const open = [];
    let content = '';
    // What a POM is made of: comments and CDATA, in which tags are no tags, processing instructions, declarations, tags.
    const piece = /<!--|<!\[CDATA\[|<\?|<!|<\/|</g;
    let at = 0;
    for (;;) {
        piece.lastIndex = at;
        const match = piece.exec(text);
        if (match === null)
            break;
        const [mark] = match;
        content += text.slice(at, match.index);
        const end = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' }[mark] ?? '>';
        const from = match.index + mark.length;
        const to = text.indexOf(end, from);
        if (to === -1)
            return undefined;
        at = to + end.length;
        if (mark === '<![CDATA[')
            content += text.slice(from, to);
        if (mark === '<') {
            const inside = text.slice(from, to);
            const [name = ''] = inside.split(/[\s/]/, 1);
            content = '';
            if (!inside.endsWith('/'))
                open.push(name);
        }
        if (mark === '</') {
            if (open.pop() !== text.slice(from, to).trim())
                return undefined;
            const path = [...open.slice(0, propertyDepth), text.slice(from, to).trim()].join('/');
            if (open.length < propertyDepth && !values.has(path))
                values.set(path, content.trim());
            content = '';
        }
    }
    const version = values.get('project/version');
    const property = /^\$\{([^${}]+)\}$/.exec(version ?? '')?.[1];
    const resolved = property === undefined ? version : values.get(`project/properties/${property}`);
    return resolved === undefined || resolved === '' || resolved.includes('${') ? undefined : resolved;
}

;// CONCATENATED MODULE: ./src/expect/version-text.js

/** Characters; a longer text is no version but a file of another kind. */
const longest = 256;
/** Source files, where a version is a constant. Configuration that is read line by line counts with them. */
const sourceEndings = new Set('py pyi pyx rb js mjs cjs jsx ts mts cts tsx go rs java kt kts scala groovy gradle swift php cs ex exs lua pl r dart c h cc cpp hpp sh bash env ini cfg conf properties mk tf'.split(' '));
/** What is looked for in a file of that name, as a person reads it. */
function soughtIn(path, pattern) {
    if (pattern !== undefined)
        return `the version-pattern ${pattern.source}`;
    switch (formOf(path)) {
        case 'json':
            return 'a "version" at the top level of the JSON';
        case 'pyproject':
            return '"version" of [project] or [tool.poetry]';
        case 'cargo':
            return '"version" of [package] or [workspace.package]';
        case 'pom':
            return "the project's own <version>";
        case 'source':
            return 'VERSION = "\u2026" or __version__ = "\u2026"';
        case 'text':
            return `nothing but a version of at most ${longest} characters on one line`;
    }
}
function formOf(path) {
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    const ending = name.slice(name.lastIndexOf('.') + 1);
    if (name === 'pyproject.toml')
        return 'pyproject';
    if (name === 'cargo.toml')
        return 'cargo';
    if (name === 'pom.xml')
        return 'pom';
    if (ending === 'json')
        return 'json';
    return sourceEndings.has(ending) ? 'source' : 'text';
}
/**
 * The version that a file holds; undefined where it holds none. Takes any text, and time is linear in its length. Throws
 * nothing but `TooSlow`, because of the pattern.
 * @param path tells the kind of file by its name; relative to the repository or absolute inside the image
 * @param pattern RE2 with one capture group, instead of what the name suggests
 */
function extractVersion(path, text, pattern) {
    const stated = statedVersion(path, text, pattern);
    return stated === undefined || noVersions.has(stated.toLowerCase()) ? undefined : stated;
}
/** `unknown`, an empty text and `null` never match, so that expecting them would never end well. */
const noVersions = new Set(['', 'v', 'unknown', 'null', 'none', 'undefined']);
/** What stands where a file has its version, be it one or not: `unknown`, or an empty text. As `extractVersion` otherwise. */
function statedVersion(path, text, pattern) {
    // Editors on Windows begin a file with a byte order mark.
    const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
    const found = (pattern === undefined ? byForm(formOf(path), content) : pattern.capture(content))?.trim();
    return found === undefined || found.length > longest || /[\r\n\0]/.test(found) ? undefined : found;
}
function byForm(form, text) {
    switch (form) {
        case 'json':
            return jsonVersion(text);
        case 'pyproject':
            return tomlVersion(text, [['project'], ['tool', 'poetry']]);
        case 'cargo':
            return tomlVersion(text, [['package'], ['workspace', 'package']]);
        case 'pom':
            return pomVersion(text);
        case 'source':
            return sourceVersion(text);
        case 'text':
            return text;
    }
}
function jsonVersion(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        // Some keep the bare version in a file of that name.
        return text.trimStart().startsWith('{') ? undefined : text;
    }
    if (typeof value === 'string')
        return value;
    if (typeof value !== 'object' || value === null || !('version' in value))
        return undefined;
    if (value.version === null)
        return 'null';
    return typeof value.version === 'string' ? value.version : undefined;
}
/** A constant that is given a quoted value: what stands before it (`export const`, `pub`, `static final String`) does not matter. */
const constant = /(?:^|[\s;{(]|exports\.)(?:VERSION|__version__)[\t ]*(?::[^="'`]*)?(?::=|=)[\t ]*[rubfRUBF]?(["'`])([^"'`]*)\1/;
/** The unquoted form of shell, env, ini and properties files, where it stands alone on its line. */
const bareAssignment = /^[\t ]*(?:export[\t ]+)?(?:VERSION|__version__)[\t ]*=[\t ]*([^\s"'`#;$({[]+)[\t ]*(?:[#;].*)?$/;
const commentStarts = ['#', '//', '/*', '*', '--', ';', '%'];
function sourceVersion(text) {
    for (const line of text.split(/\r?\n/)) {
        // A generated or minified line is no place for a version, and a commented one is none.
        if (line.length > 4096 || !/VERSION|__version__/.test(line))
            continue;
        const start = line.trimStart();
        if (commentStarts.some((mark) => start.startsWith(mark)) && !start.startsWith('#define'))
            continue;
        const found = constant.exec(line)?.[2] ?? bareAssignment.exec(line)?.[1] ?? defined.exec(line)?.[1];
        if (found !== undefined)
            return found;
    }
    return undefined;
}
/** C's form. */
const defined = /^[\t ]*#[\t ]*define[\t ]+VERSION[\t ]+"([^"]*)"/;
/**
 * The first of these tables that has a text as `version`. Reads TOML no further than that takes: tables, dotted keys, comments, and
 * strings over several lines, within which nothing is a table.
 */
function tomlVersion(text, tables) {
    const found = new Map();
    let table = [];
    let closing;
    for (const line of text.split(/\r?\n/)) {
        if (closing !== undefined) {
            if (line.includes(closing))
                closing = undefined;
            continue;
        }
        const start = line.trim();
        const header = /^\[([^[\]]*)\][\t ]*(?:#.*)?$/.exec(start);
        if (header !== null) {
            table = keyOf(header[1] ?? '');
            continue;
        }
        if (start.startsWith('[[')) {
            table = ['', 'an array of tables'];
            continue;
        }
        const equals = start.indexOf('=');
        if (start.startsWith('#') || equals === -1)
            continue;
        const value = start.slice(equals + 1).trim();
        const key = [...table, ...keyOf(start.slice(0, equals))].join('\0');
        const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')[\t ]*(?:#.*)?$/.exec(value);
        const content = quoted?.[1] ?? quoted?.[2];
        if (content !== undefined && !found.has(key))
            found.set(key, content);
        closing = ['"""', "'''"].find((mark) => value.startsWith(mark) && !value.slice(mark.length).includes(mark));
    }
    return tables.map((path) => found.get([...path, 'version'].join('\0'))).find((version) => version !== undefined);
}
/** The parts of a dotted key, bare or quoted. */
function keyOf(text) {
    return text.split('.').map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2'));
}

// EXTERNAL MODULE: ./src/paragraphs.js
var paragraphs = __nccwpck_require__(98301);
;// CONCATENATED MODULE: ./src/expect/version.js







/** Bytes of the version file that are read at most. */
const fileLimit = 2 ** 20;
/** Bytes. A SHA is all that is asked for, but a server that does not know the media type describes the whole commit. */
const commitLimit = 4 * 2 ** 20;
/**
 * The version that must be served: `expected-version`; else the one in `version-file` at the commit; else the commit.
 * Throws an `Ending` (`invalid-input`, `access-denied`) or, where GitHub cannot be reached, an `AwsFailure` `retry`.
 */
async function expectVersion(deps) {
    const { commit, expectedVersion, versionFile, versionPattern } = deps.settings;
    if (expectedVersion !== undefined)
        return { value: expectedVersion, source: 'input' };
    if (versionFile === undefined)
        return { value: commit, source: 'commit' };
    const path = external_node_path_.posix.normalize(versionFile);
    if (path.startsWith('/') || path === '..' || path.startsWith('../') || path.endsWith('/') || path === '.') {
        throw invalid('version-file is no path in the repository', `Expected "version-file" to be the path of a file from the repository's root; it is ${versionFile}.`, 'Give the path as git has it, such as package.json or app/config.py.');
    }
    const pattern = versionPattern === undefined ? undefined : await (0,patterns/* compilePattern */.E)(versionPattern, 'one');
    const text = await readAtCommit(path, deps);
    const value = versionIn(text, path, pattern);
    if (value === undefined) {
        throw invalid(`${path} holds no version at ${commit.slice(0, 12)}`, `Expected ${soughtIn(path, pattern)} in ${path} at the commit ${commit}; the file holds none.`, 'Correct "version-file", or give a "version-pattern" whose capture group finds the version.');
    }
    return { value, source: 'version-file', path };
}
function versionIn(text, path, pattern) {
    try {
        return extractVersion(path, text, pattern);
    }
    catch (error) {
        if (!(error instanceof time_limit/* TooSlow */.yY))
            throw error;
        throw invalid('the version-pattern takes too long', `Expected the version-pattern to find the version in ${path}; it ${error.message}.`, 'Give a "version-pattern" with fewer repetitions.', 'version-pattern');
    }
}
async function readAtCommit(path, { settings, github, signal }) {
    const { commit, run } = settings;
    const local = await readFromCheckout(run.workspace, commit, path, fileLimit, signal);
    signal?.throwIfAborted();
    if (local.state === 'read')
        return local.text;
    if (local.state === 'too-large')
        throw tooLarge(path, commit);
    // A file that the checkout does not have may be in what a sparse or partial one left out.
    if (run.repository === '') {
        if (local.state === 'absent')
            throw absent(path, commit, 'the checkout');
        throw invalid('the version file cannot be read', `Expected to read ${path} at ${commit}; ${run.workspace || 'the workspace'} is no checkout with that commit, and no GitHub repository is known.`, 'Check out the commit before this step, or give "expected-version".');
    }
    return readFromGitHub(path, commit, run.repository, github);
}
async function readFromGitHub(path, commit, repository, github) {
    const file = path.split('/').map(encodeURIComponent).join('/');
    let answer;
    try {
        answer = await github.get(`/repos/${repository}/contents/${file}?ref=${commit}`, 'application/vnd.github.raw+json', fileLimit);
    }
    catch (error) {
        if (isTooLarge(error))
            throw tooLarge(path, commit);
        throw error;
    }
    if (answer.status === 200)
        return version_contentOf(answer, path, commit);
    if (answer.status === 404) {
        const known = await github.get(`/repos/${repository}/commits/${commit}`, 'application/vnd.github.sha', commitLimit);
        if (known.status === 200)
            throw absent(path, commit, repository);
        if (known.status === 422) {
            throw invalid('the commit is not in the repository', `Expected the commit ${commit} in ${repository}; GitHub knows no such commit there.`, 'Give "commit" the full SHA of a commit that was pushed to this repository.', 'commit');
        }
        throw refused(path, commit, repository, 'GitHub answered 404, and the commit could not be read either');
    }
    throw refused(path, commit, repository, `GitHub answered ${answer.status}`);
}
/** A server that does not know the raw media type describes the file in JSON; a folder is a list in either. */
function version_contentOf({ text, contentType }, path, commit) {
    if (!/^application\/(?:vnd\.github(?:\.v3)?\+)?json\b/i.test(contentType ?? ''))
        return text;
    let described;
    try {
        described = JSON.parse(text);
    }
    catch {
        return text;
    }
    if (Array.isArray(described) &&
        described.every((entry) => typeof entry === 'object' && entry !== null && 'type' in entry)) {
        throw invalid('the version file is a folder', `Expected a file at ${path} in commit ${commit}; it is a folder.`, 'Give "version-file" the path of the file that holds the version.');
    }
    if (typeof described !== 'object' || described === null || !('encoding' in described) || !('content' in described))
        return text;
    const { encoding, content } = described;
    return encoding === 'base64' && typeof content === 'string' ? Buffer.from(content, 'base64').toString('utf8') : text;
}
function isTooLarge(error) {
    return error instanceof Error && 'code' in error && error.code === 'AnswerTooLarge';
}
function invalid(headline, explanation, next, input = 'version-file') {
    return new ending/* Ending */._('invalid-input', headline, explanation, { text: next, about: (0,paragraphs/* aboutInput */.qj)(input) });
}
function absent(path, commit, place) {
    return invalid(`version-file does not exist at ${commit.slice(0, 12)}`, `Expected the file ${path} in ${place} at the commit ${commit}; there is none.`, 'Correct the path in "version-file", from the root of the repository.');
}
function tooLarge(path, commit) {
    return invalid('version-file is too large', `Expected ${path} at ${commit} to have at most ${fileLimit} bytes; it has more.`, 'Name the file that holds the version, or give "expected-version".');
}
function refused(path, commit, repository, seen) {
    return new ending/* Ending */._('access-denied', 'the version file cannot be read from GitHub', `Expected to read ${path} of ${repository} at ${commit}; ${seen}.`, {
        text: 'Let the token read the repository, or check the commit out before this step.',
        command: 'permissions:\n  contents: read',
        about: (0,paragraphs/* aboutMessage */.P1)('the-version-file-cannot-be-read-from-github'),
    });
}

;// CONCATENATED MODULE: ./src/expect/expect.js










function createExpecter(deps) {
    const { settings, clock, findByEvidence, readEvidence, signal } = deps;
    const registries = deps.registries ?? deps;
    const github = deps.github ?? (0,expect_github/* createGitHubReader */.r)({ settings, clock, signal });
    const versions = (0,memory/* createMemory */.I)(() => true);
    const commits = (0,memory/* createMemory */.I)(({ committedAt }) => committedAt !== undefined);
    const finder = createImageFinder({
        clock,
        commit: settings.commit,
        open: (name) => (0,image_registries/* openRepository */.h_)(name, registries),
        findByEvidence,
        readEvidence,
    });
    const definitions = new Map();
    /** A wish that no service meets is only known when all of them have been seen. */
    function checkWish(picture, definition) {
        if (settings.services.length < 2)
            return;
        definitions.set(picture.arn, definition);
        if (definitions.size === settings.services.length)
            (0,container/* checkWishUsed */.n)(settings, [...definitions.values()]);
    }
    async function findImage(container, anew) {
        const current = (0,reference/* parseImageName */["if"])(container.image);
        const { image } = settings;
        if (image !== undefined) {
            const isOurs = current !== undefined && (0,image_registries/* sameRepository */.RB)(current.repository, image.repository);
            if (settings.services.length < 2 || isOurs)
                return finder.named(image, current, anew);
        }
        if (current === undefined) {
            throw new ending/* Ending */._('invalid-input', 'the image of the verified container cannot be read', `Expected the container ${container.name} to name its image as repository:tag or repository@sha256:\u2026; it names ${container.image}.`, { text: 'Name the image of the commit in the input "image".', about: (0,paragraphs/* aboutInput */.qj)('image') });
        }
        return finder.ofCommit(current, anew);
    }
    async function withOthers(lookup, { tasks }) {
        if (lookup.state === 'missing')
            return lookup;
        const { image } = lookup;
        const running = new Set(tasks.flatMap(({ container }) => (container.state === 'digest' ? [container.digest] : [])));
        const others = await finder.others(image, [...running].filter((digest) => !image.digests.includes(digest)));
        return others.length === 0 ? lookup : { state: 'found', image: { ...image, others } };
    }
    const version = () => versions.get('', () => expectVersion({ settings, github, signal }));
    return {
        version,
        commit: () => commits.get('', () => describeCommit(settings, github, signal)),
        async expectation(picture, anew = false) {
            const { definition, container } = definitionWith(picture);
            checkWish(picture, definition);
            const [expected, found] = await Promise.all([version(), findImage(container, anew)]);
            const image = await withOthers(found, picture);
            return {
                commit: settings.commit,
                version: expected,
                container: picture.container,
                image,
                ...(settings.taskDefinition === undefined ? {} : { taskDefinition: settings.taskDefinition }),
            };
        },
    };
}
/** The service's current task definition; while that lacks the verified container, another one of its rollouts. */
function definitionWith(picture) {
    const current = picture.taskDefinitions.filter(({ arn }) => arn === picture.taskDefinition);
    for (const definition of [...current, ...picture.taskDefinitions]) {
        const container = definition.containers.find(({ name }) => name === picture.container);
        if (container !== undefined)
            return { definition, container };
    }
    const names = current.flatMap(({ containers }) => containers.map(({ name }) => name)).join(', ');
    throw new ending/* Ending */._('invalid-input', `the service ${picture.name} has no container ${picture.container}`, `Expected a container ${picture.container} in the task definition ${picture.taskDefinition}; it has ${names || 'none that could be read'}.`, { text: 'Name the container to verify in the input "container".', about: (0,paragraphs/* aboutInput */.qj)('container') });
}

;// CONCATENATED MODULE: ./src/image/commit-exists.js

/** Bytes. A SHA is all that is asked for, but a server that does not know the media type describes the whole commit. */
const commit_exists_answerLimit = 4 * 2 ** 20;
/**
 * Asks GitHub whether the repository has a commit, by its SHA or an abbreviation of it. Undefined where that cannot be told: GitHub answers
 * "not found" also to a token that may not read the repository, so that it is believed only where the known commit is found.
 * What three attempts did not reach says nothing either: a revision counts unless GitHub says that it is none of this repository's.
 */
function createCommitExists(deps) {
    const { github, repository, commit } = deps;
    async function isFound(sha) {
        const path = `/repos/${repository}/commits/${encodeURIComponent(sha)}`;
        try {
            const { status } = await github.get(path, 'application/vnd.github.sha', commit_exists_answerLimit);
            if (status === 200)
                return true;
            // GitHub calls a SHA that it does not know unprocessable.
            return status === 404 || status === 422 ? false : undefined;
        }
        catch (error) {
            if (error instanceof aws_failure/* AwsFailure */.O)
                return undefined;
            throw error;
        }
    }
    return async (sha) => {
        if (repository === '')
            return undefined;
        const found = await isFound(sha);
        if (found !== false)
            return found;
        return (await isFound(commit)) === true ? false : undefined;
    };
}

// EXTERNAL MODULE: ./src/judge/image.js
var judge_image = __nccwpck_require__(77829);
;// CONCATENATED MODULE: ./src/image/evidence-pieces.js
/** One item for what several platforms say alike: `label org.opencontainers.image.revision (linux/amd64, linux/arm64)`. */
function piecesMerged(pieces) {
    const groups = new Map();
    for (const piece of pieces) {
        const { kind, place, said, finding, note } = piece;
        const key = JSON.stringify([kind, place, said, finding, note]);
        const group = groups.get(key) ?? { piece, platforms: [] };
        groups.set(key, group);
        if (piece.platform !== undefined && !group.platforms.includes(piece.platform))
            group.platforms.push(piece.platform);
    }
    return [...groups.values()].map(({ piece, platforms }) => {
        const { kind, place, expected, said, finding, note, madeAt } = piece;
        const where = platforms.length === 0 ? place : `${place} (${platforms.join(', ')})`;
        return {
            kind,
            where,
            expected,
            said,
            finding,
            ...(note === undefined ? {} : { note }),
            ...(madeAt === undefined ? {} : { madeAt }),
        };
    });
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __nccwpck_require__(4573);
// EXTERNAL MODULE: ./src/judge/version.js
var judge_version = __nccwpck_require__(5364);
;// CONCATENATED MODULE: ./src/image/paths.js

/** The components of a path, in which nothing but empty ones and `.` is resolved. */
function componentsOf(text) {
    return text.split('/').filter((part) => part !== '' && part !== '.');
}
/** A path as a person writes it, in the form that names in an image have. */
function fromText(text) {
    return Buffer.from(text, 'utf8').toString('latin1');
}
/** A path of an image as a person reads it. */
function toText(path) {
    return `/${Buffer.from(path.join('/'), 'latin1').toString('utf8')}`;
}
/** The components of an archive entry's name. Throws `Unreadable` for one that leads out of the root. */
function entryPath(name) {
    const parts = componentsOf(name);
    if (!parts.includes('..'))
        return parts;
    const kept = [];
    for (const part of parts) {
        if (part !== '..')
            kept.push(part);
        else if (kept.pop() === undefined)
            throw new image_unreadable/* Unreadable */.I('an entry whose path leaves the root of the image');
    }
    return kept;
}
/** How many of the leading components two paths share. */
function sharedDepth(one, other) {
    const most = Math.min(one.length, other.length);
    let depth = 0;
    while (depth < most && one[depth] === other[depth])
        depth += 1;
    return depth;
}

;// CONCATENATED MODULE: ./src/image/links.js


/** Symbolic links on one path, as Linux has it (path_resolution(7)). */
const linkLimit = 40;
/** Bytes of a symbolic link's target, as Linux has it (PATH_MAX, its closing NUL included). */
const targetLimit = 4095;
/** Bytes, about, that the links of one layer may take in memory. They alone of its entries are remembered. */
const memoryLimit = 64 * 2 ** 20;
/** Bytes, about, that a place in the tree takes besides its name. */
const nodeSize = 256;
function createLinks() {
    const root = {};
    let spent = 0;
    function find(path) {
        let node = root;
        for (const part of path)
            node = node?.below?.get(part);
        return node;
    }
    const at = (path) => find(path)?.target;
    function remove(path) {
        const last = path.at(-1);
        if (last !== undefined)
            find(path.slice(0, -1))?.below?.delete(last);
    }
    function spend(bytes) {
        spent += bytes;
        if (spent > memoryLimit)
            throw new image_unreadable/* Unreadable */.I('more symbolic links than can be followed');
    }
    function nodeBelow(node, part) {
        node.below ??= new Map();
        const known = node.below.get(part);
        if (known !== undefined)
            return known;
        spend(part.length + nodeSize);
        const made = {};
        node.below.set(part, made);
        return made;
    }
    return {
        at,
        resolve(path) {
            const [first] = path;
            // Most layers have no link above anything.
            if (first === undefined || root.below?.has(first) !== true)
                return path;
            const pending = path.toReversed();
            let place = [];
            let followed = 0;
            for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
                if (part === '..') {
                    place.pop();
                    continue;
                }
                const above = place.at(-1);
                const node = (above === undefined ? root : above.node)?.below?.get(part);
                if (node?.target === undefined) {
                    place.push({ part, node });
                    continue;
                }
                followed += 1;
                if (followed > linkLimit)
                    throw new image_unreadable/* Unreadable */.I(`an entry stands below more than ${linkLimit} symbolic links`);
                if (node.target.startsWith('/'))
                    place = [];
                pending.push(...componentsOf(node.target).toReversed());
            }
            return place.map(({ part }) => part);
        },
        replace(path, target) {
            remove(path);
            if (target === undefined)
                return;
            if (target.length > targetLimit)
                throw new image_unreadable/* Unreadable */.I('a symbolic link whose target is too long for any file system');
            spend(target.length);
            let node = root;
            for (const part of path)
                node = nodeBelow(node, part);
            node.target = target;
        },
        makeDirectory(path) {
            if (at(path) !== undefined)
                remove(path);
        },
    };
}

;// CONCATENATED MODULE: ./src/image/file.js



/**
 * Finds a file in an image's layers as a container would see it, from the uppermost layer down, and no further than to the layer that
 * tells. After a symbolic link it begins again at the top.
 *
 * @param text absolute path
 * @param layers the lowest first, as manifests list them
 * Throws `Unreadable` where a layer cannot be read, the file is larger than 1 MiB, or more than 40 links stand on the path; its message
 * names the layer. Throws what `read` throws.
 */
async function findFile(text, layers, read) {
    const look = createLook(layers, read);
    const via = [];
    let base = [];
    let pending = componentsOf(fromText(text));
    if (leavesRoot(pending))
        throw new image_unreadable/* Unreadable */.I('the path leaves the root of the image');
    for (;;) {
        // A target may begin with them; the directories before a link are no links themselves.
        while (pending[0] === '..') {
            base = base.slice(0, -1);
            pending = pending.slice(1);
        }
        // Where a `..` leads is only known once it is known what stands before it.
        const turn = pending.indexOf('..');
        const sought = [...base, ...(turn === -1 ? pending : pending.slice(0, turn))];
        const rest = turn === -1 ? [] : pending.slice(turn);
        const place = await look(sought);
        switch (place.kind) {
            case 'lacking':
                return { state: 'lacking', why: place.why, ...(place.layer === undefined ? {} : { layer: place.layer }), via };
            case 'directory':
                if (rest.length === 0)
                    return { state: 'lacking', why: 'it is a directory', via };
                base = sought;
                pending = rest;
                break;
            case 'file': {
                const { content, layer } = place;
                if (rest.length > 0)
                    return { state: 'lacking', why: `${toText(sought)} is no directory`, layer, via };
                return { state: 'found', content: bytesOf(content, nameOf(layer, layers)), layer, via };
            }
            case 'symlink': {
                const { depth, target, layer } = place;
                if (via.length === linkLimit)
                    throw new image_unreadable/* Unreadable */.I(`more than ${linkLimit} symbolic links on the path`);
                via.push(`${toText(sought.slice(0, depth))} -> ${Buffer.from(target, 'latin1').toString('utf8')}`);
                if (target === '')
                    return { state: 'lacking', why: 'it is a symbolic link to nothing', layer, via };
                base = target.startsWith('/') ? [] : sought.slice(0, depth - 1);
                pending = [...componentsOf(target), ...sought.slice(depth), ...rest];
                break;
            }
        }
    }
}
function leavesRoot(path) {
    let depth = 0;
    return path.some((part) => {
        depth += part === '..' ? -1 : 1;
        return depth < 0;
    });
}
/** `layer 7 of 9`. */
function nameOf(layer, layers) {
    return `layer ${layer} of ${layers.length}`;
}
function bytesOf(content, layer) {
    switch (content.state) {
        case 'read':
            return Buffer.concat(content.pieces);
        case 'too-large':
            throw new image_unreadable/* Unreadable */.I(`${layer}: the file has ${content.size} bytes, more than the 1 MiB that are read`);
        case 'sparse':
            throw new image_unreadable/* Unreadable */.I(`${layer}: the file is stored as a sparse one, which is not read`);
        case 'not-kept':
            throw new TypeError('the content of a file that was looked for is kept');
    }
}
function createLook(layers, read) {
    /** What one layer, counted from 1, does to a path. */
    async function stepsIn(layer, path, before) {
        const descriptor = layers[layer - 1];
        if (descriptor === undefined)
            throw new RangeError(`there is no layer ${layer}`);
        try {
            return await read(descriptor, path, before);
        }
        catch (error) {
            if (!(error instanceof image_unreadable/* Unreadable */.I))
                throw error;
            throw new image_unreadable/* Unreadable */.I(`${nameOf(layer, layers)}: ${error.message}`, { cause: error });
        }
    }
    /** @param from the uppermost layer that counts */
    async function look(path, from = layers.length) {
        // So deep the layers above have directories, which take the place of anything but a directory below them.
        let known = 0;
        for (let layer = from; layer >= 1; layer -= 1) {
            const steps = await stepsIn(layer, path);
            const hidden = steps[0]?.hidesBelow === true ? { kind: 'lacking', why: emptied([], layer), layer } : undefined;
            let cover = hidden;
            for (let depth = 1; depth <= path.length; depth += 1) {
                const { node, hidesBelow } = steps[depth] ?? { node: { kind: 'nothing' }, hidesBelow: false };
                if (node.kind !== 'directory' && depth <= known && (node.kind !== 'nothing' || hidesBelow)) {
                    return { kind: 'lacking', why: 'no layer has it' };
                }
                if (node.kind === 'nothing') {
                    if (hidesBelow) {
                        const place = toText(path.slice(0, depth));
                        return { kind: 'lacking', why: `${nameOf(layer, layers)} deletes ${place}`, layer };
                    }
                    break;
                }
                if (node.kind !== 'directory')
                    return ending(node, depth, path, layer);
                known = Math.max(known, depth);
                if (hidesBelow)
                    cover ??= { kind: 'lacking', why: emptied(path.slice(0, depth), layer), layer };
            }
            if (known === path.length)
                return { kind: 'directory' };
            if (cover !== undefined)
                return cover;
        }
        return { kind: 'lacking', why: 'no layer has it' };
    }
    function emptied(path, layer) {
        return `${nameOf(layer, layers)} empties ${toText(path)}`;
    }
    /** What a path comes to at something that is no directory. */
    async function ending(node, depth, path, layer) {
        if (node.kind === 'symlink')
            return { kind: 'symlink', depth, target: node.target, layer };
        const isWhole = depth === path.length;
        if (isWhole && node.kind === 'file')
            return { kind: 'file', content: node.content, layer };
        if (node.kind === 'hardlink') {
            const place = await linked(node.target, node.ordinal, depth, layer, 1);
            if (isWhole || place.kind !== 'file')
                return place;
        }
        const why = `${toText(path.slice(0, depth))} is no ${isWhole ? 'regular file' : 'directory'}`;
        return { kind: 'lacking', why, layer };
    }
    /** The file that a hard link names: as it was when the link was made, in the layer itself, else in those below. */
    async function linked(target, ordinal, depth, layer, links) {
        if (links > linkLimit)
            throw new image_unreadable/* Unreadable */.I(`${nameOf(layer, layers)}: more than ${linkLimit} hard links in a row`);
        const steps = await stepsIn(layer, target, ordinal);
        const node = steps[target.length]?.node ?? { kind: 'nothing' };
        switch (node.kind) {
            case 'file':
                return { kind: 'file', content: node.content, layer };
            case 'hardlink':
                return linked(node.target, node.ordinal, depth, layer, links + 1);
            case 'symlink':
                return { kind: 'symlink', depth, target: node.target, layer };
            case 'nothing': {
                const below = await look(target, layer - 1);
                if (below.kind === 'file')
                    return below;
                throw new image_unreadable/* Unreadable */.I(`${nameOf(layer, layers)}: a hard link to ${toText(target)}, which is not there`);
            }
            case 'directory':
            case 'other':
                throw new image_unreadable/* Unreadable */.I(`${nameOf(layer, layers)}: a hard link to ${toText(target)}, which is no file`);
        }
    }
    return look;
}

// EXTERNAL MODULE: ./src/image/labels.js
var image_labels = __nccwpck_require__(91367);
// EXTERNAL MODULE: ./src/image/not-read.js
var not_read = __nccwpck_require__(56532);
// EXTERNAL MODULE: ./src/image/shortened.js
var shortened = __nccwpck_require__(89510);
// EXTERNAL MODULE: ./src/wording.js
var wording = __nccwpck_require__(55836);
;// CONCATENATED MODULE: ./src/image/file-evidence.js











/**
 * Whether the version file in one platform's image holds the expected version. A file that is not there, is no file, or holds no version
 * contradicts and says nothing. A refusal is thrown on, since the file was asked for, and so is what may pass.
 */
async function versionFilePiece(question, part, read) {
    const { imageVersionFile: path, version, versionPattern } = question;
    const { platform, manifest, config } = part;
    const about = { kind: 'version-file', platform, expected: version.value };
    const unreadable = (note) => ({ ...about, place: path, said: '', finding: 'unreadable', note });
    if (manifest === undefined)
        return unreadable(part.failure?.why ?? '');
    if (platform?.startsWith('windows/') === true) {
        return unreadable('It could not be read: layers of Windows images are built otherwise.');
    }
    try {
        const found = await findFile(path, manifest.layers, read);
        const told = [
            linksTold(found.via),
            found.layer === undefined ? '' : historyTold(found.layer, config?.history ?? []),
        ];
        const made = found.layer === undefined ? undefined : madeAt(config?.history[found.layer - 1]);
        const noteFrom = (...more) => [...more, ...told].filter((text) => text !== '').join(' ');
        if (found.state === 'lacking') {
            return {
                ...about,
                ...made,
                place: path,
                said: '',
                finding: 'contradicts',
                note: noteFrom(`${sentence(found.why)}.`),
            };
        }
        const place = `${path} in ${nameOf(found.layer, manifest.layers)}`;
        const pattern = versionPattern === undefined ? undefined : await (0,patterns/* compilePattern */.E)(versionPattern, 'one');
        const said = statedVersion(path, found.content.toString('utf8'), pattern);
        const sought = soughtIn(path, pattern);
        if (said === undefined && !isText(found.content)) {
            return { ...unreadable(noteFrom(`It could not be read: it is no text in UTF-8; looked for ${sought}.`)), place };
        }
        if (said === undefined) {
            const note = noteFrom(`It holds no version; looked for ${sought}.`);
            return { ...about, ...made, place, said: '', finding: 'contradicts', note };
        }
        const finding = (0,judge_version/* sameVersion */.r)(version, said) ? 'agrees' : 'contradicts';
        const note = noteFrom(said === '' ? `It is empty where the version should stand; looked for ${sought}.` : '');
        return { ...about, ...made, place, said, finding, ...(note === '' ? {} : { note }) };
    }
    catch (error) {
        if (error instanceof time_limit/* TooSlow */.yY)
            return unreadable((0,not_read/* notRead */.Q)(new image_unreadable/* Unreadable */.I(`the version-pattern ${error.message}`), true).why);
        return unreadable((0,not_read/* notRead */.Q)(error, true).why);
    }
}
/** Editors on Windows write UTF-16 too: a version in it cannot be found, and yet may be there. */
function isText(content) {
    return (0,external_node_buffer_.isUtf8)(content) && !content.includes(0);
}
function sentence(clause) {
    return clause.slice(0, 1).toUpperCase() + clause.slice(1);
}
function linksTold(via) {
    return via.length === 0 ? '' : `By way of ${(0,shortened/* shortened */.v)(via.join(', '))}.`;
}
function madeAt(history) {
    const time = Date.parse(history?.createdAt ?? '');
    return time >= image_labels/* FIRST_PLAUSIBLE */.r7 ? { madeAt: time } : undefined;
}
function historyTold(layer, history) {
    const { createdAt, createdBy } = history[layer - 1] ?? {};
    if (createdAt === undefined && createdBy === undefined)
        return '';
    const made = Date.parse(createdAt ?? '');
    const when = createdAt === undefined ? '' : ` at ${Number.isNaN(made) ? createdAt : (0,wording/* utc */.n$)(made)}`;
    return `Layer ${layer} was made${when}${createdBy === undefined ? '' : ` by: ${createdBy}`}.`;
}

// EXTERNAL MODULE: ./src/image/image-reader.js + 1 modules
var image_reader = __nccwpck_require__(5233);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(77598);
;// CONCATENATED MODULE: ./src/image/zstd-frames.js

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
/** Bytes of the frame header after its descriptor (RFC 8878, 3.1.1.1). */
function headerLength(descriptor) {
    const singleSegment = (descriptor & 0x20) !== 0;
    const windowLength = singleSegment ? 0 : 1;
    const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0;
    const contentSizeLength = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    return windowLength + dictionaryLength + contentSizeLength;
}
/** Follows the format of RFC 8878 without decompressing anything. */
function createFrameSplitter() {
    let part = 'magic';
    /** Bytes of the part that are still to come, and those of a fixed field that have. */
    let missing = 4;
    let field = 0;
    let shift = 0;
    let hasChecksum = false;
    let isLast = false;
    function go(next, length) {
        part = next;
        missing = length;
        field = 0;
        shift = 0;
    }
    function afterMagic() {
        const magic = field >>> 0;
        if (magic === frameMagic)
            go('descriptor', 1);
        else if ((magic & 0xfffffff0) >>> 0 === skippableMagic)
            go('skip-size', 4);
        else
            throw new image_unreadable/* Unreadable */.I('damaged compressed data (no zstd frame where one must begin)');
    }
    function afterBlockHeader() {
        isLast = (field & 1) === 1;
        const size = (field >>> 3) & 0x1fffff;
        switch ((field >>> 1) & 3) {
            case 0:
            case 2:
                go('block', size);
                return;
            case 1:
                // One byte that is repeated.
                go('block', 1);
                return;
            default:
                throw new image_unreadable/* Unreadable */.I('damaged compressed data (a zstd block of an unknown type)');
        }
    }
    function afterBlock() {
        if (!isLast)
            go('block-header', 3);
        else if (hasChecksum)
            go('checksum', 4);
        else
            go('magic', 4);
    }
    /** Moves on as long as parts are complete; whether a frame has just ended. */
    function advance() {
        let frameEnded = false;
        while (missing === 0) {
            switch (part) {
                case 'magic':
                    afterMagic();
                    break;
                case 'skip-size':
                    go('skip', field >>> 0);
                    break;
                case 'skip':
                    frameEnded = true;
                    go('magic', 4);
                    break;
                case 'descriptor':
                    hasChecksum = (field & 4) !== 0;
                    go('header', headerLength(field));
                    break;
                case 'header':
                    go('block-header', 3);
                    break;
                case 'block-header':
                    afterBlockHeader();
                    break;
                case 'block':
                    frameEnded = isLast && !hasChecksum;
                    afterBlock();
                    break;
                case 'checksum':
                    frameEnded = true;
                    go('magic', 4);
                    break;
            }
        }
        return frameEnded;
    }
    const isField = () => part === 'magic' || part === 'skip-size' || part === 'descriptor' || part === 'block-header';
    function* split(bytes) {
        let start = 0;
        let at = 0;
        while (at < bytes.length) {
            if (isField()) {
                field |= (bytes[at] ?? 0) << shift;
                shift += 8;
                missing -= 1;
                at += 1;
            }
            else {
                const taken = Math.min(missing, bytes.length - at);
                missing -= taken;
                at += taken;
            }
            if (advance()) {
                yield bytes.subarray(start, at);
                start = at;
            }
        }
        if (start < bytes.length)
            yield bytes.subarray(start);
    }
    return {
        split,
        end() {
            if (part !== 'magic' || missing !== 4)
                throw new image_unreadable/* Unreadable */.I('compressed data that ends too early');
        },
    };
}

;// CONCATENATED MODULE: ./src/image/decompress.js


/** As many bytes are needed to tell how something is compressed. */
const magicLength = 4;
/** Loaded with the first layer: every start would wait for it. */
const zlib = () => process.getBuiltinModule('node:zlib');
/** How bytes are compressed, by how they begin. */
function compressionOf(start) {
    if (start[0] === 0x1f && start[1] === 0x8b)
        return 'gzip';
    if (start.length < magicLength)
        return 'none';
    const magic = start.readUInt32LE(0);
    // The second is a frame that is to be skipped, with which an archive may begin.
    return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : 'none';
}
/**
 * @param take gets the decompressed bytes, which are only valid during the call; what it throws comes out of `write` or `end`
 */
function createDecompressor(compression, take) {
    switch (compression) {
        case 'none':
            return {
                write: (bytes) => {
                    take(bytes);
                    return Promise.resolve();
                },
                end: () => Promise.resolve(),
                close: () => undefined,
            };
        case 'gzip':
            return throughStream(zlib().createGunzip({ chunkSize }), take);
        case 'zstd':
            return zstd(take);
    }
}
/** Bytes; Node's own 16 KiB take longer, and so does more (measured with a layer of 300 MB). */
const chunkSize = 64 * 1024;
/**
 * Node's stream drops without a word what stands behind the end of a frame in the same piece, and an archive may be thousands of
 * frames (zstd:chunked), so that it is given each frame by itself.
 */
function zstd(take) {
    const inner = throughStream(zlib().createZstdDecompress({ chunkSize }), take);
    const splitter = createFrameSplitter();
    return {
        async write(bytes) {
            for (const piece of splitter.split(bytes))
                await inner.write(piece);
        },
        async end() {
            splitter.end();
            await inner.end();
        },
        close: () => {
            inner.close();
        },
    };
}
function throughStream(stream, take) {
    let fault;
    let goOn = () => undefined;
    stream.on('data', (bytes) => {
        if (fault !== undefined)
            return;
        try {
            take(bytes);
        }
        catch (error) {
            fault = { error };
        }
    });
    stream.on('error', (error) => {
        fault ??= { error: damaged(error) };
        // Node does not call back the write that failed.
        goOn();
    });
    const check = () => {
        if (fault !== undefined)
            throw fault.error;
    };
    return {
        async write(bytes) {
            check();
            await new Promise((resolve) => {
                goOn = resolve;
                stream.write(bytes, () => {
                    resolve();
                });
            });
            check();
        },
        async end() {
            check();
            await new Promise((resolve) => {
                stream.once('close', resolve);
                stream.end();
            });
            check();
        },
        close: () => {
            stream.destroy();
        },
    };
}
function damaged(error) {
    return new image_unreadable/* Unreadable */.I(`damaged compressed data (${error.message})`, { cause: error });
}

;// CONCATENATED MODULE: ./src/image/layer-scan.js



/** Bytes; a version file is larger by no right. */
const contentLimit = 2 ** 20;
const whiteout = '.wh.';
const opaque = '.wh..wh..opq';
const nothing = { kind: 'nothing' };
const directory = { kind: 'directory' };
/**
 * Follows what a layer's entries do to a path and to every directory on it, as if they were extracted in their order into an empty
 * directory, which is how overlay file systems get their layers: a later entry replaces an earlier one, an entry goes to where earlier
 * symbolic links of the same layer lead. Whiteouts speak of the layers below only (OCI image specification, "Layer").
 *
 * @param path without `..`
 * @param before only that many entries count
 */
function createLayerScan(path, before = Number.POSITIVE_INFINITY) {
    const steps = [
        { node: directory, hidesBelow: false },
        ...path.map(() => ({ node: nothing, hidesBelow: false })),
    ];
    const links = createLinks();
    let ordinal = -1;
    /** The step of a place on the path; undefined for every other place. */
    function stepOf(place) {
        return sharedDepth(place, path) === place.length ? steps[place.length] : undefined;
    }
    function makeDirectory(depth) {
        const step = steps[depth];
        if (step === undefined || step.node.kind === 'directory')
            return;
        step.node = directory;
    }
    /** Directories need no entry of their own. */
    function makeParents(parent) {
        const depth = sharedDepth(parent, path);
        for (let at = 1; at <= depth; at += 1) {
            const kind = steps[at]?.node.kind;
            if (kind === 'file' || kind === 'hardlink' || kind === 'other') {
                throw new image_unreadable/* Unreadable */.I('an entry stands below something that is no directory');
            }
            makeDirectory(at);
        }
    }
    function hide(place) {
        const step = stepOf(place);
        if (step !== undefined)
            step.hidesBelow = true;
    }
    function mark(parent, name) {
        const hidden = name.slice(whiteout.length);
        if (hidden === '' || hidden === '.' || hidden === '..')
            throw new image_unreadable/* Unreadable */.I('a whiteout that names nothing');
        hide([...parent, hidden]);
    }
    function nodeOf(entry) {
        switch (entry.kind) {
            case 'directory':
                return directory;
            case 'symlink':
                return { kind: 'symlink', target: entry.linkName };
            case 'hardlink':
                return hardlink(entry.linkName);
            case 'file':
            case 'sparse':
                return { kind: 'file', content: { state: 'not-kept' } };
            case 'other':
                return { kind: 'other' };
        }
    }
    function hardlink(linkName) {
        const written = entryPath(linkName);
        const last = written.at(-1);
        if (last === undefined)
            return { kind: 'other' };
        const target = [...links.resolve(written.slice(0, -1)), last];
        // It is then a second name of the symbolic link itself.
        const linked = links.at(target);
        return linked === undefined ? { kind: 'hardlink', target, ordinal } : { kind: 'symlink', target: linked };
    }
    function put(place, node) {
        if (node.kind === 'directory')
            links.makeDirectory(place);
        else
            links.replace(place, node.kind === 'symlink' ? node.target : undefined);
        const step = stepOf(place);
        if (step === undefined)
            return;
        if (node.kind === 'directory') {
            makeDirectory(place.length);
            return;
        }
        step.node = node;
        // What the layer had below is gone with the directory that it was in.
        for (const deeper of steps.slice(place.length + 1)) {
            deeper.node = nothing;
            deeper.hidesBelow = false;
        }
    }
    function contentOf(entry) {
        if (entry.kind === 'sparse')
            return { content: { state: 'sparse' } };
        if (entry.size > contentLimit)
            return { content: { state: 'too-large', size: entry.size } };
        const pieces = [];
        return { content: { state: 'read', pieces }, sink: (bytes) => void pieces.push(Buffer.from(bytes)) };
    }
    return {
        onEntry(entry) {
            ordinal += 1;
            if (ordinal >= before)
                return undefined;
            const written = entryPath(entry.name);
            const name = written.at(-1);
            if (name === undefined)
                return undefined;
            const parent = links.resolve(written.slice(0, -1));
            makeParents(parent);
            if (name === opaque) {
                hide(parent);
                return undefined;
            }
            if (name.startsWith(whiteout)) {
                mark(parent, name);
                return undefined;
            }
            const place = [...parent, name];
            const isSought = place.length === path.length && sharedDepth(place, path) === path.length;
            if (!isSought || (entry.kind !== 'file' && entry.kind !== 'sparse')) {
                put(place, nodeOf(entry));
                return undefined;
            }
            const { content, sink } = contentOf(entry);
            put(place, { kind: 'file', content });
            return sink;
        },
        facts: () => steps,
    };
}

;// CONCATENATED MODULE: ./src/image/tar.js

const blockSize = 512;
/** Bytes of a PAX header, or of a GNU long name; the limit of Go's reader. */
const specialLimit = 2 ** 20;
/** Types that have no content, whatever their size field says. */
const headerOnly = new Set(['1', '2', '3', '4', '5', '6']);
/**
 * @param onEntry called at each entry's header, in the archive's order; a sink that it gives back gets the entry's content
 */
function createTarReader(onEntry) {
    const gathered = Buffer.alloc(blockSize);
    let filled = 0;
    let place = 'header';
    let zeroBlocks = 0;
    /** Of the content or special record that is being read. */
    let remaining = 0;
    let padding = 0;
    let sink;
    let special;
    let about = {};
    function startBody(next, size) {
        remaining = size;
        padding = (blockSize - (size % blockSize)) % blockSize;
        place = next;
        if (next === 'special' && size === 0)
            finishSpecial();
        if (remaining === 0)
            place = 'header';
    }
    function finishSpecial() {
        if (special === undefined)
            return;
        const { type, pieces } = special;
        const bytes = Buffer.concat(pieces);
        special = undefined;
        if (type === 'L')
            about.longName = untilNul(bytes);
        else if (type === 'K')
            about.longLink = untilNul(bytes);
        else if (type === 'x')
            about.pax = paxRecords(bytes);
        else {
            // A global header: runtimes skip it, and with it what was said about the entry after it.
            paxRecords(bytes);
            about = {};
        }
    }
    function header(block) {
        if (isZero(block)) {
            zeroBlocks += 1;
            if (zeroBlocks === 2)
                place = 'end';
            return;
        }
        if (zeroBlocks > 0)
            throw new image_unreadable/* Unreadable */.I('a damaged tar archive: something follows a block of zeros');
        checkSum(block);
        const format = formatOf(block);
        const type = String.fromCharCode(block[156] ?? 0);
        const ownSize = sizeField(block.subarray(124, 136));
        if (type === 'x' || type === 'g' || type === 'L' || type === 'K') {
            if (ownSize > specialLimit)
                throw new image_unreadable/* Unreadable */.I('a tar header of more than 1 MiB');
            special = { type, pieces: [] };
            startBody('special', ownSize);
            return;
        }
        const said = about;
        about = {};
        // What is empty says nothing, so that the next place is asked.
        const name = said.longName || said.pax?.get('path') || nameField(block, format);
        const linkName = said.longLink || said.pax?.get('linkpath') || untilNul(block.subarray(157, 257));
        const size = paxSize(said.pax) ?? ownSize;
        const kind = kindOf(type, name, said.pax);
        if (type === 'S' && format !== 'gnu')
            throw new image_unreadable/* Unreadable */.I('a damaged tar archive: a sparse file in no GNU header');
        const sparseName = kind === 'sparse' ? (said.pax?.get('GNU.sparse.name') ?? '') : '';
        const contentSize = headerOnly.has(type) || kind === 'directory' ? 0 : size;
        sink = onEntry({ kind, name: sparseName || name, linkName, size: contentSize });
        startBody('content', contentSize);
        if (type === 'S' && block[482] !== 0)
            place = 'sparse-map';
    }
    /** One block of the list of holes of an old GNU sparse file, which stands between header and content. */
    function sparseMap(block) {
        if (block[504] === 0)
            place = remaining === 0 ? 'header' : 'content';
    }
    /** Takes a whole block, from the piece itself where it holds one; gives back how many bytes of the piece it took. */
    function takeBlock(bytes, at, take) {
        if (filled === 0 && bytes.length - at >= blockSize) {
            take(bytes.subarray(at, at + blockSize));
            return blockSize;
        }
        const taken = bytes.copy(gathered, filled, at);
        filled += taken;
        if (filled === blockSize) {
            filled = 0;
            take(gathered);
        }
        return taken;
    }
    function takeBody(bytes, at) {
        const piece = bytes.subarray(at, at + remaining);
        remaining -= piece.length;
        if (place === 'content')
            sink?.(piece);
        // A copy, since the piece is only valid now.
        else
            special?.pieces.push(Buffer.from(piece));
        if (remaining > 0)
            return piece.length;
        if (place === 'special')
            finishSpecial();
        sink = undefined;
        place = 'header';
        return piece.length;
    }
    return {
        write(bytes) {
            let at = 0;
            while (at < bytes.length) {
                switch (place) {
                    case 'end':
                        return;
                    case 'content':
                    case 'special':
                        at += takeBody(bytes, at);
                        break;
                    case 'sparse-map':
                        at += takeBlock(bytes, at, sparseMap);
                        break;
                    case 'header':
                        if (padding > 0) {
                            const skipped = Math.min(padding, bytes.length - at);
                            padding -= skipped;
                            at += skipped;
                        }
                        else {
                            at += takeBlock(bytes, at, header);
                        }
                        break;
                }
            }
        },
        end() {
            if (place === 'end' || (place === 'header' && filled === 0))
                return;
            throw new image_unreadable/* Unreadable */.I('a truncated tar archive');
        },
    };
}
function kindOf(type, name, pax) {
    switch (type) {
        case '\0':
        case '0':
            // Archives from before ustar tell a directory by its slash.
            if (type === '\0' && name.endsWith('/'))
                return 'directory';
            return isPaxSparse(pax) ? 'sparse' : 'file';
        case '1':
            return 'hardlink';
        case '2':
            return 'symlink';
        case '5':
            return 'directory';
        case 'S':
            return 'sparse';
        default:
            return 'other';
    }
}
function isPaxSparse(pax) {
    return pax !== undefined && [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'));
}
function paxSize(pax) {
    const text = pax?.get('size') ?? '';
    if (text === '')
        return undefined;
    const size = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(size))
        throw new image_unreadable/* Unreadable */.I('a damaged tar archive: a size that is no number');
    return size;
}
function isZero(block) {
    if (block[0] !== 0)
        return false;
    return block.every((byte) => byte === 0);
}
function formatOf(block) {
    const magic = block.toString('latin1', 257, 263);
    if (magic === 'ustar\0')
        return block.toString('latin1', 508, 512) === 'tar\0' ? 'star' : 'ustar';
    return magic === 'ustar ' && block.toString('latin1', 263, 265) === ' \0' ? 'gnu' : 'v7';
}
function nameField(block, format) {
    const name = untilNul(block.subarray(0, 100));
    const prefix = prefixField(block, format);
    return prefix === '' ? name : `${prefix}/${name}`;
}
function prefixField(block, format) {
    switch (format) {
        case 'ustar':
            return untilNul(block.subarray(345, 500));
        case 'star':
            return untilNul(block.subarray(345, 476));
        case 'gnu':
            // Go before 1.8 wrote a prefix where the GNU format has two times; Go's reader still knows.
            return isTime(block.subarray(345, 357)) && isTime(block.subarray(357, 369))
                ? ''
                : untilNul(block.subarray(345, 500));
        case 'v7':
            return '';
    }
}
function isTime(field) {
    return field[0] === 0 || octal(field) !== undefined || ((field[0] ?? 0) & 0x80) !== 0;
}
function untilNul(field) {
    const end = field.indexOf(0);
    return field.toString('latin1', 0, end === -1 ? field.length : end);
}
const isFiller = (byte) => byte === 0 || byte === 0x20;
/** The number in a field of octal digits; undefined for anything else. An empty field is 0. */
function octal(field) {
    let at = 0;
    while (at < field.length && isFiller(field[at]))
        at += 1;
    let value = 0;
    for (; at < field.length; at += 1) {
        const byte = field[at] ?? 0;
        if (byte < 0x30 || byte > 0x37)
            break;
        value = value * 8 + (byte - 0x30);
    }
    if (!Number.isSafeInteger(value))
        return undefined;
    // A NUL ends the number, a space only where nothing else follows.
    if (at === field.length || field[at] === 0)
        return value;
    return field.subarray(at).every((byte) => isFiller(byte)) ? value : undefined;
}
/** A size in octal or, with the first bit set, in base 256. */
function sizeField(field) {
    const first = field[0] ?? 0;
    const size = (first & 0x80) === 0 ? octal(field) : base256(field);
    if (size === undefined)
        throw new image_unreadable/* Unreadable */.I('a damaged tar archive: a size that is no number');
    return size;
}
function base256(field) {
    // The second bit is the sign.
    if (((field[0] ?? 0) & 0x40) !== 0)
        return undefined;
    let value = (field[0] ?? 0) & 0x3f;
    for (const byte of field.subarray(1)) {
        value = value * 256 + byte;
        if (!Number.isSafeInteger(value))
            return undefined;
    }
    return value;
}
/** Throws unless the header's checksum is right, in either of the two ways in which it was ever computed. */
function checkSum(block) {
    let unsigned = 0;
    let signed = 0;
    for (let at = 0; at < blockSize; at += 1) {
        const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
        unsigned += byte;
        signed += byte > 127 ? byte - 256 : byte;
    }
    const written = octal(block.subarray(148, 156));
    if (written !== unsigned && written !== signed) {
        throw new image_unreadable/* Unreadable */.I('no tar archive, or a damaged one: a header does not match its checksum');
    }
}
/** Records of the form `27 path=\u2026\n`, where the number counts the whole record in bytes. */
function paxRecords(bytes) {
    const records = new Map();
    let at = 0;
    while (at < bytes.length) {
        const space = bytes.indexOf(0x20, at);
        const digits = space === -1 ? '' : bytes.toString('latin1', at, space);
        const length = /^\d{1,7}$/.test(digits) ? Number(digits) : 0;
        const end = at + length;
        const equals = bytes.indexOf(0x3d, space);
        if (end > bytes.length || end - 1 <= space || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end - 1) {
            throw new image_unreadable/* Unreadable */.I('a damaged tar archive: a PAX record that cannot be read');
        }
        const key = bytes.toString('latin1', space + 1, equals);
        const value = bytes.toString('latin1', equals + 1, end - 1);
        const isName = key === 'path' || key === 'linkpath';
        if (key === '' || (isName ? value : key).includes('\0')) {
            throw new image_unreadable/* Unreadable */.I('a damaged tar archive: a PAX record that cannot be read');
        }
        records.set(key, value);
        at = end;
    }
    return records;
}

;// CONCATENATED MODULE: ./src/image/layers.js





const usualLimits = { image: 64 * 2 ** 30, free: 2 ** 30, ratio: 100 };
/**
 * A reader of one image's layers, which reads none twice for the same question. A layer is streamed to its end and hashed on the way:
 * nothing that it says comes back unless its bytes are those of its digest.
 *
 * Throws `Unreadable` for a layer of another kind, damaged, with other bytes than its digest names, or larger than the limits; and what
 * the repository throws.
 */
function createLayerReader(repository, signal, limits = usualLimits) {
    const answers = new Map();
    const budget = { ...limits, left: limits.image };
    return (layer, path, before) => {
        const question = `${layer.digest} ${before ?? ''} ${path.join('/')}`;
        const known = answers.get(question);
        if (known !== undefined)
            return known;
        const answer = readLayer(repository, layer, { path, before, budget, signal });
        answers.set(question, answer);
        return answer;
    };
}
async function readLayer(repository, layer, { path, before, budget, signal }) {
    const isCompressed = checkType(layer.mediaType);
    const scan = createLayerScan(path, before);
    const tar = createTarReader((entry) => scan.onEntry(entry));
    const meter = createMeter(budget);
    // Bytes that are not those of the digest may fail in any way before the digest can tell.
    let fault;
    const unpacker = createUnpacker(isCompressed, (bytes) => {
        meter.came(bytes.length);
        tar.write(bytes);
    });
    const attempt = async (work) => {
        if (fault !== undefined)
            return;
        try {
            await work();
        }
        catch (error) {
            if (!(error instanceof image_unreadable/* Unreadable */.I))
                throw error;
            if (meter.isPassed())
                throw error;
            fault = error;
        }
    };
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let size = 0;
    const stream = await repository.blob(layer.digest);
    try {
        for await (const chunk of stream) {
            signal?.throwIfAborted();
            const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
            size += bytes.length;
            if (layer.size !== undefined && size > layer.size)
                throw otherBytes(`more than the ${layer.size} bytes`);
            hash.update(bytes);
            meter.read(size);
            await attempt(() => unpacker.write(bytes));
        }
        if (layer.size !== undefined && size < layer.size)
            throw otherBytes(`${size} of the ${layer.size} bytes`);
        if (`sha256:${hash.digest('hex')}` !== layer.digest)
            throw otherBytes('other bytes than those');
        await attempt(() => unpacker.end());
        await attempt(() => Promise.resolve(tar.end()));
    }
    finally {
        unpacker.close();
        stream.destroy();
    }
    if (fault !== undefined)
        throw fault;
    return scan.facts();
}
function otherBytes(came) {
    return new image_unreadable/* Unreadable */.I(`the registry handed out ${came} that its digest names`);
}
function createMeter(budget) {
    let compressed = 0;
    let total = 0;
    let passed = false;
    const stop = (why) => {
        passed = true;
        throw new image_unreadable/* Unreadable */.I(why);
    };
    return {
        read: (bytes) => {
            compressed = bytes;
        },
        came(bytes) {
            total += bytes;
            budget.left -= bytes;
            if (budget.left < 0)
                stop(`more than ${inGiB(budget.image)} of layers would have to be read`);
            if (total > Math.max(budget.free, compressed * budget.ratio)) {
                stop(`more than ${inGiB(budget.free)}, and more than ${budget.ratio} times its size, comes out of it`);
            }
        },
        isPassed: () => passed,
    };
}
const inGiB = (bytes) => `${bytes / 2 ** 30} GiB`;
/** Decompresses by what the bytes themselves begin with, as runtimes do where the type of the layer says that they are compressed. */
function createUnpacker(isCompressed, take) {
    let held = Buffer.alloc(0);
    let inner = isCompressed ? undefined : createDecompressor('none', take);
    const open = (compression) => (inner ??= createDecompressor(compression, take));
    return {
        write(bytes) {
            if (inner !== undefined)
                return inner.write(bytes);
            held = Buffer.concat([held, bytes]);
            return held.length < magicLength ? Promise.resolve() : open(compressionOf(held)).write(held);
        },
        async end() {
            if (inner === undefined)
                await open(compressionOf(held)).write(held);
            await inner?.end();
        },
        close: () => {
            inner?.close();
        },
    };
}
const layerTypes = new Map([
    ['application/vnd.oci.image.layer.v1.tar', false],
    ['application/vnd.oci.image.layer.v1.tar+gzip', true],
    ['application/vnd.oci.image.layer.v1.tar+zstd', true],
    ['application/vnd.docker.image.rootfs.diff.tar', false],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', true],
    ['application/vnd.docker.image.rootfs.diff.tar.zstd', true],
]);
/** Whether such a layer is compressed. */
function checkType(mediaType) {
    const isCompressed = layerTypes.get(mediaType);
    if (isCompressed !== undefined)
        return isCompressed;
    if (mediaType.includes('nondistributable') || mediaType.includes('rootfs.foreign')) {
        throw new image_unreadable/* Unreadable */.I(`a layer that is not in the registry but elsewhere (${mediaType})`);
    }
    throw new image_unreadable/* Unreadable */.I(`a layer of a kind that cannot be read (${mediaType})`);
}

// EXTERNAL MODULE: ./src/image/provenance.js
var image_provenance = __nccwpck_require__(81383);
// EXTERNAL MODULE: ./src/image/source.js
var source = __nccwpck_require__(46449);
;// CONCATENATED MODULE: ./src/image/revision.js


const revisionForm = /^([0-9a-f]{7,64})(-dirty)?$/i;
/** The SHA, or its abbreviation of 7 or more digits, in a revision; undefined for a branch, a version, and anything else. */
function shaIn(revision, commit) {
    const [, sha, dirty] = revisionForm.exec(revision.trim()) ?? [];
    // Longer than a commit of this repository can be; as long as none.
    if (sha === undefined || sha.length > commit.length || (sha.length > 40 && sha.length < 64))
        return undefined;
    return { sha: sha.toLowerCase(), isDirty: dirty !== undefined };
}
/**
 * What a revision in an image means. What is no SHA (`main`, `v3.3.6`) says nothing about the commit, which is as good as absent: a branch
 * moves. What names another repository was inherited from a base image, whatever its SHA.
 */
async function judgeRevision(claim, context) {
    const { commit, commitExists } = context;
    const found = shaIn(claim.revision, commit);
    if (found === undefined)
        return { finding: 'absent', note: `It says "${(0,shortened/* shortened */.v)(claim.revision)}", which is no commit's SHA.` };
    const { sha, isDirty } = found;
    const relation = (0,source/* relationOf */.K)(claim.source ?? '', context);
    const isOurs = commit.toLowerCase().startsWith(sha);
    if (isOurs && relation !== 'another') {
        if (!isDirty)
            return { finding: 'agrees' };
        return { finding: 'agrees', note: 'Warning: it was built with changes that were not committed (-dirty).' };
    }
    if (relation === 'another') {
        return {
            finding: 'inherited',
            note: `It is of another repository, ${(0,shortened/* shortened */.v)(claim.source ?? '')}: it came with a base image.`,
        };
    }
    const exists = await commitExists?.(sha);
    if (exists === false) {
        return { finding: 'inherited', note: 'This repository has no such commit: it came with a base image.' };
    }
    // A date or the number of a build is made of digits too.
    if (/^\d+$/.test(sha) && sha.length < 40 && exists !== true) {
        return { finding: 'absent', note: `It says "${(0,shortened/* shortened */.v)(claim.revision)}", which need be no commit's SHA.` };
    }
    return { finding: 'contradicts' };
}

;// CONCATENATED MODULE: ./src/image/provenance-evidence.js








/** Manifests that refer to an image and are looked into at most; what their type says to be no provenance is not counted. */
const referrerLimit = 50;
/** Milliseconds for which a registry that does not tell what refers to an image is asked again, where nothing hangs on it. */
const referrerPatience = 8_000;
/** Milliseconds between two tries: each is made three times by itself. */
const referrerPause = 2_000;
/** Events for which a workflow runs on the commit that it checks out, unless its author says otherwise. */
const ownCommitEvents = new Set([
    'push',
    'workflow_dispatch',
    'release',
    'merge_group',
    'schedule',
]);
function createProvenanceReader({ repository, reader, context, image, isAsked, clock, signal, }) {
    const referred = new Map();
    /** What is asked now: a call that hangs is not made a second time beside itself. */
    const asking = new Map();
    /** Why what refers to the image was not read, where that may pass. */
    let givenUp;
    async function attempt(digest) {
        try {
            return (await reader.provenance(digest)).map((provenance) => ({ provenance }));
        }
        catch (error) {
            return [(0,not_read/* notRead */.Q)(error, isAsked)];
        }
    }
    async function attemptAll(digests) {
        const found = [];
        for (const digest of digests)
            found.push(...(await attempt(digest)));
        return found;
    }
    function referring(digest, hangsOnIt) {
        if (hangsOnIt)
            return readReferrers(digest, true);
        const known = referred.get(digest);
        if (known !== undefined)
            return known;
        const attempts = readReferrers(digest, false);
        referred.set(digest, attempts);
        return attempts;
    }
    async function readReferrers(digest, hangsOnIt) {
        let listed;
        try {
            listed = hangsOnIt ? await list(digest) : await listInTime(digest);
        }
        catch (error) {
            if (!(error instanceof image_unreadable/* Unreadable */.I))
                throw error;
            return [(0,not_read/* notRead */.Q)(error, isAsked)];
        }
        if (listed.state === 'not-read')
            return [{ finding: 'not-read', why: `What refers to it was not read: ${(0,shortened/* shortened */.v)(listed.why)}.` }];
        const open = listed.value.filter(({ artifactType }) => (0,image_provenance/* mayHoldProvenance */.sN)(artifactType));
        const attempts = await attemptAll(open.slice(0, referrerLimit).map((referrer) => referrer.digest));
        if (open.length <= referrerLimit)
            return attempts;
        // What is left out may contradict the commit.
        const beyond = new image_unreadable/* Unreadable */.I(`${open.length} manifests that may hold provenance refer to it, of which the first ${referrerLimit} were read`);
        return [...attempts, (0,not_read/* notRead */.Q)(beyond, isAsked)];
    }
    async function list(digest) {
        const call = asking.get(digest) ?? repository.referrers(digest);
        asking.set(digest, call);
        try {
            return await call;
        }
        finally {
            asking.delete(digest);
        }
    }
    /** Gives up what may pass after a while, and at once where the registry has no such call or knows no list. */
    async function listInTime(digest) {
        const end = clock.now() + referrerPatience;
        let withoutList = 0;
        while (givenUp === undefined) {
            try {
                const listed = await (0,src_clock/* inTimeOf */.Oz)(clock, list(digest), end - clock.now());
                if (listed !== undefined)
                    return listed;
                givenUp = `no answer within ${referrerPatience / 1000} s`;
            }
            catch (error) {
                if (!(error instanceof aws_failure/* AwsFailure */.O) || error.kind !== 'retry')
                    throw error;
                // A single answer without its list may have been spoiled on its way.
                const lacksList = error.code === errors/* unreadableAnswer */.Cw && error.httpStatus === undefined;
                if (lacksList)
                    withoutList += 1;
                const isLate = clock.now() + 2 * referrerPause >= end;
                if ((0,errors/* isUnknownCall */.VK)(error) || withoutList === 2 || isLate) {
                    givenUp = `${error.code}: ${error.message}`;
                }
                else if (!lacksList)
                    await clock.sleep(referrerPause, signal);
            }
        }
        return { state: 'not-read', why: givenUp, denied: false };
    }
    async function pieceOf(attempt, digests, platform) {
        const about = { kind: 'provenance', place: 'provenance', platform, expected: context.commit };
        if ('why' in attempt)
            return { ...about, said: '', finding: attempt.finding, note: attempt.why };
        const { provenance, isListed = false } = attempt;
        const { claim, others = [], subjects } = provenance;
        if (!(0,image_provenance/* isAbout */.KH)(provenance, digests)) {
            return {
                ...about,
                said: '',
                finding: 'absent',
                note: 'It is about another image, so that it says nothing about this one.',
            };
        }
        if (claim === undefined)
            return { ...about, said: '', finding: 'absent', note: noteOf(provenance, 'It names no commit.') };
        const judged = await judgeRevision(claim, context);
        const said = (0,shortened/* shortened */.v)(claim.revision);
        if (judged.finding === 'contradicts' &&
            provenance.by === 'workflow' &&
            !ownCommitEvents.has(provenance.event ?? '')) {
            const why = `It names the commit for which a workflow ran (${provenance.event ?? 'event unknown'}), which need not be the one that was built.`;
            return { ...about, said, finding: 'inherited', note: noteOf(provenance, why) };
        }
        if (judged.finding !== 'contradicts') {
            const other = await contradictionIn(others);
            if (other !== undefined) {
                const note = noteOf(provenance, `It names ${said} as well.`);
                return { ...about, said: (0,shortened/* shortened */.v)(other.revision), finding: 'contradicts', note };
            }
        }
        if (judged.finding === 'agrees' && subjects.length === 0 && !isListed) {
            const why = 'It names no digest that it is about, so that nothing binds it to this image.';
            return { ...about, said, finding: 'absent', note: noteOf(provenance, why) };
        }
        return { ...about, said, finding: judged.finding, note: noteOf(provenance, judged.note) };
    }
    async function contradictionIn(claims) {
        for (const claim of claims)
            if ((await judgeRevision(claim, context)).finding === 'contradicts')
                return claim;
        return undefined;
    }
    return {
        gaveUp: () => givenUp !== undefined,
        async of(part, platform, hangsOnIt = false) {
            const digests = [part.digest, image.digest];
            const inIndex = (await attemptAll(part.attestations)).map((found) => 'provenance' in found ? { ...found, isListed: true } : found);
            // The registry is asked for more only where the index itself does not tell.
            const isTold = inIndex.some((found) => 'provenance' in found && found.provenance.claim !== undefined && (0,image_provenance/* isAbout */.KH)(found.provenance, digests));
            const more = isTold
                ? []
                : (await Promise.all([...new Set(digests)].map((digest) => referring(digest, hangsOnIt)))).flat();
            const seen = new Set();
            const attempts = [...inIndex, ...more].filter((found) => {
                // An attestation of BuildKit stands in the index and refers to the image as well.
                const key = 'provenance' in found ? found.provenance : found.why;
                return seen.has(key) ? false : seen.add(key);
            });
            const pieces = [];
            for (const found of attempts)
                pieces.push(await pieceOf(found, digests, platform));
            return pieces.length === 0 ? [provenance_evidence_nothing(context.commit, platform)] : explained(pieces);
        },
    };
}
function provenance_evidence_nothing(expected, platform) {
    return { kind: 'provenance', place: 'provenance', platform, expected, said: '', finding: 'absent' };
}
/** What makes the next image tell two commits apart, where both statements are true: a commit that changed nothing in the image. */
const oneOfTwo = 'Another statement about the same bytes names the commit; which of them tells what was built is not known. A workflow\u2019s statement names the ' +
    'commit for which it ran, not what was built. Where the commit changed nothing in the image, so that two builds of it are the same bytes, let ' +
    'the build write the commit into it as a revision label or attach the builder\u2019s own provenance; else build it without a cache.';
/** A contradiction stands, whatever another statement about the same bytes says: one of the two is wrong about them, and nothing tells which. */
function explained(pieces) {
    if (!pieces.some(({ finding }) => finding === 'agrees'))
        return pieces;
    return pieces.map((piece) => piece.finding === 'contradicts' ? { ...piece, note: `${oneOfTwo} ${piece.note ?? ''}`.trim() } : piece);
}
function noteOf({ by, builder }, first) {
    const origin = {
        git: 'The builder fetched that commit itself.',
        local: 'It was built from a local directory, whose commit the builder takes from its caller.',
        workflow: 'It is the commit for which the workflow ran.',
    }[by];
    const built = builder === undefined ? [] : [`Built by ${(0,shortened/* shortened */.v)(builder)}.`];
    const told = [first, origin, ...built, 'Its signature was not checked: this is a statement, not a proof.'];
    return told.filter((text) => text !== undefined).join(' ');
}

;// CONCATENATED MODULE: ./src/image/evidence.js













/** Images of one index that are looked into; no index that a builder writes has as many. */
const partLimit = 50;
/**
 * Reads what an image says about itself: revision labels and annotations, provenance, and its version file where one is asked for.
 * Every platform that can be run is read. Manifests and configs cost one request, and two more for each platform; its provenance
 * two, where there is some. All of it is read once in a run, and counts only when its SHA-256 is right.
 *
 * Throws an `AwsFailure` `retry` or `credentials`, and an `Ending` or an `AwsFailure` `denied` where something inside was asked for; what
 * cannot be read otherwise is told as `unreadable`. What refers to the image is given up after a while where nothing hangs on it.
 */
async function readImageEvidence(deps) {
    const { repository, image, imageVersionFile, clock, signal } = deps;
    const isAsked = imageVersionFile !== undefined || deps.requireImageProof === true;
    const context = {
        commit: deps.commit,
        repository: deps.sourceRepository,
        serverUrl: deps.serverUrl,
        commitExists: deps.commitExists === undefined ? undefined : remembered(deps.commitExists),
    };
    const reader = (0,image_reader/* imageReaderOf */.M)(repository);
    let content;
    try {
        content = await reader.parts(image.digest);
    }
    catch (error) {
        if (error instanceof image_unreadable/* Unreadable */.I)
            return piecesMerged(unread(error.message, deps));
        throw error;
    }
    const { indexes, parts } = content;
    const readLayer = createLayerReader(repository, signal);
    const provenance = createProvenanceReader({ repository, reader, context, image, isAsked, clock, signal });
    const read = [];
    const annotated = [];
    for (const index of indexes)
        annotated.push(...(await ofAnnotations('the index', undefined, index.annotations, context)));
    for (const part of parts.slice(0, partLimit)) {
        signal?.throwIfAborted();
        const inside = await openPart(part);
        const { platform } = inside;
        annotated.push(...(await ofAnnotations('the entry in the index', platform, part.entryAnnotations, context)));
        if (inside.manifest !== undefined) {
            annotated.push(...(await ofAnnotations('the manifest', platform, inside.manifest.annotations, context)));
        }
        read.push({
            part,
            platform,
            label: await ofLabels(inside, context),
            provenance: await provenance.of(part, platform),
            file: imageVersionFile === undefined
                ? undefined
                : await versionFilePiece({ ...deps, imageVersionFile }, inside, readLayer),
        });
    }
    if (provenance.gaveUp() && hangsOnMore([...read.flatMap(piecesOf), ...annotated], deps)) {
        for (const one of read)
            one.provenance = await provenance.of(one.part, one.platform, true);
    }
    const pieces = read.flatMap(piecesOf);
    if (parts.length > partLimit) {
        pieces.push(...unread(`the index has ${parts.length} images, of which the first ${partLimit} were read`, deps));
    }
    if (annotated.length === 0) {
        const place = `annotation ${image_labels/* revisionKey */.d7}`;
        annotated.push({ kind: 'revision-annotation', place, expected: deps.commit, said: '', finding: 'absent' });
    }
    return piecesMerged([...pieces, ...annotated]);
    async function openPart(part) {
        const { platform } = part;
        let manifest;
        try {
            manifest = await reader.manifest(part.digest);
            const config = await reader.config(manifest);
            return { platform: platform ?? config.platform, manifest, config };
        }
        catch (error) {
            // Of the image itself, not of what is said about it: nothing can be concluded from other bytes than its digest names.
            if (manifest === undefined && error instanceof ending/* Ending */._ && error.code === 'digest-unreadable')
                throw error;
            return { platform, manifest, config: undefined, failure: (0,not_read/* notRead */.Q)(error, isAsked) };
        }
    }
}
const piecesOf = ({ label, provenance, file }) => [label, ...provenance, file ?? []].flat();
/** Whether nothing is decided before more was read: these pieces tie the image to nothing, or do not prove what must be proved. */
function hangsOnMore(pieces, { image, requireImageProof }) {
    const items = piecesMerged(pieces);
    if (items.some(({ finding }) => finding === 'contradicts'))
        return false;
    const isProofMissing = requireImageProof === true && (0,judge_image/* namingCommit */.EN)(items).length === 0;
    return isProofMissing || !(0,judge_image/* isBound */.Vt)({ binding: image.binding, evidence: { state: 'read', items } });
}
/**
 * When the image was built, as the configs of its platforms say: the latest, in milliseconds since the epoch. Undefined where none
 * says it or can be read: it explains, it never decides. Costs nothing after `readImageEvidence`, which reads the same configs.
 */
async function builtAt(repository, digest) {
    const reader = (0,image_reader/* imageReaderOf */.M)(repository);
    try {
        const { parts } = await reader.parts(digest);
        const times = [];
        for (const part of parts.slice(0, partLimit)) {
            const { createdAt } = await reader.config(await reader.manifest(part.digest));
            if (createdAt !== undefined)
                times.push(createdAt);
        }
        return times.length === 0 ? undefined : Math.max(...times);
    }
    catch (error) {
        if (error instanceof image_unreadable/* Unreadable */.I || error instanceof ending/* Ending */._ || error instanceof aws_failure/* AwsFailure */.O)
            return undefined;
        throw error;
    }
}
async function ofLabels({ platform, config, failure }, context) {
    const kind = 'revision-label';
    const expected = context.commit;
    if (config === undefined) {
        return {
            kind,
            place: `label ${image_labels/* revisionKey */.d7}`,
            platform,
            expected,
            said: '',
            finding: failure?.finding ?? 'unreadable',
            ...evidence_noteOf('', failure?.why),
        };
    }
    const { labels } = config;
    const place = `label ${labels.revisionKey}`;
    return ((await ofRevision(kind, place, platform, labels, context)) ?? {
        kind,
        place,
        platform,
        expected,
        said: '',
        finding: 'absent',
        ...evidence_noteOf(labels.others),
    });
}
async function ofAnnotations(holder, platform, annotations, context) {
    const labels = (0,image_labels/* annotationsIn */.sw)(annotations);
    const place = `annotation ${labels.revisionKey} of ${holder}`;
    const piece = await ofRevision('revision-annotation', place, platform, labels, context);
    return piece === undefined ? [] : [piece];
}
async function ofRevision(kind, place, platform, { revision, others }, context) {
    if (revision === undefined)
        return undefined;
    const { finding, note } = await judgeRevision(revision, context);
    const said = (0,shortened/* shortened */.v)(revision.revision);
    return { kind, place, platform, expected: context.commit, said, finding, ...evidence_noteOf(others, note) };
}
function evidence_noteOf(others, note) {
    const told = [note, others === '' ? undefined : `It also says: ${others}.`].filter((text) => text !== undefined);
    return told.length === 0 ? {} : { note: told.join(' ') };
}
/** Nothing is known of the image, or of a part of it. */
function unread(why, { commit, version, imageVersionFile }) {
    const told = { said: '', finding: 'unreadable', note: `It could not be read: ${why}.` };
    const label = { kind: 'revision-label', place: `label ${image_labels/* revisionKey */.d7}`, expected: commit, ...told };
    if (imageVersionFile === undefined)
        return [label];
    return [label, { kind: 'version-file', place: imageVersionFile, expected: version.value, ...told }];
}
function remembered(ask) {
    const answers = new Map();
    return (sha) => {
        const answer = answers.get(sha) ?? ask(sha);
        answers.set(sha, answer);
        return answer;
    };
}

;// CONCATENATED MODULE: ./src/image/search.js






/** Newest top-level images of a repository among which one is looked for. */
const searchDepth = 50;
/** Images that are read at the same time. */
const atOnce = 4;
// By the repository and then by commit and digest: an image does not change, and a run asks again until one is there.
const searched = new WeakMap();
/**
 * The digest of the image that runs, where that is it, else of the newest image whose revision label, annotation or provenance is the commit, among the newest 50 of the repository;
 * undefined where there is none, or the registry does not list its images. What was read of an image is not read again at the next call.
 * Throws an `AwsFailure` `retry` or `credentials`.
 *
 * @param running digest of the image that the current task definition resolves to
 */
async function findByEvidence(repository, commit, { sourceRepository, serverUrl, signal }, running) {
    const context = { commit, repository: sourceRepository, serverUrl };
    const known = searched.get(repository) ?? (0,memory/* createMemory */.I)(() => true);
    searched.set(repository, known);
    const reader = (0,image_reader/* imageReaderOf */.M)(repository);
    const isOurs = (digest) => known.get(`${commit} ${digest}`, () => carriesCommit(reader, digest, context));
    if (running !== undefined && (await isOurs(running)))
        return running;
    const newest = await repository.newest(searchDepth);
    if (newest.state === 'not-read')
        return undefined;
    for (let from = 0; from < newest.value.length; from += atOnce) {
        signal?.throwIfAborted();
        const digests = newest.value.slice(from, from + atOnce);
        const areOurs = await Promise.all(digests.map(isOurs));
        const found = digests.find((_, at) => areOurs[at] === true);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
/** Whether an image says that it is of the commit, by the first of its platforms; what cannot be read of it says nothing. */
async function carriesCommit(reader, digest, context) {
    try {
        for await (const claim of claimsOf(reader, digest)) {
            if ((await judgeRevision(claim, context)).finding === 'agrees')
                return true;
        }
    }
    catch (error) {
        // What may pass is thrown on; otherwise another image of the repository is none of this run's business.
        (0,not_read/* notRead */.Q)(error, false);
    }
    return false;
}
/** What costs least first. */
async function* claimsOf(reader, digest) {
    const { indexes, parts } = await reader.parts(digest);
    const [part] = parts;
    if (part === undefined)
        return;
    const annotations = [...indexes.map((index) => index.annotations), part.entryAnnotations];
    for (const { revision } of annotations.map((each) => (0,image_labels/* annotationsIn */.sw)(each)))
        if (revision !== undefined)
            yield revision;
    const manifest = await reader.manifest(part.digest);
    const annotated = (0,image_labels/* annotationsIn */.sw)(manifest.annotations).revision;
    if (annotated !== undefined)
        yield annotated;
    const labelled = (await reader.config(manifest)).labels.revision;
    if (labelled !== undefined)
        yield labelled;
    for (const attestation of part.attestations) {
        for (const provenance of await reader.provenance(attestation)) {
            if (provenance.claim !== undefined && (0,image_provenance/* isAbout */.KH)(provenance, [part.digest, digest]))
                yield provenance.claim;
        }
    }
}

// EXTERNAL MODULE: ./src/observe/answers.js
var observe_answers = __nccwpck_require__(67524);
;// CONCATENATED MODULE: ./src/observe/describe-services.js





const action = 'ecs:DescribeServices';
// The API's own limit (DescribeServices, services).
const describe_services_batchSize = 10;
function isNamed(service) {
    return service.serviceArn !== undefined && service.serviceName !== undefined && service.clusterArn !== undefined;
}
/** Both may be a name or an ARN, of the old form or the new one; a cluster has a name once. */
const isSame = (one, other) => (0,observe_answers/* lastSegment */.mp)(one) === (0,observe_answers/* lastSegment */.mp)(other);
function notThere(ref, failure) {
    return new ending/* Ending */._('service-not-found', 'there is no such service', `Expected ${ref.label} in ${ref.region}; ECS knows no service ${failure.arn ?? ref.service} in cluster ${ref.cluster}.`, {
        text: 'Check the inputs "service", "cluster" and "aws-region".',
        command: `aws ecs list-services --cluster ${ref.cluster} --region ${ref.region}`,
        about: (0,paragraphs/* aboutMessage */.P1)('there-is-no-such-service-or-cluster'),
    });
}
function named(service) {
    if (!isNamed(service))
        throw (0,errors/* incompleteAnswer */.pv)(action, "the service's ARN, name or cluster");
    // A state that is not told is none of those that mean something; nothing may be read into it.
    if (service.status === undefined)
        throw (0,errors/* incompleteAnswer */.pv)(action, "the service's status");
    return service;
}
/** @param alone whether nothing else was asked for, so that whatever was answered is about it */
function answerFor(ref, services, failures, alone) {
    const service = services.find(({ serviceArn, serviceName }) => alone || isSame(serviceArn ?? serviceName ?? '', ref.service));
    if (service !== undefined)
        return named(service);
    const failure = failures.find(({ arn }) => alone || isSame(arn ?? '', ref.service));
    // ECS throws for a cluster that does not exist, but answers 200 and MISSING for a service.
    if (failure?.reason === 'MISSING')
        throw notThere(ref, failure);
    if (failure !== undefined)
        throw new aws_failure/* AwsFailure */.O('retry', action, failure.reason ?? 'UnknownFailure', failure.detail ?? failure.reason ?? '', {
            resource: failure.arn,
        });
    throw (0,errors/* incompleteAnswer */.pv)(action, 'the service');
}
function createServiceDescriber(aws) {
    /** By region and cluster; what is put before the current turn of the code ends. */
    const waiting = new Map();
    async function ask(questions) {
        const [first] = questions;
        if (first === undefined)
            return;
        const { cluster, region } = first.ref;
        try {
            const asked = [...new Set(questions.map(({ ref }) => ref.service))];
            const { services = [], failures = [] } = await aws.ecs(region).describeServices({ cluster, services: asked });
            for (const { ref, answer } of questions)
                try {
                    answer.resolve(answerFor(ref, services, failures, asked.length === 1));
                }
                catch (error) {
                    answer.reject(error);
                }
        }
        catch (error) {
            // One service that may not be read, or whose name is none, has the whole call refused: which one, only each by itself tells.
            const isOfOne = error instanceof aws_failure/* AwsFailure */.O && error.kind !== 'retry' && error.kind !== 'credentials';
            if (isOfOne && questions.length > 1)
                await Promise.all(questions.map((question) => ask([question])));
            else
                for (const { answer } of questions)
                    answer.reject(error);
        }
    }
    return {
        describe: (ref) => {
            const key = `${ref.region} ${ref.cluster}`;
            const question = { ref, answer: Promise.withResolvers() };
            const questions = waiting.get(key);
            if (questions !== undefined)
                questions.push(question);
            else {
                waiting.set(key, [question]);
                queueMicrotask(() => {
                    const put = waiting.get(key) ?? [];
                    waiting.delete(key);
                    for (let from = 0; from < put.length; from += describe_services_batchSize)
                        void ask(put.slice(from, from + describe_services_batchSize));
                });
            }
            return question.answer.promise;
        },
    };
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __nccwpck_require__(57975);
;// CONCATENATED MODULE: ./src/observe/excerpt.js
/** How much of a text is looked at: more than any excerpt shows, so that its own edge is never seen. */
const LOOKED_AT = 4096;
/**
 * The beginning of a text from outside, on one line, cut to a number of characters. It stays raw otherwise: whoever prints it
 * escapes it.
 */
function excerpt(text, length, redact = (whole) => whole) {
    const head = redact(text.slice(0, LOOKED_AT).toWellFormed()).trim().replaceAll(/\s+/gu, ' ');
    return head.length <= length && text.length <= LOOKED_AT ? head : `${head.slice(0, length - 1).toWellFormed()}\u2026`;
}
/** `the body starts with "\u2026"`, or that there is none. */
function bodyStart(body, length, redact) {
    const start = excerpt(body, length, redact);
    return start === '' ? 'the body is empty' : `the body starts with "${start}"`;
}

// EXTERNAL MODULE: ./src/observe/http.js + 1 modules
var http = __nccwpck_require__(71592);
;// CONCATENATED MODULE: ./src/observe/json.js


/** Levels of arrays and objects. A parser takes half a second for a megabyte of brackets, and answers have a few. */
const DEEPEST = 1000;
/**
 * Parses the body of an answer, unless it is nested deeper than a thousand times. `texts` keeps every number that JavaScript would write differently (`3.10`, or more digits than
 * it can hold) as the text that it was, so that `3.10` is not taken for `3.1`; `values` gives the numbers as they are.
 */
function parseJson(body, numbers) {
    if (isNestedDeeperThan(DEEPEST, body))
        return { state: 'unreadable', why: 'the JSON is nested too deeply' };
    try {
        const value = numbers === 'values' ? JSON.parse(body) : JSON.parse(body, numberAsWritten);
        return { state: 'read', value };
    }
    catch (error) {
        return {
            state: 'unreadable',
            why: isOverflow(error) ? 'the JSON is nested too deeply' : 'the answer is not valid JSON',
        };
    }
}
/** Counts brackets outside of strings; of a text that is no JSON the answer means nothing. */
function isNestedDeeperThan(limit, text) {
    let depth = 0;
    let inString = false;
    for (let at = 0; at < text.length; at += 1) {
        const character = text.charCodeAt(at);
        if (inString) {
            if (character === BACKSLASH)
                at += 1;
            else if (character === QUOTE)
                inString = false;
        }
        else if (character === QUOTE)
            inString = true;
        else if (character === OPEN_LIST || character === OPEN_OBJECT) {
            depth += 1;
            if (depth > limit)
                return true;
        }
        else if (character === CLOSE_LIST || character === CLOSE_OBJECT)
            depth -= 1;
    }
    return false;
}
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
// The third argument is missing in Node versions before 21; the number then stays as it is.
function numberAsWritten(_key, value, context) {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined && source !== String(value) ? source : value;
}
/** Evaluates a JMESPath expression. The expression is the author's, the data are anybody's: nothing that it finds throws. */
async function searchJson(value, expression) {
    const { search } = await __nccwpck_require__.e(/* import() */ 2184).then(__nccwpck_require__.bind(__nccwpck_require__, 32184));
    try {
        const found = (0,time_limit/* withinTime */.dn)(() => search(value, expression));
        // The library looks up inherited properties too: `constructor` finds a function.
        if (found === undefined || typeof found === 'function')
            return { state: 'read', value: null };
        return { state: 'read', value: found };
    }
    catch (error) {
        if (isOverflow(error))
            return { state: 'unreadable', why: 'the JSON is nested too deeply' };
        if (error instanceof time_limit/* TooSlow */.yY)
            return { state: 'unreadable', why: `the JMESPath expression ${error.message}` };
        const message = error instanceof Error ? excerpt(error.message, 120) : 'no message';
        return { state: 'unreadable', why: `the JMESPath expression cannot be evaluated on the answer (${message})` };
    }
}
/** Whether JavaScript's stack was too small for what it was to walk through. */
function isOverflow(error) {
    return typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError';
}

;// CONCATENATED MODULE: ./src/observe/truncated.js
/** A match that ends at least this far before the cut is not an accident of where the cut is, in characters. */
const MARGIN = 1024;
/** What looks at the end of the text or at the character behind a match: at a cut, both are not the real ones. */
const LOOKS_BEHIND_THE_MATCH = /\$|\\[bBzZ]/;
/**
 * Whether a pattern matches a text of which only the beginning is known. True only where it matches whatever the rest is: RE2
 * knows no lookahead, so that a match without anchors at its end needs nothing beyond it.
 */
function matchesDespiteCut(pattern, beginning) {
    return !LOOKS_BEHIND_THE_MATCH.test(pattern.source) && pattern.matches(beginning);
}
/**
 * What a pattern captures in a text of which only the beginning is known; undefined where that may hang on where the cut is.
 */
function captureWithinCut(pattern, beginning) {
    if (LOOKS_BEHIND_THE_MATCH.test(pattern.source))
        return undefined;
    const captured = pattern.capture(beginning);
    return captured !== undefined && captured === pattern.capture(beginning.slice(0, -MARGIN)) ? captured : undefined;
}

;// CONCATENATED MODULE: ./src/observe/features.js







const MAX_TEXT_LENGTH = 300;
const SHOWN = 80;
/**
 * Runs one HTTP check. Redirects are followed, unless the check asks for a 3xx status. `maxSeconds` limits the time to the end
 * of the answer. Of a body larger than 1 MiB only the beginning is read: what it shows counts, what it does not show fails.
 *
 * `at` is when the request was sent. `expected` and `seen` are clauses of at most 300 characters that hold text from outside.
 *
 * @throws the signal's reason when that is aborted, PatternError where `matches` is no RE2; nothing because of the answer
 */
async function runFeatureCheck(check, deps) {
    const { clock, request = http/* request */.Em, redact = (text) => text } = deps;
    const timeout = check.maxSeconds === undefined ? deps.timeout : check.maxSeconds * 1000;
    const at = clock.now();
    const answer = await request(check.url, {
        method: check.method,
        headers: unlessGiven(check.headers),
        originHeaders: check.headers,
        followRedirects: check.status === undefined || check.status < 300 || check.status > 399,
        ...(check.body === undefined ? {} : { body: check.body }),
        ...(timeout === undefined ? {} : { timeout }),
        ...(deps.signal === undefined ? {} : { signal: deps.signal }),
        ...(deps.proxyEnv === undefined ? {} : { proxyEnv: deps.proxyEnv }),
    });
    const faults = answer.state === 'failed' ? [answer.why] : await faultsOf(check, answer, redact);
    const status = answer.state === 'failed' ? [] : [`status ${answer.status}`];
    return {
        name: check.name,
        at,
        passed: faults.length === 0,
        expected: excerpt(expectation(check, redact), MAX_TEXT_LENGTH, redact),
        seen: excerpt([...status, ...faults].join(', '), MAX_TEXT_LENGTH, redact),
    };
}
/** A cached answer says nothing about the new version; an author who wants one can say so. */
function unlessGiven(given) {
    return given.some(([name]) => name.toLowerCase() === 'cache-control') ? [] : [['Cache-Control', 'no-cache']];
}
function expectation(check, redact) {
    const parts = [check.status === undefined ? 'a 2xx status' : `status ${check.status}`];
    if (check.contains !== undefined)
        parts.push(`a body containing ${quoted(check.contains, redact)}`);
    if (check.matches !== undefined)
        parts.push(`a body matching ${excerpt(check.matches, SHOWN, redact)}`);
    if (check.json !== undefined)
        parts.push(`JSON whose ${excerpt(check.json, SHOWN, redact)} is ${literal(check.equals, redact)}`);
    if (check.maxSeconds !== undefined)
        parts.push(`all within ${check.maxSeconds} s`);
    return parts.join(', ');
}
/** Everything about the answer that is not as it should be; empty where the check passes. */
async function faultsOf(check, answer, redact) {
    const wanted = check.status === undefined ? answer.status >= 200 && answer.status <= 299 : answer.status === check.status;
    if (!wanted)
        return [bodyStart(answer.body, SHOWN, redact)];
    const faults = [];
    const rest = answer.truncated ? ' in the first 1 MiB, of which no more is read' : '';
    if (check.contains !== undefined && (check.contains === '' || !answer.body.includes(check.contains))) {
        faults.push(`no ${quoted(check.contains, redact)} in the body${rest}`);
    }
    if (check.matches !== undefined) {
        const pattern = await (0,patterns/* compilePattern */.E)(check.matches, 'any');
        const found = matchIn(answer, pattern);
        if (found instanceof time_limit/* TooSlow */.yY)
            faults.push(`the pattern ${excerpt(check.matches, SHOWN, redact)} ${found.message}`);
        else if (!found)
            faults.push(`no match of ${excerpt(check.matches, SHOWN, redact)} in the body${rest}`);
    }
    if (check.json !== undefined) {
        const fault = await jsonFault(check.json, check.equals, answer, redact);
        if (fault !== undefined)
            faults.push(fault);
    }
    return faults.length === 0 ? [] : [...faults, bodyStart(answer.body, SHOWN, redact)];
}
function matchIn({ truncated, body }, pattern) {
    try {
        return truncated ? matchesDespiteCut(pattern, body) : pattern.matches(body);
    }
    catch (error) {
        if (error instanceof time_limit/* TooSlow */.yY)
            return error;
        throw error;
    }
}
async function jsonFault(expression, equals, answer, redact) {
    if (answer.truncated)
        return 'JSON larger than 1 MiB, of which no more is read';
    const parsed = parseJson(answer.body, 'values');
    if (parsed.state === 'unreadable')
        return parsed.why;
    const found = await searchJson(parsed.value, expression);
    if (found.state === 'unreadable')
        return found.why;
    // What is found is never undefined: without something to compare with, nothing passes.
    if (deepEqual(found.value, equals))
        return undefined;
    return `${excerpt(expression, SHOWN, redact)} is ${literal(found.value, redact)}`;
}
function deepEqual(found, wanted) {
    try {
        return (0,external_node_util_.isDeepStrictEqual)(found, wanted);
    }
    catch (error) {
        if (isOverflow(error))
            return false;
        throw error;
    }
}
function quoted(text, redact) {
    return `"${excerpt(text, SHOWN, redact)}"`;
}
function literal(value, redact) {
    try {
        return excerpt(JSON.stringify(value) ?? 'nothing', SHOWN, redact);
    }
    catch (error) {
        if (isOverflow(error))
            return 'JSON nested too deeply to be shown';
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/observe/select.js






const MAX_VERSION_LENGTH = 256;
/** A longer text is a page or a message, not a version that stands alone. */
const MAX_PLAIN_TEXT_LENGTH = 128;
const select_SHOWN = 60;
const COMMIT_KEYS = ['commit', 'sha', 'revision', 'gitSha'];
/**
 * Finds the version in an answer. Never throws because of the answer: what holds no version is unreadable, with the reason.
 * Unreadable are also every status but 2xx, texts that stand for "not known" (`unknown`, empty, `null`), several lines, control
 * characters, and more than 256 characters.
 *
 * @param expected decides which key `auto` prefers: `version` first where it is no SHA
 * @param redact applied to excerpts of the answer in `why` before they are cut
 * @throws PatternError where the author's pattern is no RE2 with one group
 */
async function selectVersion(answer, selector, expected, redact = (text) => text) {
    if (answer.status < 200 || answer.status > 299)
        return unreadable(statusFault(answer, redact));
    switch (selector.kind) {
        case 'header':
            return fromHeader(answer, selector.name, redact);
        case 'regex':
            return fromPattern(answer, selector.pattern, redact);
        case 'json': {
            if (answer.truncated)
                return cut();
            const parsed = parseJson(answer.body, 'texts');
            if (parsed.state === 'unreadable')
                return unreadable(`${parsed.why}; it starts with ${start(answer.body, redact)}`);
            const found = await searchJson(parsed.value, selector.expression);
            if (found.state === 'unreadable')
                return found;
            return fromValue(found.value, selector.expression, `JMESPath ${selector.expression}`, redact);
        }
        case 'text':
            if (answer.truncated)
                return cut();
            if (answer.body.trimStart().startsWith('<'))
                return unreadable('the answer is markup, not a version as text');
            return version(answer.body, 'the whole text', redact);
        case 'auto':
            if (answer.truncated)
                return cut();
            return automatic(answer, expected, redact);
        default:
            return unreadable(`this selector is not known: ${JSON.stringify(selector)}`);
    }
}
function unreadable(why) {
    return { state: 'unreadable', why };
}
function cut() {
    return unreadable('the answer is larger than 1 MiB, of which no more is read');
}
function start(body, redact) {
    return body.trim() === '' ? 'nothing' : `"${excerpt(body, select_SHOWN, redact)}"`;
}
function statusFault(answer, redact) {
    const reason = excerpt(answer.body, select_SHOWN, redact);
    // A page of markup tells less than the status does.
    const told = reason === '' || reason.startsWith('<') ? '' : `; it says "${reason}"`;
    return `the answer is HTTP status ${answer.status}${told}`;
}
/** The last gate: whatever the way here, this text is a version or it is not. */
function version(text, selectedBy, redact) {
    const trimmed = text.trim();
    if ((0,judge_version/* isPlaceholder */.w)(trimmed)) {
        return unreadable(trimmed === '' ? `${selectedBy} is empty` : `${selectedBy} is "${trimmed}", which is no version`);
    }
    if (trimmed.length > MAX_VERSION_LENGTH) {
        return unreadable(`${selectedBy} has ${trimmed.length} characters, too many for a version; it starts with ${start(trimmed, redact)}`);
    }
    if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(trimmed)) {
        return unreadable(`${selectedBy} has several lines or control characters; it starts with ${start(trimmed, redact)}`);
    }
    return { state: 'selected', version: trimmed, selectedBy };
}
function fromHeader(answer, name, redact) {
    const values = [...new Set(answer.headers.get(name.toLowerCase()) ?? [])];
    const [value, ...others] = values;
    if (value === undefined)
        return unreadable(`the answer has no header ${name}`);
    if (others.length > 0)
        return unreadable(`the answer has the header ${name} ${values.length} times, with different values`);
    return version(value, `header ${name}`, redact);
}
async function fromPattern(answer, source, redact) {
    const pattern = await (0,patterns/* compilePattern */.E)(source, 'one');
    let found;
    try {
        found = answer.truncated ? captureWithinCut(pattern, answer.body) : pattern.capture(answer.body);
    }
    catch (error) {
        if (!(error instanceof time_limit/* TooSlow */.yY))
            throw error;
        return unreadable(`the pattern ${source} ${error.message}`);
    }
    if (found !== undefined)
        return version(found, `pattern ${source}`, redact);
    if (answer.truncated)
        return unreadable(`the pattern ${source} finds nothing for certain in the first 1 MiB of the answer`);
    return unreadable(`the pattern ${source} finds nothing in the answer, which starts with ${start(answer.body, redact)}`);
}
function fromValue(value, name, selectedBy, redact) {
    if (typeof value === 'string')
        return version(value, selectedBy, redact);
    if (typeof value === 'number')
        return version(String(value), selectedBy, redact);
    if (value === null)
        return unreadable(`the JSON answer has no ${name}`);
    const kind = Array.isArray(value) ? 'an array' : typeof value === 'boolean' ? 'true or false' : 'an object';
    return unreadable(`${name} in the JSON answer is ${kind}, not a text or a number`);
}
function automatic(answer, expected, redact) {
    const text = answer.body.trim();
    const type = answer.headers.get('content-type')?.[0]?.toLowerCase() ?? '';
    if (text.startsWith('<') || type.startsWith('text/html') || type.startsWith('application/xhtml')) {
        return unreadable(`the answer is an HTML page; where that is meant, "version-selector" must say how to read it`);
    }
    // `{` and `"` begin no version, so that what follows them is JSON or nothing.
    if (text.startsWith('{') || text.startsWith('[') || text.startsWith('"')) {
        const parsed = parseJson(text, 'texts');
        if (parsed.state === 'unreadable')
            return unreadable(`${parsed.why}; it starts with ${start(text, redact)}`);
        return fromJson(parsed.value, expected, redact);
    }
    if (text.length > MAX_PLAIN_TEXT_LENGTH) {
        return unreadable(`the answer is neither JSON nor a short text; it starts with ${start(text, redact)}`);
    }
    return version(text, 'the whole text', redact);
}
function fromJson(value, expected, redact) {
    if (typeof value === 'string')
        return version(value, 'the whole text', redact);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return unreadable('the answer is JSON, but not an object');
    const keys = isSha(expected) ? [...COMMIT_KEYS, 'version'] : ['version', ...COMMIT_KEYS];
    for (const key of keys) {
        const found = value[key];
        // JSON's null is the absence of a value; a text "null" is present, and no version.
        if (found !== undefined && found !== null)
            return fromValue(found, key, `${key} in the JSON answer`, redact);
    }
    return unreadable(`the JSON answer has none of ${keys.join(', ')}; "version-selector: json:\u2026" can name another place`);
}
/** A short run of digits alone is rather a build number than an abbreviated SHA. */
function isSha(expected) {
    return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(expected.value) || /^(?=.*[a-f])[0-9a-f]{7,40}$/i.test(expected.value);
}

;// CONCATENATED MODULE: ./src/observe/served.js




/** Says in access logs who asks; its random value makes every URL new to a cache. */
const FRESHNESS_PARAMETER = 'ecs-deploy-verifier';
const NO_CACHE = [
    ['Cache-Control', 'no-cache'],
    ['Pragma', 'no-cache'],
];
/** What caches and content delivery networks say of themselves, as it is usually written. */
const CACHE_HEADERS = [
    'Age',
    'X-Cache',
    'X-Cache-Hits',
    'Cache-Status',
    'CF-Cache-Status',
    'X-Vercel-Cache',
    'X-Served-By',
    'Via',
    'Cache-Control',
    'ETag',
];
const MAX_EVIDENCE_LENGTH = 200;
/** A firewall or rate limit that refuses us is asked less and less often, in milliseconds. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 30_000;
/** As long as a server may ask us to wait: it must not be able to put the run to sleep. */
const LONGEST_RETRY_AFTER = 60_000;
/** Asks the service which version it serves. */
function createSampler(deps) {
    const { settings, clock, request = http/* request */.Em } = deps;
    let refusals = 0;
    let pausedUntil = 0;
    const heed = (answer) => {
        if (answer.state === 'answered' && (answer.status === 403 || answer.status === 429)) {
            const pause = Math.min(FIRST_PAUSE * 2 ** refusals, LONGEST_PAUSE);
            const asked = Math.min(retryAfter(answer, clock.now()), LONGEST_RETRY_AFTER);
            pausedUntil = clock.now() + Math.max(pause, asked);
            refusals += 1;
        }
        else {
            refusals = 0;
            pausedUntil = 0;
        }
    };
    return {
        pauseUntil: () => pausedUntil,
        answer: async () => {
            const at = clock.now();
            const answer = await request(fresh(settings.url), {
                headers: NO_CACHE,
                originHeaders: settings.headers,
                ...(deps.signal === undefined ? {} : { signal: deps.signal }),
                ...(deps.timeout === undefined ? {} : { timeout: deps.timeout }),
                ...(deps.proxyEnv === undefined ? {} : { proxyEnv: deps.proxyEnv }),
            });
            heed(answer);
            const finalUrl = withoutFreshness(answer.finalUrl);
            if (answer.state === 'failed')
                return { state: 'unreadable', at, why: answer.why, cache: [], finalUrl };
            const cache = cacheEvidence(answer.headers, deps.redact);
            const selection = await selectVersion(answer, settings.selector, deps.expected, deps.redact);
            if (selection.state === 'unreadable') {
                return { state: 'unreadable', at, why: selection.why, cache, finalUrl, httpStatus: answer.status };
            }
            return { state: 'read', at, version: selection.version, selectedBy: selection.selectedBy, cache, finalUrl };
        },
    };
}
/** The URL with a parameter that no cache has seen; the author's own query stays letter for letter. */
function fresh(address) {
    if (!URL.canParse(address))
        return address;
    const url = new URL(address);
    const parameter = `${FRESHNESS_PARAMETER}=${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`;
    url.search = url.search === '' ? parameter : `${url.search}&${parameter}`;
    url.hash = '';
    return url.href;
}
function withoutFreshness(address) {
    return address.replace(new RegExp(`([?&])${FRESHNESS_PARAMETER}=[0-9a-f]{16}(&|$)`), (_match, before, after) => (after === '&' ? before : ''));
}
function cacheEvidence(headers, redact) {
    return CACHE_HEADERS.flatMap((name) => {
        const values = headers.get(name.toLowerCase());
        return values === undefined || values.length === 0
            ? []
            : [[name, excerpt(values.join(', '), MAX_EVIDENCE_LENGTH, redact)]];
    });
}
/** How long the server asks us to wait, in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3); 0 where it does not say. */
function retryAfter(answer, now) {
    const value = answer.headers.get('retry-after')?.[0]?.trim() ?? '';
    if (/^\d+$/.test(value))
        return Number(value) * 1000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

;// CONCATENATED MODULE: ./src/observe/waits.js
const minute = 60_000;
/** Traffic moves in equal steps and waits between them, not after the last (ECS API, LinearConfiguration). */
function linear(stepPercent, waitMinutes) {
    const steps = stepPercent > 0 ? Math.ceil(100 / stepPercent) : 1;
    return Math.max(0, steps - 1) * waitMinutes * minute;
}
/** The waits of a native deployment strategy in milliseconds; the defaults are the ECS API's. */
function strategyWaits(configuration) {
    const bake = (configuration?.bakeTimeInMinutes ?? 0) * minute;
    switch (configuration?.strategy) {
        case 'LINEAR': {
            const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = configuration.linearConfiguration ?? {};
            return bake + linear(stepPercent, stepBakeTimeInMinutes);
        }
        case 'CANARY':
            return bake + (configuration.canaryConfiguration?.canaryBakeTimeInMinutes ?? 10) * minute;
        case 'BLUE_GREEN':
        case 'ROLLING':
        case undefined:
            return bake;
        default:
            // A strategy that nobody knew: its bake time is the one wait that is sure.
            return bake;
    }
}
/** How CodeDeploy's predefined configurations shift traffic; a custom one does not tell by its name. */
function trafficShift(configuration) {
    const stepwise = /^CodeDeployDefault\.ECSLinear(\d+)PercentEvery(\d+)Minutes?$/.exec(configuration);
    if (stepwise !== null)
        return linear(Number(stepwise[1]), Number(stepwise[2]));
    const canary = /^CodeDeployDefault\.ECSCanary\d+Percent(\d+)Minutes?$/.exec(configuration);
    return canary === null ? 0 : Number(canary[1]) * minute;
}
/** Approval, traffic shift and termination waits of a CodeDeploy deployment, in milliseconds. */
function codeDeployWaits(deployment) {
    const { deploymentReadyOption: ready, terminateBlueInstancesOnDeploymentSuccess: termination } = deployment.blueGreenDeploymentConfiguration ?? {};
    // The wait applies to STOP_DEPLOYMENT only: otherwise traffic moves at once (CodeDeploy API, DeploymentReadyOption).
    const approval = ready?.actionOnTimeout === 'STOP_DEPLOYMENT' ? (ready.waitTimeInMinutes ?? 0) : 0;
    const end = termination?.action === 'KEEP_ALIVE' ? 0 : (termination?.terminationWaitTimeInMinutes ?? 0);
    return (approval + end) * minute + trafficShift(deployment.deploymentConfigName ?? '');
}

;// CONCATENATED MODULE: ./src/observe/codedeploy.js




const parallelCalls = 4;
// BatchGetDeploymentTargets takes 25 at most.
const mostTargets = 25;
const deploymentId = /^d-[A-Z0-9]+$/i;
/** The status of the event that hands production traffic over: of several targets, one that has not succeeded speaks for all. */
function allowTrafficOf(targets) {
    const statuses = targets.map((target) => target.lifecycleEvents?.find(({ lifecycleEventName: name }) => name === 'AllowTraffic')?.status);
    return statuses.find((status) => status !== undefined && status !== 'Succeeded') ?? everyOne(statuses);
}
function failedEventOf(targets) {
    const failed = targets.flatMap(({ lifecycleEvents = [] }) => lifecycleEvents.filter(({ status }) => status === 'Failed'));
    return failed.length === 0 ? undefined : (failed[0]?.lifecycleEventName ?? 'without a name');
}
function everyOne(statuses) {
    return statuses.includes(undefined) ? undefined : statuses[0];
}
/**
 * A failed or stopped deployment is only over once it is known who took it back, a successful one once its events say so too: they are
 * read at the same time and may be a moment older.
 */
function isFinal(deployment) {
    if (deployment.status === 'Succeeded')
        return deployment.allowTraffic === 'Succeeded';
    return ((deployment.status === 'Failed' || deployment.status === 'Stopped') && deployment.rollbackDeploymentId !== undefined);
}
function createCodeDeployReader(api) {
    // Kept for the run: a task set vanishes with its rollback, what CodeDeploy says of it still explains.
    const ids = new Set();
    const gone = new Set();
    const finished = new Map();
    const targetIds = new Map();
    let refused;
    let targetsRefused = false;
    async function targetsOf(id) {
        let known = targetIds.get(id);
        if (known === undefined) {
            known = (await api().listDeploymentTargets({ deploymentId: id })).targetIds ?? [];
            // Only when there is one: a deployment that was just created has none yet.
            if (known.length > 0)
                targetIds.set(id, known);
        }
        if (known.length === 0)
            return [];
        const answer = await api().batchGetDeploymentTargets({ deploymentId: id, targetIds: known.slice(0, mostTargets) });
        return (answer.deploymentTargets ?? []).flatMap(({ ecsTarget }) => ecsTarget ?? []);
    }
    /** None where they could not be read: they excuse tasks of another set, or speak against the deployment, and do neither then. */
    async function targetsRead(id) {
        if (targetsRefused)
            return [];
        try {
            return await targetsOf(id);
        }
        catch (error) {
            (0,observe_answers/* notRead */.Qk)(error);
            targetsRefused = (0,observe_answers/* isFinalRefusal */.Rm)(error);
            return [];
        }
    }
    function picture(info, id, targets) {
        return (0,observe_answers/* present */.Eb)({
            id,
            status: info.status ?? 'Unknown',
            allowTraffic: allowTrafficOf(targets),
            failedEvent: failedEventOf(targets),
            errorMessage: info.errorInformation?.message,
            rollbackMessage: info.rollbackInfo?.rollbackMessage,
            rollbackDeploymentId: info.rollbackInfo?.rollbackDeploymentId,
            waits: codeDeployWaits(info),
        });
    }
    async function one(id) {
        const known = finished.get(id);
        if (known !== undefined)
            return known;
        try {
            const [{ deploymentInfo }, targets] = await Promise.all([
                api().getDeployment({ deploymentId: id }),
                targetsRead(id),
            ]);
            if (deploymentInfo === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('codedeploy:GetDeployment', 'the deployment');
            const deployment = picture(deploymentInfo, id, targets);
            if (isFinal(deployment))
                finished.set(id, deployment);
            return deployment;
        }
        catch (error) {
            if (!(error instanceof aws_failure/* AwsFailure */.O) || error.kind !== 'absent')
                throw error;
            gone.add(id);
            return undefined;
        }
    }
    async function all() {
        const found = new Map();
        // A rollback is a deployment of its own, and a rollback of that one would be too.
        for (;;) {
            const unread = [...ids].filter((id) => !found.has(id) && !gone.has(id));
            if (unread.length === 0)
                return [...found.values()];
            for (const deployment of await (0,observe_answers/* inParallel */.HN)(unread, parallelCalls, one)) {
                if (deployment === undefined)
                    continue;
                found.set(deployment.id, deployment);
                const next = deployment.rollbackDeploymentId;
                if (next !== undefined && deploymentId.test(next))
                    ids.add(next);
            }
        }
    }
    return {
        read: async (rollouts) => {
            if (refused !== undefined)
                return refused;
            for (const { externalId } of rollouts)
                if (externalId !== undefined && deploymentId.test(externalId))
                    ids.add(externalId);
            try {
                return { state: 'read', value: await all() };
            }
            catch (error) {
                const reading = (0,observe_answers/* notRead */.Qk)(error);
                if ((0,observe_answers/* isFinalRefusal */.Rm)(error))
                    refused = reading;
                return reading;
            }
        },
    };
}

// EXTERNAL MODULE: ./src/observe/freshness.js
var observe_freshness = __nccwpck_require__(80928);
;// CONCATENATED MODULE: ./src/observe/rollouts.js


const rollouts_action = 'ecs:DescribeServices';
/** A field that AWS sends with every rollout. Taking a missing count for 0 could make old tasks disappear. */
function sent(value, field) {
    if (value === undefined)
        throw (0,errors/* incompleteAnswer */.pv)(rollouts_action, field);
    return value;
}
function ofDeployment(deployment) {
    return (0,observe_answers/* present */.Eb)({
        kind: 'deployment',
        id: sent(deployment.id, 'the id of a deployment'),
        status: sent(deployment.status, 'the status of a deployment'),
        taskDefinition: sent(deployment.taskDefinition, 'the task definition of a deployment'),
        createdAt: (0,observe_answers/* timeOf */.nR)(deployment.createdAt),
        updatedAt: (0,observe_answers/* timeOf */.nR)(deployment.updatedAt),
        desiredCount: deployment.desiredCount ?? 0,
        runningCount: sent(deployment.runningCount, 'the running count of a deployment'),
        pendingCount: deployment.pendingCount ?? 0,
        failedTasks: deployment.failedTasks ?? 0,
        rolloutState: deployment.rolloutState,
        rolloutStateReason: deployment.rolloutStateReason,
    });
}
function ofTaskSet(taskSet) {
    return (0,observe_answers/* present */.Eb)({
        kind: 'task-set',
        id: sent(taskSet.id, 'the id of a task set'),
        status: sent(taskSet.status, 'the status of a task set'),
        taskDefinition: sent(taskSet.taskDefinition, 'the task definition of a task set'),
        createdAt: (0,observe_answers/* timeOf */.nR)(taskSet.createdAt),
        updatedAt: (0,observe_answers/* timeOf */.nR)(taskSet.updatedAt),
        desiredCount: taskSet.computedDesiredCount ?? 0,
        runningCount: sent(taskSet.runningCount, 'the running count of a task set'),
        pendingCount: taskSet.pendingCount ?? 0,
        // ECS counts failed tasks for deployments only.
        failedTasks: 0,
        stabilityStatus: taskSet.stabilityStatus,
        scalePercent: taskSet.scale?.unit === 'PERCENT' ? taskSet.scale.value : undefined,
        targetGroups: taskSet.loadBalancers?.flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
        externalId: taskSet.externalId,
        startedBy: taskSet.startedBy,
    });
}
/** Whether the service's tasks are started by task sets and not by ECS's own deployments. */
function usesTaskSets(controller) {
    return controller === 'CODE_DEPLOY' || controller === 'EXTERNAL';
}
/** All that ECS says of deployments and task sets (API reference, Deployment and TaskSet). */
const knownStatuses = new Set(['PRIMARY', 'ACTIVE', 'INACTIVE', 'DRAINING']);
/** Where a state that nobody knows may be that of the current one, nobody knows which is current: not the same as none being so. */
function withCurrent(rollouts) {
    const unknown = rollouts.find(({ status }) => !knownStatuses.has(status));
    if (unknown !== undefined && !rollouts.some(({ status }) => status === 'PRIMARY'))
        throw (0,errors/* incompleteAnswer */.pv)(rollouts_action, `a PRIMARY deployment or task set; ${unknown.id} is "${unknown.status}"`);
    return rollouts;
}
/** `deployments`, or `taskSets` where the controller uses those. Of a controller that nobody knew: both, so that nothing is hidden. */
function rolloutsOf(service, controller) {
    const deployments = () => (service.deployments ?? []).map(ofDeployment);
    const taskSets = () => (service.taskSets ?? []).map(ofTaskSet);
    if (usesTaskSets(controller))
        return withCurrent(taskSets());
    return withCurrent(controller === 'ECS' ? deployments() : [...deployments(), ...taskSets()]);
}
/** What, when it changes, makes the history of service deployments worth another call. */
function signatureOf(rollouts) {
    return rollouts
        .map(({ id, status, rolloutState = '' }) => `${id} ${status} ${rolloutState}`)
        .toSorted((a, b) => (a < b ? -1 : 1))
        .join('\n');
}
/**
 * Says which rollout started a task that does not say so itself: `startedBy` is `ecs-svc/` and the rollout's number in every real answer
 * known, but no document promises it. Then the newest rollout of the same task definition that had begun when the task was made.
 */
function attributed(task, rollouts) {
    if (task.rolloutId?.startsWith('ecs-svc/') === true || rollouts.some(({ id }) => id === task.rolloutId))
        return task;
    const [starter] = rollouts
        .filter((rollout) => rollout.taskDefinition === task.taskDefinition)
        .filter((rollout) => (rollout.createdAt ?? 0) <= (task.createdAt ?? Infinity))
        .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
    return starter === undefined ? task : { ...task, rolloutId: starter.id };
}

;// CONCATENATED MODULE: ./src/observe/tasks.js



// Both are the APIs' own limits (ListTasks maxResults, DescribeTasks tasks).
const pageSize = 100;
/** The most tasks that one call describes. */
const tasks_batchSize = 100;
const tasks_parallelCalls = 2;
// 5,000 tasks are a service's quota; stopped ones of an hour come on top. Beyond that the pages run in a circle.
const mostPages = 1_000;
const digestPattern = /^sha256:[0-9a-f]{64}$/;
const pinnedImage = /@(sha256:[0-9a-f]{64})$/;
/** `sha256:` and 64 hex digits, or undefined for anything else. */
function validDigest(text) {
    return text !== undefined && digestPattern.test(text) ? text : undefined;
}
/** Keeps the parts that count. */
function essence(task, taskArn) {
    return {
        taskArn,
        createdAt: task.createdAt,
        desiredStatus: task.desiredStatus,
        executionStoppedAt: task.executionStoppedAt,
        healthStatus: task.healthStatus,
        lastStatus: task.lastStatus,
        startedAt: task.startedAt,
        startedBy: task.startedBy,
        stopCode: task.stopCode,
        stoppedAt: task.stoppedAt,
        stoppedReason: task.stoppedReason,
        stoppingAt: task.stoppingAt,
        taskDefinitionArn: task.taskDefinitionArn,
        containers: (task.containers ?? []).map(({ exitCode, healthStatus, image, imageDigest, lastStatus, name, reason }) => ({
            exitCode,
            healthStatus,
            image,
            imageDigest,
            lastStatus,
            name,
            reason,
        })),
    };
}
/** A resolved image may read `repo:tag@sha256:\u2026` where `imageDigest` is missing (seen on Fargate). */
function digestOf(container) {
    return validDigest(container.imageDigest) ?? pinnedImage.exec(container.image ?? '')?.[1];
}
function containerOf(task, name) {
    const container = task.containers.find((candidate) => candidate.name === name);
    if (container === undefined)
        return { state: 'absent' };
    const digest = digestOf(container);
    return digest === undefined ? { state: 'no-digest', image: container.image ?? '' } : { state: 'digest', digest };
}
/** A container that is not essential may stop, or be started anew, in a task that is RUNNING all the while. */
function downOf(task, name) {
    const container = task.containers.find((candidate) => candidate.name === name);
    if (container?.lastStatus === undefined || container.lastStatus === 'RUNNING')
        return undefined;
    const { lastStatus, exitCode, reason } = container;
    return [lastStatus, exitCode === undefined ? undefined : `exit code ${exitCode}`, reason]
        .filter((part) => part !== undefined)
        .join(', ');
}
/** ECS rates a task by its essential containers that have a health check; the verified container's own rating counts beside it. */
function healthOf(task, name, definition) {
    const ofTask = task.healthStatus ?? 'UNKNOWN';
    // Whether there is a check cannot be told: asking for HEALTHY is the side that never passes what is not shown.
    if (definition === undefined)
        return { health: ofTask, hasHealthCheck: true };
    const ratings = [];
    if (definition.containers.some((container) => container.essential && container.hasHealthCheck))
        ratings.push(ofTask);
    const verified = definition.containers.find((container) => container.name === name);
    const own = task.containers.find((container) => container.name === name)?.healthStatus;
    // The task's rating holds that of an essential one, unless its own says something else.
    if (verified?.hasHealthCheck === true && !(verified.essential && (own ?? 'UNKNOWN') === 'UNKNOWN'))
        ratings.push(own ?? 'UNKNOWN');
    return {
        health: ratings.find((rating) => rating !== 'HEALTHY') ?? ratings[0] ?? ofTask,
        hasHealthCheck: ratings.length > 0,
    };
}
/** A description as the model tells a task. */
function toTask(raw, container, definition) {
    return (0,observe_answers/* present */.Eb)({
        arn: raw.taskArn,
        taskDefinition: raw.taskDefinitionArn ?? '',
        rolloutId: raw.startedBy,
        lastStatus: raw.lastStatus ?? 'UNKNOWN',
        desiredStatus: raw.desiredStatus ?? 'UNKNOWN',
        ...healthOf(raw, container, definition),
        container: containerOf(raw, container),
        containerDown: downOf(raw, container),
        createdAt: (0,observe_answers/* timeOf */.nR)(raw.createdAt),
        startedAt: (0,observe_answers/* timeOf */.nR)(raw.startedAt),
        stoppingAt: (0,observe_answers/* timeOf */.nR)(raw.stoppingAt),
        stopCode: raw.stopCode,
        stoppedReason: raw.stoppedReason,
    });
}
function toStop(raw, container, definition) {
    const containers = raw.containers
        .filter(({ exitCode, reason }) => exitCode !== undefined || reason !== undefined)
        .map(({ name = '', exitCode, reason }) => {
        const described = definition?.containers.find((candidate) => candidate.name === name);
        return (0,observe_answers/* present */.Eb)({ name, essential: described?.essential ?? name === container, exitCode, reason });
    });
    return (0,observe_answers/* present */.Eb)({
        taskArn: raw.taskArn,
        taskDefinition: raw.taskDefinitionArn ?? '',
        rolloutId: raw.startedBy,
        container: containerOf(raw, container),
        createdAt: (0,observe_answers/* timeOf */.nR)(raw.createdAt),
        startedAt: (0,observe_answers/* timeOf */.nR)(raw.startedAt),
        executionStoppedAt: (0,observe_answers/* timeOf */.nR)(raw.executionStoppedAt),
        // A task that is only just being torn down has no stoppedAt yet.
        stoppedAt: (0,observe_answers/* timeOf */.nR)(raw.stoppedAt) ?? (0,observe_answers/* timeOf */.nR)(raw.executionStoppedAt) ?? (0,observe_answers/* timeOf */.nR)(raw.stoppingAt),
        stopCode: raw.stopCode,
        stoppedReason: raw.stoppedReason,
        containers: [
            ...containers.filter(({ essential }) => essential),
            ...containers.filter(({ essential }) => !essential),
        ],
    });
}
/** What no stop of it needs explaining: the scheduler replaces or scales (ECS stopped-task reasons). */
function isOrdinaryStop(stoppedReason) {
    return stoppedReason.startsWith('Scaling activity initiated by');
}
/** In these states no container of the task runs any more (ECS task lifecycle); in every other one it may still answer. */
function isOver(raw) {
    return raw.lastStatus === 'STOPPED' || raw.lastStatus === 'DEPROVISIONING' || raw.lastStatus === 'DELETED';
}
/** Whether another description could say nothing new that counts, as long as the task is listed as RUNNING. */
function isSettled(task) {
    if (task.lastStatus !== 'RUNNING' || task.desiredStatus !== 'RUNNING')
        return false;
    if (task.container.state === 'no-digest' || task.containerDown !== undefined)
        return false;
    return task.hasHealthCheck ? task.health === 'HEALTHY' : task.startedAt !== undefined;
}
/** A task that never started has no time but that of its creation. */
function endOf(stop) {
    return stop.stoppedAt ?? stop.startedAt ?? stop.createdAt ?? 0;
}
function createTaskReader(ecs) {
    let alive = new Map();
    let seenContainer = '';
    const stops = new Map();
    // Seen as STOPPED: these never change again.
    const finished = new Set();
    async function list({ cluster, serviceName }, desiredStatus) {
        const arns = new Set();
        let nextToken;
        for (let page = 0; page < mostPages; page += 1) {
            const answer = await ecs.listTasks({
                cluster,
                serviceName,
                desiredStatus,
                maxResults: pageSize,
                ...(0,observe_answers/* present */.Eb)({ nextToken }),
            });
            if (answer.taskArns === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('ecs:ListTasks', 'the tasks');
            for (const arn of answer.taskArns)
                arns.add(arn);
            if (answer.nextToken === undefined || answer.nextToken === '')
                return arns;
            nextToken = answer.nextToken;
        }
        throw (0,errors/* incompleteAnswer */.pv)('ecs:ListTasks', `a last page after ${mostPages} pages`);
    }
    /**
     * RUNNING to its last page before STOPPED begins: a task goes from the first list to the second and never back, so in this order one
     * that is told to stop in between stands in both, in the other order it could stand in neither.
     */
    async function listAll(service) {
        const running = await list(service, 'RUNNING');
        const stopping = await list(service, 'STOPPED');
        return { running, stopping };
    }
    /** `untold`: the answer says nothing of them, not even that they are missing. */
    async function describe(cluster, arns) {
        const batches = Array.from({ length: Math.ceil(arns.length / tasks_batchSize) }, (_, index) => arns.slice(index * tasks_batchSize, (index + 1) * tasks_batchSize));
        const answers = await (0,observe_answers/* inParallel */.HN)(batches, tasks_parallelCalls, async (tasks) => {
            const answer = await ecs.describeTasks({ cluster, tasks });
            const seen = answer.tasks ?? [];
            const failures = answer.failures ?? [];
            const other = failures.find(({ reason }) => reason !== 'MISSING');
            if (other !== undefined)
                throw new aws_failure/* AwsFailure */.O('retry', 'ecs:DescribeTasks', other.reason ?? 'UnknownFailure', `${other.arn ?? 'a task'} could not be described: ${other.reason ?? 'no reason given'}`, { resource: other.arn });
            const gone = new Set(failures.map(({ arn = '' }) => (0,observe_answers/* lastSegment */.mp)(arn)));
            return {
                described: seen.flatMap((task) => (task.taskArn === undefined ? [] : [essence(task, task.taskArn)])),
                missing: tasks.filter((arn) => gone.has((0,observe_answers/* lastSegment */.mp)(arn))),
            };
        });
        const asked = new Set(arns);
        const found = new Map();
        for (const task of answers.flatMap(({ described }) => described))
            if (asked.has(task.taskArn))
                found.set(task.taskArn, task);
        const missing = answers.flatMap((answer) => answer.missing).filter((arn) => !found.has(arn));
        const told = new Set(missing);
        return { found: [...found.values()], missing, untold: arns.filter((arn) => !found.has(arn) && !told.has(arn)) };
    }
    /**
     * A task that was listed but could not be described is read again: the APIs are eventually consistent. It counts as gone only
     * where a second listing has it no more, or has it as STOPPED while its description is said to be missing.
     */
    async function describeAgain(service, doubtful) {
        const { running, stopping } = await listAll(service);
        const listed = doubtful.filter((arn) => running.has(arn) || stopping.has(arn));
        const { found, missing, untold } = await describe(service.cluster, listed);
        const unexplained = missing.find((arn) => running.has(arn));
        if (unexplained !== undefined)
            throw new aws_failure/* AwsFailure */.O('retry', 'ecs:DescribeTasks', 'MISSING', `${unexplained} is listed as running, but cannot be described`, { resource: unexplained });
        const [unsaid] = untold;
        if (unsaid !== undefined)
            throw (0,errors/* incompleteAnswer */.pv)('ecs:DescribeTasks', unsaid);
        return found;
    }
    return {
        read: async (service, full) => {
            const { running, stopping } = await listAll(service);
            // What was seen before the container was settled is of no container.
            const mayKeep = !full && seenContainer !== '';
            const kept = [];
            const wanted = new Set();
            for (const arn of running) {
                const task = alive.get(arn);
                if (mayKeep && task !== undefined && isSettled(task) && !stopping.has(arn))
                    kept.push(task);
                else
                    wanted.add(arn);
            }
            for (const arn of stopping)
                if (!finished.has(arn))
                    wanted.add(arn);
            // One that was alive is not lost for standing in no list: pages shift while they are read.
            for (const arn of alive.keys())
                if (!running.has(arn) && !stopping.has(arn))
                    wanted.add(arn);
            const { found, missing, untold } = await describe(service.cluster, [...wanted]);
            const doubtful = [...missing.filter((arn) => running.has(arn) || alive.has(arn)), ...untold];
            const foundLate = doubtful.length === 0 ? [] : await describeAgain(service, doubtful);
            return { described: [...found, ...foundLate], kept };
        },
        picture: ({ described, kept }, container, definitionOf) => {
            const tasks = new Map();
            for (const task of kept)
                tasks.set(task.arn, task);
            for (const raw of described) {
                const arn = raw.taskArn;
                const definition = definitionOf(raw.taskDefinitionArn ?? '');
                if (isOver(raw)) {
                    stops.set(arn, toStop(raw, container, definition));
                    if (raw.lastStatus !== 'DEPROVISIONING')
                        finished.add(arn);
                }
                else
                    tasks.set(arn, toTask(raw, container, definition));
            }
            alive = tasks;
            seenContainer = container;
            return { tasks: [...tasks.values()], stops: [...stops.values()].toSorted((a, b) => endOf(a) - endOf(b)) };
        },
    };
}

;// CONCATENATED MODULE: ./src/observe/service-deployments.js





const service_deployments_pageSize = 100;
const service_deployments_mostPages = 10;
/** The most that DescribeServiceDeployments and DescribeServiceRevisions take. */
const mostDescribed = 20;
/** PENDING, IN_PROGRESS, the requested and running rollbacks, and what AWS adds: all that may still change. */
function isOngoing(status) {
    return (status !== 'SUCCESSFUL' && status !== 'STOPPED' && status !== 'ROLLBACK_SUCCESSFUL' && status !== 'ROLLBACK_FAILED');
}
const notYet = (0,observe_answers/* notAsked */.Op)('ECS has not answered yet with the service deployments');
/** Older ones do not explain what runs now. */
const recentDeployments = 3;
const wasUndone = (status) => /^(ROLLBACK|STOP)/.test(status);
function digestIn(revision, container) {
    return validDigest(revision.containerImages?.find(({ containerName }) => containerName === container)?.imageDigest);
}
function ofBrief(brief, arn) {
    return (0,observe_answers/* present */.Eb)({
        arn,
        status: brief.status ?? 'UNKNOWN',
        statusReason: brief.statusReason,
        revisionId: brief.targetServiceRevisionArn === undefined ? undefined : (0,observe_answers/* lastSegment */.mp)(brief.targetServiceRevisionArn),
        createdAt: (0,observe_answers/* timeOf */.nR)(brief.createdAt),
        startedAt: (0,observe_answers/* timeOf */.nR)(brief.startedAt),
        finishedAt: (0,observe_answers/* timeOf */.nR)(brief.finishedAt),
    });
}
function ofDescription(deployment, arn) {
    const target = deployment.targetServiceRevision;
    return (0,observe_answers/* present */.Eb)({
        arn,
        status: deployment.status ?? 'UNKNOWN',
        statusReason: deployment.statusReason,
        revisionId: target?.arn === undefined ? undefined : (0,observe_answers/* lastSegment */.mp)(target.arn),
        createdAt: (0,observe_answers/* timeOf */.nR)(deployment.createdAt),
        startedAt: (0,observe_answers/* timeOf */.nR)(deployment.startedAt),
        finishedAt: (0,observe_answers/* timeOf */.nR)(deployment.finishedAt),
        lifecycleStage: deployment.lifecycleStage,
        hooks: (deployment.lifecycleHookDetails ?? []).map((hook) => (0,observe_answers/* present */.Eb)({
            id: hook.hookId ?? '',
            targetType: hook.targetType ?? 'UNKNOWN',
            status: hook.status ?? 'UNKNOWN',
            expiresAt: (0,observe_answers/* timeOf */.nR)(hook.expiresAt),
            timeoutAction: hook.timeoutAction,
        })),
        productionTrafficWeight: target?.requestedProductionTrafficWeight,
        rollbackReason: deployment.rollback?.reason,
        rollbackStartedAt: (0,observe_answers/* timeOf */.nR)(deployment.rollback?.startedAt),
        circuitBreakerStatus: deployment.deploymentCircuitBreaker?.status,
        triggeredAlarms: deployment.alarms?.triggeredAlarmNames,
    });
}
function isNewestFirst(page) {
    if (page.length < 2)
        return false;
    return page.every((item, index) => index === 0 || ((0,observe_answers/* timeOf */.nR)(item.createdAt) ?? 0) <= ((0,observe_answers/* timeOf */.nR)(page[index - 1]?.createdAt) ?? 0));
}
/** The number that a rollout and its revision share; `ecs-svc/` is what stands before it in a rollout's id. */
function revisionIdOf(rollout) {
    return (0,observe_answers/* lastSegment */.mp)(rollout.id);
}
function createDeploymentHistory(ecs, clock) {
    const listing = createAside(clock);
    const revising = createAside(clock);
    let last;
    let lastSignature;
    let refused;
    // Those that can change no more.
    const finished = new Map();
    const revisionArns = new Map();
    const digests = new Map();
    const asked = new Map();
    let revisionsRefused = false;
    let lookNumber = 0;
    /** Of revisions whose rollouts may be gone; each is asked for once. */
    const targets = new Map();
    async function list({ serviceArn: service, clusterArn: cluster, }) {
        const briefs = [];
        let nextToken;
        for (let page = 0; page < service_deployments_mostPages; page += 1) {
            const answer = await ecs.listServiceDeployments({
                cluster,
                service,
                maxResults: service_deployments_pageSize,
                ...(0,observe_answers/* present */.Eb)({ nextToken }),
            });
            const items = answer.serviceDeployments;
            if (items === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('ecs:ListServiceDeployments', 'the service deployments');
            briefs.push(...items);
            nextToken = answer.nextToken;
            // The order is not documented: where the first page is the newest one, the rest is history that nobody needs.
            if (nextToken === undefined || nextToken === '' || isNewestFirst(briefs))
                break;
        }
        for (const { targetServiceRevisionArn: arn } of briefs)
            if (arn !== undefined)
                revisionArns.set((0,observe_answers/* lastSegment */.mp)(arn), arn);
        return (0,observe_answers/* newestFirst */.ll)(briefs.flatMap((brief) => brief.serviceDeploymentArn === undefined ? [] : [ofBrief(brief, brief.serviceDeploymentArn)]), (deployment) => deployment.createdAt);
    }
    /** Replaces those of the list that `wanted` names by their full description. */
    async function described(listed, wanted) {
        const arns = listed
            .filter((deployment, index) => wanted(deployment, index) && finished.get(deployment.arn)?.status !== deployment.status)
            .map(({ arn }) => arn)
            .slice(0, mostDescribed);
        const full = new Map(finished);
        if (arns.length > 0) {
            const { serviceDeployments } = await ecs.describeServiceDeployments({ serviceDeploymentArns: arns });
            if (serviceDeployments === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('ecs:DescribeServiceDeployments', 'the service deployments');
            for (const item of serviceDeployments) {
                if (item.serviceDeploymentArn === undefined)
                    continue;
                const deployment = ofDescription(item, item.serviceDeploymentArn);
                full.set(deployment.arn, deployment);
                if (!isOngoing(deployment.status))
                    finished.set(deployment.arn, deployment);
            }
        }
        return listed.map((deployment) => full.get(deployment.arn) ?? deployment);
    }
    /** A rolling service's history explains; it is asked for again when the rollouts changed, or when it lags behind them. */
    async function ofRolling(question) {
        if (refused !== undefined)
            return refused;
        const signature = signatureOf(question.rollouts);
        const newest = last?.state === 'read' ? last.value[0] : undefined;
        const underWay = question.rollouts.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
        const lags = newest !== undefined && isOngoing(newest.status) && !underWay;
        if (last?.state === 'read' && signature === lastSignature && !lags)
            return last;
        const isOver = await listing.read(() => readRolling(question, signature));
        return isOver && last !== undefined ? last : notYet;
    }
    async function readRolling(question, signature) {
        try {
            const listed = await list(question);
            // Why a deployment was taken back stands in the description only.
            const value = await described(listed, ({ status }, index) => index < recentDeployments && wasUndone(status));
            last = { state: 'read', value };
            lastSignature = signature;
            return true;
        }
        catch (error) {
            last = (0,observe_answers/* notRead */.Qk)(error);
            if ((0,observe_answers/* isFinalRefusal */.Rm)(error))
                refused = last;
            return false;
        }
    }
    async function ofShifting(question) {
        const current = question.service.currentServiceDeployment;
        const value = await described(await list(question), (deployment, index) => index === 0 || deployment.arn === current || isOngoing(deployment.status));
        return { state: 'read', value };
    }
    function knownRevisions({ service, rollouts }) {
        for (const { arn } of service.currentServiceRevisions ?? [])
            if (arn !== undefined)
                revisionArns.set((0,observe_answers/* lastSegment */.mp)(arn), arn);
        const running = rollouts.filter(({ runningCount }) => runningCount > 0);
        return running.flatMap((rollout) => revisionArns.get(revisionIdOf(rollout)) ?? []);
    }
    /** A revision has no digest before its first task has started, and may get none ever: it is asked for at growing distances. */
    function dueForDigests(question) {
        return knownRevisions(question).filter((arn) => !digests.has((0,observe_answers/* lastSegment */.mp)(arn)) && (asked.get(arn)?.nextAt ?? 0) <= lookNumber);
    }
    /** Revisions of the newest deployments that no rollout tells of and that were not asked for yet. */
    function unknownTargets({ rollouts }, reading) {
        if (reading.state !== 'read')
            return [];
        const listed = new Set(rollouts.map(revisionIdOf));
        return reading.value
            .slice(0, recentDeployments)
            .flatMap(({ revisionId }) => revisionId === undefined || listed.has(revisionId) || targets.has(revisionId) ? [] : [revisionId]);
    }
    async function ask(due, targetIds, container) {
        const arns = [...due, ...targetIds.flatMap((id) => revisionArns.get(id) ?? [])].slice(0, mostDescribed);
        if (arns.length === 0)
            return;
        for (const arn of due) {
            const tries = (asked.get(arn)?.tries ?? 0) + 1;
            asked.set(arn, { tries, nextAt: lookNumber + 2 ** Math.min(tries, 6) });
        }
        const { serviceRevisions } = await ecs.describeServiceRevisions({ serviceRevisionArns: arns });
        for (const id of targetIds)
            targets.set(id, {});
        for (const revision of serviceRevisions ?? []) {
            if (revision.serviceRevisionArn === undefined)
                continue;
            const id = (0,observe_answers/* lastSegment */.mp)(revision.serviceRevisionArn);
            const digest = digestIn(revision, container);
            if (digest !== undefined)
                digests.set(id, digest);
            if (targetIds.includes(id))
                targets.set(id, (0,observe_answers/* present */.Eb)({ taskDefinition: revision.taskDefinition, digest }));
        }
    }
    return {
        withRevisions: async (question, reading, container) => {
            lookNumber += 1;
            if (container !== '' && !revisionsRefused)
                await revising.read(async () => {
                    try {
                        await ask(dueForDigests(question), unknownTargets(question, reading), container);
                        return true;
                    }
                    catch (error) {
                        (0,observe_answers/* notRead */.Qk)(error);
                        revisionsRefused = (0,observe_answers/* isFinalRefusal */.Rm)(error);
                        return false;
                    }
                });
            return {
                digests: new Map(question.rollouts.flatMap((rollout) => {
                    const digest = digests.get(revisionIdOf(rollout));
                    return digest === undefined ? [] : [[rollout.id, digest]];
                })),
                deployments: reading.state === 'read'
                    ? {
                        state: 'read',
                        value: reading.value.map((deployment) => ({
                            ...deployment,
                            ...targets.get(deployment.revisionId ?? ''),
                        })),
                    }
                    : reading,
            };
        },
        read: (question) => {
            if (usesTaskSets(question.controller))
                return Promise.resolve((0,observe_answers/* notAsked */.Op)(`a service of the ${question.controller} controller has no service deployments`));
            return question.strategy === 'ROLLING' ? ofRolling(question) : ofShifting(question);
        },
    };
}

;// CONCATENATED MODULE: ./src/observe/glance.js



/** What DescribeServices tells that a verdict may hang on: of the counts only whether the current tasks are all there, and others none. */
function landmarks(service) {
    const controller = service.deploymentController?.type ?? 'ECS';
    const rollouts = rolloutsOf(service, controller).map((rollout) => [
        rollout.id,
        rollout.status,
        rollout.taskDefinition,
        rollout.rolloutState,
        rollout.rolloutStateReason,
        rollout.stabilityStatus,
        rollout.scalePercent,
        rollout.failedTasks,
        rollout.runningCount === 0,
        rollout.status === 'PRIMARY' && rollout.runningCount === rollout.desiredCount && rollout.pendingCount === 0,
    ]);
    return JSON.stringify([service.status, service.taskDefinition, service.desiredCount === 0, rollouts]);
}
/** Tasks that were on their way when a look saw them; more than one call can describe are left to the looks. */
function unsettled({ tasks }) {
    const found = tasks.filter((task) => !isSettled(task));
    return found.length <= tasks_batchSize ? found : [];
}
const isGoing = (task) => task.desiredStatus === 'STOPPED';
const hasDigest = (task) => task.container.state === 'digest';
/** Whether the first or the last of them has come where they were going, or one stopped that nobody took away. */
function haveArrived(before, now, picture) {
    const over = now.filter(isOver);
    if (over.some(({ stoppedReason = '' }) => !isOrdinaryStop(stoppedReason)))
        return true;
    const present = new Map(now.flatMap((raw) => {
        if (raw.taskArn === undefined || isOver(raw))
            return [];
        const definition = picture.taskDefinitions.find(({ arn }) => arn === raw.taskDefinitionArn);
        return [[raw.taskArn, toTask(essence(raw, raw.taskArn), picture.container, definition)]];
    }));
    const known = new Set(picture.tasks.filter(hasDigest).map(({ rolloutId }) => rolloutId));
    const isFirstDigest = ({ arn, rolloutId }) => {
        const task = present.get(arn);
        return !known.has(rolloutId) && task !== undefined && hasDigest(task);
    };
    const going = before.filter(isGoing);
    const coming = before.filter((task) => !isGoing(task));
    const allGone = going.length > 0 && going.every(({ arn }) => !present.has(arn));
    const allUp = coming.length > 0 &&
        coming.every(({ arn }) => {
            const task = present.get(arn);
            return task === undefined || isSettled(task);
        });
    return allGone || allUp || before.some(isFirstDigest);
}
function createGlance(ecs, describeService) {
    let look;
    async function arrived(picture) {
        const before = unsettled(picture);
        if (before.length === 0)
            return false;
        const { tasks = [] } = await ecs.describeTasks({
            cluster: picture.clusterArn,
            tasks: before.map(({ arn }) => arn),
        });
        return haveArrived(before, tasks, picture);
    }
    /** Only a shift of traffic tells what DescribeServices does not. */
    async function shifted({ strategy, serviceDeployments }) {
        if (strategy === 'ROLLING' || serviceDeployments.state !== 'read')
            return false;
        const before = serviceDeployments.value.filter(({ status }) => isOngoing(status)).slice(0, mostDescribed);
        if (before.length === 0)
            return false;
        const answer = await ecs.describeServiceDeployments({ serviceDeploymentArns: before.map(({ arn }) => arn) });
        const statuses = new Map(answer.serviceDeployments?.map((now) => [now.serviceDeploymentArn, now.status]));
        return before.some(({ arn, status }) => statuses.get(arn) !== status);
    }
    return {
        begin: (seen, picture) => {
            look = { landmarks: landmarks(seen), picture };
        },
        take: async () => {
            if (look === undefined)
                return false;
            const { landmarks: before, picture } = look;
            const answers = await Promise.all([
                describeService().then((service) => landmarks(service) !== before),
                arrived(picture),
                shifted(picture),
            ]);
            return answers.includes(true);
        },
    };
}

// EXTERNAL MODULE: ./src/observe/task-definitions.js
var task_definitions = __nccwpck_require__(43085);
;// CONCATENATED MODULE: ./src/observe/traffic.js


const traffic_parallelCalls = 4;
const traffic_mostPages = 100;
/**
 * Whether the weights could decide: the PRIMARY set is steady, others still have tasks, and CodeDeploy does not already say that
 * traffic was handed over.
 */
function trafficMatters(rollouts, tasks, codeDeploy) {
    const primary = rollouts.find(({ kind, status }) => kind === 'task-set' && status === 'PRIMARY');
    if (primary === undefined || primary.stabilityStatus !== 'STEADY_STATE')
        return false;
    const others = tasks.some(({ rolloutId }) => rolloutId !== primary.id);
    const otherCounts = rollouts.some(({ id, runningCount }) => id !== primary.id && runningCount > 0);
    if (!others && !otherCounts)
        return false;
    const deployment = codeDeploy.state === 'read' ? codeDeploy.value.find(({ id }) => id === primary.externalId) : undefined;
    return deployment?.allowTraffic !== 'Succeeded';
}
function targetGroupsOf(taskSets) {
    return taskSets.flatMap(({ id, loadBalancers }) => {
        const targetGroupArns = (loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
        return id === undefined || targetGroupArns.length === 0 ? [] : [{ rolloutId: id, targetGroupArns }];
    });
}
/** A forward to a single group names it alone and needs no weight; in a group list one without a weight counts as in use. */
function weightsOf(actions) {
    const forwards = (actions ?? []).filter(({ Type }) => Type === 'forward');
    return forwards.flatMap(({ TargetGroupArn, ForwardConfig }) => {
        const groups = ForwardConfig?.TargetGroups ?? [];
        if (groups.length > 0)
            return groups.flatMap((group) => group.TargetGroupArn === undefined ? [] : [{ targetGroupArn: group.TargetGroupArn, weight: group.Weight ?? 1 }]);
        return TargetGroupArn === undefined ? [] : [{ targetGroupArn: TargetGroupArn, weight: 1 }];
    });
}
/** Only application load balancers have rules; the others know a default action alone. */
function hasRules({ Protocol }) {
    return Protocol === 'HTTP' || Protocol === 'HTTPS';
}
function createTrafficReader(api) {
    let refused;
    async function paged(action, page) {
        const items = [];
        let marker;
        for (let count = 0; count < traffic_mostPages; count += 1) {
            const answer = await page((0,observe_answers/* present */.Eb)({ Marker: marker }));
            if (answer.items === undefined)
                throw (0,errors/* incompleteAnswer */.pv)(action, 'its list');
            items.push(...answer.items);
            marker = answer.next;
            if (marker === undefined || marker === '')
                return items;
        }
        throw (0,errors/* incompleteAnswer */.pv)(action, `a last page after ${traffic_mostPages} pages`);
    }
    async function loadBalancersOf(targetGroupArns) {
        const groups = await paged('elasticloadbalancing:DescribeTargetGroups', async (marker) => {
            const answer = await api().describeTargetGroups({ TargetGroupArns: [...targetGroupArns], ...marker });
            return { items: answer.TargetGroups, next: answer.NextMarker };
        });
        return [...new Set(groups.flatMap(({ LoadBalancerArns }) => LoadBalancerArns ?? []))];
    }
    function listenersOf(loadBalancerArn) {
        return paged('elasticloadbalancing:DescribeListeners', async (marker) => {
            const answer = await api().describeListeners({ LoadBalancerArn: loadBalancerArn, ...marker });
            return { items: answer.Listeners, next: answer.NextMarker };
        });
    }
    async function rulesOf(listener) {
        const listenerArn = listener.ListenerArn;
        if (listenerArn === undefined)
            throw (0,errors/* incompleteAnswer */.pv)('elasticloadbalancing:DescribeListeners', 'the ARN of a listener');
        const rules = hasRules(listener)
            ? await paged('elasticloadbalancing:DescribeRules', async (marker) => {
                const answer = await api().describeRules({ ListenerArn: listenerArn, ...marker });
                return { items: answer.Rules, next: answer.NextMarker };
            })
            : [];
        const ofRules = rules.map(({ RuleArn = '', Actions }) => ({ ruleArn: RuleArn, weights: weightsOf(Actions) }));
        // The default action is one of the rules of an application load balancer, under an ARN of its own.
        if (rules.some(({ IsDefault }) => IsDefault === true))
            return ofRules;
        return [...ofRules, { ruleArn: listenerArn, weights: weightsOf(listener.DefaultActions) }];
    }
    return {
        read: async (taskSets) => {
            if (refused !== undefined)
                return refused;
            const targetGroups = targetGroupsOf(taskSets);
            const ours = new Set(targetGroups.flatMap(({ targetGroupArns }) => targetGroupArns));
            if (ours.size === 0)
                return (0,observe_answers/* notAsked */.Op)('the task sets have no target group');
            try {
                const loadBalancers = await loadBalancersOf([...ours]);
                const listeners = (await (0,observe_answers/* inParallel */.HN)(loadBalancers, traffic_parallelCalls, listenersOf)).flat();
                const rules = (await (0,observe_answers/* inParallel */.HN)(listeners, traffic_parallelCalls, rulesOf)).flat();
                const forwarding = rules.filter(({ weights }) => weights.some(({ targetGroupArn }) => ours.has(targetGroupArn)));
                return { state: 'read', value: { targetGroups, rules: forwarding } };
            }
            catch (error) {
                const reading = (0,observe_answers/* notRead */.Qk)(error);
                if ((0,observe_answers/* isFinalRefusal */.Rm)(error))
                    refused = reading;
                return reading;
            }
        },
    };
}

;// CONCATENATED MODULE: ./src/observe/service.js












const describeServices = 'ecs:DescribeServices';
const hour = 3_600_000;
const mostDefinitionsOfStops = 3;
/** Fails a look at a service as it was before what is known already: it is read again. */
function stale(why) {
    return new aws_failure/* AwsFailure */.O('retry', describeServices, observe_freshness/* STALE_ANSWER */.N, `the answer is older than what was read before: ${why}`);
}
function loadBalancedContainers(service) {
    const balancers = [service, ...(service.taskSets ?? [])].flatMap(({ loadBalancers }) => loadBalancers ?? []);
    return [...new Set(balancers.flatMap(({ containerName }) => containerName ?? []))];
}
function hasLoadBalancer(service) {
    return [service, ...(service.taskSets ?? [])].some(({ loadBalancers }) => (loadBalancers?.length ?? 0) > 0);
}
function targetGroups(service) {
    const balancers = [service, ...(service.taskSets ?? [])].flatMap(({ loadBalancers }) => loadBalancers ?? []);
    return [...new Set(balancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []))];
}
function eventsSince(service, since) {
    const events = (service.events ?? []).flatMap(({ createdAt, message }) => {
        const at = (0,observe_answers/* timeOf */.nR)(createdAt);
        return at === undefined || message === undefined || at < since ? [] : [{ at, message }];
    });
    return (0,observe_answers/* newestFirst */.ll)(events, ({ at }) => at);
}
/** What DescribeServices alone tells. */
function service_frame(service, rollouts, taskDefinition) {
    const configuration = service.deploymentConfiguration;
    const breaker = configuration?.deploymentCircuitBreaker;
    const alarms = configuration?.alarms;
    return {
        arn: service.serviceArn,
        name: service.serviceName,
        clusterArn: service.clusterArn,
        status: service.status ?? 'UNKNOWN',
        desiredCount: service.desiredCount ?? 0,
        controller: controllerOf(service),
        strategy: configuration?.strategy ?? 'ROLLING',
        schedulingStrategy: service.schedulingStrategy ?? 'REPLICA',
        taskDefinition,
        rollbackEnabled: (breaker?.enable === true && breaker.rollback === true) || (alarms?.enable === true && alarms.rollback === true),
        circuitBreakerEnabled: breaker?.enable === true,
        hasLoadBalancer: hasLoadBalancer(service),
        targetGroups: targetGroups(service),
        rollouts,
        ...(0,observe_answers/* present */.Eb)({ currentServiceDeployment: service.currentServiceDeployment }),
    };
}
function controllerOf(service) {
    return service.deploymentController?.type ?? 'ECS';
}
/** What a reading of the tasks tells of the rollouts that made them. */
function signsOf({ described, kept }) {
    return [
        ...described.map((raw) => ({
            rolloutId: raw.startedBy,
            createdAt: (0,observe_answers/* timeOf */.nR)(raw.createdAt),
            isToRun: raw.desiredStatus !== 'STOPPED' && !isOver(raw),
        })),
        // A task that was told to stop is described anew.
        ...kept.map(({ rolloutId, createdAt }) => ({ rolloutId, createdAt, isToRun: true })),
    ];
}
/** The newest stops that may need explaining: their log configuration and essential containers stand in their definitions. */
function definitionsOfStops(described) {
    const unusual = described.filter(({ stoppedReason }) => stoppedReason !== undefined && !isOrdinaryStop(stoppedReason));
    const newest = (0,observe_answers/* newestFirst */.ll)(unusual, ({ stoppedAt }) => (0,observe_answers/* timeOf */.nR)(stoppedAt));
    return [...new Set(newest.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []))].slice(0, mostDefinitionsOfStops);
}
function createServiceObserver(deps) {
    const { aws, ref, describer, clock, settle } = deps;
    const ecs = aws.ecs(ref.region);
    const definitions = (0,task_definitions/* createTaskDefinitions */.w)(ecs);
    const taskReader = createTaskReader(ecs);
    const history = createDeploymentHistory(ecs, clock);
    const codeDeployReader = createCodeDeployReader(() => aws.codedeploy(ref.region));
    const trafficReader = createTrafficReader(() => aws.elb(ref.region));
    const glance = createGlance(ecs, () => describer.describe(ref));
    const freshness = (0,observe_freshness/* createFreshness */.s)();
    let container = '';
    let relevantSince = Infinity;
    const clockOffset = () => {
        const offset = aws.clockOffset?.() ?? 0;
        return offset === 0 ? {} : { clockOffset: offset };
    };
    /** Throws where the answer should be asked for again in another look. @returns why it may not be as things are, where it may not be */
    function doubtIn(refusal, last) {
        if (refusal?.isHeldBack === true && !last)
            throw stale(refusal.why);
        return refusal?.why;
    }
    async function service(last) {
        try {
            const first = await describer.describe(ref);
            if (freshness.refuse(first, clock.now()) === undefined && !freshness.lacksNewest(first))
                return { seen: first, doubt: undefined };
            const second = await describer.describe(ref);
            return { seen: second, doubt: doubtIn(freshness.refuse(second, clock.now()), last) };
        }
        catch (error) {
            throw (error instanceof aws_failure/* AwsFailure */.O && error.kind === 'absent' ? (0,errors/* asEnding */.gE)(error) : undefined) ?? error;
        }
    }
    async function settleContainer(seen, taskDefinition) {
        if (container !== '' || taskDefinition === '')
            return;
        container = settle(await definitions.need(taskDefinition), loadBalancedContainers(seen));
    }
    /** Those of tasks that run or may still run must be read where they can; those of stopped tasks only explain. */
    async function loadDefinitions(current, rollouts, reading) {
        const live = reading.described.filter(({ lastStatus }) => lastStatus !== 'STOPPED' && lastStatus !== 'DELETED');
        if (current !== '')
            await definitions.need(current);
        await definitions.load([
            ...rollouts.map(({ taskDefinition }) => taskDefinition),
            ...live.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []),
            ...definitionsOfStops(reading.described),
        ]);
    }
    function definitionsSeen(arns) {
        return [...new Set(arns)].flatMap((arn) => definitions.known(arn) ?? []);
    }
    return {
        look: async ({ full, last = false }) => {
            const at = clock.now();
            const { seen, doubt } = await service(last);
            const controller = controllerOf(seen);
            const rollouts = rolloutsOf(seen, controller);
            const current = seen.taskDefinition ?? rollouts.find(({ status }) => status === 'PRIMARY')?.taskDefinition ?? '';
            const known = service_frame(seen, rollouts, current);
            // Enough for what was deployed shortly before the run: events of an older deployment are dropped by AWS in time.
            relevantSince = Math.min(relevantSince, at - hour, ...rollouts.flatMap(({ createdAt }) => createdAt ?? []));
            const events = eventsSince(seen, relevantSince);
            if (known.status !== 'ACTIVE') {
                const notActive = (0,observe_answers/* notAsked */.Op)(`the service is ${known.status}`);
                const nothing = { serviceDeployments: notActive, codeDeploy: notActive, traffic: notActive };
                const empty = { taskDefinitions: [], tasks: [], stops: [], configuredWaits: 0 };
                return { at, ...clockOffset(), full: true, service: { ...known, ...nothing, ...empty, container, events } };
            }
            if (seen.desiredCount === undefined)
                throw (0,errors/* incompleteAnswer */.pv)(describeServices, 'the desired count');
            if (!usesTaskSets(controller) && seen.deployments === undefined)
                throw (0,errors/* incompleteAnswer */.pv)(describeServices, 'the deployments');
            const question = {
                service: seen,
                serviceArn: known.arn,
                clusterArn: known.clusterArn,
                controller,
                strategy: known.strategy,
                rollouts,
            };
            const [reading, listed, codeDeploy] = await Promise.all([
                taskReader.read({ cluster: known.clusterArn, serviceName: known.name }, full),
                history.read(question),
                codeDeployReader.read(controller === 'CODE_DEPLOY' ? rollouts : []),
                settleContainer(seen, current),
            ]);
            const [{ digests, deployments: serviceDeployments }] = await Promise.all([
                history.withRevisions(question, listed, container),
                loadDefinitions(current, rollouts, reading),
            ]);
            const targets = serviceDeployments.state === 'read' ? serviceDeployments.value : [];
            const beside = { tasks: signsOf(reading), serviceDeployments: targets };
            const doubts = doubt ?? doubtIn(freshness.refuseBy(beside, seen, clock.now()), last);
            const targetDefinitions = targets.flatMap(({ taskDefinition }) => taskDefinition ?? []);
            await definitions.load(targetDefinitions);
            const found = taskReader.picture(reading, container, (arn) => definitions.known(arn));
            const tasks = found.tasks.map((task) => attributed(task, rollouts));
            const stops = found.stops.map((stop) => attributed(stop, rollouts));
            const traffic = !usesTaskSets(controller)
                ? (0,observe_answers/* notAsked */.Op)(`the ${controller} controller keeps no task sets`)
                : trafficMatters(rollouts, tasks, codeDeploy)
                    ? await trafficReader.read(seen.taskSets ?? [])
                    : (0,observe_answers/* notAsked */.Op)('the weights decide nothing here');
            const codeDeployWaits = codeDeploy.state === 'read' ? codeDeploy.value.map(({ waits }) => waits) : [];
            const picture = {
                ...known,
                ...(doubts === undefined ? {} : { doubt: doubts }),
                container,
                rollouts: rollouts.map((rollout) => {
                    const revisionDigest = digests.get(rollout.id);
                    return revisionDigest === undefined ? rollout : { ...rollout, revisionDigest };
                }),
                serviceDeployments,
                codeDeploy,
                traffic,
                taskDefinitions: definitionsSeen([
                    current,
                    ...rollouts.map(({ taskDefinition }) => taskDefinition),
                    ...targetDefinitions,
                    ...tasks.map(({ taskDefinition }) => taskDefinition),
                    ...stops.map(({ taskDefinition }) => taskDefinition),
                ]),
                tasks,
                stops,
                events,
                configuredWaits: strategyWaits(seen.deploymentConfiguration) + Math.max(0, ...codeDeployWaits),
            };
            glance.begin(seen, picture);
            return { at, ...clockOffset(), full: reading.kept.length === 0, service: picture };
        },
        glance: async () => glance.take(),
    };
}

// EXTERNAL MODULE: ./src/watch.js + 9 modules
var watch = __nccwpck_require__(72290);
;// CONCATENATED MODULE: ./src/edges.js














/** So long, and at most half of the timeout, the first look waits for the competing pipelines to be disabled. */
const GUARD_PATIENCE = 60_000;
/**
 * What the guard does before the first look. What the other pipeline's API takes its time for must leave time to judge the deploy: it
 * goes on beside the watch then, and what it did is told in any case.
 */
async function actInTime(guard, { timeout }, clock) {
    const limit = timeout === 'auto' ? GUARD_PATIENCE : Math.min(GUARD_PATIENCE, timeout / 2);
    return (await (0,src_clock/* inTimeOf */.Oz)(clock, guard.act(), limit)) ?? guard.known();
}
/** The pipelines as they are read anew, or acted on again where what stood in the way may be gone. */
async function pipelinesInTime(guard, limit, clock) {
    const known = guard.known();
    // A restore decides nothing, and yet what throttled it may have passed by now.
    const isHeldUp = known.handling === 'restore' && known.problems.some(({ passing }) => passing === true);
    const work = (0,watch/* mayPass */.bg)(known) || isHeldUp ? guard.act() : guard.read();
    return (await (0,src_clock/* inTimeOf */.Oz)(clock, work, Math.min(GUARD_PATIENCE, limit))) ?? guard.known();
}
/** What the commit should look like, read with the run's own edges. */
function expecterOf(settings, edges) {
    const { aws, clock, signal, dockerConfigPath, hide, proxyEnv } = edges;
    const { commit, imageVersionFile, versionPattern, requireImageProof } = settings;
    const github = gitHubOf(settings, edges);
    const origin = { sourceRepository: settings.run.repository, serverUrl: settings.run.serverUrl, signal };
    const commitExists = createCommitExists({ github, repository: settings.run.repository, commit });
    const expecter = createExpecter({
        settings,
        aws,
        clock,
        signal,
        github,
        dockerConfigPath,
        hide,
        proxyEnv,
        findByEvidence: async (repository, sha, running) => findByEvidence(repository, sha, origin, running),
        readEvidence: async (image, repository) => ({
            items: await readImageEvidence({
                ...origin,
                repository,
                image,
                commit,
                version: await expecter.version(),
                imageVersionFile,
                versionPattern,
                requireImageProof,
                commitExists,
                clock,
            }),
            createdAt: await builtAt(repository, image.digest),
        }),
    });
    return expecter;
}
function gitHubOf(settings, { clock, signal }) {
    return (0,expect_github/* createGitHubReader */.r)({ settings, clock, signal });
}
/**
 * The guard against competing pipelines; undefined where none is asked for.
 * @param over ends its waits and keeps it from any further call: the run is over
 * @param images repositories of the expected images, as far as they are known by now
 */
async function guardOf(settings, edges, over, images) {
    const { aws, clock, signal } = edges;
    const region = settings.services[0]?.region;
    if (settings.codebuildProjects.length === 0 || region === undefined)
        return undefined;
    // Most runs have no other pipeline to keep out, and start faster without all this.
    const [{ createGuard }, { readTarget, targetOf, togetherWith }, { createGitHubHooks, hooksHost }, { PATIENT }] = await Promise.all([
        __nccwpck_require__.e(/* import() */ 5202).then(__nccwpck_require__.bind(__nccwpck_require__, 15202)),
        __nccwpck_require__.e(/* import() */ 2342).then(__nccwpck_require__.bind(__nccwpck_require__, 92342)),
        __nccwpck_require__.e(/* import() */ 2629).then(__nccwpck_require__.bind(__nccwpck_require__, 2629)),
        __nccwpck_require__.e(/* import() */ 3465).then(__nccwpck_require__.bind(__nccwpck_require__, 63465)),
    ]);
    const { webhookToken: token, run: context, commit } = settings;
    let read;
    return createGuard({
        settings,
        aws,
        clock,
        region,
        signal: AbortSignal.any([signal, over]),
        target: () => targetOf(settings, images()),
        readFile: readFileWith(gitHubOf(settings, edges), settings),
        readTarget: async () => {
            read ??= readTarget({ settings, aws, patience: { clock, waits: PATIENT, signal } });
            const found = await read;
            // Asked for again until it is whole; and what the run expects by now counts as well.
            if (found.unread !== undefined)
                read = undefined;
            const known = images();
            return togetherWith(found, targetOf(settings, known), known.length >= settings.services.length);
        },
        gitHubHost: hooksHost(context),
        // Two looks, and what is done between them, have half of the timeout.
        ...(settings.timeout === 'auto' ? {} : { patienceForBuilds: settings.timeout / 8 }),
        ...(token === undefined ? {} : { github: createGitHubHooks({ token, run: context, clock, signal }) }),
        ...(context.ref === undefined ? {} : { thisPush: { ref: context.ref, commit } }),
    });
}
/** Bytes of a buildspec; CodeBuild takes no larger one by far. */
const BUILDSPEC_LIMIT = 256 * 1024;
function readFileWith(github, { commit, run }) {
    const failed = (path, status) => new aws_failure/* AwsFailure */.O('rejected', `GET ${path}`, `HTTP ${status}`, 'the github-token needs contents: read');
    return async (path) => {
        if (run.repository === '')
            throw failed(path, 404);
        const file = path.split('/').map(encodeURIComponent).join('/');
        const where = `/repos/${run.repository}/contents/${file}?ref=${commit}`;
        const answer = await github.get(where, 'application/vnd.github.raw+json', BUILDSPEC_LIMIT);
        if (answer.status === 200)
            return answer.text;
        if (answer.status !== 404)
            throw failed(path, answer.status);
        // GitHub says "not found" of a file in a repository that it hides, too.
        const known = await github.get(`/repos/${run.repository}/commits/${commit}`, 'application/vnd.github.sha', BUILDSPEC_LIMIT);
        if (known.status !== 200)
            throw failed(path, known.status);
        return undefined;
    };
}
/**
 * The edges of the loop: everything that it looks at, asks and tells.
 * @param containers the verified containers of the services, as far as an earlier watch of the same run has settled them
 */
function watchEdges(settings, edges, expecter, guard, version, keep, containers = []) {
    const { aws, clock, signal, hardEnd, figures, redact, narrator } = edges;
    const scope = settings.services.length > 1 ? 'where-it-fits' : 'this-service';
    const describer = createServiceDescriber(aws);
    const observers = settings.services.map((ref, index) => createServiceObserver({
        aws,
        ref,
        describer,
        clock,
        settle: (definition, loadBalanced) => containers[index] ?? (0,container/* settleContainer */.G)(settings, definition, loadBalanced, scope),
    }));
    const observerOf = (index) => {
        const observer = observers[index];
        if (observer === undefined)
            throw new Error(`there is no service ${index}`);
        return observer;
    };
    const http = {
        clock,
        signal,
        redact,
        ...(edges.request === undefined ? {} : { request: edges.request }),
        ...(edges.proxyEnv === undefined ? {} : { proxyEnv: edges.proxyEnv }),
    };
    const sampler = settings.served === undefined ? undefined : createSampler({ ...http, settings: settings.served, expected: version });
    /** What the service does not answer in time must not hold the run beyond its end. */
    const before = async (until, work, otherwise) => (await (0,src_clock/* inTime */.RN)(work, until - clock.now())) ?? otherwise();
    return {
        settings,
        clock,
        signal,
        startedAt: edges.startedAt,
        look: async (index, full, last) => observerOf(index).look({ full, last }),
        glance: async (index) => observerOf(index).glance(),
        expect: async (observation) => {
            const found = await (0,src_clock/* inTimeOf */.Oz)(clock, expecter.expectation(observation.service, observation.full), hardEnd.at - clock.now());
            if (found !== undefined)
                return found;
            const why = 'the registry, or GitHub, did not answer before the deadline';
            throw new aws_failure/* AwsFailure */.O('retry', 'reading what is expected', 'TimeoutError', why);
        },
        endingOf: (error) => (error instanceof aws_failure/* AwsFailure */.O ? (0,errors/* asEnding */.gE)(error) : undefined),
        ...(sampler === undefined
            ? {}
            : {
                ask: async (until) => before(until, sampler.answer(), () => ({
                    state: 'unreadable',
                    at: clock.now(),
                    why: 'no answer came before the deadline',
                    cache: [],
                    finalUrl: settings.served?.url ?? '',
                })),
                pauseUntil: () => sampler.pauseUntil(),
            }),
        runFeature: async (check, until) => before(until, runFeatureCheck(check, http), () => ({
            name: check.name,
            at: clock.now(),
            passed: false,
            expected: 'an answer before the deadline',
            seen: 'none',
        })),
        ...(guard === undefined
            ? {}
            : { readPipelines: async (until) => pipelinesInTime(guard, until - clock.now(), clock) }),
        calls: () => figures.ecsCalls,
        tell: (state, idle) => narrator.tell(state, idle),
        keep: (state) => {
            hardEnd.at = state.deadline + watch/* LAST_LOOK */.jp;
            keep(state);
        },
    };
}


/***/ }),

/***/ 7861:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ Ending),
/* harmony export */   s: () => (/* binding */ asFinding)
/* harmony export */ });
/**
 * Thrown where a run cannot go on and the cause is known on the spot: a refused call, a missing service, a bad input.
 * The strings are plain text and may hold text from outside; whoever prints them escapes them.
 */
class Ending extends Error {
    code;
    headline;
    nextStep;
    problems;
    /**
     * @param code the contract's cause
     * @param headline one sentence without a full stop, fit for a heading
     * @param explanation what was expected, what was seen
     * @param options `problems`: where the explanation is a list of several things, each of them
     */
    constructor(code, headline, explanation, nextStep, options) {
        super(explanation, options);
        this.name = 'Ending';
        this.code = code;
        this.headline = headline;
        this.nextStep = nextStep;
        this.problems = options?.problems;
    }
}
/** An ending as the finding that concludes a run. */
const asFinding = ({ code, headline, message, nextStep, problems }) => ({
    cause: code,
    headline,
    explanation: message,
    ...(problems === undefined ? {} : { problems }),
    nextStep,
    ruledOut: [],
});


/***/ }),

/***/ 44869:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BE: () => (/* binding */ commitTags),
/* harmony export */   nl: () => (/* binding */ likelyCommitTags),
/* harmony export */   yF: () => (/* binding */ namesCommit)
/* harmony export */ });
/** The shortest prefix of a SHA that names a commit: git's own default for an abbreviated one. */
const shortest = 7;
/**
 * The tags that name a commit, best first: the full SHA, then its prefixes down to 7 characters.
 * @param commit full SHA, 40 or 64 hex digits
 */
function commitTags(commit) {
    const sha = commit.toLowerCase();
    const ranks = [];
    for (let length = sha.length; length >= shortest; length -= 1) {
        ranks.push([sha.slice(0, length), `sha-${sha.slice(0, length)}`]);
    }
    return ranks;
}
/**
 * For registries where each tag is a request of its own: those that tools write by default (7 characters are git's, 12 Mercurial's and many
 * scripts'), and those of the lengths that the commit's tags among the seen ones have.
 */
function likelyCommitTags(commit, seen = []) {
    const own = seen.filter((tag) => namesCommit(tag, commit)).map((tag) => bareTag(tag).length);
    const lengths = new Set([commit.length, 12, 7, ...own]);
    return commitTags(commit).filter(([bare]) => lengths.has(bare.length));
}
/** Whether a tag names the commit, by the same rules. */
function namesCommit(tag, commit) {
    const name = bareTag(tag);
    return name.length >= shortest && commit.toLowerCase().startsWith(name);
}
function bareTag(tag) {
    return tag.startsWith('sha-') ? tag.slice('sha-'.length) : tag;
}


/***/ }),

/***/ 30619:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ settleContainer),
/* harmony export */   n: () => (/* binding */ checkWishUsed)
/* harmony export */ });
/* harmony import */ var _ending_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7861);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9047);
/* harmony import */ var _image_registries_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(71311);
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(98301);




function namesOf(containers) {
    return containers
        .map(({ name, image, essential }) => `${name} (${image}${essential ? ', essential' : ''})`)
        .join(', ');
}
function isOfRepository(container, repository) {
    const name = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseImageName */ ["if"])(container.image);
    return name !== undefined && (0,_image_registries_js__WEBPACK_IMPORTED_MODULE_2__/* .sameRepository */ .RB)(name.repository, repository);
}
/** The only one, or nothing. */
function single(items) {
    return items.length === 1 ? items[0] : undefined;
}
/**
 * Which container of a task definition is verified: the named one; else the only one; else the one whose repository is that of
 * `image`; else the one that the service's load balancers name; else the only essential one. A step that leaves several open
 * hands those on to the next.
 * @param loadBalancedContainers names of the containers in the service's `loadBalancers`
 * @param scope with several services a `container` that this one does not have is another's, and this one finds its own
 * Throws an `Ending` `invalid-input` that names the candidates.
 */
function settleContainer(wanted, definition, loadBalancedContainers, scope = 'this-service') {
    const { containers } = definition;
    if (wanted.container !== undefined) {
        if (containers.some(({ name }) => name === wanted.container))
            return wanted.container;
        if (scope === 'this-service')
            throw noSuchContainer(wanted.container, [definition]);
    }
    let candidates = containers;
    const narrow = (wish) => {
        const fitting = candidates.filter((candidate) => wish(candidate));
        if (fitting.length > 0)
            candidates = fitting;
        return single(candidates)?.name;
    };
    const repository = wanted.image?.repository;
    const found = single(candidates)?.name ??
        (repository === undefined ? undefined : narrow((container) => isOfRepository(container, repository))) ??
        narrow(({ name }) => loadBalancedContainers.includes(name)) ??
        narrow(({ essential }) => essential);
    if (found !== undefined)
        return found;
    throw new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('invalid-input', 'which container to verify is open', candidates.length === 0
        ? `Expected a container in the task definition ${definition.arn}; it has none.`
        : `Expected one container of the task definition ${definition.arn} to stand out; these do not: ${namesOf(candidates)}.`, { text: 'Name the container in the input "container".', about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutInput */ .qj)('container') });
}
function noSuchContainer(container, definitions) {
    const seen = definitions.map(({ arn, containers }) => `${arn} has ${namesOf(containers) || 'none'}`).join('; ');
    return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('invalid-input', 'no container has the name in "container"', `Expected a container named ${container}; ${seen}.`, { text: 'Give "container" the name of one of these containers, or leave it out.', about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutInput */ .qj)('container') });
}
/**
 * With several services, a wish that fits none of them is a typing error that would verify something else than the author meant.
 * @param definitions the current task definition of every service
 * Throws an `Ending` `invalid-input`.
 */
function checkWishUsed(wanted, definitions) {
    const { container, image } = wanted;
    const all = definitions.flatMap(({ containers }) => containers);
    if (container !== undefined && !all.some(({ name }) => name === container)) {
        throw noSuchContainer(container, definitions);
    }
    if (image !== undefined && !all.some((candidate) => isOfRepository(candidate, image.repository))) {
        throw new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('invalid-input', 'no service uses the repository in "image"', `Expected a container of ${image.repository}; the services have ${namesOf(all)}.`, { text: 'Give "image" the repository that a task definition uses, or leave it out.', about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_3__/* .aboutInput */ .qj)('image') });
    }
}


/***/ }),

/***/ 63957:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ createGitHubClient)
/* harmony export */ });
/** Bytes of an answer that Octokit itself reads: of an error, whose message is all that is used. */
const LONGEST_ERROR = 64 * 1024;
const silent = { debug: () => { }, info: () => { }, warn: () => { }, error: () => { } };
/**
 * A client of GitHub's REST API that prints nothing and reads no error to an end that never comes. Ask it with
 * `parseSuccessResponseBody: false`, so that the caller decides how much of a success is read.
 */
async function createGitHubClient(baseUrl, token) {
    // Not `@actions/github` itself: its getOctokit refuses to work without a token, which a public repository does not need.
    const { defaults, GitHub } = await Promise.all(/* import() */[__nccwpck_require__.e(459), __nccwpck_require__.e(1743)]).then(__nccwpck_require__.bind(__nccwpck_require__, 1743));
    // Its own, where the environment names a proxy.
    const fetchThrough = defaults.request?.fetch ?? fetch;
    return new GitHub({
        baseUrl,
        userAgent: 'ecs-deploy-verifier',
        log: silent,
        // Octokit prints deprecations by itself, past the log that masks and escapes, with what the answer's headers say.
        request: { ...defaults.request, log: silent, fetch: withShortErrors(fetchThrough) },
        ...(token === undefined ? {} : { auth: `token ${token}` }),
    });
}
function withShortErrors(inner) {
    return async (input, init) => {
        const answer = await inner(input, init);
        if (answer.status < 400 || answer.body === null)
            return answer;
        const { status, statusText, headers } = answer;
        return new Response(answer.body.pipeThrough(cutAt(LONGEST_ERROR)), { status, statusText, headers });
    };
}
function cutAt(bytes) {
    let left = bytes;
    return new TransformStream({
        transform(chunk, controller) {
            controller.enqueue(chunk.subarray(0, left));
            left -= chunk.byteLength;
            // Closes the connection too.
            if (left <= 0)
                controller.terminate();
        },
    });
}


/***/ }),

/***/ 49593:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ createGitHubReader)
/* harmony export */ });
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(32980);
/* harmony import */ var _github_client_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(63957);


/** Milliseconds for one request, its answer included. */
const patience = 10_000;
/** Milliseconds before the second and the third attempt. */
const pauses = [1_000, 3_000];
function createGitHubReader({ settings, clock, signal }) {
    const { githubToken, run } = settings;
    const baseUrl = run.apiUrl.replace(/\/+$/, '');
    let loading;
    async function load() {
        const octokit = await (0,_github_client_js__WEBPACK_IMPORTED_MODULE_1__/* .createGitHubClient */ .L)(baseUrl, githubToken);
        return async (path, accept, limit) => {
            const timeout = AbortSignal.timeout(patience);
            const answer = await octokit
                .request(`GET ${path}`, {
                headers: { accept },
                request: {
                    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
                    // The stream itself, so that a large answer is never held in memory.
                    parseSuccessResponseBody: false,
                },
            })
                .catch((error) => {
                // Octokit calls that a cancelled request, which is no reason.
                if (timeout.aborted)
                    throw new Error(`no answer within ${patience / 1000} s`, { cause: error });
                throw error;
            });
            const contentType = answer.headers['content-type'];
            return {
                status: answer.status,
                text: await readText(answer.data, `GET ${path}`, limit),
                ...(contentType === undefined ? {} : { contentType }),
            };
        };
    }
    return {
        async get(path, accept, limit) {
            for (let attempt = 0;; attempt += 1) {
                try {
                    loading ??= load();
                    const send = await loading;
                    return await send(path, accept, limit);
                }
                catch (error) {
                    signal?.throwIfAborted();
                    if (error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O)
                        throw error;
                    const failure = sort(error, `GET ${path}`);
                    if (!(failure instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O))
                        return failure;
                    const pause = pauses[attempt];
                    if (pause === undefined)
                        throw failure;
                    await clock.sleep(pause, signal);
                }
            }
        },
    };
}
async function readText(body, action, limit) {
    if (!isByteStream(body))
        return typeof body === 'string' ? body : '';
    const chunks = [];
    let size = 0;
    for await (const chunk of body) {
        size += chunk.byteLength;
        if (size > limit) {
            throw new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('rejected', action, 'AnswerTooLarge', `the answer is larger than ${limit} bytes`);
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
function isByteStream(value) {
    return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
/** A refusal is an answer; what may pass is a failure. Octokit gives faults of the network the status 500. */
function sort(error, action) {
    const message = reasonOf(error);
    const hasStatus = typeof error === 'object' && error !== null && 'status' in error;
    const status = hasStatus && typeof error.status === 'number' ? error.status : undefined;
    if (status === undefined || status >= 500 || status === 408 || status === 429 || isRateLimit(error)) {
        const code = status === undefined ? 'NetworkError' : `HTTP ${status}`;
        return new _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O('retry', action, code, message, { httpStatus: status }, { cause: error });
    }
    return { status, text: '' };
}
/** Of a proxy's refusal Octokit says only that the request was cancelled: the reason stands below that. */
function reasonOf(error) {
    if (typeof error !== 'object' || error === null || !('message' in error))
        return String(error);
    const message = String(error.message);
    const saysNothing = message === 'Request was cancelled.' || message === 'fetch failed';
    return saysNothing && 'cause' in error && error.cause !== undefined ? reasonOf(error.cause) : message;
}
/** GitHub also refuses with 403 what comes too often (REST API, "Rate limits"). */
function isRateLimit(error) {
    if (typeof error !== 'object' || error === null || !('response' in error))
        return false;
    const { response } = error;
    if (typeof response !== 'object' || response === null || !('headers' in response))
        return false;
    const { headers } = response;
    if (typeof headers !== 'object' || headers === null)
        return false;
    return ('retry-after' in headers || ('x-ratelimit-remaining' in headers && String(headers['x-ratelimit-remaining']) === '0'));
}


/***/ }),

/***/ 45379:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ startedBy),
/* harmony export */   y: () => (/* binding */ originOf)
/* harmony export */ });
/**
 * CodeBuild gives one text for every way to start a build. The first form that fits counts. What has no slash is an IAM user's name, and
 * what has one is an assumed role's `role/session` (API reference, Build.initiator; real answers for webhooks, rules and SSO).
 */
const FORMS = [
    { origin: 'unknown', pattern: /^$/, words: () => 'somebody unknown' },
    { origin: 'webhook', pattern: /^GitHub-Hookshot\//, words: () => 'GitHub webhook' },
    { origin: 'webhook', pattern: /^bitbucket-webhooks\b/i, words: () => 'Bitbucket webhook' },
    { origin: 'webhook', pattern: /^gitlab\//i, words: () => 'GitLab webhook' },
    { origin: 'rule', pattern: /^rule\/(.*)$/s, words: (rule) => `EventBridge rule ${rule}` },
    { origin: 'pipeline', pattern: /^codepipeline\/(.*)$/s, words: (pipeline) => `CodePipeline ${pipeline}` },
    { origin: 'jenkins', pattern: /^CodeBuild-Jenkins-Plugin/, words: () => 'Jenkins (CodeBuild plugin)' },
    { origin: 'person', pattern: /^([^/]*)$/, words: (user) => `user ${user}` },
    // The name that IAM Identity Center gives its roles; the session is the person's.
    {
        origin: 'person',
        pattern: /^AWSReservedSSO_([^/]+?)(?:_[0-9a-f]+)?\/(.*)$/s,
        words: (permissionSet, person) => `${person} (SSO, ${permissionSet})`,
    },
    // The session name that aws-actions/configure-aws-credentials gives by default.
    {
        origin: 'workflow',
        pattern: /^([^/]*)\/GitHubActions$/,
        words: (role) => `a GitHub Actions workflow (role ${role})`,
    },
    // The name that the console of EventBridge Scheduler gives the role that it makes.
    {
        origin: 'schedule',
        pattern: /^(Amazon_EventBridge_Scheduler_[^/]*)\//,
        words: (role) => `EventBridge Scheduler (role ${role})`,
    },
    // An identity provider names the sessions of people after their e-mail addresses; no service of AWS does that.
    {
        origin: 'person',
        pattern: /^([^/]*)\/([^/@\s]+@[^/@\s]+\.[^/@\s]+)$/,
        words: (role, person) => `${person} (role ${role})`,
    },
    { origin: 'role', pattern: /^([^/]*)\/(.*)$/s, words: (role, session) => `role ${role}, session ${session}` },
];
function formOf(initiator) {
    for (const { origin, pattern, words } of FORMS) {
        const found = pattern.exec(initiator);
        if (found !== null)
            return { origin, words: words(...found.slice(1)) };
    }
    return { origin: 'unknown', words: `somebody unknown (${initiator})` };
}
/** The kind of thing that started a build. A role's session counts as a person's where its name is an e-mail address. */
function originOf(initiator) {
    return formOf(initiator).origin;
}
/** Who started a build, as a person reads it. */
function startedBy(initiator) {
    return formOf(initiator).words;
}


/***/ }),

/***/ 90618:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CY: () => (/* binding */ denyManualStarts),
/* harmony export */   Sb: () => (/* binding */ manualStarts),
/* harmony export */   jU: () => (/* binding */ createWebhookCommand)
/* harmony export */ });
/* harmony import */ var _initiator_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(45379);
/* harmony import */ var _shell_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(10680);


/**
 * The IAM policy that keeps people from starting the projects by hand, as JSON text to paste; empty without an ARN. No switch of
 * CodeBuild stops a person (there is no paused state, and a build limit is at least 1), only a deny on the person's side does.
 */
function denyManualStarts(projectArns) {
    if (projectArns.length === 0)
        return '';
    const policy = {
        Version: '2012-10-17',
        Statement: [
            {
                Sid: 'DenyManualCodeBuildStarts',
                Effect: 'Deny',
                Action: [
                    'codebuild:StartBuild',
                    'codebuild:StartBuildBatch',
                    'codebuild:RetryBuild',
                    'codebuild:RetryBuildBatch',
                    'codebuild:StartSandbox',
                ],
                Resource: projectArns,
            },
        ],
    };
    return JSON.stringify(policy, null, 2);
}
/**
 * The AWS CLI's command that gives a project a webhook for pushes to one branch, for a team that chooses CodeBuild as its one pipeline.
 * @param branch `main`, without `refs/heads/`
 */
function createWebhookCommand(project, region, branch) {
    const filters = [
        [
            { type: 'EVENT', pattern: 'PUSH' },
            { type: 'HEAD_REF', pattern: `^refs/heads/${literally(branch)}$` },
        ],
    ];
    return [
        'aws codebuild create-webhook',
        `--region ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_1__/* .quoted */ .T)(region)}`,
        `--project-name ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_1__/* .quoted */ .T)(project)}`,
        `--filter-groups ${(0,_shell_js__WEBPACK_IMPORTED_MODULE_1__/* .quoted */ .T)(JSON.stringify(filters))}`,
    ].join(' ');
}
/** The text as an RE2 pattern that matches exactly it (RE2 syntax: a backslash makes punctuation literal). */
function literally(text) {
    return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw `\$&`);
}
/** Who started builds by hand, and how often. Automatic retries are CodeBuild's own doing. */
function manualStarts(builds) {
    const byHand = builds.filter((build) => build.origin === 'person' && !isAutomaticRetry(build));
    const people = [...Map.groupBy(byHand, ({ initiator }) => (0,_initiator_js__WEBPACK_IMPORTED_MODULE_0__/* .startedBy */ .l)(initiator))].map(([who, of]) => {
        const times = of.flatMap(({ startedAt }) => startedAt ?? []);
        return { who, builds: of.length, ...(times.length === 0 ? {} : { last: Math.max(...times) }) };
    });
    return {
        people: people.toSorted((one, other) => other.builds - one.builds || (other.last ?? 0) - (one.last ?? 0) || (one.who < other.who ? -1 : 1)),
    };
}
/** Told by the words behind the initiator's own, which `readBuilds` adds. */
function isAutomaticRetry({ initiator, startedBy: words }) {
    return / automatic retry \d+$/.test(words.slice((0,_initiator_js__WEBPACK_IMPORTED_MODULE_0__/* .startedBy */ .l)(initiator).length));
}


/***/ }),

/***/ 10680:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ quoted)
/* harmony export */ });
/** The text in single quotes, as a POSIX shell reads it back unchanged. */
function quoted(text) {
    return `'${text.replaceAll("'", String.raw `'\''`)}'`;
}


/***/ }),

/***/ 15829:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ statementResource)
/* harmony export */ });
/** What an IAM statement has to name so that it grants an action, at the next deploy too. */
/** Actions that IAM grants on `*` only (service authorization reference). */
const GRANTED_ON_ALL = /^(?:ecs:(?:DescribeTaskDefinition|ListServices|ListTasks)|ecr:GetAuthorizationToken|elasticloadbalancing:Describe\w+|events:List\w+)$/;
/** Tasks, deployments, revisions and log streams are gone at the next deploy: a policy names all of a service's or a group's. */
const OF_ONE_DEPLOY = [
    /^(arn:[^:]*:ecs:[^:]*:[^:]*:(?:task|service-deployment|service-revision)\/.+\/)[^/]+$/,
    /^(arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:]+:log-stream:).+$/,
];
/** @returns the ARN for the statement; `*` for what IAM cannot narrow, and for what is no ARN */
function statementResource(action, resource) {
    if (GRANTED_ON_ALL.test(action) || resource === undefined || !resource.startsWith('arn:'))
        return '*';
    return OF_ONE_DEPLOY.reduce((narrowed, pattern) => narrowed.replace(pattern, '$1*'), resource);
}


/***/ }),

/***/ 5233:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  M: () => (/* binding */ imageReaderOf)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(77598);
// EXTERNAL MODULE: ./src/image/unreadable.js
var unreadable = __nccwpck_require__(50759);
;// CONCATENATED MODULE: ./src/image/blob.js


/** Bytes of a config or an attestation; as many as a registry takes as a manifest. */
const blobLimit = 4 * 2 ** 20;
/**
 * Reads a small blob, whose bytes are checked against its digest.
 * Throws `Unreadable` for other bytes, or more than 4 MiB of them, and what the repository throws.
 */
async function readBlob(repository, { digest, size }) {
    const tooLarge = () => new unreadable/* Unreadable */.I(`it is larger than the ${blobLimit / 2 ** 20} MiB that are read`);
    if (size !== undefined && size > blobLimit)
        throw tooLarge();
    const stream = await repository.blob(digest);
    const pieces = [];
    let read = 0;
    try {
        for await (const chunk of stream) {
            const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
            read += bytes.length;
            if (read > blobLimit)
                throw tooLarge();
            pieces.push(bytes);
        }
    }
    finally {
        stream.destroy();
    }
    const content = Buffer.concat(pieces);
    if (`sha256:${(0,external_node_crypto_.createHash)('sha256').update(content).digest('hex')}` !== digest) {
        throw new unreadable/* Unreadable */.I('the registry handed out other bytes than those that its digest names');
    }
    return content.toString('utf8');
}

// EXTERNAL MODULE: ./src/image/labels.js
var labels = __nccwpck_require__(91367);
// EXTERNAL MODULE: ./src/image/manifest.js
var image_manifest = __nccwpck_require__(70241);
// EXTERNAL MODULE: ./src/image/memory.js
var memory = __nccwpck_require__(61995);
// EXTERNAL MODULE: ./src/image/provenance.js
var image_provenance = __nccwpck_require__(81383);
;// CONCATENATED MODULE: ./src/image/image-reader.js






/** Statements in one attestation manifest that are read at most; builders write one or two. */
const statementLimit = 32;
// By the repository, so that who searches for an image and who then reads it ask for nothing twice.
const readers = new WeakMap();
function imageReaderOf(repository) {
    const known = readers.get(repository);
    if (known !== undefined)
        return known;
    const reader = createImageReader(repository);
    readers.set(repository, reader);
    return reader;
}
function createImageReader(repository) {
    const manifests = (0,memory/* createMemory */.I)(() => true);
    const configs = (0,memory/* createMemory */.I)(() => true);
    const statements = (0,memory/* createMemory */.I)(() => true);
    function load(digest) {
        return manifests.get(digest, async () => {
            const text = await repository.manifest(digest);
            if (text === undefined)
                throw new unreadable/* Unreadable */.I('its manifest is not in the repository');
            return (0,image_manifest/* parseManifest */.Ng)(text);
        });
    }
    async function manifest(digest) {
        const loaded = await load(digest);
        if (loaded.kind !== 'manifest')
            throw new unreadable/* Unreadable */.I('it is an index where a manifest should be');
        return loaded;
    }
    async function readProvenance(digest) {
        const holder = await load(digest);
        if (holder.kind !== 'manifest')
            return [];
        const layers = holder.layers.filter((candidate) => mayBeProvenance(candidate));
        if (layers.length > statementLimit) {
            throw new unreadable/* Unreadable */.I(`it holds ${layers.length} statements, more than the ${statementLimit} that are read`);
        }
        const found = [];
        for (const layer of layers) {
            const provenance = (0,image_provenance/* parseProvenance */.X6)(await readBlob(repository, layer));
            if (provenance !== undefined)
                found.push(provenance);
        }
        return found;
    }
    return {
        manifest,
        async parts(digest) {
            const root = await load(digest);
            if (root.kind === 'manifest')
                return { indexes: [], parts: [{ digest, entryAnnotations: {}, attestations: [] }] };
            const indexes = [root];
            const entries = [];
            for (const entry of root.manifests) {
                if (!(0,image_manifest/* isIndexType */.$U)(entry.mediaType) || !(0,image_manifest/* isRunnable */.iU)(entry)) {
                    entries.push({ entry, platform: entry.platform });
                    continue;
                }
                if (indexes.length > image_manifest/* nestedLimit */.zB)
                    throw new unreadable/* Unreadable */.I(`it lists more than ${image_manifest/* nestedLimit */.zB} indexes`);
                const nested = await load(entry.digest);
                if (nested.kind !== 'index')
                    throw new unreadable/* Unreadable */.I('it lists as an index what is none');
                indexes.push(nested);
                for (const inner of nested.manifests)
                    entries.push({ entry: inner, platform: inner.platform ?? entry.platform });
            }
            const attestations = entries.flatMap(({ entry }) => attestationIn(entry));
            const parts = entries
                .filter(({ entry }) => (0,image_manifest/* isRunnable */.iU)(entry) && !(0,image_manifest/* isIndexType */.$U)(entry.mediaType))
                .map(({ entry, platform }) => ({
                digest: entry.digest,
                ...(platform === undefined ? {} : { platform }),
                entryAnnotations: entry.annotations,
                attestations: attestations.filter(({ about }) => about === entry.digest).map((found) => found.digest),
            }));
            return { indexes, parts };
        },
        config: (of) => configs.get(of.config.digest, async () => (0,labels/* parseConfig */.o4)(await readBlob(repository, of.config), of.layers.length)),
        provenance: (digest) => statements.get(digest, () => readProvenance(digest)),
    };
}
/** BuildKit marks what an entry is about by annotations, in its older form and as an OCI artifact alike. */
function attestationIn({ annotations, digest, }) {
    const about = annotations['vnd.docker.reference.digest'];
    const isAttestation = annotations['vnd.docker.reference.type'] === 'attestation-manifest';
    return isAttestation && about !== undefined ? [{ about, digest }] : [];
}
/** No SBOM, where the layer says of which type it is: that can be large. BuildKit, cosign and Sigstore each name it otherwise. */
function mayBeProvenance({ mediaType, annotations }) {
    if (!(0,image_provenance/* mayHoldStatement */.ic)(mediaType))
        return false;
    const type = annotations['in-toto.io/predicate-type'] ??
        annotations['predicateType'] ??
        annotations['dev.sigstore.bundle.predicateType'];
    return type === undefined || (0,image_provenance/* isProvenanceType */.Io)(type);
}


/***/ }),

/***/ 7058:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   fK: () => (/* binding */ valueAt),
/* harmony export */   gT: () => (/* binding */ listAt),
/* harmony export */   lj: () => (/* binding */ parseObject)
/* harmony export */ });
/* harmony import */ var _unreadable_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(50759);

function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** The object that a JSON text holds. Throws `Unreadable` for anything else. */
function parseObject(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw new _unreadable_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .I('it is no JSON');
    }
    if (!isObject(value))
        throw new _unreadable_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .I('it is no JSON object');
    return value;
}
/** What stands at the end of these names; undefined where one of them is missing. */
function valueAt(value, ...names) {
    return names.reduce((inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined), value);
}
/** The text at the end of these names, trimmed; undefined where there is none, or an empty one. */
function textAt(value, ...names) {
    const found = valueAt(value, ...names);
    const text = typeof found === 'string' ? found.trim() : '';
    return text === '' ? undefined : text;
}
/** The list at the end of these names; empty where there is none. */
function listAt(value, ...names) {
    const found = valueAt(value, ...names);
    return Array.isArray(found) ? found : [];
}


/***/ }),

/***/ 91367:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d7: () => (/* binding */ revisionKey),
/* harmony export */   o4: () => (/* binding */ parseConfig),
/* harmony export */   r7: () => (/* binding */ FIRST_PLAUSIBLE),
/* harmony export */   sw: () => (/* binding */ annotationsIn)
/* harmony export */ });
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7058);
/* harmony import */ var _shortened_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(89510);


const revisionKey = 'org.opencontainers.image.revision';
const sourceKey = 'org.opencontainers.image.source';
/** Reads an image's config. Throws `Unreadable` for what is none. */
function parseConfig(text, layerCount) {
    const config = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseObject */ .lj)(text);
    const variant = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(config, 'variant');
    const platform = [(0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(config, 'os') ?? 'unknown', (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(config, 'architecture') ?? 'unknown', variant];
    const created = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(config, 'created');
    const createdAt = Date.parse(created ?? '');
    return {
        platform: platform.filter((part) => part !== undefined).join('/'),
        labels: labelsIn(textsAt(config, ['config', 'Labels']), created),
        ...(createdAt >= FIRST_PLAUSIBLE ? { createdAt } : {}),
        history: historyIn(config, layerCount),
    };
}
/** Reproducible builds set an earlier time on purpose, the beginning of the epoch for one. */
const FIRST_PLAUSIBLE = Date.UTC(2000, 0, 1);
/** The texts among the values of these keys. */
function textsAt(config, names) {
    return (key) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(config, ...names, key);
}
/**
 * What a set of labels says.
 * @param created what the config says apart from its labels
 */
function labelsIn(read, created) {
    const revision = read(revisionKey);
    const source = read(sourceKey);
    const others = [
        ['version', read('org.opencontainers.image.version')],
        ['created', created ?? read('org.opencontainers.image.created')],
        ['source', source],
    ].flatMap(([name, value]) => (value === undefined ? [] : `${name} ${(0,_shortened_js__WEBPACK_IMPORTED_MODULE_1__/* .shortened */ .v)(value)}`));
    const told = { others: others.join(', ') };
    if (revision !== undefined)
        return { ...told, revision: { revision, source }, revisionKey };
    // The convention before OCI's, which some build tools still follow.
    const schemaKey = 'org.label-schema.vcs-ref';
    const schemaRevision = read(schemaKey);
    if (schemaRevision !== undefined && /^[0-9a-f]{7,64}(-dirty)?$/i.test(schemaRevision)) {
        const claim = { revision: schemaRevision, source: read('org.label-schema.vcs-url') };
        return { ...told, revision: claim, revisionKey: schemaKey };
    }
    return { ...told, revisionKey };
}
/** What a manifest's, an index's or a descriptor's annotations say. */
function annotationsIn(annotations) {
    return labelsIn((key) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(annotations, key));
}
function historyIn(config, layerCount) {
    const entries = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .listAt */ .gT)(config, 'history').filter((entry) => !isEmptyLayer(entry));
    if (entries.length !== layerCount)
        return [];
    return entries.map((entry) => {
        const createdAt = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(entry, 'created');
        const createdBy = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(entry, 'created_by');
        return {
            ...(createdAt === undefined ? {} : { createdAt: (0,_shortened_js__WEBPACK_IMPORTED_MODULE_1__/* .shortened */ .v)(createdAt) }),
            ...(createdBy === undefined ? {} : { createdBy: (0,_shortened_js__WEBPACK_IMPORTED_MODULE_1__/* .shortened */ .v)(createdBy) }),
        };
    });
}
function isEmptyLayer(entry) {
    return typeof entry === 'object' && entry !== null && 'empty_layer' in entry && entry.empty_layer === true;
}


/***/ }),

/***/ 70241:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $P: () => (/* binding */ manifestMediaTypes),
/* harmony export */   $U: () => (/* binding */ isIndexType),
/* harmony export */   B7: () => (/* binding */ createdAtOf),
/* harmony export */   Bc: () => (/* binding */ isDigest),
/* harmony export */   Ky: () => (/* binding */ isImageConfigType),
/* harmony export */   Ng: () => (/* binding */ parseManifest),
/* harmony export */   iU: () => (/* binding */ isRunnable),
/* harmony export */   nw: () => (/* binding */ digestsOf),
/* harmony export */   zB: () => (/* binding */ nestedLimit)
/* harmony export */ });
/* unused harmony export isImage */
/* harmony import */ var _ending_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7861);
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(98301);


const indexTypes = new Set([
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
]);
const manifestTypes = new Set([
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
]);
/** Config types of something that a container runtime can run; the last is what old Docker engines wrote. */
const configTypes = new Set([
    'application/vnd.oci.image.config.v1+json',
    'application/vnd.docker.container.image.v1+json',
    'application/octet-stream',
]);
/**
 * The media types to accept, all of them at once: a registry that is asked by tag for fewer may convert what it stores, which
 * gives other bytes and another digest (ECR user guide, "Container image manifest format support").
 */
const manifestMediaTypes = [...indexTypes, ...manifestTypes];
function isIndexType(mediaType) {
    return indexTypes.has(mediaType);
}
/** Whether this is the type of an image's config, so that what carries it can be run. */
function isImageConfigType(mediaType) {
    return configTypes.has(mediaType);
}
/** Layers of a manifest, or entries of an index: overlay file systems mount 500 layers at most, and indexes list a few platforms. */
const longestList = 4096;
/** Indexes within an index that are read: each may be as large as a manifest may be. */
const nestedLimit = 20;
const digestPattern = /^sha256:[0-9a-f]{64}$/;
/** Whether the text is `sha256:` and 64 lower-case hex digits, the only form that this action checks. */
function isDigest(text) {
    return digestPattern.test(text);
}
function unreadable(digest, seen) {
    return new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._('digest-unreadable', 'the image manifest cannot be read', `Expected an OCI or Docker v2 image index or manifest at ${digest}; ${seen}.`, {
        text: 'Build and push the image again with a current builder, then run this step again.',
        about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_1__/* .aboutMessage */ .P1)('the-image-manifest-cannot-be-read'),
    });
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** Only entries whose value is text: a number as an annotation is against the specification and says nothing. */
function annotationsOf(value) {
    if (!isObject(value))
        return {};
    return Object.fromEntries(Object.entries(value).filter((entry) => typeof entry[1] === 'string'));
}
function optionalText(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function platformOf(value) {
    if (!isObject(value))
        return undefined;
    const os = optionalText(value['os']);
    const architecture = optionalText(value['architecture']);
    if (os === undefined && architecture === undefined)
        return undefined;
    const variant = optionalText(value['variant']);
    const parts = [os ?? 'unknown', architecture ?? 'unknown'];
    return (variant === undefined ? parts : [...parts, variant]).join('/');
}
function descriptorOf(value, owner, place) {
    if (!isObject(value))
        throw unreadable(owner, `its ${place} is no descriptor`);
    const mediaType = optionalText(value['mediaType']);
    const digest = optionalText(value['digest']);
    if (mediaType === undefined)
        throw unreadable(owner, `its ${place} has no media type`);
    if (digest === undefined || !isDigest(digest))
        throw unreadable(owner, `its ${place} has no SHA-256 digest`);
    const size = value['size'];
    const artifactType = optionalText(value['artifactType']);
    const platform = platformOf(value['platform']);
    return {
        mediaType,
        digest,
        ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
        annotations: annotationsOf(value['annotations']),
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(platform === undefined ? {} : { platform }),
    };
}
function parseJson(manifest) {
    let value;
    try {
        value = JSON.parse(manifest.text);
    }
    catch {
        throw unreadable(manifest.digest, 'it is no JSON');
    }
    if (!isObject(value))
        throw unreadable(manifest.digest, 'it is no JSON object');
    return value;
}
function checkSchema(document, manifest) {
    const schema = document['schemaVersion'];
    if (schema === 2)
        return;
    const seen = schema === 1
        ? 'it is a Docker schema 1 manifest, a format withdrawn in 2017 whose digest does not identify what runs'
        : 'its schemaVersion is not 2';
    throw unreadable(manifest.digest, seen);
}
/** What the document says it is; its own word before the registry's, its shape where neither speaks. */
function kindOf(document, manifest) {
    const hasManifests = document['manifests'] !== undefined;
    const hasLayers = document['layers'] !== undefined || document['config'] !== undefined;
    // A document that is both could be read as one thing here and as another by the container runtime.
    if (hasManifests && hasLayers)
        throw unreadable(manifest.digest, 'it is both an index and a manifest');
    const own = document['mediaType'];
    if (own !== undefined && typeof own !== 'string')
        throw unreadable(manifest.digest, 'its media type is no text');
    const mediaType = own ?? manifest.mediaType;
    if (indexTypes.has(mediaType))
        return { kind: 'index', mediaType };
    if (manifestTypes.has(mediaType))
        return { kind: 'manifest', mediaType };
    if (own !== undefined)
        throw unreadable(manifest.digest, `its media type is ${own}`);
    if (hasManifests)
        return { kind: 'index', mediaType: 'application/vnd.oci.image.index.v1+json' };
    if (hasLayers)
        return { kind: 'manifest', mediaType: 'application/vnd.oci.image.manifest.v1+json' };
    throw unreadable(manifest.digest, 'it lists neither manifests nor layers');
}
function shortEnough(list, digest, what) {
    if (list.length > longestList) {
        throw unreadable(digest, `it lists ${list.length} ${what}, more than the ${longestList} that are read`);
    }
    return list;
}
function subjectOf(document, digest) {
    return document['subject'] === undefined || document['subject'] === null
        ? undefined
        : descriptorOf(document['subject'], digest, 'subject').digest;
}
/**
 * Reads an index or a manifest whose bytes were already checked against their digest.
 * Throws an `Ending` `digest-unreadable` for everything else, Docker schema 1 included; nothing else is ever thrown.
 */
function parseManifest(manifest) {
    const { digest } = manifest;
    const document = parseJson(manifest);
    checkSchema(document, manifest);
    const { kind, mediaType } = kindOf(document, manifest);
    const artifactType = optionalText(document['artifactType']);
    const subject = subjectOf(document, digest);
    const shared = {
        digest,
        mediaType,
        annotations: annotationsOf(document['annotations']),
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(subject === undefined ? {} : { subject }),
    };
    if (kind === 'index') {
        const manifests = document['manifests'];
        if (!Array.isArray(manifests))
            throw unreadable(digest, 'it is an index without a list of manifests');
        const entries = shortEnough(manifests, digest, 'images');
        return { kind, ...shared, manifests: entries.map((entry, at) => descriptorOf(entry, digest, `manifest ${at + 1}`)) };
    }
    const layers = document['layers'];
    if (!Array.isArray(layers))
        throw unreadable(digest, 'it is a manifest without a list of layers');
    const entries = shortEnough(layers, digest, 'layers');
    return {
        kind,
        ...shared,
        config: descriptorOf(document['config'], digest, 'config'),
        layers: entries.map((entry, at) => descriptorOf(entry, digest, `layer ${at + 1}`)),
    };
}
/**
 * Whether an index entry is something that a container runtime would choose: no attestation (BuildKit marks those by an annotation and
 * the platform unknown/unknown), no signature, no SOCI index.
 */
function isRunnable(entry) {
    if (entry.annotations['vnd.docker.reference.type'] !== undefined)
        return false;
    if (entry.platform === 'unknown/unknown')
        return false;
    if (entry.artifactType !== undefined && !isImageConfigType(entry.artifactType))
        return false;
    return manifestTypes.has(entry.mediaType) || indexTypes.has(entry.mediaType);
}
/** Whether a manifest is an image and not an artifact wrapped in a manifest. */
function isImage(manifest) {
    return isImageConfigType(manifest.config.mediaType);
}
/**
 * The digests of an image: its own and, for an index, those of its runnable children, one nested index deep.
 * @param root the parsed image
 * @param fetch reads a nested index by digest, checked; undefined where it is missing
 * Throws an `Ending` `digest-unreadable` where nothing in the image can be run, or a nested index is missing.
 */
async function digestsOf(root, fetch) {
    if (root.kind === 'manifest') {
        if (!isImage(root))
            throw unreadable(root.digest, `it is no container image but ${root.config.mediaType}`);
        return { digests: [root.digest], platforms: [] };
    }
    const digests = new Set([root.digest]);
    const platforms = [];
    const take = (entry, outer) => {
        digests.add(entry.digest);
        platforms.push({ platform: entry.platform ?? outer ?? 'unspecified', digest: entry.digest });
    };
    const runnable = root.manifests.filter((candidate) => isRunnable(candidate));
    const nestedCount = runnable.filter(({ mediaType }) => isIndexType(mediaType)).length;
    if (nestedCount > nestedLimit) {
        throw unreadable(root.digest, `it lists ${nestedCount} indexes, more than the ${nestedLimit} that are read`);
    }
    for (const entry of runnable) {
        if (manifestTypes.has(entry.mediaType)) {
            take(entry);
            continue;
        }
        const text = await fetch(entry.digest);
        if (text === undefined)
            throw unreadable(root.digest, `its nested index ${entry.digest} is not in the repository`);
        const nested = parseManifest(text);
        if (nested.kind !== 'index')
            throw unreadable(root.digest, `its entry ${entry.digest} is no index`);
        digests.add(nested.digest);
        for (const inner of nested.manifests) {
            if (isRunnable(inner) && manifestTypes.has(inner.mediaType))
                take(inner, entry.platform);
        }
    }
    if (platforms.length === 0)
        throw unreadable(root.digest, 'it is an index that holds no runnable image');
    return { digests: [...digests], platforms };
}
/** When the image says it was built, in milliseconds since the epoch: it explains, it never decides. */
function createdAtOf(root) {
    const created = Date.parse(root.annotations['org.opencontainers.image.created'] ?? '');
    return Number.isNaN(created) ? undefined : created;
}


/***/ }),

/***/ 61995:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ createMemory)
/* harmony export */ });
/** @param keep whether an answer can no longer change; one that can is made anew at the next call */
function createMemory(keep) {
    const kept = new Map();
    return {
        has: (key) => kept.has(key),
        get: (key, make) => {
            const known = kept.get(key);
            if (known !== undefined)
                return known;
            const making = make();
            kept.set(key, making);
            const forget = () => {
                if (kept.get(key) === making)
                    kept.delete(key);
            };
            making.then((value) => (keep(value) ? undefined : forget()), forget);
            return making;
        },
    };
}


/***/ }),

/***/ 56532:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ notRead)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(69507);
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(32980);
/* harmony import */ var _ending_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(7861);
/* harmony import */ var _shortened_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(89510);
/* harmony import */ var _unreadable_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(50759);





/**
 * Sorts what reading inside the image failed with; what ends the run, or may pass, is thrown on.
 * @param isAsked whether a refusal ends the run
 */
function notRead(error, isAsked) {
    if (error instanceof _unreadable_js__WEBPACK_IMPORTED_MODULE_3__/* .Unreadable */ .I)
        return { finding: 'unreadable', why: `It could not be read: ${error.message}.` };
    if (error instanceof _ending_js__WEBPACK_IMPORTED_MODULE_2__/* .Ending */ ._) {
        if (error.code === 'digest-unreadable')
            return { finding: 'unreadable', why: `It could not be read: ${error.message}` };
        if (error.code === 'access-denied' && !isAsked)
            return { finding: 'not-read', why: `Not read: ${error.headline}.` };
        throw error;
    }
    if (!(error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsFailure */ .O) || error.kind === 'credentials')
        throw error;
    const isNotGiven = !isAsked && givesNoLayers(error);
    if (error.kind === 'retry' && !isNotGiven)
        throw error;
    if (error.kind === 'denied' && isAsked)
        throw error;
    return {
        finding: error.kind === 'denied' || isNotGiven ? 'not-read' : 'unreadable',
        why: `Not read: ${error.action} answered ${error.code}: ${(0,_shortened_js__WEBPACK_IMPORTED_MODULE_4__/* .shortened */ .v)(error.message)}.`,
    };
}
/** Whether the registry hands out nothing inside of images. Of a layer that it says it has not, the image is broken. */
function givesNoLayers(failure) {
    if (failure.action !== 'ecr:GetDownloadUrlForLayer')
        return false;
    return (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnknownCall */ .VK)(failure) || (failure.kind === 'rejected' && !failure.code.startsWith('LayerInaccessible'));
}


/***/ }),

/***/ 81383:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Io: () => (/* binding */ isProvenanceType),
/* harmony export */   KH: () => (/* binding */ isAbout),
/* harmony export */   X6: () => (/* binding */ parseProvenance),
/* harmony export */   ic: () => (/* binding */ mayHoldStatement),
/* harmony export */   sN: () => (/* binding */ mayHoldProvenance)
/* harmony export */ });
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7058);

const inToto = 'application/vnd.in-toto+json';
const dsse = 'application/vnd.dsse.envelope.v1+json';
/** The types of a layer that may hold a statement: as it is, in a DSSE envelope, in a Sigstore bundle (`actions/attest-build-provenance`). */
function mayHoldStatement(mediaType) {
    return mediaType === inToto || mediaType === dsse || mediaType.startsWith('application/vnd.dev.sigstore.bundle');
}
const slsa = /^https:\/\/slsa\.dev\/provenance\/v(?:0\.\d+|1(?:\.\d+)?)$/;
function isProvenanceType(predicateType) {
    return slsa.test(predicateType);
}
/**
 * Reads a statement; undefined where it is one of another kind, such as an SBOM. Throws `Unreadable` for what is none.
 * Of SLSA it knows v0.2 and v1, as BuildKit, GitHub's attestations and the SLSA generators write them.
 */
function parseProvenance(text) {
    const statement = unwrapped((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseObject */ .lj)(text));
    if (!isProvenanceType((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(statement, 'predicateType') ?? ''))
        return undefined;
    const predicate = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(statement, 'predicate');
    const subjects = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .listAt */ .gT)(statement, 'subject').flatMap((subject) => (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(subject, 'digest', 'sha256') ?? []);
    const builder = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(predicate, 'runDetails', 'builder', 'id') ?? (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(predicate, 'builder', 'id');
    return { ...claimIn(predicate), ...(builder === undefined ? {} : { builder }), subjects };
}
/** The statement in its envelopes; they are signed, but by whom is not looked at. */
function unwrapped(outer) {
    const envelope = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(outer, 'dsseEnvelope') ?? outer;
    const payload = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(envelope, 'payload');
    if (payload === undefined || (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(envelope, 'payloadType') !== inToto)
        return outer;
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseObject */ .lj)(Buffer.from(payload, 'base64').toString('utf8'));
}
function claimIn(predicate) {
    // SLSA v1, then v0.2; BuildKit writes the former by default.
    const sources = [
        (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(predicate, 'buildDefinition', 'externalParameters', 'configSource'),
        (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(predicate, 'invocation', 'configSource'),
    ];
    const fetched = sources.flatMap((source) => {
        const revision = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(source, 'digest', 'sha1') ?? (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(source, 'digest', 'gitCommit');
        return revision === undefined ? [] : [{ revision, source: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(source, 'uri') }];
    });
    const hints = [
        (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(predicate, 'runDetails', 'metadata', 'buildkit_metadata', 'vcs'),
        (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(predicate, 'metadata', 'https://mobyproject.org/buildkit@v1#metadata', 'vcs'),
    ];
    const hinted = hints.flatMap((hint) => {
        const revision = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(hint, 'revision');
        return revision === undefined ? [] : [{ revision, source: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(hint, 'source') }];
    });
    const [claim, ...more] = [...fetched, ...hinted];
    if (claim === undefined)
        return workflowIn(predicate);
    const others = more.filter(({ revision }) => revision !== claim.revision);
    return { by: fetched.length > 0 ? 'git' : 'local', claim, ...(others.length === 0 ? {} : { others }) };
}
const workflowBuildTypes = new Set([
    'https://actions.github.io/buildtypes/workflow/v1',
    'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
]);
/** GitHub's own attestations name the commit that the workflow ran for, as a dependency. */
function workflowIn(predicate) {
    if (!workflowBuildTypes.has((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(predicate, 'buildDefinition', 'buildType') ?? ''))
        return { by: 'local' };
    const event = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(predicate, 'buildDefinition', 'internalParameters', 'github', 'event_name');
    const told = { by: 'workflow', ...(event === undefined ? {} : { event }) };
    for (const dependency of (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .listAt */ .gT)(predicate, 'buildDefinition', 'resolvedDependencies')) {
        const revision = (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(dependency, 'digest', 'gitCommit');
        if (revision !== undefined)
            return { ...told, claim: { revision, source: (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(dependency, 'uri') } };
    }
    return told;
}
/**
 * Artifact types of what refers to images in numbers and is no statement about how they were built: signatures, lists of parts, the index
 * of lazy loading. Sigstore's bundles are none of these: they carry provenance as well.
 */
const otherArtifacts = new Set([
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
]);
/** Whether what refers to an image may hold provenance, by the type that the registry lists: an unknown one, or none, may. */
function mayHoldProvenance(artifactType) {
    return artifactType === undefined || !otherArtifacts.has(artifactType.toLowerCase());
}
/** Whether a statement may be about one of these digests: it says so, or does not say what it is about. */
function isAbout({ subjects }, digests) {
    return subjects.length === 0 || subjects.some((subject) => digests.includes(`sha256:${subject.toLowerCase()}`));
}


/***/ }),

/***/ 9047:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BK: () => (/* binding */ ecrRepository),
/* harmony export */   "if": () => (/* binding */ parseImageName),
/* harmony export */   o_: () => (/* binding */ parseImageReference)
/* harmony export */ });
/** Length of a repository's path in characters, by the distribution project's reference grammar. */
const PATH_LIMIT = 255;
// The grammar of github.com/distribution/reference; IPv6 hosts in brackets, the separators . _ __ and any number of hyphens.
const DOMAIN_COMPONENT = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = new RegExp(`^(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const DOCKER_HUB = 'docker.io';
/**
 * Hosts of private ECR registries: IPv4 and dual-stack, FIPS, and the domains of every AWS partition.
 * Source: the ECR user guide, and the host pattern of amazon-ecr-credential-helper.
 */
const ECR_HOST = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9][a-z0-9-]*)\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|on\.aws|on\.amazonwebservices\.(?:com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;
/**
 * Parses `[host[:port]/]path[:tag][@sha256:\u2026]`. The repository comes back in full: `nginx` is `docker.io/library/nginx`, and the
 * host is in lower case, so that two spellings of one repository are equal. Undefined for anything else.
 */
function parseImageName(text) {
    const [named = '', digest, ...more] = text.split('@');
    if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest)))
        return undefined;
    // A colon before the last slash belongs to a port.
    const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    const name = colon === -1 ? named : named.slice(0, colon);
    const tag = colon === -1 ? undefined : named.slice(colon + 1);
    if (tag !== undefined && !TAG.test(tag))
        return undefined;
    const repository = fullRepository(name);
    if (repository === undefined)
        return undefined;
    return { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}
/**
 * Parses `repository:tag`, `repository@sha256:\u2026` or both, the repository as `parseImageName` gives it. Undefined for anything
 * else, a bare name included: that would mean `latest`, which says nothing about a commit.
 */
function parseImageReference(text) {
    const name = parseImageName(text);
    return name === undefined || (name.tag === undefined && name.digest === undefined) ? undefined : name;
}
/** The private ECR repository that this is, by its host; undefined for every other registry. Takes the repository in full. */
function ecrRepository(repository) {
    const slash = repository.indexOf('/');
    if (slash === -1)
        return undefined;
    const [, registryId, region] = ECR_HOST.exec(repository.slice(0, slash)) ?? [];
    const repositoryName = repository.slice(slash + 1);
    if (registryId === undefined || region === undefined || repositoryName === '')
        return undefined;
    return { registryId, region, repositoryName };
}
function fullRepository(name) {
    const slash = name.indexOf('/');
    const first = slash === -1 ? '' : name.slice(0, slash);
    // Docker's own rule for telling a host from the first part of a path on Docker Hub.
    const hasHost = first === 'localhost' || first.includes('.') || first.includes(':');
    if (hasHost && !HOST.test(first))
        return undefined;
    const spelled = hasHost ? first.toLowerCase() : DOCKER_HUB;
    const host = spelled === 'index.docker.io' ? DOCKER_HUB : spelled;
    const rest = hasHost ? name.slice(slash + 1) : name;
    const path = host === DOCKER_HUB && !rest.includes('/') ? `library/${rest}` : rest;
    if (path.length > PATH_LIMIT || !path.split('/').every((component) => PATH_COMPONENT.test(component)))
        return undefined;
    return `${host}/${path}`;
}


/***/ }),

/***/ 71311:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  h_: () => (/* binding */ openRepository),
  RB: () => (/* binding */ sameRepository)
});

// UNUSED EXPORTS: loginFor

// EXTERNAL MODULE: ./src/inputs/secrets.js
var secrets = __nccwpck_require__(68245);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(51455);
;// CONCATENATED MODULE: ./src/image/docker-config.js

/** The host that serves a registry's API, which for Docker Hub is not the one in its image names. */
function apiHost(host) {
    return host === 'docker.io' || host === 'index.docker.io' ? 'registry-1.docker.io' : host;
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function none(why) {
    return { source: 'none', why };
}
/** The host that a key of `auths` is about: `https://index.docker.io/v1/` is Docker Hub's. */
function hostOf(key) {
    const [host = ''] = key.replace(/^https?:\/\//, '').split('/');
    return apiHost(host.toLowerCase());
}
function loginIn(entry) {
    if (!isObject(entry))
        return undefined;
    const { auth, username, password } = entry;
    if (typeof auth === 'string' && auth !== '') {
        const text = Buffer.from(auth, 'base64').toString('utf8');
        const colon = text.indexOf(':');
        if (colon > 0) {
            // Docker pads some passwords with NUL.
            const secret = text.slice(colon + 1).replaceAll('\0', '');
            return { source: 'docker-config', username: text.slice(0, colon), password: secret };
        }
    }
    if (typeof username === 'string' && typeof password === 'string' && username !== '') {
        return { source: 'docker-config', username, password };
    }
    return undefined;
}
/**
 * What the runner's docker config holds for a registry host. Only logins that are stored in the file itself: a credential helper is
 * a program of the runner's, which this action does not run.
 * @param path of `config.json`; a missing file is no error
 */
async function dockerConfigLogin(path, host) {
    if (path === undefined)
        return none('no credentials were given');
    let text;
    try {
        text = await (0,promises_.readFile)(path, 'utf8');
    }
    catch {
        return none('no credentials were given, and the runner has no docker config');
    }
    let config;
    try {
        config = JSON.parse(text);
    }
    catch {
        return none('the docker config of the runner is no JSON');
    }
    if (!isObject(config))
        return none('the docker config of the runner is no JSON object');
    const auths = isObject(config['auths']) ? config['auths'] : {};
    const wanted = apiHost(host);
    for (const [key, entry] of Object.entries(auths)) {
        const login = hostOf(key) === wanted ? loginIn(entry) : undefined;
        if (login !== undefined)
            return login;
    }
    const helpers = isObject(config['credHelpers']) ? Object.keys(config['credHelpers']) : [];
    if (helpers.some((key) => hostOf(key) === wanted) || typeof config['credsStore'] === 'string') {
        return none('the docker config of the runner keeps its logins in a credential helper, which is not supported');
    }
    return none(`the docker config of the runner has no login for ${host}`);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(77598);
// EXTERNAL MODULE: ./src/aws/errors.js
var errors = __nccwpck_require__(69507);
// EXTERNAL MODULE: ./src/aws/failure.js
var aws_failure = __nccwpck_require__(32980);
// EXTERNAL MODULE: ./src/aws/partition.js
var aws_partition = __nccwpck_require__(61584);
// EXTERNAL MODULE: ./src/ending.js
var ending = __nccwpck_require__(7861);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __nccwpck_require__(37067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __nccwpck_require__(44708);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(57075);
// EXTERNAL MODULE: ./src/observe/addresses.js
var addresses = __nccwpck_require__(22255);
// EXTERNAL MODULE: ./src/observe/http.js + 1 modules
var http = __nccwpck_require__(71592);
// EXTERNAL MODULE: ./src/observe/http-faults.js
var http_faults = __nccwpck_require__(60645);
// EXTERNAL MODULE: ./src/tunnel.js
var tunnel = __nccwpck_require__(48968);
;// CONCATENATED MODULE: ./src/image/download.js








/** Milliseconds; see `Exchange.patience`. */
const usualPatience = 10_000;
const maxRedirects = 5;
/** Whether the host of a URL is this machine itself, the only one that is spoken to without TLS. */
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
function codeOf(error) {
    const isObject = typeof error === 'object' && error !== null;
    if (isObject && 'code' in error && typeof error.code === 'string')
        return error.code;
    return isObject && 'name' in error && typeof error.name === 'string' ? error.name : 'Error';
}
function failed(exchange, error) {
    if (exchange.signal?.aborted === true)
        return exchange.signal.reason;
    if (error instanceof aws_failure/* AwsFailure */.O)
        return error;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof http_faults/* Refusal */.P)
        return new aws_failure/* AwsFailure */.O('rejected', exchange.action, 'RefusedAddress', message);
    return new aws_failure/* AwsFailure */.O('retry', exchange.action, codeOf(error), message, {}, { cause: error });
}
function stalled(exchange) {
    const seconds = (exchange.patience ?? usualPatience) / 1000;
    return new aws_failure/* AwsFailure */.O('retry', exchange.action, 'TimeoutError', `no answer within ${seconds} s`);
}
/** A connection of its own: nothing is left open that could keep the process alive. */
function agentFor({ proxyEnv, patience = usualPatience }, secure) {
    // Without TLS only this machine is spoken to, and what is said to it must not leave it.
    if (proxyEnv === undefined || !secure)
        return false;
    return (0,tunnel/* tunnellingAgent */.m)({ keepAlive: false, proxyEnv }, patience);
}
function ask(url, exchange, headers, journey, limit) {
    const secure = url.protocol === 'https:';
    if (!secure && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
        return Promise.reject(new aws_failure/* AwsFailure */.O('rejected', exchange.action, 'InsecureAddress', `${url.protocol}//${url.host} is not https`));
    }
    const signal = AbortSignal.any([exchange.signal ?? [], limit ?? []].flat());
    return new Promise((resolve, reject) => {
        const giveUp = (error) => {
            reject(limit?.aborted === true && exchange.signal?.aborted !== true ? stalled(exchange) : failed(exchange, error));
        };
        // A request without a connection yet, as while a proxy is asked for one, says nothing when it is destroyed.
        const abandon = () => giveUp(signal.reason);
        signal.addEventListener('abort', abandon, { once: true });
        let answer;
        const options = {
            agent: agentFor(exchange, secure),
            method: exchange.method ?? 'GET',
            headers: { 'user-agent': 'ecs-deploy-verifier', ...headers },
            timeout: exchange.patience ?? usualPatience,
            lookup: journey.lookup(url),
            signal,
        };
        const request = secure ? (0,external_node_https_.request)(url, options) : (0,external_node_http_.request)(url, options);
        request.on('timeout', () => {
            const error = stalled(exchange);
            if (answer === undefined)
                request.destroy(error);
            else
                answer.destroy(error);
        });
        request.on('error', giveUp);
        let interim = 0;
        request.on('information', () => {
            interim += 1;
            if (interim <= http/* MAX_INTERIM_ANSWERS */.ME)
                return;
            const why = `more than ${http/* MAX_INTERIM_ANSWERS */.ME} interim answers (1xx)`;
            request.destroy(new aws_failure/* AwsFailure */.O('rejected', exchange.action, 'TooManyInterimAnswers', why));
        });
        request.on('response', (response) => {
            answer = response;
            signal.removeEventListener('abort', abandon);
            resolve(response);
        });
        request.end();
    });
}
function redirectTarget(response, from) {
    const { statusCode = 0, headers } = response;
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
        return undefined;
    if (!URL.canParse(headers.location, from.href))
        return undefined;
    const target = new URL(headers.location, from);
    // Node would log in with them.
    target.username = '';
    target.password = '';
    return target;
}
async function follow(url, exchange, limit) {
    const journey = exchange.journey ?? new addresses/* Journey */.L_();
    let at = url;
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
        const authorization = at.origin === url.origin ? exchange.authorization : undefined;
        const headers = { ...exchange.headers, ...(authorization === undefined ? {} : { authorization }) };
        sendTo(exchange, () => journey.enter(at));
        const response = await ask(at, exchange, headers, journey, limit);
        const target = redirectTarget(response, at);
        if (target === undefined) {
            return { response, status: response.statusCode ?? 0, headers: response.headers, origin: at.origin, journey };
        }
        response.destroy();
        sendTo(exchange, () => journey.sendOn(at, target, 'a redirect'));
        at = target;
    }
    throw new aws_failure/* AwsFailure */.O('rejected', exchange.action, 'TooManyRedirects', `more than ${maxRedirects} redirects`);
}
function signalled({ signal }, deadline) {
    signal?.throwIfAborted();
    deadline?.throwIfAborted();
}
function sendTo(exchange, check) {
    try {
        check();
    }
    catch (error) {
        throw failed(exchange, error);
    }
}
/**
 * Asks for a small document and reads all of it, 10 s at most. Redirects are followed, but not into this runner's
 * neighbourhood (see `Journey`); credentials stay with the first origin.
 * Throws an `AwsFailure` (`retry` for the network, `rejected` for a body over `limit` bytes or an address without TLS or out of bounds).
 */
async function readDocument(url, exchange, limit) {
    const deadline = AbortSignal.timeout(exchange.patience ?? usualPatience);
    const { response, ...answer } = await follow(url, exchange, deadline);
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of response) {
            const bytes = Buffer.from(chunk);
            size += bytes.length;
            if (size > limit) {
                throw new aws_failure/* AwsFailure */.O('rejected', exchange.action, 'AnswerTooLarge', `the answer is larger than ${limit} bytes`);
            }
            chunks.push(bytes);
        }
        // A body without a length ends like a whole one where the request is given up.
        signalled(exchange, deadline);
    }
    catch (error) {
        if (deadline.aborted && exchange.signal?.aborted !== true)
            throw stalled(exchange);
        throw failed(exchange, error);
    }
    finally {
        response.destroy();
    }
    return { ...answer, body: Buffer.concat(chunks) };
}
/** How a status that is no success is sorted; absent and refused mean what the caller's registry means by them. */
function kindOfStatus(status) {
    if (status === 401 || status === 403)
        return 'denied';
    if (status === 404 || status === 410)
        return 'absent';
    return status === 408 || status === 425 || status === 429 || status >= 500 ? 'retry' : 'rejected';
}
/**
 * Opens an answer of any size for reading, whatever its status. The stream fails with an `AwsFailure` `retry` when the connection
 * breaks, or gives no byte for 10 s while it is read. Redirects are followed, credentials stay with the first origin.
 * Throws an `AwsFailure` (`retry` for the network, `rejected` for an address without TLS).
 */
async function openAnswer(url, exchange) {
    const { response, ...answer } = await follow(url, exchange);
    const bytes = async function* () {
        try {
            for await (const chunk of response)
                yield chunk;
            signalled(exchange);
        }
        catch (error) {
            throw failed(exchange, error);
        }
    };
    const stream = external_node_stream_.Readable.from(bytes(), { objectMode: false });
    // A reader that turns away before the first byte never starts the generator, which then cannot close the connection.
    stream.once('close', () => response.destroy());
    // Without a listener an error before the first read would end the process; who reads hears of it all the same.
    response.on('error', () => undefined);
    return { ...answer, stream };
}
/** The failure that a status other than success stands for. */
function statusFailure(status, action, resource) {
    const message = `answered with ${status}`;
    return new aws_failure/* AwsFailure */.O(kindOfStatus(status), action, `HTTP ${status}`, message, { httpStatus: status, resource });
}

// EXTERNAL MODULE: ./src/image/memory.js
var memory = __nccwpck_require__(61995);
// EXTERNAL MODULE: ./src/image/manifest.js
var image_manifest = __nccwpck_require__(70241);
// EXTERNAL MODULE: ./src/image/unreadable.js
var unreadable = __nccwpck_require__(50759);
// EXTERNAL MODULE: ./src/paragraphs.js
var paragraphs = __nccwpck_require__(98301);
;// CONCATENATED MODULE: ./src/image/ecr.js










/** The most image ids that one BatchGetImage takes (ECR API reference). */
const batchLimit = 100;
/** Pages that a list is read at most: of 1,000 images, in no order, so that a part of them would be no answer; of 50 referrers. */
const pageLimit = 20;
/** Whether the exact text has that digest. */
function hasDigest(text, digest) {
    return `sha256:${(0,external_node_crypto_.createHash)('sha256').update(text).digest('hex')}` === digest;
}
/** The end of a run that was given other bytes than it asked for. */
function notItsDigest(repository, digest) {
    return new ending/* Ending */._('digest-unreadable', 'the registry handed out other bytes than its digest names', `Expected the manifest ${digest} of ${repository}; the SHA-256 of what came is another one.`, {
        text: 'Nothing can be concluded about this image. Push it again, or look for a proxy that rewrites manifests.',
        about: (0,paragraphs/* aboutMessage */.P1)('the-registry-handed-out-other-bytes'),
    });
}
/** A refused or impossible question whose answer only explains. Whatever may pass, and missing credentials, is thrown on. */
function notRead(error) {
    if (!(error instanceof aws_failure/* AwsFailure */.O) || error.kind === 'retry' || error.kind === 'credentials')
        throw error;
    return {
        state: 'not-read',
        why: `${error.code}: ${error.message}`,
        action: error.action,
        ...(error.resource === undefined ? {} : { resource: error.resource }),
        denied: error.kind === 'denied',
    };
}
/**
 * A private ECR repository, in whatever account and region its URI names.
 * A tag or a repository that does not exist is an answer, since both may be created while the run waits.
 */
function createEcrRepository({ name, location, api, signal, proxyEnv }) {
    const { registryId, region, repositoryName } = location;
    const where = { registryId, repositoryName };
    const partition = (0,aws_partition/* partitionOf */.i)(region);
    const arn = `arn:${partition}:ecr:${region}:${registryId}:repository/${repositoryName}`;
    // What is missing may be pushed yet.
    const manifests = (0,memory/* createMemory */.I)((text) => text !== undefined);
    const described = new Map();
    let missing = false;
    function failure(kind, code, message, action = 'ecr:BatchGetImage') {
        return new aws_failure/* AwsFailure */.O(kind, action, code, message, { resource: arn });
    }
    /** Nothing for a code that says: this does not exist. */
    function reasonOf(failed) {
        const reason = failed.failureReason ?? '';
        const about = failed.imageId?.imageTag ?? failed.imageId?.imageDigest ?? 'an image';
        switch (failed.failureCode) {
            case 'ImageNotFound':
            case 'InvalidImageTag':
            case 'InvalidImageDigest':
                return undefined;
            case 'KmsError':
                return failure('denied', 'KmsError', reason, 'kms:Decrypt');
            case 'UpstreamAccessDenied':
                return failure('denied', 'UpstreamAccessDenied', reason, 'ecr:BatchImportUpstreamImage');
            case 'UpstreamTooManyRequests':
            case 'UpstreamUnavailable':
                return failure('retry', failed.failureCode, reason);
            case 'ImageInaccessible':
                return new ending/* Ending */._('digest-unreadable', 'ECR has the image but does not hand it out', `Expected to read ${about} of ${name}; ECR answered ImageInaccessible: ${reason}`, {
                    text: 'Restore the image if it was archived, or build and push it again.',
                    about: (0,paragraphs/* aboutMessage */.P1)('ecr-does-not-hand-the-image-out'),
                });
            case 'ImageReferencedByManifestList':
            case 'ImageTagDoesNotMatchDigest':
            case 'MissingDigestAndTag':
                return failure('rejected', failed.failureCode, reason);
            case undefined:
                return failure('retry', 'UnreadableAnswer', 'a failure without a code');
            default:
                // A code that ECR added since: not a proof that the image is absent.
                return failure('retry', String(failed.failureCode), reason);
        }
    }
    /**
     * What exists of these images; one call, unless the answer leaves some of them out. Those are asked for again: what then stands neither
     * among the images nor among the failures does not exist.
     */
    async function batch(imageIds) {
        const found = [];
        let open = imageIds;
        while (open.length > 0) {
            let answer;
            try {
                answer = await api.batchGetImage({ ...where, imageIds: [...open], acceptedMediaTypes: [...image_manifest/* manifestMediaTypes */.$P] });
            }
            catch (error) {
                if (!(error instanceof aws_failure/* AwsFailure */.O) || error.code !== 'RepositoryNotFoundException')
                    throw error;
                missing = true;
                return [];
            }
            missing = false;
            const answered = new Set();
            for (const failed of answer.failures ?? []) {
                const reason = reasonOf(failed);
                if (reason !== undefined)
                    throw reason;
                answered.add(failed.imageId?.imageTag ?? '').add(failed.imageId?.imageDigest ?? '');
            }
            const given = [];
            for (const { imageId, imageManifest, imageManifestMediaType } of answer.images ?? []) {
                if (imageManifest === undefined || imageId?.imageDigest === undefined || !(0,image_manifest/* isDigest */.Bc)(imageId.imageDigest)) {
                    throw failure('retry', 'UnreadableAnswer', 'an image without a digest or a manifest');
                }
                const { imageTag, imageDigest } = imageId;
                given.push({ tag: imageTag, digest: imageDigest, text: imageManifest, mediaType: imageManifestMediaType ?? '' });
                answered.add(imageTag ?? '').add(imageDigest);
            }
            const unanswered = open.filter(({ imageTag, imageDigest }) => !answered.has(imageTag ?? imageDigest ?? ''));
            const named = withTags(given, unanswered);
            found.push(...named);
            const left = unanswered.filter(({ imageTag }) => !named.some(({ tag }) => tag !== undefined && tag === imageTag));
            if (left.length === open.length) {
                // Silence about an image is a proof that it does not exist only where the images are listed.
                if (answer.images !== undefined)
                    return found;
                throw failure('retry', 'UnreadableAnswer', `no answer about ${left.length} of ${imageIds.length} images`);
            }
            open = left;
        }
        return found;
    }
    /**
     * Images that came without the tag by which they were asked for, with it: what else they could be is nothing. One that came with a tag
     * as well is told by that.
     */
    function withTags(given, unanswered) {
        const tags = unanswered.flatMap(({ imageTag }) => imageTag ?? []);
        if (tags.length === 0)
            return given;
        const tagged = given.filter(({ tag }) => tag !== undefined);
        const known = new Set(tagged.map(({ digest }) => digest));
        const nameless = given.filter(({ tag, digest }) => tag === undefined && !known.has(digest));
        const isOne = new Set(nameless.map(({ digest }) => digest)).size === 1;
        if (nameless.length > 0 && !(isOne && nameless.length === tags.length)) {
            throw failure('retry', 'UnreadableAnswer', `${nameless.length} images without the tags that they were asked for by`);
        }
        return [...tagged, ...nameless.map((image, at) => ({ ...image, tag: tags[at] }))];
    }
    async function remember({ digest, text, mediaType }) {
        if (hasDigest(text, digest))
            await manifests.get(digest, () => Promise.resolve({ digest, text, mediaType }));
    }
    async function readManifest(digest) {
        const [image] = await batch([{ imageDigest: digest }]);
        if (image === undefined)
            return undefined;
        if (!hasDigest(image.text, digest))
            throw notItsDigest(name, digest);
        return { digest, text: image.text, mediaType: image.mediaType };
    }
    function manifest(digest) {
        if (!(0,image_manifest/* isDigest */.Bc)(digest))
            return Promise.resolve(undefined);
        return manifests.get(digest, () => readManifest(digest));
    }
    async function allDetails() {
        const details = [];
        let nextToken;
        for (let page = 0; page < pageLimit; page += 1) {
            const answer = await api.describeImages({
                ...where,
                maxResults: 1000,
                ...(nextToken === undefined ? {} : { nextToken }),
            });
            if (answer.imageDetails === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('ecr:DescribeImages', 'the images');
            details.push(...answer.imageDetails);
            nextToken = answer.nextToken ?? undefined;
            if (nextToken === undefined)
                return { state: 'read', value: details };
        }
        const why = `the repository holds more than ${details.length} images, which are not listed in order`;
        return { state: 'not-read', why, action: 'ecr:DescribeImages', resource: arn, denied: false };
    }
    /** Reads those indexes that are not known yet in one call, since what lists a child tells that it is one. */
    async function childrenOf(indexes) {
        const unknown = indexes.filter((digest) => !manifests.has(digest));
        if (unknown.length > 0) {
            for (const image of await batch(unknown.map((imageDigest) => ({ imageDigest })))) {
                await remember(image);
            }
        }
        const children = [];
        for (const digest of indexes) {
            const text = await manifest(digest);
            const parsed = text === undefined ? undefined : (0,image_manifest/* parseManifest */.Ng)(text);
            if (parsed?.kind === 'index')
                children.push(...parsed.manifests.map((entry) => entry.digest));
        }
        return children;
    }
    async function readNewest(limit) {
        const details = await allDetails();
        if (details.state === 'not-read')
            return details;
        const images = details.value
            .filter((detail) => detail.subjectManifestDigest === undefined && isImageOrIndex(detail))
            .toSorted((one, other) => (other.imagePushedAt?.getTime() ?? 0) - (one.imagePushedAt?.getTime() ?? 0));
        const children = new Set();
        const top = [];
        // An index is pushed after its children, so that in this order it comes before them.
        for (let from = 0; from < images.length && top.length < limit; from += batchLimit) {
            const slice = images.slice(from, from + batchLimit);
            const indexes = slice.filter((detail) => (0,image_manifest/* isIndexType */.$U)(detail.imageManifestMediaType ?? ''));
            for (const child of await childrenOf(digestsIn(indexes)))
                children.add(child);
            top.push(...digestsIn(slice).filter((digest) => !children.has(digest)));
        }
        return { state: 'read', value: top.slice(0, limit) };
    }
    return {
        name,
        manifest,
        absence: () => missing ? `the repository ${repositoryName} does not exist in account ${registryId}, ${region}` : undefined,
        async resolveTags(tags) {
            if (tags.length > batchLimit)
                throw new RangeError(`at most ${batchLimit} tags at a time, not ${tags.length}`);
            const found = new Map();
            if (tags.length === 0)
                return found;
            const asked = new Set(tags);
            for (const image of await batch([...asked].map((imageTag) => ({ imageTag })))) {
                const { tag, digest } = image;
                if (tag === undefined || !asked.has(tag) || (found.get(tag) ?? digest) !== digest) {
                    throw failure('retry', 'UnreadableAnswer', 'an image whose tag was not asked for, or one tag of two images');
                }
                found.set(tag, digest);
                await remember(image);
            }
            return found;
        },
        async blob(digest) {
            const answer = await api.getDownloadUrlForLayer({ ...where, layerDigest: digest });
            const address = answer.downloadUrl ?? '';
            if (!URL.canParse(address)) {
                throw failure('retry', 'UnreadableAnswer', 'no download URL', 'ecr:GetDownloadUrlForLayer');
            }
            const url = new URL(address);
            // The query signs the request, so that no more than the host is ever told.
            const action = `GET ${url.host} (layer of ${repositoryName})`;
            const { status, stream } = await openAnswer(url, { action, signal, proxyEnv });
            if (status === 200)
                return stream;
            stream.destroy();
            if (status !== 403)
                throw statusFailure(status, action, arn);
            // Layers lie in a bucket of ECR's own (ECR user guide, "Minimum Amazon S3 bucket permissions for Amazon ECR").
            throw statusFailure(status, 's3:GetObject', `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`);
        },
        async facts(digest) {
            const known = described.get(digest);
            if (known !== undefined)
                return known;
            let reading;
            try {
                const answer = await api.describeImages({ ...where, imageIds: [{ imageDigest: digest }] });
                const detail = (answer.imageDetails ?? []).find((candidate) => candidate.imageDigest === digest);
                if (detail === undefined)
                    throw failure('absent', 'ImageNotFoundException', 'not listed', 'ecr:DescribeImages');
                const pushedAt = detail.imagePushedAt?.getTime();
                reading = {
                    state: 'read',
                    value: { tags: detail.imageTags ?? [], ...(pushedAt === undefined ? {} : { pushedAt }) },
                };
            }
            catch (error) {
                if (error instanceof aws_failure/* AwsFailure */.O && error.kind === 'retry') {
                    return { state: 'not-read', why: `${error.code}: ${error.message}`, action: error.action, denied: false };
                }
                reading = notRead(error);
            }
            described.set(digest, reading);
            return reading;
        },
        async newest(limit) {
            try {
                return await readNewest(limit);
            }
            catch (error) {
                if (error instanceof aws_failure/* AwsFailure */.O && error.code === 'RepositoryNotFoundException')
                    return { state: 'read', value: [] };
                // Some other image of the repository is unreadable: no reason to end the run.
                if (error instanceof ending/* Ending */._)
                    return { state: 'not-read', why: error.message, denied: false };
                return notRead(error);
            }
        },
        async referrers(digest) {
            const found = [];
            let nextToken;
            try {
                for (let page = 0; page < pageLimit; page += 1) {
                    const answer = await api.listImageReferrers({
                        ...where,
                        subjectId: { imageDigest: digest },
                        maxResults: 50,
                        ...(nextToken === undefined ? {} : { nextToken }),
                    });
                    // No list is no empty one: what it hides may contradict the commit.
                    if (answer.referrers === undefined)
                        throw (0,errors/* incompleteAnswer */.pv)('ecr:ListImageReferrers', 'the referrers');
                    for (const { digest: referrer, artifactType } of answer.referrers) {
                        if (referrer === undefined)
                            throw (0,errors/* incompleteAnswer */.pv)('ecr:ListImageReferrers', 'the digest of a referrer');
                        found.push({ digest: referrer, ...(artifactType === undefined ? {} : { artifactType }) });
                    }
                    nextToken = answer.nextToken ?? undefined;
                    if (nextToken === undefined)
                        return { state: 'read', value: found };
                }
            }
            catch (error) {
                return notRead(error);
            }
            throw new unreadable/* Unreadable */.I(`more than ${found.length} manifests refer to it`);
        },
    };
}
function digestsIn(details) {
    return details.flatMap((detail) => detail.imageDigest ?? []);
}
/** No attestation, signature or chart: ECR tells the type of an artifact, and of an image that of its config. */
function isImageOrIndex(detail) {
    const { imageManifestMediaType: type, artifactMediaType: artifact } = detail;
    return ((type === undefined || image_manifest/* manifestMediaTypes */.$P.includes(type)) && (artifact === undefined || (0,image_manifest/* isImageConfigType */.Ky)(artifact)));
}

// EXTERNAL MODULE: ./src/image/json.js
var json = __nccwpck_require__(7058);
;// CONCATENATED MODULE: ./src/image/registry-login.js



/** Parses a `WWW-Authenticate` header (RFC 9110, 11.6.1), which may hold several challenges; what cannot be read is skipped. */
function parseChallenges(header) {
    const challenges = [];
    // A word, and its value where it is a parameter: quoted or bare.
    const word = /([\w!#$%&'*+.^`|~-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g;
    for (const [, name = '', quoted, bare] of header.matchAll(word)) {
        const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
        if (value === undefined)
            challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
        else
            challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
    }
    return challenges;
}
function basic(username, password) {
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
function tokenIn(body) {
    try {
        const answer = JSON.parse(body.toString('utf8'));
        if (typeof answer !== 'object' || answer === null)
            return undefined;
        const token = ('token' in answer && answer.token) || ('access_token' in answer && answer.access_token);
        // A line break would end the header.
        return typeof token === 'string' && /^[\u0021-\u007e]+$/.test(token) ? token : undefined;
    }
    catch {
        return undefined;
    }
}
/**
 * What to send as `Authorization` after a registry answered 401, by the distribution project's token protocol.
 * @param scope what the token is for where the challenge names nothing: `repository:app:pull`
 * Undefined where no answer to the challenge exists: a login is asked for and there is none, or it was refused.
 * Throws an `AwsFailure` `retry` where the token could not be fetched, `rejected` for an address without TLS or out of bounds.
 */
async function answerChallenge({ header, from, journey }, scope, login, way) {
    const challenges = parseChallenges(header);
    const own = login.source === 'none' ? undefined : basic(login.username, login.password);
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    if (bearer === undefined)
        return challenges.some((challenge) => challenge.scheme === 'basic') ? own : undefined;
    const realm = bearer.parameters.get('realm') ?? '';
    if (!URL.canParse(realm))
        return undefined;
    const url = new URL(realm);
    // Node would log in with them instead.
    url.username = '';
    url.password = '';
    const action = `GET ${url.host}${url.pathname} (registry token)`;
    if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
        throw new aws_failure/* AwsFailure */.O('rejected', action, 'InsecureAddress', 'the registry names a token service without TLS');
    }
    try {
        journey.sendOn(from, url, 'the address of the token service');
    }
    catch (error) {
        if (!(error instanceof http_faults/* Refusal */.P))
            throw error;
        throw new aws_failure/* AwsFailure */.O('rejected', action, 'RefusedAddress', error.message);
    }
    const service = bearer.parameters.get('service');
    if (service !== undefined)
        url.searchParams.set('service', service);
    url.searchParams.set('scope', bearer.parameters.get('scope') ?? scope);
    const answer = await readDocument(url, { action, ...way, journey, ...(own === undefined ? {} : { authorization: own }) }, 2 ** 20);
    if (answer.status === 200) {
        const token = tokenIn(answer.body);
        if (token === undefined)
            throw new aws_failure/* AwsFailure */.O('retry', action, 'UnreadableAnswer', 'the answer holds no token');
        return `Bearer ${token}`;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
        throw new aws_failure/* AwsFailure */.O('retry', action, `HTTP ${answer.status}`, `answered with ${answer.status}`, {
            httpStatus: answer.status,
        });
    }
    return undefined;
}

;// CONCATENATED MODULE: ./src/image/oci.js













/** Bytes; what registries accept as a manifest at most (OCI distribution specification, "Pushing Manifests"). */
const manifestLimit = 4 * 2 ** 20;
/** Tags that are asked for at once, and pages of them that are read: registries list them in no order that helps. */
const tagsAtOnce = 1000;
const tagPageLimit = 5;
function addressOf(name) {
    const slash = name.indexOf('/');
    const host = name.slice(0, slash);
    const path = name.slice(slash + 1);
    const api = apiHost(host);
    const hostname = api.startsWith('[') ? api.slice(0, api.indexOf(']') + 1) : (api.split(':')[0] ?? '');
    return { host, path, base: `${isLoopback(hostname) ? 'http' : 'https'}://${api}/v2/${path}` };
}
function howToLogIn(host) {
    if (host === 'ghcr.io') {
        return 'Pass github.actor as "registry-username" and github.token as "registry-password", with "packages: read" among the permissions of the job.';
    }
    return `Pass "registry-username" and "registry-password" that may pull from ${host}, or log in with docker/login-action before this step.`;
}
/**
 * A repository of any registry that speaks the OCI distribution protocol: ghcr.io, Docker Hub, ECR Public, private ones.
 * HTTPS always, but for a registry on this machine. A digest is computed from the bytes; what a header claims is not believed.
 */
function createOciRepository({ name, login, signal, proxyEnv }) {
    const { host, path, base } = addressOf(name);
    // What is missing may be pushed yet.
    const manifests = (0,memory/* createMemory */.I)((text) => text !== undefined);
    const tagsByDigest = new Map();
    let authorization;
    let using = { source: 'none', why: 'the registry asked for none' };
    function refused(action, status) {
        const withWhat = {
            input: 'with "registry-username" and "registry-password"',
            'docker-config': "with the login in the runner's docker config",
            none: 'without a login',
        }[using.source];
        const why = using.source === 'none' ? ` (${using.why})` : '';
        return new ending/* Ending */._('access-denied', `the registry ${host} does not let this run read ${path}`, `Expected to read ${name}; ${action} was refused with ${status} ${withWhat}${why}. A registry also says so of a repository that does not exist.`, { text: howToLogIn(host), about: (0,paragraphs/* aboutMessage */.P1)('the-registry-does-not-let-this-run-read-the-image') });
    }
    function failedWith(action, status) {
        return kindOfStatus(status) === 'denied' ? refused(action, status) : statusFailure(status, action, name);
    }
    /** Meets a challenge; false where it cannot be met. */
    async function authorize({ headers, journey }) {
        using = await login();
        const challenge = { header: headers['www-authenticate'] ?? '', from: new URL(base), journey };
        const answer = await answerChallenge(challenge, `repository:${path}:pull`, using, { signal, proxyEnv });
        authorization = answer;
        return answer !== undefined;
    }
    /** Only the registry itself may ask for a login: not the server of a redirect. */
    function challenged({ status, origin }) {
        return status === 401 && origin === new URL(base).origin;
    }
    function exchange(action) {
        return { action, signal, proxyEnv, ...(authorization === undefined ? {} : { authorization }) };
    }
    /** A small answer of the registry; a token that it no longer takes is renewed once. */
    async function ask(method, resource, accept = image_manifest/* manifestMediaTypes */.$P.join(', ')) {
        const url = new URL(`${base}/${resource}`);
        const action = `${method} ${url.host}${url.pathname}`;
        const send = () => readDocument(url, { ...exchange(action), method, headers: { accept } }, manifestLimit);
        const first = await send();
        if (!challenged(first))
            return first;
        if (!(await authorize(first)))
            throw refused(action, first.status);
        return send();
    }
    /** A manifest by tag or digest; undefined where the registry has none. */
    async function read(reference) {
        let answer;
        try {
            answer = await ask('GET', `manifests/${reference}`);
        }
        catch (error) {
            if (!(error instanceof aws_failure/* AwsFailure */.O) || error.code !== 'AnswerTooLarge')
                throw error;
            const limit = `${manifestLimit / 2 ** 20} MiB`;
            throw new ending/* Ending */._('digest-unreadable', 'the image manifest is too large', `Expected the manifest ${reference} of ${name} to have at most ${limit}; it has more.`, {
                text: 'Push the image again with fewer layers, platforms or annotations: registries take no manifest as large as that.',
                about: (0,paragraphs/* aboutMessage */.P1)('the-image-manifest-cannot-be-read'),
            }, { cause: error });
        }
        if (answer.status === 404)
            return undefined;
        if (answer.status !== 200)
            throw failedWith(`GET ${host}/v2/${path}/manifests/${reference}`, answer.status);
        const [mediaType = ''] = (answer.headers['content-type'] ?? '').split(';');
        const digest = `sha256:${(0,external_node_crypto_.createHash)('sha256').update(answer.body).digest('hex')}`;
        if ((0,image_manifest/* isDigest */.Bc)(reference) && !hasDigest(answer.body, reference))
            throw notItsDigest(name, reference);
        return { digest, mediaType: mediaType.trim().toLowerCase(), text: answer.body.toString('utf8') };
    }
    function manifest(digest) {
        if (!(0,image_manifest/* isDigest */.Bc)(digest))
            return Promise.resolve(undefined);
        return manifests.get(digest, () => read(digest));
    }
    async function resolve(tag) {
        // Docker Hub counts a GET as a pull, of which it allows few; a HEAD is free (docs.docker.com, "Docker Hub usage and limits").
        const head = await ask('HEAD', `manifests/${tag}`);
        if (head.status === 404)
            return undefined;
        if (head.status !== 200 && head.status !== 405)
            throw failedWith(`HEAD ${host}/v2/${path}/manifests/${tag}`, head.status);
        const found = await read(tag);
        if (found === undefined)
            return undefined;
        await manifests.get(found.digest, () => Promise.resolve(found));
        tagsByDigest.set(found.digest, (tagsByDigest.get(found.digest) ?? new Set()).add(tag));
        return found.digest;
    }
    /** A list of the registry, page by page; nothing where it has no such list. */
    async function* pagesOf(first, accept) {
        let resource = first;
        while (resource !== undefined) {
            const page = await ask('GET', resource, accept);
            if (page.status === 404 && resource === first)
                return;
            if (page.status !== 200)
                throw failedWith(`GET ${host}/v2/${path}/${resource}`, page.status);
            yield { page, resource };
            resource = nextPage(page, resource);
        }
    }
    /** What the next page is called, below this repository: the host that a registry behind a proxy calls itself may be another one. */
    function nextPage({ headers }, resource) {
        const [, target] = /<([^<>]*)>[^<>]*;\s*rel="?next\b/i.exec([headers['link'] ?? ''].flat().join()) ?? [];
        if (target === undefined)
            return undefined;
        const from = `${base}/${resource}`;
        const next = URL.canParse(target, from) ? new URL(target, from) : undefined;
        const root = `${new URL(base).pathname}/`;
        if (next?.pathname.startsWith(root) === true)
            return `${next.pathname.slice(root.length)}${next.search}`;
        throw new aws_failure/* AwsFailure */.O('unsupported', `GET ${host}`, 'UnknownPage', 'the list goes on at an address that is none');
    }
    /** What an index of referrers lists; undefined where the registry has none. */
    async function referrersAt(first) {
        const found = [];
        let pages = 0;
        for await (const { page, resource } of pagesOf(first)) {
            if (pages === pageLimit)
                throw new unreadable/* Unreadable */.I(`more than ${found.length} manifests refer to it`);
            pages += 1;
            const digest = `sha256:${(0,external_node_crypto_.createHash)('sha256').update(page.body).digest('hex')}`;
            const index = parseList({ digest, mediaType: '', text: page.body.toString('utf8') }, page, resource);
            if (index.kind !== 'index')
                throw new unreadable/* Unreadable */.I('what should list the manifests that refer to it is no index');
            for (const { digest: referrer, artifactType } of index.manifests) {
                found.push({ digest: referrer, ...(artifactType === undefined ? {} : { artifactType }) });
            }
        }
        return pages === 0 ? undefined : found;
    }
    /** What calls itself an index and is none was cut on its way, and is asked for again; a page of a proxy stays one. */
    function parseList(text, { headers }, resource) {
        try {
            return (0,image_manifest/* parseManifest */.Ng)(text);
        }
        catch (error) {
            if (!(error instanceof ending/* Ending */._) || !(0,image_manifest/* isIndexType */.$U)((headers['content-type'] ?? '').split(';')[0] ?? ''))
                throw error;
            const action = `GET ${host}/v2/${path}/${resource}`;
            throw new aws_failure/* AwsFailure */.O('retry', action, errors/* unreadableAnswer */.Cw, error.message, { resource: name }, { cause: error });
        }
    }
    // A registry without the API answers 404 to every question about it; one that has it gives an empty index.
    let hasReferrersApi = true;
    async function referrersOf(digest) {
        const listed = hasReferrersApi ? await referrersAt(`referrers/${digest}`) : undefined;
        if (listed !== undefined)
            return listed;
        hasReferrersApi = false;
        return (await referrersAt(`manifests/${digest.replace(':', '-')}`)) ?? [];
    }
    let listsTags = true;
    /** As many of them as a few pages hold; none where the registry refuses or fails, or has none yet. */
    async function listTags() {
        const found = [];
        if (!listsTags)
            return found;
        let pages = 0;
        try {
            for await (const { page } of pagesOf(`tags/list?n=${tagsAtOnce}`, 'application/json')) {
                pages += 1;
                const tags = (0,json/* listAt */.gT)((0,json/* parseObject */.lj)(page.body.toString('utf8')), 'tags');
                found.push(...tags.filter((tag) => typeof tag === 'string'));
                if (pages === tagPageLimit)
                    break;
            }
        }
        catch (error) {
            if (!(error instanceof aws_failure/* AwsFailure */.O || error instanceof ending/* Ending */._ || error instanceof unreadable/* Unreadable */.I))
                throw error;
            listsTags = error instanceof aws_failure/* AwsFailure */.O && error.kind === 'retry';
        }
        return found;
    }
    return {
        name,
        manifest,
        tags: listTags,
        absence: () => undefined,
        async resolveTags(tags) {
            const found = new Map();
            for (const tag of new Set(tags)) {
                const digest = await resolve(tag);
                if (digest !== undefined)
                    found.set(tag, digest);
            }
            return found;
        },
        async blob(digest) {
            const url = new URL(`${base}/blobs/${digest}`);
            const action = `GET ${url.host}${url.pathname}`;
            let answer = await openAnswer(url, exchange(action));
            if (challenged(answer)) {
                answer.stream.destroy();
                if (!(await authorize(answer)))
                    throw refused(action, answer.status);
                answer = await openAnswer(url, exchange(action));
            }
            if (answer.status === 200)
                return answer.stream;
            answer.stream.destroy();
            throw failedWith(action, answer.status);
        },
        facts: (digest) => Promise.resolve({ state: 'read', value: { tags: [...(tagsByDigest.get(digest) ?? [])] } }),
        newest: () => Promise.resolve({ state: 'not-read', why: `the protocol of ${host} cannot list images by age`, denied: false }),
        async referrers(digest) {
            try {
                return { state: 'read', value: await referrersOf(digest) };
            }
            catch (error) {
                if (error instanceof ending/* Ending */._)
                    return { state: 'not-read', why: error.message, denied: error.code === 'access-denied' };
                return notRead(error);
            }
        },
    };
}

// EXTERNAL MODULE: ./src/image/reference.js
var reference = __nccwpck_require__(9047);
;// CONCATENATED MODULE: ./src/image/registries.js





/** Anyone may read it, and the credentials for another registry are none of its business. */
const ecrPublic = 'public.ecr.aws';
// By the run's dependencies, so that one run reads no manifest twice and two runs share nothing.
const opened = new WeakMap();
/**
 * The repository of that name; the same object each time it is asked for with the same `deps`.
 * @param name registry host and path, as `parseImageName` gives it
 */
function openRepository(name, deps) {
    const known = opened.get(deps) ?? new Map();
    opened.set(deps, known);
    const repository = known.get(name) ?? create(name, deps);
    known.set(name, repository);
    return repository;
}
function create(name, deps) {
    const { signal, proxyEnv } = deps;
    const location = (0,reference/* ecrRepository */.BK)(name);
    if (location !== undefined) {
        return createEcrRepository({ name, location, api: deps.aws.ecr(location.region), signal, proxyEnv });
    }
    const host = name.slice(0, name.indexOf('/'));
    let login;
    return createOciRepository({ name, login: () => (login ??= loginFor(host, deps)), signal, proxyEnv });
}
/** What a registry outside ECR is spoken to with: the credentials of the inputs, else the login in the runner's docker config. */
async function loginFor(host, deps) {
    const given = deps.settings.registryCredentials;
    if (given !== undefined && host !== ecrPublic)
        return { source: 'input', ...given };
    const found = await dockerConfigLogin(deps.dockerConfigPath, host);
    if (found.source !== 'none')
        deps.hide?.((0,secrets/* maskable */.dm)((0,secrets/* loginSecrets */.H8)(found.username, found.password)));
    return found;
}
/** Whether two repository names, as `parseImageName` gives them, are one repository: an ECR registry has several host names. */
function sameRepository(one, other) {
    if (one === other)
        return true;
    const [left, right] = [(0,reference/* ecrRepository */.BK)(one), (0,reference/* ecrRepository */.BK)(other)];
    return (left !== undefined &&
        right !== undefined &&
        left.registryId === right.registryId &&
        left.region === right.region &&
        left.repositoryName === right.repositoryName);
}


/***/ }),

/***/ 89510:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ shortened)
/* harmony export */ });
/** Characters that are shown of a text from outside. */
const shownLength = 200;
/** The text on one line, cut where it is long. */
function shortened(text) {
    const line = text
        .slice(0, 4 * shownLength)
        .replace(/\s+/g, ' ')
        .trim();
    return line.length <= shownLength ? line : `${line.slice(0, shownLength)}\u2026`;
}


/***/ }),

/***/ 46449:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ relationOf)
/* harmony export */ });
/**
 * Whether a source names the repository that this run is about. Takes the forms in which git, BuildKit and SLSA write it: https, ssh,
 * git and scp-like addresses, `git+` in front, `.git`, a ref, credentials or a page of the repository behind. Letter case does not matter, as it
 * does not on GitHub.
 */
function relationOf(source, { repository, serverUrl }) {
    const address = addressOf(source);
    const home = repository.toLowerCase().split('/');
    if (address === undefined || home.length !== 2)
        return 'unclear';
    const server = URL.canParse(serverUrl) ? plainHost(new URL(serverUrl).hostname) : 'github.com';
    const isHere = address.host === server && address.parts[0] === home[0] && address.parts[1] === home[1];
    return isHere ? 'this' : 'another';
}
function addressOf(source) {
    const text = source.trim().replace(/^git\+/, '');
    // git@github.com:owner/name.git; what looks like a port belongs to a URL.
    const scp = /^(?:[^\s@/:]+@)?([a-z0-9][a-z0-9.-]*):(?!\/\/|\d+\/)(\S+)$/i.exec(text);
    if (scp !== null)
        return address(scp[1] ?? '', scp[2] ?? '');
    const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
        ? text
        : /^[a-z0-9-]+(?:\.[a-z0-9-]+)+\//i.test(text)
            ? `https://${text}`
            : '';
    const known = /^(?:https?|ssh|git):/i.test(full) && URL.canParse(full);
    if (!known)
        return undefined;
    // Node gives a URL of another scheme than http a path as it stands.
    const url = new URL(full.replace(/^(?:ssh|git):/i, 'https:'));
    return address(url.hostname, url.pathname);
}
function address(host, path) {
    const parts = (path.split(/[?#@]/, 1)[0] ?? '')
        .toLowerCase()
        .split('/')
        .filter((part) => part !== '');
    const [owner, name] = parts;
    if (owner === undefined || name === undefined || !host.includes('.'))
        return undefined;
    return { host: plainHost(host), parts: [owner, name.replace(/\.git$/, '')] };
}
/** GitHub answers to several names; ssh.github.com is its SSH server behind port 443. */
function plainHost(host) {
    return host.toLowerCase().replace(/^(?:www|ssh)\./, '');
}


/***/ }),

/***/ 50759:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ Unreadable)
/* harmony export */ });
/**
 * What a registry holds is not what it should be: bytes that do not match their digest, a damaged archive, a limit that was passed. Asking
 * again would give the same. The message is a clause without a full stop, fit to follow a place and a colon.
 */
class Unreadable extends Error {
    constructor(why, options) {
        super(why, options);
        this.name = 'Unreadable';
    }
}


/***/ }),

/***/ 98468:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _interruption_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(34933);
/* harmony import */ var _main_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(51127);


await (0,_main_js__WEBPACK_IMPORTED_MODULE_1__/* .main */ .i)(_interruption_js__WEBPACK_IMPORTED_MODULE_0__/* .interruption */ .Y);

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 68245:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Fj: () => (/* binding */ secretsOf),
/* harmony export */   H8: () => (/* binding */ loginSecrets),
/* harmony export */   dm: () => (/* binding */ maskable),
/* harmony export */   n3: () => (/* binding */ headerSecrets)
/* harmony export */ });
/* harmony import */ var _values_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(21108);

/** Characters: a shorter text stands in too many places that are no secret. */
const SHORTEST = 4;
/** Characters of a part of a value that is not known to be a secret: shorter ones are words as a rule. */
const SHORTEST_PART = 6;
/** Values that headers and inputs commonly hold without being secret: masking them would blot out the report. */
const COMMON = new Set([
    'true',
    'false',
    'null',
    'none',
    'basic',
    'bearer',
    'token',
    'anonymous',
    'no-cache',
    'no-store',
    'gzip',
    'identity',
    'keep-alive',
    'application/json',
    'application/xml',
    'text/html',
    'text/plain',
    'xmlhttprequest',
]);
const SECRET_INPUTS = ['INPUT_REGISTRY-PASSWORD', 'INPUT_WEBHOOK-TOKEN', 'INPUT_GITHUB-TOKEN'];
const SECRET_VARIABLES = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
];
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
/**
 * A name that says that a secret follows, as a query parameter, a field of JSON or of a form, and the value: `?token=\u2026`,
 * `"password": "\u2026"`. Shorter values are words as a rule.
 */
const NAMED_SECRET = /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private)[_-]?key|signature|credential|[?&](?:sig|auth|key|code))["']?\s{0,3}[=:]\s{0,3}["']?([^\s"'&,;{}<>#]{6,2000})/gi;
/**
 * Every secret in the raw inputs and the environment, for masking before anything is printed; also the forms in which a server may
 * echo one. Never throws: a malformed input is searched by its lines, so that its secrets are hidden before it is refused.
 */
function secretsOf(env) {
    const found = [
        ...[...SECRET_INPUTS, ...SECRET_VARIABLES].map((name) => env[name] ?? ''),
        ...headerLineValues(env['INPUT_VERSION-HEADERS'] ?? ''),
        ...checkHeaderValues(env['INPUT_FEATURE-CHECKS'] ?? ''),
        ...urlCredentials(env['INPUT_VERSION-URL'] ?? ''),
        ...urlCredentials(env['INPUT_FEATURE-CHECKS'] ?? ''),
        ...[
            env['INPUT_VERSION-URL'] ?? '',
            env['INPUT_IMAGE'] ?? '',
            ...checkUrls(env['INPUT_FEATURE-CHECKS'] ?? ''),
        ].flatMap(mistypedCredentials),
        ...PROXY_VARIABLES.flatMap((name) => proxyCredentials(env[name] ?? '')),
        ...namedSecrets(env['INPUT_VERSION-URL'] ?? ''),
        ...namedSecrets(env['INPUT_FEATURE-CHECKS'] ?? ''),
        ...(env['INPUT_REGISTRY-PASSWORD'] === undefined
            ? []
            : loginSecrets(env['INPUT_REGISTRY-USERNAME'] ?? '', env['INPUT_REGISTRY-PASSWORD'])),
    ];
    return maskable(found);
}
/** The texts that can be masked safely, with their lines and their URL-encoded form, without repetitions; longest first. */
function maskable(texts) {
    const forms = texts
        .flatMap((text) => [text.trim(), ...(0,_values_js__WEBPACK_IMPORTED_MODULE_0__/* .listItems */ .Dw)(text)])
        .filter((text) => text.length >= SHORTEST && !COMMON.has(text.toLowerCase()))
        .flatMap((text) => [text, encodeURIComponent(text.toWellFormed())]);
    return [...new Set(forms)].toSorted((a, b) => b.length - a.length);
}
/**
 * A header's value, and the parts of it that a server may echo alone: what follows its scheme (`Bearer abcd` leaks just as well as `abcd`),
 * the login in `Basic`, each cookie's value, the secret behind an identifier, as in `client:secret`.
 * @param name of the header, or the line that it stands in
 */
function headerSecrets(name, value) {
    const credentials = /^[A-Za-z][\w-]*\s+(\S.*)$/s.exec(value)?.[1];
    const parts = [...(/\bcookie\b/i.test(name) ? cookieValues(value) : []), afterColon(value)];
    return [
        value,
        ...(credentials === undefined ? [] : [credentials]),
        ...basicLogin(value),
        ...parts.filter((part) => part.length >= SHORTEST_PART),
        ...namedSecrets(value),
    ];
}
/**
 * What base64 hides from who reads the header, and not from the server, also where the value is quoted or goes on. A user without a
 * password is a key.
 */
function basicLogin(value) {
    const encoded = /basic\s+(\S+)/i.exec(value)?.[1];
    if (encoded === undefined)
        return [];
    const plain = Buffer.from(encoded, 'base64').toString('utf8');
    const [user = '', ...rest] = plain.split(':');
    const password = rest.join(':');
    return [plain, password === '' ? user : password];
}
function cookieValues(value) {
    return value.split(';').flatMap((cookie) => {
        const text = cookie.slice(cookie.indexOf('=') + 1).trim();
        return [text, text.replaceAll(/^"|"$/g, ''), decoded(text)];
    });
}
/** The whole where there is no colon; nothing of an address, whose first colon stands behind its scheme. */
function afterColon(value) {
    const rest = value.slice(value.indexOf(':') + 1).trim();
    return rest.startsWith('//') ? '' : rest;
}
function headerLineValues(text) {
    return (0,_values_js__WEBPACK_IMPORTED_MODULE_0__/* .listItems */ .Dw)(text).flatMap((line) => {
        const colon = line.indexOf(':');
        // A line without a colon may be a secret whose header's name was forgotten.
        return headerSecrets(line, line.slice(colon + 1).trim());
    });
}
// Without a YAML parser, which is loaded only when it is needed and fails on a malformed text: all that stands deeper than a
// `headers` key, or on its line.
function checkHeaderValues(text) {
    const found = [];
    let depth;
    for (const line of text.split(/\r\n|\r|\n/)) {
        if (line.trim() === '')
            continue;
        const indent = line.search(/[^\s-]/);
        if (depth !== undefined && indent > depth) {
            found.push(...scalars(line));
            continue;
        }
        const key = /["']?\bheaders\b["']?\s*:/.exec(line);
        depth = key === null ? undefined : indent;
        if (key !== null)
            found.push(...scalars(flowMapping(line.slice(key.index + key[0].length))));
    }
    return found;
}
// What follows `headers:` on its line: up to the brace that closes a flow mapping, since other keys may come after it.
function flowMapping(rest) {
    return /^\s*\{(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^}"'])*/.exec(rest)?.[0] ?? rest;
}
/** The values that one line of YAML may hold, block or flow, quotes taken away; the line itself where it is no `name: value`. */
function scalars(line) {
    const bare = line.trim().replace(/^[-{[|>\s]+|[}\]\s]+$/g, '');
    const flow = [...bare.matchAll(/:\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,}]+)/g)].map((match) => match[1] ?? '');
    const colon = bare.indexOf(':');
    const whole = bare.slice(colon + 1);
    return [...flow, whole, whole.replace(/\s#.*$/, '')]
        .map((value) => value.trim().replace(/^(["'])(.*)\1$/s, '$2'))
        .flatMap((value) => headerSecrets(line, value));
}
/** The logins in addresses, wherever in a text these stand. */
function urlCredentials(text) {
    return [...text.matchAll(/:\/\/([^\s/?#]*)@/g)].flatMap(([, userinfo = '']) => loginForms(userinfo));
}
/** A login of an address, and what may be its password: what stands behind each colon, since one before the user may belong to a scheme. */
function loginForms(userinfo) {
    const [, ...parts] = userinfo.split(':');
    const passwords = parts.map((_, at) => parts.slice(at).join(':'));
    return [userinfo, ...passwords].flatMap((part) => [part, decoded(part)]);
}
/** The addresses of feature checks, as they stand in the YAML. */
function checkUrls(text) {
    return [...text.matchAll(/\burl["']?\s*:\s*["']?([^\s"',}]+)/g)].map(([, url = '']) => url);
}
/**
 * The login at the beginning of an address whose scheme may be missing or misspelt, so that where it begins is not sure: `bob:secret@host`,
 * `htp//bob:secret@host`, `https:bob:secret@host`. The digest of an image is none.
 */
function mistypedCredentials(address) {
    const text = address.trim();
    const userinfo = /^(?:[^/\\?#@]*[/\\]+)?([^/\\?#]*)@(?!sha256:)/.exec(text)?.[1] ?? '';
    const parsed = URL.canParse(text) ? new URL(text).password : '';
    return [...loginForms(userinfo), parsed, decoded(parsed)];
}
/** The login of a proxy, also where its address is written badly, and what goes over the wire for it, which the proxy may echo. */
function proxyCredentials(address) {
    const userinfo = /^(?:[^\s/@:]*:\/\/)?(.*)@/s.exec(address.trim())?.[1] ?? '';
    if (userinfo === '')
        return [];
    const [user = '', ...rest] = userinfo.split(':');
    const password = rest.join(':');
    const plain = `${decoded(user)}:${decoded(password)}`;
    return [
        userinfo,
        password,
        decoded(password),
        ...(password === '' ? [] : [plain]),
        Buffer.from(plain).toString('base64'),
    ];
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
/** The password of a registry, and what goes over the wire for it, which the registry may echo. */
function loginSecrets(username, password) {
    const plain = password.trim();
    if (plain === '')
        return [];
    return [plain, Buffer.from(`${username.trim()}:${plain}`).toString('base64')];
}
function namedSecrets(text) {
    return [...text.matchAll(NAMED_SECRET)].flatMap(([, value = '']) => [value, decoded(value)]);
}


/***/ }),

/***/ 21108:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dw: () => (/* binding */ listItems),
/* harmony export */   E9: () => (/* binding */ parseDuration),
/* harmony export */   HU: () => (/* binding */ parseChoice),
/* harmony export */   KC: () => (/* binding */ parseMetricsNamespace),
/* harmony export */   L5: () => (/* binding */ parseCommit),
/* harmony export */   MG: () => (/* binding */ parseImagePath),
/* harmony export */   P_: () => (/* binding */ Refusal),
/* harmony export */   XU: () => (/* binding */ parseRepositoryPath),
/* harmony export */   cG: () => (/* binding */ parseInteger),
/* harmony export */   nS: () => (/* binding */ parseGlobs),
/* harmony export */   nx: () => (/* binding */ parseCredential),
/* harmony export */   q8: () => (/* binding */ parseExpectedVersion),
/* harmony export */   yG: () => (/* binding */ parseBoolean),
/* harmony export */   zK: () => (/* binding */ parseRegistryUsername),
/* harmony export */   zT: () => (/* binding */ parseRunnerPath)
/* harmony export */ });
/* harmony import */ var _judge_version_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5364);
/* harmony import */ var _path_filter_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(23356);
/* harmony import */ var _patterns_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(43117);



/**
 * Thrown by a parser of one input. Whoever reads the inputs adds the input's name and value. `accepted` follows "accepted:",
 * `why` is a clause, `offender` the part of the value that is wrong, shown in place of the whole.
 */
class Refusal extends Error {
    accepted;
    why;
    offender;
    constructor(accepted, about = {}, options) {
        super(about.why ?? 'not an accepted value', options);
        this.name = 'Refusal';
        this.accepted = accepted;
        this.why = about.why;
        this.offender = about.offender;
    }
}
const SECOND = 1000;
const UNITS = { '': SECOND, s: SECOND, m: 60 * SECOND, h: 3600 * SECOND };
/** A run lasts six hours at most, so nothing within it can take longer. */
const LONGEST = 6 * 3600 * SECOND;
/** `90s`, `15m`, `1h` or a bare number of seconds, in milliseconds; at most six hours. */
function parseDuration(text, limits) {
    const accepted = `a duration such as 90s, 15m, 1h or a bare number of seconds, ${limits.range}`;
    const [, digits = '', unit = ''] = /^(\d{1,9})([smh]?)$/.exec(text) ?? [];
    const scale = UNITS[unit];
    if (digits === '' || scale === undefined)
        throw new Refusal(accepted);
    const milliseconds = Number(digits) * scale;
    if (milliseconds < limits.least || milliseconds > LONGEST)
        throw new Refusal(accepted, { why: 'it is out of range' });
    return milliseconds;
}
/** A boolean of YAML 1.2's core schema, as the runner's own getBooleanInput takes it. */
function parseBoolean(text) {
    if (text === 'true' || text === 'True' || text === 'TRUE')
        return true;
    if (text === 'false' || text === 'False' || text === 'FALSE')
        return false;
    throw new Refusal('true or false');
}
function parseInteger(text, least, most) {
    const value = /^(?:0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most)
        return value;
    throw new Refusal(`a whole number from ${least} to ${most}`);
}
function parseChoice(text, choices) {
    const chosen = choices.find((choice) => choice === text);
    if (chosen !== undefined)
        return chosen;
    throw new Refusal(choices.join(', '));
}
/** The lines of a list input, trimmed, without the blank ones. */
function listItems(text) {
    return text
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
}
/** A full commit SHA in lower case. Git's all-zero SHA stands for "no commit", as on the deletion of a branch. */
function parseCommit(text) {
    const accepted = 'a full commit SHA of 40 (SHA-1) or 64 (SHA-256) hex digits';
    if (text === '')
        throw new Refusal(accepted, { why: 'the event that started this run names none' });
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) {
        throw new Refusal(accepted, { why: 'branches, tags and abbreviated SHAs may come to mean another commit' });
    }
    if (/^0+$/.test(text))
        throw new Refusal(accepted, { why: 'the all-zero SHA stands for no commit' });
    return text.toLowerCase();
}
function parseExpectedVersion(text) {
    const accepted = 'the version as the service tells it, on one line: 3.3.6, v3.3.6, a commit SHA';
    if (/[\r\n]/.test(text))
        throw new Refusal(accepted, { why: 'it has several lines' });
    if ((0,_judge_version_js__WEBPACK_IMPORTED_MODULE_0__/* .isPlaceholder */ .w)(text))
        throw new Refusal(accepted, { why: 'it stands for an unknown version, which matches nothing' });
    return text;
}
/** A path of a file in the repository, in the form that git lists it. */
function parseRepositoryPath(text) {
    const accepted = 'a path relative to the root of the repository, with forward slashes and without ..: src/version.py';
    const path = normalisePath(text, accepted);
    if (path.startsWith('/'))
        throw new Refusal(accepted, { why: 'it is absolute' });
    return path;
}
/** An absolute path of a file in an image. */
function parseImagePath(text) {
    const accepted = 'an absolute path inside the image, with forward slashes and without ..: /app/version.py';
    const path = normalisePath(text, accepted);
    if (!path.startsWith('/'))
        throw new Refusal(accepted, { why: 'it is relative' });
    return path;
}
function normalisePath(text, accepted) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
    if (/[\u0000-\u001f\u007f\\]/.test(text))
        throw new Refusal(accepted, { why: 'it holds a backslash or a control character' });
    if (text.endsWith('/'))
        throw new Refusal(accepted, { why: 'it names a folder' });
    const parts = text.split('/');
    if (parts.includes('..'))
        throw new Refusal(accepted, { why: 'it holds ..' });
    const kept = parts.filter((part) => part !== '' && part !== '.');
    if (kept.length === 0)
        throw new Refusal(accepted, { why: 'it names no file' });
    return `${text.startsWith('/') ? '/' : ''}${kept.join('/')}`;
}
/** A path on the runner; relative ones are left for the reader to place. */
function parseRunnerPath(text) {
    const accepted = 'the path of a file on the runner, absolute or relative to the workspace';
    // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
    if (/[\u0000-\u001f\u007f]/.test(text))
        throw new Refusal(accepted, { why: 'it holds a control character' });
    if (/[/\\]$/.test(text) || /(?:^|[/\\])\.{1,2}$/.test(text))
        throw new Refusal(accepted, { why: 'it names a folder' });
    return text;
}
/** Globs as in a workflow's `on.push.paths`: matched against paths without a leading slash, `!` takes matches away again. */
async function parseGlobs(text) {
    const accepted = 'globs as in on.push.paths, one a line, at least one of them without a leading !: src/**, !**.md';
    const globs = listItems(text);
    for (const glob of globs) {
        const why = slipIn(glob.replace(/^!/, ''));
        if (why !== undefined)
            throw new Refusal(accepted, { offender: glob, why });
        try {
            await (0,_path_filter_js__WEBPACK_IMPORTED_MODULE_1__/* .compilePathFilter */ .z)([glob]);
        }
        catch (error) {
            if (!(error instanceof _patterns_js__WEBPACK_IMPORTED_MODULE_2__/* .PatternError */ .J))
                throw error;
            throw new Refusal(accepted, { offender: glob, why: error.message }, { cause: error });
        }
    }
    if (globs.every((glob) => glob.startsWith('!')))
        throw new Refusal(accepted, { why: 'every glob takes away, none matches' });
    return globs;
}
/** What in a glob can only be a slip: such a glob matches no file, and nothing would say so. */
function slipIn(glob) {
    if (glob === '')
        return 'the pattern is blank';
    if (/^\.?\//.test(glob))
        return 'a leading / or ./ matches nothing: globs are matched against paths from the root of the repository';
    if (/^(?:-\s|["'#]|paths\s*:)|["']$|\s#|,\s*$|,\s|^\[.*[,"'].*\]$/.test(glob))
        return 'it is written as YAML: give the bare globs, one a line, without dashes, quotes, commas and comments';
    if (/^\s/.test(glob))
        return 'a blank stands behind the !';
    if (/\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/.test(glob))
        return 'it names no file: a folder\u2019s files are folder/**, and paths have neither empty parts nor dots';
    if (/(?<!\\)[{}]/.test(glob))
        return 'braces list nothing here: give one glob for each, or \\{ for a brace itself';
    if (/\\\*/.test(glob))
        return 'a backslash takes the meaning of the * behind it: folders are separated by /';
    return undefined;
}
/** A token or password: printable, so that it can stand in a header. The registry's user name may hold no colon besides. */
function parseCredential(text) {
    if (!/^[\x20-\x7e]+$/.test(text))
        throw new Refusal('printable ASCII characters on one line', { why: 'it holds others' });
    return text;
}
function parseRegistryUsername(text) {
    const accepted = 'a user name of printable ASCII characters without a colon';
    if (!/^[\x20-\x39\x3b-\x7e]+$/.test(text))
        throw new Refusal(accepted);
    return text;
}
/** A namespace for custom metrics, as PutMetricData takes it: ASCII without control characters, no leading colon (API reference). */
function parseMetricsNamespace(text) {
    const accepted = 'up to 255 printable ASCII characters, not beginning with : or AWS/, such as Deploys/Web';
    if (!/^(?!:)[\x20-\x7e]{1,255}$/.test(text))
        throw new Refusal(accepted);
    if (text.startsWith('AWS/'))
        throw new Refusal(accepted, { why: 'namespaces that begin with AWS/ belong to AWS' });
    return text;
}


/***/ }),

/***/ 34933:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ interruption)
/* harmony export */ });
/* harmony import */ var _ending_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7861);
/* harmony import */ var _judge_verified_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6);


/** Aborted, with an `Ending` as its reason, when the run is cancelled or a defect has shown where nobody waited for it. */
const interruption = new AbortController();
// Loaded before all else: until then a signal ends the process, and nobody learns of anything.
for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
        const { cause, headline, explanation, nextStep } = (0,_judge_verified_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelled */ .K)(signal);
        interruption.abort(new _ending_js__WEBPACK_IMPORTED_MODULE_0__/* .Ending */ ._(cause, headline, explanation, nextStep));
    });
// Whatever ends the process before a verdict is told has verified nothing.
process.exitCode = 1;


/***/ }),

/***/ 28026:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ awsTimeOf),
/* harmony export */   E: () => (/* binding */ checkOf)
/* harmony export */ });
/** What AWS's own clock showed when the look began: the times that AWS tells are compared with that. */
const awsTimeOf = ({ at, clockOffset = 0 }) => at + clockOffset;
/** Makes the checks of one id. */
const checkOf = (id) => (status, expected, seen) => ({ id, status, expected, seen });


/***/ }),

/***/ 27354:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Vj: () => (/* binding */ verdictOf),
/* harmony export */   _S: () => (/* binding */ concluded)
/* harmony export */ });
/* unused harmony exports CAUSES, decisiveIndex */
const VERDICT_OF = {
    'image-missing': 'failed',
    'image-unproven': 'failed',
    'image-stale': 'failed',
    'not-deployed': 'failed',
    superseded: 'failed',
    'rolled-back': 'failed',
    'rollout-failed': 'failed',
    'tasks-failing': 'failed',
    'digest-mismatch': 'failed',
    'mixed-tasks': 'failed',
    'rollout-timeout': 'failed',
    'nothing-running': 'failed',
    'version-mismatch': 'failed',
    'version-mixed': 'failed',
    'feature-failed': 'failed',
    'competing-trigger': 'failed',
    'service-not-found': 'failed',
    'version-unreadable': 'inconclusive',
    'digest-unreadable': 'inconclusive',
    'access-denied': 'inconclusive',
    credentials: 'inconclusive',
    'aws-unreachable': 'inconclusive',
    'invalid-input': 'inconclusive',
    cancelled: 'inconclusive',
    'internal-error': 'inconclusive',
};
/** Every cause of the contract. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets that the keys are exactly the table's
const CAUSES = Object.keys(VERDICT_OF);
/** The verdict that a cause stands for: `failed` where something else is or will be live, `inconclusive` where it could not be measured. */
const verdictOf = (cause) => VERDICT_OF[cause];
/** The verdict that a finding leads to. */
const concluded = (finding) => ({ verdict: VERDICT_OF[finding.cause], finding });
const SEVERITY = { verified: 0, inconclusive: 1, failed: 2 };
/** Index of the verdict that decides for all: the first of the worst. */
function decisiveIndex(verdicts) {
    let decisive = 0;
    verdicts.forEach((candidate, index) => {
        const worst = verdicts[decisive];
        if (worst !== undefined && SEVERITY[candidate.verdict] > SEVERITY[worst.verdict])
            decisive = index;
    });
    return decisive;
}


/***/ }),

/***/ 86278:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ patternOf),
/* harmony export */   w: () => (/* binding */ manualBuilds)
/* harmony export */ });
/* harmony import */ var _expect_commit_tags_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(44869);
/* harmony import */ var _guard_builds_manual_starts_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(90618);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9047);
/* harmony import */ var _image_remarks_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(31937);
/** What the last deploys of a service show when they are taken together. */




/** Clocks of the registry and of whoever made the commit may differ by so much, in milliseconds. */
const SKEW = 60_000;
/**
 * Rates the last deployments and takes them together; undefined where neither the deployments nor the runs were read. The order of what
 * it is given does not matter.
 *
 * A commit counts as live only by a deployment that succeeded and was not without effect, of an image that was not pushed before the
 * commit was made: a tag can name a commit that its image does not hold.
 * @param now milliseconds since the epoch
 */
function patternOf(history, pipelines, now) {
    const { deployments, runs } = history;
    if (deployments.state !== 'read' && runs.state !== 'read')
        return undefined;
    const commits = runs.state === 'read' ? knownCommits(runs.value, now) : [];
    const past = deployments.state === 'read' ? deployments.value.toSorted(newestFirst) : [];
    const effects = effectsOf(past);
    const told = past.map((deployment, index) => {
        const effect = effects[index] ?? 'unknown';
        const commit = commitOf(deployment, commits);
        return { deployment, effect, commit, arrival: arrivalOf(deployment, effect, commit, now) };
    });
    const pushToLive = pushesToLive(told);
    const rated = told.map((one) => ratedOf(one, pushToLive.get(one.deployment), pipelines));
    const median = medianOf(rated.flatMap(({ effect, pushToLive = [] }) => (effect === 'took-effect' ? pushToLive : [])));
    const byHand = pipelines === undefined ? undefined : manualBuilds(pipelines);
    const together = deployments.state === 'read' && runs.state === 'read' ? pushesOf(commits, told, now) : undefined;
    return {
        deployments: rated,
        ...together,
        ...(median === undefined ? {} : { medianPushToLive: median }),
        ...(byHand === undefined ? {} : { manualBuilds: byHand }),
    };
}
/**
 * Builds of the competing projects that a person started, in the last 30 days; undefined where the builds of a project may not have been
 * read.
 */
function manualBuilds(pipelines) {
    if (pipelines.handling === 'off')
        return undefined;
    const projects = competing(pipelines);
    const mayBeUnread = ({ name, exists, builds }) => builds.length === 0 && (!exists || pipelines.problems.some(({ project }) => project === name));
    if (projects.some(mayBeUnread) || (projects.length === 0 && !pipelines.auto))
        return undefined;
    const { people } = (0,_guard_builds_manual_starts_js__WEBPACK_IMPORTED_MODULE_0__/* .manualStarts */ .Sb)(projects.flatMap(({ builds }) => builds));
    return people.reduce((sum, { builds }) => sum + builds, 0);
}
const competing = ({ projects }) => projects.filter((project) => project.competing !== 'not-shown');
const timeOf = ({ createdAt, finishedAt }) => createdAt ?? finishedAt ?? -Infinity;
function newestFirst(one, other) {
    const [at, otherAt] = [timeOf(one), timeOf(other)];
    return at === otherAt ? compare(other.id, one.id) : at > otherAt ? -1 : 1;
}
const compare = (one, other) => (one === other ? 0 : one < other ? -1 : 1);
// ------------------------------------------------------------------------------------------------------------------- effects
/** @param past newest first */
function effectsOf(past) {
    const effects = [];
    let live;
    for (const deployment of past.toReversed()) {
        effects.push(effectOf(deployment, live));
        // What has no time has no place in the order, so that nothing can be told from it of another.
        if (deployment.status === 'SUCCESSFUL' && timeOf(deployment) !== -Infinity)
            live = deployment;
    }
    return effects.toReversed();
}
/** By the statuses of a service deployment that the API reference of ECS lists. @param live the newest earlier one that succeeded */
function effectOf(deployment, live) {
    switch (deployment.status) {
        case 'SUCCESSFUL':
            if (deployment.digest === undefined || live?.digest === undefined)
                return 'unknown';
            return deployment.digest === live.digest ? 'no-effect' : 'took-effect';
        case 'STOP_REQUESTED':
        case 'STOPPED':
        case 'ROLLBACK_SUCCESSFUL':
        case 'ROLLBACK_FAILED':
            return 'not-completed';
        case 'PENDING':
        case 'IN_PROGRESS':
        case 'ROLLBACK_REQUESTED':
        case 'ROLLBACK_IN_PROGRESS':
            return 'under-way';
        default:
            return 'unknown';
    }
}
// ------------------------------------------------------------------------------------------------------------------- commits
/** One for each commit, the newest first. */
function knownCommits(runs, now) {
    const commits = [...Map.groupBy(runs, ({ commit }) => commit)].map(([sha, of]) => {
        const made = earliest(of.flatMap(({ committedAt = [] }) => committedAt));
        const committedAt = made === undefined || made > now ? undefined : made;
        const knownSince = committedAt ?? earliest(of.flatMap(({ createdAt = [] }) => createdAt));
        return {
            sha,
            isPush: of.some(({ event, conclusion }) => event === 'push' && conclusion !== undefined),
            ...(committedAt === undefined ? {} : { committedAt }),
            ...(knownSince === undefined ? {} : { knownSince }),
        };
    });
    const since = ({ knownSince = -Infinity }) => knownSince;
    return commits.toSorted((one, other) => since(one) === since(other) ? compare(one.sha, other.sha) : since(one) > since(other) ? -1 : 1);
}
const earliest = (times) => (times.length === 0 ? undefined : Math.min(...times));
/**
 * What the deployment asked for goes before the other tags of its image. Of several commits it is the newest that was there when the image
 * was pushed: one image can have collected the tags of several.
 */
function commitOf(deployment, commits) {
    const asked = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseImageName */ ["if"])(deployment.image ?? '')?.tag;
    const named = (tags) => {
        const candidates = commits.filter(({ sha }) => tags.some((tag) => (0,_expect_commit_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .namesCommit */ .yF)(tag, sha)));
        return candidates.find((commit) => canHold(deployment, commit)) ?? candidates[0];
    };
    return (asked === undefined ? undefined : named([asked])) ?? named(deployment.tags);
}
/** An image that was pushed before a commit was made does not hold it, whatever its tags say. */
function canHold({ pushedAt, finishedAt }, { committedAt }) {
    if (committedAt === undefined)
        return true;
    return (pushedAt ?? Infinity) + SKEW >= committedAt && (finishedAt ?? Infinity) >= committedAt;
}
function arrivalOf(deployment, effect, commit, now) {
    const { status, finishedAt } = deployment;
    if (status !== 'SUCCESSFUL' || effect === 'no-effect' || commit === undefined || finishedAt === undefined)
        return undefined;
    return canHold(deployment, commit) ? { commit, at: Math.min(finishedAt, now) } : undefined;
}
/**
 * How long commits took from when they were made until they were live, by the deployment that brought each live first: a second one says
 * when the deployment was repeated. @param told newest first
 */
function pushesToLive(told) {
    const first = new Map();
    for (const { deployment, arrival } of told) {
        if (arrival === undefined)
            continue;
        const known = first.get(arrival.commit.sha);
        if (known === undefined || arrival.at <= known.arrival.at)
            first.set(arrival.commit.sha, { deployment, arrival });
    }
    return new Map([...first.values()].flatMap(({ deployment, arrival: { commit, at } }) => commit.committedAt === undefined ? [] : [[deployment, at - commit.committedAt]]));
}
function ratedOf({ deployment, effect, commit }, pushToLive, pipelines) {
    const { id, createdAt, finishedAt, digest } = deployment;
    const person = effect === 'no-effect' ? undefined : builtByHandBy(deployment, pipelines);
    return {
        id,
        effect,
        ...(createdAt === undefined ? {} : { createdAt }),
        ...(finishedAt === undefined ? {} : { finishedAt }),
        ...(digest === undefined ? {} : { digest }),
        ...(commit === undefined ? {} : { commit: commit.sha }),
        ...(person === undefined ? {} : { builtByHandBy: person }),
        ...(pushToLive === undefined ? {} : { pushToLive }),
    };
}
/** Nobody, where a build that nobody started by hand ran at that time too: then it may have pushed the image. */
function builtByHandBy({ pushedAt }, pipelines) {
    if (pushedAt === undefined || pipelines === undefined || pipelines.handling === 'off')
        return undefined;
    const builds = competing(pipelines)
        .flatMap((project) => project.builds)
        .filter((build) => (0,_image_remarks_js__WEBPACK_IMPORTED_MODULE_2__/* .ranAt */ .l1)(build, pushedAt));
    const starts = builds.map((build) => ({
        who: (0,_guard_builds_manual_starts_js__WEBPACK_IMPORTED_MODULE_0__/* .manualStarts */ .Sb)([build]).people[0]?.who,
        // A build pushes at its end.
        distance: build.endedAt === undefined ? Infinity : Math.abs(build.endedAt - pushedAt),
    }));
    const people = starts.flatMap(({ who, distance }) => (who === undefined ? [] : { who, distance }));
    if (people.length < starts.length)
        return undefined;
    const [nearest] = people.toSorted((one, other) => one.distance === other.distance ? compare(one.who, other.who) : one.distance - other.distance);
    return nearest?.who;
}
// ------------------------------------------------------------------------------------------------------------------- figures
/** The middle one, or the mean of the two in the middle, in whole milliseconds. */
function medianOf(values) {
    const sorted = values.toSorted((one, other) => one - other);
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.floor((sorted.length - 1) / 2)];
    return upper === undefined || lower === undefined ? undefined : Math.round((lower + upper) / 2);
}
/** How many pushes came live, and how long production was behind one; nothing where what came live is not known of all. */
function pushesOf(commits, told, now) {
    const arrivals = told.flatMap(({ arrival = [] }) => arrival);
    const live = new Set(arrivals.map(({ commit }) => commit.sha));
    const start = timesOf(told);
    // Whether an older push came live, deployments that are not listed know.
    const pushes = commits.filter(({ sha, isPush, knownSince = -Infinity }) => isPush && (live.has(sha) || knownSince >= start));
    const since = earliest(pushes.flatMap(({ knownSince = [] }) => knownSince)) ?? -Infinity;
    if (told.some((one) => isRiddle(one, since)))
        return {};
    const share = behindShare(pushes, arrivals, now);
    return {
        pushes: { all: pushes.length, live: pushes.filter(({ sha }) => live.has(sha)).length },
        ...(share === undefined ? {} : { behindShare: share }),
    };
}
/** When the oldest deployment that is listed began. */
function timesOf(told) {
    return earliest(told.map(({ deployment }) => timeOf(deployment)).filter((at) => at !== -Infinity)) ?? -Infinity;
}
/** A deployment that brought nobody knows which commit: perhaps one of the pushes. */
function isRiddle({ deployment, effect, commit }, since) {
    if (deployment.status !== 'SUCCESSFUL' || effect === 'no-effect' || commit !== undefined)
        return false;
    const at = timeOf(deployment);
    return at === -Infinity || at >= since;
}
function behindShare(pushes, arrivals, now) {
    const timed = pushes
        .flatMap(({ committedAt }) => committedAt === undefined ? [] : [{ at: committedAt, liveAt: firstAtOrAfter(committedAt, arrivals) ?? now }])
        .toSorted((one, other) => one.at - other.at);
    const since = Math.min(...timed.map(({ at }) => at));
    if (timed.length < 2 || since >= now)
        return undefined;
    let behind = 0;
    let until = since;
    for (const push of timed) {
        behind += Math.max(0, push.liveAt - Math.max(push.at, until));
        until = Math.max(until, push.liveAt);
    }
    return behind / (now - since);
}
/** When production first had a commit that was made then or later. */
function firstAtOrAfter(committedAt, arrivals) {
    return earliest(arrivals.flatMap(({ commit, at }) => commit.committedAt === undefined || commit.committedAt < committedAt ? [] : at));
}


/***/ }),

/***/ 56739:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Cg: () => (/* binding */ driftOfCause),
/* harmony export */   Rm: () => (/* binding */ noDrift),
/* harmony export */   f4: () => (/* binding */ verifiedAtLiveCommit),
/* harmony export */   hg: () => (/* binding */ aboutLiveCommit),
/* harmony export */   sb: () => (/* binding */ withDrift)
/* harmony export */ });
/* unused harmony export driftWords */
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(55836);
/* harmony import */ var _image_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(77829);


/**
 * What each cause says about the commit: that it is not live, that it is all the same, or that nobody knows. What is not measured is not
 * drift, so that an alarm on it never rings for a lost network.
 */
const DRIFT_BY_CAUSE = {
    'image-missing': 'behind',
    'image-unproven': 'unknown',
    'image-stale': 'behind',
    'not-deployed': 'behind',
    superseded: 'behind',
    'rolled-back': 'behind',
    'rollout-failed': 'behind',
    'tasks-failing': 'behind',
    'digest-mismatch': 'behind',
    'mixed-tasks': 'behind',
    'rollout-timeout': 'behind',
    'nothing-running': 'behind',
    'version-mismatch': 'behind',
    'version-mixed': 'behind',
    'feature-failed': 'none',
    'competing-trigger': 'none',
    'service-not-found': 'behind',
    'version-unreadable': 'unknown',
    'digest-unreadable': 'unknown',
    'access-denied': 'unknown',
    credentials: 'unknown',
    'aws-unreachable': 'unknown',
    'invalid-input': 'unknown',
    cancelled: 'unknown',
    'internal-error': 'unknown',
};
/** Whether production is behind the commit, by the cause that the run ended with. */
const driftOfCause = (cause) => DRIFT_BY_CAUSE[cause];
/** The drift of a service for which the promise was shown: none. */
function noDrift(expectation, { service }, isPathsAsked) {
    const image = expectation.image.state === 'found' ? expectation.image.image : undefined;
    const running = service.tasks.flatMap(({ container }) => (container.state === 'digest' ? [container.digest] : []))[0];
    return {
        ...(running === undefined ? {} : { digest: running }),
        liveCommit: expectation.commit,
        toldBy: image !== undefined && !(0,_image_js__WEBPACK_IMPORTED_MODULE_1__/* .boundByNameAlone */ .Un)(image) ? 'image' : 'tag',
        kinship: 'same',
        commitsBehind: 0,
        paths: isPathsAsked ? 'untouched' : 'not-asked',
        touched: [],
    };
}
const TOLD_BY = {
    image: 'by what its image says of itself',
    tag: 'by its image\u2019s tag',
    'served-version': 'by the version that it answers',
};
/** What is live, and how far it is behind, in one or two sentences. @param now milliseconds since the epoch */
function driftWords(drift, commit, now) {
    const { liveCommit, toldBy, kinship, why } = drift;
    if (liveCommit === undefined || toldBy === undefined)
        return `Which commit is live could not be told: ${why ?? 'nothing names it'}.`;
    const live = `What is live is ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(liveCommit)}, ${TOLD_BY[toldBy]}`;
    const own = (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(commit);
    switch (kinship) {
        case 'same':
            return `${live}: the very commit that should be.`;
        case 'older':
            return `${live}: ${distance(drift, now)} behind ${own}.${pathsWords(drift)}`;
        case 'newer':
            return `${live}: a newer commit, which contains ${own}.`;
        case 'diverged':
            return `${live}: from another branch, which lacks ${distance(drift, now)} of ${own}.${pathsWords(drift)}`;
        case 'unknown':
            return `${live}. How it relates to ${own} could not be told: ${why ?? 'GitHub does not say'}.`;
    }
}
/** `3 commits and 2 h 5 min`. */
function distance({ commitsBehind, behindSince }, now) {
    const commits = commitsBehind === undefined ? 'some commits' : (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(commitsBehind, 'commit');
    return behindSince === undefined || behindSince > now ? commits : `${commits} and ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(now - behindSince)}`;
}
function pathsWords(drift) {
    const { paths, touched, why, commitsBehind } = drift;
    const they = commitsBehind === 1 ? 'It touches' : 'They touch';
    switch (paths) {
        case 'not-asked':
            return '';
        case 'touched':
            return ` ${they} paths: ${touched.join(', ')}.`;
        case 'untouched':
            return ` ${they} none of paths.${remarks(drift)
                .map((remark) => ` ${remark}`)
                .join('')}`;
        case 'unknown':
            return ` Whether paths are touched is not known: ${why ?? 'GitHub does not say'}.`;
    }
}
/** What may be a mistake in `paths`, as sentences. */
function remarks({ remark }) {
    return remark === undefined ? [] : [`${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`];
}
/** An audit's finding, with what is live instead. */
function withDrift(finding, drift, { commit, image }, now) {
    if (drift === undefined)
        return finding;
    const words = `${driftWords(drift, commit, now)}${notExcused(finding, drift, image !== undefined)}`;
    return { ...finding, explanation: `${finding.explanation} ${words}` };
}
/** Why an audit did not judge by the live commit although `paths` alone would let it. */
function notExcused({ cause }, { paths, toldBy, kinship, why }, isImageNamed) {
    if (paths !== 'untouched' || kinship !== 'older')
        return '';
    if (cause !== 'image-missing' && cause !== 'not-deployed')
        return '';
    const not = ' It was not judged by that commit';
    if (toldBy === 'served-version')
        return `${not}: a served version proves nothing about an image.`;
    if (why !== undefined)
        return `${not}: ${why}`;
    return isImageNamed
        ? `${not}, because the input image names what must be live.`
        : `${not}, because not every service was shown to run the same one.`;
}
/** A finding about the live commit that was judged in place of the branch's head. */
function aboutLiveCommit(finding, drift, head) {
    const { liveCommit = '' } = drift;
    const words = `What runs is ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(liveCommit)}, and no commit since then touches paths, so that ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(head)} need not be live; this is about ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(liveCommit)}.`;
    return { ...finding, explanation: [words, ...remarks(drift), finding.explanation].join(' ') };
}
/** The verdict of an audit for whose live commit the whole promise was shown, while no newer commit touches `paths`. */
function verifiedAtLiveCommit(verdict, drift, { commit: head, paths }) {
    if (verdict.verdict !== 'verified')
        return verdict;
    const { liveCommit = '', commitsBehind = 0 } = drift;
    const live = (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(liveCommit);
    const newer = (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(commitsBehind, 'newer commit');
    const touch = commitsBehind === 1 ? 'touches' : 'touch';
    const globs = `${paths.slice(0, MOST_GLOBS).join(', ')}${paths.length > MOST_GLOBS ? ` and ${paths.length - MOST_GLOBS} more` : ''}`;
    return {
        ...verdict,
        headline: `${verdict.headline}; ${newer} ${touch} none of paths`,
        notes: [
            `The head ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(head)} is not deployed, and need not be: ${newer} since ${live} ${touch} none of paths (${globs}). ${live} was verified.`,
            ...remarks(drift),
            ...verdict.notes,
        ],
    };
}
const MOST_GLOBS = 8;


/***/ }),

/***/ 33309:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ featuresAtDeadline),
/* harmony export */   J: () => (/* binding */ judgeFeatures)
/* harmony export */ });
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(55836);
/* harmony import */ var _case_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(28026);


const check = (0,_case_js__WEBPACK_IMPORTED_MODULE_1__/* .checkOf */ .E)('features');
/** The newest result of each check, in the order of the author's list. */
function newest(checks, results) {
    return checks.map((check) => results.findLast((result) => result.name === check.name));
}
/** Promise 5 as a check. `results` are those of the round that is judged. */
function judgeFeatures(checks, results) {
    if (checks.length === 0)
        return check('not-checked', '', 'no feature-checks were given');
    const expected = `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(checks.length, 'check')} to pass`;
    const found = newest(checks, results);
    const failed = found.filter((result) => result !== undefined && !result.passed);
    if (failed.length > 0)
        return check('fail', expected, failed.map((result) => `${result?.name ?? ''}: ${result?.seen ?? ''}`).join(' \u00b7 '));
    if (found.includes(undefined))
        return check('pending', expected, 'not run yet');
    return check('pass', expected, checks.map((feature) => feature.name).join(' \u00b7 '));
}
/** The finding at the deadline when everything before the features holds; undefined where all pass. */
function featuresAtDeadline(checks, results) {
    if (checks.length === 0)
        return undefined;
    const found = newest(checks, results);
    const failed = found.filter((result) => result !== undefined && !result.passed);
    const [first] = failed;
    if (first === undefined && !found.includes(undefined))
        return undefined;
    const missing = checks.filter((_check, index) => found[index] === undefined).map((check) => check.name);
    return {
        cause: 'feature-failed',
        headline: first === undefined
            ? `feature checks were not run: ${missing.join(', ')}`
            : `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(failed.length, 'feature check')} failed: ${failed.map((result) => result.name).join(', ')}`,
        explanation: first === undefined
            ? 'The deployment became right so late that no time was left for the feature checks.'
            : failed.map((result) => `${result.name}: expected ${result.expected}, seen ${result.seen}.`).join(' '),
        nextStep: {
            text: first === undefined
                ? 'Give the input "timeout" more time.'
                : 'The new version runs and answers; what it does at these URLs is wrong. Fix it or roll back.',
        },
        ruledOut: ['The tasks and the served version are those of the commit, so the deploy itself is not at fault.'],
    };
}


/***/ }),

/***/ 31937:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Fj: () => (/* binding */ begunWords),
/* harmony export */   l1: () => (/* binding */ ranAt),
/* harmony export */   mT: () => (/* binding */ nameBuild),
/* harmony export */   vg: () => (/* binding */ imageRemarks)
/* harmony export */ });
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(55836);
/* harmony import */ var _version_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5364);


/** Clocks of the builder, the registry and whoever made the commit may differ by so much, in milliseconds. */
const SKEW = 60_000;
/** A build pushes at its end: so long after it the push may show, in milliseconds. */
const PUSH_LAG = 60_000;
/** A build that the push itself starts begins within this, in milliseconds. */
const LATE_BUILD = 15 * 60_000;
const MOST_TAGS = 10;
/** Whether a build was running at a time, or had just ended. */
function ranAt(build, at) {
    return build.startedAt !== undefined && build.startedAt <= at && at <= (build.endedAt ?? Infinity) + PUSH_LAG;
}
/** A build in words: number, who started it, when, how it ended, and of which commit as far as that is known. */
function nameBuild(build, commit) {
    return `${build.project} build ${build.number ?? build.id} (started by ${build.startedBy} at ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(build.startedAt)}, ${build.status}${sourceOf(build, commit)})`;
}
function sourceOf(build, commit) {
    const built = build.resolvedCommit;
    if (built === undefined || built === '')
        return '';
    return built === commit ? `, of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(built)}` : `, of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(built)} and not of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(commit)}`;
}
/** What is worth saying about where and when the expected image came to be; empty before it is found. */
function imageRemarks(expectation, commit, pipelines) {
    if (expectation.image.state === 'missing')
        return [];
    const { image } = expectation.image;
    // Another commit may stand in for the one that was asked for.
    const committedAt = commit?.sha === expectation.commit ? commit.committedAt : undefined;
    return [
        ...agedRemarks(image, committedAt),
        // An image that is older as a whole has old layers by that alone.
        ...(agedRemarks(image, committedAt).length > 0 ? [] : oldLayers(image, committedAt)),
        ...(image.movedTags ?? []).map(({ tag, digest }) => ({
            doubtful: true,
            text: `The tag ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(tag)} points at ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(digest)} now, and not at this image: another build pushed it after, or beside, the one that this workflow means.`,
        })),
        ...otherTags(image, expectation),
        ...rebuilt(image),
        ...pushedDuring(image, expectation.commit, committedAt, pipelines),
    ];
}
function agedRemarks({ createdAt, pushedAt }, committedAt) {
    if (committedAt === undefined)
        return [];
    const remark = (done, at, otherwise) => at === undefined || at + SKEW >= committedAt
        ? []
        : [
            {
                doubtful: true,
                text: `It was ${done} at ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(at)}, ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(committedAt - at)} before the commit was made (${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(committedAt)}): it cannot hold the commit, unless ${otherwise}.`,
            },
        ];
    return [
        ...remark('built', createdAt, 'the build sets that time itself, or the commit was rewritten since'),
        ...remark('pushed', pushedAt, 'the commit was rewritten since'),
    ];
}
/** A layer that is older than the commit cannot hold what the commit changed: the build took it from a cache. */
function oldLayers({ evidence }, committedAt) {
    if (evidence.state !== 'read' || committedAt === undefined)
        return [];
    return evidence.items.flatMap(({ finding, madeAt, where }) => finding !== 'contradicts' || madeAt === undefined || madeAt + SKEW >= committedAt
        ? []
        : [
            {
                doubtful: true,
                text: `The layer behind ${where} was made at ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(madeAt)}, ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(committedAt - madeAt)} before the commit: the build reused an old layer instead of copying the files again.`,
            },
        ]);
}
/** A tag that names another commit, as build tools write it: seven to forty hexadecimal figures, not all of them decimal. */
const COMMIT_TAG = /^(?:sha-)?(?=[0-9a-f]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}$/;
const VERSION_TAG = /^v?\d+\.\d+\.\d+$/;
function otherTags(image, { commit, version }) {
    const foreignTags = image.tags.filter((tag) => tag !== image.tag && !commit.startsWith(tag.replace(/^sha-/, '')));
    // A commit's SHA in full and in short is one name.
    const others = [...new Set(foreignTags.map(_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu))];
    if (others.length === 0)
        return [];
    const shown = others.slice(0, MOST_TAGS).join(', ');
    const more = others.length > MOST_TAGS ? ` and ${others.length - MOST_TAGS} more` : '';
    const foreign = others.filter((tag) => COMMIT_TAG.test(tag));
    const older = version.source === 'commit' ? [] : others.filter((tag) => VERSION_TAG.test(tag) && !(0,_version_js__WEBPACK_IMPORTED_MODULE_1__/* .sameVersion */ .r)(version, tag));
    const doubts = [
        ...(foreign.length === 0 ? [] : [`${list(foreign)} ${foreign.length === 1 ? 'names' : 'name'} another commit`]),
        ...(older.length === 0 ? [] : [`${list(older)} ${older.length === 1 ? 'names' : 'name'} another version`]),
    ];
    return [
        {
            doubtful: doubts.length > 0,
            text: `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(others.length, 'other tag')} ${others.length === 1 ? 'points' : 'point'} at it too: ${shown}${more}.${doubts.length === 0 ? '' : ` Of these ${doubts.join(', and ')}.`}`,
        },
    ];
}
const list = (tags) => tags.slice(0, MOST_TAGS).join(', ');
function rebuilt({ others = [], digest }) {
    const rebuilds = others.filter(({ isRebuild }) => isRebuild);
    return rebuilds.map(({ digest: other }) => ({
        doubtful: false,
        text: `Tasks run ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(other)}, which is another index than ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(digest)} of the very same platform images: the commit was built twice, with the same result byte for byte.`,
    }));
}
function pushedDuring({ pushedAt, others = [] }, commit, committedAt, pipelines) {
    const builds = pipelines?.projects.flatMap((project) => project.builds) ?? [];
    const remark = (what, at, since) => {
        const pusher = at === undefined ? undefined : builds.find((build) => ranAt(build, at));
        return pusher === undefined
            ? []
            : [
                {
                    doubtful: true,
                    text: `${what} was pushed while ${nameBuild(pusher, commit)} ran.${begunWords(pusher, since)}`,
                },
            ];
    };
    return [
        ...remark('The image', pushedAt, committedAt),
        ...others.flatMap((other) => remark(`${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(other.digest)}, which tasks run instead,`, other.pushedAt)),
    ];
}
/** When a build began, seen from the commit: before it, nothing that it built can hold the commit. */
function begunWords({ startedAt }, committedAt) {
    if (startedAt === undefined || committedAt === undefined)
        return '';
    const made = `the commit was made (${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(committedAt)})`;
    return startedAt + SKEW < committedAt
        ? ` The build began ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(committedAt - startedAt)} before ${made}: it cannot have built the commit, unless that was rewritten since.`
        : startedAt - committedAt < LATE_BUILD
            ? ''
            : ` The build began ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(startedAt - committedAt)} after ${made}.`;
}


/***/ }),

/***/ 77829:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EN: () => (/* binding */ namingCommit),
/* harmony export */   Un: () => (/* binding */ boundByNameAlone),
/* harmony export */   Vt: () => (/* binding */ isBound),
/* harmony export */   a7: () => (/* binding */ judgeImageContent),
/* harmony export */   tO: () => (/* binding */ imageName),
/* harmony export */   xQ: () => (/* binding */ judgeImage)
/* harmony export */ });
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(55836);
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(98301);


/** `app:3fa04cb` or `app@sha256:9c1e7ab2\u2026`, without the registry's host; a full SHA as tag is shortened. */
function imageName(image) {
    const name = image.repository.slice(image.repository.indexOf('/') + 1);
    return image.tag === undefined ? `${name}@${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(image.digest)}` : `${name}:${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(image.tag)}`;
}
/** Promise 3, first half: there is an image that the push built. */
function judgeImage(expectation, phase) {
    const lookup = expectation.image;
    const commit = (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(expectation.commit);
    if (lookup.state === 'found') {
        const { image } = lookup;
        const pushed = image.pushedAt === undefined ? '' : `, pushed ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(image.pushedAt)}`;
        return {
            check: { id: 'image', status: 'pass', expected: imageName(image), seen: `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(image.digest)}${pushed}` },
        };
    }
    const finding = {
        cause: 'image-missing',
        headline: `no image of ${commit} is in the registry`,
        explanation: `Expected an image of commit ${expectation.commit} in ${lookup.repository}; looked for ${lookup.searched} and found none. ` +
            'The build did not run, failed, or pushed under another name.',
        nextStep: {
            text: `Look at the build of ${commit}: it must push the image tagged with the commit's SHA before this step runs, or this step must be told what was pushed with the input "image".`,
        },
        ruledOut: ['Whether a deployment is at fault was not judged: without the image there is nothing to deploy.'],
    };
    return {
        check: {
            id: 'image',
            status: phase === 'starting' ? 'pending' : 'fail',
            expected: `an image of ${commit} in ${lookup.repository}`,
            seen: `none: looked for ${lookup.searched}`,
        },
        ...(phase === 'starting' ? {} : { finding }),
        atDeadline: finding,
    };
}
const SOURCE = {
    'revision-label': 'the image\u2019s revision label',
    'revision-annotation': 'its revision annotation',
    provenance: 'its build provenance',
    'version-file': 'the version file in it',
};
const WORD = {
    'revision-label': 'label',
    'revision-annotation': 'annotation',
    provenance: 'provenance (not signed)',
    'version-file': 'file',
};
/** Strongest first: what the files say outweighs what the build says about them. */
const STRENGTH = [
    'version-file',
    'provenance',
    'revision-label',
    'revision-annotation',
];
const strongest = (items) => items.toSorted((a, b) => STRENGTH.indexOf(a.kind) - STRENGTH.indexOf(b.kind))[0];
const told = (item) => item.finding === 'contradicts' ? `${item.where} says ${item.said}` : `${item.where}: ${item.finding}`;
/** When it was created and pushed, as far as known, with a space behind it. */
function timesOf(image) {
    const times = [
        ...(image.createdAt === undefined ? [] : [`created at ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(image.createdAt)}`]),
        ...(image.pushedAt === undefined ? [] : [`pushed at ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(image.pushedAt)}`]),
    ];
    return times.length === 0 ? '' : `It was ${times.join(' and ')}. `;
}
function stale(image, item, expectation) {
    const said = item.said === '' ? 'nothing' : item.said;
    return {
        cause: 'image-stale',
        headline: item.said === ''
            ? `the image lacks what the commit has: ${item.where}`
            : `the image holds ${said}, not ${item.expected}`,
        explanation: `The image ${imageName(image)} (${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(image.digest)}) is not commit ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(expectation.commit)}: ${item.where} says ${said}, expected ${item.expected}. ${timesOf(image)}${item.note ?? ''}`.trim(),
        reasoning: ['The usual causes are a cached layer, a checkout of another commit, or a retag of an older image.'],
        nextStep: {
            text: `Build the image again from the commit, without cached layers, and deploy it.${item.kind === 'version-file' && item.said === ''
                ? ' Where its version stands elsewhere or in another form, give "image-version-file" and "version-pattern".'
                : ''}`,
            command: `docker build --pull --no-cache --label org.opencontainers.image.revision=${expectation.commit} \u2026`,
        },
        ruledOut: [
            'A cache or a wrong route in front of the service (version-mismatch) is not needed to explain it: the image itself says so.',
            'What the tasks run (digest-mismatch, not-deployed) does not matter: no deployment of this image can bring the commit live.',
        ],
    };
}
/** Whether the image is tied to the commit by anything at all: without that, nothing proves what it holds. */
function isBound({ binding, evidence }) {
    return binding !== 'none' || (evidence.state === 'read' && evidence.items.some((item) => item.finding === 'agrees'));
}
/** What names the commit itself: a version file names no more than a version. */
const namingCommit = (items) => items.filter((item) => item.finding === 'agrees' && item.kind !== 'version-file');
/** Whether the image's tag, or the workflow's own word, is all that ties it to the commit. */
const boundByNameAlone = (image) => image.evidence.state !== 'read' || !image.evidence.items.some((item) => item.finding === 'agrees');
function unproven(image, expectation, why) {
    return {
        cause: 'image-unproven',
        headline: `nothing shows that the image is ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(expectation.commit)}`,
        explanation: `${why} The image is ${imageName(image)} (${image.digest}), pushed at ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(image.pushedAt)}.`,
        nextStep: {
            text: 'Add the commit to the image when it is built; with docker/build-push-action:',
            command: 'labels: |\n  org.opencontainers.image.revision=${{ github.sha }}',
        },
        ruledOut: ['Nothing in the image contradicts the commit either, so it is not image-stale.'],
    };
}
/** The commit's tag was all that tied the image to it, and was given to another image meanwhile. */
function tagTaken(image, { digest }, expectation) {
    const commit = (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(expectation.commit);
    return {
        cause: 'digest-mismatch',
        headline: `the tag of ${commit} means another image than the one that was deployed`,
        explanation: `Expected ${imageName(image)} to mean ${image.digest} to the end; it means ${digest} by now. Nothing inside the first one names the commit, so that nothing tells which of the two was built from it.`,
        nextStep: {
            text: 'Find out which build pushed the tag a second time. Deploy the image by its digest, make the tags of the repository immutable, and let the build write the commit into the image; with docker/build-push-action:',
            command: 'labels: |\n  org.opencontainers.image.revision=${{ github.sha }}',
        },
        ruledOut: ['What the first image says about itself does not contradict the commit, so it is not image-stale.'],
    };
}
/** Promise 3, second half: nothing in the image contradicts the commit, and something ties it to the commit. */
function judgeImageContent(expectation, requireImageProof, phase) {
    const expected = `version ${expectation.version.value} of commit ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(expectation.commit)}`;
    const check = (status, seen) => ({ id: 'image-content', status, expected, seen });
    if (expectation.image.state === 'missing')
        return { check: check('pending', 'no image yet') };
    const { image } = expectation.image;
    const { evidence } = image;
    if (evidence.state === 'reading')
        return {
            check: check('pending', 'being read'),
            atDeadline: {
                cause: 'aws-unreachable',
                headline: 'what the image says about itself could not be read until the deadline',
                explanation: `Expected to read labels, provenance${requireImageProof ? '' : ' and, where asked for, the version file'} of ${imageName(image)} (${image.digest}) in its registry before the deadline; the registry did not answer in time.`,
                nextStep: {
                    text: 'Look at the runner\u2019s way to the registry, give the input "timeout" more time, and run this job again.',
                    about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_1__/* .aboutMessage */ .P1)('the-registry-could-not-be-read'),
                },
                ruledOut: ['Nothing was shown to be wrong with the image; nothing was proved right either.'],
            },
        };
    const items = evidence.state === 'read' ? evidence.items : [];
    const contradiction = strongest(items.filter((item) => item.finding === 'contradicts'));
    if (contradiction !== undefined)
        return { check: check('fail', told(contradiction)), finding: stale(image, contradiction, expectation) };
    const unreadable = items.find((item) => item.finding === 'unreadable');
    if (unreadable !== undefined)
        return {
            check: check('unknown', told(unreadable)),
            finding: {
                cause: 'digest-unreadable',
                headline: `${SOURCE[unreadable.kind]} could not be read`,
                explanation: `Expected to read ${unreadable.where} in ${imageName(image)} (${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(image.digest)}). ${unreadable.note ?? 'It is unreadable.'}`,
                nextStep: {
                    text: 'Build and push the image again; where the version file is meant, check the input "image-version-file" too.',
                    about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_1__/* .aboutMessage */ .P1)('what-the-image-says-about-itself-is-unreadable'),
                },
                ruledOut: ['What the image says was not judged: bytes that are not what their digest names say nothing.'],
            },
        };
    const agreeing = items.filter((item) => item.finding === 'agrees');
    const seen = agreeing.length > 0
        ? [...new Set(agreeing.map((item) => `${WORD[item.kind]} ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu)(item.said)}`))].join(' \u00b7 ')
        : evidence.state === 'read'
            ? 'the image says nothing about its commit'
            : 'not looked into';
    if (requireImageProof && namingCommit(items).length === 0) {
        const why = `Expected ${Object.values(SOURCE).slice(0, 3).join(', ')} to name the commit, because require-image-proof is set; none does.`;
        return { check: check('fail', seen), finding: unproven(image, expectation, why) };
    }
    const taken = isBound(image) ? undefined : image.movedTags?.find(({ tag }) => tag === image.tag);
    if (taken !== undefined) {
        const finding = tagTaken(image, taken, expectation);
        return {
            check: check('unknown', `${seen}; its tag means ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(taken.digest)} by now`),
            ...(phase === 'starting' ? {} : { finding }),
            atDeadline: finding,
        };
    }
    if (!isBound(image)) {
        const why = `Expected a tag that is the commit's SHA, a digest from the workflow, or evidence in the image; a tag like "${image.tag ?? ''}" can mean any commit.`;
        return {
            check: check('unknown', `${seen}; its tag names no commit`),
            atDeadline: unproven(image, expectation, why),
        };
    }
    return { check: check(agreeing.length > 0 ? 'pass' : 'not-checked', seen) };
}


/***/ }),

/***/ 69503:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DI: () => (/* binding */ judgePipelines),
/* harmony export */   NG: () => (/* binding */ pipelinesFinding),
/* harmony export */   c0: () => (/* binding */ restoreNotes),
/* harmony export */   wZ: () => (/* binding */ inShort)
/* harmony export */ });
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(55836);
/* harmony import */ var _case_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(28026);
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(98301);



const check = (0,_case_js__WEBPACK_IMPORTED_MODULE_1__/* .checkOf */ .E)('one-pipeline');
const MOST_NAMED = 5;
/** What `auto` found and nothing shows to compete is told, and not held against the deploy. */
const competing = ({ projects }) => projects.filter((project) => project.competing !== 'not-shown');
const isName = (project) => project !== '' && project !== 'auto';
/** The projects that nothing may start any more, in words. */
function subject(pipelines) {
    const read = competing(pipelines).map((project) => project.name);
    const names = read.length > 0 ? read : [...new Set(pipelines.problems.map(({ project }) => project))].filter(isName);
    return names.length === 0 ? 'another pipeline' : names.join(', ');
}
/** What keeps promise 6 from holding, as far as the last reading shows. */
function obstacles(pipelines) {
    const projects = competing(pipelines);
    const open = projects.flatMap((project) => project.triggers.flatMap((trigger) => {
        switch (trigger.state) {
            case 'disabled':
            case 'harmless':
            case 'protected':
                return [];
            case 'live':
            case 'mixed':
            case 'unknown':
                return [{ what: `${trigger.kind} ${trigger.name} of ${project.name}: ${trigger.detail}` }];
        }
    }));
    const blocked = pipelines.problems
        .filter((problem) => problem.blocking)
        .map((problem) => ({
        what: `${problem.project}: ${problem.message}`,
        ...(problem.action === undefined ? {} : { action: problem.action }),
        ...(problem.resource === undefined ? {} : { resource: problem.resource }),
    }));
    const unseen = projects
        .filter((project) => !project.exists)
        .map((project) => ({ what: `${project.name} was not found in ${pipelines.region}` }));
    const found = [...open, ...blocked];
    if (found.length === 0 && projects.length === 0 && !pipelines.auto)
        return [{ what: 'no project was read' }];
    return found.length === 0 ? unseen : found;
}
/** What no switch can stop is said where the check passes, too. */
function startedByHand(pipelines) {
    const builds = competing(pipelines).flatMap((project) => project.builds);
    const byHand = builds.filter(({ origin }) => origin === 'person');
    if (byHand.length === 0)
        return '';
    const people = [...new Set(byHand.map(({ startedBy }) => startedBy))];
    const named = people.length > 3 ? (0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(people.length, 'person') : people.join(', ');
    return `; ${byHand.length} of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(builds.length, 'build')} in 30 days started by hand (${named})`;
}
/** Whether a trigger can start its project, or may. */
const isOpen = (state) => state === 'live' || state === 'mixed' || state === 'unknown';
/** What the states of the triggers do not tell by themselves: that there is no such project, or that something else could not be read. */
function unnamed(pipelines) {
    const open = competing(pipelines).some(({ triggers }) => triggers.some(({ state }) => isOpen(state)));
    return open
        ? []
        : obstacles(pipelines)
            .slice(0, 1)
            .map(({ what }) => trimmed(withoutCommand(what)));
}
/** A check that passes because nothing shows that a project competes must say so. */
function leftAlone({ projects }) {
    const names = projects.filter((project) => project.competing === 'not-shown').map(({ name }) => name);
    if (names.length === 0)
        return '';
    const list = `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;
    return `; found and left alone, because nothing shows a project of this repository that pushes this image or updates this service: ${list}`;
}
/** Promise 6 as a check. Only `disable` asks for it; `report` and `restore` are told without a judgement. */
function judgePipelines(pipelines) {
    if (pipelines === undefined)
        return check('not-checked', '', 'no codebuild-project was given');
    const projects = competing(pipelines);
    const running = pipelines.projects.flatMap((project) => project.builds).filter((build) => build.running);
    const builds = running.length === 0 ? '' : `; ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(running.length, 'build')} running now`;
    const lists = projects.flatMap(({ name, triggers }) => {
        const states = [...Map.groupBy(triggers, ({ kind, state }) => `${kind} ${state}`)];
        const list = states.map(([what, of]) => (of.length === 1 ? what : `${of.length} \u00d7 ${what}`)).join(' \u00b7 ');
        return list === '' ? [] : [projects.length === 1 ? list : `${name}: ${list}`];
    });
    const told = `${lists.length === 0 ? 'no trigger found' : lists.join('; ')}${builds}${startedByHand(pipelines)}${leftAlone(pipelines)}`;
    switch (pipelines.handling) {
        case 'off':
            return check('not-checked', '', 'competing-triggers is off');
        case 'report':
        case 'restore':
            return check('not-checked', '', told);
        case 'disable': {
            const found = obstacles(pipelines);
            const expected = `no push starts ${subject(pipelines)}`;
            // Told, and neither shown to compete nor to be harmless.
            if (found.length === 0 && projects.length === 0 && pipelines.projects.length > 0)
                return check('not-checked', expected, told);
            // Only builds name the pipelines of other regions. That they were not read decides nothing, and yet what was not looked for is no pass.
            if (found.length === 0 && pipelines.problems.some(({ hidesPipelines }) => hidesPipelines === true))
                return check('unknown', expected, `${told}; the builds could not be read, so that pipelines of other regions were not looked for`);
            return found.length === 0
                ? check('pass', expected, told)
                : check('fail', expected, [told, ...unnamed(pipelines)].join('; '));
        }
    }
}
const MOST_PROBLEMS = 3;
/** What is still open, as short as a sentence can be: the table of triggers has the rest. */
function openWords(pipelines) {
    const triggers = competing(pipelines).flatMap((project) => project.triggers);
    const named = (states) => triggers.filter(({ state }) => states.includes(state)).map(({ kind, name }) => `${kind} "${name}"`);
    const list = (names) => `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;
    const live = named(['live', 'mixed']);
    const unknown = named(['unknown']);
    const blocking = pipelines.problems
        .filter((problem) => problem.blocking)
        .map(({ message }) => inShort(message))
        .filter((message) => message !== '');
    const parts = [
        ...(live.length === 0
            ? []
            : [`${live.length} of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .count */ .U9)(triggers.length, 'trigger')} can still start it: ${list(live)}`]),
        ...(unknown.length === 0 ? [] : [`Not readable: ${list(unknown)}`]),
        ...blocking.slice(0, MOST_PROBLEMS),
        ...(blocking.length > MOST_PROBLEMS
            ? [`and ${blocking.length - MOST_PROBLEMS} more problems, listed with the triggers`]
            : []),
    ];
    return (parts.length === 0 ? obstacles(pipelines).map(({ what }) => what) : parts).map(trimmed).join('. ');
}
const trimmed = (text) => text.trim().replace(/[.;:,]+$/, '');
/** What the explanation says of a problem: all but its command. */
const inShort = (message) => trimmed(withoutCommand(message));
/** A command is to be copied, and not to be read in the middle of a sentence. */
function withoutCommand(message) {
    const command = message.search(/: (?:aws|gh) /);
    if (command < 0)
        return message;
    const before = message.slice(0, command);
    return before.slice(0, [...before.matchAll(/[.,;:](?=\s)/g)].at(-1)?.index ?? 0);
}
/** Whether a trigger is known to be live, rather than only not known to be disabled. */
const isLive = (pipelines) => competing(pipelines).some(({ triggers }) => triggers.some(({ state }) => state === 'live' || state === 'mixed'));
/** The finding when the deploy is right and a competing trigger is not disabled; undefined where promise 6 holds or was not asked for. */
function pipelinesFinding(pipelines) {
    if (pipelines === undefined || pipelines.handling !== 'disable')
        return undefined;
    const found = obstacles(pipelines);
    if (found.length === 0)
        return undefined;
    return {
        cause: 'competing-trigger',
        headline: isLive(pipelines)
            ? 'the deploy is right, but another pipeline can still overwrite it'
            : 'the deploy is right, but whether another pipeline can overwrite it is not known',
        explanation: `Expected nothing to start ${subject(pipelines)} on a push to a branch or on a merge. ${openWords(pipelines)}.`,
        nextStep: nextStepFor(pipelines, found),
        ruledOut: ['Tasks, image and answers are those of the commit: the deploy itself is not at fault.'],
    };
}
/** To switch off a hook that feeds runners would take them from every job, perhaps from this one. */
const APART = 'give the runners a project of their own, or take the pushes out of their hook';
function nextStepFor(pipelines, found) {
    const blocking = pipelines.problems.filter((problem) => problem.blocking);
    const about = (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_2__/* .aboutMessage */ .P1)('another-pipeline-can-still-overwrite-the-deploy');
    const open = competing(pipelines).flatMap(({ triggers }) => triggers.filter(({ state }) => isOpen(state)));
    const mixed = open.filter(({ state }) => state === 'mixed');
    const runners = mixed.length === 0 ? '' : ` Leave a hook on that feeds runners: ${APART}.`;
    if (blocking.length > 0 && blocking.every((problem) => problem.passing === true))
        return {
            text: `Run this job again: ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .unansweredBy */ .g1)(blocking.map(({ heldUpBy }) => heldUpBy))}. If it stays so, switch the trigger off by hand.${runners}`,
            about,
        };
    const denied = found.filter((obstacle) => obstacle.action !== undefined);
    if (denied.length === 0) {
        if (mixed.length > 0 && mixed.length === open.length)
            return { text: `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .capitalised */ .Iu)(APART)}; then run this job again.`, about };
        const retire = mixed.length > 0 ? '' : ', or retire the project';
        return { text: `Switch the trigger off by hand${retire}; then run this job again.${runners}`, about };
    }
    const actions = [...new Set(found.flatMap(({ action }) => action ?? []))];
    const resources = [...new Set(denied.map((obstacle) => obstacle.resource ?? '*'))];
    const others = blocking.some((problem) => problem.action === undefined);
    return {
        text: `Allow ${actions.join(', ')} to the role of this job, or switch the trigger off by hand.${runners}${others ? ' What no permission would solve is told with the triggers below.' : ''}`,
        command: JSON.stringify({ Effect: 'Allow', Action: actions, Resource: resources }, undefined, 2),
        about: actions.length === 1 && !others ? (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_2__/* .aboutCall */ .wq)(actions.join('')) : about,
    };
}
/** What a restore could not do: no promise of a deploy, so that it decides nothing, and yet nobody must overlook it. */
function restoreNotes(pipelines) {
    if (pipelines?.handling !== 'restore')
        return [];
    return pipelines.problems.map(({ project, message }) => `Not restored in full: ${project}: ${message}`);
}


/***/ }),

/***/ 25210:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $e: () => (/* binding */ otherImageNamed),
/* harmony export */   KD: () => (/* binding */ formerRollouts),
/* harmony export */   Ke: () => (/* binding */ relationOf),
/* harmony export */   Xn: () => (/* binding */ containerImage),
/* harmony export */   Xw: () => (/* binding */ namesMovingTag),
/* harmony export */   _W: () => (/* binding */ carriesExpected)
/* harmony export */ });
/* unused harmony export isPinned */
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9047);

/** Whether at least a part of the rollout is shown, by digest, to be of the expected image. */
const carriesExpected = (relation) => relation === 'carries' || relation === 'partly';
/** Whether a task definition's ARN is the one that the author pinned, given as ARN or `family:revision`. */
const isPinned = (taskDefinition, pinned) => taskDefinition === pinned || taskDefinition.endsWith(`:task-definition/${pinned}`);
/** One repository has several spellings in ECR: FIPS and dual-stack hosts. */
function sameRepository(a, b) {
    if (a === b)
        return true;
    const [one, other] = [(0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .ecrRepository */ .BK)(a), (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .ecrRepository */ .BK)(b)];
    return (one !== undefined &&
        other !== undefined &&
        one.registryId === other.registryId &&
        one.region === other.region &&
        one.repositoryName === other.repositoryName);
}
/** The reference of the verified container in a task definition; undefined where the definition or the container is unknown. */
function containerImage(taskDefinition, picture) {
    const definition = picture.taskDefinitions.find((candidate) => candidate.arn === taskDefinition);
    return definition?.containers.find((container) => container.name === picture.container)?.image;
}
function claimOf(taskDefinition, image, picture) {
    const text = containerImage(taskDefinition, picture);
    const reference = text === undefined ? undefined : (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseImageName */ ["if"])(text);
    if (reference === undefined || !sameRepository(reference.repository, image.repository))
        return 'no';
    if (reference.digest !== undefined)
        return image.digests.includes(reference.digest) ? 'yes' : 'no';
    const tag = reference.tag ?? 'latest';
    if (tag === image.tag || image.tags.includes(tag))
        return 'yes';
    return image.tags.length === 0 ? 'open' : 'no';
}
/** `latest`, `prod`: a tag without a figure is moved from build to build, so that naming it claims whatever was built last. */
const MOVING_TAG = /^[a-z_-]+$/i;
/** Whether a rollout names a moving tag of the expected image's repository: who deployed it meant the newest image, whatever it got. */
function namesMovingTag(rollout, image, picture) {
    const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseImageName */ ["if"])(containerImage(rollout.taskDefinition, picture) ?? '');
    return (reference !== undefined &&
        reference.digest === undefined &&
        MOVING_TAG.test(reference.tag ?? 'latest') &&
        sameRepository(reference.repository, image.repository));
}
/** The image that a rollout's task definition names instead of the expected one; undefined where it may name that, or nothing is known. */
function otherImageNamed(rollout, image, picture) {
    if (rollout === undefined || image === undefined)
        return undefined;
    const isOther = claimOf(rollout.taskDefinition, image, picture) === 'no' && !namesMovingTag(rollout, image, picture);
    return isOther ? containerImage(rollout.taskDefinition, picture) : undefined;
}
function digestsOf(id, tasks) {
    return tasks.flatMap((task) => task.rolloutId === id && task.container.state === 'digest' ? [task.container.digest] : []);
}
/** How digests that are known of something, and what it names, compare with the expected image. */
function compare(known, claim, image) {
    const matching = known.filter((digest) => image.digests.includes(digest)).length;
    if (known.length > 0) {
        if (matching === known.length)
            return 'carries';
        if (matching > 0)
            return 'partly';
        return claim === 'no' ? 'other' : 'other-digest';
    }
    switch (claim) {
        case 'yes':
            return 'claims';
        case 'open':
            return 'open';
        case 'no':
            return 'other';
    }
}
/** Compares one rollout with the expected image. A rollout of another task definition than the pinned one is `other` whatever it runs. */
function relationOf(rollout, expectation, observation) {
    if (expectation.image.state === 'missing')
        return 'other';
    const pinned = expectation.taskDefinition;
    if (pinned !== undefined && !isPinned(rollout.taskDefinition, pinned))
        return 'other';
    const { image } = expectation.image;
    const picture = observation.service;
    const claim = pinned === undefined ? claimOf(rollout.taskDefinition, image, picture) : 'yes';
    const running = digestsOf(rollout.id, picture.tasks);
    const recorded = rollout.revisionDigest === undefined ? [] : [rollout.revisionDigest];
    const known = running.length > 0 ? running : [...digestsOf(rollout.id, picture.stops), ...recorded];
    return compare(known, claim, image);
}
/** Rollouts of ours that the service no longer lists, by the tasks they left and by the history of service deployments; newest first. */
function formerRollouts(expectation, observation) {
    if (expectation.image.state === 'missing')
        return [];
    const { image } = expectation.image;
    const { service } = observation;
    const listed = new Set(service.rollouts.map((rollout) => rollout.id));
    const pinned = expectation.taskDefinition;
    const found = new Map();
    const recorded = new Map(service.serviceDeployments.state === 'read'
        ? service.serviceDeployments.value.map(({ revisionId, createdAt }) => [`ecs-svc/${revisionId ?? ''}`, createdAt])
        : []);
    const add = (id, createdAt, taskDefinition) => {
        if (listed.has(id) || (pinned !== undefined && taskDefinition !== undefined && !isPinned(taskDefinition, pinned)))
            return;
        const before = found.get(id);
        // A task may be much younger than its rollout, whose first ones are forgotten.
        const earliest = Math.min(createdAt ?? Infinity, before?.createdAt ?? Infinity, recorded.get(id) ?? Infinity);
        found.set(id, {
            id,
            createdAt: Number.isFinite(earliest) ? earliest : undefined,
            taskDefinition: taskDefinition ?? before?.taskDefinition,
        });
    };
    for (const task of [...service.tasks, ...service.stops])
        if (task.rolloutId !== undefined &&
            task.container.state === 'digest' &&
            image.digests.includes(task.container.digest))
            add(task.rolloutId, task.createdAt, task.taskDefinition);
    if (service.serviceDeployments.state === 'read')
        for (const deployment of service.serviceDeployments.value) {
            if (deployment.revisionId === undefined)
                continue;
            const known = deployment.digest === undefined ? [] : [deployment.digest];
            const claim = deployment.taskDefinition === undefined ? 'no' : claimOf(deployment.taskDefinition, image, service);
            const relation = compare(known, claim, image);
            // A claim counts only after the image was pushed: before that the same tag meant another image.
            const claims = relation === 'claims' && image.pushedAt !== undefined && (deployment.createdAt ?? 0) >= image.pushedAt;
            if (relation === 'carries' || claims)
                add(`ecs-svc/${deployment.revisionId}`, deployment.createdAt, deployment.taskDefinition);
        }
    return [...found.values()].toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
}


/***/ }),

/***/ 119:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M8: () => (/* binding */ cacheWords),
/* harmony export */   NB: () => (/* binding */ agreeingInARow),
/* harmony export */   fv: () => (/* binding */ judgeServed),
/* harmony export */   ie: () => (/* binding */ agrees),
/* harmony export */   lg: () => (/* binding */ servedAtDeadline)
/* harmony export */ });
/* harmony import */ var _image_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(77829);
/* harmony import */ var _version_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5364);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(55836);
/* harmony import */ var _case_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(28026);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(21520);
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(98301);






const check = (0,_case_js__WEBPACK_IMPORTED_MODULE_4__/* .checkOf */ .E)('served-version');
/** Whether the answer is a version and the expected one. */
const agrees = (answer, version) => answer.state === 'read' && (0,_version_js__WEBPACK_IMPORTED_MODULE_1__/* .sameVersion */ .r)(version, answer.version);
/** How many of the last answers agree in a row. */
function agreeingInARow(answers, version) {
    const lastOther = answers.findLastIndex((answer) => !agrees(answer, version));
    return answers.length - 1 - lastOther;
}
/** Promise 4 as a check. `answers` are those of the round that is judged: all taken after promises 1 and 2 held. */
function judgeServed(settings, version, answers) {
    if (settings === undefined)
        return check('not-checked', '', 'no version-url was given');
    const expected = `${version.value} at ${settings.url}`;
    const last = answers.at(-1);
    if (last === undefined)
        return check('pending', expected, 'not asked yet');
    const inARow = agreeingInARow(answers, version);
    if (inARow >= settings.samples)
        return check('pass', expected, `${version.value}, ${inARow} of ${inARow} answers`);
    if (last.state === 'unreadable')
        return check('unknown', expected, last.why);
    return agrees(last, version)
        ? check('pending', expected, `${last.version}, ${inARow} of ${settings.samples} answers`)
        : check('fail', expected, last.version);
}
/** Headers by which a cache says that it answered itself; undefined where none does. */
function cacheWords(answer) {
    const telling = answer.cache.filter(([name, value]) => {
        switch (name.toLowerCase()) {
            case 'age':
                return Number(value) > 0;
            case 'x-cache':
            case 'cf-cache-status':
                return /hit|stale/i.test(value);
            default:
                return false;
        }
    });
    return telling.length === 0 ? undefined : telling.map(([name, value]) => `${name}: ${value}`).join(', ');
}
/** The likeliest first. */
function originsOf(served, answer, expectation, observation) {
    const image = expectation.image.state === 'found' ? expectation.image.image : undefined;
    const fromEnvironment = observation.service.taskDefinitions
        .flatMap((definition) => definition.containers)
        .filter((container) => container.name === observation.service.container)
        .some((container) => container.environmentValues.includes(served));
    const cache = cacheWords(answer);
    const isNamed = image !== undefined && !(0,_image_js__WEBPACK_IMPORTED_MODULE_0__/* .boundByNameAlone */ .Un)(image);
    const byCache = {
        weighs: `A cache says that it answered (${cache}): purge it, or let this URL bypass it.`,
        nextStep: {
            text: 'Purge the cache that answered, let the application send Cache-Control: no-store at this URL, and run this job again.',
        },
    };
    const byEnvironment = {
        weighs: `"${served}" stands word for word in the container's environment: the answer may come from there and say nothing about the code.`,
        nextStep: {
            text: 'Let the application take its version from what was built, and not from a variable of the task definition; or set that variable in the deploy.',
        },
    };
    const byBuild = {
        weighs: isNamed
            ? 'The image itself names the commit, so a stale build is unlikely: look at the route first.'
            : 'Most likely the image was built from old code (a cached layer, another checkout, a retag): nothing in it was found to name the commit, so only the served version can tell.',
        nextStep: {
            text: 'Build the image again from the commit without cached layers, with a revision label, and deploy it; if the label then names the commit and the answer is still old, look at caches and routes.',
            command: `docker build --pull --no-cache --label org.opencontainers.image.revision=${expectation.commit} \u2026`,
        },
    };
    const byRoute = {
        weighs: `${cache === undefined ? 'No cache header explains the answer, and each request asked for a fresh one. ' : ''}A wrong route or another service behind the URL would look the same: compare the answer with that of a task itself.`,
        nextStep: {
            text: 'Follow the URL to what answers it: the name\u2019s addresses, the listener\u2019s rules, the target group and its targets. They must be the tasks of this service. If they are, ask a task itself.',
            command: `aws ecs list-tasks ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_3__/* .cliNames */ .jW)(observation.service).replace('--service ', '--service-name ')}`,
        },
    };
    return [
        ...(cache === undefined ? [] : [byCache]),
        ...(fromEnvironment ? [byEnvironment] : []),
        // Where the image names the commit, what weighs against the build leads to the route.
        isNamed ? { weighs: byBuild.weighs, nextStep: byRoute.nextStep } : byBuild,
        byRoute,
    ];
}
/** The finding at the deadline when promises 1 to 3 hold and the answers do not agree; undefined where they do. */
function servedAtDeadline(settings, expectation, observation, answers) {
    if (settings === undefined)
        return undefined;
    const { version } = expectation;
    if (agreeingInARow(answers, version) >= settings.samples)
        return undefined;
    const recent = answers.slice(-2 * settings.samples);
    const read = recent.flatMap((answer) => (answer.state === 'read' ? [answer] : []));
    const others = read.filter((answer) => !agrees(answer, version));
    const commit = (0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .shortSha */ .Fu)(expectation.commit);
    const source = version.source === 'version-file' ? ` (${version.path ?? 'version file'} at the commit)` : '';
    const wanted = `Expected ${version.value}${source} at ${settings.url}, ${settings.samples} times in a row`;
    const held = `every task runs the digest of ${commit}`;
    const values = [...new Set(read.map((answer) => answer.version))];
    if (others.length === 0) {
        const why = recent.findLast((answer) => answer.state === 'unreadable');
        const url = settings.url.replaceAll("'", '%27');
        return {
            cause: 'version-unreadable',
            headline: 'the served version could not be read',
            explanation: `${wanted}; ${held}, but ${why?.why ?? `${read.length === 0 ? 'no answer was' : `only ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(read.length, 'answer')} could be`} read in the time that was left`}.`,
            nextStep: why === undefined
                ? {
                    text: 'Give the input "timeout" more time: the tasks were seen to be right only shortly before it was over.',
                    about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_5__/* .aboutMessage */ .P1)('no-answer-was-read-in-the-time-that-was-left'),
                }
                : {
                    text: 'Open the URL from where this job runs; correct "version-url", "version-selector" or "version-headers", or run this step where the URL can be reached.',
                    command: `curl -sS -i -H 'Cache-Control: no-cache' '${url}'`,
                    about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_5__/* .aboutMessage */ .P1)('the-served-version-could-not-be-read'),
                },
            ruledOut: ['No answer named another version, so it is neither version-mismatch nor version-mixed.'],
        };
    }
    if (values.length > 1)
        return {
            cause: 'version-mixed',
            headline: `the answers alternate between ${values.join(' and ')}`,
            explanation: `${wanted}; ${held}, but of the last ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .count */ .U9)(read.length, 'answer')} ${others.length} ${others.length === 1 ? 'was' : 'were'} of another version (${[...new Set(others.map((answer) => answer.version))].join(', ')}).`,
            nextStep: {
                text: 'Something else answers at this URL beside the service: another service in the same target group, another region, or a cache with several nodes. List the targets behind it.',
            },
            ruledOut: ['All tasks of this service run the expected image, draining ones included, so it is not mixed-tasks.'],
        };
    const served = others.at(-1);
    const [likeliest, ...weighed] = served === undefined ? [] : originsOf(served.version, served, expectation, observation);
    return {
        cause: 'version-mismatch',
        headline: `the service answers ${served?.version ?? ''}, not ${version.value}`,
        explanation: `${wanted}; ${held}, yet the URL answers ${served?.version ?? ''}.${likeliest === undefined ? '' : ` ${likeliest.weighs}`}`,
        reasoning: weighed.map(({ weighs }) => weighs),
        nextStep: likeliest?.nextStep ?? { text: 'Run this job again.' },
        ruledOut: [
            'Every task that can answer runs the expected digest, so it is none of not-deployed, digest-mismatch and mixed-tasks.',
            'Nothing that was read inside the image contradicts the commit, so it is not image-stale.',
        ],
    };
}


/***/ }),

/***/ 44149:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ repeatedStops),
/* harmony export */   d: () => (/* binding */ classifyStop)
/* harmony export */ });
const ORDINARY = /^scaling activity initiated by|host ec2 .*(?:stopped|terminated)|spot task was interrupted|task stopped by user|performing maintenance/i;
const ORDINARY_CODES = [
    'UserInitiated',
    'SpotInterruption',
    'TerminationNotice',
    'InfrastructureHealth',
];
const CAPACITY = /RESOURCE:|\bAGENT\b|\bATTRIBUTE\b|placement constraint|NO ACTIVE INSTANCES|EMPTY CAPACITY PROVIDER|capacity is unavailable/i;
/** In the order in which they are tried: the texts overlap. Catalogue: amazon-ecs-agent's errors and the ECS guide's stopped-task pages. */
const FATAL = [
    [/CannotPull|(?:can.?t|cannot) pull/i, 'cannot pull the image'],
    [/ResourceInitializationError/i, 'resource initialization failed'],
    [/OutOfMemory|killed due to memory usage/i, 'out of memory'],
    [/failed ELB health checks/i, 'load balancer health check failed'],
    [/failed container health checks/i, 'container health check failed'],
    [
        /Cannot(?:Start|Create|Inspect|Stop)\w*Error|DockerTimeoutError|ContainerRuntime(?:Timeout)?Error|CannotCreateVolumeError/i,
        'container cannot start',
    ],
];
/** The essential container that explains the stop: one that exited by itself with an error, else one that exited at all. */
function responsible(stop) {
    const exited = stop.containers.filter((container) => container.exitCode !== undefined);
    const essential = exited.filter((container) => container.essential);
    return (essential.find((container) => container.exitCode !== 0 && container.exitCode !== 143) ??
        essential.find((container) => container.exitCode !== 0) ??
        essential[0] ??
        exited[0]);
}
const firstLine = (text) => text.split(/[\r\n]/, 1)[0] ?? '';
/** Sorts a stop by its code and reasons. */
function classifyStop(stop) {
    const reasons = [stop.stoppedReason ?? '', ...stop.containers.map((container) => container.reason ?? '')].filter((reason) => reason !== '');
    const says = firstLine(reasons.length === 0 ? (stop.stopCode ?? 'no reason given') : reasons.join('; '));
    if (ORDINARY.test(stop.stoppedReason ?? ''))
        return { state: 'ordinary', says };
    if (stop.stopCode !== undefined && ORDINARY_CODES.includes(stop.stopCode))
        return { state: 'ordinary', says };
    const text = reasons.join('\n');
    for (const [pattern, kind] of FATAL)
        if (pattern.test(text))
            return { state: 'fatal', kind, says };
    if (CAPACITY.test(text))
        return { state: 'capacity', says };
    if (stop.stopCode === 'EssentialContainerExited' || /essential container in task exited/i.test(text)) {
        const container = responsible(stop);
        const code = container?.exitCode;
        return {
            state: 'fatal',
            kind: code === undefined ? 'essential container exited' : `exit code ${code}`,
            says: container === undefined ? says : `${says} (container ${container.name}, exit code ${code})`,
        };
    }
    switch (stop.stopCode) {
        case 'TaskFailedToStart':
            return { state: 'fatal', kind: 'task failed to start', says };
        case 'ServiceSchedulerInitiated':
            return { state: 'ordinary', says };
        case undefined:
        default:
            return { state: 'unknown', says };
    }
}
const begun = (stop) => stop.startedAt ?? stop.createdAt;
/** Milliseconds that a stopped task ran; 0 where it never started. */
const lifetime = (stop) => stop.startedAt === undefined || stop.stoppedAt === undefined ? 0 : Math.max(0, stop.stoppedAt - stop.startedAt);
/** Tasks that start together also die together, a little apart: a survivor counts only when it outlives the dead by more than that. */
const SCATTER = 10_000;
function outlives(task, dead, now) {
    if (task.lastStatus !== 'RUNNING' || task.desiredStatus !== 'RUNNING' || task.startedAt === undefined)
        return false;
    const longest = Math.max(...dead.map(lifetime));
    return now - task.startedAt > longest + Math.min(longest, SCATTER);
}
/**
 * Whether tasks fail again and again: two stops of the same fatal kind, the second task begun after the first had stopped, no task
 * healthy or outliving them meanwhile, and of more than ten desired at least 5 %.
 *
 * @param stops of our rollout, in any order
 * @param tasks of our rollout that have not stopped
 * @param lastHealthyAt when a task of our rollout was last seen HEALTHY
 */
function repeatedStops(stops, tasks, desiredCount, lastHealthyAt, now) {
    const byKind = Map.groupBy(stops.flatMap((stop) => {
        const sorted = classifyStop(stop);
        return sorted.state === 'fatal' && stop.stoppedAt !== undefined ? [{ stop, at: stop.stoppedAt, ...sorted }] : [];
    }), (entry) => entry.kind);
    for (const [kind, entries] of byKind) {
        const inOrder = entries.toSorted((a, b) => a.at - b.at);
        const [first] = inOrder;
        if (first === undefined)
            continue;
        const second = inOrder.find((entry) => (begun(entry.stop) ?? 0) > first.at);
        if (second === undefined)
            continue;
        if (desiredCount > 10 && inOrder.length < desiredCount * 0.05)
            continue;
        if (lastHealthyAt !== undefined && lastHealthyAt > first.at)
            continue;
        const dead = inOrder.map((entry) => entry.stop);
        if (tasks.some((task) => outlives(task, dead, now)))
            continue;
        const last = inOrder.at(-1) ?? second;
        return { kind, says: last.says, first: first.stop, last: last.stop, count: inOrder.length };
    }
    return undefined;
}


/***/ }),

/***/ 63206:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P_: () => (/* binding */ canAnswer),
/* harmony export */   jQ: () => (/* binding */ isDraining),
/* harmony export */   y3: () => (/* binding */ judgeTasks)
/* harmony export */ });
/* unused harmony export shutOff */
/* harmony import */ var _case_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(28026);
/* harmony import */ var _image_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(77829);
/* harmony import */ var _stops_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(44149);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(55836);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(21520);
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(98301);






const check = (0,_case_js__WEBPACK_IMPORTED_MODULE_3__/* .checkOf */ .E)('tasks');
/** How long tasks must have run where neither a health check nor a load balancer vouches for them. */
const UNVOUCHED_STABLE_FOR = 30_000;
/** The only states in which no container of a task runs yet; a state nobody knew counts as answering. */
const NOT_YET = ['PROVISIONING', 'PENDING'];
/** Whether a task can still answer a request: it runs, or is draining, or is in a state that this version does not know. */
const canAnswer = (task) => !NOT_YET.includes(task.lastStatus);
/** Whether ECS is taking the task away. */
const isDraining = (task) => task.desiredStatus === 'STOPPED' || task.lastStatus !== 'RUNNING';
const onImage = (task, image) => task.container.state === 'digest' && image.digests.includes(task.container.digest);
/**
 * Task sets whose tasks cannot answer although they run, because all production traffic goes to ours: by CodeDeploy's word, or by the
 * listener's weights.
 *
 * CodeDeploy's word is about the set that ours replaced: an older one, behind another target group. It says nothing of a newer set,
 * which may be taking the traffic over again.
 */
function shutOff(service, ours) {
    if (ours.kind !== 'task-set' || ours.status !== 'PRIMARY')
        return new Set();
    const others = service.rollouts.filter(({ id }) => id !== ours.id);
    const byWord = service.codeDeploy.state === 'read' &&
        service.codeDeploy.value.some(({ id, allowTraffic, failedEvent }) => id === ours.externalId && allowTraffic === 'Succeeded' && failedEvent === undefined);
    const isOlder = ({ createdAt }) => createdAt !== undefined && ours.createdAt !== undefined && createdAt < ours.createdAt;
    // A newer set may be taking traffic through the group of the one that ours replaced.
    const inUse = [ours, ...others.filter((other) => !isOlder(other))].map(({ targetGroups = [] }) => targetGroups);
    const replaced = others.filter((other) => {
        const theirs = other.targetGroups ?? [];
        const isKnown = theirs.length > 0 && inUse.every((groups) => groups.length > 0);
        const apart = isKnown ? !inUse.flat().some((arn) => theirs.includes(arn)) : others.length === 1;
        return isOlder(other) && apart;
    });
    return new Set([...(byWord ? replaced : []), ...withoutWeight(service, ours, others)].map(({ id }) => id));
}
/** The other task sets, where every rule that knows a target group of theirs gives it no weight, and one of ours some. */
function withoutWeight(service, ours, others) {
    if (service.traffic.state !== 'read')
        return [];
    const { targetGroups, rules } = service.traffic.value;
    const groupsOf = (id) => targetGroups.filter((entry) => entry.rolloutId === id).flatMap((entry) => entry.targetGroupArns);
    const weight = (arns) => rules
        .flatMap((rule) => rule.weights)
        .reduce((sum, entry) => sum + (arns.includes(entry.targetGroupArn) ? entry.weight : 0), 0);
    if (weight(groupsOf(ours.id)) === 0)
        return [];
    return others.filter(({ id }) => groupsOf(id).length > 0 && weight(groupsOf(id)) === 0);
}
/** Whether what its verified container runs cannot be told: no digest, or no such container although its task definition has one. */
function isBlind(task, service) {
    switch (task.container.state) {
        case 'digest':
            return false;
        case 'no-digest':
            return true;
        case 'absent': {
            const definition = service.taskDefinitions.find(({ arn }) => arn === task.taskDefinition);
            return definition?.containers.some(({ name }) => name === service.container) ?? true;
        }
    }
}
function stableWait(stableFor, service, ours) {
    if (stableFor !== 'auto')
        return stableFor;
    return service.hasLoadBalancer || ours.every((task) => task.hasHealthCheck) ? 0 : UNVOUCHED_STABLE_FOR;
}
/** Milliseconds until the tasks have run long enough without a fatal stop; 0 where they have, Infinity where that cannot be told. */
function stableIn(current, running, oursId) {
    const { history, observation } = current;
    const { service } = observation;
    const wait = stableWait(current.stableFor, service, running);
    if (wait === 0)
        return 0;
    if (running.some((task) => task.startedAt === undefined))
        return Infinity;
    const awsNow = (0,_case_js__WEBPACK_IMPORTED_MODULE_3__/* .awsTimeOf */ .A)(observation);
    const fatal = service.stops.flatMap((stop) => stop.rolloutId === oursId && (0,_stops_js__WEBPACK_IMPORTED_MODULE_4__/* .classifyStop */ .d)(stop).state === 'fatal'
        ? [stop.executionStoppedAt ?? stop.stoppedAt ?? awsNow]
        : []);
    // A task that has begun to stop is in neither list of those that run and those that stopped.
    const dying = service.tasks.some((task) => task.rolloutId === oursId &&
        task.stopCode !== undefined &&
        (0,_stops_js__WEBPACK_IMPORTED_MODULE_4__/* .classifyStop */ .d)({ ...task, taskArn: task.arn, containers: [] }).state === 'fatal');
    if (dying)
        return wait;
    // What the author asks for is that all of it has held for so long; by default only the tasks' age counts.
    const steadyFor = current.stableFor === 'auto' ? Infinity : observation.at - Math.min(history.steadySince, observation.at);
    const runningFor = awsNow - Math.max(...running.map((task) => task.startedAt ?? 0), ...fatal);
    return Math.max(0, wait - Math.min(steadyFor, runningFor));
}
function failing(current, ours) {
    const { observation, history, expectation } = current;
    const { service } = observation;
    const belongs = (entry) => entry.rolloutId === undefined
        ? entry.taskDefinition === ours.taskDefinition && (entry.createdAt ?? 0) >= (ours.createdAt ?? Infinity)
        : entry.rolloutId === ours.id;
    const repeated = (0,_stops_js__WEBPACK_IMPORTED_MODULE_4__/* .repeatedStops */ .U)(service.stops.filter(belongs), service.tasks.filter(belongs), ours.desiredCount, history.healthyAt.get(ours.id), (0,_case_js__WEBPACK_IMPORTED_MODULE_3__/* .awsTimeOf */ .A)(observation));
    if (repeated === undefined)
        return undefined;
    const { first, last, kind, says } = repeated;
    return {
        cause: 'tasks-failing',
        headline: `tasks of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortSha */ .Fu)(expectation.commit)} stop again and again: ${kind}`,
        explanation: `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(repeated.count, 'task')} of deployment ${ours.id} stopped with the same reason between ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .utc */ .n$)(first.stoppedAt)} and ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .utc */ .n$)(last.stoppedAt)}: ${says}. ` +
            `Expected tasks that keep running; none of them got healthy or outlived the others.`,
        nextStep: {
            text: 'Look at the reason above and at the last log lines of the task; mend the image or its configuration and deploy again.',
            command: `aws ecs describe-tasks --region ${service.arn.split(':')[3] ?? ''} --cluster ${service.clusterArn.split('/').at(-1) ?? ''} --tasks ${last.taskArn.split('/').at(-1) ?? ''} --query 'tasks[0].[stopCode,stoppedReason,containers[].[name,exitCode,reason]]'`,
        },
        ruledOut: [
            'The stops are not scaling, a person\u2019s doing, Spot or the infrastructure: those are not counted.',
            'The deployment is not yet declared failed or rolled back by ECS; with these stops it will not complete.',
        ],
    };
}
function nothingRunning(current) {
    const { service } = current.observation;
    const none = service.desiredCount === 0 && service.schedulingStrategy !== 'DAEMON';
    return {
        cause: 'nothing-running',
        headline: none ? 'the service\u2019s desired count is 0: nothing runs' : 'no task of the service runs',
        explanation: none
            ? `Expected at least one running task of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortSha */ .Fu)(current.expectation.commit)}; the service ${service.name} is scaled to 0, so no image is live and ECS has resolved none.`
            : `Expected at least one running task of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortSha */ .Fu)(current.expectation.commit)}; the service ${service.name} wants ${service.desiredCount} and none runs.`,
        nextStep: {
            text: none
                ? 'Scale the service up, or do not verify it while it is scaled to 0.'
                : 'Read the service events: they say why no task can be placed or started.',
            command: none
                ? `aws ecs update-service ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .cliNames */ .jW)(service)} --desired-count 1`
                : `aws ecs describe-services ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .cliNames */ .jW)(service).replace('--service ', '--services ')} --query 'services[0].events[:10].message'`,
        },
        ruledOut: ['Without a running task there is no digest and no answer to compare, so nothing else was judged.'],
    };
}
/** Whether tasks of another image are on their way out, and how old they are. */
function stateOf(others) {
    const draining = others.filter(isDraining).length;
    const oldest = Math.min(...others.map((task) => task.startedAt ?? Infinity));
    const started = Number.isFinite(oldest) ? (0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .utc */ .n$)(oldest) : undefined;
    if (others.length === 1)
        return `it is ${draining === 1 ? '' : 'not '}draining${started === undefined ? '' : `, and started ${started}`}`;
    const share = draining === 0
        ? 'none of them is'
        : draining === 1
            ? '1 of them is'
            : `${draining === others.length ? 'all' : draining} of them are`;
    return `${share} draining${started === undefined ? '' : `, the oldest started ${started}`}`;
}
/** Which task runs which digest, by the AWS CLI. */
function digestsCommand(service) {
    const names = (0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .cliNames */ .jW)(service);
    const cluster = names.slice(0, names.indexOf(' --service '));
    return [
        `TASKS=$(aws ecs list-tasks ${names.replace('--service ', '--service-name ')} --query taskArns --output text)`,
        `aws ecs describe-tasks ${cluster} --tasks $TASKS --query 'tasks[].[startedAt,lastStatus,desiredStatus,startedBy,containers[].imageDigest]'`,
    ].join('\n');
}
function mixed(current, image, mine, others) {
    const { service } = current.observation;
    const draining = others.filter(isDraining).length;
    return {
        cause: 'mixed-tasks',
        headline: 'tasks of two images are in service',
        explanation: `Expected every task that can answer on ${(0,_image_js__WEBPACK_IMPORTED_MODULE_0__/* .imageName */ .tO)(image)} (${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(image.digest)}); ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(mine.length, 'task')} ${mine.length === 1 ? 'is' : 'are'}, ` +
            `${others.length} ${others.length === 1 ? 'runs' : 'run'} ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .imagesOfTasks */ .gx)(others, image)}; ${stateOf(others)}.`,
        nextStep: {
            text: draining === others.length
                ? 'Old tasks only drain: lower the target group\u2019s deregistration delay or the containers\u2019 stopTimeout, or give the input "timeout" more time.'
                : 'Find out why tasks of another image stay: a rollout that is stuck, scale-in protection, or a task definition whose tag is resolved anew by each task (versionConsistency).',
            command: digestsCommand(service),
        },
        ruledOut: ['At least one task does run the expected image, so it is neither not-deployed nor digest-mismatch.'],
    };
}
function digestUnreadable(current, blind) {
    return {
        cause: 'digest-unreadable',
        headline: `ECS reports no digest for container ${current.expectation.container}`,
        explanation: `Expected an image digest for each running task; ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(blind.length, 'task')} (${blind[0]?.arn.split('/').at(-1) ?? ''} \u2026) ${blind.length === 1 ? 'has' : 'have'} none, so what runs cannot be compared.`,
        nextStep: {
            text: 'Update the ECS container agent to 1.70 or later (Fargate: platform version 1.4.0), or name the image by its digest in the task definition.',
            about: (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_5__/* .aboutMessage */ .P1)('ecs-reports-no-digest'),
        },
        ruledOut: ['Nothing that is known of the tasks contradicts the image; without digests nothing proves it either.'],
    };
}
function stuck(current, why, others = []) {
    return {
        cause: 'rollout-timeout',
        headline: `the tasks of ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortSha */ .Fu)(current.expectation.commit)} were not all in service at the deadline`,
        explanation: `Expected every task on the image, healthy, for as long as "stable-for" asks; ${why}.`,
        nextStep: {
            text: 'Look at the health checks of the task definition; if the tasks are only slow to start, give the input "timeout" more time.',
        },
        ruledOut: [
            others.length === 0
                ? 'No task of another image is in service, so it is not mixed-tasks.'
                : 'No task of the image is in service beside the others, so it is not mixed-tasks.',
        ],
    };
}
/** Promise 2: at least one task runs, every task that can answer is on the image, ours are healthy, and that has held long enough. */
function judgeTasks(current, ours) {
    const { observation, expectation, phase, history } = current;
    const { service } = observation;
    if (expectation.image.state === 'missing')
        return { check: check('pending', 'all on the image', 'no image yet') };
    const { image } = expectation.image;
    const expected = `all on ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(image.digest)}`;
    const scaledToZero = service.desiredCount === 0 && service.schedulingStrategy !== 'DAEMON';
    const shut = ours === undefined ? new Set() : shutOff(service, ours);
    const judged = service.tasks.filter(canAnswer).filter((task) => !shut.has(task.rolloutId ?? ''));
    const mine = judged.filter((task) => onImage(task, image));
    const blind = judged.filter((task) => isBlind(task, service));
    const others = judged.filter((task) => !onImage(task, image) && !isBlind(task, service));
    const running = mine.filter((task) => task.lastStatus === 'RUNNING' && task.desiredStatus === 'RUNNING');
    const draining = others.filter(isDraining).length;
    const leaving = mine.filter((task) => task.desiredStatus === 'STOPPED').length;
    const starting = mine.length - running.length - leaving;
    const seen = `${running.length} of ${judged.length} on the image` +
        (starting > 0 ? `, ${starting} of it starting` : '') +
        (leaving > 0 ? `, ${leaving} of it draining` : '') +
        (others.length > 0
            ? `, ${others.length} on ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .digestsOfTasks */ .pd)(others)}${draining > 0 ? ` (${draining} draining)` : ''}`
            : '') +
        (blind.length > 0 ? `, ${blind.length} without a digest` : '');
    const repeated = ours === undefined ? undefined : failing(current, ours);
    if (repeated !== undefined)
        return { check: check('fail', expected, seen), finding: repeated };
    if (judged.length === 0) {
        const finding = nothingRunning(current);
        const over = scaledToZero && phase !== 'starting';
        return {
            check: check(over ? 'fail' : 'pending', expected, 'no task runs'),
            ...(over ? { finding } : {}),
            atDeadline: finding,
        };
    }
    if (others.length > 0 && mine.length > 0)
        return { check: check('pending', expected, seen), atDeadline: mixed(current, image, mine, others) };
    // Where no deployment of ours is current either, that one's finding comes first.
    if (others.length > 0)
        return {
            check: check('pending', expected, seen),
            atDeadline: scaledToZero ? nothingRunning(current) : stuck(current, seen, others),
        };
    if (blind.length > 0) {
        const finding = digestUnreadable(current, blind);
        // A digest may come a moment after the task runs, never minutes after.
        const over = phase !== 'starting' && ours !== undefined && observation.at - (history.noDigestSince ?? observation.at) > 60_000;
        return { check: check('unknown', expected, seen), ...(over ? { finding } : {}), atDeadline: finding };
    }
    // Nothing of the service is to run: what is seen of its tasks is their last moment.
    if (scaledToZero) {
        const finding = nothingRunning(current);
        const over = phase !== 'starting';
        return {
            check: check(over ? 'fail' : 'pending', expected, `${seen}; the desired count is 0`),
            ...(over ? { finding } : {}),
            atDeadline: finding,
        };
    }
    if (running.length === 0)
        return {
            check: check('pending', expected, seen),
            atDeadline: stuck(current, `${seen}, none of them in the state RUNNING`),
        };
    const [down] = running.flatMap(({ containerDown }) => containerDown ?? []);
    if (down !== undefined) {
        const without = running.filter(({ containerDown }) => containerDown !== undefined).length;
        const why = `in ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(without, 'task')} the container ${service.container} does not run: ${down}`;
        return { check: check('pending', expected, `${seen}; ${why}`), atDeadline: stuck(current, why) };
    }
    const unhealthy = running.filter((task) => task.hasHealthCheck && task.health !== 'HEALTHY');
    if (unhealthy.length > 0) {
        const why = `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(unhealthy.length, 'task')} ${unhealthy.length === 1 ? 'is' : 'are'} ${[...new Set(unhealthy.map((task) => task.health))].join(', ')}`;
        return { check: check('pending', expected, `${seen}; ${why}`), atDeadline: stuck(current, why) };
    }
    const wait = stableIn(current, running, ours?.id ?? '');
    if (wait > 0) {
        const why = Number.isFinite(wait)
            ? `they must run ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)(wait)} more without a fatal stop`
            : 'ECS does not say when they started';
        return {
            check: check('pending', expected, `${seen}; ${why}`),
            atDeadline: stuck(current, why),
            ...(Number.isFinite(wait) ? { dueAt: observation.at + wait } : {}),
            steady: true,
        };
    }
    return { check: check('pass', expected, seen), steady: true };
}


/***/ }),

/***/ 6:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ cancelled),
/* harmony export */   z: () => (/* binding */ verified)
/* harmony export */ });
/* harmony import */ var _image_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(77829);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(55836);


/**
 * The verdict of a service for which a final look has shown the whole promise.
 * @param remarks what speaks against it without deciding, one sentence each
 */
function verified(expectation, observation, checks, remarks) {
    const commit = (0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortSha */ .Fu)(expectation.commit);
    const { version, image } = expectation;
    const named = version.source === 'commit' ? commit : `${commit} (${version.value})`;
    const digests = image.state === 'found' ? image.image.digests : [];
    const running = observation.service.tasks.filter(({ lastStatus, container }) => lastStatus === 'RUNNING' && container.state === 'digest' && digests.includes(container.digest)).length;
    const served = checks.some((check) => check.id === 'served-version' && check.status === 'pass');
    const where = running === 1 ? 'runs on its only task' : `runs on all ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .count */ .U9)(running, 'task')}`;
    const notes = [];
    let bound = '';
    if (image.state === 'found' && (0,_image_js__WEBPACK_IMPORTED_MODULE_0__/* .boundByNameAlone */ .Un)(image.image)) {
        const by = image.image.binding === 'workflow-digest' ? 'the digest that the workflow passed' : 'its tag';
        bound = `, bound to the commit by ${by} alone`;
        notes.push(`Nothing inside ${(0,_image_js__WEBPACK_IMPORTED_MODULE_0__/* .imageName */ .tO)(image.image)} (${(0,_wording_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(image.image.digest)}) was read that names the commit: ${by} is all that ties it to ${commit}.`);
    }
    if (image.state === 'found' && image.image.evidence.state === 'read')
        for (const { where, said, finding, note } of image.image.evidence.items)
            if (note !== undefined && (finding === 'inherited' || finding === 'unreadable' || said.endsWith('-dirty')))
                notes.push(`${where}: ${note}`);
    notes.push(...remarks);
    return { verdict: 'verified', headline: `${named} ${where}${served ? ' and answers' : ''}${bound}`, notes };
}
/** The finding of a run that was interrupted. */
function cancelled(signal) {
    return {
        cause: 'cancelled',
        headline: 'the run was cancelled',
        explanation: `Expected to watch until the verdict; the runner sent ${signal}. What was seen until then proves nothing.`,
        nextStep: {
            text: 'Run the job again if the deploy still matters; nothing that this action disabled was turned on again.',
        },
        ruledOut: [],
    };
}


/***/ }),

/***/ 5364:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ sameVersion),
/* harmony export */   w: () => (/* binding */ isPlaceholder)
/* harmony export */ });
/** What build systems and services say when they do not know their version: it is never a version, not even equal to itself. */
const PLACEHOLDERS = new Set(['', 'unknown', 'null']);
const ABBREVIATED_SHA = /^[0-9a-f]{7,}$/i;
/**
 * Whether a text stands for "no version known": empty, `unknown` or `null` in any case, with white space and one leading `v`
 * ignored.
 */
function isPlaceholder(version) {
    return PLACEHOLDERS.has(core(version).toLowerCase());
}
/**
 * Whether what is served is what is expected: trimmed text, one leading `v` ignored on either side, letter for letter the same.
 * Build metadata and prefixes are part of the text: `3.3.6+abc` is not `3.3.6`, `sha-3fa04cb` is not `3fa04cb`.
 *
 * Only where the commit itself is expected (`source` is `commit`) may a served SHA of 7 or more hex digits abbreviate it, in
 * either case. `unknown`, an empty text and `null` never match, not even themselves.
 */
function sameVersion(expected, served) {
    const wanted = core(typeof expected === 'string' ? expected : expected.value);
    const seen = core(served);
    if (PLACEHOLDERS.has(wanted.toLowerCase()) || PLACEHOLDERS.has(seen.toLowerCase()))
        return false;
    if (wanted === seen)
        return true;
    return (typeof expected !== 'string' &&
        expected.source === 'commit' &&
        ABBREVIATED_SHA.test(seen) &&
        wanted.toLowerCase().startsWith(seen.toLowerCase()));
}
function core(version) {
    const text = version.trim();
    return text.startsWith('v') ? text.slice(1) : text;
}


/***/ }),

/***/ 21520:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   gx: () => (/* binding */ imagesOfTasks),
/* harmony export */   jW: () => (/* binding */ cliNames),
/* harmony export */   pd: () => (/* binding */ digestsOfTasks)
/* harmony export */ });
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(55836);

const MOST_TAGS = 4;
/** The distinct digests of some tasks' verified containers, shortened: `sha256:9c1e7ab2\u2026`. */
function digestsOfTasks(tasks) {
    const digests = new Set(tasks.flatMap((task) => (task.container.state === 'digest' ? [task.container.digest] : [])));
    return digests.size === 0 ? 'no digest' : [...digests].map(_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK).join(', ');
}
/** The same, with what is known of those images where they are not the expected one: `sha256:0a1b2c3d\u2026 (tags 1b7c0de, v3.3.5, pushed \u2026)`. */
function imagesOfTasks(tasks, image) {
    const digests = new Set(tasks.flatMap((task) => (task.container.state === 'digest' ? [task.container.digest] : [])));
    if (digests.size === 0)
        return 'no digest';
    return [...digests]
        .map((digest) => {
        const other = image?.others?.find((candidate) => candidate.digest === digest);
        const facts = other === undefined ? [] : [...tagsOf(other.tags), ...pushOf(other.pushedAt)];
        return `${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(digest)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
    })
        .join(', ');
}
function tagsOf(tags) {
    // A commit's SHA in full and in short is one name.
    const names = [...new Set(tags.map(_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .shortSha */ .Fu))];
    if (names.length === 0)
        return [];
    const more = names.length > MOST_TAGS ? ` and ${names.length - MOST_TAGS} more` : '';
    return [`${names.length === 1 ? 'tag' : 'tags'} ${names.slice(0, MOST_TAGS).join(', ')}${more}`];
}
function pushOf(pushedAt) {
    return pushedAt === undefined ? [] : [`pushed ${(0,_wording_js__WEBPACK_IMPORTED_MODULE_0__/* .utc */ .n$)(pushedAt)}`];
}
/** Arguments that name the service to the AWS CLI. */
function cliNames(service) {
    const region = service.arn.split(':')[3] ?? '';
    return `--region ${region} --cluster ${service.clusterArn.split('/').at(-1) ?? ''} --service ${service.name}`;
}


/***/ }),

/***/ 51127:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ main)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(76760);
// EXTERNAL MODULE: ./src/aws/errors.js
var errors = __nccwpck_require__(69507);
// EXTERNAL MODULE: ./src/aws/failure.js
var aws_failure = __nccwpck_require__(32980);
;// CONCATENATED MODULE: ./src/aws/call.js


const attempts = 3;
/** What these write is made from what was read: where an answer was lost, that has to be read again before they are sent again. */
const sentOnce = new Set([
    'codebuild:UpdateWebhook',
    'codepipeline:DisableStageTransition',
    'codepipeline:EnableStageTransition',
    'events:PutRule',
    'scheduler:UpdateSchedule',
]);
const defaultAttemptLimit = 10_000;
const firstBackoff = 200;
// AWS refills its buckets by the second; the SDK's own standard mode also waits longer after a throttle.
const firstThrottleBackoff = 1_000;
// One for all: without a reason each call would make an error with a stack of its own, which nobody reads.
const settledReason = new Error('the attempt is over');
/** The retries are ours, not the SDK's: they must end with the run, be counted, and go through the run's clock. */
function createCaller(deps) {
    const { clock, signal: cancelled, hardEnd, figures } = deps;
    const attemptLimit = deps.attemptLimit ?? defaultAttemptLimit;
    const random = deps.random ?? Math.random;
    let answered = false;
    async function attempt(action, send, limit) {
        const giveUp = new AbortController();
        const settled = new AbortController();
        const cancel = Promise.withResolvers();
        const onCancel = () => cancel.reject(cancelled.reason);
        cancelled.addEventListener('abort', onCancel, { once: true });
        const tooLate = async () => {
            await clock.sleep(limit, settled.signal);
            throw new aws_failure/* AwsFailure */.O('retry', action, errors/* timedOut */.iU, `no complete answer within ${limit} ms`);
        };
        // The race, and not the SDK's own handling of an abort, is what ends an attempt: credential providers know of no signal.
        try {
            return await Promise.race([send(giveUp.signal), tooLate(), cancel.promise]);
        }
        catch (error) {
            // Only now: aborting after an answer would close a connection that the next call can use.
            giveUp.abort();
            throw error;
        }
        finally {
            cancelled.removeEventListener('abort', onCancel);
            settled.abort(settledReason);
        }
    }
    function count(failure) {
        if ((0,errors/* isThrottle */.p0)(failure)) {
            figures.throttled += 1;
            return;
        }
        const status = failure.httpStatus;
        const what = `${failure.action} ${status !== undefined && status >= 500 ? status : failure.code}`;
        figures.faults[what] = (figures.faults[what] ?? 0) + 1;
    }
    /** Equal jitter: half of the wait is sure, so that callers which were throttled together come back apart and not at once. */
    function backoff(failure, tries) {
        const longest = ((0,errors/* isThrottle */.p0)(failure) ? firstThrottleBackoff : firstBackoff) * 2 ** (tries - 1);
        return Math.round(longest / 2 + (random() * longest) / 2);
    }
    return async (action, resource, send) => {
        const most = sentOnce.has(action) ? 1 : attempts;
        let skewCorrected = false;
        for (let tries = 1;; tries += 1) {
            cancelled.throwIfAborted();
            const left = hardEnd() - clock.now();
            if (left <= 0)
                throw new aws_failure/* AwsFailure */.O('retry', action, aws_failure/* NOT_MADE */.o, 'the run is over', { resource });
            let failure;
            try {
                figures.awsCalls += 1;
                if (action.startsWith('ecs:'))
                    figures.ecsCalls += 1;
                const answer = await attempt(action, send, Math.min(attemptLimit, left));
                if (!answered)
                    deps.onFirstAnswer?.();
                answered = true;
                return answer;
            }
            catch (error) {
                cancelled.throwIfAborted();
                if ((0,errors/* isClockSkew */.FD)(error) && !skewCorrected) {
                    skewCorrected = true;
                    continue;
                }
                failure = (0,errors/* sortFailure */.zb)(action, error, resource);
            }
            if (failure.kind !== 'retry')
                throw failure;
            count(failure);
            const wait = backoff(failure, tries);
            if (tries >= most || clock.now() + wait >= hardEnd())
                throw failure;
            await clock.sleep(wait, cancelled);
        }
    };
}

;// CONCATENATED MODULE: ./src/aws/clock-offset.js
/** The date of an answer has whole seconds, and is as old as the answer was under way: so far both clocks may be the same, in milliseconds. */
const TOLERANCE = 1_500;
function createClockOffset(clock) {
    let offset = 0;
    return {
        note(response) {
            const date = Date.parse(dateOf(response));
            if (Number.isNaN(date))
                return;
            const ahead = date - clock.now();
            offset = ahead <= 0 && ahead >= -TOLERANCE ? 0 : ahead;
        },
        milliseconds: () => offset,
    };
}
function dateOf(response) {
    if (typeof response !== 'object' || response === null || !('headers' in response))
        return '';
    const { headers } = response;
    if (typeof headers !== 'object' || headers === null || !('date' in headers))
        return '';
    return String(headers.date);
}

// EXTERNAL MODULE: ./src/tunnel.js
var tunnel = __nccwpck_require__(48968);
;// CONCATENATED MODULE: ./src/aws/clients.js





// What can stand in the host name of an endpoint.
const regionName = /^[a-z0-9-]+$/;
// A connection that has not come about by then never will; another try finds another address.
const connectionLimit = 5_000;
const defaultAnswerLimit = 10_000;
// The SDK's own.
const maxSockets = 50;
/** Computes at the first call and remembers by key, the rejection included. */
function remembered(make) {
    const made = new Map();
    return (key) => {
        const known = made.get(key);
        if (known !== undefined)
            return known;
        const value = make(key);
        made.set(key, value);
        return value;
    };
}
/**
 * The real AWS. A client is imported when one of its calls is first made, and made once for each service and region. Credentials and
 * endpoints come from where the SDK finds them (environment, profile, container, instance; `AWS_ENDPOINT_URL*`).
 * Its calls reject as `api.ts` says.
 */
function createAws(deps) {
    const call = createCaller(deps);
    const { proxyEnv } = deps;
    const clockOffset = createClockOffset(deps.clock);
    let credentials;
    const answerLimit = deps.attemptLimit ?? defaultAnswerLimit;
    function configuration(region) {
        return {
            region,
            ...(credentials === undefined ? {} : { credentials }),
            customUserAgent: deps.userAgent,
            // `call.ts` retries.
            maxAttempts: 1,
            retryMode: 'standard',
            // Given as a value so that the SDK does not read the shared files for it: only its time limits would come from there.
            defaultsMode: 'standard',
            requestHandler: {
                connectionTimeout: connectionLimit,
                requestTimeout: answerLimit,
                // Without it the handler only prints a warning and waits on.
                throwOnRequestTimeout: true,
                // Node's own switch reaches its global agents only, and the handler makes its own.
                ...(proxyEnv === undefined
                    ? {}
                    : {
                        httpAgent: { proxyEnv },
                        httpsAgent: (0,tunnel/* tunnellingAgent */.m)({ keepAlive: true, maxSockets, proxyEnv }, answerLimit),
                    }),
            },
        };
    }
    /**
     * One client for each region, its module loaded when the first of its calls is made. The first client's provider of credentials
     * serves all: a role is assumed once, not once for each service.
     */
    function clientOf(load, connect) {
        return remembered(async (region) => {
            const sdk = await load();
            const connected = connect(sdk, configuration(region));
            credentials ??= connected.config.credentials;
            return { sdk, client: connected };
        });
    }
    const ecs = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(3764), __nccwpck_require__.e(5480)]).then(__nccwpck_require__.bind(__nccwpck_require__, 85480)), (sdk, config) => {
        const client = new sdk.ECSClient(config);
        client.middlewareStack.add((next) => async (args) => {
            const answer = await next(args);
            clockOffset.note(answer.response);
            return answer;
        }, { step: 'deserialize', name: 'clockOffset' });
        return client;
    });
    const ecr = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(9039), __nccwpck_require__.e(95)]).then(__nccwpck_require__.bind(__nccwpck_require__, 20095)), (sdk, config) => new sdk.ECRClient(config));
    const codebuild = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(5113), __nccwpck_require__.e(7134)]).then(__nccwpck_require__.bind(__nccwpck_require__, 67134)), (sdk, config) => new sdk.CodeBuildClient(config));
    const events = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(2514), __nccwpck_require__.e(9212)]).then(__nccwpck_require__.bind(__nccwpck_require__, 89212)), (sdk, config) => new sdk.EventBridgeClient(config));
    const scheduler = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(2010), __nccwpck_require__.e(4345)]).then(__nccwpck_require__.bind(__nccwpck_require__, 64345)), (sdk, config) => new sdk.SchedulerClient(config));
    const codepipeline = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(3987), __nccwpck_require__.e(6218)]).then(__nccwpck_require__.bind(__nccwpck_require__, 66218)), (sdk, config) => new sdk.CodePipelineClient(config));
    const codedeploy = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(8116), __nccwpck_require__.e(9571)]).then(__nccwpck_require__.bind(__nccwpck_require__, 79571)), (sdk, config) => new sdk.CodeDeployClient(config));
    const elb = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(1634), __nccwpck_require__.e(5908), __nccwpck_require__.e(5950), __nccwpck_require__.e(9222)]).then(__nccwpck_require__.bind(__nccwpck_require__, 59222)), (sdk, config) => new sdk.ElasticLoadBalancingV2Client(config));
    const logs = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(7097), __nccwpck_require__.e(1504), __nccwpck_require__.e(765)]).then(__nccwpck_require__.bind(__nccwpck_require__, 765)), (sdk, config) => new sdk.CloudWatchLogsClient(config));
    const cloudwatch = clientOf(async () => Promise.all(/* import() */[__nccwpck_require__.e(685), __nccwpck_require__.e(1634), __nccwpck_require__.e(9108), __nccwpck_require__.e(7193)]).then(__nccwpck_require__.bind(__nccwpck_require__, 47193)), (sdk, config) => new sdk.CloudWatchClient(config));
    /** The client is loaded outside the call: a bundle that lacks it is a defect of this action, no fault of AWS to be retried. */
    function operation(load, region, action, resource, send) {
        return async (input) => {
            if (!regionName.test(region))
                throw new aws_failure/* AwsFailure */.O('rejected', action, errors/* invalidRegion */.iM, `"${region}" is no AWS region`);
            const client = await load(region);
            return call(action, resource(input), (abortSignal) => send(client, input, { abortSignal }));
        };
    }
    const ecsApi = remembered((region) => ({
        describeServices: operation(ecs, region, 'ecs:DescribeServices', (input) => inCluster(input.cluster, list(input.services)), ({ client, sdk }, input, options) => client.send(new sdk.DescribeServicesCommand(input), options)),
        describeTaskDefinition: operation(ecs, region, 'ecs:DescribeTaskDefinition', (input) => input.taskDefinition, ({ client, sdk }, input, options) => client.send(new sdk.DescribeTaskDefinitionCommand(input), options)),
        listTasks: operation(ecs, region, 'ecs:ListTasks', (input) => inCluster(input.cluster, input.serviceName), ({ client, sdk }, input, options) => client.send(new sdk.ListTasksCommand(input), options)),
        describeTasks: operation(ecs, region, 'ecs:DescribeTasks', (input) => input.cluster, ({ client, sdk }, input, options) => client.send(new sdk.DescribeTasksCommand(input), options)),
        listServiceDeployments: operation(ecs, region, 'ecs:ListServiceDeployments', (input) => inCluster(input.cluster, input.service), ({ client, sdk }, input, options) => client.send(new sdk.ListServiceDeploymentsCommand(input), options)),
        describeServiceDeployments: operation(ecs, region, 'ecs:DescribeServiceDeployments', (input) => list(input.serviceDeploymentArns), ({ client, sdk }, input, options) => client.send(new sdk.DescribeServiceDeploymentsCommand(input), options)),
        describeServiceRevisions: operation(ecs, region, 'ecs:DescribeServiceRevisions', (input) => list(input.serviceRevisionArns), ({ client, sdk }, input, options) => client.send(new sdk.DescribeServiceRevisionsCommand(input), options)),
    }));
    const ecrApi = remembered((region) => ({
        batchGetImage: operation(ecr, region, 'ecr:BatchGetImage', (input) => input.repositoryName, ({ client, sdk }, input, options) => client.send(new sdk.BatchGetImageCommand(input), options)),
        describeImages: operation(ecr, region, 'ecr:DescribeImages', (input) => input.repositoryName, ({ client, sdk }, input, options) => client.send(new sdk.DescribeImagesCommand(input), options)),
        getDownloadUrlForLayer: operation(ecr, region, 'ecr:GetDownloadUrlForLayer', (input) => input.repositoryName, ({ client, sdk }, input, options) => client.send(new sdk.GetDownloadUrlForLayerCommand(input), options)),
        listImageReferrers: operation(ecr, region, 'ecr:ListImageReferrers', (input) => input.repositoryName, ({ client, sdk }, input, options) => client.send(new sdk.ListImageReferrersCommand(input), options)),
    }));
    const codebuildApi = remembered((region) => ({
        listProjects: operation(codebuild, region, 'codebuild:ListProjects', () => undefined, ({ client, sdk }, input, options) => client.send(new sdk.ListProjectsCommand(input), options)),
        batchGetProjects: operation(codebuild, region, 'codebuild:BatchGetProjects', (input) => list(input.names), ({ client, sdk }, input, options) => client.send(new sdk.BatchGetProjectsCommand(input), options)),
        listBuildsForProject: operation(codebuild, region, 'codebuild:ListBuildsForProject', (input) => input.projectName, ({ client, sdk }, input, options) => client.send(new sdk.ListBuildsForProjectCommand(input), options)),
        batchGetBuilds: operation(codebuild, region, 'codebuild:BatchGetBuilds', (input) => list(input.ids), ({ client, sdk }, input, options) => client.send(new sdk.BatchGetBuildsCommand(input), options)),
        updateWebhook: operation(codebuild, region, 'codebuild:UpdateWebhook', (input) => input.projectName, ({ client, sdk }, input, options) => client.send(new sdk.UpdateWebhookCommand(input), options)),
        stopBuild: operation(codebuild, region, 'codebuild:StopBuild', (input) => input.id, ({ client, sdk }, input, options) => client.send(new sdk.StopBuildCommand(input), options)),
        stopBuildBatch: operation(codebuild, region, 'codebuild:StopBuildBatch', (input) => input.id, ({ client, sdk }, input, options) => client.send(new sdk.StopBuildBatchCommand(input), options)),
    }));
    const eventsApi = remembered((region) => ({
        listEventBuses: operation(events, region, 'events:ListEventBuses', () => undefined, ({ client, sdk }, input, options) => client.send(new sdk.ListEventBusesCommand(input), options)),
        listRuleNamesByTarget: operation(events, region, 'events:ListRuleNamesByTarget', (input) => input.TargetArn, ({ client, sdk }, input, options) => client.send(new sdk.ListRuleNamesByTargetCommand(input), options)),
        describeRule: operation(events, region, 'events:DescribeRule', (input) => onBus(input.EventBusName, input.Name), ({ client, sdk }, input, options) => client.send(new sdk.DescribeRuleCommand(input), options)),
        listTargetsByRule: operation(events, region, 'events:ListTargetsByRule', (input) => onBus(input.EventBusName, input.Rule), ({ client, sdk }, input, options) => client.send(new sdk.ListTargetsByRuleCommand(input), options)),
        putRule: operation(events, region, 'events:PutRule', (input) => onBus(input.EventBusName, input.Name), ({ client, sdk }, input, options) => client.send(new sdk.PutRuleCommand(input), options)),
    }));
    const schedulerApi = remembered((region) => ({
        listSchedules: operation(scheduler, region, 'scheduler:ListSchedules', () => undefined, ({ client, sdk }, input, options) => client.send(new sdk.ListSchedulesCommand(input), options)),
        getSchedule: operation(scheduler, region, 'scheduler:GetSchedule', (input) => inGroup(input.GroupName, input.Name), ({ client, sdk }, input, options) => client.send(new sdk.GetScheduleCommand(input), options)),
        updateSchedule: operation(scheduler, region, 'scheduler:UpdateSchedule', (input) => inGroup(input.GroupName, input.Name), ({ client, sdk }, input, options) => client.send(new sdk.UpdateScheduleCommand(input), options)),
    }));
    const codepipelineApi = remembered((region) => ({
        listPipelines: operation(codepipeline, region, 'codepipeline:ListPipelines', () => undefined, ({ client, sdk }, input, options) => client.send(new sdk.ListPipelinesCommand(input), options)),
        getPipeline: operation(codepipeline, region, 'codepipeline:GetPipeline', (input) => input.name, ({ client, sdk }, input, options) => client.send(new sdk.GetPipelineCommand(input), options)),
        getPipelineState: operation(codepipeline, region, 'codepipeline:GetPipelineState', (input) => input.name, ({ client, sdk }, input, options) => client.send(new sdk.GetPipelineStateCommand(input), options)),
        disableStageTransition: operation(codepipeline, region, 'codepipeline:DisableStageTransition', (input) => input.pipelineName, ({ client, sdk }, input, options) => client.send(new sdk.DisableStageTransitionCommand(input), options)),
        enableStageTransition: operation(codepipeline, region, 'codepipeline:EnableStageTransition', (input) => input.pipelineName, ({ client, sdk }, input, options) => client.send(new sdk.EnableStageTransitionCommand(input), options)),
    }));
    const codedeployApi = remembered((region) => ({
        getDeployment: operation(codedeploy, region, 'codedeploy:GetDeployment', (input) => input.deploymentId, ({ client, sdk }, input, options) => client.send(new sdk.GetDeploymentCommand(input), options)),
        listDeploymentTargets: operation(codedeploy, region, 'codedeploy:ListDeploymentTargets', (input) => input.deploymentId, ({ client, sdk }, input, options) => client.send(new sdk.ListDeploymentTargetsCommand(input), options)),
        batchGetDeploymentTargets: operation(codedeploy, region, 'codedeploy:BatchGetDeploymentTargets', (input) => input.deploymentId, ({ client, sdk }, input, options) => client.send(new sdk.BatchGetDeploymentTargetsCommand(input), options)),
    }));
    const elbApi = remembered((region) => ({
        describeTargetGroups: operation(elb, region, 'elasticloadbalancing:DescribeTargetGroups', (input) => list(input.TargetGroupArns), ({ client, sdk }, input, options) => client.send(new sdk.DescribeTargetGroupsCommand(input), options)),
        describeListeners: operation(elb, region, 'elasticloadbalancing:DescribeListeners', (input) => input.LoadBalancerArn ?? list(input.ListenerArns), ({ client, sdk }, input, options) => client.send(new sdk.DescribeListenersCommand(input), options)),
        describeRules: operation(elb, region, 'elasticloadbalancing:DescribeRules', (input) => input.ListenerArn ?? list(input.RuleArns), ({ client, sdk }, input, options) => client.send(new sdk.DescribeRulesCommand(input), options)),
    }));
    const logsApi = remembered((region) => ({
        getLogEvents: operation(logs, region, 'logs:GetLogEvents', (input) => list([input.logGroupName ?? input.logGroupIdentifier ?? '', input.logStreamName ?? '']), ({ client, sdk }, input, options) => client.send(new sdk.GetLogEventsCommand(input), options)),
    }));
    const cloudwatchApi = remembered((region) => ({
        putMetricData: operation(cloudwatch, region, 'cloudwatch:PutMetricData', () => undefined, ({ client, sdk }, input, options) => client.send(new sdk.PutMetricDataCommand(input), options)),
    }));
    return {
        ecs: ecsApi,
        ecr: ecrApi,
        codebuild: codebuildApi,
        events: eventsApi,
        scheduler: schedulerApi,
        codepipeline: codepipelineApi,
        codedeploy: codedeployApi,
        elb: elbApi,
        logs: logsApi,
        cloudwatch: cloudwatchApi,
        clockOffset: () => clockOffset.milliseconds(),
    };
}
function list(values) {
    return values === undefined || values.length === 0 ? undefined : values.join(', ');
}
function inCluster(cluster, service) {
    if (service === undefined)
        return cluster;
    return cluster === undefined || service.startsWith('arn:') ? service : `${service} in cluster ${cluster}`;
}
function onBus(bus, rule) {
    return rule === undefined || bus === undefined || bus === 'default' ? rule : `${bus}/${rule}`;
}
function inGroup(group, schedule) {
    return schedule === undefined || group === undefined ? schedule : `${group}/${schedule}`;
}

// EXTERNAL MODULE: ./src/clock.js + 1 modules
var src_clock = __nccwpck_require__(89202);
// EXTERNAL MODULE: ./src/ending.js
var src_ending = __nccwpck_require__(7861);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(51455);
// EXTERNAL MODULE: ./src/inputs/values.js
var inputs_values = __nccwpck_require__(21108);
;// CONCATENATED MODULE: ./src/inputs/aws-names.js

// Clusters, services, containers and families: up to 255 letters, digits, hyphens and underscores (ECS API reference).
const NAME = '[A-Za-z0-9_-]{1,255}';
const REGION = '[a-z]{2,5}(?:-[a-z]+){1,3}-\\d{1,2}';
// Any partition: aws, aws-cn, aws-us-gov, aws-iso-b, aws-eusc, and those to come.
const ARN = `arn:aws(?:-[a-z]+){0,3}:ecs:(${REGION}):\\d{12}`;
const NAME_ONLY = new RegExp(`^${NAME}$`);
const CLUSTER_AND_SERVICE = new RegExp(`^${NAME}/${NAME}$`);
const REGION_ONLY = new RegExp(`^${REGION}$`);
const SERVICE_ARN = new RegExp(`^${ARN}:service/(?:(${NAME})/)?(${NAME})$`);
const CLUSTER_ARN = new RegExp(`^${ARN}:cluster/(${NAME})$`);
const TASK_DEFINITION_ARN = new RegExp(`^${ARN}:task-definition/${NAME}:[1-9]\\d{0,9}$`);
const TASK_DEFINITION = new RegExp(`^${NAME}:[1-9]\\d{0,9}$`);
// CodeBuild API reference, ProjectName.
const PROJECT = /^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/;
const SERVICE_FORMS = 'ECS services, one a line, each a name (up to 255 letters, digits, - and _) or an ARN: web, arn:aws:ecs:us-east-1:123456789012:service/prod/web';
function parseServices(text) {
    const lines = (0,inputs_values/* listItems */.Dw)(text);
    if (lines.length === 0)
        throw new inputs_values/* Refusal */.P_(SERVICE_FORMS, { why: 'it is required' });
    return lines.map((line) => {
        const arn = SERVICE_ARN.exec(line);
        if (arn !== null) {
            const [, region = '', cluster, name = ''] = arn;
            return { text: line, name, region, ...(cluster === undefined ? {} : { cluster }) };
        }
        if (NAME_ONLY.test(line))
            return { text: line, name: line };
        const why = slipIn(line);
        throw new inputs_values/* Refusal */.P_(SERVICE_FORMS, { offender: line, ...(why === undefined ? {} : { why }) });
    });
}
function slipIn(service) {
    if (service.includes(','))
        return 'services stand one a line, not behind commas';
    if (CLUSTER_AND_SERVICE.test(service))
        return 'the part before the slash belongs in cluster';
    return undefined;
}
function parseCluster(text) {
    const [, region, name] = CLUSTER_ARN.exec(text) ?? [];
    if (region !== undefined && name !== undefined)
        return { text, name, region };
    if (NAME_ONLY.test(text))
        return { text, name: text };
    throw new inputs_values/* Refusal */.P_('a cluster name (up to 255 letters, digits, - and _) or ARN: prod, arn:aws:ecs:us-east-1:123456789012:cluster/prod');
}
function parseRegion(text) {
    if (REGION_ONLY.test(text))
        return text;
    throw new inputs_values/* Refusal */.P_('an AWS region such as us-east-1');
}
function parseContainer(text) {
    if (NAME_ONLY.test(text))
        return text;
    throw new inputs_values/* Refusal */.P_('the name of a container in the task definition (up to 255 letters, digits, - and _)');
}
function parseTaskDefinition(text) {
    const accepted = 'family:revision or an ARN with a revision: web:42, arn:aws:ecs:us-east-1:123456789012:task-definition/web:42';
    const arn = TASK_DEFINITION_ARN.exec(text);
    if (arn !== null)
        return { text, ...(arn[1] === undefined ? {} : { region: arn[1] }) };
    if (TASK_DEFINITION.test(text))
        return { text };
    if (NAME_ONLY.test(text))
        throw new inputs_values/* Refusal */.P_(accepted, { why: 'a family alone means its latest revision, whoever registered it' });
    throw new inputs_values/* Refusal */.P_(accepted);
}
/** Names of CodeBuild projects; `auto` stands for those whose source is this repository. A name given twice counts once. */
function parseProjects(text) {
    const accepted = 'CodeBuild project names, one a line (2 to 150 letters, digits, - and _, a letter or digit first), or auto';
    const names = (0,inputs_values/* listItems */.Dw)(text);
    const bad = names.find((name) => !PROJECT.test(name));
    if (bad !== undefined)
        throw new inputs_values/* Refusal */.P_(accepted, { offender: bad });
    return [...new Set(names)];
}
/**
 * Gives each service its cluster and region: an ARN names its own; else the `cluster` input, and the first region of `aws-region`,
 * the environment, the cluster's ARN. What contradicts an ARN is refused, and so are two lines that mean one service.
 */
function placeServices(named, cluster, regions) {
    const conflicts = [];
    const services = [];
    const seen = new Map();
    for (const service of named) {
        const placed = placeOne(service, cluster, regions);
        if ('message' in placed) {
            if (!conflicts.some(({ message }) => message === placed.message))
                conflicts.push(placed);
            continue;
        }
        const key = `${placed.region} ${placed.label}`;
        const twin = seen.get(key);
        if (twin !== undefined) {
            const message = `"${twin}" and "${service.text}" are the same service; each is accepted once.`;
            conflicts.push({ inputs: ['service'], message });
        }
        seen.set(key, service.text);
        services.push(placed);
    }
    return conflicts.length > 0 ? { state: 'refused', conflicts } : { state: 'placed', services };
}
function placeOne(service, cluster, regions) {
    const own = service.region;
    if (own !== undefined && regions.asked !== undefined && own !== regions.asked) {
        const message = `"${service.text}" is in ${own}, but aws-region says ${regions.asked}; leave aws-region out or give the same region.`;
        return { inputs: ['service', 'aws-region'], message };
    }
    const region = regions.asked ?? own ?? regions.environment?.value ?? cluster.region;
    if (region === undefined) {
        const message = 'No region is known: give aws-region, such as us-east-1, or a service ARN, or set AWS_REGION as aws-actions/configure-aws-credentials does.';
        return { inputs: ['aws-region'], message };
    }
    if (!REGION_ONLY.test(region)) {
        const message = `The environment variable ${regions.environment?.variable} says "${region}"; accepted: an AWS region such as us-east-1.`;
        return { inputs: ['aws-region'], message };
    }
    if (service.cluster === undefined && cluster.region !== undefined && cluster.region !== region) {
        const message = `The cluster "${cluster.text}" is in ${cluster.region}, but the region is ${region}; give aws-region: ${cluster.region}, or the cluster of ${region}.`;
        return { inputs: ['cluster', 'aws-region'], message };
    }
    const name = service.cluster ?? cluster.name;
    return { cluster: service.cluster ?? cluster.text, service: service.text, region, label: `${name} / ${service.name}` };
}

;// CONCATENATED MODULE: ./src/inputs/combinations.js
/**
 * Combinations that could never be honoured, so that ignoring them would hide a mistake: a check configured but not asked for, a
 * change asked of nothing. Inputs that only the other `mode` uses are told (`withoutEffect`): one step may serve both modes.
 * Inputs that were refused on their own are undefined here and raise nothing further.
 */
function conflictsOf(values) {
    return RULES.flatMap((rule) => rule(values));
}
/** What was given and changes nothing beside the other inputs, in full sentences: no reason to fail, and none to be silent. */
function withoutEffect(values) {
    const handling = values['competing-triggers'];
    return [
        ...(values.paths.length > 0 && values.mode !== 'audit'
            ? ['paths counts with mode: audit alone; it is ignored here.']
            : []),
        ...(values['stop-competing-builds'] && values['codebuild-project'].length === 0
            ? ['stop-competing-builds concerns the projects of codebuild-project, which is blank; it is ignored here.']
            : []),
        ...(values['force-restore'] && handling !== 'restore'
            ? [`force-restore counts with competing-triggers: restore alone, and this is ${handling}; it is ignored here.`]
            : []),
    ];
}
function leftOut(values, name) {
    return name in values && values[name] === undefined;
}
const RULES = [
    function taskDefinitionOfOneService(values) {
        if (values['task-definition'] === undefined || (values.service?.length ?? 0) <= 1)
            return [];
        const message = 'A task definition belongs to one service; give task-definition with a single service, or leave it out.';
        return [{ inputs: ['task-definition', 'service'], message }];
    },
    // An empty variable behind version-url would otherwise switch the check off without a word.
    function selectorWithoutUrl(values) {
        const selector = values['version-selector'];
        if (!leftOut(values, 'version-url') || selector === undefined || selector.kind === 'auto')
            return [];
        const message = 'version-selector reads the answer of version-url, which is blank; give version-url, or leave the selector out.';
        return [{ inputs: ['version-selector', 'version-url'], message, headline: 'version-selector needs version-url' }];
    },
    function headersWithoutUrl(values) {
        if (!leftOut(values, 'version-url') || (values['version-headers']?.length ?? 0) === 0)
            return [];
        const message = 'version-headers are sent to version-url, which is blank; give version-url, or leave the headers out (a feature check has headers of its own).';
        return [{ inputs: ['version-headers', 'version-url'], message, headline: 'version-headers needs version-url' }];
    },
    function patternWithoutFile(values) {
        if (!leftOut(values, 'version-file') || !leftOut(values, 'image-version-file'))
            return [];
        if (values['version-pattern'] === undefined)
            return [];
        const message = 'version-pattern finds the version in version-file and image-version-file, which are both blank; give one of them, or leave the pattern out.';
        const headline = 'version-pattern needs version-file or image-version-file';
        return [{ inputs: ['version-pattern'], message, headline }];
    },
    function registryCredentialsInPairs(values) {
        if (!('registry-username' in values && 'registry-password' in values))
            return [];
        if ((values['registry-username'] === undefined) === (values['registry-password'] === undefined))
            return [];
        const [missing, given] = values['registry-username'] === undefined
            ? ['registry-username', 'registry-password']
            : ['registry-password', 'registry-username'];
        const message = `${missing} is blank; give registry-username and registry-password together, or neither.`;
        return [{ inputs: ['registry-username', 'registry-password'], message, headline: `${given} needs ${missing}` }];
    },
    function handlingWithoutProject(values) {
        const handling = values['competing-triggers'];
        if (values['codebuild-project']?.length !== 0 || (handling !== 'report' && handling !== 'restore'))
            return [];
        const message = `competing-triggers: ${handling} concerns the projects of codebuild-project, which is blank; name them, or leave competing-triggers out.`;
        const headline = `competing-triggers: ${handling} needs codebuild-project`;
        return [{ inputs: ['competing-triggers', 'codebuild-project'], message, headline }];
    },
    function stopUnderReadOnlyHandling(values) {
        const handling = values['competing-triggers'];
        if (values['stop-competing-builds'] !== true || (handling !== 'report' && handling !== 'off'))
            return [];
        if (values['codebuild-project']?.length === 0)
            return [];
        const message = `competing-triggers: ${handling} changes nothing, so stop-competing-builds cannot stop a build; accepted together: disable or restore.`;
        return [{ inputs: ['stop-competing-builds', 'competing-triggers'], message }];
    },
];

// EXTERNAL MODULE: ./src/patterns.js
var patterns = __nccwpck_require__(43117);
;// CONCATENATED MODULE: ./src/inputs/http.js


/** RFC 9110's token, of which header names are made. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// What may stand in a header's value on the wire (RFC 9110, field-content), tabs included.
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/;
/** Headers that belong to the connection or to the target: a request that sets them cannot be sent as asked. */
const RESERVED_HEADERS = new Set([
    'connection',
    'content-length',
    'expect',
    'host',
    'keep-alive',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
]);
const URL_FORMS = 'an absolute http:// or https:// URL without user name and password: https://example.com/version';
/** An absolute http(s) URL, normalised. */
function parseHttpUrl(text) {
    checkOneWord(text);
    if (!URL.canParse(text))
        throw new inputs_values/* Refusal */.P_(URL_FORMS, { offender: withoutLogin(text) });
    return httpAddress(new URL(text), text);
}
/** Refuses what a URL parser would take out or write otherwise: two lines would become one address. */
function checkOneWord(text) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
    if (/[\s\u0000-\u001f\u007f-\u009f]/.test(text)) {
        throw new inputs_values/* Refusal */.P_(URL_FORMS, { why: 'it holds white space or a control character', offender: withoutLogin(text) });
    }
}
/** A refused address without what stands before its last `@`, a scheme excepted: however it is mistyped, a password may be in it. */
function withoutLogin(text) {
    return text.replace(/^([^@:/\\]*:?[/\\]{2})?.*@/s, '$1***@');
}
/** The normalised address of a URL that may be asked. @param text how the author wrote it */
function httpAddress(url, text) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        throw new inputs_values/* Refusal */.P_(URL_FORMS, { offender: withoutLogin(text) });
    }
    if (url.username !== '' || url.password !== '') {
        const why = 'credentials in a URL leak into logs; send them as a header (version-headers, or the headers of a feature check)';
        throw new inputs_values/* Refusal */.P_(URL_FORMS, { why, offender: withoutLogin(text) });
    }
    return url.href;
}
const HEADER_FORMS = 'headers, one a line as Name: value, with names and values that HTTP allows, no name twice: Authorization: Bearer \u2026';
/** Headers from `Name: value` lines. A refusal names the header alone, never its value. */
function parseHeaderLines(text) {
    return checkHeaders((0,inputs_values/* listItems */.Dw)(text).map((line, index) => {
        const colon = line.indexOf(':');
        if (colon === -1)
            throw new inputs_values/* Refusal */.P_(HEADER_FORMS, { offender: `line ${index + 1}`, why: 'it has no colon' });
        return [line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()];
    }));
}
/** Refuses headers that could not be sent, or that would be sent otherwise than written. */
function checkHeaders(headers) {
    const seen = new Set();
    for (const [index, [name, value]] of headers.entries()) {
        // A line that is no header may be a secret as a whole.
        if (!TOKEN.test(name))
            throw new inputs_values/* Refusal */.P_(HEADER_FORMS, { offender: `header ${index + 1}`, why: 'its name is not one' });
        const refuse = (why) => {
            throw new inputs_values/* Refusal */.P_(HEADER_FORMS, { offender: `${name}: ***`, why });
        };
        if (RESERVED_HEADERS.has(name.toLowerCase()))
            refuse('this header belongs to the connection and cannot be set');
        if (value === '')
            refuse('its value is blank; is the secret behind it set?');
        if (!HEADER_VALUE.test(value))
            refuse('its value holds characters that a header cannot carry');
        if (seen.has(name.toLowerCase()))
            refuse('this header is given twice');
        seen.add(name.toLowerCase());
    }
    return headers;
}
const SELECTOR_FORMS = 'auto, text, json: and a JMESPath expression, header: and the name of a header, or regex: and an RE2 pattern with exactly one capture group';
/** Where the version stands in an answer; expressions and patterns are compiled, so that a bad one is refused now. */
async function parseSelector(text) {
    if (text === 'auto' || text === 'text')
        return { kind: text };
    const colon = text.indexOf(':');
    const kind = colon === -1 ? '' : text.slice(0, colon);
    const rest = text.slice(colon + 1);
    switch (kind) {
        case 'json':
            return { kind, expression: await parseJmesPath(rest.trim(), SELECTOR_FORMS) };
        case 'header':
            if (!TOKEN.test(rest.trim()))
                throw new inputs_values/* Refusal */.P_(SELECTOR_FORMS, { why: 'what follows header: is not the name of a header' });
            return { kind, name: rest.trim() };
        case 'regex':
            return { kind, pattern: await parsePattern(rest, 'one', SELECTOR_FORMS) };
        default:
            throw new inputs_values/* Refusal */.P_(SELECTOR_FORMS);
    }
}
/** An RE2 pattern that compiles, as it was given. */
async function parsePattern(text, groups, accepted) {
    try {
        await (0,patterns/* compilePattern */.E)(text, groups);
        return text;
    }
    catch (error) {
        if (!(error instanceof patterns/* PatternError */.J))
            throw error;
        throw new inputs_values/* Refusal */.P_(accepted, { why: error.message }, { cause: error });
    }
}
/** A JMESPath expression that compiles and calls no function that does not exist, as it was given. */
async function parseJmesPath(text, accepted) {
    if (text === '')
        throw new inputs_values/* Refusal */.P_(accepted, { why: 'the JMESPath expression is blank' });
    const { compile, isRegistered } = await __nccwpck_require__.e(/* import() */ 2184).then(__nccwpck_require__.bind(__nccwpck_require__, 32184));
    let unknown;
    try {
        unknown = functionNames(compile(text)).find((name) => !isRegistered(name));
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new inputs_values/* Refusal */.P_(accepted, { why: `it is not JMESPath (${reason})` }, { cause: error });
    }
    if (unknown !== undefined)
        throw new inputs_values/* Refusal */.P_(accepted, { why: `JMESPath has no function ${unknown}()` });
    return text;
}
// The compiler takes any function's name and fails only when the expression meets an answer.
function functionNames(node) {
    if (typeof node !== 'object' || node === null)
        return [];
    const below = Object.values(node).flatMap(functionNames);
    return 'type' in node && node.type === 'Function' && 'name' in node && typeof node.name === 'string'
        ? [node.name, ...below]
        : below;
}

;// CONCATENATED MODULE: ./src/inputs/feature-checks.js


/** Bytes of YAML, and checks, that are accepted at most. */
const MAX_BYTES = 64 * 1024;
const MAX_CHECKS = 50;
/** Seconds that a check may wait for its answer, so that fifty of them cannot hold the run for long. */
const MAX_SECONDS = 60;
const KEYS = new Set([
    'name',
    'url',
    'method',
    'headers',
    'body',
    'status',
    'contains',
    'matches',
    'json',
    'equals',
    'max-seconds',
]);
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);
const LIST_FORM = `a YAML list of at most ${MAX_CHECKS} checks in 64 KiB, without aliases, each with name and url: - {name: health, url: /health}`;
/**
 * Parses the YAML list of checks; its patterns and expressions are compiled, so that a bad one is refused now. No refusal shows
 * a header, and none quotes the YAML.
 */
async function parseFeatureChecks(text) {
    if (Buffer.byteLength(text) > MAX_BYTES)
        throw new inputs_values/* Refusal */.P_(LIST_FORM, { why: 'it is larger than 64 KiB', offender: '\u2026' });
    const yaml = await __nccwpck_require__.e(/* import() */ 6637).then(__nccwpck_require__.t.bind(__nccwpck_require__, 6637, 19));
    const list = readList(yaml, text);
    const checks = [];
    for (const [index, item] of list.items.entries())
        checks.push(await readCheck(yaml, list.document, item, index + 1));
    const names = checks.map(({ name }) => name);
    const twin = names.find((name, index) => names.indexOf(name) !== index);
    if (twin !== undefined)
        throw new inputs_values/* Refusal */.P_('a name of its own for each check', { offender: twin, why: 'two checks have it' });
    return checks;
}
/** Makes every URL absolute; conflicts where one is relative and there is no `version-url`, or where the result cannot be asked. */
function placeChecks(written, versionUrl) {
    const checks = [];
    const conflicts = [];
    const inputs = ['feature-checks', 'version-url'];
    for (const check of written) {
        if (URL.canParse(check.url)) {
            checks.push(check);
        }
        else if (versionUrl === undefined) {
            const message = `The url of check "${check.name}" is relative to version-url, which is not given; accepted: an absolute URL, or a version-url.`;
            conflicts.push({ inputs, message, headline: 'a relative url in feature-checks needs version-url' });
        }
        else {
            try {
                checks.push({ ...check, url: httpAddress(new URL(check.url, versionUrl), check.url) });
            }
            catch {
                const message = `The url of check "${check.name}" does not make an http or https URL without user name and password; accepted: a path such as /health, or an absolute URL such as https://example.com/health.`;
                conflicts.push({ inputs, message });
            }
        }
    }
    return { checks, conflicts };
}
function readList(yaml, text) {
    const document = yaml.parseDocument(text, { schema: 'core', version: '1.2', prettyErrors: false, logLevel: 'error' });
    const fault = document.errors[0] ?? document.warnings[0];
    // Its message and its excerpt may quote a secret header; the code and the place do not.
    if (fault !== undefined) {
        const line = text.slice(0, fault.pos[0]).split('\n').length;
        const what = fault.code.toLowerCase().replaceAll('_', ' ');
        throw new inputs_values/* Refusal */.P_(LIST_FORM, { why: `line ${line} of it is not YAML (${what})`, offender: '\u2026' });
    }
    let aliased = false;
    yaml.visit(document, {
        Alias: () => {
            aliased = true;
            return yaml.visit.BREAK;
        },
    });
    if (aliased)
        throw new inputs_values/* Refusal */.P_(LIST_FORM, { why: 'it holds an alias (*name)', offender: '\u2026' });
    if (!yaml.isSeq(document.contents))
        throw new inputs_values/* Refusal */.P_(LIST_FORM, { why: 'it is not a list', offender: '\u2026' });
    const items = document.contents.items.filter((item) => yaml.isNode(item));
    if (items.length === 0)
        throw new inputs_values/* Refusal */.P_(LIST_FORM, { why: 'it names no check', offender: '\u2026' });
    if (items.length > MAX_CHECKS)
        throw new inputs_values/* Refusal */.P_(LIST_FORM, { why: `it has ${items.length} checks`, offender: '\u2026' });
    return { document, items };
}
async function readCheck(yaml, document, item, position) {
    const check = new WrittenItem(yaml, document, item, position);
    const name = check.required('name');
    const url = readUrl(check);
    const method = (check.text('method') ?? 'GET').toUpperCase();
    if (!METHODS.has(method))
        throw check.refuse('method', `one of ${[...METHODS].join(', ')}`);
    const headers = check.headers();
    const body = check.text('body');
    const status = check.number('status', 'a final HTTP status from 200 to 599', (n) => Number.isInteger(n) && n >= 200 && n <= 599);
    const contains = check.text('contains');
    const matches = check.text('matches');
    const json = check.text('json');
    const equals = check.value('equals');
    const withinForm = `a number of seconds above 0, at most ${MAX_SECONDS}`;
    const maxSeconds = check.number('max-seconds', withinForm, (n) => n > 0 && n <= MAX_SECONDS);
    if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
        throw check.refuse('body', 'a body together with method POST, PUT, PATCH, DELETE or OPTIONS', `${method} carries none`);
    }
    if (method === 'HEAD' && (contains ?? matches ?? json) !== undefined) {
        throw check.refuse('method', 'HEAD with status and max-seconds alone', 'the answer to HEAD has no body to look at');
    }
    if ((json === undefined) !== (equals === undefined)) {
        throw check.refuse(json === undefined ? 'equals' : 'json', 'json and equals together', 'one means nothing without the other');
    }
    if (matches !== undefined)
        await check.inside('matches', () => parsePattern(matches, 'any', 'an RE2 pattern'));
    if (json !== undefined)
        await check.inside('json', () => parseJmesPath(json, 'a JMESPath expression'));
    return {
        name,
        url,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(status === undefined ? {} : { status }),
        ...(contains === undefined ? {} : { contains }),
        ...(matches === undefined ? {} : { matches }),
        ...(json === undefined ? {} : { json, equals: equals?.json }),
        ...(maxSeconds === undefined ? {} : { maxSeconds }),
    };
}
function readUrl(check) {
    const url = check.required('url');
    try {
        checkOneWord(url);
        // A scheme makes it absolute; what has none is resolved once version-url is known.
        return /^[a-z][a-z0-9+.-]*:/i.test(url) ? parseHttpUrl(url) : url;
    }
    catch (error) {
        if (!(error instanceof inputs_values/* Refusal */.P_))
            throw error;
        throw check.refuse('url', error.accepted, error.why);
    }
}
/** One item of the list, read key by key from its YAML nodes: a text keeps the digits that it was written with. */
class WrittenItem {
    #yaml;
    #document;
    #map;
    #label;
    constructor(yaml, document, item, position) {
        this.#yaml = yaml;
        this.#document = document;
        if (!yaml.isMap(item)) {
            const why = 'it is not a mapping';
            throw new inputs_values/* Refusal */.P_('a mapping with name and url for each check', { why, offender: `check ${position}` });
        }
        this.#map = item;
        const name = this.#node('name');
        this.#label =
            yaml.isScalar(name) && typeof name.value === 'string' ? `check ${position} (${name.value})` : `check ${position}`;
        for (const { key } of item.items) {
            const known = yaml.isScalar(key) && typeof key.value === 'string' ? key.value : '?';
            if (!KEYS.has(known))
                throw this.refuse(known, `the keys ${[...KEYS].join(', ')}`, 'there is no such key');
        }
    }
    refuse(key, accepted, why) {
        return new inputs_values/* Refusal */.P_(accepted, { offender: `${this.#label}: ${key}`, ...(why === undefined ? {} : { why }) });
    }
    async inside(key, parse) {
        try {
            await parse();
        }
        catch (error) {
            if (!(error instanceof inputs_values/* Refusal */.P_))
                throw error;
            throw this.refuse(key, error.accepted, error.why);
        }
    }
    required(key) {
        const text = this.text(key)?.trim();
        if (text === undefined)
            throw this.refuse(key, `a ${key} for every check`, 'it is missing');
        return text;
    }
    /** The text of a scalar, numbers and booleans as they were written; a blank one is refused. */
    text(key) {
        const node = this.#node(key);
        if (node === undefined)
            return undefined;
        const text = this.#scalarText(node);
        if (text === undefined)
            throw this.refuse(key, 'a text', 'it is a list, a mapping or null; put it in quotes');
        if (text.trim() === '')
            throw this.refuse(key, 'a text', 'it is blank');
        return text;
    }
    number(key, accepted, accepts) {
        const node = this.#node(key);
        if (node === undefined)
            return undefined;
        if (this.#yaml.isScalar(node) && typeof node.value === 'number' && accepts(node.value))
            return node.value;
        throw this.refuse(key, accepted);
    }
    /** Any JSON value but null, wrapped so that an absent key differs from every value. */
    value(key) {
        const node = this.#node(key);
        if (node === undefined)
            return undefined;
        const json = node.toJS(this.#document);
        // JMESPath answers null for whatever is missing, so that null would pass where nothing was found.
        if (json === null)
            throw this.refuse(key, 'a value other than null', 'a missing value is null as well');
        if (!isJson(json))
            throw this.refuse(key, 'a value that JSON can hold exactly');
        return { json };
    }
    /** A mapping of names to values, or a text of `Name: value` lines. */
    headers() {
        const node = this.#node('headers');
        if (node === undefined)
            return [];
        const accepted = 'headers as a mapping of names to values, or as a text of Name: value lines';
        try {
            if (this.#yaml.isScalar(node) && typeof node.value === 'string')
                return parseHeaderLines(node.value);
            if (!this.#yaml.isMap(node))
                throw new inputs_values/* Refusal */.P_(accepted, { why: 'it is neither' });
            return checkHeaders(node.items.map(({ key, value }) => [this.#scalarText(key) ?? '', this.#scalarText(value)?.trim() ?? '']));
        }
        catch (error) {
            if (!(error instanceof inputs_values/* Refusal */.P_))
                throw error;
            throw this.refuse(`headers${error.offender === undefined ? '' : `: ${error.offender}`}`, error.accepted, error.why);
        }
    }
    #node(key) {
        const node = this.#map.get(key, true);
        return this.#yaml.isNode(node) ? node : undefined;
    }
    #scalarText(node) {
        if (!this.#yaml.isScalar(node))
            return undefined;
        const scalar = node;
        if (typeof scalar.value === 'string')
            return scalar.value;
        return typeof scalar.value === 'number' || typeof scalar.value === 'boolean' ? scalar.source : undefined;
    }
}
function isJson(value) {
    if (value === null || typeof value === 'string' || typeof value === 'boolean')
        return true;
    // Beyond 2^53 two different integers read the same, so that a wrong answer could pass.
    if (typeof value === 'number')
        return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
    if (typeof value !== 'object')
        return false;
    if (Array.isArray(value))
        return value.every(isJson);
    return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson);
}

// EXTERNAL MODULE: ./src/inputs/secrets.js
var secrets = __nccwpck_require__(68245);
// EXTERNAL MODULE: ./src/image/reference.js
var image_reference = __nccwpck_require__(9047);
;// CONCATENATED MODULE: ./src/inputs/table.js





const SECOND = 1000;
const IMAGE_FORMS = 'repository:tag or repository@sha256:\u2026 (64 hex digits): 123456789012.dkr.ecr.us-east-1.amazonaws.com/app:3fa04cb';
const VERSION_PATTERN_FORM = 'an RE2 pattern with exactly one capture group: VERSION = "([^"]+)"';
const HANDLINGS = ['disable', 'report', 'restore', 'off'];
const MODES = ['verify', 'audit'];
const POSITIVE = { least: SECOND, range: 'above 0, at most 6h' };
const NOT_NEGATIVE = { least: 0, range: 'at most 6h' };
const AT_LEAST_A_SECOND = { least: SECOND, range: 'from 1s to 6h' };
/** Every input of the action, in the order of its documentation. */
const INPUTS = {
    service: { default: '', required: true, parse: parseServices },
    cluster: { default: 'default', parse: parseCluster },
    'aws-region': { default: '', parse: optional(parseRegion) },
    commit: { default: '${{ github.event.workflow_run.head_sha || github.sha }}', parse: inputs_values/* parseCommit */.L5 },
    image: { default: '', parse: optional(parseImage) },
    container: { default: '', parse: optional(parseContainer) },
    'task-definition': { default: '', parse: optional(parseTaskDefinition) },
    'version-url': { default: '', parse: optional(parseHttpUrl) },
    'version-selector': { default: 'auto', parse: parseSelector },
    'version-headers': { default: '', secret: true, parse: parseHeaderLines },
    'version-samples': { default: '5', parse: (text) => (0,inputs_values/* parseInteger */.cG)(text, 1, 100) },
    'expected-version': { default: '', parse: optional(inputs_values/* parseExpectedVersion */.q8) },
    'version-file': { default: '', parse: optional(inputs_values/* parseRepositoryPath */.XU) },
    'image-version-file': { default: '', parse: optional(inputs_values/* parseImagePath */.MG) },
    'version-pattern': { default: '', parse: optional((text) => parsePattern(text, 'one', VERSION_PATTERN_FORM)) },
    'feature-checks': { default: '', secret: true, parse: async (text) => (text === '' ? [] : parseFeatureChecks(text)) },
    timeout: { default: 'auto', parse: orAuto((text) => (0,inputs_values/* parseDuration */.E9)(text, POSITIVE)) },
    'stable-for': { default: 'auto', parse: orAuto((text) => (0,inputs_values/* parseDuration */.E9)(text, NOT_NEGATIVE)) },
    'start-timeout': { default: '2m', parse: (text) => (0,inputs_values/* parseDuration */.E9)(text, NOT_NEGATIVE) },
    'poll-interval': { default: '5s', parse: (text) => (0,inputs_values/* parseDuration */.E9)(text, AT_LEAST_A_SECOND) },
    'codebuild-project': { default: '', parse: parseProjects },
    'competing-triggers': {
        default: 'disable',
        parse: (text) => (0,inputs_values/* parseChoice */.HU)(text, HANDLINGS),
    },
    paths: { default: '', parse: async (text) => (text === '' ? [] : (0,inputs_values/* parseGlobs */.nS)(text)) },
    mode: { default: 'verify', parse: (text) => (0,inputs_values/* parseChoice */.HU)(text, MODES) },
    'github-token': { default: '${{ github.token }}', secret: true, parse: optional(inputs_values/* parseCredential */.nx) },
    'stop-competing-builds': { default: 'false', parse: inputs_values/* parseBoolean */.yG },
    'force-restore': { default: 'false', parse: inputs_values/* parseBoolean */.yG },
    'webhook-token': { default: '', secret: true, parse: optional(inputs_values/* parseCredential */.nx) },
    'require-image-proof': { default: 'false', parse: inputs_values/* parseBoolean */.yG },
    'registry-username': { default: '', parse: optional(inputs_values/* parseRegistryUsername */.zK) },
    'registry-password': { default: '', secret: true, parse: optional(inputs_values/* parseCredential */.nx) },
    'allow-superseded': { default: 'false', parse: inputs_values/* parseBoolean */.yG },
    'metrics-namespace': { default: '', parse: optional(inputs_values/* parseMetricsNamespace */.KC) },
    'report-path': { default: '', parse: optional(inputs_values/* parseRunnerPath */.zT) },
};
function optional(parse) {
    return async (text) => (text === '' ? undefined : parse(text));
}
function orAuto(parse) {
    return (text) => {
        if (text === 'auto')
            return text;
        try {
            return parse(text);
        }
        catch (error) {
            if (!(error instanceof inputs_values/* Refusal */.P_))
                throw error;
            throw new inputs_values/* Refusal */.P_(`auto, or ${error.accepted}`, error.why === undefined ? {} : { why: error.why });
        }
    };
}
function parseImage(text) {
    const reference = (0,image_reference/* parseImageReference */.o_)(text);
    if (reference !== undefined)
        return reference;
    if ((0,image_reference/* parseImageName */["if"])(text) === undefined)
        throw new inputs_values/* Refusal */.P_(IMAGE_FORMS);
    const why = 'without tag and digest it means the tag latest, which ties the image to no commit';
    throw new inputs_values/* Refusal */.P_(IMAGE_FORMS, { why });
}

// EXTERNAL MODULE: ./src/paragraphs.js
var paragraphs = __nccwpck_require__(98301);
;// CONCATENATED MODULE: ./src/inputs.js













/** Characters of a refused value that are shown. */
const SHOWN = 200;
/**
 * Reads the action's inputs from the environment as the runner sets it: `INPUT_` and the name in upper case, hyphens
 * kept. What is blank takes its default. Reads nothing else but the event's file, for the default of `commit`.
 * @throws Ending `invalid-input`, naming every bad input, its value (`***` where it is secret) and what would be accepted
 */
async function parseSettings(env) {
    const hide = hider((0,secrets/* secretsOf */.Fj)(env));
    const values = {};
    const problems = [];
    async function read(name, input) {
        const text = await textOf(name, env);
        try {
            values[name] = await input.parse(text);
        }
        catch (error) {
            if (!(error instanceof inputs_values/* Refusal */.P_))
                throw error;
            problems.push({ inputs: [name], message: refusalMessage(name, text, error) });
        }
    }
    for (const name of inputNames())
        await read(name, INPUTS[name]);
    problems.push(...conflictsOf(values));
    const services = values.service === undefined ? [] : servicesOf(values.service, values, env, problems);
    const featureChecks = checksOf(values, problems);
    if (problems.length > 0 || !isComplete(values))
        throw refusal(problems, hide);
    return settingsOf(values, services, featureChecks, env);
}
function inputNames() {
    return Object.keys(INPUTS).filter((name) => name in INPUTS);
}
function isComplete(values) {
    return inputNames().every((name) => name in values);
}
async function textOf(name, env) {
    const given = (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
    if (given !== '')
        return given;
    if (name === 'commit')
        return commitOfEvent(env);
    // Only the runner knows its token.
    return name === 'github-token' ? '' : INPUTS[name].default;
}
// What action.yml's default evaluates to. GITHUB_SHA of a workflow_run event is the default branch's head, not what was built.
async function commitOfEvent(env) {
    const head = await headOfTriggeringRun(env['GITHUB_EVENT_PATH']);
    if (head !== undefined)
        return head;
    return env['GITHUB_EVENT_NAME'] === 'workflow_run' ? '' : (env['GITHUB_SHA'] ?? '');
}
async function headOfTriggeringRun(eventPath) {
    if (eventPath === undefined || eventPath === '')
        return undefined;
    try {
        const event = JSON.parse(await (0,promises_.readFile)(eventPath, 'utf8'));
        const run = typeof event === 'object' && event !== null && 'workflow_run' in event ? event.workflow_run : undefined;
        const head = typeof run === 'object' && run !== null && 'head_sha' in run ? run.head_sha : undefined;
        return typeof head === 'string' && head !== '' ? head : undefined;
    }
    catch {
        return undefined;
    }
}
function servicesOf(named, values, env, problems) {
    // A refused cluster or region has been told; placing by another one would only add a second, wrong complaint.
    if (values.cluster === undefined || !('aws-region' in values))
        return [];
    const variable = ['AWS_REGION', 'AWS_DEFAULT_REGION'].find((name) => (env[name] ?? '').trim() !== '');
    const environment = variable === undefined ? undefined : { variable, value: (env[variable] ?? '').trim() };
    const placement = placeServices(named, values.cluster, { asked: values['aws-region'], environment });
    switch (placement.state) {
        case 'refused':
            problems.push(...placement.conflicts);
            return [];
        case 'placed': {
            const pinned = values['task-definition'];
            const [only] = placement.services;
            if (pinned?.region !== undefined && only !== undefined && pinned.region !== only.region) {
                const message = `"${pinned.text}" is in ${pinned.region}, but the service is in ${only.region}; accepted: a task definition of ${only.region}.`;
                problems.push({ inputs: ['task-definition', 'service'], message });
            }
            return placement.services;
        }
    }
}
function checksOf(values, problems) {
    // As above: a version-url that was refused is not one that was left out.
    if (values['feature-checks'] === undefined || !('version-url' in values))
        return [];
    const { checks, conflicts } = placeChecks(values['feature-checks'], values['version-url']);
    problems.push(...conflicts);
    return checks;
}
function refusalMessage(name, text, refusal) {
    const shown = refusal.offender ?? (INPUTS[name].secret ? '***' : text);
    const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}\u2026` : shown;
    const got = cut === '' ? 'nothing is given' : `got ${JSON.stringify(cut)}`;
    return `${name}: ${got}${refusal.why === undefined ? '' : `: ${refusal.why}`}; accepted: ${refusal.accepted}.`;
}
function refusal(problems, hide) {
    const names = [...new Set(problems.flatMap(({ inputs }) => inputs))];
    const [only, ...others] = problems;
    const headline = only !== undefined && others.length === 0
        ? (only.headline ?? `the input ${names.join(' with ')} cannot be used`)
        : `${problems.length} problems with the inputs: ${names.join(', ')}`;
    const messages = problems.map(({ message }) => hide(message));
    return new src_ending/* Ending */._('invalid-input', headline, messages.join('\n'), {
        text: `Correct ${names.join(', ')} in the step that uses ECS Deploy Verifier; no call was made.`,
        // A conflict names the input that it is about first.
        about: problems.length === 1 ? (0,paragraphs/* aboutInput */.qj)(names[0] ?? '') : (0,paragraphs/* aboutInput */.qj)(...names),
    }, others.length === 0 ? {} : { problems: messages });
}
/** Replaces secrets by `***`: a value may hold one where nobody expects it. `secrets` come longest first. */
function hider(secrets) {
    return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
function settingsOf(values, services, featureChecks, env) {
    const username = values['registry-username'];
    const password = values['registry-password'];
    const url = values['version-url'];
    const ignored = withoutEffect(values);
    const headers = [...values['version-headers'], ...featureChecks.flatMap((check) => check.headers)];
    return {
        mode: values.mode,
        services,
        commit: values.commit,
        ...(values.image === undefined ? {} : { image: values.image }),
        ...(values.container === undefined ? {} : { container: values.container }),
        ...(values['task-definition'] === undefined ? {} : { taskDefinition: values['task-definition'].text }),
        ...(url === undefined
            ? {}
            : {
                served: {
                    url,
                    selector: values['version-selector'],
                    headers: values['version-headers'],
                    samples: values['version-samples'],
                },
            }),
        ...(values['expected-version'] === undefined ? {} : { expectedVersion: values['expected-version'] }),
        ...(values['version-file'] === undefined ? {} : { versionFile: values['version-file'] }),
        ...(values['image-version-file'] === undefined ? {} : { imageVersionFile: values['image-version-file'] }),
        ...(values['version-pattern'] === undefined ? {} : { versionPattern: values['version-pattern'] }),
        featureChecks,
        timeout: values.timeout,
        stableFor: values['stable-for'],
        startTimeout: values['start-timeout'],
        pollInterval: values['poll-interval'],
        codebuildProjects: values['codebuild-project'],
        competingTriggers: values['competing-triggers'],
        stopCompetingBuilds: values['stop-competing-builds'],
        forceRestore: values['force-restore'],
        ...(values['webhook-token'] === undefined ? {} : { webhookToken: values['webhook-token'] }),
        paths: values.paths,
        ...(values['github-token'] === undefined ? {} : { githubToken: values['github-token'] }),
        requireImageProof: values['require-image-proof'],
        ...(username === undefined || password === undefined ? {} : { registryCredentials: { username, password } }),
        allowSuperseded: values['allow-superseded'],
        ...(values['metrics-namespace'] === undefined ? {} : { metricsNamespace: values['metrics-namespace'] }),
        reportPath: reportPath(values['report-path'], env),
        ...(ignored.length === 0 ? {} : { withoutEffect: ignored }),
        run: {
            repository: env['GITHUB_REPOSITORY'] ?? '',
            apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
            serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
            runId: env['GITHUB_RUN_ID'] ?? '',
            workspace: env['GITHUB_WORKSPACE'] ?? '',
            ...workflowOf(env),
            ...(env['GITHUB_EVENT_NAME'] === 'push' && env['GITHUB_REF'] ? { ref: env['GITHUB_REF'] } : {}),
        },
        secrets: [
            ...new Set([...(0,secrets/* secretsOf */.Fj)(env), ...(0,secrets/* maskable */.dm)(headers.flatMap(([name, value]) => (0,secrets/* headerSecrets */.n3)(name, value)))]),
        ].toSorted((a, b) => b.length - a.length),
    };
}
/** `owner/name/.github/workflows/deploy.yml@refs/heads/main` names the file. */
function workflowOf(env) {
    const workflow = /\/\.github\/workflows\/([^/@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '')?.[1];
    return workflow === undefined ? {} : { workflow };
}
/** Where the JSON report goes when the inputs could not be read as a whole. */
function fallbackReportPath(env) {
    return reportPath(undefined, env);
}
// The step's id keeps two uses of the action in one job from overwriting each other's report.
function reportPath(given, env) {
    if (given !== undefined)
        return (0,external_node_path_.isAbsolute)(given) ? given : (0,external_node_path_.join)(env['GITHUB_WORKSPACE'] ?? '', given);
    const step = (env['GITHUB_ACTION'] ?? '').replaceAll(/[^\w-]+/g, '-');
    return (0,external_node_path_.join)(env['RUNNER_TEMP'] || (0,external_node_os_.tmpdir)(), `ecs-deploy-verifier-report${step === '' ? '' : `-${step}`}.json`);
}

// EXTERNAL MODULE: ./src/judge/causes.js
var causes = __nccwpck_require__(27354);
// EXTERNAL MODULE: ./src/report/causes.js
var report_causes = __nccwpck_require__(68255);
// EXTERNAL MODULE: ./src/wording.js
var wording = __nccwpck_require__(55836);
// EXTERNAL MODULE: ./src/report/visible.js
var visible = __nccwpck_require__(10253);
;// CONCATENATED MODULE: ./src/report/annotation.js



/** GitHub cuts at 4096; the rest is room for what the runner may add. */
const LONGEST_MESSAGE = 3900;
/** Lines; an IAM statement of some actions and resources is whole, and can be pasted. */
const LONGEST_COMMAND = 24;
/**
 * Title: the cause. Message: plain text, at most 3900 characters, line feeds included.
 * @param outcome already redacted
 * @param docsUrl the folder of the documentation; that of the action itself where it has no address
 * @returns undefined when verified
 */
function annotationOf(outcome, docsUrl) {
    if (outcome.verdict.verdict === 'verified')
        return undefined;
    const { finding } = outcome.verdict;
    const decisive = outcome.services[outcome.decisive];
    const several = outcome.services.length > 1;
    const where = several && decisive !== undefined ? `${(0,visible/* visible */.RK)(decisive.ref.label)}: ` : '';
    const lines = [
        (0,visible/* clip */.$Q)(`${where}${(0,wording/* capitalised */.Iu)((0,visible/* visible */.RK)(finding.headline))}.`, 400),
        (0,visible/* clip */.$Q)((0,report_causes/* explanationLines */.bO)(finding).join('\n'), 1600),
        (0,visible/* clip */.$Q)(`Next step: ${(0,visible/* visible */.RK)(finding.nextStep.text)}`, 600),
        commandText(finding.nextStep.command ?? ''),
        ...(several ? [(0,visible/* clip */.$Q)(otherServices(outcome), 300)] : []),
    ].filter((line) => line !== '');
    const link = (0,report_causes/* readOnLines */.r)(finding, docsUrl)
        .map((line) => `\n${line}`)
        .join('');
    return { title: finding.cause, message: `${(0,visible/* clipUnits */.U_)(lines.join('\n'), LONGEST_MESSAGE - link.length)}${link}` };
}
function commandText(command) {
    const lines = (0,visible/* visibleLines */.gB)(command).filter((line) => line !== '');
    const shown = lines.length > LONGEST_COMMAND ? [...lines.slice(0, LONGEST_COMMAND), '\u2026'] : lines;
    return (0,visible/* clip */.$Q)(shown.map((line) => `  ${line}`).join('\n'), 900);
}
function otherServices(outcome) {
    const others = outcome.services.filter((_, index) => index !== outcome.decisive);
    const said = others.map(({ ref, verdict }) => `${(0,visible/* visible */.RK)(ref.label)}: ${(0,report_causes/* inOneWord */.OL)(verdict)}`);
    return `The other services: ${said.join('; ')}.`;
}

// EXTERNAL MODULE: ./src/report/metrics.js
var metrics = __nccwpck_require__(77534);
// EXTERNAL MODULE: ./src/report/outputs.js
var outputs = __nccwpck_require__(30773);
// EXTERNAL MODULE: ./src/report/tasks.js
var tasks = __nccwpck_require__(63133);
;// CONCATENATED MODULE: ./src/report/json.js




const SCHEMA_VERSION = 1;
const ACTION_NAME = 'ECS Deploy Verifier';
/**
 * The report as plain data, ready for `JSON.stringify`; fields that are not known are missing, never null.
 * @param outcome already redacted
 */
function jsonReportOf(outcome, context = {}) {
    return plain(reportData(outcome, context));
}
/** Whether an address can stand in a Markdown link as it is: no other one gets into a report. */
function isDocsUrl(text) {
    return /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?(\/[\w.-]+)*$/.test(text);
}
/** Whether a field of this name is a time; the report has no other fields of such names. */
function isTimeField(name) {
    return name === 'at' || name === 'until' || name.endsWith('At') || name.endsWith('Since');
}
function reportData(outcome, { docsUrl, publication }) {
    const { actionVersion, settings, verdict, services, decisive, pattern, figures, ...rest } = outcome;
    return {
        schemaVersion: SCHEMA_VERSION,
        action: {
            name: ACTION_NAME,
            version: actionVersion,
            docsUrl: docsUrl !== undefined && isDocsUrl(docsUrl) ? docsUrl : undefined,
        },
        ...verdictData(verdict),
        pushToLiveSeconds: (0,outputs/* pushToLiveSeconds */.Pi)(outcome),
        servedVersion: (0,outputs/* servedVersion */.aw)(outcome),
        decisive: services.length === 0 ? undefined : decisive,
        settings: settings === undefined ? undefined : settingsData(settings),
        services: services.map(serviceData),
        ...rest,
        pattern: pattern === undefined ? undefined : patternData(pattern),
        metrics: metricsData(outcome, publication),
        figures,
    };
}
function verdictData(verdict) {
    if (verdict.verdict === 'verified')
        return { ...verdict, ruledOut: [] };
    const finding = verdict.finding;
    return { verdict: verdict.verdict, notes: [], ...finding };
}
function serviceData(service) {
    const { ref, verdict, observation, ...rest } = service;
    const told = verdict === undefined ? {} : verdictData(verdict);
    return {
        ...ref,
        ...told,
        ...rest,
        runningDigests: observation === undefined ? undefined : (0,tasks/* runningDigests */.J)(observation),
        observation: observation === undefined ? undefined : observationData(observation),
    };
}
function observationData(observation) {
    const { clockOffset, ...look } = observation;
    const { configuredWaits, codeDeploy, taskDefinitions, ...service } = observation.service;
    return {
        ...look,
        clockOffsetSeconds: clockOffset === undefined ? undefined : seconds(clockOffset),
        service: {
            ...service,
            configuredWaitSeconds: seconds(configuredWaits),
            codeDeploy: codeDeploy.state === 'read'
                ? {
                    ...codeDeploy,
                    value: codeDeploy.value.map(({ waits, ...deployment }) => ({
                        ...deployment,
                        waitSeconds: seconds(waits),
                    })),
                }
                : codeDeploy,
            taskDefinitions: taskDefinitions.map((definition) => ({
                ...definition,
                containers: definition.containers.map(({ environmentValues: _values, ...container }) => container),
            })),
        },
    };
}
function settingsData(settings) {
    const { timeout, stableFor, startTimeout, pollInterval, served, featureChecks, run, 
    // What may be a secret is named one by one, so that it cannot come in with the rest.
    secrets: _secrets, webhookToken: _webhookToken, githubToken: _githubToken, registryCredentials: _registryCredentials, ...rest } = settings;
    return {
        ...rest,
        timeoutSeconds: secondsOrAuto(timeout),
        stableForSeconds: secondsOrAuto(stableFor),
        startTimeoutSeconds: seconds(startTimeout),
        pollIntervalSeconds: seconds(pollInterval),
        served: served === undefined ? undefined : { ...served, headers: served.headers.map(([name]) => name) },
        featureChecks: featureChecks.map(featureCheckData),
        run: {
            repository: run.repository,
            serverUrl: run.serverUrl,
            runId: run.runId,
            ...(run.workflow === undefined ? {} : { workflow: run.workflow }),
            ...(run.ref === undefined ? {} : { ref: run.ref }),
        },
    };
}
function featureCheckData({ headers, body: _body, equals: _equals, ...check }) {
    return { ...check, headers: headers.map(([name]) => name) };
}
function patternData({ deployments, medianPushToLive, ...pattern }) {
    return {
        deployments: deployments.map(({ pushToLive, ...deployment }) => ({
            ...deployment,
            pushToLiveSeconds: pushToLive === undefined ? undefined : seconds(pushToLive),
        })),
        ...pattern,
        medianPushToLiveSeconds: medianPushToLive === undefined ? undefined : seconds(medianPushToLive),
    };
}
/** The metrics as CloudWatch was to get them. Without `publication` the report was written before that was known. */
function metricsData(outcome, publication) {
    const namespace = outcome.settings?.metricsNamespace;
    if (namespace === undefined)
        return undefined;
    return { namespace, services: (0,metrics/* metricsOf */.Ps)(outcome), publication: publicationData(publication) };
}
function publicationData(publication) {
    switch (publication?.state) {
        case undefined:
            return undefined;
        case 'published':
            return { state: 'published' };
        case 'not-published':
            return { state: 'not-published', why: publication.why };
    }
}
function seconds(milliseconds) {
    return milliseconds / 1000;
}
function secondsOrAuto(duration) {
    return duration === 'auto' ? duration : seconds(duration);
}
/** A copy in which every time is ISO 8601, and nothing is there that JSON cannot say. */
function plain(value) {
    if (typeof value === 'string')
        return value.toWellFormed();
    if (Array.isArray(value))
        return value.map(plain);
    if (typeof value !== 'object' || value === null)
        return value;
    // Its names are text from outside, which may look like that of a time.
    return Object.fromEntries(sayable(value).map(([name, item]) => [name, name === 'faults' ? item : plain(item)]));
}
/** The fields that JSON can say, their times in ISO 8601. */
function sayable(value) {
    return Object.entries(value).flatMap(([name, item]) => {
        if (isTimeField(name) && typeof item === 'number') {
            const time = (0,wording/* iso */.KH)(item);
            return time === undefined ? [] : [[name, time]];
        }
        return item !== undefined && (typeof item !== 'number' || Number.isFinite(item)) ? [[name, item]] : [];
    });
}
/** A longer list is written item by item. */
const LONG = 100;
/** Characters of a piece of text, about: few enough to be no weight, enough not to be a write for each line. */
const PIECE = 64 * 1024;
/**
 * The report as the text of a file, piece by piece: of thousands of tasks neither the plain data nor the text ever stands in memory as a
 * whole, which would be the most that a run takes. The same as `JSON.stringify` of `jsonReportOf`, indented by 2, and a line feed.
 * @param outcome already redacted
 */
function* jsonTextOf(outcome, context = {}) {
    let text = '';
    for (const piece of pieces(reportData(outcome, context), '')) {
        text += piece;
        if (text.length < PIECE)
            continue;
        yield text;
        text = '';
    }
    yield `${text}\n`;
}
function* pieces(value, indent) {
    const inner = `${indent}  `;
    if (!holdsLong(value)) {
        yield indented(value === undefined ? null : plain(value), indent);
    }
    else if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield `${index === 0 ? '[' : ','}\n${inner}`;
            yield* pieces(item, inner);
        }
        yield `\n${indent}]`;
    }
    else if (typeof value === 'object' && value !== null) {
        for (const [index, [name, item]] of sayable(value).entries()) {
            yield `${index === 0 ? '{' : ','}\n${inner}${JSON.stringify(name)}: `;
            if (name === 'faults')
                yield indented(item, inner);
            else
                yield* pieces(item, inner);
        }
        yield `\n${indent}}`;
    }
}
const indented = (value, indent) => JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${indent}`);
function holdsLong(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    if (Array.isArray(value))
        return value.length > LONG || value.some(holdsLong);
    return Object.entries(value).some(([name, item]) => name !== 'faults' && holdsLong(item));
}

// EXTERNAL MODULE: ./src/report/expressions.js
var expressions = __nccwpck_require__(12632);
;// CONCATENATED MODULE: ./src/report/log.js
/**
 * The log of a run. Its lines go to stdout, where the runner looks for commands: `::` at the start of a line (after white space),
 * and the old form `##[` anywhere in it. Nothing but the methods made for it can write one.
 */


/** As long as a line of the log may be, in characters: the rest helps nobody. */
const LONGEST_LINE = 2000;
/** GitHub cuts the message of an annotation at 4096 characters. */
const log_LONGEST_MESSAGE = 4000;
/**
 * @param write takes text that ends in a line feed
 * @param redact takes secrets out, before anything is split, escaped or cut
 */
function createLog(write, redact) {
    const safe = (text, limit) => (0,visible/* visibleLines */.gB)(redact(text)).map((line) => (0,visible/* clip */.$Q)(withoutCommands(line), limit));
    const command = (name, properties, text) => {
        const listed = Object.entries(properties).flatMap(([key, value]) => value === undefined ? [] : [`${key}=${escapedProperty(safe(value, 300).join(' '))}`]);
        const message = (0,visible/* clipUnits */.U_)(safe(text, log_LONGEST_MESSAGE).join('\n'), log_LONGEST_MESSAGE);
        write(`::${name}${listed.length === 0 ? '' : ` ${listed.join(',')}`}::${escapedData(message)}\n`);
    };
    return {
        line: (text = '') => {
            for (const line of safe(text, LONGEST_LINE))
                write(`${line}\n`);
        },
        mask: (secret) => {
            write(`::add-mask::${escapedData(secret)}\n`);
        },
        group: (title) => {
            command('group', {}, safe(title, 300).join(' '));
        },
        endGroup: () => {
            command('endgroup', {}, '');
        },
        notice: (text, title) => {
            command('notice', { title }, text);
        },
        warning: (text, title) => {
            command('warning', { title }, text);
        },
        error: (text, title) => {
            command('error', { title }, text);
        },
        debug: (text) => {
            // One command a line, because a stack is read line by line.
            for (const line of safe(text, LONGEST_LINE))
                command('debug', {}, line);
        },
    };
}
/** Breaks up whatever the runner would take for a command, visibly. */
function withoutCommands(line) {
    return (0,expressions/* withoutForeignExpressions */.M)(line.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/u, '$1: '));
}
function escapedData(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function escapedProperty(text) {
    return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

// EXTERNAL MODULE: ./src/judge/features.js
var features = __nccwpck_require__(33309);
// EXTERNAL MODULE: ./src/judge/pipelines.js
var judge_pipelines = __nccwpck_require__(69503);
// EXTERNAL MODULE: ./src/judge/served.js
var judge_served = __nccwpck_require__(119);
// EXTERNAL MODULE: ./src/judge/image.js
var judge_image = __nccwpck_require__(77829);
// EXTERNAL MODULE: ./src/judge/stops.js
var judge_stops = __nccwpck_require__(44149);
;// CONCATENATED MODULE: ./src/report/progress.js
/** What the log says while a run goes on: only what changed, each line with the time since the start. */








const LONGEST_TEXT = 400;
/** What a line of the log can be about, in the order in which they are told. */
const TOPICS = ['image', 'inside', 'ecs', 'tasks', 'stops', 'served', 'features', 'pipeline'];
function progressOf(sources) {
    const { startedAt, label = '', expectation, observation, checks, answers, samples } = sources;
    const counts = (0,tasks/* countTasks */.g)(observation, expectation);
    const last = answers.at(-1);
    const served = last?.state === 'read' ? line(last.version) : undefined;
    const wanted = expectation === undefined ? undefined : line(expectation.version.value);
    const texts = [
        ['image', imageText(expectation)],
        ['inside', insideText(expectation)],
        ['ecs', rolloutText(observation.service)],
        ['tasks', countsText(counts, 'image')],
        ['stops', stopsText(observation.service)],
        ['served', servedText(answers, expectation?.version, samples)],
        ['features', checkText(checks, 'features')],
        ['pipeline', failureText(checks, 'one-pipeline')],
    ];
    const topics = new Map();
    for (const [topic, text] of texts)
        if (text !== undefined)
            topics.set(topic, (0,visible/* clip */.$Q)(line(text), LONGEST_TEXT));
    return {
        elapsed: observation.at - startedAt,
        label: line(label),
        topics,
        counts,
        ...(served === undefined ? {} : { served }),
        ...(wanted === undefined ? {} : { wanted }),
    };
}
/** The lines for what changed between two looks at a service; all there is to say where there was none before. */
function changeLines(previous, current) {
    return TOPICS.flatMap((topic) => {
        const text = current.topics.get(topic);
        if (text === undefined || text === previous?.topics.get(topic))
            return [];
        return [`${prefix(current)}${topic.padEnd(8)}  ${text}`];
    });
}
/** One line for a minute in which nothing changed. */
function progressLine(current) {
    const { counts, served, wanted } = current;
    const parts = [
        countsText(counts, 'new image'),
        ...(served === undefined ? [] : [`served ${served}${wanted === undefined ? '' : ` (want ${(0,wording/* shortSha */.Fu)(wanted)})`}`]),
    ];
    return `${prefix(current)}${parts.join(', ')}`;
}
function prefix({ elapsed, label }) {
    return `${(0,wording/* stopwatch */.sX)(elapsed).padStart(6)}  ${label === '' ? '' : `${label}  `}`;
}
/** The first lines of a run. */
function headerLines(actionVersion, settings, version) {
    const [first] = settings.services;
    const subject = settings.services.length === 1 && first !== undefined ? first.label : (0,wording/* count */.U9)(settings.services.length, 'service');
    const regions = [...new Set(settings.services.map((service) => service.region))];
    const expected = [
        `commit ${(0,wording/* shortSha */.Fu)(settings.commit)}`,
        ...versionPart(settings, version),
        settings.mode === 'audit' ? 'audit: one look, no change' : `at most ${durationText(settings.timeout)}`,
    ];
    const listed = settings.services.length > 1 ? settings.services.map((service) => `  ${line(service.label)}`) : [];
    return [
        line(`ECS Deploy Verifier ${actionVersion} \u00b7 ${subject} \u00b7 ${regions.join(', ')}`),
        ...listed,
        `Expecting  ${line(expected.join(' \u00b7 '))}`,
    ];
}
function versionPart(settings, version) {
    if (version !== undefined) {
        if (version.source === 'commit')
            return [];
        return [`version ${version.value}${version.path === undefined ? '' : ` (${version.path})`}`];
    }
    if (settings.expectedVersion !== undefined)
        return [`version ${settings.expectedVersion}`];
    return settings.versionFile === undefined ? [] : [`the version in ${settings.versionFile}`];
}
function durationText(value) {
    return value === 'auto' ? '30 min, plus the waits that the service is configured with' : (0,wording/* duration */.p0)(value);
}
function changeWords(change) {
    switch (change) {
        case 'refused':
            return 'change refused';
        case 'unconfirmed':
            return 'a change by this run was begun and not read back';
        case 'disabled':
        case 'restored':
            return `${change} by this run`;
    }
}
/** What was found of competing pipelines and done about them; empty where nobody asked. */
function pipelineLines(pipelines) {
    if (pipelines === undefined || pipelines.handling === 'off')
        return [];
    const lines = pipelines.projects.flatMap((project) => {
        const name = line(project.name);
        if (!project.exists)
            return [`  ${name}   no such CodeBuild project`];
        if (project.triggers.length === 0)
            return [`  ${name}   no trigger found`];
        return project.triggers.map((trigger) => {
            const { change: did, state } = trigger;
            const change = did === 'none' ? '' : did === state ? ' by this run' : `, ${changeWords(did)}`;
            return `  ${name}   ${trigger.kind} ${line(trigger.name)}: ${trigger.state}${change} (${line(trigger.detail)})`;
        });
    });
    const running = pipelines.projects.flatMap((project) => project.builds
        .filter((build) => build.running)
        .map((build) => `  ${line(project.name)}   build ${build.number ?? line(build.id)} runs now, started by ${line(build.startedBy)}`));
    const problems = pipelines.problems.map((problem) => `  ${line(problem.project)}   ${problem.blocking ? 'problem' : 'not read'}: ${line(problem.message)}`);
    return ['Other pipelines', ...lines, ...running, ...problems];
}
/**
 * The last lines of a run: the verdict, and for a failure why, what to do, and the page about its cause.
 * @param docsUrl the folder of the documentation; that of the action itself where it has no address
 */
function verdictLines(outcome, docsUrl) {
    const { verdict } = outcome;
    const services = outcome.services.length > 1
        ? outcome.services.map((service) => `  ${line(service.ref.label)}: ${(0,report_causes/* inOneWord */.OL)(service.verdict)}`)
        : [];
    if (verdict.verdict === 'verified') {
        const seconds = (0,outputs/* pushToLiveSeconds */.Pi)(outcome);
        const live = seconds === undefined ? '' : ` \u00b7 push to live ${(0,wording/* duration */.p0)(seconds * 1000)}`;
        const notes = verdict.notes.map((note) => `             ${line(note)}`);
        return [`verified     ${line(verdict.headline)}${live}`, ...services, ...notes];
    }
    const { finding } = verdict;
    const command = (0,visible/* visibleLines */.gB)(finding.nextStep.command ?? '').filter((text) => text !== '');
    return [
        `${verdict.verdict.padEnd(12)} ${finding.cause}: ${line((0,report_causes/* headlineOf */.gD)(verdict))}`,
        ...services,
        ...(0,report_causes/* explanationLines */.bO)(finding).map((text) => `             ${text}`),
        `             Next step: ${line(finding.nextStep.text)}`,
        ...command.slice(0, 40).map((text) => `               ${text}`),
        ...(0,report_causes/* readOnLines */.r)(finding, docsUrl).map((text) => `             ${text}`),
    ];
}
function line(text) {
    return (0,visible/* visible */.RK)(text);
}
function imageText(expectation) {
    if (expectation === undefined)
        return undefined;
    if (expectation.image.state === 'missing')
        return `not in ${expectation.image.repository} yet: looked for ${expectation.image.searched}`;
    const { image } = expectation.image;
    const platforms = image.platforms.map(({ platform }) => platform).join(' + ');
    const pushed = image.pushedAt === undefined ? '' : `, pushed ${(0,wording/* utc */.n$)(image.pushedAt)}`;
    return `${(0,judge_image/* imageName */.tO)(image)} is ${(0,wording/* shortDigest */.VK)(image.digest)}${platforms === '' ? '' : ` (${platforms})`}${pushed}`;
}
function insideText(expectation) {
    if (expectation?.image.state !== 'found')
        return undefined;
    const { evidence } = expectation.image.image;
    switch (evidence.state) {
        case 'not-asked':
        case 'reading':
            return undefined;
        case 'read':
            if (evidence.items.every((item) => item.finding === 'absent' && item.said === ''))
                return 'says nothing about its commit';
            return evidence.items
                .filter((item) => item.finding !== 'absent')
                .slice(0, 4)
                .map((item) => `${item.where} ${item.said === '' ? item.finding : `says ${(0,wording/* shortSha */.Fu)(item.said)}`}`)
                .join('; ');
    }
}
function rolloutText(service) {
    if (service.status !== 'ACTIVE')
        return `the service is ${service.status}`;
    const current = service.rollouts.find((rollout) => rollout.status === 'PRIMARY') ?? service.rollouts[0];
    if (current === undefined)
        return 'no deployment';
    const others = service.rollouts.length - 1;
    const beside = others > 0 ? `, beside ${(0,wording/* count */.U9)(others, 'other')}` : '';
    return `${current.kind === 'deployment' ? 'deployment' : 'task set'} ${current.id} of ${(0,wording/* lastPart */.S_)(current.taskDefinition)}: ${stateText(current, service)}${beside}`;
}
function stateText(rollout, service) {
    const state = rollout.rolloutState ?? rollout.stabilityStatus ?? rollout.status;
    const [newest] = service.serviceDeployments.state === 'read' ? service.serviceDeployments.value : [];
    const stage = newest?.lifecycleStage === undefined ? '' : `, stage ${newest.lifecycleStage}`;
    const waits = (newest?.hooks ?? []).some((hook) => hook.targetType === 'PAUSE' && hook.status === 'AWAITING_ACTION');
    return `${state}${stage}${waits ? ', paused until somebody continues it' : ''}`;
}
function countsText(counts, image) {
    const parts = [
        `${counts.onImage}/${counts.desired} tasks on the ${image}`,
        ...(counts.other > 0 ? [(0,wording/* count */.U9)(counts.other, 'other')] : []),
        ...(counts.draining > 0 ? [`${counts.draining} old draining`] : []),
        ...(counts.leaving > 0 ? [`${counts.leaving} of the new ones leaving`] : []),
        ...(counts.starting > 0 ? [`${counts.starting} starting`] : []),
    ];
    return parts.join(', ');
}
function stopsText(service) {
    const unexpected = service.stops.flatMap((stop) => {
        const sorted = (0,judge_stops/* classifyStop */.d)(stop);
        return sorted.state === 'ordinary' ? [] : [sorted.state === 'fatal' ? sorted.kind : sorted.says];
    });
    if (unexpected.length === 0)
        return undefined;
    const kinds = [...Map.groupBy(unexpected, (kind) => kind)]
        .slice(0, 4)
        .map(([kind, alike]) => `${kind} \u00d7 ${alike.length}`);
    return `${(0,wording/* count */.U9)(unexpected.length, 'task')} stopped: ${kinds.join('; ')}`;
}
function servedText(answers, version, samples) {
    const last = answers.at(-1);
    if (last === undefined)
        return undefined;
    if (last.state === 'unreadable')
        return `not readable: ${last.why}`;
    const row = version === undefined ? 0 : (0,judge_served/* agreeingInARow */.NB)(answers, version);
    if (row === 0)
        return `${last.version}${version === undefined ? '' : ` (want ${(0,wording/* shortSha */.Fu)(version.value)})`}`;
    return `${last.version}${samples === undefined ? '' : ` \u00b7 ${Math.min(row, samples)} of ${samples}`}`;
}
/** What is told elsewhere while it is well. */
function failureText(checks, id) {
    return checks.some((check) => check.id === id && check.status !== 'pass') ? checkText(checks, id) : undefined;
}
function checkText(checks, id) {
    const check = checks.find((candidate) => candidate.id === id);
    if (check === undefined)
        return undefined;
    switch (check.status) {
        case 'not-checked':
        case 'pending':
            return undefined;
        case 'pass':
        case 'fail':
        case 'unknown':
            return `${(0,wording/* capitalised */.Iu)(check.status)}: ${check.seen}`;
    }
}

;// CONCATENATED MODULE: ./src/report/narrator.js





/** @param docsUrl the folder of the documentation; that of the action itself where it has no address */
function createNarrator(log, actionVersion, startedAt, docsUrl) {
    let settings;
    let version;
    let watching = false;
    const told = new Map();
    let failures = '';
    const lines = (texts) => {
        for (const text of texts)
            log.line(text);
    };
    return {
        begin: (given, expected) => {
            settings = given;
            version = expected;
            lines(headerLines(actionVersion, given, expected));
        },
        pipelines: (pipelines) => {
            lines(pipelineLines(pipelines));
        },
        inPlace: (given, expected, standsIn) => {
            settings = given;
            version = expected;
            told.clear();
            lines([inPlaceLine(given, expected, standsIn)]);
        },
        tell: (state, idle) => {
            if (settings === undefined || version === undefined)
                return;
            if (!watching)
                log.group('Watching');
            watching = true;
            const asked = state.answers.length > 0 ? state.answers : state.probes;
            const shared = [
                (0,judge_served/* judgeServed */.fv)(settings.served, version, asked),
                (0,features/* judgeFeatures */.J)(settings.featureChecks, state.features),
                (0,judge_pipelines/* judgePipelines */.DI)(state.pipelines),
            ];
            for (const [index, service] of state.services.entries()) {
                if (service.observation === undefined)
                    continue;
                const progress = progressOf({
                    startedAt,
                    label: state.services.length > 1 ? service.observation.service.name : '',
                    expectation: service.expectation,
                    observation: service.observation,
                    checks: [...(service.judgement?.checks ?? []), ...(index === 0 ? shared : [])],
                    answers: index === 0 ? asked : [],
                    ...(settings.served === undefined ? {} : { samples: settings.served.samples }),
                });
                const changed = changeLines(told.get(index), progress);
                lines(changed);
                told.set(index, progress);
                if (idle)
                    log.line(progressLine(progress));
            }
            const failing = state.services.flatMap(({ ref, failure }) => failure === undefined ? [] : [`could not read ${ref.label}, will try again: ${failure.message}`]);
            if (failing.join() !== failures)
                lines(failing);
            failures = failing.join();
        },
        defect: (error) => {
            log.debug(error.stack ?? error.message);
        },
        end: (outcome) => {
            if (watching)
                log.endGroup();
            lines(['', ...verdictLines(outcome, docsUrl)]);
        },
    };
}
function inPlaceLine({ commit }, { value }, standsIn) {
    switch (standsIn) {
        case undefined:
            return `${(0,wording/* shortSha */.Fu)(commit)} was deployed again: watching it`;
        case 'successor':
            return `superseded by a newer commit that contains this one: watching ${(0,wording/* shortSha */.Fu)(commit)} (${value}) in its place`;
        case 'live-commit':
            return `no commit since ${(0,wording/* shortSha */.Fu)(commit)}, which runs, touches paths: looking at ${(0,wording/* shortSha */.Fu)(commit)} (${value}) in place of the head`;
    }
}

;// CONCATENATED MODULE: ./src/report/redact-outcome.js
/**
 * The model's own words. A value that is exactly one of them tells nothing, even where a secret is spelled the same, and code
 * that switches over them must find them whole.
 */
const OWN_WORDS = new Set(`verify audit auto text json header regex disable report restore off input version-file commit workflow-digest commit-tag
  evidence none revision-label revision-annotation provenance agrees contradicts inherited absent unreadable not-asked reading read
  not-read found missing deployment task-set digest no-digest webhook rule schedule pipeline person workflow jenkins role named shown
  not-shown image tag served-version
  touched untouched took-effect no-effect not-completed under-way revision-label pin-by-digest immutable-tags circuit-breaker
  deregistration-delay health-check no-caching image-version-file version-url concurrency permissions yaml sh newer older same diverged
  live disabled harmless protected mixed
  unknown restored refused unconfirmed pass pending fail not-checked image image-content tasks served-version features one-pipeline verified
  failed inconclusive either GitHub CodeBuild Registry ECS Service Verdict image-missing image-unproven image-stale not-deployed superseded
  rolled-back rollout-failed tasks-failing digest-mismatch mixed-tasks rollout-timeout nothing-running version-mismatch version-mixed
  feature-failed competing-trigger service-not-found version-unreadable digest-unreadable access-denied credentials aws-unreachable
  invalid-input cancelled internal-error`.split(/\s+/u));
/** A copy of the outcome whose strings hold no secret, and which has lost what may be one: tokens, header values, environments. */
function redactOutcome(outcome, redact) {
    // A service of thousands of tasks repeats the same few hundred strings.
    const known = new Map();
    const once = (text) => {
        if (OWN_WORDS.has(text))
            return text;
        const redacted = known.get(text) ?? redact(text);
        known.set(text, redacted);
        return redacted;
    };
    const { settings, figures, ...rest } = outcome;
    return walk({
        ...rest,
        ...(settings === undefined ? {} : { settings: withoutSecrets(settings) }),
        services: outcome.services.map(withoutEnvironment),
        // The only keys that are text from outside.
        figures: {
            ...figures,
            faults: Object.fromEntries(Object.entries(figures.faults).map(([what, times]) => [redact(what), times])),
        },
    }, once);
}
function withoutSecrets(settings) {
    const { webhookToken: _webhook, githubToken: _github, registryCredentials: _registry, ...rest } = settings;
    const hidden = (headers) => headers.map(([name]) => [name, '***']);
    return {
        ...rest,
        ...(settings.served === undefined
            ? {}
            : { served: { ...settings.served, headers: hidden(settings.served.headers) } }),
        // What a check sends and compares is the author's own data; its results say what was expected.
        featureChecks: settings.featureChecks.map(({ equals: _equals, body: _body, ...check }) => ({
            ...check,
            headers: hidden(check.headers),
        })),
        secrets: [],
    };
}
function withoutEnvironment(service) {
    if (service.observation === undefined)
        return service;
    const picture = service.observation.service;
    const taskDefinitions = picture.taskDefinitions.map((definition) => ({
        ...definition,
        containers: definition.containers.map((container) => ({ ...container, environmentValues: [] })),
    }));
    return { ...service, observation: { ...service.observation, service: { ...picture, taskDefinitions } } };
}
/**
 * The same plain data with every string (keys aside) passed through `redact`. What holds no secret is not copied: thousands of tasks
 * are most of an outcome, and a copy of them would be most of the memory that a run takes.
 */
function walk(value, redact) {
    const walked = (item) => {
        if (typeof item === 'string')
            return redact(item);
        if (Array.isArray(item)) {
            const inner = item.map(walked);
            return inner.every((one, index) => Object.is(one, item[index])) ? item : inner;
        }
        if (typeof item !== 'object' || item === null)
            return item;
        const inner = Object.entries(item).map(([key, one]) => [key, one, walked(one)]);
        const isPlain = Object.getPrototypeOf(item) === Object.prototype;
        if (isPlain && inner.every(([, before, after]) => Object.is(before, after)))
            return item;
        return Object.fromEntries(inner.map(([key, , after]) => [key, after]));
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a string becomes a string, and nothing else is touched
    return walked(value);
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __nccwpck_require__(4573);
;// CONCATENATED MODULE: ./src/report/escapes.js
/** How a text is escaped in an address, in JSON and in HTML, and what it means. */

/** The names that HTML has for characters of ASCII, which are all that a secret has as a rule. */
const NAMED = {
    amp: '&',
    apos: "'",
    ast: '*',
    bsol: '\\',
    colon: ':',
    comma: ',',
    commat: '@',
    dollar: '$',
    equals: '=',
    excl: '!',
    grave: '`',
    gt: '>',
    hat: '^',
    lbrace: '{',
    lbrack: '[',
    lcub: '{',
    lowbar: '_',
    lpar: '(',
    lsqb: '[',
    lt: '<',
    num: '#',
    percnt: '%',
    period: '.',
    plus: '+',
    quest: '?',
    quot: '"',
    rbrace: '}',
    rbrack: ']',
    rcub: '}',
    rpar: ')',
    rsqb: ']',
    semi: ';',
    sol: '/',
    verbar: '|',
    vert: '|',
};
const CONTROLS = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** A character as the bytes of its UTF-8. */
const ADDRESS = {
    pattern: /%(?:[0-7][\da-f]|[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-4](?:%[89ab][\da-f]){3})/gi,
    meaningOf: (escape) => escape.length === 3
        ? String.fromCharCode(Number.parseInt(escape.slice(1), 16))
        : external_node_buffer_.Buffer.from(escape.replaceAll('%', ''), 'hex').toString('utf8'),
};
/** A run of backslashes, with what they escape. */
const JSON_TEXT = {
    pattern: /\\+(?:u[\da-f]{4}|x[\da-f]{2}|[bfnrt]|[^\w\s])?/gi,
    // Each two backslashes are one; one that is left escapes what follows.
    meaningOf: (escape) => {
        const rest = escape.replace(/^\\+/, '');
        const count = escape.length - rest.length;
        const half = '\\'.repeat(count / 2);
        if (count % 2 === 0)
            return half + rest;
        if (rest === '')
            return `${half}\\`;
        if (/^[ux]./i.test(rest))
            return half + String.fromCharCode(Number.parseInt(rest.slice(1), 16));
        return half + (CONTROLS[rest.toLowerCase()] ?? rest);
    },
};
/** A character by its number or name. */
const HTML = {
    pattern: /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,6});/gi,
    meaningOf: (escape) => {
        const body = escape.slice(1, -1).toLowerCase();
        if (!body.startsWith('#'))
            return NAMED[body] ?? escape;
        const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
        return code > 0x10_ff_ff ? escape : String.fromCodePoint(code);
    },
};
const ESCAPINGS = [ADDRESS, JSON_TEXT, HTML];
/** The text with each escape replaced by what it stands for, once: an escaped escape is an escape afterwards. */
function unescaped(text, { pattern, meaningOf }) {
    return text.replace(pattern, meaningOf);
}
/** Every escape of a text, in order. */
function* escapesIn(text, { pattern, meaningOf }) {
    for (const { 0: escape, index } of text.matchAll(pattern))
        yield { start: index, end: index + escape.length, meaning: meaningOf(escape) };
    return undefined;
}

;// CONCATENATED MODULE: ./src/report/redact.js
/** Takes secrets out of text, before it is escaped or cut: afterwards they could no longer be recognised. */



const MASK = '***';
/** A shorter value would take ordinary words and figures with it, and hide nothing that cannot be guessed. */
const SHORTEST_SECRET = 4;
/** Of a secret that was cut off, as much as this must be left to be recognised. */
const SHORTEST_PART = 8;
/** What may follow the beginning of a secret that was cut off: a part of an escape, and the end of the text or an ellipsis. */
const CUT = /(?:%[\da-f]?|\\{1,8}(?:u[\da-f]{0,3})?|&[#\w]{0,8})?(?:\u2026|\.\.\.|\s*$)/iuy;
/** As often may one encoding stand in another: a redirect in a redirect, JSON in JSON in a web page. */
const MOST_ENCODINGS = 4;
/** So long a value is no word: it is found in upper and lower case alike, since servers may change the case of what they echo. */
const SHORTEST_IN_ANY_CASE = 12;
/** What looks like a secret, whoever it belongs to; the group is what names it and stays. Every repetition is bounded or cannot backtrack. */
const PATTERNS = [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/gu,
    // user:password@ in an address, where the password may hold a slash or an at sign of its own; then user@ alone.
    /(:\/\/)[^\s/?#@:"'<>]{0,200}:(?!\d{1,5}(?:\/|$))[^\s"'<>]{1,400}(?=@)/gu,
    /(:\/\/)[^\s/?#"'<>]{1,400}(?=@)/gu,
    /\b(X-(?:Amz|Goog)-(?:Signature|Security-Token|Credential)(?:=|%3D))[^\s&"'<>\\]+/giu,
    // Signed addresses of CloudFront, Azure and the older form of S3's.
    /([?&](?:Signature|Policy|Key-Pair-Id|AWSAccessKeyId|sig)=)[^\s&"'<>\\]+/giu,
    /\b((?:proxy-)?authorization["']?\s{0,3}[:=]\s{0,3}["']?)(?:[a-z][\w-]{0,30}\s{1,3})?[^\s"',;<>]+/giu,
    /\b((?:bearer|basic)\s{1,3})[\w.~+/%=-]{8,}/giu,
    /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/gu,
    // AWS session tokens: the base64 of their fixed first bytes.
    /(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[\w+/%=-]*/gu,
    /\b(?:gh[oprsu]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|npm_\w{30,}|dckr_pat_[\w-]{16,})/gu,
    /\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/gu,
    /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private|secret)[_-]?key(?:[_-]?id)?|credentials?)["']?\s{0,3}=\s{0,3})(?:"[^"\n]+"|'[^'\n]+'|[^\s"'&,;<>]+)/giu,
    // With a colon it may be a sentence: only what no word of a sentence looks like.
    /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|(?:access|private|secret)[_-]?key)["']?\s{0,3}:\s{0,3})(?:"[^"\n]+"|'[^'\n]+'|(?=[^\s"',;<>]{0,200}\d)[^\s"',;<>]{8,})/giu,
];
/**
 * @param secrets values that must never be printed, each as a whole and line by line; those shorter than four characters are left
 * @returns a function that removes them, plain, in base64 (wherever they stand in what was encoded), in hexadecimal, and escaped as URLs,
 * JSON and HTML are, also several times over; also where only their beginning or end is left at a cut; and anything that looks like a secret
 */
function createRedactor(secrets) {
    const values = distinct(secrets.flatMap(spellingsOf)).filter((value) => value.length >= SHORTEST_SECRET);
    const isLong = (value) => value.length >= SHORTEST_IN_ANY_CASE;
    const patterns = [
        ...matcherOf(values.filter(isLong), 'giu'),
        ...matcherOf(values.filter((value) => !isLong(value)), 'gu'),
        ...PATTERNS,
    ];
    /** @param known texts that were searched, by the encodings that might still be in them: their order seldom matters */
    const secretsIn = (text, encodings, known) => {
        const found = [...patterns.flatMap((pattern) => matchesOf(pattern, text)), ...partsOf(values, text)];
        for (const escaping of encodings === 0 ? [] : ESCAPINGS) {
            const inner = unescaped(text, escaping);
            const key = `${encodings}${inner}`;
            if (inner === text || known.has(key))
                continue;
            known.add(key);
            found.push(...encoded(secretsIn(inner, encodings - 1, known), text, escaping));
        }
        return merged(found);
    };
    const apply = (text) => masked(text, secretsIn(text, MOST_ENCODINGS, new Set()));
    return (text) => {
        const redacted = apply(text);
        // Control characters are taken out before anything is shown, which could put a secret together that was broken up by them.
        const clean = (0,visible/* withoutControls */.DJ)(redacted);
        return clean === redacted ? redacted : apply(clean);
    };
}
function matcherOf(values, flags) {
    const sources = distinct(values.flatMap(formsOf)).toSorted((a, b) => b.length - a.length);
    return sources.length === 0 ? [] : [new RegExp(sources.join('|'), flags)];
}
/** The secret as a whole, as one line (white space is put together where lines are shown), and line by line. */
function spellingsOf(secret) {
    const lines = secret.split(/[\r\n]+/u).map((line) => line.trim());
    return [secret, secret.trim(), secret.replaceAll(/\s+/gu, ' ').trim(), ...lines].flatMap((one) => [
        one,
        one.toWellFormed(),
    ]);
}
function distinct(values) {
    return [...new Set(values)];
}
/** A regular expression that matches just this text; of a form, which has `+` for a space, nobody tells whether it was decoded. */
function literally(text) {
    return text.replaceAll(/[\\^$.*?()[\]{}|/]/gu, String.raw `\$&`).replaceAll(/[+ ]/gu, '[+ ]');
}
/** Regular expressions for every form in which a value may stand in a text that nothing is escaped in. */
function formsOf(value) {
    const bytes = external_node_buffer_.Buffer.from(value, 'utf8');
    return [literally(value), bytes.toString('hex'), ...base64Forms(bytes)];
}
/** Base64 of the value, at each of the three places relative to the encoder's groups; without the digits that its neighbours share. */
function base64Forms(bytes) {
    return [0, 1, 2].flatMap((shift) => {
        const encoded = external_node_buffer_.Buffer.concat([external_node_buffer_.Buffer.alloc(shift), bytes])
            .toString('base64')
            .replaceAll('=', '');
        const sharesLast = (shift + bytes.length) % 3 !== 0;
        const core = encoded.slice(shift === 0 ? 0 : shift + 1, sharesLast ? -1 : undefined);
        if (core.length < 5)
            return [];
        return [core.replaceAll(/[+/]/gu, (digit) => (digit === '+' ? '[+ \\-]' : '[/_]'))];
    });
}
function matchesOf(pattern, text) {
    const found = [];
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text))
        found.push({ start: match.index + (match[1]?.length ?? 0), end: match.index + match[0].length });
    return found;
}
/** Beginnings of secrets where the text ends or an ellipsis follows, and the end of one at its start: what a cut left of them. */
function partsOf(values, text) {
    return values.flatMap((value) => {
        if (value.length <= SHORTEST_PART)
            return [];
        const found = [];
        const beginning = value.slice(0, SHORTEST_PART);
        for (let start = text.indexOf(beginning); start !== -1; start = text.indexOf(beginning, start + 1)) {
            let length = SHORTEST_PART;
            while (length < value.length && text[start + length] === value[length])
                length += 1;
            CUT.lastIndex = start + length;
            if (CUT.test(text))
                found.push({ start, end: start + length });
        }
        const rest = text.slice(0, SHORTEST_PART);
        if (rest.length < SHORTEST_PART)
            return found;
        for (let cut = value.indexOf(rest, 1); cut !== -1; cut = value.indexOf(rest, cut + 1))
            if (text.startsWith(value.slice(cut)))
                found.push({ start: 0, end: value.length - cut });
        return found;
    });
}
/** @param spans of the unescaped text, in order @returns what they were in the text itself, each escape as a whole */
function encoded(spans, text, escaping) {
    if (spans.length === 0)
        return [];
    const escapes = escapesIn(text, escaping);
    let escape = escapes.next();
    let gone = 0;
    /** The place in the text that an index of the unescaped one came from, with the escapes before it. Indices must not fall. */
    const placeOf = (index, isEnd) => {
        for (; escape.done !== true; escape = escapes.next()) {
            const { start, end, meaning } = escape.value;
            const from = start - gone;
            const to = from + meaning.length;
            if (isEnd ? index <= from : index < from)
                break;
            if (index < to || (isEnd && index === to))
                return isEnd ? end : start;
            gone = end - to;
        }
        return index + gone;
    };
    return spans.map(({ start, end }) => ({ start: placeOf(start, false), end: placeOf(end, true) }));
}
/** In order, and as one where they overlap. */
function merged(spans) {
    const result = [];
    for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
        const last = result.at(-1);
        if (last === undefined || start >= last.end)
            result.push({ start, end });
        else
            last.end = Math.max(last.end, end);
    }
    return result;
}
function masked(text, spans) {
    let result = '';
    let at = 0;
    for (const { start, end } of spans) {
        result += text.slice(at, start) + MASK;
        at = end;
    }
    return result + text.slice(at);
}

;// CONCATENATED MODULE: ./src/node-version.js


/** As `runs.using` in action.yml has it. */
const LEAST = 24;
/**
 * Why this Node cannot run the action, where it is too old: it would fail somewhere, with what looks like a defect.
 * @param version as `process.versions.node` has it
 */
function unfitNode(version) {
    if (Number.parseInt(version, 10) >= LEAST)
        return undefined;
    return new src_ending/* Ending */._('invalid-input', 'this action needs Node 24', `Expected Node 24 or newer, as "runs: using: node24" asks of the runner; this step runs on Node ${version}.`, {
        text: 'Update the runner: it must know node24, as version 2.327.1 and newer do. No call was made.',
        about: (0,paragraphs/* aboutMessage */.P1)('the-node-of-the-runner-is-too-old'),
    });
}

// EXTERNAL MODULE: ./src/judge/deploy-pattern.js
var deploy_pattern = __nccwpck_require__(86278);
// EXTERNAL MODULE: ./src/judge/drift.js
var judge_drift = __nccwpck_require__(56739);
// EXTERNAL MODULE: ./src/judge/image-remarks.js
var image_remarks = __nccwpck_require__(31937);
// EXTERNAL MODULE: ./src/judge/relation.js
var relation = __nccwpck_require__(25210);
;// CONCATENATED MODULE: ./src/judge/recommendations/evidence.js
/** What a recommendation is drawn from: one service of the run, and what the run knows beside it. */



function evidenceOf(outcome, service, cause) {
    const { expectation, observation, ourRolloutId } = service;
    const image = expectation?.image.state === 'found' ? expectation.image.image : undefined;
    const picture = observation?.service;
    const competing = competingProjects(outcome);
    const committedAt = outcome.commit?.sha === expectation?.commit ? outcome.commit?.committedAt : undefined;
    return {
        outcome,
        service,
        cause,
        projects: competing.filter((project) => !feedsRunners(project)),
        runners: competing.filter(feedsRunners),
        ...(expectation === undefined ? {} : { expectation }),
        ...(image === undefined ? {} : { image }),
        ...(picture === undefined ? {} : { picture, ...rolloutOf(picture, ourRolloutId, image) }),
        ...(committedAt === undefined ? {} : { committedAt }),
    };
}
function rolloutOf(picture, ourRolloutId, image) {
    const rollout = picture.rollouts.find(({ id }) => id === ourRolloutId) ??
        picture.rollouts.find(({ status }) => status === 'PRIMARY');
    if (rollout === undefined)
        return {};
    const { taskDefinition } = rollout;
    const name = (0,image_reference/* parseImageName */["if"])((0,relation/* containerImage */.Xn)(taskDefinition, picture) ?? '');
    return name === undefined || name.repository !== image?.repository
        ? { rollout }
        : { rollout, named: { ...name, taskDefinition } };
}
const feedsRunners = ({ triggers }) => triggers.some(({ state }) => state === 'protected' || state === 'mixed');
function competingProjects({ pipelines }) {
    if (pipelines === undefined || pipelines.handling === 'off' || pipelines.handling === 'restore')
        return [];
    return pipelines.projects.filter((project) => project.competing !== 'not-shown' && project.exists);
}
/** The build of a competing project that was running at that time, or had just ended. */
function buildAt({ projects }, at) {
    return at === undefined ? undefined : projects.flatMap(({ builds }) => builds).find((build) => (0,image_remarks/* ranAt */.l1)(build, at));
}
/** Whether a build step of a workflow is shown to have pushed the image: by the digest that it passed on, or by provenance. */
function isBuiltByWorkflow({ image }) {
    if (image === undefined)
        return false;
    if (image.binding === 'workflow-digest')
        return true;
    const items = image.evidence.state === 'read' ? image.evidence.items : [];
    return items.some(({ kind, note = '' }) => kind === 'provenance' && /\/actions\/runs\/\d/.test(note));
}
/** The build of a competing project that was running when the image was pushed, where nothing shows that a workflow pushed it. */
const pusherOf = (evidence) => isBuiltByWorkflow(evidence) ? undefined : buildAt(evidence, evidence.image?.pushedAt);
/** Whether the tag is the commit's SHA or a prefix of it, as build tools write it. */
function namesCommit(tag, commit) {
    const sha = tag.replace(/^sha-/, '');
    return sha.length >= 7 && commit.toLowerCase().startsWith(sha.toLowerCase());
}
const ANY_COMMIT = /^(?:sha-)?[0-9a-f]{7,64}$/i;
const FULL_VERSION = /\d+\.\d+\.\d+/;
/** Whether a tag is meant to move from build to build: `latest`, `live`, `v3`; neither a commit nor a full version. */
const isMovingTag = (tag) => !ANY_COMMIT.test(tag) && !FULL_VERSION.test(tag);

// EXTERNAL MODULE: ./src/guard/shell.js
var shell = __nccwpck_require__(10680);
;// CONCATENATED MODULE: ./src/judge/recommendations/paste.js
/**
 * Names put into lines that somebody will paste: into a shell, a workflow, a policy. A name that could mean more than itself there, or
 * that would look different on the page, has no place in them: then it is `undefined`, and the lines are left out.
 */

/** What every reader shows as it is, in one line. The names of AWS, of images and of workflows are made of nothing else. */
const PRINTABLE = /^[ -~]{1,512}$/;
/** An argument that the AWS CLI takes for an option, or reads a file or an address for (`file://`, `fileb://`, `https://`). */
const NO_ARGUMENT = /^-|^\w+:\/\//;
/** The name as one word of a shell's command. */
function shellWord(name) {
    return PRINTABLE.test(name) && !NO_ARGUMENT.test(name) ? (0,shell/* quoted */.T)(name) : undefined;
}
/** The words with a space between them; undefined where one of them has no place in a command. */
function commandOf(...words) {
    return words.some((word) => word === undefined) ? undefined : words.join(' ');
}
/** A scalar that YAML 1.1 and 1.2 take for a string without quotes: it begins like a path or a word and holds no sign of YAML's own. */
const PLAIN = /^[/a-z][\w./@-]*$/i;
const NO_STRING = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** The text as a YAML scalar that is read back as this string, and holds no expression of GitHub's. */
function yamlScalar(text) {
    if (!PRINTABLE.test(text) || text.includes('${{'))
        return undefined;
    return PLAIN.test(text) && !NO_STRING.test(text) ? text : JSON.stringify(text);
}
/** Whether a text may stand in a JSON document to paste. */
const isPrintable = (text) => PRINTABLE.test(text);
/** Up to `most` of the names in words: `a, b and 3 more`. */
function listed(names, most = 3) {
    const shown = names.slice(0, most);
    if (names.length > shown.length)
        return `${shown.join(', ')} and ${names.length - shown.length} more`;
    const last = shown.at(-1) ?? '';
    return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

;// CONCATENATED MODULE: ./src/judge/recommendations/image.js
/** What would tie the image to its commit more firmly: a label, a digest in place of a tag, tags that cannot move. */





const yaml = (text) => (text === undefined ? {} : { lines: { text, language: 'yaml' } });
const sh = (text) => (text === undefined ? {} : { lines: { text, language: 'sh' } });
/** A repository that means only itself wherever it is pasted. */
const isRepository = (text) => (0,image_reference/* parseImageName */["if"])(text)?.repository === text;
/** Clocks of the registry and of whoever made the commit may differ by so much, in milliseconds. */
const SKEW = 60_000;
/** Nothing of what was read inside says of which commit the image is. What could not be read may say it. */
function revisionLabel(evidence) {
    const { image } = evidence;
    if (image?.evidence.state !== 'read')
        return undefined;
    const pieces = image.evidence.items.filter(({ kind }) => kind !== 'version-file');
    const isSilent = pieces.every(({ finding }) => finding === 'absent' || finding === 'inherited');
    if (pieces.length === 0 || !isSilent)
        return undefined;
    const inherited = pieces.some(({ finding }) => finding === 'inherited');
    const tie = image.binding === 'workflow-digest'
        ? 'the digest that the workflow passed is'
        : image.binding === 'commit-tag'
            ? 'its tag is'
            : 'nothing is';
    const because = `Neither a label, nor an annotation, nor provenance of ${(0,judge_image/* imageName */.tO)(image)} names its commit${inherited ? ' (what is there was inherited from the base image)' : ''}: ${tie} all that says which one it holds.`;
    const pusher = pusherOf(evidence);
    if (pusher !== undefined)
        return {
            id: 'revision-label',
            text: `As long as ${pusher.project} builds this image, let its buildspec write the commit that it really checked out into the image.`,
            because,
            ...sh(isRepository(image.repository)
                ? `docker build --label "org.opencontainers.image.revision=$CODEBUILD_RESOLVED_SOURCE_VERSION" --tag "${image.repository}:$CODEBUILD_RESOLVED_SOURCE_VERSION" .`
                : undefined),
        };
    return {
        id: 'revision-label',
        text: 'Write the commit into the image when it is built: under "with" of docker/build-push-action, or with --label org.opencontainers.image.revision=$GITHUB_SHA for docker build.',
        because,
        ...yaml('labels: |\n  org.opencontainers.image.revision=${{ github.sha }}'),
    };
}
const digestOf = ({ container }) => (container.state === 'digest' ? [container.digest] : []);
/** What the tasks of our rollout run, each digest once. */
function digestsOfOurs({ picture, rollout }) {
    return [...new Set((picture?.tasks ?? []).filter(({ rolloutId }) => rolloutId === rollout?.id).flatMap(digestOf))];
}
function movedTag({ movedTags = [], others = [], tag }) {
    const [moved] = movedTags;
    if (moved !== undefined || tag === undefined)
        return moved;
    const other = others.find(({ tags }) => tags.includes(tag));
    if (other === undefined)
        return undefined;
    return { tag, digest: other.digest, ...(other.pushedAt === undefined ? {} : { pushedAt: other.pushedAt }) };
}
const movedWords = ({ tag, digest, pushedAt }, image) => `the tag ${(0,wording/* shortSha */.Fu)(tag)} means ${(0,wording/* shortDigest */.VK)(digest)} now${pushedAt === undefined ? '' : ` (pushed ${(0,wording/* utc */.n$)(pushedAt)})`}, not ${(0,wording/* shortDigest */.VK)(image.digest)}`;
/** Why naming the image by its tag matters in this run; undefined where it did no harm and the tag is the commit's. */
function harmOfTag(evidence, tag) {
    const { image, named, cause, picture } = evidence;
    const definition = `Task definition ${(0,wording/* lastPart */.S_)(named.taskDefinition)} names the image by the tag ${(0,wording/* shortSha */.Fu)(tag)}`;
    const moved = movedTag(image);
    const running = digestsOfOurs(evidence);
    if (running.length > 1)
        return `${definition}, and the tasks of ${evidence.rollout?.id ?? 'one deployment'} run ${(0,wording/* count */.U9)(running.length, 'image')} under it: ${listed(running.map(wording/* shortDigest */.VK))}.`;
    if (moved !== undefined)
        return `${definition}, and ${movedWords(moved, image)}.`;
    const others = running.filter((digest) => !image.digests.includes(digest));
    if (cause === 'digest-mismatch' && others.length > 0)
        return `${definition}, and its tasks run ${listed(others.map(wording/* shortDigest */.VK))}, not ${(0,wording/* shortDigest */.VK)(image.digest)}.`;
    if (cause === 'digest-unreadable') {
        const blind = picture.tasks.filter(({ container }) => container.state === 'no-digest').length;
        return blind === 0 ? undefined : `${definition}, and ECS reports no digest for ${(0,wording/* count */.U9)(blind, 'task')}.`;
    }
    if (!isMovingTag(tag))
        return undefined;
    return cause === 'not-deployed' && others.length > 0
        ? `${definition}, which ECS resolved to ${listed(others.map(wording/* shortDigest */.VK))} when that deployment began${evidence.rollout?.createdAt === undefined ? '' : ` (${(0,wording/* utc */.n$)(evidence.rollout.createdAt)})`}; pushing ${(0,wording/* shortDigest */.VK)(image.digest)} under it at ${(0,wording/* utc */.n$)(image.pushedAt)} changed nothing that runs.`
        : `${definition}, which names no commit: after the next push the same task definition means another image.`;
}
/** The task definition names the image by a tag, and that is or may become another image. */
function pinByDigest(evidence) {
    const { image, named, picture } = evidence;
    if (image === undefined || named === undefined || picture === undefined || named.digest !== undefined)
        return undefined;
    const because = harmOfTag({ ...evidence, image, named, picture }, named.tag ?? 'latest');
    if (because === undefined)
        return undefined;
    const family = (0,wording/* lastPart */.S_)(named.taskDefinition).replace(/:\d+$/, '');
    const [familyText, container] = [yamlScalar(family), yamlScalar(picture.container)];
    return {
        id: 'pin-by-digest',
        text: 'Deploy the image by its digest, and give this action the same reference as its input "image" ("build" is the id of the step that builds).',
        because,
        ...yaml(familyText === undefined || container === undefined || !isRepository(image.repository)
            ? undefined
            : [
                '- uses: aws-actions/amazon-ecs-render-task-definition@v1',
                '  id: render',
                '  with:',
                `    task-definition-family: ${familyText}`,
                `    container-name: ${container}`,
                `    image: ${image.repository}@\${{ steps.build.outputs.digest }}`,
            ].join('\n')),
    };
}
/** Why tags that can move matter in this run. */
function harmOfMutability(evidence, image) {
    const { expectation, named, cause, committedAt } = evidence;
    const commit = expectation?.commit ?? '';
    const moved = movedTag(image);
    if (moved !== undefined && !isMovingTag(moved.tag))
        return `In ${(0,wording/* lastPart */.S_)(image.repository)} ${movedWords(moved, image)}: another build has pushed the same tag.`;
    const others = digestsOfOurs(evidence).filter((digest) => !image.digests.includes(digest));
    if (named?.tag !== undefined && named.digest === undefined && namesCommit(named.tag, commit) && others.length > 0)
        if (cause === 'digest-mismatch' || cause === 'mixed-tasks')
            return `The tag ${(0,wording/* shortSha */.Fu)(named.tag)} meant ${listed(others.map(wording/* shortDigest */.VK))} when ECS resolved it, and means ${(0,wording/* shortDigest */.VK)(image.digest)} now.`;
    if (image.tag === undefined || !namesCommit(image.tag, commit))
        return undefined;
    const { pushedAt } = image;
    if (pushedAt !== undefined && committedAt !== undefined && pushedAt + SKEW < committedAt)
        return `The image tagged ${(0,wording/* shortSha */.Fu)(image.tag)} was pushed at ${(0,wording/* utc */.n$)(pushedAt)}, before that commit was made (${(0,wording/* utc */.n$)(committedAt)}): the tag was put on an older image.`;
    // Elsewhere the tag is not what went wrong.
    const pusher = cause === 'image-stale' || cause === 'image-unproven' ? pusherOf(evidence) : undefined;
    return pusher === undefined
        ? undefined
        : `The image tagged ${(0,wording/* shortSha */.Fu)(image.tag)} was pushed at ${(0,wording/* utc */.n$)(pushedAt)} during ${pusher.project} build ${pusher.number ?? pusher.id}: as long as tags can move, whoever pushes last decides what a commit\u2019s tag means.`;
}
/** Filters for tags that are exempt from immutability: at most five (ECR API reference, ImageTagMutabilityExclusionFilter). */
const MOST_FILTERS = 5;
const FILTER = /^[\w.-]{1,128}$/;
/** A tag of a commit was moved, or was put on an image that is not of the commit. Only ECR can forbid it. */
function immutableTags(evidence) {
    const { image, named } = evidence;
    if (image === undefined)
        return undefined;
    const repository = (0,image_reference/* ecrRepository */.BK)(image.repository);
    if (repository === undefined)
        return undefined;
    const because = harmOfMutability(evidence, image);
    if (because === undefined)
        return undefined;
    const known = [image.tags, ...(image.others ?? []).map(({ tags }) => tags)].flat();
    const filters = [...new Set([...known, ...(named?.tag === undefined ? [] : [named.tag])])]
        .filter(isMovingTag)
        .toSorted();
    const exempt = filters.length > 0
        ? `; ${listed(filters)} may still move`
        : known.length === 0
            ? '; a tag that is meant to move, such as latest, needs an exclusion filter'
            : '';
    return {
        id: 'immutable-tags',
        text: `Make the tags of ${repository.repositoryName} immutable, so that a second push of the same tag fails instead of replacing the image${exempt}.`,
        because,
        ...sh(filters.length > MOST_FILTERS || !filters.every((filter) => FILTER.test(filter))
            ? undefined
            : commandOf('aws ecr put-image-tag-mutability --region', shellWord(repository.region), '--registry-id', shellWord(repository.registryId), '--repository-name', shellWord(repository.repositoryName), ...(filters.length === 0
                ? ['--image-tag-mutability IMMUTABLE']
                : [
                    '--image-tag-mutability IMMUTABLE_WITH_EXCLUSION --image-tag-mutability-exclusion-filters',
                    ...filters.map((filter) => shellWord(`filterType=WILDCARD,filter=${filter}`)),
                ]))),
    };
}
/** The served version is wrong, and the file that would tell whether the image is at fault was not read. */
function imageVersionFile(evidence) {
    const { outcome, expectation, image } = evidence;
    const { settings, answers } = outcome;
    if (settings?.versionFile === undefined || settings.imageVersionFile !== undefined || expectation === undefined)
        return undefined;
    const { version } = expectation;
    const isRead = image?.evidence.state === 'read' && image.evidence.items.some(({ kind }) => kind === 'version-file');
    if (image === undefined || isRead || version.source !== 'version-file')
        return undefined;
    const served = answers.findLast((answer) => answer.state === 'read');
    const seen = served?.state === 'read' ? `, and the URL answers ${served.version}` : '';
    const path = yamlScalar(`/app/${settings.versionFile.replace(/^(?:\.?\/)+/, '')}`);
    return {
        id: 'image-version-file',
        text: 'Have the version file read inside the image too, so that old code in it is told from a cache or a wrong route, within seconds; /app is a guess at where the image has the file.',
        because: `${settings.versionFile} says ${version.value} at the commit${seen}; what the same file says inside ${(0,judge_image/* imageName */.tO)(image)} was not read.`,
        ...yaml(path === undefined ? undefined : `image-version-file: ${path}`),
    };
}

// EXTERNAL MODULE: ./src/aws/partition.js
var partition = __nccwpck_require__(61584);
// EXTERNAL MODULE: ./src/iam.js
var iam = __nccwpck_require__(15829);
;// CONCATENATED MODULE: ./src/judge/recommendations/permissions.js





const IAM_ACTION = /^[a-z0-9-]+:[A-Z]\w*$/;
const EXPLICIT_DENY = /explicit deny/i;
const refusedReading = (reading) => reading?.state === 'not-read' && reading.denied ? [reading] : [];
const refusedProblem = ({ action, resource, message }) => ({ action, resource, why: message });
/** The log of a failing task. A refusal need not name the group; the task definition does. */
function refusedLog({ outcome, picture, rollout }) {
    const refusals = refusedReading(outcome.logLines);
    const [, partition = '', , ownRegion = '', account = ''] = picture?.arn.split(':') ?? [];
    const definition = picture?.taskDefinitions.find(({ arn }) => arn === rollout?.taskDefinition);
    const groups = (definition?.containers ?? []).flatMap(({ log }) => (log === undefined ? [] : [log]));
    return refusals.flatMap((refusal) => refusal.resource?.startsWith('arn:') === true || groups.length === 0
        ? [refusal]
        : groups.map(({ group, region = ownRegion }) => ({
            ...refusal,
            resource: `arn:${partition}:logs:${region}:${account}:log-group:${group}:log-stream:*`,
        })));
}
/** What the registry refused to tell of an image: `ecr:DescribeImages: \u2026`. */
function refusedFacts({ image }) {
    if (image?.factsNotRead === undefined)
        return [];
    const why = image.factsNotRead;
    const action = /^([a-z0-9-]+:[A-Z]\w*): /.exec(why)?.[1];
    const repository = (0,image_reference/* ecrRepository */.BK)(image.repository);
    const resource = repository === undefined
        ? undefined
        : `arn:${(0,partition/* partitionOf */.i)(repository.region)}:ecr:${repository.region}:${repository.registryId}:repository/${repository.repositoryName}`;
    return [{ action, resource, why }];
}
/** What to name in a policy; `*` for what cannot be written into one. */
function resourceOf(action, resource) {
    const named = (0,iam/* statementResource */.E)(action, resource);
    return isPrintable(named) ? named : '*';
}
/** The command of the next step: what it grants already is not told twice. */
const granted = ({ verdict }) => verdict.verdict === 'verified' ? '' : (verdict.finding.nextStep.command ?? '');
/** Calls were refused that decide nothing and explain much. */
function permissions(evidence) {
    const { outcome, picture } = evidence;
    const refusals = [
        ...refusedLog(evidence),
        ...refusedReading(picture?.serviceDeployments),
        ...refusedReading(picture?.codeDeploy),
        ...refusedReading(picture?.traffic),
        ...refusedFacts(evidence),
        ...refusedReading(outcome.history?.deployments),
        ...(outcome.pipelines?.problems ?? []).map(refusedProblem),
    ];
    const grants = refusals.flatMap(({ action, resource, why }) => action === undefined ||
        !IAM_ACTION.test(action) ||
        EXPLICIT_DENY.test(why) ||
        granted(outcome).includes(`"${action}"`)
        ? []
        : [{ action, resource: resourceOf(action, resource) }]);
    if (grants.length === 0)
        return undefined;
    const statement = (of) => of.length === 0
        ? []
        : [
            {
                Effect: 'Allow',
                Action: [...new Set(of.map(({ action }) => action))],
                Resource: [...new Set(of.map(({ resource }) => resource))],
            },
        ];
    // Apart, so that what IAM cannot narrow widens nothing else.
    const policy = {
        Version: '2012-10-17',
        Statement: [
            ...statement(grants.filter(({ resource }) => resource !== '*')),
            ...statement(grants.filter(({ resource }) => resource === '*')),
        ],
    };
    return {
        id: 'permissions',
        text: 'Allow the role of this job what it was refused; the next report then says more.',
        because: `Not read in this run, because AWS refused it: ${listed([...new Set(grants.map(({ action }) => action))], 6)}.`,
        lines: { text: JSON.stringify(policy, undefined, 2), language: 'json' },
    };
}

// EXTERNAL MODULE: ./src/guard/builds/manual-starts.js
var manual_starts = __nccwpck_require__(90618);
;// CONCATENATED MODULE: ./src/judge/recommendations/pipeline.js
/** What would leave one way into production: no second pipeline, and no two runs of this one at a time. */







const MOST_FACTS = 3;
/** What the competing projects did to this deploy, the weightiest first: clauses. */
function deeds(evidence) {
    const { expectation, image, picture } = evidence;
    const primary = picture?.rollouts.find(({ status }) => status === 'PRIMARY');
    const told = new Set();
    const deed = (what, at) => {
        const build = buildAt(evidence, at);
        if (build === undefined || told.has(build))
            return [];
        told.add(build);
        return [`${what} ${(0,wording/* utc */.n$)(at)} while ${(0,image_remarks/* nameBuild */.mT)(build, expectation?.commit ?? '')} ran`];
    };
    return [
        ...(isBuiltByWorkflow(evidence) ? [] : deed('the image was pushed at', image?.pushedAt)),
        ...(image?.others ?? []).flatMap((other) => deed(`${(0,wording/* shortDigest */.VK)(other.digest)}, which tasks run instead, was pushed at`, other.pushedAt)),
        ...deed('the current deployment began at', primary?.createdAt),
    ];
}
/** `2 triggers of app can still start a build (webhook "\u2026" and rule "\u2026")`. */
function triggerFact(triggers, one, many) {
    if (triggers.length === 0)
        return [];
    const projects = listed([...new Set(triggers.map(({ project }) => project))]);
    const names = listed(triggers.map(({ kind, name }) => `${kind} "${name}"`));
    return [`${(0,wording/* count */.U9)(triggers.length, 'trigger')} of ${projects} ${triggers.length === 1 ? one : many} (${names})`];
}
/** Builds that a person started, and who. */
function byHand({ projects }) {
    const { people } = (0,manual_starts/* manualStarts */.Sb)(projects.flatMap(({ builds }) => builds));
    const builds = people.reduce((sum, person) => sum + person.builds, 0);
    if (builds === 0)
        return [];
    const who = listed(people.map((person) => person.who));
    return [`${(0,wording/* count */.U9)(builds, 'build')} ${builds === 1 ? 'was' : 'were'} started by hand in the last 30 days, by ${who}`];
}
/** What else shows that there is a second pipeline. */
function starters({ projects, cause }) {
    const triggers = projects.flatMap((project) => project.triggers);
    const live = triggers.filter(({ state }) => state === 'live');
    // A deploy that is right is not in danger of what is switched off.
    const disabled = cause === 'verified' ? [] : triggers.filter(({ state }) => state === 'disabled');
    const idle = projects.filter((project) => project.triggers.length === 0);
    return [
        ...triggerFact(live, 'can still start a build', 'can still start a build'),
        ...triggerFact(disabled, 'is disabled by this action, and still there', 'are disabled by this action, and still there'),
        ...(cause === 'image-missing' && idle.length > 0
            ? [`nothing was found that starts ${listed(idle.map(({ name }) => name))} on a push`]
            : []),
    ];
}
/** The repository that the workflow's own build must push to, where nothing shows that it does. */
function unbuiltRepository(evidence) {
    const lookup = evidence.expectation?.image;
    if (lookup?.state === 'missing')
        return lookup.repository;
    const { image } = evidence;
    return pusherOf(evidence) === undefined ? undefined : image?.repository;
}
function buildStep(repository) {
    if (!isRepository(repository))
        return undefined;
    return [
        '- uses: docker/build-push-action@v7',
        '  id: build',
        '  with:',
        '    push: true',
        '    provenance: mode=min',
        `    tags: ${repository}:\${{ github.sha }}`,
        '    labels: |',
        '      org.opencontainers.image.revision=${{ github.sha }}',
    ].join('\n');
}
/** Another project builds or deploys what this workflow deploys. */
function onePipeline(evidence) {
    const { projects, cause } = evidence;
    const manual = byHand(evidence);
    const facts = [...deeds(evidence), ...manual, ...starters(evidence)];
    if (facts.length === 0)
        return forRunnersOnly(evidence) ?? (cause === 'verified' ? undefined : unnamedProject(evidence));
    const isOne = projects.length === 1;
    const names = `the CodeBuild ${isOne ? 'project' : 'projects'} ${listed(projects.map(({ name }) => name))}`;
    const repository = unbuiltRepository(evidence);
    const step = repository === undefined ? undefined : buildStep(repository);
    const build = repository === undefined ? 'Let this workflow alone build and deploy' : 'Build the image in this workflow';
    // The policy is printed where an ARN is known for it.
    const isDenied = manual.length > 0 && projects.some(({ arn }) => arn !== undefined);
    const meanwhile = `; until ${isOne ? 'it is' : 'they are'} gone, the IAM policy under \u201cThe other pipelines\u201d keeps people from starting ${isOne ? 'it' : 'them'} by hand`;
    return {
        id: 'one-pipeline',
        text: `${build}, and retire ${names}${isDenied ? meanwhile : ''}.`,
        because: `${(0,wording/* capitalised */.Iu)(facts.slice(0, MOST_FACTS).join('; '))}.`,
        ...(step === undefined ? {} : { lines: { text: step, language: 'yaml' } }),
    };
}
/** A webhook that feeds runners and is started by pushes too cannot be disabled, and must not be retired. */
function forRunnersOnly({ runners }) {
    const mixed = runners.flatMap(({ triggers }) => triggers).filter(({ state }) => state === 'mixed');
    const [fact] = triggerFact(mixed, 'feeds runners and builds on pushes too', 'feed runners and build on pushes too');
    if (fact === undefined)
        return undefined;
    const names = listed([...new Set(mixed.map(({ project }) => project))]);
    return {
        id: 'one-pipeline',
        text: `Keep ${names} for the runners alone: take the filter groups that a push can match out of its webhook.`,
        because: `${(0,wording/* capitalised */.Iu)(fact)}.`,
    };
}
/** The name under which CodeBuild assumes a project's role. */
const CODEBUILD_SESSION = /:assumed-role\/[^/]+\/AWSCodeBuild-/;
/** CodeBuild registered what is current, and the workflow names no project. */
function unnamedProject({ outcome, picture }) {
    const primary = picture?.rollouts.find(({ status }) => status === 'PRIMARY');
    const definition = picture?.taskDefinitions.find(({ arn }) => arn === primary?.taskDefinition);
    if (outcome.settings?.codebuildProjects.length !== 0 || definition?.registeredBy === undefined)
        return undefined;
    if (!CODEBUILD_SESSION.test(definition.registeredBy))
        return undefined;
    return {
        id: 'one-pipeline',
        text: 'Let this action find the CodeBuild project that deploys this service too, and disable what starts it on a push; if it is not found, give its name.',
        because: `Task definition ${(0,wording/* lastPart */.S_)(definition.arn)} of the current deployment was registered by a CodeBuild build (${definition.registeredBy}).`,
        lines: { text: 'codebuild-project: auto', language: 'yaml' },
    };
}
/** An IAM user, or a role without the session that took it. */
const identity = (arn) => arn.replace(/(:assumed-role\/[^/]+)\/.*$/s, '$1');
/** Another commit was deployed by whom this one was deployed by, before this one was verified. */
function concurrency({ outcome, service, expectation, picture }) {
    const { commit, kinship } = outcome.successor ?? {};
    if (commit === undefined || kinship === 'same' || kinship === 'unknown')
        return undefined;
    const { observation } = service;
    if (expectation === undefined || picture === undefined || observation === undefined)
        return undefined;
    const primary = picture.rollouts.find(({ status }) => status === 'PRIMARY');
    if (primary === undefined)
        return undefined;
    const [ours] = [
        ...picture.rollouts.filter((rollout) => (0,relation/* carriesExpected */._W)((0,relation/* relationOf */.Ke)(rollout, expectation, observation))),
        ...(0,relation/* formerRollouts */.KD)(expectation, observation),
    ];
    const registrar = (arn) => {
        const by = picture.taskDefinitions.find((definition) => definition.arn === arn)?.registeredBy;
        return by === undefined ? undefined : identity(by);
    };
    const who = registrar(primary.taskDefinition);
    if (who === undefined || who !== registrar(ours?.taskDefinition))
        return undefined;
    const began = primary.createdAt === undefined ? '' : ` at ${(0,wording/* utc */.n$)(primary.createdAt)}`;
    const group = yamlScalar(`deploy-${(0,wording/* lastPart */.S_)(picture.clusterArn)}-${picture.name}`);
    return {
        id: 'concurrency',
        text: 'Let one run at a time deploy this service and see it through: put a concurrency group on the job that deploys and verifies.',
        because: `The deployment of ${(0,wording/* shortSha */.Fu)(commit)}, registered by ${who} as ours was, began${began}, before ${(0,wording/* shortSha */.Fu)(expectation.commit)} was verified.`,
        ...(group === undefined
            ? {}
            : { lines: { text: `concurrency:\n  group: ${group}\n  cancel-in-progress: false`, language: 'yaml' } }),
    };
}

// EXTERNAL MODULE: ./src/judge/tasks.js
var judge_tasks = __nccwpck_require__(63206);
;// CONCATENATED MODULE: ./src/judge/recommendations/service.js






/** ARNs and regions that mean only themselves. */
const TARGET_GROUP = /^arn:[\w-]+:elasticloadbalancing:([a-z0-9-]+):\d{12}:targetgroup\/[\w-]+\/[\w-]+$/;
/** Those of our rollout, oldest first. */
function fatalStops(rollout, stops) {
    return stops
        .filter(({ rolloutId }) => rolloutId === rollout.id)
        .flatMap((stop) => {
        const sorted = (0,judge_stops/* classifyStop */.d)(stop);
        return sorted.state === 'fatal' ? [{ at: stop.stoppedAt, kind: sorted.kind }] : [];
    })
        .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
/** What failed of it: the tasks whose stops are listed, or so many by ECS's own count. */
function failureWords({ id, failedTasks }, stops) {
    const [first, ...others] = stops;
    if (first === undefined)
        return `${(0,wording/* count */.U9)(failedTasks, 'task')} of deployment ${id} failed`;
    const last = others.at(-1);
    return last === undefined
        ? `A task of deployment ${id} stopped at ${(0,wording/* utc */.n$)(first.at)} (${first.kind})`
        : `${(0,wording/* count */.U9)(stops.length, 'task')} of deployment ${id} stopped between ${(0,wording/* utc */.n$)(first.at)} and ${(0,wording/* utc */.n$)(last.at)} (${last.kind})`;
}
/**
 * Tasks of the deployment fail, and nothing takes it back. UpdateService keeps what the deployment configuration does not name: that is
 * how Terraform's AWS provider changes single parts of it.
 */
function circuitBreaker({ picture, rollout, cause }) {
    if (picture === undefined || rollout === undefined)
        return undefined;
    if (picture.controller !== 'ECS' || picture.strategy !== 'ROLLING')
        return undefined;
    if (picture.circuitBreakerEnabled && (picture.rollbackEnabled || cause !== 'rollout-failed'))
        return undefined;
    const stops = fatalStops(rollout, picture.stops);
    // Without failed tasks it would not have tripped: a slow rollout, no room in the cluster, an alarm that has a rollback of its own.
    if (stops.length === 0 && rollout.failedTasks === 0)
        return undefined;
    const isOn = picture.circuitBreakerEnabled;
    const why = isOn
        ? ', the circuit breaker declared it failed, and its rollback is off: the service was left as it was'
        : ', and the service has no circuit breaker: ECS would go on starting such tasks';
    const [, , , region = ''] = picture.arn.split(':');
    const text = commandOf('aws ecs update-service --region', shellWord(region), '--cluster', shellWord((0,wording/* lastPart */.S_)(picture.clusterArn)), '--service', shellWord(picture.name), "--deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}'");
    return {
        id: 'circuit-breaker',
        text: isOn
            ? 'Turn on the rollback of the deployment circuit breaker; if it has a threshold of its own, give that again.'
            : 'Turn on the deployment circuit breaker with its rollback, so that ECS takes such a deployment back by itself (the command leaves the rest of the deployment configuration as it is, and starts no deployment).',
        because: `${failureWords(rollout, stops)}${why}.`,
        ...(text === undefined ? {} : { lines: { text, language: 'sh' } }),
    };
}
/** Draining that lasts longer than this, in milliseconds, is told. */
const LONG_DRAINING = 60_000;
/** When ECS began to stop a task, by its own word: `(service X) has stopped 2 running tasks: (task \u2026) (task \u2026).` */
function stopBegan(arn, { events }) {
    const id = (0,wording/* lastPart */.S_)(arn);
    return events.find(({ message }) => message.includes(' has stopped ') && message.includes(`(task ${id})`))?.at;
}
const isScaling = ({ stopCode, stoppedReason = '' }) => stopCode === 'ServiceSchedulerInitiated' && stoppedReason.startsWith('Scaling activity initiated by');
/** The longest that an old task took to go, or takes already. */
function longestDraining(picture, { rollout, service, cause }) {
    const now = service.observation?.at ?? 0;
    const isOld = ({ rolloutId }) => rolloutId !== rollout?.id;
    // A task in a later state drains no more: its containers are slow to stop.
    const drains = ({ desiredStatus, lastStatus }) => desiredStatus === 'STOPPED' && (lastStatus === 'RUNNING' || lastStatus === 'DEACTIVATING');
    const draining = picture.tasks.filter((task) => isOld(task) && drains(task));
    // Where tasks of two images are in service, what has gone is not what stands in the way.
    const gone = cause === 'mixed-tasks' ? [] : picture.stops.filter((stop) => isOld(stop) && isScaling(stop));
    const spans = [
        ...draining.map(({ arn }) => ({ arn, from: stopBegan(arn, picture), until: now, isGone: false })),
        ...gone.map(({ taskArn: arn, stoppedAt }) => ({
            arn,
            from: stopBegan(arn, picture),
            until: stoppedAt,
            isGone: true,
        })),
    ].flatMap(({ from, until, ...rest }) => from === undefined || until === undefined || until - from <= LONG_DRAINING
        ? []
        : [{ ...rest, from, lasted: until - from }]);
    const [longest] = spans.toSorted((a, b) => b.lasted - a.lasted);
    if (longest === undefined)
        return undefined;
    const task = `task ${(0,wording/* lastPart */.S_)(longest.arn)}`;
    const lasted = `${(0,wording/* duration */.p0)(longest.lasted)} after ECS had begun to stop it (${(0,wording/* utc */.n$)(longest.from)})`;
    return longest.isGone
        ? `The old ${task} was gone only ${lasted}: every deployment waits for that.`
        : `${(0,wording/* count */.U9)(draining.length, 'old task was', 'old tasks were')} still draining at the end, ${task} ${lasted}.`;
}
/** Old tasks hang on for long behind a load balancer. */
function deregistrationDelay(evidence) {
    const { picture } = evidence;
    if (picture === undefined || picture.targetGroups.length === 0)
        return undefined;
    const because = longestDraining(picture, evidence);
    if (because === undefined)
        return undefined;
    const commands = picture.targetGroups.map((arn) => {
        const [, region] = TARGET_GROUP.exec(arn) ?? [];
        return region === undefined
            ? undefined
            : commandOf('aws elbv2 modify-target-group-attributes --region', shellWord(region), '--target-group-arn', shellWord(arn), "--attributes 'Key=deregistration_delay.timeout_seconds,Value=30'");
    });
    const isSafe = commands.every((line) => line !== undefined);
    return {
        id: 'deregistration-delay',
        text: 'Lower the deregistration delay (300 s unless set) to what the longest request needs, here 30 s: until it is over, old tasks may still answer.',
        because,
        ...(isSafe ? { lines: { text: commands.join('\n'), language: 'sh' } } : {}),
    };
}
/** That they did not stop for some seconds is all that vouches for the tasks. */
function healthCheck({ picture, rollout, service, image }) {
    // The target groups of task sets stand in these, and not in the service.
    const isBalanced = picture?.hasLoadBalancer === true || picture?.rollouts.some(({ targetGroups = [] }) => targetGroups.length > 0);
    if (picture === undefined || isBalanced === true)
        return undefined;
    const ours = picture.tasks.filter((task) => task.rolloutId === rollout?.id && !(0,judge_tasks/* isDraining */.jQ)(task));
    const unchecked = ours.filter((task) => !task.hasHealthCheck);
    if (unchecked.length === 0 || image === undefined)
        return undefined;
    const newest = Math.max(...ours.map(({ startedAt }) => startedAt ?? NaN));
    const ran = (service.observation?.at ?? NaN) - newest;
    const long = Number.isFinite(ran) ? `, the newest for ${(0,wording/* duration */.p0)(ran)},` : '';
    const who = ours.length === 1 ? 'The only task has' : `${unchecked.length} of ${(0,wording/* count */.U9)(ours.length, 'task')} have`;
    const check = {
        command: ['CMD-SHELL', 'curl -fsS http://localhost:8080/health || exit 1'],
        interval: 10,
        timeout: 5,
        retries: 3,
        startPeriod: 30,
    };
    return {
        id: 'health-check',
        text: 'Give the container a health check in its task definition (the command is an example: port and path, or what else shows that this program works, are not known here).',
        because: `${who} no health check, and no load balancer stands before the service: that they ran${long} without stopping is all that vouches for them.`,
        ...(isPrintable(picture.container)
            ? {
                lines: {
                    text: JSON.stringify({ name: picture.container, healthCheck: check }, undefined, 2),
                    language: 'json',
                },
            }
            : {}),
    };
}
/** Another version was answered, by a cache's own word. */
function noCaching({ outcome, expectation }) {
    const { answers, settings } = outcome;
    if (expectation === undefined || settings?.served === undefined)
        return undefined;
    const cached = answers.filter((answer) => answer.state === 'read' && !(0,judge_served/* agrees */.ie)(answer, expectation.version) && (0,judge_served/* cacheWords */.M8)(answer) !== undefined);
    const last = cached.at(-1);
    if (last?.state !== 'read')
        return undefined;
    const read = answers.filter(({ state }) => state === 'read').length;
    return {
        id: 'no-caching',
        text: 'Purge that cache, and let the version URL answer with this header, so that no cache on the way keeps an old answer.',
        because: `${cached.length} of ${(0,wording/* count */.U9)(read, 'answer')} of ${settings.served.url} came from a cache with another version: ${last.version} at ${(0,wording/* utc */.n$)(last.at)} (${(0,judge_served/* cacheWords */.M8)(last)}).`,
        lines: { text: 'Cache-Control: no-store', language: 'text' },
    };
}
/** Neither the image nor the service was asked for what it holds. */
function versionUrl({ outcome, expectation, image, picture }) {
    if (image === undefined || expectation === undefined || picture?.hasLoadBalancer !== true)
        return undefined;
    if (outcome.settings === undefined || outcome.settings.served !== undefined || !(0,judge_image/* boundByNameAlone */.Un)(image))
        return undefined;
    return {
        id: 'version-url',
        text: 'Let the service tell its version, and have this action compare it with the commit\u2019s; put your own address in.',
        because: `Nothing inside ${(0,judge_image/* imageName */.tO)(image)} that names ${(0,wording/* shortSha */.Fu)(expectation.commit)} was read, and the service was not asked for its version: old code in that image would have passed.`,
        lines: { text: 'version-url: https://app.example.com/version', language: 'yaml' },
    };
}

;// CONCATENATED MODULE: ./src/judge/recommendations.js





const ADVISERS = {
    'revision-label': revisionLabel,
    'pin-by-digest': pinByDigest,
    'immutable-tags': immutableTags,
    'circuit-breaker': circuitBreaker,
    'deregistration-delay': deregistrationDelay,
    'one-pipeline': onePipeline,
    'health-check': healthCheck,
    'no-caching': noCaching,
    'image-version-file': imageVersionFile,
    'version-url': versionUrl,
    concurrency: concurrency,
    permissions: permissions,
};
/** The others hold for one service, which is named where there are several. */
const OF_THE_RUN = ['one-pipeline', 'permissions', 'no-caching', 'image-version-file'];
/**
 * What may help against each cause, the most important first. What is not listed would be true, perhaps, and beside the point at that
 * moment: nobody who reads of a crash loop wants to hear of labels.
 */
const HELPFUL = {
    verified: [
        'one-pipeline',
        'pin-by-digest',
        'immutable-tags',
        'revision-label',
        'version-url',
        'health-check',
        'deregistration-delay',
    ],
    'image-missing': ['one-pipeline', 'permissions'],
    // Its next step is the label.
    'image-unproven': ['one-pipeline', 'pin-by-digest', 'immutable-tags', 'permissions'],
    'image-stale': ['one-pipeline', 'revision-label', 'pin-by-digest', 'immutable-tags', 'permissions'],
    'not-deployed': ['pin-by-digest', 'immutable-tags', 'one-pipeline', 'permissions'],
    superseded: ['one-pipeline', 'concurrency', 'permissions'],
    'rolled-back': ['permissions'],
    'rollout-failed': ['circuit-breaker', 'permissions'],
    'tasks-failing': ['circuit-breaker', 'permissions'],
    'digest-mismatch': ['pin-by-digest', 'immutable-tags', 'one-pipeline', 'permissions'],
    'mixed-tasks': ['pin-by-digest', 'immutable-tags', 'deregistration-delay', 'one-pipeline', 'permissions'],
    'rollout-timeout': ['circuit-breaker', 'deregistration-delay', 'permissions'],
    'nothing-running': ['permissions'],
    'version-mismatch': [
        'no-caching',
        'one-pipeline',
        'image-version-file',
        'revision-label',
        'immutable-tags',
        'permissions',
    ],
    'version-mixed': ['no-caching', 'permissions'],
    'version-unreadable': [],
    'feature-failed': [],
    'competing-trigger': ['one-pipeline', 'permissions'],
    'digest-unreadable': ['pin-by-digest', 'permissions'],
    'access-denied': ['permissions'],
    // What ended these says nothing about the deploy.
    'service-not-found': [],
    credentials: [],
    'aws-unreachable': [],
    'invalid-input': [],
    cancelled: [],
    'internal-error': [],
};
const MOST = 5;
const MOST_WHEN_VERIFIED = 3;
/**
 * What would keep this from happening again: what follows from this run's evidence and from nothing else, the most important first. A
 * failed run is told about the service that decided; a verified one about whatever of its services is held by luck.
 * @param outcome the run, not yet redacted or already redacted alike
 */
function recommendationsOf(outcome) {
    const { verdict, services, decisive } = outcome;
    const cause = verdict.verdict === 'verified' ? 'verified' : verdict.finding.cause;
    const isGood = cause === 'verified';
    const subjects = isGood ? services : services.slice(decisive, decisive + 1);
    const found = HELPFUL[cause].flatMap((id) => {
        for (const service of subjects) {
            const advice = ADVISERS[id](evidenceOf(outcome, service, cause));
            if (advice !== undefined)
                return [services.length > 1 ? named(advice, service) : advice];
        }
        return [];
    });
    return found.slice(0, isGood ? MOST_WHEN_VERIFIED : MOST);
}
function named(advice, { ref }) {
    return OF_THE_RUN.includes(advice.id) ? advice : { ...advice, because: `${ref.label}: ${advice.because}` };
}

;// CONCATENATED MODULE: ./src/judge/superseded.js

/** How the commit that took our place relates to ours, in words. */
function kinshipWords({ kinship, commit, why }, ours) {
    const other = commit === undefined ? 'another commit' : (0,wording/* shortSha */.Fu)(commit);
    const own = (0,wording/* shortSha */.Fu)(ours);
    switch (kinship) {
        case 'newer':
            return `By its image it is ${other}, a newer commit that contains ${own}.`;
        case 'older':
            return `By its image it is ${other}, an older commit that ${own} contains: the newer code was replaced by older code.`;
        case 'same':
            return `By its image it is the same commit, ${own}, deployed again.`;
        case 'diverged':
            return `By its image it is ${other}, which does not contain ${own}: both come from different branches.`;
        case 'unknown':
            return `Of which commit it is was not told: ${why ?? 'nothing is known of its image'}.`;
    }
}
/** The finding `superseded`, told with what is known of the deployment that took our place. */
function withSuccessor(finding, successor, ours, isAllowed) {
    const words = kinshipWords(successor, ours);
    const refused = isAllowed
        ? successor.kinship === 'newer'
            ? ' It was not verified in its place: expected-version is that of the replaced commit, and without a version-file nothing tells what image-version-file must hold in the other one.'
            : ' allow-superseded accepts a newer commit that contains this one, and nothing else.'
        : '';
    const nextStep = successor.kinship === 'newer' && !isAllowed
        ? {
            text: `Nothing is lost if ${(0,wording/* shortSha */.Fu)(successor.commit ?? '')} is meant to be live: its own run verifies it. With allow-superseded: true this run verifies that commit in place of its own.`,
        }
        : finding.nextStep;
    return { ...finding, explanation: `${finding.explanation} ${words}${refused}`, nextStep };
}
/** A finding about the newer commit that was watched in place of ours. */
function aboutSuccessor(finding, { commit = '' }, ours) {
    const words = `The deployment of ${(0,wording/* shortSha */.Fu)(ours)} was replaced by one of ${(0,wording/* shortSha */.Fu)(commit)}, a newer commit that contains it, and this is about that one.`;
    return { ...finding, explanation: `${words} ${finding.explanation}` };
}
/** The verdict of a run whose own commit was replaced by a newer one that contains it, and for which the whole promise was shown. */
function verifiedInPlace(verdict, successor, ours, isServedCompared) {
    if (verdict.verdict !== 'verified')
        return verdict;
    const own = (0,wording/* shortSha */.Fu)(ours);
    const notes = [
        `Superseded: the deployment of ${own} was replaced by one of ${(0,wording/* shortSha */.Fu)(successor.commit ?? '')}, a newer commit that contains it (by GitHub's compare). allow-superseded is set, so that this newer commit was verified in its place.`,
        ...(isServedCompared
            ? []
            : [
                'The served version was not compared: expected-version is that of the replaced commit, and no version-file tells the other one\u2019s.',
            ]),
    ];
    return {
        ...verdict,
        headline: `${verdict.headline}, in place of ${own}, which it contains`,
        notes: [...notes, ...verdict.notes],
    };
}

;// CONCATENATED MODULE: ./src/judge/suspect.js

/** Causes that another pipeline, or another image than the one that was meant, may have brought about. */
const DOUBTFUL = [
    'image-stale',
    'image-missing',
    'not-deployed',
    'superseded',
    'digest-mismatch',
    'mixed-tasks',
    'version-mismatch',
    'version-mixed',
];
/**
 * Adds to a finding what the other pipelines and the image's own times and tags tell: facts beside the cause, not the cause. A build
 * that ran when the current deployment began, or that runs now, is named next to the cause; the rest stands in its reasoning.
 */
function withSuspect(finding, pipelines, expectation, observation, commit) {
    if (!DOUBTFUL.includes(finding.cause))
        return finding;
    const sha = expectation?.commit ?? '';
    const builds = pipelines?.projects.flatMap((project) => project.builds) ?? [];
    const committedAt = commit?.sha === sha ? commit.committedAt : undefined;
    const pushedAt = expectation?.image.state === 'found' ? expectation.image.image.pushedAt : undefined;
    const primary = observation?.service.rollouts.find((rollout) => rollout.status === 'PRIMARY');
    const pusher = pushedAt === undefined ? undefined : builds.find((build) => (0,image_remarks/* ranAt */.l1)(build, pushedAt));
    const deployer = primary?.createdAt === undefined
        ? undefined
        : builds.find((build) => build !== pusher && (0,image_remarks/* ranAt */.l1)(build, primary.createdAt ?? 0));
    const running = builds.filter((build) => build.running && build !== pusher && build !== deployer);
    const facts = [
        ...(pusher === undefined
            ? []
            : [`The image was pushed while ${(0,image_remarks/* nameBuild */.mT)(pusher, sha)} ran.${(0,image_remarks/* begunWords */.Fj)(pusher, committedAt)}`]),
        ...(deployer === undefined ? [] : [`The current deployment began while ${(0,image_remarks/* nameBuild */.mT)(deployer, sha)} ran.`]),
        ...running.map((build) => `${(0,image_remarks/* nameBuild */.mT)(build, sha)} is running now.`),
    ];
    const remarks = expectation === undefined ? [] : (0,image_remarks/* imageRemarks */.vg)(expectation, commit, pipelines);
    const reasons = remarks.map(({ text }) => text).filter((text) => !facts.includes(text));
    return {
        ...finding,
        explanation: [finding.explanation, ...facts].join(' '),
        ...(reasons.length === 0 ? {} : { reasoning: [...(finding.reasoning ?? []), ...reasons] }),
    };
}

// EXTERNAL MODULE: ./src/judge/verified.js
var verified = __nccwpck_require__(6);
// EXTERNAL MODULE: ./src/judge/version.js
var judge_version = __nccwpck_require__(5364);
;// CONCATENATED MODULE: ./src/report/timeline.js


/** So many builds of competing projects are worth a line: those nearest to the deploy. */
const MOST_BUILDS = 5;
const entry = (section, at, what, until) => (at === undefined ? [] : [{ section, at, what, ...(until === undefined ? {} : { until }) }]);
function serviceEntries(service, several) {
    const { expectation, observation, ourRolloutId } = service;
    if (expectation === undefined || observation === undefined)
        return [];
    const of = several ? ` of ${observation.service.name}` : '';
    const image = expectation.image.state === 'found' ? expectation.image.image : undefined;
    const ours = observation.service.rollouts.find((rollout) => rollout.id === ourRolloutId);
    const started = observation.service.tasks.flatMap((task) => task.rolloutId === ourRolloutId && task.startedAt !== undefined ? [task.startedAt] : []);
    const gone = observation.service.stops.flatMap((stop) => ours?.createdAt !== undefined && stop.rolloutId !== ourRolloutId && (stop.stoppedAt ?? 0) > ours.createdAt
        ? [stop.stoppedAt ?? 0]
        : []);
    return [
        ...entry('Registry', image?.pushedAt, `image${of} ${image === undefined ? '' : (0,wording/* shortDigest */.VK)(image.digest)} pushed`),
        ...entry('ECS', ours?.createdAt, `deployment ${ours?.id ?? ''}${of}`, completedAt(observation, ours)),
        ...(started.length === 0 ? [] : entry('ECS', Math.min(...started), `first task${of} of the deployment started`)),
        ...(started.length < 2
            ? []
            : entry('ECS', Math.max(...started), `last of ${(0,wording/* count */.U9)(started.length, 'task')}${of} started`)),
        ...(gone.length === 0 ? [] : entry('ECS', Math.max(...gone), `last old task${of} stopped`)),
        ...rollbackEntry(service, of),
    ];
}
/** When ECS began to take our deployment back, and to what, where that is the verdict and ECS tells it. */
function rollbackEntry({ verdict, observation }, of) {
    if (verdict === undefined || verdict.verdict === 'verified' || verdict.finding.cause !== 'rolled-back')
        return [];
    if (observation === undefined)
        return [];
    const { service } = observation;
    const newest = listedDeployments(service).toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0];
    const takenBack = newest?.status.startsWith('ROLLBACK_') === true ? newest : undefined;
    const primary = service.rollouts.find(({ status }) => status === 'PRIMARY');
    const isBack = primary !== undefined && primary.id !== `ecs-svc/${takenBack?.revisionId ?? ''}`;
    const to = isBack ? ` to ${(0,wording/* lastPart */.S_)(primary.taskDefinition)}` : '';
    return entry('ECS', takenBack?.rollbackStartedAt ?? rollbackTold(service, primary), `rolled back${of}${to}`);
}
/** By the service's events, else by the deployment that became current: a new one began then, an earlier one changed then. */
function rollbackTold({ events, rollouts }, primary) {
    const told = events.flatMap(({ at, message }) => (/\brolling back to deployment\b/i.test(message) ? [at] : []));
    if (told.length > 0)
        return Math.max(...told);
    if (primary === undefined || !/rolling back/i.test(primary.rolloutStateReason ?? ''))
        return undefined;
    const others = rollouts.filter(({ id }) => id !== primary.id);
    const isNew = others.length > 0 && others.every(({ createdAt }) => (createdAt ?? 0) < (primary.createdAt ?? 0));
    return isNew ? primary.createdAt : primary.updatedAt;
}
function listedDeployments({ serviceDeployments }) {
    return serviceDeployments.state === 'read' ? serviceDeployments.value : [];
}
/** When ECS itself said that the deployment was complete. */
function completedAt(observation, ours) {
    if (ours?.rolloutState !== 'COMPLETED')
        return undefined;
    const told = observation.service.events.find(({ message }) => message.includes(`${ours.id}) deployment completed`));
    return told?.at ?? ours.updatedAt;
}
function answerEntries(outcome) {
    const version = outcome.services[0]?.expectation?.version;
    if (version === undefined)
        return [];
    const right = (answer) => answer.state === 'read' && (0,judge_version/* sameVersion */.r)(version, answer.version);
    const [first] = outcome.answers;
    const agreed = outcome.answers.find(right);
    const last = outcome.answers.at(-1);
    const others = outcome.answers.filter((answer) => !right(answer));
    const [wrong] = others;
    const still = others.at(-1);
    return [
        ...(wrong?.state === 'read' ? entry('Service', wrong.at, `answers ${wrong.version}`, still?.at) : []),
        ...entry('Service', agreed?.at, `first answer with ${version.value}`),
        ...(last !== undefined && last !== agreed && last !== first && right(last)
            ? entry('Service', last.at, `${(0,wording/* count */.U9)(outcome.answers.length - others.length, 'answer')} with ${version.value}`)
            : []),
    ];
}
/** Deployments of the first service since the commit that ECS remembers, and that no entry tells of yet: one that was taken back, a foreign one. */
function otherDeployments(outcome) {
    const { history, commit, services } = outcome;
    const [first] = services;
    if (history?.deployments.state !== 'read' || commit?.committedAt === undefined)
        return [];
    const since = commit.committedAt;
    // The history may have been read before the last look, which then knows better how it went on.
    const seen = first?.observation === undefined ? [] : listedDeployments(first.observation.service);
    return history.deployments.value
        .filter(({ id, createdAt }) => (createdAt ?? 0) >= since && `ecs-svc/${id}` !== first?.ourRolloutId)
        .slice(0, MOST_BUILDS)
        .flatMap(({ id, status, createdAt, finishedAt }) => {
        const last = seen.find(({ revisionId }) => revisionId === id);
        const until = last?.finishedAt ?? finishedAt;
        return entry('ECS', createdAt, `deployment ecs-svc/${id}, ${last?.status ?? status}`, until);
    });
}
/** When this run of the workflow was started. */
function runEntries({ history, settings }) {
    if (history?.runs.state !== 'read')
        return [];
    const own = history.runs.value.find(({ id }) => String(id) === settings?.run.runId);
    return entry('GitHub', own?.createdAt, `workflow run ${own?.id ?? ''} started`);
}
/** A long wait between the commit and the push of its image, that nobody worked in. */
const LONG_WAIT = 15 * 60_000;
function waitEntries(outcome) {
    const from = outcome.commit?.committedAt;
    const { image, commit } = outcome.services[outcome.decisive]?.expectation ?? {};
    // Another commit may stand in, whose image says nothing of this one's wait.
    if (commit !== outcome.commit?.sha)
        return [];
    const pushedAt = image?.state === 'found' ? image.image.pushedAt : undefined;
    if (from === undefined || pushedAt === undefined)
        return [];
    const builds = (outcome.pipelines?.projects ?? []).flatMap((project) => project.builds);
    const starts = builds.flatMap(({ startedAt }) => (startedAt !== undefined && startedAt > from ? [startedAt] : []));
    const until = Math.min(pushedAt, ...starts);
    return until - from < LONG_WAIT ? [] : entry('GitHub', from, `${(0,wording/* duration */.p0)(until - from)} until a build began`, until);
}
function buildEntries(outcome) {
    const builds = (outcome.pipelines?.projects ?? []).flatMap((project) => project.builds);
    const since = outcome.commit?.committedAt ?? outcome.figures.startedAt - 3_600_000;
    return builds
        .filter((build) => build.running || (build.endedAt ?? build.startedAt ?? 0) >= since - 3_600_000)
        .slice(0, MOST_BUILDS)
        .flatMap((build) => {
        const name = `build ${build.number ?? build.id}`;
        // The project last: a chart shows the beginning only.
        return entry('CodeBuild', build.startedAt, `${name} by ${build.startedBy}, ${build.status}, of ${build.project}`, build.endedAt);
    });
}
/** What happened, oldest first, as far as it was seen or told by AWS and GitHub. */
function timelineOf(outcome) {
    const { commit, figures, verdict } = outcome;
    const word = verdict.verdict === 'verified' ? 'verified' : `${verdict.verdict}: ${verdict.finding.cause}`;
    const subject = commit?.subject === undefined ? '' : ` "${commit.subject}"`;
    return [
        ...entry('GitHub', commit?.committedAt, `commit ${commit === undefined ? '' : (0,wording/* shortSha */.Fu)(commit.sha)}${subject}`),
        ...runEntries(outcome),
        ...otherDeployments(outcome),
        ...waitEntries(outcome),
        ...outcome.services.flatMap((service) => serviceEntries(service, outcome.services.length > 1)),
        ...buildEntries(outcome),
        ...answerEntries(outcome),
        ...entry('Verdict', figures.endedAt, word),
    ].toSorted((a, b) => a.at - b.at);
}

;// CONCATENATED MODULE: ./src/outcome.js
















/** The run's finding where it never came to a verdict: an ending, or a defect. */
function findingOf(error) {
    const ending = error instanceof src_ending/* Ending */._ ? error : error instanceof aws_failure/* AwsFailure */.O ? (0,errors/* asEnding */.gE)(error) : undefined;
    if (ending !== undefined)
        return (0,src_ending/* asFinding */.s)(ending);
    if (error instanceof aws_failure/* AwsFailure */.O)
        return {
            cause: 'aws-unreachable',
            headline: `${error.action} gave no usable answer`,
            explanation: `Expected an answer of ${error.action}; ${error.code}: ${error.message}`,
            nextStep: {
                text: 'Run the job again; if it stays so, look at the AWS health dashboard and the runner\u2019s way to AWS.',
                about: (0,paragraphs/* aboutMessage */.P1)('aws-could-not-be-read'),
            },
            ruledOut: [],
        };
    return internalError(error);
}
/** The finding for a defect of this action. */
function internalError(error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
        cause: 'internal-error',
        headline: 'a defect of this action',
        explanation: `Expected no such thing to happen; ${what}. The stack is in the debug log.`,
        nextStep: { text: 'Run the job again with debug logging, and report the defect with that log.' },
        ruledOut: ['Nothing is said about the deploy.'],
    };
}
/** All that is to be told of a run. */
function outcomeOf(settings, edges, ended, state, { endedAt, facts, logLines, watched: about, successor, drifts, history, pipelines }) {
    // What this run changed is told even where a reading of it was cut short.
    const known = pipelines ?? state?.pipelines;
    const watched = state?.services ?? [];
    const { served } = about.settings;
    const decisive = ended.state === 'ended' ? (ended.index ?? 0) : 0;
    const version = watched[0]?.expectation?.version;
    const shared = [
        ...(version === undefined ? [] : [(0,judge_served/* judgeServed */.fv)(served, version, state?.round ?? [])]),
        (0,features/* judgeFeatures */.J)(settings.featureChecks, state?.features ?? []),
        (0,judge_pipelines/* judgePipelines */.DI)(known),
    ];
    const { expectation: decided, observation: seen } = watched[decisive] ?? {};
    const finding = ended.state === 'ended'
        ? withSuspect(told(ended.finding, settings, about, successor, drifts[decisive], endedAt), known, decided, seen, facts)
        : undefined;
    const remarks = (expectation) => [
        ...(0,judge_pipelines/* restoreNotes */.c0)(known),
        ...(0,image_remarks/* imageRemarks */.vg)(expectation, facts, known).flatMap(({ doubtful, text }) => (doubtful ? [text] : [])),
    ];
    const standingIn = (verdict, drift) => {
        const isServedCompared = settings.served === undefined || served !== undefined;
        if (about.standsIn === 'successor' && successor !== undefined)
            return verifiedInPlace(verdict, successor, settings.commit, isServedCompared);
        if (about.standsIn === 'live-commit' && drift !== undefined)
            return (0,judge_drift/* verifiedAtLiveCommit */.f4)(verdict, drift, settings);
        return verdict;
    };
    const services = watched.map((service, index) => {
        const checks = [...(service.judgement?.checks ?? []), ...shared];
        const own = index === decisive ? finding : service.judgement?.finding;
        const { expectation, observation } = service;
        const verdict = own !== undefined
            ? (0,causes/* concluded */._S)(own)
            : finding === undefined && expectation !== undefined && observation !== undefined
                ? standingIn((0,verified/* verified */.z)(expectation, observation, checks, remarks(expectation)), drifts[index])
                : undefined;
        const drift = drifts[index] ??
            (settings.mode === 'audit' && isLive(verdict) && expectation !== undefined && observation !== undefined
                ? (0,judge_drift/* noDrift */.Rm)(expectation, observation, settings.paths.length > 0)
                : undefined);
        const oursId = service.judgement?.ours?.id;
        return {
            ref: service.ref,
            checks,
            ...(verdict === undefined ? {} : { verdict }),
            ...(expectation === undefined ? {} : { expectation }),
            ...(observation === undefined ? {} : { observation }),
            ...(oursId === undefined ? {} : { ourRolloutId: oursId }),
            ...(drift === undefined ? {} : { drift }),
        };
    });
    const verdict = services[decisive]?.verdict ?? (0,causes/* concluded */._S)(finding ?? internalError(new Error('the run ended without a verdict')));
    const pattern = history === undefined ? undefined : (0,deploy_pattern/* patternOf */.I)(history, known, endedAt);
    const outcome = {
        actionVersion: edges.actionVersion,
        settings,
        verdict,
        services,
        decisive,
        commit: facts ?? { sha: settings.commit },
        answers: state?.answers ?? [],
        features: state?.features ?? [],
        ...(known === undefined ? {} : { pipelines: known }),
        ...(logLines === undefined ? {} : { logLines }),
        ...(successor === undefined ? {} : { successor }),
        ...(history === undefined ? {} : { history }),
        ...(pattern === undefined ? {} : { pattern }),
        figures: {
            startedAt: edges.startedAt,
            endedAt,
            looks: state?.looks ?? 0,
            awsCalls: edges.figures.awsCalls,
            throttled: edges.figures.throttled,
            faults: edges.figures.faults,
        },
    };
    const whole = { ...outcome, timeline: timelineOf(outcome) };
    return { ...whole, recommendations: recommendationsOf(whole) };
}
/** The finding with what is known of the commit that is live, or that took our place. */
function told(finding, settings, { standsIn }, successor, drift, now) {
    if (standsIn === 'live-commit')
        return drift === undefined ? finding : (0,judge_drift/* aboutLiveCommit */.hg)(finding, drift, settings.commit);
    if (successor !== undefined)
        return finding.cause === 'superseded'
            ? withSuccessor(finding, successor, settings.commit, settings.allowSuperseded)
            : standsIn === 'successor'
                ? aboutSuccessor(finding, successor, settings.commit)
                : finding;
    return settings.mode === 'audit' ? (0,judge_drift/* withDrift */.sb)(finding, drift, settings, now) : finding;
}
/** Whether the verdict shows that the commit is live, though something else may be wrong. */
function isLive(verdict) {
    if (verdict === undefined)
        return false;
    return verdict.verdict === 'verified' || (0,judge_drift/* driftOfCause */.Cg)(verdict.finding.cause) === 'none';
}

;// CONCATENATED MODULE: ./src/publish.js


/** So long the metrics may hold the end of a run, in milliseconds. */
const PATIENCE = 5_000;
/** The same once the run is cancelled: it ends within 2 s of that. */
const PATIENCE_ONCE_CANCELLED = 1_000;
/** Metrics in one call (API reference, PutMetricData). */
const MOST_METRICS = 1_000;
const ACTION = 'cloudwatch:PutMetricData';
/**
 * Publishes the metrics of all services, in one call for each region that they are in. Always resolves; undefined where none were
 * asked for.
 */
async function publishMetrics(outcome, edges) {
    const namespace = outcome.settings?.metricsNamespace;
    if (namespace === undefined)
        return undefined;
    const data = Map.groupBy((0,metrics/* metricsOf */.Ps)(outcome), ({ region }) => region);
    const timestamp = new Date(outcome.figures.endedAt);
    const reasons = await withPatience(edges, (aws) => [...data].map(async ([region, services]) => {
        try {
            const { putMetricData } = aws.cloudwatch(region);
            for (const MetricData of batchesOf(services, timestamp))
                await putMetricData({ Namespace: namespace, MetricData });
            return undefined;
        }
        catch (error) {
            return reasonOf(error, data.size > 1 ? region : undefined);
        }
    }));
    const why = [...new Set(reasons.filter((reason) => reason !== undefined))].join(' ');
    return why === ''
        ? { state: 'published', namespace, metrics: (0,metrics/* metricsOf */.Ps)(outcome).flatMap(({ metrics }) => metrics).length }
        : { state: 'not-published', namespace, why };
}
function batchesOf(services, timestamp) {
    const data = services.flatMap(({ cluster, service, metrics }) => metrics.map(({ name, unit, value }) => ({
        MetricName: name,
        Dimensions: [
            { Name: 'Cluster', Value: cluster },
            { Name: 'Service', Value: service },
        ],
        Timestamp: timestamp,
        Unit: unit,
        Value: value,
    })));
    return Array.from({ length: Math.ceil(data.length / MOST_METRICS) }, (_, batch) => data.slice(batch * MOST_METRICS, (batch + 1) * MOST_METRICS));
}
/** Does the work, and gives up what of it lasts too long; such a part rejects. */
async function withPatience({ clock, cancelled, until, connect }, work) {
    const end = Math.min(clock.now() + PATIENCE, until);
    const calls = new AbortController();
    const done = new AbortController();
    const tooLate = Promise.withResolvers();
    const giveUpAfter = (milliseconds, why) => {
        const failure = new aws_failure/* AwsFailure */.O('retry', ACTION, 'TimedOut', why);
        clock.sleep(milliseconds, done.signal).then(() => {
            tooLate.resolve(reasonOf(failure));
            calls.abort(failure);
        }, () => undefined);
    };
    const onCancel = () => giveUpAfter(PATIENCE_ONCE_CANCELLED, 'the run was cancelled before AWS answered');
    if (cancelled.aborted)
        onCancel();
    else
        cancelled.addEventListener('abort', onCancel, { once: true });
    giveUpAfter(Math.max(0, end - clock.now()), 'no complete answer came before the run had to end');
    try {
        const parts = work(connect({ signal: calls.signal, hardEnd: () => end }));
        // Beside the signal, because not everything that a call waits for knows of it.
        return await Promise.all(parts.map((part) => Promise.race([part, tooLate.promise])));
    }
    catch (error) {
        return [reasonOf(error)];
    }
    finally {
        cancelled.removeEventListener('abort', onCancel);
        done.abort();
    }
}
function reasonOf(error, region) {
    const where = region === undefined ? '' : ` in ${region}`;
    if (!(error instanceof aws_failure/* AwsFailure */.O))
        return `${ACTION}${where} could not be called: ${error instanceof Error ? error.message : String(error)}.`;
    const said = `${error.code}: ${withoutStop(error.message)}`;
    switch (error.kind) {
        case 'denied':
            return `AWS refused ${error.action}${where} (${said}). Allow it to the role of this job, for this namespace.`;
        case 'credentials':
            return `AWS did not take the credentials for ${error.action}${where} (${said}).`;
        case 'retry':
            return `${error.action}${where} got no usable answer (${said}).`;
        case 'absent':
        case 'unsupported':
        case 'rejected':
            return `AWS rejected ${error.action}${where} (${said}).`;
    }
}
function withoutStop(text) {
    return text.replace(/[.\s]+$/, '');
}

;// CONCATENATED MODULE: ./src/proxy.js
const NAMES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
/** What a proxy that is not used can be the reason of. */
const UNREACHED = new Set(['aws-unreachable', 'version-unreadable']);
/**
 * The environment's proxy settings, where its author asked Node to use them (Node's own rule: `NODE_USE_ENV_PROXY=1`). By itself that
 * reaches Node's global agents and `fetch`; whoever makes an agent has to hand them on.
 */
function proxyOf(env) {
    return env['NODE_USE_ENV_PROXY'] === '1' ? { proxyEnv: { ...env } } : {};
}
/** Says of a run that could not reach something that the environment names a proxy which is not used, where that is so. */
function withProxyHint(outcome, env) {
    const { verdict } = outcome;
    const name = NAMES.find((variable) => (env[variable] ?? '') !== '');
    if (name === undefined || env['NODE_USE_ENV_PROXY'] === '1' || verdict.verdict === 'verified')
        return outcome;
    const { finding } = verdict;
    if (!UNREACHED.has(finding.cause))
        return outcome;
    const hint = `${name} is set, but requests of this step to AWS, to registries and to your URLs go through it only with NODE_USE_ENV_PROXY: 1 in the env of the step or the job; where that proxy is the only way out, set it.`;
    const nextStep = { ...finding.nextStep, text: `${finding.nextStep.text} ${hint}` };
    return { ...outcome, verdict: { ...verdict, finding: { ...finding, nextStep } } };
}

;// CONCATENATED MODULE: ./src/report-file.js


/** Milliseconds until a pipe that was full is tried again. */
const FULL_PIPE_PAUSE = 20;
/** Writes the report, and makes the folder that it goes to. Rejects with the reason where it cannot be written. */
async function writeReport(path, pieces, clock) {
    await makeFolder((0,external_node_path_.dirname)(path));
    // A pipe that nobody reads must refuse at once: to wait for its reader would hold the process even at its exit.
    const file = await (0,promises_.open)(path, promises_.constants.O_WRONLY | promises_.constants.O_CREAT | promises_.constants.O_TRUNC | promises_.constants.O_NONBLOCK);
    try {
        for (const piece of pieces) {
            let rest = Buffer.from(piece);
            while (rest.length > 0) {
                try {
                    const { bytesWritten } = await file.write(rest);
                    rest = rest.subarray(bytesWritten);
                }
                catch (error) {
                    if (!isFullPipe(error))
                        throw error;
                    await clock.sleep(FULL_PIPE_PAUSE);
                }
            }
        }
    }
    finally {
        await file.close();
    }
}
/**
 * With those that it stands in. Not by Node's own `recursive`, which tries for ever where a folder that is there can hold no other: so it is
 * under /proc, and in a folder that was removed while somebody was in it.
 */
async function makeFolder(path) {
    try {
        await (0,promises_.mkdir)(path);
    }
    catch (error) {
        if (codeOf(error) === 'ENOENT' && (0,external_node_path_.dirname)(path) !== path) {
            await makeFolder((0,external_node_path_.dirname)(path));
            await (0,promises_.mkdir)(path);
        }
        else if (!(await isFolder(path)))
            throw error;
    }
}
async function isFolder(path) {
    return (0,promises_.stat)(path).then((about) => about.isDirectory(), () => false);
}
/** The report once more, now that it is known what became of the metrics. A kill meanwhile leaves the first one whole. */
async function replaceReport(path, pieces) {
    // Only a file can be put in the place of another; what else the workflow named (a link, a pipe) keeps the first report.
    if (!(await (0,promises_.lstat)(path)).isFile())
        return;
    const next = `${path}.next`;
    await (0,promises_.writeFile)(next, pieces);
    await (0,promises_.rename)(next, path);
}
function isFullPipe(error) {
    return codeOf(error) === 'EAGAIN';
}
function codeOf(error) {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

// EXTERNAL MODULE: ./src/edges.js + 38 modules
var src_edges = __nccwpck_require__(48738);
// EXTERNAL MODULE: ./src/observe/answers.js
var answers = __nccwpck_require__(67524);
;// CONCATENATED MODULE: ./src/observe/logs.js

// A page may be empty although older ones are not (GetLogEvents).
const mostPages = 5;
function isLogged(container) {
    return container.log !== undefined;
}
/** The container whose end explains the stop: one that failed before one that ended well, essential before others. */
function failedContainer(definition, stop) {
    const logged = definition.containers.filter(isLogged);
    const ended = [
        ...stop.containers.filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0),
        ...stop.containers.filter(({ exitCode }) => exitCode === undefined || exitCode === 0),
    ];
    const first = ended
        .map(({ name }) => logged.find((container) => container.name === name))
        .find((found) => found !== undefined);
    return first ?? logged.find(({ essential }) => essential) ?? logged[0];
}
/** `arn:partition:service:region:\u2026` */
function regionOf(arn) {
    const region = arn.split(':')[3];
    return region === '' ? undefined : region;
}
/**
 * The last log lines of the container that ended a task, oldest first: outside text, unmasked. Only the awslogs driver can be
 * read; its stream is `<prefix>/<container>/<task id>` (ECS, awslogs-stream-prefix). What cannot be read is told as not read; rejects
 * with nothing but the reason of a cancelled run.
 *
 * @param definition the task definition of the stopped task
 * @param options `limit`: how many lines at most
 */
async function lastLogLines(aws, definition, stop, { limit } = { limit: 20 }) {
    const container = failedContainer(definition, stop);
    if (container === undefined)
        return (0,answers/* notAsked */.Op)('no container of the task logs to CloudWatch through awslogs');
    const { group, streamPrefix, region = regionOf(stop.taskArn) } = container.log;
    if (streamPrefix === undefined)
        return (0,answers/* notAsked */.Op)(`container ${container.name} logs without a stream prefix`);
    if (region === undefined)
        return (0,answers/* notAsked */.Op)(`the region of log group ${group} is not known`);
    const logStreamName = `${streamPrefix}/${container.name}/${(0,answers/* lastSegment */.mp)(stop.taskArn)}`;
    const lines = [];
    let nextToken;
    try {
        for (let page = 0; page < mostPages && lines.length < limit; page += 1) {
            const answer = await aws.logs(region).getLogEvents({
                logGroupName: group,
                logStreamName,
                limit: limit - lines.length,
                startFromHead: false,
                ...(0,answers/* present */.Eb)({ nextToken }),
            });
            lines.unshift(...(answer.events ?? []).flatMap(({ message }) => message ?? []));
            // The same token again is the end of the stream.
            if (answer.nextBackwardToken === undefined || answer.nextBackwardToken === nextToken)
                break;
            nextToken = answer.nextBackwardToken;
        }
    }
    catch (error) {
        return (0,answers/* notRead */.Qk)(error);
    }
    return { state: 'read', value: lines.slice(-limit) };
}

// EXTERNAL MODULE: ./src/watch.js + 9 modules
var watch = __nccwpck_require__(72290);
;// CONCATENATED MODULE: ./src/run.js










/** So many of the last log lines of a failing task are shown. */
const LOG_LINES = 20;
/** What only explains, such as log lines and the commit's subject, may delay a report by so much. */
const PATIENCE_FOR_DETAILS = 3_000;
/** The history was begun long before, as a rule. */
const PATIENCE_FOR_HISTORY = 1_000;
/**
 * The story of one run: what the commit should look like, the competing pipelines kept out, and the watch until the verdict.
 * Always resolves; whatever goes wrong is the outcome's verdict.
 */
async function run(settings, edges) {
    const { aws, clock, signal, narrator } = edges;
    let state;
    let guard;
    let commit;
    /** Begins to read what is known of the commit, where that has not begun; undefined until the inputs are settled. */
    let readCommit;
    const over = new AbortController();
    let watched = { settings, standsIn: undefined };
    let successor;
    let drifts;
    let history;
    /** The images of our commit as they were first found, by service: later on another deployment may stand in their place. */
    const images = new Map();
    let ask = async () => undefined;
    const driftsBy = async (until) => {
        const pictures = state?.services.map(({ observation }) => observation?.service) ?? [];
        const { driftsOf } = await __nccwpck_require__.e(/* import() */ 1777).then(__nccwpck_require__.bind(__nccwpck_require__, 1777));
        return driftsOf(pictures, { settings, edges, until, servedVersion: async () => servedVersion(state, ask, until) });
    };
    edges.hardEnd.at = edges.startedAt + patienceOf(settings) + watch/* LAST_LOOK */.jp;
    const story = async () => {
        const ours = (0,src_edges/* expecterOf */.yf)(settings, edges);
        let expecter = ours;
        let beganAt;
        // Before anything is changed: a version file that is not there is a bad input.
        const version = await expectedVersion(expecter, settings, edges);
        narrator.begin(settings, version);
        guard = await (0,src_edges/* guardOf */.HY)(settings, edges, over.signal, () => repositoriesIn(state));
        const pipelines = guard === undefined ? undefined : await (0,src_edges/* actInTime */.FE)(guard, settings, clock);
        narrator.pipelines(pipelines);
        readCommit = () => (commit ??= ours.commit());
        for (;;) {
            const expected = await expecter.version();
            const isOurs = watched.standsIn === undefined;
            const keep = (now) => {
                state = now;
                if (isOurs)
                    remember(now, images);
            };
            // Which container is verified does not change with the commit.
            const containers = isOurs ? [] : containersIn(state);
            const watching = (0,src_edges/* watchEdges */.O5)(watched.settings, edges, expecter, guard, expected, keep, containers);
            ask = async (until) => watching.ask?.(until);
            const expectBeside = async (observation) => {
                // Only now, so that nothing of it stands before the first request; it goes on beside the watch.
                history ??= historyOf(settings, edges, observation);
                readCommit?.().catch(() => undefined);
                return watching.expect(observation);
            };
            const ended = await (0,watch/* watch */.wB)({ ...watching, expect: expectBeside, deadline: state?.deadline, beganAt }, state?.pipelines ?? pipelines);
            let next;
            const picture = supersededService(ended, state);
            if (picture !== undefined && watched.standsIn !== 'live-commit') {
                const { settingsInPlace, successorOf } = await __nccwpck_require__.e(/* import() */ 4894).then(__nccwpck_require__.bind(__nccwpck_require__, 4894));
                const home = ended.state === 'ended' ? images.get(ended.index ?? 0)?.repository : undefined;
                successor = await successorOf(picture, home, settings, edges, state?.deadline ?? clock.now());
                // Ours came back: then it is what has to be verified.
                const isBack = !isOurs && isAmong(images, successor.digest);
                const inPlace = settings.allowSuperseded && !isBack ? settingsInPlace(settings, successor) : undefined;
                if (isBack)
                    next = { settings, standsIn: undefined };
                else if (inPlace !== undefined)
                    next = { settings: inPlace, standsIn: 'successor' };
            }
            else if (isOurs && mayBeExcused(ended, settings)) {
                const { settingsAtLiveCommit } = await __nccwpck_require__.e(/* import() */ 1777).then(__nccwpck_require__.bind(__nccwpck_require__, 1777));
                drifts = await driftsBy(state?.deadline ?? clock.now());
                const atLive = settingsAtLiveCommit(settings, drifts);
                if (atLive !== undefined)
                    next = { settings: atLive, standsIn: 'live-commit' };
            }
            if (next === undefined)
                return ended;
            expecter = next.standsIn === undefined ? ours : (0,src_edges/* expecterOf */.yf)(next.settings, edges);
            const why = await unreadOf(expectedVersion(expecter, next.settings, edges, state?.deadline));
            if (why !== undefined) {
                if (next.standsIn === 'live-commit')
                    drifts = drifts?.map((drift) => drift && { ...drift, why });
                else if (successor !== undefined)
                    successor = { ...successor, kinship: 'unknown', why };
                return ended;
            }
            if (next.standsIn === undefined)
                successor = undefined;
            narrator.inPlace(next.settings, await expecter.version(), next.standsIn);
            watched = next;
            beganAt = clock.now();
        }
    };
    let ended;
    const cancellation = (0,src_clock/* whenAborted */.eG)(signal);
    try {
        // Beside it, because not everything that a run waits for knows of the signal.
        ended = await Promise.race([story(), cancellation.then(() => Promise.reject(signal.reason))]);
    }
    catch (error) {
        const finding = findingOf(signal.aborted ? signal.reason : error);
        // What aborted the run has told its own stack.
        if (!signal.aborted && finding.cause === 'internal-error' && error instanceof Error)
            narrator.defect(error);
        ended = { state: 'ended', finding };
    }
    // Whatever the guard still does must stop before it is told what it did.
    over.abort(new Error('the run is over'));
    const endedAt = clock.now();
    // The run ends within 5 s of its timeout, whatever is still to be told.
    const left = (state?.deadline ?? Infinity) + watch/* LAST_LOOK */.jp + 500 - endedAt;
    const patience = signal.aborted ? 0 : Math.max(0, Math.min(PATIENCE_FOR_DETAILS, left));
    // A cancellation that comes only now ends the telling, and not the verdict.
    const unlessCancelled = async (work) => Promise.race([work, cancellation.then(() => (0,src_clock/* inTime */.RN)(work, 0))]);
    const [facts, logLines, told, past] = await Promise.all([
        unlessCancelled((0,src_clock/* inTime */.RN)(readCommit?.().catch(() => undefined) ?? Promise.resolve(undefined), patience)),
        unlessCancelled((0,src_clock/* inTime */.RN)(logLinesFor(ended, state, aws).catch(() => undefined), patience)),
        drifts === undefined && isBehind(ended)
            ? unlessCancelled((0,src_clock/* inTime */.RN)(driftsBy(endedAt + patience).catch(() => undefined), patience))
            : drifts,
        unlessCancelled(historyBy(history, Math.min(patience, PATIENCE_FOR_HISTORY))),
    ]);
    return outcomeOf(settings, edges, ended, state, {
        endedAt,
        facts,
        logLines,
        watched,
        successor,
        drifts: told ?? [],
        history: past,
        pipelines: guard?.known(),
    });
}
/** Begins to read what AWS and GitHub remember of the last deploys of the first service; nothing where this is a look at another one. */
function historyOf(settings, edges, { service }) {
    const [first] = settings.services;
    const isFirst = first !== undefined &&
        (0,wording/* lastPart */.S_)(first.service) === service.name &&
        (0,wording/* lastPart */.S_)(first.cluster) === (0,wording/* lastPart */.S_)(service.clusterArn);
    if (!isFirst)
        return undefined;
    const { aws } = edges;
    const { container } = service;
    return __nccwpck_require__.e(/* import() */ 650).then(__nccwpck_require__.bind(__nccwpck_require__, 20650)).then(({ beginHistory }) => beginHistory({ aws, github: (0,src_edges/* gitHubOf */.Tc)(settings, edges), service: first, container, run: settings.run }));
}
/** What is known of the history by now, or within so many milliseconds. */
async function historyBy(reading, patience) {
    const history = await reading;
    await (0,src_clock/* inTime */.RN)(history?.done ?? Promise.resolve(), patience);
    return history?.known();
}
/** Of an audit: what ends it because there is nothing of the head to look at, so that an older commit may be all that has to be live. */
function mayBeExcused(ended, { mode, paths }) {
    if (mode !== 'audit' || paths.length === 0 || ended.state !== 'ended')
        return false;
    return ended.finding.cause === 'image-missing' || ended.finding.cause === 'not-deployed';
}
/** Whether another commit than ours may be live. */
function isBehind(ended) {
    return ended.state === 'ended' && (0,judge_drift/* driftOfCause */.Cg)(ended.finding.cause) === 'behind';
}
/** What the service answers: as it was read last, or as it answers now. */
async function servedVersion(state, ask, until) {
    // Of several services nobody knows which one the URL is of.
    if (state?.services.length !== 1)
        return undefined;
    const known = [...state.probes, ...state.answers].findLast((answer) => answer.state === 'read');
    if (known?.state === 'read')
        return known.version;
    const answer = await ask(until);
    return answer?.state === 'read' ? answer.version : undefined;
}
/** How long the run may wait, in milliseconds, before the services' own waits are known. */
function patienceOf({ mode, timeout }) {
    if (mode === 'audit')
        return timeout === 'auto' ? watch/* AUDIT_TIMEOUT */.u2 : Math.min(watch/* AUDIT_TIMEOUT */.u2, timeout);
    return timeout === 'auto' ? watch/* DEFAULT_TIMEOUT */.cS : timeout;
}
/** The expected version; tries again until the deadline while what keeps it from being read may pass. */
async function expectedVersion(expecter, settings, edges, until = edges.startedAt + patienceOf(settings)) {
    let why = 'GitHub did not answer';
    for (;;) {
        const left = until - edges.clock.now();
        try {
            const version = left <= 0 ? undefined : await (0,src_clock/* inTime */.RN)(expecter.version(), left);
            if (version === undefined)
                throw unreadVersion(settings, why);
            return version;
        }
        catch (error) {
            if (!(error instanceof aws_failure/* AwsFailure */.O) || error.kind !== 'retry')
                throw error;
            why = error.message;
        }
        await edges.clock.sleep(Math.min(settings.pollInterval, Math.max(0, until - edges.clock.now())), edges.signal);
    }
}
function unreadVersion(settings, why) {
    return new src_ending/* Ending */._('version-unreadable', 'the expected version could not be read', `Expected the version in ${settings.versionFile ?? 'the repository'} at commit ${settings.commit}, from the checkout or the GitHub API, before the deadline; ${why.replace(/[.\s]+$/, '')}.`, {
        text: 'Check out the commit before this step (actions/checkout), or look at the GitHub status page and the runner\u2019s way to it, and run this job again.',
        about: (0,paragraphs/* aboutMessage */.P1)('the-expected-version-could-not-be-read'),
    });
}
/** The service whose deployment another one replaced, where the watch ended so. */
function supersededService(ended, state) {
    if (ended.state !== 'ended' || ended.finding.cause !== 'superseded')
        return undefined;
    return state?.services[ended.index ?? 0]?.observation?.service;
}
/** Why the expected version of another commit cannot be read, where that is an ending. */
async function unreadOf(version) {
    try {
        await version;
        return undefined;
    }
    catch (error) {
        if (error instanceof src_ending/* Ending */._)
            return error.message;
        throw error;
    }
}
function containersIn(state) {
    return state?.services.map(({ observation }) => observation?.service.container) ?? [];
}
function remember({ services }, images) {
    for (const [index, { expectation }] of services.entries())
        if (expectation?.image.state === 'found' && !images.has(index))
            images.set(index, expectation.image.image);
}
function isAmong(images, digest) {
    return digest !== undefined && [...images.values()].some(({ digests }) => digests.includes(digest));
}
/** The repositories of the expected images, as far as they are known. */
function repositoriesIn(state) {
    const images = state?.services.flatMap(({ expectation }) => expectation?.image ?? []) ?? [];
    return images.map((lookup) => (lookup.state === 'found' ? lookup.image.repository : lookup.repository));
}
/** The last log lines of the first task that failed; only where tasks failing is, or may be, the reason. */
async function logLinesFor(ended, state, aws) {
    if (ended.state !== 'ended' || !['tasks-failing', 'rolled-back', 'rollout-failed'].includes(ended.finding.cause))
        return undefined;
    const watched = state?.services[ended.index ?? 0];
    const service = watched?.observation?.service;
    const oursId = watched?.judgement?.ours?.id ?? [...(watched?.history.ours.keys() ?? [])].at(-1);
    const stop = service?.stops.find((candidate) => candidate.rolloutId === oursId && candidate.startedAt !== undefined);
    const definition = service?.taskDefinitions.find((candidate) => candidate.arn === stop?.taskDefinition);
    if (stop === undefined || definition === undefined)
        return undefined;
    return lastLogLines(aws, definition, stop, { limit: LOG_LINES });
}

;// CONCATENATED MODULE: ./src/version.js
/** The version of this action, as package.json has it; a test holds the two together. */
const version = '0.1.0';

;// CONCATENATED MODULE: ./src/main.js
























/**
 * A small young generation and a heap that is collected early: 5,000 tasks are read look after look, and a runner's memory is shared
 * with the job. Reading a layer of 2 GB stays below 150 MB by it, too. Only once the start is over, which it would slow down.
 */
function keepMemorySmall() {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8');
    setFlagsFromString('--optimize-for-size');
    setFlagsFromString('--max-semi-space-size=1');
}
/** So long the report, the summary and the log may hold the end of a run, in milliseconds. */
const main_PATIENCE = 5_000;
/** The same once the run is cancelled: it ends within 2 s of that. */
const main_PATIENCE_ONCE_CANCELLED = 1_200;
/** What a file that is no trouble needs, however late it is. */
const LAST_CHANCE = 200;
/** A run that ended at its hard end may take so long beyond it, in milliseconds: it ends within 5 s of its deadline. */
const LAST_PUBLICATION = 700;
/**
 * The step of the workflow: inputs, run, report, exit. Never rejects.
 * @param interruption aborted when the run is cancelled; a defect that nobody waits for aborts it too
 */
async function main(interruption) {
    const startedAt = src_clock/* systemClock */.ml.now();
    const env = process.env;
    let redactKnown = (text) => text;
    const known = new Set();
    const mask = (secrets) => {
        for (const secret of secrets) {
            if (known.has(secret))
                continue;
            known.add(secret);
            // Not by @actions/core: undici, which comes with it, is half of the time until the first AWS call.
            log.mask(secret);
        }
        redactKnown = createRedactor([...known]);
    };
    const redact = (text) => redactKnown(text);
    const log = createLog((text) => process.stdout.write(text), redact);
    // A log that nobody reads any more says nothing about the deploy; the outputs and the report are still there for who asks.
    for (const stream of [process.stdout, process.stderr])
        stream.on('error', () => undefined);
    // What is thrown where nobody waits for it must not cost the outputs.
    const defect = (error) => {
        const { cause, headline, explanation, nextStep } = internalError(error);
        if (error instanceof Error)
            log.debug(error.stack ?? error.message);
        interruption.abort(new src_ending/* Ending */._(cause, headline, explanation, nextStep));
    };
    process.on('uncaughtException', defect);
    process.on('unhandledRejection', defect);
    mask((0,secrets/* secretsOf */.Fj)(env));
    const hardEnd = { at: Infinity };
    const { signal } = interruption;
    const outcome = await runFrom(env, startedAt, signal, hardEnd, log, redact, mask);
    const until = hardEnd.at + LAST_PUBLICATION;
    const publication = publishMetrics(outcome, {
        clock: src_clock/* systemClock */.ml,
        cancelled: signal,
        until,
        connect: (limits) => createAws({
            clock: src_clock/* systemClock */.ml,
            figures: { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} },
            userAgent: `ecs-deploy-verifier/${version}`,
            ...proxyOf(env),
            ...limits,
        }),
    });
    const docsUrl = documentationUrl(env);
    const { told, rendering } = await renderingOf(outcome, startedAt, docsUrl, log, redact);
    const limits = { cancelled: signal, until };
    const isTold = await publish(told, rendering, publication, limits, docsUrl, env, log, redact).catch((error) => {
        if (error instanceof Error)
            log.debug(error.stack ?? error.message);
        return false;
    });
    // Sockets of calls that were given up must not hold the process.
    process.exit(isTold && told.verdict.verdict === 'verified' ? 0 : 1);
}
/** When nothing may hold the end of the run any longer, neither a slow disk nor a log that nobody reads. */
async function enoughOf({ cancelled, until }) {
    await Promise.race([
        wait(Math.max(0, Math.min(main_PATIENCE, until - src_clock/* systemClock */.ml.now()))),
        (0,src_clock/* whenAborted */.eG)(cancelled).then(async () => wait(main_PATIENCE_ONCE_CANCELLED)),
    ]);
}
/** What is waited for keeps the process alive; this alone does not. */
async function wait(milliseconds) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
/** @returns undefined where the work was not done in time */
async function beforeEnough(enough, work) {
    return Promise.race([work, enough.then(async () => (0,src_clock/* inTime */.RN)(work, LAST_CHANCE))]);
}
async function runFrom(env, startedAt, signal, hardEnd, log, redact, mask) {
    const narrator = createNarrator(log, version, startedAt, documentationUrl(env));
    const figures = { awsCalls: 0, ecsCalls: 0, throttled: 0, faults: {} };
    let outcome;
    try {
        const unfit = unfitNode(process.versions.node);
        if (unfit !== undefined)
            throw unfit;
        const settings = await parseSettings(env);
        // Header values as YAML reads them are known only now.
        mask(settings.secrets);
        const aws = createAws({
            clock: src_clock/* systemClock */.ml,
            signal,
            figures,
            hardEnd: () => hardEnd.at,
            userAgent: `ecs-deploy-verifier/${version}`,
            onFirstAnswer: keepMemorySmall,
            ...proxyOf(env),
        });
        const ended = await run(settings, {
            actionVersion: version,
            aws,
            clock: src_clock/* systemClock */.ml,
            signal,
            hardEnd,
            figures,
            startedAt,
            narrator,
            redact,
            // The login of the runner's docker config is known only when a registry asks for it.
            hide: mask,
            dockerConfigPath: (0,external_node_path_.join)(env['DOCKER_CONFIG'] ?? (0,external_node_path_.join)((0,external_node_os_.homedir)(), '.docker'), 'config.json'),
            ...proxyOf(env),
        });
        outcome = withProxyHint(ended, env);
    }
    catch (error) {
        if (!(error instanceof src_ending/* Ending */._) && error instanceof Error)
            narrator.defect(error);
        outcome = withoutRun(error, startedAt);
    }
    try {
        narrator.end(outcome);
        return outcome;
    }
    catch (error) {
        if (error instanceof Error)
            narrator.defect(error);
        return withoutRun(error, startedAt);
    }
}
/** The outcome of a run that ended before it began: a bad input, a Node that is too old, or a defect. */
function withoutRun(error, startedAt) {
    const finding = error instanceof src_ending/* Ending */._ ? (0,src_ending/* asFinding */.s)(error) : internalError(error);
    return {
        actionVersion: version,
        verdict: (0,causes/* concluded */._S)(finding),
        services: [],
        decisive: 0,
        answers: [],
        features: [],
        timeline: [],
        recommendations: [],
        figures: { startedAt, endedAt: src_clock/* systemClock */.ml.now(), looks: 0, awsCalls: 0, throttled: 0, faults: {} },
    };
}
/** @param outcome already redacted */
async function render(outcome, context) {
    // Half of what is written to a person is written there alone: no start should wait for it.
    const { summaryOf } = await __nccwpck_require__.e(/* import() */ 953).then(__nccwpck_require__.bind(__nccwpck_require__, 70953));
    const report = () => jsonTextOf(outcome, context);
    // Once before anything is told: what cannot be made must be known by then.
    for (const piece of report())
        void piece;
    return {
        outputs: (0,outputs/* outputsOf */.Yz)(outcome),
        annotation: annotationOf(outcome, context.docsUrl),
        report,
        summary: summaryOf(outcome, context),
    };
}
/** All texts of an outcome, before any of them is told: where one cannot be made, that is a defect, and the defect is told. */
async function renderingOf(outcome, startedAt, docsUrl, log, redact) {
    const rendered = async (from) => {
        const told = redactOutcome(from, redact);
        return { told, rendering: await render(told, { docsUrl }) };
    };
    try {
        return await rendered(outcome);
    }
    catch (error) {
        if (error instanceof Error)
            log.debug(error.stack ?? error.message);
        return rendered(withoutRun(error, startedAt));
    }
}
/**
 * Outputs first: they are what later steps read, and a kill may come at any time. The metrics travel meanwhile.
 * @returns whether the outputs are set
 */
async function publish(outcome, rendering, publication, limits, docsUrl, env, log, redact) {
    const core = await Promise.all(/* import() */[__nccwpck_require__.e(459), __nccwpck_require__.e(2327)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2327));
    const set = (outputs) => {
        try {
            for (const [name, value] of Object.entries(outputs))
                core.setOutput(name, value);
            return undefined;
        }
        catch (error) {
            return main_reasonOf(error);
        }
    };
    // The report's path only once the report is there, which may take its time; of two values the runner takes the later one.
    const unset = set({ ...rendering.outputs, 'report-path': '' });
    const enough = enoughOf(limits);
    /** Why it could not be done; undefined where it was. */
    const failureOf = async (work) => {
        const failure = work.then(() => '', main_reasonOf);
        return ((await beforeEnough(enough, failure)) ?? 'it was not done before the run had to end') || undefined;
    };
    const { annotation } = rendering;
    if (annotation !== undefined)
        log.error(annotation.message, annotation.title);
    const about = (message) => `\nAbout this message: ${(0,report_causes/* messageSection */.TA)(docsUrl ?? report_causes/* LOCAL_DOCS */.SF, message)}`;
    if (unset !== undefined)
        tellUnset(unset, about('outputs-not-set'), annotation !== undefined, log);
    const notRestored = (0,judge_pipelines/* restoreNotes */.c0)(outcome.pipelines);
    if (notRestored.length > 0)
        log.warning(`${notRestored.join('\n')}${about('not-restored')}`, 'not restored');
    for (const ignored of outcome.settings?.withoutEffect ?? [])
        log.warning(`${ignored}${about('inputs-without-effect')}`, 'input without effect');
    const reportPath = outcome.settings?.reportPath ?? fallbackReportPath(env);
    const unwritten = await failureOf(writeReport(reportPath, rendering.report(), src_clock/* systemClock */.ml));
    if (unwritten === undefined)
        set({ 'report-path': reportPath });
    else
        log.warning(`Expected to write the JSON report to ${reportPath}; ${sentence(unwritten)} The verdict stands as it is; the output report-path is empty. Correct report-path, or look at the runner's disk.${about('the-report-could-not-be-written')}`, 'report not written');
    const context = {
        docsUrl,
        publication: tellPublication(await publication, about('metrics-not-published'), log, redact),
    };
    const { report, summary } = context.publication === undefined ? rendering : await render(outcome, context);
    if ((env['GITHUB_STEP_SUMMARY'] ?? '') !== '') {
        const why = await failureOf(core.summary.addRaw(summary).write());
        if (why !== undefined)
            log.warning(`Expected to write the job summary to the file that GITHUB_STEP_SUMMARY names; ${sentence(why)} The verdict stands as it is, and the log tells it. Look at the runner's disk and at what an earlier step did to its files.${about('the-job-summary-could-not-be-written')}`, 'summary not written');
    }
    if (unwritten === undefined && context.publication !== undefined) {
        const why = await failureOf(replaceReport(reportPath, report()));
        if (why !== undefined)
            log.warning(`Expected to add to the JSON report in ${reportPath} what became of the metrics; ${sentence(why)} All else is in it. Look at the runner's disk.${about('the-report-could-not-be-written')}`, 'report not complete');
    }
    await beforeEnough(enough, new Promise((resolve) => process.stdout.write('', () => resolve())));
    return unset === undefined;
}
/**
 * @param about where to read on
 * @param isFailed whether the step fails in any case, with an annotation that says why: there is only one
 */
function tellUnset(why, about, isFailed, log) {
    const text = `Expected to set the outputs of this step in the file that GITHUB_OUTPUT names; ${sentence(why)} Later steps would read them as empty, so that this step fails. Look at the runner's disk and at what an earlier step did to its files, and run this job again.${about}`;
    if (isFailed)
        log.warning(text, 'outputs not set');
    else
        log.error(text, 'outputs not set');
}
function main_reasonOf(error) {
    return error instanceof Error ? error.message : String(error);
}
/** A reason of the operating system as the end of a sentence. */
function sentence(reason) {
    return `${reason.replace(/[.\s]+$/, '')}.`;
}
/**
 * @param about where to read on
 * @returns the same, redacted, for the summary and the report
 */
function tellPublication(publication, about, log, redact) {
    switch (publication?.state) {
        case undefined:
            return undefined;
        case 'published':
            log.line(`${(0,wording/* count */.U9)(publication.metrics, 'metric')} published to the CloudWatch namespace ${publication.namespace}.`);
            return { ...publication, namespace: redact(publication.namespace) };
        case 'not-published': {
            const { namespace, why } = publication;
            log.warning(`The metrics were not published to the CloudWatch namespace ${namespace}. ${why} The verdict stands as it is.${about}`, 'metrics not published');
            return { ...publication, namespace: redact(namespace), why: redact(why) };
        }
    }
}
/** The folder of the documentation, in the version of this action that runs; undefined for a local action. */
function documentationUrl(env) {
    const repository = env['GITHUB_ACTION_REPOSITORY'] ?? '';
    const ref = env['GITHUB_ACTION_REF'] ?? '';
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^[\w./-]+$/.test(ref))
        return undefined;
    const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
    const url = `${server}/${repository}/blob/${ref}/docs`;
    return isDocsUrl(url) ? url : undefined;
}


/***/ }),

/***/ 22255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L_: () => (/* binding */ Journey)
/* harmony export */ });
/* unused harmony exports isLoopback, isOffLimits, isPrivate */
/* harmony import */ var node_dns__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(40610);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(77030);
/* harmony import */ var _http_faults_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(60645);



/**
 * Where clouds hand out their machines' and tasks' credentials: AWS (169.254.169.254, 169.254.170.2, fd00:ec2::254), Azure, on which
 * GitHub's own runners stand (168.63.129.16), Google, Alibaba, Oracle and Scaleway; and addresses that mean "here" without saying so.
 */
const OFF_LIMITS = new node_net__WEBPACK_IMPORTED_MODULE_1__.BlockList();
OFF_LIMITS.addSubnet('0.0.0.0', 8, 'ipv4');
OFF_LIMITS.addSubnet('169.254.0.0', 16, 'ipv4');
OFF_LIMITS.addAddress('::', 'ipv6');
OFF_LIMITS.addSubnet('fe80::', 10, 'ipv6');
OFF_LIMITS.addSubnet('fd00:ec2::', 32, 'ipv6');
OFF_LIMITS.addAddress('168.63.129.16', 'ipv4');
OFF_LIMITS.addAddress('100.100.100.200', 'ipv4');
OFF_LIMITS.addAddress('192.0.0.192', 'ipv4');
OFF_LIMITS.addAddress('fd20:ce::254', 'ipv6');
OFF_LIMITS.addAddress('fd00:42::42', 'ipv6');
const LOOPBACK = new node_net__WEBPACK_IMPORTED_MODULE_1__.BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
const PRIVATE = new node_net__WEBPACK_IMPORTED_MODULE_1__.BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fec0::', 10, 'ipv6');
PRIVATE.addSubnet('64:ff9b:1::', 48, 'ipv6');
/** Names of metadata services, which a proxy would resolve by itself. */
const METADATA_NAME = /^(?:(?:[\w-]+\.)*metadata\.(?:google\.internal|goog|azure\.internal)|metadata|instance-data(?:\.ec2\.internal)?)\.?$/i;
/** Names that RFC 6761 keeps for this machine, however they resolve. */
function isLoopbackName(name) {
    return /(^|\.)localhost\.?$/i.test(name);
}
/** @param address IPv4 or IPv6, without brackets */
function isLoopback(address) {
    return isIn(LOOPBACK, address);
}
/**
 * Whether a redirect must never lead there: link-local addresses, a cloud's metadata services, the unspecified address.
 *
 * @param address IPv4 or IPv6, without brackets
 */
function isOffLimits(address) {
    return isIn(OFF_LIMITS, address);
}
/**
 * Whether it is of a network of its own, which others cannot reach.
 *
 * @param address IPv4 or IPv6, without brackets
 */
function isPrivate(address) {
    return isIn(PRIVATE, address);
}
function isIn(list, address) {
    if ((0,node_net__WEBPACK_IMPORTED_MODULE_1__.isIP)(address) !== 6)
        return list.check(address, 'ipv4');
    // Mapped addresses match IPv4 rules by themselves.
    const carried = carriedIPv4(address);
    return list.check(address, 'ipv6') || (carried !== undefined && list.check(carried, 'ipv4'));
}
/** The IPv4 address that an IPv6 one is only another form of: NAT64 (RFC 6052), 6to4 (RFC 3056), the old "compatible" form. */
function carriedIPv4(address) {
    const groups = groupsOf(address);
    const at = (index) => groups[index] ?? 0;
    const isZero = (from, to) => groups.slice(from, to).every((group) => group === 0);
    const text = (high, low) => [high >> 8, high & 255, low >> 8, low & 255].join('.');
    if (at(0) === 0x2002)
        return text(at(1), at(2));
    const isNat64 = at(0) === 0x64 && at(1) === 0xff9b && isZero(2, 6);
    // `::` and `::1` are themselves.
    const isCompatible = isZero(0, 6) && (at(6) !== 0 || at(7) > 1);
    return isNat64 || isCompatible ? text(at(6), at(7)) : undefined;
}
/** The eight numbers of a valid IPv6 address, with or without a zone. */
function groupsOf(address) {
    const [plain = ''] = address.split('%');
    // As URLs write it: no IPv4 notation at its end.
    const written = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
    const [head = '', tail] = written.split('::');
    const numbers = (part) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
    if (tail === undefined)
        return numbers(head);
    const [before, behind] = [numbers(head), numbers(tail)];
    return [...before, ...Array.from({ length: 8 - before.length - behind.length }, () => 0), ...behind];
}
function reachOf(addresses) {
    if (addresses.some(isLoopback))
        return 'loopback';
    return addresses.some(isPrivate) ? 'private' : 'public';
}
/**
 * The way from an address that the author named to where servers send the action from there. A server must not be able to point this
 * runner at its own neighbourhood: never to link-local and metadata addresses, to this machine only from this machine, to private
 * addresses only from private ones, and from https never to http.
 */
class Journey {
    #reach = 'public';
    #sent = false;
    /**
     * A server has named another URL, by a redirect or otherwise.
     * @param what names that: `a redirect`
     * @throws Refusal
     */
    sendOn(from, to, what) {
        this.#sent = true;
        if (from.protocol === 'https:' && to.protocol === 'http:') {
            throw new _http_faults_js__WEBPACK_IMPORTED_MODULE_2__/* .Refusal */ .P(`${what} leads from https to http, where anybody on the way could answer; not followed (ask the https address that is meant)`);
        }
        if (METADATA_NAME.test(to.hostname)) {
            throw new _http_faults_js__WEBPACK_IMPORTED_MODULE_2__/* .Refusal */ .P(`${what} leads to ${to.hostname}, a link-local or metadata address; not followed`);
        }
    }
    /**
     * Checks the address that a URL's host names outright, if it does; what DNS makes of a name, `lookup` checks.
     * @throws Refusal
     */
    enter(url) {
        const host = hostOf(url);
        if ((0,node_net__WEBPACK_IMPORTED_MODULE_1__.isIP)(host) !== 0)
            this.#admit([host]);
        // A proxy resolves names itself, so that this name may never pass through `lookup`.
        else if (isLoopbackName(host))
            this.#admit(['127.0.0.1']);
    }
    /** A resolver that refuses names of addresses that the journey may not lead to. */
    lookup(url, inner = node_dns__WEBPACK_IMPORTED_MODULE_0__.lookup) {
        const host = hostOf(url);
        return (name, options, callback) => {
            inner(name, { ...options, all: true }, (error, found) => {
                // With an error nothing else is passed, whatever the types say.
                const addresses = Array.isArray(found) ? found : [];
                const [nearest] = addresses;
                if (error !== null || nearest === undefined) {
                    callback(error ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
                    return;
                }
                try {
                    // Any other name is the proxy's, which the author named.
                    if (name === host)
                        this.#admit(addresses.map(({ address }) => address));
                }
                catch (refusal) {
                    callback(refusal instanceof Error ? refusal : new Error('refused'), '');
                    return;
                }
                if (options.all === true)
                    callback(null, addresses);
                else
                    callback(null, nearest.address, nearest.family);
            });
        };
    }
    #admit(addresses) {
        const reach = reachOf(addresses);
        if (!this.#sent) {
            this.#reach = reach;
            return;
        }
        const offLimits = addresses.find(isOffLimits);
        if (offLimits !== undefined)
            throw new _http_faults_js__WEBPACK_IMPORTED_MODULE_2__/* .Refusal */ .P(`a redirect leads to ${offLimits}, a link-local or metadata address; not followed`);
        if (reach === 'loopback' && this.#reach !== 'loopback')
            throw new _http_faults_js__WEBPACK_IMPORTED_MODULE_2__/* .Refusal */ .P('a redirect leads to this machine itself; not followed');
        if (reach === 'private' && this.#reach === 'public') {
            throw new _http_faults_js__WEBPACK_IMPORTED_MODULE_2__/* .Refusal */ .P(`a redirect leads from a public address to ${addresses.find(isPrivate)}, a private one; not followed`);
        }
    }
}
function hostOf(url) {
    return url.hostname.replace(/^\[|\]$/g, '');
}


/***/ }),

/***/ 67524:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Eb: () => (/* binding */ present),
/* harmony export */   HN: () => (/* binding */ inParallel),
/* harmony export */   Op: () => (/* binding */ notAsked),
/* harmony export */   Qk: () => (/* binding */ notRead),
/* harmony export */   Rm: () => (/* binding */ isFinalRefusal),
/* harmony export */   ll: () => (/* binding */ newestFirst),
/* harmony export */   mp: () => (/* binding */ lastSegment),
/* harmony export */   nR: () => (/* binding */ timeOf)
/* harmony export */ });
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(32980);

function present(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
/** Milliseconds since the epoch. Undefined where there is no date or none that is one. */
function timeOf(date) {
    const time = date?.getTime();
    return time === undefined || Number.isNaN(time) ? undefined : time;
}
/** What follows the last slash: a task's id, a revision's number, a service's name. */
function lastSegment(arn) {
    return arn.slice(arn.lastIndexOf('/') + 1);
}
/** Newest first; what has no time comes last. */
function newestFirst(items, at) {
    return items.toSorted((a, b) => (at(b) ?? -Infinity) - (at(a) ?? -Infinity) || 0);
}
/** Runs `work` on every item, at most `limit` at a time, and keeps their order. The first rejection rejects the whole. */
async function inParallel(items, limit, work) {
    const results = [];
    let next = 0;
    let failed = false;
    const worker = async () => {
        while (!failed) {
            const index = next;
            next += 1;
            const item = items[index];
            if (index >= items.length || item === undefined)
                return;
            try {
                results[index] = await work(item);
            }
            catch (error) {
                // The others finish what they have in hand and begin nothing more.
                failed = true;
                throw error;
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
    return results;
}
/** A question that was not put to AWS. */
function notAsked(why) {
    return { state: 'not-read', why, denied: false };
}
/**
 * What is told of an optional question that AWS did not answer. Anything but an `AwsFailure` is thrown on: a cancelled run, a defect.
 */
function notRead(error) {
    if (!(error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O))
        throw error;
    return present({
        state: 'not-read',
        why: error.message,
        action: error.action,
        resource: error.resource,
        denied: error.kind === 'denied',
    });
}
/** Whether asking again in this run is in vain: a refusal, or an API that has no such record of this service. */
function isFinalRefusal(error) {
    return error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .AwsFailure */ .O && (error.kind === 'denied' || error.kind === 'unsupported');
}


/***/ }),

/***/ 80928:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ STALE_ANSWER),
/* harmony export */   s: () => (/* binding */ createFreshness)
/* harmony export */ });
/* harmony import */ var _answers_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(67524);

/** The code of a read that AWS answered with how things were before an earlier answer: it is asked for again. */
const STALE_ANSWER = 'StaleAnswer';
/** So long answers that go back in time are refused, in milliseconds; then they are believed, whatever was shown before. */
const REFUSED_FOR = 60_000;
/** So long they are asked for again before anything is judged by them; nothing is proved by them all the same. */
const HELD_BACK_FOR = 20_000;
/** So long where nothing of the rollout that they lack is to run any more: what looks like an old answer may be a rollback. */
const HELD_BACK_FOR_WHAT_STOPPED = 5_000;
const NOTHING = {
    createdAt: undefined,
    newestEvent: -Infinity,
    updatedAt: new Map(),
    begunAt: new Map(),
    signs: new Map(),
};
const iso = (time) => new Date(time).toISOString();
const rolloutIdOf = ({ revisionId }) => `ecs-svc/${revisionId ?? ''}`;
function rolloutsOf({ deployments, taskSets }) {
    return [...(deployments ?? []), ...(taskSets ?? [])].flatMap(({ id, createdAt, updatedAt }) => id === undefined ? [] : [{ id, createdAt: (0,_answers_js__WEBPACK_IMPORTED_MODULE_0__/* .timeOf */ .nR)(createdAt), updatedAt: (0,_answers_js__WEBPACK_IMPORTED_MODULE_0__/* .timeOf */ .nR)(updatedAt) }]);
}
const newestEventOf = ({ events }) => Math.max(-Infinity, ...(events ?? []).flatMap(({ createdAt }) => (0,_answers_js__WEBPACK_IMPORTED_MODULE_0__/* .timeOf */ .nR)(createdAt) ?? []));
function older(service, memory) {
    const event = newestEventOf(service);
    if (service.events !== undefined && event < memory.newestEvent)
        return `it lacks the event of ${iso(memory.newestEvent)} that an earlier answer had`;
    for (const { id, updatedAt } of rolloutsOf(service)) {
        const known = memory.updatedAt.get(id);
        if (known !== undefined && updatedAt !== undefined && updatedAt < known)
            return `it shows ${id} as it was at ${iso(updatedAt)}, and an earlier answer as it was at ${iso(known)}`;
    }
    return undefined;
}
function remembered(service, before) {
    const updatedAt = new Map(before.updatedAt);
    const begunAt = new Map(before.begunAt);
    const signs = new Map();
    for (const rollout of rolloutsOf(service)) {
        const { id, createdAt } = rollout;
        if (rollout.updatedAt !== undefined)
            updatedAt.set(id, rollout.updatedAt);
        if (createdAt === undefined)
            continue;
        begunAt.set(id, createdAt);
        signs.set(id, { at: Math.max(createdAt, before.signs.get(id)?.at ?? 0), isShown: true });
    }
    return {
        createdAt: (0,_answers_js__WEBPACK_IMPORTED_MODULE_0__/* .timeOf */ .nR)(service.createdAt),
        newestEvent: Math.max(before.newestEvent, newestEventOf(service)),
        updatedAt,
        begunAt,
        signs,
    };
}
/** Whether it is known to have been taken back, or to have given way to a later one: then the service may well not show it. */
function isUndone({ status, createdAt }, all) {
    if (status.startsWith('ROLLBACK_'))
        return true;
    return status === 'STOPPED' && all.some((other) => (other.createdAt ?? 0) > (createdAt ?? Infinity));
}
function createFreshness() {
    let memory = NOTHING;
    /** Since when answers are refused, without one that was not: by what answers told, and by what they lack. */
    const since = { older: undefined, lacking: undefined };
    // Known to have been taken back or to have given way: that an answer lacks them says nothing of its age.
    const undone = new Set();
    // Missed for so long that they must be gone, unless an answer shows them again.
    const missed = new Set();
    // Rollouts that made a task.
    const madeTasks = new Set();
    /** @returns for how long answers have been refused; undefined where that is too long to go on with it */
    function refusedFor(by, now) {
        const from = (since[by] ??= Math.min(since.older ?? now, since.lacking ?? now));
        if (now - from < REFUSED_FOR)
            return now - from;
        memory = NOTHING;
        since[by] = undefined;
        return undefined;
    }
    /** Rollouts that the answer lacks though they are later than anything in it, the latest first. */
    function lackedBy(service) {
        const rollouts = rolloutsOf(service);
        // What took a rollout's place, a rollback included, happened after it began and left a later time than that.
        // One that does not say when it began or changed may be as late as any.
        const times = rollouts.map(({ createdAt, updatedAt }) => createdAt === undefined && updatedAt === undefined ? Infinity : Math.max(createdAt ?? 0, updatedAt ?? 0));
        const latest = Math.max(newestEventOf(service), ...times);
        // An answer that shows what began later is from after that, however late an old rollout made another task.
        const newest = Math.max(-Infinity, ...rollouts.flatMap(({ createdAt }) => createdAt ?? []));
        const shown = new Set(rollouts.map(({ id }) => id));
        return [...memory.signs]
            .filter(([id, { at }]) => at > latest && !shown.has(id) && !undone.has(id) && !missed.has(id))
            .filter(([id]) => (memory.begunAt.get(id) ?? Infinity) >= newest)
            .toSorted(([, a], [, b]) => b.at - a.at);
    }
    function believe(service) {
        memory = remembered(service, memory);
        since.lacking = undefined;
        for (const { id } of rolloutsOf(service))
            missed.delete(id);
    }
    function note({ tasks, serviceDeployments }) {
        const begunAt = new Map(memory.begunAt);
        const signs = new Map(memory.signs);
        const met = (id, at) => {
            const known = signs.get(id);
            signs.set(id, { at: Math.max(at, known?.at ?? 0), isShown: known?.isShown ?? false });
        };
        for (const deployment of serviceDeployments) {
            const id = rolloutIdOf(deployment);
            if (isUndone(deployment, serviceDeployments))
                undone.add(id);
            if (deployment.revisionId === undefined || deployment.createdAt === undefined)
                continue;
            if (!begunAt.has(id))
                begunAt.set(id, deployment.createdAt);
            met(id, deployment.createdAt);
        }
        for (const { rolloutId: id, createdAt, isToRun } of tasks) {
            if (id?.startsWith('ecs-svc/') !== true)
                continue;
            madeTasks.add(id);
            // An old rollout's replacements are young as well, and told to stop when ours is there.
            if (isToRun && createdAt !== undefined)
                met(id, createdAt);
        }
        memory = { ...memory, begunAt, signs };
    }
    return {
        refuse: (service, now) => {
            // A service that was deleted and made anew starts its own history.
            if ((0,_answers_js__WEBPACK_IMPORTED_MODULE_0__/* .timeOf */ .nR)(service.createdAt) !== memory.createdAt)
                memory = NOTHING;
            const why = older(service, memory);
            const refused = why === undefined ? undefined : refusedFor('older', now);
            if (why !== undefined && refused !== undefined)
                return { why, isHeldBack: refused < HELD_BACK_FOR };
            since.older = undefined;
            if (lackedBy(service).length === 0)
                believe(service);
            return undefined;
        },
        lacksNewest: (service) => lackedBy(service).length > 0,
        refuseBy: (beside, service, now) => {
            note(beside);
            const running = new Set(beside.tasks.flatMap(({ rolloutId, isToRun }) => (isToRun ? [rolloutId] : [])));
            const listed = new Set(beside.serviceDeployments.map(rolloutIdOf));
            const hasStopped = (id) => madeTasks.has(id) && !running.has(id) && !listed.has(id);
            const lacking = lackedBy(service);
            const [latest] = lacking;
            if (latest === undefined) {
                believe(service);
                return undefined;
            }
            const isStopped = lacking.every(([id]) => hasStopped(id));
            const refused = refusedFor('lacking', now);
            // What only its tasks told of ends with them.
            const isForgotten = isStopped && lacking.every(([, { isShown }]) => !isShown);
            if (refused === undefined || (isForgotten && refused >= HELD_BACK_FOR_WHAT_STOPPED)) {
                for (const [id] of lacking)
                    missed.add(id);
                believe(service);
                return undefined;
            }
            const [id, { at }] = latest;
            return {
                why: `it lacks ${id}, known from ${iso(at)}, and nothing in it is as late`,
                isHeldBack: refused < (isStopped ? HELD_BACK_FOR_WHAT_STOPPED : HELD_BACK_FOR),
            };
        },
    };
}


/***/ }),

/***/ 60645:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ Refusal),
/* harmony export */   Q: () => (/* binding */ describeFault)
/* harmony export */ });
const CERTIFICATE_FAULTS = {
    CERT_HAS_EXPIRED: 'has expired',
    CERT_NOT_YET_VALID: 'is not valid yet',
    CERT_REVOKED: 'is revoked',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
    ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
    SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that this runner does not trust',
    UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that this runner does not know',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that this runner does not know',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes without the certificates that link it to a known authority',
};
/** A failure that is already in words that a person can act on. */
class Refusal extends Error {
}
/**
 * A network error as a clause for people. The error's own message is left out: of its code alone it is sure that it holds no
 * header value.
 *
 * @param url what was asked when it happened; its host is named
 */
function describeFault(error, url) {
    if (error instanceof Refusal)
        return error.message;
    const code = codeOf(error);
    const certificate = CERTIFICATE_FAULTS[code];
    if (certificate !== undefined)
        return `the TLS certificate of ${url.host} ${certificate}`;
    const proxy = describeProxyFault(error, code, url);
    if (proxy !== undefined)
        return proxy;
    switch (code) {
        case 'ENOTFOUND':
            return `the name ${url.hostname} was not found in DNS`;
        case 'EAI_AGAIN':
            return `DNS gave no answer for the name ${url.hostname}`;
        case 'ECONNREFUSED':
            return `${url.host} refused the connection`;
        case 'ECONNRESET':
        case 'EPIPE':
        case 'ERR_STREAM_PREMATURE_CLOSE':
        case 'Z_BUF_ERROR':
            return `${url.host} closed the connection before the answer was complete`;
        case 'EHOSTUNREACH':
        case 'ENETUNREACH':
        case 'ENETDOWN':
        case 'EADDRNOTAVAIL':
            return `there is no network path from this runner to ${url.host}`;
        case 'ETIMEDOUT':
            return `${url.host} did not accept a connection in time`;
        case 'HPE_HEADER_OVERFLOW':
            return `the response headers of ${url.host} are too large`;
        case 'ERR_INVALID_CHAR':
        case 'ERR_INVALID_HTTP_TOKEN':
        case 'ERR_HTTP_INVALID_HEADER_VALUE':
        case 'ERR_UNESCAPED_CHARACTERS':
            return 'the request cannot be sent: its method, path or a header holds a character that HTTP does not allow';
        default:
    }
    if (code.startsWith('HPE_'))
        return `what ${url.host} answers is not valid HTTP (${code})`;
    if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
        return `the TLS handshake with ${url.host} failed (${code})`;
    if (code.startsWith('CERT_'))
        return `the TLS certificate of ${url.host} is not accepted (${code})`;
    if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR_')) {
        return 'the body cannot be decoded: it is not what its Content-Encoding says';
    }
    return `the request failed (${code})`;
}
/** The fault of a proxy on the way, which must not be taken for one of the host that was asked. */
function describeProxyFault(error, code, url) {
    switch (code) {
        case 'ERR_PROXY_TUNNEL': {
            const status = numberIn(error, 'statusCode');
            return `the proxy does not let requests to ${url.host} through${status === undefined ? '' : ` (HTTP ${status})`}`;
        }
        case 'ENOTFOUND':
        case 'EAI_AGAIN':
            return isAboutAnotherName(error, url) ? 'the name of the proxy was not found in DNS' : undefined;
        case 'ECONNREFUSED': {
            const port = numberIn(error, 'port');
            const asked = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);
            return port === undefined || port === asked ? undefined : 'the proxy refused the connection';
        }
        default:
            return undefined;
    }
}
/** Of a name that was not found, Node says which one it was. */
function isAboutAnotherName(error, url) {
    if (typeof error !== 'object' || error === null || !('hostname' in error))
        return false;
    return typeof error.hostname === 'string' && error.hostname !== url.hostname;
}
function numberIn(error, name) {
    const value = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'number' ? value : undefined;
}
function codeOf(error) {
    if (typeof error !== 'object' || error === null)
        return 'no error code';
    if ('code' in error && typeof error.code === 'string')
        return error.code;
    return 'name' in error && typeof error.name === 'string' ? error.name : 'no error code';
}


/***/ }),

/***/ 71592:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  ME: () => (/* binding */ MAX_INTERIM_ANSWERS),
  Em: () => (/* binding */ request)
});

// UNUSED EXPORTS: MAX_BODY_BYTES, REQUEST_TIMEOUT

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __nccwpck_require__(37067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __nccwpck_require__(44708);
// EXTERNAL MODULE: ./src/observe/addresses.js
var addresses = __nccwpck_require__(22255);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(57075);
// EXTERNAL MODULE: ./src/observe/http-faults.js
var http_faults = __nccwpck_require__(60645);
;// CONCATENATED MODULE: ./src/observe/http-body.js


const MAX_ENCODINGS = 3;
/**
 * Reads a body as UTF-8 text, up to a number of decoded bytes. Beyond that the connection is closed, not drained.
 *
 * @param method of the request: an answer to HEAD has no body, whatever its headers say
 * @throws Refusal or a stream's error, for `describeFault`
 */
async function readBody(response, maxBytes, method) {
    const chunks = [];
    let size = 0;
    let truncated = false;
    const bodiless = method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304;
    const stream = bodiless ? response : decoded(response);
    for await (const chunk of stream) {
        if (!Buffer.isBuffer(chunk))
            continue;
        chunks.push(chunk.subarray(0, maxBytes - size));
        size += chunk.length;
        if (size > maxBytes) {
            truncated = true;
            break;
        }
    }
    // Of a truncated body the last character may be half there: `stream` leaves it out instead of replacing it.
    return { text: new TextDecoder('utf-8').decode(Buffer.concat(chunks), { stream: truncated }), truncated };
}
/** The body without its encodings: identity is asked for, but some servers compress all the same. */
function decoded(response) {
    const encodings = (response.headers['content-encoding'] ?? '')
        .toLowerCase()
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && name !== 'identity')
        .toReversed();
    if (encodings.length > MAX_ENCODINGS)
        throw new http_faults/* Refusal */.P(`the answer is encoded ${encodings.length} times over`);
    return encodings.map(decoder).reduce((source, step) => (0,external_node_stream_.pipeline)(source, step, () => { }), response);
}
function decoder(encoding) {
    // Loaded when an answer is compressed: few are, and every start would wait for it.
    const { createBrotliDecompress, createUnzip } = process.getBuiltinModule('node:zlib');
    switch (encoding) {
        case 'gzip':
        case 'x-gzip':
        case 'deflate':
            return createUnzip();
        case 'br':
            return createBrotliDecompress();
        default:
            throw new http_faults/* Refusal */.P(`the answer comes in the encoding "${encoding.slice(0, 30)}", which was not asked for`);
    }
}

// EXTERNAL MODULE: ./src/tunnel.js
var tunnel = __nccwpck_require__(48968);
;// CONCATENATED MODULE: ./src/observe/http.js






/** How long one request may take, redirects and the whole body included, in milliseconds. */
const REQUEST_TIMEOUT = 10_000;
/** How much of a decoded body is read, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Beyond this many milliseconds Node's timers fire at once instead of late. */
const LONGEST_TIMER = 2 ** 31 - 1;
const MAX_REDIRECTS = 5;
const MAX_HEADER_BYTES = 64 * 1024;
/** Interim answers (1xx) to one request: a flood of them keeps everything else from going on, timers included. */
const MAX_INTERIM_ANSWERS = 20;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** These belong to the connection: a caller's own would undo "one fresh connection for each request" or break the framing. */
const CONNECTION_HEADERS = new Set([
    'connection',
    'content-length',
    'expect',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
]);
/**
 * Makes one HTTP request on a connection of its own: no keep-alive, no cookies, no cache. Redirects are followed five times at
 * most, never in a circle, never to another scheme than http and https nor from https to http, and never into this runner's
 * neighbourhood (see `Journey`).
 *
 * What goes wrong on the network is a value, not an exception.
 *
 * @throws the reason of `signal`, at once, when that is aborted; nothing else
 */
async function request(url, options = {}) {
    const { signal, timeout = REQUEST_TIMEOUT } = options;
    signal?.throwIfAborted();
    if (!URL.canParse(url))
        return { state: 'failed', why: 'the URL cannot be parsed', finalUrl: url };
    const trail = { url: new URL(url), abandoned: new AbortController() };
    const interrupted = Promise.withResolvers();
    const timer = setTimeout(() => {
        interrupted.resolve(failed(trail, `timed out after ${timeout / 1000} s`));
    }, Math.min(timeout, LONGEST_TIMER));
    const cancel = () => interrupted.reject(signal?.reason);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
        return await Promise.race([answerOf(trail, options), interrupted.promise]);
    }
    finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        // Whatever is still open, the unread rest of a body included, is closed and not awaited.
        trail.abandoned.abort();
    }
}
async function answerOf(trail, options) {
    try {
        return await walk(trail, options);
    }
    catch (error) {
        return failed(trail, (0,http_faults/* describeFault */.Q)(error, trail.url));
    }
}
function failed(trail, why) {
    return { state: 'failed', why, finalUrl: shown(trail.url) };
}
/** Sends the request and follows redirects to the last answer. */
async function walk(trail, options) {
    const first = trail.url;
    const seen = new Set();
    let method = (options.method ?? 'GET').toUpperCase();
    let body = options.body;
    let home = true;
    const journey = new addresses/* Journey */.L_();
    for (let redirects = 0;; redirects++) {
        const url = trail.url;
        if (url.protocol !== 'http:' && url.protocol !== 'https:') {
            throw new http_faults/* Refusal */.P(`${redirects === 0 ? 'the URL' : 'a redirect'} leads to ${url.protocol}, which is neither http nor https`);
        }
        seen.add(`${method} ${url.href}`);
        const headers = headersFor(options, { home, first, body });
        const response = await send(url, { method, headers, body }, journey, trail, options);
        const location = response.headers.location;
        const status = response.statusCode ?? 0;
        if (options.followRedirects === false || !REDIRECT_STATUSES.has(status) || location === undefined) {
            const { text, truncated } = await readBody(response, options.maxBytes ?? MAX_BODY_BYTES, method);
            return { state: 'answered', status, headers: headersOf(response), body: text, truncated, finalUrl: shown(url) };
        }
        response.destroy();
        const target = redirectTarget(location, url);
        // As every browser does: a POST answered by 301 or 302 goes on as GET.
        if (status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST') {
            method = 'GET';
            body = undefined;
        }
        const leaving = target.origin !== first.origin;
        if (leaving && body !== undefined) {
            throw new http_faults/* Refusal */.P(`a redirect (${status}) leads the request's body to another origin, ${target.origin}`);
        }
        trail.url = target;
        home &&= !leaving;
        journey.sendOn(url, target, 'a redirect');
        if (redirects === MAX_REDIRECTS)
            throw new http_faults/* Refusal */.P(`more than ${MAX_REDIRECTS} redirects`);
        if (seen.has(`${method} ${target.href}`))
            throw new http_faults/* Refusal */.P('the redirects lead in a circle');
    }
}
function redirectTarget(location, base) {
    // Node reads headers as Latin-1; servers that do not escape their URLs send UTF-8.
    const text = Buffer.from(location, 'latin1').toString('utf8');
    if (!URL.canParse(text, base.href))
        throw new http_faults/* Refusal */.P('a redirect leads to a URL that cannot be parsed');
    const target = new URL(text, base.href);
    target.hash = '';
    target.username = '';
    target.password = '';
    return target;
}
function headersFor(options, about) {
    const headers = { accept: '*/*', 'user-agent': 'ecs-deploy-verifier' };
    if (about.home && about.first.username !== '') {
        headers['authorization'] =
            `Basic ${Buffer.from(`${plain(about.first.username)}:${plain(about.first.password)}`).toString('base64')}`;
    }
    const layers = about.home ? [options.originHeaders ?? [], options.headers ?? []] : [options.headers ?? []];
    for (const layer of layers) {
        for (const [name, values] of byName(layer)) {
            if (CONNECTION_HEADERS.has(name))
                continue;
            const [only, ...more] = values;
            if (only !== undefined)
                headers[name] = more.length === 0 ? only : values;
        }
    }
    headers['accept-encoding'] = 'identity';
    if (about.body !== undefined)
        headers['content-length'] = Buffer.byteLength(about.body);
    return headers;
}
function plain(encoded) {
    try {
        return decodeURIComponent(encoded);
    }
    catch {
        return encoded;
    }
}
function byName(headers) {
    const names = new Map();
    for (const [name, value] of headers) {
        const values = names.get(name.toLowerCase());
        if (values === undefined)
            names.set(name.toLowerCase(), [value]);
        else
            values.push(value);
    }
    return names;
}
function send(url, message, journey, trail, options) {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    journey.enter(url);
    const secure = url.protocol === 'https:';
    return new Promise((fulfil, reject) => {
        const outgoing = (secure ? external_node_https_ : external_node_http_).request({
            protocol: url.protocol,
            hostname: host,
            port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
            path: `${url.pathname}${url.search}`,
            method: message.method,
            headers: message.headers,
            agent: agentFor(options, secure),
            lookup: journey.lookup(url, options.lookup),
            maxHeaderSize: MAX_HEADER_BYTES,
            signal: trail.abandoned.signal,
        });
        outgoing.on('error', reject);
        outgoing.once('response', fulfil);
        let interim = 0;
        outgoing.on('information', () => {
            interim += 1;
            if (interim > MAX_INTERIM_ANSWERS) {
                outgoing.destroy(new http_faults/* Refusal */.P(`${url.host} gives more than ${MAX_INTERIM_ANSWERS} interim answers (1xx)`));
            }
        });
        outgoing.once('upgrade', (_response, socket) => {
            socket.destroy();
            reject(new http_faults/* Refusal */.P(`${url.host} switches to another protocol instead of answering`));
        });
        outgoing.end(message.body);
    });
}
function agentFor({ proxyEnv, timeout = REQUEST_TIMEOUT }, secure) {
    if (proxyEnv !== undefined && secure)
        return (0,tunnel/* tunnellingAgent */.m)({ keepAlive: false, proxyEnv }, timeout);
    const settings = { keepAlive: false, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
    return secure ? new external_node_https_.Agent(settings) : new external_node_http_.Agent(settings);
}
function headersOf(response) {
    return new Map(Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]));
}
function shown(url) {
    const bare = new URL(url);
    bare.username = '';
    bare.password = '';
    return bare.href;
}


/***/ }),

/***/ 43085:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ createTaskDefinitions)
/* harmony export */ });
/* harmony import */ var _aws_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(69507);
/* harmony import */ var _aws_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(32980);
/* harmony import */ var _answers_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(67524);



const action = 'ecs:DescribeTaskDefinition';
const parallelCalls = 4;
function logOf(container) {
    const configuration = container.logConfiguration;
    const group = configuration?.options?.['awslogs-group'];
    if (configuration?.logDriver !== 'awslogs' || group === undefined)
        return undefined;
    return (0,_answers_js__WEBPACK_IMPORTED_MODULE_2__/* .present */ .Eb)({
        group,
        region: configuration.options?.['awslogs-region'],
        streamPrefix: configuration.options?.['awslogs-stream-prefix'],
    });
}
function containerPicture(container) {
    return (0,_answers_js__WEBPACK_IMPORTED_MODULE_2__/* .present */ .Eb)({
        name: container.name ?? '',
        image: container.image ?? '',
        // "If this parameter is omitted, a container is assumed to be essential" (RegisterTaskDefinition).
        essential: container.essential ?? true,
        hasHealthCheck: (container.healthCheck?.command?.length ?? 0) > 0,
        environmentValues: (container.environment ?? []).flatMap(({ value }) => (value === undefined ? [] : [value])),
        log: logOf(container),
    });
}
function picture(definition, arn) {
    return (0,_answers_js__WEBPACK_IMPORTED_MODULE_2__/* .present */ .Eb)({
        arn,
        containers: (definition.containerDefinitions ?? []).map(containerPicture),
        registeredBy: definition.registeredBy,
        registeredAt: (0,_answers_js__WEBPACK_IMPORTED_MODULE_2__/* .timeOf */ .nR)(definition.registeredAt),
    });
}
function createTaskDefinitions(ecs) {
    const pictures = new Map();
    const gone = new Set();
    const need = async (arn) => {
        const remembered = pictures.get(arn);
        if (remembered !== undefined)
            return remembered;
        const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: arn });
        if (taskDefinition?.containerDefinitions === undefined || taskDefinition.containerDefinitions.length === 0)
            throw (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .incompleteAnswer */ .pv)(action, 'the container definitions');
        // Without its name a container could be none that the inputs name, and without any image none of the commit's: the run would blame both.
        const { containerDefinitions } = taskDefinition;
        if (containerDefinitions.some(({ name }) => name === undefined))
            throw (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .incompleteAnswer */ .pv)(action, 'the name of a container');
        if (containerDefinitions.every(({ image }) => image === undefined))
            throw (0,_aws_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .incompleteAnswer */ .pv)(action, 'the image of any container');
        const made = picture(taskDefinition, arn);
        pictures.set(arn, made);
        return made;
    };
    return {
        need,
        known: (arn) => pictures.get(arn),
        load: async (arns) => {
            const unknown = [...new Set(arns)].filter((arn) => arn !== '' && !pictures.has(arn) && !gone.has(arn));
            await (0,_answers_js__WEBPACK_IMPORTED_MODULE_2__/* .inParallel */ .HN)(unknown, parallelCalls, async (arn) => {
                try {
                    await need(arn);
                }
                catch (error) {
                    if (!(error instanceof _aws_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsFailure */ .O) || error.kind === 'denied' || error.kind === 'credentials')
                        throw error;
                    // Faults that may pass are tried again at the next look.
                    if (error.kind !== 'retry')
                        gone.add(arn);
                }
            });
        },
    };
}


/***/ }),

/***/ 98301:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P1: () => (/* binding */ aboutMessage),
/* harmony export */   Vs: () => (/* binding */ isParagraph),
/* harmony export */   qj: () => (/* binding */ aboutInput),
/* harmony export */   wq: () => (/* binding */ aboutCall)
/* harmony export */ });
/* unused harmony export MESSAGES */
/** Sections of `docs/troubleshooting.md` that messages lead to. */
const MESSAGES = (/* unused pure expression or super */ null && ([
    'the-node-of-the-runner-is-too-old',
    'no-aws-credentials-were-found',
    'the-aws-credentials-have-expired',
    'aws-does-not-accept-the-credentials',
    'the-registry-does-not-let-this-run-read-the-image',
    'the-version-file-cannot-be-read-from-github',
    'there-is-no-such-service-or-cluster',
    'the-service-is-not-active',
    'the-image-manifest-cannot-be-read',
    'the-registry-handed-out-other-bytes',
    'ecr-does-not-hand-the-image-out',
    'what-the-image-says-about-itself-is-unreadable',
    'ecs-reports-no-digest',
    'aws-could-not-be-read',
    'the-registry-could-not-be-read',
    'the-served-version-could-not-be-read',
    'no-answer-was-read-in-the-time-that-was-left',
    'the-expected-version-could-not-be-read',
    'another-pipeline-can-still-overwrite-the-deploy',
    'outputs-not-set',
    'not-restored',
    'inputs-without-effect',
    'the-report-could-not-be-written',
    'the-job-summary-could-not-be-written',
    'metrics-not-published',
    'remarks-of-a-verified-run',
    'not-read',
]));
const aboutMessage = (message) => `troubleshooting.md#${message}`;
/** @param inputs the input that a refusal is about comes first; several are listed together */
function aboutInput(...inputs) {
    const [only = '', ...others] = inputs;
    return others.length === 0 ? `refused-inputs.md#${only}` : 'refused-inputs.md#all-inputs';
}
/** @param action an IAM action, which AWS may have named: one that has no section leads to the head of the page */
const aboutCall = (action) => `refused-calls.md#${action.toLowerCase().replaceAll(/[^a-z0-9-]/g, '')}`;
/** A report that was changed, or whose secrets were hidden, may hold anything in its place. */
const isParagraph = (text) => /^[a-z-]{1,40}\.md#[a-z0-9-]{1,80}$/.test(text);


/***/ }),

/***/ 23356:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ compilePathFilter)
/* harmony export */ });
/* harmony import */ var _patterns_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(43117);
/**
 * The filter of a workflow's `on.push.paths` (GitHub Actions, workflow syntax, "Filter pattern cheat sheet"): `*` stands for any characters
 * but a slash, `**` for any, `?` and `+` repeat the character before them, `[]` lists characters, `!` at the start takes matches away
 * again, and the last pattern that matches a path decides.
 */

/**
 * Compiles a filter.
 * @throws PatternError for a glob that ends within brackets or after a backslash, or lists a range from its end to its start
 */
async function compilePathFilter(globs) {
    const rules = [];
    for (const glob of globs) {
        const takes = !glob.startsWith('!');
        const source = globSource(takes ? glob : glob.slice(1));
        if (source === undefined)
            throw new _patterns_js__WEBPACK_IMPORTED_MODULE_0__/* .PatternError */ .J('it ends within brackets or after a backslash');
        rules.push({ takes, pattern: await (0,_patterns_js__WEBPACK_IMPORTED_MODULE_0__/* .compilePattern */ .E)(source, 'any') });
    }
    return (path) => rules.findLast(({ pattern }) => pattern.matches(path))?.takes ?? false;
}
/** Any folders, or none. */
const FOLDERS = '(?:.*/)?';
/** @returns the glob as an RE2 that matches whole paths; undefined for one that ends within brackets, or after a backslash */
function globSource(glob) {
    const parts = [];
    const characters = Array.from(glob.replaceAll(/\*{3,}/g, '**'));
    for (let at = 0; at < characters.length; at += 1) {
        const character = characters[at] ?? '';
        const before = parts.at(-1);
        if (character === '\\') {
            at += 1;
            const next = characters[at];
            if (next === undefined)
                return undefined;
            parts.push(literally(next));
        }
        else if (character === '*' && characters[at + 1] === '*') {
            at += 1;
            // `**/` as a folder of its own may also be no folder at all.
            const isFolders = characters[at + 1] === '/' && (before === undefined || before === '/' || before === FOLDERS);
            if (isFolders)
                at += 1;
            parts.push(isFolders ? FOLDERS : '(?:.*)');
        }
        else if (character === '*') {
            parts.push('(?:[^/]*)');
        }
        else if ((character === '?' || character === '+') && before !== undefined) {
            parts[parts.length - 1] = `(?:${before})${character}`;
        }
        else if (character === '[') {
            const end = characters.indexOf(']', at + 1);
            if (end <= at + 1)
                return undefined;
            parts.push(`[${characters
                .slice(at + 1, end)
                .map(inBrackets)
                .join('')}]`);
            at = end;
        }
        else {
            parts.push(literally(character));
        }
    }
    return `^(?s:${parts.join('')})$`;
}
function literally(character) {
    return /[\\^$.*+?()[\]{}|]/.test(character) ? `\\${character}` : character;
}
/** Only `-` keeps a meaning of its own in a list of characters. */
function inBrackets(character) {
    return /[\\^[\]&~]/.test(character) ? `\\${character}` : character;
}


/***/ }),

/***/ 43117:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ compilePattern),
/* harmony export */   J: () => (/* binding */ PatternError)
/* harmony export */ });
/* harmony import */ var _time_limit_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6737);

/**
 * Patterns that a workflow's author writes, in RE2 syntax: matching takes linear time whatever the pattern and the text. What a pattern of
 * thousands of states would still take on a long text is limited, so that neither can hang the run. The library is loaded when the first
 * pattern is compiled.
 */
/** Characters. On a shorter text no pattern that compiles takes long, and the limit itself costs milliseconds. */
const LONG_TEXT = 4096;
/** The pattern is no RE2, or has not the number of capture groups asked for. The message says which, fit to follow `because`. */
class PatternError extends Error {
    constructor(message, options) {
        super(message, options);
        this.name = 'PatternError';
    }
}
/**
 * Compiles a pattern.
 * @throws PatternError
 */
async function compilePattern(source, groups) {
    if (source === '')
        throw new PatternError('an empty pattern matches everything');
    const { RE2JS, RE2JSException } = await __nccwpck_require__.e(/* import() */ 8966).then(__nccwpck_require__.bind(__nccwpck_require__, 98966));
    let compiled;
    try {
        compiled = RE2JS.compile(source);
    }
    catch (error) {
        if (!(error instanceof RE2JSException))
            throw error;
        throw new PatternError(`it is not RE2 (${error.message})`, { cause: error });
    }
    const count = compiled.groupCount();
    if (groups === 'one' && count !== 1) {
        throw new PatternError(`it has ${count} capture groups where exactly one is needed; (?:\u2026) groups without capturing`);
    }
    return {
        source,
        matches: (text) => limited(text, () => compiled.matcher(text).find()),
        capture: (text) => {
            if (count === 0)
                return undefined;
            return limited(text, () => {
                const matcher = compiled.matcher(text);
                return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
            });
        },
    };
}
function limited(text, match) {
    return text.length <= LONG_TEXT ? match() : (0,_time_limit_js__WEBPACK_IMPORTED_MODULE_0__/* .withinTime */ .dn)(match);
}


/***/ }),

/***/ 68255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E0: () => (/* binding */ verdictWord),
/* harmony export */   OL: () => (/* binding */ inOneWord),
/* harmony export */   SF: () => (/* binding */ LOCAL_DOCS),
/* harmony export */   TA: () => (/* binding */ messageSection),
/* harmony export */   To: () => (/* binding */ causePage),
/* harmony export */   Uy: () => (/* binding */ paragraphPage),
/* harmony export */   b2: () => (/* binding */ commitPage),
/* harmony export */   bO: () => (/* binding */ explanationLines),
/* harmony export */   cw: () => (/* binding */ troubleshootingPage),
/* harmony export */   f2: () => (/* binding */ verdictIcon),
/* harmony export */   gD: () => (/* binding */ headlineOf),
/* harmony export */   r: () => (/* binding */ readOnLines),
/* harmony export */   rl: () => (/* binding */ causeOf)
/* harmony export */ });
/* harmony import */ var _paragraphs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(98301);
/* harmony import */ var _visible_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(10253);


/** Without a verdict: the run ended before it came to one. */
function verdictIcon(verdict) {
    switch (verdict?.verdict) {
        case undefined:
            return '\u2796';
        case 'verified':
            return '\u2705';
        case 'failed':
            return '\u274c';
        case 'inconclusive':
            return '\u26a0\ufe0f';
    }
}
/** The verdict in a word or two, which stands in front of the headline. */
function verdictWord(verdict) {
    if (verdict === undefined)
        return 'Not decided';
    return verdict.verdict === 'verified' ? 'Live' : causeWord(verdict.finding.cause);
}
function causeWord(cause) {
    switch (cause) {
        case 'image-missing':
        case 'image-stale':
        case 'not-deployed':
        case 'superseded':
        case 'rolled-back':
        case 'rollout-failed':
        case 'tasks-failing':
        case 'digest-mismatch':
        case 'rollout-timeout':
        case 'nothing-running':
        case 'version-mismatch':
        case 'service-not-found':
            return 'Not live';
        case 'mixed-tasks':
        case 'version-mixed':
            return 'Only partly live';
        case 'feature-failed':
            return 'Live, but not working';
        case 'competing-trigger':
            return 'Live, but not alone';
        case 'image-unproven':
        case 'version-unreadable':
        case 'digest-unreadable':
        case 'access-denied':
        case 'credentials':
        case 'aws-unreachable':
            return 'Not proven';
        case 'invalid-input':
        case 'internal-error':
            return 'Not checked';
        case 'cancelled':
            return 'Cancelled';
    }
}
/** Empty for a verified verdict and for none. */
function causeOf(verdict) {
    return verdict === undefined || verdict.verdict === 'verified' ? '' : verdict.finding.cause;
}
/** The verdict in one word for a list: its cause, where it has one. */
function inOneWord(verdict) {
    return verdict === undefined ? 'not decided' : verdict.verdict === 'verified' ? 'verified' : verdict.finding.cause;
}
function headlineOf(verdict) {
    if (verdict === undefined)
        return 'the run ended before this service was decided';
    return verdict.verdict === 'verified' ? verdict.headline : verdict.finding.headline;
}
/** Why, in plain text: a line for each problem where there are several. */
const explanationLines = ({ explanation, problems = [] }) => (problems.length === 0 ? [explanation] : problems).map(_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK);
/** The page that explains a cause, in the folder of the action's documentation. */
const causePage = (docsUrl, cause) => `${docsUrl}/causes/${cause}.md`;
/** The section about a message, where it has one beside the page of its cause. */
const paragraphPage = (docsUrl, { about }) => about !== undefined && (0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_1__/* .isParagraph */ .Vs)(about) ? `${docsUrl}/${about}` : undefined;
const troubleshootingPage = (docsUrl) => `${docsUrl}/troubleshooting.md`;
const messageSection = (docsUrl, message) => `${docsUrl}/${(0,_paragraphs_js__WEBPACK_IMPORTED_MODULE_1__/* .aboutMessage */ .P1)(message)}`;
/** A local action has no address: its documentation is where it is itself. */
const LOCAL_DOCS = 'docs';
/** Where to read on, in plain text: about this message, where it has a section of its own, and about the cause. */
function readOnLines({ cause, nextStep }, docsUrl = LOCAL_DOCS) {
    const section = paragraphPage(docsUrl, nextStep);
    return [
        ...(section === undefined ? [] : [`About this message: ${section}`]),
        `About this cause: ${causePage(docsUrl, cause)}`,
    ];
}
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/u;
/** Address of a commit on the server that the workflow runs on; never one that came from outside. */
function commitPage(serverUrl, repository, sha) {
    const server = webAddress(serverUrl);
    if (server === undefined || repository === undefined || !REPOSITORY.test(repository))
        return undefined;
    return /^[0-9a-f]{7,64}$/iu.test(sha) ? `${server}/${repository}/commit/${sha}` : undefined;
}
/** An http(s) address without user, query, trailing slash or anything that would end a Markdown link. */
function webAddress(text) {
    return text !== undefined && /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[\w.-]+)*\/?$/iu.test(text)
        ? text.replace(/\/$/u, '')
        : undefined;
}


/***/ }),

/***/ 12632:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ withoutForeignExpressions)
/* harmony export */ });
/** What this action itself writes into lines that are there to be pasted into a workflow; nobody gains by it. */
const FOREIGN = /\$\{\{(?! (?:github\.sha|steps\.build\.outputs\.digest) \}\})/gu;
/** Breaks up every expression of GitHub Actions but the two that this action writes itself, visibly. */
function withoutForeignExpressions(text) {
    return text.replaceAll(FOREIGN, '$ {{');
}


/***/ }),

/***/ 40074:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CS: () => (/* binding */ prose),
/* harmony export */   Cr: () => (/* binding */ bold),
/* harmony export */   DV: () => (/* binding */ codeBlock),
/* harmony export */   TH: () => (/* binding */ LONGEST_EXPLANATION),
/* harmony export */   TM: () => (/* binding */ folded),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* unused harmony export htmlProse */
/* harmony import */ var _expressions_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(12632);
/* harmony import */ var _visible_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(10253);
/**
 * GitHub-flavoured Markdown in which text from outside stays text. `prose` and `code` are safe in a sentence, at the start of a
 * paragraph, in a list item, in a table cell and in a heading alike, so that no caller has to know where its text ends up.
 */


/** Characters of an explanation that the summary shows. */
const LONGEST_EXPLANATION = 3000;
const MARKUP = /[&<>\\`*_[\]|~$^]/gu;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/gu;
/** A first word that Markdown would take for a list, a heading, a quote or a rule. */
const BLOCK_START = /^(?:[#+\-=>:]+|\d{1,9}[.)])$/u;
/**
 * Words that GitHub would turn into a link (mention, issue, commit, address), into mathematics or an emoji, or that a person
 * reads better in a fixed-width font. In a code span none of GitHub's filters looks at them.
 */
const TECHNICAL = [
    /:\/\/|www\.|[@$`_]|#\w|:[a-z0-9_+-]+:/iu,
    /(?<!\w)(?:gh|[A-Z][A-Z0-9]*)-\d/u,
    /(?<![a-z0-9])[0-9a-f]{7,64}(?![a-z0-9])/iu,
    /^(?:sha256|arn):/u,
    // An IAM action, an image with its tag, a path.
    /^[a-z0-9-]+:[A-Z]\w+$/u,
    /^[a-z][\w.-]*:[\w.-]*\d[\w.-]*$/u,
    /^\/\w/u,
    /^(?=[^/]*\/)(?=.*[\d.:-])/u,
];
const CLOCK_TIME = /^\d{1,2}(?::\d\d){1,2}$/u;
const OPENING = /^[("'\u201c\u2018\u00ab]+/u;
/** An emoji's name but for its last colon, which looks like the end of a clause. */
const OPEN_EMOJI = /:(?:[a-z0-9_+-]*[a-z][a-z0-9_+-]*|[+-]1|100|1234)$/iu;
const CLOSING = /[)"'\u201d\u2019\u00bb.,;:!?]+$/u;
/** Every character of `text` that is markup somewhere, as an entity. */
function escaped(text, markup) {
    return text.replace(markup, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}
/** Keeps a GitHub expression from ever standing in a text: it is never evaluated there, and must not look as if it were. */
function withoutExpressions(text) {
    return text.replaceAll('${{', '$ {{');
}
/** A plain text as one line of Markdown that says just that. Words that look technical stand in code spans. */
function prose(text, limit = 1000) {
    const line = (0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .clip */ .$Q)(withoutExpressions((0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK)(text)), limit);
    const words = line.split(' ').map((word) => inWord(word, code));
    const [first = '', ...rest] = words;
    const start = BLOCK_START.test(first) ? escaped(first, ASCII_PUNCTUATION) : first;
    return [start, ...rest].join(' ');
}
/** The same for the inside of an HTML block (`<summary>`), where Markdown is not read. */
function htmlProse(text, limit = 300) {
    return (0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .clip */ .$Q)(withoutExpressions((0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK)(text)), limit)
        .split(' ')
        .map((word) => inWord(word, htmlCode))
        .join(' ');
}
/** A code span that holds the text as it is; empty for an empty text. */
function code(text, limit = 300) {
    const line = (0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .clip */ .$Q)(withoutExpressions((0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .visible */ .RK)(text)), limit);
    if (line === '')
        return '';
    // A backtick would need longer fences, and a pipe cannot be escaped after a backslash in a table: entities can say both.
    return /[`|]/u.test(line) ? htmlCode(line) : `\`${line}\``;
}
function htmlCode(line) {
    return `<code>${escaped(line, ASCII_PUNCTUATION).replaceAll('&#64;', '&#64;&#8203;')}</code>`;
}
/** Markdown or HTML for one word: a code span for its technical core, entities for the rest. */
function inWord(word, asCode) {
    const before = OPENING.exec(word)?.[0] ?? '';
    const rest = word.slice(before.length);
    const closing = CLOSING.exec(rest)?.[0] ?? '';
    const isEmoji = closing.startsWith(':') && OPEN_EMOJI.test(rest.slice(0, rest.length - closing.length));
    const after = isEmoji ? closing.slice(1) : closing;
    const core = rest.slice(0, rest.length - after.length);
    const isTechnical = core !== '' && isTechnicalWord(core);
    return `${escaped(before, MARKUP)}${isTechnical ? asCode(core) : escaped(core, MARKUP)}${escaped(after, MARKUP)}`;
}
function isTechnicalWord(word) {
    return !CLOCK_TIME.test(word) && TECHNICAL.some((pattern) => pattern.test(word));
}
/** A fenced block that nothing inside can close, without expressions of anybody else. */
function codeBlock(text, language = '', limits = {}) {
    const { lines: maximum = 60, columns = 1000 } = limits;
    const all = (0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .visibleLines */ .gB)(text).map(_expressions_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutForeignExpressions */ .M);
    while (all.at(-1) === '')
        all.pop();
    const shown = all.slice(0, maximum).map((line) => (0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .clip */ .$Q)(line, columns));
    if (all.length > maximum)
        shown.push(`\u2026 ${all.length - maximum} more lines`);
    const body = shown.join('\n');
    const longest = Math.max(0, ...Array.from(body.matchAll(/`+/gu), ([run]) => run.length));
    const fence = '`'.repeat(Math.max(3, longest + 1));
    return `${fence}${language}\n${body}\n${fence}`;
}
/** A table; its cells are Markdown already. An empty header cell stays empty. */
function table(header, rows, align = []) {
    const rule = header.map((_, column) => {
        switch (align[column] ?? 'left') {
            case 'center':
                return ':-:';
            case 'right':
                return '--:';
            case 'left':
                return '---';
        }
    });
    return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
/** A folded section; `title` is plain text, `body` is Markdown. */
function folded(title, body) {
    return `<details><summary>${htmlProse(title)}</summary>\n\n${body}\n\n</details>`;
}
/** Bold whatever stands beside it, which `**` is not. `markdown` is Markdown already. */
function bold(markdown) {
    return markdown === '' ? '' : `<b>${markdown}</b>`;
}


/***/ }),

/***/ 77534:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ps: () => (/* binding */ metricsOf),
/* harmony export */   gO: () => (/* binding */ notPublishedLine)
/* harmony export */ });
/* unused harmony export METRIC_NAMES */
/* harmony import */ var _judge_deploy_pattern_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(86278);
/* harmony import */ var _judge_drift_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(56739);
/* harmony import */ var _wording_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(55836);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(40074);
/* harmony import */ var _outputs_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(30773);
/** The metrics of a run, as CloudWatch takes them. Which dimensions they have decides what they cost: a commit is never one. */





const METRIC_NAMES = (/* unused pure expression or super */ null && ([
    'DeploymentVerified',
    'PushToLiveSeconds',
    'VersionDrift',
    'DriftSeconds',
    'CompetingTriggers',
    'ManualBuilds',
]));
/** The metrics of every service that was asked for; what is not known of one is left out, never zero. None without settings. */
function metricsOf(outcome) {
    const shared = pipelineMetrics(outcome.pipelines);
    return (outcome.settings?.services ?? []).map((ref, index) => ({
        region: ref.region,
        ...dimensionsOf(ref),
        metrics: [...serviceMetrics(outcome, index), ...shared],
    }));
}
function dimensionsOf({ cluster, service }) {
    return { cluster: (0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .lastPart */ .S_)(cluster), service: (0,_wording_js__WEBPACK_IMPORTED_MODULE_2__/* .lastPart */ .S_)(service) };
}
function serviceMetrics(outcome, index) {
    const isVerified = outcome.services[index]?.verdict?.verdict === 'verified';
    // An audit sees that the commit is live, not since when.
    const live = isVerified && outcome.settings?.mode !== 'audit' ? (0,_outputs_js__WEBPACK_IMPORTED_MODULE_3__/* .pushToLiveSeconds */ .Pi)(outcome) : undefined;
    const drift = versionDrift(outcome, index);
    const waiting = drift === undefined ? undefined : driftSeconds(outcome, index, drift);
    return [
        { name: 'DeploymentVerified', unit: 'Count', value: isVerified ? 1 : 0 },
        ...(live === undefined ? [] : [{ name: 'PushToLiveSeconds', unit: 'Seconds', value: live }]),
        ...(drift === undefined ? [] : [{ name: 'VersionDrift', unit: 'Count', value: drift }]),
        ...(waiting === undefined ? [] : [{ name: 'DriftSeconds', unit: 'Seconds', value: waiting }]),
    ];
}
/**
 * How many commits are not live and should be: 0 where the promise was shown or what is live contains the commit, at least 1 where the
 * commit is not live, undefined where that was not measured.
 */
function versionDrift(outcome, index) {
    const { verdict: ofRun, services, decisive } = outcome;
    const service = services[index];
    const own = service?.verdict ?? (index === decisive ? ofRun : undefined);
    // Undecided, unless the run ended by what is looked at only after every service was found right.
    const state = own === undefined ? (driftOf(ofRun) === 'none' ? 'none' : 'unknown') : driftOf(own);
    switch (state) {
        case 'none':
            return 0;
        case 'behind':
            return service?.drift?.kinship === 'newer' ? 0 : commitsMissing(outcome, own, service?.drift);
        case 'unknown':
            return undefined;
    }
}
/** Undefined where an audit could not tell whether the commit has to be live at all. */
function commitsMissing({ settings }, own, drift) {
    if (settings?.mode === 'audit' && settings.paths.length > 0 && mayBeExcused(own)) {
        if (drift === undefined || drift.paths === 'unknown')
            return undefined;
    }
    // Commits that need not be live are not missing: something else is wrong.
    return drift?.paths === 'untouched' ? 1 : Math.max(1, drift?.commitsBehind ?? 1);
}
const mayBeExcused = (verdict) => verdict !== undefined &&
    verdict.verdict !== 'verified' &&
    (verdict.finding.cause === 'image-missing' || verdict.finding.cause === 'not-deployed');
function driftOf(verdict) {
    return verdict.verdict === 'verified' ? 'none' : (0,_judge_drift_js__WEBPACK_IMPORTED_MODULE_1__/* .driftOfCause */ .Cg)(verdict.finding.cause);
}
/**
 * How long the first of these commits waits to be live; undefined where its time is not known, or lies ahead of the runner's clock.
 */
function driftSeconds({ commit, figures, services }, index, missing) {
    if (missing === 0)
        return 0;
    const drift = services[index]?.drift;
    if (drift?.kinship === 'older' && drift.paths === 'untouched')
        return undefined;
    return (0,_outputs_js__WEBPACK_IMPORTED_MODULE_3__/* .secondsSince */ .wv)(drift?.behindSince ?? commit?.committedAt, figures.endedAt);
}
/** The same for every service: the competing projects are the run's. */
function pipelineMetrics(pipelines) {
    if (pipelines === undefined || pipelines.handling === 'off')
        return [];
    const triggers = openTriggers(pipelines);
    const builds = (0,_judge_deploy_pattern_js__WEBPACK_IMPORTED_MODULE_0__/* .manualBuilds */ .w)(pipelines);
    return [
        ...(triggers === undefined ? [] : [{ name: 'CompetingTriggers', unit: 'Count', value: triggers }]),
        ...(builds === undefined ? [] : [{ name: 'ManualBuilds', unit: 'Count', value: builds }]),
    ];
}
/** What `auto` found and nothing shows to compete is told, and not counted. */
function competing({ projects }) {
    return projects.filter((project) => project.competing !== 'not-shown');
}
/** Triggers that can start a competing project, or may: unknown where something could not be read and none was found. */
function openTriggers(pipelines) {
    const projects = competing(pipelines);
    const open = projects
        .flatMap(({ triggers }) => triggers)
        .filter(({ state }) => state === 'live' || state === 'mixed' || state === 'unknown').length;
    if (open > 0)
        return open;
    const isRead = (projects.length > 0 || pipelines.auto) &&
        projects.every(({ exists }) => exists) &&
        !pipelines.problems.some(({ blocking }) => blocking);
    return isRead ? 0 : undefined;
}
/** The line of the job summary that says that the metrics are missing, and why. @param why already redacted */
function notPublishedLine(namespace, why) {
    return `*Not published:* the metrics of this run, to the CloudWatch namespace ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .code */ .aY)(namespace)}. ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .prose */ .CS)(why, 600)}`;
}


/***/ }),

/***/ 30773:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Pi: () => (/* binding */ pushToLiveSeconds),
/* harmony export */   Yz: () => (/* binding */ outputsOf),
/* harmony export */   aw: () => (/* binding */ servedVersion),
/* harmony export */   wv: () => (/* binding */ secondsSince)
/* harmony export */ });
/* unused harmony exports OUTPUT_NAMES, triggerLines */
/* harmony import */ var _tasks_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(63133);
/* harmony import */ var _visible_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(10253);


const OUTPUT_NAMES = (/* unused pure expression or super */ null && ([
    'verdict',
    'cause',
    'commit',
    'expected-digest',
    'running-digests',
    'expected-version',
    'served-version',
    'push-to-live-seconds',
    'live-commit',
    'drift-commits',
    'drift-seconds',
    'competing-triggers',
    'report-path',
]));
/** GitHub allows 1 MB of outputs for a whole job. */
const LONGEST_TEXT = 1000;
const MOST_TRIGGERS = 500;
/**
 * Outputs of the decisive service. `push-to-live-seconds` is there only for a verified run whose commit time is known.
 * @param outcome already redacted
 */
function outputsOf(outcome) {
    const service = outcome.services[outcome.decisive];
    const image = service?.expectation?.image;
    const digests = service?.observation === undefined ? undefined : (0,_tasks_js__WEBPACK_IMPORTED_MODULE_0__/* .runningDigests */ .J)(service.observation);
    return {
        verdict: outcome.verdict.verdict,
        cause: outcome.verdict.verdict === 'verified' ? '' : outcome.verdict.finding.cause,
        commit: text(outcome.settings?.commit ?? outcome.commit?.sha),
        'expected-digest': text(image?.state === 'found' ? image.image.digest : undefined),
        'running-digests': digests === undefined ? '' : JSON.stringify(digests.map(text)),
        'expected-version': text(service?.expectation?.version.value ?? outcome.settings?.expectedVersion),
        'served-version': text(servedVersion(outcome)),
        'push-to-live-seconds': pushToLiveSeconds(outcome)?.toString() ?? '',
        'live-commit': text(liveCommit(outcome)),
        'drift-commits': service?.drift?.commitsBehind?.toString() ?? '',
        'drift-seconds': driftSeconds(outcome)?.toString() ?? '',
        'competing-triggers': outcome.pipelines === undefined ? '' : JSON.stringify(triggerLines(outcome)),
        'report-path': text(outcome.settings?.reportPath),
    };
}
/** The version that was read last. */
function servedVersion(outcome) {
    return outcome.answers.findLast((answer) => answer.state === 'read')?.version;
}
/** Whole seconds from the commit's committer date to the verdict; undefined unless verified, and where the clocks contradict. */
function pushToLiveSeconds(outcome) {
    // What is live is an older commit, where a newer one need not be.
    const isAnother = outcome.services[outcome.decisive]?.drift?.kinship === 'older';
    if (outcome.verdict.verdict !== 'verified' || isAnother)
        return undefined;
    return secondsSince(outcome.commit?.committedAt, outcome.figures.endedAt);
}
/** Whole seconds; undefined where the clocks contradict. */
function secondsSince(from, until) {
    if (from === undefined)
        return undefined;
    const seconds = Math.floor((until - from) / 1000);
    return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
/** The full SHA that was shown to be live; else the one that the image, its tag or the served version names. */
function liveCommit({ services, decisive, verdict }) {
    const { drift, expectation } = services[decisive] ?? {};
    return drift?.liveCommit ?? (verdict.verdict === 'verified' ? expectation?.commit : undefined);
}
/** How long the first commit that is not live waits for it. */
function driftSeconds({ services, decisive, figures }) {
    const drift = services[decisive]?.drift;
    return drift?.commitsBehind === 0 ? 0 : secondsSince(drift?.behindSince, figures.endedAt);
}
function triggerLines(outcome) {
    const triggers = outcome.pipelines?.projects.flatMap((project) => project.triggers) ?? [];
    return triggers.slice(0, MOST_TRIGGERS).map(({ kind, project, name, state, change }) => ({
        kind,
        project: text(project),
        name: text(name),
        state,
        change,
    }));
}
/** One visible line that holds no expression: an output is read by other steps. */
function text(value) {
    return (0,_visible_js__WEBPACK_IMPORTED_MODULE_1__/* .clip */ .$Q)((0,_visible_js__WEBPACK_IMPORTED_MODULE_1__/* .visible */ .RK)(value ?? ''), LONGEST_TEXT).replaceAll('${{', '$ {{');
}


/***/ }),

/***/ 63133:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ runningDigests),
/* harmony export */   g: () => (/* binding */ countTasks)
/* harmony export */ });
/* harmony import */ var _judge_tasks_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(63206);
/** The tasks of a look, sorted as a reader counts them. */

function isStarting(task) {
    return ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(task.lastStatus) && task.desiredStatus !== 'STOPPED';
}
function isLeaving(task) {
    return task.desiredStatus === 'STOPPED' || task.lastStatus === 'DEACTIVATING' || task.lastStatus === 'STOPPING';
}
function countTasks(observation, expectation) {
    const digests = new Set(expectation?.image.state === 'found' ? expectation.image.image.digests : []);
    const isOnImage = (task) => task.container.state === 'digest' && digests.has(task.container.digest);
    const { tasks } = observation.service;
    const able = tasks.filter((task) => (0,_judge_tasks_js__WEBPACK_IMPORTED_MODULE_0__/* .canAnswer */ .P_)(task) && !isStarting(task));
    const staying = able.filter((task) => !isLeaving(task));
    const leaving = able.filter(isLeaving);
    const onImage = staying.filter(isOnImage).length;
    return {
        desired: observation.service.desiredCount,
        onImage,
        other: staying.length - onImage,
        draining: leaving.filter((task) => !isOnImage(task)).length,
        leaving: leaving.filter(isOnImage).length,
        starting: tasks.filter(isStarting).length,
    };
}
/** The distinct digests of the tasks that can answer, in the order in which they were listed. */
function runningDigests(observation) {
    const digests = observation.service.tasks
        .filter(_judge_tasks_js__WEBPACK_IMPORTED_MODULE_0__/* .canAnswer */ .P_)
        .flatMap((task) => (task.container.state === 'digest' ? [task.container.digest] : []));
    return [...new Set(digests)];
}


/***/ }),

/***/ 10253:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $Q: () => (/* binding */ clip),
/* harmony export */   DJ: () => (/* binding */ withoutControls),
/* harmony export */   RK: () => (/* binding */ visible),
/* harmony export */   U_: () => (/* binding */ clipUnits),
/* harmony export */   gB: () => (/* binding */ visibleLines)
/* harmony export */ });
/**
 * Text from outside, made fit for a human eye: what is invisible is shown or gone, whatever it came with. Nothing here knows of
 * Markdown, HTML or workflow commands.
 */
/** CSI and OSC sequences (colours, links, cursor moves), and the two-character escapes. */
const TERMINAL_SEQUENCE = 
// oxlint-disable-next-line no-control-regex -- terminal sequences are made of control characters
/[\u001b\u009b](?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,512}(?:\u0007|\u001b\\)|[@-Z\\^_])?/gu;
/** All control characters but tabs and line ends. */
const CONTROL = /[^\P{Cc}\t\n\v\f\r\u0085]/gu;
/** What a terminal, a browser or .NET's StreamReader may take for the end of a line. */
const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;
/** Bidirectional controls, zero-width characters, tags and the like: characters that change what is read without being seen. */
// oxlint-disable-next-line no-misleading-character-class -- the combining ones among them are meant one by one
const INVISIBLE = /[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufff9-\ufffb]/gu;
/** More marks on one letter than any language needs: a pile that covers the lines around it. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
/** Takes out terminal sequences and control characters, except for line ends and tabs; ill-formed UTF-16 becomes U+FFFD. */
function withoutControls(text) {
    return text.toWellFormed().replace(TERMINAL_SEQUENCE, '').replace(CONTROL, '');
}
/** The lines of a text as a reader would see them: no control characters, invisible ones as `\u27e8U+202E\u27e9`, tabs as spaces. */
function visibleLines(text) {
    return withoutControls(text)
        .split(LINE_END)
        .map((line) => line.replaceAll('\t', '  ').replace(INVISIBLE, shown).replace(PILED_MARKS, '$1').trimEnd());
}
/** A text as one trimmed line, with every run of white space as one space. */
function visible(text) {
    return visibleLines(text).join(' ').replaceAll(/\s+/gu, ' ').trim();
}
/** At most `limit` characters (code points), the last of them an ellipsis where something is missing. */
function clip(text, limit) {
    // Every code point is one or two units long, so a text this short needs no counting.
    if (text.length <= limit)
        return text;
    let units = 0;
    let points = 0;
    let cut = 0;
    for (const point of text) {
        points += 1;
        if (points === limit)
            cut = units;
        if (points > limit)
            return `${text.slice(0, cut).trimEnd()}\u2026`;
        units += point.length;
    }
    return text;
}
/** The same, where whoever reads it counts UTF-16 units. */
function clipUnits(text, limit) {
    if (text.length <= limit)
        return text;
    // A surrogate that lost its other half goes too.
    return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/u, '')}\u2026`;
}
function shown(character) {
    const code = character.codePointAt(0) ?? 0;
    return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}


/***/ }),

/***/ 6737:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  yY: () => (/* binding */ TooSlow),
  dn: () => (/* binding */ withinTime)
});

// UNUSED EXPORTS: EVALUATION_LIMIT

;// CONCATENATED MODULE: external "node:vm"
const external_node_vm_namespaceObject = process.getBuiltinModule("node:vm");
;// CONCATENATED MODULE: ./src/time-limit.js

/**
 * Real milliseconds that one evaluation of an author's pattern or expression on text from outside may take. No simulated clock counts
 * them, and nothing else of the run goes on meanwhile: it must still end within 2 s of a cancellation, and within 5 s of its deadline.
 */
const EVALUATION_LIMIT = 1_500;
/** An evaluation was stopped. The message is a clause without a subject, fit to follow `the pattern`. */
class TooSlow extends Error {
    constructor(milliseconds, options) {
        super(`takes longer than ${milliseconds / 1000} s on this text`, options);
        this.name = 'TooSlow';
    }
}
const script = new external_node_vm_namespaceObject.Script('work()');
let room;
/**
 * Does synchronous work, and stops it where it takes too long: linear time on a megabyte is still minutes for a pattern of thousands of
 * states, and an expression that asks for every pair of a list takes quadratic time. Throws `TooSlow`, and what the work throws.
 */
function withinTime(work, milliseconds = EVALUATION_LIMIT) {
    let done;
    // A timer would never fire while the work goes on. Node's watchdog of a script interrupts whatever the script calls, too.
    room ??= (0,external_node_vm_namespaceObject.createContext)({});
    room['work'] = () => {
        done = { value: work() };
    };
    try {
        script.runInContext(room, { timeout: milliseconds });
    }
    catch (error) {
        if (codeOf(error) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT')
            throw error;
        throw new TooSlow(milliseconds, { cause: error });
    }
    finally {
        room['work'] = undefined;
    }
    if (done === undefined)
        throw new TooSlow(milliseconds);
    return done.value;
}
function codeOf(error) {
    return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}


/***/ }),

/***/ 48968:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ tunnellingAgent)
/* harmony export */ });
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(44708);

/** Listeners of Node's at a connection to a proxy: their number doubles with each piece in which the answer comes. */
const MOST_LISTENERS = 1024;
/**
 * An agent for https that goes through the proxy of the environment. Node leaves the connection of a tunnel that was refused open, and
 * nobody hears of its errors, so that a reset would end the process; and once the proxy lets it through, Node waits for the host behind
 * it without end. Both are made good here.
 *
 * @param limit milliseconds for the proxy's answer and for TLS through it
 */
function tunnellingAgent(options, limit) {
    const agent = new node_https__WEBPACK_IMPORTED_MODULE_0__.Agent(options);
    const connect = agent.createConnection.bind(agent);
    const tooLate = () => Object.assign(new Error(`no connection through the proxy within ${limit / 1000} s`), { code: 'ETIMEDOUT' });
    agent.createConnection = (target, connected) => {
        const way = connect(target, (error, stream) => {
            clearTimeout(timer);
            if (error !== null)
                way?.destroy();
            // What Node calls that is what it calls a refusal.
            connected?.(error !== null && 'proxyTunnelTimeout' in error ? tooLate() : error, stream);
        });
        if (way === undefined || way === null)
            return way;
        const giveUp = (error) => {
            // A host that needs no proxy is spoken to over this very connection, and who asked has limits of its own.
            if (isInUse(agent, way))
                return;
            way.destroy();
            connected?.(error, way);
        };
        const timer = setTimeout(() => giveUp(tooLate()), limit);
        way.on('close', () => clearTimeout(timer));
        way.on('error', () => undefined);
        way.on('newListener', (name) => {
            if (name === 'readable' && way.listenerCount(name) === MOST_LISTENERS)
                giveUp(Object.assign(new Error('the proxy answers in too many pieces'), { code: 'ERR_PROXY_TUNNEL' }));
        });
        return way;
    };
    return agent;
}
function isInUse({ sockets, freeSockets }, way) {
    return [sockets, freeSockets].some((pool) => Object.values(pool).some((those) => those?.some((one) => one === way)));
}


/***/ }),

/***/ 72290:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  u2: () => (/* binding */ AUDIT_TIMEOUT),
  cS: () => (/* binding */ DEFAULT_TIMEOUT),
  jp: () => (/* binding */ LAST_LOOK),
  bg: () => (/* binding */ mayPass),
  wB: () => (/* binding */ watch)
});

// EXTERNAL MODULE: ./src/aws/failure.js
var failure = __nccwpck_require__(32980);
// EXTERNAL MODULE: ./src/ending.js
var src_ending = __nccwpck_require__(7861);
// EXTERNAL MODULE: ./src/judge/case.js
var judge_case = __nccwpck_require__(28026);
// EXTERNAL MODULE: ./src/judge/relation.js
var judge_relation = __nccwpck_require__(25210);
;// CONCATENATED MODULE: ./src/judge/history.js


const NO_HISTORY = {
    ours: new Map(),
    carried: new Set(),
    healthyAt: new Map(),
    failedSince: new Map(),
    noDigestSince: undefined,
    formerLooks: new Map(),
    wasPrimary: new Set(),
    steadySince: -Infinity,
};
/** By digest, or by name where it began after the push: an older one that names the same tag was resolved to another image. */
function isOurs(rollout, expectation, observation) {
    const relation = (0,judge_relation/* relationOf */.Ke)(rollout, expectation, observation);
    if ((0,judge_relation/* carriesExpected */._W)(relation))
        return true;
    const pushedAt = expectation.image.state === 'found' ? expectation.image.image.pushedAt : undefined;
    return relation === 'claims' && (rollout.createdAt ?? Infinity) >= (pushedAt ?? 0);
}
/** Folds one look into the history. */
function remember(history, expectation, observation) {
    const { rollouts, tasks } = observation.service;
    const ours = new Map(history.ours);
    const failedSince = new Map(history.failedSince);
    const carried = new Set(history.carried);
    for (const rollout of rollouts) {
        const relation = (0,judge_relation/* relationOf */.Ke)(rollout, expectation, observation);
        if ((0,judge_relation/* carriesExpected */._W)(relation))
            carried.add(rollout.id);
        if (ours.has(rollout.id) || isOurs(rollout, expectation, observation))
            ours.set(rollout.id, rollout);
        if (rollout.rolloutState === 'FAILED' && !failedSince.has(rollout.id))
            failedSince.set(rollout.id, observation.at);
    }
    // One that only claimed our image may turn out to run another, be it by what it left behind. One that ran ours stays one of ours when
    // its tag is moved and its next tasks run another.
    for (const [id, rollout] of ours)
        if (!carried.has(id) && (0,judge_relation/* relationOf */.Ke)(rollout, expectation, observation) === 'other-digest')
            ours.delete(id);
    const formerLooks = new Map((0,judge_relation/* formerRollouts */.KD)(expectation, observation).map(({ id }) => [id, (history.formerLooks.get(id) ?? 0) + 1]));
    const wasPrimary = new Set(history.wasPrimary);
    for (const { id, status } of rollouts)
        if (status === 'PRIMARY')
            wasPrimary.add(id);
    const healthyAt = new Map(history.healthyAt);
    for (const task of tasks)
        if (task.rolloutId !== undefined && task.hasHealthCheck && task.health === 'HEALTHY')
            healthyAt.set(task.rolloutId, (0,judge_case/* awsTimeOf */.A)(observation));
    const unreadable = tasks.some((task) => task.lastStatus === 'RUNNING' && task.container.state === 'no-digest');
    return {
        ours,
        carried,
        healthyAt,
        failedSince,
        noDigestSince: unreadable ? (history.noDigestSince ?? observation.at) : undefined,
        formerLooks,
        wasPrimary,
        steadySince: history.steadySince,
    };
}
/** Notes whether the tasks were steady in the look at `at`. */
function rememberSteady(history, steady, at) {
    return { ...history, steadySince: steady ? Math.min(history.steadySince, at) : Infinity };
}

// EXTERNAL MODULE: ./src/judge/pipelines.js
var judge_pipelines = __nccwpck_require__(69503);
// EXTERNAL MODULE: ./src/judge/served.js
var judge_served = __nccwpck_require__(119);
// EXTERNAL MODULE: ./src/wording.js
var wording = __nccwpck_require__(55836);
// EXTERNAL MODULE: ./src/judge/image.js
var judge_image = __nccwpck_require__(77829);
// EXTERNAL MODULE: ./src/judge/stops.js
var stops = __nccwpck_require__(44149);
// EXTERNAL MODULE: ./src/judge/tasks.js
var judge_tasks = __nccwpck_require__(63206);
// EXTERNAL MODULE: ./src/judge/wording.js
var judge_wording = __nccwpck_require__(21520);
;// CONCATENATED MODULE: ./src/judge/deployment-findings.js






/** The rollout that is current by ECS's own word. */
const primaryOf = (service) => service.rollouts.find((rollout) => rollout.status === 'PRIMARY');
/** A rollout in words: id, task definition, when, and by whom as far as known. */
function described(rollout, service) {
    const definition = service.taskDefinitions.find((candidate) => candidate.arn === rollout.taskDefinition);
    const image = (0,judge_relation/* containerImage */.Xn)(rollout.taskDefinition, service);
    const by = definition?.registeredBy === undefined ? '' : `, registered by ${definition.registeredBy}`;
    const of = image === undefined ? '' : ` (image ${image})`;
    const starter = rollout.startedBy === undefined ? '' : `, started by ${rollout.startedBy}`;
    return `${rollout.id} of task definition ${(0,wording/* lastPart */.S_)(rollout.taskDefinition)}${of}${by}${starter}, begun ${(0,wording/* utc */.n$)(rollout.createdAt)}`;
}
/** AWS ends its reasons with a full stop, or does not. */
const withoutStop = (reason) => reason.replace(/[.\s]+$/, '');
/** The fatal stops of a rollout in one sentence, to explain a failure; empty where there were none. */
function stopsOf(rolloutId, service) {
    const fatal = service.stops.flatMap((stop) => {
        const sorted = (0,stops/* classifyStop */.d)(stop);
        return stop.rolloutId === rolloutId && sorted.state === 'fatal' ? [sorted] : [];
    });
    const last = fatal.at(-1);
    return last === undefined ? '' : ` Its tasks stopped: ${last.says} (${(0,wording/* count */.U9)(fatal.length, 'stop')} seen).`;
}
/** ECS or CodeDeploy took our deployment back. */
function rolledBack(current, oursId, oursCreatedAt, why) {
    const { service } = current.observation;
    const primary = primaryOf(service);
    const now = primary === undefined || primary.id === oursId ? '' : ` The service is back on ${described(primary, service)}.`;
    return {
        cause: 'rolled-back',
        headline: `the deployment of ${(0,wording/* shortSha */.Fu)(current.expectation.commit)} was rolled back`,
        explanation: `Deployment ${oursId}, begun ${(0,wording/* utc */.n$)(oursCreatedAt)}, was taken back: ${withoutStop(why)}.${now}${stopsOf(oursId, service)}`,
        nextStep: {
            text: 'Read why its tasks stopped or which alarm fired, mend that, and deploy again.',
            command: `aws ecs list-service-deployments ${(0,judge_wording/* cliNames */.jW)(service)} --max-items 5`,
        },
        ruledOut: [
            'No newer deployment of another image took its place, so it is not superseded.',
            'The image was deployed, so it is not not-deployed.',
        ],
    };
}
/** The controller declared our deployment failed, and nothing took its place. */
function rolloutFailed(current, ours, why) {
    const { service } = current.observation;
    return {
        cause: 'rollout-failed',
        headline: `the deployment of ${(0,wording/* shortSha */.Fu)(current.expectation.commit)} failed and was not rolled back`,
        explanation: `${described(ours, service)} was declared failed: ${withoutStop(why)}. Nothing took its place.${stopsOf(ours.id, service)}`,
        nextStep: {
            text: 'Mend what made its tasks fail and deploy again; turn on the rollback of the deployment circuit breaker so that the service does not stay in between.',
            command: `aws ecs describe-services ${(0,judge_wording/* cliNames */.jW)(service).replace('--service ', '--services ')} --query 'services[0].[deployments,events[:10]]'`,
        },
        ruledOut: ['No earlier deployment became current again, so it is not rolled-back.'],
    };
}
const imageOf = ({ expectation }) => expectation.image.state === 'found' ? expectation.image.image : undefined;
/** Another deployment of another image took the place of ours. */
function superseded(current, oursId, oursCreatedAt, by) {
    const { service } = current.observation;
    const tasks = service.tasks.filter((task) => task.rolloutId === by.id && task.container.state === 'digest');
    const runs = tasks.length === 0 ? '' : ` (its tasks run ${(0,judge_wording/* imagesOfTasks */.gx)(tasks, imageOf(current))})`;
    return {
        cause: 'superseded',
        headline: `another deployment replaced that of ${(0,wording/* shortSha */.Fu)(current.expectation.commit)}`,
        explanation: `Deployment ${oursId}, begun ${(0,wording/* utc */.n$)(oursCreatedAt)}, carried the image; ${described(by, service)}, took its place with another one${runs}.`,
        nextStep: {
            text: 'Find who started that deployment: another workflow run or another pipeline. Let only one deploy this service (a concurrency group, codebuild-project), then deploy this commit again if it is still the one you want.',
            command: `aws cloudtrail lookup-events --region ${service.arn.split(':')[3] ?? ''} --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateService`,
        },
        ruledOut: [
            'The deployment that is current now began after ours and is not an earlier one that came back, so it is not rolled-back.',
        ],
    };
}
const tasksOf = (rollout, service) => service.tasks.filter((task) => task.rolloutId === rollout?.id && (0,judge_tasks/* canAnswer */.P_)(task));
/** Whether all of the tasks, one at least, run those of the images that tasks run instead of the expected one that are meant. */
function runOnly(tasks, image, isMeant) {
    const meant = new Set(image?.others?.flatMap((other) => (isMeant(other) ? [other.digest] : [])));
    const runsMeant = ({ container }) => container.state === 'digest' && meant.has(container.digest);
    return tasks.length > 0 && tasks.every(runsMeant);
}
/** Says so where what runs is another index of the very images that were expected. */
function builtAgain(tasks, image) {
    return runOnly(tasks, image, ({ isRebuild }) => isRebuild)
        ? ' What runs is a rebuild of the same commit: its platform images are the same, byte for byte, under another index digest. Build each commit once, and deploy what was built by its digest.'
        : '';
}
/** No deployment of ours began: `not-deployed`, or `digest-mismatch` where the current one claims to be it. */
function notBegun(current, primary, relation) {
    const { expectation, observation } = current;
    const { service } = observation;
    const image = imageOf(current);
    const commit = (0,wording/* shortSha */.Fu)(expectation.commit);
    const name = image === undefined ? commit : (0,judge_image/* imageName */.tO)(image);
    const seen = primary === undefined ? 'the service has no current deployment' : `current is ${described(primary, service)}`;
    const running = (0,judge_wording/* imagesOfTasks */.gx)(tasksOf(primary, service), image);
    const again = builtAgain(tasksOf(primary, service), image);
    const pushedAt = image?.pushedAt;
    const beganAfterPush = primary?.createdAt === undefined || pushedAt === undefined || primary.createdAt >= pushedAt;
    const claims = relation === 'other-digest' ||
        (relation === 'other' &&
            expectation.taskDefinition === undefined &&
            primary !== undefined &&
            image !== undefined &&
            (0,judge_relation/* namesMovingTag */.Xw)(primary, image, service));
    const isMismatch = claims && beganAfterPush && tasksOf(primary, service).length > 0;
    const named = relation === 'other-digest' ? (0,judge_relation/* otherImageNamed */.$e)(primary, image, service) : undefined;
    const byDigest = image === undefined ? '' : `"image": "${image.repository}@${image.digest}"`;
    if (named !== undefined)
        return {
            cause: isMismatch ? 'digest-mismatch' : 'not-deployed',
            headline: `the pinned task definition names another image than that of ${commit}`,
            explanation: `Expected ${expectation.taskDefinition ?? ''} to run ${name} (${image?.digest ?? ''}, pushed ${(0,wording/* utc */.n$)(pushedAt)}); ${seen}, and its tasks run ${running}. The definition itself names ${named}, so that no deployment of it can bring the commit live.${again}`,
            nextStep: {
                text: 'Register a task definition that names the commit\u2019s image, deploy that, and give its ARN to the input "task-definition".',
                command: byDigest,
            },
            ruledOut: ['It is the pinned task definition that is deployed: no other deployment took its place.'],
        };
    const isRetagged = runOnly(tasksOf(primary, service), image, ({ tags }) => tags.includes(image?.tag ?? ''));
    if (isMismatch)
        return {
            cause: 'digest-mismatch',
            headline: `the deployment names the image of ${commit} but runs another one`,
            explanation: `Expected tasks on ${name} (${image?.digest ?? ''}, pushed ${(0,wording/* utc */.n$)(pushedAt)}); ${seen}, and its tasks run ${running}. ${isRetagged
                ? 'The tag means what runs by now: it was pushed again after this run, or its workflow, had settled on the image.'
                : 'The tag meant another image when ECS resolved it, or was moved since.'}${again}`,
            nextStep: {
                text: isRetagged
                    ? 'Find out who pushed the tag again. If both images were built from this commit, run this job again: it expects what the tag means by then. So that it does not happen again, build each commit once, hand its digest to the input "image", and make the repository\u2019s tags immutable.'
                    : 'Name the image by its digest in the task definition, deploy that, and make the repository\u2019s tags immutable so that no other build can move them.',
                command: isRetagged
                    ? `aws cloudtrail lookup-events --region ${service.arn.split(':')[3] ?? ''} --lookup-attributes AttributeKey=EventName,AttributeValue=PutImage`
                    : byDigest,
            },
            ruledOut: ['The deployment began after the image was pushed, so it is not simply not-deployed.'],
        };
    const expectedDeployment = expectation.taskDefinition === undefined
        ? `a deployment of ${name}`
        : `a deployment of ${expectation.taskDefinition} with ${name}`;
    const tagMoved = relation === 'other-digest';
    return {
        cause: 'not-deployed',
        headline: tagMoved
            ? `the tag was pushed again, but nothing deployed the image of ${commit}`
            : `the image of ${commit} exists, but no deployment of it began`,
        explanation: `Expected ${expectedDeployment}, pushed ${(0,wording/* utc */.n$)(pushedAt)}; ${seen}, and its tasks run ${running}.${again}` +
            (tagMoved ? ' ECS resolves a tag once for each deployment: pushing it again changes nothing that runs.' : ''),
        nextStep: {
            text: tagMoved
                ? 'Start a new deployment, better of a task definition that names the commit\u2019s tag or digest.'
                : 'Check that the deploy step ran, against this service, in this cluster and region, with this image.',
            command: tagMoved
                ? `aws ecs update-service ${(0,judge_wording/* cliNames */.jW)(service)} --force-new-deployment`
                : `aws ecs describe-services ${(0,judge_wording/* cliNames */.jW)(service).replace('--service ', '--services ')} --query 'services[0].deployments'`,
        },
        ruledOut: [
            'The image is in the registry, so it is not image-missing.',
            'No deployment of it was seen, neither current, nor replaced, nor taken back, so it is neither superseded nor rolled-back.',
        ],
    };
}
/** Still rolling out at the deadline. */
function timedOut(current, ours, seen) {
    const { service } = current.observation;
    const since = ours.createdAt === undefined ? '' : ` for ${(0,wording/* duration */.p0)(current.now - ours.createdAt)}`;
    return {
        cause: 'rollout-timeout',
        headline: `the rollout of ${(0,wording/* shortSha */.Fu)(current.expectation.commit)} was not complete at the deadline`,
        explanation: `${described(ours, service)} has been rolling out${since}: ${seen}; ${ours.runningCount} of ${ours.desiredCount} tasks run, ${ours.pendingCount} are pending.${stopsOf(ours.id, service)}`,
        nextStep: {
            text: 'If it is only slow, give it more time with the input "timeout"; otherwise read the service events: they say what it waits for.',
            command: `aws ecs describe-services ${(0,judge_wording/* cliNames */.jW)(service).replace('--service ', '--services ')} --query 'services[0].events[:10].message'`,
        },
        ruledOut: ['No task of it failed again and again, and its controller did not declare it failed.'],
    };
}

// EXTERNAL MODULE: ./src/paragraphs.js
var paragraphs = __nccwpck_require__(98301);
;// CONCATENATED MODULE: ./src/judge/unreachable.js

/** Codes of Node's TLS where nobody that it trusts vouches for a certificate: mostly a proxy that opens the traffic. */
const UNTRUSTED = /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/;
/** The finding when AWS, or the image's registry, gave no usable answer until the deadline. */
function unreachable(failure) {
    const host = /^[A-Z]+ ([^\s/]+)/.exec(failure?.action ?? '')?.[1];
    return {
        cause: 'aws-unreachable',
        headline: `${host ?? 'AWS'} could not be read until the deadline`,
        explanation: `Expected a whole reading of every service before the deadline; ${seen(failure)}. Throttled and failed calls were tried again until then.`,
        nextStep: {
            text: nextStep(failure, host),
            about: (0,paragraphs/* aboutMessage */.P1)(host === undefined ? 'aws-could-not-be-read' : 'the-registry-could-not-be-read'),
        },
        ruledOut: ['Nothing was shown to be wrong with the deploy; nothing was proved right either.'],
    };
}
function nextStep(failure, host) {
    if (UNTRUSTED.test(failure?.code ?? ''))
        return 'Nobody that Node trusts vouches for the certificate that came: behind a proxy that opens TLS, name the file with its authority\u2019s certificate in NODE_EXTRA_CA_CERTS, in the env of the step or the job; then run this job again.';
    if (failure?.code === 'ERR_PROXY_TUNNEL')
        return 'The proxy that HTTPS_PROXY names did not let the request through: look at its login and at the hosts that it allows, or name the host in NO_PROXY where there is a way without it; then run this job again.';
    if (/ENOTFOUND \S*-fips\./.test(failure?.message ?? ''))
        return 'There is no such FIPS endpoint: AWS has them in some regions and for some services only. Leave AWS_USE_FIPS_ENDPOINT out for this step, or name the endpoints by AWS_ENDPOINT_URL and its forms for one service.';
    return host === undefined
        ? 'Look at the AWS health dashboard and at who else reads ECS in this account (throttling is shared by all callers), check the runner\u2019s way to AWS, then run this job again.'
        : `Look at the status page of ${host}, the image\u2019s registry or its storage; check the runner\u2019s way to it, then run this job again.`;
}
function seen(failure) {
    if (failure === undefined)
        return 'the last readings did not agree';
    const { action, code, message } = failure;
    const of = action === undefined ? '' : `, of ${action}${code === undefined ? '' : ` (${code})`},`;
    return `the last error${of} was: ${message.replace(/[.\s]+$/, '')}`;
}

;// CONCATENATED MODULE: ./src/judge/deployment.js






const check = (0,judge_case/* checkOf */.E)('deployment');
/** ECS marks a deployment FAILED a moment before it shows the rollback: so long is the rollback waited for where one is enabled. */
const ROLLBACK_SHOWS_WITHIN = 30_000;
const isRollback = (status) => status?.startsWith('ROLLBACK_') ?? false;
/** A service deployment and the deployment that it made begin within this of each other. */
const SAME_START = 120_000;
/**
 * The service deployment whose target is this rollout's revision. In every real answer known both end in the same number; where no
 * rollout's number is listed at all, the one of the same task definition that began with it. Where no revision could be read either, the
 * one that the service calls its current one, if no other began about then.
 */
function serviceDeploymentOf(rolloutId, service) {
    if (service.serviceDeployments.state !== 'read')
        return undefined;
    const listed = service.serviceDeployments.value;
    const idOf = (deployment) => `ecs-svc/${deployment.revisionId ?? ''}`;
    const exact = listed.find((deployment) => idOf(deployment) === rolloutId);
    if (exact !== undefined)
        return exact;
    if (service.rollouts.some(({ id }) => listed.some((deployment) => idOf(deployment) === id)))
        return undefined;
    const rollout = service.rollouts.find(({ id }) => id === rolloutId);
    if (rollout?.createdAt === undefined)
        return undefined;
    const begun = rollout.createdAt;
    const beganWithIt = listed.filter(({ createdAt = NaN }) => Math.abs(begun - createdAt) <= SAME_START);
    const fits = ({ status, createdAt, finishedAt, rollbackStartedAt = createdAt }) => (finishedAt ?? Infinity) >= begun &&
        // What began once the rollback had is what the rollback made.
        (!isRollback(status) || begun < (rollbackStartedAt ?? 0));
    const same = beganWithIt.find((one) => one.taskDefinition === rollout.taskDefinition && fits(one));
    if (same !== undefined)
        return same;
    const [only, another] = beganWithIt;
    // The pointer may still name the one before: that had ended when this rollout began, or there are two.
    const isPointedAt = only?.arn === service.currentServiceDeployment && another === undefined;
    const isOpen = listed.every(({ taskDefinition }) => taskDefinition === undefined);
    const hasEnd = only?.status !== 'SUCCESSFUL' || only.finishedAt !== undefined;
    return only !== undefined && rollout.status === 'PRIMARY' && isPointedAt && isOpen && hasEnd && fits(only)
        ? only
        : undefined;
}
function newestServiceDeployment(service) {
    if (service.serviceDeployments.state !== 'read')
        return undefined;
    return service.serviceDeployments.value.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0];
}
function codeDeployOf(rollout, service) {
    if (service.codeDeploy.state !== 'read')
        return undefined;
    return service.codeDeploy.value.find((deployment) => deployment.id === rollout.externalId);
}
/** Whether a task definition was registered after another of its family: a rollback never goes there, whatever its deployment's id. */
function isNewerRevision(taskDefinition, than) {
    const [family, revision] = (0,wording/* lastPart */.S_)(taskDefinition).split(':');
    const [otherFamily, otherRevision] = (0,wording/* lastPart */.S_)(than ?? '').split(':');
    return family === otherFamily && Number(revision) > Number(otherRevision);
}
/** What only tasks and history tell may be newer than what the same look shows of the service: it counts from the second look on. */
const isTold = (id, history) => (history.formerLooks.get(id) ?? 0) >= 2;
/** How one of ours that is not current any more came to be so; undefined while that is open. */
function replaced(current, primary) {
    const { expectation, observation, history } = current;
    const { service } = observation;
    const seen = [...history.ours.values()].filter((rollout) => rollout.id !== primary.id);
    const former = (0,judge_relation/* formerRollouts */.KD)(expectation, observation).filter(({ id }) => !history.ours.has(id) && (current.phase === 'deadline' || isTold(id, history)));
    const [ours] = [...seen, ...former].toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
    if (ours === undefined)
        return undefined;
    const deployment = serviceDeploymentOf(ours.id, service);
    if (deployment !== undefined && isRollback(deployment.status))
        return rolledBack(current, ours.id, ours.createdAt, rollbackReason(deployment));
    if (/rolling back/i.test(primary.rolloutStateReason ?? ''))
        return rolledBack(current, ours.id, ours.createdAt, primary.rolloutStateReason ?? '');
    const last = history.ours.get(ours.id);
    const failed = last?.rolloutState === 'FAILED' || history.failedSince.has(ours.id);
    const back = service.rollbackEnabled && !isNewerRevision(primary.taskDefinition, ours.taskDefinition);
    if (failed && (back || /rolling back/i.test(last?.rolloutStateReason ?? '')))
        return rolledBack(current, ours.id, ours.createdAt, last?.rolloutStateReason ?? 'its controller declared it failed');
    const codeDeploy = last === undefined ? undefined : codeDeployOf(last, service);
    if (codeDeploy !== undefined && ['Failed', 'Stopped'].includes(codeDeploy.status))
        return rolledBack(current, ours.id, ours.createdAt, codeDeployReason(codeDeploy));
    if (primary.createdAt !== undefined && ours.createdAt !== undefined && primary.createdAt < ours.createdAt)
        return rolledBack(current, ours.id, ours.createdAt, 'an earlier deployment is current again');
    return superseded(current, ours.id, ours.createdAt, primary);
}
function rollbackReason(deployment) {
    const alarms = deployment.triggeredAlarms ?? [];
    const reason = (deployment.rollbackReason ?? deployment.statusReason)?.replace(/[.\s]+$/, '');
    return `${deployment.status}${reason === undefined ? '' : `, ${reason}`}${alarms.length === 0 ? '' : `, alarms ${alarms.join(', ')}`}`;
}
const codeDeployReason = (deployment) => `CodeDeploy deployment ${deployment.id} is ${deployment.status}` +
    [deployment.errorMessage, deployment.rollbackMessage]
        .flatMap((text) => (text === undefined ? [] : [`, ${text}`]))
        .join('');
/** The finding where ECS took one of ours back: the newest service deployment is it, or a rollout says so of itself. */
function takenBackBefore(current) {
    const { observation, history } = current;
    const newest = newestServiceDeployment(observation.service);
    if (newest === undefined || !isRollback(newest.status)) {
        const given = observation.service.rollouts.find(({ id, rolloutState, rolloutStateReason = '' }) => rolloutState === 'FAILED' && /rolling back/i.test(rolloutStateReason) && history.ours.has(id));
        return given && rolledBack(current, given.id, given.createdAt, given.rolloutStateReason ?? '');
    }
    const id = `ecs-svc/${newest.revisionId ?? ''}`;
    const wasOurs = history.ours.has(id) || (0,judge_relation/* formerRollouts */.KD)(current.expectation, observation).some((one) => one.id === id);
    return wasOurs ? rolledBack(current, id, newest.createdAt, rollbackReason(newest)) : undefined;
}
/** What ends the run at once although our rollout is still the current one, or on its way to be. */
function failedInPlace(current, ours) {
    const { observation, history, phase } = current;
    const { service } = observation;
    const deployment = serviceDeploymentOf(ours.id, service);
    if (deployment !== undefined && isRollback(deployment.status))
        return rolledBack(current, ours.id, ours.createdAt, rollbackReason(deployment));
    // What a rollback made has no service deployment of its own, and may name our image where its tag was moved meanwhile. A rolling one is
    // not over by that: it may come to run our image, and be complete.
    const isOver = service.strategy !== 'ROLLING' && deployment === undefined;
    const takenBack = isOver ? takenBackBefore(current) : undefined;
    if (takenBack !== undefined)
        return takenBack;
    const codeDeploy = codeDeployOf(ours, service);
    // Its status may be a moment older than the rollback that it names.
    if (codeDeploy?.rollbackDeploymentId !== undefined)
        return rolledBack(current, ours.id, ours.createdAt, codeDeployReason(codeDeploy));
    if (codeDeploy !== undefined && ['Failed', 'Stopped'].includes(codeDeploy.status))
        return codeDeploy.rollbackMessage === undefined
            ? rolloutFailed(current, ours, codeDeployReason(codeDeploy))
            : rolledBack(current, ours.id, ours.createdAt, codeDeployReason(codeDeploy));
    if (ours.rolloutState === 'FAILED') {
        const reason = ours.rolloutStateReason ?? 'ECS gives no reason';
        if (/rolling back/i.test(reason))
            return rolledBack(current, ours.id, ours.createdAt, reason);
        const since = history.failedSince.get(ours.id) ?? observation.at;
        const mayRollBack = service.rollbackEnabled && phase !== 'deadline' && observation.at - since < ROLLBACK_SHOWS_WITHIN;
        return mayRollBack ? undefined : rolloutFailed(current, ours, reason);
    }
    // Stopped by a newer one, which the service was asked too early to show: the next look tells what took its place.
    const newest = newestServiceDeployment(service);
    const newer = (newest?.createdAt ?? 0) > (deployment?.createdAt ?? Infinity);
    if (deployment?.status === 'STOPPED' && (!newer || phase === 'deadline'))
        return rolloutFailed(current, ours, deployment.statusReason ?? 'the service deployment was stopped');
    return undefined;
}
/** Whether the controller itself calls our rollout complete. */
function completion(current, ours) {
    const { service } = current.observation;
    const no = (seen) => ({ complete: false, seen });
    const yes = (seen) => ({ complete: true, seen });
    if (ours.status !== 'PRIMARY')
        return no(`${ours.status}, not yet PRIMARY`);
    switch (service.controller) {
        case 'CODE_DEPLOY':
        case 'EXTERNAL': {
            if (ours.stabilityStatus !== 'STEADY_STATE')
                return no(`task set ${ours.stabilityStatus ?? 'of unknown stability'}`);
            const failedEvent = codeDeployOf(ours, service)?.failedEvent;
            if (failedEvent !== undefined)
                return no(`CodeDeploy\u2019s event ${failedEvent} failed`);
            return ours.scalePercent === 100
                ? yes('task set in STEADY_STATE at 100 %')
                : no(`task set at scale ${ours.scalePercent ?? '?'} %`);
        }
        case 'ECS':
            break;
        default:
            return no(`deployment controller ${service.controller} is not known to this version`);
    }
    switch (service.strategy) {
        case 'ROLLING': {
            if (ours.rolloutState === 'COMPLETED')
                return yes('COMPLETED');
            if (ours.rolloutState !== undefined)
                return no(ours.rolloutState);
            const status = serviceDeploymentOf(ours.id, service)?.status ?? 'SUCCESSFUL';
            if (status !== 'SUCCESSFUL')
                return no(`service deployment ${status}`);
            // Counts and tasks may be read as of different seconds: both must tell of the same rollout.
            const ofOurs = service.tasks.filter((task) => task.rolloutId === ours.id && task.desiredStatus === 'RUNNING');
            const running = ofOurs.filter((task) => task.lastStatus === 'RUNNING').length;
            const settled = ours.pendingCount === 0 && ours.runningCount === ours.desiredCount;
            const agreed = running === ofOurs.length && running === ours.runningCount;
            return service.rollouts.length === 1 && settled && agreed
                ? yes('the only deployment, all its tasks running')
                : no(`${Math.min(running, ours.runningCount)} of ${ours.desiredCount} tasks running`);
        }
        case 'BLUE_GREEN':
        case 'LINEAR':
        case 'CANARY': {
            const deployment = serviceDeploymentOf(ours.id, service);
            if (deployment === undefined)
                return no('no service deployment of it is listed');
            const waiting = deployment.hooks?.find((hook) => hook.targetType === 'PAUSE' && hook.status === 'AWAITING_ACTION');
            const stage = deployment.lifecycleStage === undefined ? '' : `, ${deployment.lifecycleStage}`;
            const pause = waiting === undefined
                ? ''
                : `, waiting for an approval (hook ${waiting.id}${waiting.expiresAt === undefined ? '' : `, until ${(0,wording/* utc */.n$)(waiting.expiresAt)}`})`;
            return deployment.status === 'SUCCESSFUL' ? yes('SUCCESSFUL') : no(`${deployment.status}${stage}${pause}`);
        }
        default:
            return no(`deployment strategy ${service.strategy} is not known to this version`);
    }
}
/** Tasks of other rollouts that ECS itself still counts as running. */
function othersRunning(service, ours) {
    const counted = service.rollouts
        .filter((rollout) => rollout.id !== ours.id)
        .reduce((sum, rollout) => sum + rollout.runningCount, 0);
    const running = (task) => task.lastStatus === 'RUNNING' &&
        task.desiredStatus === 'RUNNING' &&
        task.rolloutId !== undefined &&
        task.rolloutId !== ours.id;
    return Math.max(counted, service.tasks.filter(running).length);
}
/** The finding where all that ECS tells at the deadline may be over. */
const wentBack = (doubt) => unreachable(new Error(`ECS answered with how the service was before: ${doubt}`));
/** Whether a task runs the expected image, or is of a rollout that was once ours. */
const carriedByOurs = ({ container, rolloutId = '' }, { expectation: { image }, history }) => history.ours.has(rolloutId) ||
    (image.state === 'found' && container.state === 'digest' && image.image.digests.includes(container.digest));
/** Promise 1: the current deployment carries the expected image, is complete, and no other deployment still runs tasks. */
function judgeDeployment(current) {
    const { expectation, observation, history, phase } = current;
    const { service } = observation;
    const told = (status, seen) => check(status, 'current and complete', seen);
    const primary = primaryOf(service);
    const relation = primary === undefined ? 'other' : (0,judge_relation/* relationOf */.Ke)(primary, expectation, observation);
    const byTaskSets = primary?.kind === 'task-set' || service.controller === 'CODE_DEPLOY' || service.controller === 'EXTERNAL';
    // A green task set is ours long before it becomes PRIMARY.
    const upcoming = byTaskSets
        ? service.rollouts
            .filter((rollout) => rollout.id !== primary?.id && rollout.status === 'ACTIVE')
            .filter((rollout) => (rollout.createdAt ?? 0) >= (primary?.createdAt ?? 0))
            .filter((rollout) => !history.wasPrimary.has(rollout.id))
            .find((rollout) => ['carries', 'partly', 'claims'].includes((0,judge_relation/* relationOf */.Ke)(rollout, expectation, observation)))
        : undefined;
    const carrying = primary !== undefined && ['carries', 'partly', 'claims'].includes(relation) ? primary : undefined;
    const ours = carrying ?? upcoming;
    if (ours !== undefined) {
        const failure = failedInPlace(current, ours);
        const { complete, seen } = completion(current, ours);
        const label = `${ours.id}, task definition ${(0,wording/* lastPart */.S_)(ours.taskDefinition)}: ${seen}`;
        if (failure !== undefined)
            return { check: told('fail', label), finding: failure, ours };
        const others = byTaskSets ? 0 : othersRunning(service, ours);
        const tookBack = takenBackBefore(current);
        const before = tookBack === undefined ? {} : { tookBack };
        const carries = relation === 'carries' && ours === primary;
        if (!complete || !carries || others > 0) {
            const rest = others > 0 ? `; other deployments still run ${(0,wording/* count */.U9)(others, 'task')}` : '';
            return {
                check: told('pending', `${label}${rest}`),
                atDeadline: timedOut(current, ours, `${seen}${rest}`),
                ours,
                complete,
                ...before,
            };
        }
        // What it shows may be over by now: it is asked again, and proves nothing until then.
        if (service.doubt !== undefined)
            return {
                check: told('unknown', `${label}; ${service.doubt}`),
                atDeadline: wentBack(service.doubt),
                ours,
                complete: true,
            };
        return { check: told('pass', label), ours, ...before };
    }
    const seen = primary === undefined
        ? 'no current deployment'
        : `${primary.id}, task definition ${(0,wording/* lastPart */.S_)(primary.taskDefinition)}: another image`;
    // What DescribeServices shows may be how it was before ours began, of which there are tasks that are to run.
    const { doubt } = service;
    const isAlive = (task) => task.desiredStatus === 'RUNNING' && task.rolloutId !== primary?.id && carriedByOurs(task, current);
    if (doubt !== undefined && service.tasks.some(isAlive))
        return {
            check: told('unknown', `${seen}; ${doubt}`),
            atDeadline: wentBack(doubt),
        };
    const replacement = primary === undefined ? undefined : replaced(current, primary);
    if (replacement !== undefined)
        return { check: told('fail', seen), finding: replacement };
    const missing = notBegun(current, primary, relation);
    const over = phase !== 'starting' && relation !== 'open';
    const stillToAsk = phase !== 'deadline' && (0,judge_relation/* formerRollouts */.KD)(expectation, observation).some(({ id }) => !isTold(id, history));
    // Tasks without a digest may be of our image: then that is what keeps it from being known, and not a deployment that did not begin.
    const isBlind = relation === 'open' && service.tasks.some((task) => task.rolloutId === primary?.id && (0,judge_tasks/* canAnswer */.P_)(task));
    return {
        check: told(over ? 'fail' : 'pending', seen),
        ...(over && !stillToAsk ? { finding: missing } : {}),
        ...(stillToAsk ? { dueAt: observation.at } : {}),
        ...(isBlind ? {} : { atDeadline: missing }),
    };
}

;// CONCATENATED MODULE: ./src/judge/service.js





/** The finding for a service that is not ACTIVE; undefined for one that is. */
function inactive(service) {
    if (service.status === 'ACTIVE')
        return undefined;
    return {
        cause: 'service-not-found',
        headline: `the service ${service.name} is ${service.status}`,
        explanation: `Expected ${service.arn} to be ACTIVE; it is ${service.status}: it was deleted, or is being deleted.`,
        nextStep: {
            text: 'Check the names and the region, and create the service again if it was deleted by mistake.',
            command: `aws ecs describe-services ${(0,judge_wording/* cliNames */.jW)(service).replace('--service ', '--services ')} --query 'services[0].[status,createdAt]'`,
            about: (0,paragraphs/* aboutMessage */.P1)('the-service-is-not-active'),
        },
        ruledOut: ['Whether the commit was deployed to it was not judged.'],
    };
}
const passes = (check) => check.status === 'pass' || (check.id === 'image-content' && check.status === 'not-checked');
/** Judges one service by promises 1, 2 and 3 of the contract. Pure: the same case gives the same judgement. */
function judgeService(current) {
    const { expectation, phase, requireImageProof, observation } = current;
    const image = (0,judge_image/* judgeImage */.xQ)(expectation, phase);
    const content = (0,judge_image/* judgeImageContent */.a7)(expectation, requireImageProof, phase);
    const gone = inactive(observation.service);
    if (gone !== undefined)
        return { checks: [image.check, content.check], finding: gone, atDeadline: gone, holds: false };
    const deployment = judgeDeployment(current);
    const { ours } = deployment;
    const tasks = (0,judge_tasks/* judgeTasks */.y3)(current, ours);
    const checks = [image.check, content.check, deployment.check, tasks.check];
    // A rollout that is not complete may run two images by design, where no traffic reaches the new one before its time.
    const shifting = observation.service.strategy !== 'ROLLING' || observation.service.controller !== 'ECS';
    const mixedByDesign = tasks.atDeadline?.cause === 'mixed-tasks' && shifting && deployment.complete !== true;
    const blunt = tasks.atDeadline?.cause === 'rollout-timeout' || mixedByDesign;
    const late = image.atDeadline ??
        (ours === undefined ? deployment.atDeadline : undefined) ??
        (blunt ? undefined : tasks.atDeadline) ??
        deployment.atDeadline ??
        tasks.atDeadline ??
        content.atDeadline;
    const atDeadline = late?.cause === 'rollout-timeout' ? (deployment.tookBack ?? late) : late;
    const finding = image.finding ??
        content.finding ??
        deployment.finding ??
        tasks.finding ??
        (phase === 'deadline' ? atDeadline : undefined);
    const dueAt = Math.min(deployment.dueAt ?? Infinity, tasks.dueAt ?? Infinity);
    return {
        checks,
        ...(Number.isFinite(dueAt) ? { dueAt } : {}),
        ...(finding === undefined ? {} : { finding }),
        ...(atDeadline === undefined ? {} : { atDeadline }),
        holds: finding === undefined && atDeadline === undefined && checks.every(passes),
        ...(ours === undefined ? {} : { ours }),
        ...(tasks.steady === undefined ? {} : { steady: tasks.steady }),
    };
}

// EXTERNAL MODULE: ./src/judge/causes.js
var causes = __nccwpck_require__(27354);
// EXTERNAL MODULE: ./src/judge/features.js
var features = __nccwpck_require__(33309);
;// CONCATENATED MODULE: ./src/watch/conclusion.js






/**
 * What the run ends with when there is no more time and the promise was not shown.
 *
 * @param isStale whether the last look that read every service is too old to say anything about the end of the run
 */
function conclusion(state, settings, isStale) {
    if (isStale || state.services.some(({ observation }) => observation === undefined)) {
        const index = state.services.findIndex(({ failure }) => failure !== undefined);
        return { state: 'ended', finding: unreachable(state.services[index]?.failure), ...(index < 0 ? {} : { index }) };
    }
    for (const [index, watched] of state.services.entries())
        if (watched.judgement?.atDeadline !== undefined)
            return { state: 'ended', finding: asLastRead(watched.judgement.atDeadline, watched), index };
    const [first] = state.services;
    const answers = first?.expectation === undefined || first.observation === undefined
        ? undefined
        : (0,judge_served/* servedAtDeadline */.lg)(settings.served, first.expectation, first.observation, state.answers);
    const unproved = answers ?? (0,features/* featuresAtDeadline */.F)(settings.featureChecks, state.features);
    if (unproved !== undefined)
        return { state: 'ended', finding: unproved };
    const failed = state.services.findIndex(({ failure }) => failure !== undefined);
    if (failed >= 0)
        return { state: 'ended', finding: unreachable(state.services[failed]?.failure), index: failed };
    return { state: 'ended', finding: (0,judge_pipelines/* pipelinesFinding */.NG)(state.pipelines) ?? unreachable(undefined) };
}
/** Says of what an earlier look showed that it is from then, where the newest one failed. */
function asLastRead(finding, { observation, failure }) {
    if (observation === undefined || failure === undefined)
        return finding;
    const { action, code, message } = failure;
    const since = [action, code ?? message].filter((part) => part !== undefined).join(' ');
    return {
        ...finding,
        explanation: `${finding.explanation} That is how it was at ${(0,wording/* utc */.n$)(observation.at)}; after that it could not be read any more: ${since}.`,
    };
}
const isFailed = (finding) => (0,causes/* verdictOf */.Vj)(finding.cause) === 'failed';
/** What ends the run now: the first finding of a service, one that is `failed` before one that is `inconclusive`. */
function firstFinding(services) {
    const findings = services.flatMap(({ judgement }, index) => judgement?.finding === undefined ? [] : [{ finding: judgement.finding, index }]);
    const failed = findings.find(({ finding }) => isFailed(finding)) ?? findings[0];
    return failed === undefined ? undefined : { state: 'ended', ...failed };
}

;// CONCATENATED MODULE: ./src/watch/pace.js
/**
 * Calls to ECS that one minute may hold: a fifth of the 20 a second that ECS grants an account and region for reading tasks, shared with
 * everybody else.
 */
const CALLS_PER_MINUTE = 240;
const MINUTE = 60_000;
/** Between two glances at least, in milliseconds. */
const SHORTEST_REST = 1_000;
/** A glance is not worth more than so small a part of the time for which nothing has changed. */
const PATIENCE = 60;
/** For each call that a look costs, in milliseconds: looks are that far apart, and glances, so that dear looks leave room for them. */
const LOOK_REST_PER_CALL = MINUTE / CALLS_PER_MINUTE;
const GLANCE_REST_PER_CALL = 40;
/** @param pollInterval milliseconds between two looks at most, unless a look costs too much for that */
function createPace(pollInterval) {
    const shortest = Math.max(SHORTEST_REST, pollInterval / 5);
    /** Calls made in all by a time, oldest first; the first one is the newest of those that are a minute old. */
    const notes = [{ at: -Infinity, calls: 0 }];
    let lookedFrom = -Infinity;
    let lastCost = 0;
    let lastReading = 0;
    let lastGlance = 0;
    let seen = '';
    let movedAt = -Infinity;
    const total = () => notes.at(-1)?.calls ?? 0;
    /** The earliest time at which so many calls more fit into the minute that ends there. */
    const roomFor = (calls, now) => {
        const allowed = Math.max(0, CALLS_PER_MINUTE - calls);
        const passing = notes.find((note) => total() - note.calls <= allowed);
        return Math.max(now, (passing?.at ?? now) + MINUTE);
    };
    return {
        note: (at, calls) => {
            if (calls > total())
                notes.push({ at, calls });
            while (notes.length > 1 && (notes[1]?.at ?? Infinity) <= at - MINUTE)
                notes.shift();
        },
        looked: (from, calls, anew) => {
            // What the first look asks once, no later one does.
            lastCost = lookedFrom === -Infinity ? Math.min(calls, anew) : calls;
            lastReading = anew;
            lookedFrom = from;
        },
        glanced: (calls) => {
            lastGlance = calls;
        },
        saw: (services, now) => {
            const sight = services.map(sightOf).join('\n');
            if (sight !== seen)
                movedAt = now;
            seen = sight;
        },
        nextLook: () => {
            const soonest = lookedFrom + Math.max(pollInterval, lastCost * LOOK_REST_PER_CALL);
            const lastCallAt = notes.at(-1)?.at ?? lookedFrom;
            return Math.max(soonest, Math.min(roomFor(lastCost + lastReading, soonest), lastCallAt + MINUTE));
        },
        restBeforeGlance: (now) => Math.max(shortest, lastCost * GLANCE_REST_PER_CALL, Math.min(pollInterval, (now - movedAt) / PATIENCE)),
        roomForLastReading: (now) => roomFor(lastReading, now),
        hasRoomForBoth: (now) => lastCost + lastReading <= CALLS_PER_MINUTE && roomFor(lastCost + lastReading, now) <= now,
        roomForGlance: (now) => roomFor(lastGlance + lastReading, now),
        roomForLook: (share, now) => roomFor(Math.ceil(lastCost * share) + lastReading, now),
    };
}
/** What moves while a rollout goes on. */
function sightOf({ rollouts, tasks, serviceDeployments }) {
    const states = Object.entries(Object.groupBy(tasks, ({ lastStatus, health }) => `${lastStatus} ${health}`));
    const shifts = serviceDeployments.state === 'read' ? serviceDeployments.value : [];
    return JSON.stringify([
        rollouts.map((one) => [one.id, one.status, one.rolloutState, one.runningCount, one.pendingCount, one.failedTasks]),
        states.map(([state, group]) => [state, group?.length]),
        shifts.map(({ status, lifecycleStage }) => [status, lifecycleStage]),
    ]);
}
/** Calls that read all of them anew: services ten to a call, tasks 100 to a call, listed and described; shifts of traffic take two. */
function callsOfLastReading(services) {
    return services.reduce((sum, { observation }) => {
        if (observation === undefined)
            return sum;
        const { tasks, strategy } = observation.service;
        const pages = Math.ceil(tasks.length / 100);
        return sum + Math.max(1, pages) + 1 + pages + (strategy === 'ROLLING' ? 0 : 2);
    }, Math.ceil(services.length / 10));
}

// EXTERNAL MODULE: ./src/clock.js + 1 modules
var src_clock = __nccwpck_require__(89202);
// EXTERNAL MODULE: ./src/observe/freshness.js
var freshness = __nccwpck_require__(80928);
;// CONCATENATED MODULE: ./src/watch/state.js

const initialState = (refs, pipelines) => ({
    services: refs.map((ref) => ({ ref, history: NO_HISTORY })),
    answers: [],
    round: [],
    probes: [],
    features: [],
    looks: 0,
    deadline: Infinity,
    ...(pipelines === undefined ? {} : { pipelines }),
});
/** Whether every service was read in its newest look, and holds promises 1 to 3. */
const allHold = ({ services }) => services.every(({ judgement, failure }) => failure === undefined && judgement?.holds === true);
/** The rollouts of ours, as one text to compare. */
const rolloutIds = ({ services }) => services.map(({ judgement }) => judgement?.ours?.id ?? '').join('\n');
/** Whether what the image says about itself is still being read: an audit waits for nothing else. */
const isReading = ({ image }) => image.state === 'found' && image.image.evidence.state === 'reading';
const someAreReading = (services) => services.some(({ expectation }) => expectation !== undefined && isReading(expectation));

;// CONCATENATED MODULE: ./src/watch/rest.js




/** What an image says about itself is read within so long, as a rule; a layer of gigabytes takes its time. */
const READ_SOON = 15_000;
/** What there is to wait for, of a watch that began then. */
const awaitedOf = (beganAt, startTimeout) => ({
    startOver: beganAt + startTimeout,
    readSoonUntil: beganAt + READ_SOON,
});
/** When the next look is due whatever a glance shows. */
function nextLook(state, { startOver, readSoonUntil }, pace, now) {
    const { services, deadline } = state;
    const mayBegin = services.some(({ judgement }) => judgement?.ours === undefined);
    const dueAt = Math.min(...services.map(({ judgement, expectation, failure }) => {
        const isReadSoon = expectation !== undefined && isReading(expectation) && now < readSoonUntil;
        // AWS answered well, only with how things were: unlike one that is throttled, it may be asked again soon.
        return isReadSoon || failure?.code === freshness/* STALE_ANSWER */.N ? now : (judgement?.dueAt ?? Infinity);
    }));
    const soon = Math.max(dueAt, pace.roomForLook(1, now + pace.restBeforeGlance(now)));
    const regular = allHold(state) ? Math.max(pace.nextLook(), pace.roomForLastReading(now)) : pace.nextLook();
    const starting = mayBegin && now < startOver ? pace.roomForLook(1, startOver) : Infinity;
    return Math.min(regular, soon, deadline, starting);
}
/** Which services show, at a glance, something that a verdict hangs on; undefined where a call failed or was not answered by then. */
async function glanceAtAll(edges, everyService, pace, until) {
    const { clock, signal } = edges;
    const callsBefore = edges.calls();
    let changed;
    const glances = Promise.all(everyService.map(async (index) => edges.glance?.(index))).then((found) => (changed = found));
    try {
        await (0,src_clock/* waitAtMost */._R)(glances, until - clock.now(), clock, signal);
    }
    catch (error) {
        signal.throwIfAborted();
        // What ends the run is told by a look.
        if (error instanceof src_ending/* Ending */._ || edges.endingOf(error) !== undefined)
            return everyService;
        if (!(error instanceof Error && error.name === 'AwsFailure'))
            throw error;
    }
    finally {
        pace.note(clock.now(), edges.calls());
        pace.glanced(edges.calls() - callsBefore);
    }
    signal.throwIfAborted();
    return changed === undefined ? undefined : everyService.filter((index) => changed?.[index] === true);
}
/**
 * Rests until there is something to do, glancing at the services meanwhile: gives those to look at by their index, none where the served
 * version is to be asked again.
 *
 * @param state what the newest look showed
 * @throws the signal's reason as soon as the run is cancelled; whatever a glance throws that is neither an ending nor worth a retry
 */
async function rest(edges, pace, state, awaited) {
    const { clock, signal } = edges;
    const everyService = state.services.map((_, index) => index);
    const until = nextLook(state, awaited, pace, clock.now());
    let mayGlance = state.services.every(({ failure }) => failure === undefined);
    for (;;) {
        const now = clock.now();
        const concludeAt = allHold(state) ? Math.max(awaited.askAt, pace.roomForLastReading(now)) : Infinity;
        // Calls are saved up for the last reading where that waits for them.
        const glanceAt = mayGlance && edges.glance !== undefined && pace.roomForGlance(now) <= now
            ? now + pace.restBeforeGlance(now)
            : Infinity;
        await clock.sleep(Math.max(0, Math.min(until, concludeAt, glanceAt) - now), signal);
        const then = clock.now();
        // Another look would spend the calls that were saved up for the last reading.
        const isInTime = then < until || !pace.hasRoomForBoth(then);
        if (then >= concludeAt && then < state.deadline && isInTime)
            return [];
        if (then >= until)
            return everyService;
        const changed = await glanceAtAll(edges, everyService, pace, until);
        if (changed === undefined)
            mayGlance = false;
        else if (changed.length > 0) {
            const room = pace.roomForLook(changed.length / everyService.length, clock.now());
            await clock.sleep(Math.max(0, Math.min(until, room) - clock.now()), signal);
            return clock.now() >= until ? everyService : changed;
        }
    }
}

;// CONCATENATED MODULE: ./src/watch.js










/** Without a `timeout`: 30 minutes and the waits that the services' own configuration names, at most 6 hours. */
const DEFAULT_TIMEOUT = 30 * 60_000;
const LONGEST_TIMEOUT = 6 * 3_600_000;
/** What is under way at the deadline may finish within this: the run ends within 5 s of `timeout`. */
const LAST_LOOK = 4_000;
/** In the last round the service is asked until then, after the deadline: the last reading needs the rest. */
const LAST_ANSWER = 2_500;
/** How long an audit, which waits for nothing else, tries to reach AWS; less with a shorter `timeout`. */
const AUDIT_TIMEOUT = 60_000;
/** Between two progress lines while nothing changes; the served version is asked as often while the rollout goes on. */
const PROGRESS_EVERY = 60_000;
/** A look that is older says nothing about the end of the run. */
const STALE_AFTER = 20_000;
/**
 * Watches until the promise holds, cannot hold, or the deadline is over: look at every service, judge, and when all hold, sample the
 * served version, run the feature checks, and read everything once more. No wait stands between that last reading and the verdict.
 *
 * @param pipelines what the guard found and did before the first look
 * @throws the signal's reason as soon as the run is cancelled; whatever an edge throws that is neither an ending nor worth a retry
 */
async function watch(edges, pipelines) {
    const { settings, clock, signal, startedAt } = edges;
    let state = initialState(settings.services, pipelines);
    const everyService = settings.services.map((_, index) => index);
    const pace = createPace(settings.pollInterval);
    let longestWait = 0;
    let toldAt = startedAt;
    let readAt = startedAt;
    const update = (change) => {
        state = { ...state, ...change };
        edges.keep(state);
    };
    const audit = settings.mode === 'audit';
    const beganAt = edges.beganAt ?? startedAt;
    const awaited = awaitedOf(beganAt, settings.startTimeout);
    const deadlineOf = (services) => {
        if (audit)
            return startedAt + Math.min(AUDIT_TIMEOUT, settings.timeout === 'auto' ? AUDIT_TIMEOUT : settings.timeout);
        if (settings.timeout !== 'auto')
            return startedAt + settings.timeout;
        // A wait that could not be read this time is no shorter for that.
        longestWait = Math.max(longestWait, ...services.map(({ observation }) => observation?.service.configuredWaits ?? 0));
        const end = startedAt + Math.min(DEFAULT_TIMEOUT + longestWait, LONGEST_TIMEOUT);
        return Math.max(end, edges.deadline ?? 0);
    };
    update({ deadline: deadlineOf([]) });
    const phaseAt = (now) => {
        if (audit || now >= state.deadline)
            return 'deadline';
        return now >= beganAt + settings.startTimeout ? 'running' : 'starting';
    };
    const lookAt = async (index, watched, full) => {
        try {
            const observation = await edges.look(index, full, clock.now() >= state.deadline);
            const gone = inactive(observation.service);
            if (gone !== undefined)
                return { ...watched, observation, judgement: { checks: [], holds: false, finding: gone } };
            const expectation = await edges.expect(observation);
            const history = remember(watched.history, expectation, observation);
            const now = clock.now();
            const current = {
                expectation,
                observation,
                history,
                now,
                phase: audit && now < state.deadline && isReading(expectation) ? 'running' : phaseAt(now),
                stableFor: settings.stableFor,
                requireImageProof: settings.requireImageProof,
            };
            const judgement = judgeService(current);
            return {
                ref: watched.ref,
                history: rememberSteady(history, judgement.steady === true, observation.at),
                expectation,
                observation,
                judgement,
            };
        }
        catch (error) {
            signal.throwIfAborted();
            const ending = error instanceof src_ending/* Ending */._ ? error : edges.endingOf(error);
            if (ending === undefined) {
                if (error instanceof Error && error.name === 'AwsFailure')
                    return { ...watched, failure: isNotMade(error) ? (watched.failure ?? error) : error };
                throw error;
            }
            const checks = watched.judgement?.checks ?? [];
            return { ...watched, judgement: { checks, holds: false, finding: (0,src_ending/* asFinding */.s)(ending) } };
        }
    };
    /** One look at these services; the first finding among all, if any. */
    const lookAtAll = async (full, due = everyService) => {
        const from = clock.now();
        const callsBefore = edges.calls();
        const services = await Promise.all(state.services.map(async (watched, index) => (due.includes(index) ? lookAt(index, watched, full) : watched)));
        update({ services, looks: state.looks + 1, deadline: deadlineOf(services) });
        const now = clock.now();
        const calls = edges.calls();
        pace.note(now, calls);
        if (due.length === services.length) {
            if (services.every(({ failure }) => failure === undefined))
                readAt = now;
            pace.looked(from, calls - callsBefore, callsOfLastReading(services));
        }
        const pictures = services.flatMap(({ observation }) => (observation === undefined ? [] : [observation.service]));
        pace.saw(pictures, now);
        return firstFinding(services);
    };
    /** A service that does not answer must leave time for the last look and, in the last round, for the last reading. */
    const answersUntil = (last) => (last ? state.deadline + LAST_ANSWER : state.deadline);
    /** Answers and features in one round; whether all agree and pass. The last round is taken to its end to tell a mix from a mismatch. */
    const sample = async (last) => {
        const { served, featureChecks } = settings;
        const version = state.services[0]?.expectation?.version;
        update({ round: [], features: [] });
        if (served !== undefined && edges.ask !== undefined && version !== undefined) {
            let agreeing = 0;
            for (let taken = 0; taken < served.samples && clock.now() < answersUntil(last); taken++) {
                const answer = await edges.ask(answersUntil(last));
                update({ answers: [...state.answers, answer], round: [...state.round, answer] });
                edges.tell(state, false);
                if ((0,judge_served/* agrees */.ie)(answer, version))
                    agreeing++;
                else if (!last)
                    return false;
            }
            if (agreeing < served.samples)
                return false;
        }
        for (const check of featureChecks) {
            if (clock.now() >= answersUntil(last))
                return false;
            const result = await edges.runFeature(check, answersUntil(last));
            update({ features: [...state.features, result] });
            if (!result.passed && !last)
                return false;
        }
        edges.tell(state, false);
        return state.features.every((result) => result.passed);
    };
    /** The last reading: everything that could have changed since the first answer was taken. */
    const readAgain = async (last) => {
        const before = rolloutIds(state);
        // The services last: what the pipelines cost in retries must not age the look that the verdict stands on.
        const pipelinesNow = await edges.readPipelines?.(answersUntil(last));
        if (pipelinesNow !== undefined)
            update({ pipelines: pipelinesNow });
        const ended = await lookAtAll(true);
        if (ended !== undefined)
            return ended;
        if (!allHold(state) || rolloutIds(state) !== before)
            return undefined;
        const finding = (0,judge_pipelines/* pipelinesFinding */.NG)(state.pipelines);
        if (finding !== undefined && mayPass(state.pipelines) && clock.now() < state.deadline)
            return undefined;
        return finding === undefined ? { state: 'verified' } : { state: 'ended', finding };
    };
    // Not waited for: a service that hangs must not hold up the next look.
    let probing = false;
    let over = false;
    const probe = () => {
        if (edges.ask === undefined || probing || (edges.pauseUntil?.() ?? 0) > clock.now())
            return;
        probing = true;
        void edges.ask(state.deadline).then((answer) => {
            probing = false;
            // Whoever watches next keeps a state of its own.
            if (!over)
                update({ probes: [...state.probes, answer] });
        }, () => {
            probing = false;
        });
    };
    /** The service is asked, and all is read again, no more often than this. */
    let askAt = startedAt;
    const mayConclude = (now) => now >= Math.max(askAt, edges.pauseUntil?.() ?? 0) && now >= pace.roomForLastReading(now);
    /** The answers, the features and the last reading. */
    const tryToConclude = async (last) => {
        try {
            const verdict = (await sample(last)) ? await readAgain(last) : undefined;
            edges.tell(state, false);
            return verdict;
        }
        finally {
            askAt = clock.now() + settings.pollInterval;
        }
    };
    let due = everyService;
    try {
        for (;;) {
            const lookedAt = clock.now();
            if (due.length > 0) {
                const ended = await lookAtAll(false, due);
                edges.tell(state, false);
                if (ended !== undefined)
                    return ended;
            }
            const reached = state.services.every(({ failure }) => failure === undefined);
            const last = due.length > 0 && ((audit && reached && !someAreReading(state.services)) || lookedAt >= state.deadline);
            if (allHold(state) && (last || mayConclude(clock.now()))) {
                const verdict = await tryToConclude(last);
                if (verdict !== undefined)
                    return verdict;
            }
            if (last)
                return conclusion(state, settings, clock.now() - readAt > STALE_AFTER);
            if (clock.now() - toldAt >= PROGRESS_EVERY) {
                toldAt = clock.now();
                if (!allHold(state))
                    probe();
                edges.tell(state, true);
            }
            due = await rest(edges, pace, state, { ...awaited, askAt: Math.max(askAt, edges.pauseUntil?.() ?? 0) });
        }
    }
    finally {
        over = true;
    }
}
const isNotMade = ({ code }) => code === failure/* NOT_MADE */.o;
/** Whether all that stands in the way of promise 6 may be gone at another try: what will not go decides already. */
function mayPass(pipelines) {
    const blocking = pipelines?.problems.filter((problem) => problem.blocking) ?? [];
    return blocking.length > 0 && blocking.every(({ passing }) => passing === true);
}


/***/ }),

/***/ 55836:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Fu: () => (/* binding */ shortSha),
/* harmony export */   HB: () => (/* binding */ utcDate),
/* harmony export */   Iu: () => (/* binding */ capitalised),
/* harmony export */   KH: () => (/* binding */ iso),
/* harmony export */   SK: () => (/* binding */ utcTime),
/* harmony export */   S_: () => (/* binding */ lastPart),
/* harmony export */   U9: () => (/* binding */ count),
/* harmony export */   VK: () => (/* binding */ shortDigest),
/* harmony export */   g1: () => (/* binding */ unansweredBy),
/* harmony export */   n$: () => (/* binding */ utc),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   sX: () => (/* binding */ stopwatch)
/* harmony export */ });
/** How times, durations, digests and counts read to a person. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The range that `Date` can hold. */
const LATEST = 8.64e15;
const isTime = (at) => Number.isFinite(at) && Math.abs(at) <= LATEST;
/** ISO 8601 in UTC with milliseconds; undefined for what is no time. */
function iso(at) {
    return at === undefined || !isTime(at) ? undefined : new Date(at).toISOString();
}
/** `2025-07-21 11:22:08 UTC`. */
function utc(at) {
    return at !== undefined && isTime(at) ? `${utcDate(at)} ${utcTime(at)} UTC` : 'an unknown time';
}
/** `11:22:08`. */
function utcTime(at) {
    return isTime(at) ? new Date(at).toISOString().slice(11, 19) : 'unknown';
}
/** `2025-07-21`. */
function utcDate(at) {
    return isTime(at) ? new Date(at).toISOString().slice(0, 10) : 'unknown';
}
/** `2 d 3 h`, `1 h 16 min`, `4 min 31 s`, `41 s`: the two largest units, nothing finer than a second. */
function duration(milliseconds) {
    if (!Number.isFinite(milliseconds))
        return 'unknown';
    const total = Math.max(0, Math.round(milliseconds / SECOND)) * SECOND;
    const two = (large, unit, small, smallUnit) => {
        const rest = Math.floor((total % large) / small);
        return `${Math.floor(total / large)} ${unit}${rest === 0 ? '' : ` ${rest} ${smallUnit}`}`;
    };
    if (total >= DAY)
        return two(DAY, 'd', HOUR, 'h');
    if (total >= HOUR)
        return two(HOUR, 'h', MINUTE, 'min');
    if (total >= MINUTE)
        return two(MINUTE, 'min', SECOND, 's');
    return `${total / SECOND} s`;
}
/** Time since the start of a run: `1:52`, `75:00`. */
function stopwatch(milliseconds) {
    const seconds = Number.isFinite(milliseconds) ? Math.max(0, Math.floor(milliseconds / SECOND)) : 0;
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
/** `sha256:52d0c3f1\u2026`; anything that is no such digest stays as it is. */
function shortDigest(digest) {
    return /^sha256:[0-9a-f]{64}$/u.test(digest) ? `${digest.slice(0, 15)}\u2026` : digest;
}
/** The first seven digits of a commit's SHA; anything else stays as it is. */
function shortSha(sha) {
    return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/iu.test(sha) ? sha.slice(0, 7) : sha;
}
/** The last part of an ARN or of a path: `family:7`, a task's id. */
function lastPart(arn) {
    return arn.slice(arn.lastIndexOf('/') + 1);
}
/** `1 task`, `4 tasks`. */
function count(number, singular, plural = `${singular}s`) {
    return `${number} ${number === 1 ? singular : plural}`;
}
/** The first letter as a capital, for a sentence. */
function capitalised(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
/** Who gave no good answer: a clause. Each of `heldUpBy` is whose fault one failure was, AWS's where it is not told. */
function unansweredBy(heldUpBy) {
    const parties = new Set(heldUpBy.map((party) => party ?? 'AWS'));
    const party = parties.size === 1 && !parties.has('either') ? [...parties].join('') : 'AWS or GitHub';
    return `${party} answered too slowly, or only with errors`;
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/compat get default export */
/******/ (() => {
/******/ 	// getDefaultExport function for compatibility with non-harmony modules
/******/ 	__nccwpck_require__.n = (module) => {
/******/ 		var getter = module && module.__esModule ?
/******/ 			() => (module['default']) :
/******/ 			() => (module);
/******/ 		__nccwpck_require__.d(getter, { a: getter });
/******/ 		return getter;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		8792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(98468);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
