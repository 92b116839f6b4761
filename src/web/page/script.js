// What the page does: one table of texts, what the server is asked, the sound, and a function per view.
"use strict";

// ---- texts: every word that the page says, in one table ------------------------------------------

const TEXT = {
  skip: "To the content",
  nav_label: "Views",
  nav: { now: "Now", listen: "Listen", takes: "Takes", more: "More" },
  state: { starting: "Starting", armed: "Armed", recording: "Recording", fault: "Fault", unknown: "Not known", gone: "Away" },
  states: {
    starting: "The recorder has just begun and looks for its microphone and its card.",
    armed: "Sound comes in; nothing is written yet.",
    recording: "A take is being written.",
    fault: "Nothing can be recorded now. What to do stands below.",
    unknown: "The recorder has not told its state yet.",
  },
  away_page: "No connection to the recorder since {time}. What stands here is old. The page tries again by itself; stay near, and look whether the phone is in the recorder's network.",
  away_recorder: "The page answers, the recorder does not, since {time}: {error}. The page goes on by itself when it is back.",
  error: "{error}",
  no_answer: "no answer: the connection is gone; try again when the page is connected",
  not_in: "this phone is not let in; ask at the door",
  not_in_more: "This phone is not let in any more.",
  status_code: "answer {code} of the recorder; load the page again",
  close: "Close", undo: "Undo", back: "Back to the takes", none: "none", unknown: "not known",

  door_title: "Let this phone in",
  door_why: "To see and steer this recorder, stand beside it or know its password.",
  door_how: "You get four digits. Then hold the recorder's button for 5 seconds while no take runs, or type the digits at its command line.",
  door_ask: "Ask to be let in",
  door_digits: "The number of this phone",
  door_hold: "Hold the recorder's button for 5 seconds while no take runs. Three flashes of its light: this phone is in.",
  door_command: "Or, at the recorder's command line: sudo redstart-web pair {digits}",
  door_no_button: "At the recorder's command line: sudo redstart-web pair {digits}",
  door_why_not: "No button can be held: the recorder has none, or is not there.",
  door_left: { one: "1 second left", many: "{n} seconds left" },
  door_over: "Not let in: {error}",
  door_late: "nobody held the button in time; ask again",
  door_password: "Or with the password",
  password: "Password",
  door_login: "Let in",
  open_air: "What is not encrypted: this page comes by http, so everybody in the same network who tries can read what it shows and what you type, sound and password too. Use a network whose key only you know.",
  sealed: "The connection is encrypted by the certificate that the recorder was given.",
  reading_only: "Anybody may look here. To start, stop or change something this phone has to be let in.",
  reading_ask: "Let this phone in",

  steps_title: "This phone is in",
  steps: [
    "Give this phone a name below, so that you know it in the list of phones.",
    "Look at the levels under Now and speak: loud sound should not light the red field at the end of a bar.",
    "Put on headphones and press Listen.",
    "Press Start, wait until the time runs, then you may walk away: the recorder needs no phone.",
    "Come back, press Stop, and take the file home under Takes.",
  ],
  steps_home: "For quick access add this page to the home screen (Share, then Add to Home Screen).",
  steps_name: "Name of this phone",
  steps_go: "To the recorder",
  save: "Save",
  saved: "Saved.",

  now_title: "Now",
  take_facts: "{rate} kHz, {channels}, {format}",
  channels: { one: "1 channel", many: "{n} channels" },
  no_time: "--:--:--",
  on_card: "Safe on the card",
  lost: "Lost",
  lost_nothing: "nothing",
  gaps: { one: "1 gap", many: "{n} gaps" },
  marks: { one: "1 mark", many: "{n} marks" },
  frames: { one: "1 frame", many: "{n} frames" },
  levels_none: "No levels: the microphone is away.",
  level_of: "Level of channel {n}",
  level_text: "{n} dBFS",
  clip: "clip", dbfs: "dBFS",
  clips_of: "{n} clips",
  start: "Start", stop: "Stop", mark: "Mark", split: "Split",
  mark_text: "Text of the mark (may be empty)",
  mark_new: "Marked.",
  split_done: "Goes on in a new file, not a frame lost.",
  started: "The take has begun.",
  stopped: "The take is on the card.",
  room: "Room left",
  hours: "{n} h", minutes: "{n} min",
  clock: "Clock",
  clocks: { synchronised: "synchronised", set: "set, not synchronised", "not set": "not set", "from a phone": "from a phone" },
  last_take: "Last take",
  listening: "Listening",
  people: { one: "1 phone", many: "{n} phones" },
  microphone: "Microphone",
  slowest: "Slowest write",
  milliseconds: "{n} ms",
  facts: "The recorder",
  cause: "Cause", remedy: "What to do",
  remedy_none: "Look at the log of the recorder.",
  faults: {
    "no-device": "Microphone away", "no-storage": "Card cannot be used", "storage-full": "Card full", "storage-slow": "Card does not answer",
    overrun: "Frames were lost", "clock-unset": "Clock not set", "bad-configuration": "Configuration wrong",
  },
  warnings: {
    silent: "Silence", "dead-channel": "Dead channel", "same-channels": "Same sound twice", clipping: "Too loud", "dc-offset": "Off the middle", muted: "Muted",
  },
  clock_offer: "The recorder's clock is not synchronised. This phone says {time}.",
  clock_differs: "The recorder says {time}.",
  clock_give: "Give the recorder this time",
  clock_given: "The takes of this boot are dated by this phone, right to {n} ms.",
  place: "Place",
  place_hint: "Paste a link from a map, or type latitude, longitude. It becomes the note place of the takes that are started here.",
  place_field: "Map link or latitude, longitude",
  place_is: "Place of the next take: {place}",
  place_none: "No place yet.",
  place_not: "That holds no place: a short link hides it; open it in the map first and copy the long one, or type 52.5163, 13.3777.",
  place_clear: "Forget the place",

  listen_title: "Listen",
  listen_why: "Live sound of the microphone, about half a second late. A slow network costs this phone sound, never the take.",
  listen_start: "Listen", listen_stop: "Stop listening",
  listen_rate: "Quality",
  listen_rates: { 16000: "16 kHz, for a weak network", 24000: "24 kHz", 48000: "48 kHz", 400000: "as recorded" },
  listen_channels: "Channels",
  listen_ways: { 1: "Mono", 2: "Stereo" },
  listen_gain: "Gain of the headphones",
  listen_gain_value: "{n} dB",
  listen_highpass: "High-pass",
  listen_highpasses: { 0: "off", 80: "80 Hz, wind", 150: "150 Hz", 300: "300 Hz", 1000: "1 kHz, birds only" },
  listen_only: "Gain and high-pass are of these headphones alone; the take is not changed. A limiter keeps loud sound from the ears.",
  listen_state: { off: "Not listening", wait: "Connecting", on: "Listening", again: "Lost; trying again", refused: "Not now; asking again" },
  listen_heard: "Heard",
  listen_frames: "Frames received",
  listen_lost: "Frames lost on the way",
  listen_breaks: "Breaks of the counter",
  listen_pauses: "Pauses of the network",
  listen_skipped: "Left out to keep up",
  listen_late: "Behind by",
  listen_sent: "Sent as",
  seconds: "{n} s",
  listen_full: "four listen already; ask one of them to stop",

  takes_title: "Takes",
  takes_none: "No take yet.",
  takes_more: "Older takes",
  takes_undated: "Without a date",
  takes_new: "A new take is there: load the list again",
  took: "Take {file}",
  loading: "Loading",
  verdicts: { good: "good" },
  verified: "verified", not_verified: "damaged", kept: "kept", deleted: "deleted",
  peak: "Peak", verdict: "Verdict", length: "Length", began: "Began", format: "Format", size: "Size", noted: "Note", whole: "Verified",
  whole_yes: "yes: the sound is the one that was written", whole_no: "no: the sound is not the one that was written", whole_unknown: "not yet",
  play: "Play", pause: "Pause", seek: "Position", seconds_back: "10 s back", seconds_on: "10 s on",
  position: "{at} of {length}",
  picture: "Waveform and spectrogram of the take; a tap plays from there",
  hertz: "{n} Hz", kilohertz: "{n} kHz",
  picture_made: "The picture is being made: {n} %",
  picture_not: "No picture: {error}",
  play_not: "this phone cannot play it; download the file instead",
  mark_list: "Marks",
  mark_unnamed: "mark",
  mark_go: "Play from ",
  downloads: "Take it home",
  load_wav: "Sound, WAV", load_flac: "Sound, FLAC", load_sidecar: "Sidecar, JSON", load_labels: "Labels for Audacity",
  keep: "Keep for ever", keep_sure: "Really? Only the command line takes it back", keep_is: "Kept: never removed to make room",
  note_field: "Note (at most 256 bytes)", note_place: "Add the place",
  remove: "Delete",
  removed: "{file} is deleted in a minute.",
  removed_is: "This take is deleted, and gone for good within a minute.",
  removed_left: "Undo ({n} s)",
  undone: "The take is back.",
  not_over: "The take is not over: it can be taken home when it is stopped.",
  no_take: "There is no such take any more.",

  more_title: "More",
  more: { steps: "First steps", report: "Report of the deployment", settings: "Settings and doctor", phones: "Phones that are let in" },
  report_files: "{n} in {files} files",
  ended: { unknown: "still running, or not known" },

  report_title: "Report",
  report_from: "From", report_to: "To (included)", report_make: "Show",
  report_rows: {
    hours_wanted: "Time from the first to the last sound", hours_heard: "Of it on the card", takes: "Takes", clips: "Clips",
    without_sidecar: "Files without sidecar", unreadable: "Unreadable files",
  },
  report_worst: "Slowest write", report_drift: "Clock of the microphone", report_undated: "Files without a date", report_gaps: "Gaps", report_pauses: "Pauses", report_silent: "Silent minutes", report_ended: "Ended by",
  report_channel: "channel {n}",
  report_range: "{least} to {most} ppm",
  report_count: "{n} ({time})",
  report_caption: "What came of {from} to {to}",

  settings_title: "Settings",
  settings_why: "What is in force. To change something edit redstart.toml (the service's is /etc/redstart/redstart.toml) at the recorder's command line.",
  settings_default: "Default: {value}", settings_range: "Takes: {range}",
  settings_top: "general",
  doctor_title: "Last verdict of the doctor",
  doctor_verdict: { go: "Go", "no-go": "No go" },
  doctor_when: "Asked {time}",
  doctor_result: { ok: "ok", warn: "warning", "no-go": "no go", "not-here": "not here" },
  doctor_caption: "What was tried",

  phones_title: "Phones",
  phones_this: "this phone",
  phones_since: "Let in {time}", phones_seen: "last seen {time}",
  phones_unnamed: "A phone without a name",
  phones_revoke: "Revoke", phones_sure: "Really revoke {name}?",
  phones_revoked: "Revoked; it sees only the door now.",
};

