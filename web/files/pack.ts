/** A case as one archive that the ordinary age and tar open, its files in it as they are and as they lay sealed. */
import { Encrypter } from "age-encryption";
import { createTarPacker } from "modern-tar";
import type { Job, Packed } from "./job.ts";
import { Differs, type Named, openSealed, Parts } from "./opening.ts";
import type { Tools } from "./work.ts";

/** The fixed time of every file inside: when something was carried out is nobody's business later. */
const EPOCH = new Date(0);

type Packing = Extract<Job, { do: "pack" }>;
type Fetch = (named: Named) => Promise<Blob>;

/** Sealed to `recipient` as it is made; what differs from its entry is left out, and a text in its place says so. */
export async function pack({ folder, files, recipient }: Packing, fetched: Fetch, tools: Tools): Promise<Blob> {
  const { readable, controller } = createTarPacker();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const writing = (async () => {
    await controller.add({ name: folder, size: 0, type: "directory", mode: 0o700, mtime: EPOCH }).close();
    for (const file of files) {
      for (const [path, blob] of await contents(file, fetched, tools)) {
        const entry = controller.add({ name: folder + path, size: blob.size, type: "file", mode: 0o600, mtime: EPOCH });
        await (blob.stream() as ReadableStream<Uint8Array>).pipeTo(entry);
      }
    }
    controller.finalize();
  })();
  writing.catch((trouble) => controller.error(trouble));
  const parts = new Parts();
  const reader = (await encrypter.encrypt(readable)).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.add(value);
  }
  await writing;
  return parts.blob();
}

async function contents(file: Packed, fetched: Fetch, tools: Tools): Promise<[string, Blob][]> {
  if ("bytes" in file) return [[file.path, new Blob([file.bytes as BlobPart])]];
  try {
    const sealed = await fetched(file.named);
    const { blob } = await openSealed(sealed, file.named, file.identities, tools.digesting());
    return [[file.path, blob], [file.sealedPath, sealed]];
  } catch (trouble) {
    if (!(trouble instanceof Differs)) throw trouble;
    return [[file.faultPath, new Blob([file.fault])]];
  }
}
