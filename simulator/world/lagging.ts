/** Eventual consistency: an API some of whose reads answer what was true some time ago. */

/**
 * @param present answers what is true
 * @param past the same API as it was so many milliseconds ago
 * @param behind how many milliseconds a call is behind, by its IAM action without the prefix (`DescribeTasks`); 0: not at all
 */
export const lagging = <T extends object>(
  present: T,
  past: (milliseconds: number) => T,
  behind: (operation: string) => number,
): T =>
  new Proxy(present, {
    get: (target, property, receiver) => {
      const member: unknown = Reflect.get(target, property, receiver)
      if (typeof member !== 'function' || typeof property !== 'string') return member
      const operation = `${property.charAt(0).toUpperCase()}${property.slice(1)}`
      return (input: unknown): unknown => {
        const milliseconds = behind(operation)
        if (milliseconds === 0) return Reflect.apply(member, target, [input])
        const then = past(milliseconds)
        const asked: unknown = Reflect.get(then, property)
        return typeof asked === 'function' ? Reflect.apply(asked, then, [input]) : undefined
      }
    },
  })
