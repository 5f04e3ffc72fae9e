// Link, script, cookie, form, database, worker: the row on the sandbox's page, without a reload.

import { mkdirSync } from 'node:fs';
import { assert, passed, signUp, watch, withBrowser } from './shop.mjs';

const HOSTILE = '<img src=x onerror="window.hacked=1">';

await withBrowser(async (browser) => {
    const watcher = await watch(browser);
    const cases = [
        [['?red=john'], 'red@example.com', ['affiliate john', 'slug john']],
        [['?refby=ada'], 'refby@example.com', ['advocate ada', 'slug ada']],
        [['?via=max'], 'via@example.com', ['affiliate max']],
        // The last click wins, and a visit without a link keeps it.
        [['?red=john', '?red=mary', ''], 'last@example.com', ['affiliate mary', 'slug mary']],
        [[`?red=${encodeURIComponent(HOSTILE)}`], 'hostile@example.com', [HOSTILE]],
    ];
    for (const [index, [links, email, expected]] of cases.entries()) {
        await signUp(browser, links, email);
        await watcher.page.waitForFunction(
            (count) => document.querySelectorAll('#requests-table tbody tr').length === count,
            index + 1,
        );
        for (const text of ['V2', '201', 'recorded', `uid ${index + 1}`, ...expected]) await watcher.shows(text);
        const text = await watcher.page.content();
        assert.ok(!text.includes(email), 'no address until it is asked for');
        passed(links.join(', then '));
    }
    await signUp(browser, [''], 'nobody@example.com');
    await watcher.page.waitForTimeout(1000);
    assert.equal(await watcher.rows.count(), cases.length);
    passed('a visit without a link is no conversion');
    await watcher.end();

    mkdirSync('target/ci/browser', { recursive: true });
    for (const [name, options] of Object.entries({
        light: { viewport: { width: 1400, height: 900 }, colorScheme: 'light' },
        dark: { viewport: { width: 1400, height: 900 }, colorScheme: 'dark' },
        narrow: { viewport: { width: 360, height: 780 }, colorScheme: 'light' },
    })) {
        const view = await watch(browser, options);
        await view.shows('201');
        await view.page.screenshot({ path: `target/ci/browser/path-${name}.png`, fullPage: true });
        const wide = await view.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name}: nothing to scroll sideways`);
        await view.end();
        passed(`${name}: target/ci/browser/path-${name}.png`);
    }
});
