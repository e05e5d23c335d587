// Opens every page of a package from disk, without its own content policy, and
// counts scripts that ran, requests, dialogs, and what in the page could do any
// of them.  look.mjs TOOLS CONTROL PAGE...: CONTROL is a page that holds
// the hostile text raw; there each counter must see something.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [tools, control, ...files] = process.argv.slice(2);
const require = createRequire(join(tools, 'package.json'));
const { chromium } = require('playwright-core');
const AT_ONCE = 4;

// Runs in the page: what is active in it.
function active() {
	const found = [];

	for (const d of document.querySelectorAll('details'))
		d.open = true;
	for (const e of document.querySelectorAll('*')) {
		const name = e.localName;

		if (['script', 'iframe', 'object', 'embed', 'form', 'base',
		    'img', 'image', 'audio', 'video', 'foreignObject']
		    .includes(name))
			found.push('<' + name + '>');
		if (name === 'meta' && e.httpEquiv.toLowerCase() === 'refresh')
			found.push('<meta refresh>');
		for (const a of e.attributes) {
			const link = ['href', 'src', 'xlink:href', 'action']
			    .includes(a.name);

			if (/^on/i.test(a.name))
				found.push(name + ' ' + a.name);
			if (link && a.value !== 'data:,' && /^\s*(?:[a-z][a-z0-9+.-]*:|\/\/|\/)/i
			    .test(a.value))
				found.push(name + ' ' + a.name + '=' +
				    a.value.slice(0, 60));
			if (a.name === 'style' && /url\(|@import/i.test(a.value))
				found.push(name + ' style=' +
				    a.value.slice(0, 60));
		}
	}
	// Raw text that a browser would lay out against the reader.
	const text = document.documentElement.textContent;
	const raw = text.match(
	    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
	if (raw !== null)
		found.push('raw U+' + raw[0].charCodeAt(0).toString(16));
	return found;
}

async function look(context, file, wait) {
	const seen = { scripts: 0, requests: 0, dialogs: 0, active: [] };
	const page = await context.newPage();
	const here = pathToFileURL(file).href;

	await page.exposeFunction('ran', () => { seen.scripts++; });
	page.on('dialog', (d) => { seen.dialogs++; d.dismiss(); });
	page.on('request', (r) => {
		const own = r.url() === here ||
		    (r.url().startsWith('file:') && r.url().endsWith('.css'));
		if (!own)
			seen.requests++;
	});
	await page.goto(here, { waitUntil: 'load' });
	seen.active = await page.evaluate(active);
	if (wait)
		await page.waitForTimeout(500);
	await page.close();
	return seen;
}

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM,
	args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
const context = await browser.newContext({ bypassCSP: true });
const raw = await look(context, control, true);
let bad = raw.scripts === 0 || raw.requests === 0 || raw.dialogs === 0 ||
    raw.active.length === 0 ? 1 : 0;
console.log(`hostile: control: ${raw.scripts} scripts, ${raw.requests} ` +
    `requests, ${raw.dialogs} dialogs, ${raw.active.length} active`);
const total = { scripts: 0, requests: 0, dialogs: 0, active: 0 };
let next = 0;
async function worker() {
	while (next < files.length) {
		const file = files[next++];
		const seen = await look(context, file, false);

		for (const k of ['scripts', 'requests', 'dialogs'])
			total[k] += seen[k];
		total.active += seen.active.length;
		if (seen.scripts + seen.requests + seen.dialogs +
		    seen.active.length > 0) {
			bad++;
			console.error(`${file}: ${seen.scripts} scripts, ` +
			    `${seen.requests} requests, ${seen.dialogs} ` +
			    `dialogs, active: ${seen.active.slice(0, 3)}`);
		}
	}
}
await Promise.all(Array.from({ length: AT_ONCE }, worker));
await browser.close();
console.log(`hostile: ${files.length} pages: ${total.scripts} scripts, ` +
    `${total.requests} requests, ${total.dialogs} dialogs, ` +
    `${total.active} active`);
process.exit(bad > 0 || files.length === 0 ? 1 : 0);
