/** What signed routes say of a proposal to tell somebody in the city: whom it concerns, and whether a route leads there. */
import { parse } from "smol-toml";
import type { Asked } from "../protocol/consents.ts";
import { isList, isText } from "../protocol/shape.ts";
import { isNamed, type Procedure, type Text } from "./procedures.ts";

export type Routes = { standings: Map<string, Text>; ways: Map<string, string[]> };
/** `concerns`: the standings in words; `leads`: whether the recipient may be told of them. */
export type Along = { concerns: Text[]; leads: boolean };

/** Recipients of this name are told along routes. */
const CITY = "city";

/** Null if they are none. Whose signature they bear is their caller's to know. */
export function readRoutes(text: string): Routes | null {
  try {
    const { route } = parse(text);
    if (!isList(route, isNamed)) return null;
    const to = (one: object): string[] => ("to" in one && isList(one.to, isText) ? one.to : []);
    return { standings: new Map(route.map(({ id, name }) => [id, name])), ways: new Map(route.map((one) => [one.id, to(one)])) };
  } catch {
    return null;
  }
}

/** The offices on the route of each standing; none where none is named, or one that there is no route for. */
export function way({ ways }: Routes, concerns: string[]): string[] {
  const [first, ...rest] = concerns.map((standing) => ways.get(standing) ?? []);
  return (first ?? []).filter((office) => rest.every((to) => to.includes(office)));
}

/** Null where no route decides who is told. */
export function along({ entry }: Asked, procedure: Procedure | null, routes: (digest: string) => Routes | null): Along | null {
  if (procedure?.stages.get(String(entry.body["to"]))?.tells !== CITY) return null;
  const route = entry.body["route"] as { policy: string; concerns: string[]; office: string } | undefined;
  const signed = route && routes(route.policy);
  if (!route || !signed) return { concerns: [], leads: false };
  const concerns = route.concerns.map((standing) => signed.standings.get(standing)).filter((name) => name !== undefined);
  return { concerns, leads: way(signed, route.concerns).includes(route.office) };
}
