// Every message from the page to the shell passes here first, in a frame of its own that the page cannot reach.
// Only the clinic's commands and what the window itself needs go through, each with a payload that is plain data.
const OWN = /^[a-z]+(_[a-z]+)+$/;
const WINDOW = new Set([
  "plugin:event|listen",
  "plugin:event|unlisten",
  "plugin:event|emit",
  "plugin:window|close",
  "plugin:window|destroy",
]);

window.__TAURI_ISOLATION_HOOK__ = (message) => {
  const command = message && message.cmd;
  if (typeof command !== "string" || !(OWN.test(command) || WINDOW.has(command))) {
    throw new Error("this message does not belong to Clinic Desk: " + String(command));
  }
  return message;
};
