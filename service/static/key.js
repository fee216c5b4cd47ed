// The key for the service, kept for as long as this tab is open.

const NAME = "konkyo-key";
// Where a browser refuses to store anything, a key lives until the page is left.
let here = "";

/** The key that is kept, or "". */
export function keptKey() {
  try {
    return sessionStorage.getItem(NAME) ?? here;
  } catch {
    return here;
  }
}

/** Keep a key, or forget it when it is "". */
export function keepKey(key) {
  here = key;
  try {
    if (key === "") sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, key);
  } catch {
    // It is kept here.
  }
}

/** Whether this can be a key at all: another could not even be sent. */
export function isKey(text) {
  return /^[\x21-\x7e]+$/.test(text);
}
