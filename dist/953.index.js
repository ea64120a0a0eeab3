export const id = 953;
export const ids = [953];
export const modules = {

/***/ 70953:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  summaryOf: () => (/* binding */ summaryOf)
});

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
;// CONCATENATED MODULE: ./src/report/blocks.js
/** A page put together from blocks, within a budget. */

const SEPARATOR = '\n\n';
/** Room for the sentence that says what was cut. */
const ROOM_FOR_NOTE = 2000;
const MOST_NAMES = 12;
/** Joins the blocks; where they need more than `budget` bytes of UTF-8, the largest folded ones go first, then advice, then the largest others. */
function fit(blocks, budget) {
    const kept = blocks.filter((block) => block.markdown !== '').map((block) => ({ block, size: sizeOf(block) }));
    let total = kept.reduce((sum, { size }) => sum + size, 0);
    const cut = [];
    if (total > budget) {
        for (const weight of ['folded', 'advice', 'body']) {
            const candidates = kept.filter(({ block }) => block.weight === weight).toSorted((a, b) => b.size - a.size);
            for (const candidate of candidates) {
                if (total <= budget - ROOM_FOR_NOTE)
                    break;
                total -= candidate.size;
                kept.splice(kept.indexOf(candidate), 1);
                cut.push(candidate.block);
            }
        }
    }
    const page = kept.map(({ block }) => block.markdown);
    if (cut.length > 0)
        page.push(note(cut));
    return `${page.join(SEPARATOR)}\n`;
}
function sizeOf(block) {
    return external_node_buffer_.Buffer.byteLength(block.markdown, 'utf8') + SEPARATOR.length;
}
function note(cut) {
    const names = cut.slice(0, MOST_NAMES).map((block) => block.name);
    const more = cut.length > names.length ? ` and ${cut.length - names.length} more` : '';
    return `> Left out, because GitHub drops a job summary of more than 1 MiB: ${names.join(', ')}${more}. The JSON report has all of it.`;
}

// EXTERNAL MODULE: ./src/report/markdown.js
var report_markdown = __webpack_require__(40074);
// EXTERNAL MODULE: ./src/report/visible.js
var visible = __webpack_require__(10253);
;// CONCATENATED MODULE: ./src/report/checks-table.js


const LONGEST_CELL = 400;
const ORDER = [
    'image',
    'image-content',
    'deployment',
    'tasks',
    'served-version',
    'features',
    'one-pipeline',
];
function checkName(id) {
    switch (id) {
        case 'image':
            return 'Image of the commit';
        case 'image-content':
            return 'What is inside it';
        case 'deployment':
            return 'Deployment';
        case 'tasks':
            return 'Tasks';
        case 'served-version':
            return 'Served version';
        case 'features':
            return 'Features';
        case 'one-pipeline':
            return 'One pipeline';
    }
}
/** Icon and word, so that the table reads without its pictures. */
function statusCell(status) {
    switch (status) {
        case 'pass':
            return '\u2705 pass';
        case 'pending':
            return '\u23f3 pending';
        case 'fail':
            return '\u274c fail';
        case 'unknown':
            return '\u26a0\ufe0f unknown';
        case 'not-checked':
            return '\u2796 not checked';
    }
}
/** The checks in the order of the promise. */
function inOrder(checks) {
    return checks.toSorted((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id));
}
/**
 * Empty where nothing was checked.
 * @param above rows of Markdown that come first
 */
