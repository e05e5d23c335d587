// Opens every page of a site from disk and looks: axe, the console, requests,
// overflow.  Called by pages.sh with the site and the folder of the checkers.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [siteArg, cache] = process.argv.slice(2);
const site = resolve(siteArg);
const require = createRequire(join(cache, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// A second site is built like the first: fewer views, fewer pages (pages.sh).
const FEW = process.env.DOSSIER_PAGES_FEW === '1';
const VIEWS = [
	{ name: '1280', width: 1280, colorScheme: 'light' },
	{ name: '390', width: 390, colorScheme: 'light' },
	{ name: '320', width: 320, colorScheme: 'light' },
	{ name: '1280 dark', width: 1280, colorScheme: 'dark' },
	{ name: '390 dark', width: 390, colorScheme: 'dark' },
].filter((v) => !FEW || v.name === '1280' || v.name === '390 dark');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
	'best-practice'];
// Pages of one kind are built alike: of many, this many are opened.
const PER_FOLDER = Number(process.env.DOSSIER_PAGES_PER_FOLDER ??
    (FEW ? 1 : 3));

function pagesOf(dir) {
	const out = [];
	const byFolder = new Map();

	for (const entry of readdirSync(dir, { recursive: true }).sort()) {
		if (!entry.endsWith('.html'))
			continue;
		const folder = entry.includes('/') ?
		    entry.slice(0, entry.lastIndexOf('/')) : '';
		const n = byFolder.get(folder) ?? 0;
		byFolder.set(folder, n + 1);
		if (folder === '' || entry.endsWith('index.html') ||
		    n < PER_FOLDER)
			out.push(join(dir, entry));
	}
	return out;
}

// Runs in the page.
async function inspect(tags) {
	for (const d of document.querySelectorAll('details'))
		d.open = true;
	const result = await window.axe.run(document, {
		runOnly: { type: 'tag', values: tags },
		preload: false,
		resultTypes: ['violations'],
	});
	const root = document.documentElement;
	return {
		violations: result.violations.map((v) => v.id + ': ' + v.help +
		    ' [' + v.nodes.slice(0, 3).map((n) => n.target.join(' '))
		    .join(' | ') + ']'),
		overflow: root.scrollWidth - root.clientWidth,
	};
}

async function check(context, file, findings) {
	const page = await context.newPage();
	const name = relative(site, file);

	page.on('console', (m) => {
		if (m.type() === 'error' || m.type() === 'warning')
			findings.push(`${name}: console: ${m.text()}`);
	});
	page.on('pageerror', (e) => findings.push(`${name}: ${e.message}`));
	page.on('request', (r) => {
		if (!/^(file|data):/.test(r.url()))
			findings.push(`${name}: request to ${r.url()}`);
	});
	page.on('requestfailed', (r) =>
	    findings.push(`${name}: cannot load ${r.url()}`));
	await page.goto(pathToFileURL(file).href);
	await page.evaluate(axe);
	const seen = await page.evaluate(inspect, TAGS);
	for (const v of seen.violations)
		findings.push(`${name}: axe: ${v}`);
	if (seen.overflow > 0)
		findings.push(`${name}: ${seen.overflow} px wider than the ` +
		    'screen');
	await page.close();
}

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM,
	args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
const files = pagesOf(site);
let total = 0;
for (const view of VIEWS) {
	const findings = [];
	const context = await browser.newContext({
		viewport: { width: view.width, height: 900 },
		colorScheme: view.colorScheme,
		bypassCSP: true,
	});
	for (const file of files)
		await check(context, file, findings);
	await context.close();
	for (const f of findings)
		console.error(`pages: ${view.name}: ${f}`);
	total += findings.length;
}
await browser.close();
console.log(`pages: ${files.length} pages in ${VIEWS.length} views, ` +
    `${total} findings`);
process.exit(total > 0 || files.length === 0 ? 1 : 0);
