// Every way in which a word could stand on a wire, and the search for them.

const bytesOf = (text) => [
  ['utf-8', Buffer.from(text, 'utf8')],
  ['utf-16le', Buffer.from(text, 'utf16le')],
  ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
];

/** Base64 of `bytes` as it would look at each of three offsets, without the characters that its neighbours decide. */
function base64(bytes) {
  return [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return whole.slice(first, last);
  });
}

const percent = (bytes, each) => [...bytes].map((b) => each + b.toString(16).padStart(2, '0')).join('');
const escapes = (text) =>
  Array.from({ length: text.length }, (_, i) => '\\u' + text.charCodeAt(i).toString(16).padStart(4, '0')).join('');

/** All spellings of `needle` (text, or bytes for a key): `[name of the encoding, bytes]`. */
export function spellings(needle) {
  const found = [];
  const add = (name, value) => found.push([name, Buffer.isBuffer(value) ? value : Buffer.from(value, 'latin1')]);
  const plain = typeof needle === 'string' ? bytesOf(needle) : [['bytes', Buffer.from(needle)]];
  for (const [name, bytes] of plain) {
    add(name, bytes);
    for (const [offset, text] of base64(bytes).entries()) {
      add(`${name} base64+${offset}`, text);
      add(`${name} base64url+${offset}`, text.replaceAll('+', '-').replaceAll('/', '_'));
    }
    add(`${name} hex`, bytes.toString('hex'));
    add(`${name} HEX`, bytes.toString('hex').toUpperCase());
    add(`${name} percent`, percent(bytes, '%'));
    add(`${name} PERCENT`, percent(bytes, '%').toUpperCase());
  }
  if (typeof needle === 'string') {
    add('percent, as a form would', encodeURIComponent(needle));
    add('json', escapes(needle));
    add('JSON', escapes(needle).replace(/[a-f]/g, (c) => c.toUpperCase()));
  }
  return found;
}

/** Which spellings of which needles stand in `haystack`. A needle under 6 bytes would be found by chance. */
export function search(haystack, needles) {
  const found = [];
  for (const [name, needle] of Object.entries(needles)) {
    if (Buffer.byteLength(needle) < 6) throw new Error(`the needle ${name} is too short to mean anything`);
    for (const [encoding, bytes] of spellings(needle)) {
      if (haystack.includes(bytes)) found.push(`${name} as ${encoding}`);
    }
  }
  return found;
}
