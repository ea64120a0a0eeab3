import { randomUUID } from 'node:crypto'
import { validate, type ValidationConfig } from '@actions/languageservice/validate'
import { read } from '../docs/pages.ts'

const reusableWorkflows: ValidationConfig = {
  fileProvider: {
    getFileContent: async (reference) => {
      if ('repository' in reference) throw new Error(`no workflow of another repository is known: ${reference.path}`)
      return { name: reference.path, content: read(reference.path) }
    },
  },
}

/**
 * Messages of GitHub's own language service about a workflow, or an action's metadata, by the path that it has in its repository.
 * @param config what it may ask of other actions and workflows: left out, the workflows of this repository
 */
export async function findings(
  path: string,
  source: string,
  config: ValidationConfig = reusableWorkflows,
): Promise<readonly string[]> {
  const unneeded = (): never => {
    throw new Error('the validator asks for positions')
  }
  const document = {
    // The validator remembers what it has parsed by address.
    uri: `file:///${randomUUID()}/${path}`,
    languageId: 'yaml',
    version: 1,
    lineCount: source.split('\n').length,
    getText: () => source,
    positionAt: unneeded,
    offsetAt: unneeded,
    getLineRange: unneeded,
    getEOLCharacters: unneeded,
  }
  const found = await validate(document, config)
  return found.map(({ message }) => (typeof message === 'string' ? message : message.value))
}
