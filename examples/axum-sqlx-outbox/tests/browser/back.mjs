// The service is healthy again, by its button.

import { passed, watch, withBrowser } from './shop.mjs';

await withBrowser(async (browser) => {
    const watcher = await watch(browser);
    await watcher.page.locator('#healthy').click();
    await watcher.page.locator('#now-text').filter({ hasText: 'healthy' }).waitFor();
    await watcher.end();
    passed('the service is back');
});
