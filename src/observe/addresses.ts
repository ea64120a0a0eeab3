import { BlockList, isIP } from 'node:net'

/**
 * Where cloud machines and tasks hand out their credentials (169.254.169.254, 169.254.170.2, fd00:ec2::254), and addresses that
 * mean "here" without saying so. The same in their IPv6 disguises: mapped addresses match IPv4 rules, NAT64 has its own.
 */
const OFF_LIMITS = new BlockList()
OFF_LIMITS.addSubnet('0.0.0.0', 8, 'ipv4')
OFF_LIMITS.addSubnet('169.254.0.0', 16, 'ipv4')
OFF_LIMITS.addAddress('::', 'ipv6')
OFF_LIMITS.addSubnet('fe80::', 10, 'ipv6')
OFF_LIMITS.addSubnet('fd00:ec2::', 32, 'ipv6')
OFF_LIMITS.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** The IP address that a URL's host names outright; undefined for a name that DNS must resolve. */
export function literalAddress(host: string): string | undefined {
  return isIP(host) === 0 ? undefined : host
}

/** Names that RFC 6761 keeps for this machine, however they resolve. */
export function isLoopbackName(name: string): boolean {
  return /(^|\.)localhost\.?$/i.test(name)
}

/** @param address IPv4 or IPv6, without brackets */
export function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Whether a redirect must never lead there: link-local addresses, a cloud's metadata services, the unspecified address.
 *
 * @param address IPv4 or IPv6, without brackets
 */
export function isOffLimits(address: string): boolean {
  return OFF_LIMITS.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
