'use strict';
const byId = (id) => document.getElementById(id);

// Everything from outside becomes a text node, never markup.
function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
}

/* ---- who, by what ---- */

const shown = new Set(); // the masked values that were asked for
let revealAll = false;

function masked(value, key) {
    if (!value.includes('@')) return element('span', value, 'mono');
    const button = element('button', undefined, 'mask');
    button.type = 'button';
    const [first] = value; // by code point
    const hidden = `${first === '@' ? '' : first}•••@•••`;
    const paint = () => {
        const open = revealAll || shown.has(key);
        button.textContent = open ? value : hidden;
        button.dataset.open = open ? 'yes' : 'no';
        button.setAttribute('aria-label', open ? `${value}, hide` : 'e-mail address, hidden: show');
    };
    button.addEventListener('click', () => {
        if (!shown.delete(key)) shown.add(key);
        paint();
    });
    button.repaint = paint;
    paint();
    return button;
}

// A UUID is told apart by its beginning.
function short(value, key) {
    if (value.length !== 36 || value.includes('@')) return masked(value, key);
    const made = element('span', `${value.slice(0, 8)}…`, 'mono');
    made.title = value;
    return made;
}

function line(label, node) {
    const made = element('span', undefined, 'line');
    if (label) made.append(element('span', `${label} `, 'soft'));
    made.append(node);
    return made;
}

function referrer(cell, sent, key) {
    const named = [['affiliate', sent.affiliate_slug], ['advocate', sent.advocate_slug], ['pk', sent.pk]];
    for (const [label, value] of named) {
        if (value) cell.append(line(label, masked(value, `${key}/${label}`)));
    }
    if (!cell.hasChildNodes() && sent.gr_id) cell.append(element('span', 'the click', 'soft'));
}

function customer(cell, sent, key) {
    if (sent.email) cell.append(line('', masked(sent.email, `${key}/email`)));
    if (sent.uid) cell.append(line('uid', masked(sent.uid, `${key}/uid`)));
}

// The cookie `_gr_id`: 11 fields, 9 in its older form.
function click(cell, value, key) {
    if (!value) return;
    const fields = value.split(':');
    if (fields.length !== 11 && fields.length !== 9) {
        const encoded = /%3a/i.test(value);
        const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
        const kind = encoded ? 'still percent-encoded' : uuid ? 'client id' : 'not a cookie of the script';
        cell.append(element('span', kind, encoded ? 'line pill warn' : 'line soft'));
        cell.append(line('', masked(value, `${key}/gr_id`)));
        return;
    }
    const [rl, id, , pk, uid, , slug, otherSlug, otherType, sub, programme] = fields;
    const kind = otherType ? `link by ?${otherType}`
        : programme === 'referral' ? 'advocate’s link'
        : slug ? 'affiliate’s link'
        : rl ? 'link by ?rl'
        : pk ? 'partner’s link' : 'visit';
    cell.append(element('span', kind, 'line'));
    const named = [['slug', slug], ['slug', otherSlug], ['rl', rl], ['pk', pk], ['uid', uid], ['sub id', sub], ['client', id]];
    named.filter(([, text]) => text).forEach(([label, text], at) => {
        cell.append(line(label, short(text, `${key}/click${at}`)));
    });
}

/* ---- tables ---- */

function cellOf(row, label) {
    const cell = element('td');
    cell.dataset.label = label;
    row.append(cell);
    const content = element('div');
    cell.append(content);
    return content;
}

function timeOf(cell, milliseconds) {
    const at = new Date(milliseconds);
    const made = element('time', at.toLocaleTimeString([], { hour12: false }));
    made.dateTime = at.toISOString();
    cell.append(made);
}

function response(cell, row) {
    const status = row.status;
    const kind = status >= 500 || (row.finished && !status) ? 'bad' : row.recorded ? 'good'
        : status >= 400 ? 'warn' : '';
    cell.append(element('span', status || (row.finished ? 'no response' : '…'), `pill ${kind}`), ' ');
    if (row.recorded) cell.append(element('span', 'recorded', 'soft'));
    if (row.reason) cell.append(element('span', row.reason, 'soft line'));
    if (row.fault) cell.append(line('fault', element('span', row.fault, 'mono')));
}

function requestRow(row) {
    const made = element('tr', undefined, 'new');
    const key = `r${row.number}`;
    timeOf(cellOf(made, 'Time'), row.at);
    const call = cellOf(made, 'Call');
    if (row.version) call.append(element('span', row.version.toUpperCase(), 'pill'), ' ');
    if (row.target || !row.version) call.append(element('span', row.target || 'connection', 'mono'));
    response(cellOf(made, 'Response'), row);
    const sent = row.sent || {};
    referrer(cellOf(made, 'Referrer'), sent, key);
    customer(cellOf(made, 'Customer'), sent, key);
    click(cellOf(made, 'Click'), sent.gr_id, key);
    return made;
}

