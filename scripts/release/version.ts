/** A release's version: three numbers, and nothing behind them. */
export interface Version {
  readonly text: string
  readonly numbers: readonly [number, number, number]
}

const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/

/** The version that a text is, or none. */
export function versionOf(text: string): Version | undefined {
  const [, major, minor, patch] = VERSION.exec(text) ?? []
  return patch === undefined ? undefined : { text, numbers: [Number(major), Number(minor), Number(patch)] }
}

/** The version that a text is. Throws where it is none. */
export function parseVersion(text: string): Version {
  const version = versionOf(text)
  if (version === undefined)
    throw new Error(
      `expected a version like 1.2.3, without a v and with nothing behind it, found ${JSON.stringify(text)}`,
    )
  return version
}

/** The tag of the release, which stays where it is. */
export const tagOf = ({ text }: Version): string => `v${text}`

/** The tag that moves with the releases of a major version. */
export const majorTagOf = ({ numbers: [major] }: Version): string => `v${major}`

/** Whether a version comes after another one. */
export function isAfter(one: Version, other: Version): boolean {
  const at = one.numbers.findIndex((number, index) => number !== other.numbers[index])
  return at !== -1 && (one.numbers[at] ?? 0) > (other.numbers[at] ?? 0)
}
