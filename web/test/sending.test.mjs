// Sealing and sending a file over a way that is cut again and again, and opening what arrived.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chanceFrom, load } from "./load.mjs";

const { makeIdentity } = await load("seal/age.ts");
const { work } = await load("files/work.ts");
const { filledTo } = await load("files/sealing.ts");
const { digestHere } = await load("files/digest.ts");
const { hex, sha256 } = await load("protocol/bytes.ts");
const { fileId, ID_PIECE } = await load("protocol/fileid.ts");
const { photo } = await import("./pictures.mjs");

const way = () => ({ at: "window", organisation: "a", window: "0".repeat(32), hl: "ja", seed: new Uint8Array(32).fill(7) });
const digestOf = (bytes) => hex(sha256(new Uint8Array(bytes)));
const idOf = (bytes) => {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += ID_PIECE) pieces.push(sha256(new Uint8Array(bytes.subarray(at, at + ID_PIECE))));
  return fileId(pieces);
};

/** A server in memory. `trouble(method, path)` may say `before` (nothing arrives), `half` (half of it arrives) or `after`
 * (all arrives and the answer is lost). Each challenge is good once. */
function server(trouble = () => null) {
  const uploads = new Map();
  const files = new Map();
  const good = new Set();
  let n = 0;
  let sent = 0;
  const fresh = () => {
    const challenge = (++n).toString(16).padStart(64, "0");
    good.add(challenge);
    return challenge;
  };
  const answer = (status, body) => new Response(JSON.stringify(body), { status, headers: { "Sotomado-Challenge": fresh() } });
  const real = globalThis.fetch;
  globalThis.fetch = async (path, { method, headers = {}, body }) => {
    if (path.endsWith("/challenge")) return answer(200, { challenge: fresh() });
    const given = /challenge=([0-9a-f]{64})/.exec(headers.Authorization)[1];
    const bytes = body ? Buffer.from(await body.arrayBuffer()) : Buffer.alloc(0);
    const what = trouble(method, path, bytes.length);
    if (what === "before") throw new TypeError("cut");
    if (!good.delete(given)) return answer(401, { code: "stale-challenge" });
    if (what === "later") return answer(503, { detail: "今はいっぱいです" });
    const upload = /uploads\/([0-9a-f]{32})/.exec(path)?.[1];
    if (method === "POST") {
      const { upload: id, length } = JSON.parse(bytes);
      if (!uploads.has(id)) uploads.set(id, { length, bytes: Buffer.alloc(0) });
      return what === "after" ? Promise.reject(new TypeError("cut")) : answer(201, { received: uploads.get(id).bytes.length, length });
    }
    if (method === "GET" && !upload) {
      const file = files.get(path.split("/").at(-1));
      return new Response(what === "half" ? file.subarray(0, file.length / 2) : file, { status: 200 });
    }
    const at = uploads.get(upload);
    if (method === "PUT") {
      const from = Number(new URL(path, "http://a").searchParams.get("from"));
      if (from !== at.bytes.length) return answer(409, { code: "wrong-place" });
      const kept = what === "half" ? bytes.subarray(0, bytes.length >> 1) : bytes;
      sent += bytes.length;
      assert.ok(bytes.length <= 4194304);
      at.bytes = Buffer.concat([at.bytes, kept]);
      if (what) throw new TypeError("cut");
    }
    return answer(200, { received: at.bytes.length, length: at.length });
  };
  return { uploads, files, sent: () => sent, close: () => (globalThis.fetch = real) };
}

function tools(seed = 1, signal = new AbortController().signal) {
  const steps = [];
  const pauses = [];
  const sleep = async (ms) => void pauses.push(ms);
  return { steps, pauses, signal, told: (step) => steps.push(step), digesting: digestHere, sleep, chance: chanceFrom(seed) };
}

const opened = (bytes, at, identity, named) => {
  at.files.set(named.file, bytes);
  return work({ do: "open", named, identities: [identity], way: way() }, tools());
};

