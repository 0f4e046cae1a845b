import type { ResultOf } from '@annals/client';
import type {
  facetEvents,
  findEvents,
  getEvent,
  getMe,
  getRetention,
  getStatus,
  histogramOfEvents,
  listArchiveDays,
  listArchives,
  listKeys,
  listUsers,
  listViews,
  RecordedEvent,
  testArchive,
} from '@annals/events';

/** What the portal reads from the API, by name; the types are the contract's. */

export type Me = ResultOf<typeof getMe>;
export type Membership = Me['memberships'][number];
export type Organisation = Membership['organisation'];
export type Member = ResultOf<typeof listUsers>['users'][number];
export type ApiKey = ResultOf<typeof listKeys>['keys'][number];
export type Archive = ResultOf<typeof listArchives>['archives'][number];
export type ArchiveCalendar = ResultOf<typeof listArchiveDays>;
export type ArchiveDay = ArchiveCalendar['days'][number];
export type ArchiveStep = ResultOf<typeof testArchive>['steps'][number];
export type Retention = ResultOf<typeof getRetention>;
export type Hold = Retention['holds'][number];
export type Status = ResultOf<typeof getStatus>;
export type Task = Status['tasks'][number];
export type HistogramUnit = ResultOf<typeof histogramOfEvents>['unit'];
export type Bucket = ResultOf<typeof histogramOfEvents>['buckets'][number];
export type FacetValue = ResultOf<typeof facetEvents>['values'][number];
export type EventPage = Omit<ResultOf<typeof findEvents>, 'events'> & { events: RecordedEvent[] };
export type SavedView = ResultOf<typeof listViews>['views'][number];
export type OneEvent = Omit<ResultOf<typeof getEvent>, 'event'> & { event: RecordedEvent };
