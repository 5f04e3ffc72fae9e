// A visitor of the service, next to somebody who watches the sandbox's page.

import { assert, base, open } from '../../../../crates/reditus-sandbox/tests/browser/driver.mjs';

export { assert, passed, withBrowser } from '../../../../crates/reditus-sandbox/tests/browser/driver.mjs';

export const shop = process.argv[3];

/** The sandbox's page, which is never loaded a second time. */
export async function watch(browser, options = { viewport: { width: 1400, height: 1000 } }) {
    const { page, requests, problems } = await open(browser, options);
    await page.goto(base);
    await page.locator('#live').filter({ hasText: 'live' }).waitFor();
    await page.evaluate(() => { window.sameDocument = true; });
    const newest = page.locator('#requests-table tbody tr').first();
    return {
        page,
        rows: page.locator('#requests-table tbody tr'),
        newest,
        shows: (text) => newest.filter({ hasText: text }).waitFor(),
        async end() {
            assert.equal(await page.evaluate(() => window.sameDocument), true, 'not reloaded');
            assert.equal(await page.evaluate(() => window.hacked), undefined);
            assert.deepEqual(problems, []);
            assert.ok(requests.every((url) => url.startsWith(base) || url.startsWith('data:')), requests.join());
        },
    };
}

/** Visits each of these links in turn, then signs up with the form. */
export async function signUp(browser, links, email) {
    const { context, page, requests, problems } = await open(browser);
    for (const link of links) await page.goto(`${shop}/${link}`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    const ours = (url) => url.startsWith(`${shop}/`) || url === `${base}/script.js`;
    assert.ok(requests.every(ours), `no request leaves the machine: ${requests.join()}`);
    assert.deepEqual(problems.filter((text) => !text.includes('404')), []); // no favicon
    await context.close();
}
