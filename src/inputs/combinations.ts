import type { Conflict } from './aws-names.ts'
import type { InputName, InputValues } from './table.ts'

/**
 * Combinations that could never be honoured, so that ignoring them would hide a mistake: a check configured but not asked for, a
 * change asked of nothing. Inputs that only the other `mode` uses are told (`withoutEffect`): one step may serve both modes.
 * Inputs that were refused on their own are undefined here and raise nothing further.
 */
export function conflictsOf(values: Partial<InputValues>): readonly Conflict[] {
  return RULES.flatMap((rule) => rule(values))
}

/** What was given and changes nothing beside the other inputs, in full sentences: no reason to fail, and none to be silent. */
export function withoutEffect(values: InputValues): readonly string[] {
  const handling = values['competing-triggers']
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
  ]
}

type Rule = (values: Partial<InputValues>) => readonly Conflict[]

function leftOut(values: Partial<InputValues>, name: InputName): boolean {
  return name in values && values[name] === undefined
}

const RULES: readonly Rule[] = [
  function taskDefinitionOfOneService(values) {
    if (values['task-definition'] === undefined || (values.service?.length ?? 0) <= 1) return []
    const message =
      'A task definition belongs to one service; give task-definition with a single service, or leave it out.'
    return [{ inputs: ['task-definition', 'service'], message }]
  },

  // An empty variable behind version-url would otherwise switch the check off without a word.
  function selectorWithoutUrl(values) {
    const selector = values['version-selector']
    if (!leftOut(values, 'version-url') || selector === undefined || selector.kind === 'auto') return []
    const message =
      'version-selector reads the answer of version-url, which is blank; give version-url, or leave the selector out.'
    return [{ inputs: ['version-selector', 'version-url'], message, headline: 'version-selector needs version-url' }]
  },

  function headersWithoutUrl(values) {
    if (!leftOut(values, 'version-url') || (values['version-headers']?.length ?? 0) === 0) return []
    const message =
      'version-headers are sent to version-url, which is blank; give version-url, or leave the headers out (a feature check has headers of its own).'
    return [{ inputs: ['version-headers', 'version-url'], message, headline: 'version-headers needs version-url' }]
  },

  function patternWithoutFile(values) {
    if (!leftOut(values, 'version-file') || !leftOut(values, 'image-version-file')) return []
    if (values['version-pattern'] === undefined) return []
    const message =
      'version-pattern finds the version in version-file and image-version-file, which are both blank; give one of them, or leave the pattern out.'
    const headline = 'version-pattern needs version-file or image-version-file'
    return [{ inputs: ['version-pattern'], message, headline }]
  },

  function registryCredentialsInPairs(values) {
    if (!('registry-username' in values && 'registry-password' in values)) return []
    if ((values['registry-username'] === undefined) === (values['registry-password'] === undefined)) return []
    const [missing, given] =
      values['registry-username'] === undefined
        ? ['registry-username', 'registry-password']
        : ['registry-password', 'registry-username']
    const message = `${missing} is blank; give registry-username and registry-password together, or neither.`
    return [{ inputs: ['registry-username', 'registry-password'], message, headline: `${given} needs ${missing}` }]
  },

  function handlingWithoutProject(values) {
    const handling = values['competing-triggers']
    if (values['codebuild-project']?.length !== 0 || (handling !== 'report' && handling !== 'restore')) return []
    const message = `competing-triggers: ${handling} concerns the projects of codebuild-project, which is blank; name them, or leave competing-triggers out.`
    const headline = `competing-triggers: ${handling} needs codebuild-project`
    return [{ inputs: ['competing-triggers', 'codebuild-project'], message, headline }]
  },

  function stopUnderReadOnlyHandling(values) {
    const handling = values['competing-triggers']
    if (values['stop-competing-builds'] !== true || (handling !== 'report' && handling !== 'off')) return []
    if (values['codebuild-project']?.length === 0) return []
    const message = `competing-triggers: ${handling} changes nothing, so stop-competing-builds cannot stop a build; accepted together: disable or restore.`
    return [{ inputs: ['stop-competing-builds', 'competing-triggers'], message }]
  },
]
