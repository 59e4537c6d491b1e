/** Stands where age would bring kinds of recipients that no roster names; asking for one fails. */
function absent(): never {
  throw new Error("this kind of recipient is not supported");
}

const nothing: unknown = new Proxy(absent, { get: absent });

export const p256 = nothing;
export const MLKEM768P256 = nothing;
export const MLKEM768X25519 = nothing;
export const ml_kem768_p256 = nothing;
export const ml_kem768_x25519 = nothing;
export const scrypt = nothing;
