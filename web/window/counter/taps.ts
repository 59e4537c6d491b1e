/** From what was pressed to an event of the engine. */
import type { Answer, Event } from "./core.ts";

type People = { staff: number; visitors: number; roles: string[] };

const people = (now: Answer | null): People => ({ staff: now?.state?.staff ?? 0, visitors: now?.state?.visitors ?? 0, roles: now?.roles ?? [] });

const MOST = 99;

/** What a button or box says happened; null for anything else. `now` is how things stood when it was drawn. */
export function eventOf(pressed: HTMLElement, now: Answer | null): Event | null {
  const { did, saw, moved, together, placed, calmed, withdrew, danger, undone, reasoned, more, fewer, role } = pressed.dataset;
  if (did !== undefined) return { is: "did", act: did };
  if (saw !== undefined) return { is: "saw", sign: saw };
  if (moved !== undefined) return { is: "moved", to: moved, ...(together === "yes" && { together: true }) };
  if (placed !== undefined) return { is: "placed", stage: placed };
  if (calmed !== undefined) return { is: "calmed" };
  if (withdrew !== undefined) return { is: "withdrew" };
  if (danger !== undefined) return { is: "danger" };
  if (undone !== undefined) return { is: "undone" };
  if (more !== undefined) return counted(people(now), more, 1);
  if (fewer !== undefined) return counted(people(now), fewer, -1);
  if (role !== undefined) return taken(people(now), role, (pressed as HTMLInputElement).checked);
  if (reasoned !== undefined) {
    const field = document.getElementById(`reason-${reasoned}`) as HTMLInputElement | null;
    const reason = field?.value.trim() ?? "";
    return reason === "" ? null : { is: "reasoned", stage: reasoned, reason };
  }
  return null;
}

function counted(now: People, of: string, by: number): Event {
  const one = of === "staff" ? "staff" : "visitors";
  return whole({ ...now, [one]: Math.min(MOST, Math.max(0, now[one] + by)) });
}

const taken = (now: People, role: string, has: boolean): Event =>
  whole({ ...now, roles: has ? [...now.roles.filter((one) => one !== role), role] : now.roles.filter((one) => one !== role) });

const whole = ({ staff, visitors, roles }: People): Event => ({ is: "people", staff, visitors, ...(roles.length > 0 && { roles }) });

/** How it began, from the fields that were filled in. */
export function began(stage: string, fields: Iterable<HTMLInputElement>): Event {
  const start: Event = { is: "began", staff: 1 };
  const done: [string, number][] = [];
  for (const field of fields) {
    const name = field.dataset["start"] ?? "";
    if (name === "place") {
      if (field.checked) start["place"] = field.value;
      continue;
    }
    const n = Number(field.value.normalize("NFKC"));
    if (field.value.trim() === "" || !Number.isInteger(n) || n < 0) continue;
    const within = Math.min(n, Number(field.max) || MOST);
    if (name.startsWith("done-")) done.push([name.slice(5), within]);
    else start[name] = within;
  }
  if (done.length > 0) start["done"] = done.filter(([, times]) => times > 0);
  if (stage !== "") start["stage"] = stage;
  return start;
}
