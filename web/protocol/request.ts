/** A mailbox request: signed by the mailbox key, over one challenge. */
import { hex, parts, sha256, unhex, utf8 } from "./bytes.ts";
import { publicKey, sign } from "./sign.ts";

/** `body` may be its SHA-256 instead, for who has it already. */
export type Request = { challenge: string; window: string; method: string; path: string; body: Uint8Array | { sha256: Uint8Array } };

/** The bytes that the mailbox key signs; `path` is with its query. */
export function toSign(request: Request): Uint8Array {
  return parts(
    utf8("sotomado-mailbox-1"),
    unhex(request.challenge),
    unhex(request.window),
    utf8(request.method),
    utf8(request.path),
    request.body instanceof Uint8Array ? sha256(request.body) : request.body.sha256,
  );
}

/** The value of `Authorization`; `work` where the challenge asks for it. */
export function authorization(request: Request, seed: Uint8Array, work?: string): string {
  const signature = hex(sign(toSign(request), seed));
  const said = `Sotomado key=${hex(publicKey(seed))}, challenge=${request.challenge}, signature=${signature}`;
  return work === undefined ? said : `${said}, work=${work}`;
}
