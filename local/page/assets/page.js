/**
 * Keeps an open page up to date. Without this script everything works as well, with a reload.
 *
 * The server says what has changed; a page that shows it fetches itself again and takes over the new content.
 * Nothing is replaced under the hands of somebody who fills in a form or has text selected.
 */

const main = document.querySelector('main');
const news = document.querySelector('#news');

/** @param {EventTarget | null} active what has the focus
 * @returns {boolean} whether somebody is at work in the page */
function isBusy(active = document.activeElement) {
  const typing = active instanceof HTMLElement && active.matches('input, select, textarea');
  return typing || document.getSelection()?.type === 'Range';
}

/** Which details are open and what has the focus survives, where it is still there.
 * @param {Element} fresh the main element of the page as it is now */
function takeOver(fresh) {
  if (!main) return;
  const open = [...main.querySelectorAll('details')].map((details) => details.open);
  const place = placeOf(document.activeElement);
  main.replaceChildren(...fresh.childNodes);
  const details = main.querySelectorAll('details');
  if (details.length === open.length) details.forEach((one, at) => (one.open = open[at] ?? false));
  const again =
    place && [...main.querySelectorAll('a, button, summary, [tabindex]')].find((one) => placeOf(one) === place);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** What an element is known by in the page before and after.
 * @param {Element | null} element
 * @returns {string | undefined} */
function placeOf(element) {
  if (!element || !main?.contains(element) || element === main) return undefined;
  return element.id || element.getAttribute('href') || element.textContent || undefined;
}

/** @returns {number} the number of messages that the page knows of */
function messageCount() {
  return Number(main?.querySelector('[data-count]')?.getAttribute('data-count') ?? '0');
}

/** @returns {Promise<boolean>} false where somebody began to work in the page meanwhile */
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) return true;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  if (!fresh || !main || fresh.innerHTML === main.innerHTML) return true;
  if (isBusy()) return false;
  const before = messageCount();
  takeOver(fresh);
  const more = messageCount() - before;
  if (more > 0 && news) news.textContent = more === 1 ? 'One new message.' : `${more} new messages.`;
  return true;
}

let waiting = false;
let running = false;

/** One refresh at a time; what changes meanwhile makes one more. */
async function update() {
  if (running || isBusy() || document.hidden) {
    waiting = true;
    return;
  }
  running = true;
  waiting = false;
  try {
    // Tried again when the form is left.
    if (!(await refresh())) {
      waiting = true;
      return;
    }
  } finally {
    running = false;
  }
  if (waiting) await update();
}

const shown = main?.dataset.live;
if (shown) {
  const changes = new EventSource('/live');
  // What has changed since this page was made, or while nobody could be heard, is told by no event.
  changes.addEventListener('open', () => void update());
  changes.addEventListener('change', ({ data }) => {
    if (data === shown) void update();
  });
  document.addEventListener('visibilitychange', () => {
    if (waiting) void update();
  });
  // From one field to the next nobody has left the form.
  document.addEventListener('focusout', ({ relatedTarget }) => {
    if (waiting && !isBusy(relatedTarget)) void update();
  });
}
