import { isUtf8 } from 'node:buffer'
import { soughtIn, statedVersion } from '../expect/version-text.ts'
import { sameVersion } from '../judge/version.ts'
import type { ExpectedVersion } from '../model.ts'
import { compilePattern } from '../patterns.ts'
import type { OpenPart, Piece } from './evidence-pieces.ts'
import { findFile, nameOf } from './file.ts'
import { FIRST_PLAUSIBLE, type LayerHistory } from './labels.ts'
import type { ReadLayer } from './layers.ts'
import { notRead } from './not-read.ts'
import { shortened } from './shortened.ts'
import { TooSlow } from '../time-limit.ts'
import { Unreadable } from './unreadable.ts'
import { utc } from '../wording.ts'

export interface VersionFileQuestion {
  /** Absolute path. */
  readonly imageVersionFile: string
  readonly version: ExpectedVersion
  /** RE2 with one capture group. */
  readonly versionPattern?: string | undefined
}

/**
 * Whether the version file in one platform's image holds the expected version. A file that is not there, is no file, or holds no version
 * contradicts and says nothing. A refusal is thrown on, since the file was asked for, and so is what may pass.
 */
export async function versionFilePiece(question: VersionFileQuestion, part: OpenPart, read: ReadLayer): Promise<Piece> {
  const { imageVersionFile: path, version, versionPattern } = question
  const { platform, manifest, config } = part
  const about = { kind: 'version-file' as const, platform, expected: version.value }
  const unreadable = (note: string): Piece => ({ ...about, place: path, said: '', finding: 'unreadable', note })
  if (manifest === undefined) return unreadable(part.failure?.why ?? '')
  if (platform?.startsWith('windows/') === true) {
    return unreadable('It could not be read: layers of Windows images are built otherwise.')
  }
  try {
    const found = await findFile(path, manifest.layers, read)
    const told = [
      linksTold(found.via),
      found.layer === undefined ? '' : historyTold(found.layer, config?.history ?? []),
    ]
    const made = found.layer === undefined ? undefined : madeAt(config?.history[found.layer - 1])
    const noteFrom = (...more: readonly string[]): string => [...more, ...told].filter((text) => text !== '').join(' ')
    if (found.state === 'lacking') {
      return {
        ...about,
        ...made,
        place: path,
        said: '',
        finding: 'contradicts',
        note: noteFrom(`${sentence(found.why)}.`),
      }
    }
    const place = `${path} in ${nameOf(found.layer, manifest.layers)}`
    const pattern = versionPattern === undefined ? undefined : await compilePattern(versionPattern, 'one')
    const said = statedVersion(path, found.content.toString('utf8'), pattern)
    const sought = soughtIn(path, pattern)
    if (said === undefined && !isText(found.content)) {
      return { ...unreadable(noteFrom(`It could not be read: it is no text in UTF-8; looked for ${sought}.`)), place }
    }
    if (said === undefined) {
      const note = noteFrom(`It holds no version; looked for ${sought}.`)
      return { ...about, ...made, place, said: '', finding: 'contradicts', note }
    }
    const finding = sameVersion(version, said) ? 'agrees' : 'contradicts'
    const note = noteFrom(said === '' ? `It is empty where the version should stand; looked for ${sought}.` : '')
    return { ...about, ...made, place, said, finding, ...(note === '' ? {} : { note }) }
  } catch (error) {
    if (error instanceof TooSlow)
      return unreadable(notRead(new Unreadable(`the version-pattern ${error.message}`), true).why)
    return unreadable(notRead(error, true).why)
  }
}

/** Editors on Windows write UTF-16 too: a version in it cannot be found, and yet may be there. */
function isText(content: Buffer): boolean {
  return isUtf8(content) && !content.includes(0)
}

function sentence(clause: string): string {
  return clause.slice(0, 1).toUpperCase() + clause.slice(1)
}

function linksTold(via: readonly string[]): string {
  return via.length === 0 ? '' : `By way of ${shortened(via.join(', '))}.`
}

function madeAt(history: LayerHistory | undefined): { readonly madeAt: number } | undefined {
  const time = Date.parse(history?.createdAt ?? '')
  return time >= FIRST_PLAUSIBLE ? { madeAt: time } : undefined
}

function historyTold(layer: number, history: readonly LayerHistory[]): string {
  const { createdAt, createdBy } = history[layer - 1] ?? {}
  if (createdAt === undefined && createdBy === undefined) return ''
  const made = Date.parse(createdAt ?? '')
  const when = createdAt === undefined ? '' : ` at ${Number.isNaN(made) ? createdAt : utc(made)}`
  return `Layer ${layer} was made${when}${createdBy === undefined ? '' : ` by: ${createdBy}`}.`
}