function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

function count(words, n) {
  return fill(n === 1 ? words.one : words.many, { n: number(n) });
}

// ---- figures as people read them -----------------------------------------------------------------

const number = (value, places = 0) =>
  Number(value).toLocaleString("en", { maximumFractionDigits: places, minimumFractionDigits: places });

const two = (value) => String(value).padStart(2, "0");

function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return two(Math.floor(whole / 3600)) + ":" + two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60);
}

const decibels = (value) => (value === null || value === undefined ? "-\u221e" : number(value, 1).replace("-", "\u2212"));

function bytes(n) {
  const unit = n >= 1e9 ? ["GB", 1e9] : n >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
  return number(n / unit[1], 1) + " " + unit[0];
}

const two_of = (options) => (time) => (time ? new Intl.DateTimeFormat("en-GB", options).format(new Date(time)) : TEXT.unknown);
const clock_time = two_of({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day_of = two_of({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const moment = two_of({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });

const base_name = (file) => file.slice(file.lastIndexOf("/") + 1);
const stem = (file) => file.replace(/\.(wav|flac)$/, "");
const url_of = (file) => file.split("/").map(encodeURIComponent).join("/");

/** "object: cause; remedy", as every error of Redstart's is; null where a part is missing. */
function parts_of(reason) {
  const found = /^(.+?): (.+)$/.exec(reason) || [null, null, reason];
  const cut = found[2].indexOf("; ");
  return {
    object: found[1],
    cause: cut < 0 ? found[2] : found[2].slice(0, cut),
    remedy: cut < 0 ? null : found[2].slice(cut + 2),
  };
}

/** "52.51630,13.37770" of a map's link or of typed numbers; null where there is no place in it. */
function place_of(text) {
  let link = text.trim();
  try {
    link = decodeURIComponent(link);
  } catch (error) {
    // a lone percent sign: taken as it stands
  }
  const degrees = "(-?\\d{1,3}(?:\\.\\d+)?)";
  const shapes = [
    `!3d${degrees}!4d${degrees}`,
    `mlat=${degrees}&mlon=${degrees}`,
    `[?&](?:q|query|ll|sll|coordinate|center|destination|daddr)=(?:loc:)?${degrees},\\s*${degrees}`,
    `@${degrees},${degrees}`,
    `#map=\\d+(?:\\.\\d+)?/${degrees}/${degrees}`,
    `^geo:${degrees},${degrees}`,
    `^${degrees}[,;\\s]+${degrees}$`,
  ];
  for (const shape of shapes) {
    const found = new RegExp(shape).exec(link);
    if (!found) continue;
    const [latitude, longitude] = [Number(found[1]), Number(found[2])];
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return latitude.toFixed(5) + "," + longitude.toFixed(5);
  }
  return null;
}

// ---- elements ------------------------------------------------------------------------------------

const by_id = (id) => document.getElementById(id);

/** An element: attributes, "on..." handlers, and children that are nodes or text; never markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Only what changed is touched: a screen reader and a selection stay where they are. */
function put(node, text) {
  if (node.textContent !== String(text)) node.textContent = text;
}

function put_children(node, ...children) {
  while (node.firstChild) node.firstChild.remove();
  node.append(...children.flat());
}

function facts(...rows) {
  return el("dl", { class: "facts" }, rows.filter(Boolean).map(([name, value, id]) =>
    el("div", {}, el("dt", {}, name), el("dd", { id: id || null }, value))));
}

function chip(text, kind = "") {
  return el("span", { class: "chip " + kind }, text);
}

function title(text) {
  return el("h1", { tabindex: "-1" }, text);
}

/** A sentence above the page, read aloud; errors stay until they are closed. */
function say(text, options = {}) {
  const close = options.bad ? el("button", { type: "button", onclick: () => toast.remove() }, TEXT.close) : null;
  const toast = el("div", { class: "toast" + (options.bad ? " bad" : "") + (close || options.button ? " stay" : "") }, el("span", {}, text), options.button || close || "");
  put_children(by_id("said"), toast);
  if (!options.bad && !options.button) setTimeout(() => toast.remove(), 4000);
  return toast;
}

const fail = (error) => say(fill(TEXT.error, { error: error.message }), { bad: true });

/** What one does next, or sees next, is not about the last error any more. */
function forget_error() {
  const toast = by_id("said").querySelector(".bad");
  if (toast) toast.remove();
}

/** The button is dead while its work is under way, and a failure is told. */
function press(work) {
  return async (event) => {
    const button = event.currentTarget;
    if (event.type === "submit") event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    forget_error();
    try {
      await work(button);
    } catch (error) {
      fail(error);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  };
}

// ---- the server ----------------------------------------------------------------------------------

const app = {
  session: { paired: false, token: "", password: false, reading: false, secure: false },
  status: null, // the last one; null while the recorder is away
  page: null,
  view: null,
  player: null,
};

const may_read = () => app.session.paired || app.session.reading;

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(TEXT.no_answer);
  }
  if (response.status === 401 && path !== "session") {
    await open_session();
    throw new Error(TEXT.not_in);
  }
  return response;
}

async function answer_of(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || fill(TEXT.status_code, { code: response.status }));
  return answer;
}

const get = async (path) => answer_of(await ask(path));

async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json", "X-Redstart-Token": app.session.token };
  const send = () => ask(path, { method: "POST", headers, body: JSON.stringify(body) });
  let response = await send();
  if (response.status === 403 && path !== "login") { // the server began anew and with it the tokens
    await open_session();
    headers["X-Redstart-Token"] = app.session.token;
    response = await send();
  }
  return answer_of(response);
}

async function order(request) {
  const answer = await post("order", request);
  if (answer.ok === false) throw new Error(answer.error);
  return answer;
}

/** Who this phone is; where that changed the right view is shown. */
async function open_session() {
  const before = app.session.paired;
  app.session = await answer_of(await ask("session"));
  if (before && !app.session.paired) {
    if (app.player) app.player.stop();
    app.player = null;
    live.forget();
    route();
    say(TEXT.not_in_more, { bad: true });
  }
}

// ---- live: the state of the recorder, about five times a second ----------------------------------

const live = {
  source: null,
  heard: 0, // when something was heard last, by performance.now()
  patience: 5000,
  since: null, // the time at which it went away

  open() {
    this.close();
    this.source = new EventSource("events");
    this.hear(5000);
    this.source.addEventListener("status", (event) => this.on_status(JSON.parse(event.data)));
    this.source.addEventListener("gone", (event) => this.on_gone(JSON.parse(event.data)));
    this.source.addEventListener("error", () => this.on_away());
  },

  close() {
    if (this.source) this.source.close();
    this.source = null;
  },

  /** It did not go away: this phone is the one that may not look any more. */
  forget() {
    this.close();
    this.since = app.status = null;
    by_id("away").hidden = true;
    show_state();
  },

  hear(patience) {
    this.heard = performance.now();
    this.patience = patience;
  },

  on_status(status) {
    this.hear(5000);
    this.since = null;
    by_id("away").hidden = true;
    app.status = status;
    app.page = status.page || null;
    show_state();
  },

  on_gone(gone) {
    this.hear(30000); // the server is there: its comments come every 10 s, unseen
    this.go_away(TEXT.away_recorder, gone);
  },

  on_away() {
    this.go_away(TEXT.away_page, {});
  },

  go_away(text, gone) {
    app.status = null;
    this.since = this.since || Date.now();
    const error = gone.error || "";
    const away = by_id("away");
    put(away, fill(text, { time: clock_time(this.since), error: error.replace(/\.$/, "") }));
    away.hidden = false;
    show_state();
  },

  /** Each second: a connection that died in silence, or was refused, is made anew. */
  async look() {
    if (!may_read()) return;
    const is_dead = !this.source || this.source.readyState === EventSource.CLOSED;
    if (!is_dead && performance.now() - this.heard < this.patience) return;
    if (document.hidden) return;
    if (this.source) this.on_away();
    this.hear(5000);
    try {
      await open_session();
      if (may_read()) this.open();
    } catch (error) {
      this.on_away();
    }
  },
};

const state_name = () => (app.status ? app.status.state : "unknown");

function show_state() {
  const name = app.status ? state_name() : live.since ? "gone" : "unknown";
  by_id("state").dataset.state = name;
  put(by_id("state-word"), TEXT.state[name] || name);
  document.title = TEXT.state[name] + " \u2013 " + by_id("host").textContent;
  if (app.view && app.view.update) app.view.update();
}

// ---- sound: an endless stream of blocks, laid end to end on the phone's own clock ----------------

const HEADER = 16; // u64 position, u32 frames, u32 lost before; little endian
const AHEAD = 0.35; // seconds between what arrives and what sounds; a tenth more after each pause of the network
const MOST_AHEAD = 1;
const SILENCE = 1500; // ms without a byte: the recorder is away
const PATIENCE = 15000;
const TOO_FAR = 0.7; // so much more than that waits: the listener would be late, and some is left out

/** Cuts a stream of bytes into blocks, and counts whether each goes on where the last one ended. */
class Blocks {
  constructor(channels) {
    this.frame_bytes = 2 * channels;
    this.rest = new Uint8Array(0);
    this.next = null; // the position that the next block should have
    this.frames = 0;
    this.lost = 0;
    this.breaks = 0;
  }

  /** All whole blocks of what came so far: 16-bit samples, channels side by side. */
  take(bytes) {
    const all = new Uint8Array(this.rest.length + bytes.length);
    all.set(this.rest);
    all.set(bytes, this.rest.length);
    const blocks = [];
    let at = 0;
    while (all.length - at >= HEADER) {
      const head = new DataView(all.buffer, at, HEADER);
      const end = at + HEADER + head.getUint32(8, true) * this.frame_bytes;
      if (end > all.length) break;
      this.count(head);
      blocks.push(new Int16Array(all.slice(at + HEADER, end).buffer));
      at = end;
    }
    this.rest = all.slice(at);
    return blocks;
  }

  count(head) {
    const position = head.getUint32(0, true) + head.getUint32(4, true) * 4294967296;
    const frames = head.getUint32(8, true);
    const lost = head.getUint32(12, true);
    if (this.next !== null) {
      this.lost += lost;
      if (position > this.next + lost) this.breaks += 1; // a lower one: the recorder was away and counts anew
    }
    this.frames += frames;
    this.next = position + frames;
  }
}

/** Of the rate that is recorded, the one that will come: a whole part of it, the nearest at or above. */
function rate_sent(recorded, wanted) {
  const floor = Math.max(16000, wanted);
  let part = 1;
  for (let n = 2; recorded / n >= floor; n += 1) if (recorded % n === 0) part = n;
  return recorded / part;
}

class Player {
  constructor(choice) {
    this.choice = choice; // { rate, channels, gain, highpass }
    this.state = "wait";
    this.error = null;
    this.fed = 0; // when bytes came last, by performance.now()
    this.blocks = new Blocks(choice.channels);
    this.sums = { frames: 0, lost: 0, breaks: 0 }; // of connections that are over
    this.pauses = 0;
    this.ahead = AHEAD;
    this.skipped = 0; // seconds
    this.heard = 0; // seconds
    this.sent = null;
    this.make_context();
    this.run();
  }

  make_context() {
    const recorded = app.status && app.status.rate;
    const Context = window.AudioContext || window.webkitAudioContext;
    const rate = recorded ? rate_sent(recorded, this.choice.rate) : 48000;
    this.context = new Context(rate <= 96000 ? { sampleRate: rate } : {});
    this.context.resume();
    this.gain = this.context.createGain();
    this.highpass = this.context.createBiquadFilter();
    this.highpass.type = "highpass";
    this.limiter = this.context.createDynamicsCompressor();
    this.limiter.threshold.value = -6;
    this.limiter.knee.value = 0;
    this.limiter.ratio.value = 20;
    this.limiter.attack.value = 0.002;
    this.limiter.release.value = 0.1;
    this.highpass.connect(this.gain).connect(this.limiter).connect(this.context.destination);
    this.set(this.choice);
  }

  set(choice) {
    this.choice = { ...this.choice, ...choice };
    this.gain.gain.value = Math.pow(10, this.choice.gain / 20);
    this.highpass.frequency.value = this.choice.highpass || 1;
  }

  total(key) {
    return this.sums[key] + this.blocks[key];
  }

  behind() {
    return Math.max(0, (this.next || 0) - this.context.currentTime);
  }

  /** "again" also while the connection stands and nothing comes: the recorder is away. */
  condition() {
    return this.state === "on" && performance.now() - this.fed > SILENCE ? "again" : this.state;
  }

  /** A connection that died without a word is made anew. */
  look() {
    if (this.state === "on" && performance.now() - this.fed > PATIENCE) this.abort.abort();
  }

  /** Until stop(): a connection that ends, since the microphone went or the network, is made anew. */
  async run() {
    while (this.state !== "off") {
      try {
        await this.listen_once();
        this.error = null;
      } catch (error) {
        if (this.state !== "off" && error.name !== "AbortError") this.error = error.message;
      }
      if (this.state === "off") break;
      this.state = "again";
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  async listen_once() {
    this.abort = new AbortController();
    const query = `sound?rate=${this.choice.rate}&channels=${this.choice.channels}`;
    const response = await ask(query, { signal: this.abort.signal });
    if (!response.ok) {
      const answer = await response.json().catch(() => ({}));
      throw new Error(answer.error || (response.status === 503 ? TEXT.listen_full : fill(TEXT.status_code, { code: response.status })));
    }
    this.sent = {
      rate: Number(response.headers.get("X-Redstart-Rate")),
      channels: Number(response.headers.get("X-Redstart-Channels")),
    };
    this.begin();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.state === "off") return;
      this.state = "on";
      this.fed = performance.now();
      this.error = null;
      for (const block of this.blocks.take(value)) this.gather(block);
    }
  }

  begin() {
    for (const key of Object.keys(this.sums)) this.sums[key] += this.blocks[key];
    this.blocks = new Blocks(this.sent.channels);
    this.waiting = [];
    this.waiting_samples = 0;
    this.next = null;
  }

  /** A tenth of a second at a time: fewer and longer buffers sound without seams. */
  gather(samples) {
    this.waiting.push(samples);
    this.waiting_samples += samples.length;
    if (this.waiting_samples < (this.sent.rate / 10) * this.sent.channels) return;
    const all = new Int16Array(this.waiting_samples);
    let at = 0;
    for (const part of this.waiting) {
      all.set(part, at);
      at += part.length;
    }
    this.waiting = [];
    this.waiting_samples = 0;
    this.lay(all);
  }

  lay(samples) {
    const { rate, channels } = this.sent;
    const frames = samples.length / channels;
    const now = this.context.currentTime;
    if (this.next !== null && this.next < now) {
      this.pauses += 1;
      this.ahead = Math.min(MOST_AHEAD, this.ahead + 0.1);
      this.next = null;
    }
    if (this.next === null) this.next = now + this.ahead;
    if (this.next > now + this.ahead + TOO_FAR) {
      this.skipped += frames / rate;
      return;
    }
    const buffer = this.context.createBuffer(channels, frames, rate);
    for (let channel = 0; channel < channels; channel += 1) {
      const lane = buffer.getChannelData(channel);
      for (let i = 0; i < frames; i += 1) lane[i] = samples[i * channels + channel] / 32768;
    }
    const piece = this.context.createBufferSource();
    piece.buffer = buffer;
    piece.connect(this.highpass);
    piece.start(this.next);
    this.next += frames / rate;
    this.heard += frames / rate;
  }

  stop() {
    this.state = "off";
    if (this.abort) this.abort.abort();
    this.context.close();
  }
}

// ---- the door ------------------------------------------------------------------------------------

function door_view() {
  const box = el("div", { class: "stack" });
  const asking = new AbortController();
  const button = el("button", { type: "button", class: "main big wide", id: "ask", onclick: press(ask_in) }, TEXT.door_ask);
  const refused = el("p", { class: "trouble fault", role: "alert", hidden: true, id: "refused" });
  let ticking = null;

  async function ask_in() {
    refused.hidden = true;
    let answer;
    try {
      answer = await post("pair");
    } catch (error) {
      return refuse(error.message);
    }
    show_digits(answer);
    wait_for_it();
  }

  function show_digits({ digits, seconds, button: has_button }) {
    const left = el("p", { class: "left quiet", "aria-hidden": "true" });
    const end = Date.now() + 1000 * seconds;
    const tick = () => put(left, count(TEXT.door_left, Math.max(0, Math.round((end - Date.now()) / 1000))));
    tick();
    ticking = setInterval(tick, 500);
    put_children(box, el("div", { class: "glass stack", role: "status" },
      el("p", { class: "left" }, TEXT.door_digits),
      el("p", { class: "digits", id: "digits" }, digits),
      el("p", {}, has_button ? TEXT.door_hold : fill(TEXT.door_no_button, { digits })),
      el("p", { class: "quiet" }, has_button ? fill(TEXT.door_command, { digits }) : TEXT.door_why_not), left));
  }

  async function wait_for_it() {
    while (!asking.signal.aborted) {
      let news;
      try {
        news = await answer_of(await ask("pair", { signal: asking.signal }));
      } catch (error) {
        if (asking.signal.aborted) return;
        await new Promise((resolve) => setTimeout(resolve, 1000));
        continue;
      }
      if (news.state === "in") return step_in("#steps");
      if (news.state === "over") return refuse(news.error || TEXT.door_late);
    }
  }

  function refuse(error) {
    clearInterval(ticking);
    put(refused, fill(TEXT.door_over, { error }));
    refused.hidden = false;
    put_children(box, el("p", {}, TEXT.door_how), button);
  }

  put_children(box, el("p", {}, TEXT.door_how), button);
  return {
    node: [title(TEXT.door_title), el("p", {}, TEXT.door_why), refused, el("section", { class: "panel" }, box),
      app.session.password ? password_form() : null, air()],
    close() {
      asking.abort();
      clearInterval(ticking);
    },
  };
}

function password_form() {
  const field = el("input", { type: "password", id: "password", autocomplete: "current-password", required: true });
  const login = press(async () => {
    const password = field.value;
    field.value = "";
    await post("login", { password });
    await step_in("#steps");
  });
  return el("form", { class: "panel stack", onsubmit: login },
    el("h2", {}, TEXT.door_password), el("label", { for: "password" }, TEXT.password), field,
    el("button", { class: "wide" }, TEXT.door_login));
}

const air = () => el("p", { class: "quiet" }, app.session.secure ? TEXT.sealed : TEXT.open_air);

async function step_in(where) {
  app.session = await answer_of(await ask("session"));
  live.open();
  go(where);
}

function steps_view() {
  const field = el("input", { id: "phone", maxlength: "40", autocomplete: "off" });
  const save = press(async () => {
    await post("phones/name", { name: field.value.trim() });
    say(TEXT.saved);
  });
  return {
    node: [title(TEXT.steps_title),
      el("div", { class: "panel stack" }, el("ol", { class: "steps stack" }, TEXT.steps.map((step) => el("li", {}, step)))),
      el("form", { class: "panel stack", onsubmit: save }, el("label", { for: "phone" }, TEXT.steps_name), field,
        el("button", { class: "wide" }, TEXT.save)),
      el("p", {}, TEXT.steps_home), air(),
      el("p", {}, el("a", { class: "button wide", href: "#now" }, TEXT.steps_go))],
  };
}

// ---- now -----------------------------------------------------------------------------------------

const QUIETEST = -60; // dBFS at the left end of a bar

const along = (dbfs) => Math.min(1, Math.max(0, 1 - (dbfs === null ? QUIETEST : dbfs) / QUIETEST));

/** A bar per channel: RMS bright, peak above it, the highest peak of the last two seconds as a line. */
class Meters {
  constructor() {
    this.rows = [];
    this.node = el("div", { class: "meters" });
    const ticks = el("span", { class: "ticks" });
    for (const mark of [-60, -40, -20, -10, 0]) {
      const tick = el("span", {}, String(mark).replace("-", "\u2212"));
      tick.style.left = 100 * along(mark) + "%";
      ticks.append(tick);
    }
    this.scale = el("div", { class: "meter scale", "aria-hidden": "true" }, el("b", {}), ticks,
      el("span", { class: "heads" }, TEXT.clip), el("span", { class: "value" }, TEXT.dbfs));
  }

  make_rows(channels) {
    this.rows = [];
    for (let n = 1; n <= channels; n += 1) {
      const bar = { rms: el("i", { class: "rms" }), peak: el("i", { class: "peak" }), hold: el("i", { class: "hold" }) };
      const meter = el("div", {
        class: "bar", role: "meter", "aria-label": fill(TEXT.level_of, { n }), "aria-valuemin": QUIETEST, "aria-valuemax": 0, "aria-valuenow": QUIETEST,
      }, bar.rms, bar.peak, el("i", { class: "cells" }), bar.hold);
      const value = el("span", { class: "value", "aria-hidden": "true" });
      const clip = el("span", { class: "clip" });
      const node = el("div", { class: "meter" }, el("b", { "aria-hidden": "true" }, String(n)), meter, clip, value);
      this.rows.push({ ...bar, meter, value, clip, node, held: null, held_at: 0, clipped_at: -1e9 });
    }
    this.node.classList.toggle("many", channels > 4);
    put_children(this.node, channels ? [this.rows.map((row) => row.node), this.scale].flat() : el("p", { class: "quiet" }, TEXT.levels_none));
  }

  update(status) {
    const peaks = status ? status.levels_dbfs : [];
    this.node.classList.toggle("deaf", !status);
    if (!status) return;
    if (peaks.length !== this.rows.length || !this.node.firstChild) this.make_rows(peaks.length);
    const clips = status.take ? status.take.clips : [];
    this.rows.forEach((row, i) => this.show(row, peaks[i], status.rms_dbfs[i], clips[i] || 0));
  }

  show(row, peak, rms, clips) {
    const now = performance.now();
    const level = peak === null ? -144 : peak;
    if (row.held === null || level >= row.held || now - row.held_at > 2000) {
      row.held = level;
      row.held_at = now;
    }
    if (level > -0.1) row.clipped_at = now;
    row.peak.style.transform = `scaleX(${1 - along(level)})`;
    row.rms.style.transform = `scaleX(${1 - along(rms === undefined ? level : rms)})`;
    row.hold.style.transform = `translateX(${100 * along(row.held)}%)`;
    put(row.value, decibels(row.held < -120 ? null : row.held));
    row.meter.setAttribute("aria-valuenow", Math.round(Math.max(QUIETEST, level)));
    row.meter.setAttribute("aria-valuetext", fill(TEXT.level_text, { n: number(level, 1) }) + (clips ? ", " + fill(TEXT.clips_of, { n: clips }) : ""));
    row.clip.classList.toggle("on", clips > 0 || now - row.clipped_at < 3000);
    put(row.clip, clips > 999 ? "999" : clips || "");
  }
}

/** Faults first, then warnings; each with what it is about, its cause and what to do. */
class Troubles {
  constructor() {
    this.node = el("div", { class: "stack", id: "troubles", "aria-live": "polite" });
    this.shown = "";
  }

  update(status) {
    if (!status) return;
    const all = [
      ...status.faults.map((word) => ["fault", word, TEXT.faults[word], status.reasons[word]]),
      ...status.warnings.map((word) => ["warning", word, TEXT.warnings[word], status.warning_reasons[word]]),
    ];
    const key = JSON.stringify(all);
    if (key === this.shown) return;
    this.shown = key;
    put_children(this.node, all.map(([kind, word, name, reason]) => this.one(kind, word, name, reason || "")));
  }

  one(kind, word, name, reason) {
    const { object, cause, remedy } = parts_of(reason);
    return el("section", { class: "trouble " + kind, "data-word": word },
      el("h2", {}, name || word),
      el("p", {}, el("b", {}, TEXT.cause + ": "), object ? object + ": " + cause : cause),
      el("p", {}, el("b", {}, TEXT.remedy + ": "), remedy || TEXT.remedy_none));
  }
}

/** The big digits: state, time, and what is safe. */
class Display {
  constructor() {
    this.lamp = el("p", { class: "what" }, el("span", { class: "lamp", "aria-hidden": "true" }), (this.word = el("span", { id: "what" })));
    this.time = el("span", { class: "timecode", id: "time", role: "timer", "aria-live": "off" });
    this.about = el("p", { class: "quiet" });
    this.file = el("p", { class: "file", id: "file" });
    this.safe = el("dd", { id: "safe" });
    this.lost = el("dd", { id: "lost" });
    this.facts = el("dl", { class: "facts" },
      el("div", {}, el("dt", {}, TEXT.on_card), this.safe), el("div", {}, el("dt", {}, TEXT.lost), this.lost));
    this.meters = new Meters();
    this.names = el("p", { class: "names" });
    this.node = el("section", { class: "glass stack", "aria-label": TEXT.nav.now }, this.lamp, this.names, this.time, this.about, this.file, this.facts, this.meters.node);
    put(this.time, TEXT.no_time);
    this.file.hidden = this.facts.hidden = true;
  }

  update(status) {
    this.node.dataset.state = status ? status.state : "unknown";
    this.meters.update(status);
    if (!status) put(this.word, live.since ? TEXT.state.gone : TEXT.state.unknown);
    if (!status) return;
    this.show_names(status);
    put(this.word, TEXT.state[status.state]);
    const take = status.take;
    const rate = status.rate || 1;
    put(this.time, duration(take ? take.frames / rate : 0));
    put(this.about, take && status.rate ? format_text(status) : TEXT.states[status.state]);
    put(this.file, take ? base_name(take.file) : "");
    this.file.hidden = this.facts.hidden = !take;
    if (!take) return;
    put(this.safe, duration(take.frames_on_card / rate));
    put(this.lost, lost_text(take));
  }

  /** The names of faults and warnings, each a way to its cause and remedy below. */
  show_names({ faults, warnings }) {
    const key = [...faults, "", ...warnings].join();
    if (key === this.shown) return;
    this.shown = key;
    const link = (kind, names) => (word) => el("a", { class: kind, href: "#now", onclick: (event) => {
      event.preventDefault();
      document.querySelector(`[data-word="${word}"]`).scrollIntoView();
    } }, names[word] || word);
    put_children(this.names, faults.map(link("fault", TEXT.faults)), warnings.map(link("warning", TEXT.warnings)));
    this.names.hidden = !faults.length && !warnings.length;
  }
}

const format_text = (it) =>
  fill(TEXT.take_facts, { rate: number(it.rate / 1000, it.rate % 1000 ? 1 : 0), channels: count(TEXT.channels, it.channels), format: it.format });

const lost_text = (take) =>
  take.frames_lost || take.gaps ? count(TEXT.frames, take.frames_lost) + ", " + count(TEXT.gaps, take.gaps) : TEXT.lost_nothing;

/** Start; or stop, mark and split. What the recorder says decides, never what was pressed. */
class Buttons {
  constructor() {
    this.start = el("button", { type: "button", class: "record big wide", id: "start", onclick: press(() => this.begin()) }, TEXT.start);
    this.stop = el("button", { type: "button", class: "record big wide", id: "stop", onclick: press(() => this.end()) }, TEXT.stop);
    this.text = el("input", { id: "mark-text", maxlength: "90", autocomplete: "off", enterkeyhint: "done" });
    this.split = el("button", { type: "button", class: "big", id: "split", onclick: press(() => this.cut()) }, TEXT.split);
    this.mark = el("button", { class: "big main", id: "mark" }, TEXT.mark);
    this.form = el("form", { class: "stack", onsubmit: press(() => this.label()) },
      el("label", { for: "mark-text" }, TEXT.mark_text), this.text, el("div", { class: "row" }, this.mark, this.split));
    this.node = el("section", { class: "panel stack", id: "orders", "aria-label": TEXT.start + ", " + TEXT.stop }, el("div", {}, this.start, this.stop), this.form);
    this.stop.hidden = this.form.hidden = true;
  }

  async begin() {
    const place = localStorage.getItem("place");
    await order(place ? { command: "start", notes: { place } } : { command: "start" });
    say(TEXT.started);
  }

  async end() {
    await order({ command: "stop" });
    say(TEXT.stopped);
  }

  async cut() {
    await order({ command: "split" });
    say(TEXT.split_done);
  }

  async label() {
    const text = this.text.value.trim();
    this.text.value = "";
    await order(text ? { command: "mark", text } : { command: "mark" });
    say(TEXT.mark_new);
  }

  update(status) {
    const has_take = Boolean(status && status.take);
    const had_focus = this.node.contains(document.activeElement) && document.activeElement !== this.text;
    if (status && this.start.hidden !== has_take) {
      this.start.hidden = has_take;
      this.stop.hidden = this.form.hidden = !has_take;
      if (had_focus) (has_take ? this.stop : this.start).focus();
    }
    for (const button of [this.start, this.stop, this.mark, this.split]) button.disabled = !status;
  }
}

/** The phone's time, offered while nothing better is known. */
class ClockOffer {
  constructor() {
    this.words = el("p", {});
    this.node = el("section", { class: "panel stack", id: "clock-offer", hidden: true }, el("h2", {}, TEXT.clock), this.words,
      el("button", { type: "button", class: "wide", onclick: press(() => this.give()) }, TEXT.clock_give));
  }

  async give() {
    const half = await this.half_round_trip();
    const error_ms = Math.ceil(half) + 1;
    await order({ command: "clock", unix_ms: Math.round(Date.now() + half), error_ms });
    say(fill(TEXT.clock_given, { n: number(error_ms) }));
  }

  async half_round_trip() {
    let best = Infinity;
    for (let i = 0; i < 4; i += 1) {
      const begin = performance.now();
      await (await ask("session")).text();
      best = Math.min(best, performance.now() - begin);
    }
    return best / 2;
  }

  update(status) {
    const is_wanted = Boolean(status) && app.session.paired && (status.clock === "not set" || status.clock === "set");
    this.node.hidden = !is_wanted;
    if (!is_wanted) return;
    const theirs = app.page && Math.abs(app.page.time_ms - Date.now()) > 2000 ? " " + fill(TEXT.clock_differs, { time: moment(app.page.time_ms) }) : "";
    put(this.words, fill(TEXT.clock_offer, { time: moment(Date.now()) }) + theirs);
  }
}

function place_panel() {
  const field = el("input", { id: "place", autocomplete: "off", inputmode: "url" });
  const now = el("p", { id: "place-now" });
  const show = () => {
    const place = localStorage.getItem("place");
    put(now, place ? fill(TEXT.place_is, { place }) : TEXT.place_none);
    clear.hidden = !place;
  };
  const save = press(() => {
    const place = place_of(field.value);
    if (!place) throw new Error(TEXT.place_not);
    localStorage.setItem("place", place);
    field.value = "";
    show();
  });
  const clear = el("button", { type: "button", onclick: () => { localStorage.removeItem("place"); show(); } }, TEXT.place_clear);
  show();
  return el("details", { class: "panel" }, el("summary", {}, TEXT.place),
    el("form", { class: "stack", onsubmit: save }, el("p", { class: "quiet" }, TEXT.place_hint),
      el("label", { for: "place" }, TEXT.place_field), field, now, el("div", { class: "row" }, el("button", {}, TEXT.save), clear)));
}

class RecorderFacts {
  constructor() {
    this.values = {};
    const row = (key, name) => el("div", {}, el("dt", {}, name), (this.values[key] = el("dd", { id: "fact-" + key })));
    this.node = el("section", { class: "panel stack" }, el("h2", {}, TEXT.facts), el("dl", { class: "facts" },
      row("room", TEXT.room), row("clock", TEXT.clock), row("listeners", TEXT.listening), row("device", TEXT.microphone),
      row("write", TEXT.slowest), row("last", TEXT.last_take)));
  }

  update(status) {
    if (!status) return;
    const storage = status.storage;
    const left = storage.hours_left === null ? TEXT.unknown : storage.minutes_left < 120
      ? fill(TEXT.minutes, { n: number(storage.minutes_left) }) : fill(TEXT.hours, { n: number(storage.hours_left, storage.hours_left < 100 ? 1 : 0) });
    put(this.values.room, storage.free_bytes === null ? left : left + " (" + bytes(storage.free_bytes) + ")");
    const time = app.page && app.page.time_ms ? ", " + clock_time(app.page.time_ms) : "";
    put(this.values.clock, (TEXT.clocks[status.clock] || status.clock) + (status.clock === "not set" ? "" : time));
    const ears = status.listeners || (app.page && app.page.listening);
    put(this.values.listeners, ears ? count(TEXT.people, ears) : TEXT.none);
    put(this.values.device, status.device || TEXT.unknown);
    put(this.values.write, fill(TEXT.milliseconds, { n: number(storage.worst_write_ms, 1) }));
    this.show_last(status);
  }

  show_last(status) {
    const last = status.last_take;
    if (this.last === last) return;
    this.last = last;
    const inside = last && status.folder && last.startsWith(status.folder + "/") ? last.slice(status.folder.length + 1) : last;
    put_children(this.values.last, last ? el("a", { href: "#take/" + url_of(inside) }, base_name(last)) : TEXT.none);
  }
}

function now_view() {
  const parts = [new Display(), new Troubles(), new Buttons(), new ClockOffer(), new RecorderFacts()];
  const [display, troubles, buttons, clock, facts_of] = parts;
  const view = {
    node: [el("h1", { class: "unseen", tabindex: "-1" }, TEXT.now_title), display.node,
      app.session.paired ? buttons.node : locked(), troubles.node, clock.node, facts_of.node, app.session.paired ? place_panel() : null],
    update: () => parts.forEach((part) => part.update(app.status)),
  };
  return view;
}

/** Where reading is open to all and this phone is not let in. */
const locked = () => el("section", { class: "panel stack" }, el("p", {}, TEXT.reading_only), el("a", { class: "button wide", href: "#door" }, TEXT.reading_ask));

// ---- listen --------------------------------------------------------------------------------------

const choice = { rate: 24000, channels: 1, gain: 0, highpass: 0 };

function select(id, label, options, value, on_change) {
  const field = el("select", { id, onchange: () => on_change(Number(field.value)) },
    Object.entries(options).map(([key, text]) => el("option", { value: key, selected: Number(key) === value }, text)));
  return el("div", {}, el("label", { for: id }, label), field);
}

/** Gain and high-pass change the sound at once; quality and channels need another stream. */
function choose(key, value) {
  choice[key] = value;
  if (!app.player) return;
  app.player.set(choice);
  if (key === "rate" || key === "channels") {
    app.player.stop();
    app.player = new Player(choice);
  }
}

function gain_field() {
  const shown = el("output", { for: "gain" });
  const show = () => put(shown, fill(TEXT.listen_gain_value, { n: choice.gain }));
  const field = el("input", { type: "range", id: "gain", min: 0, max: 48, step: 3, value: choice.gain,
    oninput: () => { choose("gain", Number(field.value)); show(); } });
  show();
  return el("div", {}, el("label", { for: "gain" }, TEXT.listen_gain + " ", shown), field);
}

function listen_view() {
  const button = el("button", { type: "button", class: "main big wide", id: "ear", onclick: toggle });
  const state = el("p", { class: "what", role: "status" });
  const trouble = el("p", { class: "trouble warning", role: "alert", hidden: true });
  const meters = new Meters();
  const sums = facts([TEXT.listen_heard, "", "heard"], [TEXT.listen_late, "", "behind"], [TEXT.listen_frames, "", "received"],
    [TEXT.listen_lost, "", "sound-lost"], [TEXT.listen_breaks, "", "breaks"], [TEXT.listen_pauses, "", "pauses"],
    [TEXT.listen_skipped, "", "skipped"], [TEXT.listen_sent, "", "sent"]);
  const cell = (id) => sums.querySelector("#" + id);

  function toggle() {
    if (app.player) {
      app.player.stop();
      app.player = null;
    } else app.player = new Player(choice);
    update();
  }

  function show_sums(player) {
    put(cell("heard"), duration(player.heard));
    put(cell("behind"), fill(TEXT.seconds, { n: number(player.behind(), 1) }));
    for (const [id, key] of [["received", "frames"], ["sound-lost", "lost"], ["breaks", "breaks"]]) put(cell(id), number(player.total(key)));
    put(cell("pauses"), number(player.pauses));
    put(cell("skipped"), fill(TEXT.seconds, { n: number(player.skipped, 1) }));
    put(cell("sent"), player.sent ? number(player.sent.rate) + " Hz, " + count(TEXT.channels, player.sent.channels) : TEXT.unknown);
  }

  function update() {
    const player = app.player;
    put(button, player ? TEXT.listen_stop : TEXT.listen_start);
    button.disabled = !player && !app.status;
    put(state, TEXT.listen_state[!player ? "off" : player.error ? "refused" : player.condition()]);
    trouble.hidden = !(player && player.error);
    if (player && player.error) put(trouble, player.error);
    sums.hidden = !player;
    if (player) show_sums(player);
    meters.update(app.status);
  }

  const timer = setInterval(update, 250);
  return {
    node: [title(TEXT.listen_title), el("p", { class: "quiet" }, TEXT.listen_why),
      el("section", { class: "glass stack", "aria-label": TEXT.listen_title }, state, sums, meters.node), trouble, button,
      el("section", { class: "panel stack" }, gain_field(),
        select("highpass", TEXT.listen_highpass, TEXT.listen_highpasses, choice.highpass, (value) => choose("highpass", value)),
        select("rate", TEXT.listen_rate, TEXT.listen_rates, choice.rate, (value) => choose("rate", value)),
        select("channels", TEXT.listen_channels, TEXT.listen_ways, choice.channels, (value) => choose("channels", value)),
        el("p", { class: "quiet" }, TEXT.listen_only)), air()],
    update,
    close: () => clearInterval(timer),
  };
}

// ---- takes ---------------------------------------------------------------------------------------

/** "good", or the names of the warnings that were on. */
function verdict_text({ verdict }) {
  if (!verdict) return TEXT.unknown;
  return verdict.split(", ").map((word) => TEXT.warnings[word] || TEXT.verdicts[word] || word).join(", ");
}

/** The small signs of a take, worst first. */
function chips_of(take) {
  return el("span", { class: "chips" },
    take.deleted && chip(TEXT.deleted, "bad"),
    take.verified === false && chip(TEXT.not_verified, "bad"),
    take.gaps > 0 && chip(count(TEXT.gaps, take.gaps), "bad"),
    take.recording && chip(TEXT.state.recording),
    take.verdict && chip(verdict_text(take), take.verdict === "good" ? "good" : "bad"),
    take.mark_count > 0 && chip(count(TEXT.marks, take.mark_count)),
    take.verified === true && chip(TEXT.verified, "good"),
    take.kept && chip(TEXT.kept, "good"));
}

function take_row(take) {
  const time = take.start ? clock_time(take.start) : base_name(take.file);
  return el("li", { class: take.deleted ? "gone" : null, "data-file": take.file },
    el("a", { class: "take", href: "#take/" + url_of(take.file) },
      el("span", { class: "line" }, el("span", { class: "when number" }, time), el("span", { class: "length number" }, take.seconds === null ? "" : duration(take.seconds)),
        el("span", { class: "number quiet" }, take.peak_dbfs === null ? "" : fill(TEXT.level_text, { n: decibels(take.peak_dbfs) }))),
      take.note ? el("span", { class: "quiet" }, take.note) : null, chips_of(take)),
    take.deleted && app.session.paired && undo_button(take.file));
}

function takes_view() {
  const list = el("div", { id: "takes" }, el("p", { class: "quiet" }, TEXT.loading));
  const more = el("button", { type: "button", class: "wide", hidden: true, onclick: press(() => load(next)) }, TEXT.takes_more);
  const fresh = el("button", { type: "button", class: "main wide", id: "fresh", hidden: true, onclick: press(() => load(null)) }, TEXT.takes_new);
  let known = null; // the last take of when the list was made
  let next = null;
  let day = null;

  async function load(before) {
    if (!before) known = app.status && app.status.last_take;
    const answer = await get("takes?count=50" + (before ? "&before=" + encodeURIComponent(before) : ""));
    if (!before) {
      put_children(list, answer.takes.length ? [] : el("p", {}, TEXT.takes_none));
      day = null;
      fresh.hidden = true;
    }
    answer.takes.forEach(add);
    next = answer.next;
    more.hidden = !next;
  }

  function add(take) {
    const its_day = take.start ? day_of(take.start) : TEXT.takes_undated;
    if (its_day !== day) list.append(el("h2", { class: "day" }, its_day), el("ul", { class: "takes" }));
    day = its_day;
    list.lastChild.append(take_row(take));
  }

  load(null).catch((error) => put_children(list, el("p", {}, error.message)));
  return {
    node: [title(TEXT.takes_title), fresh, list, more],
    update: () => {
      const last = app.status && app.status.last_take;
      const is_listed = () => [...list.querySelectorAll("[data-file]")].some((row) => last.endsWith("/" + row.dataset.file));
      if (last && last !== known && !is_listed()) fresh.hidden = false;
    },
  };
}

/** The list tells all of a take; the one before it in time is where the asking begins. */
async function find_take(file) {
  let before = null;
  do {
    const answer = await get("takes?count=200" + (before ? "&before=" + encodeURIComponent(before) : ""));
    const found = answer.takes.find((take) => take.file === file);
    if (found) return found;
    before = answer.next;
  } while (before);
  throw new Error(TEXT.no_take);
}

function take_view(file) {
  const box = el("div", { class: "stack" }, el("p", { class: "quiet" }, TEXT.loading));
  let close = () => {};
  const show = async () => {
    const take = await find_take(file);
    if (take.deleted) return put_children(box, el("p", {}, TEXT.removed_is), app.session.paired ? undo_button(file) : []);
    const player = take.playable ? take_player(take) : null;
    if (player) close = player.close;
    let about = take_facts(take);
    const changed = () => { // the sound goes on, and nothing else moves
      const fresh = take_facts(take);
      about.replaceWith(fresh);
      about = fresh;
    };
    put_children(box, player ? player.node : el("p", {}, TEXT.play_not), about, marks_panel(take, player),
      ...(take.recording ? [el("p", {}, TEXT.not_over)] : [downloads(take), app.session.paired ? take_orders(take, changed) : locked()]));
  };
  show().catch((error) => put_children(box, el("p", {}, error.message)));
  return {
    node: [el("p", {}, el("a", { class: "back", href: "#takes" }, "\u2039 " + TEXT.back)), title(base_name(file)), box],
    close: () => close(),
  };
}

function take_facts(take) {
  const whole = take.verified === null || take.verified === undefined ? TEXT.whole_unknown : take.verified ? TEXT.whole_yes : TEXT.whole_no;
  return el("section", { class: "panel" }, facts(
    [TEXT.began, take.start ? moment(take.start) : TEXT.takes_undated], [TEXT.length, take.seconds === null ? TEXT.unknown : duration(take.seconds)],
    [TEXT.format, take.rate ? format_text(take) : TEXT.unknown], [TEXT.size, take.bytes === null ? TEXT.unknown : bytes(take.bytes)],
    [TEXT.peak, take.peak_dbfs === null ? TEXT.unknown : fill(TEXT.level_text, { n: decibels(take.peak_dbfs) })],
    [TEXT.verdict, verdict_text(take)], [TEXT.lost, take.gaps ? count(TEXT.frames, take.lost) + ", " + count(TEXT.gaps, take.gaps) : TEXT.lost_nothing],
    [TEXT.whole, whole], take.place && [TEXT.place, take.place], take.note && [TEXT.noted, take.note]));
}

/** Where a mark is, in seconds: `at` counts frames of the file. */
const mark_time = (take, mark) => mark.at / take.rate;

function marks_panel(take, player) {
  if (!take.marks.length) return el("span", { hidden: true });
  return el("section", { class: "panel stack" }, el("h2", {}, TEXT.mark_list), el("ul", { class: "stack" }, take.marks.map((mark) => {
    const time = duration(mark_time(take, mark));
    const label = mark.label || TEXT.mark_unnamed;
    if (!player) return el("li", {}, time + " " + label);
    return el("li", {}, el("button", { type: "button", class: "wide go", onclick: () => player.seek(mark_time(take, mark), true) },
      el("span", { class: "unseen" }, TEXT.mark_go), el("span", { class: "number" }, time), " ", el("span", {}, label)));
  })));
}

function downloads(take) {
  const link = (where, text) => el("a", { class: "button", href: where, download: true }, text);
  const whole = "takes/" + url_of(stem(take.file));
  const has_wav = !take.file.endsWith(".flac");
  return el("section", { class: "panel stack", id: "downloads" }, el("h2", {}, TEXT.downloads), el("div", { class: "row" },
    has_wav && link(whole + ".wav?download", TEXT.load_wav), take.flac && link(whole + ".flac?download", TEXT.load_flac),
    link(whole + ".json?download", TEXT.load_sidecar), link("labels/" + url_of(take.file), TEXT.load_labels)));
}

function take_orders(take, changed) {
  const note = el("input", { id: "note", value: take.note || "", autocomplete: "off" });
  const save = press(async () => {
    const text = note.value.trim();
    await order(text ? { command: "note", file: take.file, text } : { command: "note", file: take.file });
    take.note = text;
    changed();
    say(TEXT.saved);
  });
  const place = localStorage.getItem("place");
  const add_place = el("button", { type: "button", onclick: () => { note.value = (note.value + " " + place).trim(); } }, TEXT.note_place);
  let is_sure = false;
  const keep = el("button", { type: "button", id: "keep", disabled: take.kept, onclick: press(async () => {
    if (!is_sure) {
      is_sure = true;
      return put(keep, TEXT.keep_sure);
    }
    await order({ command: "keep", file: take.file });
    keep.disabled = remove.disabled = true;
    put(keep, TEXT.keep_is);
    note.focus();
  }) }, take.kept ? TEXT.keep_is : TEXT.keep);
  const remove = el("button", { type: "button", class: "danger", id: "delete", disabled: take.kept, onclick: press(() => delete_take(take.file)) }, TEXT.remove);
  return el("section", { class: "panel stack" },
    el("form", { class: "stack", onsubmit: save }, el("label", { for: "note" }, TEXT.note_field), note,
      el("div", { class: "row" }, el("button", {}, TEXT.save), place && add_place)),
    el("div", { class: "row" }, keep, remove));
}

function undo_button(file, done = () => {}) {
  return el("button", { type: "button", class: "undo", onclick: press(async () => {
    await order({ command: "undelete", file });
    done();
    say(TEXT.undone);
    route();
  }) }, TEXT.undo);
}

/** A minute in which the take can be had back, in sight and counted down. */
async function delete_take(file) {
  await order({ command: "delete", file });
  const end = Date.now() + 60000;
  const button = undo_button(file, () => clearInterval(timer));
  const toast = say(fill(TEXT.removed, { file: base_name(file) }), { button });
  const timer = setInterval(() => {
    const left = Math.round((end - Date.now()) / 1000);
    button.setAttribute("aria-label", TEXT.undo);
    put(button, fill(TEXT.removed_left, { n: left }));
    if (left > 0 && toast.isConnected) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
  go("#takes");
}

// ---- a take's sound and picture ------------------------------------------------------------------

/** Play, pause, a slider, ten seconds back and on, and the picture as a second slider for fingers. */
function take_player(take) {
  const sound = el("audio", { id: "sound", preload: "none", src: "play/" + url_of(take.file) });
  const play = el("button", { type: "button", class: "main narrow", id: "play", onclick: () => (sound.paused ? start() : sound.pause()) }, TEXT.play);
  const slider = el("input", { type: "range", id: "seek", "aria-label": TEXT.seek, min: 0, max: take.seconds, step: "any", value: 0, oninput: () => seek(Number(slider.value), false) });
  const shown = el("span", { class: "number" });
  const picture = take_picture(take, (seconds) => seek(seconds, true));
  let wanted = null; // where to begin once the phone knows how long the sound is

  function start() {
    sound.play().catch((error) => {
      if (error.name !== "AbortError") fail(new Error(TEXT.play_not));
    });
  }

  function seek(seconds, and_play) {
    wanted = Math.min(take.seconds, Math.max(0, seconds));
    if (sound.readyState > 0) {
      sound.currentTime = wanted;
      wanted = null;
    } else sound.load();
    if (and_play) start();
    show();
  }

  function show() {
    const at = wanted === null ? sound.currentTime : wanted;
    put(play, sound.paused ? TEXT.play : TEXT.pause);
    slider.value = at;
    const text = fill(TEXT.position, { at: duration(at), length: duration(take.seconds) });
    slider.setAttribute("aria-valuetext", text);
    put(shown, duration(at));
    picture.point(at);
  }

  sound.addEventListener("loadedmetadata", () => {
    if (wanted !== null) sound.currentTime = wanted;
    wanted = null;
  });
  for (const event of ["timeupdate", "play", "pause", "seeked", "ended"]) sound.addEventListener(event, show);
  const skip = (by, text) => el("button", { type: "button", onclick: () => seek((wanted === null ? sound.currentTime : wanted) + by, false) }, text);
  show();
  return {
    node: el("section", { class: "glass stack", "aria-label": fill(TEXT.took, { file: base_name(take.file) }) }, picture.node,
      el("div", { class: "play" }, play, slider, shown), el("div", { class: "row" }, skip(-10, TEXT.seconds_back), skip(10, TEXT.seconds_on)), sound),
    seek,
    close() {
      sound.pause();
      sound.removeAttribute("src");
      sound.load();
      picture.close();
    },
  };
}

/** The overview's bytes: columns of min and max, then columns of bands, 0 for -100 dBFS, 255 for 0. */
function read_overview(buffer) {
  const head = new DataView(buffer);
  const columns = head.getUint32(0, true);
  const bands = head.getUint32(4, true);
  return {
    columns, bands,
    extremes: new Int8Array(buffer, 16, 2 * columns),
    colours: new Uint8Array(buffer, 16 + 2 * columns, columns * bands),
  };
}

const HEAT = [[6, 8, 14], [40, 17, 70], [120, 28, 109], [196, 59, 74], [238, 121, 35], [250, 194, 60], [252, 250, 210]];

/** From black over red to white, brighter the louder, so that it reads without colours too. */
function heat(value) {
  const place = Math.min(1, Math.max(0, (value - 60) / 170)) * (HEAT.length - 1);
  const below = Math.min(HEAT.length - 2, Math.floor(place));
  return HEAT[below].map((from, i) => from + (HEAT[below + 1][i] - from) * (place - below));
}

function draw_wave(canvas, { columns, extremes }) {
  const pen = canvas.getContext("2d");
  const middle = canvas.height / 2;
  pen.fillStyle = "#131a1d";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#2f3a3e";
  pen.fillRect(0, middle, canvas.width, 1);
  pen.fillStyle = "#58d08f";
  const wide = canvas.width / columns;
  for (let i = 0; i < columns; i += 1) {
    const top = middle - (extremes[2 * i + 1] / 128) * middle;
    const bottom = middle - (extremes[2 * i] / 128) * middle;
    pen.fillRect(i * wide, top, Math.max(wide, 1), Math.max(1, bottom - top));
  }
}

function draw_marks(canvas, take) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffb020";
  for (const mark of take.marks) {
    const at = (mark_time(take, mark) / take.seconds) * canvas.width;
    pen.fillRect(at, 0, 2, canvas.height);
    pen.beginPath();
    pen.moveTo(at - 6, 0);
    pen.lineTo(at + 8, 0);
    pen.lineTo(at + 1, 11);
    pen.fill();
  }
}

function draw_spectrogram(canvas, { columns, bands, colours }) {
  const small = el("canvas", { width: columns, height: bands });
  const pen = small.getContext("2d");
  const image = pen.createImageData(columns, bands);
  for (let x = 0; x < columns; x += 1) {
    for (let band = 0; band < bands; band += 1) {
      const at = 4 * ((bands - 1 - band) * columns + x);
      image.data.set(heat(colours[x * bands + band]), at);
      image.data[at + 3] = 255;
    }
  }
  pen.putImageData(image, 0, 0);
  canvas.getContext("2d").drawImage(small, 0, 0, canvas.width, canvas.height);
}

const LOWEST = 50; // Hz, at the foot of a spectrogram whose bands are equal parts of an octave

/** The frequencies beside a spectrogram, each where it belongs. */
function axis(rate) {
  const top = rate / 2;
  const octaves = (hertz) => Math.log(hertz / LOWEST) / Math.log(top / LOWEST);
  return el("div", { "aria-hidden": "true" }, [100, 1000, 10000, top].filter((hertz) => hertz === top || hertz < top / 4).map((hertz) => {
    const text = hertz < 1000 ? fill(TEXT.hertz, { n: hertz }) : fill(TEXT.kilohertz, { n: number(hertz / 1000, hertz % 1000 ? 1 : 0) });
    const label = el("span", { class: "axis" }, text);
    label.style.bottom = `calc(${100 * octaves(hertz)}% - ${hertz === top ? 1.2 : 0.6}em)`;
    return label;
  }));
}

function take_picture(take, on_seek) {
  const wave = el("canvas", { width: 1000, height: 220, id: "wave" });
  const spectrogram = el("canvas", { width: 1000, height: 256, id: "spectrogram" });
  const head = el("span", { class: "head" });
  const scale = axis(take.rate);
  const news = el("p", { class: "quiet", role: "status" });
  const surface = el("div", { class: "picture", role: "img", "aria-label": TEXT.picture, hidden: true, onclick: (event) => {
    const frame = surface.getBoundingClientRect();
    on_seek(((event.clientX - frame.left) / frame.width) * take.seconds);
  } }, wave, el("div", { class: "ranges" }, spectrogram, scale), head);
  let is_open = true;

  async function load() {
    while (is_open) {
      const response = await ask("overview/" + url_of(take.file));
      if (response.status !== 202) return show(response);
      const { progress } = await response.json();
      put(news, fill(TEXT.picture_made, { n: Math.round(100 * progress) }));
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
  }

  async function show(response) {
    if (!response.ok) await answer_of(response);
    const overview = read_overview(await response.arrayBuffer());
    news.hidden = true;
    surface.hidden = false;
    draw_wave(wave, overview);
    draw_marks(wave, take);
    draw_spectrogram(spectrogram, overview);
    surface.dataset.columns = overview.columns;
  }

  load().catch((error) => put(news, fill(TEXT.picture_not, { error: error.message })));
  return {
    node: el("div", {}, surface, news),
    point: (at) => { head.style.left = 100 * (at / Math.max(take.seconds, 0.001)) + "%"; },
    close: () => { is_open = false; },
  };
}

// ---- more: report, settings, phones --------------------------------------------------------------

function more_view() {
  return {
    node: [title(TEXT.more_title), el("ul", { class: "menu panel" }, Object.entries(TEXT.more).map(([name, text]) =>
      el("li", {}, el("a", { href: "#" + name }, text)))),
    air(), app.status ? el("p", { class: "quiet" }, app.status.version) : null],
  };
}

function table(caption, rows, id) {
  return el("table", { id: id || null }, el("caption", {}, caption), el("tbody", {}, rows.filter(Boolean).map(([name, value]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)))));
}

const counts_text = (all, text_of) => {
  const words = Object.entries(all || {}).map(text_of);
  return words.length ? words.join(", ") : TEXT.none;
};

const lost_of = (all) => counts_text(all, ([cause, it]) => fill(TEXT.report_count, { n: number(it.count) + " " + cause, time: duration(it.seconds) }));

function report_rows(report) {
  const plain = Object.entries(TEXT.report_rows).map(([key, text]) => {
    const value = report[key];
    if (value === null || value === undefined) return [text, TEXT.unknown];
    if (key.startsWith("hours")) return [text, fill(TEXT.hours, { n: number(value, 2) })];
    const files = key === "takes" ? report.files.length : value; // of a take that was split there are several
    return [text, files === value ? number(value) : fill(TEXT.report_files, { n: number(value), files: number(files) })];
  });
  return [...plain,
    [TEXT.report_gaps, lost_of(report.gaps)], [TEXT.report_pauses, lost_of(report.pauses)],
    [TEXT.report_ended, counts_text(report.ended, ([word, n]) => number(n) + " " + (TEXT.ended[word] || word))],
    [TEXT.report_silent, counts_text(report.silent_minutes, ([channel, n]) => fill(TEXT.report_channel, { n: channel }) + ": " + number(n))],
    report.worst_write && [TEXT.report_worst, fill(TEXT.milliseconds, { n: number(report.worst_write.ms, 1) })],
    report.drift_ppm && [TEXT.report_drift, fill(TEXT.report_range, { least: number(report.drift_ppm.least, 1), most: number(report.drift_ppm.most, 1) })],
    report.undated && [TEXT.report_undated, number(report.undated.files)]];
}

function report_view() {
  const from = el("input", { type: "date", id: "from" });
  const to = el("input", { type: "date", id: "to" });
  const box = el("section", { class: "panel" }, TEXT.loading);
  async function load() {
    const query = [];
    if (from.value) query.push("from=" + from.value);
    if (to.value) query.push("to=" + new Date(Date.parse(to.value) + 86400000).toISOString().slice(0, 10));
    const report = await get("report" + (query.length ? "?" + query.join("&") : ""));
    const ends = { from: moment(report.from), to: moment(report.to) };
    put_children(box, table(fill(TEXT.report_caption, ends), report_rows(report), "report"));
  }
  load().catch((error) => put(box, error.message));
  return {
    node: [title(TEXT.report_title), el("form", { class: "panel stack", onsubmit: press(load) }, el("div", { class: "row" },
      el("div", { class: "date" }, el("label", { for: "from" }, TEXT.report_from), from), el("div", { class: "date" }, el("label", { for: "to" }, TEXT.report_to), to)),
    el("button", { class: "wide" }, TEXT.report_make)), box],
  };
}

const value_text = (value) => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

/** What stands between backticks is set as code. */
const with_code = (text) => text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));

