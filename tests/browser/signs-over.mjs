// The lead signs over to another key of the desk, in the page.
import fs from 'node:fs/promises';
import path from 'node:path';
import * as does from './steps.mjs';
import { until } from './world.mjs';

/** The desk's key in the fields of `org`. */
export async function opensKey(page, org, { file, passphrase }) {
  await (await page.$(`#signing-key-${org}`)).uploadFile(file);
  await does.fill(page, `#signing-passphrase-${org}`, passphrase);
}

/** From the page of rosters; `looks` is shown what stands there on the way. Gives the new key, whose file lies in `folder`. */
export async function signsOver(page, key, folder, looks = () => {}) {
  await does.press(page, '#to-succession');
  await page.waitForSelector('#succession-form', { visible: true });
  await looks('desk-succession');
  await opensKey(page, 'succession', key);
  await does.press(page, '#succession-begin');
  await page.waitForSelector('#passphrase-words', { visible: true, timeout: 60_000 });
  const words = await page.$$eval('#passphrase-words li', (all) => all.map((one) => one.innerText.trim()));
  await does.press(page, '#words-noted');
  await does.shows(page, '#succession-fault', '先に、新しい署名鍵のファイルを取ってください');
  await looks('desk-succession-words');
  const { bytes } = await does.downloaded(page, '#download-desk-key');
  await does.press(page, '#words-noted');
  await page.waitForSelector('#succession-ask', { visible: true });
  for (const id of await page.$$eval('#succession-ask input', (all) => all.map((one) => one.id))) {
    await does.fill(page, `#${id}`, words[Number(id.split('-')[1]) - 1]);
  }
  await looks('desk-succession-ask');
  await does.press(page, '#succession-sign');
  await until(async () => {
    const fault = await page.$eval('#succession-fault', (node) => node.innerText).catch(() => '');
    if (fault) throw new Error(fault);
    return (await does.textOf(page, '#status')).includes('署名鍵を新しくしました');
  }, 'the new key to be in force', 60);
  const next = { file: path.join(folder, `desk-key-${Date.now()}.age`), passphrase: words.join(' ') };
  await fs.writeFile(next.file, bytes);
  return next;
}
