"""The finished files over HTTP, for pages and programs alike."""

from starlette.requests import Request
from starlette.responses import FileResponse

from customer_space.gate.audiences.folders import DOWNLOADS, Folder
from customer_space.gate.audiences.models import Audience, AudienceState
from portal.errors import NotFound

LARGEST_BODY = 1 << 30
"""What the routes take at all; PARLEY_MAX_UPLOAD_MB says what we take of it."""


def fetched(request: Request, audience: Audience) -> FileResponse:
    """The file the path names, as a download. NotFound before the end, and for other names."""
    name: str = request.path_params["file"]
    path = Folder.of(request.app.state.settings.data_dir, audience.id).out / name
    if name not in DOWNLOADS or audience.state is not AudienceState.DONE or not path.is_file():
        raise NotFound
    return FileResponse(
        path,
        media_type=DOWNLOADS[name],
        filename=f"{audience.id.hex[-8:]}-{name}",
        headers={"x-content-type-options": "nosniff", "cache-control": "no-store"},
    )