function key_row(key) {
  const [value, otherwise] = [value_text(key.value), value_text(key.default)];
  const is_set = otherwise !== value;
  return el("div", { class: "key" }, el("h3", {}, el("code", {}, key.key.slice(key.key.lastIndexOf(" ") + 1))),
    el("p", {}, el("code", { class: is_set ? "set" : null }, value || "\u2013"), is_set ? el("span", { class: "quiet" }, " " + fill(TEXT.settings_default, { value: otherwise || "\u2013" })) : ""),
    el("p", {}, with_code(value_text(key.meaning))), key.range ? el("p", { class: "quiet" }, fill(TEXT.settings_range, { range: value_text(key.range) })) : "");
}

function config_panels(config) {
  const groups = new Map();
  for (const key of config) {
    const name = key.key.includes(" ") ? key.key.slice(0, key.key.lastIndexOf(" ")) : TEXT.settings_top;
    groups.set(name, [...(groups.get(name) || []), key]);
  }
  return [...groups].map(([name, keys]) => el("details", { class: "panel" }, el("summary", {}, name), keys.map(key_row)));
}

function doctor_panel(answer) {
  const { doctor } = answer;
  return [el("p", {}, el("b", {}, TEXT.doctor_verdict[doctor.verdict] || value_text(doctor.verdict)), " ",
    answer.when ? el("span", { class: "quiet" }, fill(TEXT.doctor_when, { time: moment(answer.when) })) : ""),
  table(TEXT.doctor_caption, doctor.checks.map((check) => [check.name, [TEXT.doctor_result[check.result] || check.result, check.value, check.text].filter(Boolean).join("; ")]), "doctor")];
}

