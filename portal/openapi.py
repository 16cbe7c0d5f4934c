"""What programs can ask, as an OpenAPI 3.1 document: made from the routes, so none is missing."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from portal.assets import anybody
from portal.routing import Page, page

H = TypeVar("H", bound=Callable[..., Any])

PATH = "/api/v1/openapi.json"
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_PARAMETER = re.compile(r"{(\w+)(?::(\w+))?}")
_TYPES = {"uuid": {"type": "string", "format": "uuid"}, "int": {"type": "integer"}}
_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def takes(model: type[BaseModel], *, file: str = "") -> Callable[[H], H]:
    """Say what JSON a handler reads (or, of GET, which query).

    With `file`, it is a form in parts (RFC 7578), of which that one is a file.
    """

    def said(handler: H) -> H:
        handler.takes, handler.file = model, file  # type: ignore[attr-defined]
        return handler

    return said


def document(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    """The description of every route under `/api/`."""
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if isinstance(route, Page) and route.path.startswith("/api/"):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                path = _PARAMETER.sub(r"{\1}", route.path)
                paths.setdefault(path, {})[method.lower()] = _door(route, method, schemas)
    bearer = {"bearer": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parley", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": bearer},
    }


def _door(route: Page, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    handler = route.endpoint
    scope = getattr(route.access, "scope", None)
    found: dict[str, Any] = {
        "operationId": route.name,
        "summary": (handler.__doc__ or "").strip().partition("\n")[0],
        "security": [{"bearer": [str(scope)]}] if scope else [],
        "parameters": [_parameter(*each) for each in _PARAMETER.findall(route.path)],
        "responses": {
            "2XX": {"description": "Done.", "content": {"application/json": {}}},
            "default": {
                "description": "Refused, and why.",
                "content": {"application/problem+json": {"schema": _PROBLEM}},
            },
        },
    }
    model: type[BaseModel] | None = getattr(handler, "takes", None)
    if model is not None and method in WITH_BODY:
        file: str = getattr(handler, "file", "")
        media = "multipart/form-data" if file else "application/json"
        body = {media: {"schema": _schema(model, schemas, file)}}
        found["requestBody"] = {"required": True, "content": body}
    elif model is not None:
        found["parameters"] += _query(model)
    return found


def _parameter(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True,
            "schema": _TYPES.get(kind, {"type": "string"})}  # fmt: skip


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    fields = model.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in fields.items()]


def _schema(model: type[BaseModel], schemas: dict[str, Any], file: str) -> dict[str, str]:
    made = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(made.pop("$defs", {}))
    if file:
        made["properties"][file] = _FILE
        made["required"] = [*made.get("required", ()), file]
    schemas[model.__name__] = made
    return {"$ref": f"#/components/schemas/{model.__name__}"}


async def describe(request: Request, _nobody: None) -> Response:
    """This document."""
    return JSONResponse(document(request.app.routes))


routes = [page(PATH, describe, access=anybody)]
