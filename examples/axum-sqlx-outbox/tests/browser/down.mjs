// The button for a fault of every request, then a signup: it is tried, and nothing is recorded.

import { assert, passed, signUp, watch, withBrowser } from './shop.mjs';

await withBrowser(async (browser) => {
    const watcher = await watch(browser);
    await watcher.page.getByLabel('every request').check();
    await watcher.page.locator('button[data-fault="503"]').click();
    await watcher.page.locator('#now-text').filter({ hasText: '503' }).waitFor();
    passed('the service is down');
    await signUp(browser, ['?red=john'], 'down@example.com');
    await watcher.shows('503');
    assert.equal(await watcher.page.locator('#count-recorded').textContent(), '0');
    await watcher.end();
    passed('the signup succeeds all the same');
});
