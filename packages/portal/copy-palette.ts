/** Every English word of the command palette. */
export const paletteCopy = {
  title: 'Command palette',
  placeholder: 'Screen, view, user, event id, …',
  none: 'Nothing by that name',
  openEvent: (id: string) => `Open event ${id}`,
  eventsOf: (actor: string) => `Events of ${actor}`,
  groups: {
    event: 'Event',
    go: 'Go to',
    views: 'Views',
    actions: 'Actions',
    time: 'Time',
    users: 'Users and other actors',
    organisations: 'Organisations',
  },
};
