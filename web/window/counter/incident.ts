/** One incident in this page's memory. Every tap is taken by the core before it counts. */
import type { Answer, Ask, Draw, Event, Record } from "./core.ts";

/** Told of each record that was taken. */
type Keeper = (record: Record) => void;

export class Incident {
  readonly ask: Ask;
  readonly practice: boolean;
  history: Record[] = [];
  /** Which of several devices this is; empty while it is the only one. */
  by = "";
  keep: Keeper = () => {};

  constructor(ask: Ask, practice: boolean) {
    this.ask = ask;
    this.practice = practice;
  }

  /** Null if the engine does not take it; nothing changed then. */
  tap(event: Event, now: Date): Answer | null {
    const record: Record = { at: seconds(now), ...(this.by && { by: this.by }), event };
    const history = [...this.history, record];
    const answer = this.ask(history, record.at, null);
    if (answer.refused.some(([at]) => at === history.length - 1)) return null;
    this.history = history;
    this.keep(record);
    return answer;
  }

  now(now: Date): Answer {
    return this.ask(this.history, seconds(now), null);
  }

  drawn(draw: Draw, now: Date): Answer {
    return this.ask(this.history, seconds(now), draw);
  }
}

export const seconds = (now: Date): number => Math.floor(now.getTime() / 1000);
