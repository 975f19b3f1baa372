import type { FeedEvent, OfflineCause } from './contract';
import { onFeed, onOutcome } from './desk';

type OnlineEvent = Extract<FeedEvent, { state: 'online' }>;
type ChangeListener = (change: OnlineEvent) => void;

/** Whether the clinic's server answers, as the feed and every command tell it. */
class Connection {
  /** Why the server does not answer; none while it does. */
  offline = $state<OfflineCause | null>(null);
  /** How often it came back. */
  returns = $state(0);
  /** When it fell silent, in milliseconds. */
  since = $state(0);

  private readonly listeners = new Set<ChangeListener>();

  /** Starts listening. Returns how to stop. */
  start(): () => void {
    const stopFeed = onFeed((event) => {
      if (event.state === 'offline') {
        this.falls(event.cause);
        return;
      }
      this.answers();
      if (event.returned || event.resource_ids.length > 0 || event.topics.length > 0) {
        for (const listener of this.listeners) listener(event);
      }
    });
    const stopOutcomes = onOutcome((_, outcome) => {
      if (!outcome.ok && outcome.error.kind === 'offline') this.falls(outcome.error.cause);
    });
    return () => {
      stopFeed();
      stopOutcomes();
    };
  }

  private falls(cause: OfflineCause): void {
    if (this.offline === null) this.since = Date.now();
    this.offline = cause;
  }

  private answers(): void {
    if (this.offline !== null) this.returns += 1;
    this.offline = null;
  }

  /** Tells of what changed elsewhere. Returns how to stop. */
  onChange(listener: ChangeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export const connection = new Connection();
