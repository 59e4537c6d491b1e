// Whom in the city a case may be told of, as the core's routes have it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "smol-toml";
import { load } from "./load.mjs";

const { readProcedure } = await load("consent/procedures.ts");
const { along, readRoutes, way } = await load("consent/routes.ts");
const text = (file) => readFileSync(new URL(`../../policies/${file}`, import.meta.url), "utf8");
const routes = readRoutes(text("routes.toml"));
const city = readProcedure(text("procedures/city.toml"));

test("scenarios beside the policy hold in the reporter's browser too", () => {
  const { route: scenarios } = parse(text("routes.scenarios.toml"));
  assert.ok(scenarios.length > 10);
  for (const { name, concerns, to } of scenarios) assert.deepEqual(way(routes, concerns).toSorted(), to.toSorted(), name);
});

test("a proposal to tell the city has a route that leads to its office; whom it concerns stands in words", () => {
  const policy = "a".repeat(64);
  const signed = (digest) => (digest === policy ? routes : null);
  const of = (body) => along({ entry: { body: { to: "N1_outline", ...body } } }, city, signed);
  assert.equal(of({ route: { policy, concerns: ["director"], office: "deputy_mayor" } }).leads, true);
  assert.equal(of({ route: { policy, concerns: ["director"], office: "deputy_mayor" } }).concerns[0].ja, "部長級の人");
  assert.equal(of({ route: { policy, concerns: ["deputy_mayor"], office: "deputy_mayor" } }).leads, false);
  assert.equal(of({ route: { policy, concerns: [], office: "deputy_mayor" } }).leads, false);
  assert.equal(of({ route: { policy: "b".repeat(64), concerns: ["staff"], office: "deputy_mayor" } }).leads, false, "routes that no roster names");
  assert.equal(of({}).leads, false, "none at all");
  assert.equal(along({ entry: { body: { to: "P1_consulted" } } }, readProcedure(text("procedures/police.toml")), signed), null, "the police need none");
});

test("a file that is no routes leads nowhere", () => {
  for (const bad of ["", "[[route]]", "route = 3", "x"]) assert.equal(readRoutes(bad), null, bad);
});
