// Forms, in real browsers: the desk asks whether it understood, when it can hear somebody, and how things are since; the
// reporter answers what they like, under the receipt's own signature.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counsellor, reported } from './forger.mjs';
import { look, looked } from './look.mjs';
import * as does from './steps.mjs';
import { clean, visitor } from './watch.mjs';
import { chromium, demo, until } from './world.mjs';

let program;
let browser;
let desk;
let story;

before(async () => {
  program = await demo();
  browser = await chromium();
  const a = await counsellor(program, 0);
  story = await reported(program);
  desk = await visitor(browser, { width: 1280, height: 900 });
  await does.signsIn(desk, program, program.person('counsellor', 0));
  await does.unlocks(desk, a.passphrase);
  await does.opensCase(desk, story.case);
  await does.reads(desk);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const clocks = () => desk.$$eval('#tasks [data-clock]', (all) => all.map((one) => one.dataset.clock));
const runs = (clock, does = true) => until(async () => (await clocks().catch(() => [])).includes(clock) === does, `${clock} ${does ? 'to run' : 'to stop'}`);

async function goes(to) {
  await does.press(desk, '#course-ways > summary');
  await does.press(desk, `#way-${to}`);
  await does.press(desk, '#course-propose-free');
}

async function opensForms(set) {
  await does.press(desk, '#asking > summary');
  await does.press(desk, `#asks-${set}-fold > summary`);
}

/** The case as it is now, by leaving the page and coming back. */
async function looksAgain() {
  await does.press(desk, '#to-list');
  await does.opensCase(desk, story.case);
}

async function back() {
  const page = await visitor(browser);
  await does.comesBack(page, program, story.code);
  return page;
}

const chooses = async (page, item, value) => {
  const box = await page.waitForSelector(`#forms input[name="item-${item}"][value="${value}"]`);
  await box.evaluate((node) => node.click());
};

test('what was understood is confirmed by the reporter, in their own words and by their own signature', async () => {
  await does.press(desk, '#asking > summary');
  await does.shows(desk, '#asks-none', 'たずねる用紙はありません');
  await goes('S1_answered');
  await does.shows(desk, '#course-stage', '返事をした');
  await opensForms('readback');
  await does.fill(desk, '#asks-readback-text', '');
  await does.press(desk, '#asks-readback-send');
  await does.shows(desk, '#asks-readback-fault', 'まだ何も送っていません');
  await does.fill(desk, '#asks-readback-text', '次のように理解しました。【いつ、だれが、何をしたか】');
  await does.press(desk, '#asks-readback-send');
  await does.shows(desk, '#asks-readback-fault', '「【いつ、だれが、何をしたか】」を書きかえてから');
  await does.fill(desk, '#asks-readback-text', '夜おそくの電話が、先月から続いている。');
  await look(desk, 'desk-asking');
  // What is noted meanwhile draws the page anew, and takes nothing of what was typed with it.
  await does.press(desk, '#task > summary');
  await does.fill(desk, '#task-words', '組合に電話する');
  await does.press(desk, '#course-acts > summary');
  await desk.select('#course-act', 'p2');
  await does.press(desk, '#course-act-keep');
  await does.shows(desk, '#story', '急ぎの度合い：ふつう');
  const typed = () => desk.$$eval('#asks-readback-text, #task-words, #course-act', (all) => all.map((field) => field.value));
  assert.deepEqual((await typed()).sort(), ['', '夜おそくの電話が、先月から続いている。', '組合に電話する']);
  await does.press(desk, '#asks-readback-send');
  await does.shows(desk, '#story', '先月から続いている');

  const page = await back();
  await does.shows(page, '[data-state="stage"]', '返事をした');
  await does.shows(page, '[data-state="stage"]', '聞いた内容のまとめを、あなたに見せました');
  await look(page, 'window-mailbox-understood');
  await does.shows(page, '#forms', 'この内容でよいですか');
  await does.shows(page, '#forms', '先月から続いている');
  await does.press(page, '#forms [data-answer="form"]');
  await does.shows(page, '#forms [role="status"]', 'まだ何も送っていません');
  await chooses(page, 'right', 'no');
  await does.fill(page, '#forms textarea', '先々月からです。');
  await look(page, 'window-mailbox-form');
  await does.press(page, '#forms [data-answer="form"]');
  await does.shows(page, '#asked [role="status"]', 'あなたの答えは、窓口に届きました');
  assert.equal(await page.$('#forms'), null, 'what was answered is not asked again');
  await does.shows(page, '#talk', '先々月からです');
  assert.equal((await page.$$('#talk [data-fault]')).length, 0);
  clean(page, program.window);
  await page.context.close();

  await looksAgain();
  await does.shows(desk, '#story', '用紙への答え');
  await does.shows(desk, '#story', '違うところがある');
  await does.shows(desk, '#story', '先々月からです');
  await runs('readback_again');
  assert.equal(await desk.$('#way-S2_confirmed'), null, 'a no holds the case');
});

test('what was mended is confirmed by the reporter themselves, and then alone the case goes on', async () => {
  await opensForms('readback');
  await does.fill(desk, '#asks-readback-text', '夜おそくの電話が、先々月から続いている。');
  await does.press(desk, '#asks-readback-send');
  await runs('readback_again', false);
  assert.equal(await desk.$('#way-S2_confirmed'), null);
  const page = await back();
  await chooses(page, 'right', 'yes');
  await does.fill(page, '#forms textarea', 'ありがとうございます。');
  // Meanwhile the desk mends it once more: a yes to what stands on the page would be a yes to another text.
  await looksAgain();
  await opensForms('readback');
  await does.fill(desk, '#asks-readback-text', '夜おそくの電話が、先々月の終わりから続いている。');
  await does.press(desk, '#asks-readback-send');
  await does.shows(desk, '#story', '先々月の終わりから');
  await does.press(page, '#forms [data-answer="form"]');
  await does.shows(page, '#asked [role="status"]', '新しい用紙が届きました');
  await does.shows(page, '#forms', '先々月の終わりから');
  assert.equal(await page.$('#forms input[value="yes"]:checked'), null, 'what was chosen was chosen of the other');
  assert.equal(await page.$eval('#forms textarea', (field) => field.value), 'ありがとうございます。');
  await look(page, 'window-mailbox-form-newer');
  await looksAgain();
  assert.equal(await desk.$('#way-S2_confirmed'), null, 'no yes was sent');
  await chooses(page, 'right', 'yes');
  await does.press(page, '#forms [data-answer="form"]');
  await does.shows(page, '#asked [role="status"]', 'あなたの答えは');
  await does.shows(page, '[data-state="stage"]', 'まとめた内容でよいと、あなたから聞きました');
  await looksAgain();
  await runs('readback', false);
  await goes('S2_confirmed');
  await does.shows(desk, '#course-stage', '話の内容を確かめた');
  await does.press(page, '#again');
  await does.shows(page, '[data-state="stage"]', '話の内容を確かめた');
  await page.context.close();
});

test('a hearing is arranged in the mailbox: three proposals, a woman on request, one hearer if they wish', async () => {
  await opensForms('hearing');
  await does.press(desk, '#asks-hearing-send');
  await does.shows(desk, '#asks-hearing-fault', '案を三つ書いてください');
  await does.fill(desk, '#asks-hearing-choice-1', '12月3日 10時、事務所で、相談員AとB');
  await does.fill(desk, '#asks-hearing-choice-2', '12月4日 18時、電話で、相談員AとB');
  await does.press(desk, '#asks-hearing-send');
  await does.shows(desk, '#asks-hearing-fault', 'そのわけを書いてください');
  await does.fill(desk, '#asks-hearing-fewer', 'ほかの日は部屋が取れませんでした。');
  await look(desk, 'desk-asking-hearing');
  await does.press(desk, '#asks-hearing-send');
  await runs('hearing');

  const page = await back();
  await chooses(page, 'when', '1');
  await chooses(page, 'woman', 'yes');
  await chooses(page, 'two', 'one');
  // What was chosen outlives a look for something new.
  await does.press(page, '#again');
  await page.waitForSelector('#forms', { visible: true });
  await until(() => page.$eval('#forms input[name="item-woman"][value="yes"]', (box) => box.checked), 'the answers to stay');
  await look(page, 'window-mailbox-form-hearing');
  await does.press(page, '#forms [data-answer="form"]');
  await does.shows(page, '#talk', '12月4日 18時、電話で');
  await page.context.close();

  await looksAgain();
  await does.shows(desk, '#story', '聞く人に、女性を希望しますか：希望する');
  await does.shows(desk, '#story', '一人だけがよい');
  await does.press(desk, '#course-acts > summary');
  await desk.select('#course-act', 'hearing_held');
  await does.press(desk, '#course-act-keep');
  await runs('hearing', false);
});

test('a yes to one question about what happened since is urgent, and another counsellor takes it on', async () => {
  await goes('S7_following');
  await does.shows(desk, '#course-stage', '見守っている');
  await opensForms('followup');
  assert.equal(await desk.$eval('#asks-followup-act', (one) => one.options.length), 6);
  await desk.select('#asks-followup-act', 'followup_month');
  await does.press(desk, '#asks-followup-send');
  await runs('followup_month', false);

  const page = await back();
  await does.shows(page, '#forms', '仕返しは、してはならないこと');
  await chooses(page, 'rumours', 'no');
  await chooses(page, 'hours', 'yes');
  await look(page, 'window-mailbox-form-followup');
  await does.press(page, '#forms [data-answer="form"]');
  await does.shows(page, '#asked [role="status"]', '届きました');
  clean(page, program.window);
  await page.context.close();

  await looksAgain();
  await runs('retaliation');
  await does.shows(desk, '#tasks [data-clock="retaliation"]', '別の相談員が受け持つ');
  // The list's day, which the mailbox shows, is no later than what the form promised.
  const due = await desk.$eval('#tasks [data-clock="retaliation"] time', (time) => time.getAttribute('datetime'));
  const { cases } = await desk.evaluate(async () => (await fetch('/desk/api/cases')).json());
  assert.equal(cases.find((row) => row.case === story.case).next, due);
  await look(desk, 'desk-asking-retaliation');
  // The colleague has seen no more than the names, and is called all the same, to nothing else.
  const other = await visitor(browser, { width: 390, height: 844 });
  await does.signsIn(other, program, program.person('counsellor', 1));
  await does.unlocks(other, program.person('counsellor', 1).passphrase);
  await does.opensCase(other, story.case);
  await does.shows(other, '#due', '別の相談員が受け持つ');
  assert.deepEqual(await other.$$eval('#due [data-clock]', (all) => all.map((one) => one.dataset.clock)), ['retaliation']);
  assert.equal(await other.$('#story'), null);
  await look(other, 'desk-called');
  await other.goto(`${program.desk}/desk/board?hl=ja`);
  await does.unlocks(other, program.person('counsellor', 1).passphrase);
  await does.shows(other, '#board [data-clock="retaliation"]', '別の相談員が受け持つ');
  clean(other, program.desk);
  await other.context.close();
  assert.equal(await desk.$('#course-act option[value="retaliation_handed"]'), null, 'whoever asked is not another');
  const b = await counsellor(program, 1);
  const { sha256: policy } = story.there.roster.policies.find(({ file }) => file === 'procedures/course.toml');
  await b.says(story, { kind: 'step', body: { what: '', text: '', is: 'did', procedure: 'course', policy, act: 'retaliation_handed' } });
  await looksAgain();
  await runs('retaliation', false);
  const told = await back();
  await does.shows(told, '#talk', 'これを書いた相談員が受け持ちました');
  await told.context.close();
});

test('in やさしい日本語 and in English the questions are asked in their own words', async () => {
  await opensForms('followup');
  await does.press(desk, '#asks-followup-send');
  await does.shows(desk, '#status', '用紙を送りました');
  for (const [hl, words] of [['ja-yasashii', '働く 時間を へらされた'], ['en', 'My hours or days of work were cut']]) {
    const page = await visitor(browser);
    await does.comesBack(page, program, story.code, 'shiojiri', hl);
    await page.waitForSelector('#forms', { visible: true });
    const said = await page.$eval('#forms', (node) => [...node.querySelectorAll('legend')].map((one) => { const copy = one.cloneNode(true); copy.querySelectorAll('rt, rp').forEach((mark) => mark.remove()); return copy.textContent; }).join('\n'));
    assert.ok(said.includes(words), `${hl}: ${said}`);
    await look(page, `window-mailbox-form-${hl}`);
    await page.context.close();
  }
});

test('and each page was fit to be looked at', () => {
  clean(desk, program.desk);
  looked();
});
