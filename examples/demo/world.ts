/** The people and machines of the demo. Nobody of it exists: names, addresses and ids are made up. */

export interface Person {
  id: string;
  name: string;
  email: string;
  group: string;
  ip: string;
}

export interface Machine {
  name: string;
  ip: string;
  os: string;
  runtime: string;
  pool: string;
}

export interface Company {
  name: string;
  people: readonly [Person, Person, ...Person[]];
  machines: readonly [Machine, ...Machine[]];
}

export const companies: readonly [Company, Company] = [
  {
    name: 'Northwind Robotics',
    people: [
      {
        id: '7f1d3c52-0a3e-4a0f-9a44-2b1f6f0e0001',
        name: 'Dana Reyes',
        email: 'dana@northwind.example',
        group: 'Platform',
        ip: '198.51.100.14',
      },
      {
        id: '7f1d3c52-0a3e-4a0f-9a44-2b1f6f0e0002',
        name: 'Priya Nair',
        email: 'priya@northwind.example',
        group: 'Platform',
        ip: '198.51.100.23',
      },
      {
        id: '7f1d3c52-0a3e-4a0f-9a44-2b1f6f0e0003',
        name: 'Tomás Lind',
        email: 'tomas@northwind.example',
        group: 'Payments',
        ip: '203.0.113.77',
      },
    ],
    machines: [
      { name: 'checkout-7d9f', ip: '10.4.1.12', os: 'linux', runtime: 'Java', pool: 'production' },
      { name: 'ledger-55c1', ip: '10.4.1.31', os: 'linux', runtime: 'Java', pool: 'production' },
    ],
  },
  {
    name: 'Fjord Health',
    people: [
      {
        id: '7f1d3c52-0a3e-4a0f-9a44-2b1f6f0e0011',
        name: 'Ingrid Solheim',
        email: 'ingrid@fjord.example',
        group: 'Backend',
        ip: '203.0.113.5',
      },
      {
        id: '7f1d3c52-0a3e-4a0f-9a44-2b1f6f0e0012',
        name: 'Samir Haddad',
        email: 'samir@fjord.example',
        group: 'Backend',
        ip: '203.0.113.9',
      },
    ],
    machines: [{ name: 'journal-api-2', ip: '172.20.0.8', os: 'linux', runtime: 'Node.js', pool: 'clinic' }],
  },
];

export function pick<T>(list: readonly [T, ...T[]]): T {
  return list[Math.floor(Math.random() * list.length)] ?? list[0];
}

export const chance = (probability: number): boolean => Math.random() < probability;

/** The actor of an event a person caused. */
export function asActor(person: Person, client: 'portal' | 'plugin') {
  return { type: 'user' as const, id: person.id, name: person.name, email: person.email, ip: person.ip, client };
}

export function asUserMetadata(person: Person) {
  return { user_id: person.id, user_name: person.name, user_types: ['developer'], user_groups: [person.group] };
}
