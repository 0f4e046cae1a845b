import { BlockList, isIP } from 'node:net';

/**
 * The address a request is recorded under. It is evidence, so only a listed proxy is believed: from the connection
 * outwards, the first address that is not a listed proxy is the caller. What a stranger writes in the header counts for nothing.
 */
export class ClientAddress {
  readonly #proxies = new BlockList();

  /** Addresses and CIDR ranges. */
  constructor(trustedProxies: readonly string[]) {
    for (const entry of trustedProxies) {
      const [address = '', prefix] = entry.split('/', 2);
      const family = familyOf(address);
      if (!family) throw new Error(`${entry} is neither an address nor a range.`);
      if (prefix === undefined) this.#proxies.addAddress(address, family);
      else this.#proxies.addSubnet(address, Number(prefix), family);
    }
  }

  of(connection: string | undefined, forwardedFor: string | undefined): string | null {
    let caller = plain(connection);
    if (caller === null || forwardedFor === undefined) return caller;
    for (const hop of forwardedFor.split(',').toReversed()) {
      const family = familyOf(caller);
      if (!family || !this.#proxies.check(caller, family)) break;
      const next = plain(hop.trim());
      if (next === null) break;
      caller = next;
    }
    return caller;
  }
}

/** IPv4 in IPv6 clothes becomes IPv4; what is no address becomes null. */
function plain(address: string | undefined): string | null {
  if (address === undefined) return null;
  const bare = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/^\[(.*)\](:\d+)?$/, '$1');
  return isIP(bare) ? bare : null;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null;
}
