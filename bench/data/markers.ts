/**
 * What differs from event to event stands in a template as one of these texts, and is overwritten byte for byte: each is
 * as long as what takes its place.
 */
export const markers = {
  /** UUID of the event. */
  id: '00000000-0000-7000-8000-0000000000a1',
  /** Instant in RFC 3339 with milliseconds. */
  occurredAt: '2001-01-01T00:00:00.000Z',
  /** UUID of the thing the event is about. */
  reference: '00000000-0000-4000-8000-0000000000b2',
  /** 16 hexadecimal digits, one value a request of the product. */
  correlation: 'c0ffee0000c0ffee',
} as const;

export type Marker = keyof typeof markers;

/** Random bytes that stand in the place of a marker. */
export const entropyBytes: Readonly<Record<Marker, number>> = { id: 9.25, occurredAt: 0, reference: 15.25, correlation: 8 };

/** Where the values of one event lie in the area of a {@link Draw}. */
export const places: Readonly<Record<Marker, number>> = { id: 0, reference: 36, occurredAt: 72, correlation: 96 };
export const areaBytes = 112;
