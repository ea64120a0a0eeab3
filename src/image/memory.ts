/** Holds answers that cannot change: each is made once, concurrent callers share it, and what failed is made anew. */
export interface Memory<T> {
  get(key: string, make: () => Promise<T>): Promise<T>
  has(key: string): boolean
}

/** @param keep whether an answer can no longer change; one that can is made anew at the next call */
export function createMemory<T>(keep: (value: T) => boolean): Memory<T> {
  const kept = new Map<string, Promise<T>>()
  return {
    has: (key) => kept.has(key),
    get: (key, make) => {
      const known = kept.get(key)
      if (known !== undefined) return known
      const making = make()
      kept.set(key, making)
      const forget = (): void => {
        if (kept.get(key) === making) kept.delete(key)
      }
      making.then((value) => (keep(value) ? undefined : forget()), forget)
      return making
    },
  }
}