function settings_view() {
  const box = el("div", { class: "stack", id: "config" }, el("p", { class: "quiet" }, TEXT.loading));
  const doctor = el("section", { class: "panel stack" });
  const show = (path, node, make) => get(path).then((answer) => put_children(node, make(answer)), (error) => put_children(node, el("p", {}, error.message)));
  show("config", box, (answer) => config_panels(answer.config));
  show("doctor", doctor, doctor_panel);
  return { node: [title(TEXT.settings_title), el("p", {}, TEXT.settings_why), box, el("h2", {}, TEXT.doctor_title), doctor] };
}

function phone_row(phone, load) {
  const name = phone.name || TEXT.phones_unnamed;
  let is_sure = false;
  const revoke = el("button", { type: "button", class: "danger", onclick: press(async (button) => {
    if (!is_sure) {
      is_sure = true;
      put(button, fill(TEXT.phones_sure, { name }));
      return;
    }
    await post("phones/revoke", { id: phone.id });
    say(TEXT.phones_revoked);
    await open_session();
    if (app.session.paired) await load();
  }) }, TEXT.phones_revoke);
  return el("li", { class: "panel stack" }, el("h2", {}, name, " ", phone.this ? chip(TEXT.phones_this, "good") : ""),
    el("p", { class: "quiet" }, fill(TEXT.phones_since, { time: moment(phone.since) }) + ", " + fill(TEXT.phones_seen, { time: moment(phone.seen) })), revoke);
}

