const PACKS = __PACKS__;
const PLACES = __PLACES__;
const packs = {};
function pack(index) {
    if (!packs[index]) {
        const fetched = fetch(new URL("./" + PACKS[index], import.meta.url)).then((response) => {
            if (!response.ok) throw new Error(response.url + " " + response.status);
            return response.arrayBuffer();
        });
        // What did not arrive is asked for again.
        fetched.catch(() => delete packs[index]);
        packs[index] = fetched;
    }
    return packs[index];
}
async function piece(name) {
    const places = PLACES[name];
    // A module's own piece is asked for after those it shares: let it say which pack is fetched.
    if (places.length > 1) await undefined;
    const [index, from, to] = places.find(([index]) => packs[index]) || places[0];
    return new Uint8Array(await pack(index), from, to - from);
}
