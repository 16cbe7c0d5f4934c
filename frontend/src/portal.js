// Everything a page needs: htmx, its websocket extension and our small modules.
import "htmx.org";
import "htmx.org/dist/ext/hx-ws.js";
