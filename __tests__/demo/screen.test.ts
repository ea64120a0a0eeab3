import { describe, expect, it } from '@jest/globals'
import { Screen } from '../../simulator/demo/screen.ts'

const ERASE = '\r\u001b[2K'

function screenOf(columns?: number): { readonly screen: Screen; readonly written: () => string } {
  let written = ''
  const write = (text: string): void => void (written += text)
  return {
    screen: columns === undefined ? new Screen(write) : new Screen(write, () => columns),
    written: () => written,
  }
}

describe('the screen', () => {
  it('shows no status where nothing can be taken back', () => {
    const { screen, written } = screenOf()
    screen.status('playing')
    screen.line('one')
    screen.status('')
    expect(written()).toBe('one\n')
  })

  it('keeps the status below the lines', () => {
    const { screen, written } = screenOf(80)
    screen.status('playing')
    screen.line('one')
    expect(written()).toBe(`playing${ERASE}one\nplaying`)
  })

  it('replaces the status, and takes it away', () => {
    const { screen, written } = screenOf(80)
    screen.status('1 s')
    screen.status('2 s')
    screen.status('')
    screen.line('end')
    expect(written()).toBe(`1 s${ERASE}2 s${ERASE}end\n`)
  })

  it('cuts a status that would wrap, without its colours', () => {
    const { screen, written } = screenOf(5)
    screen.status('\u001b[31mabcdefgh\u001b[39m')
    expect(written()).toBe('abcd')
  })
})
