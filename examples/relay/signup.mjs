// Reports a signup from Node, without a dependency: what a handler of Express, Fastify or Next does.
//
//     reditus relay --outbox relay.db --migrate
//     node signup.mjs jane@example.com 42 'theme=dark; _gr_id=:3f0c:::::john::::affiliate'

import { pathToFileURL } from 'node:url';

const relay = process.env.REDITUS_RELAY_URL ?? 'http://127.0.0.1:8787';
const token = process.env.REDITUS_RELAY_TOKEN;

/**
 * Call it once the user is stored, and await it: when it returns, the conversion is on disk.
 * `cookie` is the request's whole `Cookie` header, or an empty string.
 */
export async function reportSignup({ email, uid, cookie }) {
    const headers = { 'content-type': 'application/json' };
    if (token) headers.authorization = `Bearer ${token}`;
    const body = JSON.stringify({ email, uid: uid == null ? undefined : String(uid), cookie: cookie ?? '' });
    for (let attempt = 1; ; attempt += 1) {
        try {
            const signal = AbortSignal.timeout(5000);
            const url = `${relay}/v2/tracking/click-conversion`;
            const response = await fetch(url, { method: 'POST', headers, body, signal });
            if (response.ok) return await response.json();
            // What is wrong with the request stays wrong. A 408, a proxy's 429 and a 5xx pass.
            const { error } = await response.json();
            const passes = response.status >= 500 || [408, 429].includes(response.status);
            if (!passes) throw Object.assign(new Error(error), { final: true });
            throw new Error(error);
        } catch (error) {
            // A second time changes nothing, so it is always safe to try again.
            if (error.final || attempt === 3) throw error;
            await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
        }
    }
}

// Only when run by itself, not when a handler imports it.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
    const [email, uid, cookie] = process.argv.slice(2);
    console.log(JSON.stringify(await reportSignup({ email, uid, cookie })));
}
