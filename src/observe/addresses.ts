import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Refusal } from './http-faults.ts'

/**
 * Where clouds hand out their machines' and tasks' credentials: AWS (169.254.169.254, 169.254.170.2, fd00:ec2::254), Azure, on which
 * GitHub's own runners stand (168.63.129.16), Google, Alibaba, Oracle and Scaleway; and addresses that mean "here" without saying so.
 */
const OFF_LIMITS = new BlockList()
OFF_LIMITS.addSubnet('0.0.0.0', 8, 'ipv4')
OFF_LIMITS.addSubnet('169.254.0.0', 16, 'ipv4')
OFF_LIMITS.addAddress('::', 'ipv6')
OFF_LIMITS.addSubnet('fe80::', 10, 'ipv6')
OFF_LIMITS.addSubnet('fd00:ec2::', 32, 'ipv6')
OFF_LIMITS.addAddress('168.63.129.16', 'ipv4')
OFF_LIMITS.addAddress('100.100.100.200', 'ipv4')
OFF_LIMITS.addAddress('192.0.0.192', 'ipv4')
OFF_LIMITS.addAddress('fd20:ce::254', 'ipv6')
OFF_LIMITS.addAddress('fd00:42::42', 'ipv6')

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

const PRIVATE = new BlockList()
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4')
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4')
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4')
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4')
PRIVATE.addSubnet('fc00::', 7, 'ipv6')
PRIVATE.addSubnet('fec0::', 10, 'ipv6')
PRIVATE.addSubnet('64:ff9b:1::', 48, 'ipv6')

/** Names of metadata services, which a proxy would resolve by itself. */
const METADATA_NAME =
  /^(?:(?:[\w-]+\.)*metadata\.(?:google\.internal|goog|azure\.internal)|metadata|instance-data(?:\.ec2\.internal)?)\.?$/i

/** Names that RFC 6761 keeps for this machine, however they resolve. */
function isLoopbackName(name: string): boolean {
  return /(^|\.)localhost\.?$/i.test(name)
}

/** @param address IPv4 or IPv6, without brackets */
export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address)
}

/**
 * Whether a redirect must never lead there: link-local addresses, a cloud's metadata services, the unspecified address.
 *
 * @param address IPv4 or IPv6, without brackets
 */
export function isOffLimits(address: string): boolean {
  return isIn(OFF_LIMITS, address)
}

/**
 * Whether it is of a network of its own, which others cannot reach.
 *
 * @param address IPv4 or IPv6, without brackets
 */
export function isPrivate(address: string): boolean {
  return isIn(PRIVATE, address)
}

function isIn(list: BlockList, address: string): boolean {
  if (isIP(address) !== 6) return list.check(address, 'ipv4')
  // Mapped addresses match IPv4 rules by themselves.
  const carried = carriedIPv4(address)
  return list.check(address, 'ipv6') || (carried !== undefined && list.check(carried, 'ipv4'))
}

/** The IPv4 address that an IPv6 one is only another form of: NAT64 (RFC 6052), 6to4 (RFC 3056), the old "compatible" form. */
function carriedIPv4(address: string): string | undefined {
  const groups = groupsOf(address)
  const at = (index: number): number => groups[index] ?? 0
  const isZero = (from: number, to: number): boolean => groups.slice(from, to).every((group) => group === 0)
  const text = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.')
  if (at(0) === 0x2002) return text(at(1), at(2))
  const isNat64 = at(0) === 0x64 && at(1) === 0xff9b && isZero(2, 6)
  // `::` and `::1` are themselves.
  const isCompatible = isZero(0, 6) && (at(6) !== 0 || at(7) > 1)
  return isNat64 || isCompatible ? text(at(6), at(7)) : undefined
}

/** The eight numbers of a valid IPv6 address, with or without a zone. */
function groupsOf(address: string): readonly number[] {
  const [plain = ''] = address.split('%')
  // As URLs write it: no IPv4 notation at its end.
  const written = new URL(`http://[${plain}]/`).hostname.slice(1, -1)
  const [head = '', tail] = written.split('::')
  const numbers = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)))
  if (tail === undefined) return numbers(head)
  const [before, behind] = [numbers(head), numbers(tail)]
  return [...before, ...Array.from({ length: 8 - before.length - behind.length }, () => 0), ...behind]
}

/** How far into its own neighbourhood the author has sent the action: a server may send it no further. */
type Reach = 'public' | 'private' | 'loopback'

function reachOf(addresses: readonly string[]): Reach {
  if (addresses.some(isLoopback)) return 'loopback'
  return addresses.some(isPrivate) ? 'private' : 'public'
}

/**
 * The way from an address that the author named to where servers send the action from there. A server must not be able to point this
 * runner at its own neighbourhood: never to link-local and metadata addresses, to this machine only from this machine, to private
 * addresses only from private ones, and from https never to http.
 */
export class Journey {
  #reach: Reach = 'public'
  #sent = false

  /**
   * A server has named another URL, by a redirect or otherwise.
   * @param what names that: `a redirect`
   * @throws Refusal
   */
  sendOn(from: URL, to: URL, what: string): void {
    this.#sent = true
    if (from.protocol === 'https:' && to.protocol === 'http:') {
      throw new Refusal(
        `${what} leads from https to http, where anybody on the way could answer; not followed (ask the https address that is meant)`,
      )
    }
    if (METADATA_NAME.test(to.hostname)) {
      throw new Refusal(`${what} leads to ${to.hostname}, a link-local or metadata address; not followed`)
    }
  }

  /**
   * Checks the address that a URL's host names outright, if it does; what DNS makes of a name, `lookup` checks.
   * @throws Refusal
   */
  enter(url: URL): void {
    const host = hostOf(url)
    if (isIP(host) !== 0) this.#admit([host])
    // A proxy resolves names itself, so that this name may never pass through `lookup`.
    else if (isLoopbackName(host)) this.#admit(['127.0.0.1'])
  }

  /** A resolver that refuses names of addresses that the journey may not lead to. */
  lookup(url: URL, inner: LookupFunction = systemLookup): LookupFunction {
    const host = hostOf(url)
    return (name, options, callback) => {
      inner(name, { ...options, all: true }, (error, found) => {
        // With an error nothing else is passed, whatever the types say.
        const addresses = Array.isArray(found) ? found : []
        const [nearest] = addresses
        if (error !== null || nearest === undefined) {
          callback(error ?? Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '')
          return
        }
        try {
          // Any other name is the proxy's, which the author named.
          if (name === host) this.#admit(addresses.map(({ address }) => address))
        } catch (refusal) {
          callback(refusal instanceof Error ? refusal : new Error('refused'), '')
          return
        }
        if (options.all === true) callback(null, addresses)
        else callback(null, nearest.address, nearest.family)
      })
    }
  }

  #admit(addresses: readonly string[]): void {
    const reach = reachOf(addresses)
    if (!this.#sent) {
      this.#reach = reach
      return
    }
    const offLimits = addresses.find(isOffLimits)
    if (offLimits !== undefined)
      throw new Refusal(`a redirect leads to ${offLimits}, a link-local or metadata address; not followed`)
    if (reach === 'loopback' && this.#reach !== 'loopback')
      throw new Refusal('a redirect leads to this machine itself; not followed')
    if (reach === 'private' && this.#reach === 'public') {
      throw new Refusal(
        `a redirect leads from a public address to ${addresses.find(isPrivate)}, a private one; not followed`,
      )
    }
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}