function checksTable(checks, above = [], circumstances = {}) {
    if (checks.length === 0 && above.length === 0)
        return '';
    const rows = inOrder(checks.filter((check) => !isNotAsked(check))).map((check) => {
        const [expected, seen] = cellsOf(check);
        const aside = circumstances[check.id];
        const beside = aside === undefined || check.status === 'not-checked' ? '' : `; ${(0,report_markdown/* prose */.CS)(aside, 200)}`;
        return [statusCell(check.status), checkName(check.id), expected, `${seen}${beside}`];
    });
    const page = (0,report_markdown/* table */.tp)(['', 'Check', 'Expected', 'Seen'], [...above, ...rows]);
    const left = inOrder(checks.filter(isNotAsked)).map(({ id, seen }) => `${checkName(id)}${seen === '' ? '' : ` (${(0,report_markdown/* prose */.CS)(seen, LONGEST_CELL)})`}`);
    return left.length === 0 ? page : `${page}\n\n*Not checked:* ${left.join(', ')}.`;
}
/** What nobody asked for needs no row. */
const isNotAsked = ({ status, expected }) => status === 'not-checked' && expected === '';
function cellsOf(check) {
    switch (check.status) {
        case 'fail':
            return contrasted((0,visible/* visible */.RK)(check.expected), (0,visible/* visible */.RK)(check.seen));
        case 'not-checked':
            return [(0,report_markdown/* prose */.CS)(check.expected, LONGEST_CELL), (0,report_markdown/* prose */.CS)(check.seen === '' ? 'not checked' : check.seen, LONGEST_CELL)];
        case 'pass':
        case 'pending':
        case 'unknown':
            return [(0,report_markdown/* prose */.CS)(check.expected, LONGEST_CELL), (0,report_markdown/* prose */.CS)(check.seen, LONGEST_CELL)];
    }
}
/** Where the claim of a cell ends and its circumstances begin. */
const CLAIM_END = /, | \(|; | \u00b7 | at | in | on /u;
/** Both texts with what differs in bold: their claims, or where these are equal, the circumstances. */
function contrasted(expected, seen) {
    if (expected === seen)
        return [(0,report_markdown/* prose */.CS)(expected, LONGEST_CELL), (0,report_markdown/* prose */.CS)(seen, LONGEST_CELL)];
    const [left, right] = withoutSharedWords(partsOf(expected), partsOf(seen));
    const sameClaim = left.claim === right.claim;
    const render = ({ before, claim, rest }) => {
        const [said, aside] = [(0,report_markdown/* prose */.CS)(claim, LONGEST_CELL), (0,report_markdown/* prose */.CS)(rest, LONGEST_CELL)];
        const [first, second] = sameClaim ? [said, (0,report_markdown/* bold */.Cr)(aside)] : [(0,report_markdown/* bold */.Cr)(said), aside];
        const gap = /^[,;]/u.test(rest) && !sameClaim ? '' : ' ';
        return `${(0,report_markdown/* prose */.CS)(before, LONGEST_CELL)} ${first}${gap}${second}`.trim();
    };
    return [render(left), render(right)];
}
function partsOf(text) {
    const equals = text.indexOf(' = ');
    const start = equals < 0 ? 0 : equals + 3;
    const claimed = text.slice(start);
    const end = CLAIM_END.exec(claimed)?.index ?? claimed.length;
    return { before: text.slice(0, start).trim(), claim: claimed.slice(0, end), rest: claimed.slice(end).trim() };
}
/** Moves the words that both claims begin with out of them. */
function withoutSharedWords(left, right) {
    const [a, b] = [left.claim.split(' '), right.claim.split(' ')];
    let shared = 0;
    while (shared < Math.min(a.length, b.length) - 1 && a[shared] === b[shared])
        shared += 1;
    const moved = (parts, words) => ({
        before: [parts.before, ...words.slice(0, shared)].join(' ').trim(),
        claim: words.slice(shared).join(' '),
        rest: parts.rest,
    });
    return [moved(left, a), moved(right, b)];
}

// EXTERNAL MODULE: ./src/guard/builds/initiator.js
var builds_initiator = __webpack_require__(45379);
// EXTERNAL MODULE: ./src/wording.js
var wording = __webpack_require__(55836);
;// CONCATENATED MODULE: ./src/report/circumstances.js
/** What stands beside a check's own words in the table: when the image was built, who registered the task definition, which caches answered. */


function circumstancesOf(outcome, service) {
    const built = builtWords(service);
    const registered = registeredWords(service);
    const caches = cacheWords(outcome);
    return {
        ...(built === undefined ? {} : { image: built }),
        ...(registered === undefined ? {} : { deployment: registered }),
        ...(caches === undefined ? {} : { 'served-version': caches }),
    };
}
function builtWords({ expectation }) {
    const lookup = expectation?.image;
    if (lookup?.state !== 'found')
        return undefined;
    const { createdAt, pushedAt } = lookup.image;
    return createdAt === undefined || createdAt === pushedAt ? undefined : `built ${(0,wording/* utc */.n$)(createdAt)}`;
}
function registeredWords({ observation, ourRolloutId }) {
    const picture = observation?.service;
    const shown = picture?.rollouts.find(({ id, status }) => id === ourRolloutId || status === 'PRIMARY');
    const definition = picture?.taskDefinitions.find(({ arn }) => arn === shown?.taskDefinition);
    return definition?.registeredBy === undefined ? undefined : `registered by ${principal(definition.registeredBy)}`;
}
/** Whom an ARN of IAM or STS names, as a person reads it; anything else stays as it is. */
function principal(arn) {
    const named = /^arn:[^:]*:(?:iam|sts)::\d*:(?:user\/(?:.*\/)?([^/]+)|assumed-role\/([^/]+\/.+))$/s.exec(arn);
    const initiator = named?.[1] ?? named?.[2];
    return initiator === undefined ? arn : (0,builds_initiator/* startedBy */.l)(initiator);
}
function cacheWords({ answers }) {
    const last = answers.at(-1);
    if (last === undefined)
        return undefined;
    return last.cache.length === 0
        ? 'no cache headers'
        : last.cache
            .slice(0, 4)
            .map(([name, value]) => `${name}: ${value}`)
            .join(', ');
}

// EXTERNAL MODULE: ./src/judge/drift.js
var judge_drift = __webpack_require__(56739);
// EXTERNAL MODULE: ./src/report/causes.js
var causes = __webpack_require__(68255);
;// CONCATENATED MODULE: ./src/report/commit-row.js
/** The first row of the table: the commit that should be live, and the one that is. */




/** Status, name, expected and seen, as Markdown; none where no commit is known. */
function commitRow(outcome, service) {
    const expected = commitWords(outcome);
    if (expected === '')
        return [];
    const [status, seen] = seenCells(outcome, service);
    return [[status, 'Commit', expected, seen]];
}
/** The commit with its subject, author and time, as Markdown; empty where none is known. */
function commitWords({ commit, settings }) {
    const sha = settings?.commit ?? commit?.sha ?? '';
    if (sha === '')
        return '';
    const { subject = '', author = '', committedAt } = commit ?? {};
    return [
        linked(settings, sha),
        ...(subject === '' ? [] : [`\u201c${(0,report_markdown/* prose */.CS)(subject, 120)}\u201d`]),
        ...(author === '' ? [] : [`by ${(0,report_markdown/* prose */.CS)(author, 80)},`]),
        ...(committedAt === undefined ? [] : [(0,wording/* utc */.n$)(committedAt)]),
    ].join(' ');
}
function linked(settings, sha) {
    const page = (0,causes/* commitPage */.b2)(settings?.run.serverUrl, settings?.run.repository, sha);
    const name = (0,report_markdown/* code */.aY)((0,wording/* shortSha */.Fu)(sha), 64);
    return page === undefined ? name : `[${name}](${page})`;
}
function seenCells(outcome, service) {
    const { verdict, drift, expectation } = service;
    if (verdict?.verdict === 'verified' || (verdict !== undefined && (0,judge_drift/* driftOfCause */.Cg)(verdict.finding.cause) === 'none')) {
        const live = expectation?.commit ?? '';
        if (live === '' || live === outcome.settings?.commit)
            return ['\u2705 pass', 'live'];
        return ['\u2705 pass', `${linked(outcome.settings, live)} is live${drift === undefined ? '' : aside(drift, outcome)}`];
    }
    if (drift?.liveCommit !== undefined && drift.toldBy !== undefined) {
        // That the deployment is of the commit is not all: what keeps it from being proved stands in the rows below.
        if (drift.kinship === 'same')
            return ['\u23f3 pending', `not proved to be live; what is deployed ${CLAIM[drift.toldBy]}`];
        const live = (0,report_markdown/* bold */.Cr)(linked(outcome.settings, drift.liveCommit));
        return ['\u274c fail', `${live}, ${SOURCE[drift.toldBy]}${aside(drift, outcome)}`];
    }
    return verdict !== undefined && (0,judge_drift/* driftOfCause */.Cg)(verdict.finding.cause) === 'behind'
        ? ['\u274c fail', drift?.why === undefined ? 'not live' : `not live; ${(0,report_markdown/* prose */.CS)(drift.why, 200)}`]
        : ['\u26a0\ufe0f unknown', ''];
}
const SOURCE = {
    image: 'by what the running image says of itself',
    tag: 'by the running image\u2019s tag',
    'served-version': 'by the version that it answers',
};
const CLAIM = {
    image: 'says that it is this commit',
    tag: 'is tagged with it',
    'served-version': 'answers with its version',
};
function aside({ kinship, commitsBehind, behindSince }, { figures: { endedAt } }) {
    const commits = commitsBehind === undefined ? 'some commits' : (0,wording/* count */.U9)(commitsBehind, 'commit');
    const since = behindSince === undefined || behindSince > endedAt ? '' : `, ${(0,wording/* duration */.p0)(endedAt - behindSince)}`;
    switch (kinship) {
        case 'older':
            return `: ${commits}${since} behind`;
        case 'newer':
            return ': a newer commit, which contains it';
        case 'diverged':
            return `: another branch, ${commits} missing${since}`;
        case 'same':
        case 'unknown':
            return '';
    }
}

;// CONCATENATED MODULE: ./src/report/detail-sections.js



const MOST_REASONS = 20;
const MOST_EVENTS = 30;
const MOST_ANSWER_GROUPS = 20;
const MOST_FEATURES = 50;
/** Where the promise broke, what speaks for that, and which causes were ruled out. */
function reasoningBlock({ verdict, checks, }) {
    if (verdict === undefined || verdict.verdict === 'verified')
        return [];
    const { cause, reasoning = [], ruledOut } = verdict.finding;
    const list = (title, reasons) => reasons.length === 0
        ? []
        : [
            `${title}\n\n${reasons
                .slice(0, MOST_REASONS)
                .map((reason) => `- ${(0,report_markdown/* prose */.CS)(reason, 1000)}`)
                .join('\n')}`,
        ];
    const parts = [
        ...chainTo(cause, checks ?? []),
        ...list('**What speaks for it**', reasoning),
        ...list('**What was ruled out**', ruledOut),
    ];
    if (parts.length === 0)
        return [];
    return [
        {
            weight: 'folded',
            name: 'why this cause, and not another',
            markdown: (0,report_markdown/* folded */.TM)('Why this cause, and not another', parts.join('\n\n')),
        },
    ];
}
/** The part of the promise that each cause breaks; none where the cause says nothing about the deploy. */
const BROKEN = {
    'image-missing': 'image',
    'image-unproven': 'image-content',
    'image-stale': 'image-content',
    'not-deployed': 'deployment',
    superseded: 'deployment',
    'rolled-back': 'deployment',
    'rollout-failed': 'deployment',
    'rollout-timeout': 'deployment',
    'tasks-failing': 'tasks',
    'digest-mismatch': 'tasks',
    'digest-unreadable': 'tasks',
    'mixed-tasks': 'tasks',
    'nothing-running': 'tasks',
    'version-mismatch': 'served-version',
    'version-mixed': 'served-version',
    'version-unreadable': 'served-version',
    'feature-failed': 'features',
    'competing-trigger': 'one-pipeline',
};
/** The promise in its order, up to where it broke. */
function chainTo(cause, checks) {
    const ordered = inOrder(checks);
    const broken = ordered.findIndex(({ id }) => id === BROKEN[cause]);
    if (broken < 0)
        return [];
    const asked = ordered.filter(({ status }, index) => index === broken || status !== 'not-checked');
    const until = asked.findIndex(({ id }) => id === BROKEN[cause]);
    const before = asked.slice(0, until).map(({ id, status }) => `${checkName(id)}: ${status}`);
    const after = asked.slice(until + 1).map(({ id }) => checkName(id));
    const rest = after.length === 0 ? '' : `. What comes after it could not decide any more: ${after.join(', ')}`;
    return [
        `The promise in its order: ${[...before, `**${checkName(asked[until]?.id ?? 'image')}: here it broke**`].join(' \u2192 ')}${rest}.`,
    ];
}
function answerBlocks(outcome) {
    const { answers } = outcome;
    if (answers.length === 0 || outcome.verdict.verdict === 'verified')
        return [];
    const groups = [...Map.groupBy(answers, answerKey).values()];
    const rows = groups.slice(-MOST_ANSWER_GROUPS).map((alike) => {
        const [first, last] = [alike[0], alike.at(-1)];
        if (first === undefined || last === undefined)
            return ['', '', '', '', ''];
        const when = alike.length === 1 ? (0,wording/* utc */.n$)(first.at) : `${(0,wording/* utc */.n$)(first.at)} to ${(0,wording/* utc */.n$)(last.at)}`;
        return [String(alike.length), answerCell(last), when, (0,report_markdown/* code */.aY)(last.finalUrl, 200), cacheCell(last)];
    });
    const title = `What the service answered: ${(0,wording/* count */.U9)(answers.length, 'answer')} of ${(0,wording/* count */.U9)(groups.length, 'kind')}`;
    const body = (0,report_markdown/* table */.tp)(['Answers', 'Version', 'When', 'Address', 'Caches on the way'], rows, ['right']);
    return [{ weight: 'folded', name: 'what the service answered', markdown: (0,report_markdown/* folded */.TM)(title, body) }];
}
function answerKey(answer) {
    return answer.state === 'read'
        ? JSON.stringify([answer.state, answer.version, answer.finalUrl])
        : JSON.stringify([answer.state, answer.why, answer.httpStatus ?? 0, answer.finalUrl]);
}
function answerCell(answer) {
    if (answer.state === 'read')
        return `${(0,report_markdown/* code */.aY)(answer.version, 200)}, by ${(0,report_markdown/* code */.aY)(answer.selectedBy, 100)}`;
    const status = answer.httpStatus === undefined ? '' : ` (HTTP ${answer.httpStatus})`;
    return `\u26a0\ufe0f not readable${status}: ${(0,report_markdown/* prose */.CS)(answer.why, 300)}`;
}
function cacheCell(answer) {
    if (answer.cache.length === 0)
        return 'none seen';
    return answer.cache
        .slice(0, 6)
        .map(([name, value]) => (0,report_markdown/* code */.aY)(`${name}: ${value}`, 100))
        .join(', ');
}
/** Feature checks: a table where one failed; nothing where all passed, because the checks' table says so. */
function featureBlocks(features) {
    const failed = features.filter((feature) => !feature.passed);
    if (failed.length === 0)
        return [];
    const order = [...failed, ...features.filter((feature) => feature.passed)];
    const rows = order
        .slice(0, MOST_FEATURES)
        .map((feature) => [
        feature.passed ? '\u2705 pass' : '\u274c fail',
        (0,report_markdown/* prose */.CS)(feature.name, 100),
        (0,report_markdown/* prose */.CS)(feature.expected, 300),
        feature.passed ? (0,report_markdown/* prose */.CS)(feature.seen, 300) : `<b>${(0,report_markdown/* prose */.CS)(feature.seen, 300)}</b>`,
    ]);
    const title = `**Feature checks: ${failed.length} of ${features.length} failed**`;
    return [
        {
            weight: 'body',
            name: 'the feature checks',
            markdown: `${title}\n\n${(0,report_markdown/* table */.tp)(['', 'Check', 'Expected', 'Seen'], rows)}`,
        },
    ];
}
/** What ECS said of the service, newest first. */
function eventBlocks(service) {
    const events = service.observation?.service.events ?? [];
    if (events.length === 0 || service.verdict?.verdict === 'verified')
        return [];
    const shown = events.toSorted((a, b) => b.at - a.at).slice(0, MOST_EVENTS);
    const rows = shown.map((event) => [(0,wording/* utc */.n$)(event.at), (0,report_markdown/* prose */.CS)(event.message, 400)]);
    const title = `Deployment events: the newest ${shown.length} of ${events.length}`;
    return [
        {
            weight: 'folded',
            name: `the deployment events of ${(0,report_markdown/* code */.aY)(service.ref.label)}`,
            markdown: (0,report_markdown/* folded */.TM)(title, (0,report_markdown/* table */.tp)(['When', 'What ECS says'], rows)),
        },
    ];
}

// EXTERNAL MODULE: ./src/judge/image-remarks.js
var image_remarks = __webpack_require__(31937);
;// CONCATENATED MODULE: ./src/report/image-section.js
/** What the image says about itself: each piece with where it stood, what it said, and what it counts for. */


const MOST_PIECES = 40;
/** How much a piece counts for: what the files say outweighs what the build says of them, and that what a tag says. */
const STRENGTH = {
    'version-file': 'strongest',
    provenance: 'strong',
    'revision-label': 'fair',
    'revision-annotation': 'fair',
};
function imageBlocks(outcome, service) {
    const { expectation } = service;
    if (expectation?.image.state !== 'found')
        return [];
    const { evidence } = expectation.image.image;
    const items = evidence.state === 'read' ? evidence.items : [];
    const remarks = (0,image_remarks/* imageRemarks */.vg)(expectation, outcome.commit, outcome.pipelines);
    if (items.length === 0 && remarks.length === 0)
        return [];
    const shown = items.slice(0, MOST_PIECES);
    const rows = shown.map((item) => [
        findingCell(item.finding),
        STRENGTH[item.kind],
        (0,report_markdown/* prose */.CS)(item.where, 300),
        item.said === '' ? '' : (0,report_markdown/* code */.aY)(item.said, 200),
        (0,report_markdown/* code */.aY)(item.expected, 200),
        item.note === undefined ? '' : (0,report_markdown/* prose */.CS)(item.note, 500),
    ]);
    const more = items.length > shown.length ? `\n\n${items.length - shown.length} more: see the JSON report.` : '';
    return [
        {
            weight: 'folded',
            name: `what the image of ${(0,report_markdown/* code */.aY)(service.ref.label)} says about itself`,
            markdown: (0,report_markdown/* folded */.TM)('What the image says about itself', [
                rows.length === 0 ? '' : `${(0,report_markdown/* table */.tp)(['', 'Strength', 'Where', 'It says', 'Expected', ''], rows)}${more}`,
                remarks.map(({ text, doubtful }) => `- ${doubtful ? '\u26a0\ufe0f ' : ''}${(0,report_markdown/* prose */.CS)(text, 800)}`).join('\n'),
            ]
                .filter((part) => part !== '')
                .join('\n\n')),
        },
    ];
}
function findingCell(finding) {
    switch (finding) {
        case 'agrees':
            return '\u2705 agrees';
        case 'contradicts':
            return '\u274c <b>contradicts</b>';
        case 'inherited':
            return '\u2796 inherited, does not count';
        case 'absent':
            return '\u2796 says nothing';
        case 'not-read':
            return '\u2796 not read';
        case 'unreadable':
            return '\u26a0\ufe0f not readable';
    }
}

// EXTERNAL MODULE: ./src/report/metrics.js
var metrics = __webpack_require__(77534);
;// CONCATENATED MODULE: ./src/report/not-read-section.js


function notReadBlocks(service, docsUrl) {
    const lines = notReadLines(service);
    if (lines.length === 0)
        return [];
    const name = `what was not read of ${(0,report_markdown/* code */.aY)(service.ref.label)}`;
    const label = docsUrl === undefined ? '*Not read:*' : `*[Not read](${(0,causes/* messageSection */.TA)(docsUrl, 'not-read')}):*`;
    return [{ weight: 'body', name, markdown: lines.map((line) => `${label} ${(0,report_markdown/* prose */.CS)(line, 400)}`).join('\n\n') }];
}
/** One clause for each reading that was refused. */
function notReadLines({ expectation, observation }) {
    const refused = (what, reading) => reading?.state === 'not-read' && reading.denied ? [`${what} (${reading.action ?? 'refused'}): ${reading.why}`] : [];
    const image = expectation?.image.state === 'found' ? expectation.image.image : undefined;
    const service = observation?.service;
    return [
        ...(image?.factsNotRead === undefined ? [] : [`the image's tags and push time: ${image.factsNotRead}`]),
        ...refused('service deployments', service?.serviceDeployments),
        ...refused('the CodeDeploy deployment', service?.codeDeploy),
        ...refused('the listener\u2019s weights', service?.traffic),
    ];
}

// EXTERNAL MODULE: ./src/report/outputs.js
var outputs = __webpack_require__(30773);
;// CONCATENATED MODULE: ./src/report/pattern-section.js



/** Of fewer there is nothing to count. */
const FEWEST_RATED = 3;
const MOST_ROWS = 100;
const MOST_PEOPLE = 5;
/** So far back the builds are read, in milliseconds: of an older deployment nobody knows whether a person built its image. */
const BUILDS_WINDOW = 30 * 24 * 60 * 60_000;
/** Open where the run failed, one folded section where it did not; nothing where the history was not looked for. */
function patternBlocks(outcome) {
    const { history, pattern, verdict } = outcome;
    if (history === undefined)
        return [];
    const notRead = pattern_section_notReadLines(history).map((line) => `*Not read:* ${line}`);
    const deployments = pattern?.deployments ?? [];
    const all = deploymentsTable(deployments, outcome);
    const rated = deployments.filter(isRated);
    if (rated.length < FEWEST_RATED) {
        const title = `The last ${(0,wording/* count */.U9)(deployments.length, 'deployment')}${ofService(outcome, history)}`;
        const isFolded = verdict.verdict === 'verified' && all !== '';
        const body = [...(isFolded ? notRead : []), all].join('\n\n');
        return [
            ...(all === '' ? [] : [block('folded', 'the last deployments', (0,report_markdown/* folded */.TM)(title, body))]),
            ...(isFolded ? [] : notReadBlock(notRead)),
        ];
    }
    const effective = rated.filter(({ effect }) => effect === 'took-effect').length;
    const title = `The last ${(0,wording/* count */.U9)(rated.length, 'deployment')}${ofService(outcome, history)}`;
    const finding = findingOf(deployments, rated);
    const figures = figuresTable(rated, outcome);
    if (verdict.verdict === 'verified') {
        const body = [sentence(deployments, rated), ...finding, figures, ...notRead, all].join('\n\n');
        return [block('folded', 'the last deployments', (0,report_markdown/* folded */.TM)(`${title}: ${effective} took effect`, body))];
    }
    const heading = `### The last deploys${several(outcome) ? ` of ${(0,report_markdown/* code */.aY)(history.label, 200)}` : ''}`;
    return [
        block('body', 'the last deploys', [heading, sentence(deployments, rated), ...finding, figures].join('\n\n')),
        ...notReadBlock(notRead),
        block('folded', 'the last deployments one by one', (0,report_markdown/* folded */.TM)('These deployments, one by one', all)),
    ];
}
function block(weight, name, markdown) {
    return { weight, name, markdown };
}
const several = ({ services }) => services.length > 1;
function ofService(outcome, { label }) {
    return several(outcome) ? ` of ${label}` : '';
}
function isRated({ effect }) {
    switch (effect) {
        case 'took-effect':
        case 'no-effect':
        case 'not-completed':
            return true;
        case 'under-way':
        case 'unknown':
            return false;
    }
}
// ------------------------------------------------------------------------------------------------------------------ in words
function sentence(deployments, rated) {
    const number = (wanted) => deployments.filter(({ effect }) => effect === wanted).length;
    const effective = rated.filter(({ effect }) => effect === 'took-effect');
    // The oldest one that is listed has none before it, which is no riddle.
    const riddles = deployments.slice(0, -1).filter(({ effect }) => effect === 'unknown').length;
    const parts = [
        `${effective.length} took effect${handWords(effective)}`,
        `${number('no-effect')} ${number('no-effect') === 1 ? 'was' : 'were'} green and changed nothing`,
        `${number('not-completed')} did not complete`,
    ];
    const others = [
        ...(number('under-way') > 0 ? [`${number('under-way')} under way`] : []),
        ...(riddles > 0 ? [`${riddles} of which the effect is not known`] : []),
    ];
    const rest = others.length === 0 ? '' : `. Not counted: ${others.join(', ')}`;
    return `**The last ${(0,wording/* count */.U9)(rated.length, 'deployment')}:** ${parts.join(' \u00b7 ')}${rest}`;
}
function handWords(effective) {
    const byHand = effective.filter(({ builtByHandBy }) => builtByHandBy !== undefined);
    if (byHand.length === 0)
        return '';
    const share = byHand.length < effective.length ? `${byHand.length} of them` : effective.length === 1 ? '' : 'all of them';
    return `, ${share}${share === '' ? '' : ' '}after a build by hand (${peopleIn(byHand)})`;
}
function peopleIn(byHand) {
    const people = [...Map.groupBy(byHand, ({ builtByHandBy = '' }) => builtByHandBy)].toSorted(([, one], [, other]) => other.length - one.length);
    const shown = people
        .slice(0, MOST_PEOPLE)
        .map(([who, of]) => `${(0,report_markdown/* prose */.CS)(who, 200)}${people.length === 1 ? '' : ` ${(0,wording/* count */.U9)(of.length, 'time')}`}`);
    if (people.length > shown.length)
        shown.push(`${people.length - shown.length} more`);
    return shown.join(', ');
}
/** What the numbers mean where nothing went live but by hand, or nothing at all. */
function findingOf(deployments, rated) {
    const effective = rated.filter(({ effect }) => effect === 'took-effect');
    const green = rated.filter(({ effect }) => effect === 'no-effect').length;
    const isAllKnown = !deployments.slice(0, -1).some(({ effect }) => effect === 'unknown');
    const still = `${green === 1 ? 'One deployment was' : `${green} deployments were`} green while the image from before ran on.`;
    if (effective.length === 0)
        return green === 0 || !isAllKnown ? [] : [`**None of them changed what runs.** ${still}`];
    if (effective.some(({ builtByHandBy }) => builtByHandBy === undefined))
        return [];
    const whole = isAllKnown
        ? 'Nothing went live without a build by hand.'
        : 'No deployment is known to have gone live without a build by hand.';
    return [
        `**${whole}** The image of every deployment that took effect was pushed while a build that a person had started ran.${green === 0 ? '' : ` ${still}`}`,
    ];
}
// ------------------------------------------------------------------------------------------------------------------- figures
function figuresTable(rated, outcome) {
    const { medianPushToLive, manualBuilds: builds } = outcome.pattern ?? {};
    const unknown = 'not known';
    return (0,report_markdown/* table */.tp)(['Figure', 'Value'], [
        ['Push-to-live time, median', medianPushToLive === undefined ? unknown : (0,wording/* duration */.p0)(medianPushToLive)],
        successRow(rated, outcome),
        [
            'Manual interventions',
            builds === undefined ? unknown : `${(0,wording/* count */.U9)(builds, 'build')} started by hand in the last 30 days`,
        ],
        ['Version drift', driftCell(outcome) ?? unknown],
    ]);
}
function successRow(rated, outcome) {
    const isAsked = outcome.pattern?.manualBuilds !== undefined;
    const counted = isAsked ? rated.filter((deployment) => isAutomatic(deployment, outcome)) : rated;
    const name = isAsked ? 'Success rate of automatic deploys' : 'Success rate of deploys, by hand or not';
    if (counted.length === 0)
        return [name, 'none was automatic, as far as is known'];
    const effective = counted.filter(({ effect }) => effect === 'took-effect').length;
    // Only what brought an image can be a riddle, so that a rate without a word about it would look too low.
    const riddles = isAsked ? rated.filter((one) => one.builtByHandBy === undefined && !counted.includes(one)).length : 0;
    const rest = riddles === 0 ? '' : `; of ${riddles} more nobody knows who built the image`;
    return [name, `${effective} of ${counted.length} (${percent(effective / counted.length)})${rest}`];
}
/** Known not to have been built by hand; a deployment without effect brought no image that anybody could have built. */
function isAutomatic({ id, effect, builtByHandBy }, { history, figures }) {
    if (builtByHandBy !== undefined)
        return false;
    if (effect === 'no-effect')
        return true;
    const pushedAt = pastOf(id, history)?.pushedAt;
    return pushedAt !== undefined && pushedAt >= figures.endedAt - BUILDS_WINDOW;
}
/** Never all and never nothing where it is not. */
function percent(share) {
    const rounded = Math.round(share * 100);
    if (rounded === 0 && share > 0)
        return 'less than 1 %';
    if (rounded === 100 && share < 1)
        return 'more than 99 %';
    return `${rounded} %`;
}
function driftCell(outcome) {
    const { pattern, history, services } = outcome;
    const service = services.find(({ ref }) => ref.label === history?.label);
    const now = service?.verdict?.verdict === 'verified' ? undefined : driftWords(service?.drift);
    const parts = [
        ...(pattern?.behindShare === undefined
            ? []
            : [`production was behind a push for ${percent(pattern.behindShare)} of the time`]),
        ...(pattern?.pushes === undefined || pattern.pushes.all === 0
            ? []
            : [`${pattern.pushes.live} of ${(0,wording/* count */.U9)(pattern.pushes.all, 'push', 'pushes')} came live`]),
        ...(now === undefined ? [] : [now]),
    ];
    return parts.length === 0 ? undefined : parts.join('; ');
}
function driftWords(drift) {
    const commits = drift?.commitsBehind === undefined ? undefined : (0,wording/* count */.U9)(drift.commitsBehind, 'commit');
    switch (drift?.kinship) {
        case 'older':
            return `${commits ?? 'some commits'} behind now`;
        case 'diverged':
            return `another branch is live now, without ${commits ?? 'some commits'} of this one`;
        case 'same':
        case 'newer':
        case 'unknown':
        case undefined:
            return undefined;
    }
}
// --------------------------------------------------------------------------------------------------------------- one by one
function deploymentsTable(deployments, outcome) {
    if (deployments.length === 0)
        return '';
    const shown = deployments.slice(0, MOST_ROWS);
    const rows = shown.map((deployment) => {
        const past = pastOf(deployment.id, outcome.history);
        return [
            (0,wording/* utc */.n$)(deployment.createdAt ?? deployment.finishedAt),
            effectCell(deployment.effect, past),
            imageCell(deployment, past),
            commitCell(deployment, outcome),
            deployment.builtByHandBy === undefined ? '' : (0,report_markdown/* prose */.CS)(deployment.builtByHandBy, 200),
            deployment.pushToLive === undefined ? '' : (0,wording/* duration */.p0)(deployment.pushToLive),
        ];
    });
    const more = deployments.length > shown.length ? `\n\n${deployments.length - shown.length} older ones: see the JSON report.` : '';
    const header = ['When', 'What it did', 'Image', 'Commit', 'Built by hand by', 'Push to live'];
    return `${(0,report_markdown/* table */.tp)(header, rows, ['left', 'left', 'left', 'left', 'left', 'right'])}${more}`;
}
function pastOf(id, history) {
    return history?.deployments.state === 'read' ? history.deployments.value.find((past) => past.id === id) : undefined;
}
function effectCell(effect, past) {
    const status = past === undefined ? '' : ` ${(0,report_markdown/* code */.aY)(past.status, 60)}`;
    switch (effect) {
        case 'took-effect':
            return '\u2705 took effect';
        case 'no-effect':
            return '\u26a0\ufe0f <b>changed nothing</b>';
        case 'not-completed':
            return `\u274c did not complete${status}`;
        case 'under-way':
            return `\u23f3 under way when it was read${status}`;
        case 'unknown':
            return `\u2796 not known${past?.status === 'SUCCESSFUL' ? ', no image to compare with' : status}`;
    }
}
function imageCell({ digest }, past) {
    const named = past?.image === undefined ? undefined : tagIn(past.image);
    const tag = named ?? past?.tags[0];
    return [
        ...(digest === undefined ? [] : [(0,report_markdown/* code */.aY)((0,wording/* shortDigest */.VK)(digest), 80)]),
        ...(tag === undefined ? [] : [(0,report_markdown/* code */.aY)((0,wording/* shortSha */.Fu)(tag), 80)]),
    ].join(' ');
}
/** What follows the last colon behind the last slash: text to read, not to rely on. */
function tagIn(image) {
    return /:([^:/@]+)(?:@[^/]*)?$/u.exec(image)?.[1];
}
function commitCell({ commit }, { settings }) {
    if (commit === undefined)
        return '';
    const page = (0,causes/* commitPage */.b2)(settings?.run.serverUrl, settings?.run.repository, commit);
    const name = (0,report_markdown/* code */.aY)((0,wording/* shortSha */.Fu)(commit), 64);
    return page === undefined ? name : `[${name}](${page})`;
}
// ------------------------------------------------------------------------------------------------------------------ not read
function notReadBlock(lines) {
    return lines.length === 0 ? [] : [block('body', 'what was not read of the last deploys', lines.join('\n\n'))];
}
function pattern_section_notReadLines({ deployments, images, runs }) {
    return [
        ...notReadLine('the last deployments', deployments, deployments.state === 'read' ? undefined : deployments.action),
        ...(images === undefined ? [] : notReadLine('the images of the last deployments', images, images.action)),
        ...notReadLine('the earlier runs of this workflow', runs, 'actions: read'),
    ];
}
/** Markdown. @param needed the permission that reads it, said where the reading was refused */
function notReadLine(what, reading, needed) {
    if (reading.state === 'read')
        return [];
    const { why, denied } = reading;
    const permission = !denied || needed === undefined || why.includes(needed) ? '' : ` (${(0,report_markdown/* code */.aY)(needed, 200)})`;
    return [`${what}${permission}: ${(0,report_markdown/* prose */.CS)(why, 400)}`];
}

// EXTERNAL MODULE: ./src/judge/pipelines.js
var judge_pipelines = __webpack_require__(69503);
// EXTERNAL MODULE: ./src/guard/builds/manual-starts.js
var manual_starts = __webpack_require__(90618);
;// CONCATENATED MODULE: ./src/judge/builds.js
/** How many builds there were, how they ended, and what started them. */
function summarize(builds) {
    const isSuccess = ({ status, running }) => !running && status === 'SUCCEEDED';
    const running = builds.filter((build) => build.running).length;
    const succeeded = builds.filter(isSuccess).length;
    const byOrigin = [...Map.groupBy(builds, ({ origin }) => origin)]
        .map(([origin, of]) => ({ origin, builds: of.length, succeeded: of.filter(isSuccess).length }))
        .toSorted((one, other) => other.builds - one.builds || (one.origin < other.origin ? -1 : 1));
    return { total: builds.length, succeeded, failed: builds.length - succeeded - running, running, byOrigin };
}

;// CONCATENATED MODULE: ./src/report/builds-section.js
/** The builds of the competing projects: how many, how they ended, who started them, and how to keep people from it. */





const MOST_BUILDS = 10;
const builds_section_MOST_PEOPLE = 5;
/** How many builds of a kind, in words: `12 by hand`. */
function originWords(origin) {
    switch (origin) {
        case 'webhook':
            return 'by a webhook';
        case 'rule':
            return 'by an EventBridge rule';
        case 'schedule':
            return 'by a schedule';
        case 'pipeline':
            return 'by a CodePipeline';
        case 'person':
            return 'by hand';
        case 'workflow':
            return 'by a GitHub Actions workflow';
        case 'jenkins':
            return 'by Jenkins';
        case 'role':
            return 'by another role';
        case 'unknown':
            return 'by somebody unknown';
    }
}
function buildsTable(projects, outcome) {
    const builds = projects.flatMap((project) => project.builds);
    if (builds.length === 0)
        return '';
    const { total, succeeded, byOrigin } = summarize(builds);
    const kinds = byOrigin.map(({ origin, builds: of }) => (0,report_markdown/* bold */.Cr)(`${of} ${originWords(origin)}`)).join(', ');
    const rows = builds
        .toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))
        .slice(0, MOST_BUILDS)
        .map((build) => [
        (0,report_markdown/* code */.aY)(build.number === undefined ? build.id : `${build.project} #${build.number}`),
        build.startedAt === undefined ? '' : (0,wording/* utc */.n$)(build.startedAt),
        (0,report_markdown/* prose */.CS)(build.startedBy, 200),
        (0,report_markdown/* prose */.CS)(build.stopped ? `${build.status}, stopped by this run` : build.status, 60),
        (0,report_markdown/* code */.aY)((0,wording/* shortSha */.Fu)(build.resolvedCommit ?? build.sourceVersion ?? ''), 60),
        besideThisDeploy(build, outcome),
    ]);
    const heading = `${(0,wording/* count */.U9)(total, 'build')} in the last 30 days, ${succeeded} succeeded: ${kinds}.`;
    const newest = builds.length > rows.length ? ` The newest ${rows.length}:` : '';
    return `${heading}${newest}\n\n${(0,report_markdown/* table */.tp)(['Build', 'Started', 'By', 'Status', 'Source', 'Ran'], rows)}`;
}
/** What this deploy has to do with a build's time: of its image, of the one that runs instead, of its rollout. */
function besideThisDeploy(build, { services, decisive, figures }) {
    const service = services[decisive];
    const lookup = service?.expectation?.image;
    const image = lookup?.state === 'found' ? lookup.image : undefined;
    const rollout = service?.observation?.service.rollouts.find(({ id }) => id === service.ourRolloutId);
    const ranWhile = (at) => at !== undefined && (0,image_remarks/* ranAt */.l1)(build, at);
    const began = rollout?.createdAt ?? figures.startedAt;
    const overlaps = build.startedAt !== undefined && build.startedAt <= figures.endedAt && (build.endedAt ?? Infinity) >= began;
    const notes = [
        ...(ranWhile(image?.pushedAt) ? ['while the image was pushed'] : []),
        ...(image?.others?.some(({ pushedAt }) => ranWhile(pushedAt)) === true
            ? ['while the image that runs was pushed']
            : []),
        ...(overlaps ? ['during this deploy'] : []),
    ];
    return notes.length === 0 ? '' : (0,report_markdown/* bold */.Cr)(notes.join(', '));
}
/** Who started builds by hand, what would forbid it, and how a team does it that wants CodeBuild to be its one pipeline. */
function manualStartsText(projects, region, run) {
    const policy = (0,manual_starts/* denyManualStarts */.CY)(projects.flatMap(({ arn, competing }) => (competing === 'not-shown' ? [] : (arn ?? []))));
    if (policy === '')
        return '';
    const parts = [
        `No switch stops a person from starting a build by hand.${peopleText(projects.flatMap(({ builds }) => builds))} To forbid it, attach this IAM policy to whom it concerns:`,
        (0,report_markdown/* codeBlock */.DV)(policy, 'json', { lines: 200 }),
    ];
    const branch = /^refs\/heads\/(.+)$/.exec(run?.ref ?? '')?.[1] ?? 'main';
    const without = projects.filter(({ exists, competing, triggers }) => exists && competing !== 'not-shown' && !triggers.some(({ kind }) => kind === 'webhook'));
    if (without.length > 0)
        parts.push('If CodeBuild is to be your one pipeline instead, give it a trigger of its own and retire the deploy in GitHub Actions:', (0,report_markdown/* codeBlock */.DV)(without.map(({ name }) => (0,manual_starts/* createWebhookCommand */.jU)(name, region, branch)).join('\n'), 'sh', {
            columns: 4000,
        }));
    return parts.join('\n\n');
}
function peopleText(builds) {
    const { people } = (0,manual_starts/* manualStarts */.Sb)(builds);
    if (people.length === 0)
        return '';
    const told = people
        .slice(0, builds_section_MOST_PEOPLE)
        .map(({ who, builds: of, last }) => `${(0,report_markdown/* prose */.CS)(who, 100)} ${(0,wording/* count */.U9)(of, 'time')}${last === undefined ? '' : `, last at ${(0,wording/* utc */.n$)(last)}`}`);
    const more = people.length > told.length ? `; and ${people.length - told.length} others` : '';
    return ` In the last 30 days: ${told.join('; ')}${more}.`;
}

