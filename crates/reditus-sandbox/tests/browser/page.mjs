// The page at `/`: what it shows as it happens, what its controls do, and what it never does.

import { mkdirSync } from 'node:fs';
import { assert, base, open, passed, withBrowser } from './driver.mjs';

const HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>';
const CLICK = ':3f2a9c1e-7b1d-4c55-9a1b-2f0c77aa9e10:::::john::::affiliate';

function report(conversion) {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer t0ken' };
    const body = JSON.stringify(conversion);
    return fetch(`${base}/v2/tracking/conversion`, { method: 'POST', headers, body })
        .then((response) => response.status, () => 'none');
}

await withBrowser(async (browser) => {
    const { page, requests, problems } = await open(browser, { viewport: { width: 1400, height: 1000 } });
    const rows = page.locator('#requests-table tbody tr');
    const newest = rows.first();
    const has = (locator, text) => locator.filter({ hasText: text }).first().waitFor();
    const dom = () => page.evaluate(() => {
        const copy = document.documentElement.cloneNode(true);
        copy.querySelectorAll('script').forEach((script) => script.remove());
        return copy.outerHTML + [...document.querySelectorAll('input')].map((input) => input.value).join();
    });

    await page.goto(base);
    await has(page.locator('#live'), 'live');
    assert.equal(await rows.count(), 0);
    assert.match(await page.locator('#snippet-curl').textContent(), /Bearer t0ken/);
    assert.match(await page.locator('#snippet-rust').textContent(), new RegExp(`"t0ken"[^]*${base}`));
    await page.evaluate(() => { window.sameDocument = true; });
    passed('it shows how to point a client at the sandbox');

    assert.equal(await report({ affiliate_slug: 'john', email: 'jane@example.com', uid: '42', gr_id: CLICK }), 201);
    await has(newest, 'affiliate’s link');
    for (const part of ['V2', '201', 'recorded', 'affiliate john', 'uid 42', 'slug john', '3f2a9c1e…']) {
        await has(newest, part);
    }
    await has(page.locator('#ledger-table tbody tr'), 'uid 42');
    assert.equal(await page.locator('#count-recorded').textContent(), '1');
    passed('a row arrives without a reload, with the click decoded');

    assert.ok((await dom()).includes('uid'));
    assert.ok(!(await dom()).includes('example.com'));
    await newest.locator('button.mask').click();
    await has(newest, 'jane@example.com');
    assert.ok(!(await page.locator('#ledger').innerHTML()).includes('example.com'), 'only the one asked for');
    await newest.locator('button.mask').click();
    assert.ok(!(await dom()).includes('example.com'));
    await page.locator('#reveal').click();
    await has(page.locator('#ledger'), 'jane@example.com');
    await page.locator('#reveal').click();
    assert.ok(!(await dom()).includes('example.com'));
    passed('no e-mail address is in the document until it is asked for');

    await page.locator('[data-fault="reset-recorded"]').click();
    await has(page.locator('#now'), 'Next: reset-recorded.');
    assert.equal(await report({ affiliate_slug: 'john', uid: '43' }), 'none');
    await has(newest, 'no response');
    await has(newest, 'fault reset-recorded');
    await has(page.locator('#now'), 'The service is healthy.');
    assert.equal(await report({ affiliate_slug: 'john', uid: '43' }), 409);
    await has(newest, 'Referral already exists');
    passed('a fault at a click strikes the next request, and a retry gets a 409');

    assert.equal(await report({ affiliate_slug: HOSTILE, email: `${HOSTILE}@x`, uid: HOSTILE, gr_id: HOSTILE }), 201);
    await has(newest, 'onerror');
    await page.locator('#reveal').click();
    await has(newest, '@x');
    await page.locator('#reveal').click();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.locator('script').count(), 1);
    const injected = await page.evaluate(() => {
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hacked=3">');
        return new Promise((resolve) => setTimeout(() => resolve(window.hacked), 300));
    });
    assert.equal(injected, undefined, 'the policy stops even markup that got in');
    assert.ok(problems.length > 0 && problems.every((text) => /Content Security Policy|ERR_/.test(text)), problems.join());
    problems.length = 0;
    passed('a hostile slug does nothing, and the policy would stop it if it did');

    // From here on, no pointer.
    const focus = async (selector) => {
        for (let step = 0; step < 120; step += 1) {
            await page.keyboard.press('Tab');
            if (await page.evaluate((at) => document.activeElement.matches(at), selector)) {
                const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
                assert.notEqual(outline, 'none', `${selector} shows its focus`);
                return;
            }
        }
        assert.fail(`${selector} cannot be reached with Tab`);
    };
    await page.evaluate(() => document.activeElement.blur());
    await focus('[name="strikes"]');
    await page.keyboard.press('ArrowRight');
    await focus('[data-fault="503"]');
    await page.keyboard.press('Enter');
    await has(page.locator('#now'), 'Every request: 503.');
    assert.deepEqual([await report({ affiliate_slug: 'john', uid: '44' }), await report({ affiliate_slug: 'john', uid: '44' })], [503, 503]);
    await focus('#healthy');
    await page.keyboard.press('Space');
    await has(page.locator('#now'), 'The service is healthy.');
    const kept = await page.evaluate(() => document.activeElement !== document.body);
    assert.ok(kept, 'the focus is not lost with the button');
    passed('faults, by keyboard');

    await focus('#affiliates');
    await page.keyboard.type('anna, bert');
    await focus('#rate-requests');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await has(page.locator('#settings-note'), 'Saved.');
    assert.equal(await report({ affiliate_slug: 'john', uid: '45' }), 400);
    await has(newest, 'Invalid affiliate slug');
    assert.equal(await report({ affiliate_slug: 'bert', uid: '45' }), 201);
    assert.equal(await report({ affiliate_slug: 'bert', uid: '46' }), 429);
    await has(newest, 'Rate limit exceeded');
    assert.match(await page.locator('#snippet-curl').textContent(), /"affiliate_slug":"anna"/);
    passed('slugs and the rate limit, by keyboard');

    await focus('#reset');
    await page.keyboard.press('Enter');
    await has(page.locator('#reset'), 'Really forget?');
    assert.notEqual(await rows.count(), 0, 'one press forgets nothing');
    await page.keyboard.press('Enter');
    await page.locator('#requests-empty').waitFor();
    assert.equal(await rows.count(), 0);
    await page.keyboard.press('Shift+Tab');
    await focus('#try');
    await page.keyboard.press('Enter');
    await has(newest, '201');
    await focus('button.mask');
    await page.keyboard.press('Enter');
    await has(newest, '@example.com');
    passed('reset, a test conversion and its address, by keyboard');

    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.deepEqual(problems, []);
    const elsewhere = requests.filter((url) => !url.startsWith(`${base}/`) && !url.startsWith('data:'));
    assert.deepEqual(elsewhere.filter((url) => url !== `${base}/x`), []);
    assert.ok(requests.length >= 6, requests.join());
    passed(`${requests.length} requests, none of which left the machine`);

    mkdirSync('target/ci/browser', { recursive: true });
    for (const [name, options] of Object.entries({
        light: { viewport: { width: 1400, height: 1000 }, colorScheme: 'light' },
        dark: { viewport: { width: 1400, height: 1000 }, colorScheme: 'dark' },
        narrow: { viewport: { width: 360, height: 780 }, colorScheme: 'light' },
    })) {
        const view = await open(browser, options);
        await view.page.goto(base);
        await has(view.page.locator('#requests-table tbody tr'), '201');
        await view.page.screenshot({ path: `target/ci/browser/${name}.png`, fullPage: true });
        const [wide, height, background] = await view.page.evaluate(() => [
            document.documentElement.scrollWidth - innerWidth,
            Math.min(...[...document.querySelectorAll('.chips button')].filter((b) => b.offsetParent).map((b) => b.offsetHeight)),
            getComputedStyle(document.body).backgroundColor,
        ]);
        assert.ok(wide <= 0, `${name}: nothing to scroll sideways`);
        assert.ok(name !== 'narrow' || height >= 40, `${name}: buttons are large enough to touch`);
        const sum = background.match(/\d+/g).slice(0, 3).reduce((all, part) => all + Number(part), 0);
        assert.equal(sum < 200, name === 'dark', background);
        assert.deepEqual(view.problems, []);
        passed(`${name}: it fits, and target/ci/browser/${name}.png shows it`);
    }
});
