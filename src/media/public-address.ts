import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** All that IANA has given out so far, https://www.iana.org/assignments/ipv6-address-space */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Public by its number, and yet it answers only inside Azure, with the secrets of the machine. */
const azureWireServer = '168.63.129.16'

/**
 * Is this an address of the open internet, in its canonical spelling? Everything of IANA's special-purpose registries is
 * not, and neither is any IPv6 address in which an IPv4 one is wrapped: who knows where that is unwrapped.
 */
export function isPublicAddress(address: string): boolean {
  // Other spellings (octal, hexadecimal, short, with a zone) are read differently by different readers.
  if (isIP(address) === 0 || address.includes('%') || address === azureWireServer) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed instanceof ipaddr.IPv4 || (parsed.match(globalUnicast) && !isTunnel(parsed))
}

/** ISATAP, RFC 5214: the second half says 5efe and an IPv4 address, whatever the first half is. */
function isTunnel({ parts }: ipaddr.IPv6): boolean {
  const [, , , , flags = 0, mark] = parts
  return mark === 0x5efe && (flags & 0xfdff) === 0
}