;// CONCATENATED MODULE: ./src/report/pipeline-section.js




const KINDS = ['webhook', 'rule', 'schedule', 'pipeline'];
const pipeline_section_MOST_ROWS = 100;
const MOST_COMMANDS = 50;
const MOST_EVIDENCE = 10;
function pipelineBlocks(outcome) {
    const { pipelines, settings } = outcome;
    if (pipelines === undefined || pipelines.handling === 'off')
        return [];
    return [...urgentBlocks(pipelines, explained(outcome)), foldedBlock(pipelines, outcome, settings)];
}
/** What the reader has read above of the other pipelines. */
function explained({ verdict }) {
    if (verdict.verdict === 'verified' || verdict.finding.cause !== 'competing-trigger')
        return '';
    return verdict.finding.explanation.slice(0, report_markdown/* LONGEST_EXPLANATION */.TH);
}
/** What must not be folded away: builds that run now, and what could not be read or changed. */
function urgentBlocks(pipelines, above) {
    const isToldAbove = (message) => {
        const told = (0,judge_pipelines/* inShort */.wZ)(message);
        return told !== '' && above.includes(told);
    };
    const running = pipelines.projects.flatMap((project) => project.builds.filter((build) => build.running));
    const stopped = pipelines.projects.flatMap((project) => project.builds.filter((build) => build.stopped));
    const lines = [
        ...running.map((build) => `- \u23f3 ${buildName(build)} runs now, started by ${(0,report_markdown/* prose */.CS)(build.startedBy, 200)}${since(build)}.`),
        ...stopped.map((build) => `- ${buildName(build)}, started by ${(0,report_markdown/* prose */.CS)(build.startedBy, 200)}, was stopped by this run.`),
        ...pipelines.problems
            .filter((problem) => problem.blocking && !isToldAbove(problem.message))
            .map((problem) => `- \u26a0\ufe0f ${(0,report_markdown/* code */.aY)(problem.project)}: ${problemText(problem)}`),
    ];
    if (lines.length === 0)
        return [];
    const shown = lines.slice(0, pipeline_section_MOST_ROWS);
    if (lines.length > shown.length)
        shown.push(`- and ${lines.length - shown.length} more`);
    return [{ weight: 'body', name: 'running builds', markdown: `**The other pipeline**\n\n${shown.join('\n')}` }];
}
function since(build) {
    return build.startedAt === undefined ? '' : ` at ${(0,wording/* utc */.n$)(build.startedAt)}`;
}
function buildName(build) {
    return `Build ${build.number === undefined ? (0,report_markdown/* code */.aY)(build.id) : `<code>&#35;${build.number}</code>`} of ${(0,report_markdown/* code */.aY)(build.project)}`;
}
function foldedBlock(pipelines, outcome, settings) {
    const parts = [
        triggerTable(pipelines.projects, pipelines.handling),
        evidenceList(pipelines.projects),
        buildsTable(pipelines.projects, outcome),
        otherProblems(pipelines),
        byHandCommands(pipelines),
        undoCommands(pipelines.projects, pipelines.handling),
        manualStartsText(pipelines.projects, pipelines.region, settings?.run),
    ];
    const body = parts.filter((part) => part !== '').join('\n\n');
    const title = titleOf(pipelines);
    // What stands in the way of the verdict must not be looked for.
    return isOpen(pipelines)
        ? { weight: 'body', name: 'the other pipelines', markdown: `### ${title}\n\n${body}` }
        : { weight: 'folded', name: 'the other pipelines', markdown: (0,report_markdown/* folded */.TM)(title, body) };
}
/** Whether something that was to be disabled can still start a project, or may. */
function isOpen({ handling, projects, problems }) {
    if (handling !== 'disable')
        return false;
    const triggers = projects.flatMap(({ competing, triggers: of }) => (competing === 'not-shown' ? [] : of));
    return triggers.some(({ state }) => urgency(state) > 0) || problems.some(({ blocking }) => blocking);
}
/** What needs a reader's eye first. */
function urgency(state) {
    switch (state) {
        case 'live':
        case 'mixed':
            return 2;
        case 'unknown':
            return 1;
        case 'disabled':
        case 'harmless':
        case 'protected':
            return 0;
    }
}
function titleOf(pipelines) {
    const triggers = pipelines.projects.flatMap((project) => project.triggers);
    const number = (pick) => triggers.filter(pick).length;
    const live = number((trigger) => trigger.state === 'live' || trigger.state === 'mixed');
    const facts = [
        (0,wording/* count */.U9)(pipelines.projects.length, 'project'),
        ...counted(number((trigger) => trigger.change === 'disabled'), 'disabled by this run'),
        ...counted(number((trigger) => trigger.change === 'restored'), 'restored by this run'),
        ...counted(live, 'still live'),
        ...counted(number((trigger) => trigger.state === 'unknown'), 'not readable'),
        ...(triggers.length === 0 ? [pipelines.projects.length === 0 ? 'none found' : 'no trigger found'] : []),
    ];
    return `The other pipelines: ${facts.join(', ')}`;
}
function counted(number, what) {
    return number === 0 ? [] : [`${(0,wording/* count */.U9)(number, 'trigger')} ${what}`];
}
function triggerTable(projects, handling) {
    const rows = projects.flatMap((project) => {
        if (!project.exists)
            return [[(0,report_markdown/* code */.aY)(project.name), '', '\u26a0\ufe0f no such project', '', '']];
        const absent = KINDS.filter((kind) => !project.triggers.some((trigger) => trigger.kind === kind));
        return [
            ...project.triggers
                .toSorted((one, other) => urgency(other.state) - urgency(one.state))
                .map((trigger) => [
                (0,report_markdown/* code */.aY)(project.name),
                `${trigger.kind} ${(0,report_markdown/* code */.aY)(trigger.name)}`,
                project.competing === 'not-shown'
                    ? `${stateCell(trigger, handling)}, left alone`
                    : stateCell(trigger, handling),
                changeCell(trigger),
                (0,report_markdown/* prose */.CS)(trigger.detail, 500),
            ]),
            ...(absent.length === 0 ? [] : [[(0,report_markdown/* code */.aY)(project.name), absent.join(', '), 'none', '', '']]),
        ];
    });
    if (rows.length === 0)
        return '';
    const shown = rows.slice(0, pipeline_section_MOST_ROWS);
    const more = rows.length > shown.length ? `\n\n${(0,wording/* count */.U9)(rows.length - shown.length, 'more trigger')}: see the JSON report.` : '';
    const header = ['CodeBuild project', 'Started by', 'State', 'This run', 'What it does'];
    const isOne = projects.length === 1 && projects.every(({ exists }) => exists);
    return isOne
        ? `CodeBuild project ${(0,report_markdown/* code */.aY)(projects[0]?.name ?? '')}:\n\n${(0,report_markdown/* table */.tp)(header.slice(1), shown.map((row) => row.slice(1)))}${more}`
        : `${(0,report_markdown/* table */.tp)(header, shown)}${more}`;
}
/** What shows that each project writes what this workflow writes. */
function evidenceList(projects) {
    return projects
        .filter(({ exists }) => exists)
        .slice(0, pipeline_section_MOST_ROWS)
        .map((project) => `- ${(0,report_markdown/* code */.aY)(project.name)} ${competingWords(project)}${project.evidence
        .slice(0, MOST_EVIDENCE)
        .map((said) => ` ${(0,report_markdown/* prose */.CS)(said, 300)}`)
        .join('')}`)
        .join('\n');
}
function competingWords({ competing, evidence }) {
    switch (competing) {
        case 'named':
            return `competes: the workflow names it.${evidence.length === 0 ? ' Nothing that can be read of it shows what it pushes or updates.' : ''}`;
        case 'shown':
            return 'was found, and competes.';
        case 'not-shown':
            return evidence.length === 0
                ? 'was found, and nothing shows that it pushes this image or updates this service: it was left as it is.'
                : 'was found, and was left as it is, because it is built from another repository. To have it disabled, name it in `codebuild-project`.';
    }
}
function stateCell(trigger, handling) {
    switch (trigger.state) {
        case 'live':
            if (handling === 'restore')
                return trigger.change === 'restored' ? '\u2705 live again' : 'live';
            return handling === 'report' ? '<b>live</b>' : '\u274c <b>live</b>';
        case 'disabled':
            return '\u2705 disabled';
        case 'harmless':
            return '\u2705 harmless';
        case 'protected':
            return '\u2796 feeds runners, never touched';
        case 'mixed':
            return '\u274c <b>live</b>, mixed with the events of runners';
        case 'unknown':
            return '\u26a0\ufe0f not readable';
    }
}
function changeCell(trigger) {
    switch (trigger.change) {
        case 'none':
            return '';
        case 'disabled':
            return 'disabled it';
        case 'restored':
            return 'restored it';
        case 'refused':
            return '\u26a0\ufe0f was refused';
        case 'unconfirmed':
            return '\u26a0\ufe0f began to change it';
    }
}
function problemText({ message, action, resource }) {
    const { text } = commandIn(message);
    const told = action === undefined || text.includes(action)
        ? ''
        : ` (${(0,report_markdown/* code */.aY)(action)}${resource === undefined ? '' : ` on ${(0,report_markdown/* code */.aY)(resource)}`})`;
    return `${(0,report_markdown/* prose */.CS)(text, 900)}${told}`;
}
/** A message ends with the command that helps, where there is one: that is to be copied, whole. */
function commandIn(message) {
    const [, text, command] = /^(.*?):? ((?:aws|gh) [a-z-]+ .+)$/s.exec(message) ?? [];
    if (text === undefined || command === undefined)
        return { text: message };
    return { text: text.endsWith(' or run') ? `${text} the command below` : `${text}: see the command below`, command };
}
function byHandCommands(pipelines) {
    const commands = [...new Set(pipelines.problems.flatMap(({ message }) => commandIn(message).command ?? []))];
    if (commands.length === 0)
        return '';
    const what = pipelines.handling === 'restore' ? 'To restore it by hand' : 'To do it by hand';
    return `${what}:\n\n${(0,report_markdown/* codeBlock */.DV)(commands.slice(0, MOST_COMMANDS).join('\n'), 'sh', { lines: 200, columns: 4000 })}`;
}
function otherProblems(pipelines) {
    return pipelines.problems
        .filter((problem) => !problem.blocking)
        .slice(0, pipeline_section_MOST_ROWS)
        .map((problem) => `- ${(0,report_markdown/* code */.aY)(problem.project)}: ${problemText(problem)}`)
        .join('\n');
}
function undoCommands(projects, handling) {
    const commands = projects.flatMap((project) => project.triggers.flatMap(({ undo }) => (undo === undefined ? [] : [undo])));
    if (commands.length === 0)
        return '';
    // What was done first is undone last.
    const ordered = commands.toReversed();
    const back = handling === 'restore' ? 'disable' : 'restore';
    return `To undo it: run this action with \`competing-triggers: ${back}\`, or by hand:\n\n${(0,report_markdown/* codeBlock */.DV)(ordered.slice(0, MOST_COMMANDS).join('\n'), 'sh', { lines: 200, columns: 4000 })}`;
}

