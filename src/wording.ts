/** How times, durations, digests and counts read to a person. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The range that `Date` can hold. */
const LATEST = 8.64e15

const isTime = (at: number): boolean => Number.isFinite(at) && Math.abs(at) <= LATEST

/** ISO 8601 in UTC with milliseconds; undefined for what is no time. */
export function iso(at: number | undefined): string | undefined {
  return at === undefined || !isTime(at) ? undefined : new Date(at).toISOString()
}

/** `2025-07-21 11:22:08 UTC`. */
export function utc(at: number | undefined): string {
  return at !== undefined && isTime(at) ? `${utcDate(at)} ${utcTime(at)} UTC` : 'an unknown time'
}

/** `11:22:08`. */
export function utcTime(at: number): string {
  return isTime(at) ? new Date(at).toISOString().slice(11, 19) : 'unknown'
}

/** `2025-07-21`. */
export function utcDate(at: number): string {
  return isTime(at) ? new Date(at).toISOString().slice(0, 10) : 'unknown'
}

/** `2 d 3 h`, `1 h 16 min`, `4 min 31 s`, `41 s`: the two largest units, nothing finer than a second. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'unknown'
  const total = Math.max(0, Math.round(milliseconds / SECOND)) * SECOND
  const two = (large: number, unit: string, small: number, smallUnit: string): string => {
    const rest = Math.floor((total % large) / small)
    return `${Math.floor(total / large)} ${unit}${rest === 0 ? '' : ` ${rest} ${smallUnit}`}`
  }
  if (total >= DAY) return two(DAY, 'd', HOUR, 'h')
  if (total >= HOUR) return two(HOUR, 'h', MINUTE, 'min')
  if (total >= MINUTE) return two(MINUTE, 'min', SECOND, 's')
  return `${total / SECOND} s`
}

/** Time since the start of a run: `1:52`, `75:00`. */
export function stopwatch(milliseconds: number): string {
  const seconds = Number.isFinite(milliseconds) ? Math.max(0, Math.floor(milliseconds / SECOND)) : 0
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** `sha256:52d0c3f1…`; anything that is no such digest stays as it is. */
export function shortDigest(digest: string): string {
  return /^sha256:[0-9a-f]{64}$/u.test(digest) ? `${digest.slice(0, 15)}…` : digest
}

/** The first seven digits of a commit's SHA; anything else stays as it is. */
export function shortSha(sha: string): string {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/iu.test(sha) ? sha.slice(0, 7) : sha
}

/** The last part of an ARN or of a path: `family:7`, a task's id. */
export function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

/** `1 task`, `4 tasks`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`
}

/** The first letter as a capital, for a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Who gave no good answer: a clause. Each of `heldUpBy` is whose fault one failure was, AWS's where it is not told. */
export function unansweredBy(heldUpBy: readonly ('GitHub' | 'either' | undefined)[]): string {
  const parties = new Set(heldUpBy.map((party) => party ?? 'AWS'))
  const party = parties.size === 1 && !parties.has('either') ? [...parties].join('') : 'AWS or GitHub'
  return `${party} answered too slowly, or only with errors`
}
