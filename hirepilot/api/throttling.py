"""How much one token, or one member in the browser, may ask for: counted in the database, for all processes."""

import time

from rest_framework.throttling import SimpleRateThrottle


class PerToken(SimpleRateThrottle):
    """So many requests in each stretch of time. One number, where DRF's own would write a list of hundreds of times."""

    scope = "token"

    def get_cache_key(self, request, view):
        who = f"token:{request.token.pk}" if request.token else f"member:{request.member.pk}"
        return f"api:{who}:{int(time.time() // self.duration)}"

    def allow_request(self, request, view):
        if self.rate is None:
            return True
        key = self.get_cache_key(request, view)
        # Two requests at the very same moment may count as one; the limit is there for loops, not for fairness.
        count = self.cache.get(key, 0) + 1
        self.cache.set(key, count, self.duration)
        return count <= self.num_requests

    def wait(self):
        return self.duration - time.time() % self.duration
