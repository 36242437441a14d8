// Modules by name. What knows where their pieces lie comes with the first of them.
import { initSync } from "./app.js";
let pieces;
let asked = 0;
function load(module) {
    return async (callback, data) => {
        try {
            // A browser may remember that a script did not arrive: it is asked for by another address.
            pieces ??= import("./pieces.js" + (asked++ ? "?" + asked : ""));
            (await pieces)[module](callback, data);
        } catch (error) {
            pieces = undefined;
            console.error(error);
            initSync().__indirect_function_table.get(callback)(data, false);
        }
    };
}