function phones_view() {
  const list = el("ul", { class: "stack", id: "phones" }, el("li", { class: "quiet" }, TEXT.loading));
  const load = async () => {
    const { phones } = await get("phones");
    put_children(list, phones.map((phone) => phone_row(phone, load)));
  };
  const field = el("input", { id: "phone", maxlength: "40", autocomplete: "off" });
  const save = press(async () => {
    await post("phones/name", { name: field.value.trim() });
    await load();
  });
  load().catch((error) => put_children(list, el("li", {}, error.message)));
  return { node: [title(TEXT.phones_title), list, el("form", { class: "panel stack", onsubmit: save },
    el("label", { for: "phone" }, TEXT.steps_name), field, el("button", { class: "wide" }, TEXT.save))] };
}

// ---- the way between the views -------------------------------------------------------------------

const VIEWS = {
  door: door_view, steps: steps_view, now: now_view, listen: listen_view, takes: takes_view, take: take_view,
  more: more_view, report: report_view, settings: settings_view, phones: phones_view,
};
const UNDER = { take: "takes", steps: "more", report: "more", settings: "more", phones: "more" };
const FOR_PAIRED = ["steps", "listen", "settings", "phones"];

function go(hash) {
  if (location.hash === hash) route();
  else location.hash = hash;
}

