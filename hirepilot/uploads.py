"""An upload whose connection broke is a shorter one: without a look at its end, half a file passes for a whole one."""

from django.http.multipartparser import MultiPartParserError

KEPT = 4_096  # bytes at the end; the last boundary and what may follow it are shorter


class WholeUploadMiddleware:
    """Refuse a form of several parts that ends before its length, or without the boundary that closes it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        boundary = request.content_params.get("boundary", "") if request.content_params else ""
        if request.content_type == "multipart/form-data" and boundary:
            request.read = _Watched(request.read, boundary.encode("ascii", "replace")).read
        return self.get_response(request)


class _Watched:
    def __init__(self, read, boundary):
        self.rest, self.closing, self.tail = read, b"--" + boundary + b"--", b""

    def read(self, *size):
        block = self.rest(*size)
        self.tail = (self.tail + block)[-KEPT:]
        if not block and self.closing not in self.tail:
            raise MultiPartParserError(
                "The upload was cut off before its end. Nothing of it was kept; send it again."
            )
        return block