;// CONCATENATED MODULE: ./src/report/recommendations-section.js

/** More than any recommendation has: lines that are cut short must not be pasted. */
const LINES = { lines: 200, columns: 4000 };
/** A command that changes what a template may own. */
const CHANGES = /^aws /m;
const OWNED = 'Where Terraform, CDK or CloudFormation owns what a command changes, change it there: the next apply would undo the command.';
/** A numbered list: open where the run failed, folded item by item where it did not. Nothing where there is nothing to say. */
function recommendationBlocks({ recommendations, verdict, }) {
    if (recommendations.length === 0)
        return [];
    const isGood = verdict.verdict === 'verified';
    const items = recommendations.map((recommendation, index) => isGood ? foldedItem(recommendation, index + 1) : openItem(recommendation, index + 1));
    const isOwned = recommendations.some(({ lines }) => lines?.language === 'sh' && CHANGES.test(lines.text));
    const markdown = [
        isGood ? '### Worth doing' : '### So that it does not happen again',
        ...items,
        ...(isOwned ? [(0,report_markdown/* prose */.CS)(OWNED)] : []),
    ].join('\n\n');
    return [{ weight: isGood ? 'folded' : 'advice', name: 'the recommendations', markdown }];
}
// Paragraphs and not a Markdown list: a fence inside an item would have to be indented line by line.
function openItem({ text, because, lines }, number) {
    return `${(0,report_markdown/* bold */.Cr)(`${number}. ${(0,report_markdown/* prose */.CS)(text, 800)}`)} ${(0,report_markdown/* prose */.CS)(because, 1500)}${fence(lines)}`;
}
function foldedItem({ text, because, lines }, number) {
    return (0,report_markdown/* folded */.TM)(`${number}. ${text}`, `${(0,report_markdown/* prose */.CS)(because, 1500)}${fence(lines)}`);
}
function fence(lines) {
    return lines === undefined ? '' : `\n\n${(0,report_markdown/* codeBlock */.DV)(lines.text, lines.language, LINES)}`;
}

