// Everything a page needs: htmx, its websocket extension and our small modules.
import "htmx.org";
import "htmx.org/dist/ext/hx-ws.js";
import "./live.js";
import "./lists.js";
import "./chat.js";
import "./chat_files.js";
import "./composer.js";
import "./chat_mentions.js";
import "./chat_new.js";
import "./chat_scroll.js";
import "./chat_typing.js";
import "./shell.js";
import "./keyboard.js";
import "./forms.js";
import "./toasts.js";
import "./times.js";