test("a file arrives whole however often the way is cut, at most one part of it twice for each cut", async () => {
  const { identity, recipient } = await makeIdentity(chanceFrom(5));
  let all = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const next = chanceFrom(seed * 77);
    let cuts = 0;
    let again = 0;
    const at = server((method, path, length) => {
      const kind = [null, null, null, "before", "half", "after", null, "later"][next(1)[0] % 8];
      if (!kind || cuts > 12 || (kind === "half" && method !== "PUT")) return null;
      cuts += 1;
      if (method === "PUT") again += length;
      return kind;
    });
    try {
      const bytes = Buffer.from(chanceFrom(seed)(1_700_000 + seed * 90_001));
      const using = tools(seed);
      const mine = way();
      const { body, upload } = await work({ do: "send", file: new File([bytes], "録音.m4a", { type: "audio/mp4" }), wish: "cleaned", recipient, way: mine }, using);
      all += cuts;
      const arrived = at.uploads.get(upload).bytes;
      assert.equal(idOf(arrived), body.file);
      assert.equal(arrived.length, body.length);
      assert.ok(at.sent() <= body.length + again, `${at.sent()} bytes for ${body.length}`);
      assert.deepEqual([body.name, body.type, body.bytes, body.digest, body.as, body.other], ["録音.m4a", "audio/mp4", bytes.length, null, "as-is", null]);
      assert.ok(mine.seed.every((byte) => byte === 0), "the key is wiped");
      assert.equal(using.steps.some(({ waiting }) => waiting), cuts > 0, "the person is told");
      assert.deepEqual(using.steps.at(-1), { done: body.length, of: body.length, waiting: false, detail: "" });
      const { blob, digest } = await opened(arrived, at, identity, body);
      assert.equal(digestOf(await blob.arrayBuffer()), digestOf(bytes));
      assert.equal(digest, digestOf(bytes));
    } finally {
      at.close();
    }
  }
  assert.ok(all > 15, `the way was cut ${all} times`);
});

test("a part that was acknowledged and that the disk lost all the same is sent again, as long as it is the one before", async () => {
  const { identity, recipient } = await makeIdentity(chanceFrom(15));
  const bytes = Buffer.alloc(3 * ID_PIECE, "きのう");
  // After each PUT counted here, the server stands where it stood so many PUTs ago.
  for (const [back, arrives] of [[1, true], [4, false]]) {
    const stood = [];
    const at = server((method, path) => {
      if (method === "PUT") {
        const upload = at.uploads.get(/uploads\/([0-9a-f]{32})/.exec(path)[1]);
        stood.push(upload.bytes);
        if (stood.length === 6) upload.bytes = stood.at(-1 - back);
      }
      return null;
    });
    try {
      const using = tools();
      const sending = work({ do: "send", file: new File([bytes], "a.bin"), wish: "cleaned", recipient, way: way() }, using);
      if (arrives) {
        const { body, upload } = await sending;
        const arrived = at.uploads.get(upload).bytes;
        assert.equal(idOf(arrived), body.file);
        assert.ok(bytes.equals(Buffer.from(await (await opened(arrived, at, identity, body)).blob.arrayBuffer())));
      } else await assert.rejects(sending, (trouble) => trouble.code === "upload-lost");
    } finally {
      at.close();
    }
  }
});

test("a disk that lost a part, and then a bad line, do not make a server a liar", async () => {
  const { identity, recipient } = await makeIdentity(chanceFrom(16));
  const bytes = Buffer.alloc(3 * ID_PIECE, "きのう");
  const stood = [];
  let cuts = 0;
  const at = server((method, path, length) => {
    if (method !== "PUT") return null;
    const upload = at.uploads.get(/uploads\/([0-9a-f]{32})/.exec(path)[1]);
    stood.push(upload.bytes);
    if (stood.length === 6) upload.bytes = stood.at(-2);
    // From then on the line is so bad that the parts become small.
    return stood.length > 6 && length > 300_000 && cuts++ < 12 ? "before" : null;
  });
  try {
    const { body, upload } = await work({ do: "send", file: new File([bytes], "a.bin"), wish: "cleaned", recipient, way: way() }, tools());
    const arrived = at.uploads.get(upload).bytes;
    assert.equal(idOf(arrived), body.file);
    assert.ok(bytes.equals(Buffer.from(await (await opened(arrived, at, identity, body)).blob.arrayBuffer())));
    assert.ok(cuts > 3, `${cuts} cuts`);
  } finally {
    at.close();
  }
});