function ledgerRow(entry) {
    const made = element('tr', undefined, 'new');
    const key = entry.id;
    timeOf(cellOf(made, 'Time'), entry.recorded_at * 1000);
    cellOf(made, 'Call').append(element('span', entry.version.toUpperCase(), 'pill'));
    const { kind, slug, pk } = entry.referrer;
    const sent = { email: entry.email, uid: entry.uid, gr_id: entry.gr_id, pk, [`${kind}_slug`]: slug };
    referrer(cellOf(made, 'Referrer'), sent, key);
    customer(cellOf(made, 'Customer'), sent, key);
    click(cellOf(made, 'Click'), entry.gr_id, key);
    return made;
}

const LATEST = 200;
const rows = new Map(); // by number
const requestsBody = byId('requests-table').tBodies[0];
const ledgerBody = byId('ledger-table').tBodies[0];

function showTable(name) {
    const empty = !byId(`${name}-table`).tBodies[0].hasChildNodes();
    byId(`${name}-table`).classList.toggle('hidden', empty);
    byId(`${name}-empty`).classList.toggle('hidden', !empty);
}

function showRequests(changed) {
    for (const row of changed) {
        const made = requestRow(row);
        const before = rows.get(row.number);
        if (before) {
            made.classList.remove('new');
            const focused = [...before.querySelectorAll('button')].indexOf(document.activeElement);
            before.replaceWith(made);
            made.querySelectorAll('button')[focused]?.focus();
        } else {
            requestsBody.prepend(made);
        }
        rows.set(row.number, made);
    }
    while (requestsBody.childElementCount > LATEST) requestsBody.lastElementChild.remove();
    const oldest = [...rows.keys()].slice(0, Math.max(0, rows.size - LATEST));
    oldest.forEach((number) => rows.delete(number));
}

function showLedger(entries) {
    entries.forEach((entry) => ledgerBody.prepend(ledgerRow(entry)));
    while (ledgerBody.childElementCount > LATEST) ledgerBody.lastElementChild.remove();
}

/* ---- faults and settings ---- */

function counted(names) {
    const runs = [];
    for (const name of names) {
        const last = runs.at(-1);
        if (last && last.name === name) last.times += 1; else runs.push({ name, times: 1 });
    }
    return runs.map(({ name, times }) => (times > 1 ? `${times} × ${name}` : name)).join(', ');
}

function showFaults({ script, always }) {
    const parts = [];
    if (script.length) parts.push(`Next: ${counted(script)}.`);
    if (always) parts.push(`${script.length ? 'Then every' : 'Every'} request: ${always}.`);
    byId('now-text').textContent = parts.join(' ') || 'The service is healthy.';
    byId('now').dataset.faulty = parts.length ? 'yes' : 'no';
    const button = byId('healthy');
    if (!parts.length && document.activeElement === button) document.querySelector('[name="strikes"]:checked').focus();
    button.classList.toggle('hidden', !parts.length);
    document.querySelectorAll('[data-fault]').forEach((button) => {
        const pressed = script.includes(button.dataset.fault) || always === button.dataset.fault;
        button.setAttribute('aria-pressed', pressed);
    });
}

let settings = '';

function showSettings(current) {
    showSnippets(current);
    const text = JSON.stringify(current);
    if (text === settings) return; // leaves alone what is being typed
    settings = text;
    byId('affiliates').value = (current.affiliates || []).join(', ');
    byId('advocates').value = (current.advocates || []).join(', ');
    byId('token').value = current.token || '';
    byId('rate-requests').value = current.rate_limit ? current.rate_limit.requests : '';
    byId('rate-seconds').value = current.rate_limit ? current.rate_limit.seconds : '';
}

function showSnippets({ token, affiliates, advocates }) {
    const base = location.origin;
    const given = token || 'any-token';
    const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
    const who = affiliates && !affiliates.length && advocates?.length
        ? { advocate_slug: advocates[0] } : { affiliate_slug: affiliates?.[0] || 'john' };
    const body = JSON.stringify({ ...who, uid: '42' });
    byId('snippet-env').textContent = `REDITUS_BASE_URL=${base}\nREDITUS_API_TOKEN=${shell(given)}`;
    byId('snippet-rust').textContent =
        `let client = reditus::Client::builder(${JSON.stringify(given)})\n    .base_url("${base}")\n    .build()?;`;
    byId('snippet-curl').textContent = `curl -i ${base}/v2/tracking/conversion \\\n`
        + `  -H ${shell(`Authorization: Bearer ${given}`)} \\\n`
        + `  -H 'Content-Type: application/json' \\\n  -d ${shell(body)}`;
    byId('snippet-script').textContent = `<script src="${base}/script.js"></${'script'}>`;
}

