/**
 * What a registry holds is not what it should be: bytes that do not match their digest, a damaged archive, a limit that was passed. Asking
 * again would give the same. The message is a clause without a full stop, fit to follow a place and a colon.
 */
export class Unreadable extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(why, options)
    this.name = 'Unreadable'
  }
}
