export const id = 5202;
export const ids = [5202,3465];
export const modules = {

/***/ 15202:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGuard: () => (/* binding */ createGuard)
});

// EXTERNAL MODULE: ./src/clock.js + 1 modules
var src_clock = __webpack_require__(89202);
;// CONCATENATED MODULE: ./src/guard/acted.js
/** What a later look shows next to what this run did: the state is the later one's, what was done stays told. */
function isSame(one, other) {
    return one.kind === other.kind && one.name === other.name;
}
/** A trigger that this run changed stays listed when it is no longer there. */
function nowGone(trigger) {
    if (trigger.change === 'none' || trigger.change === 'refused')
        return [];
    return [{ ...trigger, state: 'harmless', detail: 'It was changed by this run and is no longer there.' }];
}
/** The triggers of a project that cannot be read: those that were known, or one that stands for all of them. */
function unreadTriggers(project, before, detail = 'The project could not be read.') {
    if (before.length > 0)
        return before.map((trigger) => ({ ...trigger, state: 'unknown', detail }));
    return [{ kind: 'webhook', project, name: `triggers of ${project}`, state: 'unknown', change: 'none', detail }];
}
/**
 * What was found, with the marks of what this run did before.
 * @param done what the run changes triggers to
 * @param elsewhere what it did to the same kind for other projects: one rule, schedule or stage may start several
 * @param wasBlind whether the builds, which name pipelines of other regions, could not be read when it did that
 */
function beside(found, did, elsewhere, done, wasBlind = false) {
    if (did === undefined)
        return found;
    const triggers = found.triggers.map((trigger) => {
        const before = [...did.triggers, ...elsewhere].find((one) => isSame(one, trigger) && one.change !== 'none');
        if (before === undefined)
            return trigger;
        if (before.change === 'unconfirmed')
            return afterUnconfirmed(trigger, before, done);
        const undo = trigger.undo ?? before.undo;
        const again = before.change === 'disabled' && trigger.state === 'live';
        const detail = again
            ? `${trigger.detail} This run disabled it, and since then it was made live again.`
            : trigger.detail;
        return { ...trigger, change: before.change, detail, ...(undo === undefined ? {} : { undo }) };
    });
    const gone = did.triggers.filter((one) => !found.triggers.some((trigger) => isSame(one, trigger)));
    // What stood in the way of a change stands there still, until there is nothing left to change.
    const standing = triggers.some(isUnsettled) || !did.triggers.some(isUnsettled) ? did.problems : [];
    const known = new Set(found.problems.map(({ message }) => message));
    const problems = [...found.problems, ...standing.filter(({ message }) => !known.has(message))];
    return {
        triggers: [...triggers, ...gone.flatMap(nowGone)],
        problems: done === 'restored' || problems.some(({ blocking }) => blocking)
            ? problems
            : [...problems, ...overlooked(triggers, did, wasBlind)],
    };
}
/**
 * What is live although nothing kept this run from disabling it: it found nothing to disable then. It may now where it was misled then: by
 * an answer that called the project's hook gone, or by builds that came too late to name the pipeline. What somebody else made or turned
 * on meanwhile is told, and not fought over.
 */
function overlooked(triggers, did, wasBlind) {
    return triggers
        .filter(({ state, change }) => state === 'live' && change === 'none')
        .map((trigger) => {
        const { kind, project, name } = trigger;
        const then = did.triggers.find((one) => isSame(one, trigger));
        const why = then === undefined ? 'this run did not find it then' : `then it read otherwise: ${then.detail}`;
        const message = `The ${kind} ${name} can start ${project} and was not disabled with the others, because ${why}`;
        const passing = then === undefined ? wasBlind : did.isOutdated === true;
        return { project, message: `${message.replace(/\.$/, '')}.`, blocking: passing, ...(passing ? { passing } : {}) };
    });
}
/** A trigger that needed no change now, with what the same run had done to it before. */
function withEarlier(trigger, earlier) {
    const before = earlier.find((one) => isSame(one, trigger));
    if (trigger.change !== 'none' || before === undefined || before.change === 'refused')
        return trigger;
    const undo = trigger.undo ?? before.undo;
    return { ...trigger, change: before.change, ...(undo === undefined ? {} : { undo }) };
}
/** What a later look says of a change that was begun and not read back: that it came through, or that nobody knows of it. */
function afterUnconfirmed(trigger, before, done) {
    const undo = trigger.undo ?? before.undo;
    const kept = undo === undefined ? trigger : { ...trigger, undo };
    if (trigger.state === (done === 'disabled' ? 'disabled' : 'live'))
        return { ...kept, change: done };
    const detail = `${trigger.detail} This run began to change it, and that has not come through.`;
    return { ...kept, change: 'unconfirmed', detail };
}
/** Whether the trigger can start its project still, as far as that is known. */
function isUnsettled({ state }) {
    switch (state) {
        case 'live':
        case 'mixed':
        case 'unknown':
            return true;
        case 'disabled':
        case 'harmless':
        case 'protected':
            return false;
    }
}

// EXTERNAL MODULE: ./src/aws/errors.js
var errors = __webpack_require__(69507);
// EXTERNAL MODULE: ./src/guard/builds/initiator.js
var builds_initiator = __webpack_require__(45379);
// EXTERNAL MODULE: ./src/guard/problem.js
var guard_problem = __webpack_require__(63465);
// EXTERNAL MODULE: ./src/guard/shell.js
var shell = __webpack_require__(10680);
;// CONCATENATED MODULE: ./src/guard/builds/builds.js




const DAY = 24 * 60 * 60 * 1000;
/** How far back builds are told, in milliseconds. */
const WINDOW = 30 * DAY;
/** BatchGetBuilds takes 100 ids, which is also a page of ListBuildsForProject. */
const BATCH = 100;
/** A project of more builds than this holds is told in part. */
const MOST_PAGES = 5;
/**
 * The project's builds of the last 30 days or still running, 500 at most. Never their environment variables, which may be secrets in
 * plain text. What is refused is a problem that does not block: builds inform.
 */
async function readBuilds(deps, { name: project, arn }) {
    const oldest = deps.patience.clock.now() - WINDOW;
    const { builds, cut, failure } = await readPages(deps, project, oldest);
    const recent = builds
        .map((build) => picture(build, project))
        .filter(({ running, startedAt }) => running || startedAt === undefined || startedAt >= oldest);
    if (failure !== undefined) {
        const what = `The builds of ${project} could not be read${recent.length === 0 ? '' : ' in full'}`;
        const problem = { ...(0,guard_problem.problemOf)(failure, project, what, false, arn), hidesPipelines: true };
        return { ...(recent.length === 0 ? {} : { builds: recent, described: builds }), problems: [problem], failure };
    }
    const message = `Of the builds of ${project} in the last 30 days only the newest ${recent.length} were read.`;
    return { builds: recent, described: builds, problems: cut ? [{ project, message, blocking: false }] : [] };
}
/**
 * The project's newest builds as CodeBuild describes them, environment variables included, newest first. Rejects with an `AwsFailure`.
 * @param most at most 100
 */
