"""JSON as strangers send it: read up to a size, to a depth, and only with text that the database can store."""

import json
import math
import re

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils.json import strict_constant

DEEPEST = 20
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = (
        f"More than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} MB in one request cannot be read."
    )


class PlainJSONParser(JSONParser):
    """UTF-8 only. DRF's own reads whatever comes, and lets nesting, NUL and lone surrogates break what follows."""

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            value = json.loads(body.decode(), parse_constant=strict_constant)
        except UnicodeDecodeError:
            raise ParseError("The body is not UTF-8.") from None
        except RecursionError:
            raise ParseError("The body is nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The body is not JSON: {error}") from None
        _check(value)
        return value


def _check(value):
    level, depth = [value], 0
    while level:
        if depth > DEEPEST:
            raise ParseError("The body is nested too deeply.")
        below = []
        for item in level:
            if isinstance(item, str) and UNSTORABLE.search(item):
                raise ParseError("A text holds a NUL or half of a surrogate pair, which cannot be stored.")
            if isinstance(item, float) and not math.isfinite(item):
                raise ParseError("A number is too large.")
            if isinstance(item, dict):
                below += [*item, *item.values()]
            elif isinstance(item, list):
                below += item
        level, depth = below, depth + 1