async function call(method, path, body) {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    if (response.ok) return '';
    const { error } = await response.json().catch(() => ({}));
    return error || `The sandbox responded with ${response.status}.`;
}

async function tell(note, work, done) {
    let text;
    try {
        text = await work() || done;
    } catch {
        text = 'The sandbox cannot be reached.';
    }
    byId(note).textContent = text;
}

document.querySelectorAll('[data-fault]').forEach((button) => {
    button.addEventListener('click', () => {
        const strikes = document.querySelector('[name="strikes"]:checked').value;
        const body = { fault: button.dataset.fault, strikes };
        tell('faults-note', () => call('POST', '/__sandbox/faults', body), '');
    });
});
byId('healthy').addEventListener('click', () => {
    tell('faults-note', () => call('DELETE', '/__sandbox/faults'), '');
});

byId('settings-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const slugs = (id) => {
        const given = byId(id).value.split(',').map((slug) => slug.trim()).filter(Boolean);
        return given.length ? given : null;
    };
    const requests = Number(byId('rate-requests').value);
    const seconds = Number(byId('rate-seconds').value) || 300;
    const body = {
        token: byId('token').value.trim() || null,
        affiliates: slugs('affiliates'),
        advocates: slugs('advocates'),
        rate_limit: requests ? { requests, seconds } : null,
    };
    tell('settings-note', () => call('PUT', '/__sandbox/settings', body), 'Saved.');
});

const resetButton = byId('reset');
let armed;
function disarm() {
    clearTimeout(armed);
    armed = undefined;
    resetButton.textContent = 'Forget everything';
}
resetButton.addEventListener('click', () => {
    if (armed === undefined) {
        armed = setTimeout(disarm, 4000);
        resetButton.textContent = 'Really forget?';
        return;
    }
    disarm();
    tell('settings-note', () => call('DELETE', '/__sandbox/records'), 'Forgotten: the ledger and all requests.');
});

byId('reveal').addEventListener('click', () => {
    revealAll = !revealAll;
    shown.clear();
    byId('reveal').setAttribute('aria-pressed', revealAll);
    byId('reveal').textContent = revealAll ? 'Hide e-mails' : 'Show e-mails';
    document.querySelectorAll('button.mask').forEach((button) => button.repaint());
});

byId('try').addEventListener('click', async () => {
    const current = JSON.parse(settings || '{}');
    const { affiliates, advocates, token } = current;
    const who = affiliates && !affiliates.length && advocates?.length
        ? { advocate_slug: advocates[0] } : { affiliate_slug: affiliates?.[0] || 'john' };
    const id = Math.random().toString(36).slice(2, 8);
    const body = { ...who, email: `test-${id}@example.com`, uid: `test-${id}` };
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token || 'any-token'}` };
    // Whatever happens to it is in the table of requests; a hanging one is given up.
    const signal = AbortSignal.timeout(10_000);
    fetch('/v2/tracking/conversion', { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'manual' })
        .then((response) => response.body?.cancel()).catch(() => {});
});

document.querySelectorAll('[data-copy]').forEach((button) => {
    const label = button.firstChild;
    button.addEventListener('click', async () => {
        const source = byId(button.dataset.copy);
        try {
            await navigator.clipboard.writeText(source.textContent);
            label.data = 'Copied';
            setTimeout(() => { label.data = 'Copy'; }, 1500);
        } catch { // no clipboard without https, except on localhost
            getSelection().selectAllChildren(source);
        }
    });
});

/* ---- what happens, as it happens ---- */

const live = byId('live');
function showLive(yes) {
    live.dataset.live = yes ? 'yes' : 'no';
    live.textContent = yes ? 'live' : 'reconnecting';
}
let first = true;
const events = new EventSource('/__sandbox/events');
events.addEventListener('open', () => showLive(true));
events.addEventListener('error', () => showLive(false));
events.addEventListener('message', (event) => {
    const update = JSON.parse(event.data);
    if (first && update.requests && matchMedia('(max-width: 68rem)').matches) {
        document.querySelector('#connect details').open = false; // it has served its purpose
    }
    first = false;
    if (update.reset) {
        rows.clear();
        shown.clear();
        requestsBody.replaceChildren();
        ledgerBody.replaceChildren();
    }
    showRequests(update.rows);
    showLedger(update.entries);
    showTable('requests');
    showTable('ledger');
    showFaults(update);
    showSettings(update.settings);
    byId('count-recorded').textContent = update.recorded;
    byId('count-requests').textContent = update.requests;
});