/** "#take/2026-11-21/x.wav": the view's name and what it is about. */
function wanted_view() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  const known = Object.keys(VIEWS).includes(name) ? name : "now";
  if (app.session.paired) return [known === "door" ? "now" : known, rest];
  if (!app.session.reading || FOR_PAIRED.includes(known)) return ["door", []];
  return [known, rest];
}

function route() {
  const [name, rest] = wanted_view();
  if (app.view && app.view.close) app.view.close();
  forget_error();
  app.view = VIEWS[name](rest.map(decodeURIComponent).join("/"));
  put_children(by_id("main"), app.view.node.filter(Boolean));
  by_id("main").dataset.view = name;
  by_id("nav").hidden = !may_read();
  for (const link of document.querySelectorAll("nav a")) {
    const is_here = link.hash === "#" + (UNDER[name] || name);
    if (is_here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (app.view.update) app.view.update();
  const heading = document.querySelector("main h1");
  if (heading) heading.focus();
  window.scrollTo(0, 0);
}

function dress_frame() {
  put(by_id("skip"), TEXT.skip);
  by_id("skip").addEventListener("click", (event) => {
    event.preventDefault();
    by_id("main").focus();
  });
  by_id("nav").setAttribute("aria-label", TEXT.nav_label);
  for (const link of document.querySelectorAll("nav a")) put(link.querySelector("span"), TEXT.nav[link.hash.slice(1)]);
  put(by_id("host"), location.hostname.endsWith(".local") ? location.hostname.slice(0, -6) : by_id("host").textContent);
  put(by_id("state-word"), TEXT.state.unknown);
}

async function begin() {
  dress_frame();
  while (true) {
    try {
      await open_session();
      break;
    } catch (error) {
      live.on_away();
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  by_id("away").hidden = true;
  window.addEventListener("hashchange", route);
  document.addEventListener("visibilitychange", () => live.look());
  setInterval(() => {
    live.look();
    if (app.player) app.player.look();
  }, 1000);
  if (may_read()) live.open();
  route();
}

begin();