test("a file of several pieces goes there and back, and one of its pieces in another's place is not handed over", async () => {
  const { identity, recipient } = await makeIdentity(chanceFrom(14));
  const at = server();
  try {
    const bytes = Buffer.alloc(2 * ID_PIECE + 100_000, "きのう");
    const { body, upload } = await work({ do: "send", file: new File([bytes], "a.bin"), wish: "cleaned", recipient, way: way() }, tools());
    const arrived = at.uploads.get(upload).bytes;
    assert.equal(idOf(arrived), body.file);
    assert.ok(bytes.equals(Buffer.from(await (await opened(arrived, at, identity, body)).blob.arrayBuffer())));
    const piece = (n) => arrived.subarray(n * ID_PIECE, (n + 1) * ID_PIECE);
    const moved = Buffer.concat([piece(1), piece(0), arrived.subarray(2 * ID_PIECE)]);
    await assert.rejects(opened(moved, at, identity, body), (trouble) => trouble.constructor.name === "Differs");
  } finally {
    at.close();
  }
});

test("a photograph goes cleaned, or as evidence with its very bytes; either way both digests are named", async () => {
  const { identity, recipient } = await makeIdentity(chanceFrom(6));
  const at = server();
  try {
    const taken = photo();
    const send = (wish, seed) => work({ do: "send", file: new File([taken], "a.jpg", { type: "image/jpeg" }), wish, recipient, way: way() }, tools(seed));
    const [cleaned, evidence] = [await send("cleaned", 1), await send("evidence", 2)];
    assert.deepEqual([cleaned.body.as, evidence.body.as], ["cleaned", "evidence"]);
    assert.deepEqual(cleaned.body.other, { bytes: taken.length, digest: digestOf(taken) });
    assert.deepEqual(evidence.body.other, { bytes: cleaned.body.bytes, digest: cleaned.body.digest });
    const bytes = async ({ body, upload }) => {
      const { blob, digest } = await opened(at.uploads.get(upload).bytes, at, identity, body);
      assert.equal(digest, body.digest);
      return Buffer.from(await blob.arrayBuffer());
    };
    assert.deepEqual(await bytes(evidence), taken);
    assert.ok(!(await bytes(cleaned)).includes("GPS"));
    assert.ok(!JSON.stringify([cleaned, evidence]).includes("GPS"));
  } finally {
    at.close();
  }
});

test("promise 06: files of one bucket are of one length on the wire", async () => {
  assert.deepEqual([1, 65536, 65537, 98304, 98305, 131073, 100_000_000].map(filledTo), [65536, 65536, 98304, 98304, 131072, 196608, 100_663_296]);
  const { recipient } = await makeIdentity(chanceFrom(7));
  const at = server();
  try {
    const lengths = new Set();
    for (const size of [1, 1000, 65535, 65536]) {
      lengths.add((await work({ do: "send", file: new File([new Uint8Array(size)], "a"), wish: "cleaned", recipient, way: way() }, tools(size))).body.length);
    }
    assert.equal(lengths.size, 1);
  } finally {
    at.close();
  }
});

test("what differs from the entry is not handed over: swapped, cut, longer, of another filling or digest", async () => {
  const { identity, recipient } = await makeIdentity(chanceFrom(8));
  const at = server();
  const { failureOf } = await load("files/work.ts");
  try {
    const { body, upload } = await work({ do: "send", file: new File(["きのうのこと"], "a.txt"), wish: "cleaned", recipient, way: way() }, tools());
    const good = at.uploads.get(upload).bytes;
    const bent = Buffer.from(good);
    bent[good.length - 1] ^= 1;
    const other = at.uploads.get((await work({ do: "send", file: new File(["ほかのこと"], "b.txt"), wish: "cleaned", recipient, way: way() }, tools(2))).upload).bytes;
    // What only an author can state wrongly, in an entry they sign, is found where they state the digest too.
    const stated = { ...body, digest: digestOf(Buffer.from("きのうのこと")) };
    const wrong = [[bent, body], [other, body], [good.subarray(0, -1), body], [Buffer.concat([good, good]), body], [good, { ...body, bytes: body.bytes - 1 }], [good, { ...stated, bytes: body.bytes + 1 }], [good, { ...body, digest: "0".repeat(64) }], [other, { ...stated, file: idOf(other) }]];
    for (const [bytes, named] of wrong) {
      await assert.rejects(opened(bytes, at, identity, named), (trouble) => trouble.constructor.name === "Differs");
    }
    const stranger = await makeIdentity(chanceFrom(9));
    await assert.rejects(opened(good, at, stranger.identity, body), (trouble) => trouble.constructor.name === "Differs");
    assert.equal(await (await opened(good, at, identity, body)).blob.text(), "きのうのこと");
    assert.equal((await opened(good, at, identity, stated)).blob.type, "application/octet-stream");
    assert.equal(failureOf(new Error("x"), AbortSignal.abort()).code, "stopped");
  } finally {
    at.close();
  }
});

