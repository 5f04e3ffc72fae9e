// `/script.js` on a landing page of another origin: which cookie it sets for which link.

import { createServer } from 'node:http';
import { assert, base, open, passed, withBrowser } from './driver.mjs';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const landing = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!DOCTYPE html><title>Shop</title><script src="${base}/script.js"></script>
        <script>gr('track', 'conversion', { email: 'jane@example.com' })</script>`);
});
await new Promise((resolve) => landing.listen(0, '127.0.0.1', resolve));
const shop = `http://127.0.0.1:${landing.address().port}`;

/** Decodes a cookie once and puts the client id aside. */
function decode(cookie) {
    const fields = decodeURIComponent(cookie.value).split(':');
    const [id] = fields.splice(1, 1, 'ID');
    return { id, fields: fields.join(':') };
}

await withBrowser(async (browser) => {
    // Fields: rl, client id, -, pk, uid, -, slug, competitor's slug and type, sub id, programme.
    const cases = [
        ['?red=john', ':ID:::::john::::affiliate'],
        ['?refby=ada', ':ID:::::ada::::referral'],
        ['?red=john&refby=ada', ':ID:::::john::::affiliate'],
        ['?via=max', ':ID::::::max:via::affiliate'],
        ['?wpcr=max', ':ID::::::max:wpcr::affiliate'],
        ['?fpr=max', ':ID::::::max:fpr::affiliate'],
        ['?fp_ref=max', ':ID::::::max:fp_ref::affiliate'],
        ['?ps_partner_key=max', ':ID::::::max:ps_partner_key::affiliate'],
        ['?rl=spring', 'spring:ID:::::::::affiliate'],
        ['?gr_pk=key', ':ID::key:::::::affiliate'],
        ['?_pk=key', ':ID::key:::::::affiliate'],
        ['?sid=mail', ':ID::::::::mail:affiliate'],
        ['?rl=spring&red=john&gr_pk=key&sid=mail', 'spring:ID::key:::john:::mail:affiliate'],
        ['?red=j%C3%B6rg%20%3B%20path%3D%2Fx', ':ID:::::jörg ; path=/x::::affiliate'],
    ];
    const ids = new Set();
    for (const [query, expected] of cases) {
        const { context, page, requests, problems } = await open(browser);
        await page.goto(`${shop}/${query}`);
        const cookies = await context.cookies();
        assert.equal(cookies.length, 1, query);
        const [cookie] = cookies;
        const { id, fields } = decode(cookie);
        assert.equal(cookie.name, '_gr_id');
        assert.equal(fields, expected, query);
        assert.match(id, UUID);
        ids.add(id);
        assert.ok(!/[:; ]/.test(cookie.value), `percent-encoded: ${cookie.value}`);
        assert.deepEqual([cookie.path, cookie.httpOnly], ['/', false]);
        const days = (cookie.expires - Date.now() / 1000) / 86_400;
        assert.ok(days > 59 && days < 61, `${days} days`);
        assert.deepEqual(problems.filter((text) => !text.includes('favicon') && !text.includes('404')), []);
        assert.ok(requests.every((url) => url.startsWith(`${shop}/`) || url === `${base}/script.js`), requests.join());
        await context.close();
        passed(query);
    }
    assert.equal(ids.size, cases.length, 'each click has an id of its own');

    const { context, page } = await open(browser);
    for (const query of ['', '?utm_source=mail', '?red=', '?RED=john']) {
        await page.goto(`${shop}/${query}`);
        assert.deepEqual(await context.cookies(), [], query);
    }
    passed('no cookie without a referral link');
    await page.goto(`${shop}/deep/page?red=john`);
    const [first] = await context.cookies();
    await page.goto(`${shop}/`);
    assert.deepEqual((await context.cookies())[0].value, first.value);
    passed('a visit without a link keeps the cookie');
    await page.goto(`${shop}/?refby=ada`);
    const cookies = await context.cookies();
    assert.equal(cookies.length, 1);
    assert.equal(decode(cookies[0]).fields, ':ID:::::ada::::referral');
    assert.notEqual(decode(cookies[0]).id, decode(first).id);
    passed('the last click wins');
});
landing.close();
