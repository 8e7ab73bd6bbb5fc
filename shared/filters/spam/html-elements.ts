/** Which elements part what stands before them from what stands behind: `gi<x>ft</x>` is one word, `gi<p>ft</p>` are two. */

const blocks: readonly string[] = (
  'address article aside blockquote br caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 ' +
  'h4 h5 h6 header hr legend li main menu nav ol option p pre section select summary table tbody td textarea tfoot th thead tr ul'
).split(' ');

/** For a browser only these do. */
export const partingOnScreen: ReadonlySet<string> = new Set(blocks);

/**
 * In the text that the content models read, nearly all of HTML's elements do, since they have learned from such text; not a few
 * that style letters, and none that is no element at all.
 */
export const partingInText: ReadonlySet<string> = new Set([
  ...blocks,
  ...(
    'acronym applet area audio base basefont bdi bdo bgsound blink body button canvas cite code col colgroup data datalist del dfn dir ' +
    'embed frame frameset head hgroup html iframe ilayer img input ins kbd label layer link listing map mark marquee meta meter nobr ' +
    'noframes noscript object optgroup output param picture plaintext progress q rp rt ruby s samp script source strike style svg ' +
    'template time title track tt var video xmp'
  ).split(' '),
]);