test("stopping ends it at once, and a plain no is a no", async () => {
  const { recipient } = await makeIdentity(chanceFrom(10));
  const stop = new AbortController();
  const at = server(() => (stop.abort(), "before"));
  try {
    await assert.rejects(work({ do: "send", file: new File(["x"], "a"), wish: "cleaned", recipient, way: way() }, tools(1, stop.signal)), { name: "AbortError" });
  } finally {
    at.close();
  }
  const real = globalThis.fetch;
  globalThis.fetch = async (path) => (path.endsWith("/challenge") ? new Response(JSON.stringify({ challenge: "0".repeat(64) })) : new Response(JSON.stringify({ code: "quota", detail: "いっぱいです" }), { status: 409 }));
  try {
    const trouble = await work({ do: "send", file: new File(["x"], "a"), wish: "cleaned", recipient, way: way() }, tools()).catch((error) => error);
    assert.deepEqual([trouble.code, trouble.detail], ["quota", "いっぱいです"]);
  } finally {
    globalThis.fetch = real;
  }
});

test("a server that says it received less, more or nothing again and again is not sent the file for ever", async () => {
  const { recipient } = await makeIdentity(chanceFrom(11));
  const { failureOf } = await load("files/work.ts");
  const real = globalThis.fetch;
  const file = () => new File([new Uint8Array(3_000_000)], "a");
  // What it says of a part, given where the part began and its length; null is "wrong place".
  const lies = {
    "nothing": () => 0,
    "half of each": (from, length, n) => (n % 2 ? length >> 1 : 0),
    "always the same": () => 65536,
    "wrong place": () => null,
    "one more": (from, length) => from + length + 1,
    "all at once": () => 10_000_000,
    "the most that can be": () => Number.MAX_SAFE_INTEGER,
  };
  try {
    for (const [name, lie] of Object.entries(lies)) {
      let n = 0;
      let parts = 0;
      globalThis.fetch = async (path, { method, body }) => {
        const told = (status, answer) => new Response(JSON.stringify(answer), { status, headers: { "Sotomado-Challenge": (++n).toString(16).padStart(64, "0") } });
        if (path.endsWith("/challenge")) return told(200, { challenge: (++n).toString(16).padStart(64, "0") });
        if (method === "POST") return told(201, { received: 0 });
        if (method === "GET") return told(200, { received: lie(0, 0, n) ?? 0 });
        parts += 1;
        const received = lie(Number(new URL(path, "http://a").searchParams.get("from")), body.size, n);
        return received === null ? told(409, { code: "wrong-place" }) : told(200, { received });
      };
      const using = tools();
      const trouble = await work({ do: "send", file: file(), wish: "cleaned", recipient, way: way() }, using).catch((error) => error);
      assert.equal(failureOf(trouble, using.signal).code, "upload-lost", name);
      assert.ok(parts <= 16, `${name}: ${parts} parts`);
      if (parts > 2) assert.ok(using.steps.some(({ waiting }) => waiting) && using.pauses.length > 3, `${name}: waits, and lets it be seen`);
    }
  } finally {
    globalThis.fetch = real;
  }
});

test("a server's own sentence has a bound, and an answer without end is not read to its end", async () => {
  const { recipient } = await makeIdentity(chanceFrom(12));
  const real = globalThis.fetch;
  let read = 0;
  const endless = () => new ReadableStream({ pull: (out) => ((read += 1 << 16), out.enqueue(new Uint8Array(1 << 16).fill(32))) });
  const job = () => work({ do: "send", file: new File(["x"], "a"), wish: "cleaned", recipient, way: way() }, tools());
  try {
    globalThis.fetch = async (path) => (path.endsWith("/challenge") ? new Response(JSON.stringify({ challenge: "0".repeat(64) })) : new Response(JSON.stringify({ code: "quota", detail: "！".repeat(5000) }), { status: 409 }));
    assert.equal((await job().catch((error) => error)).detail.length, 200);
    globalThis.fetch = async (path) => (path.endsWith("/challenge") ? new Response(JSON.stringify({ challenge: "0".repeat(64) })) : new Response(endless(), { status: 409 }));
    await job().catch((error) => error);
    assert.ok(read > 0 && read < 8 << 20, `${read} bytes`);
  } finally {
    globalThis.fetch = real;
  }
});
