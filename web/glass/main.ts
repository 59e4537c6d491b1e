/**
 * The script of the sandboxed frame in which a file of a case is drawn. It has an origin that is nobody's, no network, no storage and no
 * key; bytes come over one port and leave over the same. Its page holds it whole: the frame asks for nothing.
 */
import { burn } from "./burn.ts";
import { clean } from "./cleaning.ts";
import { Papers } from "./papers.ts";
import { Cannot, type Sheet, picture, playing } from "./sheet.ts";
import type { Answer, Order } from "./talk.ts";

let sheet: Sheet | null = null;
let papers: Papers | null = null;

async function obey(order: Order): Promise<Answer> {
  if (order.do === "clean") return clean(order);
  if (order.do === "burn") {
    if (!sheet?.canvas) throw new Cannot("broken");
    return { is: "made", bytes: await burn(await sheet.canvas(), order.marks), dropped: null };
  }
  if (order.do === "page") {
    if (!papers) throw new Cannot("broken");
    return put(await papers.sheet(order.page), order.page, papers.pages);
  }
  const { kind, bytes, label, drawer } = order;
  if (kind === "pdf") {
    if (!drawer) throw new Cannot("broken");
    papers = await Papers.open(bytes, drawer);
    return put(await papers.sheet(1), 1, papers.pages);
  }
  return put(kind === "sound" || kind === "film" ? await playing(kind, bytes, label) : await picture(kind, bytes, label), 1, 1);
}

function put(next: Sheet, page: number, pages: number): Answer {
  sheet = next;
  document.body.replaceChildren(next.node);
  return { is: "drawn", width: Math.round(next.width), height: Math.round(next.height), page, pages };
}

// The first port is the page's; there is no second.
addEventListener(
  "message",
  ({ ports: [port] }) => {
    if (!port) return;
    let last: Promise<unknown> = Promise.resolve();
    port.onmessage = ({ data }: MessageEvent<Order>) => {
      last = last.then(async () => {
        const answer: Answer = await obey(data).catch((trouble: unknown) => ({ is: "cannot", why: trouble instanceof Cannot ? trouble.why : "broken" }));
        port.postMessage(answer, "bytes" in answer ? [answer.bytes] : []);
      });
    };
  },
  { once: true },
);
