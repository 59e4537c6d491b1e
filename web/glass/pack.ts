/** Many small files as one: how long the list is, the list, the bytes. The list says of each name where it begins and ends. */

export function unpack(pack: ArrayBuffer): Map<string, Uint8Array> {
  const length = new DataView(pack).getUint32(0);
  const list = JSON.parse(new TextDecoder().decode(new Uint8Array(pack, 4, length))) as Record<string, [from: number, to: number]>;
  return new Map(Object.entries(list).map(([name, [from, to]]) => [name, new Uint8Array(pack, 4 + length + from, to - from)]));
}
