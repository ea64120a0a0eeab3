import { SETTING, type ImageInTheTale, type PushedImage, type ServiceInTheTale, type Tale } from '../story.ts'

/** The commit that every story is about: v3.3.6. */
export const COMMIT = '3fa04cb9d2e17a5c06b84f3d1e9c7a20b5d86e41'
/** The commit before it: v3.3.5. */
export const BEFORE = '1b7c0de48a93f2560d71be84c3f9025a6e8d4b17'
/** What somebody else pushes meanwhile: v3.3.7. */
export const LATER = '9e51d3a7c04b8f26e1a95d370c8b64f21e7d9a05'

/** What the version file of a version holds. */
export const source = (version: string): Record<string, string> => ({
  [SETTING.versionFile]: `# What production says of itself.\nVERSION = "${version}"\n`,
})

/** Production as it was: 3.3.5 has run for a day. @returns its image */
export function production(
  tale: Tale,
  service: Partial<ServiceInTheTale> = {},
  image: Partial<ImageInTheTale> = {},
): PushedImage {
  tale.push({ sha: BEFORE, message: 'v3.3.5', files: { ...source('3.3.5'), README: 'Agricultural Core\n' } })
  const old = tale.image([BEFORE, BEFORE.slice(0, 7)], { version: '3.3.5', revision: BEFORE, ...image })
  tale.service({ image: old, ...service })
  return old
}

/** The push of v3.3.6. */
export function pushTheCommit(tale: Tale): void {
  tale.push({ sha: COMMIT, message: 'v3.3.6', author: 'octocat', files: source('3.3.6') })
}

/** The image that a right build of the commit pushes. */
export function theImage(tale: Tale, image: Partial<ImageInTheTale> = {}): PushedImage {
  return tale.image([COMMIT, COMMIT.slice(0, 7)], { version: '3.3.6', revision: COMMIT, ...image })
}

/** Somebody else's push of v3.3.7, and its image. */
export function theLaterImage(tale: Tale): PushedImage {
  tale.stage.github.commit(SETTING.repository, { sha: LATER, message: 'v3.3.7', files: source('3.3.7') })
  return tale.image([LATER, LATER.slice(0, 7)], { version: '3.3.7', revision: LATER })
}

/** The inputs of a step that asks the service for its version too. */
export function withVersion(tale: Tale, inputs: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { 'version-url': `${tale.url}/version`, 'version-file': SETTING.versionFile, ...inputs }
}