async function describeNewestBuilds(deps, project, most) {
    const listed = await listPage(deps, { projectName: project });
    return describe(deps, listed.ids.slice(0, most));
}
/** Pages of builds from the newest on, until one reaches back behind `oldest`. */
async function readPages(deps, project, oldest) {
    const builds = [];
    const tokens = new Set();
    let nextToken;
    try {
        do {
            if (tokens.size === MOST_PAGES || (nextToken !== undefined && tokens.has(nextToken)))
                return { builds, cut: true };
            tokens.add(nextToken ?? '');
            const input = { projectName: project, ...(nextToken === undefined ? {} : { nextToken }) };
            // Without a sort order the newest come first, and with one AWS rejects projects of more than 100 builds.
            const listed = await listPage(deps, input);
            const page = await describe(deps, listed.ids);
            // A list that grows meanwhile may give a build on two pages.
            const known = new Set(builds.map(({ id }) => id));
            builds.push(...page.filter(({ id }) => !known.has(id)));
            if (page.some(({ startTime }) => (milliseconds(startTime) ?? oldest) < oldest))
                break;
            nextToken = listed.nextToken;
        } while (nextToken !== undefined && nextToken !== '');
        return { builds, cut: false };
    }
    catch (error) {
        return { builds, cut: false, failure: (0,guard_problem.passableFailure)(error) };
    }
}
/** One page of ids. An empty list is an answer; none at all is not, and must not mean that nobody started a build. */
async function listPage({ codebuild, patience, asking }, input) {
    asking?.('codebuild:ListBuildsForProject');
    return (0,guard_problem.patiently)(patience, async () => {
        const { ids, nextToken } = await codebuild.listBuildsForProject(input);
        if (ids === undefined)
            throw (0,errors/* incompleteAnswer */.pv)('codebuild:ListBuildsForProject', 'the builds');
        return { ids, nextToken };
    });
}
/** The builds in the order of their ids; those that are no longer there are left out. */
async function describe({ codebuild, patience, asking }, ids) {
    asking?.('codebuild:BatchGetBuilds');
    const found = new Map();
    for (let start = 0; start < ids.length; start += BATCH) {
        const some = ids.slice(start, start + BATCH);
        const described = await (0,guard_problem.patiently)(patience, async () => {
            const { builds } = await codebuild.batchGetBuilds({ ids: some });
            if (builds === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('codebuild:BatchGetBuilds', 'the builds');
            // By its id alone a build that is no longer there is told from one that was read.
            return builds.map((build) => {
                if (build.id === undefined)
                    throw (0,errors/* incompleteAnswer */.pv)('codebuild:BatchGetBuilds', 'the id of a build');
                return { ...build, id: build.id };
            });
        });
        for (const build of described)
            found.set(build.id, build);
    }
    return ids.flatMap((id) => found.get(id) ?? []);
}
function picture(build, project) {
    const initiator = build.initiator ?? '';
    const { buildNumber, sourceVersion, resolvedSourceVersion } = build;
    const startedAt = milliseconds(build.startTime);
    const endedAt = milliseconds(build.endTime);
    return {
        id: build.id ?? '',
        project: build.projectName ?? project,
        status: build.buildStatus ?? 'UNKNOWN',
        initiator,
        startedBy: (0,builds_initiator/* startedBy */.l)(initiator) + manner(build),
        origin: (0,builds_initiator/* originOf */.y)(initiator),
        // A status that nobody knows yet counts as running until CodeBuild says that the build is complete.
        running: build.buildStatus === 'IN_PROGRESS' || build.buildComplete === false,
        stopped: false,
        ...(buildNumber === undefined ? {} : { number: buildNumber }),
        ...(sourceVersion === undefined ? {} : { sourceVersion }),
        ...(resolvedSourceVersion === undefined ? {} : { resolvedCommit: resolvedSourceVersion }),
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(endedAt === undefined ? {} : { endedAt }),
    };
}
function manner(build) {
    const batch = build.buildBatchArn === undefined ? '' : ', in a batch';
    const retries = build.autoRetryConfig?.autoRetryNumber ?? 0;
    return retries > 0 ? `${batch}, automatic retry ${retries}` : batch;
}
function milliseconds(time) {
    const value = time?.getTime();
    return value === undefined || Number.isNaN(value) ? undefined : value;
}
/** `arn:\u2026:build-batch/app:b-1` is `app:b-1` to StopBuildBatch. */
function batchId(arn) {
    return arn.slice(arn.indexOf('/') + 1);
}
function howToStopBatch(arn) {
    return `To stop the batch: aws codebuild stop-build-batch --id ${(0,shell/* quoted */.T)(batchId(arn))}`;
}
/** Stops the builds that run: those of a batch with their batch, which would start others, the rest one by one. */
async function stopBuilds(deps, { arn }, builds) {
    const running = builds.filter((build) => build.running);
    if (running.length === 0)
        return { builds, problems: [] };
    const problems = [];
    const after = new Map();
    const batches = await batchesOf(deps, running);
    for (const [batch, members] of batches) {
        try {
            await (0,guard_problem.patiently)(deps.patience, () => deps.codebuild.stopBuildBatch({ id: batchId(batch) }));
            for (const build of members)
                after.set(build.id, { ...build, stopped: true });
        }
        catch (error) {
            const project = members[0]?.project ?? '';
            const what = `The batch ${batchId(batch)} of ${project} could not be stopped`;
            const problem = (0,guard_problem.problemOf)((0,guard_problem.passableFailure)(error), project, what, false, arn);
            const rest = `Only its builds that run now are stopped, and it may start others. ${howToStopBatch(batch)}`;
            problems.push({ ...problem, message: `${problem.message}. ${rest}` });
        }
    }
    const together = [...after.values()];
    for (const build of running) {
        if (after.has(build.id))
            continue;
        const stop = await stopBuild(deps, arn, build, [...batches.keys()]);
        after.set(build.id, stop.build);
        problems.push(...stop.problems);
    }
    for (const build of await readAgain(deps, together))
        after.set(build.id, build);
    return { builds: builds.map((build) => after.get(build.id) ?? build), problems };
}
/** The batches that the builds belong to, by ARN; none where that cannot be read, and then each build is stopped by itself. */
async function batchesOf(deps, builds) {
    const described = await describeOrNothing(deps, builds);
    const batches = new Map();
    for (const build of builds) {
        const batch = described.find(({ id }) => id === build.id)?.buildBatchArn;
        if (batch !== undefined)
            batches.set(batch, [...(batches.get(batch) ?? []), build]);
    }
    return batches;
}
/** The builds as they are after their batch was stopped, which takes CodeBuild a moment. */
async function readAgain(deps, builds) {
    const described = await describeOrNothing(deps, builds);
    return builds.map((build) => {
        const found = described.find(({ id }) => id === build.id);
        return found === undefined ? build : { ...picture(found, build.project), stopped: true };
    });
}
async function describeOrNothing(deps, builds) {
    try {
        return await describe(deps, builds.map(({ id }) => id));
    }
    catch (error) {
        (0,guard_problem.passableFailure)(error);
        return [];
    }
}
/** @param told batches that a problem already names */
async function stopBuild({ codebuild, patience }, arn, build, told) {
    const { id, project } = build;
    try {
        const answer = await (0,guard_problem.patiently)(patience, () => codebuild.stopBuild({ id }));
        const now = answer.build === undefined ? build : picture(answer.build, project);
        const stopped = { ...build, status: now.status, running: now.running, stopped: true };
        const batch = answer.build?.buildBatchArn;
        if (batch === undefined || told.includes(batch))
            return { build: stopped, problems: [] };
        const message = `The build ${id} was stopped, but its batch may start others. ${howToStopBatch(batch)}`;
        return { build: stopped, problems: [{ project, message, blocking: false }] };
    }
    catch (error) {
        const what = `The build ${id} could not be stopped`;
        return { build, problems: [(0,guard_problem.problemOf)((0,guard_problem.passableFailure)(error), project, what, false, arn)] };
    }
}

// EXTERNAL MODULE: ./src/aws/failure.js
var aws_failure = __webpack_require__(32980);
// EXTERNAL MODULE: ./src/wording.js
var wording = __webpack_require__(55836);
;// CONCATENATED MODULE: ./src/guard/competing/build-commands.js
/** What single shell commands of a build do to images and ECS services, told from their words. */
const IMAGE_TOOL = String.raw `\b(?:docker|podman|nerdctl|finch|buildah|img)(?:\.exe)?`;
const PUSHES = new RegExp(String.raw `${IMAGE_TOOL}\s+(?:image\s+|manifest\s+)?push\b|\bcrane\s+(?:push|append|mutate)\b`);
const BUILDS_AND_PUSHES = new RegExp(String.raw `${IMAGE_TOOL}\s+(?:buildx\s+|image\s+)?(?:build|b)\b.*(?:--push\b(?!=false)|\bpush=true\b|\btype=registry\b)|${IMAGE_TOOL}\s+buildx\s+imagetools\s+create\b|\b(?:kaniko\/)?executor\b.*--destination\b|\bpack\s+build\b.*--publish\b`, 's');
const COPIES = /\b(?:crane|gcrane)\s+(?:copy|cp)\b|\bskopeo\s+(?:copy|sync)\b/;
const READS = new RegExp(String.raw `${IMAGE_TOOL}\s+(?:image\s+|container\s+)?(?:pull|run|create|inspect|history|save|scan|scout|logs|exec|manifest\s+inspect)\b` +
    String.raw `|\b(?:trivy|grype|syft|snyk|dockle|cosign\s+verify|notation\s+verify)\b` +
    String.raw `|\b(?:crane\s+(?:digest|manifest|ls|pull|export|config|validate)|skopeo\s+(?:inspect|list-tags))\b` +
    String.raw `|\baws\s.*\becr\s+(?:get-download|describe-|list-|wait\b|batch-get-|batch-check-|start-image-scan)`);
const LOGS_IN = new RegExp(String.raw `${IMAGE_TOOL}\s+(?:login|logout)\b|\baws\s.*\becr\s+get-(?:login|authorization)`);
function wordsOf(command) {
    return command
        .split(/\s+/)
        .map((word) => word.replaceAll(/["']/g, ''))
        .filter((word) => word !== '');
}
/** The values of the options called so, given with a space or an equals sign. */
function valuesOf(words, ...options) {
    return words.flatMap((word, at) => {
        if (options.includes(word))
            return words[at + 1] ?? [];
        const equals = word.indexOf('=');
        return equals > 0 && options.includes(word.slice(0, equals)) ? word.slice(equals + 1) : [];
    });
}
/** The words of a command that it pushes to, where it pushes an image; one of them is an image, the others are its options. */
function pushTargets(command) {
    if (isTalk(command))
        return undefined;
    const words = wordsOf(command);
    if (PUSHES.test(command))
        return words;
    if (BUILDS_AND_PUSHES.test(command)) {
        const tags = valuesOf(words, '-t', '--tag', '--destination', '-d');
        const outputs = valuesOf(words, '-o', '--output').flatMap((output) => output.split(',').map((part) => part.replace(/^name=/, '')));
        return /\bpack\s+build\b/.test(command) ? words : [...tags, ...outputs];
    }
    if (COPIES.test(command))
        return words.slice(-1);
    return undefined;
}
/** The repository's path that `aws ecr put-image` writes to. */
function putImageTarget(command) {
    return /\baws\s.*\becr\s+put-image(?![\w-])/.test(command)
        ? valuesOf(wordsOf(command), '--repository-name')[0]
        : undefined;
}
/** Whether it only reads, runs or scans the image that it names. */
function isReading(command) {
    return READS.test(command);
}
/** Whether it does nothing with what it names: prints it, or logs in there. What is printed for CodePipeline's ECS action is deployed. */
function isTalk(command) {
    if (LOGS_IN.test(command))
        return true;
    return /^(?:echo|printf)\b/.test(command) && !/\b(?:imagedefinitions|imageDetail)\.json\b/.test(command);
}
/** Whether it runs a script, which may do anything with the variables of the build. */
function runsScript(command) {
    return /^(?:\.{0,2}\/|\.\s|(?:source|bash|sh|make|just|task|python3?|node|npx|yarn|pnpm|npm\s+run)\b|[\w./-]+\.(?:sh|py|js|mjs|ps1)\b)/.test(command);
}
/** The service whose tasks a command replaces; without a cluster where it names none. */
function serviceUpdate(command) {
    if (isTalk(command))
        return undefined;
    const words = wordsOf(command);
    let service;
    let cluster;
    if (/\baws\s.*\becs\s+(?:update-service|deploy|create-task-set|update-service-primary-task-set)\b/.test(command)) {
        service = valuesOf(words, '--service')[0];
        cluster = valuesOf(words, '--cluster')[0];
    }
    else if (/(?:^|\/)ecs-deploy(?:\.sh)?\s/.test(command)) {
        service = valuesOf(words, '-n', '--service-name')[0];
        cluster = valuesOf(words, '-c', '--cluster')[0];
    }
    else if (/^ecs\s+(?:deploy|update)\s/.test(command)) {
        // `ecs deploy CLUSTER SERVICE` of the Python package ecs-deploy.
        const at = words.findIndex((word) => word === 'deploy');
        cluster = words[at + 1];
        service = words[at + 2];
    }
    return service === undefined ? undefined : { service, ...(cluster === undefined ? {} : { cluster }) };
}

;// CONCATENATED MODULE: ./src/guard/competing/image-repository.js
/** How texts of a CodeBuild project name an image repository. Only what names this very one counts: `app` is not `application`. */
/** Stands in an expanded text for what only a running build knows. */
const UNKNOWN = '\0';
const DOCKER_HUB = 'docker.io';
/** ECR's registry names, the dual-stack form `\u2026.dkr-ecr.\u2026.on.aws` among them (Amazon ECR user guide, registries). */
const ECR_REGISTRY = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.(?:com\.cn|eu)))$/;
/** @param name a repository's full name, without a tag or a digest */
function imageRepository(name) {
    const slash = name.indexOf('/');
    const first = name.slice(0, Math.max(slash, 0));
    const hasRegistry = /[.:]|^localhost$/.test(first);
    const registry = hasRegistry ? first.toLowerCase() : DOCKER_HUB;
    const path = hasRegistry ? name.slice(slash + 1) : name;
    const [, account, region] = ECR_REGISTRY.exec(registry) ?? [];
    return {
        name,
        registry,
        path,
        ...(account === undefined || region === undefined ? {} : { ecr: { account, region } }),
    };
}
/** The text as a regular expression that matches exactly it. */
function literally(text) {
    return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw `\$&`);
}
const NOT_INSIDE_A_WORD = String.raw `(?<![\w.\-\0])`;
const END_OF_NAME = String.raw `(?![\w/\0-]|\.\w)`;
function registryForms({ registry, ecr }) {
    const orUnknown = (part) => String.raw `(?:${literally(part)}|\0+)`;
    if (ecr !== undefined)
        return String.raw `${orUnknown(ecr.account)}\.dkr[.-]ecr(?:-fips)?\.${orUnknown(ecr.region)}\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.(?:com\.cn|eu))|\0+)`;
    if (registry === DOCKER_HUB)
        return String.raw `(?:index\.|registry-1\.)?docker\.io(?:\/library)?`;
    return literally(registry);
}
/** Whether the text names the repository in full, registry included; a tag, a digest or other words may stand around it. */
function namesInFull(repository, text) {
    const path = literally(repository.path);
    const full = String.raw `${NOT_INSIDE_A_WORD}${registryForms(repository)}\/${path}${END_OF_NAME}`;
    if (new RegExp(full).test(text))
        return true;
    const { ecr } = repository;
    if (ecr === undefined)
        return false;
    const arn = String.raw `${NOT_INSIDE_A_WORD}arn:[\w-]+:ecr:${ecr.region}:${ecr.account}:repository\/${path}${END_OF_NAME}`;
    return new RegExp(arn).test(text);
}
/** Whether the value is the repository's path alone, `app`, or an image of it, `app:latest`. */
function isPathOf({ path }, value) {
    return new RegExp(String.raw `^${literally(path)}(?::\w[\w.-]*)?(?:@sha256:[0-9a-f]{64})?$`).test(value);
}
/** Whether one word of a command that pushes is an image of the repository; its registry may be unknown. */
function isPushedTo(repository, word) {
    if (namesInFull(repository, word))
        return true;
    const behind = repository.registry === DOCKER_HUB ? String.raw `(?:\0+\/)?` : String.raw `\0+\/`;
    return new RegExp(String.raw `^${behind}${literally(repository.path)}(?:[:@].*)?$`, 's').test(word);
}

;// CONCATENATED MODULE: ./src/guard/competing/buildspec.js

/** What is longer is read that far: no buildspec that a person wrote is. */
const LONGEST = 100_000;
/** An image's name is shorter (Distribution's reference grammar allows 255 characters of it); a longer value counts as unknown. */
const LONGEST_VALUE = 1000;
/** In characters; what a longer command says further on is not read, so that no pattern takes long on it. */
const LONGEST_COMMAND = 8000;
/** So deep are command substitutions looked into. */
const DEEPEST = 5;
/**
 * Reads a project's `buildspec`. Undefined where that is the path of a file, an S3 ARN or left out: then the text is not to be had.
 * YAML is read by its lines, which is enough to find commands and variables and cannot fail.
 */
function readBuildspec(buildspec) {
    const text = buildspec?.slice(0, LONGEST).replaceAll(UNKNOWN, '').trim() ?? '';
    const inline = text.startsWith('{') || text.includes('\n') || /^version\s*:/.test(text);
    if (!inline)
        return undefined;
    const { lines, said, variables, references } = fromJson(text) ?? fromYaml(text);
    const handsOver = /\b(?:imagedefinitions|imageDetail)\.json\b/.test(said);
    return { commands: lines.flatMap((line) => commandsOf(line)), variables, references, handsOver };
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function entries(value) {
    return isObject(value) ? Object.entries(value) : [];
}
/** The form that the AWS CDK and Terraform's `jsonencode` write. */
function fromJson(text) {
    let parsed;
    try {
        parsed = JSON.parse(text);
    }
    catch {
        return undefined;
    }
    if (!isObject(parsed))
        return undefined;
    const env = isObject(parsed['env']) ? parsed['env'] : {};
    const lines = entries(parsed['phases']).flatMap(([, phase]) => entries(phase).flatMap(([, list]) => (Array.isArray(list) ? list.filter((line) => typeof line === 'string') : [])));
    return {
        said: text,
        lines: lines.flatMap((line) => logicalLines(line)),
        variables: new Map(entries(env['variables']).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
        references: new Set([...entries(env['parameter-store']), ...entries(env['secrets-manager'])].map(([name]) => name)),
    };
}
function logicalLines(text) {
    return text
        .replaceAll(/\\\r?\n\s*/g, ' ')
        .split(/\r?\n/)
        .map(withoutComment);
}
/** Without a comment: a `#` at the start of a word, outside of quotes. */
function withoutComment(line) {
    let quote = '';
    for (let at = 0; at < line.length; at++) {
        const character = line.charAt(at);
        if (quote === '' && character === '#' && (at === 0 || /\s/.test(line.charAt(at - 1))))
            return line.slice(0, at);
        if (quote === '' && (character === '"' || character === "'"))
            quote = character;
        else if (character === quote)
            quote = '';
    }
    return line;
}
const indentOf = (line) => line.length - line.trimStart().length;
function fromYaml(text) {
    const lines = [];
    const variables = new Map();
    const references = new Set();
    let section;
    let folded;
    for (const line of logicalLines(text)) {
        if (line.trim() === '')
            continue;
        const indent = indentOf(line);
        if (section !== undefined && indent > section.indent) {
            const [, name = '', value = ''] = /^\s*["']?([A-Za-z_]\w*)["']?\s*:\s*(.*)$/.exec(line) ?? [];
            if (section.plain)
                variables.set(name, unquoted(value.trim()));
            else
                references.add(name);
            continue;
        }
        section = undefined;
        if (folded !== undefined && indent > folded.indent) {
            lines[folded.at] = `${lines[folded.at] ?? ''} ${line.trim()}`;
            continue;
        }
        folded = undefined;
        const header = /^\s*(variables|parameter-store|secrets-manager)\s*:\s*$/.exec(line);
        if (header !== null)
            section = { indent, plain: header[1] === 'variables' };
        else if (/^\s*-\s*>[-+\d]*\s*$/.test(line))
            folded = { indent, at: lines.push('') - 1 };
        else
            lines.push(unquoted(line.trim().replace(/^(?:-\s+)+/, '')));
    }
    return { said: lines.join('\n'), lines, variables, references };
}
function unquoted(text) {
    const [, single, double] = /^(?:'(.*)'|"(.*)")$/s.exec(text) ?? [];
    if (single !== undefined)
        return single.replaceAll("''", "'");
    return double === undefined ? text : double.replaceAll(/\\(["\\])/g, '$1');
}
/** A line's commands: those inside of `$(\u2026)` and backticks, then the others with what those would give left open. */
function commandsOf(line, depth = 0) {
    const inside = [];
    let rest = '';
    for (let at = 0; at < line.length; at++) {
        const end = endOfSubstitution(line, at);
        if (end === undefined) {
            rest += line.charAt(at);
        }
        else {
            inside.push(line.slice(line.charAt(at) === '`' ? at + 1 : at + 2, end));
            rest += UNKNOWN;
            at = end;
        }
    }
    const own = rest
        .split(/&&|\|\||[;|]/)
        .map((command) => command.trim().replace(/^(?:(?:then|do|else|if|!|sudo|time|\{|\()\s+)+/, ''))
        .filter((command) => command !== '')
        .map((command) => command.slice(0, LONGEST_COMMAND));
    return [...(depth === DEEPEST ? [] : inside.flatMap((part) => commandsOf(part, depth + 1))), ...own];
}
/** Where the command substitution that begins here ends; at the end of the line where it is not closed; undefined where none begins. */
function endOfSubstitution(line, start) {
    if (line.charAt(start) === '`') {
        const end = line.indexOf('`', start + 1);
        return end < 0 ? line.length : end;
    }
    if (!line.startsWith('$(', start))
        return undefined;
    let open = 0;
    for (let at = start + 1; at < line.length; at++) {
        if (line.charAt(at) === '(')
            open += 1;
        else if (line.charAt(at) === ')' && --open === 0)
            return at;
    }
    return line.length;
}
/** The variable that a command does nothing but set. */
function assignment(command) {
    const form = /^(?:(?:export|readonly|local|declare|typeset)\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)\s*$/s;
    const [, name, value = ''] = form.exec(command) ?? [];
    return name === undefined ? undefined : { name, value: value.replaceAll(/["']/g, '') };
}
/** `$NAME`, `${NAME}`, `${NAME:-text}`, PowerShell's `$env:NAME`, and other uses of `$`, whose outcome is not known. */
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)(?::?[-=]([^{}]*))?\}|(?:env:)?([A-Za-z_]\w*)|\{[^{}]*\}|[\d@*#?!])/g;
/**
 * The variables of a build: what commands set comes before the environment, and that before the buildspec's own variables (CodeBuild
 * user guide, build-spec.env.variables). One that is set to different values in different places is not known.
 * @param hidden variables of the environment whose values are parameters or secrets
 */
function expander(spec, environment, hidden) {
    const assigned = new Map();
    for (const command of spec.commands) {
        const set = assignment(command);
        if (set === undefined)
            continue;
        const before = assigned.get(set.name);
        assigned.set(set.name, before === undefined || before === set.value ? set.value : UNKNOWN);
    }
    const given = (name) => {
        if (hidden.has(name))
            return undefined;
        return environment.get(name) ?? (spec.references.has(name) ? undefined : spec.variables.get(name));
    };
    const resolved = new Map();
    const valueOf = (name) => {
        const set = assigned.get(name);
        if (set === undefined)
            return given(name);
        if (!resolved.has(name)) {
            // What stands here while its own value is looked up: `REPO=$REPO/app` means the one from the environment.
            resolved.set(name, given(name));
            resolved.set(name, set.length > LONGEST_VALUE ? UNKNOWN : expand(set));
        }
        return resolved.get(name);
    };
    const expand = (text) => text.replaceAll(VARIABLE, (_, braced, fallback, plain) => {
        const name = braced ?? plain;
        const value = name === undefined ? undefined : valueOf(name);
        if (value !== undefined && value.length <= LONGEST_VALUE)
            return value;
        return fallback === undefined ? UNKNOWN : fallback.replaceAll(/\$.*$/gs, UNKNOWN);
    });
    return (text) => expand(text).slice(0, LONGEST_COMMAND);
}

;// CONCATENATED MODULE: ./src/guard/competing/telling-variables.js
/** Which variables tell by their names what their values are: a value such as `app` or `web` says nothing by itself. */
/** The words of a variable's name, in capitals: `imageRepoName` and `IMAGE_REPO_NAME` have the same. */
function telling_variables_wordsOf(name) {
    return name
        .replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])/g, '_')
        .toUpperCase()
        .split(/[^A-Z0-9]+/)
        .filter((word) => word !== '');
}
const set = (words) => new Set(words.split(' '));
const OF_NAMES = set('NAME URI URL ID ARN');
const IMAGES = set('IMAGE IMG ECR OCI DOCKER CONTAINER REGISTRY');
const REPOSITORIES = set('REPO REPOSITORY');
const NOT_PUSHED_TO = set('BASE PARENT PULL SOURCE SCAN FROM');
const OTHER_REPOSITORIES = set('GIT GITHUB GITLAB BITBUCKET CODECOMMIT CODE HELM CHART CHARTS MANIFEST MANIFESTS NPM MAVEN GRADLE NUGET PYPI S3 ARTIFACT ARTIFACTS CONFIG INFRA TERRAFORM YUM APT');
const OTHER_SERVICES = set('OTEL DD DATADOG APM RELIC SENTRY TRACE TRACING COMPOSE KUBE KUBERNETES K8S EKS HELM LAMBDA RUNNER DISCOVERY RENDER RUN CLOUDRUN ROLE MESH CONSUL SYSTEMD ACCOUNT');
const OTHER_CLUSTERS = set('EKS KUBE KUBERNETES K8S REDIS VALKEY DB RDS AURORA DOCDB CACHE ELASTICACHE MEMCACHED KAFKA MSK OPENSEARCH ELASTICSEARCH ES EMR REDSHIFT MONGO MONGODB ATLAS');
/** The name's words up to the one that says what kind of thing it is. */
function withoutOfName(words) {
    const last = words.findLastIndex((word) => !OF_NAMES.has(word));
    return words.slice(0, last + 1);
}
const hasAny = (words, known) => words.some((word) => known.has(word));
/** Whether the variable is for an image that is only built upon, read or scanned. */
function isForReading(name) {
    const words = telling_variables_wordsOf(name);
    // An image that is the cache of its own builds is written by them: `CACHE_FROM`.
    return hasAny(words, NOT_PUSHED_TO) && !words.includes('CACHE');
}
/**
 * Whether the variable holds an image repository's name, and how surely. `repository`: of an image registry. `image`: an image, which may
 * also be one that is never pushed. `any-repository`: it may also be the repository of the source code.
 */
function tellsImageRepository(name) {
    const words = withoutOfName(telling_variables_wordsOf(name));
    const last = words.at(-1) ?? '';
    if (last === 'ECR')
        return 'repository';
    if (last === 'IMAGE' || last === 'IMG')
        return 'image';
    if (!REPOSITORIES.has(last) || hasAny(words, OTHER_REPOSITORIES))
        return 'no';
    return hasAny(words, IMAGES) ? 'repository' : 'any-repository';
}
/** Whether the variable holds an ECS service's name: `SERVICE`, `ECS_SERVICE_NAME`. */
function tellsService(name) {
    const words = withoutOfName(telling_variables_wordsOf(name));
    return words.at(-1) === 'SERVICE' && !hasAny(words, OTHER_SERVICES);
}
/** Whether the variable holds an ECS cluster's name. */
function tellsCluster(name) {
    const words = withoutOfName(telling_variables_wordsOf(name));
    return words.at(-1) === 'CLUSTER' && !hasAny(words, OTHER_CLUSTERS);
}

;// CONCATENATED MODULE: ./src/guard/competing/competing.js





/** So many builds show what a project does of late. */
const RECENT_BUILDS = 25;
function repositoriesOf({ imageRepositories }) {
    return imageRepositories.filter((name) => name !== '').map(imageRepository);
}
const names = (repository) => `the image repository ${repository.name}`;
/**
 * What shows that a project pushes one of these images or updates one of these services: one sentence each, none where nothing shows
 * it. A buildspec that is a file in the repository or in S3 cannot be read and says nothing. What a variable holds is compared and
 * never told: it may be a secret in plain text.
 * @param builds builds of the project, newest first, of which the first `RECENT_BUILDS` count
 */
function evidenceOf(project, builds, target) {
    const recent = builds.slice(0, RECENT_BUILDS);
    const said = new Map();
    const say = ({ noun, says }, build) => {
        const key = `${noun} ${says}`;
        if (said.has(key))
            return;
        said.set(key, build === undefined ? `Its ${noun} ${says}.` : `The ${noun} of its build ${build} ${says}.`);
    };
    const definitions = definitionsOf(project, recent);
    for (const definition of definitions)
        for (const fact of factsOf(definition, target))
            say(fact, definition.build);
    for (const build of recent)
        for (const fact of exportedFacts(build, target))
            say(fact, numberOf(build));
    if (said.size > 0)
        for (const definition of definitions)
            for (const fact of handedOver(definition))
                say(fact, definition.build);
    return [...said.values()];
}
/**
 * Whether the project's environment names one of the target's image repositories, beyond doubt: the project may be anybody's. A bare
 * name is one of the project's own account and region, unless its variables say otherwise.
 */
function environmentNamesImage({ arn = '', environment }, target) {
    const { variables } = definitionOf(environment?.environmentVariables, undefined);
    const [, region = '', account = ''] = /^arn:[^:]*:codebuild:([^:]*):([^:]*):/.exec(arn) ?? [];
    const own = [
        ...(variables.some(isRegion) ? [] : [{ name: 'REGION', value: region }]),
        ...(variables.some(isAccount) ? [] : [{ name: 'ACCOUNT', value: account }]),
    ];
    const scope = { kind: '', variables, all: [...variables, ...own], isDoubted: true };
    return repositoriesOf(target).some((repository) => imageVariableFacts(scope, repository, target).length > 0);
}
function numberOf({ buildNumber, id }) {
    return buildNumber === undefined ? (id ?? '') : String(buildNumber);
}
/** The project's definition, then those of its builds that differ from all before. */
function definitionsOf(project, builds) {
    const found = new Map();
    const add = (variables, buildspec, build) => {
        const key = JSON.stringify([(variables ?? []).map(({ name, value, type }) => [name, value, type]), buildspec ?? '']);
        if (found.has(key))
            return;
        found.set(key, { ...definitionOf(variables, buildspec), ...(build === undefined ? {} : { build }) });
    };
    add(project.environment?.environmentVariables, project.source?.buildspec);
    for (const build of builds)
        add(build.environment?.environmentVariables, build.source?.buildspec, numberOf(build));
    return [...found.values()];
}
function definitionOf(variables, text) {
    // A type that nobody knows yet may be one more kind of reference.
    const isPlain = ({ type }) => type === undefined || type === 'PLAINTEXT';
    const all = variables ?? [];
    const buildspec = readBuildspec(text);
    return {
        variables: all.flatMap((one) => isPlain(one) && one.name !== undefined ? [{ name: one.name, value: one.value ?? '' }] : []),
        hidden: new Set(all.flatMap((one) => (isPlain(one) ? [] : [one.name ?? '']))),
        ...(buildspec === undefined ? {} : { buildspec }),
    };
}
function factsOf(definition, target) {
    const { buildspec, variables } = definition;
    const own = [...(buildspec?.variables ?? [])].map(([name, value]) => ({ name, value }));
    const overridden = new Set([...variables.map(({ name }) => name), ...definition.hidden]);
    const scopes = [
        { kind: 'environment variable', variables, all: variables, buildspec },
        {
            kind: "buildspec's variable",
            variables: own.filter(({ name }) => !overridden.has(name)),
            all: [...variables, ...own],
            buildspec,
        },
    ];
    const commands = buildspec === undefined ? [] : expandedCommands(buildspec, definition);
    return [
        ...repositoriesOf(target).flatMap((repository) => [
            ...scopes.flatMap((scope) => imageVariableFacts(scope, repository, target)),
            ...imageCommandFacts(commands, repository),
        ]),
        ...target.services.flatMap((service) => [
            ...scopes.flatMap((scope) => serviceVariableFacts(scope, service)),
            ...serviceCommandFacts(commands, service),
        ]),
    ];
}
function imageVariableFacts(scope, repository, target) {
    const { kind, variables, buildspec } = scope;
    const found = variables.filter((variable) => tells(variable, scope, repository, target) && !isOnlyRead(variable.name, buildspec));
    if (found.length > 0)
        return found.map(({ name }) => ({ noun: `${kind} ${name}`, says: `names ${names(repository)}` }));
    const together = (front, back) => `${front.value.replace(/\/$/, '')}/${back.value.replace(/:\w[\w.-]*$/, '')}` === repository.name;
    const writing = variables.filter(({ name }) => !isForReading(name) && !isOnlyRead(name, buildspec));
    const pairs = writing.flatMap((front) => writing
        .filter((back) => together(front, back))
        .map((back) => ({ noun: `${kind}s ${front.name} and ${back.name}`, says: `together name ${names(repository)}` })));
    return pairs.slice(0, 1);
}
function tells({ name, value }, { all, isDoubted = false }, repository, { sourceRepository }) {
    if (isForReading(name))
        return false;
    if (namesInFull(repository, value))
        return true;
    if (!isPathOf(repository, value) || isElsewhere(all, repository))
        return false;
    switch (tellsImageRepository(name)) {
        case 'repository':
            return true;
        case 'image':
            return !isDoubted;
        case 'any-repository': {
            const source = sourceRepository.toLowerCase();
            return !isDoubted && repository.path !== source && repository.path !== (0,wording/* lastPart */.S_)(source);
        }
        case 'no':
            return false;
    }
}
const isAccount = ({ name, value }) => /ACCOUNT/i.test(name) && /^\d{12}$/.test(value);
const isRegion = ({ name, value }) => /REGION/i.test(name) && /^[a-z]{2,}(?:-[a-z]+)+-\d$/.test(value);
/** Whether the variables put a repository's bare name in another account, region or registry. */
function isElsewhere(variables, { ecr, registry }) {
    const areOthers = (values, expected) => values.length > 0 && !values.includes(expected);
    const registries = variables.flatMap(({ name, value }) => registryIn(name, value) ?? []);
    if (areOthers(registries, registry))
        return true;
    if (ecr === undefined)
        return false;
    const valuesOf = (isOne) => variables.filter(isOne).map(({ value }) => value);
    return areOthers(valuesOf(isAccount), ecr.account) || areOthers(valuesOf(isRegion), ecr.region);
}
/** The registry that a variable names: by its own name, or because it holds nothing but the host of one. */
function registryIn(name, value) {
    const form = /^(?:https?:\/\/)?([a-z0-9.-]{1,255}(?::\d{1,5})?)(\/.*)?$/i;
    const [, host = '', path = '/'] = form.exec(value) ?? [];
    if (!host.includes('.'))
        return undefined;
    const isRegistry = /REGISTRY/i.test(name) || (path === '/' && /(?:^|\.)(?:dkr[.-]ecr|ghcr|gcr|quay|azurecr)\./i.test(host));
    return isRegistry ? host.toLowerCase() : undefined;
}
/** Whether a buildspec that can be read, and runs no script, uses the variable in nothing but commands that read an image. */
function isOnlyRead(name, buildspec) {
    if (buildspec === undefined || buildspec.commands.some(runsScript))
        return false;
    const use = new RegExp(String.raw `\$(?:\{|env:)?${literally(name)}\b`);
    const uses = buildspec.commands.filter((command) => use.test(command) && !isTalk(command));
    return uses.length > 0 && uses.every(isReading);
}
function expandedCommands(buildspec, { variables, hidden }) {
    const expand = expander(buildspec, new Map(variables.map(({ name, value }) => [name, value])), hidden);
    return buildspec.commands.map((command) => expand(command));
}
function imageCommandFacts(commands, repository) {
    const pushed = commands.filter((command) => pushTargets(command) !== undefined || putImageTarget(command) !== undefined);
    const pushes = pushed.some((command) => {
        const path = putImageTarget(command);
        return path === undefined
            ? pushTargets(command)?.some((word) => isPushedTo(repository, word)) === true
            : isPathOf(repository, path);
    });
    if (pushes)
        return [{ noun: 'buildspec', says: `pushes to ${names(repository)}` }];
    const mentions = commands.filter((command) => !isTalk(command) && namesInFull(repository, command));
    const isRead = mentions.some(isReading);
    const isNamed = mentions.some((command) => !isReading(command) && !pushed.includes(command));
    // A name that is set only to be read, as `IMAGE=\u2026` before `docker pull $IMAGE`.
    if (!isNamed || (isRead && pushed.length === 0 && !commands.some(runsScript)))
        return [];
    return [{ noun: 'buildspec', says: `names ${names(repository)}` }];
}
/** The part of a service's ARN or of `cluster/service` that names the cluster. */
function clusterIn(service) {
    const parts = service.replace(/^arn:.*:service\//, '').split('/');
    return parts.length > 1 ? parts[0] : undefined;
}
function isService(target, service) {
    if (service.startsWith('arn:') && target.service.startsWith('arn:'))
        return service === target.service;
    const cluster = clusterIn(service);
    if (cluster !== undefined && cluster !== clusterOf(target))
        return false;
    return (0,wording/* lastPart */.S_)(service) === (0,wording/* lastPart */.S_)(target.service);
}
function clusterOf(target) {
    return (0,wording/* lastPart */.S_)(clusterIn(target.service) ?? (target.cluster === '' ? 'default' : target.cluster));
}
function isCluster(target, cluster) {
    if (cluster.startsWith('arn:') && target.cluster.startsWith('arn:'))
        return cluster === target.cluster;
    return (0,wording/* lastPart */.S_)(cluster) === clusterOf(target);
}
function inWords(target) {
    return `the service ${(0,wording/* lastPart */.S_)(target.service)} in the cluster ${clusterOf(target)}`;
}
function serviceVariableFacts({ kind, variables, all }, target) {
    const clusters = all.filter(({ name, value }) => tellsCluster(name) && value !== '');
    const inThisCluster = clusters.some(({ value }) => isCluster(target, value));
    if (clusters.length > 0 && !inThisCluster)
        return [];
    const what = inThisCluster ? inWords(target) : `the service ${(0,wording/* lastPart */.S_)(target.service)}`;
    return variables
        .filter(({ name, value }) => tellsService(name) && isService(target, value))
        .map(({ name }) => ({ noun: `${kind} ${name}`, says: `names ${what}` }));
}
function serviceCommandFacts(commands, target) {
    const updates = commands.some((command) => {
        const update = serviceUpdate(command);
        if (update === undefined || !isService(target, update.service))
            return false;
        // Without a cluster the AWS CLI means the one called default.
        const cluster = update.cluster ?? clusterIn(update.service) ?? 'default';
        return cluster.includes(UNKNOWN) || isCluster(target, cluster);
    });
    return updates ? [{ noun: 'buildspec', says: `updates ${inWords(target)}` }] : [];
}
function exportedFacts(build, target) {
    const variables = (build.exportedEnvironmentVariables ?? []).map(({ name = '', value = '' }) => ({ name, value }));
    const { variables: given } = definitionOf(build.environment?.environmentVariables, undefined);
    const scope = { kind: 'exported variable', variables, all: [...given, ...variables] };
    return [
        ...repositoriesOf(target).flatMap((repository) => imageVariableFacts(scope, repository, target)),
        ...target.services.flatMap((service) => serviceVariableFacts(scope, service)),
    ];
}
/** Says nothing about whose image it is, so it only stands beside what does. */
function handedOver({ buildspec }) {
    const says = 'writes the image definitions that a CodePipeline deploys to ECS from';
    return buildspec?.handsOver === true ? [{ noun: 'buildspec', says }] : [];
}

;// CONCATENATED MODULE: ./src/guard/projects.js


/** BatchGetProjects takes 100 names. */
const projects_BATCH = 100;
/** So many projects are looked up one by one at a time, where that is needed. */
const AT_A_TIME = 8;
/**
 * Looks the projects up, in batches. Where AWS turns a batch down (one name that the role may not read, or one that is no name,
 * is enough for that), each is looked up by itself.
 * @param names names or ARNs
 * @returns in the order of `names`; once where a name and an ARN mean the same project
 */
async function readProjects(codebuild, patience, names) {
    const read = async (some) => {
        try {
            return await (0,guard_problem.patiently)(patience, async () => {
                const { projects, projectsNotFound = [] } = await codebuild.batchGetProjects({ names: [...some] });
                return some.map((wanted) => {
                    const project = projects?.find(({ name, arn }) => name === wanted || arn === wanted);
                    if (project?.name !== undefined)
                        return { state: 'found', project };
                    // AWS names those that it does not find: silence about one is no proof that it does not exist.
                    if (!projectsNotFound.includes(wanted))
                        throw (0,errors/* incompleteAnswer */.pv)('codebuild:BatchGetProjects', `what there is of the project ${wanted}`);
                    return { state: 'missing' };
                });
            });
        }
        catch (error) {
            const failure = (0,guard_problem.passableFailure)(error);
            if (some.length === 1 || failure.kind === 'retry')
                return some.map(() => ({ state: 'unreadable', failure }));
            const looks = [];
            for (let start = 0; start < some.length; start += AT_A_TIME) {
                const few = some.slice(start, start + AT_A_TIME);
                looks.push(...(await Promise.all(few.map((one) => read([one])))).flat());
            }
            return looks;
        }
    };
    const looks = new Map();
    const found = new Set();
    for (let start = 0; start < names.length; start += projects_BATCH) {
        const some = names.slice(start, start + projects_BATCH);
        for (const [at, look] of (await read(some)).entries()) {
            const name = look.state === 'found' ? look.project.name : undefined;
            if (name !== undefined && found.has(name))
                continue;
            if (name !== undefined)
                found.add(name);
            looks.set(some[at] ?? '', look);
        }
    }
    return looks;
}

;// CONCATENATED MODULE: ./src/guard/competing/source-repository.js
/** What a project has as its location where its hook listens to a whole organisation (CodeBuild user guide, organization webhooks). */
const SCOPED = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION';
/** Whether the repository is the project's source or one of its secondary sources. */
function isBuiltFrom(project, repository) {
    if (repository.sourceRepository === '')
        return false;
    const { source, secondarySources = [], webhook } = project;
    return [...(source === undefined ? [] : [source]), ...secondarySources].some((one) => isFrom(one, webhook, repository));
}
function isFrom({ type, location = '' }, webhook, repository) {
    // CodePipeline ignores a location (API reference, ProjectSource.location).
    if (type === 'CODEPIPELINE')
        return false;
    if (location === SCOPED)
        return listensToOwner(webhook, repository);
    const [host, path] = hostAndPath(location) ?? [];
    return host === hostOf(repository) && path === repository.sourceRepository.toLowerCase();
}
/** A global hook, of an enterprise, takes the jobs of runners only (CodeBuild user guide), and names no owner. */
function listensToOwner(webhook, repository) {
    const { scope, name = '', domain = '' } = webhook?.scopeConfiguration ?? {};
    const [owner = ''] = repository.sourceRepository.toLowerCase().split('/');
    const isThisServer = domain === '' || hostname(domain) === hostOf(repository);
    return scope === 'GITHUB_ORGANIZATION' && name.toLowerCase() === owner && isThisServer;
}
function hostOf({ serverUrl }) {
    return hostname(serverUrl === '' ? 'https://github.com' : serverUrl);
}
/** Of an address with or without a scheme. */
function hostname(address) {
    return /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/]*@)?([^/:]*)/i.exec(address)?.[1]?.toLowerCase() ?? '';
}
/** Host and path of a clone URL, in lower case; what it holds of a user and a token is left behind. */
function hostAndPath(location) {
    const form = /^(?:(?:https?|ssh|git):\/\/)?(?:[^/]*@)?([^/:@]+)(?::\d+(?=\/))?[/:]+(.+)$/i;
    const [, host, path] = form.exec(location.trim()) ?? [];
    if (host === undefined || path === undefined)
        return undefined;
    const plain = path.replace(/\/+$/, '').replace(/\.git$/i, '');
    return [host.toLowerCase().replace(/^www\./, ''), plain.toLowerCase()];
}

;// CONCATENATED MODULE: ./src/guard/competing/repository-buildspec.js


/** What CodeBuild takes where a project names none (CodeBuild user guide, buildspec reference). */
const DEFAULT_PATH = 'buildspec.yml';
/**
 * The project with the text of its buildspec in it, where that is a file of this repository that can be read; otherwise the project as it
 * is. What it builds at another commit may differ: it is evidence, and no proof. Rejects as `read` does.
 */
async function withBuildspec(project, repository, read) {
    const { source } = project;
    const path = (source?.buildspec ?? '').trim().replace(/^\.\//, '') || DEFAULT_PATH;
    const isFile = readBuildspec(source?.buildspec) === undefined && !path.includes(':') && !path.split('/').includes('..');
    if (source === undefined || !isFile || !isBuiltFrom({ ...project, secondarySources: [] }, repository))
        return project;
    const text = await read(path);
    return text === undefined ? project : { ...project, source: { ...source, buildspec: `${text}\n` } };
}

;// CONCATENATED MODULE: ./src/guard/competing/auto.js









/** What problems of the search stand under, as an author writes it in place of a project's name. */
const AUTO = 'auto';
/** So many projects have their builds read at a time. */
const auto_AT_A_TIME = 5;
const MOST_NAMED = 10;
/**
 * The projects of the account that may compete: those whose source is this repository, and those whose environment names the
 * repository of the expected image. What keeps the search from being complete blocks, for a project that nobody looked at may be the
 * one that competes. Projects that other accounts share are not among them: ListProjects does not give those.
 */
async function findProjects(codebuild, patience, target, readFile) {
    const listed = await listNames(codebuild, patience);
    const all = await readProjects(codebuild, patience, listed.names);
    const found = [...all].flatMap(([name, look]) => look.state === 'found' && (isBuiltFrom(look.project, target) || environmentNamesImage(look.project, target))
        ? [{ name, project: look.project }]
        : []);
    const showings = new Map();
    const problems = [...withoutImage(target), ...listed.problems, ...unreadable(all)];
    for (let start = 0; start < found.length; start += auto_AT_A_TIME) {
        const few = found.slice(start, start + auto_AT_A_TIME);
        const shown = await Promise.all(few.map(({ project }) => showingOf(codebuild, patience, project, target, readFile)));
        for (const [at, { showing, problem }] of shown.entries()) {
            showings.set(few[at]?.name ?? '', showing);
            if (problem !== undefined)
                problems.push(problem);
        }
    }
    return { looks: new Map(found.map(({ name, project }) => [name, { state: 'found', project }])), showings, problems };
}
/** Without the image nothing can show who pushes it, so that nothing found would mean nothing. */
function withoutImage({ imageRepositories, unread = [] }) {
    if (imageRepositories.length > 0 && unread.length === 0)
        return [];
    const which = unread.length === 0 ? 'the service runs' : `${unread.join(', ')} ${unread.length === 1 ? 'runs' : 'run'}`;
    const message = `Which image ${which} could not be read, so that nothing shows which projects push it.`;
    return [{ project: AUTO, message, blocking: true, passing: true }];
}
/** Names of all projects, in an order that does not change from look to look. */
async function listNames(codebuild, patience) {
    const names = new Set();
    const tokens = new Set();
    const problems = [];
    let nextToken;
    try {
        do {
            const input = {
                sortBy: 'NAME',
                sortOrder: 'ASCENDING',
                ...(nextToken === undefined ? {} : { nextToken }),
            };
            const page = await (0,guard_problem.patiently)(patience, async () => {
                const answer = await codebuild.listProjects(input);
                // An empty list is an answer; none at all is not, and must not mean that nothing competes.
                if (answer.projects === undefined)
                    throw (0,errors/* incompleteAnswer */.pv)('codebuild:ListProjects', 'the projects');
                return answer;
            });
            for (const name of page.projects ?? [])
                names.add(name);
            nextToken = page.nextToken === '' ? undefined : page.nextToken;
            if (nextToken !== undefined && tokens.has(nextToken)) {
                const message = `The list of CodeBuild projects did not end: its pages repeat after ${(0,wording/* count */.U9)(names.size, 'project')}.`;
                problems.push({ project: AUTO, message, blocking: true });
                break;
            }
            tokens.add(nextToken ?? '');
        } while (nextToken !== undefined);
    }
    catch (error) {
        const what = `The CodeBuild projects that compete could not be ${names.size === 0 ? 'searched for' : 'searched for in full'}`;
        problems.push((0,guard_problem.problemOf)((0,guard_problem.passableFailure)(error), AUTO, what, true, '*'));
    }
    return { names: [...names].toSorted(), problems };
}
/** One problem for all that failed alike: an account may have hundreds of projects. */
function unreadable(looks) {
    const failed = new Map();
    for (const [name, look] of looks) {
        if (look.state !== 'unreadable')
            continue;
        const { failure } = look;
        const key = `${failure.kind} ${failure.code}`;
        failed.set(key, { failure: failed.get(key)?.failure ?? failure, names: [...(failed.get(key)?.names ?? []), name] });
    }
    return [...failed.values()].map(({ failure, names }) => {
        const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
        const which = `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
        const what = `${(0,wording/* count */.U9)(names.length, 'CodeBuild project')} could not be read, so that nobody knows whether they compete (${which})`;
        return (0,guard_problem.problemOf)(names.length === 1 ? failure : ofAllProjects(failure), AUTO, what, true, '*');
    });
}
/** The failure as one about every project of the account, where it names a single one. */
function ofAllProjects({ kind, action, code, message, httpStatus, resource }) {
    const all = resource?.replace(/:project\/.*$/s, ':project/*');
    return new aws_failure/* AwsFailure */.O(kind, action, code, message, { httpStatus, resource: all });
}
/**
 * The builds are read only where the project's own definition shows nothing. A project of another repository is told with what speaks
 * for it and is left alone: what starts it is no push to this one, and only its name, given by the author, makes it this run's business.
 */
async function showingOf(codebuild, patience, found, target, readFile) {
    const { name = '', arn = name } = found;
    if (!isBuiltFrom(found, target))
        return { showing: { competing: 'not-shown', evidence: evidenceOf(found, [], target) } };
    let project;
    try {
        project = await withBuildspec(found, target, readFile);
    }
    catch (error) {
        const failure = (0,guard_problem.passableFailure)(error);
        const message = `The buildspec of ${name} could not be read from the repository, and without it nothing shows whether it competes: ${failure.code}: ${failure.message}`;
        const isPassing = failure.kind === 'retry' ? { passing: true } : {};
        return {
            showing: { competing: 'not-shown', evidence: [] },
            problem: { project: name, message, blocking: true, ...isPassing },
        };
    }
    const showing = (evidence) => ({
        competing: evidence.length === 0 ? 'not-shown' : 'shown',
        evidence,
    });
    const evidence = evidenceOf(project, [], target);
    if (evidence.length > 0)
        return { showing: showing(evidence) };
    try {
        const builds = await describeNewestBuilds({ codebuild, patience }, name, RECENT_BUILDS);
        return { showing: showing(evidenceOf(project, builds, target)) };
    }
    catch (error) {
        const what = `The builds of ${name} could not be read, and without them nothing shows whether it competes`;
        return { showing: showing([]), problem: (0,guard_problem.problemOf)((0,guard_problem.passableFailure)(error), name, what, true, arn) };
    }
}

;// CONCATENATED MODULE: ./src/guard/builds/in-time.js




/** How long a look waits for the builds, in milliseconds: they inform, and nothing that decides must wait for them. */
const in_time_LONGEST = 10_000;
/** How long a later look waits for what an earlier one has waited for in vain. */
const ONCE_MORE = 1_000;
/**
 * Reads builds as `readBuilds` does, but not for longer than a look may take; what does not come in time goes on. Builds that were read
 * once stay known where they cannot be read again: the pipelines that they name are looked at in every look. Lives as long as the run.
 * @param longest milliseconds that one look may wait, where that is less than usual
 */
function createBuildsReader(codebuild, longest = in_time_LONGEST) {
    const underWay = new Map();
    const known = new Map();
    const begin = (patience, project, limit) => {
        let obstacle = noAnswer('codebuild:ListBuildsForProject', limit);
        const reads = readBuilds({
            codebuild,
            patience: { ...patience, failed: (failure) => (obstacle = failure) },
            asking: (action) => (obstacle = noAnswer(action, limit)),
        }, project);
        const look = reads
            .then((read) => {
            if (read.failure === undefined)
                known.set(project.name, read);
            return read;
        })
            .finally(() => underWay.delete(project.name));
        const reading = { look, obstacle: () => obstacle };
        underWay.set(project.name, reading);
        return reading;
    };
    return async (patience, project) => {
        const earlier = underWay.get(project.name);
        const limit = Math.min(earlier === undefined ? in_time_LONGEST : ONCE_MORE, longest);
        const reading = earlier ?? begin(patience, project, limit);
        const look = (await (0,src_clock/* inTimeOf */.Oz)(patience.clock, reading.look, limit)) ?? notInTime(project, reading.obstacle());
        const before = known.get(project.name);
        return before === undefined ? look : together(look, before);
    };
}
function noAnswer(action, limit) {
    return new aws_failure/* AwsFailure */.O('retry', action, 'NoAnswerYet', `no answer within ${limit / 1000} s`);
}
function notInTime({ name, arn }, failure) {
    const what = `The builds of ${name} could not be read in the time that there was for them`;
    return { problems: [{ ...(0,guard_problem.problemOf)(failure, name, what, false, arn), hidesPipelines: true }], failure };
}
/** What was read of the builds, before the failure if there was one, and behind it what was known of the others. */
function together(look, before) {
    return {
        ...look,
        builds: eachOnce(look.builds, before.builds),
        described: eachOnce(look.described, before.described),
    };
}
function eachOnce(...parts) {
    const found = new Map();
    for (const build of parts.flatMap((part) => part ?? []))
        if (!found.has(build.id))
            found.set(build.id, build);
    return [...found.values()];
}

;// CONCATENATED MODULE: ./src/guard/direct-first.js


/** How long the search for pipelines may take, in milliseconds, before what starts the project itself is disabled without it. */
const MOMENT = 2_000;
/** For what starts the project itself: it knows of no pipeline. */
const NO_PIPELINES = {
    runsOf: () => Promise.resolve({ runs: [], failures: [] }),
    reaches: () => Promise.resolve(true),
};
/**
 * A kind whose triggers start the project or its pipelines. Where the search for those is slow, or hangs, what starts the project itself is
 * disabled first: it must not stay live meanwhile.
 * @param direct the kind as it is without pipelines
 * @param whole the kind as it is with them
 */
function directFirst(direct, whole, search, clock) {
    return {
        ...whole,
        disable: async (project, about) => {
            // A search that fails is told by whoever needs what it finds.
            const isOver = search(project).then(() => true, () => true);
            if ((await (0,src_clock/* inTimeOf */.Oz)(clock, isOver, MOMENT)) === true)
                return whole.disable(project, about);
            const first = await direct.disable(project, about);
            const look = await whole.disable(project, about);
            const gone = first.triggers.filter((one) => !look.triggers.some((trigger) => isSame(one, trigger)));
            return {
                ...look,
                triggers: [
                    ...look.triggers.map((trigger) => withEarlier(trigger, first.triggers)),
                    ...gone.flatMap((trigger) => nowGone(trigger)),
                ],
            };
        },
    };
}

// EXTERNAL MODULE: ./src/observe/answers.js
var observe_answers = __webpack_require__(67524);
;// CONCATENATED MODULE: ./src/guard/pipeline/calls.js


/** The most that ListPipelines gives at once (API reference, ListPipelines.maxResults). */
const PAGE = 1000;
/** Every page of ListPipelines; what was listed before a failure is given all the same. */
async function listPipelines(codepipeline, patience) {
    const listed = [];
    const tokens = new Set();
    try {
        for (let nextToken;;) {
            const page = nextToken === undefined ? { maxResults: PAGE } : { maxResults: PAGE, nextToken };
            const answer = await (0,guard_problem.patiently)(patience, async () => {
                const { pipelines, nextToken: next } = await codepipeline.listPipelines(page);
                if (pipelines === undefined)
                    throw (0,errors/* incompleteAnswer */.pv)('codepipeline:ListPipelines', 'the pipelines');
                return { pipelines, next };
            });
            for (const pipeline of answer.pipelines) {
                const { name } = pipeline;
                if (name === undefined)
                    throw (0,errors/* incompleteAnswer */.pv)('codepipeline:ListPipelines', "a pipeline's name");
                listed.push({ ...pipeline, name });
            }
            nextToken = answer.next;
            if (nextToken === undefined || nextToken === '')
                return { pipelines: listed };
            if (tokens.has(nextToken))
                throw (0,errors/* incompleteAnswer */.pv)('codepipeline:ListPipelines', 'a new page token');
            tokens.add(nextToken);
        }
    }
    catch (error) {
        return { pipelines: listed, failure: (0,guard_problem.passableFailure)(error) };
    }
}

;// CONCATENATED MODULE: ./src/guard/pipeline/starts.js
/**
 * What starts the pipeline, as far as its definition says: one sentence for each source. Rules, schedules and people may start it
 * too. Of a configuration only what names the source is told; a token may stand next to it.
 */
function describeStarts({ stages, triggers }) {
    const sources = (stages ?? [])
        .flatMap(({ actions }) => actions ?? [])
        .filter((action) => action.actionTypeId?.category === 'Source');
    return sources.map((source) => {
        const filters = (triggers ?? [])
            .map(({ gitConfiguration }) => gitConfiguration)
            .filter((git) => git !== undefined && git.sourceActionName === source.name);
        return filters.length > 0 ? filtered(source, filters) : plain(source);
    });
}
/** A trigger takes the place of the source's own change detection (API reference, PipelineDeclaration.triggers). */
function filtered(source, filters) {
    const events = filters.flatMap((git) => [
        ...(git?.push ?? []).map(pushes),
        ...(git?.pullRequest ?? []).map(pullRequests),
    ]);
    const what = events.length === 0 ? 'Any push' : capitalized(events.join(', or '));
    return `${what} in ${placeOf(source, false)} starts the pipeline.`;
}
function pushes({ branches, tags, filePaths }) {
    const conditions = [...patterns('branches', branches), ...patterns('tags', tags), ...patterns('paths', filePaths)];
    return conditions.length === 0 ? 'a push' : `a push to ${conditions.join(' and ')}`;
}
function pullRequests({ events, branches, filePaths }) {
    const conditions = [...patterns('branches', branches), ...patterns('paths', filePaths)];
    const kinds = (events ?? []).join(', ').toLowerCase();
    const into = conditions.length === 0 ? '' : ` to ${conditions.join(' and ')}`;
    return `a pull request${kinds === '' ? '' : ` (${kinds})`}${into}`;
}
function patterns(what, { includes = [], excludes = [] } = {}) {
    return [
        ...(includes.length === 0 ? [] : [`${what} ${includes.join(', ')}`]),
        ...(excludes.length === 0 ? [] : [`${what} other than ${excludes.join(', ')}`]),
    ];
}
/** A source without a trigger of its own; defaults as in the user guide's action reference. */
function plain(source) {
    const { configuration = {}, actionTypeId } = source;
    const place = placeOf(source, true);
    const polls = configuration['PollForSourceChanges'] !== 'false';
    switch (actionTypeId?.provider) {
        case 'CodeStarSourceConnection':
            return configuration['DetectChanges'] === 'false'
                ? `Its source is ${place}, whose changes do not start it (DetectChanges is false).`
                : `A push to ${place} starts the pipeline.`;
        case 'GitHub':
            return polls
                ? `A push to ${place} starts the pipeline (it polls).`
                : `A webhook for ${place} may start the pipeline.`;
        case 'CodeCommit':
        case 'S3':
            return polls
                ? `A change of ${place} starts the pipeline (it polls).`
                : `A change of ${place} starts the pipeline where an EventBridge rule says so.`;
        case 'ECR':
            return `An image pushed to ${place} starts the pipeline where an EventBridge rule says so.`;
        case undefined:
        default:
            return `Its source is ${place}.`;
    }
}
/** @param withBranch whether its branch counts; a trigger names its own */
function placeOf({ configuration = {}, actionTypeId, name }, withBranch) {
    const at = (branch, repository) => branch === undefined || !withBranch ? repository : `${branch} of ${repository}`;
    const { FullRepositoryId, BranchName, Owner, Repo, Branch, RepositoryName, ImageTag, S3Bucket, S3ObjectKey } = configuration;
    if (FullRepositoryId !== undefined)
        return at(BranchName, FullRepositoryId);
    if (Owner !== undefined && Repo !== undefined)
        return at(Branch, `${Owner}/${Repo}`);
    if (RepositoryName !== undefined)
        return actionTypeId?.provider === 'ECR'
            ? `ECR repository ${RepositoryName}:${ImageTag ?? 'latest'}`
            : at(BranchName, `CodeCommit repository ${RepositoryName}`);
    if (S3Bucket !== undefined)
        return `s3://${S3Bucket}/${S3ObjectKey ?? ''}`;
    return `${name ?? 'a source without a name'} (${actionTypeId?.provider ?? 'no provider'})`;
}
function capitalized(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

;// CONCATENATED MODULE: ./src/guard/pipeline/definition.js


/** The account and the partition of an ARN; undefined for anything else. */
function readArn(arn) {
    const [scheme, partition = '', , , account = ''] = (arn ?? '').split(':');
    return scheme === 'arn' && partition !== '' ? { partition, account } : undefined;
}
/** The region of a project: that of its ARN, else the one it was looked for in. */
function regionOf({ arn }, fallback) {
    const region = readArn(arn) === undefined ? '' : (arn?.split(':')[3] ?? '');
    return region === '' ? fallback : region;
}
/** A pipeline's ARN (`arn:aws:codepipeline:region:account:name`), of the project's partition and account where it is not told. */
function pipelineArn({ arn }, region, name) {
    const { partition, account } = readArn(arn) ?? { partition: 'aws', account: '*' };
    return `arn:${partition}:codepipeline:${region}:${account === '' ? '*' : account}:${name}`;
}
function incomplete(lacks) {
    return (0,errors/* incompleteAnswer */.pv)('codepipeline:GetPipeline', lacks);
}
/**
 * Reads what GetPipeline gave.
 * @throws AwsFailure of the kind `retry` where the answer lacks what every pipeline has
 */
function readDefinition(region, { pipeline, metadata }) {
    if (pipeline?.name === undefined)
        throw incomplete('the pipeline');
    if (pipeline.stages === undefined || pipeline.stages.length === 0)
        throw incomplete('the stages of the pipeline');
    const arn = metadata?.pipelineArn;
    const account = readArn(arn)?.account;
    const stages = pipeline.stages.map((stage) => {
        if (stage.name === undefined || stage.actions === undefined)
            throw incomplete('a stage of the pipeline');
        return { name: stage.name, uses: usesOf(stage, region, account, pipeline.variables ?? []) };
    });
    return {
        region,
        name: pipeline.name,
        ...(arn === undefined ? {} : { arn }),
        ...(pipeline.executionMode === undefined ? {} : { executionMode: pipeline.executionMode }),
        stages,
        starts: describeStarts(pipeline),
    };
}
/** A condition's rules run projects too (CodePipeline user guide, rule reference: provider `CodeBuild`). */
function usesOf({ actions, beforeEntry, onSuccess, onFailure }, region, account, variables) {
    const conditions = [beforeEntry, onSuccess, onFailure].flatMap((one) => one?.conditions ?? []);
    const runners = [
        ...(actions ?? []).map((action) => [action.actionTypeId?.provider, action]),
        ...conditions.flatMap(({ rules }) => rules ?? []).map((rule) => [rule.ruleTypeId?.provider, rule]),
    ];
    return runners.flatMap(([provider, { configuration, region: ownRegion, roleArn }]) => {
        // Every action and rule has a provider, and every one of CodeBuild a project: what is not told may be the one that is looked for.
        if (provider === undefined)
            throw incomplete('what an action of the pipeline runs');
        if (provider !== 'CodeBuild')
            return [];
        const project = configuration?.['ProjectName'];
        if (project === undefined)
            throw incomplete('the project of an action of the pipeline');
        // An action runs in the account of its own role (CodePipeline user guide, resources of another account).
        const itsAccount = readArn(roleArn)?.account ?? account;
        return [
            {
                ...resolved(project, variables),
                region: ownRegion ?? region,
                ...(itsAccount === undefined ? {} : { account: itsAccount }),
            },
        ];
    });
}
/** How a configuration refers to a variable (CodePipeline user guide, variables): one of the pipeline's own, or an action's output. */
const REFERENCE = /#\{([^}]*)\}/g;
const OWN = 'variables.';
function resolved(project, variables) {
    const references = [...project.matchAll(REFERENCE)].map(([, name = '']) => name);
    if (references.length === 0)
        return { project };
    const defaults = new Map(variables.map(({ name, defaultValue }) => [`${OWN}${name ?? ''}`, defaultValue]));
    if (references.some((name) => (defaults.get(name) ?? '') === ''))
        return { variable: project };
    const byDefault = project.replaceAll(REFERENCE, (_, name) => defaults.get(name) ?? '');
    return { project: byDefault, variable: project };
}
/**
 * The stages that run the project, in the pipeline's order. The same name in another region or account is another project.
 * @param startedIt whether builds of the project name the pipeline: then a project that is a variable counts as this one
 */
function stagesWith(definition, project, region, startedIt) {
    const account = readArn(project.arn)?.account;
    const isMeant = (use) => {
        if (project.arn !== undefined && use.project === project.arn)
            return true;
        const sameAccount = account === undefined || use.account === undefined || account === use.account;
        const isNamed = use.project === project.name || (use.variable !== undefined && startedIt);
        return isNamed && use.region === region && sameAccount;
    };
    return definition.stages.filter(({ uses }) => uses.some(isMeant)).map(({ name }) => name);
}

// EXTERNAL MODULE: ./src/aws/partition.js
var aws_partition = __webpack_require__(61584);
;// CONCATENATED MODULE: ./src/guard/pipeline/regions.js

/**
 * Regions with CodePipeline, by partition, out of the AWS SDKs' endpoint data (botocore 1.43, `endpoints.json`, the endpoints of
 * `codepipeline`). A region may be opt-in, and then does not answer every account.
 */
const REGIONS = new Map([
    [
        'aws',
        [
            'af-south-1',
            'ap-east-1',
            'ap-northeast-1',
            'ap-northeast-2',
            'ap-northeast-3',
            'ap-south-1',
            'ap-south-2',
            'ap-southeast-1',
            'ap-southeast-2',
            'ap-southeast-3',
            'ap-southeast-4',
            'ap-southeast-5',
            'ca-central-1',
            'eu-central-1',
            'eu-central-2',
            'eu-north-1',
            'eu-south-1',
            'eu-south-2',
            'eu-west-1',
            'eu-west-2',
            'eu-west-3',
            'il-central-1',
            'me-central-1',
            'me-south-1',
            'sa-east-1',
            'us-east-1',
            'us-east-2',
            'us-west-1',
            'us-west-2',
        ],
    ],
    ['aws-cn', ['cn-north-1', 'cn-northwest-1']],
    ['aws-us-gov', ['us-gov-east-1', 'us-gov-west-1']],
]);
/** The other regions of the region's partition in which a pipeline can be; none where the partition is not known. */
function otherPipelineRegions(region) {
    const partition = (0,aws_partition/* partitionOf */.i)(region);
    const isKnownPartition = partition !== 'aws' || /^[a-z]{2}-[a-z]+-\d+$/.test(region);
    return isKnownPartition ? (REGIONS.get(partition) ?? []).filter((one) => one !== region) : [];
}

;// CONCATENATED MODULE: ./src/guard/pipeline/elsewhere.js





/** Each region is its own endpoint, so that they do not throttle each other. */
const AT_ONCE = 10;
/** How long one region may take to answer where nothing depends on it, in milliseconds. */
const BRIEFLY = 3_000;
/** The form of a pipeline's name (API reference, PipelineDeclaration.name). */
const NAME = /^[A-Za-z0-9.@_-]{1,100}$/;
/**
 * Looks for a pipeline by its name in the other regions of the partition. No failure there ends the run, not even credentials that
 * are not accepted: a region that the account has not enabled answers so.
 * @param briefly whether a region that does not answer soon counts as one that could not be asked
 */
async function lookElsewhere(deps, name, briefly) {
    const found = [];
    const failures = new Map();
    if (!NAME.test(name))
        return { name, found, failures };
    const answers = await (0,observe_answers/* inParallel */.HN)(otherPipelineRegions(deps.region), AT_ONCE, async (region) => ({
        region,
        said: await (briefly ? askBriefly(deps, region, name) : ask(deps, region, name)),
    }));
    for (const { region, said } of answers) {
        if (said.kind === 'found')
            found.push(said.definition);
        if (said.kind === 'failed')
            failures.set(region, said.failure);
    }
    return { name, found, failures };
}
async function askBriefly(deps, region, name) {
    const said = await (0,src_clock/* inTimeOf */.Oz)(deps.clock, ask(deps, region, name), BRIEFLY);
    if (said !== undefined)
        return said;
    const known = deps.memory.get(`${region}/${name}`);
    if (known !== undefined)
        return known;
    const message = `no answer within ${BRIEFLY / 1000} s`;
    return { kind: 'failed', failure: new aws_failure/* AwsFailure */.O('retry', 'codepipeline:GetPipeline', 'NoAnswerYet', message) };
}
async function ask({ codepipeline, memory }, region, name) {
    const key = `${region}/${name}`;
    const known = memory.get(key) ?? memory.get(region);
    if (known !== undefined && known.kind !== 'found')
        return known;
    try {
        const definition = readDefinition(region, await codepipeline(region).getPipeline({ name }));
        const said = { kind: 'found', definition };
        memory.set(key, said);
        return said;
    }
    catch (error) {
        if (!(error instanceof aws_failure/* AwsFailure */.O))
            throw error;
        if (error.kind === 'absent') {
            memory.set(key, { kind: 'absent' });
            return { kind: 'absent' };
        }
        // What was there a moment ago is taken to be there still.
        if (known !== undefined)
            return known;
        const said = { kind: 'failed', failure: error };
        // A region that is not turned on, or has no CodePipeline, is so for every name; what may pass is asked again at the next look.
        if (error.kind === 'credentials' || error.code === 'ENOTFOUND')
            memory.set(region, said);
        else if (error.kind !== 'retry')
            memory.set(key, said);
        return said;
    }
}
/**
 * Makes a call in the region of a pipeline that was found. In another region than the project's, credentials that are not accepted
 * are a failure like any other: if they have expired, the next call at home tells it.
 */
async function inRegion(region, home, call) {
    try {
        return await call();
    }
    catch (error) {
        if (region === home || !(error instanceof aws_failure/* AwsFailure */.O) || error.kind !== 'credentials')
            throw error;
        const { action, code, message, httpStatus, resource } = error;
        throw new aws_failure/* AwsFailure */.O('rejected', action, code, message, { httpStatus, resource }, { cause: error });
    }
}

;// CONCATENATED MODULE: ./src/guard/pipeline/transition.js
/**
 * The reason that marks a stage transition as disabled by this action. AWS takes 300 characters of letters, digits and
 * `!@ ().*?-` at most (API reference, DisableStageTransition.reason), so it has neither colon nor comma.
 */
const TRANSITION_MARK = 'Disabled by ecs-deploy-verifier because a GitHub Actions workflow deploys the same service. ' +
    'Its competing-triggers restore mode enables this transition again.';
/** What any mark of ours holds, altered or not. */
const SIGNATURE = /ecs-deploy-verifier/i;
/** Statuses of a stage execution after which nothing in it starts any more. */
const OVER = new Set(['Succeeded', 'Failed', 'Stopped', 'Cancelled', 'Skipped']);
function isClosed({ way }) {
    return way === 'ours' || way === 'closed';
}
/** @param firstStage name of the pipeline's first stage */
function readTransition(states, stage, firstStage) {
    const state = states.find(({ stageName }) => stageName === stage);
    const inbound = state?.inboundTransitionState;
    const reason = inbound?.enabled === false ? (inbound.disabledReason ?? '') : '';
    const isOurs = reason === TRANSITION_MARK;
    const latest = state?.latestExecution;
    const waiting = [state?.inboundExecution, ...(state?.inboundExecutions ?? [])].flatMap((one) => one === undefined ? [] : [one.pipelineExecutionId ?? 'without an id']);
    const way = () => {
        if (stage === firstStage)
            return 'first';
        if (state === undefined)
            return 'untold';
        if (inbound?.enabled !== false)
            return 'open';
        return isOurs ? 'ours' : 'closed';
    };
    return {
        way: way(),
        reason,
        altered: !isOurs && SIGNATURE.test(reason),
        waiting: [...new Set(waiting)],
        ...(latest === undefined || OVER.has(latest.status ?? '')
            ? {}
            : { inside: latest.pipelineExecutionId ?? 'without an id' }),
    };
}

;// CONCATENATED MODULE: ./src/guard/pipeline/finder.js








/** GetPipeline is one call for each pipeline of the account; more at once are only throttled. */
const finder_AT_ONCE = 5;
/**
 * Both methods of the finder reject with an `AwsFailure` of the kind `credentials` (out of the project's own region) or with the
 * run's abort reason, and with nothing else. `stagesOf` rejects with any `AwsFailure`.
 */
function createPipelineFinder(deps) {
    const { codepipeline, region, patience, remembered } = deps;
    const { clock } = patience;
    const elsewhere = new Map();
    const states = new Map();
    const firstStages = new Map();
    const searches = new Map();
    let inventory;
    const definitionOf = async (name, key) => {
        const known = key === undefined ? undefined : remembered.get(key);
        if (known?.kind === 'found')
            return known.definition;
        const definition = await (0,guard_problem.patiently)(patience, async () => readDefinition(region, await codepipeline(region).getPipeline({ name })));
        if (key !== undefined)
            remembered.set(key, { kind: 'found', definition });
        return definition;
    };
    const takeInventory = async () => {
        const { pipelines: listed, failure } = await listPipelines(codepipeline(region), patience);
        // Once where it moved from one page to the next meanwhile.
        const pipelines = [...new Map(listed.map((one) => [one.name, one])).values()];
        const read = await (0,observe_answers/* inParallel */.HN)(pipelines, finder_AT_ONCE, async ({ name, version, updated }) => {
            const isDated = version !== undefined && updated !== undefined;
            try {
                return await definitionOf(name, isDated ? `${region}/${name}/${version}/${updated.getTime()}` : undefined);
            }
            catch (error) {
                const why = (0,guard_problem.passableFailure)(error);
                // Deleted since it was listed.
                return why.kind === 'absent' ? undefined : { name, failure: why };
            }
        });
        return {
            complete: failure === undefined,
            definitions: read.flatMap((one) => (one !== undefined && 'stages' in one ? [one] : [])),
            failures: [
                ...(failure === undefined ? [] : [{ failure }]),
                ...read.flatMap((one) => (one !== undefined && 'failure' in one ? [one] : [])),
            ],
        };
    };
    const lookFor = (name, briefly) => {
        const key = `${briefly ? 'briefly' : 'fully'} ${name}`;
        const look = elsewhere.get(key) ?? lookElsewhere({ codepipeline, region, memory: remembered, clock }, name, briefly);
        elsewhere.set(key, look);
        return look;
    };
    /** @param names the pipelines that builds of the project name */
    const found = (project, definition, names) => {
        const stages = stagesWith(definition, project, regionOf(project, region), names.has(definition.name));
        if (stages.length === 0)
            return [];
        const { region: its, name, arn = pipelineArn(project, its, name) } = definition;
        firstStages.set(`${its}/${name}`, definition.stages[0]?.name ?? '');
        return [{ region: its, name, arn, stages, definition }];
    };
    /**
     * What other regions have under the names that builds tell. A pipeline at home that runs the project explains those builds: then
     * nothing waits long for the other regions.
     */
    const away = async (project, { definitions, complete, failures: unread }, names) => {
        // Of a list that is not complete nobody can say what it does not show.
        if (!complete)
            return [];
        const looks = [];
        const stateOf = (name) => {
            if (unread.some((one) => one.name === name))
                return 'unread';
            const here = definitions.find((one) => one.name === name);
            if (here === undefined)
                return 'absent';
            return found(project, here, names).length > 0 ? 'runs' : 'another';
        };
        for (const name of names) {
            const atHome = stateOf(name);
            const { failures, found: there } = await lookFor(name, atHome === 'runs' || atHome === 'unread');
            looks.push({ name, atHome, failures, found: there.flatMap((one) => found(project, one, names)) });
        }
        return looks;
    };
    const stagesOf = (run, again = false) => {
        const key = `${run.region}/${run.name}`;
        const known = states.get(key);
        if (known !== undefined && !again)
            return known;
        const reading = (0,guard_problem.patiently)(patience, async () => {
            const ask = () => codepipeline(run.region).getPipelineState({ name: run.name });
            const { stageStates } = await inRegion(run.region, region, ask);
            if (stageStates === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('codepipeline:GetPipelineState', 'the stages');
            return stageStates;
        });
        states.set(key, reading);
        return reading;
    };
    const search = async (project) => {
        const here = await (inventory ??= takeInventory());
        let named = new Set();
        let buildsFailure;
        try {
            named = new Set(await deps.namesFromBuilds?.(project));
        }
        catch (error) {
            buildsFailure = (0,guard_problem.passableFailure)(error);
        }
        const elsewhere = await away(project, here, named);
        return {
            runs: [
                ...here.definitions.flatMap((one) => found(project, one, named)),
                ...elsewhere.flatMap((one) => one.found),
            ],
            failures: here.failures.map(({ name, failure }) => aboutArn(failure, pipelineArn(project, region, name ?? '*'))),
            elsewhere,
            ...(buildsFailure === undefined ? {} : { buildsFailure }),
        };
    };
    return {
        stagesOf,
        runsOf: (project) => {
            const key = project.arn ?? project.name ?? '';
            const searching = searches.get(key) ?? search(project);
            searches.set(key, searching);
            return searching;
        },
        reaches: async (run) => {
            const first = firstStages.get(`${run.region}/${run.name}`);
            if (first === undefined || run.stages.length === 0)
                return true;
            try {
                const read = await stagesOf(run);
                return !run.stages.every((stage) => isClosed(readTransition(read, stage, first)));
            }
            catch (error) {
                (0,guard_problem.passableFailure)(error);
                return true;
            }
        },
    };
}
/** The failure with an ARN in place of a bare name, so that a policy can be made of it. */
function aboutArn(failure, arn) {
    if (failure.resource?.startsWith('arn:') === true)
        return failure;
    const { kind, action, code, message, httpStatus } = failure;
    return new aws_failure/* AwsFailure */.O(kind, action, code, message, { httpStatus, resource: arn }, { cause: failure });
}

;// CONCATENATED MODULE: ./src/guard/pipeline/change.js

/** Once for the change, once more where somebody else changed the transition at the same time. */
const WRITES = 2;
/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const SETTLING = [1000, 2000];
/**
 * Reads a stage's transition, plans, writes and reads back, until what was read needs no more change.
 * @param found as it was found; where that needs no change, no call is made
 */
async function changeTransition(patience, { read, write, beforeWrite }, found, plan) {
    if (plan(found).kind !== 'write')
        return { how: 'settled', transition: found, written: false };
    let written = false;
    try {
        // Anew, because there is no conditional write: what its owner has closed meanwhile must keep its owner's reason.
        let transition = await read();
        const mayWriteAgain = (0,guard_problem.patientWrites)(patience);
        for (let writes = 0;;) {
            if (transition === undefined)
                return { how: 'gone', written };
            if (plan(transition).kind !== 'write')
                return { how: 'settled', transition, written };
            if (writes === WRITES)
                return { how: 'contested', transition, written };
            beforeWrite(transition);
            const failure = await attempt(write);
            // An answer that was lost may have been a yes.
            if (failure === undefined || failure.kind === 'retry')
                written = true;
            if (await mayWriteAgain(failure)) {
                transition = await read();
                continue;
            }
            writes += 1;
            transition = await read();
            const undone = () => transition !== undefined && plan(transition).kind === 'write';
            if (failure !== undefined && transition !== undefined && undone())
                return { how: 'refused', transition, failure };
            for (const wait of SETTLING) {
                if (!undone())
                    break;
                await patience.clock.sleep(wait, patience.signal);
                transition = await read();
            }
        }
    }
    catch (error) {
        return { how: 'unreadable', failure: (0,guard_problem.passableFailure)(error), written };
    }
}
async function attempt(write) {
    try {
        await write();
        return undefined;
    }
    catch (error) {
        return (0,guard_problem.passableFailure)(error);
    }
}

;// CONCATENATED MODULE: ./src/guard/pipeline/words.js


/** `pipeline/stage`, with the region where that is not the project's. */
function siteName({ home, run, stage }) {
    return `${run.name}/${stage}${run.region === home ? '' : ` (${run.region})`}`;
}
/** The same for a sentence. */
function siteWords({ home, run, stage }) {
    return `stage ${stage} of the pipeline ${run.name}${run.region === home ? '' : ` in ${run.region}`}`;
}
/** How the stage starts the project, who closed the way into it, what starts the pipeline, what is under way: full sentences. */
function describeSite(site, transition) {
    const { project, run, stage } = site;
    const { waiting, inside, altered } = transition;
    const variable = variableOf(site);
    return [
        `Stage ${stage} runs ${project}; ${wayIn(transition)}.`,
        ...(variable === undefined
            ? []
            : [`Which project it runs is a variable (${variable}), so an execution may run another.`]),
        ...(altered ? ['The reason looks like the mark of this action but was altered, so it is left alone.'] : []),
        ...run.definition.starts,
        ...(run.definition.executionMode === 'PARALLEL' ? ['Its executions run side by side (mode PARALLEL).'] : []),
        ...(inside === undefined ? [] : [`Pipeline execution ${inside} is inside the stage now.`]),
        ...(waiting.length === 0 ? [] : [`${executions(waiting)} before the stage.`]),
    ].join(' ');
}
/** How the definition writes the stage's project, where no action of it names the project outright. */
function variableOf({ project, run, stage }) {
    const uses = run.definition.stages.find(({ name }) => name === stage)?.uses ?? [];
    const isOutright = uses.some((use) => use.variable === undefined && use.project?.split('/').at(-1) === project);
    return isOutright ? undefined : uses.find(({ variable }) => variable !== undefined)?.variable;
}
function wayIn({ way, reason }) {
    switch (way) {
        case 'first':
            return "it is the pipeline's first, and no transition leads into that";
        case 'open':
            return 'the transition into it is enabled';
        case 'ours':
            return 'the transition into it is disabled by this action';
        case 'closed':
            return `the transition into it was disabled by somebody else, with the reason: ${reason === '' ? 'none' : reason.replace(/[.\s]+$/, '')}`;
        case 'untold':
            return "the pipeline's state does not mention it";
    }
}
const NAMED = 3;
/** `Pipeline execution 1 waits`, `Pipeline executions 1, 2, 3 and 4 more wait`. */
function executions(ids) {
    const [first = '', ...others] = ids;
    if (others.length === 0)
        return `Pipeline execution ${first} waits`;
    return `Pipeline executions ${someOf(ids)} wait`;
}
function someOf(texts) {
    const rest = texts.length - NAMED;
    return texts.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
/** With equals signs, because a name may begin with a dash. */
function transitionWords({ run, stage }) {
    return (`--region ${(0,shell/* quoted */.T)(run.region)} --pipeline-name=${(0,shell/* quoted */.T)(run.name)} --stage-name=${(0,shell/* quoted */.T)(stage)} ` +
        '--transition-type Inbound');
}
function enableCommand(site) {
    return `aws codepipeline enable-stage-transition ${transitionWords(site)}`;
}
function disableCommand(site) {
    return `aws codepipeline disable-stage-transition ${transitionWords(site)} --reason ${(0,shell/* quoted */.T)(TRANSITION_MARK)}`;
}
/**
 * What the other regions leave open about a pipeline that a build names; undefined where they leave nothing open.
 * @param home region of the project
 * @param open what the regions answered that could not be asked and may have it
 */
function unexplained(project, home, { name, atHome, found, failures }, open) {
    if (found.length > 0 || atHome === 'unread')
        return undefined;
    const unasked = `${[...failures.keys()].join(', ')}: ${codesOf(failures.values())}`;
    if (atHome === 'runs') {
        if (open.length === 0)
            return undefined;
        const another = `Whether another region has a pipeline of that name that runs ${project}, too, was not read everywhere`;
        return `Builds of ${project} were started by the pipeline ${name}, which is in ${home}. ${another} (${unasked}).`;
    }
    const allAnswered = failures.size === 0;
    const here = atHome === 'absent'
        ? `which is not in ${home}${allAnswered ? ' nor in another region' : ''}`
        : `and the one in ${home} does not run ${project}${allAnswered ? ', nor does one in another region' : ''}`;
    const builds = `A build of ${project} was started by the pipeline ${name}, ${here}`;
    const gone = `it was ${atHome === 'absent' ? '' : 'changed or '}deleted, or it belongs to another account`;
    return allAnswered
        ? `${builds}: ${gone}, which cannot be seen from here.`
        : `${builds}: ${gone}, or it is in a region that could not be asked (${unasked}).`;
}
function codesOf(failures) {
    return [...new Set([...failures].map(({ code }) => code))].join(', ');
}

;// CONCATENATED MODULE: ./src/guard/pipeline/unsearched.js




/** What the search could not see. */
function notSearched(region, project, { failures, elsewhere, buildsFailure }, blocking) {
    const { name = '', arn = name } = project;
    const told = elsewhere.flatMap((one) => {
        const open = [...one.failures.values()].filter(mayHideIt);
        const message = unexplained(name, region, one, open);
        if (message === undefined)
            return [];
        const [failure] = open;
        // The pipeline at home is what explains those builds.
        if (failure === undefined || one.atHome === 'runs')
            return [{ project: name, message, blocking: false }];
        const everywhere = pipelineArn(project, '*', one.name);
        const isDenied = open.some(({ kind }) => kind === 'denied');
        const isPassing = open.every(({ kind }) => kind === 'retry');
        return [
            {
                project: name,
                message,
                blocking,
                ...(isDenied ? { action: failure.action, resource: everywhere } : {}),
                ...(isPassing ? { passing: true } : {}),
            },
        ];
    });
    const what = `The pipelines of other regions could not be looked for, because the builds of ${name} could not be read`;
    const problems = [
        ...unsearched(project, region, failures, blocking),
        ...told,
        ...(buildsFailure === undefined ? [] : [(0,guard_problem.problemOf)(buildsFailure, name, what, false, arn)]),
    ];
    if (failures.length === 0)
        return { triggers: [], problems };
    const detail = 'Not every pipeline could be read, and one that was not may run the project.';
    const all = {
        kind: 'pipeline',
        project: name,
        name: `pipelines of ${name}`,
        state: 'unknown',
        change: 'none',
        detail,
    };
    return { triggers: [all], problems };
}
/**
 * Whether a pipeline may be in the region that did not tell. A region that the account has not turned on knows no credentials, one
 * without CodePipeline has no such host, and what a service control policy denies to this role it denies to the role of a pipeline, too.
 */
function mayHideIt({ kind, code, message }) {
    return kind !== 'credentials' && code !== 'ENOTFOUND' && !message.includes('service control policy');
}
/** One problem for each refused action, however many pipelines it was refused for. */
function unsearched(project, region, failures, blocking) {
    const { name = '' } = project;
    const groups = Map.groupBy(failures, ({ action, kind }) => `${action} ${kind}`);
    return [...groups.values()].flatMap((group) => {
        const [failure] = group;
        if (failure === undefined)
            return [];
        const all = pipelineArn(project, region, '*');
        if (failure.action.endsWith(':ListPipelines'))
            return [(0,guard_problem.problemOf)(failure, name, `The pipelines of ${region} could not be listed`, blocking, all)];
        if (group.length === 1) {
            const resource = failure.resource ?? all;
            const what = `Whether the pipeline ${resource.split(':').at(-1) ?? ''} runs ${name} could not be read`;
            return [(0,guard_problem.problemOf)(failure, name, what, blocking, resource)];
        }
        const { kind, action, code, message, httpStatus } = failure;
        const ofAll = new aws_failure/* AwsFailure */.O(kind, action, code, message, { httpStatus, resource: all }, { cause: failure });
        return [(0,guard_problem.problemOf)(ofAll, name, `Whether ${group.length} pipelines run ${name} could not be read`, blocking, all)];
    });
}

;// CONCATENATED MODULE: ./src/guard/pipeline/pipeline.js






const DISABLE = { plan: planDisable, done: 'disabled', blocking: true };
const RESTORE = { plan: planRestore, done: 'restored', blocking: false };
/**
 * The CodePipelines that run a project: one trigger for each stage that does. A stage is disabled through the transition into it, with
 * a reason that is the mark; state and mark are one write.
 */
function pipelineGuard(deps) {
    return {
        kind: 'pipeline',
        find: async (project) => {
            const found = await deps.finder.runsOf(project);
            const looks = [];
            for (const run of found.runs)
                looks.push(await onRead(deps, project, run, true, (site, transition) => ({
                    triggers: [seen(site, transition)],
                    problems: [],
                })));
            return pipeline_together([...looks, notSearched(deps.region, project, found, true)]);
        },
        disable: (project, about) => change(deps, project, DISABLE, about),
        restore: (project, about) => change(deps, project, RESTORE, about),
    };
}
function pipeline_together(looks) {
    return {
        triggers: looks.flatMap(({ triggers }) => triggers),
        problems: looks.flatMap(({ problems }) => problems),
    };
}
/** The stage as a trigger that this run did not change. */
function seen(site, transition) {
    const trigger = {
        kind: 'pipeline',
        project: site.project,
        name: siteName(site),
        state: stateOf(transition),
        change: 'none',
        detail: describeSite(site, transition),
    };
    return transition.way === 'ours' ? { ...trigger, undo: enableCommand(site) } : trigger;
}
function stateOf({ way }) {
    switch (way) {
        case 'first':
        case 'open':
            return 'live';
        case 'ours':
            return 'disabled';
        case 'closed':
            return 'harmless';
        case 'untold':
            return 'unknown';
    }
}
function planDisable({ way }) {
    switch (way) {
        case 'open':
            return { kind: 'write' };
        case 'ours':
        case 'closed':
            return { kind: 'nothing' };
        case 'first':
            return {
                kind: 'impossible',
                why: "it is the pipeline's first stage, and no transition leads into that: move the action to a later stage, " +
                    'or take away what starts the pipeline',
            };
        case 'untold':
            return { kind: 'impossible', why: "the pipeline's state does not mention it" };
    }
}
function planRestore({ way, waiting, altered }, { forceRestore }) {
    if (altered)
        return {
            kind: 'impossible',
            why: 'the reason of its transition looks like the mark of this action but was altered, so it was left as it is',
        };
    if (way !== 'ours')
        return { kind: 'nothing' };
    if (waiting.length === 0 || forceRestore)
        return { kind: 'write' };
    return {
        kind: 'impossible',
        why: `${executions(waiting)} before it and would run at once. To let that happen, set force-restore: true`,
    };
}
/**
 * Does something for each of the pipeline's stages, where they can be read.
 * @param order undoes itself: what is done in it is told in the pipeline's order
 */
async function onRead({ finder, region }, project, run, blocking, each, order = (items) => items) {
    const { name = '' } = project;
    const sites = order(run.stages).map((stage) => ({ project: name, home: region, run, stage }));
    let transitions;
    try {
        const states = await finder.stagesOf(run);
        transitions = sites.map((site) => [site, readTransition(states, site.stage, firstStage(run))]);
    }
    catch (error) {
        const failure = (0,guard_problem.passableFailure)(error);
        // Deleted since it was found.
        if (failure.kind === 'absent')
            return { triggers: [], problems: [] };
        const detail = 'Its state could not be read.';
        return {
            triggers: sites.map((site) => ({ ...unread(site), detail })),
            problems: [
                (0,guard_problem.problemOf)(failure, name, `The state of the pipeline ${run.name} could not be read`, blocking, run.arn),
            ],
        };
    }
    const looks = [];
    for (const [site, transition] of transitions)
        looks.push(await each(site, transition));
    return pipeline_together(order(looks));
}
function firstStage({ definition }) {
    return definition.stages[0]?.name ?? '';
}
function unread(site) {
    const detail = 'It could not be read again.';
    return { kind: 'pipeline', project: site.project, name: siteName(site), state: 'unknown', change: 'none', detail };
}
async function change(deps, project, goal, about) {
    const found = await deps.finder.runsOf(project);
    // What was closed first is opened last.
    const order = (items) => (goal === RESTORE ? items.toReversed() : items);
    const looks = [];
    for (const run of order(found.runs)) {
        const each = (site, transition) => changeSite(deps, site, transition, goal, about);
        looks.push(await onRead(deps, project, run, goal.blocking, each, order));
    }
    return pipeline_together([...order(looks), notSearched(deps.region, project, found, goal.blocking)]);
}
async function changeSite(deps, site, found, goal, about) {
    const { run, stage } = site;
    const { finder, patience } = deps;
    const codepipeline = deps.codepipeline(run.region);
    const plan = (transition) => goal.plan(transition, deps);
    const transitionOf = { pipelineName: run.name, stageName: stage, transitionType: 'Inbound' };
    const undo = goal === DISABLE ? enableCommand(site) : disableCommand(site);
    const send = () => goal === DISABLE
        ? codepipeline.disableStageTransition({ ...transitionOf, reason: TRANSITION_MARK })
        : codepipeline.enableStageTransition(transitionOf);
    const changed = (trigger) => ({ ...trigger, change: goal.done, undo });
    const end = await changeTransition(patience, {
        read: async () => {
            try {
                return readTransition(await finder.stagesOf(run, true), stage, firstStage(run));
            }
            catch (error) {
                if ((0,guard_problem.passableFailure)(error).kind === 'absent')
                    return undefined;
                throw error;
            }
        },
        write: () => inRegion(run.region, deps.region, send),
        beforeWrite: () => {
            const detail = 'This action was about to change it and has not read it back.';
            about(changed({ ...unread(site), detail }));
        },
    }, found, plan);
    return ended(deps, site, end, goal, changed);
}
function ended(deps, site, end, goal, changed) {
    const { project, run } = site;
    const { done, blocking } = goal;
    const stageArn = `${run.arn}/${site.stage}`;
    const where = `The transition into ${siteWords(site)}`;
    const marked = (trigger, written) => (written ? changed(trigger) : trigger);
    switch (end.how) {
        case 'settled': {
            const plan = goal.plan(end.transition, deps);
            const told = plan.kind === 'impossible'
                ? [{ project, message: remaining(site, end.transition, plan.why, goal), blocking }]
                : [];
            return { triggers: [marked(seen(site, end.transition), end.written)], problems: told };
        }
        case 'contested': {
            const message = `${where} was ${done} twice and read back otherwise each time: something else is changing it.`;
            return {
                triggers: [marked(seen(site, end.transition), end.written)],
                problems: [{ project, message: message + byHand(site, goal), blocking }],
            };
        }
        case 'refused': {
            const problem = (0,guard_problem.problemOf)(end.failure, project, `${where} could not be ${done}`, blocking, stageArn);
            const mode = goal === DISABLE && end.failure.kind === 'rejected' && run.definition.executionMode === 'PARALLEL'
                ? ' The pipeline runs in mode PARALLEL: set its mode to QUEUED or SUPERSEDED, or take away what starts it.'
                : '';
            return {
                triggers: [{ ...seen(site, end.transition), change: 'refused' }],
                problems: [{ ...problem, message: `${problem.message}.${mode}${byHand(site, goal)}` }],
            };
        }
        case 'gone': {
            const detail = 'The pipeline was deleted while this action was about to change it.';
            const { undo: _, ...trigger } = marked(unread(site), end.written);
            return { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [] };
        }
        case 'unreadable': {
            const what = `${where} could not be read${end.written ? ' back after it was changed' : ''}`;
            return {
                triggers: [marked(unread(site), end.written)],
                problems: [(0,guard_problem.problemOf)(end.failure, project, what, blocking, run.arn)],
            };
        }
    }
}
/** What the goal still lacks where this action does not write. */
function remaining(site, { way }, why, goal) {
    const message = `The transition into ${siteWords(site)} was not ${goal.done}: ${why}`;
    return goal === RESTORE && way === 'ours' ? `${message}, or run: ${enableCommand(site)}` : `${message}.`;
}
function byHand(site, goal) {
    return ` By hand: ${goal === DISABLE ? disableCommand(site) : enableCommand(site)}`;
}

;// CONCATENATED MODULE: ./src/guard/rule/find.js




/** EventBridge allows some 50 of these calls a second and account; others share them. */
const find_AT_A_TIME = 4;
const DEFAULT_BUS = 'default';
function rememberedBuses(deps) {
    const read = new Map();
    return async (region) => {
        const known = read.get(region);
        if (known !== undefined)
            return known;
        const buses = await busesOf(deps, region);
        read.set(region, buses);
        return buses;
    };
}
/** The rules on every bus whose targets are the project or a pipeline that runs it. EventBridge starts only what is in its region. */
async function findRules(deps, project, buses) {
    const { name = '', arn } = project;
    const failures = [];
    const { runs } = await deps.finder.runsOf(project);
    const targets = new Map();
    const aim = (region, target) => {
        targets.set(region, (targets.get(region) ?? new Set()).add(target));
    };
    if (arn === undefined || arn === '') {
        const failure = (0,errors/* incompleteAnswer */.pv)('codebuild:BatchGetProjects', `the ARN of ${name}`);
        failures.push({ region: deps.region, failure });
    }
    else
        aim(deps.region, arn);
    for (const run of runs)
        aim(run.region, run.arn);
    const scope = { project: name, arn: arn ?? '', runs };
    const found = [];
    for (const [region, arns] of targets) {
        const search = await rulesIn(deps, region, [...arns], buses);
        failures.push(...search.failures.map((failure) => ({ region, failure })));
        found.push(...search.rules.map(({ key, targets: named }) => ({ key, scope, targets: named })));
    }
    return { found, failures };
}
async function rulesIn(deps, region, arns, buses) {
    const failures = [];
    let names;
    try {
        names = await buses(region);
    }
    catch (error) {
        failures.push((0,guard_problem.passableFailure)(error));
        // Every region has this one, and most rules are on it.
        names = [DEFAULT_BUS];
    }
    const pairs = names.flatMap((bus) => arns.map((arn) => ({ bus, arn })));
    // What AWS refuses or leaves unanswered for one target it does for all: the rest of the calls would only cost time.
    let futile = false;
    const lists = await (0,observe_answers/* inParallel */.HN)(pairs, find_AT_A_TIME, async ({ bus, arn }) => {
        if (futile)
            return [];
        try {
            return await ruleNames(deps, region, bus, arn);
        }
        catch (error) {
            const failure = (0,guard_problem.passableFailure)(error);
            if (failure.kind === 'absent' && bus !== DEFAULT_BUS)
                return [];
            failures.push(failure);
            futile ||= failure.kind === 'denied' || failure.kind === 'retry';
            return [];
        }
    });
    const rules = new Map();
    for (const [at, { bus, arn }] of pairs.entries()) {
        for (const name of lists[at] ?? []) {
            const id = JSON.stringify([bus, name]);
            const rule = rules.get(id) ?? { key: { region, bus, name }, targets: [] };
            rule.targets.push(arn);
            rules.set(id, rule);
        }
    }
    return { rules: [...rules.values()], failures };
}
async function busesOf({ events, patience }, region) {
    const action = 'events:ListEventBuses';
    const names = await allPages(patience, action, async (page) => {
        const { EventBuses, NextToken } = await events(region).listEventBuses(page);
        // The rules of a bus that is not named would pass for none.
        if (EventBuses?.some(({ Name }) => Name === undefined))
            throw (0,errors/* incompleteAnswer */.pv)(action, 'the name of an event bus');
        return { items: EventBuses?.map(({ Name = '' }) => Name), NextToken };
    });
    if (!names.includes(DEFAULT_BUS))
        throw (0,errors/* incompleteAnswer */.pv)(action, 'the default event bus');
    return names;
}
function ruleNames({ events, patience }, region, bus, arn) {
    return allPages(patience, 'events:ListRuleNamesByTarget', async (page) => {
        const input = { TargetArn: arn, EventBusName: bus, ...page };
        const { RuleNames, NextToken } = await events(region).listRuleNamesByTarget(input);
        return { items: RuleNames, NextToken };
    });
}
/** Every page's items, each once. A token that comes again would never end, and an end there would hide what follows. */
async function allPages(patience, action, read) {
    const all = new Set();
    const tokens = new Set();
    for (let from = {};;) {
        const { items, NextToken } = await (0,guard_problem.patiently)(patience, async () => {
            const page = await read(from);
            if (page.items === undefined)
                throw (0,errors/* incompleteAnswer */.pv)(action, 'the list that was asked for');
            return { items: page.items, NextToken: page.NextToken };
        });
        for (const item of items)
            all.add(item);
        if (NextToken === undefined || NextToken === '')
            return [...all];
        if (tokens.has(NextToken))
            throw (0,errors/* incompleteAnswer */.pv)(action, 'a page token of its own: one came twice');
        tokens.add(NextToken);
        from = { NextToken };
    }
}
/** The rule as it is now. Rejects with an `AwsFailure` where it cannot be read. */
async function readRule(deps, { key, scope, targets: named }) {
    const [rule, targets] = await Promise.all([describeRule(deps, key), targetsOf(deps, key)]);
    if (rule === undefined || targets === undefined)
        return { is: 'absent' };
    const unread = targets instanceof aws_failure/* AwsFailure */.O ? targets : undefined;
    const listed = targets instanceof aws_failure/* AwsFailure */.O ? [] : targets;
    const arns = unread === undefined ? listed.map(({ Arn = '' }) => Arn) : named;
    const starts = await startsOf(deps, scope, new Set(arns));
    if (starts.length === 0)
        return { is: 'apart', targets: listed.length };
    const competing = await deps.ours();
    const isOurs = ({ Arn = '' }) => Arn === scope.arn || competing.has(Arn) || scope.runs.some(({ arn }) => arn === Arn);
    return {
        is: 'seen',
        seen: {
            key,
            project: scope.project,
            arn: rule.Arn ?? ruleArn(key, scope),
            rule,
            starts,
            ours: listed.filter(isOurs).flatMap(({ Id }) => Id ?? []),
            others: listed.filter((target) => !isOurs(target)).map(({ Arn = 'a target without an ARN' }) => Arn),
            ...(unread === undefined ? {} : { targetsUnread: unread }),
        },
    };
}
async function startsOf({ finder }, { arn, runs }, targets) {
    const pipelines = runs.filter((run) => targets.has(run.arn));
    const starts = await (0,observe_answers/* inParallel */.HN)(pipelines, find_AT_A_TIME, async (run) => {
        return { what: 'pipeline', run, open: await finder.reaches(run) };
    });
    return arn !== '' && targets.has(arn) ? [{ what: 'project' }, ...starts] : starts;
}
async function describeRule({ events, patience }, { region, bus, name }) {
    try {
        return await (0,guard_problem.patiently)(patience, async () => {
            const { $metadata: _, ...rule } = await events(region).describeRule({ Name: name, EventBusName: bus });
            // Without these it would be written back as another rule, or as one that nothing is known of.
            const { Name, State, EventPattern = '', ScheduleExpression = '' } = rule;
            if (Name !== name)
                throw (0,errors/* incompleteAnswer */.pv)('events:DescribeRule', `the rule ${name}`);
            if (State === undefined)
                throw (0,errors/* incompleteAnswer */.pv)('events:DescribeRule', 'the state of the rule');
            if (EventPattern === '' && ScheduleExpression === '')
                throw (0,errors/* incompleteAnswer */.pv)('events:DescribeRule', 'what the rule reacts to');
            return rule;
        });
    }
    catch (error) {
        const failure = (0,guard_problem.passableFailure)(error);
        if (failure.kind === 'absent')
            return undefined;
        throw failure;
    }
}
/** Undefined where the rule is gone. */
async function targetsOf({ events, patience }, { region, bus, name }) {
    try {
        return await allPages(patience, 'events:ListTargetsByRule', async (page) => {
            const input = { Rule: name, EventBusName: bus, ...page };
            const { Targets, NextToken } = await events(region).listTargetsByRule(input);
            // A target that is not told may be the project: the rule must not pass for one that starts something else.
            if (Targets?.some(({ Arn }) => Arn === undefined))
                throw (0,errors/* incompleteAnswer */.pv)('events:ListTargetsByRule', 'the ARN of a target');
            return { items: Targets, NextToken };
        });
    }
    catch (error) {
        const failure = (0,guard_problem.passableFailure)(error);
        return failure.kind === 'absent' ? undefined : failure;
    }
}
/** The ARN of a rule that could not be read. */
function ruleArn({ region, bus, name }, { arn, runs }) {
    const [, partition = 'aws', , , account = '*'] = (arn === '' ? (runs[0]?.arn ?? '') : arn).split(':');
    return `arn:${partition}:events:${region}:${account}:rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${name}`;
}
/** What names a rule to a person: `nightly`, `orders/nightly` on a bus of its own, `nightly in us-east-1` away from the project. */
function ruleName({ region, bus, name }, home) {
    const onBus = bus === DEFAULT_BUS ? name : `${bus}/${name}`;
    return region === home ? onBus : `${onBus} in ${region}`;
}

;// CONCATENATED MODULE: ./src/guard/rule/change.js


/** Once for the change, once more where somebody else changed the rule at the same time. */
const change_WRITES = 2;
/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const change_SETTLING = [1000, 2000];
/**
 * Reads the rule, plans, writes and reads back, until what was read needs no more change.
 * @param seen the rule as it was found; where it needs no change, no call is made
 * @param beforeWrite called right before each write with what is about to be written
 */
async function changeRule(deps, found, seen, plan, beforeWrite) {
    if (plan(seen).kind !== 'write')
        return { how: 'settled', seen };
    let written = {};
    const isUndone = (reading) => reading.is === 'seen' && plan(reading.seen).kind === 'write';
    try {
        // Anew, because there is no conditional write: the shorter the gap, the less another's change is lost in it.
        let reading = await readRule(deps, found);
        const mayWriteAgain = (0,guard_problem.patientWrites)(deps.patience);
        for (let writes = 0;;) {
            if (reading.is === 'absent')
                return { how: 'gone', ...written };
            if (reading.is === 'apart')
                return { how: 'apart', targets: reading.targets, ...written };
            const wanted = plan(reading.seen);
            if (wanted.kind !== 'write')
                return { how: 'settled', seen: reading.seen, ...written };
            if (writes === change_WRITES)
                return { how: 'contested', seen: reading.seen, ...written };
            const attempt = { before: written.written?.before ?? reading.seen, input: wanted.input };
            beforeWrite(attempt);
            const failure = await write(deps, found, wanted.input);
            // An answer that was lost may have been a yes.
            const mayBeDone = failure === undefined || failure.kind === 'retry';
            if (mayBeDone)
                written = { written: attempt };
            if (await mayWriteAgain(failure)) {
                reading = await readRule(deps, found);
                continue;
            }
            writes += 1;
            const another = failure !== undefined && isConcurrent(failure);
            reading = await readRule(deps, found);
            for (const wait of mayBeDone || another ? change_SETTLING : []) {
                if (!isUndone(reading))
                    break;
                await deps.patience.clock.sleep(wait, deps.patience.signal);
                reading = await readRule(deps, found);
            }
            const last = writes === change_WRITES;
            if (failure !== undefined && reading.is === 'seen' && isUndone(reading) && (last || !another))
                return { how: 'refused', seen: reading.seen, failure };
        }
    }
    catch (error) {
        return { how: 'unreadable', failure: (0,guard_problem.passableFailure)(error), ...written };
    }
}
/** EventBridge's answer to two changes of one rule at once (its API reference). */
function isConcurrent({ code }) {
    return code === 'ConcurrentModificationException';
}
/** Gives the failure, where AWS turned the write down or gave no answer. */
async function write({ events }, { key }, input) {
    try {
        await events(key.region).putRule(input);
        return undefined;
    }
    catch (error) {
        return (0,guard_problem.passableFailure)(error);
    }
}

;// CONCATENATED MODULE: ./src/guard/description.js
/**
 * The mark that this action leaves in the description of what it disabled. It stands before the former text and reads as a sentence:
 * `[disabled by ecs-deploy-verifier, was ENABLED] the former text`.
 */
const OPENING = '[disabled by ecs-deploy-verifier';
const EMPTY = ', with an empty description';
// The description begins after one space and is what follows, be it a mark itself.
const MARK = /^\[disabled by ecs-deploy-verifier, was ([^\]]+)\](?: ([^]+))?$/;
/**
 * A description with this action's mark before it.
 * @param memo what a restore needs to know beside the old description; a short text without `]`
 * @param limit in UTF-16 units, of which a text has never fewer than characters: AWS does not say which of the two it counts
 * @returns undefined where the mark would exceed the limit, or the description is no valid Unicode and could not come back exactly
 */
function markedDescription(description, memo, limit) {
    if (memo === '' || memo.includes(']') || memo.endsWith(EMPTY))
        throw new RangeError(`no memo for a mark: ${memo}`);
    const text = written(description, memo);
    return text.length <= limit && text.isWellFormed() ? text : undefined;
}
function written(description, memo) {
    if (description === undefined)
        return `${OPENING}, was ${memo}]`;
    if (description === '')
        return `${OPENING}, was ${memo}${EMPTY}]`;
    return `${OPENING}, was ${memo}] ${description}`;
}
/**
 * Takes a description apart again. `altered`: something in it looks like a mark of ours, but it is not what `markedDescription`
 * writes. A mark within the former text is part of that text.
 */
function readDescription(text) {
    if (text?.includes(OPENING) !== true)
        return { kind: 'none' };
    const [, said = '', description] = MARK.exec(text) ?? [];
    const empty = said.endsWith(EMPTY);
    const memo = empty ? said.slice(0, -EMPTY.length) : said;
    if (memo === '' || memo.endsWith(EMPTY) || (empty && description !== undefined))
        return { kind: 'altered' };
    return { kind: 'mark', memo, description: empty ? '' : description };
}

;// CONCATENATED MODULE: ./src/guard/rule/plan.js

/** API reference of PutRule. */
const LONGEST_DESCRIPTION = 512;
/** EnableRule knows `ENABLED` only; the other one comes back through PutRule alone. */
const EVERY_EVENT = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
function readMark({ rule }) {
    const reading = readDescription(rule.Description);
    if (reading.kind !== 'mark')
        return reading;
    const was = firing(reading.memo);
    if (was === undefined)
        return { kind: 'altered' };
    // Whoever enabled the rule again had no other way than `ENABLED`; whoever gave it every event meant to.
    const now = rule.State === EVERY_EVENT ? EVERY_EVENT : was;
    return { kind: 'mark', was: now, description: reading.description };
}
/** Of any state but `DISABLED`, one that nobody knew included, it must be expected that the rule fires. */
function isOff({ rule }) {
    return rule.State === 'DISABLED';
}
function plan_stateOf(seen) {
    if (isOff(seen))
        return readMark(seen).kind === 'mark' ? 'disabled' : 'harmless';
    return seen.starts.some((start) => start.what === 'project' || start.open) ? 'live' : 'harmless';
}
/** How to keep the rule from firing, so that the rule itself tells the way back. */
function plan_planDisable(seen) {
    if (isOff(seen))
        return { kind: 'nothing' };
    const { rule, others, targetsUnread } = seen;
    const impossible = (obstacle) => ({ kind: 'impossible', obstacle });
    if (isManaged(rule.ManagedBy))
        return impossible({ kind: 'managed', by: rule.ManagedBy });
    if (targetsUnread !== undefined)
        return impossible({ kind: 'unread-targets' });
    if (others.length > 0)
        return impossible({ kind: 'other-targets' });
    const state = firing(rule.State);
    if (state === undefined)
        return impossible({ kind: 'unknown-state', state: rule.State ?? '' });
    // A mark on a rule that fires is from an earlier run: a second one before it would take two restores to go.
    const mark = readMark(seen);
    const { was, description } = mark.kind === 'mark' ? mark : { was: state, description: rule.Description };
    const marked = markedDescription(description, was, LONGEST_DESCRIPTION);
    if (marked !== undefined)
        return { kind: 'write', input: rewritten(seen, 'DISABLED', marked) };
    if (description?.isWellFormed() === false)
        return impossible({ kind: 'invalid-description' });
    const ofMark = (markedDescription('x', was, LONGEST_DESCRIPTION) ?? '').length - 1;
    return impossible({ kind: 'no-room', atMost: LONGEST_DESCRIPTION - ofMark });
}
/** How to give the rule the state and the description back that it had. */
function plan_planRestore(seen) {
    const { rule } = seen;
    const mark = readMark(seen);
    if (mark.kind !== 'mark')
        return { kind: 'nothing' };
    if (isManaged(rule.ManagedBy))
        return { kind: 'impossible', obstacle: { kind: 'managed', by: rule.ManagedBy } };
    if (!isOff(seen) && firing(rule.State) === undefined)
        return { kind: 'impossible', obstacle: { kind: 'unknown-state', state: rule.State ?? '' } };
    return { kind: 'write', input: rewritten(seen, mark.was, mark.description) };
}
/** The write that makes the rule what it is. */
function asItIs(seen) {
    return rewritten(seen, seen.rule.State, seen.rule.Description);
}
/** Whether the rule is what the write says. */
function isAsWritten({ rule }, input) {
    return (rule.State === input.State &&
        rule.Description === input.Description &&
        (rule.EventPattern ?? '') === (input.EventPattern ?? '') &&
        (rule.ScheduleExpression ?? '') === (input.ScheduleExpression ?? '') &&
        (rule.RoleArn ?? '') === (input.RoleArn ?? ''));
}
/** PutRule forgets what is not said again, except for targets and tags (its API reference). */
function rewritten({ key, rule }, State, Description) {
    const { EventPattern = '', ScheduleExpression = '', RoleArn = '' } = rule;
    return {
        Name: key.name,
        EventBusName: key.bus,
        ...(EventPattern === '' ? {} : { EventPattern }),
        ...(ScheduleExpression === '' ? {} : { ScheduleExpression }),
        ...(RoleArn === '' ? {} : { RoleArn }),
        ...(State === undefined ? {} : { State }),
        ...(Description === undefined ? {} : { Description }),
    };
}
function isManaged(by) {
    return by !== undefined && by !== '';
}
function firing(state) {
    return state === 'ENABLED' || state === EVERY_EVENT ? state : undefined;
}

;// CONCATENATED MODULE: ./src/guard/rule/words.js


/** A sentence is read by a person: of a long list the first few. */
const NAMED_AT_MOST = 3;
/** When the rule fires, what it starts of the project, and what is peculiar about it: full sentences. */
function words_describeRule(seen) {
    const { State = '' } = seen.rule;
    const mark = readMark(seen);
    const occasion = `${occasionOf(seen)} it ${isOff(seen) ? 'started' : 'starts'} ${listed(seen.starts.map(startOf))}.`;
    const sentences = [];
    if (!isOff(seen))
        sentences.push(capitalised(occasion));
    else if (mark.kind === 'mark')
        sentences.push(`Disabled by the mark of this action, was ${mark.was}: ${occasion}`);
    else
        sentences.push(`Disabled, and not by this action: ${occasion}`);
    if (!isOff(seen) && plan_stateOf(seen) === 'harmless')
        sentences.push('Every way from there to the project is closed.');
    if (!isOff(seen) && mark.kind === 'mark')
        sentences.push(`It carries the mark of this action, but its state is ${State} again.`);
    if (mark.kind === 'altered')
        sentences.push('Its description holds what looks like the mark of this action but was altered.');
    if (plan_stateOf(seen) === 'disabled' && seen.others.length > 0)
        sentences.push(`Off with it is what else it has as a target now: ${listed(seen.others)}.`);
    const plan = plan_planDisable(seen);
    if (plan.kind === 'impossible')
        sentences.push(`This action cannot disable it: ${reasonOf(seen, plan.obstacle)}.`);
    return sentences.join(' ');
}
function occasionOf({ rule }) {
    const { EventPattern = '', ScheduleExpression = '' } = rule;
    const events = EventPattern === '' ? [] : ['on events that match its pattern'];
    const times = ScheduleExpression === '' ? [] : [`at ${ScheduleExpression}`];
    return [...times, ...events].join(' and ');
}
function startOf(start) {
    if (start.what === 'project')
        return 'the project';
    const { name, stages } = start.run;
    const where = stages.length === 0 ? '' : ` in ${stages.length === 1 ? 'stage' : 'stages'} ${listed(stages)}`;
    return `pipeline ${name}, which runs the project${where}`;
}
/** Why the rule is not changed, as the end of a sentence. */
function reasonOf({ others }, obstacle) {
    switch (obstacle.kind) {
        case 'managed':
            return `it is managed by ${obstacle.by}, and such a rule is never touched`;
        case 'other-targets':
            return `it also starts ${listed(others)}, which would stop with it`;
        case 'unread-targets':
            return 'what else it starts could not be read';
        case 'unknown-state':
            return `its state ${obstacle.state} is none that this action knows`;
        case 'no-room':
            return `its description is too long: with the mark before it, ${obstacle.atMost} characters fit at most`;
        case 'invalid-description':
            return 'its description is no valid Unicode, so it could not be restored exactly';
    }
}
/** What a person can do about it: a sentence, or nothing. */
function adviceOn(seen, obstacle) {
    const { key, ours } = seen;
    const { bus: EventBusName, name: Name } = key;
    const byHand = () => `disable the rule by hand: ${command('disable-rule', key, { Name, EventBusName })}`;
    switch (obstacle.kind) {
        case 'managed':
            return ` Only that service changes it: take this project out of what was set up there.`;
        case 'other-targets': {
            const taking = command('remove-targets', key, { Rule: Name, EventBusName, Ids: ours });
            return ` Split the rule in two, so that one starts nothing else, or take the project out of it: ${taking}`;
        }
        case 'unread-targets':
            return '';
        case 'unknown-state':
        case 'invalid-description':
            return ` You can ${byHand()}`;
        case 'no-room':
            return ` Shorten it, or ${byHand()}`;
    }
}
/** The AWS CLI's command that makes the rule what the write says. */
function putCommand(key, input) {
    return command('put-rule', key, input);
}
function deleteCommand(key) {
    return command('delete-rule', key, { Name: key.name, EventBusName: key.bus });
}
/** All as JSON: the CLI opens a file where an option's text begins with `file://`, and sees an option where it begins with a dash. */
function command(operation, { region }, input) {
    return `aws events ${operation} --region ${(0,shell/* quoted */.T)(region)} --cli-input-json ${(0,shell/* quoted */.T)(JSON.stringify(input))}`;
}
function listed(items) {
    const shown = items.slice(0, NAMED_AT_MOST);
    const more = items.length - shown.length;
    const all = more === 0 ? shown : [...shown, `${more} more`];
    return [all.slice(0, -1).join(', '), all.at(-1) ?? ''].filter((part) => part !== '').join(' and ');
}
function capitalised(sentence) {
    return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

;// CONCATENATED MODULE: ./src/guard/rule/rule.js







const rule_AT_A_TIME = 4;
const rule_DISABLE = { plan: plan_planDisable, done: 'disabled', blocking: true };
const rule_RESTORE = { plan: plan_planRestore, done: 'restored', blocking: false };
/**
 * The EventBridge rules, on every bus, that start a project or a pipeline which runs it. A rule is disabled by one PutRule that keeps
 * all of it and puts the state and a mark with the former state in place: DisableRule leaves no mark, and EnableRule does not know
 * every state.
 */
function ruleGuard(deps) {
    const buses = rememberedBuses(deps);
    return {
        kind: 'rule',
        find: async (project) => {
            const { looks, unread } = await look(deps, project, buses, true);
            return joined([unread, ...looks.map(({ seen }) => ({ triggers: [asSeen(deps, seen)], problems: [] }))]);
        },
        disable: (project, about) => rule_change(deps, project, buses, rule_DISABLE, about),
        restore: (project, about) => rule_change(deps, project, buses, rule_RESTORE, about),
    };
}
function joined(looks) {
    return {
        triggers: looks.flatMap(({ triggers }) => triggers),
        problems: looks.flatMap(({ problems }) => problems),
    };
}
async function look(deps, project, buses, blocking) {
    const search = await findRules(deps, project, buses);
    const readings = await (0,observe_answers/* inParallel */.HN)(search.found, rule_AT_A_TIME, async (found) => {
        try {
            return { found, reading: await readRule(deps, found) };
        }
        catch (error) {
            return { found, reading: (0,guard_problem.passableFailure)(error) };
        }
    });
    const looks = [];
    const unread = [unlisted(project, search, blocking)];
    for (const { found, reading } of readings) {
        if (reading instanceof aws_failure/* AwsFailure */.O)
            unread.push(unreadRule(deps, found, reading, blocking));
        else if (reading.is === 'seen') {
            looks.push({ found, seen: reading.seen });
            unread.push(unreadTargets(deps, reading.seen, blocking));
        }
    }
    return { looks, unread: joined(unread) };
}
/** One trigger stands for all the rules that a search which failed may have missed. */
function unlisted({ name = '' }, { failures }, blocking) {
    if (failures.length === 0)
        return { triggers: [], problems: [] };
    const detail = 'The rules that start it could not be listed completely.';
    const problems = new Map();
    for (const { region, failure } of failures) {
        const what = `The EventBridge rules that start ${name} could not be listed in ${region}`;
        // IAM grants these calls on rules or on everything, never on the target that was asked for.
        const { kind, action, code, message, httpStatus } = failure;
        const about = failure.resource?.split(':')[2] === 'events' ? failure.resource : undefined;
        const granted = new aws_failure/* AwsFailure */.O(kind, action, code, message, { httpStatus, resource: about });
        problems.set(JSON.stringify([region, action, code]), (0,guard_problem.problemOf)(granted, name, what, blocking, '*'));
    }
    return {
        triggers: [{ kind: 'rule', project: name, name: `rules of ${name}`, state: 'unknown', change: 'none', detail }],
        problems: [...problems.values()],
    };
}
function unreadRule({ region }, { key, scope }, failure, blocking) {
    const name = ruleName(key, region);
    const detail = 'It has a target that starts the project, and could not be read.';
    const what = `The EventBridge rule ${name} could not be read`;
    return {
        triggers: [{ kind: 'rule', project: scope.project, name, state: 'unknown', change: 'none', detail }],
        problems: [(0,guard_problem.problemOf)(failure, scope.project, what, blocking, ruleArn(key, scope))],
    };
}
/** A rule that is off starts nothing, whatever its targets are. */
function unreadTargets({ region }, seen, blocking) {
    if (seen.targetsUnread === undefined || isOff(seen))
        return { triggers: [], problems: [] };
    const what = `The targets of the EventBridge rule ${ruleName(seen.key, region)} could not be read`;
    const blocks = blocking && plan_stateOf(seen) !== 'harmless';
    return { triggers: [], problems: [(0,guard_problem.problemOf)(seen.targetsUnread, seen.project, what, blocks, seen.arn)] };
}
/** The rule as a trigger that this run did not change. */
function asSeen({ region }, seen) {
    const trigger = {
        kind: 'rule',
        project: seen.project,
        name: ruleName(seen.key, region),
        state: plan_stateOf(seen),
        change: 'none',
        detail: words_describeRule(seen),
    };
    const plan = plan_planRestore(seen);
    return plan.kind === 'write' ? { ...trigger, undo: putCommand(seen.key, plan.input) } : trigger;
}
async function rule_change(deps, project, buses, goal, about) {
    const { looks, unread } = await look(deps, project, buses, goal.blocking);
    const done = [unread];
    for (const { found, seen } of looks)
        done.push(await changeOne(deps, found, seen, goal, about));
    return joined(done);
}
async function changeOne(deps, found, seen, goal, about) {
    const { project, arn, key } = seen;
    const name = ruleName(key, deps.region);
    const withChange = (trigger, written) => {
        if (written === undefined)
            return trigger;
        return { ...trigger, change: goal.done, undo: putCommand(key, asItIs(written.before)) };
    };
    const unknown = (written, detail) => withChange({ ...asSeen(deps, written?.before ?? seen), state: 'unknown', detail }, written);
    const end = await changeRule(deps, found, seen, goal.plan, (written) => {
        about(unknown(written, 'This action was about to change it and has not read it back.'));
    });
    switch (end.how) {
        case 'settled': {
            const trigger = withChange(asSeen(deps, end.seen), end.written);
            const other = end.written !== undefined && !isAsWritten(end.seen, end.written.input);
            const detail = other
                ? `${trigger.detail} What was read back differs from what this action wrote.`
                : trigger.detail;
            return { triggers: [{ ...trigger, detail }], problems: rule_remaining(deps, end.seen, goal) };
        }
        case 'contested': {
            const message = `The EventBridge rule ${name} was ${goal.done} twice and read back otherwise each time: something else is changing it.`;
            return {
                triggers: [withChange(asSeen(deps, end.seen), end.written)],
                problems: [{ project, message, blocking: blocks(end.seen, goal) }],
            };
        }
        case 'refused': {
            const what = `The EventBridge rule ${name} could not be ${goal.done}`;
            return {
                triggers: [{ ...asSeen(deps, end.seen), change: 'refused' }],
                problems: [(0,guard_problem.problemOf)(end.failure, project, what, blocks(end.seen, goal), arn)],
            };
        }
        case 'gone': {
            const { undo: _, ...trigger } = withChange(asSeen(deps, seen), end.written);
            const detail = 'It was deleted while this action was about to change it.';
            return { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [] };
        }
        case 'apart':
            return leftAlone(withChange(asSeen(deps, seen), end.written), found, end);
        case 'unreadable': {
            const what = `The EventBridge rule ${name} could not be read${end.written === undefined ? '' : ' back after it was changed'}`;
            return {
                triggers: [unknown(end.written, 'It could not be read again.')],
                problems: [(0,guard_problem.problemOf)(end.failure, project, what, goal.blocking, arn)],
            };
        }
    }
}
/** A rule whose targets went away while it was changed. PutRule makes a rule that was deleted meanwhile anew, with none. */
function leftAlone(trigger, { key }, { targets, written }) {
    const detail = 'Its targets were changed while this action was about to change it: it starts nothing of the project.';
    const { project, name, change: changed, undo = '' } = trigger;
    const none = `The EventBridge rule ${name} had no target left after this action wrote it: somebody took them away or deleted ` +
        `the rule in the same moment, and then the write made it anew, without targets and tags. If nothing needs it: ${deleteCommand(key)}`;
    const others = `The EventBridge rule ${name} was given other targets instead of the project in the moment in which this action ` +
        `disabled it. To enable it again: ${undo}`;
    const message = targets === 0 ? none : changed === 'disabled' ? others : undefined;
    return {
        triggers: [{ ...trigger, state: 'harmless', detail }],
        problems: written === undefined || message === undefined ? [] : [{ project, message, blocking: false }],
    };
}
function blocks(seen, { blocking }) {
    return blocking && plan_stateOf(seen) !== 'harmless';
}
/** What the goal still lacks where there is nothing to write. */
function rule_remaining({ region }, seen, goal) {
    const { key, project } = seen;
    const name = ruleName(key, region);
    const plan = goal.plan(seen);
    if (plan.kind === 'impossible') {
        // Said already, with what AWS answered.
        if (plan.obstacle.kind === 'unread-targets')
            return [];
        // Nothing has to be done about a rule whose pipelines are closed.
        if (goal === rule_DISABLE && plan_stateOf(seen) === 'harmless')
            return [];
        const reason = `The EventBridge rule ${name} was not ${goal.done}: ${reasonOf(seen, plan.obstacle)}.`;
        const message = goal === rule_DISABLE ? reason + adviceOn(seen, plan.obstacle) : reason;
        return [{ project, message, blocking: goal.blocking }];
    }
    if (goal === rule_RESTORE && readMark(seen).kind === 'altered') {
        const message = `The description of the EventBridge rule ${name} looks like the mark of this action but was altered: the rule was left as it is.`;
        return [{ project, message, blocking: false }];
    }
    return [];
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./src/guard/schedule/listing.js


/** ListSchedules gives 100 at most. */
const listing_PAGE = 100;
/** A change within the same second may bear the same date: what is as young as that is read again. In milliseconds. */
const YOUNG = 60_000;
function scheduleListing(deps) {
    const listings = new Map();
    const looks = new Map();
    return {
        all: (region) => once(listings, region, () => listAll(deps, region)),
        get: (key) => once(looks, idOf(key), () => listing_look(deps, key)),
        tell: (key, found) => void looks.set(idOf(key), Promise.resolve(found)),
        knownAim: (listed) => {
            const known = deps.remembered?.get(idOf(listed));
            return known !== undefined && known.modified === modifiedAt(listed) ? known.aim : undefined;
        },
        remember: (listed, aim) => {
            const modified = modifiedAt(listed);
            if (modified === undefined || modified + YOUNG > deps.patience.clock.now())
                return;
            deps.remembered?.set(idOf(listed), { modified, aim });
        },
    };
}
/** The schedule as it is now; undefined where there is none. Rejects with the call's `AwsFailure`. */
async function readNow({ scheduler, patience }, key) {
    try {
        return await (0,guard_problem.patiently)(patience, async () => {
            const answer = await scheduler(key.region).getSchedule({ GroupName: key.group, Name: key.name });
            const lacks = lackIn(answer);
            if (lacks !== undefined)
                throw (0,errors/* incompleteAnswer */.pv)('scheduler:GetSchedule', lacks);
            const { $metadata: _, ...schedule } = answer;
            return schedule;
        });
    }
    catch (error) {
        if ((0,guard_problem.passableFailure)(error).kind === 'absent')
            return undefined;
        throw error;
    }
}
/** What AWS always sends and a full re-put cannot do without. */
function lackIn({ Name, State, ScheduleExpression, FlexibleTimeWindow, Target, }) {
    const needed = { Name, State, ScheduleExpression, FlexibleTimeWindow, 'Target.Arn': Target?.Arn };
    return Object.entries(needed).find(([, value]) => value === undefined)?.[0];
}
async function listing_look(deps, key) {
    try {
        const schedule = await readNow(deps, key);
        return schedule === undefined ? { state: 'absent' } : { state: 'found', schedule };
    }
    catch (error) {
        return { state: 'unreadable', failure: (0,guard_problem.passableFailure)(error) };
    }
}
async function listAll({ scheduler, patience }, region) {
    const schedules = [];
    const tokens = new Set();
    let token;
    try {
        do {
            const page = { MaxResults: listing_PAGE, ...(token === undefined ? {} : { NextToken: token }) };
            const answer = await (0,guard_problem.patiently)(patience, async () => {
                const { Schedules, NextToken } = await scheduler(region).listSchedules(page);
                if (Schedules === undefined)
                    throw (0,errors/* incompleteAnswer */.pv)('scheduler:ListSchedules', 'Schedules');
                return { schedules: Schedules.map((summary) => listing_listed(region, summary)), next: NextToken };
            });
            schedules.push(...answer.schedules);
            token = answer.next;
            if (token !== undefined && tokens.has(token))
                throw (0,errors/* incompleteAnswer */.pv)('scheduler:ListSchedules', 'a page that it has not given before');
            if (token !== undefined)
                tokens.add(token);
        } while (token !== undefined);
        return { schedules };
    }
    catch (error) {
        return { schedules, failure: (0,guard_problem.passableFailure)(error) };
    }
}
function listing_listed(region, summary) {
    const [, group = summary.GroupName, name = summary.Name] = /:schedule\/([^/]+)\/([^/]+)$/.exec(summary.Arn ?? '') ?? [];
    if (name === undefined)
        throw (0,errors/* incompleteAnswer */.pv)('scheduler:ListSchedules', 'the name of a schedule');
    return { region, group: group ?? 'default', name, summary };
}
function modifiedAt({ summary }) {
    return summary.LastModificationDate?.getTime();
}
function idOf({ region, group, name }) {
    // Neither a group's nor a schedule's name has a slash.
    return `${region}/${group}/${name}`;
}
function once(made, key, make) {
    const known = made.get(key);
    if (known !== undefined)
        return known;
    const value = make();
    made.set(key, value);
    return value;
}

;// CONCATENATED MODULE: ./src/guard/schedule/change.js



/** Once for the change, once more where somebody else changed the schedule at the same time. */
const schedule_change_WRITES = 2;
/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const schedule_change_SETTLING = [1000, 2000];
/**
 * Reads the schedule, plans, writes and reads back, until what was read needs no more change.
 * @param beforeWrite called right before each write with what is about to be written
 */
async function changeSchedule(deps, key, plan, beforeWrite) {
    const { clock, signal } = deps.patience;
    let written = {};
    try {
        // Anew, because there is no conditional write: the shorter the gap, the less another's change is lost in it.
        let schedule = await readNow(deps, key);
        const mayWriteAgain = (0,guard_problem.patientWrites)(deps.patience);
        for (let writes = 0;;) {
            if (schedule === undefined)
                return { how: 'gone', ...written };
            const found = schedule;
            const wanted = plan(found);
            if (wanted.kind !== 'write')
                return { how: 'settled', schedule, ...written };
            if (writes === schedule_change_WRITES)
                return { how: 'contested', schedule, ...written };
            const before = written.written?.before ?? found;
            const { failure, attempt } = await change_write(deps, key, { before, input: wanted.input }, wanted.instead, (one) => beforeWrite(found, one));
            // An answer that was lost may have been a yes.
            if (failure === undefined || failure.kind === 'retry')
                written = { written: attempt };
            if (await mayWriteAgain(failure)) {
                schedule = await readNow(deps, key);
                continue;
            }
            writes += 1;
            schedule = await readNow(deps, key);
            const undone = () => schedule !== undefined && plan(schedule).kind === 'write';
            const again = failure?.code === 'ConflictException' && writes < schedule_change_WRITES;
            if (failure !== undefined && schedule !== undefined && undone() && !again)
                return { how: 'refused', schedule, failure };
            for (const wait of schedule_change_SETTLING) {
                if (!undone())
                    break;
                await clock.sleep(wait, signal);
                schedule = await readNow(deps, key);
            }
        }
    }
    catch (error) {
        return { how: 'unreadable', failure: (0,guard_problem.passableFailure)(error), ...written };
    }
}
/** Gives the failure, where AWS turned the write down or gave no answer, and what was attempted last. */
async function change_write(deps, key, exact, instead, beforeWrite) {
    const failure = await put(deps, key, exact, beforeWrite);
    if (failure === undefined)
        return { attempt: exact };
    // AWS takes no start date of more than five minutes ago, even one that the schedule has had all along.
    const forItsValues = failure.kind === 'rejected' && failure.code === 'ValidationException';
    if (instead === undefined || !forItsValues)
        return { failure, attempt: exact };
    const attempt = { before: exact.before, input: instead, wanted: exact.input };
    const other = await put(deps, key, attempt, beforeWrite);
    return other === undefined ? { attempt } : { failure: other, attempt };
}
async function put({ scheduler }, { region, group, name }, written, beforeWrite) {
    beforeWrite(written);
    try {
        await scheduler(region).updateSchedule({ ...written.input, GroupName: group, Name: name });
        return undefined;
    }
    catch (error) {
        return (0,guard_problem.passableFailure)(error);
    }
}

;// CONCATENATED MODULE: ./src/guard/schedule/time.js
/** When a schedule runs, as far as its expression tells. All times are milliseconds since the epoch. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const time_DAY = 24 * HOUR;
/** Scheduler runs within the minute that is named (user guide, schedule types); more of it for clocks that differ. */
const MARGIN = 5 * MINUTE;
/** The longest flexible time window (API reference, FlexibleTimeWindow). */
const LONGEST_WINDOW = time_DAY;
const ONCE = /^at\(\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\s*\)$/;
const RATE = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/;
/** Whether the schedule may run once only: what is no rate and no cron expression. */
function isOnce({ ScheduleExpression: expression = '' }) {
    return !/^(?:rate|cron)\(/.test(expression);
}
/** When a one-time schedule is due; undefined where it is none, or cannot be read. */
function dueOf({ ScheduleExpression: expression, ScheduleExpressionTimezone: zone = 'UTC', }) {
    const [, ...parts] = ONCE.exec(expression ?? '') ?? [];
    if (parts.length === 0)
        return undefined;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
    const local = Date.UTC(year, month - 1, day, hour, minute, second);
    // Around a change to or from daylight saving time a clock's reading means two moments or none: both neighbours' offsets count.
    const offsets = [-time_DAY, 0, time_DAY].map((shift) => offsetOf(zone, local + shift));
    const known = offsets.filter((offset) => offset !== undefined);
    // No place on earth is further from UTC than that.
    if (known.length < offsets.length)
        return { earliest: local - 14 * HOUR, latest: local + 12 * HOUR };
    return { earliest: local - Math.max(...known), latest: local - Math.min(...known) };
}
/** How far the clocks of a time zone are before UTC at a moment; undefined for a zone that is not known here. */
function offsetOf(zone, moment) {
    try {
        const format = new Intl.DateTimeFormat('en-US', {
            timeZone: zone,
            calendar: 'gregory',
            numberingSystem: 'latn',
            hourCycle: 'h23',
            year: 'numeric',
            month: 'numeric',
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
            second: 'numeric',
        });
        const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
        const part = (type) => parts.get(type) ?? Number.NaN;
        const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
        return Number.isNaN(shown) ? undefined : shown - Math.floor(moment / 1000) * 1000;
    }
    catch {
        return undefined;
    }
}
/**
 * Why the schedule will never run again; undefined where it may. Scheduler ignores the end date of a one-time schedule (API
 * reference, GetSchedule.EndDate). A call of it that failed may still be made again, for 24 hours at most: no switch takes that back.
 */
function overBy(schedule, now) {
    const last = isOnce(schedule) ? dueOf(schedule)?.latest : schedule.EndDate?.getTime();
    if (last === undefined || Number.isNaN(last))
        return undefined;
    const { Mode: mode, MaximumWindowInMinutes: minutes } = schedule.FlexibleTimeWindow ?? {};
    const window = mode === 'OFF' ? 0 : minutes === undefined ? LONGEST_WINDOW : minutes * MINUTE;
    if (last + window + MARGIN > now)
        return undefined;
    return isOnce(schedule) ? 'due' : 'end';
}
/** Whether the expression counts from a start date on, and without one from when it is written. */
function isRate({ ScheduleExpression: expression }) {
    return expression?.startsWith('rate(') === true;
}
/** The first occurrence after `now` of a rate that counts from `start` on; undefined for what is no rate. */
function nextOccurrence({ ScheduleExpression: expression }, start, now) {
    const [, count, unit] = RATE.exec(expression ?? '') ?? [];
    const period = Number(count) * (unit === 'minute' ? MINUTE : unit === 'hour' ? HOUR : time_DAY);
    if (!Number.isFinite(period) || period <= 0)
        return undefined;
    return now < start ? start : start + (Math.floor((now - start) / period) + 1) * period;
}

;// CONCATENATED MODULE: ./src/guard/schedule/target.js
const UNIVERSAL = /^arn:[^:]*:scheduler:[^:]*:[^:]*:aws-sdk:(codebuild|codepipeline):(.+)$/i;
/**
 * Calls that start something, by the verbs that the two APIs use for it (StartBuild, StartBuildBatch, RetryBuild, RetryBuildBatch,
 * StartPipelineExecution, RetryStageExecution, RollbackStage, OverrideStageCondition, and EnableStageTransition, which lets waiting
 * revisions in), so that a call which AWS adds is not passed over.
 */
const STARTING = /^(?:start|retry|rollback|override|enable)/i;
/** The parameters that name what is started; the letter case differs between the services' own APIs and Scheduler. */
const NAMING = {
    codebuild: new Set(['projectname', 'id']),
    codepipeline: new Set(['name', 'pipelinename']),
};
/** The keywords that Scheduler replaces when it runs (user guide, context attributes). */
const PLACEHOLDER = /<aws\.scheduler\.[^<>]*>/i;
/** The call of a universal target that may start a project or a pipeline. */
function startingCall(targetArn) {
    const [, service, action = ''] = UNIVERSAL.exec(targetArn) ?? [];
    if (service === undefined || !STARTING.test(action))
        return undefined;
    return { service: service.toLowerCase() === 'codebuild' ? 'codebuild' : 'codepipeline', action };
}
/** Reads a target. Never throws, whatever its parameters are. */
function aimOf(target) {
    const arn = target.Arn ?? '';
    const call = startingCall(arn);
    if (call === undefined)
        return { kind: 'resource', arn };
    const input = target.Input ?? '';
    // AWS refuses the calls without the parameter that names what they are about.
    if (input.trim() === '')
        return { kind: 'call', ...call, names: [] };
    let parameters;
    try {
        parameters = JSON.parse(input);
    }
    catch {
        return { kind: 'unreadable', ...call, input };
    }
    const naming = NAMING[call.service];
    const names = typeof parameters === 'object' && parameters !== null
        ? Object.entries(parameters).flatMap(([key, value]) => naming.has(key.toLowerCase()) && typeof value === 'string' ? [value] : [])
        : [];
    return { kind: 'call', ...call, names };
}
/** What of the searched the schedule starts. Where it cannot be ruled out, it is `unclear`, never `nothing`. */
function target_startOf(aim, scope, place) {
    switch (aim.kind) {
        case 'resource':
            if (isProjectArn(aim.arn, scope))
                return { kind: 'project' };
            return pipelines(scope.runs.filter(({ arn }) => arn === aim.arn));
        case 'unreadable': {
            const call = `${aim.service}:${aim.action}`;
            const known = aim.service === 'codebuild' ? [scope.project] : scope.runs.map(({ name }) => name);
            // An escape or a placeholder may stand for any text.
            const hides = aim.input.includes('\\') || PLACEHOLDER.test(aim.input);
            const may = known.some((name) => hides || aim.input.includes(name));
            return may ? { kind: 'unclear', call, why: 'its input is no JSON' } : { kind: 'nothing' };
        }
        case 'call':
            return aim.service === 'codebuild' ? buildStart(aim, scope, place) : pipelineStart(aim, scope, place);
    }
}
const REPLACED = 'Scheduler fills in a part of the name when it runs';
function buildStart({ action, names }, scope, place) {
    const call = `codebuild:${action}`;
    // A name without an ARN is looked for where the schedule is.
    const here = place.region === scope.region &&
        (place.account === undefined || scope.account === undefined || place.account === scope.account);
    const projects = names.map(projectIn);
    if (projects.some((name) => isProjectArn(name, scope) || (here && name === scope.project)))
        return { kind: 'project', call };
    const maybe = projects.some((name) => (here && couldBecome(name, scope.project)) || couldBecome(name, scope.arn ?? scope.project));
    return maybe ? { kind: 'unclear', call, why: REPLACED } : { kind: 'nothing' };
}
function pipelineStart({ action, names }, { runs }, place) {
    const call = `codepipeline:${action}`;
    const here = runs.filter(({ region }) => region === place.region);
    const started = here.filter(({ name, arn }) => names.includes(name) || names.includes(arn));
    if (started.length > 0)
        return pipelines(started, call);
    const maybe = here.some((run) => names.some((name) => couldBecome(name, run.name)));
    return maybe ? { kind: 'unclear', call, why: REPLACED } : { kind: 'nothing' };
}
function pipelines(runs, call) {
    if (runs.length === 0)
        return { kind: 'nothing' };
    const opens = call !== undefined && /:(?:enable|override)/i.test(call);
    return { kind: 'pipelines', runs, opens, ...(call === undefined ? {} : { call }) };
}
/** The project of a name, an ARN, or the id or ARN of a build (`project:uuid`, `arn:\u2026:build/project:uuid`). */
function projectIn(text) {
    const [, before, project] = /^(arn:[^/]*:)build(?:-batch)?\/([^:]*)/.exec(text) ?? [];
    if (before !== undefined && project !== undefined)
        return `${before}project/${project}`;
    return text.startsWith('arn:') ? text : (text.split(':')[0] ?? text);
}
function isProjectArn(arn, scope) {
    return scope.arn === undefined ? arn.endsWith(`:project/${scope.project}`) : arn === scope.arn;
}
/** Whether the text may become the name when Scheduler replaces its placeholders; never where it has none. */
function couldBecome(text, name) {
    const [first = '', ...others] = text.split(PLACEHOLDER);
    const last = others.pop();
    if (last === undefined || !name.startsWith(first))
        return false;
    let at = first.length;
    for (const part of others) {
        const found = name.indexOf(part, at);
        if (found < 0)
            return false;
        at = found + part.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
}

;// CONCATENATED MODULE: ./src/guard/schedule/plan.js



/** The longest description that Scheduler takes (API reference, UpdateSchedule). */
const plan_LONGEST_DESCRIPTION = 512;
/** Reads what a schedule does to the project. What cannot be told counts as able to start it. */
function readSchedule(schedule, scope, place, 
/** ARNs of the pipelines whose way to the project is closed. */
closed, now) {
    const start = target_startOf(aimOf(schedule.Target ?? { Arn: undefined, RoleArn: undefined }), scope, place);
    const { kind } = readDescription(schedule.Description);
    const over = overBy(schedule, now);
    const marked = kind === 'mark';
    const reading = { start, marked, altered: kind === 'altered', heldStart: keptIn(schedule)?.start, over };
    if (schedule.State === 'DISABLED')
        return { ...reading, state: marked ? 'disabled' : 'harmless' };
    if (over !== undefined)
        return { ...reading, state: 'harmless' };
    switch (start.kind) {
        case 'nothing':
            return { ...reading, state: 'harmless' };
        case 'project':
            return { ...reading, state: 'live' };
        case 'pipelines':
            // What opens a way is not stopped by its being closed.
            return { ...reading, state: start.opens || start.runs.some(({ arn }) => !closed.has(arn)) ? 'live' : 'harmless' };
        case 'unclear':
            return { ...reading, state: 'unknown' };
    }
}
/**
 * Everything that the schedule is set to. UpdateSchedule resets what it is not given (API reference), so what is left out here is
 * named, and all else is copied, fields that AWS adds later included.
 */
function settingsOf(schedule) {
    const { Arn: _, CreationDate: __, LastModificationDate: ___, ...rest } = schedule;
    const { $metadata: ____, ...settings } = rest;
    const { Name, ScheduleExpression, Target, FlexibleTimeWindow } = settings;
    return { ...settings, Name, ScheduleExpression, Target, FlexibleTimeWindow };
}
function withStart(input, start) {
    const { StartDate: _, ...rest } = input;
    return start === undefined ? rest : { ...rest, StartDate: start };
}
function withDescription(input, description) {
    const { Description: _, ...rest } = input;
    return description === undefined ? rest : { ...rest, Description: description };
}
const MEMO = /^ENABLED(?: from (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z))?$/;
function memoWith(start) {
    return start === undefined ? 'ENABLED' : `ENABLED from ${start.toISOString()}`;
}
/** Undefined where there is no mark, or one that this version does not write. */
function keptIn(schedule) {
    const mark = readDescription(schedule.Description);
    if (mark.kind !== 'mark')
        return undefined;
    const { description } = mark;
    const [memo, date] = MEMO.exec(mark.memo) ?? [];
    if (memo === undefined)
        return undefined;
    if (date === undefined)
        return { description };
    const start = new Date(date);
    return Number.isNaN(start.getTime()) || start.toISOString() !== date ? undefined : { description, start };
}
function isPast(date, now) {
    return date !== undefined && date.getTime() <= now;
}
const NO_ROOM = {
    kind: 'impossible',
    why: 'its description leaves no room for the mark that a restore needs: shorten it to 460 characters',
};
/** How to keep a schedule from running. */
function schedule_plan_planDisable(schedule, { state }, now) {
    if (state !== 'live')
        return { kind: 'nothing' };
    if (schedule.State !== 'ENABLED')
        return { kind: 'impossible', why: `its state ${schedule.State ?? ''} is not known to this action` };
    // Somebody enabled it with the mark still on: the mark goes on holding what it held.
    const kept = keptIn(schedule);
    const description = kept === undefined ? schedule.Description : kept.description;
    const marked = markedDescription(description, memoWith(kept?.start), plan_LONGEST_DESCRIPTION);
    if (marked === undefined)
        return NO_ROOM;
    const input = { ...settingsOf(schedule), State: 'DISABLED', Description: marked };
    const start = schedule.StartDate;
    if (!isPast(start, now))
        return { kind: 'write', input };
    const holding = markedDescription(description, memoWith(start), plan_LONGEST_DESCRIPTION);
    if (holding === undefined)
        return { kind: 'write', input };
    return { kind: 'write', input, instead: { ...withStart(input, undefined), Description: holding } };
}
/** How to bring a schedule that carries the mark back to what it was. */
function schedule_plan_planRestore(schedule, { marked }, now) {
    if (!marked)
        return { kind: 'nothing' };
    const kept = keptIn(schedule);
    if (kept === undefined)
        return { kind: 'impossible', why: 'its mark holds what this version does not understand' };
    const due = dueOf(schedule);
    if (isOnce(schedule) && (due === undefined || due.earliest <= now))
        return {
            kind: 'impossible',
            why: 'its only time has passed meanwhile, and AWS does not say that enabling it now would start nothing',
        };
    const start = schedule.StartDate ?? kept.start;
    const bare = withDescription({ ...settingsOf(schedule), State: 'ENABLED' }, kept.description);
    const input = withStart(bare, start);
    if (!isPast(start, now))
        return { kind: 'write', input };
    if (!isRate(schedule))
        return { kind: 'write', input, instead: withStart(bare, undefined) };
    // A rate counts from its start date on, and without one it runs at once (user guide, schedule types).
    const next = nextOccurrence(schedule, start.getTime(), now);
    const isOver = next === undefined || next >= (schedule.EndDate?.getTime() ?? Infinity);
    return isOver ? { kind: 'write', input } : { kind: 'write', input, instead: withStart(bare, new Date(next)) };
}

;// CONCATENATED MODULE: ./src/guard/schedule/survey.js


/** How many schedules are read at a time. */
const survey_AT_A_TIME = 10;
/**
 * Searches the project's region and those of the pipelines that run it. What kept the search for pipelines from being complete is told
 * by the pipelines' own kind.
 */
async function surveySchedules(listing, finder, clock, project, region) {
    const { runs } = await finder.runsOf(project);
    const scope = scopeOf(project, region, runs);
    const seen = [];
    const unread = [];
    for (const one of new Set([scope.region, ...runs.map((run) => run.region)])) {
        const { schedules, failure } = await listing.all(one);
        if (failure !== undefined)
            unread.push({ region: one, failure, arn: '*', disabled: false });
        const candidates = schedules.filter((listed) => isCandidate(listing, listed, scope));
        for (let at = 0; at < candidates.length; at += survey_AT_A_TIME) {
            const some = candidates.slice(at, at + survey_AT_A_TIME);
            for (const result of await Promise.all(some.map((listed) => inspect(listing, listed, scope)))) {
                if (result === undefined)
                    continue;
                if ('failure' in result)
                    unread.push(result);
                else
                    seen.push(result);
            }
        }
    }
    const closed = await closedOf(finder, seen);
    const found = seen.map(({ key, schedule }) => ({
        key,
        schedule,
        reading: readSchedule(schedule, scope, survey_placeOf(key, schedule), closed, clock.now()),
    }));
    return { scope, closed, found, unread, placeOf: survey_placeOf };
}
function scopeOf({ name = '', arn }, region, runs) {
    const [, , , own, account] = arn?.split(':') ?? [];
    return { project: name, arn, region: own ?? region, account, runs };
}
function survey_placeOf({ region }, { Arn: arn }) {
    return { region, account: arn?.split(':')[4] };
}
/** Whether the schedule must be read to know what it starts. */
function isCandidate(listing, listed, scope) {
    const arn = listed.summary.Target?.Arn;
    if (arn === undefined)
        return true;
    const call = startingCall(arn);
    const place = survey_placeOf(listed, listed.summary);
    if (call === undefined)
        return target_startOf({ kind: 'resource', arn }, scope, place).kind !== 'nothing';
    if (call.service === 'codepipeline' && scope.runs.length === 0)
        return false;
    const known = listing.knownAim(listed);
    return known === undefined || target_startOf(known, scope, place).kind !== 'nothing';
}
async function inspect(listing, listed, scope) {
    const { region, group, name, summary } = listed;
    const key = { region, group, name };
    const look = await listing.get(key);
    switch (look.state) {
        case 'absent':
            return undefined;
        case 'unreadable': {
            const arn = summary.Arn ?? `arn:*:scheduler:${region}:*:schedule/${group}/${name}`;
            return { region, key, arn, failure: look.failure, disabled: summary.State === 'DISABLED' };
        }
        case 'found': {
            const { schedule } = look;
            const aim = aimOf(schedule.Target ?? { Arn: undefined, RoleArn: undefined });
            if (aim.kind === 'call')
                listing.remember(listed, aim);
            const start = target_startOf(aim, scope, survey_placeOf(key, schedule));
            return start.kind === 'nothing' ? undefined : { key, schedule, start };
        }
    }
}
/** The pipelines that a schedule starts in vain; a pipeline that cannot be read is open. */
async function closedOf(finder, seen) {
    const closed = new Set();
    const runs = new Map(seen.flatMap(({ schedule, start }) => start.kind === 'pipelines' && schedule.State !== 'DISABLED'
        ? start.runs.map((run) => [run.arn, run])
        : []));
    for (const run of runs.values())
        if (!(await finder.reaches(run)))
            closed.add(run.arn);
    return closed;
}

;// CONCATENATED MODULE: ./src/guard/schedule/words.js


/** What names a schedule to a person. `home`: the region where its being there goes without saying. */
function scheduleName({ region, group, name }, home) {
    return region === home ? `${group}/${name}` : `${group}/${name} in ${region}`;
}
/** What starts it, what it starts, and what stands in the way: full sentences. */
function describeSchedule(schedule, reading) {
    return [...situation(schedule, reading), ...peculiarities(schedule, reading)].join(' ');
}
function situation(schedule, { state, start, marked, over }) {
    const does = `${whenOf(schedule)} ${whatOf(start)}`;
    if (schedule.State === 'DISABLED') {
        return marked ? [`Disabled by the mark of this action: ${does}.`] : [`Its owner has it disabled: ${does}.`];
    }
    if (over === 'due')
        return [`Its only time has passed: ${does}.`];
    if (over === 'end')
        return [`Its end date ${instant(schedule.EndDate)} has passed: ${does}.`];
    const sentence = `${does.charAt(0).toUpperCase()}${does.slice(1)}.`;
    if (start.kind === 'pipelines' && state === 'harmless')
        return [sentence, 'The way from there to the project is closed.'];
    return [sentence];
}
function whenOf({ ScheduleExpression: expression = '', ScheduleExpressionTimezone: zone = 'UTC' }) {
    return isRate({ ScheduleExpression: expression })
        ? `the schedule ${expression}`
        : `the schedule ${expression} (${zone})`;
}
function whatOf(start) {
    switch (start.kind) {
        case 'nothing':
            return 'starts nothing that concerns the project';
        case 'project':
            return start.call === undefined ? 'starts the project' : `calls ${start.call} for the project`;
        case 'pipelines': {
            const [one, ...others] = start.runs;
            const names = [one, ...others].map((run) => run?.name ?? '').join(', ');
            const does = start.call === undefined ? 'starts' : `calls ${start.call} for`;
            return others.length === 0
                ? `${does} the pipeline ${names}, which runs the project in ${stagesOf(one?.stages ?? [])}`
                : `${does} the pipelines ${names}, which run the project`;
        }
        case 'unclear':
            return `calls ${start.call}, and whether for this project cannot be told: ${start.why}`;
    }
}
function stagesOf(stages) {
    return `${stages.length === 1 ? 'its stage' : 'its stages'} ${stages.join(', ')}`;
}
function peculiarities(schedule, { marked, altered, heldStart }) {
    const found = [];
    const enabled = schedule.State !== 'DISABLED';
    if (marked && enabled)
        found.push('It carries the mark of this action, and was enabled since.');
    if (altered)
        found.push('Its description looks like the mark of this action but was altered, so it is left alone.');
    if (heldStart !== undefined)
        found.push(`Its start date ${instant(heldStart)} is kept in the mark, because AWS takes none that has passed: restore brings it back.`);
    if (enabled && schedule.State !== 'ENABLED')
        found.push(`Its state is ${schedule.State ?? 'not told'}.`);
    // AWS deletes after the last call, and does not say what it does with a schedule that was disabled by then.
    const ends = isOnce(schedule) || schedule.EndDate !== undefined;
    if (marked && !enabled && ends && schedule.ActionAfterCompletion === 'DELETE')
        found.push('It is set to be deleted after its last run, so AWS may delete it once its time is over.');
    return found;
}
function instant(date) {
    return date === undefined || Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
/**
 * A command that sets a schedule's state and description and leaves everything else. UpdateSchedule takes all fields or none, so
 * they are read and written back: what the schedule passes to its target may be secret and must not stand in a command.
 */
function setCommand({ region, group, name }, state, description) {
    const where = `--region ${(0,shell/* quoted */.T)(region)}`;
    const which = `--group-name ${(0,shell/* quoted */.T)(group)} --name ${(0,shell/* quoted */.T)(name)}`;
    const change = description === undefined
        ? ''
        : description.to === undefined
            ? ' | del(.Description)'
            : ' | .Description = $description';
    const filter = `del(.Arn, .CreationDate, .LastModificationDate) | .State = "${state}"${change}`;
    const argument = description?.to === undefined ? '' : ` --arg description ${(0,shell/* quoted */.T)(description.to)}`;
    const read = `aws scheduler get-schedule ${where} ${which} --output json | jq${argument} ${(0,shell/* quoted */.T)(filter)}`;
    // The CLI reads a file that is named here twice, so that a pipe will not do.
    return `aws scheduler update-schedule ${where} --cli-input-json "$(${read})"`;
}
/** What a restore could not bring back exactly; undefined where it brought back everything. */
function startDateNote(name, { input, wanted }) {
    if (wanted === undefined)
        return undefined;
    const former = instant(wanted.StartDate);
    const because = `AWS takes no start date that has passed, so the schedule ${name} did not get back its former one, ${former}`;
    return input.StartDate === undefined
        ? `${because}: it was restored without one, which makes no difference to when it runs.`
        : `${because}: it was restored with ${instant(input.StartDate)}, the next time at which ${wanted.ScheduleExpression ?? 'it'} counted from there is due.`;
}
/** What enabling a schedule again may bring about at once. */
function enablingNote(schedule) {
    return isRate(schedule) && schedule.StartDate === undefined
        ? 'A rate without a start date counts anew from now, and AWS may run it at once.'
        : undefined;
}

;// CONCATENATED MODULE: ./src/guard/schedule/schedule.js








const schedule_DISABLE = { plan: schedule_plan_planDisable, done: 'disabled', blocking: true };
const schedule_RESTORE = { plan: schedule_plan_planRestore, done: 'restored', blocking: false };
/**
 * Schedules of EventBridge Scheduler that start a project or a pipeline which runs it. They are disabled by their own switch, and the
 * mark in the description holds the way back. Lives for one look: a region's schedules are listed once for all projects.
 */
function scheduleGuard(deps) {
    const listing = scheduleListing(deps);
    return {
        kind: 'schedule',
        find: async (project) => lookOf(deps, await survey(deps, listing, project), true),
        disable: (project, about) => changeAll(deps, listing, project, schedule_DISABLE, about),
        restore: (project, about) => changeAll(deps, listing, project, schedule_RESTORE, about),
    };
}
function survey(deps, listing, project) {
    return surveySchedules(listing, deps.finder, deps.patience.clock, project, deps.region);
}
function lookOf(deps, seen, blocking) {
    const { project } = seen.scope;
    const found = seen.found.map((one) => foundTrigger(deps.region, project, one));
    return {
        triggers: [...found, ...seen.unread.map((one) => unreadTrigger(deps.region, project, one))],
        problems: [
            ...unclearProblems(deps.region, project, seen.found),
            ...unreadProblems(deps.region, project, seen.unread),
        ].map((problem) => ({ ...problem, blocking: blocking && problem.blocking })),
    };
}
/** The schedule as a trigger that this run did not change. */
function foundTrigger(home, project, { key, schedule, reading }) {
    const trigger = {
        kind: 'schedule',
        project,
        name: scheduleName(key, home),
        state: reading.state,
        change: 'none',
        detail: describeSchedule(schedule, reading),
    };
    const mark = readDescription(schedule.Description);
    return mark.kind === 'mark' ? { ...trigger, undo: setCommand(key, 'ENABLED', { to: mark.description }) } : trigger;
}
function unreadTrigger(home, project, unread) {
    const common = { kind: 'schedule', project, change: 'none' };
    if (unread.key === undefined) {
        const name = `schedules of ${project}${unread.region === home ? '' : ` in ${unread.region}`}`;
        return { ...common, name, state: 'unknown', detail: `The schedules in ${unread.region} could not be listed.` };
    }
    const name = scheduleName(unread.key, home);
    return unread.disabled
        ? { ...common, name, state: 'harmless', detail: 'It is disabled; by whom and what it starts could not be read.' }
        : { ...common, name, state: 'unknown', detail: 'What it starts could not be read.' };
}
function unclearProblems(home, project, found) {
    return found.flatMap(({ key, reading: { state, start } }) => {
        if (state !== 'unknown' || start.kind !== 'unclear')
            return [];
        const message = `The schedule ${scheduleName(key, home)} calls ${start.call}, and whether for ${project} cannot be told: ${start.why}. ` +
            'It was left as it is: write the name out in its input, or disable it.';
        return [{ project, message, blocking: true }];
    });
}
function unreadProblems(home, project, unread) {
    const problems = [];
    // One policy statement is missing, not one for each schedule.
    const denied = new Map();
    for (const one of unread) {
        const { failure, key, region } = one;
        if (key === undefined) {
            problems.push((0,guard_problem.problemOf)(failure, project, `The schedules in ${region} could not be listed`, true, '*'));
        }
        else if (failure.kind === 'denied') {
            const group = `${region} ${failure.action}`;
            denied.set(group, [...(denied.get(group) ?? []), one]);
        }
        else {
            const what = `The schedule ${scheduleName(key, home)} could not be read`;
            problems.push((0,guard_problem.problemOf)(failure, project, what, !one.disabled, one.arn));
        }
    }
    for (const [first, ...others] of denied.values()) {
        if (first?.key === undefined)
            continue;
        const name = scheduleName(first.key, home);
        const all = others.length === 0 ? `The schedule ${name}` : `The schedule ${name} and ${others.length} more`;
        const blocking = [first, ...others].some(({ disabled }) => !disabled);
        const problem = (0,guard_problem.problemOf)(first.failure, project, `${all} could not be read`, blocking, first.arn);
        const wide = first.arn.replace(/:schedule\/.*$/, ':schedule/*');
        const isOfSchedule = problem.resource?.includes(':schedule/') === true;
        problems.push(others.length > 0 && isOfSchedule ? { ...problem, resource: wide } : problem);
    }
    return problems;
}
async function changeAll(deps, listing, project, goal, about) {
    const seen = await survey(deps, listing, project);
    const now = deps.patience.clock.now();
    const triggers = [];
    const problems = [];
    const others = [];
    for (const found of seen.found) {
        if (goal.plan(found.schedule, found.reading, now).kind === 'nothing') {
            others.push(found);
            if (goal === schedule_RESTORE && found.reading.altered)
                problems.push(alteredProblem(deps.region, seen, found));
            continue;
        }
        const done = await schedule_change(deps, listing, seen, found, goal, about);
        triggers.push(...done.triggers);
        problems.push(...done.problems);
    }
    const rest = lookOf(deps, { ...seen, found: others }, goal.blocking);
    return { triggers: [...triggers, ...rest.triggers], problems: [...problems, ...rest.problems] };
}
async function schedule_change(deps, listing, { scope, closed, placeOf }, { key, schedule: listed }, goal, about) {
    const { project } = scope;
    const { clock } = deps.patience;
    const name = scheduleName(key, deps.region);
    const read = (schedule) => readSchedule(schedule, scope, placeOf(key, schedule), closed, clock.now());
    const seen = (schedule) => foundTrigger(deps.region, project, { key, schedule, reading: read(schedule) });
    const withChange = (trigger, written) => {
        if (written === undefined)
            return trigger;
        const { State: state, Description: to } = written.before;
        return {
            ...trigger,
            change: goal.done,
            undo: setCommand(key, state === 'DISABLED' ? 'DISABLED' : 'ENABLED', { to }),
        };
    };
    const unread = (trigger, detail) => ({ ...trigger, state: 'unknown', detail });
    const problem = (message) => ({ project, message, blocking: goal.blocking });
    const failed = (what, failure, schedule) => {
        const resource = (failure.action === 'iam:PassRole' ? schedule.Target?.RoleArn : schedule.Arn) ?? '*';
        return (0,guard_problem.problemOf)(failure, project, what, goal.blocking, resource);
    };
    const end = await changeSchedule(deps, key, (schedule) => goal.plan(schedule, read(schedule), clock.now()), (schedule, written) => {
        const doing = 'This action was about to change it and has not read it back.';
        about(withChange(unread(seen(schedule), doing), written));
    });
    switch (end.how) {
        case 'settled': {
            listing.tell(key, { state: 'found', schedule: end.schedule });
            const { written } = end;
            const trigger = withChange(seen(end.schedule), written);
            const plan = goal.plan(end.schedule, read(end.schedule), clock.now());
            const problems = plan.kind === 'impossible' ? [problem(`The schedule ${name} was not ${goal.done}: ${plan.why}.`)] : [];
            if (written === undefined)
                return { triggers: [trigger], problems };
            const details = [trigger.detail];
            if (!(0,external_node_util_.isDeepStrictEqual)(settingsOf(end.schedule), written.input))
                details.push('What was read back differs from what this action wrote.');
            if (goal === schedule_DISABLE)
                return { triggers: [{ ...trigger, detail: details.join(' ') }], problems };
            const enabling = enablingNote(end.schedule);
            if (enabling !== undefined)
                details.push(enabling);
            const note = startDateNote(name, written);
            if (note !== undefined)
                problems.push(problem(note));
            return { triggers: [{ ...trigger, detail: details.join(' ') }], problems };
        }
        case 'contested': {
            listing.tell(key, { state: 'found', schedule: end.schedule });
            const message = `The schedule ${name} was ${goal.done} twice and read back otherwise each time: something else is changing it.`;
            return { triggers: [withChange(seen(end.schedule), end.written)], problems: [problem(message)] };
        }
        case 'refused': {
            listing.tell(key, { state: 'found', schedule: end.schedule });
            const refusal = failed(`The schedule ${name} could not be ${goal.done}`, end.failure, end.schedule);
            const advice = adviceFor(key, end.schedule, end.failure, goal);
            return {
                triggers: [{ ...seen(end.schedule), change: 'refused' }],
                problems: [{ ...refusal, message: `${refusal.message}. ${advice}` }],
            };
        }
        case 'gone': {
            listing.tell(key, { state: 'absent' });
            const detail = 'It was deleted while this action was about to change it.';
            const { undo: _, ...trigger } = withChange(seen(listed), end.written);
            return { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [] };
        }
        case 'unreadable': {
            listing.tell(key, { state: 'unreadable', failure: end.failure });
            const what = `The schedule ${name} could not be read${end.written === undefined ? '' : ' back after it was changed'}`;
            return {
                triggers: [withChange(unread(seen(listed), 'It could not be read again.'), end.written)],
                problems: [failed(what, end.failure, listed)],
            };
        }
    }
}
function adviceFor(key, schedule, failure, goal) {
    const byHand = goal === schedule_DISABLE
        ? `To disable it by hand: ${setCommand(key, 'DISABLED', undefined)}`
        : `To restore it by hand: ${setCommand(key, 'ENABLED', markedText(schedule))}`;
    const passing = 'EventBridge Scheduler asks for iam:PassRole on the role of the schedule at every update; it can be limited by the condition iam:PassedToService: scheduler.amazonaws.com.';
    return failure.action === 'iam:PassRole' ? `${passing} ${byHand}` : byHand;
}
function markedText(schedule) {
    const mark = readDescription(schedule.Description);
    return mark.kind === 'mark' ? { to: mark.description } : undefined;
}
function alteredProblem(home, { scope }, { key }) {
    const message = `The description of the schedule ${scheduleName(key, home)} looks like the mark of this action but was altered: it was left as it is.`;
    return { project: scope.project, message, blocking: false };
}

;// CONCATENATED MODULE: ./src/guard/webhook/head-ref.js
/**
 * What a HEAD_REF pattern provably cannot match, decided from its form alone. Whether two regular expressions share a text is not
 * decided here: a form that is not recognised proves nothing.
 */
/** One character class: `[\u2026]` without a `]` in first place and without a bracket inside, where readers of RE2 may disagree. */
const CHARACTER_CLASS = /^\[\^?(?:[^\][\\]|\\[^QE])+\]/;
const REPEAT = /^(?:[*+?]|\{\d*,?\d*\})\??/;
/** Splits an RE2 pattern into tokens, or gives undefined where its structure is not plain. */
function tokenize(pattern) {
    const tokens = [];
    let depth = 0;
    let rest = pattern;
    while (rest !== '') {
        const character = rest.charAt(0);
        let length = 1;
        switch (character) {
            case '\\': {
                const escaped = rest.charAt(1);
                // \Q\u2026\E quotes whole stretches, parentheses included.
                if (escaped === '' || escaped === 'Q' || escaped === 'E')
                    return undefined;
                length = 2;
                if (escaped === 'A')
                    tokens.push({ kind: 'start' });
                else if (/[^\w\s]/.test(escaped))
                    tokens.push({ kind: 'literal', text: escaped });
                else
                    tokens.push({ kind: 'other' });
                break;
            }
            case '[': {
                const found = CHARACTER_CLASS.exec(rest);
                if (found === null)
                    return undefined;
                length = found[0].length;
                tokens.push({ kind: 'other' });
                break;
            }
            case '(': {
                depth += 1;
                tokens.push({ kind: 'open' });
                if (rest.startsWith('(?:'))
                    length = 3;
                // Flags and names: the group stands, but nothing about its inside is claimed.
                else if (rest.startsWith('(?')) {
                    length = 2;
                    tokens.push({ kind: 'other' });
                }
                break;
            }
            case ')':
                depth -= 1;
                if (depth < 0)
                    return undefined;
                tokens.push({ kind: 'close' });
                break;
            case '|':
                tokens.push({ kind: 'or' });
                break;
            case '^':
                tokens.push({ kind: 'start' });
                break;
            case '*':
            case '+':
            case '?':
            case '{': {
                const found = REPEAT.exec(rest);
                if (found === null)
                    return undefined;
                length = found[0].length;
                tokens.push({ kind: 'repeat', text: found[0] });
                break;
            }
            case '.':
            case '$':
            case ']':
            case '}':
                tokens.push({ kind: 'other' });
                break;
            default:
                tokens.push({ kind: 'literal', text: character });
        }
        rest = rest.slice(length);
    }
    return depth === 0 ? tokens : undefined;
}
/** The alternatives of a pattern, or of the inside of a group. */
function alternatives(tokens) {
    const found = [[]];
    let depth = 0;
    for (const token of tokens) {
        if (token.kind === 'open')
            depth += 1;
        if (token.kind === 'close')
            depth -= 1;
        if (token.kind === 'or' && depth === 0)
            found.push([]);
        else
            found.at(-1)?.push(token);
    }
    return found;
}
/** The inside of the group that opens at `tokens[0]`; undefined where it is repeated, for then it may also be left out. */
function firstGroup(tokens) {
    let depth = 0;
    for (const [index, token] of tokens.entries()) {
        if (token.kind === 'open')
            depth += 1;
        if (token.kind === 'close')
            depth -= 1;
        if (depth === 0)
            return tokens[index + 1]?.kind === 'repeat' ? undefined : tokens.slice(1, index);
    }
    return undefined;
}
/** Literal beginnings, one of which every match of `tokens` has. */
function beginnings(tokens) {
    let literal = '';
    for (const [index, token] of tokens.entries()) {
        if (token.kind === 'literal') {
            if (tokens[index + 1]?.kind === 'repeat')
                return [literal];
            literal += token.text;
        }
        else if (token.kind === 'open') {
            const inside = firstGroup(tokens.slice(index));
            if (inside === undefined)
                return [literal];
            return alternatives(inside).flatMap((one) => beginnings(one).map((text) => literal + text));
        }
        else {
            return [literal];
        }
    }
    return [literal];
}
/** The same for a pattern that is searched for: undefined where an alternative is not anchored at the start of the text. */
function anchoredBeginnings(tokens) {
    const found = [];
    for (const alternative of alternatives(tokens)) {
        const [first, ...others] = alternative;
        let texts;
        if (first?.kind === 'start')
            texts = beginnings(others);
        else if (first?.kind === 'open') {
            const inside = firstGroup(alternative);
            texts = inside === undefined ? undefined : anchoredBeginnings(inside);
        }
        if (texts === undefined)
            return undefined;
        found.push(...texts);
    }
    return found;
}
const BRANCH = 'refs/heads/';
/** Whether no branch has a reference that begins so. */
function leadsAwayFromBranches(beginning) {
    // Git allows no two slashes in a row.
    if (beginning.startsWith(`${BRANCH}/`))
        return true;
    return beginning.startsWith('refs/') && !beginning.startsWith(BRANCH) && !BRANCH.startsWith(beginning);
}
/** Whether the pattern provably matches no branch's head reference (`refs/heads/\u2026`), as `^refs/tags/` does not. */
function matchesNoBranch(pattern) {
    const tokens = tokenize(pattern);
    const texts = tokens === undefined ? undefined : anchoredBeginnings(tokens);
    return texts !== undefined && texts.length > 0 && texts.every(leadsAwayFromBranches);
}
/** `^refs/heads/` alone is AWS's own example of a pattern for branches (API reference, WebhookFilter.pattern). */
const EVERY_BRANCH = new Set([
    '.*',
    '^.*$',
    '^refs/.*',
    '^refs/.*$',
    '^refs/',
    '^refs/heads',
    '^refs/heads/',
    'refs/heads/',
    'refs/heads/.*',
    '^refs/heads/.*',
    '^refs/heads/.*$',
    '^refs/heads/.+',
    '^refs/heads/.+$',
]);
/** Whether the pattern provably matches every branch's head reference, so that excluding its matches leaves no branch. */
function matchesEveryBranch(pattern) {
    return EVERY_BRANCH.has(pattern.replaceAll('\\/', '/'));
}

;// CONCATENATED MODULE: ./src/guard/webhook/mark.js
/**
 * The mark that this action leaves in a webhook's filter group: one more filter, ANDed to the others, that no event can match.
 *
 * Git forbids a ref name with two slashes in a row (git-check-ref-format, rule 6), so no head reference of a push or a pull request
 * equals it. It has no character that is special in RE2 but its anchors, so it means the same whether CodeBuild searches or
 * matches the whole text.
 */
const mark_MARK = '^refs/heads//disabled-by-ecs-deploy-verifier$';
const BRANCH_FILTER_MARK = /^\^refs\/heads\/\/disabled-by-ecs-deploy-verifier\/branch-filter\/([A-Za-z0-9_-]+)\$$/;
/** What any filter of ours holds, altered or not. */
const mark_SIGNATURE = 'disabled-by-ecs-deploy-verifier';
/** The filter that disables the group it is added to. */
function groupMark() {
    return { type: 'HEAD_REF', pattern: mark_MARK };
}
/**
 * The filter groups of a hook whose branch filter had to go: CodeBuild takes either a branch filter or filter groups, so the old
 * one travels inside the mark, as base64url of its UTF-8 bytes.
 */
function branchFilterGroups(branchFilter) {
    const carried = Buffer.from(branchFilter, 'utf8').toString('base64url');
    return [
        [
            { type: 'EVENT', pattern: 'PUSH' },
            { type: 'HEAD_REF', pattern: `^refs/heads//${mark_SIGNATURE}/branch-filter/${carried}$` },
        ],
    ];
}
/** Reads a mark exactly as this action writes it; anything else is undefined, a look-alike included. */
function mark_readMark(filter) {
    if (filter.type !== 'HEAD_REF' || filter.excludeMatchedPattern === true)
        return undefined;
    if (filter.pattern === mark_MARK)
        return { kind: 'group' };
    const carried = BRANCH_FILTER_MARK.exec(filter.pattern ?? '')?.[1];
    if (carried === undefined)
        return undefined;
    const bytes = Buffer.from(carried, 'base64url');
    const branchFilter = bytes.toString('utf8');
    // A text that does not encode back to what was read was not written by this action.
    const exact = bytes.toString('base64url') === carried && Buffer.from(branchFilter, 'utf8').equals(bytes);
    return exact ? { kind: 'branch-filter', branchFilter } : undefined;
}
/** Whether the filter was once a mark and is no longer one that this action would write. */
function isAlteredMark(filter) {
    return (filter.pattern ?? '').includes(mark_SIGNATURE) && mark_readMark(filter) === undefined;
}
/**
 * The branch filter that the hook had before it was disabled, where its filter groups are exactly what `branchFilterGroups` writes.
 */
function carriedBranchFilter(groups) {
    const [group, ...others] = groups;
    if (group === undefined || others.length > 0 || group.length !== 2)
        return undefined;
    const event = group.find((filter) => filter.type === 'EVENT' && filter.pattern === 'PUSH' && filter.excludeMatchedPattern !== true);
    if (event === undefined)
        return undefined;
    for (const filter of group) {
        const mark = mark_readMark(filter);
        if (mark?.kind === 'branch-filter')
            return mark.branchFilter;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./src/guard/webhook/filters.js


const COMPETING_EVENTS = new Set(['PUSH', 'PULL_REQUEST_MERGED']);
/**
 * Events that are neither a push to a branch nor a merge. PULL_REQUEST_CLOSED is sent for one that was closed unmerged only
 * (CodeBuild user guide, GitHub webhook events).
 */
const OTHER_EVENTS = new Set([
    'PULL_REQUEST_CREATED',
    'PULL_REQUEST_UPDATED',
    'PULL_REQUEST_REOPENED',
    'PULL_REQUEST_CLOSED',
    'RELEASED',
    'PRERELEASED',
]);
/** The events that an EVENT pattern names: a list with commas, not a regular expression. */
function namedEvents(pattern) {
    return (pattern ?? '')
        .split(',')
        .map((event) => event.trim().toUpperCase())
        .filter((event) => event !== '');
}
/** Whether the filter alone keeps every push to a branch and every merge out: their head reference is a branch. */
function keepsBranchesOut(filter) {
    if (filter.type !== 'HEAD_REF' || filter.pattern === undefined)
        return false;
    return filter.excludeMatchedPattern === true ? matchesEveryBranch(filter.pattern) : matchesNoBranch(filter.pattern);
}
/** Reads one group. Never throws, whatever the filters hold. */
function readGroup(group) {
    const eventFilters = group.filter((filter) => filter.type === 'EVENT');
    const events = [...new Set(eventFilters.flatMap((filter) => namedEvents(filter.pattern)))];
    // Several EVENT filters are read as the sum of their events: more than can match, never less. An excluded list names what does
    // not match, and so leaves everything else open, a kind of event that is not known yet included.
    const open = events.length === 0 || eventFilters.some((filter) => filter.excludeMatchedPattern === true);
    const known = (event) => OTHER_EVENTS.has(event) || isRunnerEvent(event);
    const eventsCompete = open || events.some((event) => COMPETING_EVENTS.has(event) || !known(event));
    return {
        competes: eventsCompete && !group.some(keepsBranchesOut),
        feedsRunner: events.some(isRunnerEvent) ||
            eventFilters.some((filter) => filter.excludeMatchedPattern === true) ||
            group.some((filter) => filter.type === 'WORKFLOW_NAME'),
        marked: group.some((filter) => mark_readMark(filter) !== undefined),
        altered: group.some(isAlteredMark),
        events,
    };
}
function isRunnerEvent(event) {
    return event.startsWith('WORKFLOW_');
}
/** Reads a whole hook. Its state says what a push to a branch or a merge can do through it now. */
function readHook(hook) {
    const groups = (hook.filterGroups ?? []).map(readGroup);
    const hasBranchFilter = (hook.branchFilter ?? '') !== '';
    const form = groups.length === 0
        ? hasBranchFilter
            ? 'branch-filter'
            : 'unfiltered'
        : hasBranchFilter
            ? 'both'
            : 'filter-groups';
    const competes = form !== 'filter-groups' || groups.some((group) => group.competes);
    const feedsRunner = hook.buildType === 'RUNNER_BUILDKITE_BUILD' || groups.some((group) => group.feedsRunner);
    return {
        form,
        state: filters_stateOf(competes, feedsRunner, groups.some((group) => group.marked)),
        groups,
    };
}
function filters_stateOf(competes, feedsRunner, marked) {
    if (feedsRunner)
        return competes ? 'mixed' : 'protected';
    if (competes)
        return 'live';
    return marked ? 'disabled' : 'harmless';
}

;// CONCATENATED MODULE: ./src/guard/webhook/change.js

/** Once for the change, once more where somebody else changed the hook at the same time. */
const webhook_change_WRITES = 2;
/** How long a change may take to be read back, in milliseconds, before it counts as undone by somebody else. */
const webhook_change_SETTLING = [1000, 2000];
/**
 * Reads, writes and reads back, until what was read needs no more change.
 * @param found the side as it was found, where it was; where that needs no change, no call is made
 * @param beforeWrite called right before each write with what is about to be written
 */
async function changeSide(side, patience, found, beforeWrite) {
    if (found !== undefined && side.wanted(found) === undefined)
        return { how: 'settled', seen: found };
    let written = {};
    try {
        // Anew, because there is no conditional write: the shorter the gap, the less another's change is lost in it.
        let seen = await side.read();
        const mayWriteAgain = (0,guard_problem.patientWrites)(patience);
        for (let writes = 0;;) {
            if (seen === undefined)
                return { how: 'gone', ...written };
            const change = side.wanted(seen);
            if (change === undefined)
                return { how: 'settled', seen, ...written };
            if (writes === webhook_change_WRITES)
                return { how: 'contested', seen, ...written };
            const attempt = { before: written.written?.before ?? seen, change };
            beforeWrite(seen, attempt);
            const failure = await failureOf(side.write(seen, change));
            // An answer that was lost may have been a yes.
            if (failure === undefined || failure.kind === 'retry')
                written = { written: attempt };
            if (await mayWriteAgain(failure)) {
                seen = await side.read();
                continue;
            }
            writes += 1;
            seen = await side.read();
            const undone = () => seen !== undefined && side.wanted(seen) !== undefined;
            if (failure !== undefined && seen !== undefined && undone())
                return { how: 'refused', seen, failure };
            for (const wait of webhook_change_SETTLING) {
                if (!undone())
                    break;
                await patience.clock.sleep(wait, patience.signal);
                seen = await side.read();
            }
        }
    }
    catch (error) {
        return { how: 'unreadable', failure: (0,guard_problem.passableFailure)(error), ...written };
    }
}
/** Gives the failure, where the write was turned down or got no answer. */
async function failureOf(writing) {
    try {
        await writing;
        return undefined;
    }
    catch (error) {
        return (0,guard_problem.passableFailure)(error);
    }
}

;// CONCATENATED MODULE: ./src/guard/webhook/codebuild.js


/**
 * CodeBuild's side of a project's hook: its filters.
 * @param foundBy the name or the ARN that the project was found by
 */
function codebuildSide(codebuild, patience, project, foundBy, plan) {
    return {
        read: () => readHookOf(codebuild, patience, project, foundBy),
        write: async (hook, filters) => {
            // By its name alone, under which this account may have another project than the one whose ARN was given.
            if (foundBy !== project.name && (await readUnder(codebuild, patience, project, project.name)) === undefined)
                throw new aws_failure/* AwsFailure */.O('rejected', 'codebuild:UpdateWebhook', 'NotInThisAccount', `${project.arn} is not what this account has under the name ${project.name}, and only by its name a webhook can be changed`);
            await codebuild.updateWebhook(inputOf(project.name, hook, filters));
        },
        wanted: (hook) => {
            const wanted = plan(hook);
            return wanted.kind === 'write' ? wanted.filters : undefined;
        },
    };
}
/**
 * The project's hook now; undefined where it has none, or where the project itself is gone. That it is gone counts only where it is
 * found under no form of its name: one that is shared has its ARN only, and an endpoint may know names only.
 */
async function readHookOf(codebuild, patience, project, foundBy) {
    for (const key of new Set([foundBy, project.name, project.arn])) {
        const found = await readUnder(codebuild, patience, project, key);
        if (found !== undefined)
            return found.webhook;
    }
    return undefined;
}
/** The project under one form of its name; undefined where there is none, or another one. */
async function readUnder(codebuild, patience, { name, arn }, key) {
    return (0,guard_problem.patiently)(patience, async () => {
        const { projects, projectsNotFound } = await codebuild.batchGetProjects({ names: [key] });
        const project = projects?.find((one) => one.name === name);
        if (project === undefined && !projectsNotFound?.includes(key))
            throw new aws_failure/* AwsFailure */.O('retry', 'codebuild:BatchGetProjects', 'UnreadableAnswer', `the answer does not mention ${key}`);
        const isAnother = arn !== name && project?.arn !== undefined && project.arn !== arn;
        return isAnother ? undefined : project;
    });
}
/**
 * It is not documented that UpdateWebhook keeps what is left out, so the build type and the policy are said again. The secret stays
 * as long as `rotateSecret` is not said.
 */
function inputOf(projectName, { buildType, pullRequestBuildPolicy }, filters) {
    return {
        projectName,
        ...filters,
        ...(buildType === undefined ? {} : { buildType }),
        ...(pullRequestBuildPolicy === undefined ? {} : { pullRequestBuildPolicy }),
    };
}

;// CONCATENATED MODULE: ./src/guard/webhook/plan.js


function copy(filter) {
    const { type, pattern, excludeMatchedPattern } = filter;
    return excludeMatchedPattern === undefined ? { type, pattern } : { type, pattern, excludeMatchedPattern };
}
/** How to keep every push to a branch and every merge from starting a build through this hook. */
function webhook_plan_planDisable(hook) {
    const { form, state } = readHook(hook);
    switch (state) {
        case 'disabled':
        case 'harmless':
        case 'protected':
            return { kind: 'nothing' };
        case 'mixed':
            return {
                kind: 'impossible',
                why: 'it feeds CodeBuild-hosted runners too, and such a hook is never touched: give the runners a project of their own',
            };
        case 'unknown':
            return { kind: 'impossible', why: 'it could not be read' };
        case 'live':
    }
    if (hook.status === 'DELETING')
        return { kind: 'impossible', why: 'it is being deleted, and cannot be changed meanwhile' };
    switch (form) {
        case 'filter-groups': {
            const filterGroups = (hook.filterGroups ?? []).map((group) => readGroup(group).competes ? [...group.map(copy), groupMark()] : group.map(copy));
            return { kind: 'write', filters: { filterGroups } };
        }
        case 'branch-filter': {
            const filterGroups = branchFilterGroups(hook.branchFilter ?? '');
            if (carriedBranchFilter(filterGroups) !== hook.branchFilter)
                return {
                    kind: 'impossible',
                    why: 'its branch filter is no valid text, so it could not be restored exactly',
                    atGitHub: true,
                };
            return { kind: 'write', filters: { filterGroups } };
        }
        case 'unfiltered':
            return {
                kind: 'impossible',
                why: 'it has no filter at all, and CodeBuild documents no way back to that once it had one: ' +
                    'give it a filter group that says what it is to build, or switch it off at GitHub',
                atGitHub: true,
            };
        case 'both':
            return {
                kind: 'impossible',
                why: 'it has a branch filter and filter groups at once, and CodeBuild does not say which of them counts: remove one of them',
                atGitHub: true,
            };
    }
}
/**
 * What is left of a hook that feeds runners too when its groups for pushes and merges are taken out; undefined where the runners would lose
 * something with them.
 */
function withoutPushes(hook) {
    const { form, groups } = readHook(hook);
    if (form !== 'filter-groups' || hook.buildType === 'RUNNER_BUILDKITE_BUILD')
        return undefined;
    if (groups.some((group) => group.competes && group.feedsRunner))
        return undefined;
    const filterGroups = (hook.filterGroups ?? []).filter((_, at) => groups[at]?.competes === false);
    return { filterGroups: filterGroups.map((group) => group.map(copy)) };
}
/** How to take exactly this action's marks out of the hook again. */
function webhook_plan_planRestore(hook) {
    const { form, state, groups } = readHook(hook);
    if (!groups.some((group) => group.marked))
        return { kind: 'nothing' };
    if (form === 'both')
        return { kind: 'impossible', why: 'it was given a branch filter next to the marked groups since it was disabled' };
    const filterGroups = hook.filterGroups ?? [];
    const branchFilter = carriedBranchFilter(filterGroups);
    const cleared = filterGroups.map((group) => group.filter((filter) => mark_readMark(filter)?.kind !== 'group').map(copy));
    const filters = branchFilter === undefined ? { filterGroups: cleared } : { branchFilter };
    if (hasFilters(hook, filters))
        return {
            kind: 'impossible',
            why: 'the group that carries its former branch filter was altered or is no longer its only one, so the branch filter cannot come back without losing what was added',
        };
    if (state === 'protected' || state === 'mixed')
        return {
            kind: 'impossible',
            why: 'it feeds CodeBuild-hosted runners now, and such a hook is never touched',
            byHand: filters,
        };
    if (hook.status === 'DELETING')
        return { kind: 'impossible', why: 'it is being deleted, and cannot be changed meanwhile' };
    return { kind: 'write', filters };
}
/** The filters that the hook has. */
function filtersOf(hook) {
    const filterGroups = (hook.filterGroups ?? []).map((group) => group.map(copy));
    return filterGroups.length === 0 ? { branchFilter: hook.branchFilter ?? '' } : { filterGroups };
}
/** Whether the hook's filters are these, where a missing `excludeMatchedPattern` means false. */
function hasFilters(hook, filters) {
    const same = (one, other) => one.type === other?.type &&
        one.pattern === other?.pattern &&
        (one.excludeMatchedPattern ?? false) === (other?.excludeMatchedPattern ?? false);
    const wanted = filters.filterGroups ?? [];
    const groups = hook.filterGroups ?? [];
    return ((hook.branchFilter ?? '') === (filters.branchFilter ?? '') &&
        groups.length === wanted.length &&
        groups.every((group, at) => group.length === wanted[at]?.length && group.every((filter, i) => same(filter, wanted[at]?.[i]))));
}

;// CONCATENATED MODULE: ./src/guard/webhook/github.js



/**
 * The GitHub side of a CodeBuild hook: a switch (`active`), for where CodeBuild's own side cannot be changed.
 *
 * The mark is three more events in the hook's list, so that one PATCH carries switch and mark together. Alone, each of them could be
 * its owner's wish; CodeBuild subscribes to none of them, and a hook that is not active gets nothing at all.
 */
const MARK_EVENTS = ['gollum', 'meta', 'milestone'];
const MARK_WORDS = MARK_EVENTS.join(', ');
const ALL_EVENTS = '*';
const github_NAME = '[A-Za-z0-9][A-Za-z0-9_-]{0,99}';
const ADDRESS = new RegExp(String.raw `^https?://([a-z0-9.-]+(?::\d{1,5})?)(?:/api/v3)?(/(?:repos/${github_NAME}/[A-Za-z0-9._-]{1,100}|orgs/${github_NAME})/hooks/\d{1,20})$`);
/**
 * The path of the hook in GitHub's REST API. Nothing else is taken from what CodeBuild says about it: a token goes along, and it
 * goes to the run's own API only, where the same path under another host would be another hook.
 * @param host of that API
 */
function addressOf({ url, manualCreation }, host) {
    if (url === undefined) {
        const reason = manualCreation === true ? ', because its side at GitHub was made by hand' : '';
        return { why: `CodeBuild does not say which hook at GitHub it is${reason}` };
    }
    const [, its, path] = ADDRESS.exec(url) ?? [];
    if (path === undefined || /\/\.{1,2}\//.test(path))
        return { why: 'its address is none of a webhook of a GitHub repository or organization' };
    if (its !== host)
        return { why: `it lives on another server than ${host}, which is the only one that the token is sent to` };
    return { path };
}
/** Whether deliveries go to CodeBuild. Where GitHub does not say where they go, nothing speaks against it. */
function feedsCodeBuild({ payloadUrl }) {
    if (payloadUrl === undefined)
        return true;
    const url = URL.parse(payloadUrl);
    return url?.protocol === 'https:' && /^codebuild(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.test(url.host);
}
function isMarked({ events }) {
    return MARK_EVENTS.every((mark) => events.includes(mark));
}
/** Whether this action switched it off. */
function isMarkedOff(hook) {
    return !hook.active && isMarked(hook);
}
/** Whether it subscribes to these events and to no other. */
function hasEvents(hook, events) {
    return hook.events.length === events.length && events.every((event) => hook.events.includes(event));
}
function sideOf(path, hook) {
    const state = !feedsCodeBuild(hook) ? 'foreign' : hook.active ? 'on' : isMarked(hook) ? 'marked-off' : 'off';
    return { state, path, hook };
}
/** Rejects with the run's abort reason only. */
async function readGitHubSide(github, hook) {
    const address = addressOf(hook, github.host);
    if ('why' in address)
        return { state: 'no-address', why: address.why };
    try {
        return sideOf(address.path, await github.read(address.path));
    }
    catch (error) {
        return { state: 'unreadable', failure: (0,guard_problem.passableFailure)(error) };
    }
}
/** The state of the hook as a whole: what CodeBuild would build starts nothing where GitHub sends nothing. */
function stateOfBoth(hook, side) {
    const { state } = readHook(hook);
    if (state !== 'live' || side === undefined)
        return state;
    switch (side.state) {
        case 'not-asked': {
            // What could have been disabled at GitHub only may be off there.
            const plan = webhook_plan_planDisable(hook);
            return plan.kind === 'impossible' && plan.atGitHub === true ? 'unknown' : 'live';
        }
        case 'marked-off':
            return 'disabled';
        case 'off':
            return 'harmless';
        case 'on':
        case 'foreign':
        case 'no-address':
        case 'unreadable':
            return 'live';
    }
}
const FOREIGN = 'the hook at that address does not send to CodeBuild';
function planSwitchOff(hook) {
    const { active, events } = hook;
    if (!feedsCodeBuild(hook))
        return { kind: 'impossible', why: FOREIGN };
    if (!active)
        return { kind: 'nothing' };
    const cannotMark = (why) => ({
        kind: 'impossible',
        why: `${why}, so it cannot be marked, and could not be told from one that its owner switched off`,
    });
    if (events.includes(ALL_EVENTS))
        return cannotMark('it subscribes to every event');
    if (events.length === 0)
        return cannotMark('it subscribes to no event');
    if (isMarked(hook))
        return cannotMark(`it subscribes to the events ${MARK_WORDS} already (where an earlier run left them, competing-triggers: restore takes them away)`);
    const owned = events.filter((event) => MARK_EVENTS.includes(event));
    if (owned.length > 0)
        return cannotMark(`it subscribes to ${owned.join(', ')}, which is a part of the mark`);
    return { kind: 'write', change: { active: false, events: [...events, ...MARK_EVENTS] } };
}
/** Takes the mark out, and switches on what it had switched off. */
function planSwitchOn(hook) {
    if (!isMarked(hook))
        return { kind: 'nothing' };
    if (!feedsCodeBuild(hook))
        return { kind: 'impossible', why: FOREIGN };
    const events = hook.events.filter((event) => !MARK_EVENTS.includes(event));
    if (events.length === 0)
        return { kind: 'impossible', why: `but for ${MARK_WORDS}, the mark, it subscribes to no event any more` };
    return { kind: 'write', change: { active: true, events } };
}
function githubSide(github, path, wanted) {
    return { read: () => github.read(path), write: (_, change) => github.write(path, change), wanted };
}
function changeOf(plan) {
    return plan.kind === 'write' ? plan.change : undefined;
}
// --------------------------------------------------------------------------------------------------------------------- words
/** What the GitHub side adds to what was said of CodeBuild's; a full sentence, or nothing. */
function describeGitHubSide(side) {
    switch (side.state) {
        case 'marked-off':
            return `Switched off at GitHub by this action, with the events ${MARK_WORDS} as its mark: GitHub sends nothing to CodeBuild.`;
        case 'off':
            return 'Inactive at GitHub, and not by this action: GitHub sends nothing to CodeBuild.';
        case 'on':
            return isMarked(side.hook)
                ? `At GitHub it carries the mark of this action (the events ${MARK_WORDS}) but is active: somebody switched it on again.`
                : undefined;
        case 'not-asked':
            return ('Whether it is active at GitHub was not read, because no webhook-token was given: one that this action switched off there ' +
                'is only restored with it.');
        case 'foreign':
        case 'no-address':
        case 'unreadable':
            return undefined;
    }
}
/** A problem out of a failed call to GitHub. The failure itself says what the token needs. */
function githubProblem(project, what, failure, blocking) {
    const said = failure.kind === 'denied' ? failure.message : `${failure.action} failed (${failure.code}: ${failure.message})`;
    const passing = failure.kind === 'retry' ? { passing: true, heldUpBy: 'GitHub' } : {};
    return { project, message: `${what}: ${said}.`, blocking, ...passing };
}
/** What keeps the GitHub side from being known; nothing where it is, or where there is none to ask. */
function problemsOf(project, side, blocking) {
    switch (side?.state) {
        case 'unreadable':
            return [
                githubProblem(project, `Whether the webhook of ${project} is active at GitHub could not be read`, side.failure, blocking),
            ];
        case 'foreign':
            return [
                { project, message: `The webhook of ${project} was not looked at on the GitHub side: ${FOREIGN}.`, blocking },
            ];
        case undefined:
        case 'on':
        case 'off':
        case 'marked-off':
        case 'no-address':
        case 'not-asked':
            return [];
    }
}

// EXTERNAL MODULE: ./src/patterns.js
var src_patterns = __webpack_require__(43117);
;// CONCATENATED MODULE: ./src/guard/webhook/this-push.js



const YES = { starts: 'yes', open: [] };
const NO = { starts: 'no', open: [] };
function cannotTell(what) {
    return { starts: 'cannot-tell', open: [what] };
}
/** One filter group that matches is enough (CodeBuild API reference, Webhook.filterGroups). Never throws, whatever the filters hold. */
async function readPush(hook, push) {
    switch (readHook(hook).form) {
        case 'unfiltered':
            return { ...YES, groups: [] };
        case 'branch-filter':
            return { ...(await readBranchFilter(hook.branchFilter ?? '', push)), groups: [] };
        case 'both':
            // CodeBuild does not say which of them counts.
            return { ...cannotTell('which of branch filter and filter groups counts'), groups: [] };
        case 'filter-groups': {
            const groups = await Promise.all((hook.filterGroups ?? []).map((group) => readGroupFor(group, push)));
            if (groups.some(({ starts }) => starts === 'yes'))
                return { ...YES, groups };
            const open = [...new Set(groups.flatMap((group) => group.open))];
            return { ...(open.length === 0 ? NO : { starts: 'cannot-tell', open }), groups };
        }
    }
}
const this_push_BRANCH = 'refs/heads/';
async function readBranchFilter(pattern, { ref }) {
    if (ref === undefined)
        return cannotTell('the branch');
    // What a branch filter does with a tag is not documented.
    if (!ref.startsWith(this_push_BRANCH))
        return cannotTell('what the branch filter does with a tag');
    return readPattern('the branch filter', pattern, ref.slice(this_push_BRANCH.length), false);
}
/** All filters of a group must match. */
async function readGroupFor(group, push) {
    const readings = await Promise.all(group.map((filter) => readFilter(filter, push)));
    if (!group.some(({ type }) => type === 'EVENT'))
        readings.push(cannotTell('EVENT'));
    if (readings.some(({ starts }) => starts === 'no'))
        return NO;
    const open = [...new Set(readings.flatMap((reading) => reading.open))];
    return open.length === 0 ? YES : { starts: 'cannot-tell', open };
}
async function readFilter(filter, push) {
    // Also where the ref is not known: no ref is called so.
    if (mark_readMark(filter) !== undefined)
        return NO;
    const { type, pattern = '', excludeMatchedPattern: inverted = false } = filter;
    switch (type) {
        case 'EVENT': {
            const named = namedEvents(pattern).includes('PUSH');
            // An excluded list that names another event leaves it open what it lets through.
            return inverted ? (named ? NO : cannotTell('EVENT')) : named ? YES : NO;
        }
        case 'HEAD_REF':
            return push.ref === undefined ? cannotTell(type) : readPattern(type, pattern, push.ref, inverted);
        case 'COMMIT_MESSAGE':
            return push.message === undefined ? cannotTell(type) : readPattern(type, pattern, push.message, inverted);
        case 'FILE_PATH': {
            const { changedFiles } = push;
            if (changedFiles === undefined || changedFiles.length === 0)
                return cannotTell(type);
            const each = await Promise.all(changedFiles.map((file) => readPattern(type, pattern, file, inverted)));
            const [first = cannotTell(type)] = each;
            if (each.every(({ starts }) => starts === first.starts))
                return first;
            // One file that matches is enough; whether one is enough to exclude too is not documented.
            return inverted ? cannotTell(type) : YES;
        }
        case 'ACTOR_ACCOUNT_ID':
        // Those of other events: what they do to a push is not documented (API reference, WebhookFilter.type).
        case 'BASE_REF':
        case 'TAG_NAME':
        case 'RELEASE_NAME':
        case 'REPOSITORY_NAME':
        case 'ORGANIZATION_NAME':
        case 'WORKFLOW_NAME':
            return cannotTell(type);
        case undefined:
        default:
            return cannotTell(type ?? 'a filter without a type');
    }
}
/** CodeBuild searches: a pattern without anchors matches anywhere in the text. */
async function readPattern(what, pattern, text, inverted) {
    try {
        return (await (0,src_patterns/* compilePattern */.E)(pattern, 'any')).matches(text) === inverted ? NO : YES;
    }
    catch (error) {
        if (!(error instanceof src_patterns/* PatternError */.J))
            throw error;
        return cannotTell(`${what}, whose pattern could not be read`);
    }
}

;// CONCATENATED MODULE: ./src/guard/webhook/words.js



/** What names the hook to a person. Never its payload URL: that carries a token. */
function hookName(hook, project) {
    return hook.url ?? `webhook of ${project}`;
}
/** What the hook reacts to, what the push that started this run does, and what is peculiar about it: full sentences. */
function describeHook(hook, push) {
    const aboutPush = push === undefined ? [] : describePush(hook, push);
    return [reaction(hook), ...aboutPush, ...words_peculiarities(hook)].join(' ');
}
function describePush(hook, { ref, reading }) {
    const push = `This push (${ref})`;
    switch (reading.starts) {
        case 'yes': {
            const through = reading.groups.flatMap(({ starts }, index) => (starts === 'yes' ? [String(index + 1)] : []));
            const where = through.length === 0 ? '' : ` through ${through.length === 1 ? 'group' : 'groups'} ${anded(through)}`;
            return [`${push} starts a build${where}.`];
        }
        case 'no':
            switch (readHook(hook).state) {
                case 'live':
                case 'mixed':
                    return [`${push} would not start a build; another push to a branch, or a merge, can.`];
                case 'disabled':
                    return [];
                case 'harmless':
                case 'protected':
                case 'unknown':
                    return [`${push} does not start a build.`];
            }
        case 'cannot-tell': {
            const groups = reading.groups.flatMap(({ open }, index) => open.length === 0 ? [] : [`group ${index + 1} asks for ${anded(open)}`]);
            const what = groups.length === 0 ? `it depends on ${anded(reading.open)}` : groups.join('; ');
            return [`Whether ${push.replace('T', 't')} starts a build cannot be told from here: ${what}.`];
        }
    }
}
function anded(items) {
    return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
function reaction(hook) {
    const { form, groups } = readHook(hook);
    const filterGroups = hook.filterGroups ?? [];
    switch (form) {
        case 'unfiltered':
            return 'It has no filter: every push starts a build.';
        case 'branch-filter':
            return `Pushes to branches that match ${hook.branchFilter ?? ''} start a build.`;
        case 'both':
            return `It has the branch filter ${hook.branchFilter ?? ''} and ${counted(groups.length)} at once.`;
        case 'filter-groups':
    }
    const carried = carriedBranchFilter(filterGroups);
    if (carried !== undefined)
        return `Disabled with its branch filter ${carried} kept in the mark: no event starts a build.`;
    const named = (chosen) => filterGroups
        .flatMap((group, index) => {
        const reading = groups[index];
        return reading !== undefined && chosen(reading) ? [`group ${index + 1} (${describeGroup(group)})`] : [];
    })
        .join('; ');
    const sentences = [];
    const say = (before, list) => {
        if (list !== '')
            sentences.push(`${before} ${list}.`);
    };
    say('A push to a branch or a merge can start a build through', named((group) => group.competes));
    say('Disabled by the mark of this action, all events of the group with it:', named((group) => group.marked && !group.competes));
    say('CodeBuild-hosted runners are fed by', named((group) => group.feedsRunner && !group.competes && !group.marked));
    say('No push to a branch and no merge matches', named((group) => !group.competes && !group.marked && !group.feedsRunner));
    return sentences.join(' ');
}
function counted(groups) {
    return groups === 1 ? 'one filter group' : `${groups} filter groups`;
}
function describeGroup(group) {
    const words = group.filter((filter) => mark_readMark(filter) === undefined).map(describeFilter);
    return words.length === 0 ? 'no filter' : words.join(', ');
}
function describeFilter({ type, pattern, excludeMatchedPattern }) {
    if (type === 'EVENT' && excludeMatchedPattern !== true)
        return pattern ?? 'no event';
    return `${type ?? 'a filter without a type'} ${excludeMatchedPattern === true ? 'not ' : ''}${pattern ?? ''}`;
}
function words_peculiarities(hook) {
    const found = [];
    if (hook.buildType !== undefined && hook.buildType !== 'BUILD')
        found.push(`Its build type is ${hook.buildType}.`);
    if (hook.scopeConfiguration !== undefined) {
        const { scope, name } = hook.scopeConfiguration;
        found.push(`It listens to more than one repository: ${scope ?? 'a scope without a name'} ${name ?? ''}.`);
    }
    if (hook.manualCreation === true)
        found.push('Its side at GitHub was made by hand.');
    if (hook.status !== undefined && hook.status !== 'ACTIVE')
        found.push(`Its status is ${hook.status}${hook.statusMessage === undefined ? '' : `: ${hook.statusMessage}`}.`);
    if (readHook(hook).groups.some((group) => group.altered))
        found.push('One of its filters looks like the mark of this action but was altered, so it is left alone.');
    return found;
}
/** The AWS CLI's command that gives the hook these filters and leaves everything else as it is. */
function updateCommand(project, region, hook, filters) {
    const words = ['aws codebuild update-webhook', `--region ${(0,shell/* quoted */.T)(region)}`, `--project-name ${(0,shell/* quoted */.T)(project)}`];
    // With an equals sign, because a pattern may begin with a dash.
    if (filters.branchFilter === undefined)
        words.push(`--filter-groups=${(0,shell/* quoted */.T)(JSON.stringify(filters.filterGroups))}`);
    else
        words.push(`--branch-filter=${(0,shell/* quoted */.T)(filters.branchFilter)}`);
    if (hook.buildType !== undefined)
        words.push(`--build-type ${(0,shell/* quoted */.T)(hook.buildType)}`);
    if (hook.pullRequestBuildPolicy !== undefined)
        words.push(`--pull-request-build-policy=${(0,shell/* quoted */.T)(JSON.stringify(hook.pullRequestBuildPolicy))}`);
    return words.join(' ');
}
/** The GitHub CLI's command that makes the hook so at GitHub, and leaves its payload URL and secret as they are. */
function switchCommand({ url = '' }, { active, events }) {
    const list = events.map((event) => `-f ${(0,shell/* quoted */.T)(`events[]=${event}`)}`);
    return [`gh api --method PATCH ${(0,shell/* quoted */.T)(url)} -F active=${String(active)}`, ...list].join(' ');
}
/** How a person switches the hook off at the other side. */
function atGitHub({ url = "the one whose payload URL is CodeBuild's" }) {
    const page = pageOf(url);
    if (page === undefined)
        return `To switch it off by hand, make the hook inactive where it is set up: ${url}.`;
    return `To switch it off by hand, clear Active at ${page}, or run: gh api --method PATCH ${(0,shell/* quoted */.T)(url)} -F active=false`;
}
/** The page of a repository's hook: GitHub.com and GHE.com have the API on a host of its own, a GitHub Enterprise Server below `/api/v3`. */
function pageOf(url) {
    const found = /^https:\/\/(?:api\.(github\.com|[a-z0-9-]+\.ghe\.com)|([a-z0-9.:-]+)\/api\/v3)\/repos\/([^/]+\/[^/]+)\/hooks\/(\d+)$/.exec(url);
    if (found === null)
        return undefined;
    const [, cloud, server, repository, id] = found;
    return `https://${cloud ?? server}/${repository}/settings/hooks/${id}`;
}

;// CONCATENATED MODULE: ./src/guard/webhook/trigger.js





/** Where a hook was written and not read since. */
const UNREAD = 'This action was about to change it and has not read it back.';
function triggerOf(picture, push) {
    const { project, hook, doing, written, switched, refused } = picture;
    // What CodeBuild does not build starts nothing, whether GitHub was asked or not.
    const isMoot = picture.side?.state === 'not-asked' && readHook(hook).state !== 'live';
    const side = isMoot ? undefined : picture.side;
    const undo = undoOf(picture);
    const acted = doing !== undefined && (written !== undefined || switched !== undefined);
    const mayBeOff = side?.state === 'marked-off' || side?.state === 'off' || side?.state === 'not-asked';
    const atGitHub = side === undefined ? undefined : describeGitHubSide(side);
    // What a push starts through a hook that GitHub keeps silent is nothing.
    const atCodeBuild = describeHook(hook, mayBeOff ? undefined : push);
    return {
        kind: 'webhook',
        project,
        name: hookName(hook, project),
        state: stateOfBoth(hook, side),
        change: acted ? doing : refused === true ? 'refused' : 'none',
        detail: [
            ...(atGitHub === undefined ? [] : [atGitHub]),
            mayBeOff ? `As CodeBuild has it: ${atCodeBuild}` : atCodeBuild,
        ].join(' '),
        ...(undo === undefined ? {} : { undo }),
    };
}
/** The same, with what the push that started the run does through it, where its ref is known. */
async function toldTrigger(push, picture) {
    if (push?.ref === undefined)
        return triggerOf(picture);
    return triggerOf(picture, { ref: push.ref, reading: await readPush(picture.hook, push) });
}
/** The trigger where it is not known what became of it. */
function trigger_unreadTrigger(picture, detail) {
    return { ...triggerOf(picture), state: 'unknown', detail };
}
/** Takes the marks away that are there; where this run took them away, or is about to, puts back what was there before. */
function undoOf(picture) {
    const { doing, written, switched } = picture;
    const isRestored = doing === 'restored' && (written !== undefined || switched !== undefined);
    const back = isRestored ? beforeRestore(picture) : [undoAtGitHub(picture), undoAtCodeBuild(picture)];
    const commands = back.filter((command) => command !== undefined);
    return commands.length === 0 ? undefined : commands.join(' && ');
}
function beforeRestore({ project, region, hook, written, switched }) {
    return [
        switched === undefined ? undefined : switchCommand(hook, switched.before),
        written === undefined ? undefined : updateCommand(project, region, written.before, filtersOf(written.before)),
    ];
}
function undoAtGitHub({ hook, side, switched }) {
    if (side !== undefined && 'hook' in side) {
        const plan = planSwitchOn(side.hook);
        if (plan.kind === 'write')
            return switchCommand(hook, plan.change);
    }
    return switched === undefined ? undefined : switchCommand(hook, switched.before);
}
function undoAtCodeBuild({ project, region, hook, written }) {
    const plan = webhook_plan_planRestore(hook);
    const back = plan.kind === 'write' ? plan.filters : plan.kind === 'impossible' ? plan.byHand : undefined;
    if (back !== undefined)
        return updateCommand(project, region, hook, back);
    return written === undefined ? undefined : updateCommand(project, region, written.before, filtersOf(written.before));
}

;// CONCATENATED MODULE: ./src/guard/webhook/switch.js





/** Switches a hook off that CodeBuild's side cannot hold up. */
async function switchOff({ github, region, patience, thisPush }, project, { hook, refused, problem }, about) {
    const base = { project, region, hook, doing: 'disabled' };
    const failed = async (picture, ...problems) => ({
        triggers: [await toldTrigger(thisPush, { ...base, refused, ...picture })],
        problems: [
            {
                ...problem,
                message: `${problem.message} ${atGitHub(hook)}`,
                // CodeBuild's side will not change, but what keeps GitHub from being asked may pass: then it is worth another try.
                ...(problems.length > 0 && problems.every(({ passing }) => passing === true)
                    ? { passing: true, heldUpBy: 'GitHub' }
                    : {}),
            },
            ...problems,
        ],
    });
    const what = `The webhook of ${project} could not be switched off at GitHub`;
    const address = addressOf(hook, github.host);
    if ('why' in address)
        return failed({}, { project, message: `${what} either: ${address.why}.`, blocking: true });
    const { path } = address;
    const switchedOff = async (seen, switched) => ({
        triggers: [await toldTrigger(thisPush, { ...base, side: sideOf(path, seen), switched })],
        problems: [
            ...(refused
                ? [{ ...problem, message: `${problem.message} At GitHub it is switched off instead.`, blocking: false }]
                : []),
            ...secretProblems(project, seen, switched),
        ],
    });
    /** Off without the mark, it could not be told from one that its owner switched off: no restore would bring it back. */
    const takeBack = async (before, switched) => {
        const change = { active: true, events: before.events };
        const isBack = (hook) => hook.active && hasEvents(hook, before.events);
        const side = githubSide(github, path, (hook) => (isMarkedOff(hook) || isBack(hook) ? undefined : change));
        const end = await changeSide(side, patience, undefined, (now) => about(trigger_unreadTrigger({ ...base, side: sideOf(path, now), switched: { before, change } }, UNREAD)));
        if (end.how === 'settled' && isMarkedOff(end.seen))
            return switchedOff(end.seen, switched);
        const unmarked = `${what} so that it could be restored: GitHub did not keep the mark (the events ${MARK_EVENTS.join(', ')})`;
        if (end.how === 'settled') {
            const message = `${unmarked}, so it was switched on again.`;
            return failed({ side: sideOf(path, end.seen), refused: true }, { project, message, blocking: true });
        }
        const why = 'failure' in end ? ` (${end.failure.action}: ${end.failure.code}: ${end.failure.message})` : '';
        const message = `${unmarked}, and it could not be brought back as it was${why}.`;
        const byHand = `To do that by hand, run: ${switchCommand(hook, change)}`;
        const picture = {
            ...base,
            switched: { before, change },
            ...('seen' in end ? { side: sideOf(path, end.seen) } : {}),
        };
        return {
            triggers: ['seen' in end ? await toldTrigger(thisPush, picture) : trigger_unreadTrigger(picture, UNREAD)],
            problems: [problem, { project, message: `${message} ${byHand}`, blocking: true }],
        };
    };
    const end = await changeSide(githubSide(github, path, (hook) => changeOf(planSwitchOff(hook))), patience, undefined, (before, switched) => about(trigger_unreadTrigger({ ...base, side: sideOf(path, before), switched }, UNREAD)));
    switch (end.how) {
        case 'settled': {
            const { seen, written } = end;
            if (written !== undefined && !seen.active && !isMarked(seen))
                return takeBack(written.before, written);
            const plan = planSwitchOff(seen);
            if (plan.kind === 'impossible')
                return failed({ side: sideOf(path, seen), switched: written }, { project, message: `${what}: ${plan.why}.`, blocking: true });
            return switchedOff(seen, written);
        }
        case 'contested': {
            const message = `The webhook of ${project} was switched off at GitHub twice and read back active each time: something else is changing it.`;
            const picture = { side: sideOf(path, end.seen), switched: end.written };
            return failed(picture, { project, message, blocking: true });
        }
        case 'refused':
            return failed({ side: sideOf(path, end.seen), refused: true }, githubProblem(project, what, end.failure, true));
        case 'unreadable': {
            const picture = { side: { state: 'unreadable', failure: end.failure }, switched: end.written };
            const look = await failed(picture, githubProblem(project, unreadAtGitHub(project), end.failure, true));
            if (end.written === undefined)
                return look;
            return { ...look, triggers: [trigger_unreadTrigger({ ...base, ...picture }, UNREAD)] };
        }
        case 'gone':
            // GitHub does not tell a hook that is gone from one that the token may not see.
            return failed({});
    }
}
/** Takes the mark away, whatever CodeBuild's side is by now: the mark says who put it there. */
async function switchOn({ github, region, patience }, project, hook, about) {
    const side = await readGitHubSide(github, hook);
    const what = `The webhook of ${project} could not be restored at GitHub`;
    const told = (message) => [{ project, message: `${message}.`, blocking: false }];
    if (!('hook' in side))
        return { side, problems: problemsOf(project, side, false) };
    if (!isMarked(side.hook))
        return { side, problems: [] };
    const { state } = readHook(hook);
    if (state === 'protected' || state === 'mixed')
        return { side, problems: told(`${what}: it feeds CodeBuild-hosted runners now, and such a hook is never touched`) };
    const { path } = side;
    const base = { project, region, hook, doing: 'restored' };
    const end = await changeSide(githubSide(github, path, (hook) => changeOf(planSwitchOn(hook))), patience, side.hook, (before, switched) => about(trigger_unreadTrigger({ ...base, side: sideOf(path, before), switched }, UNREAD)));
    switch (end.how) {
        case 'settled': {
            const plan = planSwitchOn(end.seen);
            return {
                side: sideOf(path, end.seen),
                switched: end.written,
                problems: plan.kind === 'impossible' ? told(`${what}: ${plan.why}`) : secretProblems(project, end.seen, end.written),
            };
        }
        case 'contested': {
            const message = `The webhook of ${project} was restored at GitHub twice and read back otherwise each time: something else is changing it`;
            return { side: sideOf(path, end.seen), switched: end.written, problems: told(message) };
        }
        case 'refused':
            return {
                side: sideOf(path, end.seen),
                refused: true,
                problems: [githubProblem(project, what, end.failure, false)],
            };
        case 'unreadable':
            return {
                side: { state: 'unreadable', failure: end.failure },
                switched: end.written,
                problems: [githubProblem(project, unreadAtGitHub(project), end.failure, false)],
            };
        case 'gone':
            return { problems: [] };
    }
}
function unreadAtGitHub(project) {
    return `The webhook of ${project} could not be read again at GitHub`;
}
/** A write says nothing about the secret, so that GitHub keeps it; this is how it would be noticed if it did not. */
function secretProblems(project, now, written) {
    if (written?.before.hasSecret !== true || now.hasSecret)
        return [];
    const message = `GitHub no longer has a secret for the webhook of ${project}, so CodeBuild will not accept what it sends: ` +
        'once it is restored, give it a new one with aws codebuild update-webhook --rotate-secret.';
    return [{ project, message, blocking: false }];
}

;// CONCATENATED MODULE: ./src/guard/webhook/webhook.js









const webhook_DISABLE = { plan: webhook_plan_planDisable, done: 'disabled' };
const webhook_RESTORE = { plan: webhook_plan_planRestore, done: 'restored' };
/**
 * A project's CodeBuild webhook. CodeBuild has no switch for it, so it is disabled through its filters (UpdateWebhook), which keep
 * the hook, its URL and its secret; the way back is in the filters themselves. Where CodeBuild's side cannot be changed and there is
 * a token for it, the hook is switched off at GitHub, with the way back in the hook there.
 */
function webhookGuard(deps) {
    return {
        kind: 'webhook',
        find: async ({ name = '', webhook }) => webhook === undefined ? NOTHING : found(deps, name, webhook, await sideOfLive(deps, webhook)),
        disable: (project, about) => disable(deps, project, about),
        restore: (project, about) => restore(deps, project, about),
    };
}
const NOTHING = { triggers: [], problems: [] };
async function disable(deps, project, about) {
    const { name = '', webhook } = project;
    if (webhook === undefined)
        return NOTHING;
    const side = await sideOfLive(deps, webhook);
    if (side?.state === 'marked-off' || side?.state === 'off')
        return found(deps, name, webhook, side);
    const end = await webhook_change(deps, project, webhook, webhook_DISABLE, { side }, about);
    return deps.github === undefined || end.stuck === undefined
        ? end.look
        : switchOff({ ...deps, github: deps.github }, name, end.stuck, about);
}
/** In the reverse order: GitHub's side first. */
async function restore(deps, project, about) {
    const { name = '', webhook } = project;
    if (webhook === undefined)
        return NOTHING;
    const { problems, ...atGitHub } = deps.github === undefined
        ? { problems: [], side: NOT_ASKED }
        : await switchOn({ ...deps, github: deps.github }, name, webhook, about);
    const { look } = await webhook_change(deps, project, webhook, webhook_RESTORE, atGitHub, about);
    return { ...look, problems: [...problems, ...look.problems] };
}
/** The GitHub side, where it counts: only what CodeBuild would build needs to be held up there. */
async function sideOfLive({ github, restores }, hook) {
    if (readHook(hook).state !== 'live')
        return undefined;
    if (github !== undefined)
        return readGitHubSide(github, hook);
    return restores ? NOT_ASKED : undefined;
}
const NOT_ASKED = { state: 'not-asked' };
/** The hook as a trigger that this run did not change. */
async function found(deps, project, hook, side) {
    const trigger = await toldTrigger(deps.thisPush, { project, region: deps.region, hook, side });
    return { triggers: [trigger], problems: problemsOf(project, side, true) };
}
async function webhook_change(deps, project, webhook, goal, atGitHubNow, about) {
    const { region, patience } = deps;
    const { name = '', arn = name } = project;
    const blocking = goal === webhook_DISABLE;
    const base = { project: name, region, doing: goal.done, ...atGitHubNow };
    const side = codebuildSide(deps.codebuild, patience, { name, arn }, deps.foundBy(project), goal.plan);
    const end = await changeSide(side, patience, webhook, (hook, written) => about(trigger_unreadTrigger({ ...base, hook, written }, UNREAD)));
    switch (end.how) {
        case 'settled': {
            const { seen: hook, written } = end;
            const trigger = await toldTrigger(deps.thisPush, { ...base, hook, written });
            const other = written !== undefined && !hasFilters(hook, written.change);
            const detail = other
                ? `${trigger.detail} What was read back differs from what this action wrote.`
                : trigger.detail;
            return webhook_remaining(deps, name, hook, goal, [{ ...trigger, detail }]);
        }
        case 'contested': {
            const { seen: hook, written } = end;
            const message = `The webhook of ${name} was ${goal.done} twice and read back otherwise each time: something else is changing it.`;
            const trigger = await toldTrigger(deps.thisPush, { ...base, hook, written });
            return {
                look: {
                    triggers: [trigger],
                    problems: [{ project: name, message: message + advice(deps, name, hook, goal), blocking }],
                },
            };
        }
        case 'refused': {
            const { seen: hook, failure } = end;
            const refusal = (0,guard_problem.problemOf)(failure, name, `The webhook of ${name} could not be ${goal.done}`, blocking, arn);
            const problem = { ...refusal, message: `${refusal.message}.` };
            const trigger = await toldTrigger(deps.thisPush, { ...base, hook, refused: true });
            // AWS has decided: neither a fault that may pass, nor a hook that is gone.
            const stands = failure.kind === 'denied' || failure.kind === 'rejected' || failure.kind === 'unsupported';
            return stuckOr(deps, goal, [trigger], { hook, refused: true, problem }, stands);
        }
        case 'gone': {
            const { undo: _, ...trigger } = triggerOf({ ...base, hook: webhook, written: end.written });
            const detail = 'It was deleted while this action was about to change it.';
            return { look: { triggers: [{ ...trigger, state: 'harmless', detail }], problems: [], isOutdated: true } };
        }
        case 'unreadable': {
            const what = `The webhook of ${name} could not be read${end.written === undefined ? '' : ' back after it was changed'}`;
            const picture = { ...base, hook: webhook, written: end.written };
            return {
                look: {
                    triggers: [trigger_unreadTrigger(picture, 'It could not be read again.')],
                    problems: [(0,guard_problem.problemOf)(end.failure, name, what, blocking, arn)],
                },
            };
        }
    }
}
/** What the goal still lacks where there is nothing to write. */
function webhook_remaining(deps, project, hook, goal, triggers) {
    const plan = goal.plan(hook);
    if (plan.kind === 'impossible') {
        // What a restore leaves disabled does not compete.
        const blocking = goal === webhook_DISABLE;
        const problem = { project, message: `The webhook of ${project} was not ${goal.done}: ${plan.why}.`, blocking };
        return stuckOr(deps, goal, triggers, { hook, refused: false, problem }, plan.atGitHub === true);
    }
    if (goal === webhook_RESTORE && readHook(hook).groups.some((group) => group.altered)) {
        const message = `A filter of the webhook of ${project} looks like the mark of this action but was altered: it was left as it is.`;
        return { look: { triggers, problems: [{ project, message, blocking: false }] } };
    }
    return { look: { triggers, problems: [] } };
}
function stuckOr(deps, goal, triggers, stuck, mayBeSwitchedOff) {
    const { hook, problem } = stuck;
    const isStuck = goal === webhook_DISABLE && mayBeSwitchedOff;
    const canHelp = deps.github === undefined && 'path' in addressOf(hook, deps.gitHubHost);
    const hint = isStuck && canHelp ? ' With webhook-token this action switches it off at GitHub.' : '';
    const message = problem.message + hint + advice(deps, problem.project, hook, goal);
    const look = { triggers, problems: [{ ...problem, message }] };
    return isStuck ? { look, stuck } : { look };
}
/** What a person can do. A hook that feeds runners must not be switched off: one of them may run this very job. */
function advice(deps, project, hook, goal) {
    if (goal !== webhook_DISABLE)
        return '';
    if (readHook(hook).state !== 'mixed')
        return ` ${atGitHub(hook)}`;
    const rest = withoutPushes(hook);
    return rest === undefined
        ? ''
        : ` Or take the pushes out of it, and leave the runners: ${updateCommand(project, deps.region, hook, rest)}`;
}

;// CONCATENATED MODULE: ./src/guard/survey.js









/**
 * Begins looks: each finds the projects anew, and gives the kinds of trigger, which read what they need when they are asked. What cannot
 * change is remembered from look to look.
 */
function createSurvey(deps) {
    const { aws, region, names, auto, forceRestore, restores, readTarget, readFile, github, gitHubHost, thisPush } = deps;
    const definitions = new Map();
    const aims = new Map();
    let reader;
    /** In the order in which they are disabled: what starts a pipeline before the pipeline, so that little waits before a closed stage. */
    const kindsWith = (waits, sightings, finder) => {
        const here = { region, patience: waits };
        const foundBy = ({ name = '' }) => foundOf(sightings).find(([, project]) => project.name === name)?.[0] ?? name;
        let arns;
        const rules = (search, ours) => ruleGuard({ ...here, events: (where) => aws.events(where), finder: search, ours });
        const schedules = (search) => scheduleGuard({ ...here, scheduler: (where) => aws.scheduler(where), finder: search, remembered: aims });
        const first = (direct, whole) => directFirst(direct, whole, (project) => finder.runsOf(project), waits.clock);
        return [
            webhookGuard({
                ...here,
                codebuild: aws.codebuild(region),
                foundBy,
                ...(github === undefined ? {} : { github }),
                gitHubHost,
                restores,
                ...(thisPush === undefined ? {} : { thisPush }),
            }),
            first(rules(NO_PIPELINES, () => arnsOf(sightings, NO_PIPELINES)), rules(finder, () => (arns ??= arnsOf(sightings, finder)))),
            first(schedules(NO_PIPELINES), schedules(finder)),
            pipelineGuard({ ...here, codepipeline: (where) => aws.codepipeline(where), finder, forceRestore }),
        ];
    };
    /** Finds the projects; those that the author named first, each once. */
    const findAll = async (waits) => {
        const codebuild = aws.codebuild(region);
        const [named, found] = await Promise.all([
            readProjects(codebuild, waits, names),
            auto ? readTarget().then((target) => findProjects(codebuild, waits, target, readFile)) : undefined,
        ]);
        const sightings = new Map();
        for (const [name, look] of named)
            sightings.set(name, { look, competing: 'named', evidence: [] });
        const already = new Set([...named.values()].flatMap((look) => (look.state === 'found' ? [look.project.name] : [])));
        for (const [name, look] of found?.looks ?? []) {
            const showing = found?.showings.get(name);
            if (showing !== undefined && !already.has(name))
                sightings.set(name, { look, ...showing });
        }
        return { sightings, problems: found?.problems ?? [] };
    };
    const readAllBuilds = async (sightings, waits) => {
        const readInTime = (reader ??= createBuildsReader(aws.codebuild(region), deps.patienceForBuilds));
        const read = await Promise.all(foundOf(sightings).map(async ([, project]) => [project.name ?? '', await readInTime(waits, keyOf(project))]));
        return new Map(read);
    };
    return async (waits) => {
        const { sightings, problems } = await findAll(waits);
        const builds = readAllBuilds(sightings, waits);
        // Whoever needs them hears of a failure.
        builds.catch(() => undefined);
        const finder = createPipelineFinder({
            codepipeline: (where) => aws.codepipeline(where),
            region,
            patience: waits,
            remembered: definitions,
            namesFromBuilds: async ({ name = '' }) => {
                const { builds: read, failure } = (await builds).get(name) ?? {};
                if (read === undefined && failure !== undefined)
                    throw failure;
                return pipelineNames(read ?? []);
            },
        });
        const kinds = kindsWith(waits, sightings, finder);
        return { sightings, kinds, builds, problems };
    };
}
/** What targets are competing projects, or pipelines that run them. */
async function arnsOf(sightings, finder) {
    const projects = competingOf(sightings).map(([, project]) => project);
    const runs = await Promise.all(projects.map((project) => finder.runsOf(project)));
    return new Set([
        ...projects.flatMap(({ arn }) => arn ?? []),
        ...runs.flatMap((found) => found.runs.map(({ arn }) => arn)),
    ]);
}
/** The projects that were found, by the name that they were asked by. */
function foundOf(sightings) {
    return [...sightings].flatMap(([name, { look }]) => (look.state === 'found' ? [[name, look.project]] : []));
}
/** Those of them that compete. */
function competingOf(sightings) {
    return foundOf(sightings).filter(([name]) => sightings.get(name)?.competing !== 'not-shown');
}
function keyOf({ name = '', arn = name }) {
    return { name, arn };
}
/** Names of the pipelines that started builds (API reference, Build.initiator). */
function pipelineNames(builds) {
    const prefix = 'codepipeline/';
    const names = builds.flatMap(({ initiator }) => (initiator.startsWith(prefix) ? initiator.slice(prefix.length) : []));
    return [...new Set(names)];
}

;// CONCATENATED MODULE: ./src/guard/unanswered.js


function createUnanswered() {
    const failures = new Map();
    const waiting = new Map();
    const failedBy = (party, failure) => {
        failures.delete(party);
        failures.set(party, failure);
    };
    const watch = async (action, asking) => {
        const one = Symbol(action);
        waiting.set(one, action);
        try {
            return await asking;
        }
        catch (error) {
            if (isPassing(error))
                failedBy('GitHub', error);
            throw error;
        }
        finally {
            waiting.delete(one);
        }
    };
    const heldUpBy = () => {
        if (failures.has('GitHub') && !failures.has('AWS'))
            return 'GitHub';
        // Where GitHub has not answered and nothing failed, AWS may be what hangs as well.
        return failures.has('GitHub') || waiting.size > 0 ? 'either' : undefined;
    };
    return {
        begin: () => failures.clear(),
        failed: (failure) => failedBy(isOfGitHub(failure) ? 'GitHub' : 'AWS', failure),
        watched: (hooks) => ({
            host: hooks.host,
            read: (path) => watch(`GET ${path}`, hooks.read(path)),
            write: (path, change) => watch(`PATCH ${path}`, hooks.write(path, change)),
        }),
        told: () => {
            const by = heldUpBy();
            const last = [...failures.values()].at(-1);
            const said = last === undefined ? '' : ` The last call that failed: ${unanswered_inWords(last)}.`;
            const open = waiting.size === 0 ? '' : ` GitHub has not answered yet: ${[...new Set(waiting.values())].join(', ')}.`;
            return {
                words: `${(0,wording/* unansweredBy */.g1)([by])}.${said}${open}`,
                ...(by === undefined ? {} : { heldUpBy: by }),
            };
        },
    };
}
/** Its calls are named by method and path, those of AWS by IAM action. */
function isOfGitHub({ action }) {
    return action.includes(' /');
}
function isPassing(error) {
    return error instanceof aws_failure/* AwsFailure */.O && error.kind === 'retry';
}
function unanswered_inWords({ action, code, httpStatus, message }) {
    return `${action} (${code}${httpStatus === undefined ? '' : `, HTTP ${httpStatus}`}: ${message})`;
}

;// CONCATENATED MODULE: ./src/guard/guard.js









function createGuard(deps) {
    const { settings, aws, clock, region, target, signal } = deps;
    const files = new Map();
    const readFile = (path) => {
        const file = files.get(path) ?? deps.readFile(path);
        files.set(path, file);
        // What could not be read is asked for again at the next look.
        file.catch(() => files.delete(path));
        return file;
    };
    const handling = settings.competingTriggers;
    const asked = handling === 'off' ? [] : [...new Set(settings.codebuildProjects)];
    const names = asked.filter((name) => name !== AUTO);
    const auto = names.length < asked.length;
    const records = new Map();
    const acted = new Map();
    /** What kept builds from being stopped, by the name that the project was asked by: no later look does that again. */
    const stops = new Map();
    const unanswered = createUnanswered();
    const begin = createSurvey({
        ...deps,
        github: deps.github === undefined ? undefined : unanswered.watched(deps.github),
        names,
        auto,
        forceRestore: settings.forceRestore,
        restores: handling === 'restore',
        readFile,
    });
    let searchProblems = [];
    let readAt = clock.now();
    let order = [];
    let isRead = true;
    const done = handling === 'restore' ? 'restored' : 'disabled';
    /** What the look that is under way has read or acted on, by the name that the project was asked by. */
    const looked = new Map();
    const unread = () => {
        const { words, ...more } = unanswered.told();
        return {
            project: asked[0] ?? '',
            message: `What starts it was not read in full in the time that there was: ${words}`,
            blocking: handling === 'disable',
            passing: true,
            ...more,
        };
    };
    const known = () => {
        const found = order.flatMap((name) => {
            const record = records.get(name);
            return record === undefined ? [] : [isRead ? record : withUnread(name, record)];
        });
        const all = [...(isRead ? [] : notYetRead()), ...found, ...noLongerFound()];
        return {
            handling,
            auto,
            region,
            readAt,
            projects: all.map(withEvidence),
            problems: distinct([
                ...searchProblems,
                ...all.flatMap(({ problems }) => problems),
                ...[...stops.values()].flat(),
                ...(isRead ? [] : [unread()]),
            ]),
        };
    };
    /** The projects that the author named and of which nothing is known by now. */
    const notYetRead = () => names
        .filter((name) => !records.has(name))
        .map((name) => {
        const triggers = unreadTriggers(name, [], NOT_IN_TIME);
        return { project: { name, exists: true, competing: 'named', evidence: [], triggers, builds: [] }, problems: [] };
    });
    /** The project with the kinds of trigger that the look which is under way has not come to, and of which none is known. */
    const withUnread = (name, record) => {
        const { project } = record;
        const done = looked.get(name);
        const unread = KINDS.filter((kind) => done?.has(kind) !== true && !project.triggers.some((trigger) => trigger.kind === kind));
        if (!project.exists)
            return record;
        const triggers = unread.map((kind) => ({
            kind,
            project: project.name,
            name: `${kind}s of ${project.name}`,
            state: 'unknown',
            change: 'none',
            detail: NOT_IN_TIME,
        }));
        return { ...record, project: { ...project, triggers: [...project.triggers, ...triggers] } };
    };
    /** Projects whose triggers were changed while their builds, which name pipelines of other regions, could not be read. */
    const actedBlindly = new Set();
    const lookedAt = (name, kind) => {
        looked.set(name, (looked.get(name) ?? new Set()).add(kind));
    };
    /** What this run changed stays told where its project is found no more. */
    const noLongerFound = () => [...records].flatMap(([name, { project }]) => {
        const triggers = order.includes(name) ? [] : project.triggers.flatMap(nowGone);
        return triggers.length === 0 ? [] : [{ project: { ...project, triggers }, problems: [] }];
    });
    const withEvidence = ({ project, source }) => source === undefined || project.evidence.length > 0 || project.competing === 'not-shown'
        ? project
        : { ...project, evidence: evidenceOf(source.project, source.described, target()) };
    const patience = (waits) => ({
        clock,
        waits,
        signal,
        failed: (failure) => unanswered.failed(failure),
    });
    const survey = async (waits) => {
        readAt = clock.now();
        const seen = await begin(waits);
        searchProblems = seen.problems;
        order = [...seen.sightings.keys()];
        return seen;
    };
    /** Looks at everything that a survey found. What is known of each project is on record when it ends. */
    const record = async ({ sightings, kinds, builds }) => {
        await Promise.all([...sightings].map(async ([name, sighting]) => {
            records.set(name, await recordOf(name, sighting, kinds, builds));
        }));
    };
    const recordOf = async (name, { look, competing, evidence }, kinds, builds) => {
        const did = acted.get(name);
        const before = records.get(name)?.project ?? { name, competing, evidence, builds: [] };
        switch (look.state) {
            case 'missing': {
                const message = `There is no CodeBuild project ${name} in ${region}: check the name, the region and the account.`;
                const triggers = [...(did?.values() ?? [])].flatMap((one) => one.triggers.flatMap(nowGone));
                const project = { ...before, exists: false, triggers };
                return { project, problems: [{ project: name, message, blocking: true }] };
            }
            case 'unreadable': {
                const changed = [...(did?.values() ?? [])].flatMap(({ triggers }) => triggers);
                const problem = (0,guard_problem.problemOf)(look.failure, name, `CodeBuild project ${name} could not be read in ${region}`, true, (0,guard_problem.projectArn)(name, region));
                return { project: { ...before, exists: true, triggers: unreadTriggers(name, changed) }, problems: [problem] };
            }
            case 'found': {
                const { name: own = name, arn } = look.project;
                const found = await Promise.all(kinds.map(async (kind) => {
                    const seen = await kind.find(look.project);
                    lookedAt(name, kind.kind);
                    return beside(seen, did?.get(kind.kind), actedElsewhere(name, kind.kind), done, actedBlindly.has(name));
                }));
                const read = (await builds).get(own);
                const project = {
                    name: own,
                    ...(arn === undefined ? {} : { arn }),
                    exists: true,
                    competing,
                    evidence,
                    triggers: found.flatMap(({ triggers }) => triggers),
                    builds: stillStopped(read?.builds ?? before.builds, before.builds),
                };
                const problems = [...found.flatMap((one) => one.problems), ...(read?.problems ?? [])];
                // Of a project that is named it only explains.
                const told = await withBuildspec(look.project, target(), readFile).catch((error) => {
                    (0,guard_problem.passableFailure)(error);
                    return look.project;
                });
                return { project, problems, source: { project: told, described: read?.described ?? [] } };
            }
        }
    };
    const actedElsewhere = (name, kind) => [...acted].flatMap(([other, did]) => (other === name ? [] : (did.get(kind)?.triggers ?? [])));
    /** Disables or restores all that was found; what is done is on record from before the first write on. */
    const changeAll = async ({ sightings, kinds }, projects) => {
        let changed = false;
        const under = [];
        // What was disabled first is restored last.
        const ordered = handling === 'restore' ? kinds.toReversed() : kinds;
        for (const [name, project] of projects) {
            const sighting = sightings.get(name);
            if (!records.has(name) && sighting !== undefined)
                records.set(name, firstRecord(project, sighting));
            const before = acted.get(name);
            const done = new Map(before);
            for (const kind of ordered) {
                const earlier = before?.get(kind.kind)?.triggers ?? [];
                const tell = (now) => {
                    const told = { ...now, triggers: now.triggers.map((trigger) => withEarlier(trigger, earlier)) };
                    acted.set(name, done.set(kind.kind, told));
                    const record = records.get(name);
                    if (record === undefined)
                        return;
                    const others = record.project.triggers.filter((trigger) => trigger.kind !== kind.kind);
                    const triggers = [...others, ...told.triggers];
                    const problems = distinct([...record.problems, ...told.problems]);
                    records.set(name, { ...record, project: { ...record.project, triggers }, problems });
                };
                const about = (trigger) => {
                    changed = true;
                    const rest = done.get(kind.kind)?.triggers.filter((one) => !isSame(one, trigger)) ?? [];
                    tell({ triggers: [...rest, { ...trigger, change: 'unconfirmed' }], problems: [] });
                };
                const work = handling === 'restore' ? kind.restore(project, about) : kind.disable(project, about);
                const told = work.then((now) => {
                    lookedAt(name, kind.kind);
                    changed ||= now.isOutdated === true;
                    tell(now);
                });
                under.push(told);
                await (0,src_clock/* waitAtMost */._R)(told, HEAD_START, clock, signal);
            }
        }
        await Promise.all(under);
        return changed;
    };
    const buildsDeps = (waits) => ({ codebuild: aws.codebuild(region), patience: waits });
    const stopAllBuilds = async ({ sightings, builds: read }, waits) => {
        for (const [name, project] of competingOf(sightings)) {
            const record = records.get(name);
            if (record === undefined)
                continue;
            const { triggers, builds } = record.project;
            const key = keyOf(project);
            const stop = await stopUnlessForbidden(buildsDeps(waits), key, triggers, builds);
            const isUnread = areUnread(await read, key);
            const mayRun = isUnread && reasonNotToStop(settings, triggers) === undefined ? [notAllStopped(key)] : [];
            stops.set(name, [...stop.problems, ...mayRun]);
            records.set(name, { ...record, project: { ...record.project, builds: stop.builds ?? builds } });
        }
    };
    const stopUnlessForbidden = async (waits, key, triggers, builds) => {
        const whyNot = reasonNotToStop(settings, triggers);
        if (!builds.some(({ running }) => running))
            return { problems: [] };
        if (whyNot === undefined)
            return stopBuilds(waits, key, builds);
        const message = `A build of ${key.name} is running and was not stopped: ${whyNot}.`;
        return { problems: [{ project: key.name, message, blocking: false }] };
    };
    const disables = settings.mode === 'verify' && handling === 'disable';
    const changes = disables || (settings.mode === 'verify' && handling === 'restore');
    // A mark is taken away wherever it is.
    const projects = ({ sightings }) => handling === 'restore' ? foundOf(sightings) : competingOf(sightings);
    const noteBlindness = async (actedOn) => {
        const builds = await actedOn.builds;
        actedBlindly.clear();
        for (const [name, project] of projects(actedOn))
            if (areUnread(builds, keyOf(project)))
                actedBlindly.add(name);
    };
    const act = async () => {
        const waits = patience(guard_problem.PATIENT);
        let seen = await survey(waits);
        // Before anything else is read: what a slow API keeps from being found must not keep the rest from being disabled.
        const actedOn = seen;
        if (changes && (await changeAll(seen, projects(seen))))
            seen = await survey(waits);
        await noteBlindness(actedOn);
        await record(seen);
        if (settings.stopCompetingBuilds)
            await stopAllBuilds(seen, waits);
        return finished();
    };
    const read = async () => {
        let seen = await survey(patience(guard_problem.BRIEF));
        // What is known to compete only since the first observation is disabled now.
        const late = competingOf(seen.sightings).filter(([name]) => !acted.has(name));
        if (disables && late.length > 0 && (await changeAll(seen, late)))
            seen = await survey(patience(guard_problem.BRIEF));
        await record(seen);
        return finished();
    };
    let underWay;
    const inTurn = (work) => {
        isRead = false;
        const next = async () => {
            await underWay?.catch(() => undefined);
            isRead = false;
            looked.clear();
            unanswered.begin();
            return work();
        };
        underWay = next();
        return underWay;
    };
    const finished = () => {
        isRead = true;
        return known();
    };
    return { known, act: () => inTurn(act), read: () => inTurn(read) };
}
const KINDS = ['webhook', 'rule', 'schedule', 'pipeline'];
const NOT_IN_TIME = 'It was not read in the time that there was.';
/** One API that hangs must not keep the other kinds live: so long the next one waits for it, in milliseconds. */
const HEAD_START = 5_000;
/** What is known of a project before its triggers were looked for. */
function firstRecord(project, { competing, evidence }) {
    const { name = '', arn } = project;
    const known = { name, ...(arn === undefined ? {} : { arn }), exists: true, competing, evidence };
    return { project: { ...known, triggers: [], builds: [] }, problems: [], source: { project, described: [] } };
}
/** Several looks, and several kinds, may come upon the same obstacle. */
function distinct(problems) {
    return [...new Map(problems.map((problem) => [`${problem.project} ${problem.message}`, problem])).values()];
}
function stillStopped(builds, before) {
    const stopped = new Set(before.filter((build) => build.stopped).map(({ id }) => id));
    return builds.map((build) => (stopped.has(build.id) ? { ...build, stopped: true } : build));
}
function areUnread(builds, { name }) {
    return builds.get(name)?.failure !== undefined;
}
function notAllStopped({ name }) {
    const message = `Builds of ${name} that run now may not have been stopped: which of them run could not be read in full.`;
    return { project: name, message, blocking: false };
}
function reasonNotToStop(settings, triggers) {
    if (settings.mode === 'audit')
        return 'an audit changes nothing';
    if (settings.competingTriggers === 'report')
        return 'competing-triggers: report changes nothing';
    // The build may be the very runner that this job runs on.
    if (triggers.some(({ state }) => state === 'protected' || state === 'mixed'))
        return 'the project serves as a runner';
    return undefined;
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