// EXTERNAL MODULE: ./src/judge/stops.js
var judge_stops = __webpack_require__(44149);
;// CONCATENATED MODULE: ./src/report/stops-section.js
/** Tasks that stopped, alike ones together, and what the first failing one logged last. */





const MOST_GROUPS = 20;
const MOST_LOG_LINES = 20;
const MOST_OPEN_LINES = 5;
const LONGEST_REASON = 300;
/** Causes whose story is told by the stops: there they are not folded. */
const TOLD_BY_STOPS = new Set([
    'tasks-failing',
    'rollout-failed',
    'rolled-back',
    'nothing-running',
]);
function stopBlocks(outcome, service) {
    const seen = service.observation?.service.stops ?? [];
    // Where all is well, old tasks that went as they should are no news.
    const stops = service.verdict?.verdict === 'verified' ? seen.filter((stop) => (0,judge_stops/* classifyStop */.d)(stop).state !== 'ordinary') : seen;
    const groups = groupStops(stops, service.ourRolloutId);
    const isDecisive = outcome.services[outcome.decisive] === service;
    const logs = isDecisive ? logBlock(outcome) : [];
    if (groups.length === 0)
        return logs;
    const unfolded = TOLD_BY_STOPS.has((0,causes/* causeOf */.rl)(service.verdict));
    const title = `Stopped tasks: ${(0,wording/* count */.U9)(stops.length, 'stop')} of ${(0,wording/* count */.U9)(groups.length, 'kind')}`;
    const body = stopTable(groups);
    return [
        {
            weight: unfolded ? 'body' : 'folded',
            name: `the stopped tasks of ${(0,report_markdown/* code */.aY)(service.ref.label)}`,
            markdown: unfolded ? `**${title}**\n\n${body}` : (0,report_markdown/* folded */.TM)(title, body),
        },
        ...logs,
    ];
}
/** Stops of the same deployment and kind together: ours and fatal ones first, then by number. */
function groupStops(stops, ourRolloutId) {
    const groups = new Map();
    for (const stop of stops) {
        const sorted = (0,judge_stops/* classifyStop */.d)(stop);
        const whose = ourRolloutId === undefined || stop.rolloutId === undefined
            ? 'unknown'
            : stop.rolloutId === ourRolloutId
                ? 'ours'
                : 'another';
        const what = sorted.state === 'fatal' ? sorted.kind : withoutNumbers((0,visible/* clip */.$Q)(sorted.says, LONGEST_REASON));
        const key = JSON.stringify([whose, sorted.state, what]);
        const before = groups.get(key);
        const last = before !== undefined && (before.last.stoppedAt ?? 0) > (stop.stoppedAt ?? 0) ? before.last : stop;
        const exitCodes = new Set([...(before?.exitCodes ?? []), ...exitCodesOf(stop)]);
        groups.set(key, {
            whose,
            state: sorted.state,
            what,
            count: (before?.count ?? 0) + 1,
            exitCodes: [...exitCodes],
            last,
        });
    }
    return [...groups.values()].toSorted((a, b) => rank(a) - rank(b) || b.count - a.count);
}
function rank(group) {
    const states = ['fatal', 'unknown', 'capacity', 'ordinary'];
    return states.indexOf(group.state) * 2 + (group.whose === 'another' ? 1 : 0);
}
/** Ids differ from stop to stop; what happened does not. */
function withoutNumbers(text) {
    return text.replaceAll(/\b(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{6,}\b/giu, '\u2026').replaceAll(/\d+/gu, 'n');
}
function exitCodesOf(stop) {
    const essential = stop.containers.filter((container) => container.essential);
    return (essential.length > 0 ? essential : stop.containers).flatMap(({ exitCode }) => exitCode === undefined ? [] : [exitCode]);
}
function stopTable(groups) {
    const shown = groups.slice(0, MOST_GROUPS);
    const rows = shown.map((group) => [
        String(group.count),
        (0,report_markdown/* prose */.CS)((0,judge_stops/* classifyStop */.d)(group.last).says, LONGEST_REASON),
        group.exitCodes.slice(0, 5).map(exitCodeText).join(', '),
        deploymentCell(group),
        group.last.stoppedAt === undefined ? 'unknown' : (0,wording/* utc */.n$)(group.last.stoppedAt),
    ]);
    const rest = groups.length - shown.length;
    const more = rest > 0 ? `\n\n${(0,wording/* count */.U9)(rest, 'more kind')} of stops: see the JSON report.` : '';
    return `${(0,report_markdown/* table */.tp)(['Stops', 'Reason (of the newest)', 'Exit code', 'Deployment', 'Last seen'], rows, ['right'])}${more}`;
}
function deploymentCell(group) {
    const id = group.last.rolloutId === undefined ? (0,report_markdown/* code */.aY)((0,wording/* lastPart */.S_)(group.last.taskDefinition)) : (0,report_markdown/* code */.aY)(group.last.rolloutId);
    switch (group.whose) {
        case 'ours':
            return `ours, ${id}`;
        case 'another':
            return `another, ${id}`;
        case 'unknown':
            return id;
    }
}
/** An exit code with what it usually means: above 128, a signal ended the process. */
function exitCodeText(exitCode) {
    switch (exitCode) {
        case 126:
            return '126 (command not executable)';
        case 127:
            return '127 (command not found)';
        case 134:
            return '134 (aborted)';
        case 137:
            return '137 (killed: out of memory, or did not stop in time)';
        case 139:
            return '139 (segmentation fault)';
        case 143:
            return '143 (asked to stop)';
        default:
            return String(exitCode);
    }
}
function logBlock(outcome) {
    const { logLines } = outcome;
    if (logLines === undefined || outcome.verdict.verdict === 'verified')
        return [];
    if (logLines.state === 'not-read') {
        const action = logLines.action === undefined ? '' : ` (${(0,report_markdown/* code */.aY)(logLines.action)})`;
        return [
            {
                weight: 'body',
                name: 'a remark on the log',
                markdown: `Log of the first failing task: *not read*${action}: ${(0,report_markdown/* prose */.CS)(logLines.why, 400)}`,
            },
        ];
    }
    const lines = logLines.value.slice(-MOST_LOG_LINES);
    if (lines.length === 0)
        return [];
    // A few lines are the answer itself.
    const isShort = lines.length <= MOST_OPEN_LINES && TOLD_BY_STOPS.has((0,causes/* causeOf */.rl)(outcome.verdict));
    const title = `Last ${(0,wording/* count */.U9)(lines.length, 'log line')} of the first failing task`;
    const body = (0,report_markdown/* codeBlock */.DV)(lines.join('\n'), 'text', { lines: MOST_LOG_LINES * 3, columns: 500 });
    return [
        {
            weight: isShort ? 'body' : 'folded',
            name: 'the last log lines',
            markdown: isShort ? `**${title}**\n\n${body}` : (0,report_markdown/* folded */.TM)(title, body),
        },
    ];
}

;// CONCATENATED MODULE: ./src/report/timeline-section.js



const FEWEST_ENTRIES = 3;
const MOST_ENTRIES = 60;
/** A label has to fit beside its mark on a phone; the list has the whole text. */
const LONGEST_LABEL = 40;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** @param short fold the picture away too, where all is well */
function timelineBlocks(timeline, short) {
    const entries = timeline.filter((entry) => Number.isFinite(entry.at)).toSorted((a, b) => a.at - b.at);
    if (entries.length < FEWEST_ENTRIES)
        return [];
    const shown = entries.slice(0, MOST_ENTRIES);
    const more = entries.length > shown.length ? `\n\n${entries.length - shown.length} later entries: see the JSON report.` : '';
    const chart = (0,report_markdown/* codeBlock */.DV)(gantt(shown), 'mermaid', { lines: 2 * MOST_ENTRIES + 20 });
    const list = `${listOf(shown)}${more}`;
    if (short)
        return [
            { weight: 'folded', name: 'the timeline', markdown: (0,report_markdown/* folded */.TM)('What happened, in UTC', `${chart}\n\n${list}`) },
        ];
    return [
        { weight: 'body', name: 'the timeline', markdown: `### What happened (UTC)\n\n${chart}` },
        { weight: 'folded', name: 'the timeline as a list', markdown: (0,report_markdown/* folded */.TM)('The same as a list', list) },
    ];
}
function listOf(entries) {
    const days = new Set(entries.map((entry) => (0,wording/* utcDate */.HB)(entry.at)));
    const rows = entries.map((entry, index) => {
        const before = entries[index - 1];
        const passed = before === undefined ? '' : (0,wording/* duration */.p0)(entry.at - before.at);
        const at = days.size > 1 ? `${(0,wording/* utcDate */.HB)(entry.at)} ${(0,wording/* utcTime */.SK)(entry.at)}` : (0,wording/* utcTime */.SK)(entry.at);
        const span = entry.until === undefined || entry.until <= entry.at ? '' : (0,wording/* duration */.p0)(entry.until - entry.at);
        const lasted = span === '' || entry.what.startsWith(span) ? '' : `, for ${span}`;
        return [at, passed, entry.section, `${(0,report_markdown/* prose */.CS)(entry.what, 400)}${lasted}`];
    });
    const [day] = days;
    return (0,report_markdown/* table */.tp)([days.size > 1 || day === undefined ? 'UTC' : `UTC, ${day}`, '+', 'Where', 'What'], rows, [
        'left',
        'right',
    ]);
}
/** Mermaid's gantt chart of moments and spans, one section for each place where something happened. */
function gantt(entries) {
    const span = (entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0);
    const axis = span > 2 * DAY ? '%d %b' : span > 10 * MINUTE ? '%H:%M' : '%H:%M:%S';
    const sections = Map.groupBy(entries, (entry) => entry.section);
    const lines = [
        'gantt',
        '    dateFormat YYYY-MM-DD HH:mm:ss',
        `    axisFormat ${axis}`,
        `    tickInterval ${tickInterval(span)}`,
        // A line at the reader's present would say nothing of what happened.
        '    todayMarker off',
    ];
    for (const [section, moments] of sections) {
        lines.push(`    section ${section}`);
        for (const { at, until, what } of moments)
            lines.push(until !== undefined && Number.isFinite(until) && until > at
                ? `    ${ganttLabel(what)} :${moment(at)}, ${moment(until)}`
                : `    ${ganttLabel(what)} :milestone, ${moment(at)}, 0s`);
    }
    return lines.join('\n');
}
const TICKS = [
    ...[1, 5, 10, 15, 30].map((seconds) => [seconds * 1000, `${seconds}second`]),
    ...[1, 2, 5, 10, 15, 30].map((minutes) => [minutes * MINUTE, `${minutes}minute`]),
    ...[1, 2, 3, 6, 12].map((hours) => [hours * 60 * MINUTE, `${hours}hour`]),
    ...[1, 2, 5, 10].map((days) => [days * DAY, `${days}day`]),
];
/** So that a phone has room for the times: four with seconds, six without. */
function tickInterval(span) {
    const most = span > 10 * MINUTE ? 6 : 4;
    return TICKS.find(([milliseconds]) => span / milliseconds <= most)?.[1] ?? '1month';
}
const moment = (at) => `${(0,wording/* utcDate */.HB)(at)} ${(0,wording/* utcTime */.SK)(at)}`;
const GANTT_KEYWORD = /^(?:gantt|title|section|click|href|call|dateFormat|inclusiveEndDates|topAxis|axisFormat|tickInterval|includes|excludes|todayMarker|weekday|weekend|accTitle|accDescr|\d{4}-\d\d-\d\d)/iu;
/** A text that Mermaid takes for a label and for nothing else: of its punctuation only what means nothing to it. */
function ganttLabel(text) {
    const plain = (0,visible/* visible */.RK)(text)
        .replaceAll(':', '\u2236')
        .replaceAll(/[^\p{L}\p{N} ._/()+=\u2236\u2026\u2013\u2014\u00b7-]/gu, ' ')
        .replaceAll(/\s+/gu, ' ')
        .trim();
    const label = (0,visible/* clip */.$Q)(plain, LONGEST_LABEL);
    if (label === '')
        return '\u00b7';
    return GANTT_KEYWORD.test(label) ? `\u00b7 ${label}` : label;
}

;// CONCATENATED MODULE: ./src/report/summary.js

















const BUDGET = 900 * 1024;
const MOST_SERVICES = 200;
const MOST_NOTES = 20;
const MOST_PROBLEMS = 20;
/** @param outcome already redacted */
function summaryOf(outcome, options = {}) {
    const { docsUrl, publication, budget = BUDGET } = options;
    const isGood = outcome.verdict.verdict === 'verified';
    const several = outcome.services.length > 1;
    const [only] = outcome.services;
    const isOverPipelines = outcome.verdict.verdict !== 'verified' && outcome.verdict.finding.cause === 'competing-trigger';
    const pipelines = pipelineBlocks(outcome);
    const blocks = [
        { weight: 'verdict', name: 'the verdict', markdown: heading(outcome, docsUrl) },
        ...verdictBlocks(outcome.verdict, docsUrl),
        { weight: 'body', name: 'the subject', markdown: subject(outcome) },
        { weight: 'body', name: 'the inputs without effect', markdown: withoutEffect(outcome, docsUrl) },
        ...(several
            ? [servicesTable(outcome), ...outcome.services.flatMap((service) => sectionOf(outcome, service, docsUrl))]
            : only === undefined
                ? []
                : serviceBlocks(outcome, only, docsUrl)),
        ...(isOverPipelines ? pipelines : []),
        ...featureBlocks(outcome.features),
        { weight: 'body', name: 'push to live', markdown: pushToLive(outcome) },
        ...timelineBlocks(outcome.timeline, isGood),
        ...(several ? [] : only === undefined ? reasoningBlock(outcome) : evidenceBlocks(outcome, only)),
        ...answerBlocks(outcome),
        ...(isOverPipelines ? [] : pipelines),
        ...patternBlocks(outcome),
        ...recommendationBlocks(outcome),
        { weight: 'verdict', name: 'the footer', markdown: footer(outcome, docsUrl) },
        {
            weight: 'verdict',
            name: 'the metrics',
            markdown: publication?.state === 'not-published' ? (0,metrics/* notPublishedLine */.gO)(publication.namespace, publication.why) : '',
        },
    ];
    return fit(blocks, budget);
}
function heading(outcome, docsUrl) {
    const { verdict } = outcome;
    const said = `${(0,causes/* verdictIcon */.f2)(verdict)} ${(0,causes/* verdictWord */.E0)(verdict)}: ${(0,report_markdown/* prose */.CS)((0,causes/* headlineOf */.gD)(verdict), 300)}`;
    const decisive = outcome.services[outcome.decisive];
    const where = outcome.services.length > 1 && decisive !== undefined && verdict.verdict !== 'verified'
        ? ` (${(0,report_markdown/* code */.aY)(decisive.ref.label, 100)})`
        : '';
    return `## ${said}${where}${causeTag(verdict, docsUrl)}`;
}
function causeTag(verdict, docsUrl) {
    if (verdict.verdict === 'verified')
        return '';
    const { cause } = verdict.finding;
    const tag = (0,report_markdown/* code */.aY)(cause);
    return ` &nbsp;\u00b7&nbsp; ${docsUrl === undefined ? tag : `[${tag}](${(0,causes/* causePage */.To)(docsUrl, cause)})`}`;
}
function verdictBlocks(verdict, docsUrl) {
    if (verdict.verdict === 'verified') {
        const notes = verdict.notes.slice(0, MOST_NOTES).map((note) => `- ${(0,report_markdown/* prose */.CS)(note, 600)}`);
        if (notes.length === 0)
            return [];
        const link = docsUrl === undefined ? '' : `\n\n[About these remarks](${(0,causes/* messageSection */.TA)(docsUrl, 'remarks-of-a-verified-run')})`;
        return [{ weight: 'body', name: 'the remarks', markdown: `${notes.join('\n')}${link}` }];
    }
    return findingBlocks(verdict.finding, docsUrl);
}
function findingBlocks(finding, docsUrl) {
    const { text, command = '' } = finding.nextStep;
    const section = docsUrl === undefined ? undefined : (0,causes/* paragraphPage */.Uy)(docsUrl, finding.nextStep);
    const link = section === undefined ? '' : ` [About this message](${section})`;
    const lines = command.trim() === '' ? '' : `\n\n${(0,report_markdown/* codeBlock */.DV)(command, languageOf(command), { columns: 4000 })}`;
    return [
        { weight: 'verdict', name: 'the explanation', markdown: explanation(finding) },
        { weight: 'verdict', name: 'the next step', markdown: `**Next step.** ${(0,report_markdown/* prose */.CS)(text, 1500)}${link}${lines}` },
    ];
}
function explanation({ explanation: whole, problems = [] }) {
    if (problems.length === 0)
        return (0,report_markdown/* prose */.CS)(whole, report_markdown/* LONGEST_EXPLANATION */.TH);
    const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => `- ${(0,report_markdown/* prose */.CS)(problem, 2000)}`);
    const more = problems.length - shown.length;
    return [...shown, ...(more > 0 ? [`- and ${more} more: see the JSON report`] : [])].join('\n');
}
/** Commands are coloured as what they are: JSON for a policy, YAML for workflow lines, else a shell's. */
function languageOf(command) {
    const start = command.trimStart();
    if (/^[{["]/u.test(start))
        return 'json';
    return /^(?:- )?[\w-]+:(?:\s|$)/u.test(start) ? 'yaml' : 'sh';
}
function subject(outcome) {
    const [only, ...others] = outcome.services;
    const isAlone = only !== undefined && others.length === 0;
    const commit = commitWords(outcome);
    const parts = [
        ...(isAlone ? [`**${(0,report_markdown/* prose */.CS)(only.ref.label, 300)}**`, (0,report_markdown/* prose */.CS)(only.ref.region, 40)] : []),
        // One service's table begins with it.
        ...(commit === '' || (isAlone && only.checks.length > 0) ? [] : [`commit ${commit}`]),
        ...(outcome.settings?.mode === 'audit' ? ['audit: looked once, changed nothing'] : []),
    ];
    return parts.join(' \u00b7 ');
}
function withoutEffect({ settings }, docsUrl) {
    const label = docsUrl === undefined
        ? '*Without effect:*'
        : `*[Without effect](${(0,causes/* messageSection */.TA)(docsUrl, 'inputs-without-effect')}):*`;
    return (settings?.withoutEffect ?? []).map((text) => `${label} ${(0,report_markdown/* prose */.CS)(text, 400)}`).join('\n\n');
}
function servicesTable(outcome) {
    const shown = outcome.services.slice(0, MOST_SERVICES);
    const rows = shown.map(({ ref, verdict }) => [
        (0,causes/* verdictIcon */.f2)(verdict),
        (0,report_markdown/* code */.aY)(ref.label, 200),
        `${(0,causes/* verdictWord */.E0)(verdict)}: ${(0,report_markdown/* prose */.CS)((0,causes/* headlineOf */.gD)(verdict), 200)}`,
        (0,report_markdown/* code */.aY)((0,causes/* causeOf */.rl)(verdict)),
    ]);
    const more = outcome.services.length > shown.length
        ? `\n\nand ${outcome.services.length - shown.length} more: see the JSON report.`
        : '';
    return {
        weight: 'body',
        name: 'the list of services',
        markdown: `${(0,report_markdown/* table */.tp)(['', 'Service', 'Verdict', 'Cause'], rows)}${more}`,
    };
}
/** One of several services. The one that decided has told its finding at the top. */
function sectionOf(outcome, service, docsUrl) {
    const isDecisive = outcome.services[outcome.decisive] === service;
    const title = `### ${(0,causes/* verdictIcon */.f2)(service.verdict)} ${(0,report_markdown/* prose */.CS)(service.ref.label, 200)} \u00b7 ${(0,causes/* verdictWord */.E0)(service.verdict)}`;
    const { verdict } = service;
    const told = isDecisive || verdict === undefined || verdict.verdict === 'verified' ? [] : findingBlocks(verdict.finding, docsUrl);
    const name = `the section of ${(0,report_markdown/* code */.aY)(service.ref.label)}`;
    return [
        { weight: 'body', name, markdown: title },
        ...told.map((block) => ({ ...block, weight: 'body', name })),
        ...serviceBlocks(outcome, service, docsUrl),
        ...evidenceBlocks(outcome, service),
    ];
}
function serviceBlocks(outcome, service, docsUrl) {
    const above = service.checks.length === 0 ? [] : commitRow(outcome, service);
    const checks = checksTable(service.checks, above, circumstancesOf(outcome, service));
    return [
        { weight: 'body', name: `the checks of ${(0,report_markdown/* code */.aY)(service.ref.label)}`, markdown: checks },
        ...notReadBlocks(service, docsUrl),
    ];
}
/** How it was decided, and what it was decided by. */
function evidenceBlocks(outcome, service) {
    return [
        ...reasoningBlock(service),
        ...imageBlocks(outcome, service),
        ...stopBlocks(outcome, service),
        ...eventBlocks(service),
    ];
}
/** The whole time and its parts, as far as they are known and follow each other. */
function pushToLive(outcome) {
    const seconds = (0,outputs/* pushToLiveSeconds */.Pi)(outcome);
    const committedAt = outcome.commit?.committedAt;
    if (seconds === undefined || committedAt === undefined)
        return '';
    const service = outcome.services[outcome.decisive];
    const image = service?.expectation?.image;
    const rollout = service?.observation?.service.rollouts.find((candidate) => candidate.id === service.ourRolloutId);
    const marks = [
        ['build', image?.state === 'found' ? image.image.pushedAt : undefined],
        ['deploy', rollout?.createdAt],
        ['rollout and proof', outcome.figures.endedAt],
    ];
    const parts = [];
    let from = committedAt;
    for (const [name, until] of marks) {
        // A part that ends before it begins was not part of this push: an image built earlier, or another machine's clock.
        if (until === undefined || until < from)
            return total(seconds, []);
        parts.push(`${name} ${(0,wording/* duration */.p0)(until - from)}`);
        from = until;
    }
    return total(seconds, parts);
}
function total(seconds, parts) {
    return [`**Push to live: ${(0,wording/* duration */.p0)(seconds * 1000)}**`, ...parts].join(' \u00b7 ');
}
function footer(outcome, docsUrl) {
    const { figures } = outcome;
    const faults = Object.entries(figures.faults);
    const ridden = faults.reduce((sum, [, times]) => sum + times, 0);
    const listed = faults.slice(0, 5).map(([what, times]) => `${(0,report_markdown/* prose */.CS)(what, 80)} \u00d7 ${times}`);
    if (faults.length > listed.length)
        listed.push(`${faults.length - listed.length} other kinds`);
    const parts = [
        `ECS Deploy Verifier ${(0,report_markdown/* prose */.CS)(outcome.actionVersion, 40)}`,
        `${(0,wording/* count */.U9)(figures.looks, 'look')} in ${(0,wording/* duration */.p0)(figures.endedAt - figures.startedAt)}`,
        (0,wording/* count */.U9)(figures.awsCalls, 'AWS call'),
        ...(figures.throttled > 0 ? [`throttled ${(0,wording/* count */.U9)(figures.throttled, 'time')}`] : []),
        ...(ridden > 0 ? [`${(0,wording/* count */.U9)(ridden, 'fault')} ridden out (${listed.join(', ')})`] : []),
        ...(outcome.settings === undefined ? [] : [`JSON report: ${(0,report_markdown/* code */.aY)(outcome.settings.reportPath, 200)}`]),
        ...(docsUrl === undefined ? [] : [`[Troubleshooting](${(0,causes/* troubleshootingPage */.cw)(docsUrl)})`]),
    ];
    return `<sub>${parts.join(' \u00b7 ')}</sub>`;
}


/***/ })

};
