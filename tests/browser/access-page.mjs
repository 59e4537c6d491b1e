// What the sweep asks of a page. Each function runs inside the page, by itself, and gives its faults as sentences.

/** One main, one title, a language; headings begin at one and leave none out; ids are one of a kind. */
export function structure() {
  const faults = [];
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  if (document.title.trim() === '') faults.push('the page has no title');
  if (!/^(ja|en)$/.test(document.documentElement.lang)) faults.push(`the page's language is ${document.documentElement.lang}`);
  const mains = [...document.querySelectorAll('main')].filter(shown);
  if (mains.length !== 1) faults.push(`${mains.length} main parts`);
  const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(shown);
  const firsts = headings.filter((heading) => heading.localName === 'h1');
  if (firsts.length !== 1) faults.push(`${firsts.length} first headings: ${firsts.map((heading) => heading.textContent).join(' | ')}`);
  const inMain = headings.filter((heading) => heading.closest('main'));
  let level = 0;
  for (const heading of inMain.slice(inMain.findIndex((one) => one.localName === 'h1'))) {
    const own = Number(heading.localName[1]);
    if (own > level + 1) faults.push(`heading ${own} after ${level}: ${heading.textContent}`);
    level = own;
  }
  // What a screen reader is to be told of must be there before there is something to tell.
  for (const region of document.querySelectorAll('[role="status"]:empty:not([hidden])')) {
    if (getComputedStyle(region).display === 'none') faults.push(`${region.localName}#${region.id} is no live region while it is empty`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length > 0) faults.push(`ids that stand twice: ${[...new Set(twice)].join(' ')}`);
  return faults;
}

/** Whatever is pressed is 24 px high and wide (WCAG 2.5.8), but for links within a sentence. */
export function targets() {
  const faults = [];
  for (const node of document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]')) {
    if (!node.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(node);
    if (node.matches('.skip, .aloud')) continue;
    const whole = (node.matches('input[type="checkbox"], input[type="radio"], input[type="file"]') && (node.closest('label') ?? node.labels?.[0])) || node;
    const { width, height } = whole.getBoundingClientRect();
    if (width >= 24 && height >= 24) continue;
    const inSentence = style.display === 'inline' && node.localName === 'a' &&
      [...node.parentElement.childNodes].some((other) => other !== node && other.nodeType === Node.TEXT_NODE && other.data.trim() !== '');
    if (!inSentence) faults.push(`${node.localName}#${node.id}.${node.className} “${node.textContent.trim().slice(0, 20)}” is ${Math.round(width)} × ${Math.round(height)} px`);
  }
  return faults;
}

/** Whoever asked for no motion is given none. */
export function motion() {
  const faults = document.getAnimations().map((one) => `${one.effect?.target?.id ?? ''} is animated`);
  for (const node of document.querySelectorAll('*')) {
    const { transitionDuration, transitionProperty, animationName, animationTimingFunction, scrollBehavior } = getComputedStyle(node);
    const slow = transitionProperty !== 'none' && transitionDuration.split(',').some((one) => Number.parseFloat(one) > 0);
    // What is there at once after a while does not move.
    const moves = animationName !== 'none' && !animationTimingFunction.startsWith('steps(1');
    if (slow || moves || scrollBehavior === 'smooth') faults.push(`${node.localName}#${node.id}.${node.className} moves`);
  }
  return faults;
}

/** In colours of the visitor's own, what is a button, a field, a box or a mark still has an edge, and nothing keeps a colour of ours. */
export function forcedColours() {
  const faults = [];
  if (!matchMedia('(forced-colors: active)').matches) return ['forced colours were not emulated'];
  const nothing = /^(transparent|rgba\(\d+, \d+, \d+, 0\))$/;
  const edged = (node) => {
    const style = getComputedStyle(node);
    return ['Top', 'Bottom', 'Left', 'Right'].some((side) => Number.parseFloat(style[`border${side}Width`]) > 0 &&
      style[`border${side}Style`] !== 'none' && !nothing.test(style[`border${side}Color`]) && style[`border${side}Color`] !== style.backgroundColor);
  };
  const named = (node) => `${node.localName}#${node.id}.${node.className}`;
  for (const node of document.querySelectorAll('button, .btn, .leave, textarea, select, input:not([type="checkbox"], [type="radio"], [type="file"]), .open, .note, .card, .msg, .code, .seven, .row.on, .fault:not(:empty)')) {
    if (node.checkVisibility({ visibilityProperty: true }) && !edged(node)) faults.push(`${named(node)} has no edge in forced colours`);
  }
  for (const node of document.querySelectorAll('[aria-current="page"].row')) {
    if (Number.parseFloat(getComputedStyle(node).borderLeftWidth) === 0) faults.push(`${named(node)} is not marked as the present one in forced colours`);
  }
  for (const node of document.querySelectorAll('*')) {
    const style = getComputedStyle(node);
    // The picture of the code is for cameras, which need black on white.
    if (style.forcedColorAdjust === 'none' && node.checkVisibility() && !node.closest('.code-large')) {
      // Allowed where the colour is one of the visitor's; those resolve to what a probe resolves to.
      const probe = document.body.appendChild(document.createElement('span'));
      const theirs = ['CanvasText', 'Highlight', 'LinkText', 'ButtonText'].map((colour) => ((probe.style.color = colour), getComputedStyle(probe).color));
      probe.remove();
      if (!theirs.includes(style.backgroundColor)) faults.push(`${named(node)} keeps a colour of its own in forced colours`);
    }
  }
  return faults;
}

/** Nothing scrolls sideways, nothing is cut off, nothing that stays in place covers half of what is left. */
export function reflow() {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const named = (node) => `${node.localName}#${node.id}.${node.className} “${node.textContent.trim().slice(0, 20)}”`;
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} px wide in ${width}`);
  let staying = 0;
  for (const node of document.querySelectorAll('body *')) {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.closest('.aloud, .skip, option')) continue;
    const style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    if (box.width > 0 && (box.right > width + 1 || box.left < -1) && node.textContent.trim() !== '') faults.push(`${named(node)} lies outside`);
    if (style.display !== 'inline' && style.overflowY === 'hidden' && node.scrollHeight > node.clientHeight + 1) faults.push(`${named(node)} is cut off`);
    if (style.textOverflow === 'ellipsis' && node.scrollWidth > node.clientWidth) faults.push(`${named(node)} ends in dots`);
    if (/^(fixed|sticky)$/.test(style.position) && box.width > width / 2) staying += box.height;
  }
  if (staying > innerHeight / 2) faults.push(`${Math.round(staying)} of ${innerHeight} px stay in place`);
  return faults;
}

/** The spacing of WCAG 1.4.12, put on or taken off. */
export function spaced(on) {
  if (!on) return void (document.adoptedStyleSheets = []);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [sheet];
}
