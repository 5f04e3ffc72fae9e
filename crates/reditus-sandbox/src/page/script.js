// Stands in for the vendor's tracking script: on a visit by a referral link it sets the cookie
// `_gr_id` as that script does, so that a sign-up can be tried from end to end. It sends nothing.
(() => {
    'use strict';
    const DAYS = 60;
    const COMPETITORS = ['via', 'wpcr', 'fpr', 'fp_ref', 'ps_partner_key'];

    // A page may call the vendor's global. Here the backend reports the conversion.
    window.gr = window.gr || (() => {});

    const query = new URLSearchParams(location.search);
    const value = (...names) => names.map((name) => query.get(name)).find(Boolean) || '';

    const link = value('rl');
    const key = value('gr_pk', '_pk');
    const affiliate = value('red');
    const advocate = affiliate ? '' : value('refby');
    const competitor = COMPETITORS.find((name) => query.get(name)) || '';
    const subId = value('sid');
    if (!(link || key || affiliate || advocate || competitor || subId)) return; // not a referral

    const fields = [
        link,
        uuid(), // the client id: new with each click
        '',
        key,
        '', // the affiliate's uid, which is deprecated
        '',
        affiliate || advocate,
        competitor && query.get(competitor),
        competitor,
        subId,
        advocate ? 'referral' : 'affiliate',
    ];
    // Percent-encoded once, as a whole. It replaces the cookie of an earlier click.
    const cookie = encodeURIComponent(fields.join(':'));
    document.cookie = `_gr_id=${cookie}; path=/; max-age=${DAYS * 24 * 60 * 60}; samesite=lax`;

    // crypto.randomUUID exists only on https and localhost.
    function uuid() {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
        return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    }
})();
