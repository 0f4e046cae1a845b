import type { changeView, createView, listViews, removeView } from '@annals/events';
import type { InputOf, ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

export type View = ResultOf<typeof listViews>['views'][number];

/** Saved views: your own, and the shared ones of an organisation. */
export class Views {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async list(organisation?: string, signal?: AbortSignal): Promise<View[]> {
    return (await this.#transport.call<typeof listViews>('get', '/v1/views', { query: { organisation }, signal })).views;
  }

  async create(body: InputOf<typeof createView>['body']): Promise<View> {
    return (await this.#transport.call<typeof createView>('post', '/v1/views', { body })).view;
  }

  async change(id: string, body: InputOf<typeof changeView>['body']): Promise<View> {
    return (await this.#transport.call<typeof changeView>('patch', '/v1/views/{id}', { params: { id }, body })).view;
  }

  async remove(id: string): Promise<void> {
    await this.#transport.call<typeof removeView>('delete', '/v1/views/{id}', { params: { id } });
  }
}
