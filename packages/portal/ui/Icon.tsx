const shapes = {
  list: 'M4 6h12M4 10h12M4 14h7',
  users:
    'M7.5 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.5c.4-3 2.6-4.5 5.500-4.500s5.100 1.500 5.500 4.500M13 4.300a3 3 0 0 1 0 5.400M15 12.300c1.700.6 2.800 2 3 4.200',
  key: 'M12.500 9.500a4 4 0 1 0-3.900-3L3 12.100V16h3.200v-2h2v-2l1.900-1.900M13.800 6.200h.01',
  building: 'M4 17V4.500h8V17M12 8.500h4V17M2.500 17h15M7 8h2M7 11h2M7 14h2',
  person: 'M10 10a3.200 3.200 0 1 0 0-6.400A3.200 3.200 0 0 0 10 10ZM3.800 17c.5-3.300 3-5 6.200-5s5.700 1.700 6.200 5',
  filter: 'M3 5h14M6 10h8M8.500 15h3',
  download: 'M10 3.500v9M6.500 9.200 10 12.700l3.500-3.500M4 16.500h12',
  search: 'M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11ZM13.200 13.200 17 17',
  close: 'M5 5l10 10M15 5 5 15',
  previous: 'M12.500 4.500 7 10l5.500 5.500',
  next: 'M7.500 4.500 13 10l-5.500 5.500',
  copy: 'M7 7V4h9v9h-3M4 7h9v9H4Z',
  check: 'm4.500 10.500 3.700 3.700 7.300-8',
  cross: 'm5.500 5.500 9 9M14.500 5.500l-9 9',
  question: 'M7.300 7.300c.2-1.500 1.300-2.400 2.800-2.400 1.600 0 2.700 1 2.700 2.400 0 2.200-2.700 2.200-2.700 4.300M10.100 15h.01',
  pulse: 'M2.500 10.500h3l2-5 4 9.500 2.200-4.500h3.800',
  box: 'M3 4h14v4H3ZM4.500 8v8h11V8M8 11.500h4',
  alert: 'M10 3.500 17.500 16.500h-15ZM10 8.500v3.500M10 14.300h.01',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6.500V10l2.500 1.800',
  up: 'M10 15.500v-11M5.500 9 10 4.500 14.500 9',
  more: 'M5 7.500 10 12.500l5-5',
  file: 'M5 3h7l3.500 3.500V17H5ZM12 3v3.500h3.500M7.500 10.500h5M7.500 13.500h5',
  facets: 'M4 5h5M4 10h9M4 15h3M12 5h.01M16 10h.01M10 15h.01',
  exclude: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5.200 5.200l9.600 9.600',
  book: 'M5 3.500h9a1 1 0 0 1 1 1v12H6a1.500 1.500 0 0 1-1.500-1.500V5A1.500 1.500 0 0 1 6 3.500M4.500 15A1.500 1.500 0 0 1 6 13.500h9M8 7h4',
  send: 'M3 10h10M9 6l4 4-4 4M16.500 4v12',
  plug: 'M7 3v4M13 3v4M5 7h10v3a5 5 0 0 1-10 0ZM10 15v3',
  star: 'm10 3 2.100 4.500 4.900.6-3.600 3.400.9 4.900L10 14l-4.300 2.400.9-4.900L3 8.100l4.900-.6Z',
  save: 'M5 3h10v14l-5-4-5 4Z',
  globe: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM3 10h14M10 3c2.500 2 3 4.500 3 7s-.5 5-3 7c-2.500-2-3-4.500-3-7s.5-5 3-7Z',
  down: 'M10 4.500v11M5.500 11l4.500 4.500L14.500 11',
} as const;

export type IconName = keyof typeof shapes;

/** One weight, one size; always beside words or inside something that is named. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
