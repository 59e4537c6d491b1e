// Holds the one open key, in this document's memory and nowhere else.

export interface ReaderKey {
  /** `AGE-SECRET-KEY-1…` */
  identity: string;
  /** `age1…` */
  recipient: string;
  /** Ed25519 public key, 64 hex characters. */
  author: string;
  /** Ed25519 seed, 32 bytes. */
  seed: Uint8Array;
}

let open: ReaderKey | null = null;
const droppers: (() => void)[] = [];

export function openKey(): ReaderKey | null {
  return open;
}

/** Whether this very key is the open one still: what was on its way when it was put away is nobody's any more. */
export const isOpen = (key: ReaderKey): boolean => open === key;

export function holdKey(key: ReaderKey): void {
  open = key;
}

/** `drop` is called whenever the key is forgotten: every module that keeps something opened registers one. */
export function onForget(drop: () => void): void {
  droppers.push(drop);
}

const losses: (() => boolean)[] = [];

/** `stands`: whether something is there that nobody could bring back once it is forgotten. */
export function onLoss(stands: () => boolean): void {
  losses.push(stands);
}

export const wouldLose = (): boolean => losses.some((stands) => stands());

export function forget(): void {
  open?.seed.fill(0);
  open = null;
  for (const drop of droppers) drop();
}
