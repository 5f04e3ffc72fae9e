// What both drivers share: a browser, and a record of every request that it makes.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { chromium } = require(process.env.PLAYWRIGHT);

export const base = process.argv[2];
export { assert };

let checks = 0;
export function passed(what) {
    checks += 1;
    console.log(`ok: ${what}`);
}

/** Runs `drive` in a fresh browser, which is closed whatever happens. */
export async function withBrowser(drive) {
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ['--no-sandbox'], // CI runs as root
    });
    try {
        await drive(browser);
    } finally {
        await browser.close();
    }
    console.log(`${checks} checks`);
}

/** A page that fails the run on any console error, uncaught exception or dialog. */
export async function open(browser, options = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const requests = [];
    const problems = [];
    page.setDefaultTimeout(10_000);
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => {
        problems.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    return { context, page, requests, problems };
}
